from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self._a, self.B, self.c2)
    @step
    def _a(self): self.next(self.j)
    @step
    def B(self): self.next(self.j)
    @step
    def c2(self): self.next(self.j)
    @step
    def __p(self): self.next(self.j)
    @step
    def j(self, inputs): self.next(self.match)
    @step
    def match(self): self.next(self.case)
    @step
    def case(self): self.next(self.type)
    @step
    def type(self): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
