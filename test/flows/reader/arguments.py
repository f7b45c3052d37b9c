from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self: "F", *, x=1) -> None:
        self.next(self.a, self.b)
    @step
    def a(self, /):
        self.next(self.j)
    @step
    def b(self, *args, **kw):
        self.next(self.j)
    @step
    def j(self: "F", inputs: list[int] = [1, 2]) -> None:
        self.next(self.k, foreach="xs")
    @step
    def k(self, y: dict = {"a": (1, 2)}, /):
        self.next(self.l)
    @step
    def l(self, inputs=lambda a, b: (a, b), *, z: int = max(1, 2)):
        self.next(self.end)
    @step
    def end(self, *a): pass
if __name__ == "__main__":
    F()
