from metaflow import FlowSpec, StepMutator, batch, kubernetes, retry, step, timeout


class Mend(StepMutator):
    def pre_mutate(self, one):
        one.add_decorator("timeout", deco_kwargs={"seconds": 90}, duplicates=one.OVERRIDE)
        one.remove_decorator("retry")
        one.remove_decorator("batch")


class MendedStep(FlowSpec):
    @Mend
    @timeout
    @batch
    @kubernetes(cpu=1)
    @retry(times=9)
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    MendedStep()
