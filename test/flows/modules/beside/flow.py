from base import Base
from metaflow import step


class Beside(Base):
    @step
    def work(self):
        self.next(self.end)


if __name__ == "__main__":
    Beside()
