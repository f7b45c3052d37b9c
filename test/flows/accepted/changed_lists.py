from metaflow import FlowSpec, kubernetes, step, trigger

CPU = 0
LIMIT = 0
EVENTS = []
BASE = {"team": "-x"}
ALIAS = BASE
ALIAS["team"] = "x"
LABELS = {"a": "-b"}
TOLERATIONS = [{"tolerationSeconds": 1}]
TEAM = {"team": "-x"}


def tune(labels):
    global CPU
    CPU = 3
    labels.clear()


tune(TEAM)
LABELS["a"] = "ok"
TOLERATIONS.clear()
EVENTS.append("a")
if (LIMIT := 2) > 1:
    pass


@trigger(events=EVENTS)
class ChangedLists(FlowSpec):
    OWN = {"a": "-"}
    OWN.clear()

    @kubernetes(cpu=CPU, labels=LABELS, tolerations=TOLERATIONS)
    @step
    def start(self):
        self.next(self.middle)

    @kubernetes(cpu=LIMIT, labels=BASE)
    @step
    def middle(self):
        self.next(self.end)

    @kubernetes(labels=TEAM)
    @step
    def end(self):
        pass


if __name__ == "__main__":
    ChangedLists()
