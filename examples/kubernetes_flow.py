"""Three steps that ask for a cluster, two that don't.

Plain Metaflow needs a cluster and a cloud datastore for this one. *Run flow* in the editor runs
the same steps on your machine, as if the decorators weren't there.
"""

from metaflow import FlowSpec, Parameter, kubernetes, step


class ChurnFlow(FlowSpec):
    """Predict which customers leave, with a perceptron in twenty lines."""

    model_version = Parameter("model_version", default="v1.0", help="Name of the trained model.")

    @step
    def start(self):
        """Runs locally, or as the first pod of a deployed workflow."""
        print(f"Preparing model {self.model_version}")
        self.next(self.prepare)

    @kubernetes(cpu=2, memory=8192, labels={"step": "data-prep"})
    @step
    def prepare(self):
        """Make customers: visits a month, complaints, and whether they left."""
        self.customers = [
            ((visits, complaints), 1 if 2 * complaints > visits else -1)
            for visits in range(8)
            for complaints in range(5)
        ]
        self.next(self.train)

    @kubernetes(
        cpu=16,
        memory=65536,
        gpu=4,
        gpu_vendor="nvidia",
        disk=102400,
        node_selector={
            "node.kubernetes.io/instance-type": "p3.8xlarge",
            "topology.kubernetes.io/zone": "us-east-1a",
        },
        persistent_volume_claims={"training-cache": "/mnt/cache"},
        shared_memory=16384,
        labels={"step": "training", "gpu": "true"},
        annotations={"nvidia.com/gpu-memory": "32GB"},
    )
    @step
    def train(self):
        """The heavy one: asks for four GPUs, a volume and a special node."""
        self.weights = [0.0, 0.0, 0.0]
        for epoch in range(20):
            mistakes = 0
            for (visits, complaints), left in self.customers:
                features = (1.0, visits, complaints)
                score = sum(w * f for w, f in zip(self.weights, features))
                if score * left <= 0:
                    mistakes += 1
                    self.weights = [w + left * f for w, f in zip(self.weights, features)]
            print(f"epoch {epoch + 1:2}: {mistakes} mistakes")
        self.next(self.evaluate)

    @kubernetes(cpu=4, memory=16384, labels={"step": "evaluation"})
    @step
    def evaluate(self):
        """Count how often the model is right."""
        right = 0
        for (visits, complaints), left in self.customers:
            score = sum(w * f for w, f in zip(self.weights, (1.0, visits, complaints)))
            right += score * left > 0
        self.metrics = {"accuracy": right / len(self.customers)}
        self.next(self.end)

    @step
    def end(self):
        """Print the accuracy."""
        print(f"Model {self.model_version}: accuracy {self.metrics['accuracy']:.0%}")


if __name__ == "__main__":
    ChurnFlow()
