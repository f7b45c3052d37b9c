from metaflow import FlowSpec, step


class Switching(FlowSpec):
    @step
    def start(self):
        self.mode = "fast"
        self.rounds = 0
        self.next({"fast": self.fast, "slow": self.slow}, condition="mode")

    @step
    def fast(self):
        self.next(self.refine)

    @step
    def slow(self):
        self.next(self.refine)

    @step
    def refine(self):
        self.rounds += 1
        self.more = "yes" if self.rounds < 3 else "no"
        self.next({"yes": self.refine, "no": self.end}, condition="more")

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Switching()
