"""What every test may ask for: the shipped pack, a toy pack, and the program itself."""

import io
import os
import shutil
import signal
import sys
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from tests.support.paths import DATA, TOY

from concertation_cli.__main__ import main
from concertation_cli.knowledge import fields, folder, store
from concertation_cli.knowledge.folder import compile_folder, load_folder

# The same examples at every run: a red test must be red again.
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

# To hunt: CONCERTATION_EXAMPLES=50 tries fifty times as many examples, new ones at each run.
TIMES = int(os.environ.get("CONCERTATION_EXAMPLES", "1"))


# A run in the background, or under nohup, ignores these, and all that it starts would too.
for _name, _handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    _number = getattr(signal, _name, None)
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

_NAMES = (
    "FORCE_COLOR",
    "NO_COLOR",
    "GITHUB_ACTIONS",
    "PY_COLORS",
    "TTY_COMPATIBLE",
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
)


def pytest_xdist_auto_num_workers():
    """Return half as many workers again as there are processors: terminals are often waited for."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(items):
    """Multiply the examples of every property, where that was asked for."""
    for item in items if TIMES > 1 else ():
        test = getattr(item, "obj", None)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if own is not None:
            more = settings(
                own,
                max_examples=own.max_examples * TIMES,
                derandomize=False,
                suppress_health_check=list(HealthCheck),
            )
            test._hypothesis_internal_use_settings = more  # noqa: SLF001


class Result(NamedTuple):
    """How the program ended, and what it wrote."""

    code: int
    out: bytes
    err: str


@pytest.fixture(scope="session", autouse=True)
def _neutral_environment():
    """Leave out what the person at this machine set for programs; tests set what they need."""
    with pytest.MonkeyPatch.context() as patch:
        for name in (*_NAMES, *(n for n in os.environ if n.startswith("CONCERTATION_"))):
            patch.delenv(name, raising=False)
        yield


@cache
def _shipped():
    return load_folder(DATA)


@cache
def _compiled():
    return compile_folder(DATA)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Return the shipped pack as an installed wheel carries it."""
    target = tmp_path_factory.mktemp("package") / "pack.json"
    target.write_bytes(_compiled())
    return target


@pytest.fixture(scope="session", autouse=True)
def _compiled_pack(compiled):
    """Read the shipped pack as an installed wheel does: compiled, in a few milliseconds.

    What the same bytes give is kept, compiled or YAML: hundreds of tests read the same packs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_COMPILED", compiled)
        patch.setattr(store, "load_compiled", lru_cache(4)(store.load_compiled))
        patch.setattr(folder, "parse", lru_cache(512)(folder.parse))
        for name in ("clean", "typeset"):
            patch.setattr(fields, name, lru_cache(20_000)(getattr(fields, name)))
        yield


@pytest.fixture(scope="session")
def pack():
    """Return the shipped pack, read from its YAML files."""
    return _shipped()


@pytest.fixture(scope="session")
def toy_folder():
    """Return the folder of the toy pack; copy it before changing anything."""
    return TOY


@pytest.fixture(scope="session")
def toy(toy_folder):
    """Return a pack of three models and seven questions, small enough to read."""
    return load_folder(toy_folder)


@pytest.fixture
def copy(toy_folder, tmp_path):
    """Return the folder of a copy of the toy pack, to be changed."""
    return Path(shutil.copytree(toy_folder, tmp_path / "pack"))


@pytest.fixture
def run(monkeypatch):
    """Return a function that runs the program in this process, with no terminal.

    It speaks English unless `env` or `--lang` asks for another language, at width 80.
    `stdin` is text or bytes; `env` is set over the neutral environment for this run alone.
    """

    def run(*argv, stdin=None, env=None):
        given = stdin.encode() if isinstance(stdin, str) else stdin or b""
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            for name, value in {"CONCERTATION_LANG": "en", "COLUMNS": "80", **(env or {})}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
            patch.setattr(sys, "stdout", io.TextIOWrapper(out, "utf-8", write_through=True))
            patch.setattr(sys, "stderr", io.TextIOWrapper(err, "utf-8", write_through=True))
            code = main(list(map(str, argv)))
            sys.stdout.flush()
            sys.stderr.flush()
            return Result(code, out.getvalue(), err.getvalue().decode())

    return run
