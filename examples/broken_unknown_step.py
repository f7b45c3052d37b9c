"""Broken on purpose: `start` goes on to a step that is not there."""

from metaflow import FlowSpec, step


class TypoFlow(FlowSpec):
    """The step is called `transform`, and one letter got lost."""

    @step
    def start(self):
        self.rows = [3, 1, 2]
        self.next(self.tranform)

    @step
    def transform(self):
        self.rows = sorted(self.rows)
        self.next(self.end)

    @step
    def end(self):
        print(self.rows)


if __name__ == "__main__":
    TypoFlow()
