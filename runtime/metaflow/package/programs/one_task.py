"""
Runs exactly one task of one step, as a run of its own.

    python one_task.py RUN/STEP/TASK FLOW.py [top-level options] resume STEP --origin-run-id RUN …

The task gets the inputs that RUN/STEP/TASK had. Metaflow's own `resume` does all the work (it
brings the configs and parameters of the earlier run, attaches decorators, packs the code, starts
the task and follows it); only what it puts in its queue is replaced: that one task, and nothing
after it. So every option of every decorator is spelled by Metaflow itself.

Seen to work with Metaflow 2.18.13 to 2.19.39.
"""

import os
import runpy
import sys
from functools import partial


def main(pathspec, flow_file, *arguments):
    sys.argv = [flow_file, *arguments]
    # As Python does for a program it is given.
    sys.path[0] = os.path.dirname(os.path.abspath(flow_file))
    _run_one_task(pathspec)
    runpy.run_path(flow_file, run_name="__main__")


def _run_one_task(pathspec):
    from metaflow import runtime
    from metaflow.cli_components import run_cmds

    run_id, step, _ = pathspec.split("/")

    class OneTaskRuntime(runtime.NativeRuntime):
        def clone_original_run(self, *_args, **_kwargs):
            pass  # The other steps are not part of this run.

        def _queue_push(self, _step, _kwargs, index=None):
            """Metaflow pushes the start step, once: the only task comes in its place."""
            kwargs = _inputs_of(self._flow, self._graph, self._flow_datastore, pathspec)
            # None of the inputs is of this run, so none was cloned.
            self._is_cloned.update({path: False for path in kwargs["input_paths"]})
            super()._queue_push(step, kwargs, index)

        def _queue_tasks(self, finished_tasks):
            """Nothing follows the task; the run is done with it."""
            for task in finished_tasks:
                self._is_cloned[task.path] = False
                self._finished[(_end_step(self._graph), (), ())] = task.path

        def _run_exit_hooks(self):
            pass  # They are for whole runs.

    run_cmds.NativeRuntime = OneTaskRuntime
    # Of the earlier run only the parameters are cloned; its tasks may be thousands.
    runtime.TaskDataStoreSet = partial(runtime.TaskDataStoreSet, steps=["_parameters"])


def _inputs_of(flow, graph, flow_datastore, pathspec):
    """What NativeRuntime is to start the same task with."""
    from metaflow import Step, Task
    from metaflow.exception import MetaflowException

    run_id, step, _ = pathspec.split("/")
    task = Task(f"{flow.name}/{pathspec}", _namespace_check=False)
    kept = task.metadata_dict
    own = (flow_datastore.TYPE, flow_datastore.datastore_root)
    if (kept.get("ds-type"), kept.get("ds-root")) != own:
        raise MetaflowException(
            "The data of %s is in %s (%s), and this run uses %s (%s): choose a run of that datastore."
            % (pathspec, kept.get("ds-root"), kept.get("ds-type"), own[1], own[0])
        )
    if step == _start_step(graph):
        parents = [Step(f"{flow.name}/{run_id}/_parameters", _namespace_check=False).task]
    else:
        parents = list(task.parent_tasks)
    if not parents:
        raise MetaflowException("Metaflow recorded no inputs of %s: choose another run." % pathspec)
    paths = ["/".join(parent.pathspec.split("/")[1:]) for parent in parents]
    if not any(graph[name].type == "foreach" for name in graph[step].in_funcs):
        return {"input_paths": paths}
    # "regions:0,average:2": the innermost comes last.
    return {"input_paths": paths, "split_index": kept["foreach-execution-path"].split(":")[-1]}


def _start_step(graph):
    return getattr(graph, "start_step", "start")


def _end_step(graph):
    return getattr(graph, "end_step", "end")


if __name__ == "__main__":
    main(*sys.argv[1:])
