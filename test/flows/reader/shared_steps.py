from metaflow import FlowSpec, resources, retry, step


@retry(times=2)
@step
def shared(self):
    """Used by two flows."""
    self.next(self.fan)


@step
def fanned(self):
    self.rows = [1, 2]
    self.next(self.work, foreach="rows")


@resources(cpu=2)
@step
def worked(self):
    self.next(self.join)


again = shared


class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.shared)

    shared = shared
    fan = fanned
    work = worked

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


class Other(Base):
    @step
    def start(self):
        self.next(self.again)

    again = again
    shared = None


if __name__ == "__main__":
    Base()
    Other()
