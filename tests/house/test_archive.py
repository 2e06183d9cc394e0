"""The program in one archive, which Python runs as it is: the same answers, nothing unpacked."""

import os
import shutil
import subprocess
import sys
import zipapp
from pathlib import Path

import pytest
from tests.support.command_lines import argv_of, prepare
from tests.support.paths import DATA, ROOT, TOY
from tests.support.terminal import environment, program

from concertation_cli import resources
from concertation_cli.knowledge import store
from concertation_cli.knowledge.folder import compile_folder
from concertation_cli.words import available

MAIN = "import sys\nfrom concertation_cli.__main__ import main\nsys.exit(main())\n"
ASKED = (
    ("--version",),
    ("--version", "--json"),
    ("--show-completion", "bash"),
    ("--show-completion", "fish"),
    ("--show-manual",),
    ("list", "--json"),
    ("list", "--lang", "xx"),
    ("check",),
    ("evaluate", "--json"),
    ("shwo",),
    argv_of("recommend", "html"),
    argv_of("questions", "form"),
    argv_of("recommend", "text"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Return the package in an archive, as `nox -s zipapp` makes it; libraries stay outside."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copytree(program(), folder / "site")
    shutil.copytree(DATA, folder / "site" / "concertation_cli" / "data")
    (folder / "site" / "__main__.py").write_text(MAIN, "utf-8")
    zipapp.create_archive(folder / "site", folder / "concertation.pyz", compressed=True)
    return folder / "concertation.pyz"


@pytest.fixture
def home(tmp_path, run):
    """Return a folder with all that commands name, and a folder for temporary files."""
    prepare(tmp_path, run)
    (tmp_path / "temporary").mkdir()
    return tmp_path


def asked(home, *command, **changes):
    """Return what a command does; `changes` are to the environment."""
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(home / "temporary"))
    env = environment(home, **temporary, **changes)
    return subprocess.run(
        command, cwd=home, env=env, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )


@pytest.mark.parametrize("argv", ASKED, ids=" ".join)
def test_the_archive_answers_as_the_package_does_and_leaves_nothing(home, archive, argv):
    before = sorted(home.rglob("*"))
    site = str(archive.parent / "site")
    whole = asked(home, sys.executable, "-m", "concertation_cli", *argv, PYTHONPATH=site)
    found = asked(home, sys.executable, str(archive), *argv, PYTHONPATH="")
    assert (found.returncode, found.stdout) == (whole.returncode, whole.stdout)
    assert found.stderr == whole.stderr
    assert sorted(home.rglob("*")) == before


def test_in_an_archive_the_pack_and_its_files_are_those_of_the_archive(monkeypatch, toy):
    held = {"pack.json": compile_folder(TOY)}
    monkeypatch.setattr(resources, "is_archived", lambda: True)
    monkeypatch.setattr(resources, "read", held.__getitem__)
    monkeypatch.setattr(resources, "taken_out", {"data": TOY}.__getitem__)
    monkeypatch.setattr(store, "_COMPILED", Path("nowhere", "pack.json"))
    assert store.load() == toy
    assert store.pack_folder(None) == TOY


def test_the_archive_knows_every_language(home, archive):
    told = asked(home, sys.executable, str(archive), "--help", "--lang", "fr", PYTHONPATH="")
    assert ", ".join(available()) in told.stdout.decode()


def test_the_archive_says_what_to_type_to_run_it(home, archive):
    told = asked(home, sys.executable, str(archive), "--lang", "en", PYTHONPATH="").stdout.decode()
    python = "py" if os.name == "nt" else "python3"
    assert f"I have a situation: {python} concertation.pyz recommend\n" in told
    assert ROOT.as_posix() not in told
