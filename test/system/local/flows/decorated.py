from metaflow import FlowSpec, greet, step


class Decorated(FlowSpec):
    @greet
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Decorated()
