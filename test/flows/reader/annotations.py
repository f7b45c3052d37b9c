from metaflow import FlowSpec, step, Parameter


import dataclasses as dc, typing as t
class Helper:
    def start(self): return 1
    a = 3
class F(FlowSpec, Helper):
    """@step"""
    a: "t.Any"
    _hidden = Parameter("hidden")
    @step
    def start(self) -> "self.next(self.a)":
        r"""\
        doc"""
        self.next(self.a)
    @step
    def a(self) : self.next(self.end) if 0 else None ; self.next(self.end)
    @step
    def end(self): pass
    if t.TYPE_CHECKING:
        @step
        def typed(self): ...
    @t.no_type_check
    def plain(self): self.next(self.x)
    @dc.dataclass
    class Row: x: int = 1
if __name__ == "__main__": F ( )
