from metaflow import FlowSpec, step


class F(FlowSpec):
    @step
    def start(self):
        x = f"{'a' if True else 'b'!r:>{10}}" rf'\d{{}}' u"y"
        y = f'''{
            "self.next(self.q)"
        }'''
        print(f"{{self.next(self.q)}}", end='')
        self.next(self.end)
    @step
    def end(self): pass
if __name__ == "__main__":
    F()
