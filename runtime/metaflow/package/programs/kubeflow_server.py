"""
Asks a server of Kubeflow Pipelines what is deployed there.

    python kubeflow_server.py URL deployed PIPELINE
    python kubeflow_server.py URL runs FLOW [PIPELINE]

Prints one line of JSON. `deployed` is the newest version of a pipeline with the crons of its
recurring runs, null when there is none; `runs` are the pipelines of a flow, under its own name, another one or a project's, and their runs,
newest first. What went wrong comes as `{"failed": …, "status": HTTP status or null}`.

The server is asked by kfp's client, made as metaflow-kubeflow makes it: what lets that in lets
this in. Metaflow's own commands tell neither. Seen to work with kfp 2.16.1.
"""

import contextlib
import json
import sys

# Seconds for each answer; kfp sets no limit of its own.
ANSWER_WITHIN = 10
# Runs are looked at in pages, as not every server can be asked for those of one pipeline.
PAGE = 100
MOST_PAGES = 5
MOST_RUNS = 50


def main(url, what, *names):
    # kfp prints links, and warns.
    with contextlib.redirect_stdout(sys.stderr):
        answer = _answer(url, what, names)
    print(json.dumps(answer))


def _answer(url, what, names):
    from kfp_server_api.exceptions import ApiException
    from urllib3.exceptions import HTTPError

    try:
        client = _client(url)
        return _deployed(client, *names) if what == "deployed" else _runs(client, *names)
    except ApiException as error:
        return {"failed": str(error.reason), "status": error.status}
    except (HTTPError, OSError) as error:
        return {"failed": str(error), "status": None}
    except NotTheApi:
        return {"failed": "another page", "status": 404}


class NotTheApi(Exception):
    """Something answers there, a login page say, but not with the API's JSON."""


def _client(url):
    from kfp import Client
    from kfp_server_api.rest import RESTClientObject

    request = RESTClientObject.request

    def limited(*args, **kwargs):
        return request(*args, **{**kwargs, "_request_timeout": ANSWER_WITHIN})

    RESTClientObject.request = limited

    class ImpatientClient(Client):
        def _load_config(self, *args, **kwargs):
            """Three more tries after each silence would be too much to wait for."""
            config = super()._load_config(*args, **kwargs)
            config.retries = False
            return config

        def get_kfp_healthz(self, *_args, **_kwargs):
            """kfp's own asks five times, whatever the answer, and waits in between."""
            return self._healthz_api.healthz_service_get_healthz()

    client = ImpatientClient(host=url)
    # kfp makes objects of any text, and empty ones of a page.
    health = getattr(client.get_kfp_healthz(), "to_dict", dict)()
    if all(value is None for value in health.values()):
        raise NotTheApi
    return client


def _deployed(client, name):
    pipeline_id = client.get_pipeline_id(name)
    if pipeline_id is None:
        return None
    versions = client.list_pipeline_versions(
        pipeline_id, page_size=1, sort_by="created_at desc"
    ).pipeline_versions
    if not versions:
        return None
    version = client.get_pipeline_version(pipeline_id, versions[0].pipeline_version_id)
    return {"spec": version.pipeline_spec, "crons": _crons(client, name)}


def _crons(client, name):
    """Of the recurring runs that a deployment replaces."""
    wanted = _filter("EQUALS", f"{name} (schedule)")
    found = client.list_recurring_runs(page_size=PAGE, filter=wanted).recurring_runs
    schedules = [one.trigger and one.trigger.cron_schedule for one in found or []]
    return [schedule.cron for schedule in schedules if schedule]


def _runs(client, flow, name=None):
    names = {
        one.pipeline_id: one.display_name
        for part in {flow, name or flow}
        for one in _pipelines(client, part)
        if one.display_name in (flow, name) or one.display_name.endswith("." + flow)
    }
    return {
        "pipelines": [{"id": key, "name": names[key]} for key in names],
        "runs": _runs_of(client, names),
    }


def _pipelines(client, part):
    """Those with `part` in their names."""
    wanted = _filter("IS_SUBSTRING", part)
    return client.list_pipelines(page_size=PAGE, filter=wanted).pipelines or []


def _filter(operation, name):
    predicate = {"operation": operation, "key": "display_name", "stringValue": name}
    return json.dumps({"predicates": [predicate]})


def _runs_of(client, pipeline_ids):
    runs, token = [], ""
    for _ in range(MOST_PAGES if pipeline_ids else 0):
        answer = client.list_runs(
            page_token=token, page_size=PAGE, sort_by="created_at desc"
        )
        for run in answer.runs or []:
            reference = run.pipeline_version_reference
            if reference is not None and reference.pipeline_id in pipeline_ids:
                runs.append(_run(run, reference.pipeline_id))
        token = answer.next_page_token
        if not token or len(runs) >= MOST_RUNS:
            break
    return runs[:MOST_RUNS]


def _run(run, pipeline_id):
    return {
        "id": run.run_id,
        "pipeline": pipeline_id,
        "name": run.display_name,
        "state": run.state,
        "error": None if run.error is None else run.error.message,
        "createdAt": _time(run.created_at),
        "finishedAt": _time(run.finished_at),
    }


def _time(value):
    return None if value is None else value.isoformat()


if __name__ == "__main__":
    main(*sys.argv[1:])
