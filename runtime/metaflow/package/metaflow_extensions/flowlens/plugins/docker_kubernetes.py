import json
import os

from metaflow.plugins.kubernetes.kubernetes_decorator import KubernetesDecorator

from .container import container_of


class _Remote:
    """A datastore as `@kubernetes` wants to see it; everything else of it stays the local one."""

    TYPE = "s3"


class DockerKubernetesDecorator(KubernetesDecorator):
    """
    Runs the step's tasks in Docker containers of this machine. Image, limits and their checks are
    Metaflow's own; only what starts the task is another program, which Flowlens names in
    FLOWLENS_DOCKER as JSON: `program` (an argument list), `key` of the run, and `environment`, the
    names of variables that the containers get besides Metaflow's.
    """

    name = "kubernetes"

    # Metaflow only calls an `init` that the class itself defines.
    def init(self):
        KubernetesDecorator.init(self)

    def step_init(self, flow, graph, step, decos, environment, flow_datastore, logger):
        super().step_init(flow, graph, step, decos, environment, _Remote, logger)
        self.flow_datastore = flow_datastore

    def package_init(self, flow, step_name, environment):
        pass

    def runtime_init(self, flow, graph, package, run_id):
        self.run_id = run_id

    def runtime_task_created(
        self, task_datastore, task_id, split_index, input_paths, is_cloned, ubf_context
    ):
        pass  # There is no code package: the code itself is in the container.

    def runtime_step_cli(
        self, cli_args, retry_count, max_user_code_retries, ubf_context
    ):
        if retry_count > max_user_code_retries:
            return  # The fallback of `@catch`: Metaflow runs that where it runs itself.
        order = json.loads(os.environ["FLOWLENS_DOCKER"])
        task = container_of(self, cli_args.task, order, retry_count)
        cli_args.entrypoint = order["program"] + ["task"] + cli_args.entrypoint[1:]
        cli_args.env.update(task.pop("values"))
        cli_args.env["FLOWLENS_CONTAINER"] = json.dumps(task)
        cli_args.env["ELECTRON_RUN_AS_NODE"] = "1"

    def task_pre_step(self, *args, **kwargs):
        pass

    def task_finished(self, *args, **kwargs):
        pass
