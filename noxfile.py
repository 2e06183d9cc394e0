"""Every Python we name, the oldest and the newest libraries we allow, every way of installing.

By hand, from the root of a checkout: `nox` for all, `nox -l` to see what there is, `nox -s release`
for what a release holds. A Python that this machine has not is told and left out.
"""

import hashlib
import shutil
import tomllib
import zipapp as archives
from importlib.metadata import distributions
from itertools import product
from pathlib import Path

import nox
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
_VERSION = "Programming Language :: Python :: "
PYTHONS = [
    line.removeprefix(_VERSION) for line in PROJECT["classifiers"] if line.startswith(_VERSION)
]
MARKED = [f"3.{minor}" for minor in range(11, 17)]
"""The Pythons for which a library may ask for others: those to come too."""
EXTRAS = [name for name in PROJECT["optional-dependencies"] if name not in {"test", "dev"}]
LIBRARIES = ("oldest", "newest")
DIST = ROOT / "dist"
ONE_FILE = DIST / "concertation.pyz"
MOST = 5
"""How many megabytes the one file may take: see docs/one-file.md."""
MANUALS = {"concertation.1": "concertation.1", "fr/concertation.1": "concertation.fr.1"}
COMPILED = {".so", ".pyd", ".dylib", ".dll"}
SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
START = """\
import sys

if sys.version_info < (3, 11):
    sys.exit(
        "concertation : il faut Python 3.11 ou une version plus récente.\\n"
        "concertation: Python 3.11 or later is needed."
    )
from concertation_cli.__main__ import main

sys.exit(main())
"""
"""What Python runs first; an older one can read it too."""

nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["wheel", "sdist", "tests"]


def constraints(session: nox.Session, libraries: str) -> tuple[str, ...]:
    """Return what makes pip take the oldest version that we allow of each library, or nothing."""
    if libraries == "newest":
        return ()
    extra = (line for name in EXTRAS for line in PROJECT["optional-dependencies"][name])
    needed = [*PROJECT["dependencies"], *extra]
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
    with session.chdir(away):
        session.run("python", "-I", "smoke.py", env={"PYTHONPATH": None})
    for extra in EXTRAS if kind == "wheel" else ():
        wanted = f"concertation[{extra}] @ {built.resolve().as_uri()}"
        session.install(*constraints(session, libraries), wanted)
        with session.chdir(away):
            session.run("python", "-I", "smoke.py", env={"PYTHONPATH": None})


def needed_elsewhere(folder: Path) -> set[str]:
    """Return what is asked for on some system or some Python of ours, and is not in a folder."""
    found = {d.name.lower().replace("_", "-"): d for d in distributions(path=[str(folder)])}
    return {
        str(Requirement(f"{wanted.name}{wanted.specifier}"))
        for distribution in found.values()
        for wanted in map(Requirement, distribution.requires or ())
        if wanted.name.lower().replace("_", "-") not in found and is_asked_for(wanted)
    }


def is_asked_for(wanted: Requirement) -> bool:
    """Whether a library is asked for anywhere, without an extra."""
    own = {key: str(value) for key, value in default_environment().items()}
    for system, python in product(SYSTEMS, MARKED):
        there = {**own, **system, "python_version": python, "python_full_version": f"{python}.0"}
        if wanted.marker is None or wanted.marker.evaluate({**there, "extra": ""}):
            return True
    return False


def fill(session: nox.Session, folder: Path, wheel: Path) -> None:
    """Put the program and its libraries in a folder, in the form that serves everywhere."""
    wanted = {str(wheel)}
    while wanted:
        session.install("--target", str(folder), "--no-compile", "--upgrade", *sorted(wanted))
        wanted = needed_elsewhere(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.suffix in COMPILED or path.name == "__pycache__":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in ("bin", "share"):  # scripts and manual of an installation
        shutil.rmtree(folder / name, ignore_errors=True)


def make_one_file(session: nox.Session, wheel: Path) -> None:
    """Make dist/concertation.pyz of a wheel, and have it tried on each Python."""
    site = Path(session.create_tmp()) / "site"
    shutil.rmtree(site, ignore_errors=True)
    fill(session, site, wheel)
    (site / "__main__.py").write_text(START, encoding="utf-8")
    archives.create_archive(site, ONE_FILE, interpreter="/usr/bin/env python3", compressed=True)
    size = ONE_FILE.stat().st_size / 1e6
    session.log("%s: %.1f MB", ONE_FILE.name, size)
    if size > MOST:
        session.error(f"docs/one-file.md says less than {MOST} MB")
    for python in PYTHONS:
        session.notify(f"carried-{python}")


@nox.session(default=False)
def zipapp(session: nox.Session) -> None:
    """Make dist/concertation.pyz, which any Python of ours runs, and try it on each."""
    folder = Path(session.create_tmp()) / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    session.install("build")
    session.run("python", "-m", "build", "-q", "--wheel", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.iterdir()
    DIST.mkdir(exist_ok=True)
    make_one_file(session, wheel)


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Put in dist/ all that a release holds, with checksums; what was there goes."""
    shutil.rmtree(DIST, ignore_errors=True)
    session.install("build")
    session.run("python", "-m", "build", "-q", "--outdir", str(DIST), str(ROOT))
    (wheel,) = DIST.glob("*.whl")
    make_one_file(session, wheel)
    for page, name in MANUALS.items():
        shutil.copy(ROOT / "docs" / "man" / page, DIST / name)
    sums = (f"{digest(path)}  {path.name}\n" for path in sorted(DIST.iterdir()))
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as `sha256sum` prints it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@nox.session(python=PYTHONS, default=False)
def carried(session: nox.Session) -> None:
    """Try dist/concertation.pyz alone, away from the checkout."""
    away = Path(session.create_tmp()) / "away"
    shutil.rmtree(away, ignore_errors=True)
    away.mkdir()
    for path in (ROOT / "tests" / "smoke.py", ONE_FILE, *(ROOT / "examples").glob("*.yaml")):
        shutil.copy(path, away)
    session.chdir(away)
    session.run("python", "-I", "smoke.py", ONE_FILE.name, env={"PYTHONPATH": None})


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
