"""What a task's container is made of, as plain data."""

import importlib.util
import os
import sys

import metaflow
from metaflow.metaflow_config_funcs import config_values
from metaflow.plugins.datastores.local_storage import LocalStorage
from metaflow.util import get_username

# Where our parts are inside the container.
_HOME = "/flowlens"

# What importing Metaflow needs, for images that do not have it.
_NEEDED = ["requests", "urllib3", "idna", "certifi", "charset_normalizer", "chardet"]


def container_of(decorator, task, order, attempt):
    """
    `values` are variables for the program that starts the container; the names of those that go
    on into it are in `environment`. Sizes: `memory` in MB (10^6), `shared_memory` and
    `tmpfs_size` in MiB, as Metaflow has them.
    """
    attributes = decorator.attributes
    libraries = _libraries()
    code = _code_and_data(task)
    values = _configuration()
    names = [name for name in os.environ if name.startswith("METAFLOW_")]
    variables = getattr(task.flow, task.step).decorators
    own = [name for deco in variables for name in _variables_of(deco)]
    return {
        "key": order["key"],
        "flow": task.flow.name,
        "run": str(task.run_id),
        "step": task.step,
        "task": str(task.task_id),
        "attempt": attempt,
        "image": attributes["image"],
        "pull": attributes.get("image_pull_policy"),
        "executable": attributes.get("executable"),
        "cpu": float(attributes["cpu"]),
        "memory": float(attributes["memory"]),
        "gpu": int(attributes.get("gpu") or 0),
        "shared_memory": int(attributes.get("shared_memory") or 0),
        "tmpfs": _tmpfs(attributes),
        "folder": os.getcwd(),
        "mounts": code + libraries["mounts"],
        "set": _fixed(attributes, libraries["path"] + _own_path(code)),
        "environment": sorted(set(names + list(values) + own + order["environment"])),
        "values": values,
    }


def _variables_of(decorator):
    return decorator.attributes["vars"] if decorator.name == "environment" else []


def _configuration():
    """Metaflow's configuration as variables: the container does not see its files."""
    return {name: str(value) for name, value in config_values()}


def _fixed(attributes, path):
    name = get_username() or "local"
    fixed = {
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONUNBUFFERED": "x",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/tmp",
        "USER": name,
        "LOGNAME": name,
        "METAFLOW_USER": name,
        "FLOWLENS_LOCAL_KUBERNETES": "1",
    }
    if _tmpfs(attributes) and attributes.get("tmpfs_tempdir"):
        fixed["METAFLOW_TEMPDIR"] = attributes["tmpfs_path"]
    return fixed


def _tmpfs(attributes):
    size = attributes.get("tmpfs_size")
    return {"path": attributes["tmpfs_path"], "size": int(size)} if size else None


def _code_and_data(task):
    """The folders of the flow and of the datastore, at their own paths, written to as the user."""
    data = [task.datastore_sysroot, LocalStorage.datastore_root]
    code = [os.getcwd(), os.path.dirname(os.path.abspath(sys.argv[0]))]
    found = []
    for folder in sorted({os.path.realpath(f) for f in data + code if f}, key=len):
        inside = any(folder.startswith(f + os.sep) for f in found)
        if not inside and os.path.isdir(folder):
            found.append(folder)
    return [{"source": f, "target": f, "read_only": False} for f in found]


def _own_path(mounts):
    """What of the user's PYTHONPATH the container sees; our own package is there already."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [os.path.realpath(e) for e in entries if e and os.path.abspath(e) != _package()]
    roots = [mount["target"] for mount in mounts]
    return [f for f in folders if any((f + os.sep).startswith(r + os.sep) for r in roots)]


def _libraries():
    """
    This Metaflow with its extensions, as it is sent to a cluster too: the image needs none. Also
    what it imports, in a folder of its own that is only used where the image lacks it.
    """
    path = [_HOME + "/metaflow", _HOME + "/package"]
    mounts = [
        (os.path.dirname(os.path.abspath(metaflow.__file__)), path[0] + "/metaflow"),
        (_package(), path[1]),
    ]
    for index, (name, folder) in enumerate(_extensions()):
        path.append("%s/extension%d" % (_HOME, index))
        mounts.append((folder, "%s/metaflow_extensions/%s" % (path[-1], name)))
    for name in _NEEDED:
        spec = importlib.util.find_spec(name)
        for folder in (spec and spec.submodule_search_locations) or []:
            mounts.append((folder, "%s/needed/%s" % (_HOME, name)))
    listed = [{"source": s, "target": t, "read_only": True} for s, t in mounts]
    return {"path": path, "mounts": listed}


def _package():
    """The folder of our own package that is on PYTHONPATH."""
    return os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))


def _extensions():
    """Metaflow's other extensions, by the names of their folders."""
    import metaflow_extensions

    for root in metaflow_extensions.__path__:
        if os.path.dirname(os.path.abspath(root)) == _package() or not os.path.isdir(root):
            continue
        for name in sorted(os.listdir(root)):
            folder = os.path.join(root, name)
            if os.path.isdir(folder) and name != "__pycache__":
                yield name, folder
