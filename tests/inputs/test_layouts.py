"""Tables as tools really export them are read as they were answered, or told."""

import csv
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.documents import read, table_after
from tests.support.layouts import LAYOUTS, Style, draw_answers
from tests.support.paths import DATA, TOY

from concertation_cli.engine.answering import admissible
from concertation_cli.inputs import table_reader
from concertation_cli.inputs.forms import form_for
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.words import Words

NEEDS_LABELS = {"surveymonkey", "framaforms"}
"""Layouts whose cells repeat what stands in the header: these tools have no ids."""


def rows_of(pack, lines, folder, delimiter=","):
    """Return the rows read of a table of cells, and what was told of it."""
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows(lines)
    path = folder / "table.csv"
    path.write_text(held.getvalue(), encoding="utf-8")
    told = []
    with table_reader.opened(str(path)) as text:
        form = form_for(pack, Words("fr"))
        table = table_reader.open_table(text, form, pack.questions, told.append)
        return list(table.rows), told, table.layout


def people_of(pack, seed, count=6):
    draw = random.Random(seed)
    asked = [question for question in pack.questions if question.theme != "recognition"]
    return asked, [draw_answers(draw, asked, admissible) for _ in range(count)]


def in_order(pack, answers):
    order = {q.id: [o.id for o in q.options] for q in pack.questions}
    return {
        key: tuple(sorted(answer, key=order.get(key, list(answer)).index))
        for key, answer in answers.items()
    }


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_of_each_layout_is_read_as_it_was_answered(pack, tmp_path, layout, lang):
    asked, people = people_of(pack, 1)
    lines = LAYOUTS[layout](asked, people, Style(lang))
    rows, told, found = rows_of(pack, lines, tmp_path)
    assert [row.problems for row in rows] == [()] * len(people)
    assert [in_order(pack, row.situation.answers) for row in rows] == people
    assert found.after == len(lines) - len(people)
    assert {problem.code for problem in told} <= {"columns-passed"}


STYLES = st.builds(
    lambda separator, ticks, unknown, ids, means: Style(
        "fr", ids, separator, *ticks, means and not ids, unknown
    ),
    st.sampled_from([", ", ",", ";", "; ", " | ", "\n"]),
    st.sampled_from([("1", "0"), ("✓", ""), ("VRAI", "FAUX"), ("x", ""), ("Oui", "Non"),
                     ("1.0", "0.0"), ("checked", "unchecked"), ("", "")]),
    st.sampled_from(["", "Je ne sais pas", "N/A", "Je ne sais pas / I don't know"]),
    st.booleans(),
    st.booleans(),
)  # fmt: skip


@settings(max_examples=60)
@given(
    st.tuples(
        st.sampled_from(sorted(LAYOUTS)), st.integers(0, 2**32), STYLES, st.sampled_from(",;\t")
    )
)
def test_what_is_read_is_what_was_answered_or_the_row_is_told(tmp_path_factory, both, drawn):
    layout, seed, style, delimiter = drawn
    pack = both[seed % 2]
    asked, people = people_of(pack, seed, 3)
    style = style._replace(ids=style.ids and layout not in NEEDS_LABELS)
    lines = LAYOUTS[layout](asked, people, style)
    rows, _, _ = rows_of(pack, lines, tmp_path_factory.mktemp("t"), delimiter)
    assert len(rows) == len(people)
    for row, answers in zip(rows, people, strict=True):
        assert row.problems or in_order(pack, row.situation.answers) == answers


@pytest.fixture(scope="module")
def both():
    """Return the shipped pack and the toy one."""
    return load_folder(DATA), load_folder(TOY)


@pytest.mark.parametrize("page", ["docs/tables.md", "docs/tables.fr.md"])
def test_the_page_on_tables_tells_every_layout_that_is_tried(page):
    told = {row[0].split()[0].lower() for row in table_after(read(page), "tool" if page ==
            "docs/tables.md" else "outil")}  # fmt: skip
    assert {name.removesuffix("toolbox") for name in told} == set(LAYOUTS)
