from metaflow import step


class JoinMixin:
    @step
    def join(self, inputs):
        self.next(self.end)
