import signal
import subprocess
import time

from metaflow import FlowSpec, step


class Stubborn(FlowSpec):
    @step
    def start(self):
        self.next(self.polite, self.rude)

    @step
    def polite(self):
        print("polite is ready")
        time.sleep(300)
        self.next(self.join)

    @step
    def rude(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen(["sleep", "300"])
        print("rude is ready")
        time.sleep(300)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Stubborn()
