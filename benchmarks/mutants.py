"""Which changes to the code would the tests let through?

    .venv-test/bin/pip install 'mutmut>=3.8,<4'
    .venv-test/bin/python benchmarks/mutants.py            # every module below
    .venv-test/bin/python benchmarks/mutants.py verdict trees --every 4

mutmut makes the mutants: each is one function changed in one place. The tests are collected
and run once, to learn how long each takes and which functions it calls. Then, for each mutant,
a forked copy of this process puts the mutant in the function's place and runs the tests that
call it, the quickest first, until one fails. mutmut's own runner collects the tests anew for
each mutant and calls every function through another one: several times slower here.

Tests that take more than a second of processor time are left out: they try properties on many
packs. A survivor may be one that only they kill. See docs/decisions/008-what-mutation-leaves.md.
"""

import argparse
import ast
import contextlib
import difflib
import gc
import importlib
import json
import os
import re
import resource
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import process_time
from types import CodeType, FunctionType
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings
from mutmut.mutation.file_mutation import mutate_file_contents

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "concertation_cli"
MODULES = {
    "engine": [
        "scoring",
        "verdict",
        "tally",
        "answering",
        "firmness",
        "recommend",
        "study",
        "replay",
        "group",
        "compare",
        "evaluate",
        "verify",
        "witness",
    ],
    "knowledge": ["trees", "situation", "shapes", "check", "packfiles", "plain"],
}
TESTS = [
    "asking",
    "cleaning",
    "edges",
    "engine",
    "firmness",
    "packs",
    "replay",
    "situations",
    "study",
    "trees",
    "verdict",
    "verify",
    "workshop",
]
# Long ones, known as such, and those that start other programs or look at whole screens.
LEFT_OUT = [
    "shipped",
    "page_of_evidence",
    "dominated_models_are",
    "near_what_sampling",
    "flip_of_a_case",
    "left_untried",
    "of_the_situations",
    "skipped_answer_alone",
    "same_lattice",
    "with_nothing_skipped",
    "smallest_set",
    "sums_up_to_what",
    "check_prints",
    "check_in_json",
    "seed_of_hashing",
    "quick_mode_ends",
    "kept_and_comes_back",
    "never_told_as",
    "order_of_participants",
    "many_times",
    "told_in_time",
    "each_witness",
    "option_of_a_witness",
    "not_whole",
    "line_taken_out",
    "every_problem_that",
    "changes_an_order",
    "line_fits",
    "unless_asked",
    "without_names",
    "told_on_one_screen",
    "beyond_twenty",
]
TALLY = [
    "verdict_on_any_answers_is_that_of_recommend",
    "verdict_in_any_pack_is_that_of_recommend",
    "each_kind_of_verdict_and_each_ground_of_close_is_met",
    "a_lead_is_close_under_the_limit_alone_and_a_tie_always",
    "a_model_ahead_on_every_leading_theme_makes_it_close",
    "not_yet_conditions_are_in_the_order_of_the_model",
    "a_tally_that_has_no_room_left_to_remember_still_answers",
]
"""The tests of batches that try what is worked out by the thousand."""

LONGEST = 1.0
"""Seconds of processor time beyond which a test is left out."""

PATIENCE = 60
"""Seconds of processor time after which a mutant is taken to run for ever."""

KILLED, SURVIVED, TIMED_OUT, UNTESTED = "killed", "survived", "timed out", "no test"


class Mutant(NamedTuple):
    """A function, and another body for it.

    Attributes:
        name: The module, the function, and mutmut's number.
        difference: The lines that differ.
    """

    module: str
    name: str
    target: FunctionType
    body: FunctionType
    difference: tuple[str, ...]


def mutants_of(part: str, stem: str) -> Iterator[Mutant]:
    """Yield the mutants of one module."""
    path = ROOT / "src" / PACKAGE / part / f"{stem}.py"
    text = mutate_file_contents(str(path), path.read_text(encoding="utf-8")).code
    module = importlib.import_module(f"{PACKAGE}.{part}.{stem}")
    lines = text.splitlines()
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name:
            node.decorator_list = []
            found[node.name] = node
    for name, node in found.items():
        base, _, number = name.rpartition("__mutmut_")
        if number == "orig":
            continue
        original = found[f"{base}__mutmut_orig"]
        old, new = (lines[n.lineno : n.end_lineno] for n in (original, node))
        told = tuple(d for d in difflib.unified_diff(old, new, n=0, lineterm="") if _told(d))
        target = module
        for step in base.removeprefix("x_").removeprefix("xǁ").split("ǁ"):
            target = vars(target)[step]
        target = getattr(target, "__func__", target)
        body = _function(node, vars(module), target.__code__.co_freevars)
        yield Mutant(stem, f"{stem}.{target.__qualname__}:{number}", target, body, told)


def _function(
    node: ast.FunctionDef, space: Mapping[str, object], closed: tuple[str, ...]
) -> FunctionType:
    """Return the function of a definition, with the same names closed over (``__class__``)."""
    name = node.name
    if closed:
        used = [ast.Expr(ast.Name(free, ast.Load())) for free in closed]
        bound = [ast.Assign([ast.Name(free, ast.Store())], ast.Constant(None)) for free in closed]
        node.body = [*used, *node.body]
        none = ast.arguments([], [], None, [], [], None, [])
        result = ast.Return(ast.Name(name, ast.Load()))
        node = ast.FunctionDef("closing", none, [*bound, node, result], [])
    found = dict(space)
    tree = ast.fix_missing_locations(ast.Module([node], []))
    exec(compile(tree, "mutant", "exec"), found)  # noqa: S102
    return found["closing"]() if closed else found[name]


def _unchanged(mutant: Mutant) -> Mutant:
    """Return a mutant that changes nothing: the tests that kill it would kill any other."""
    return mutant._replace(body=mutant.target, difference=())


def _told(line: str) -> bool:
    return line[:1] in "+-" and line[:3] not in {"---", "+++"}


class Known(NamedTuple):
    """How long a test takes, in seconds of processor time, and the functions it calls."""

    seconds: float
    calls: list[str]


class Runner:
    """A plugin of pytest that tries the mutants instead of running the tests once.

    Args:
        mutants: To be tried.
        kept: A file with what is known of the tests; what is learnt is added.
    """

    def __init__(self, mutants: list[Mutant], kept: Path | None) -> None:
        self.mutants = mutants
        self.kept = kept
        told = json.loads(kept.read_text()) if kept and kept.exists() else {}
        self.known = {test: Known(*facts) for test, facts in told.items()}
        self.results: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Let no property look for the smallest failure: the first one will do."""
        for item in items:
            test = getattr(item, "obj", None)
            told = getattr(test, "_hypothesis_internal_use_settings", None)
            if told:
                phases = (Phase.explicit, Phase.generate)
                test._hypothesis_internal_use_settings = settings(told, phases=phases)  # noqa: SLF001

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what the tests do, then try every mutant."""
        for item in session.items:
            if item.nodeid not in self.known:
                self.known[item.nodeid] = _learnt(item)
        if self.kept:
            self.kept.write_text(json.dumps(self.known))
        known = [(self.known[item.nodeid], item) for item in session.items]
        known = sorted((k for k in known if k[0].seconds < LONGEST), key=lambda k: k[0].seconds)
        print(f"{len(known)} tests, {sum(k.seconds for k, _ in known):.0f} s", flush=True)
        gc.collect()
        gc.freeze()  # copies share what is never swept
        running: dict[int, Mutant] = {}
        for mutant in [_unchanged(self.mutants[0]), *self.mutants]:
            function = mutant.name.partition(":")[0]
            tests = [item for known, item in known if function in known.calls]
            if not tests:
                self.results[mutant.name] = UNTESTED
                continue
            if len(running) == (os.cpu_count() or 1):
                self._reap(running)
            child = os.fork()
            if not child:
                os._exit(_tried(mutant, tests))
            running[child] = mutant
        while running:
            self._reap(running)
        return True

    def _reap(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        code = os.waitstatus_to_exitcode(status)
        result = {0: SURVIVED, 1: KILLED}.get(code, TIMED_OUT)
        mutant = running.pop(child)
        assert result == SURVIVED or mutant.difference, "a test fails with nothing changed"
        self.results[mutant.name] = result
        if result != KILLED and mutant.difference:
            print(f"# {mutant.name} {result}", *mutant.difference, sep="\n    ", flush=True)


def _learnt(item: pytest.Item) -> Known:
    codes: set[CodeType] = set()
    start = process_time()
    sys.settrace(lambda frame, *_: codes.add(frame.f_code))  # calls only: no line of them
    reports = _run(item, item.session)  # what it shares with others is made anew: so it will be
    sys.settrace(None)
    failed = [report.longreprtext for report in reports if report.failed]
    assert not failed, failed  # the tests must pass without a mutant
    ours = [code for code in codes if PACKAGE in code.co_filename]
    calls = sorted(f"{Path(code.co_filename).stem}.{code.co_qualname}" for code in ours)
    return Known(process_time() - start, calls)


def _tried(mutant: Mutant, items: list[pytest.Item]) -> int:
    """Return 1 when some test fails with this mutant, else 0."""
    mutant.target.__code__ = mutant.body.__code__
    mutant.target.__defaults__ = mutant.body.__defaults__
    mutant.target.__kwdefaults__ = mutant.body.__kwdefaults__
    limit = int(process_time()) + PATIENCE
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    with contextlib.suppress(BaseException):
        return int(any(report.failed for item in items for report in _run(item)))
    return 1


def _run(item: pytest.Item, kept: pytest.Collector | None = None) -> list[pytest.TestReport]:
    """Run one test, whichever came before; what was set up for `kept`, or its file, stays."""
    item.session._setupstate.teardown_exact(kept or item.parent)  # noqa: SLF001
    return runtestprotocol(item, log=False, nextitem=kept or item.parent)


def main() -> None:
    """Try the mutants of the modules named, or of all, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="modules, or mutants as they are told")
    parser.add_argument("--every", type=int, default=1, help="try one mutant in so many")
    parser.add_argument("--known", type=Path, help="a file to keep what the tests call in")
    asked = parser.parse_args()
    mutants = []
    for part, stems in MODULES.items():
        for stem in stems:
            names = [name for name in asked.names if name.partition(".")[0] == stem]
            if names or not asked.names:
                found = list(mutants_of(part, stem))[:: asked.every]
                mutants += [m for m in found if stem in names or m.name in names or not names]
    print(f"{len(mutants)} mutants", flush=True)
    runner = Runner(mutants, asked.known)
    os.chdir(ROOT)
    files = [f"tests/test_{name}.py" for name in TESTS]
    batch = (ROOT / "tests" / "test_batch.py").read_text(encoding="utf-8")
    names = re.findall(r"^def (test_\w+)", batch, re.MULTILINE)
    files += [f"tests/test_batch.py::{n}" for n in names if any(map(n.endswith, TALLY))]
    left_out = "not (" + " or ".join(LEFT_OUT) + ")"
    options = ("-n0", "-q", "--capture=sys", "--assert=plain", "-p", "no:cacheprovider")
    pytest.main([*files, *options, "-k", left_out], plugins=[runner])
    for stem in dict.fromkeys(m.module for m in mutants):
        counts = Counter(runner.results.get(m.name) for m in mutants if m.module == stem)
        print(f"{stem:12}", *(f"{counts[k]} {k}," for k in (KILLED, SURVIVED, TIMED_OUT, UNTESTED)))


if __name__ == "__main__":
    main()
