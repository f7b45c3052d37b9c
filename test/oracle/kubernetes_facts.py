#!/usr/bin/env python3
"""What the installed Metaflow makes of @kubernetes: its attributes, and the Job it would create.

Reads one JSON object a line on stdin and answers each with one on stdout:
  {"files": {"project/.metaflow/config.json": TEXT, ...}, "cwd": "project", "env": {NAME: VALUE},
   "decorators": ["kubernetes(cpu=2)", ...], "with": ["resources:cpu=4"], "job": false}
    files       are written to an empty folder, which is also HOME
    decorators  as they stand above the step, the first outermost
    job         also make the Job, or the JobSet if "members" says how many; what only a run knows is replaced by words in angle brackets
  "batch": [{"decorators": [...]}, ...] beside "files", "cwd" and "env" asks about many steps at once;
              the answer has "answers"
An answer has "attributes", "secrets", "timeout" and, if asked for, "job"; or "refused" with what was
raised. Each request runs in a forked child that imports Metaflow itself, since Metaflow reads its
settings while it is imported. The package `kubernetes` is not needed: a stand-in notes what is made.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
import types

# Imported once, before the forks: together they take longer than Metaflow itself.
import ast, asyncio, concurrent.futures, email, html, http.client, importlib.metadata  # noqa: E401,F401
import inspect, logging, multiprocessing, platform, select, socket, sqlite3, ssl  # noqa: E401,F401
import subprocess, tarfile, typing, urllib.request, uuid, zipfile  # noqa: E401,F401

SECONDS = 30


def plain(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[key, plain(item)] for key, item in value.items()]}
    return {"opaque": type(value).__name__}


def camel(name):
    first, *rest = name.strip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


# What the client writes with capitals of its own.
SPECIAL = {"set_hostname_as_fqdn": "setHostnameAsFQDN"}


class Noted:
    """An object of the Kubernetes client: what it was made of."""

    def __init__(self, *args, **fields):
        self.fields = dict(fields)
        if args:
            self.fields["name"] = args[0]


def serialized(value):
    if isinstance(value, Noted):
        return {
            SPECIAL.get(key, camel(key)): serialized(item)
            for key, item in value.fields.items()
            if item is not None
        }
    if isinstance(value, (list, tuple)):
        return [serialized(item) for item in value]
    if isinstance(value, dict):
        return {key: serialized(item) for key, item in value.items()}
    return value


def noted_class(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (Noted,), {})


def stand_in():
    package = types.ModuleType("kubernetes")
    package.client = types.ModuleType("kubernetes.client")
    package.config = types.ModuleType("kubernetes.config")
    package.config.load_kube_config = lambda: None
    package.client.__getattr__ = noted_class
    sanitizer = types.SimpleNamespace(sanitize_for_serialization=serialized)
    package.client.api_client = types.SimpleNamespace(ApiClient=lambda: sanitizer)
    keys = ("effect", "key", "operator", "toleration_seconds", "value")
    package.client.V1Toleration = type("V1Toleration", (Noted,), {"attribute_map": dict.fromkeys(keys)})
    modules = {"kubernetes": package, "kubernetes.client": package.client}
    sys.modules.update(modules, **{"kubernetes.config": package.config})


def decorate(sources, specs):
    import metaflow
    from metaflow import decorators, step

    def train(self):
        pass

    decorated = step(train)
    for source in reversed(sources):
        decorated = eval(f"{source}", vars(metaflow))(decorated)
    from metaflow.metaflow_config import DEFAULT_DECOSPECS

    decorators._attach_decorators_to_step(decorated, [*specs, *DEFAULT_DECOSPECS.split()])
    return decorated


def facts(request):
    stand_in()
    decorated = decorate(request["decorators"], request.get("with", []))
    found = decorated.decorators
    kubernetes = next((each for each in found if each.name == "kubernetes"), None)
    if kubernetes is None:
        return {"attributes": None}
    datastore = types.SimpleNamespace(TYPE="s3")
    for each in found:
        each.external_init()
    kubernetes.step_init(None, {}, "train", found, None, datastore, None)
    answer = {
        "attributes": {key: plain(value) for key, value in kubernetes.attributes.items()},
        "timeout": kubernetes.run_time_limit,
    }
    if request.get("job"):
        answer["job"] = job_of(kubernetes, found, request.get("members"))
    return answer


class Environment:
    """Metaflow's environment, without the commands that make the code package."""

    def executable(self, step_name, default=None):
        return default or "python"

    def get_package_commands(self, *args):
        return ["true"]

    def bootstrap_commands(self, *args):
        return []


def job_of(kubernetes, found, members):
    """Runs the command `kubernetes step` up to the creation of the Job."""
    from metaflow._vendor import click
    from metaflow.plugins.kubernetes import kubernetes_cli
    from metaflow.plugins.kubernetes.kubernetes import Kubernetes
    from metaflow.util import dict_to_cli_options

    made = []

    def launch_job(self, **arguments):
        if arguments.get("num_parallel"):
            made.append(serialized(self.create_jobset(**arguments).dump()))
            return
        arguments.pop("num_parallel", None)
        arguments["name_pattern"] = "<name>"
        made.append(serialized(self.create_job_object(**arguments).create()._job))

    Kubernetes.launch_job = launch_job
    Kubernetes.wait = lambda self, *args, **kwargs: None
    package = {"metadata": "<code package>", "sha": "<code package>", "url": "<code package>"}
    cli = types.SimpleNamespace(commands=[], command_args=[], command_options={}, entrypoint=[None], env={})
    for name, value in package.items():
        setattr(type(kubernetes), f"package_{name}", value)
    kubernetes.runtime_step_cli(cli, 0, 0, None)
    if members is not None:
        cli.command_options["num-parallel"] = str(members)
    # Values reach the command as texts, and are no shell's any more.
    import shlex

    words = [word for each in dict_to_cli_options(cli.command_options) for word in shlex.split(each) or [""]]
    ids = ["--run-id", "<run>", "--task-id", "<task>", "--input-paths", "<inputs>"]
    store = types.SimpleNamespace(get_log_location=lambda *args: "")
    node = types.SimpleNamespace(decorators=found)
    obj = types.SimpleNamespace(
        graph={"train": node},
        environment=Environment(),
        flow=types.SimpleNamespace(name="PodFlow"),
        flow_datastore=types.SimpleNamespace(TYPE="s3", get_task_datastore=lambda *a, **k: store),
        metadata=types.SimpleNamespace(TYPE="service"),
        monitor=types.SimpleNamespace(measure=lambda name: __import__("contextlib").nullcontext()),
        echo_always=lambda *args, **kwargs: None,
    )
    sys.argv = ["pod_flow.py"]
    top = click.Context(click.Command("start"), obj=obj)
    group = click.Context(kubernetes_cli.kubernetes, parent=top, obj=obj)
    command = kubernetes_cli.step
    arguments = ["train", *cli.command_args, *words, *ids]
    with command.make_context("step", arguments, parent=group) as context:
        command.invoke(context)
    return made[0]


def answer(request, folder):
    for name in [name for name in os.environ if name.startswith("METAFLOW_")]:
        del os.environ[name]
    for path, text in request.get("files", {}).items():
        whole = os.path.join(folder, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)
    cwd = os.path.join(folder, request.get("cwd", "."))
    os.makedirs(cwd, exist_ok=True)
    os.chdir(cwd)
    os.environ.update({"HOME": folder, "METAFLOW_USER": "tester", **request.get("env", {})})
    if "batch" in request:
        return {"answers": [facts_or_refusal(each) for each in request["batch"]]}
    return facts_or_refusal(request)


def facts_or_refusal(request):
    try:
        return facts(request)
    except BaseException as error:
        return {"refused": f"{type(error).__name__}: {error}"[:300]}


def in_child(request):
    """Answers in a forked child; says so when it dies or takes too long."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="flowlens-kubernetes-"))
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        os.close(reader)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        text = json.dumps({"folder": folder, **answer(request, folder)})
        with os.fdopen(writer, "w") as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)
    return text or json.dumps({"oracle_error": "died or took too long"})


def main():
    # Nothing of this process comes from Metaflow: its version is read where the package says it.
    version = importlib.metadata.version("metaflow")
    python = "%d.%d" % sys.version_info[:2]
    print(json.dumps({"metaflow": version, "python": python}), flush=True)
    for line in sys.stdin:
        print(in_child(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
