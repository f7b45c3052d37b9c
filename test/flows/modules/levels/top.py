from metaflow import FlowSpec, step


class Top(FlowSpec):
    @step
    def start(self):
        self.next(self.a)

    @step
    def a(self):
        self.next(self.nowhere)

    @step
    def end(self):
        pass
