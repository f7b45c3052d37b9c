import os

from metaflow import FlowSpec, environment, kubernetes, step


def limit():
    """The memory limit of this very process, in bytes."""
    paths = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"
    return next(int(open(path).read()) for path in paths if os.path.exists(path))


def cpus():
    """How much of a processor this very process gets."""
    if os.path.exists("/sys/fs/cgroup/cpu.max"):
        quota, period = open("/sys/fs/cgroup/cpu.max").read().split()
    else:
        quota, period = [
            open("/sys/fs/cgroup/cpu/cpu.cfs_%s_us" % name).read() for name in ("quota", "period")
        ]
    return int(quota) / int(period)


class Limits(FlowSpec):
    @step
    def start(self):
        self.host = os.uname().nodename
        self.sizes = [1, 2, 3]
        self.next(self.measure, foreach="sizes")

    @environment(vars={"GREETING": "it's \"here\""})
    @kubernetes(memory=300, cpu=0.5, shared_memory=16, tmpfs_size=8, tmpfs_path="/scratch")
    @step
    def measure(self):
        shared = os.statvfs("/dev/shm")
        scratch = os.statvfs("/scratch")
        self.seen = {
            "host": os.uname().nodename,
            "memory": limit(),
            "cpu": cpus(),
            "shared": shared.f_blocks * shared.f_frsize,
            "scratch": scratch.f_blocks * scratch.f_frsize,
            "greeting": os.environ["GREETING"],
            "temporary": os.environ["METAFLOW_TEMPDIR"],
            "given": os.environ.get("FROM_ENV_FILE"),
            "inherited": os.environ.get("FROM_EDITOR"),
        }
        with open("written-%s" % self.input, "w") as file:
            file.write("by the task")
        print("measured", self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        import json

        print("SEEN " + json.dumps([branch.seen for branch in inputs]))
        print("HERE " + inputs[0].host + " " + os.uname().nodename)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Limits()
