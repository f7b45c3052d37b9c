from metaflow import FlowSpec, step


def make(name):
    def made(self):
        self.next(self.shared)

    made.__name__ = name
    return step(made)


def last():
    def hidden(self):
        self.next(self.end)

    return step(hidden)


@step
def shared(self):
    self.next(self.first)


@step
def first_of_two(self):
    self.next(self.hidden)


class Assigned(FlowSpec):
    @step
    def start(self):
        self.next(self.made)

    made = make("made")
    shared = shared
    first, second = first_of_two, None
    locals()["hidden"] = last()

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Assigned()
