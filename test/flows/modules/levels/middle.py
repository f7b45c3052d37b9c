import top
from metaflow import step


class Middle(top.Top):
    @step
    def a(self):
        self.next(self.b)
