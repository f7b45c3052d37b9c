"""Steps that several flows take."""

from metaflow import card, step

from .more import joined as report


@card
@step
def split(self):
    self.next(self.left, self.right)
