import os
import stat


def keep_colors_in_log_files():
    """
    Lets Metaflow write its ANSI colours although its output goes to a log file: click takes them
    out of anything that is not a terminal. Only standard output and error are meant, and only
    while they are files; the tasks' own processes write to pipes and stay as they are.
    """
    try:
        from metaflow._vendor.click import utils

        original = utils.should_strip_ansi
    except (ImportError, AttributeError):
        return  # A Metaflow with another click: plain output is no harm.

    def should_strip_ansi(stream=None, color=None):
        if color is None and _is_log_file(stream):
            return False
        return original(stream, color)

    utils.should_strip_ansi = should_strip_ansi


def _is_log_file(stream):
    try:
        descriptor = stream.fileno()
        return descriptor in (1, 2) and stat.S_ISREG(os.fstat(descriptor).st_mode)
    except (AttributeError, OSError, ValueError):
        return False
