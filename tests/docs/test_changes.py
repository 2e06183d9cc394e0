"""The changelog, and the files of changes/ from which the next part of it is made."""

import datetime as dt
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from tests.support.paths import ROOT

from concertation_cli import __version__
from concertation_cli.render.json.documents import FORMAT

CHANGES = ROOT / "changes"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
KINDS = [
    kind["directory"]
    for kind in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"][
        "type"
    ]
]
NAME = re.compile(rf"(\+[a-z0-9-]+|[0-9]+)\.({'|'.join(KINDS)})\.md")


def flaws_of(folder):
    """Return what is wrong with the files of a folder of changes."""
    found = []
    for path in sorted(folder.iterdir()):
        text = path.read_text("utf-8")
        if path.name == "README.md":
            continue
        if not NAME.fullmatch(path.name):
            found.append(f"{path.name}: no such kind of change")
        if not re.fullmatch(r"[A-Z`].*[.:)]\n", text, re.DOTALL) or "\n#" in text:
            found.append(f"{path.name}: not a sentence and a line end")
    return found


def test_every_file_of_changes_is_well_formed():
    assert flaws_of(CHANGES) == []


def test_a_file_of_changes_that_is_not_is_told(tmp_path):
    for name, text in (
        ("+fine.added.md", "`show` says more.\n"),
        ("12.fixed.md", "Dates are told.\n"),
        ("README.md", "About.\n"),
        ("+one.adedd.md", "A slip in the kind.\n"),
        ("loose.md", "A kind forgotten.\n"),
        ("+empty.added.md", ""),
        ("+end.added.md", "no capital, no end"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    assert [flaw.partition(":")[0] for flaw in flaws_of(tmp_path)] == [
        "+empty.added.md", "+end.added.md", "+one.adedd.md", "loose.md",
    ]  # fmt: skip


def test_the_guide_of_changes_tells_each_kind():
    rows = re.findall(
        r"^\| `([a-z-]+)` \|", (CHANGES / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == KINDS


def test_the_latest_part_of_the_changelog_is_of_this_version(pack):
    version, day = re.search(r"^## \[(.+)\] - (.+)$", CHANGELOG, re.MULTILINE).groups()
    assert version == __version__
    assert dt.date.fromisoformat(day)
    latest = CHANGELOG.split("\n## [")[1]
    assert f"pack {pack.version} " in latest
    assert f"JSON in format {FORMAT};" in latest


@pytest.mark.tools
def test_towncrier_puts_the_files_of_changes_in_the_changelog(tmp_path):
    for name in ("CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(CHANGES, tmp_path / "changes")
    for kind in KINDS:
        (tmp_path / "changes" / f"+zz.{kind}.md").write_text(f"A change, {kind}.\n", "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # noqa: S607
    command = ["towncrier", "build", "--yes", "--version", "9.9.9", "--date", "2030-01-02"]
    subprocess.run([sys.executable, "-m", *command], cwd=tmp_path, check=True, capture_output=True)
    told = (tmp_path / "CHANGELOG.md").read_text("utf-8")
    new = told.partition("## [9.9.9] - 2030-01-02\n")[2].partition(f"\n## [{__version__}]")[0]
    assert re.findall(r"^### (.+)$", new, re.MULTILINE) == [
        "Added", "Changed", "Removed", "Fixed", "Security", "JSON and packs", "Knowledge",
    ]  # fmt: skip
    for kind in KINDS:
        assert f"- A change, {kind}.\n" in new
    assert sorted(path.name for path in (tmp_path / "changes").iterdir()) == ["README.md"]
