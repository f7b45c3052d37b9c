"""A quality gate: what the data looks like decides the way."""

from metaflow import FlowSpec, Parameter, step

READINGS = [20.1, 20.4, None, 19.8, 20.0, None, 20.3]


class QualityGateFlow(FlowSpec):
    """Publish sensor readings, mend them first or put them aside."""

    tolerated = Parameter("tolerated", default=3, type=int, help="How many gaps can be mended.")

    @step
    def start(self):
        """Count the gaps and name the verdict."""
        self.readings = READINGS
        gaps = self.readings.count(None)
        self.verdict = "clean" if gaps == 0 else "patchy" if gaps <= self.tolerated else "poor"
        print(f"{gaps} gaps: {self.verdict}")
        self.next(
            {"clean": self.publish, "patchy": self.mend, "poor": self.quarantine},
            condition="verdict",
        )

    @step
    def mend(self):
        """Fill each gap with the reading before it."""
        for i, reading in enumerate(self.readings):
            if reading is None:
                self.readings[i] = self.readings[i - 1]
        self.next(self.publish)

    @step
    def publish(self):
        """Hand the readings on."""
        self.outcome = f"{len(self.readings)} readings published"
        self.next(self.end)

    @step
    def quarantine(self):
        """Keep them for a closer look."""
        self.outcome = "put aside for a closer look"
        self.next(self.end)

    @step
    def end(self):
        """Say how it went."""
        print(self.outcome)


if __name__ == "__main__":
    QualityGateFlow()
