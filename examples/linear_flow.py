"""A week at a coffee shop, step after step: load, clean, summarise."""

from metaflow import FlowSpec, step

SALES = """\
mon,espresso,41
mon,latte,35
tue,espresso,38
tue,latte,
wed,espresso,45
wed,latte,52
thu,espresso,n/a
thu,latte,47
fri,espresso,66
fri,latte,71
"""


class CoffeeFlow(FlowSpec):
    """Which drink sold best, and on which day?"""

    @step
    def start(self):
        """Read the raw table."""
        self.rows = [line.split(",") for line in SALES.splitlines()]
        print(f"{len(self.rows)} rows read")
        self.next(self.clean)

    @step
    def clean(self):
        """Keep the rows that hold a number."""
        self.sales = [(day, drink, int(cups)) for day, drink, cups in self.rows if cups.isdigit()]
        print(f"{len(self.rows) - len(self.sales)} rows dropped")
        self.next(self.summarise)

    @step
    def summarise(self):
        """Add up the cups by drink and find the best day."""
        self.totals = {}
        for _, drink, cups in self.sales:
            self.totals[drink] = self.totals.get(drink, 0) + cups
        self.best_day = max(self.sales, key=lambda sale: sale[2])[0]
        self.next(self.end)

    @step
    def end(self):
        """Tell the barista."""
        for drink, cups in sorted(self.totals.items()):
            print(f"{drink:10} {cups:4} cups")
        print(f"The best day was {self.best_day}.")


if __name__ == "__main__":
    CoffeeFlow()
