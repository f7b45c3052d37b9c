import a.b as c
import a.b
from metaflow import step


class Dotted(c.Root):
    @a.b.many
    @step
    def gather(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Dotted()
