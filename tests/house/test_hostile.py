"""Hostile input: whatever a file holds, it is read or refused in moments, and told inertly."""

import contextlib
import signal
import time

import pytest

from concertation_cli.knowledge.folder import inspect_folder
from concertation_cli.text_safety import clean, fold

MIB = 1 << 20


class TooLongError(BaseException):
    """Raised in what takes too long, so that a red test is red within moments too."""


@contextlib.contextmanager
def moments(seconds=6.0):
    """Hold what is done to so much processor time, whatever the load of the machine.

    What is guarded against took tens of seconds, or had no end; what is sound may take one,
    or three where branches are traced.
    """

    def stop(_number, _frame):
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    assert time.process_time() - began < seconds


# Marks out of order: putting them in order takes time that grows with the square of the run.
MARKS = {
    "above and below": "\u0301\u0316",
    "tibetan, that stand for two": "\u0f73",
    "japanese, of half a width": "\uff9e\u0f73",
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_letter_under_thousands_of_marks_is_cleaned_and_compared_in_moments(marks):
    text = "e" + marks * (30_000 // len(marks))
    with moments(0.5):
        cleaned = clean(text, limit=MIB)
        folded = fold(text)
    assert len(cleaned) < 100
    assert len(folded) < 100


def test_a_letter_keeps_thirty_marks():
    text = "e\u0316" + "\u0301" * 29
    assert len(clean(text, limit=MIB)) == 30  # the e and an accent are one
    assert fold(text) == "e"


def test_a_cell_or_a_header_of_spaces_is_read_in_moments(run, pack, tmp_path):
    question = next(q for q in pack.questions if q.kind == "choose-many")
    cell = "x" + " " * 50_000 + "x"
    (tmp_path / "cell.csv").write_text(f"{question.id}\n{cell}\n", encoding="utf-8")
    headers = ",".join(["x" + "\u00a0" * 1998 + "x"] * 250)
    (tmp_path / "header.csv").write_text(f"{question.id},{headers}\n", encoding="utf-8")
    with moments():
        assert run("batch", tmp_path / "cell.csv").code == 2
        assert run("batch", tmp_path / "header.csv").code == 0


CONTRADICTION = """
contradictions:
- id: NO ID
  when: {"%s": [ties], lack: [money]}
  text: {fr: "Tiens", en: "Well"}
"""


@pytest.mark.parametrize("key", ["lack.", "lack[", "a." * 10_000, "[" * 10_000, "a]" * 10_000])
def test_a_key_that_looks_like_a_broken_place_is_told_in_moments(copy, key):
    path = copy / "pack.yaml"
    text = path.read_text(encoding="utf-8").replace("about: []", "about: []" + CONTRADICTION % key)
    path.write_text(text, encoding="utf-8")
    with moments():
        codes = {problem.code for problem in inspect_folder(copy).problems}
    assert codes >= {"bad-id"} or codes == {"yaml-colon"}  # no YAML key is that long


FLOODS = {
    "keys": ("pack.yaml", lambda n: f"k{n}: 1\n"),
    "questions": ("questions.yaml", lambda n: f"- {{id: a{n}}}\n"),
    "empty": ("questions.yaml", lambda _: "- {}\n"),
}


@pytest.mark.parametrize(("name", "line"), FLOODS.values(), ids=FLOODS)
def test_a_flood_of_flaws_is_told_in_moments(copy, name, line):
    path = copy / name
    text = path.read_text(encoding="utf-8") if name == "pack.yaml" else ""
    path.write_text(text + "".join(map(line, range(5_000))), encoding="utf-8")
    with moments():
        assert len(inspect_folder(copy).problems) >= 5_000
    path.write_text(text + "".join(map(line, range(50_000))), encoding="utf-8")
    with moments():
        assert "too-many-values" in {problem.code for problem in inspect_folder(copy).problems}


ACTING = r"\u001b]0;pwned\u0007 \u009b31m \u202e"


def test_keys_that_would_act_on_a_terminal_are_told_inertly(run, copy, tmp_path):
    path = copy / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f'"{ACTING}": 1\n', encoding="utf-8")
    (tmp_path / "rows.ndjson").write_text(f'{{"answers": {{"{ACTING}": 1}}}}\n')
    told = [
        run("check", copy).out,
        run("batch", tmp_path / "rows.ndjson", "--format", "csv").out,
        run("batch", tmp_path / "rows.ndjson").out,
    ]
    for written in told:
        assert not set("\x1b\x07\x9b\u202e") & set(written.decode())


def test_a_table_wider_than_any_spreadsheet_is_refused_in_moments(run, tmp_path):
    (tmp_path / "wide.csv").write_text("aim" + ",a" * 100_000 + "\nhear\n", encoding="utf-8")
    with moments():
        result = run("batch", tmp_path / "wide.csv")
    assert result.code == 2
    assert "wide.csv:1: there are 100001 columns; keep 16384 at most" in result.err


def test_a_file_name_that_no_system_has_is_told(run):
    assert run("evaluate", "a\0b").code == 2
    assert run("show", "1", "-o", "a\0b").code == 2


def test_a_header_of_thousands_of_strange_columns_is_read_in_moments(run, tmp_path):
    names = ",".join(f"accompagnement {number}" for number in range(3_000))
    same = ",same" * 10_000
    (tmp_path / "wide.csv").write_text(f"aim,{names}{same}\nhear\n", encoding="utf-8")
    with moments():
        run("batch", tmp_path / "wide.csv")
