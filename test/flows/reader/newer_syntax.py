from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self):
        if (n := 10) > 5:
            self.x = [y := 1, y**2]
        print("self.next(self.bogus)")
        s = """
    @step
    def fake(self):
        self.next(self.end)
"""
        self.next(self.m)

    @step
    def m(self):
        match self.x:
            case [1, *rest]:
                pass
            case {"a": 1, **kw}:
                self.next = None
            case _:
                pass
        def inner():
            self.next(self.zzz)
        class Inner:
            @step
            def nested(self):
                self.next(self.yyy)
        lam = lambda self=self, *a: self.next(self.q)
        self.next(self.end)

    @step
    def end(self):
        "only doc"


def main():
    F()


if __name__ == "__main__":
    main()
