"""What somebody sees who knows nothing of the program yet."""

import json
import re
import sys

import pytest

from concertation_cli import __version__
from concertation_cli.cli.app import COMMANDS, FOR_KEEPERS
from concertation_cli.words import Words

LANGS = ["fr", "en"]
DOORS = {"recommend", "workshop", "recommend --json"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("typed", [[], ["--lang"]])
def test_alone_it_says_what_it_does_in_eight_lines_with_three_doors(run, lang, typed):
    result = run(*typed, *([lang] if typed else []), env={"CONCERTATION_LANG": lang})
    assert (result.code, result.err) == (0, "")
    lines = result.out.decode().splitlines()
    assert len(lines) == 8
    assert max(map(len, lines)) <= 80
    doors = [line.partition("concertation ")[2] for line in lines[2:5]]
    assert {re.sub(r" [A-Z]+\u2026?", "", door) for door in doors} == DOORS
    assert "concertation --help" in lines[6]
    assert "concertation --show-completion" in lines[6]
    assert "concertation --version" in lines[7]


@pytest.mark.parametrize("lang", LANGS)
def test_the_help_sets_apart_what_is_for_keepers_of_packs_and_scripts(run, lang):
    told = run("--help", env={"CONCERTATION_LANG": lang}).out.decode()
    heading = Words(lang)("help.keepers")
    for_all, found, apart = told.partition(f"\n\n{heading}\n")
    _, _, for_all = for_all.partition(Words(lang)("help.commands"))
    assert found
    named = [re.findall(r"^  ([a-z]+) ", part, re.MULTILINE) for part in (for_all, apart)]
    assert set(named[1]) == FOR_KEEPERS == {"replay", "evaluate", "check", "schema"}
    assert set(named[0]) == set(COMMANDS) - FOR_KEEPERS


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_terminal_it_says_what_to_give_and_that_works(run, tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    refused = run("recommend", "--lang", lang)
    assert (refused.code, refused.out) == (2, b"")
    commands = re.findall("concertation ([a-z][^\u00a0\u201d]+)", refused.err)
    assert len(commands) == 3
    for command in commands:
        result = run(*command.split(), "--lang", lang)
        assert result.code == 0, result.err
    filled = (
        (tmp_path / "situation.yaml").read_text("utf-8").replace("\n  gap:\n", "\n  gap: means\n")
    )
    (tmp_path / "situation.yaml").write_text(filled, "utf-8")
    advised = run(*commands[-1].split(), "--json")
    assert json.loads(advised.out)["situation"]["answers"] == {"gap": "means"}


def test_the_version_for_programs_says_on_what_it_runs(run):
    for typed in (["--version", "--json"], ["--json", "--version"]):
        result = run(*typed, "--lang", "en")
        assert (result.code, result.err) == (0, "")
        found = json.loads(result.out)
        assert found["tool"]["version"] == __version__
        assert found["pack"]["id"] == "concertation-agissante"
        assert found["system"] == sys.platform
        assert found["python"] == "{}.{}.{}".format(*sys.version_info)
        assert "neither produced nor endorsed" in found["independence"]


def test_json_of_nothing_in_particular_is_refused_with_the_way_out(run):
    for typed in (["--json"], ["--json", "list"]):
        result = run(*typed, "--lang", "en")
        assert (result.code, result.out) == (2, b"")
        assert "put it after a command" in result.err
