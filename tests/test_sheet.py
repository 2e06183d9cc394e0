"""The questionnaire to fill elsewhere: what it offers is what we read back."""

import csv
import io
import json
import re

import pytest

from concertation_cli.batch import form_for
from concertation_cli.knowledge.situation import answer_keys
from concertation_cli.render.phrases import Phrases
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
    assert found["situation"] == {"title": "", "notes": "", "answers": {}}
    assert found["verdict"]["kind"] == "undetermined"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_that_the_file_offers_may_be_written_where_it_stands(
    run, pack, tmp_path, lang
):
    empty = run("questions", "--format", "yaml", "--lang", lang).out.decode()
    path = tmp_path / "situation.yaml"
    for question in pack.questions:
        choices = question.holders or question.options
        for choice in choices:
            assert f"#   {choice.id}: {choice.label[lang]}" in empty
        for key in answer_keys(question):
            name = key.rpartition(".")[2]
            several = " []" if question.kind == "choose-many" else ""
            line = re.compile(rf"^( +{name}:){re.escape(several)}$", re.MULTILINE)
            assert len(line.findall(empty)) == 1
            written = f"[{choices[-1].id}]" if several else choices[-1].id
            path.write_text(line.sub(rf"\1 {written}", empty), "utf-8")
            answers = json.loads(run("recommend", path, "--json").out)["situation"]["answers"]
            told = answers[question.id]
            told = told.get(name) if isinstance(told, dict) else told
            assert told in (choices[-1].id, [choices[-1].id])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_header_of_the_form_is_read_back_as_its_own_question(run, pack, lang):
    read = form_for(Phrases(pack, Words(lang)))
    columns = [read.column(header) for header in headers(run, lang)]
    assert [column.part for column in columns[:2]] == ["title", "notes"]
    keys = [key for question in pack.questions for key in answer_keys(question)]
    assert [column.key for column in columns[2:]] == keys


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_header_names_every_label_that_its_cells_may_hold(run, pack, lang):
    told = iter(headers(run, lang)[2:])
    for question in pack.questions:
        for _ in answer_keys(question):
            header = next(told)
            for choice in question.holders or question.options:
                assert choice.label[lang] in header
            if question.maximum:
                assert str(question.maximum) in header


def test_a_form_filled_with_labels_is_advised_on_as_the_same_situation_file(run, pack, tmp_path):
    case = next(c for c in pack.cases if c.origin == "ours" and c.expected)
    cells = [case.name["fr"], ""]
    for question in pack.questions:
        for key in answer_keys(question):
            chosen = case.situation.answers.get(key, ())
            choices = question.holders or question.options
            cells.append("; ".join(c.label["fr"] for c in choices if c.id in chosen))
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerows([headers(run, "fr"), cells])
    result = run("batch", "-", "--json", stdin=table.getvalue())
    assert result.code == 0
    (line,) = result.out.decode().splitlines()
    saved = tmp_path / "situation.json"
    answers = {key: list(value) for key, value in case.situation.answers.items() if "." not in key}
    roles = {k.partition(".")[2]: v[0] for k, v in case.situation.answers.items() if "." in k}
    if roles:
        answers[pack.grid().id] = roles
    saved.write_text(json.dumps({"answers": answers}), "utf-8")
    alone = json.loads(run("recommend", saved, "--json").out)
    row = json.loads(line)
    assert row["verdict"] == alone["verdict"]["kind"]
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
        for question in pack.questions
    )
    assert boxes == rows
    other = {"fr": "en", "en": "fr"}[lang]
    for question in pack.questions:
        assert question.text[other] not in page
