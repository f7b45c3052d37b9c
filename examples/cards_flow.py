"""Reports next to the results: a table, a chart and a little prose."""

from metaflow import FlowSpec, card, current, step
from metaflow.cards import Artifact, Markdown, Table, VegaChart

FINISH_TIMES = {"Ada": 212, "Blaise": 247, "Carl": 231, "Dorothy": 224}


class MarathonFlow(FlowSpec):
    """Race results on two cards."""

    @card(type="blank")
    @step
    def start(self):
        """Rank the runners; the card shows the table."""
        self.ranking = sorted(FINISH_TIMES.items(), key=lambda runner: runner[1])
        rows = [
            [place, name, f"{minutes // 60} h {minutes % 60:02} min"]
            for place, (name, minutes) in enumerate(self.ranking, start=1)
        ]
        current.card.append(Markdown("# Marathon\nThe *whole* field made it to the finish."))
        current.card.append(Table(rows, headers=["Place", "Runner", "Time"]))
        self.next(self.plot)

    @card(type="blank", id="chart")
    @step
    def plot(self):
        """Draw the finish times as bars."""
        chart = {
            "data": {"values": [{"runner": n, "minutes": m} for n, m in self.ranking]},
            "width": 360,
            "mark": "bar",
            "encoding": {
                "x": {"field": "runner", "type": "nominal", "sort": "y"},
                "y": {"field": "minutes", "type": "quantitative"},
            },
        }
        current.card["chart"].append(Markdown("## Minutes to the finish"))
        current.card["chart"].append(VegaChart(chart))
        current.card["chart"].append(Artifact(self.ranking[0], name="winner"))
        self.next(self.end)

    @card
    @step
    def end(self):
        """The default card lists every artifact."""
        print(f"{self.ranking[0][0]} wins.")


if __name__ == "__main__":
    MarathonFlow()
