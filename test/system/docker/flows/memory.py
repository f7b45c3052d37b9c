from metaflow import FlowSpec, kubernetes, retry, step


class Memory(FlowSpec):
    @step
    def start(self):
        self.next(self.eat)

    @retry(times=1, minutes_between_retries=0)
    @kubernetes(memory=128)
    @step
    def eat(self):
        eaten = []
        while True:
            eaten.append(bytearray(8_000_000))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Memory()
