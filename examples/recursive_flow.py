"""A step that comes back to itself until it is good enough."""

from metaflow import FlowSpec, Parameter, step


class SquareRootFlow(FlowSpec):
    """Newton's method, one guess per task."""

    number = Parameter("number", default=2.0, type=float, help="Its square root is wanted.")

    @step
    def start(self):
        """Begin with a rough guess."""
        self.guess = max(self.number, 1.0)
        self.rounds = 0
        self.next(self.improve)

    @step
    def improve(self):
        """Average the guess with number / guess; stop when it hardly moves."""
        better = (self.guess + self.number / self.guess) / 2
        self.rounds += 1
        self.verdict = "done" if abs(better - self.guess) < 1e-3 else "again"
        self.guess = better
        print(f"round {self.rounds}: {self.guess:.9f}")
        self.next({"again": self.improve, "done": self.end}, condition="verdict")

    @step
    def end(self):
        """Print the root."""
        print(f"√{self.number} ≈ {self.guess:.6f} after {self.rounds} rounds")


if __name__ == "__main__":
    SquareRootFlow()
