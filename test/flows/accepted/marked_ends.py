"""Ends that are marked with what is true, or may be."""

from metaflow import FlowSpec, Parameter, step


class MarkedEnds(FlowSpec):
    one, other = Parameter("one"), Parameter("other")

    @step(start=1)
    def go(self):
        self.next(self.stop)

    @step(**{"end": not False})
    def stop(self):
        pass


if __name__ == "__main__":
    MarkedEnds()
