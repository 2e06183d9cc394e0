"""How large the house is, and how straight one call goes through it.

    .venv-test/bin/python tests/house/measure.py [CHECKOUT]

Counts another checkout too, with the libraries installed here: one of an older state, say. A call
climbs when a function calls one of a file that its own neither imports, even round a corner, nor
is: what it was handed from further up. A generator that is read does not climb.
`tests/docs/test_architecture.py` follows a call likewise.
"""

import ast
import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "concertation_cli"
LONG = 40
"""Lines beyond which a function is long."""
FORMS = {"JSON": ["--json"], "text": [], "HTML": ["--format", "html"]}
FOLLOWER = """
import inspect, json, os, sys
source = os.path.join(sys.path[0], "concertation_cli") + os.sep
calls, order, loading = {}, [], 0
def ours(code):
    name = code.co_filename
    return name[len(source):] if name.startswith(source) and name.endswith(".py") else ""
def follow(frame, event, _):
    global loading
    if frame.f_code.co_name == "<module>":
        loading += {"call": 1, "return": -1}.get(event, 0)
    elif event == "call" and not loading and (own := ours(frame.f_code)):
        if own not in calls:
            calls[own] = set()
            order.append(own)
        if not frame.f_code.co_flags & inspect.CO_GENERATOR:
            calls[own].add(ours(frame.f_back.f_code) or own)
from concertation_cli.__main__ import main
sys.setprofile(follow)
try:
    main()
except SystemExit:
    pass
sys.setprofile(None)
sys.stderr.write(json.dumps({"order": order, "calls": {k: sorted(v) for k, v in calls.items()}}))
"""
"""Runs the program; writes which files were called, in order, and from which others."""


def follow(root: Path, *arguments: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the files whose functions a run calls, in order, and the files that call each."""
    code = f"import sys; sys.path.insert(0, {str(root / 'src')!r})\n{FOLLOWER}"
    environment = {**os.environ, "CONCERTATION_LANG": "fr", "NO_COLOR": "1"}
    argv = [sys.executable, "-P", "-c", code, *arguments]
    run = subprocess.run(argv, capture_output=True, check=True, env=environment)
    found = json.loads(run.stderr)
    return found["order"], found["calls"]


def imports(root: Path) -> dict[str, set[str]]:
    """Return the files that each file of the source imports, anywhere in it."""
    source = root / "src" / PACKAGE
    known = {}
    for path in source.rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        known[path.relative_to(source).as_posix()] = {
            file.relative_to(source).as_posix()
            for name in names
            if name.partition(".")[0] == PACKAGE
            for file in _files(source.parent, name)
        } - {"__init__.py"}
    return known


def _files(folder: Path, name: str) -> Iterator[Path]:
    path = folder / name.replace(".", "/")
    yield from (file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file())


def in_circles(known: Mapping[str, set[str]]) -> int:
    """Return how many files import themselves, round a corner or two."""
    return sum(name in _reached(known, name) for name in known)


def climbs(root: Path, calls: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Return each pair of files of which the first calls up into the second."""
    known = imports(root)
    reached = functools.cache(lambda name: _reached(known, name))
    pairs = ((caller, own) for own, callers in calls.items() for caller in callers)
    return sorted((a, b) for a, b in pairs if a != b and b not in reached(a))


def _reached(known: Mapping[str, set[str]], name: str) -> set[str]:
    found: set[str] = set()
    left = set(known[name])
    while left:
        found |= left
        left = set().union(*(known[each] for each in left)) - found
    return found


def long_functions(root: Path) -> int:
    """Return how many functions of the source are longer than `LONG` lines."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in python(root / "src"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, kinds))
    return sum((node.end_lineno or 0) - node.lineno >= LONG for node in nodes)


def python(folder: Path) -> list[Path]:
    """Return the Python files below a folder."""
    return sorted(folder.rglob("*.py"))


def lines(paths: list[Path]) -> int:
    """Return how many lines these files have."""
    return sum(path.read_text(encoding="utf-8").count("\n") for path in paths)


def figures(root: Path) -> dict[str, str]:
    """Return all that is counted, each with its name."""
    source, tests = python(root / "src"), python(root / "tests")
    held = [path for path in (root / "tests").rglob("*") if path.suffix in {".yaml", ".py"}]
    written = [path.read_text(encoding="utf-8") for path in (*source, *tests)]
    told = {
        "lines of src": lines(source),
        "modules of src": len(source),
        "lines of tests, Python": lines(tests),
        "lines of tests, with the YAML they try": lines(held),
        "exemptions from the linter": sum(len(re.findall(r"# noqa", text)) for text in written),
        "files in circles of imports": in_circles(imports(root)),
        f"functions of src over {LONG} lines": long_functions(root),
    }
    situation = str(root / "examples" / "jardins-collectifs.yaml")
    for form, options in FORMS.items():
        order, calls = follow(root, "recommend", situation, *options)
        up = climbs(root, calls)
        told[f"modules passed by recommend FILE as {form}"] = len(order)
        told[f"pairs of files of which one calls up, as {form}"] = len(up)
    return {name: f"{value:,}" for name, value in told.items()}


if __name__ == "__main__":
    asked = Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    for name, value in figures(asked if asked.is_dir() else asked.parents[2]).items():
        sys.stdout.write(f"{value:>8}  {name}\n")
