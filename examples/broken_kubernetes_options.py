"""Broken on purpose: options that `@kubernetes` does not have, or does not take."""

from metaflow import FlowSpec, kubernetes, step


class WrongOptionsFlow(FlowSpec):
    """`cpus` should be `cpu`, and memory is a number of megabytes."""

    @kubernetes(cpus=4)
    @step
    def start(self):
        self.next(self.train)

    @kubernetes(memory="16Gi", gpu=1.5, gpu_vendor="acme", qos="BestEffort")
    @step
    def train(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    WrongOptionsFlow()
