"""Cards of a foreach: two per task, one of them refreshed while the task runs."""

import os
import time

from metaflow import FlowSpec, card, current, step
from metaflow.cards import Image, Markdown, Table

# A single red dot.
DOT = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
    b"\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


class ManyCards(FlowSpec):
    @step
    def start(self):
        self.regions = ["north", "south"]
        self.next(self.measure, foreach="regions")

    @card(type="blank", id="numbers", refresh_interval=1)
    @card(type="blank", id="picture")
    @step
    def measure(self):
        self.region = self.input
        seen = Markdown("Seen 0 places")
        current.card["picture"].append(Image(DOT, label=f"A dot for {self.region}"))
        current.card["numbers"].append(Markdown(f"# Region {self.region}"))
        current.card["numbers"].append(seen)
        current.card["numbers"].append(Table([["rain", 3]], headers=["What", "How much"]))
        current.card["numbers"].refresh()
        for place in range(int(os.environ.get("PLACES", "1"))):
            if os.path.exists("enough"):
                break
            time.sleep(1)
            seen.update(f"Seen {place + 1} places")
            current.card["numbers"].refresh()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @card
    @step
    def end(self):
        pass


if __name__ == "__main__":
    ManyCards()
