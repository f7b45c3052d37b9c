from metaflow import FlowSpec, kubernetes, retry, step

many = retry(times=3)


class Root(FlowSpec):
    @step
    def start(self):
        self.next(self.fan, foreach="xs")

    @many
    @step
    def fan(self):
        self.next(self.gather)
