from metaflow import FlowSpec, step


def own_step(function):
    return step(function)


@step
def shared_end(self):
    pass


class AssignedEnd(FlowSpec):
    @step
    def start(self):
        self.next(self.middle)

    @own_step
    def middle(self):
        self.next(self.end)

    end = shared_end


if __name__ == "__main__":
    AssignedEnd()
