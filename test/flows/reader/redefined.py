from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self.nope)
    @step
    def start(self): self.next(self.a)
    @step
    def a(self): self.next(self.end)
    @step
    def b(self): self.next(self.end)
    def b(self): pass
    @step
    def end(self): pass
class F(F):
    @step
    def a(self): self.next(self.c)
    @step
    def c(self): self.next(self.end)
if __name__ == "__main__":
    F()
