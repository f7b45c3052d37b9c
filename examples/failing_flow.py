"""Fails on purpose: the last city has no data, and trying again does not help."""

from statistics import mean

from metaflow import FlowSpec, retry, step

RAINFALL = {"Bergen": [12, 30, 8], "Lisbon": [0, 2, 1], "Atlantis": []}


class RainfallFlow(FlowSpec):
    """One of three tasks raises StatisticsError, twice."""

    @step
    def start(self):
        """List the cities."""
        self.cities = list(RAINFALL)
        self.next(self.average, foreach="cities")

    @retry(times=1, minutes_between_retries=0)
    @step
    def average(self):
        """Raises for a city without data."""
        self.city = self.input
        self.millimetres = mean(RAINFALL[self.city])
        self.next(self.collect)

    @step
    def collect(self, inputs):
        """Never reached."""
        self.averages = {task.city: task.millimetres for task in inputs}
        self.next(self.end)

    @step
    def end(self):
        """Never reached either."""
        print(self.averages)


if __name__ == "__main__":
    RainfallFlow()
