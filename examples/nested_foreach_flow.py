"""Cross-validation: for each model a task per fold, joined twice."""

from statistics import mean

from metaflow import FlowSpec, step

POINTS = [(x, 2.0 * x + (-1) ** x) for x in range(12)]
FOLDS = 2


class CrossValidationFlow(FlowSpec):
    """How many neighbours should a nearest-neighbour model ask?"""

    @step
    def start(self):
        """Choose the candidates."""
        self.candidates = [1, 3]
        self.next(self.split_folds, foreach="candidates")

    @step
    def split_folds(self):
        """One inner task per fold."""
        self.neighbours = self.input
        self.folds = list(range(FOLDS))
        self.next(self.score_fold, foreach="folds")

    @step
    def score_fold(self):
        """Predict the held-out fold from the others."""
        held_out = [p for i, p in enumerate(POINTS) if i % FOLDS == self.input]
        known = [p for i, p in enumerate(POINTS) if i % FOLDS != self.input]
        errors = []
        for x, y in held_out:
            nearest = sorted(known, key=lambda point: abs(point[0] - x))[: self.neighbours]
            errors.append(abs(y - mean(value for _, value in nearest)))
        self.error = mean(errors)
        print(f"k={self.neighbours} fold={self.input}: {self.error:.2f}")
        self.next(self.join_folds)

    @step
    def join_folds(self, inputs):
        """Average one candidate over its folds."""
        self.neighbours = inputs[0].neighbours
        self.error = mean(task.error for task in inputs)
        self.next(self.join_candidates)

    @step
    def join_candidates(self, inputs):
        """Keep the candidate with the smallest error."""
        best = min(inputs, key=lambda task: task.error)
        self.neighbours, self.error = best.neighbours, best.error
        self.next(self.end)

    @step
    def end(self):
        """Print the choice."""
        print(f"Ask {self.neighbours} neighbours (error {self.error:.2f}).")


if __name__ == "__main__":
    CrossValidationFlow()
