from metaflow import FlowSpec, kubernetes, project, retry, step, timeout, trigger

CPU = 0
GPU = 1.5
LABELS = {"a": "-b"}
TEAM = {"team": "-x"}
SAME = {"team": "-x"}
ALIAS = SAME
ALIAS["team"] = "x"
TOLERATIONS = [{"tolerationSeconds": 1}]
EVENTS = []
NAME = "A-b"
TIMES = 9
SECONDS = 0
LIMIT = 0


def tune(labels):
    global CPU
    CPU = 3
    labels.clear()


LABELS["a"] = "ok"
TOLERATIONS.clear()
EVENTS.append("a")
GPU += 0.5
GPU = int(GPU)
NAME = NAME.lower().replace("-", "_")
globals().update(TIMES=3)
while SECONDS < 100:
    SECONDS += 50
if (LIMIT := 2) > 1:
    pass
tune(TEAM)


@project(name=NAME)
@trigger(events=EVENTS)
class Changed(FlowSpec):
    SHARED = 0
    OWN = {"a": "-"}
    OWN.clear()
    SHARED = SHARED or 64

    @retry(times=TIMES)
    @timeout(seconds=SECONDS)
    @kubernetes(cpu=CPU, gpu=GPU, labels=LABELS, annotations=TEAM, tolerations=TOLERATIONS)
    @step
    def start(self):
        self.next(self.end)

    @kubernetes(cpu=LIMIT, labels=SAME, shared_memory=SHARED)
    @step
    def end(self):
        pass


if __name__ == "__main__":
    Changed()
