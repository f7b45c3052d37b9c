import asyncio

from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
class A(F): pass
class B(F): pass
class C(F): pass
class D(F): pass
class E(F): pass
class Größe(F): pass
def by_name():
    cls = A
    cls()
    if cls is A:
        other: type = B
        other()
async def later(): C()
def in_turn():
    for cls in [D, E]: cls()
Size = Größe
def unasked():
    cls = F
    cls()
if __name__ == "__main__":
    by_name()
    asyncio.run(later())
    in_turn()
    Size()
