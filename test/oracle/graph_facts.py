#!/usr/bin/env python3
"""What the installed Metaflow makes of flow files: its graph, its checks, its import errors.

Reads one JSON object a line on stdin and answers each with one on stdout:
  {"path": FILE, "call": true, "stub": false}
    call  run the file as __main__, so that guarded `MyFlow()` calls are seen (nothing is executed:
          the constructor is replaced)
    stub  replace modules that are not installed by empty stand-ins
  {"decorators": ["kubernetes(cpu=0)", ...]}
    asks the decorator classes themselves: one answer per decorator, null or what it raised
The first line of the output says which Metaflow answers and which decorators it has. Each request
runs in a forked child, so that Metaflow is imported only once and a file can neither hang nor
disturb the next. The answer for a file has the shape of test/flows/lint/expected.json, with
"parameters" and "decorators" for a flow and "parallel", "invalid" and "decorators" for a step.
"""

import ast
import json
import os
import signal
import sys
import types

SECONDS = 20


class Blank:
    """Stands for anything of a module that is not installed; also works as a decorator."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return args[0] if len(args) == 1 and not kwargs and callable(args[0]) else self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Blank()

    def __getitem__(self, key):
        return Blank()

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def __mro_entries__(self, bases):
        return (object,)


class BlankModules:
    """An import hook that answers for whatever nobody else has."""

    def find_spec(self, name, path, target=None):
        from importlib.machinery import ModuleSpec

        top = name.split(".")[0]
        if top.startswith(("metaflow", "_")):
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = Blank().__getattr__
        return module

    def exec_module(self, module):
        pass


def missing_name(name):
    """What `from metaflow import NAME` gives when this Metaflow has no such name."""
    import importlib.util

    if name.startswith("__") or importlib.util.find_spec(f"metaflow.{name}"):
        raise AttributeError(name)
    return Blank()


def plain(value):
    """The value if JSON can say it, else its type's name in a marker."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(item) for key, item in value.items()}
    return {"opaque": type(value).__name__}


def decorator_facts(decorator):
    given = getattr(decorator, "_user_defined_attributes", ())
    return {
        "name": decorator.name,
        "arguments": {key: plain(decorator.attributes.get(key)) for key in sorted(given)},
    }


def step_facts(node, own):
    facts = {
        "name": node.name,
        "type": node.type,
        "line": node.func_lineno,
        "next_line": node.tail_next_lineno,
        "invalid": node.invalid_tail_next,
        "next": list(node.out_funcs),
        "foreach": plain(node.foreach_param),
        "parallel": node.parallel_foreach,
        "num_parallel": plain(node.num_parallel),
        "condition": node.condition,
        "cases": {str(key): step for key, step in node.switch_cases.items()},
        "matching_join": node.matching_join,
        "decorators": [decorator_facts(d) for d in node.decorators],
    }
    if node.source_file != own:
        facts["path"] = node.source_file
    return facts


def failing_checks(graph):
    from metaflow import lint

    failures = []
    for check in lint.linter._checks:
        if not any(getattr(lint.linter, attribute) for attribute in check.attrs):
            continue
        try:
            check(graph)
        except lint.LintWarn as warning:
            failures.append({"check": check.__name__, "line": warning.line_no})
        except Exception as error:
            crash = type(error).__name__
            failures.append({"check": check.__name__, "line": None, "crash": crash})
    return failures


def parameter_facts(cls):
    found = []
    for attribute, parameter in cls._get_parameters():
        found.append({"attribute": attribute, "name": parameter.name})
    return sorted(found, key=lambda each: each["name"])


def flow_facts(cls, path, lines, called):
    from metaflow.flowspec import FlowStateItems

    graph = cls._graph
    failures = failing_checks(graph)
    flow_decorators = cls._flow_state[FlowStateItems.FLOW_DECORATORS]
    own_decorators = cls._flow_state.self_data[FlowStateItems.FLOW_DECORATORS]
    return {
        "flow": cls.__name__,
        "line": lines.get(cls.__name__),
        "main": cls in called,
        "subclassed": bool(cls.__subclasses__()),
        "lint": failures[0] if failures else "ok",
        "lint_all": failures,
        "steps": [step_facts(node, path) for node in graph],
        "parameters": parameter_facts(cls),
        "decorators": [decorator_facts(d) for each in own_decorators.values() for d in each],
        "inherited_decorators": len(flow_decorators) - len(own_decorators),
    }


def class_lines(path):
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    return {node.name: node.lineno for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def import_problem(error, path):
    line = getattr(error, "lineno", None)
    if not isinstance(error, SyntaxError):
        line = None
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == path:
                line = trace.tb_lineno
            trace = trace.tb_next
    text = getattr(error, "message", None) or str(error)
    return {"type": type(error).__name__, "message": text[:200], "line": line}


def load(path, name):
    """Executes the file as module `name` and returns the module."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.argv = [path]
    sys.path.insert(0, os.path.dirname(path))
    spec.loader.exec_module(module)
    return module


def file_facts(path, call, stub):
    from metaflow import FlowMutator
    from metaflow.flowspec import FlowSpec

    called = []
    created = []

    def noted(self, use_cli=True):
        called.append(type(self))

    FlowSpec.__init__ = noted
    if stub:
        import metaflow

        sys.meta_path.append(BlankModules())
        metaflow.__getattr__ = missing_name
    name = "__main__" if call else "flow_under_test"
    try:
        module = load(path, name)
    except BaseException as error:
        return {"import_error": import_problem(error, path), "flows": []}
    for value in vars(module).values():
        # A flow mutator without parentheses stands before its class.
        if isinstance(value, FlowMutator):
            value = value._flow_cls
        if isinstance(value, type) and issubclass(value, FlowSpec) and value.__module__ == name:
            if value not in created:
                created.append(value)
    lines = class_lines(path)
    return {"flows": [flow_facts(cls, path, lines, called) for cls in created]}


def decorator_answers(sources):
    """What each step decorator does with its options: null, or when and how it refuses them."""
    import metaflow

    try:
        import kubernetes  # noqa: F401
    except ImportError:
        sys.modules.update(kubernetes_stand_in())
    return [decorator_answer(source, vars(metaflow)) for source in sources]


def kubernetes_stand_in():
    """The little that `@kubernetes` looks up in the package `kubernetes`."""
    package = types.ModuleType("kubernetes")
    package.client = types.ModuleType("kubernetes.client")
    keys = ("effect", "key", "operator", "toleration_seconds", "value")
    toleration = type("V1Toleration", (), {"attribute_map": dict.fromkeys(keys)})
    package.client.V1Toleration = toleration
    return {"kubernetes": package, "kubernetes.client": package.client}


def decorator_answer(source, scope):
    from metaflow import step

    def train(self):
        pass

    try:
        decorator = eval(source, dict(scope))(step(train)).decorators[0]
    except Exception as error:
        return {"when": "import", "type": type(error).__name__, "message": str(error)[:200]}
    try:
        validate(decorator)
    except Exception as error:
        return {"when": "init", "type": type(error).__name__, "message": str(error)[:200]}
    return None


def validate(decorator):
    """Runs `@kubernetes`'s own validation as a real command would, with a cloud datastore."""
    if decorator.name != "kubernetes":
        return
    datastore = types.SimpleNamespace(TYPE="s3")
    decorator.external_init()
    decorator.step_init(None, {}, "train", [decorator], None, datastore, None)


def answer(request):
    if "path" in request:
        return file_facts(request["path"], request.get("call", True), request.get("stub", False))
    return decorator_answers(request["decorators"])


def in_child(request):
    """Answers in a forked child; says so when it dies or takes too long."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        os.close(reader)
        # Whatever the file prints must not get between the answers.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            text = json.dumps(answer(request))
        except BaseException as error:
            text = json.dumps({"oracle_error": f"{type(error).__name__}: {error}", "flows": []})
        with os.fdopen(writer, "w") as pipe:
            pipe.write(text)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return text or json.dumps({"oracle_error": "died or took too long", "flows": []})


def main():
    # Fixed before anything is imported: configuration of the machine must not change the answers.
    for name in [name for name in os.environ if name.startswith("METAFLOW_")]:
        del os.environ[name]
    os.environ["METAFLOW_USER"] = "tester"
    os.environ["METAFLOW_HOME"] = os.path.join(os.getcwd(), "no-configuration")
    import metaflow
    from metaflow.plugins import FLOW_DECORATORS, STEP_DECORATORS

    about = {
        "metaflow": metaflow.__version__,
        "step_decorators": sorted(each.name for each in STEP_DECORATORS),
        "flow_decorators": sorted(each.name for each in FLOW_DECORATORS),
        "options": {each.name: sorted(each.defaults) for each in STEP_DECORATORS},
    }
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        print(in_child(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
