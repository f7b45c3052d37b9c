from metaflow import FlowSpec, step, card, parallel, catch, timeout


class F(FlowSpec):
    @step
    def start(self): self.next(self.train, num_parallel=4)
    @parallel
    @step
    def train(self): self.next(self.join)
    @step
    def join(self, inputs): self.next(self.a, self.b)
    @step
    def a(self): self.next(self.j2)
    @step
    def b(self): self.next(self.b2, foreach="l")
    @step
    def b2(self): self.next(self.b3)
    @step
    def b3(self, inputs): self.next(self.j2)
    @step
    def j2(self, inputs): self.next(self.end)
    @catch(var="e")
    @timeout(minutes=1)
    @card(type="blank", id="a")
    @card(id="b")
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
