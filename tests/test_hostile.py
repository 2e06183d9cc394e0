"""Hostile input: whatever a file holds, it is read or refused in moments, and told inertly."""

import contextlib
import signal
import time

import pytest

from concertation_cli.knowledge.cleaning import clean, fold

MIB = 1 << 20


class TooLongError(BaseException):
    """Raised in what takes too long, so that a red test is red within moments too."""


@contextlib.contextmanager
def moments(seconds=2.0):
    """Hold what is done to so much processor time, whatever the load of the machine."""

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
    with moments(2):
        assert run("batch", tmp_path / "cell.csv").code == 2
        assert run("batch", tmp_path / "header.csv").code == 0
