from metaflow import FlowSpec, step, kubernetes, retry


try:
    from metaflow import FlowSpec as FS, step as st
except ImportError:
    class FS: pass
    def st(f): return f
import metaflow, metaflow as mf
from metaflow.decorators import StepDecorator
class F(FS):
    @st
    def start(self): self.next(self.a)
    @mf.step
    def a(self): self.next(self.b)
    @mf.kubernetes(cpu=1)
    @metaflow.step()
    def b(self): self.next(self.end)
    @metaflow.retry
    @step
    def end(self): pass
if "__main__" == __name__:
    flow = F()
