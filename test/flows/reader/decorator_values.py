from metaflow import FlowSpec, step, kubernetes, card, project, timeout, environment, conda_base, trigger, secrets


@trigger(events=["a", {"name": "b", "parameters": {"x": "y"}}])
@conda_base(python="3.9", libraries={"x": "1"})
@project(name="abc", production=True)
class F(FlowSpec):
    @secrets(sources=["a"])
    @environment(vars={'A': 'b'})
    @kubernetes
    @timeout(seconds=3.5, minutes=2)
    @step
    def start(self): self.next(self.end)
    @kubernetes()
    @card(options={"a": None, 'b': [1, 2.0, (3,)], 1: True})
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
