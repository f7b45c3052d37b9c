from metaflow import FlowSpec, step, Parameter
class Mixin:
    @step
    def middle(self):
        self.next(self.end)
    @property
    def prop(self): return 1
    @staticmethod
    def helper(): pass
class Base(FlowSpec):
    alpha = Parameter("alpha", default=1)
    @step
    def start(self):
        self.next(self.middle)
    @step
    def end(self): pass
class F(Mixin, Base):
    def todo(self): pass
class G(Base):
    middle = None
    @step
    def middle(self):
        self.next(self.last)
    @step
    def last(self):
        self.next(self.end)
if __name__ == "__main__":
    import sys
    if False:
        G()
    else:
        F()
