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
    STEP_DECORATORS_DESC = [("kubernetes", ".local_kubernetes.LocalKubernetesDecorator")]

if os.environ.get("FLOWLENS_COLORS") == "1":
    from .colors import keep_colors_in_log_files

    keep_colors_in_log_files()
