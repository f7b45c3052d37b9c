# -*- coding: latin-1 -*-
from metaflow import FlowSpec, step
class F(FlowSpec):
    """café"""
    @step
    def start(self):
        self.next({"é": self.a, "b": self.end}, condition="c")
    @step
    def a(self): self.next(self.end)
    @step
    def end(self): pass
F()
