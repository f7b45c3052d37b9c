from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
F.extra = 1
class P(F):
    end: "x"
    start: int
    (end2) = 1
    [q, r] = 1, 2
    import os as start2
    from os import path
if __name__ == "__main__":
    f = P()
