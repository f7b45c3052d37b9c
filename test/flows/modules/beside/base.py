from metaflow import FlowSpec, Parameter, step


class Base(FlowSpec):
    rows = Parameter("rows", default=3)

    @step
    def start(self):
        self.next(self.work)

    @step
    def end(self):
        pass
