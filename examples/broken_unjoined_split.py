"""Broken on purpose: two branches meet in a step that is not a join."""

from metaflow import FlowSpec, step


class UnjoinedFlow(FlowSpec):
    """`end` is reached from two branches; a join step is missing before it."""

    @step
    def start(self):
        self.text = "the quick brown fox"
        self.next(self.count_words, self.count_letters)

    @step
    def count_words(self):
        self.words = len(self.text.split())
        self.next(self.end)

    @step
    def count_letters(self):
        self.letters = len(self.text.replace(" ", ""))
        self.next(self.end)

    @step
    def end(self):
        print("done")


if __name__ == "__main__":
    UnjoinedFlow()
