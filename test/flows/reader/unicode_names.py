from metaflow import FlowSpec, step, Parameter


# -*- coding: utf-8 -*-
class Flüss(FlowSpec):
    größe = Parameter("größe", default="😀")
    @step
    def start(self):
        self.next(self.é, self.ab)
    @step
    def é(self): self.next(self.j)
    @step
    def ab(self):
        "😀😀"; self.next(self.j)
    @step
    def j(self, inputs): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    Flüss()
