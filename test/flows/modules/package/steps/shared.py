from metaflow import step
from .deep.joins import JoinMixin


class Common(JoinMixin):
    @step
    def start(self):
        self.next(self.a, self.b)

    @step
    def a(self):
        self.next(self.join)
