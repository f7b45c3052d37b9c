from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self):
        self.next(self.a, self.b, foreach="x")
    @step
    def a(self):
        self.next(foreach="x")
    @step
    def b(self):
        self.next(num_parallel=2)
    @step
    def c(self):
        self.next(self.a, self.a, num_parallel=2)
    @step
    def d(self):
        self.next(*[self.a], foreach="x")
    @step
    def e(self):
        self.next(self.a, **{"foreach": "x"})
    @step
    def f(self):
        self.next(self.a, bogus=1)
    @step
    def g(self):
        self.next(self.a.b.c, other.d)
    @step
    def h(self):
        self.next(self.a, foreach=5, num_parallel=2)
    @step
    def i(self):
        self.next(self.a, foreach=7)
    @step
    def k(self):
        self.next(self.a if True else self.b)
    @step
    def l(self):
        self.next(self.a, num_parallel=-1)
    @step
    def m(self):
        self.next({"a": self.a})
    @step
    def n(self):
        self.next({"a": self.a}, foreach="x", condition="c")
    @step
    def o(self):
        self.next({}, condition="c")
    @step
    def p(self):
        self.next({"a": self.a}, self.b, condition="c")
    @step
    def q(self):
        self.next(self.a, condition="c")
    @step
    def r(self):
        self.next(x for x in y)
    @step
    def s(self):
        self.next(self.a, foreach=f"x{1}")
    @step
    def t(self):
        self.next(self.a, foreach="x" "y")
    @step
    def u(self):
        self.next(self.a, foreach=None)
    @step
    def v(self):
        self.next(self.a, num_parallel=True)
    @step
    def w(self):
        self.next(self.a, foreach="x")
    @step
    def x(self):
        self.next(self.a,)[0]
    @step
    def y(self):
        self.next(self.a).z
    @step
    def z(self):
        self.next(self.a)(self.b)
    @step
    def end(self):
        pass
F()
