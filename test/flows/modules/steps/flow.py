import parts.more
from metaflow import FlowSpec, step
from parts import report as told, split


class Shared(FlowSpec):
    @step
    def start(self):
        self.next(self.split)

    split = split
    left = parts.more.left
    right = parts.more.right
    report = told

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Shared()
