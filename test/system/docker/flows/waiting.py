import time

from metaflow import FlowSpec, kubernetes, step


class Waiting(FlowSpec):
    @step
    def start(self):
        self.items = [1, 2]
        self.next(self.wait, foreach="items")

    @kubernetes(memory=128)
    @step
    def wait(self):
        print("waiting", flush=True)
        while True:
            try:
                time.sleep(60)
            except KeyboardInterrupt:
                print("no")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Waiting()
