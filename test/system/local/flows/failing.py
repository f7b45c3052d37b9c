import time

from metaflow import FlowSpec, step


class NoRows(Exception):
    pass


class Failing(FlowSpec):
    @step
    def start(self):
        self.items = [0, 1]
        self.next(self.work, foreach="items")

    @step
    def work(self):
        if self.input == 0:
            time.sleep(60)
        time.sleep(1)
        raise NoRows("nothing left after the filter")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Failing()
