from metaflow import FlowSpec, step
from other import Tail


class Cycle(Tail, FlowSpec):
    @step
    def start(self):
        self.next(self.middle)


if __name__ == "__main__":
    Cycle()
