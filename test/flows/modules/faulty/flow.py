from metaflow import FlowSpec, step
from plain import Plain


class Faulty(Plain, FlowSpec):
    @step
    def start(self):
        self.next(self.left, self.right)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Faulty()
