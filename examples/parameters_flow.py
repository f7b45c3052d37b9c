"""Parameters for what changes from run to run, a configuration file for what seldom does.

Another file can be named before the word run:
`python parameters_flow.py --config terms other.json run --amount 12000 --horizon long`.
"""

from pathlib import Path

from metaflow import Config, FlowSpec, JSONType, Parameter, step

TERMS = Path(__file__).with_name("loans.json")


class LoanFlow(FlowSpec):
    """What a loan costs a month."""

    terms = Config("terms", default=str(TERMS), help="Interest rate and durations.")
    amount = Parameter("amount", default=10_000, type=int, help="How much is borrowed.")
    horizon = Parameter("horizon", default="short", help="short or long.")
    extra_costs = Parameter("extra-costs", type=JSONType, default='{"notary": 250}')

    @step
    def start(self):
        """Look the duration up."""
        self.months = 12 * self.terms.years[self.horizon]
        self.monthly_rate = self.terms.rate / 12
        self.next(self.amortise)

    @step
    def amortise(self):
        """The annuity formula."""
        growth = (1 + self.monthly_rate) ** self.months
        self.payment = self.amount * self.monthly_rate * growth / (growth - 1)
        self.total = self.payment * self.months + sum(self.extra_costs.values())
        self.next(self.end)

    @step
    def end(self):
        """Print the offer."""
        print(f"{self.payment:.2f} a month for {self.months} months, {self.total:.2f} in all.")


if __name__ == "__main__":
    LoanFlow()
