from metaflow import FlowSpec, Parameter, step


class RequiredFlow(FlowSpec):
    rate = Parameter("rate", required=True, type=float)

    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        print(self.rate)


if __name__ == "__main__":
    RequiredFlow()
