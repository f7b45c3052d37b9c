import os

from metaflow import FlowSpec, step

if os.environ.get("NOT_SET_ANYWHERE"):

    @step
    def mid(self):
        self.next(self.nowhere)

else:

    @step
    def mid(self):
        self.next(self.end)


if os.environ.get("NOT_SET_ANYWHERE"):

    class EitherBranch(FlowSpec):
        @step
        def start(self):
            self.next(self.nowhere)

else:

    class EitherBranch(FlowSpec):
        @step
        def start(self):
            self.next(self.mid)

        mid = mid

        @step
        def end(self):
            pass


class TakesEither(FlowSpec):
    @step
    def start(self):
        self.next(self.mid)

    mid = mid

    @step
    def end(self):
        pass


if __name__ == "__main__":
    EitherBranch()
