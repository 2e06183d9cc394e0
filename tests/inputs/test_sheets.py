"""Sheets of spreadsheets' own files."""

import io
import sys
import zipfile

import pytest
from tests.support.layouts import LAYOUTS, Style
from tests.support.workbooks import ods, xlsx

from concertation_cli.errors import UsageError
from concertation_cli.inputs import sheets
from concertation_cli.inputs.sheets import read_sheet
from concertation_cli.words import Words

WRITERS = {".xlsx": xlsx, ".ods": ods}
LINES = [["Participant", "lack", "people"], ["Ana", "ties;proof", "citizens"], ["Luc", "", "firms"]]


def refused(data, sheet=""):
    with pytest.raises(UsageError) as caught:
        read_sheet("t.xlsx", io.BytesIO(data), sheet)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("command", ["batch", "workshop"])
def test_a_workbook_is_read_like_the_same_table_in_csv(run, tmp_path, ending, command, toy_folder):
    book, table = tmp_path / f"t{ending}", tmp_path / "t.csv"
    book.write_bytes(WRITERS[ending]({"Feuille 1": LINES, "Other": [["x"]]}))
    table.write_text("\n".join(map(",".join, LINES)) + "\n", encoding="utf-8")
    argv = (command, "--data", toy_folder, "--lang", "en", "--json")
    of_book, of_table = (run(*argv, path) for path in (book, table))
    assert (of_book.code, of_book.out) == (0, of_table.out)
    assert of_book.err.replace(ending, ".csv") == of_table.err


@pytest.mark.parametrize("ending", WRITERS)
def test_another_sheet_is_read_when_it_is_named(run, tmp_path, ending, toy_folder):
    book = tmp_path / f"t{ending}"
    book.write_bytes(WRITERS[ending]({"Lisez-moi": [["Bonjour"]], "Réponses": LINES}))
    argv = ("batch", book, "--data", toy_folder, "--json", "--lang", "en")
    first, named, wrong = (run(*argv, *more) for more in ((), ("--sheet", "Réponses"),
                           ("--sheet", "Reponses")))  # fmt: skip
    assert (first.code, named.code, wrong.code) == (2, 0, 2)
    assert named.out.count(b"\n") == 2
    assert "did you mean “Réponses”?" in wrong.err


def test_values_that_are_no_text_are_read_as_people_see_them():
    data = xlsx({"A": [["x", True, False, 1, 1.0, 0.5, ""], [], ["é"]]})
    assert read_sheet("t.xlsx", io.BytesIO(data)) == [
        ["x", "true", "false", "1", "1", "0.5"],
        [""] * 6,
        ["é", *[""] * 5],
    ]


def test_a_box_ticked_in_a_sheet_is_a_yes(run, tmp_path, toy_folder):
    book = tmp_path / "t.xlsx"
    book.write_bytes(
        xlsx({"A": [["people", "lack.ties", "lack.proof"], ["citizens", True, False]]})
    )
    table = tmp_path / "t.csv"
    table.write_text("people,lack\ncitizens,ties\n", encoding="utf-8")
    argv = ("batch", "--data", toy_folder, "--json")
    assert run(*argv, book).out == run(*argv, table).out


def test_every_layout_is_read_from_a_workbook(pack, tmp_path, run):
    people = [{"aim": ("take-part",), "gap": ("practices",), "participants": ("citizens",)}]
    asked = [q for q in pack.questions if q.id in people[0]]
    for name, layout in LAYOUTS.items():
        lines = layout(asked, people, Style("fr"))
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(xlsx({"S": lines}))
        result = run("batch", path, "--json", "--lang", "fr")
        assert result.code == 0, (name, result.err)


def test_without_the_library_the_two_ways_out_are_told(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    book = tmp_path / "t.xlsx"
    book.write_bytes(xlsx({"A": LINES}))
    result = run("batch", book, "--lang", "en")
    assert (result.code, result.out) == (2, b"")
    assert 'pip install "concertation[tables]"' in result.err
    assert "save the sheet as CSV" in result.err


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\x00" * 5000,
        b"\xd0\xcf\x11\xe0" + b"\xff" * 600,
        xlsx({"A": LINES})[:-40],
        xlsx({"A": LINES})[:300],
    ],
)
def test_a_workbook_that_is_broken_is_told(data):
    assert refused(data).code == "sheet-unreadable"


def test_any_other_archive_is_no_workbook():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("a.txt", "hello")
    assert refused(held.getvalue()).code == "sheet-unreadable"


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 10_000)
    data = xlsx({"A": [["x" * 100_000]]})
    assert len(data) < 5_000
    assert refused(data).code == "sheet-too-large"


def test_a_workbook_that_lies_about_what_it_unpacks_to_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 60_000)
    data = bytearray(xlsx({"A": [["x" * 100_000]]}))
    place = data.rindex(b"PK\x01\x02")  # the entry of the sheet, in the directory
    data[place + 24 : place + 28] = (50_000).to_bytes(4, "little")
    assert refused(bytes(data)).code == "sheet-unreadable"


def test_a_file_too_large_or_a_sheet_too_wide_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_BYTES", 100)
    assert refused(xlsx({"A": LINES})).code == "sheet-too-large"
    monkeypatch.undo()
    monkeypatch.setattr(sheets, "MAX_CELLS", 5)
    assert refused(xlsx({"A": LINES})).code == "sheet-too-many-cells"


def test_a_sheet_of_a_table_in_text_is_refused(run, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("aim\ntake-part\n", encoding="utf-8")
    result = run("batch", table, "--sheet", "A", "--lang", "en")
    assert (result.code, result.out) == (2, b"")
    assert "no workbook" in result.err


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_refused_says_the_way_out(lang):
    for code in ("sheet-unreadable", "sheet-too-large", "sheet-too-many-cells"):
        told = Words(lang)(f"problem.{code}", most=5)
        assert "CSV" in told
