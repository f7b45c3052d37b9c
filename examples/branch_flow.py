"""Two models fitted side by side, the better one kept."""

from statistics import mean

from metaflow import FlowSpec, step

VISITORS = [112, 118, 131, 129, 140, 151, 149, 160, 171, 168]


def mean_absolute_error(actual, predicted):
    return mean(abs(a - p) for a, p in zip(actual, predicted))


class ForecastFlow(FlowSpec):
    """Forecast a museum's visitors with an average and with a trend."""

    @step
    def start(self):
        """Keep the last three days for the test."""
        self.train = VISITORS[:-3]
        self.test = VISITORS[-3:]
        self.next(self.fit_average, self.fit_trend)

    @step
    def fit_average(self):
        """Tomorrow is like the average day."""
        self.model = "average"
        self.forecast = [mean(self.train)] * len(self.test)
        self.error = mean_absolute_error(self.test, self.forecast)
        self.next(self.choose)

    @step
    def fit_trend(self):
        """Tomorrow is on a straight line."""
        self.model = "trend"
        days = range(len(self.train))
        middle, level = mean(days), mean(self.train)
        slope = sum((day - middle) * (n - level) for day, n in zip(days, self.train))
        slope /= sum((day - middle) ** 2 for day in days)
        ahead = range(len(self.train), len(VISITORS))
        self.forecast = [level + slope * (day - middle) for day in ahead]
        self.error = mean_absolute_error(self.test, self.forecast)
        self.next(self.choose)

    @step
    def choose(self, inputs):
        """Keep the model with the smaller error, and everything both agree on."""
        best = min(inputs, key=lambda branch: branch.error)
        self.model, self.error, self.forecast = best.model, best.error, best.forecast
        self.merge_artifacts(inputs, include=["train", "test"])
        self.next(self.end)

    @step
    def end(self):
        """Print the winner."""
        print(f"The {self.model} model wins with an error of {self.error:.1f} visitors a day.")


if __name__ == "__main__":
    ForecastFlow()
