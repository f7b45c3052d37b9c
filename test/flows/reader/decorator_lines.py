from metaflow import FlowSpec, step, kubernetes, retry, resources, project, schedule


@project(
    name="p"  # why
)
# between class decorators
@schedule(
    daily=True,
)
class F(FlowSpec):
    """doc with class X(FlowSpec):
    @step
    def fake(self): pass
    """

    @kubernetes(
        cpu=1,  # one
        # more
        labels={
            "a": "b",
        },
        memory=(
            4096
        ),
    )
    # between
    @retry(times=
        3)

    @step
    # after step
    def start(
        self,
    ):
        '''doc'''
        self.next(
            # to a
            self.a
        )

    @resources(memory=1_000, cpu=2.)
    @step
    def a(self): self.next(self.end)  # tail

    @step
    def end(self): ...


if __name__ == '__main__': F()
