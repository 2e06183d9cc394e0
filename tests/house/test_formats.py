"""The table of the documentation: what each command writes, in which format, how much of it."""

import re

import pytest
from tests.support.command_lines import argv_of, formats_of, prepare, saved_result
from tests.support.paths import ROOT

from concertation_cli.cli.app import COMMANDS

PAGES = {"en": "docs/formats.md", "fr": "docs/formats.fr.md"}
DEPTHS = {"--full": (), "--section": ("phases",), "--annex": ()}
"""The options that say how much is told, each with a value that it may take."""


def table_of(lang):
    """Return each cell of the table, by command and by format."""
    text = (ROOT / PAGES[lang]).read_text(encoding="utf-8")
    head, _, *rows = [line.strip("| ") for line in text.splitlines() if line.startswith("|")]
    columns = [re.findall(r"`([a-z]+)`", header) for header in head.split(" | ")[1:]]
    found = {}
    for row in rows:
        command, *cells = row.split(" | ")
        assert len(cells) == len(columns)
        for formats, cell in zip(columns, cells, strict=True):
            for form in formats:
                found[command.strip("`"), form] = cell
    return found


TABLES = {lang: table_of(lang) for lang in PAGES}
CELLS = sorted(TABLES["en"])


def options(cell):
    return set(re.findall(r"`(--[a-z]+)", cell))


def test_the_table_holds_every_command_and_every_format():
    formats = {form for command in COMMANDS for form in formats_of(command)}
    assert set(CELLS) == {(command, form) for command in COMMANDS for form in formats}


def test_both_languages_say_the_same_of_each_cell():
    english, french = TABLES["en"], TABLES["fr"]
    assert english.keys() == french.keys()
    for place, cell in english.items():
        assert options(cell) == options(french[place]), place
        assert (cell == "\u2013") == (french[place] == "\u2013"), place


@pytest.fixture
def kitchen(run, tmp_path, toy_folder, monkeypatch):
    """Work in a folder that holds what the command lines name."""
    prepare(tmp_path, toy_folder)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "result.json").write_bytes(saved_result(run))


@pytest.mark.usefixtures("kitchen")
@pytest.mark.parametrize(("command", "form"), CELLS)
def test_each_cell_is_what_the_command_does(run, command, form):
    cell = TABLES["en"][command, form]
    named = options(cell)
    assert named <= set(DEPTHS)
    plain = run(*argv_of(command, form))
    assert (plain.code, bool(plain.out)) == ((2, False) if cell == "\u2013" else (0, True))
    for option, value in DEPTHS.items():
        told = run(*argv_of(command, form), option, *value)
        right = (0, True) if option in named else (2, False)
        assert (told.code, bool(told.out)) == right, (option, told.err)


@pytest.mark.usefixtures("kitchen")
@pytest.mark.parametrize(("command", "form"), CELLS)
def test_an_option_that_says_more_changes_what_is_written(run, command, form):
    cell = TABLES["en"][command, form]
    words = ("search", "partenaires", "--format", form)  # found in many passages
    argv = words if command == "search" else argv_of(command, form)
    plain = run(*argv, "--lang", "fr").out
    for option in options(cell) & {"--full", "--annex"}:
        more = run(*argv, "--lang", "fr", option).out
        if f"with `{option}` or without" in cell:
            assert more == plain
        else:  # a Word file is a compressed archive
            assert len(more) > (1.05 if form == "docx" else 1.2) * len(plain)
