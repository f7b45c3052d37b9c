from metaflow import FlowSpec, Parameter, retry, step


class FanOut(FlowSpec):
    text = Parameter("text", default="plain")

    @step
    def start(self):
        print("text is", repr(self.text))
        self.regions = ["eu", "us", "ap"]
        self.next(self.work, foreach="regions")

    @retry(times=1, minutes_between_retries=0)
    @step
    def work(self):
        from metaflow import current

        print("working on \033[31m%s\033[0m" % self.input)
        if self.input == "us" and current.retry_count == 0:
            raise ValueError("no rows in us")
        self.answer = self.input.upper()
        self.next(self.join)

    @step
    def join(self, inputs):
        self.answers = [i.answer for i in inputs]
        self.next(self.end)

    @step
    def end(self):
        print("answers", self.answers)


if __name__ == "__main__":
    FanOut()
