from metaflow import *

CPU = 2


class Left:
    @step
    def left(self):
        self.next(self.merge)


class _Hidden:
    @step
    def right(self):
        self.next(self.nowhere)
