from metaflow import FlowSpec, step


class One(FlowSpec):
    @step
    def only(self):
        pass
class None_(FlowSpec):
    x = 1
class Anno(FlowSpec):
    @step(start=True)
    def begin(self): self.next(self.finish)
    @step(end=True)
    def finish(self): pass
class Anno2(FlowSpec):
    @step(start=True, end=False)
    def begin(self): self.next(self.finish)
    @step(end=True)
    def finish(self): pass
One()
