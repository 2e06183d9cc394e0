"""The table of the documentation: what each command writes, in which format, how much of it."""

import re

import pytest
from tests.support.command_lines import argv_of, formats_of, prepare
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


@pytest.mark.parametrize(("command", "form"), CELLS)
def test_each_cell_is_what_the_command_does_and_more_is_told_where_it_says_so(
    run, tmp_path, monkeypatch, command, form
):
    prepare(tmp_path, run)
    monkeypatch.chdir(tmp_path)
    cell = TABLES["en"][command, form]
    named = options(cell) - {"--columns"}
    assert named <= set(DEPTHS)
    words = ("search", "partenaires", "--format", form)  # found in many passages
    argv = (*(words if command == "search" else argv_of(command, form)), "--lang", "fr")
    plain = run(*argv)
    assert (plain.code, bool(plain.out)) == ((2, False) if cell == "\u2013" else (0, True))
    for option, value in DEPTHS.items():
        told = run(*argv, option, *value)
        right = (0, True) if option in named else (2, False)
        assert (told.code, bool(told.out)) == right, (option, told.err)
        if option not in named or option == "--section":
            continue
        if f"with `{option}` or without" in cell:
            assert told.out == plain.out
        else:  # a Word file is a compressed archive
            assert len(told.out) > (1.05 if form == "docx" else 1.2) * len(plain.out)
