"""One task per city, and a join that finds the warmest."""

from statistics import mean

from metaflow import FlowSpec, step

TEMPERATURES = {
    "Bergen": [2, 4, 3, 5, 4, 6, 5],
    "Lisbon": [14, 15, 17, 16, 18, 17, 16],
    "Montreal": [-8, -5, -9, -4, -2, -6, -7],
}


class WeatherFlow(FlowSpec):
    """A week of temperatures, averaged city by city in parallel."""

    @step
    def start(self):
        """List the cities."""
        self.cities = sorted(TEMPERATURES)
        self.next(self.average, foreach="cities")

    @step
    def average(self):
        """Average one city."""
        self.city = self.input
        self.celsius = mean(TEMPERATURES[self.city])
        print(f"{self.city}: {self.celsius:.1f} °C")
        self.next(self.compare)

    @step
    def compare(self, inputs):
        """Collect the averages and pick the warmest."""
        self.averages = {task.city: task.celsius for task in inputs}
        self.warmest = max(self.averages, key=self.averages.get)
        self.next(self.end)

    @step
    def end(self):
        """Say where to go."""
        print(f"Pack your bags for {self.warmest}.")


if __name__ == "__main__":
    WeatherFlow()
