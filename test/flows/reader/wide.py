from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(*(), self.a) if 0 else self.next(self.a, self.b); self.next(self.a, self.b)
    @step
    def a(self): self.next({'x': self.c, 'y': self.d}, condition='k')
    @step
    def c(self): self.next(self.e)
    @step
    def d(self): self.next(self.e)
    @step
    def e(self): self.next(self.f, foreach='it')
    @step
    def f(self): self.next(self.g, self.h)
    @step
    def g(self): self.next(self.gh)
    @step
    def h(self): self.next(self.gh)
    @step
    def gh(self, i): self.next(self.fe)
    @step
    def fe(self, i): self.next(self.j)
    @step
    def b(self): self.next(self.j)
    @step
    def j(self, i): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    with __import__("contextlib").suppress(SystemExit):
        F()
