from metaflow import FlowSpec, StepMutator, kubernetes, retry, step, timeout


class MendOthers(StepMutator):
    def pre_mutate(self, one):
        for _, other in one.flow.steps:
            other.remove_decorator("retry")
            other.add_decorator("timeout", deco_kwargs={"seconds": 90}, duplicates=other.OVERRIDE)


class MendedThroughFlow(FlowSpec):
    @MendOthers
    @step
    def start(self):
        self.next(self.end)

    @timeout
    @kubernetes(cpu=1)
    @retry(times=9)
    @step
    def end(self):
        pass


if __name__ == "__main__":
    MendedThroughFlow()
