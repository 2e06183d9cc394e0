"""Situations: what somebody answered, read strictly, kept whole, the same in any order."""

import json
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.generated_packs import any_packs
from tests.support.small_packs import answers_to

from concertation_cli.errors import UsageError
from concertation_cli.inputs.case_folder import load_cases
from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.situation_file import gather, read_file, save_text
from concertation_cli.knowledge.answers import MAX_NOTES, MAX_TITLE
from concertation_cli.knowledge.records import Situation
from concertation_cli.knowledge.store import load
from concertation_cli.text_safety import clean
from concertation_cli.words import Words


@pytest.fixture
def read(toy, tmp_path):
    """Return a function that reads the text of a situation file."""

    def read(text, name="situation.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(toy, str(path))

    return read


@pytest.fixture
def refused(read):
    """Return a function that gives what a bad situation file is told, and checks both languages."""

    def refused(text, name="situation.yaml"):
        with pytest.raises(UsageError) as caught:
            read(text, name)
        return told(caught.value.problems)

    return refused


def told(problems):
    """Return (code, English line without its folder) of problems, having read the French one."""
    english, french = Words("en"), Words("fr")
    lines = []
    for problem in problems:
        line = english.problem(problem)
        assert french.problem(problem) != line
        lines.append((problem.code, re.sub(r"^\S*/", "", line)))
    return lines


BAD = [
    ("answers:\n  lakc: ties", "unknown-question",
     "situation.yaml:2: answers.lakc: unknown question “lakc”", "lack"),
    ("answers:\n  lack: tie", "unknown-option",
     "situation.yaml:2: answers.lack: unknown option “tie”", "ties"),
    ("answers:\n  lack: [ties, prof]", "unknown-option",
     "situation.yaml:2: answers.lack: unknown option “prof”", "proof"),
    ("answers:\n  roles: {hots: us}", "unknown-role",
     "situation.yaml:2: answers.roles.hots: unknown role “hots”", "host"),
    ("answers:\n  roles:\n    host: nobdy", "unknown-option",
     "situation.yaml:3: answers.roles.host: unknown option “nobdy”", "nobody"),
    ("titre: x\nanswers: {}\ntitel: x", "unknown-key",
     "situation.yaml:1: titre: “titre” is not", "title"),
    ("answers:\n  people: [citizens, firms]", "too-many-options",
     "situation.yaml:2: answers.people: 2 options given", ""),
    ("answers:\n  lack: [ties, proof, money]", "too-many-options",
     "situation.yaml:2: answers.lack: 3 options given", ""),
    ("answers:\n  lack: [ties, ties]", "repeated-option",
     "situation.yaml:2: answers.lack: “ties” is written twice", ""),
    ("answers:\n  cautions: [turf, none]", "none-with-others",
     "situation.yaml:2: answers.cautions: “none” does not go with other options", ""),
    ("answers:\n  portrait: [a, a]", "repeated-option",
     "situation.yaml:2: answers.portrait: “a” is written twice", ""),
    ("answers:\n  portrait: [a, b, c]", "too-many-options",
     "situation.yaml:2: answers.portrait: 3 options given", ""),
    ("answers:\n  portrait: [a, unknown]", "unknown-with-others",
     "situation.yaml:2: answers.portrait: “unknown” does not go with other options", ""),
    ("answers:\n  portrait: table-ther", "unknown-option",
     "situation.yaml:2: answers.portrait: unknown option “table-ther”", "table-there"),
    ("answers:\n  talk-or-pay: [a, b]", "too-many-options",
     "situation.yaml:2: answers.talk-or-pay: 2 options given", ""),
    ("answers:\n  talk-or-pay: c", "unknown-option",
     "situation.yaml:2: answers.talk-or-pay: unknown option “c”", ""),
    ("answers:\n  conditions: {group-ther: in-place}", "unknown-row",
     "situation.yaml:2: answers.conditions.group-ther: unknown row “group-ther”", "group-there"),
    ("answers:\n  conditions: {group-there: in-plce}", "unknown-option",
     "situation.yaml:2: answers.conditions.group-there: unknown option “in-plce”", "in-place"),
    ("answers:\n  conditions: group-there", "expected-grid",
     "situation.yaml:2: answers.conditions: a line is", ""),
    ("answers:\n  lack: [ties, unknown]", "unknown-with-others",
     "situation.yaml:2: answers.lack: “unknown” does not go with other options", ""),
    ("answers:\n  people: 3", "expected-option", "situation.yaml:2: answers.people: the id", ""),
    ("answers:\n  people: true", "expected-option", "situation.yaml:2: answers.people: the id", ""),
    ("answers:\n  people: {a: b}", "expected-option", "situation.yaml:2: answers.people:", ""),
    ("answers:\n  lack: [[ties]]", "expected-option", "situation.yaml:2: answers.lack: the id", ""),
    ("answers:\n  roles: us", "expected-grid", "situation.yaml:2: answers.roles: a line is", ""),
    ("answers:\n  roles: [us]", "expected-grid", "situation.yaml:2: answers.roles: a line is", ""),
    ("answers:\n  roles: {host: [us]}", "expected-option", "situation.yaml:2: answers.roles.host:",
     ""),
    ("\nanswers: [ties]", "expected-answers", "situation.yaml:2: answers: a line is", ""),
    ("\nanswers: ties", "expected-answers", "situation.yaml:2: answers: a line is", ""),
    ("title: [a]\nanswers: {}", "expected-text", "situation.yaml:1: title: a text is needed", ""),
    ("title: true\nanswers: {}", "expected-text", "situation.yaml:1: title: a text is needed", ""),
    (
        f"title: {'x' * 10_001}\nanswers: {{}}",
        "text-too-long",
        "situation.yaml:1: title: text too long; shorten it to 10000",
        "",
    ),
    ("title: x", "missing-key", "situation.yaml: the line “answers: …” is missing", ""),
    ("- a", "expected-lines", "situation.yaml: this file must be made of lines", ""),
    ("ties", "expected-lines", "situation.yaml: this file must be made of lines", ""),
    ("", "file-empty", "situation.yaml: empty file", ""),
    ("answers:\n  lack: [ties\n", "yaml-bracket", "situation.yaml:2: the brace or bracket", ""),
    ("answers: {}\nanswers: {}", "duplicate-key", "situation.yaml:2: “answers” is given twice", ""),
    ("answers: &a {lack: *a}", "alias", "situation.yaml:1: “&” and “*” have a special", ""),
    ("answers: " + "[" * 40 + "]" * 40, "too-deep", "situation.yaml:1: indented or", ""),
    (b"\x7fELF\x02\x01\x01\x00\x00", "not-text", "situation.yaml:1: a hidden", ""),
    (b"\x89PNG\r\n\x1a\n", "not-utf8", "situation.yaml:1: not UTF-8", ""),
    ('{"answers": {"lack": NaN}}', "not-a-number", "situation.yaml: “NaN” is not", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "words", "near"), BAD)
def test_a_bad_answer_is_one_problem_with_its_line_its_place_and_the_way_out(
    refused, text, code, words, near
):
    ((found, line), *others) = refused(text)
    assert (found, line[: len(words)]) == (code, words)
    assert ("did you mean" in line) == bool(near)
    assert f"did you mean “{near}”" in line or not near
    assert len(others) == (2 if "titel" in str(text) else 1) - 1
    assert "\n" not in line


def test_what_is_allowed_is_told_with_an_unknown_question_or_option(refused):
    ((_, line),) = refused("answers: {lack: money-money-money}")
    assert line.endswith("One of: ties, proof, money.")
    ((_, line),) = refused("answers: {xyzzy: ties}")
    assert line.endswith(
        "One of: aim, lack, people, state, wish, portrait, conditions, roles, cautions."
    )
    ((_, line),) = refused("answers: {roles: {host: them}}")
    assert line.endswith("One of: us, nobody.")
    ((_, line),) = refused("answers: {conditions: {group-there: us}}")
    assert line.endswith("One of: in-place, under-way, not-yet.")
    ((_, line),) = refused("answers: {portrait: xyzzy}")
    assert line.endswith("One of: a, b, c, alone, table-there, otherwise, none.")


def test_every_problem_of_a_file_is_told_at_once(refused):
    lines = refused("titel: x\nanswers:\n  lakc: ties\n  people: [citizens, firms]\n  wish: 3")
    assert [code for code, _ in lines] == [
        "unknown-key",
        "unknown-question",
        "too-many-options",
        "expected-option",
    ]


def test_a_hostile_id_is_told_inert_and_short(refused):
    bad = 'answers:\n  lack: ["\\e]0;x\\a[/b] ' + "y" * 500 + '"]'
    ((code, line),) = refused(bad)
    assert code == "unknown-option"
    assert "\x1b" not in line
    assert "\x07" not in line
    assert len(line) < 250


def test_malformed_json_is_told_by_line_when_the_file_is_called_json(refused):
    text = '{"answers":\n {"lack": "ties",}}'
    ((code, line),) = refused(text, "situation.json")
    assert (code, line[:32]) == ("json-syntax", "situation.json:2: not valid JSON")


@pytest.mark.parametrize(
    ("path", "code"), [("absent.yaml", "file-missing"), (".", "file-is-folder")]
)
def test_a_file_that_is_not_there_is_named(toy, tmp_path, path, code):
    with pytest.raises(UsageError) as caught:
        read_file(toy, str(tmp_path / path))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert str(tmp_path) in caught.value.problems[0].place


# -- by their labels ----------------------------------------------------------------------


def form_of(pack, lang):
    return form_for(pack, Words(lang))


def in_another_hand(text):
    """Return a label as somebody may type it: without accents, in capitals, plain apostrophes."""
    plain = unicodedata.normalize("NFD", text.replace("\u2019", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()


@pytest.mark.parametrize("written", [str, in_another_hand])
@pytest.mark.parametrize(("lang", "reader"), [("fr", "en"), ("en", "fr"), ("fr", "fr")])
def test_labels_and_texts_stand_for_ids_wherever_these_are_read(
    pack, tmp_path, lang, reader, written
):
    names = form_of(pack, reader)
    for question in pack.questions:
        grid = question.kind == "grid"
        for option in question.options:
            for answer in question.holders or (option,):
                label, row = written(answer.label[lang]), written(option.label[lang])
                given = {written(question.text[lang]): {row: label} if grid else label}
                key = f"{question.id}.{option.id}" if grid else question.id
                path = tmp_path / "situation.json"
                path.write_text(json.dumps({"answers": given}), encoding="utf-8")
                assert read_file(pack, str(path), names).answers == {key: (answer.id,)}
                asked = row if grid else written(question.text[lang])
                for typed in (key, asked):
                    found = gather(pack, None, [f"{typed}={label}"], names)
                    assert found.answers == {key: (answer.id,)}


def test_labels_need_no_quotes_in_yaml(pack, tmp_path):
    path = tmp_path / "situation.yaml"
    for lang in pack.languages:
        for question in pack.questions:
            if question.kind == "grid":
                continue
            for option in question.options:
                told = f"{question.id}: {option.label[lang]}"
                path.write_text(f"answers:\n  {told}\n", encoding="utf-8")
                found = read_file(pack, str(path), form_of(pack, "fr"))
                assert found.answers == {question.id: (option.id,)}


@pytest.mark.parametrize(
    "unknown",
    ["Je ne sais pas", "I don't know", "i don\u2019t know", "unknown", "inconnu", "Sans réponse",
     "?", "-", " "],
)  # fmt: skip
def test_i_do_not_know_is_no_answer_in_either_language(toy, tmp_path, unknown):
    path = tmp_path / "situation.json"
    answers = {"lack": unknown, "people": [unknown], "roles": {"host": unknown}, "portrait": "b"}
    path.write_text(json.dumps({"answers": answers}), encoding="utf-8")
    names = form_of(toy, "en")
    assert read_file(toy, str(path), names).answers == {"portrait": ("b",)}
    assert gather(toy, str(path), [f"portrait={unknown}"], names).answers == {}
    path.write_text(json.dumps({"answers": {"roles": unknown}}), encoding="utf-8")
    assert read_file(toy, str(path), names).answers == {}


@pytest.mark.parametrize(
    ("text", "told_first"),
    [
        ("lack: [Des liens, ties]", "answers.lack: “ties” is written twice"),
        ("lack: [Des liens, Je ne sais pas]", "answers.lack: “Je ne sais pas” does not go with"),
        ("cautions: [turf, Rien de cela]", "answers.cautions: “None of these (none)” does not"),
        ("{lack: ties, Que manque-t-il?: Une preuve}", "answers.Que manque-t-il?: “Que manque-"),
        ("roles: {host: us, Hôte: Personne}", "answers.roles.Hôte: “Hôte” is given twice"),
        ("lack: 💥", "answers.lack: unknown option “💥”"),
    ],
)
def test_the_same_thing_said_twice_is_told_whatever_it_is_called(toy, tmp_path, text, told_first):
    path = tmp_path / "situation.yaml"
    path.write_text(f"answers:\n  {text}\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_file(toy, str(path), form_of(toy, "en"))
    ((_, line), *_) = told(caught.value.problems)
    assert line.startswith(f"situation.yaml:2: {told_first}")


LACKING = "Au choix~: Des liens (ties), Une preuve (proof), De l\u2019argent (money)."


@pytest.mark.parametrize(
    ("setting", "lang", "end"),
    [
        ("lack=Des leins", "fr", "(vouliez-vous dire «~Des liens~»?). " + LACKING),
        ("lack=tie", "fr", "(vouliez-vous dire «~Des liens~»?). " + LACKING),
        (
            "lack=Des leins",
            "en",
            "(did you mean “Ties”?). One of: Ties (ties), Proof (proof), Money (money).",
        ),
        (
            "roles.Hot=us",
            "fr",
            "(vouliez-vous dire «~Hôte~»?). Au choix~: Hôte (host), Trésorerie (treasurer).",
        ),
        ("Hôte=partenaire", "fr", "«~partenaire~». Au choix~: Nous (us), Personne (nobody)."),
        ("portrait=C", "en", None),
        ("portrait=Z", "en", "Otherwise (otherwise), None of them (none)."),
    ],
)
def test_a_wrong_name_is_answered_in_the_reader_s_language_with_labels_and_ids(
    toy, setting, lang, end
):
    try:
        gather(toy, None, [setting], form_of(toy, lang))
    except UsageError as error:
        (problem,) = error.problems
        assert Words(lang).problem(problem).endswith(end.replace("~", "\u00a0"))
    else:
        assert end is None


def test_a_wrong_question_is_answered_with_what_each_asks(toy):
    with pytest.raises(UsageError) as caught:
        gather(toy, None, ["Que manque-t-li=ties"], form_of(toy, "fr"))
    line = Words("fr").problem(caught.value.problems[0])
    assert "(vouliez-vous dire «\u00a0Que manque-t-il?\u00a0»?)" in line
    assert "Que manque-t-il? (lack), Qui doit en être? (people)" in line


def test_a_pack_holds_ids_alone(toy_folder, tmp_path):
    (tmp_path / "case.yaml").write_text("answers: {lack: Ties}\nexpected: a\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_cases(load(str(toy_folder)), str(tmp_path))
    assert [problem.code for problem in caught.value.problems] == ["unknown-option"]


# -- what is right -----------------------------------------------------------------------


def test_a_whole_situation_is_read(read):
    text = """
title: Une fête
notes: |
  Deux lignes,
  et une « citation ».
answers:
  aim: share
  lack: [ties, money]
  people: [citizens]
  roles: {host: us, treasurer: unknown}
  cautions: none
"""
    assert read(text) == Situation(
        "Une fête",
        "Deux lignes,\net une « citation ».",
        {
            "aim": ("share",),
            "lack": ("ties", "money"),
            "people": ("citizens",),
            "roles.host": ("us",),
            "cautions": ("none",),
        },
    )


@pytest.mark.parametrize(
    "answers",
    [
        "{}",
        "",
        "{lack: unknown, people: unknown, roles: unknown}",
        "{lack: [], people: null, roles: {host: unknown, treasurer: }}",
        "{lack: [unknown], people: [unknown], roles: {}}",
    ],
)
def test_unknown_null_and_absent_all_mean_no_answer(read, answers):
    assert read(f"answers: {answers}").answers == {}


def test_the_order_of_answers_and_of_options_never_matters(read):
    one = read("answers: {wish: report, roles: {treasurer: us, host: nobody}, lack: [money, ties]}")
    other = read(
        "answers: {lack: [ties, money], roles: {host: nobody, treasurer: us}, wish: report}"
    )
    assert one == other
    assert list(one.answers.items()) == list(other.answers.items())
    assert list(one.answers) == ["lack", "wish", "roles.host", "roles.treasurer"]


def test_one_option_needs_no_list_and_json_reads_like_yaml(read):
    answers = {"lack": "ties", "people": ["firms"], "roles": {"host": "us"}}
    expected = read("answers: {lack: [ties], people: firms, roles: {host: us}}")
    assert read(json.dumps({"answers": answers}), "situation.json") == expected
    assert read(json.dumps({"answers": answers}, indent="\t")) == expected


def test_a_title_is_one_clean_line_and_notes_keep_theirs_both_whole_up_to_their_limit(read):
    title, notes = "x" * MAX_TITLE, "y" * MAX_NOTES
    found = read(json.dumps({"title": title, "notes": notes, "answers": {}}))
    assert (len(found.title), len(found.notes)) == (10_000, 20_000)
    found = read(
        json.dumps({"title": "a\n\x1b[31mb\u202e", "notes": "a\n\x1b[31mb", "answers": {}})
    )
    assert (found.title, found.notes) == ("a b", "a\nb")


def test_a_title_that_looks_like_a_number_is_kept_as_text(read):
    assert read("title: 2026\nanswers: {}").title == "2026"
    assert read("title: 2026-01-02\nanswers: {}").title == "2026-01-02"
    assert read("title: no\nanswers: {}").title == "no"


# -- kept and read back ------------------------------------------------------------------

HOSTILE = [
    "no", "null", "~", "3", "010", "1:30", "2026-01-02", "1e3", ".nan", "=", "<<", "- a", "a: b",
    "a #b", "# a", "&a", "*a", "!a", "%a", "@a", "`a", "'", '"', "{", "[/b]", "<script>", "|", ">",
    "? a", "---", "...", "« à »\u00a0: \u2019", "😀", "unknown", "\x1b]0;x\x07y", "=1+1",
    "ends with :", " spaced ", "a\\nb", "$(ls)", "\u202eabc", "a" * 200,
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_a_kept_situation_reads_back_the_same_whatever_its_title(toy, read, title):
    notes = clean(f"{title}\n\n{title}", limit=400, lines=True)
    beside = {"lack": notes, "roles.host": notes} if notes else {}
    for answers in ({}, {"aim": ("share",)}):
        kept = Situation(clean(title, limit=200), notes, answers, beside)
        for lang in ("", "fr", "en"):
            assert read(save_text(toy, kept, "kept.yaml", lang)) == kept


def test_all_kinds_of_answers_are_kept_and_come_back(toy, read):
    answers = {
        "aim": ("share",),
        "lack": ("ties", "money"),
        "portrait": ("b", "table-there"),
        "talk-or-pay": ("a",),
        "conditions.group-there": ("under-way",),
        "roles.host": ("us",),
        "roles.treasurer": ("nobody",),
        "cautions": ("none",),
    }
    kept = Situation("t", "n", answers)
    assert read(save_text(toy, kept, "kept.yaml")) == kept
    assert read(save_text(toy, Situation(), "kept.yaml")) == Situation()


EVERY_KIND = {
    "aim": ("share",),
    "lack": ("ties", "money"),
    "portrait": ("b", "table-there"),
    "conditions.group-there": ("under-way",),
    "roles.host": ("us",),
}


def test_what_is_kept_says_what_was_asked_and_answered_in_the_reader_s_language(toy):
    kept = Situation("Une fête", "Deux lignes,\net « une citation ».", EVERY_KIND)
    assert save_text(toy, kept, "kept.yaml", "fr") == (
        """\
title: Une fête
notes: |-
  Deux lignes,
  et « une citation ».
answers:
  # Qu'attendez-vous des partenaires?
  aim: share  # Prendre part
  # Que manque-t-il?
  lack:
  - ties  # Des liens
  - money  # De l'argent
  # Qu'est-ce qui vous ressemble le plus?
  portrait:
  - b  # De l'argent à réunir
  - table-there  # Une table existe
  # Qu'est-ce qui est en place?
  conditions:
    group-there: under-way  # Un groupe = En cours
  # Qui tient ces rôles?
  roles:
    host: us  # Hôte = Nous
""".replace("'", "\u2019")
    )
    assert "  aim: share  # Take part\n" in save_text(toy, kept, "kept.yaml", "en")
    assert "#" not in save_text(toy, kept, "kept.json", "fr")
    assert "#" not in save_text(toy, kept, "kept.yaml")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_kept_stays_under_100_columns(pack, lang):
    for case in pack.cases:
        for answers in case.codings:
            text = save_text(pack, Situation("T", "", answers), "kept.yaml", lang)
            assert max(map(len, text.splitlines())) < 100
    long = Situation("", "", {"lack": ("ties",)})
    question = pack.questions[0]
    options = (question.options[0]._replace(label={lang: "mot " * 60}),)
    one = question._replace(id="lack", text={lang: "mot " * 90}, options=options)
    one = one._replace(options=(options[0]._replace(id="ties"),))
    lines = save_text(pack._replace(questions=(one,)), long, "kept.yaml", lang).splitlines()
    assert max(map(len, lines)) < 100
    assert [line for line in lines if "#" not in line] == ["answers:", "  lack: ties"]


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("a", ("a",)),
        ("[a]", ("a",)),
        ("[c, a]", ("c", "a")),  # best first, whatever the order of the models
        ("[b, c]", ("b", "c")),
        ("table-there", ("table-there",)),
        ("none", ("none",)),
        ("[none, a]", ("none", "a")),
        ("[a, none]", ("a", "none")),
        ("[otherwise, table-there]", ("otherwise", "table-there")),
        ("unknown", None),
        ("[]", None),
        ("", None),
    ],
)
def test_a_recognition_is_read_and_kept_in_the_order_it_is_written(toy, read, written, chosen):
    found = read(f"answers:\n  portrait: {written}\n").answers
    assert found.get("portrait") == chosen
    assert read(save_text(toy, Situation(answers=found), "kept.yaml")).answers == found


def test_a_note_stands_beside_an_answer_of_the_questionnaire_and_no_other(read):
    found = read('answers: {lack: ties}\nanswer_notes: {roles.host: "Le centre", lack: 12}\n')
    assert dict(found.answer_notes) == {"lack": "12", "roles.host": "Le centre"}
    for wrong, code in (
        ("answer_notes: {lacks: x}", "unknown-question"),
        ("answer_notes: {roles: x}", "unknown-question"),
        ("answer_notes: {lack: [x]}", "expected-text"),
        ("answer_notes: x", "expected-keys"),
        (f"answer_notes: {{lack: {'x' * 2001}}}", "text-too-long"),
    ):
        with pytest.raises(UsageError) as caught:
            read(f"answers: {{}}\n{wrong}\n")
        assert [problem.code for problem in caught.value.problems] == [code]
        assert "answer_notes" in caught.value.problems[0].place


def test_what_is_in_place_is_read_row_by_row_and_unknown_is_no_answer(read):
    found = read(
        "answers:\n  conditions:\n    group-there: not-yet\n    account-open: unknown\n"
        "  roles: {host: us, treasurer: }\n"
    )
    assert found.answers == {"conditions.group-there": ("not-yet",), "roles.host": ("us",)}


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_any_situation_is_kept_and_comes_back(toy, tmp_path_factory, title, notes, data):
    answers = data.draw(answers_to(toy))
    notes = clean(notes, limit=MAX_NOTES, lines=True)
    beside = {key: notes for key in answers if notes}
    kept = Situation(clean(title, limit=MAX_TITLE), notes, answers, beside)
    for name, lang in (("kept.yaml", ""), ("kept.yaml", "fr"), ("kept.json", "fr")):
        path = tmp_path_factory.getbasetemp() / name
        path.write_text(save_text(toy, kept, name, lang), encoding="utf-8")
        assert read_file(toy, str(path)) == kept


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_answers_to_any_pack_come_back_from_a_file_and_from_settings(tmp_path_factory, data):
    pack = data.draw(any_packs(models=1)).pack
    answers = data.draw(answers_to(pack))
    kept = Situation("T", "", answers)
    for name in ("any.yaml", "any.json"):
        path = tmp_path_factory.getbasetemp() / name
        for lang in ("", *pack.languages):
            path.write_text(save_text(pack, kept, name, lang), encoding="utf-8")
            assert read_file(pack, str(path)) == kept
    typed = [
        f"{key}={','.join(chosen if key == 'portrait' else reversed(chosen))}"
        for key, chosen in answers.items()
    ]
    assert gather(pack, None, data.draw(st.permutations(typed))).answers == answers


# -- settings ----------------------------------------------------------------------------


def test_settings_answer_override_and_take_away(toy, tmp_path):
    path = tmp_path / "situation.yaml"
    text = "title: T\nanswers: {lack: [ties], people: firms, wish: report, roles: {host: us}}"
    path.write_text(text, encoding="utf-8")
    changes = [
        "lack= money , proof ",
        "wish=",
        "people=unknown",
        "roles.treasurer=nobody",
        "state=begun",
        "portrait= c , a",
        "conditions.group-there=under-way",
    ]
    found = gather(toy, str(path), changes)
    assert found.title == "T"
    assert found.answers == {
        "lack": ("proof", "money"),
        "state": ("begun",),
        "portrait": ("c", "a"),
        "conditions.group-there": ("under-way",),
        "roles.host": ("us",),
        "roles.treasurer": ("nobody",),
    }
    assert gather(toy, str(path), ["roles.host="]).answers.get("roles.host") is None


def test_settings_need_no_file_and_the_last_one_wins(toy):
    assert gather(toy, None, []) == Situation()
    assert gather(toy, None, ["wish=report", "wish=meeting"]).answers == {"wish": ("meeting",)}
    assert gather(toy, None, ["wish=report", "wish="]).answers == {}


@pytest.mark.parametrize(
    ("setting", "code", "words"),
    [
        ("lack", "setting-form", "--set: “--set lack”: write QUESTION=OPTION"),
        ("", "setting-form", "--set: “--set ”: write QUESTION=OPTION"),
        ("=ties", "unknown-question", "--set: unknown question"),
        ("lakc=ties", "unknown-question", "--set: unknown question “lakc”"),
        ("lack.ties=us", "unknown-question", "--set: unknown question “lack.ties”"),
        ("lack=tie", "unknown-option", "--set: lack: unknown option “tie”"),
        ("lack=ties,ties", "repeated-option", "--set: lack: “ties” is written twice"),
        ("lack=ties,proof,money", "too-many-options", "--set: lack: 3 options given"),
        ("people=citizens,firms", "too-many-options", "--set: people: 2 options given"),
        ("cautions=none,turf", "none-with-others", "--set: cautions: “none” does not go"),
        ("lack=ties,unknown", "unknown-with-others", "--set: lack: “unknown” does not go"),
        ("roles=us", "setting-role-form", "--set: “--set roles=us”: the rows of a grid are given"),
        ("roles.host=us,nobody", "setting-role-form", "--set: “--set roles.host=us,nobody”"),
        ("roles.hots=us", "unknown-role", "--set: roles.hots: unknown role “hots”"),
        ("portrait=a,a", "repeated-option", "--set: portrait: “a” is written twice"),
        ("portrait=a,b,c", "too-many-options", "--set: portrait: 3 options given"),
        ("conditions=not-yet", "setting-role-form", "--set: “--set conditions=not-yet”: the rows"),
        ("conditions.host=us", "unknown-row", "--set: conditions.host: unknown row “host”"),
        ("roles.host=them", "unknown-option", "--set: roles.host: unknown option “them”"),
    ],
)
def test_a_bad_setting_is_one_problem_that_shows_what_to_write(toy, setting, code, words):
    with pytest.raises(UsageError) as caught:
        gather(toy, None, [setting])
    ((found, line),) = told(caught.value.problems)
    assert (found, line[: len(words)]) == (code, words)


def test_all_bad_settings_are_told_at_once(toy):
    with pytest.raises(UsageError) as caught:
        gather(toy, None, ["lack=tie", "wish=report", "roles=us"])
    assert [code for code, _ in told(caught.value.problems)] == [
        "unknown-option",
        "setting-role-form",
    ]


def test_a_role_setting_is_shown_with_a_real_example(toy):
    with pytest.raises(UsageError) as caught:
        gather(toy, None, ["roles=us"])
    ((_, line),) = told(caught.value.problems)
    assert "roles.host=us" in line


# -- folders of cases --------------------------------------------------------------------


def test_a_folder_of_cases_needs_only_answers_and_what_is_expected(toy, tmp_path):
    (tmp_path / "b.yaml").write_text("answers: {lack: [ties]}\nexpected: a\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"answers": {"aim": "hear"}, "expected": "none"}')
    (tmp_path / "notes.txt").write_text("ignored")
    (first, second), field = load_cases(toy, str(tmp_path))
    assert field == ()
    assert (first.id, first.expected, first.codings) == ("a", None, ({"aim": ("hear",)},))
    assert (second.id, second.expected, second.from_model) == ("b", "a", {})


def test_a_folder_of_full_cases_is_read_like_the_pack_s_own(toy, toy_folder):
    loaded = {case.id: case for case in load_cases(toy, str(toy_folder / "cases"))[0]}
    for case in toy.cases:
        found = loaded[case.id]
        assert (found.codings, found.from_model) == (case.codings, case.from_model)
        assert (found.expected, found.origin) == (case.expected, case.origin)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("answers: {}\nexpected: aa", "unknown-model", "case.yaml:2: expected: unknown model “aa”"),
        ("answers: {}", "missing-key", "case.yaml: the line “expected: …” is missing"),
        ("answers: {lack: tie}\nexpected: a", "unknown-option", "case.yaml:1: answers.lack:"),
        (
            "answer: {}\nanswers: {}\nexpected: a",
            "unknown-key",
            "case.yaml:1: answer: “answer” is not",
        ),
        ("- a", "expected-lines", "case.yaml: this file must be made of lines"),
    ],
)
def test_a_bad_case_is_told_with_its_file_and_line(toy, tmp_path, text, code, words):
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_cases(toy, str(tmp_path))
    ((found, line),) = told(caught.value.problems)
    assert (found, line[: len(words)]) == (code, words)


def test_a_folder_without_cases_and_a_file_for_a_folder_are_told(toy, tmp_path):
    for path, code in ((tmp_path, "no-cases"), (tmp_path / "absent", "not-a-folder")):
        with pytest.raises(UsageError) as caught:
            load_cases(toy, str(path))
        assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("title", "lost"),
    [
        ("Projet #3 quartier", "Projet #3 quartier"),
        ('"Projet #3 quartier"', None),
        ("Projet  # le nom", None),
        ("Projet#3", None),
        ("'Projet' #3", None),
    ],
)
def test_the_end_of_a_title_that_yaml_takes_for_a_comment_is_told(toy, tmp_path, title, lost):
    path = tmp_path / "s.yaml"
    path.write_text(f"notes: a\ntitle: {title}\nanswers: {{aim: share}}\n", encoding="utf-8")
    told = []
    read_file(toy, str(path), tell=told.append)
    assert [problem.values["value"] for problem in told] == ([lost] if lost else [])
    assert [problem.place for problem in told] == ([f"{path}:2"] if lost else [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_with_a_mark_is_read_like_any_other(toy, tmp_path, encoding):
    path = tmp_path / "s.yaml"
    text = "title: \u00e9t\u00e9\nanswers:\n  aim: share\n"
    mark = "" if encoding == "utf-16" else "\ufeff"
    path.write_bytes((mark + text).encode(encoding))
    found = read_file(toy, str(path))
    assert (found.title, found.answers) == ("\u00e9t\u00e9", {"aim": ("share",)})
