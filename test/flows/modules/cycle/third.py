import other
from metaflow import step


class End:
    @step
    def end(self):
        pass
