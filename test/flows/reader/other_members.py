from metaflow import FlowSpec, step


import functools
def wrap(f):
    @functools.wraps(f)
    def g(self): return f(self)
    return g
class F(FlowSpec):
    @step
    def start(self): self.next(self.a)
    @step
    @wrap
    def a(self): self.next(self.b)
    @staticmethod
    def s(x): return x
    @classmethod
    def c(cls): return 1
    @step
    def b(self): self.next(self.end)
    @step
    def end(self): pass
    class Meta:
        @step
        def inner(self): pass
    helper = lambda self: self.next(self.q)
if __name__ == '__main__':
    F()
