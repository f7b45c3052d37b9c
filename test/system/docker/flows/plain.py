from metaflow import FlowSpec, Parameter, kubernetes, step


class Plain(FlowSpec):
    count = Parameter("count", default=1)

    @kubernetes(memory=256)
    @step
    def start(self):
        print("counted", self.count)
        if self.count == 13:
            raise ValueError("no such count")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Plain()
