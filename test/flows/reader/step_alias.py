from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self.b)
    @step
    def a(self): self.next(self.end)
    b = a
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
