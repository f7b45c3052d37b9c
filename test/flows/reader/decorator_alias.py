from metaflow import FlowSpec, step, kubernetes, retry


gpu = kubernetes(gpu=1, memory=2.)
class F(FlowSpec):
    @kubernetes(memory=10)
    @step
    def start(self): self.next(self.a)
    @gpu
    @step
    def a(self): self.next(self.end)
    @(retry(times=2))
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
