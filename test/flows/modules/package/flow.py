import metaflow as mf
from steps import Shared


class Package(Shared, mf.FlowSpec):
    @mf.step
    def b(self):
        self.next(self.join)

    @mf.step
    def end(self):
        pass


if __name__ == "__main__":
    Package()
