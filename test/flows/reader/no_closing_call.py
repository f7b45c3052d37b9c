from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self):
        if True:
            self.next(self.end)
    @step
    def a(self):
        try:
            pass
        finally:
            self.next(self.end)
    @step
    def b(self):
        for x in []: pass
        else: self.next(self.end)
    @step
    def c(self): return self.next(self.end)
    @step
    def d(self):
        self.next(self.end)
        return
    @step
    def e(self):
        x = self.next(self.end)
    @step
    def f(self):
        self.next(self.end) or 1
    @step
    def g(self):
        self.next(self.end), 1
    @step
    def h(self):
        assert self.next(self.end)
    @step
    def i(self):
        self.next(self.end); return
    @step
    def j(self):
        me = self
        me.next(self.end)
    @step
    def k(self):
        [self.next(self.end)]
    @step
    def l(self):
        self.self.next(self.end)
    @step
    def m(self):
        while 0: self.next(self.end)
    @step
    def n(self):
        self.next
    @step
    def o(self):
        lambda: self.next(self.end)
    @step
    def p(self):
        global q; self.next(self.end)
    @step
    def q(self):
        not self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__": F(); F()
