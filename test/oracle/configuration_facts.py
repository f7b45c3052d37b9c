#!/usr/bin/env python3
"""Which METAFLOW_ variables the installed Metaflow knows: runtime/core/configuration/known.ts.

  configuration_facts.py > runtime/core/configuration/known.ts && npx prettier --write …/known.ts

Settings are the names that Metaflow asks its configuration for while it is imported, with the type
of the default. Commands come from the command line's own tree: each option can be given as
METAFLOW_COMMAND_OPTION, and so can each parameter of a flow. The rest are names in its source.
"""

import ast
import importlib
import json
import os
import re
import sys
import tempfile
import textwrap
from pathlib import Path

for name in [name for name in os.environ if name.startswith("METAFLOW_")]:
    del os.environ[name]
os.environ["METAFLOW_HOME"] = tempfile.mkdtemp()
os.environ["METAFLOW_USER"] = "nobody"
os.chdir(os.environ["METAFLOW_HOME"])

import metaflow  # noqa: E402
from metaflow import cli, metaflow_config_funcs  # noqa: E402
from metaflow._vendor import click  # noqa: E402

for module in ("metaflow.plugins", "metaflow.cmd.main_cli", "metaflow.integrations"):
    importlib.import_module(module)

# With an empty environment and no file, each value is its default.
settings = {
    name.removeprefix("METAFLOW_"): setting.value
    for name, setting in metaflow_config_funcs._all_configs.items()
}

TYPES = {bool: "boolean", int: "integer", float: "number", str: "text", dict: "object", list: "list"}


def described(name, default):
    # These follow the machine: a working folder, who runs it.
    if name in ("ARTIFACT_LOCALROOT", "USER"):
        default = None
    kind = "raw" if default is None else TYPES[type(default)]
    if default is None:
        text = None
    else:
        text = default if isinstance(default, str) else json.dumps(default)
    return [name, kind, text]


def commands(command, path):
    if isinstance(command, click.MultiCommand):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, [*path, name])
    else:
        yield "_".join(part.replace("-", "_").upper() for part in path)


def group_options(command, path):
    if isinstance(command, click.MultiCommand):
        for option in command.params:
            yield "_".join([*path, option.name.upper()])
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from group_options(found, [*path, name.replace("-", "_").upper()])


found = set()
for path in Path(metaflow.__file__).parent.rglob("*.py"):
    if "_vendor" in path.parts:
        continue
    # Only what stands in strings: a comment may name what nobody reads.
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(re.findall(r"\bMETAFLOW_([A-Z][A-Z0-9_]*)", node.value))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "from_conf":
            asked = node.args[0]
            if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
                found.add(asked.value)

start = cli.start
command_names = sorted(set(commands(start, [])))
options = set(group_options(start, []))
others = sorted({name for name in found | options if not name.endswith("_")} - set(settings))
# Every store that Metaflow has is named in full.
prefixes = {name for name in found if name.endswith("_")} - {"DATASTORE_SYSROOT_"}

print("// Written by test/oracle/configuration_facts.py: what Metaflow itself knows.")
print(f"\n/** The Metaflow these were read from. */\nexport const KNOWN_OF = {json.dumps(metaflow.__version__)};")
print("\n/** Name without METAFLOW_, what its value is turned into, and its default as text. */")
print("export const SETTINGS: readonly (readonly [string, SettingKind, string | null])[] = [")
for name in sorted(settings):
    print(f"  {json.dumps(described(name, settings[name]), ensure_ascii=False)},")
print("];")
print("\n/** `raw` stays the text (or, from a config file, the JSON value) that was written. */")
print('export type SettingKind = "raw" | "text" | "boolean" | "integer" | "number" | "object" | "list";')
print("\n/** Names that are read in other ways. */")
print(f"export const OTHER_NAMES = `\n{textwrap.fill(' '.join(others), 96)}`.trim().split(/\\s+/u);")
print("\n/** What begins so is made while Metaflow runs: options of commands, parameters of flows. */")
both = sorted(prefixes | {name + "_" for name in command_names})
print(f"export const NAME_PREFIXES = `\n{textwrap.fill(' '.join(both), 96)}`.trim().split(/\\s+/u);")
