from metaflow import FlowSpec, step


import os
class F(FlowSpec):
    if os.environ.get("NOPE"):
        FLAG = 1
    else:
        FLAG = 2
    try:
        import json as js
    except ImportError:
        js = None
    for i in range(2): pass
    if True:
        @step
        def start(self):
            self.next(self.a)
    if False:
        @step
        def ghost(self):
            self.next(self.a)
    elif 1:
        @step
        def a(self):
            self.next(self.end)
    else:
        @step
        def a(self):
            self.next(self.nowhere)
    with open(os.devnull) as fh:
        @step
        def end(self): pass
    @step
    def gone(self): self.next(self.end)
    del gone
if __name__ == "__main__":
    F()
