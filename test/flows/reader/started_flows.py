from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self): self.next(self.end)
    @step
    def end(self): pass
class G(F): pass
class H(F): pass
class I(F): pass
class J(F): pass
def make(): return G
def entry():
    def deep():
        H()
    deep()
if __name__ == "__main__":
    entry()
    x = [I() for _ in range(1)]
    with open("/dev/null") as f: J(use_cli=True)
