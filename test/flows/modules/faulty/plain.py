from metaflow import step


class Plain:
    """No flow by itself."""

    @step
    def left(self):
        self.next(self.end)

    @step
    def right(self):
        self.x = 1
