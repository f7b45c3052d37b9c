from metaflow import FlowSpec, step


class F(FlowSpec):
    s = "class X(FlowSpec):\n  @step\n"
    t = '''
class Y(FlowSpec):
    @step
    def start(self):
        self.next(self.end)
'''
    u = f"{'self.next(' + ')'}" f'''{1}
    @step
    def fake(self): pass
    '''
    v = r"\" # not comment"
    w = "a\
    @step"
    @step
    def start(self):
        x = "self.next(self.foo)"
        # self.next(self.bar)
        self.next(self.end)
        # trailing
    # dedented
# more dedented

    @step
    def end(self):
        x = {
    "a": 1,
}
        y = [
1,
        ]
        return
if __name__ == "__main__":
    F()
