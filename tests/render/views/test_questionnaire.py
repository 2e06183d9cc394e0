"""The questionnaire to fill elsewhere: what it offers is what we read back."""

import csv
import io
import json
import re

import pytest

from concertation_cli.inputs.forms import form_for
from concertation_cli.knowledge.answers import answer_keys, nested
from concertation_cli.text_safety import fold, typeset
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
DELIMITERS = {"fr": ";", "en": ","}


def headers(run, lang):
    result = run("questions", "--format", "csv", "--lang", lang)
    assert (result.code, result.err) == (0, "")
    text = result.out.decode("utf-8-sig")
    assert result.out.startswith(b"\xef\xbb\xbf")  # spreadsheets take it for UTF-8
    (row,) = csv.reader(io.StringIO(text), delimiter=DELIMITERS[lang])
    return row


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_empty_situation_file_answers_nothing_and_reads_back(run, tmp_path, lang):
    path = tmp_path / "situation.yaml"
    written = run("questions", "--format", "yaml", "--lang", lang, "--output", path)
    assert (written.code, written.out) == (0, b"")
    found = json.loads(run("recommend", path, "--json").out)
    assert found["situation"] == {"title": "", "notes": "", "answers": {}, "answer_notes": {}}
    assert found["verdict"]["kind"] == "undetermined"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_of_the_empty_situation_file_is_wider_than_100_columns(run, lang):
    told = run("questions", "--format", "yaml", "--lang", lang).out.decode()
    assert max(map(len, told.splitlines())) < 100


def asked(pack, *, forms):
    """Return the questions to fill elsewhere; forms ask for the conditions marked for them."""
    found = []
    for question in pack.questions:
        if question.id == "conditions" and forms:
            rows = tuple(row for row in question.options if row.in_forms)
            found.append(question._replace(options=rows))
        elif question.id == "portrait":  # "none of these" is told by a last line
            told = tuple(option for option in question.options if option.id != "none")
            found.append(question._replace(options=told))
        elif question.theme != "deciding":
            found.append(question)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_that_the_file_offers_may_be_written_where_it_stands(
    run, pack, tmp_path, lang
):
    empty = run("questions", "--format", "yaml", "--lang", lang).out.decode()
    path = tmp_path / "situation.yaml"
    for question in asked(pack, forms=False):
        choices = question.holders or question.options
        for choice in choices:
            assert f"#   {choice.id}: {choice.label[lang]}" in empty
        for key in answer_keys(question):
            name = key.rpartition(".")[2]
            indent = key.count(".") * 2 + 2  # a role and an option may bear the same name
            several = " []" if question.kind == "choose-many" else ""
            line = re.compile(rf"^( {{{indent}}}{name}:){re.escape(several)}$", re.MULTILINE)
            assert len(line.findall(empty)) == 1
            written = f"[{choices[-1].id}]" if several else choices[-1].id
            path.write_text(line.sub(rf"\1 {written}", empty), "utf-8")
            answers = json.loads(run("recommend", path, "--json").out)["situation"]["answers"]
            told = answers[question.id]
            told = told.get(name) if isinstance(told, dict) else told
            assert told in (choices[-1].id, [choices[-1].id])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["yaml", "csv", "markdown"])
def test_deciding_questions_come_only_with_a_close_verdict(run, pack, lang, form):
    told = run("questions", "--format", form, "--lang", lang).out.decode()
    deciding = [question for question in pack.questions if question.theme == "deciding"]
    assert len(deciding) == len(pack.deciding) > 0
    for question in deciding:
        assert question.text[lang] not in told
        assert f"{question.id}:" not in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["yaml", "csv", "markdown"])
def test_portraits_stand_in_the_order_of_their_labels_and_last_lines_after_them(
    run, pack, lang, form
):
    told = run("questions", "--format", form, "--lang", lang).out.decode()
    told = told[told.index(pack.question("portrait").text[lang].split("?")[0]) :]
    labels = sorted((model.portrait.label[lang] for model in pack.models), key=fold)
    assert labels != [model.portrait.label[lang] for model in pack.models]
    labels += [line.label[lang] for line in pack.last_lines]
    places = [told.index(typeset(label, lang)) for label in labels]
    assert places == sorted(places)
    assert pack.recognition.nothing[lang] not in told  # a last line says it better


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_says_of_each_grid_what_to_write_on_its_rows(run, pack, lang):
    told = run("questions", "--format", "yaml", "--lang", lang).out.decode()
    words = Words(lang)
    for grid, key in (("conditions", "sheet.conditions"), ("roles", "sheet.grid")):
        asks = f"# {typeset(pack.question(grid).text[lang], lang)}\n  # {words(key)}\n"
        assert asks in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_the_sheet_to_print_says_how_to_rank_two_descriptions_where_boxes_have_no_order(
    run, lang, form
):
    page = run("questions", "--format", form, "--lang", lang).out.decode()
    assert page.count(Words(lang)("sheet.ordered")) == 1
    assert Words(lang)("question.ordered") not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_header_of_the_form_is_read_back_as_its_own_question(run, pack, lang):
    read = form_for(pack, Words(lang))
    columns = [read.column(header) for header in headers(run, lang)]
    assert [column.part for column in columns[:2]] == ["title", "notes"]
    keys = [key for question in asked(pack, forms=True) for key in answer_keys(question)]
    assert [column.key for column in columns[2:]] == keys


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_header_names_every_label_that_its_cells_may_hold(run, pack, lang):
    told = iter(headers(run, lang)[2:])
    for question in asked(pack, forms=True):
        for _ in answer_keys(question):
            header = next(told)
            for choice in question.holders or question.options:
                assert choice.label[lang] in header
            if question.maximum and question.id != "portrait":  # a form takes the best one
                assert str(question.maximum) in header
    assert next(told, None) is None


def test_a_form_asks_for_few_conditions_and_a_file_for_all(run, pack):
    rows = pack.question("conditions").options
    marked = [row for row in rows if row.in_forms]
    assert 0 < len(marked) < len(rows)
    header = " ".join(headers(run, "fr"))
    file = run("questions", "--format", "yaml", "--lang", "fr").out.decode()
    for row in rows:
        assert (f"[{row.label['fr']}]" in header) == row.in_forms
        assert f"\n    {row.id}:\n" in file


def test_a_form_filled_with_labels_is_advised_on_as_the_same_situation_file(run, pack, tmp_path):
    given = {
        "aim": ("take-part",),
        "gap": ("means",),
        "participants": ("organisations", "funders"),
        "form": ("agreement",),
        "portrait": ("entente-multipartite", "existing-table"),
        "conditions.need-confirmed": ("under-way",),
        "roles.fiduciary": ("us",),
        "cautions": ("turf", "turnover"),
    }
    cells = ["Un fonds", ""]
    for question in asked(pack, forms=True):
        choices = {c.id: c.label["fr"] for c in question.holders or question.options}
        told = (given.get(key, ()) for key in answer_keys(question))
        cells += ["; ".join(choices[option] for option in answer) for answer in told]
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerows([headers(run, "fr"), cells])
    result = run("batch", "-", "--json", stdin=table.getvalue())
    assert result.code == 0
    (line,) = result.out.decode().splitlines()
    saved = tmp_path / "situation.json"
    saved.write_text(json.dumps({"answers": nested(given, pack.questions)}), "utf-8")
    alone = json.loads(run("recommend", saved, "--json").out)
    row = json.loads(line)
    assert row["verdict"] == alone["verdict"]["kind"] == "recommended"
    assert (row["trust"], row["doubt"]) == ("consistent", "existing-table")
    assert row["scores"] == {s["model"]: s["score"] for s in alone["ranking"]}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_the_sheet_to_print_has_a_box_for_every_answer(run, pack, lang, format_):
    page = run("questions", "--format", format_, "--lang", lang).out.decode()
    boxes = page.count("\u2610")
    rows = sum(
        len(question.options) * (len(question.holders) + 1)
        if question.kind == "grid"
        else len(question.options) + 1
        for question in asked(pack, forms=True)
    )
    assert boxes == rows
    other = {"fr": "en", "en": "fr"}[lang]
    for question in pack.questions:
        assert question.text[other] not in page
