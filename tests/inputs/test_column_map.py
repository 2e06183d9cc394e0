"""Maps of tables, and how a table is shown to be understood."""

import json

import pytest
from tests.support.layouts import LAYOUTS, Style

from concertation_cli.engine.answering import admissible
from concertation_cli.knowledge.strict_yaml import parse

ODD = """\
Sondage du quartier,,,
Nom,1a,1b,Remarque
Ana,beaucoup,P,rien
Luc,peu,E,
Mai,beaucoup ; peu,E,
"""
"""A table whose columns bear none of our words."""
MAP = """\
header_lines: 2
columns:
- header: Sondage du quartier / Nom
  means: extra
- header: 1a
  means: lack
  values: {beaucoup: ties, peu: [proof]}
- header: 1b
  means: Who must be there?
  values: {P: The public, E: firms}
- header: Remarque
  means: notes
"""


@pytest.fixture
def batch(run, tmp_path, toy_folder):
    """Return a function that judges a table, with a map if one is given."""

    def batch(table, told=None, *more, lang="en"):
        path, file = tmp_path / "t.csv", tmp_path / "map.yaml"
        path.write_text(table, encoding="utf-8")
        argv = ["batch", path, "--data", toy_folder, "--lang", lang, *more]
        if told is not None:
            file.write_text(told, encoding="utf-8")
            argv += ["--map", file]
        return run(*argv)

    return batch


def test_with_a_map_any_table_is_read(batch):
    result = batch(ODD, MAP, "--json")
    assert result.code == 0, result.err
    same = batch(
        "lack,people\nties,citizens\nproof,firms\nties;proof,firms\n", None, "--json"
    )  # fmt: skip
    told, expected = (
        [json.loads(line) for line in found.out.splitlines()] for found in (result, same)
    )
    keys = ("verdict", "recommended", "models", "scores", "error")
    for one, other in zip(told, expected, strict=True):
        assert [one.get(key) for key in keys] == [other.get(key) for key in keys]
    assert told[0]["Sondage du quartier / Nom"] == "Ana"
    assert batch(ODD).code == 2  # without it, no column is a question


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("header: 1a", "header: 2a", "has the header “1a” here, in column 2, not “2a”"),
        ("means: lack", "means: lakc", "map.yaml:6: columns[2].means: “lakc” is no question"),
        ("beaucoup: ties", "beaucoup: tise", "unknown option “tise”"),
        ("means: notes", "means: roles", "“roles” is no question"),
        ("means: extra", "means: extra\n  values: {a: b}", "give the text of a cell"),
        ("header_lines: 2", "header_lines: -1", "map.yaml:1: header_lines: give a number of lines"),
        ("header_lines: 2", "header_lines: many", "give a number of lines"),
        ("header_lines: 2", "lines: 2", "lines: “lines” is not expected here"),
        ("  means: notes", "  meens: notes", "“meens” is not expected here (did you"),
        ("- header: 1a", "- text\n- header: 1a", "the keys of a column are needed"),
        (MAP, "columns: {}", "a list is needed"),
        (MAP, "[", "this line or the one before"),
    ],
)  # fmt: skip
def test_a_map_that_does_not_hold_is_told_with_its_place_and_the_way_out(batch, old, new, words):
    assert old in MAP
    result = batch(ODD, MAP.replace(old, new), "--json")
    assert (result.code, result.out) == (2, b"")
    assert words in result.err


def test_what_is_shown_in_yaml_is_a_map_that_reads_the_same(run, pack, tmp_path):
    people = [
        {question.id: admissible(question)[0] for question in pack.questions
         if question.kind != "grid" and question.theme != "recognition"}
    ]  # fmt: skip
    asked = [question for question in pack.questions if question.id in people[0]]
    for name, layout in LAYOUTS.items():
        table, told = tmp_path / f"{name}.csv", tmp_path / f"{name}.yaml"
        lines = layout(asked, people, Style("fr"))
        table.write_text(
            "\n".join(",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in line)
                      for line in lines),
            encoding="utf-8",
        )  # fmt: skip
        shown = run("batch", table, "--columns", "--format", "yaml")
        assert shown.code == 0, shown.err
        told.write_bytes(shown.out)
        argv = ("batch", table, "--drop-extra", "--json")
        plain, mapped = (run(*argv, *more) for more in ((), ("--map", told)))
        assert (plain.code, mapped.code) == (0, 0), (name, mapped.err)
        assert plain.out == mapped.out, name


def test_columns_are_shown_with_what_they_mean_and_hold(batch):
    table = "Horodateur,What is lacking?,Que manque-t-il? [Ties],Treasurer\nlundi,Ties,x,Us\n"
    shown = batch(table, None, "--columns").out.decode()
    assert "“Horodateur”: is no question  [for example: lundi]" in shown
    assert "“What is lacking?”: What is lacking?  [for example: Ties]" in shown
    assert "What is lacking? → Ties" in shown
    assert "(guessed)" in shown.split("“Treasurer”", 1)[1]
    told = json.loads(batch(table, None, "--columns", "--json").out)
    assert [column["means"] for column in told["columns"]] == [
        None, "lack", "lack", "roles.treasurer",
    ]  # fmt: skip
    assert [column["option"] for column in told["columns"]] == [None, None, "ties", None]
    assert [column["guessed"] for column in told["columns"]] == [False, False, False, True]
    assert told["header_lines"] == 1


def test_a_table_of_which_nothing_is_understood_still_gives_a_map_to_fill(batch):
    shown = batch(ODD, None, "--columns", "--format", "yaml")
    assert (shown.code, shown.err) == (0, "")
    told = shown.out.decode()
    assert told.count("means: extra") == 4
    assert "header: Sondage du quartier" in told


def test_what_is_guessed_is_said_in_one_line(batch):
    result = batch("people,Ties,Proof\ncitizens,x,\n", None, "--json")
    told = [line for line in result.err.splitlines() if "guessed" in line]
    (line,) = told
    assert "Ties, Proof; “--columns” shows how, “--map” puts it right." in line


def test_showing_columns_judges_nothing_and_takes_nothing_that_judging_needs(batch):
    for more in (("--full",), ("--strict",), ("--drop-extra",)):
        result = batch("lack\nties\n", None, "--columns", *more)
        assert (result.code, result.out) == (2, b"")
    for form in ("text", "yaml"):
        assert batch("lack\nties\n", None, "--format", form).code == 2


def test_a_workshop_shows_its_columns_without_who_answered(run, tmp_path, toy_folder):
    table = tmp_path / "t.csv"
    table.write_text("Nom,lack\nZénobie,ties\nLuc,proof\n", encoding="utf-8")
    argv = ("workshop", table, "--data", toy_folder, "--columns")
    for form in ("text", "json", "yaml"):
        hidden, named = run(*argv, "--format", form), run(*argv, "--format", form, "--names")
        assert (hidden.code, named.code) == (0, 0)
        assert "Zénobie" not in hidden.out.decode()
        assert ("Zénobie" in named.out.decode()) == (form != "yaml")


def test_hostile_headers_and_cells_are_shown_inert(batch):
    table = "lack,\x1b[31mRed,[bold]x[/bold]\nties,\x1b]0;t\x07,=1+1\n"
    for form in ("text", "json", "yaml"):
        result = batch(table, None, "--columns", "--format", form)
        assert result.code == 0
        assert b"\x1b" not in result.out
        assert "[bold]x[/bold]" in result.out.decode()
    assert parse(batch(table, None, "--columns", "--format", "yaml").out)
