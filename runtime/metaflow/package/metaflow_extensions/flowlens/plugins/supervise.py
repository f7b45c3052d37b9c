"""
The first process of a task's container: runs `python ARGUMENTS` and ends with it. Standard input is
held open by the program outside; when that is gone, so is the container. Any Python 3 can read this.
"""

import importlib.util
import os
import signal
import subprocess
import sys
import threading

_NEEDED = "/flowlens/needed"
# Flowlens reads these lines as the reason of a failure.
_MARK = "[flowlens] Failed: "


def _say(reason):
    sys.stderr.write(_MARK + reason + "\n")
    sys.stderr.flush()


def _environment():
    environment = dict(os.environ)
    if importlib.util.find_spec("requests") is None and os.path.isdir(_NEEDED):
        environment["PYTHONPATH"] = environment["PYTHONPATH"] + os.pathsep + _NEEDED
    return environment


def _kills():
    """How many processes the kernel has killed here for want of memory; cgroup v2, then v1."""
    for path in (
        "/sys/fs/cgroup/memory.events",
        "/sys/fs/cgroup/memory/memory.oom_control",
    ):
        try:
            with open(path) as lines:
                for line in lines:
                    if line.startswith("oom_kill "):
                        return int(line.split()[1])
        except (OSError, ValueError):
            pass
    return 0


def _end_with_caller(child):
    while os.read(0, 4096):
        pass
    child.kill()
    os._exit(137)


def _wait(child):
    """Waits for the task, and as the first process also for what others left behind."""
    while True:
        pid, status = os.wait()
        if pid == child.pid:
            return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def main():
    if sys.version_info < (3, 6):
        _say("Metaflow needs Python 3.6 or newer, the image has %d.%d" % sys.version_info[:2])
        return 1
    child = subprocess.Popen(
        [sys.executable] + sys.argv[1:], env=_environment(), stdin=subprocess.DEVNULL
    )
    passed_on = []

    def pass_on(number, frame):
        passed_on.append(number)
        child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, pass_on)
    watcher = threading.Thread(target=_end_with_caller, args=(child,))
    watcher.daemon = True
    watcher.start()
    code = _wait(child)
    if code != 0 and _kills() > 0:
        _say("OOMKilled: limit " + os.environ.get("FLOWLENS_MEMORY", "unknown"))
    elif code < 0 and not passed_on:
        _say("killed by " + signal.Signals(-code).name)
    return 128 - code if code < 0 else code


if __name__ == "__main__":
    sys.stdout.flush()
    os._exit(main())
