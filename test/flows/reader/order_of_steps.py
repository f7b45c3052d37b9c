from metaflow import FlowSpec, step


class Late(FlowSpec):
    @step
    def end(self): pass
    @step
    def b2(self): self.next(self.end)
class Early(Late):
    @step
    def zz(self): self.next(self.b2)
    @step
    def start(self): self.next(self.zz)
class Early2(Early):
    @step
    def zz(self): self.next(self.aa)
    @step
    def aa(self): self.next(self.b2)
if __name__ == '__main__':
    Early2()
