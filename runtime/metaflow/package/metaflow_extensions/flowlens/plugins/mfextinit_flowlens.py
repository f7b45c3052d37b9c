"""
Flowlens' Metaflow extension package.

Flowlens puts the folder above `metaflow_extensions` at the end of PYTHONPATH of the local runs
that it starts. Each part is off unless its variable asks for it, so that the package does nothing
where it merely happens to be importable.
"""

import os
import sys


def _stays_here():
    """
    Whether this process works on the local datastore. A step can start another flow, which
    inherits our variables and may well be meant for a cluster.
    """
    arguments = " ".join(sys.argv).replace("--datastore=", "--datastore ").split()
    if "--datastore" in arguments[:-1]:
        return arguments[arguments.index("--datastore") + 1] in ("local", "spin")
    return os.environ.get("METAFLOW_DEFAULT_DATASTORE", "local") == "local"


if os.environ.get("FLOWLENS_LOCAL_KUBERNETES") == "1" and _stays_here():
    # Metaflow lets the last extension that names a decorator win, also over its own.
    _decorator = ".local_kubernetes.LocalKubernetesDecorator"
    if "FLOWLENS_DOCKER" in os.environ:
        _decorator = ".docker_kubernetes.DockerKubernetesDecorator"
    STEP_DECORATORS_DESC = [("kubernetes", _decorator)]

    # The second is set inside the containers.
    if "FLOWLENS_DOCKER" in os.environ or "FLOWLENS_MEMORY" in os.environ:
        from .spinning import spin_in_containers

        spin_in_containers()

if os.environ.get("FLOWLENS_COLORS") == "1":
    from .colors import keep_colors_in_log_files

    keep_colors_in_log_files()
