from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): pass; self.next(self.a)
    @step
    def a(self):
        x = 1; (self.next(self.b));
    @step
    def b(self):
        ((self.next)(self.c,))
    @step
    def c(self):
        self . next ( self . d )
    @step
    def d(self):
        self\
            .next\
            (self.e,
             )
    @step
    def e(self):
        (
            self.next(self.f)
        )
    @step
    def f(self):
        self.next((self.g))
    @step
    def g(self):
        self.next(self.h); "string"
    @step
    def h(self):
        (self).next(self.end)
    @step
    def end(self): pass; pass
F()
