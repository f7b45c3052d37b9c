from metaflow import FlowSpec, step


from typing import Generic, TypeVar, Protocol
T = TypeVar("T")
class Base(FlowSpec, Generic[T]):
    @step
    def start(self): self.next(self.end)
class F(Base[int]):
    @step
    def end(self): pass
class Meta(type(FlowSpec)): pass
class G(FlowSpec, metaclass=Meta):
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
