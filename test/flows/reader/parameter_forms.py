from metaflow import FlowSpec, step, kubernetes, Parameter, environment, Config, IncludeFile


class F(FlowSpec,): 
    x: int = 1
    y, z = 1, 2
    p = Parameter("p", default=[1, "a", None, -1, 1.5, {"k": (1, 2)}], help="a" "b")
    typed: str = Parameter(name="typed", default='x', type=str)
    conf = Config('conf', default_value={})
    inc = IncludeFile("inc", required=False)
    big = Parameter("big", default=12345678901234567890)
    @kubernetes(cpu=1, memory=+2, gpu=0x10, disk=10**3, tolerations=[], secrets=("a",), image=None, namespace="a" "b", executable=...)
    @environment(vars={"A": "1", "B": str(2)})
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
if __name__ == '__main__': F()
