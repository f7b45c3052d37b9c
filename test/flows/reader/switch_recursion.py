from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next({True: self.start2, False: self.end}, condition="go")
    @step
    def start2(self):
        self.next({"again": self.start2, "stop": self.split}, condition="go")
    @step
    def split(self): self.next(self.x, foreach='l')
    @step
    def x(self):
        self.next({"": self.y, "z z": self.z, "it's": self.z, 'a"b': self.z, "\\": self.z, "\n": self.z}, condition="go")
    @step
    def y(self): self.next(self.j)
    @step
    def z(self): self.next(self.j)
    @step
    def j(self, inputs): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
