from everything import *


class _Hidden:
    pass


class Star(_Hidden, Left, FlowSpec):
    @step
    def start(self):
        self.next(self.left, self.right)

    @kubernetes(cpu=CPU)
    @step
    def right(self):
        self.next(self.merge)

    @step
    def merge(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Star()
