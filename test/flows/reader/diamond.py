from metaflow import FlowSpec, step


class A(FlowSpec):
    @step
    def start(self): self.next(self.x)
    @step
    def x(self): self.next(self.end)
    @step
    def end(self): pass
class B(A):
    @step
    def x(self): self.next(self.y)
    @step
    def y(self): self.next(self.end)
class C(A):
    @step
    def x(self): self.next(self.z)
    @step
    def z(self): self.next(self.end)
class D(B, C):
    y = 5
    @step
    def x(self): self.next(self.z)
class E(C, B):
    @property
    def y(self): return 1
if __name__ == '__main__': D()
