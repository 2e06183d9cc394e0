"""Packs: what is wrong in one is told, whole; what is right in ours is held."""

import ast
import json
import re
import shutil

import pytest
from tests.support import flaws
from tests.support.pack_files import MODELS, UNPROVEN, change
from tests.support.paths import DATA, SOURCE, TESTS

from concertation_cli.engine.prove import unproven
from concertation_cli.errors import PackError
from concertation_cli.knowledge.compiled import asked_questions, load_compiled
from concertation_cli.knowledge.folder import compile_folder, inspect_folder, load_folder
from concertation_cli.knowledge.records import CHAPTER
from concertation_cli.text_safety import cells
from concertation_cli.words import Words


def told(problems, lang="en"):
    words = Words(lang)
    return [words.problem(problem) for problem in problems]


@pytest.mark.parametrize("name", flaws.OF_FORM)
def test_one_flaw_is_told_in_exactly_these_words_in_both_languages(name, copy):
    flaw = flaws.OF_FORM[name]
    flaws.put(flaw, copy)
    if flaws.RENEWING:
        flaw = flaws.renew(flaw, copy)
    codes, english, french = flaws.told_of(copy)
    assert (codes, english, french) == flaw.told
    assert codes
    assert not set(english) & set(french)


# One slip that many other lines depend on is told once, at its own place.
SLIPS = {
    "a misspelled key": ("questions.yaml", "  options:\n  - id: ties", "  optoins:\n  - id: ties"),
    "the key of an id": ("questions.yaml", "- id: lack", "- idd: lack"),
    "an id in capitals": ("questions.yaml", "- id: lack", "- id: Lack"),
    "a model's id": ("models/a.yaml", "id: a\n", "id: Circle\n"),
    "the sections": ("pack.yaml", "\nsections:\n", "\nsection:\n"),
    "a section renamed": ("pack.yaml", "\n  phases: {", "\n  steps: {"),
    "the themes": ("pack.yaml", "\nthemes:\n", "\ntheme:\n"),
    "the states": ("pack.yaml", "\nstates:\n", "\nstate:\n"),
    "the kinds": ("pack.yaml", "\nconcertation_kinds:\n", "\nkinds:\n"),
    "a theme renamed": ("pack.yaml", "\n  need: {", "\n  besoin: {"),
    "the partners": ("models/a.yaml", "\npartners:\n", "\npartner:\n"),
    "the criteria": ("models/a.yaml", "\ncriteria:\n", "\ncritria:\n"),
    "the codings": ("cases/street.yaml", "\ncodings:\n", "\ncodigns:\n"),
    "the recognition": ("pack.yaml", "\nrecognition:\n", "\nrecogntion:\n"),
    "what a portrait gives": ("pack.yaml", "  first: 12\n", "  first: twelve\n"),
    "the last lines": ("pack.yaml", "\nlast_lines:\n", "\nlast_line:\n"),
    "a last line": ("pack.yaml", "- id: table-there", "- id: Table-There"),
    "the key of a last line": ("pack.yaml", "- id: table-there", "- idd: table-there"),
    "a portrait": ("models/a.yaml", "\nportrait:\n", "\nportrit:\n"),
    "the deciding questions": ("pack.yaml", "\ndeciding:\n", "\ndecidng:\n"),
    "the conditions": ("questions.yaml", "- id: conditions", "- id: Conditions"),
    "a row": ("questions.yaml", "- id: group-there", "- idd: group-there"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_that_much_depends_on_is_told_once(copy, slip):
    change(copy, *SLIPS[slip])
    codes, english, _ = flaws.told_of(copy)
    told_apart = {"unknown-key", "missing-key"}  # « kinds » is not near « concertation_kinds »
    assert len(codes) == 1 or (slip == "the kinds" and set(codes) == told_apart), english
    assert not any("[]" in line for line in english)


def test_flaws_in_two_files_are_both_told(copy):
    for name in ("zero-points", "case-option-unknown"):
        flaws.put(flaws.OF_FORM[name], copy)
    with pytest.raises(PackError) as caught:
        load_folder(copy)
    assert [(p.code, p.place.partition(":")[0]) for p in caught.value.problems] == [
        ("zero-points", "models/a.yaml"),
        ("unknown-option", "cases/street.yaml"),
    ]


def test_two_flaws_in_one_file_are_both_told(copy):
    change(copy, "models/a.yaml", 'pages: "2-3"', "pages: 2")
    change(copy, "models/a.yaml", "help: [neighbours]", "help: [nobody]")
    codes = [problem.code for problem in inspect_folder(copy).problems]
    assert codes == ["expected-text", "unknown-partner"]


# One value that cannot be read: nothing false may be told of what it leaves blank.
BLANKS = {
    "cycle: {from: 3, to: 2}": ("cycle: 3", "expected-keys"),
    "basis: inferred": ("basis: guessed", "not-one-of"),
    "  points: 3": ("  points: 2.5", "expected-whole"),
}


@pytest.mark.parametrize(("old", "new", "code"), [(k, *v) for k, v in BLANKS.items()])
def test_what_a_bad_value_leaves_blank_is_not_told_as_another_flaw(copy, old, new, code):
    change(copy, "models/a.yaml", old, new)
    problems = inspect_folder(copy).problems
    assert [problem.code for problem in problems] == [code], told(problems)


def test_a_file_that_cannot_be_read_is_told_once_though_cases_recognize_its_model(copy):
    change(copy, "models/a.yaml", "number: 1\n", "number: [\n")
    problems = inspect_folder(copy).problems
    assert [problem.code for problem in problems] == ["yaml-bracket"], told(problems)


@pytest.mark.parametrize("name", ["none", "unknown"])
def test_no_model_has_a_name_that_answers_give_to_no_model(copy, name):
    change(copy, "models/c.yaml", "id: c\n", f"id: {name}\n")
    (copy / "models" / "c.yaml").rename(copy / "models" / f"{name}.yaml")
    assert told(inspect_folder(copy).problems) == [
        f"models/{name}.yaml:2: id: “{name}” already stands for something else; choose another id."
    ]


def test_a_quick_question_is_not_told_to_give_no_points_while_models_are_flawed(copy):
    for model in ("a", "b"):  # no other speaks on it
        old = "question: state\n  options"
        change(copy, f"models/{model}.yaml", old, old.replace("state", "stat"))
    codes = {problem.code for problem in inspect_folder(copy).problems}
    assert codes == {"unknown-question"}


def test_none_of_these_spelled_yes_is_one_problem(copy):
    change(copy, "questions.yaml", "none: true", "none: yes")
    problems = inspect_folder(copy).problems
    assert [problem.code for problem in problems] == ["expected-flag"], told(problems)


def test_a_grid_needs_holders(copy):
    text = (copy / "questions.yaml").read_text(encoding="utf-8")
    text = re.sub(r"  holders:\n  - \{id: us,.*\n  - .*\n", "", text)
    (copy / "questions.yaml").write_text(text, encoding="utf-8")
    assert "questions.yaml:88: [roles]: the line “holders: …” is missing; add it." in told(
        inspect_folder(copy).problems
    )


def _loop(path):
    path.unlink()
    path.symlink_to(path)


def _folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = {
    "file-missing": lambda path: path.unlink(),
    "file-is-folder": _folder,
    "file-unreadable": _loop,
    "file-too-large": lambda path: path.write_bytes(b"#" * 1024 * 1024 + b"#"),
    "file-empty": lambda path: path.write_bytes(b""),
    "not-utf8": lambda path: path.write_bytes("# élevé".encode("latin-1")),
    "not-text": lambda path: path.write_bytes(bytes(range(128))),
    "not-a-number": lambda path: path.write_bytes(b'{"id": NaN}'),
    "number-too-long": lambda path: path.write_bytes(b'{"id": ' + b"9" * 5000 + b"}"),
    "too-many-values": lambda path: path.write_bytes(b"- a\n" * 20_001),
    "alias": lambda path: path.write_bytes(b"id: &a 1\n"),
}


@pytest.mark.parametrize("name", ["pack.yaml", "questions.yaml"])
@pytest.mark.parametrize("code", DAMAGES)
def test_a_file_that_cannot_be_read_is_the_only_problem(copy, name, code):
    DAMAGES[code](copy / name)
    problems = inspect_folder(copy).problems
    assert len(problems) == 1, f"{len(problems)} problems"
    assert problems[0].code == code
    assert problems[0].place.partition(":")[0] == name


def test_a_pack_without_models_or_without_a_folder_says_so(copy):
    shutil.rmtree(copy / "models")
    assert [p.code for p in inspect_folder(copy).problems] == ["no-models"]
    (problem,) = inspect_folder(copy / "absent").problems
    assert problem.code == "pack-not-folder"
    assert "absent" in problem.place


def test_any_line_taken_out_of_a_model_is_told_or_harmless_never_a_crash(copy):
    path = copy / "models" / "a.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    told_of = 0
    for number in range(0, len(lines), 2):
        path.write_text("\n".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
        told_of += bool(inspect_folder(copy).problems)
    assert told_of > len(lines) // 3


# -- every problem is proven -------------------------------------------------------------

# Reported by the functions of situations, or on text asked to be JSON; packs never have them.
ELSEWHERE = {"text-too-long", "json-syntax", "setting-form", "setting-role-form"}


_ENGLISH = SOURCE / "words" / "en.json"


def _codes_in_source():
    known = {
        key.removeprefix("problem.")
        for key in json.loads(_ENGLISH.read_text("utf-8"))
        if "problem." in key
    }
    folder = SOURCE / "knowledge"
    codes = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                codes.add(node.value)
    return codes


def _strings_of(name):
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}


def test_every_problem_that_knowledge_reports_has_a_flawed_pack_or_situation():
    packs = {code for flaw in flaws.OF_FORM.values() for code in flaw.told[0]}
    packs |= {*DAMAGES, "no-models", "pack-not-folder", "too-many-files"}  # see test_field_set too
    codes = _codes_in_source()
    assert "zero-points" in codes
    assert sorted(codes - packs - ELSEWHERE) == []
    assert sorted(ELSEWHERE - _strings_of("inputs/test_situation_file.py")) == []
    assert sorted(packs - codes) == []


# -- one pack, two forms -----------------------------------------------------------------


def test_the_compiled_pack_is_the_pack(pack):
    assert load_compiled(compile_folder(DATA)) == pack


def test_a_flawed_pack_is_not_compiled(copy):
    change(copy, "pack.yaml", "limits: {lead: 2}", "limits: {lead: -2}")
    with pytest.raises(PackError):
        compile_folder(copy)


def test_the_compiled_pack_is_plain_json_with_its_digest(toy, toy_folder):
    compiled = json.loads(compile_folder(toy_folder))
    assert compiled["digest"] == toy.digest
    assert re.fullmatch("[0-9a-f]{16}", toy.digest)


def test_the_digest_ignores_comments_key_order_and_style(copy, toy):
    change(copy, "models/a.yaml", "# The circle: people meet.\n", "")
    commented = "  when:  # a comment\n    people:\n    - firms"
    change(copy, "models/b.yaml", "  when: {people: [firms]}", commented)
    change(copy, "pack.yaml", "limits: {lead: 2}\n", "")
    text = (copy / "pack.yaml").read_text(encoding="utf-8")
    (copy / "pack.yaml").write_text("limits:\n  lead: 2\n" + text, encoding="utf-8")
    changed = load_folder(copy)
    assert changed.digest == toy.digest
    assert changed == toy


def test_the_digest_changes_with_any_word_number_or_order_of_items(copy, toy):
    seen = {toy.digest}
    for name, old, new in (
        ("models/a.yaml", '"Serve coffee."', '"Serve tea."'),
        ("models/b.yaml", "phase: 2\n  question", "phase: 1\n  question"),
        ("models/c.yaml", "options: [citizens, firms]", "options: [firms, citizens]"),
        ("cases/street.yaml", "lack: [ties]", "lack: [ties, money]"),
    ):  # fmt: skip
        change(copy, name, old, new)
        seen.add(load_folder(copy).digest)
    assert len(seen) == 5


def test_models_come_by_number_whatever_their_files_are_called(copy):
    change(copy, "models/a.yaml", "number: 1\n", "number: 9\n")
    assert [model.id for model in load_folder(copy).models] == ["b", "c", "a"]


def test_advice_rests_on_the_questions_marked_quick_or_on_all_that_give_points(copy, toy):
    assert toy.quick_questions() == ("lack", "state")
    path = copy / "questions.yaml"
    path.write_text(path.read_text("utf-8").replace("  quick: true\n", ""), "utf-8")
    assert load_folder(copy).quick_questions() == ("lack", "people", "state", "wish")


# -- the shipped pack --------------------------------------------------------------------

# By model: main and secondary values, phases, partners, and at least: successes, challenges.
COUNTS = {
    1: (3, 3, 5, 5, 3, 3),
    2: (2, 2, 7, 3, 2, 4),
    3: (3, 2, 7, 2, 2, 5),
    4: (4, 3, 5, 5, 4, 6),
    5: (2, 3, 6, 2, 4, 5),
    6: (4, 4, 6, 4, 7, 6),
    7: (3, 2, 6, 2, 7, 5),
    8: (3, 2, 5, 3, 3, 4),
    9: (3, 2, 6, 2, 3, 2),
}
CASES = {1: 3, 2: 2, 3: 2, 4: 4, 5: 2, 6: 4, 7: 2, 8: 4, 9: 1}


def test_the_nine_models_are_there_under_their_ids_and_numbers(pack):
    assert tuple(model.id for model in pack.models) == MODELS
    assert [model.number for model in pack.models] == list(range(1, 10))


@pytest.mark.parametrize("number", COUNTS)
def test_a_model_holds_all_that_its_chapter_lists(pack, number):
    model = pack.models[number - 1]
    values = model.added_values
    main, secondary, phases, partners, successes, challenges = COUNTS[number]
    assert (len(values.main), len(values.secondary)) == (main, secondary)
    assert (len(model.phases), len(model.partners)) == (phases, partners)
    assert len(model.successes) >= successes
    assert len(model.challenges) >= challenges
    assert len(pack.cases_of(model.id)) == CASES[number]


def test_models_6_and_7_alone_go_back_to_their_second_phase(pack):
    cycles = {model.number: tuple(model.cycle) for model in pack.models if model.cycle}
    assert cycles == {6: (6, 2), 7: (6, 2)}


def test_only_model_2_has_lessons_and_four_models_sort_their_partners(pack):
    assert [model.number for model in pack.models if model.lessons] == [2]
    sorting = [m.number for m in pack.models if any(p.category for p in m.partners)]
    assert sorting == [4, 6, 7, 8]
    assert all(
        partner.category for number in sorting for partner in pack.models[number - 1].partners
    )


def test_each_model_says_whether_it_is_a_concertation_in_its_own_way(pack):
    kinds = [model.concertation.kind for model in pack.models]
    assert (kinds[0], *kinds[4:]) == (
        "not-always", "voluntary", "informal", "at-maturity", "drawn-from-one", "by-commitment",
    )  # fmt: skip


def test_the_definition_the_method_and_the_caveats_are_there(pack):
    assert len(pack.glossary) == 6
    inspq = [note for note in pack.definition_notes if note.id.startswith("inspq")]
    assert len(inspq) == 7
    assert all("INSPQ" in text for note in inspq for text in note.text.values())
    method = " ".join(item.text["en"] for item in pack.method)
    assert all(re.search(rf"\b{number}\b", method) for number in (61, 50, 11, 13, 14, 12))
    assert {"no-weights", "not-how-to-replicate", "flagships"} <= {c.id for c in pack.caveats}


def test_the_24_named_initiatives_and_our_own_cases_are_there(pack):
    report = [case for case in pack.cases if case.origin == "report"]
    ours = [case for case in pack.cases if case.origin == "ours"]
    assert len(report) == sum(CASES.values()) == 24
    assert all(case.expected and case.source for case in report)
    assert len([case for case in ours if case.expected is None]) >= 8
    assert len([case for case in ours if case.expected]) >= 8


def test_every_report_case_says_why_its_model_adds_each_answer():
    cases = {
        path.stem: path.read_text(encoding="utf-8") for path in (DATA / "cases").glob("*.yaml")
    }
    report = {name: text for name, text in cases.items() if "\norigin: report\n" in text}
    assert len(report) == 24
    for name, text in report.items():
        further = re.search(r"^from_model:(?: .*)?\n(?:[ #].*\n)*", text, re.MULTILINE)
        if further:  # else its own paragraph says all that its chapter would
            first, *lines = further[0].strip().split("\n")
            for line in lines or [first]:
                assert re.search(r"\S +# \S.*\S", line), f"{name}: {line}"


def test_every_criterion_fires_in_some_case_or_is_listed_as_unproven(pack):
    assert sorted(unproven(pack)) == UNPROVEN


def test_every_reason_fits_in_a_line_and_is_a_sentence(pack):
    for model in pack.models:
        for criterion in model.criteria:
            for lang, text in criterion.because.items():
                place = f"{model.id}.{criterion.id}.{lang}: {text}"
                assert len(text) <= 130, place
                assert text.endswith("."), place
                assert text[0].isupper() or text[0].isdigit(), place


def test_labels_take_at_most_34_cells(pack):
    long = [
        text
        for question in pack.questions
        for thing in (*question.options, *question.holders)
        for text in thing.label.values()
        if cells(text) > 34
    ]
    assert long == []


def test_wide_and_combining_characters_are_counted_in_cells():
    assert cells("été") == cells("e\u0301te\u0301") == 3
    assert cells("日本") == 4


def test_the_questionnaire_keeps_its_bounds(pack):
    asked = asked_questions(pack)
    scored = [question for question in asked if question.id in pack.scored_questions()]
    assert len(asked) <= 16
    assert len(scored) <= 9
    assert {question.theme for question in scored} == {"need", "actors", "ecosystem", "outcome"}
    assert len(pack.grid().options) <= 8
    assert len(pack.question("conditions").options) <= 20
    assert pack.quick_questions() == ("gap", "result")


def test_recognition_comes_after_the_facts_and_before_what_the_plan_needs(pack, toy):
    for told_of in (pack, toy):
        themes = [question.theme for question in told_of.questions]
        scored = told_of.scored_questions()
        facts = [n for n, q in enumerate(told_of.questions) if q.theme == "gate" or q.id in scored]
        made = [n for n, theme in enumerate(themes) if theme in {"recognition", "deciding"}]
        assert facts == list(range(len(facts)))
        assert made == list(range(len(facts), len(facts) + 1 + len(told_of.deciding)))
        assert told_of.questions[made[0]].id == "portrait"


def test_every_deciding_question_of_ours_parts_neighbours_and_cites_each_one_s_chapter(pack):
    assert len(pack.deciding) >= 8
    pairs = [tuple(side.model for side in question.sides) for question in pack.deciding]
    assert len(set(map(frozenset, pairs))) == len(pairs)
    assert all(side.source != "cases" for question in pack.deciding for side in question.sides)


def test_every_model_of_ours_says_what_it_takes_in_short_sentences_of_its_own_chapter(pack):
    for model in pack.models:
        told = [demand.about for demand in model.takes]
        assert {"effort", "end"} <= set(told), model.id  # what none of its chapters leaves out
        assert 2 <= len(told) <= 5, model.id
        sections = {*CHAPTER, "cases", *(["lessons"] if model.lessons else [])}
        assert {demand.source for demand in model.takes} <= sections, model.id
        for demand in model.takes:
            for lang, text in demand.text.items():
                assert re.fullmatch(r"[A-ZÀÉ].*[^.]\.", text), (model.id, lang, text)
                assert len(text.split()) <= 28, (model.id, lang, text)  # lone marks are no words


def test_how_long_an_initiative_lasted_is_told_only_with_its_own_dates(pack):
    for model in pack.models:
        cases = pack.cases_of(model.id)
        for demand in model.takes:
            if demand.source == "cases":
                for lang in pack.languages:
                    said = demand.text[lang] + (demand.inferred_from or {}).get(lang, "")
                    known = " ".join(case.name[lang] + case.summary[lang] for case in cases)
                    years = set(re.findall(r"\b[12]\d{3}\b", said)) - {"2024"}  # the report's own
                    assert years, said
                    assert years <= set(re.findall(r"\b[12]\d{3}\b", known)), said


def test_what_is_in_place_is_told_by_rows_alone_and_each_row_serves(pack):
    rows = {f"conditions.{row.id}" for row in pack.question("conditions").options}
    roles = {f"roles.{row.id}" for row in pack.grid().options}
    asked = {condition.question for model in pack.models for condition in model.conditions}
    assert asked <= rows | roles
    whens = [c.when for model in pack.models for c in model.challenges]
    assert rows <= asked.union(*whens)
    assert any(row.in_forms for row in pack.question("conditions").options)
