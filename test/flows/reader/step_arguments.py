from metaflow import FlowSpec, step, retry, card


class F(FlowSpec):
    @step()
    def start(self): self.next(self.a, self.b)
    @step(node_info={"x": 1})
    def a(self): self.next(self.j)
    @retry(times=3)
    @card
    @step(start=False)
    def b(self): self.next(self.j)
    @step
    def j(self, inp): self.next(self.end)
    @step(end=True)
    def end(self): pass
if __name__ == "__main__":
    F()
