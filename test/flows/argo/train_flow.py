from metaflow import FlowSpec, Parameter, kubernetes, schedule, step


@schedule(daily=True)
class TrainFlow(FlowSpec):
    """Trains one model per region."""

    rate = Parameter("rate", default=0.1, help="Learning rate.")

    @step
    def start(self):
        self.regions = ["north", "south"]
        self.next(self.train, foreach="regions")

    @kubernetes(cpu=2, memory=8192, image="python:3.11")
    @step
    def train(self):
        self.score = len(self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.score = max(branch.score for branch in inputs)
        self.next(self.end)

    @step
    def end(self):
        print(self.score)


if __name__ == "__main__":
    TrainFlow()
