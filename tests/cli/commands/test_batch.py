"""Many situations at once: the verdict of `recommend`, row by row, whatever the rows."""

import contextlib
import csv
import io
import json
import os
import pty
import random
import re
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.processes import KEPT, writing
from tests.support.small_packs import answers_to, condition, invented_packs, portrayed, small_pack

from concertation_cli.cli.batch_run import Options, run_batch
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.tally import Tally
from concertation_cli.errors import OutputError
from concertation_cli.inputs import table_reader
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.table_reader import distinct, sanitize_cell
from concertation_cli.inputs.table_writer import escape_formula
from concertation_cli.output import replacing
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.progress import progress_terminal
from concertation_cli.words import Words

OURS = ["line", "verdict", "recommended", "models", "not_yet", "trust", "doubt", "lead", "scores",
        "error"]  # fmt: skip


@pytest.fixture
def batch(run, toy_folder):
    """Return a function that runs `batch` on text given to standard input, about the toy pack."""

    def batch(text, *argv, **options):
        return run("batch", "-", "--data", toy_folder, *argv, stdin=text, **options)

    return batch


@pytest.fixture
def rows(batch):
    """Return a function that gives the rows of a batch, as objects."""

    def rows(text, *argv, code=0):
        result = batch(text, "--json", *argv)
        assert result.code == code, result.err
        return [json.loads(line) for line in result.out.decode().splitlines()]

    return rows


def records(out, delimiter=","):
    """Return the rows of a CSV as mappings."""
    text = out.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


# -- the same verdict --------------------------------------------------------------------


def in_short(pack, answers):
    """Return what a row says of answers, told by `recommend`."""
    result = recommend(pack, answers)
    verdict, ranking = result.verdict, result.ranking
    scores = {standing.model: standing.score.total for standing in ranking}
    firm = verdict.kind in {Kind.RECOMMENDED, Kind.NOT_READY}
    return (
        verdict.kind,
        verdict.models[0] if firm else None,
        verdict.models,
        ranking[0].score.total - ranking[1].score.total if len(ranking) > 1 else None,
        tuple(scores[model.id] for model in pack.models) if ranking else (),
        verdict.not_yet,
        verdict.trust,
        verdict.doubt,
    )


def of_a_row(brief):
    """Return what a row says of a verdict: all but what decided it."""
    return tuple(brief)[:8]


def test_the_verdict_on_every_case_is_that_of_recommend(pack):
    tally = Tally(pack)
    for case in pack.cases:
        for coding in case.codings:
            for answers in (coding, {**case.from_model, **coding}):
                assert of_a_row(tally.verdict(answers)) == in_short(pack, answers), case.id


@settings(max_examples=100)
@given(st.data())
def test_the_verdict_on_any_answers_is_that_of_recommend(pack, data):
    answers = data.draw(answers_to(pack))
    assert of_a_row(Tally(pack).verdict(answers)) == in_short(pack, answers)


@settings(max_examples=60)
@given(invented_packs(), st.data())
def test_the_verdict_in_any_pack_is_that_of_recommend(invented, data):
    tally = Tally(invented)
    for _ in range(3):  # the same tally, which remembers
        answers = data.draw(answers_to(invented))
        assert of_a_row(tally.verdict(answers)) == in_short(invented, answers)


def test_each_kind_of_verdict_and_each_word_of_trust_is_met():
    pack = small_pack(
        north={"lack.a": 9, "field.a": 9},
        south={"lack.b": 9, "field.b": 9, "fruit.a": 3},
        conditions={"north": [condition("posts.host", 1)]},
    )
    pack = portrayed(pack)
    tally = Tally(pack)
    firm = {"door": ("yes",), "lack": ("a",), "field": ("a",)}
    for answers, kind, trust in (
        (firm, "recommended", "to-confirm"),
        ({**firm, "portrait": ("north",)}, "recommended", "consistent"),
        ({**firm, "portrait": ("south", "table")}, "close", "divided"),
        ({**firm, "portrait": ("south",), "which": ("north",)}, "recommended", "to-confirm"),
        ({**firm, "portrait": ("otherwise",)}, "close", None),
        ({**firm, "portrait": ("table",)}, "not-a-concertation", None),
        ({**firm, "posts.host": ("nobody",)}, "not-ready", "to-confirm"),
        ({**firm, "door": ("no",)}, "not-a-concertation", None),
        ({"fruit": ("a",)}, "undetermined", None),
        ({"lack": ("a", "b")}, "close", "divided"),
        ({"lack": ("a",), "field": ("b",), "fruit": ("a",)}, "close", "divided"),
        ({"lack": ("c",)}, "undetermined", None),
        ({"portrait": ("south",)}, "recommended", "to-confirm"),
        ({}, "undetermined", None),
    ):
        found = tally.verdict(answers)
        assert (found.kind, found.trust) == (kind, trust), answers
        assert of_a_row(tally.verdict(answers)) == in_short(pack, answers)


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_a_lead_is_close_under_the_limit_alone_and_a_tie_always(limit):
    pack = small_pack(
        lead=limit, north={"lack.a": 9, "fruit.a": 1, "fruit.b": 2}, south={"lack.a": 9}
    )
    tally = Tally(pack)
    for fruit in ((), ("a",), ("b",), ("a", "b")):
        answers = {"lack": ("a",)} | ({"fruit": fruit} if fruit else {})
        assert of_a_row(tally.verdict(answers)) == in_short(pack, answers)


def test_not_yet_conditions_are_in_the_order_of_the_model():
    needs = [condition("posts.host", 2), condition("conditions.room", 1)]
    pack = small_pack(north={"lack.a": 9}, conditions={"north": needs})
    answers = {"lack": ("a",), "conditions.room": ("not-yet",), "posts.host": ("nobody",)}
    found = Tally(pack).verdict(answers)
    assert (found.kind, found.not_yet) == ("not-ready", ("posts-host-2", "conditions-room-1"))
    assert of_a_row(found) == in_short(pack, answers)


def test_full_rows_hold_what_recommend_prints(run, tmp_path):
    answers = {
        "aim": "take-part",
        "gap": "means",
        "portrait": ["entente-multipartite", "existing-table"],
        "conditions": {"will-to-pool": "under-way"},
        "roles": {"fiduciary": "nobody"},
    }
    situation = {"title": "Été [b]", "notes": "a\nb", "answers": answers}
    path = tmp_path / "s.json"
    path.write_text(json.dumps(situation), encoding="utf-8")
    alone = json.loads(run("recommend", path, "--json").out)
    result = run("batch", "-", "--full", stdin=json.dumps(situation) + "\n")
    (row,) = [json.loads(line) for line in result.out.splitlines()]
    assert row["recommendation"] == alone
    assert list(row) == ["title", "notes", *OURS, "recommendation"]
    flat = {"title": "Été [b]", "notes": "a\nb", "gap": "means", "aim": "take-part",
            "portrait": ["entente-multipartite", "existing-table"],
            "conditions.will-to-pool": "En cours",
            "roles.fiduciary": "Personne encore"}  # fmt: skip
    (row,) = run("batch", "-", "--full", stdin=json.dumps(flat)).out.splitlines()
    assert json.loads(row)["recommendation"] == alone
    names = ",".join(flat)
    cells = (
        'Été [b],"a\nb",Des moyens mis en commun,Prendre part au travail,'
        "entente-multipartite;Une table existante suffit,Under way,nobody"
    )
    (row,) = run("batch", "-", "--full", stdin=f"{names}\n{cells}\n").out.splitlines()
    assert json.loads(row)["recommendation"] == alone


# -- what a row says ---------------------------------------------------------------------

TABLE = """Horodateur,Nom,aim,Que manque-t-il?,Where do things stand?,Hôte
2026-11-01,Zoé,Prendre part,Des liens,It has begun,Nous
2026-11-02,Léo,share,"Ties;Proof",,Je ne sais pas

2026-11-03,Ana,Écouter,,,
"""


def test_each_row_tells_its_line_and_verdict_after_what_passes_through(rows, toy):
    first, second, third = rows(TABLE)
    assert list(first) == ["Horodateur", "Nom", *OURS]
    assert (first["Nom"], first["line"], first["error"]) == ("Zoé", 2, None)
    told = in_short(toy, {"aim": ("share",), "lack": ("ties",), "state": ("begun",),
                          "roles.host": ("us",)})  # fmt: skip
    assert first["verdict"] == told[0]
    assert list(first["scores"].items()) == list(
        zip([m.id for m in toy.models], told[4], strict=True)
    )
    assert (first["recommended"], first["lead"]) == (told[1], told[3])
    assert first["models"] == list(told[2])
    assert second["line"] == 3
    assert third["line"] == 5
    assert (third["verdict"], third["scores"], third["lead"]) == ("not-a-concertation", {}, None)


def test_csv_in_gives_csv_out_with_a_column_by_score(batch, toy):
    result = batch(TABLE)
    assert result.code == 0
    first, _, third = records(result.out)
    scores = [f"score.{model.id}" for model in toy.models]
    assert list(first) == [
        "Horodateur", "Nom", "line", "verdict", "recommended", "models", "not_yet", "trust",
        "doubt", "lead", *scores, "error",
    ]  # fmt: skip
    assert {third[score] for score in scores} == {""}
    as_json = [json.loads(line) for line in batch(TABLE, "--json").out.splitlines()]
    assert [int(first[score]) for score in scores] == list(as_json[0]["scores"].values())
    assert first["models"] == ";".join(as_json[0]["models"])


def test_ndjson_in_gives_ndjson_out_and_csv_when_asked(batch):
    lines = '{"lack":"ties","who":{"x":[1]},"n":2}\n{"lack":["Proof"],"late":"=1+1"}\n'
    told = [json.loads(line) for line in batch(lines).out.splitlines()]
    assert [list(row)[:2] for row in told] == [["who", "n"], ["late", "line"]]
    first, second = records(batch(lines, "--format", "csv").out)
    assert (first["who"], first["n"], first["others"]) == ('{"x": [1]}', "2", "")
    assert json.loads(second["others"]) == {"late": "=1+1"}
    assert batch(lines, "--format", "json").out == batch(lines, "--json").out


def test_extra_columns_are_left_out_when_asked(rows, batch):
    assert list(rows(TABLE, "--drop-extra")[0]) == OURS
    assert next(csv.reader(io.StringIO(batch(TABLE, "--drop-extra").out.decode())))[0] == "line"


def test_columns_with_our_names_or_the_same_name_lose_nothing(rows, batch):
    text = "line,lack,verdict,Nom,Nom,,verdict_input\n9,Ties,v,a,b,c,w\n"
    (row,) = rows(text)
    assert list(row)[:6] == ["line_input", "verdict_input", "Nom", "Nom_2", "column_6",
                             "verdict_input_2"]  # fmt: skip
    assert [row[name] for name in list(row)[:6]] == ["9", "v", "a", "b", "c", "w"]
    (record,) = records(batch(text).out)
    assert list(record)[:6] == list(row)[:6]
    assert (row["line"], record["line"]) == (2, "2")


def test_a_result_given_again_keeps_its_scores_apart_from_the_new_ones(batch, toy):
    model = toy.models[0].id
    table = f"lack,score.{model}\nTies,old\n"
    header = next(csv.reader(io.StringIO(batch(table).out.decode())))
    assert len(header) == len(set(header))
    (record,) = records(batch(table).out)
    assert record[f"score.{model}_input"] == "old"
    assert int(record[f"score.{model}"]) >= 0
    lines = '{"lack":"ties","a":1}\n{"lack":"ties","score.x":2}\n{"lack":"ties","a":3}\n'
    told = [json.loads(line) for line in batch(lines).out.splitlines()]
    assert [next(iter(row)) for row in told] == ["a", "score.x_input", "a"]


def test_title_and_notes_pass_through_too(rows):
    (row,) = rows('Titre,lack,notes\nFête,Ties,"a\nb"\n')
    assert (row["Titre"], row["notes"]) == ("Fête", "a\nb")


def test_columns_that_are_no_question_are_named_once_with_the_near_ones(batch):
    result = batch("Nom,What is laking?,state\na,b,begun\nc,d,begun\n")
    assert result.code == 0
    near, others, count = result.err.splitlines()
    assert near == (
        "concertation: <stdin>:1: the column \u201cWhat is laking?\u201d is no question "
        "(did you mean \u201cWhat is lacking?\u201d?)."
    )
    assert others == (
        "concertation: <stdin>:1: what is not a question is passed through as it is: "
        "Nom, What is laking?."
    )
    assert count == "2 rows read."
    result = batch('{"lack":"ties","zzz":1}\n' * 3)
    assert result.err.count("zzz") == 1


def test_columns_without_a_header_are_named_when_they_hold_something(batch):
    table = "lack,,Nom,,\nTies,,a, ,\nTies,,b,Proof,x\nTies,y,c,Proof,x\n"
    result = batch(table)
    assert result.code == 0
    told = [line for line in result.err.splitlines() if "no header" in line]
    assert [line.partition(": what")[0] for line in told] == [
        "concertation: <stdin>:3: no header above column_4, column_5",
        "concertation: <stdin>:4: no header above column_2",
    ]
    assert list(records(result.out)[0])[:4] == ["column_2", "Nom", "column_4", "column_5"]
    assert "no header" not in batch("lack,,\nTies,,\n").err


def test_a_column_of_names_or_of_results_is_no_misspelt_question(run, pack):
    asked = pack.questions[1]
    table = f"Participant,Score,{asked.id}\na,5 / 10,{asked.options[0].id}\n"
    result = run("batch", "-", stdin=table)
    assert result.code == 0
    assert "did you mean" not in result.err


def test_a_column_asked_for_by_a_short_name_is_not_taken_for_one_little_like_it(run, toy_folder):
    table = "Date,lack\na,Ties\nb,Ties\n"
    for asked, near in (("Mate", True), ("Nate", True), ("Dame", True), ("Nature", False)):
        result = run("workshop", "-", "--names", "--by", asked, "--data", toy_folder, stdin=table)
        assert result.code == 2
        assert ("did you mean" in result.err) == near, result.err


def test_a_row_says_how_far_to_trust_it_and_what_is_doubted(rows, batch):
    table = (
        "lack,portrait,talk-or-pay\n"
        "Ties,a,\n"
        "Ties,a;table-there,\n"
        "Ties,b,\n"
        "Ties,b,Meet\n"
        "Ties,otherwise,\n"
        "Ties,alone,\n"
        "Ties,,\n"
    )
    told = rows(table)
    found = [(row["verdict"], row["models"], row["trust"], row["doubt"]) for row in told]
    assert found == [
        ("recommended", ["a"], "consistent", None),
        ("recommended", ["a"], "consistent", "table-there"),
        ("close", ["b", "a"], "divided", None),
        ("recommended", ["a"], "to-confirm", None),
        ("close", ["a", "b"], None, None),
        ("not-a-concertation", [], None, None),
        ("recommended", ["a"], "to-confirm", None),
    ]
    as_csv = [(row["trust"], row["doubt"]) for row in records(batch(table).out)]
    assert as_csv == [(row["trust"] or "", row["doubt"] or "") for row in told]


# -- how tables are written --------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "delimiter"), [("sep=;", ";"), ('"sep=|"', "|"), ("SEP=\t", "\t"), ("sep=,", ",")]
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_delimiter_that_the_first_line_gives_is_obeyed(batch, first, delimiter, mark):
    cells = (("Nom; et, titre", "lack"), ("a", "Tise"), ("b", "Ties"))
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(cells)
    result = batch(f"{mark}{first}\r\n{out.getvalue()}")
    bad, good = records(result.out, delimiter)
    assert (bad["Nom; et, titre"], bad["line"]) == ("a", "3")
    assert bad["error"].startswith("<stdin>:3: lack")
    assert (good["error"], good["line"]) == ("", "4")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends_of_spreadsheets_are_read(
    batch, delimiter, encoding, ending
):
    cells = [["Nom", "Que manque-t-il?", "Hôte", "Note"],
             ["É, ü; z", "Des liens;Une preuve", "Nous", "a\nb"],
             ["x", "", "Personne", ""]]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(
        cells
    )
    result = batch(out.getvalue().encode(encoding))
    assert result.code == 0, result.err
    marked = encoding != "utf-8"
    assert result.out.startswith("\ufeff".encode()) == marked
    first, second = records(result.out, delimiter)
    assert (first["Nom"], first["Note"]) == ("É, ü; z", "a\nb")
    assert (first["line"], second["line"]) == ("2", "4")
    assert first["verdict"] != "undetermined"


def test_a_record_on_several_lines_has_the_number_of_its_first(rows):
    text = '"What is\nlacking?",Nom\n"Ties",a\n\nTies,"b\nc\nd"\nTies,e\n'
    assert [row["line"] for row in rows(text)] == [3, 5, 8]


def test_the_delimiter_is_the_one_under_which_questions_are_found(rows):
    text = "Nom, prénom et titre, en entier;lack\na;Ties\n"
    (row,) = rows(text)
    assert row["Nom, prénom et titre, en entier"] == "a"


def test_windows_1252_is_refused_and_never_garbled(batch):
    for table in ("Prénom,lack\nA,Ties\n", "Nom,lack\nA,Ties\nZoé,Ties\n"):
        result = batch(table.encode("cp1252"))
        assert result.code == 2
        line = 1 if table.startswith("Prénom") else 3
        assert f"<stdin>:{line}: not UTF-8 text; save the file as UTF-8" in result.err
        assert b"Zo" not in result.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty file; it needs a line of headers"),
        ("\n \n", "empty file"),
        ("Nom,Courriel\na,b\n", "<stdin>:1: no column is a question"),
        ('lack,"Nom\nTies,a\n', "unreadable CSV"),
        ("x" * (table_reader.MAX_LINE + 5), "<stdin>:1: line too long"),
        (b"\x00\x00\x00", "<stdin>:1: not UTF-8 text; save the file as UTF-8"),
        ("lack\nTies\n".encode("utf-16-le"), "<stdin>:1: not UTF-8 text; save the file as UTF-8"),
        ("\r\nlack\r\nTies".encode("utf-16-be"), "<stdin>:1: not UTF-8 text"),
        ('{"lack":"ties"}\n'.encode("utf-16-le"), "<stdin>:1: not UTF-8 text"),
        ('[{"lack":"ties"},\n{"lack":"proof"}]', "<stdin>: this is a JSON array"),
        ('\n[\n  {"lack":"ties"}\n]\n', "gives.\n"),
        ('{\n  "lack": "ties"\n}\n', "<stdin>: this JSON object takes several lines"),
        ('{"lack":\n\n "ties"}\n', "\u201cjq -c .\u201d gives."),
        ('lack,"' + "x" * 200_000, "<stdin>:1: cell too long"),
        ('lack,"' + "x\n" * 100_000, "<stdin>:1: a cell runs to line 65537, over 131072"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_before_anything_is_written(batch, text, words):
    result = batch(text)
    assert (result.code, result.out) == (2, b"")
    assert words in result.err


@pytest.mark.parametrize(
    ("name", "words"), [("absent.csv", "no such file"), (".", "this is a folder")]
)
def test_a_file_that_cannot_be_opened_is_told(run, tmp_path, name, words):
    result = run("batch", tmp_path / name)
    assert (result.code, result.out) == (2, b"")
    assert words in result.err


def test_a_header_alone_gives_no_rows(batch):
    result = batch("lack,Nom\n")
    assert (result.code, records(result.out)) == (0, [])
    assert result.out.startswith(b"Nom,line,verdict")
    assert result.err.endswith("0 rows read.\n")


# -- bad rows ----------------------------------------------------------------------------

BAD = 'Nom,lack,state\na,Tise,begun\nb,Ties,"begun\nc,Proof,begun\n'


def test_a_bad_row_is_told_with_its_line_and_the_others_go_on(batch):
    result = batch("Nom,lack\na,Tise\nb,Ties\nc,Ties,Proof\nd,Ties;Proof;Money\n", "--json")
    assert result.code == 2
    told = [json.loads(line) for line in result.out.splitlines()]
    assert [row["line"] for row in told] == [2, 3, 4, 5]
    assert [row["Nom"] for row in told] == list("abcd")
    assert told[0] == {
        "Nom": "a", "line": 2, "verdict": None, "recommended": None, "models": [], "not_yet": [],
        "trust": None, "doubt": None, "lead": None, "scores": {},
        "error": "<stdin>:2: lack: unknown option \u201cTise\u201d (did you mean "
        "\u201cTies\u201d?). One of: Ties (ties), Proof (proof), Money (money).",
    }  # fmt: skip
    assert told[1]["error"] is None
    assert told[2]["error"].startswith("<stdin>:4: 3 cells, and the header has 2;")
    assert told[3]["error"].startswith("<stdin>:5: lack: 3 options given")
    assert result.err.endswith(
        "4 rows read.\n3 rows in error: see their \u201cerror\u201d column.\n"
    )


def test_errors_are_in_the_language_asked_for(batch):
    result = batch("lack\nTise\n", "--lang", "fr")
    assert "réponse inconnue «\u00a0Tise\u00a0»" in records(result.out)[0]["error"]
    assert "1 ligne en erreur\u00a0:" in result.err


def test_an_open_quote_is_one_bad_row_and_hides_no_answer(batch):
    result = batch('Nom,lack\na,"Ties\nb,Proof\n', "--json")
    assert result.code == 2
    (row,) = [json.loads(line) for line in result.out.splitlines()]
    assert row["error"] == (
        "<stdin>:2: unreadable CSV: a quote is opened and not closed, and all that follows, "
        "to line 3, the last one, went into the same cell; close it."
    )
    assert (row["Nom"], row["line"]) == ("a", 2)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x" * 140_000, "cell too long (131072 characters at most); shorten it."),
        ('"' + "x" * 140_000 + '"', "cell too long (131072 characters at most); shorten it."),
        ('"' + "x\n" * 70_000 + '"', "a cell runs to line 65538, over 131072 characters"),
        ('"a" b', "unreadable CSV: text follows a closing quote"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_keeps_what_comes_before(batch, cell, words):
    result = batch(
        f'Nom,"Adresse, complète",lack,Mémo,Fin\nZoé,"1, rue A",Ties,{cell},z\n', "--json"
    )
    assert result.code == 2
    row = json.loads(result.out.splitlines()[0])
    assert row["error"].startswith(f"<stdin>:2: {words}")
    assert (row["Nom"], row["Adresse, complète"], row["Fin"]) == ("Zoé", "1, rue A", "")
    assert row["scores"] == {}


def test_the_first_line_of_json_may_be_the_bad_one(batch):
    result = batch('{"lack":"ties"\n\n{"lack":"ties"}\n')
    assert result.code == 2
    bad, good = [json.loads(line) for line in result.out.splitlines()]
    assert "not valid JSON" in bad["error"]
    assert (good["error"], good["line"]) == (None, 3)


def test_strict_stops_at_the_first_bad_row_and_keeps_what_was_written(batch):
    result = batch("Nom,lack\na,Ties\nb,Tise\nc,Ties\n", "--json", "--strict")
    assert result.code == 2
    told = [json.loads(line) for line in result.out.splitlines()]
    assert [bool(row["error"]) for row in told] == [False, True]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not valid JSON"),
        ("[]", "a JSON object is needed"),
        ("3", "a JSON object is needed"),
        ('{"zzz": 1}', "no key is a question"),
        ('{"lack": 3}', "lack: the id of an option is needed"),
        ('{"lack": "Tise"}', "lack: unknown option"),
        ('{"lack": "ties", "lack": "proof"}', "given twice"),
        ('{"lack": "ties", "What is lacking?": "proof"}', "do not say the same"),
        ('{"answers": {"lakc": "ties"}}', "answers.lakc: unknown question"),
        ('{"answers": {"roles": {"host": "them"}}}', "answers.roles.host: unknown option"),
        ('{"lack": NaN}', "not an allowed number"),
        ('{"lack": ' + "[" * 90 + "]" * 90 + "}", "bracketed too deeply"),
        ('{"title": ["a"], "lack": "ties"}', "title: a text is needed"),
    ],
)
def test_a_bad_line_of_json_is_told_and_the_others_go_on(batch, line, words):
    result = batch('{"lack":"ties"}\n' + line + '\n{"lack":"ties"}\n')
    assert result.code == 2
    first, bad, last = [json.loads(line) for line in result.out.splitlines()]
    assert words in bad["error"]
    assert bad["error"].startswith("<stdin>:2")
    assert first["error"] is last["error"] is None
    assert last["line"] == 3


def test_the_forms_of_a_situation_in_json_all_read_alike(rows):
    told = rows(
        '{"title":"T","answers":{"lack":["ties"],"roles":{"host":"us"},"people":"unknown"}}\n'
        '{"lack":"Des liens","roles.host":"Nous","people":null}\n'
        '{"lack":["ties"],"roles":{"host":"us"}}\n'
        '{"Que manque-t-il? [Des liens]":true,"lack.proof":0,"Host":"us"}\n'
    )
    assert len({(row["verdict"], str(row["scores"])) for row in told}) == 1
    assert told[0]["scores"]


def test_columns_by_option_are_joined_and_their_maximum_holds(rows):
    head = "lack.ties,Que manque-t-il? [Une preuve],lack[money]\n"
    good, bad = rows(head + "Oui,Non,Y\n1,1,1\n", code=2)
    (same,) = rows("lack\nTies;Money\n")
    assert good["scores"] == same["scores"]
    assert "3 options given" in bad["error"]


def test_columns_by_description_cannot_say_which_comes_first(rows):
    head = "lack.ties,portrait.a,portrait.b,portrait.table-there\n"
    one, two, doubt = rows(head + "1,,1,\n1,1,1,\n1,,1,1\n", code=2)
    (same,) = rows("lack,portrait\nties,b\n")
    assert one["scores"] == same["scores"]
    for bad in (two, doubt):
        assert "2 descriptions" in bad["error"]
        assert bad["scores"] == {}
    told = rows('{"lack":"ties","portrait.a":true,"portrait.b":true}\n', code=2)
    assert "2 descriptions" in told[0]["error"]


# -- hostile cells -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1 514", "'+1 514"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("-3", "-3"),
        ("+15145551234", "+15145551234"),
        ("-2,5", "-2,5"),
        ("-", "'-"),
        ("'=1", "'=1"),
        ("a=1", "a=1"),
        ("É=1", "É=1"),
        ("", ""),
    ],
)
def test_a_formula_comes_out_inert_and_a_number_as_it_was(cell, written):
    assert escape_formula(cell) == written


def test_no_cell_nor_header_of_a_csv_runs_as_a_formula(batch):
    text = '=A1,Titre,lack\n"=HYPERLINK(""http://x"")",@x,=2+2\n'
    out = list(csv.reader(io.StringIO(batch(text).out.decode())))
    assert out[0][0] == "'=A1"
    assert out[1][:2] == ['\'=HYPERLINK("http://x")', "'@x"]
    assert all(cell[:1] not in set("=+@") for record in out for cell in record)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("É\u00a0« a »\tb", "É\u00a0« a »\tb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("  deux  espaces ", "  deux  espaces "),
        ("\x1b]0;x\x07y", "y"),
        ("a\u202eb", "ab"),
        ("x\x00y\x9b31m", "xy"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_what_passes_through_is_unchanged_but_for_what_acts_on_a_terminal(text, shown):
    assert sanitize_cell(text) == shown


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_nothing_that_passes_through_acts_on_a_terminal_nor_runs(text):
    shown = sanitize_cell(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    written = escape_formula(shown)
    if not re.fullmatch(r"[+-]\d+(?:[.,]\d+)?", written):
        assert (
            written.lstrip(' \t\n"\u00a0\ufeff')[:1]
            not in set("=+-@\uff1d\uff0b\uff0d\uff20") - {""}
            or written[0] == "'"
        )


@settings(max_examples=100)
@given(st.lists(st.sampled_from(["a", "a_2", "b", ""]), max_size=6))
def test_names_made_distinct_are_as_many_and_all_different(names):
    found = distinct(names)
    assert len(found) == len(names) == len(set(found))


@settings(max_examples=80)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=6))
def test_any_cells_give_a_row_each_and_csv_that_reads_back(toy, cells):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["lack", "Nom", "Titre"])
    kept = [row for row in cells if any(cell.strip() for cell in row)]
    writer.writerows(cells)
    data = out.getvalue().encode("utf-8", "ignore")
    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        given = io.BytesIO(data)
        patch.setattr(sys, "stdin", io.TextIOWrapper(given, "utf-8"))
        phrases = Phrases(toy, Words("en"))
        count = run_batch(phrases, "-", Options(), written.write, lambda _: None)
        assert not given.closed  # standard input is not ours to close
    back = records(written.getvalue())
    assert len(back) == count.rows
    assert count.rows <= len(kept)
    assert all(None not in record for record in back)


# -- streams and files -------------------------------------------------------------------


def test_lines_of_json_are_as_jq_would_write_them(batch):
    out = batch('{"lack":"ties","Nom":"É \\"x\\" \\\\ <&> 😀","n":[1,{"a":null}]}\n').out.decode()
    row = json.loads(out)
    assert out == json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert row["Nom"] == 'É "x" \\ <&> 😀'


def test_results_go_to_a_file_whole_and_an_existing_one_is_kept(batch, tmp_path):
    target = tmp_path / "out.csv"
    result = batch(TABLE, "--output", target)
    assert (result.code, result.out) == (0, b"")
    assert target.read_bytes() == batch(TABLE).out
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask()
    assert f"Written: {target}" in result.err
    target.write_text("kept")
    assert batch(TABLE, "--output", target).code == 2
    assert target.read_text() == "kept"
    target.chmod(0o640)
    assert batch(TABLE, "--output", target, "--force").code == 0
    assert len(records(target.read_bytes())) == 3
    assert target.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["out.csv"]  # noqa: PTH208


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_run_that_fails_midway_leaves_no_file(batch, tmp_path):
    target = tmp_path / "out.csv"
    result = batch("Nom,lack\nA,Ties\nZoé,Ties\n".encode("cp1252"), "--output", target)
    assert result.code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_run_that_a_signal_ends_leaves_no_file(toy_folder, tmp_path, name):
    number = getattr(signal, name)
    with writing(toy_folder, tmp_path) as child:
        child.send_signal(number)
        _, told = child.communicate(timeout=20)
    assert (child.returncode, told) == (128 + number, b"")
    assert not list(tmp_path.iterdir())


def test_a_run_that_no_hang_up_is_to_end_goes_on(toy_folder, tmp_path):
    with writing(toy_folder, tmp_path, "nohup") as child:
        child.send_signal(signal.SIGHUP)
        child.communicate(timeout=20)
    assert child.returncode == 0
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_replacing_puts_back_what_heard_the_signals_before(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    with replacing(str(tmp_path / "a"), force=False) as write:
        write(b"x")
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_file_that_cannot_be_written_is_told(batch, tmp_path):
    result = batch(TABLE, "--output", tmp_path / "no" / "out.csv")
    assert result.code == 4
    assert "folder does not exist" in result.err
    with pytest.raises(OutputError), replacing("/dev/full", force=True) as write:
        write(b"x" * 100_000)


def test_bad_options_are_told(batch, run):
    for argv, words in (
        (("--format", "xml"), "--format: there is no \u201cxml\u201d format"),
        (("--full", "--format", "csv"), "--full: the whole recommendation does not fit"),
    ):
        result = batch(TABLE, *argv)
        assert (result.code, result.out) == (2, b"")
        assert words in result.err
    assert run("batch").code == 2


def test_rows_stream_before_the_input_ends(toy_folder):
    command = [sys.executable, "-m", "concertation_cli", "batch", "-", "--data", str(toy_folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        child.stdin.write(b'{"lack":"ties"}\n' * 1000)  # gives more than is held back
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["line"] == 1
        child.stdin.close()
        assert len(child.stdout.read().splitlines()) == 999


def test_a_reader_that_leaves_early_ends_the_run_quietly(tmp_path, toy_folder):
    path = tmp_path / "t.csv"
    path.write_text("lack,Nom\n" + "Ties,x\n" * 20_000, encoding="utf-8")
    command = f"{sys.executable} -m concertation_cli batch {path} --data {toy_folder} --json"
    script = f"({command}; echo $? >&2) | head -1"
    result = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False)
    assert result.stdout.count(b"\n") == 1
    assert result.stderr.splitlines()[-1] == b"141"
    assert b"Traceback" not in result.stderr


def test_progress_is_drawn_on_a_terminal_and_leaves_no_trace(tmp_path, toy_folder):
    path = tmp_path / "t.csv"
    path.write_text("lack\n" + "Ties\n" * 30_000, encoding="utf-8")
    command = [sys.executable, "-m", "concertation_cli", "batch", str(path),
               "--data", str(toy_folder), "--lang", "en"]  # fmt: skip
    master, slave = pty.openpty()
    kept = {name: os.environ[name] for name in KEPT if name in os.environ} | {"TERM": "xterm"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=slave, env=kept):
        os.close(slave)
        drawn = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while chunk := os.read(master, 65536):
                drawn += chunk
    os.close(master)
    assert re.search(rb"\d+% \d+ rows", drawn)
    assert drawn.rpartition(b"\x1b[2K")[2].endswith(b"30000 rows read.\r\n")


@pytest.mark.parametrize(
    ("environment", "out", "to_file", "drawn"),
    [
        ({}, False, False, True),
        ({}, True, True, True),
        ({}, True, False, False),  # results are on the terminal themselves
        ({"TERM": "dumb"}, False, False, False),
        ({"ACCESSIBLE": "1"}, False, False, False),
        ({"ACCESSIBLE": "0"}, False, False, True),  # as everywhere else, that is no
    ],
)
def test_progress_is_drawn_only_where_it_is_wanted(monkeypatch, environment, out, to_file, drawn):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal() if out else io.StringIO())
    assert (progress_terminal(to_file=to_file, environment=environment) is not None) == drawn
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress_terminal(to_file=to_file, environment=environment) is None


def test_ten_thousand_rows_take_little_more_memory_than_a_thousand(tmp_path, pack):
    draw = random.Random(5)  # no secret
    peaks = []
    for count in (1_000, 10_000):
        path = tmp_path / f"{count}.csv"
        write_answers(pack, path, count, draw)
        measured = (
            "import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [sys.executable, "-m", "concertation_cli", "batch", str(path)]
        told = subprocess.run(
            [sys.executable, "-c", measured, *command], capture_output=True, check=True
        )
        peaks.append(int(told.stdout))
    assert peaks[1] <= 1.3 * peaks[0]


def write_answers(pack, path, count, draw):
    asked = [question for question in pack.questions if question.kind != "grid"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Nom", *(question.text["fr"] for question in asked)])
        for number in range(count):
            labels = [draw.choice(question.options).label["fr"] for question in asked]
            writer.writerow([f"personne {number}", *labels])


def test_what_is_remembered_of_cells_has_an_end(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(table_reader, "_MAX_KEPT", 2)
    path = tmp_path / "t.csv"
    path.write_text("lack\n" + "Ties\nProof\nMoney\nTies;Proof\n" * 3, encoding="utf-8")
    with table_reader.opened(str(path)) as text:
        form = form_for(toy, Words("en"))
        found = table_reader.open_table(text, form, toy.questions, lambda _: None)
        read = [row.situation.answers["lack"] for row in found.rows]
    assert read == [("ties",), ("proof",), ("money",), ("ties", "proof")] * 3
