"""Something to watch, and to cancel: prints a line every second."""

import time

from metaflow import FlowSpec, Parameter, step


class SourdoughFlow(FlowSpec):
    """Bread takes its time."""

    seconds = Parameter("seconds", default=45, type=int, help="How long the dough rises.")

    @step
    def start(self):
        """Mix flour, water and salt."""
        self.hydration = 0.72
        self.next(self.rise)

    @step
    def rise(self):
        """Wait, and say how far it is."""
        for second in range(1, self.seconds + 1):
            time.sleep(1)
            print(f"rising: {second} of {self.seconds} s ({second / self.seconds:.0%})", flush=True)
        self.next(self.end)

    @step
    def end(self):
        """Take it out of the oven."""
        print("Fresh bread!")


if __name__ == "__main__":
    SourdoughFlow()
