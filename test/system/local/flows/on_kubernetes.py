from metaflow import FlowSpec, kubernetes, resources, step


class OnKubernetes(FlowSpec):
    @step
    def start(self):
        self.next(self.train)

    @kubernetes(
        cpu=8,
        memory=32000,
        gpu=1,
        image="registry.example/train:2.0",
        qos="guaranteed",
        tolerations=[{"key": "gpu", "operator": "Exists"}],
        node_selector="pool=gpu",
        labels={"team": "ml"},
        persistent_volume_claims={"data": "/mnt/data"},
        shared_memory=1024,
        use_tmpfs=True,
    )
    @resources(memory=64000)
    @step
    def train(self):
        print("trained here")
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    OnKubernetes()
