from metaflow import FlowMutator, FlowSpec, kubernetes, project, retry, step


class Mend(FlowMutator):
    def pre_mutate(self, flow):
        flow.remove_decorator("project")
        for _, one in flow.steps:
            one.add_decorator("kubernetes", deco_kwargs={"cpu": 1}, duplicates=one.OVERRIDE)
            one.remove_decorator("retry")


@Mend
@project(name="A-B")
class Base(FlowSpec):
    @kubernetes(cpu=0)
    @retry(times=9)
    @step
    def start(self):
        self.next(self.end)

    @kubernetes(memory="1Gi")
    @step
    def end(self):
        pass


class Mended(Base):
    pass


if __name__ == "__main__":
    Mended()
