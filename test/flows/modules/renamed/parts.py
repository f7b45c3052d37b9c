from metaflow import FlowSpec as Flow, step as task


class Parts(Flow):
    @task
    def start(self):
        self.next({"x": self.left, "y": self.end}, condition="kind")

    @task
    def left(self):
        self.next(self.end)
