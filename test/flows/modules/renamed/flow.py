try:
    from parts import Parts as Base
except ImportError:
    from metaflow import FlowSpec as Base
from parts import task, Parts


class Renamed(Base):
    again = Parts.left

    @task
    def end(self):
        pass


if __name__ == "__main__":
    Renamed()
