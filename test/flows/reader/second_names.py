from metaflow import FlowSpec, step


Base = FlowSpec
class A(Base):
    @step
    def start(self): self.next(self.end)
A2 = A
class B(A2):
    @step
    def end(self): pass
def mk(): return B()
class C(B): 
    "doc"
    start = A.start
    other = B.end
main = mk
if __name__ == "__main__":
    mk()
    globals()["C"]
