"""Rules that can do their work: every model is reached, every rule shown, every flaw told."""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from time import process_time

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from tests.support import flaws
from tests.support import small_packs as packs
from tests.support.by_hand import totals_of
from tests.support.flaws import OF_RULES
from tests.support.pack_files import UNPROVEN
from tests.support.paths import DATA, TOY
from tests.support.small_packs import (
    QUESTIONS,
    case,
    chosen,
    condition,
    criterion,
    every_situation,
    invented_packs,
    pack_of,
    portrayed,
    small_pack,
    words,
)

from concertation_cli.engine.answering import admissible, open_to_change
from concertation_cli.engine.plan import is_triggered
from concertation_cli.engine.prove import unproven, verify
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.engine.shortest import shortest
from concertation_cli.knowledge.folder import inspect_folder, load_folder
from concertation_cli.knowledge.records import Challenge

CODES = {
    "unreachable-model",
    "idle-criterion",
    "dominated-model",
    "idle-question",
    "idle-option",
    "repeated-criterion",
    "idle-condition",
    "idle-deciding",
    "idle-trigger",
}


@pytest.fixture(scope="module")
def verified(pack):
    return verify(pack)


@pytest.fixture(scope="module")
def verified_toy(toy):
    return verify(toy)


@pytest.fixture
def broken(toy_folder, tmp_path):
    """Return a function that copies the toy pack with flaws of rules, told by their names."""

    def build(*names):
        folder = tmp_path / names[0]
        shutil.copytree(toy_folder, folder)
        for name in names:
            flaws.put(OF_RULES[name], folder)
        return folder

    return build


def problem_lines(result):
    """Return the lines of a report that tell a problem, sorted."""
    return sorted(line for line in result.out.decode().splitlines() if ".yaml:" in line)


def codes(pack):
    return [(flaw.code, flaw.path) for flaw in verify(pack).flaws]


def order(pack, answers, model_id):
    """Return where a model stands against each other one: behind, level or ahead."""
    score = totals_of(pack, answers)
    own = score.pop(model_id)
    return {rival: (own > other) - (own < other) for rival, other in score.items()}


def without(pack, model, criterion_id):
    kept = tuple(c for c in model.criteria if c.id != criterion_id)
    models = tuple(m._replace(criteria=kept) if m.id == model.id else m for m in pack.models)
    return pack._replace(models=models)


def reached(pack):
    """Return the models that some situation makes the recommended one, by trying them all."""
    verdicts = (recommend(pack, answers).verdict for answers in every_situation(pack))
    return {verdict.models[0] for verdict in verdicts if verdict.kind is Kind.RECOMMENDED}


# -- what shows that rules work ----------------------------------------------------------


def test_the_shipped_pack_and_the_toy_have_no_idle_rule(verified, verified_toy):
    assert verified.flaws == ()
    assert verified_toy.flaws == ()


@pytest.mark.parametrize("name", ["pack", "toy"])
def test_each_witness_recommends_its_model_and_can_spare_no_answer(request, name):
    pack = request.getfixturevalue(name)
    found = request.getfixturevalue("verified" if name == "pack" else "verified_toy")
    assert list(found.witnesses) == [model.id for model in pack.models]
    scored = pack.scored_questions()
    for model_id, answers in found.witnesses.items():
        verdict = recommend(pack, answers).verdict
        assert (verdict.kind, verdict.models) == (Kind.RECOMMENDED, (model_id,))
        for key in scored & answers.keys():
            fewer = {k: a for k, a in answers.items() if k != key}
            told = recommend(pack, fewer).verdict
            assert (told.kind, told.models) != (Kind.RECOMMENDED, (model_id,)), (model_id, key)


@pytest.mark.parametrize("name", ["pack", "toy"])
def test_each_model_has_a_situation_in_which_both_readings_call_for_it(request, name):
    pack = request.getfixturevalue(name)
    found = request.getfixturevalue("verified" if name == "pack" else "verified_toy")
    assert list(found.recognized) == [model.id for model in pack.models]
    for model_id, answers in found.recognized.items():
        verdict = recommend(pack, answers).verdict
        assert (verdict.kind, verdict.models) == (Kind.RECOMMENDED, (model_id,))
        assert (answers["portrait"], verdict.trust) == ((model_id,), Trust.CONSISTENT)
        for key in pack.scored_questions() & answers.keys():
            fewer = {k: a for k, a in answers.items() if k != key}
            assert recommend(pack, fewer).verdict.trust is not Trust.CONSISTENT, (model_id, key)


@pytest.mark.parametrize("name", ["pack", "toy"])
def test_each_deciding_question_has_a_situation_that_it_settles(request, name):
    pack = request.getfixturevalue(name)
    found = request.getfixturevalue("verified" if name == "pack" else "verified_toy")
    assert list(found.settled) == [question.id for question in pack.deciding]
    for question_id, answers in found.settled.items():
        verdict = recommend(pack, answers).verdict
        assert (verdict.models, verdict.trust) == (answers[question_id], Trust.TO_CONFIRM)
        open_still = {key: a for key, a in answers.items() if key != question_id}
        before = recommend(pack, open_still).verdict
        assert before.kind is Kind.CLOSE
        assert set(answers[question_id]) < set(before.models)


def test_a_pack_without_portraits_has_no_situation_that_recognizes():
    pack = small_pack(north={"lack.a": 9}, south={"lack.b": 9})
    found = verify(pack)
    assert (found.recognized, found.settled) == ({}, {})
    seen = verify(portrayed(pack))
    assert seen.witnesses == found.witnesses
    assert seen.recognized.keys() == {"north", "south"}
    assert set(seen.settled) == {"which"}


def test_a_model_that_the_answers_never_put_first_is_out_of_reach_by_both_readings():
    models = {"north": {"lack.a": 9}, "south": {"lack.a": 3}, "east": {"lack.b": -3}}
    pack = portrayed(small_pack(lead=3, **models))
    told = {(flaw.file, flaw.path) for flaw in verify(pack).flaws
            if flaw.code == "unreachable-model"}  # fmt: skip
    assert told == {
        (f"models/{model}.yaml", path) for model in ("south", "east") for path in ("id", "portrait")
    }


def test_a_model_level_with_another_is_reached_by_both_readings_but_not_by_the_answers_alone():
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.a": 9}))
    found = verify(pack)
    assert (set(found.witnesses), set(found.recognized)) == (set(), {"north", "south"})


def test_each_witness_holds_answers_that_the_questions_admit(pack, verified):
    scored = pack.scored_questions()
    for answers in verified.witnesses.values():
        for key in scored & answers.keys():
            assert answers[key] in admissible(pack.question(key))


def test_no_option_of_a_witness_can_be_spared(pack, verified):
    for model_id, answers in verified.witnesses.items():
        for key in pack.scored_questions() & answers.keys():
            for option in answers[key] if len(answers[key]) > 1 else ():
                fewer = tuple(kept for kept in answers[key] if kept != option)
                verdict = recommend(pack, {**answers, key: fewer}).verdict
                told = (verdict.kind, verdict.models)
                assert told != (Kind.RECOMMENDED, (model_id,)), (model_id, option)


@pytest.mark.parametrize("name", ["pack", "toy"])
def test_each_criterion_is_shown_by_answers_under_which_it_changes_an_order(request, name):
    pack = request.getfixturevalue(name)
    found = request.getfixturevalue("verified" if name == "pack" else "verified_toy")
    every = [f"{m.id}/{c.id}" for m in pack.models for c in m.criteria]
    assert list(found.shown) == every
    for model in pack.models:
        for rule in model.criteria:
            answers = found.shown[f"{model.id}/{rule.id}"]
            assert all(answers[key] in admissible(pack.question(key)) for key in answers)
            lesser = without(pack, model, rule.id)
            assert order(pack, answers, model.id) != order(lesser, answers, model.id), rule.id


def test_a_criterion_told_idle_changes_no_order_whatever_is_answered(broken):
    pack = load_folder(broken("idle-criterion"))
    model = pack.model("c")
    lesser = without(pack, model, "money-spent")
    for answers in every_situation(pack):
        assert order(pack, answers, "c") == order(lesser, answers, "c"), answers


def test_a_witness_of_more_than_four_answers_spares_what_it_can():
    rules = {"lack.a": 3, "people.a": 2, "field.a": 3, "fruit.a": 1}
    pack = small_pack(lead=9, north=rules, south={"lack.b": 3})
    answers = shortest(pack, pack.models[0])
    assert answers.keys() == {"door", "lack", "people", "field", "fruit"}
    many = small_pack(lead=8, north=rules, south={"lack.b": 3})
    assert "fruit" not in shortest(many, many.models[0])


def test_beyond_four_answers_the_shortest_situation_has_none_to_spare():
    further = tuple(packs.question(f"more-{n}", "actors", "abc") for n in range(3))
    points = {"lack": 3, "people": 2, "field": 3, "fruit": 1, **{q.id: 2 for q in further}}
    rules = [criterion(f"{key}-a", key, ["a"], worth) for key, worth in points.items()]
    models = (
        packs.model("north", 1, rules),
        packs.model("south", 2, [criterion("lack-b", "lack", ["b"], 3)]),
    )
    pack = pack_of(models, (*QUESTIONS, *further), lead=12)
    answers = shortest(pack, models[0])
    assert len(answers.keys() - {"door"}) == 5  # 3 + 3 + 2 + 2 + 2 points


def test_a_pack_of_one_model_is_verified():
    pack = small_pack(north={"lack.a": 9, "lack.b": -3})
    found = verify(pack)
    assert found.witnesses.keys() == {"north"}
    assert not {"unreachable-model", "dominated-model"} & {flaw.code for flaw in found.flaws}


# -- exact, and tried against brute force ------------------------------------------------


def greatest_leads(pack):
    """Return, for each pair of models, the greatest lead of one over the other, by trying all."""
    ids = [model.id for model in pack.models]
    greatest = {(one, other): 0 for one in ids for other in ids if one != other}
    for answers in every_situation(pack):
        score = totals_of(pack, answers)
        for (one, other), most in greatest.items():
            greatest[one, other] = max(most, score[one] - score[other])
    return greatest


def some_situations(pack):
    count = 1
    for question in open_to_change(pack):
        count *= 1 + len(admissible(question))
    return count


@pytest.mark.long
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(invented_packs().filter(lambda pack: some_situations(pack) <= 400))
def test_dominated_models_are_exactly_those_that_brute_force_finds(pack):
    leads = greatest_leads(pack)
    behind = {one for (one, _), lead in leads.items() if lead <= 0}
    flaws = [flaw for flaw in verify(pack).flaws if flaw.code == "dominated-model"]
    assert {Path(flaw.file).stem for flaw in flaws} == behind
    assert len(flaws) == len(behind)
    for flaw in flaws:
        assert leads[Path(flaw.file).stem, flaw.values["other"]] <= 0


def test_a_model_always_level_with_another_is_dominated_both_ways():
    same = {"lack.a": 2, "field.b": 1}
    pack = small_pack(north=same, south=same, east={"lack.c": 9})
    told = {(flaw.file, flaw.values["other"]) for flaw in verify(pack).flaws
            if flaw.code == "dominated-model"}  # fmt: skip
    assert told == {("models/north.yaml", "south"), ("models/south.yaml", "north")}


def test_one_answer_that_puts_a_model_ahead_is_enough_not_to_be_dominated():
    pack = small_pack(
        north={"lack.a": 9, "people.b": 6, "field.c": 9},
        south={"lack.a": 6, "people.b": 4, "fruit.c": 1},
    )
    assert "dominated-model" not in [code for code, _ in codes(pack)]


# Points of the toy under which `c` is recommended only with an option that gives it nothing, or
# with an answer that gives it less than another would.
HARD_TO_REACH = [
    {("a", "ties-lacking"): -3, ("a", "proof-sought"): 3},
    {("a", "from-nothing"): -2, ("c", "proof-lacking"): -1},
    {("c", "money-spent"): 1, ("c", "anyone"): -1},
]


def pointed(pack, points):
    """Return a pack whose criteria give these points instead, by (model, criterion)."""
    return pack._replace(
        models=tuple(
            m._replace(
                criteria=tuple(
                    c._replace(points=points.get((m.id, c.id), c.points)) for c in m.criteria
                )
            )
            for m in pack.models
        )
    )


@pytest.mark.parametrize("points", HARD_TO_REACH)
def test_a_model_that_some_situation_recommends_is_not_told_unreachable(toy, points):
    pack = pointed(toy, points)
    assert "c" in reached(pack)
    assert "unreachable-model" not in [code for code, _ in codes(pack)]


def advised_with(pack, model_id, question_id, option):
    """Return the situations that advise a model, near misses included, with this option."""
    return [
        answers
        for answers in every_situation(pack)
        if option in answers.get(question_id, ())
        and model_id in recommend(pack, answers).verdict.models
    ]


def test_a_condition_that_holds_in_some_situation_is_not_told_idle(toy):
    pack = pointed(toy, {("b", "firms-pay"): -3})
    (held,) = [rule for rule in toy.model("b").conditions if rule.when]
    assert held.when == {"people": ("firms",)}
    shown = advised_with(pack, "b", "people", "firms")
    assert shown
    assert all(held.id in told_conditions(pack, answers, "b") for answers in shown)
    assert "idle-condition" not in [code for code, _ in codes(pack)]


def told_conditions(pack, answers, model_id):
    ranking = recommend(pack, answers).ranking
    return {c.id for s in ranking if s.model == model_id for c in s.conditions}


def test_a_condition_that_can_hold_for_no_situation_that_names_its_model_is_idle():
    never = {"north": [condition("conditions.room", when={"lack": ("b",)})]}
    pack = small_pack(
        lead=0, conditions=never, north={"lack.a": 9, "lack.b": -9}, south={"lack.b": 9}
    )
    assert ("idle-condition", "conditions[conditions-room-1].when.lack") in codes(pack)
    often = {"north": [condition("conditions.room", when={"lack": ("b", "a")})]}
    pack = small_pack(
        lead=0, conditions=often, north={"lack.a": 9, "lack.b": -9}, south={"lack.b": 9}
    )
    assert "idle-condition" not in [code for code, _ in codes(pack)]


def test_a_row_that_no_condition_nor_role_names_is_idle():
    told = [path for code, path in codes(small_pack(north={"lack.a": 9}, south={"lack.b": 9}))
            if code in {"idle-option", "idle-question"}]  # fmt: skip
    assert "[conditions]" in told
    assert "[posts]" not in told  # each model needs both roles
    needs = {"north": [condition("conditions.room")]}
    pack = small_pack(conditions=needs, north={"lack.a": 9}, south={"lack.b": 9})
    assert ("idle-option", "[conditions].options[accord]") in codes(pack)
    assert "[conditions]" not in [path for _, path in codes(pack)]


def test_a_trigger_that_some_situation_shows_is_not_told_idle(toy):
    model = toy.model("c")
    trigger = Challenge("spent", 1, words("spent"), {"lack": ("money",)})
    models = (*toy.models[:2], model._replace(challenges=(trigger,)))
    pack = toy._replace(models=models)
    shown = advised_with(pack, "c", "lack", "money")
    assert shown
    assert all(is_triggered(trigger, answers) for answers in shown)
    assert "idle-trigger" not in [code for code, _ in codes(pack)]


@pytest.mark.parametrize("name", ["idle-condition", "idle-trigger"])
def test_the_seeded_condition_and_trigger_really_never_show(broken, name):
    pack = load_folder(broken(name))
    assert advised_with(pack, "c", "lack", "money") == []


def test_the_seeded_models_are_really_out_of_reach(broken):
    for name in ("unreachable-model", "dominated-model"):
        pack = load_folder(broken(name))
        assert "c" not in reached(pack), name


# -- questions, options, reasons ---------------------------------------------------------


def test_a_question_that_moves_all_models_alike_is_idle():
    alike = {"people.a": 2, "people.b": -1}
    pack = small_pack(north={"lack.a": 9, **alike}, south={"lack.b": 9, **alike})
    assert ("idle-question", "[people]") in codes(pack)


def test_a_question_that_moves_one_model_alone_is_not_idle():
    pack = small_pack(north={"lack.a": 9, "people.a": 2}, south={"lack.b": 9})
    assert ("idle-question", "[people]") not in codes(pack)


def test_a_question_that_moves_all_models_alike_but_on_which_a_condition_hangs_is_not_idle():
    alike = dict.fromkeys(("people.a", "people.b", "people.c"), 2)
    when = {"people": ("a", "b", "c")}
    needs = {"north": [condition("conditions.room", when=when)]}
    rules = {"north": {"lack.a": 9, **alike}, "south": {"lack.b": 9, **alike}}
    pack = small_pack(conditions=needs, **rules)
    lacking = chosen(lack="a", things={"room": "not-yet"})
    unready = recommend(pack, lacking | chosen(people="b")).verdict.kind
    ready = recommend(pack, lacking).verdict.kind
    assert (unready, ready) == (Kind.NOT_READY, Kind.RECOMMENDED)
    told = [path for code, path in codes(pack) if code == "idle-question"]
    assert "[people]" not in told


def test_none_of_these_needs_no_rule(toy, verified_toy):
    assert any(option.none for option in toy.question("cautions").options)
    assert verified_toy.flaws == ()


def test_the_same_reason_in_one_language_only_is_repeated():
    pack = small_pack(north={"lack.a": 9, "lack.b": 3, "people.a": 2}, south={"lack.c": 6})
    north = pack.models[0]
    first, second, third = north.criteria
    same = second._replace(because=first.because)
    elsewhere = third._replace(because=first.because)
    pack = pack._replace(models=(north._replace(criteria=(first, same, elsewhere)), pack.models[1]))
    told = [f for f in verify(pack).flaws if f.code == "repeated-criterion"]
    assert [(f.path, f.values) for f in told] == [
        (f"criteria[{second.id}]", {"other": first.id}),
    ]


def test_a_criterion_is_proven_by_a_case_or_by_what_its_chapter_adds():
    pack = small_pack(
        north={"lack.a": 9, "people.a": 2, "field.a": 3}, south={"lack.b": 6, "field.c": 3}
    )
    told = case("told", "north", lack="a", from_model={"people": "a"})
    pack = pack._replace(cases=(told,))
    assert unproven(pack) == ("north/field-a", "south/lack-b", "south/field-c")


def test_the_unproven_criteria_of_the_shipped_pack_are_the_agreed_list(verified):
    assert sorted(verified.unproven) == sorted(u.replace(".", "/") for u in UNPROVEN)


def test_the_whole_shipped_pack_is_verified_in_less_than_twenty_seconds(pack):
    started = process_time()
    verify(pack)
    assert process_time() - started < 20


# -- seeded faults -----------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_RULES)
def test_a_seeded_fault_is_told_in_exactly_these_words_in_both_languages(run, broken, name):
    folder, flaw = broken(name), OF_RULES[name]
    if flaws.RENEWING:
        flaw = flaws.renew(flaw, folder)
    codes, english, french = flaw.told
    assert not inspect_folder(folder).problems
    assert [flaw.code for flaw in verify(load_folder(folder)).flaws] == list(codes)
    for lang, lines in (("en", english), ("fr", french)):
        result = run("check", folder, "--lang", lang)
        assert (result.code, result.err) == (3, "")
        assert problem_lines(result) == sorted(lines)


@pytest.mark.parametrize("name", OF_RULES)
def test_a_seeded_fault_is_told_with_its_line(run, broken, name):
    folder = broken(name)
    for line in problem_lines(run("check", folder)):
        file, number, _ = line.split(":", 2)
        assert (folder / file).is_file()
        assert number.isdigit(), line
        flawed = (folder / file).read_text("utf-8").split("\n")[int(number) - 1]
        assert flawed.strip()


def test_every_flaw_of_the_rules_has_a_seeded_fault():
    seeded = {code for flaw in OF_RULES.values() for code in flaw.told[0]}
    assert seeded == CODES


def test_json_tells_the_seeded_faults_and_has_the_keys_of_a_valid_pack(run, broken):
    result = run("check", broken("idle-option"), "--json")
    assert (result.code, result.err) == (3, "")
    found = json.loads(result.out)
    assert list(found) == list(json.loads(run("check", TOY, "--json").out))
    assert found["valid"] is False
    assert tuple(found["problems"]) == OF_RULES["idle-option"].told[1]
    for key in ("counts", "witnesses", "recognized", "shown", "settled", "unproven"):
        assert found[key] is None


def test_two_seeded_faults_in_two_files_are_both_told(run, broken):
    result = run("check", broken("idle-option", "repeated-criterion"))
    assert result.code == 3
    places = [line.partition(":")[0] for line in problem_lines(result)]
    assert places == ["models/a.yaml", "questions.yaml"]


# -- the report of a flawed pack ----------------------------------------------------------

MANY = {
    "models/c.yaml": (("number: 3", "number: three"), ("  points: 3", "  points: 9")),
    "models/a.yaml": (('pages: "2-3"', "pages: 2"),),
    "cases/street.yaml": (("lack: [ties]", "lack: [tie]"),),
}
AGAIN = {"en": "Correct, save, then run", "fr": "Corrigez, enregistrez, puis relancez"}
HEADING = {"en": "4 problems in 3 files.", "fr": "4 problèmes dans 3 fichiers."}


@pytest.fixture
def flawed(toy_folder, tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(toy_folder, folder)
    for name, changes in MANY.items():
        text = (folder / name).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("lang", HEADING)
def test_a_report_counts_then_tells_each_file_from_the_top_then_says_what_to_do(run, flawed, lang):
    told = run("check", flawed, "--lang", lang).out.decode()
    heading, *files, closing = told.rstrip("\n").split("\n\n")
    assert heading == HEADING[lang]
    assert closing.startswith(AGAIN[lang])
    places = [[line.split(":")[:2] for line in file.split("\n")] for file in files]
    assert places == [
        [["models/a.yaml", "4"]],
        [["models/c.yaml", "3"], ["models/c.yaml", "54"]],
        [["cases/street.yaml", "7"]],
    ]
    lines = [line for file in files for line in file.split("\n")]
    assert json.loads(run("check", flawed, "--json", "--lang", lang).out)["problems"] == lines


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_the_same_report_is_wrapped_at_words(run, flawed, width):
    piped = run("check", flawed, "--lang", "fr").out.decode()
    assert max(map(len, piped.splitlines())) > 80  # a line stays whole for other programs
    sizes = {"COLUMNS", "LINES"}  # they would be believed before the terminal
    kept = {name: value for name, value in os.environ.items() if name not in sizes}
    words = pexpect.run(
        shlex.join([sys.executable, "-m", "concertation_cli", "check", str(flawed)]),
        env={**kept, "CONCERTATION_LANG": "fr", "PYTHONUTF8": "1"},
        timeout=60,
        dimensions=(60, width),
    )
    shown = words.decode().replace("\r\n", "\n")
    assert " ".join(shown.split()) == " ".join(piped.split())
    for line in shown.splitlines():
        assert len(line) <= width or " " not in line.strip(), line


def test_what_comes_again_and_again_in_a_file_is_counted_and_json_tells_it_all(run, copy):
    path = copy / "pack.yaml"
    path.write_text(path.read_text("utf-8").replace("[fr, en]", "[fr, en, es]"), "utf-8")
    told = run("check", copy).out.decode().splitlines()
    every = json.loads(run("check", copy, "--json").out)["problems"]
    for name in ("pack.yaml", "questions.yaml"):
        shown = [line for line in told if line.startswith(name)]
        count = sum(line.startswith(name) for line in every)
        assert len(shown) == 6 < count
        assert shown[-1] == f"{name}: {count - 5} more problems of the same kind in this file."
    assert told[0] == f"{len(every)} problems in {len({e.split(':')[0] for e in every})} files."


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_file_holds_never_acts_on_the_terminal(run, copy, form):
    path = copy / "models" / "a.yaml"
    path.write_text(path.read_text("utf-8") + '"\\e[31mred": "\\e]0;x\\a"\n', "utf-8")
    result = run("check", copy, "--format", form)
    assert result.code == 3
    assert b"\x1b" not in result.out
    assert b"u001b" not in result.out
    assert b"red" in result.out


# -- what `check` shows ------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_check_prints_a_witness_of_each_model_and_each_unproven_criterion(
    run, pack, verified, lang
):
    result = run("check", DATA, "--lang", lang, env={"COLUMNS": "100"})
    assert (result.code, result.err) == (0, "")
    told = " ".join(result.out.decode().split())
    for model in pack.models:
        assert f"- {model.name[lang]}" in told
        answers = verified.witnesses[model.id]
        for key in pack.scored_questions() & answers.keys():
            assert " ".join(pack.question(key).text[lang].split()) in told
            for option in answers[key]:
                assert pack.question(key).option(option).label[lang] in told
    for criterion_id in verified.unproven:
        assert f"- {criterion_id}" in told


def test_check_in_json_gives_situations_that_recommend_what_they_say(run, pack, verified):
    found = json.loads(run("check", DATA, "--json").out)
    assert list(found["witnesses"]) == [model.id for model in pack.models]
    assert list(found["shown"]) == list(verified.shown)
    assert found["unproven"] == list(verified.unproven)
    for model_id in ("liens-elus", "cohorte", "entente-multipartite"):
        for part in ("witnesses", "recognized"):
            situation = json.dumps({"answers": found[part][model_id]})
            told = json.loads(run("recommend", "-", "--json", stdin=situation).out)
            assert told["recommended"] == model_id
    for question_id, answers in found["settled"].items():
        told = json.loads(
            run("recommend", "-", "--json", stdin=json.dumps({"answers": answers})).out
        )
        assert told["recommended"] == answers[question_id]
