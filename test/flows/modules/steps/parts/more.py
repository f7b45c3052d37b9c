from metaflow import kubernetes, retry, step

gpu = kubernetes(gpu=1)


@gpu
@step
def left(self):
    self.next(self.report)


@retry
@step
def right(self):
    self.next(self.report)


@step
def joined(self, inputs):
    self.next(self.end)
