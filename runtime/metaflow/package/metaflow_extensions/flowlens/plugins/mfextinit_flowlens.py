"""
Flowlens' Metaflow extension package.

Flowlens puts the folder above `metaflow_extensions` at the end of PYTHONPATH of the local runs
that it starts. Each part is off unless its variable asks for it, so that the package does nothing
where it merely happens to be importable.
"""

import os

if os.environ.get("FLOWLENS_LOCAL_KUBERNETES") == "1":
    # Metaflow lets the last extension that names a decorator win, also over its own.
    STEP_DECORATORS_DESC = [("kubernetes", ".local_kubernetes.LocalKubernetesDecorator")]

if os.environ.get("FLOWLENS_COLORS") == "1":
    from .colors import keep_colors_in_log_files

    keep_colors_in_log_files()
