"""Every Python we name, the oldest and the newest libraries we allow, every way of installing.

By hand, from the root of a checkout: `nox` for all, `nox -l` to see what there is. A Python that
this machine has not is told and left out.
"""

import shutil
import tomllib
from pathlib import Path

import nox
from packaging.requirements import Requirement

ROOT = Path(__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_VERSION = "Programming Language :: Python :: "
PYTHONS = [
    line.removeprefix(_VERSION) for line in PROJECT["classifiers"] if line.startswith(_VERSION)
]
LIBRARIES = ("oldest", "newest")

nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["wheel", "sdist", "tests"]


def constraints(session: nox.Session, libraries: str) -> tuple[str, ...]:
    """Return what makes pip take the oldest version that we allow of each library, or nothing."""
    if libraries == "newest":
        return ()
    needed = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["docx"]]
    oldest = []
    for requirement in map(Requirement, needed):
        (least,) = (s.version for s in requirement.specifier if s.operator == ">=")
        oldest.append(f"{requirement.name}=={least}\n")
    path = Path(session.create_tmp()) / "oldest.txt"
    path.write_text("".join(oldest), encoding="utf-8")
    return ("-c", str(path))


def smoke(session: nox.Session, kind: str, libraries: str) -> None:
    """Install one distribution alone, away from the checkout, and try it."""
    away = Path(session.create_tmp()) / "away"
    shutil.rmtree(away, ignore_errors=True)
    away.mkdir()
    session.install("build")
    session.run("python", "-m", "build", "-q", f"--{kind}", "--outdir", str(away), str(ROOT))
    (built,) = away.iterdir()
    session.install(*constraints(session, libraries), str(built))
    for path in (ROOT / "tests" / "smoke.py", *(ROOT / "examples").glob("*.yaml")):
        shutil.copy(path, away)
    session.run("pip", "list", "--format", "freeze")
    session.chdir(away)
    session.run("python", "-I", "smoke.py", env={"PYTHONPATH": None})


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", LIBRARIES)
def wheel(session: nox.Session, libraries: str) -> None:
    """Try the wheel, alone."""
    smoke(session, "wheel", libraries)


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", LIBRARIES)
def sdist(session: nox.Session, libraries: str) -> None:
    """Try what is built from the sdist, alone."""
    smoke(session, "sdist", libraries)


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", LIBRARIES)
def tests(session: nox.Session, libraries: str) -> None:
    """Run the tests on an editable install; what follows `--` goes to pytest."""
    session.install(*constraints(session, libraries), "-e", ".[test]")
    session.run("pip", "list", "--format", "freeze")
    session.run("pytest", "-q", *session.posargs)
