from metaflow import step
from middle import Middle


class Levels(Middle):
    @step
    def b(self):
        self.next(self.end)


class Broken(Middle):
    @step
    def b(self):
        self.next(self.c)


if __name__ == "__main__":
    Levels()
