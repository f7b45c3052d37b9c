from metaflow import FlowSpec, step, Config


class F(FlowSpec):
    cfg = Config("cfg", default_value='{"k": "a"}')
    @step
    def start(self):
        self.next({"a": self.a, 'b' "c": self.b, 1: self.c, True: self.d, 2.: self.e, 1e3: self.a, -0: self.a} if 0 else {}, condition="x")
    @step
    def a(self):
        self.next({
            "x": self.c,  # comment
            """y""": self.d,
            r"z\n": (self.e),
            "\x41\t": self.e,
            1_0: self.e,
            2.: self.e,
            5.e-3: self.c,
            0x1F: self.c,
            3j: self.c,
            ...: self.c,
            b"q": self.c,
            self.cfg.k: self.c,
        }, condition='mode',)
    @step
    def b(self):
        self.next({"x": self.c, **{}}, condition="x")
    @step
    def c(self):
        self.next({-1: self.d, 2: self.e}, condition="x")
    @step
    def d(self):
        self.next({"d": self.d, "e": self.e}, condition="x" "y")
    @step
    def e(self):
        self.next({"d": self.end, "f": self.end,}, condition=("q"))
    @step
    def end(self): pass
F()
