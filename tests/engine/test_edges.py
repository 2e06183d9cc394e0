"""Edges: what is left when a pack is tiny, an id unknown, a file odd, the number of sets huge."""

import pytest
from tests.support.pack_files import change
from tests.support.small_packs import chosen, condition, small_pack

from concertation_cli.engine import prove, shortest
from concertation_cli.engine.conditions import role_holder
from concertation_cli.engine.firmness import assess, nearest_changes
from concertation_cli.engine.group import confer
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.replay import (
    Saved,
    SavedReason,
    SavedStanding,
    Why,
    moves,
    places,
    replay,
)
from concertation_cli.engine.results import Ground, Kind, Status, VerdictReason
from concertation_cli.engine.scoring import score_models
from concertation_cli.engine.tally import Tally
from concertation_cli.engine.verdict import Brief
from concertation_cli.inputs.forms import form_for
from concertation_cli.knowledge import store
from concertation_cli.knowledge.answers import read_known_answers, read_situation
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.folder import inspect_folder
from concertation_cli.knowledge.strict_yaml import MAX_DEPTH, TreeError, parse
from concertation_cli.words import Words

# -- the engine --------------------------------------------------------------------------


def test_what_moves_is_told_in_the_later_order_and_what_went_last():
    before = {"north": (9, 1), "south": (6, 2), "west": (3, 3), "east": (0, 4)}
    after = {"south": (9, 1), "east": (9, 1), "west": (3, 3)}
    assert moves(before, after) == (
        ("south", (6, 2), (9, 1)),
        ("east", (0, 4), (9, 1)),
        ("north", (9, 1), None),
    )
    assert moves({}, {"north": (0, 1)}) == (("north", None, (0, 1)),)


def test_a_place_is_a_score_and_its_rank():
    pack = small_pack(north={"lack.a": 6}, south={"lack.a": 6}, west={"lack.a": 3})
    result = recommend(pack, chosen(lack="a"))
    assert places(result) == {"north": (6, 1), "south": (6, 1), "west": (3, 3)}


def test_a_reason_tells_its_rule_its_theme_and_what_was_chosen():
    pack = small_pack(north={"lack.a": 6, "fruit.b": -1})
    (score,) = score_models(pack, chosen(lack="a", fruit="b"))
    assert score == ("north", 5, {"need": 6, "outcome": -1}, (
        ("lack-a", "lack", "need", ("a",), 6),
        ("fruit-b", "fruit", "outcome", ("b",), -1),
    ))  # fmt: skip


def test_a_model_without_rivals_is_advised_by_the_answers_ahead_of_nobody():
    result = recommend(small_pack(north={"lack.a": 6}), chosen(door="yes", lack="a"))
    assert (result.verdict.kind, result.verdict.models) == (Kind.RECOMMENDED, ("north",))
    assert result.verdict.because[0] == VerdictReason(Ground.ANSWERS_ALONE)
    assert result.why_not == ()


def test_a_model_of_a_single_point_may_be_the_ready_one_and_one_of_none_may_not():
    needed = {"north": [condition("posts.purse", 1)]}
    answers = chosen(door="yes", lack="a", field="a", fruit="a", roles={"purse": "nobody"})
    north = {"lack.a": 9, "field.a": 9}
    for points, ready in ((1, "south"), (-1, None)):
        pack = small_pack(conditions=needed, north=north, south={"fruit.a": points})
        verdict = recommend(pack, answers).verdict
        assert (verdict.kind, verdict.ready) == (Kind.NOT_READY, ready)
    without_points = small_pack(conditions=needed, north=north, south={"fruit.b": 1})
    assert recommend(without_points, answers).verdict.ready is None


def test_a_tally_names_close_models_by_their_numbers_however_the_pack_is_turned():
    pack = small_pack(lead=1, north={"lack.a": 6}, south={"lack.a": 6}, west={"lack.b": 3})
    turned = pack._replace(models=pack.models[::-1])
    answers = chosen(door="yes", lack="a")
    assert recommend(turned, answers).verdict.models == ("north", "south")
    assert Tally(turned).verdict(answers).models == ("north", "south")


def test_only_the_two_best_rivals_are_told_why_not_question_by_question():
    pack = small_pack(
        lead=5,
        north={"lack.a": 9, "field.a": 6},
        south={"lack.a": 3, "field.a": 3, "people.a": 2},
        east={"people.a": 2, "lack.a": -3},
        west={"fruit.a": 1},
    )
    result = recommend(pack, chosen(lack="a", field="a", people="a"))
    assert [why.model for why in result.why_not] == ["south", "west"]
    south = result.why_not[0]
    assert [(r.question, r.points) for r in south.gained] == [
        ("lack", 3),
        ("field", 3),
        ("people", 2),
    ]
    assert [(lost.question, lost.points) for lost in south.lost] == [("lack", 6), ("field", 3)]
    assert [(r.criterion, r.points) for r in south.lost[0].own] == [("lack-a", 3)]
    assert [(r.criterion, r.points) for r in south.lost[0].leaders] == [("lack-a", 9)]


def test_a_tally_of_answers_on_which_nothing_speaks_is_undetermined():
    pack = small_pack(north={"lack.a": 3}, south={"lack.b": 3})
    found = Tally(pack).verdict(chosen(door="yes", lack="c"))
    assert found == Brief("undetermined", lead=0, scores=(0, 0), ground="nothing-speaks")


def test_a_replay_tells_other_points_and_another_status_and_what_each_adds():
    needed = {"north": [condition("posts.purse", 1)]}
    pack = small_pack(conditions=needed, north={"lack.a": 6, "field.a": 3}, south={"people.a": 2})
    answers = chosen(door="yes", lack="a", field="a", roles={"purse": "nobody"})
    reasons = (SavedReason("lack-a", "lack", 9), SavedReason("field-a", "field", 5))
    north = SavedStanding("north", "North", 1, 14, reasons, {"posts-purse-1": "in-place"})
    south = SavedStanding("south", "South", 2, 0, (), {})
    told = replay(
        pack, Saved("small", "0", "0", "recommended", ("north",), (north, south), answers)
    )
    assert (told.same, told.moves) == (False, (("north", (14, 1), (9, 1)),))
    assert told.causes == (
        (Why.POINTS, "north", "lack-a", 9, 6, -3),
        (Why.POINTS, "north", "field-a", 5, 3, -2),
        (Why.CONDITION, "north", "posts-purse-1", "in-place", "not-yet", 0),
    )


def test_a_single_point_of_outcome_is_enough_to_be_first_by_the_sum():
    pack = small_pack(north={"fruit.a": 1}, south={"fruit.b": 1, "lack.b": 3})
    pooled = confer(pack, [chosen(lack="c", fruit="a")]).pooled
    assert (pooled.first, pooled.nothing) == ("north", None)
    assert [(score.model, score.total) for score in pooled.ranking] == [("north", 1), ("south", 0)]


def test_a_model_without_rivals_has_no_lead_and_stays_first_whatever_changes():
    pack = small_pack(north={"lack.a": 6})
    answers = chosen(lack="a")
    firm = assess(pack, answers, score_models(pack, answers))
    assert (firm.lead, firm.changes, firm.flips) == (None, (4, 4), ())


def test_one_change_is_nearer_than_two_that_move_less():
    pack = small_pack(north={"lack.a": 3, "fruit.a": 1}, south={"people.b": 6, "fruit.b": 1})
    answers = chosen(lack="a", people="a", fruit="a")
    (change,) = nearest_changes(pack, answers, "south")
    assert (change.question, change.before, change.after) == ("people", ("a",), ("b",))


def test_a_decisive_disagreement_is_told_before_a_wider_one_that_decides_nothing():
    pack = small_pack(north={"lack.a": 9, "field.a": 3}, south={"lack.b": 9})
    given = (("a", "a"), ("a", "b"), ("b", "c"))
    found = confer(pack, [chosen(field="a", lack=lack, people=people) for lack, people in given])
    told = [(d.key, d.decisive) for d in found.disagreements]
    assert told == [("lack", True), ("people", False)]


def test_where_sets_are_too_many_the_best_answer_to_every_question_is_tried(monkeypatch):
    pack = small_pack(lead=2, north={"lack.a": 6, "field.a": 3}, south={"lack.c": 9})
    north = pack.models[0]
    whole = shortest.shortest(pack, north)
    monkeypatch.setattr(shortest, "MAX_SETS", 0)
    assert shortest.shortest(pack, north) == whole == chosen(door="yes", lack="a")


# -- the pack ----------------------------------------------------------------------------


def test_an_id_that_the_pack_does_not_have_is_a_key_error(toy):
    for ask in (toy.model, toy.question, toy.questions[0].option):
        with pytest.raises(KeyError, match="nobody"):
            ask("nobody")


def test_a_condition_on_an_unknown_row_is_told_alone(copy):
    change(copy, "models/a.yaml", "question: roles.host", "question: roles.hots")
    (problem,) = inspect_folder(copy).problems
    assert (problem.code, problem.values["value"]) == ("unknown-row", "roles.hots")


def test_a_pack_file_without_languages_is_told_to_declare_them(copy):
    change(copy, "pack.yaml", "languages: [fr, en]\n", "")
    (problem,) = inspect_folder(copy).problems
    assert (problem.code, problem.values["key"]) == ("missing-key", "languages")


def test_an_installation_without_its_pack_says_where_it_should_be(run, monkeypatch, tmp_path):
    monkeypatch.setattr(store, "_PACKAGE", tmp_path / "lib" / "site" / "package")
    monkeypatch.setattr(store, "_COMPILED", tmp_path / "none")
    result = run("list")
    assert (result.code, result.out) == (3, b"")
    assert str(tmp_path / "lib" / "site" / "package" / "data") in result.err


# -- situations --------------------------------------------------------------------------


def test_answers_kept_as_a_list_give_nothing_and_are_no_crash(toy):
    assert read_known_answers(parse(b"[a, b]"), toy.questions) == ({}, ())


def test_json_that_yaml_would_refuse_may_stand_after_empty_lines():
    key = "k" * 2_000
    assert list(parse(f'\n \n{{"{key}": 1}}'.encode()).value) == [key]


def test_json_nested_too_deep_is_refused_with_the_limit():
    with pytest.raises(TreeError) as caught:
        parse(b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}")
    assert (caught.value.code, caught.value.values) == ("too-deep", {"limit": MAX_DEPTH})


@pytest.mark.parametrize("key", ["title", "notes"])
def test_a_title_or_notes_that_are_no_text_are_told_where_they_stand(toy, key):
    findings = Findings("file")
    read_situation(parse(f"{key}: [a]\nanswers: {{}}".encode()), toy.questions, findings)
    (problem,) = findings.problems
    assert (problem.place, problem.code) == (f"file:1: {key}", "expected-text")


@pytest.mark.parametrize("digits", ["1e999", "-1e999"])
def test_a_number_without_end_is_refused_in_json(digits):
    with pytest.raises(TreeError) as caught:
        parse(b'{"answers": ' + digits.encode() + b"}")
    assert (caught.value.code, caught.value.values) == ("not-a-number", {"value": digits})


def test_a_case_without_answers_is_told_even_where_no_question_can_be_read(copy):
    (copy / "questions.yaml").write_text("[]\n", encoding="utf-8")
    path = copy / "cases" / "street.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("codings:")
    path.write_text(text[:start] + "codings: [3]\nexpected: a\n", encoding="utf-8")
    told = [p for p in inspect_folder(copy).problems if p.code == "expected-answers"]
    assert [problem.place.partition(":")[0] for problem in told] == ["cases/street.yaml"]


def test_answers_that_are_no_lines_are_told_even_where_there_is_no_question():
    findings = Findings("file")
    read_situation(parse(b"answers: 3\n"), (), findings)
    (problem,) = findings.problems
    assert (problem.code, problem.values) == ("expected-answers", {"example": "…"})


def test_a_note_given_twice_for_one_answer_is_told(toy):
    findings = Findings("file")
    text = 'answers: {lack: ties}\nanswer_notes: {lack: one, "What is lacking?": two}\n'
    read_situation(parse(text.encode()), toy.questions, findings, names=form_for(toy, Words("en")))
    (problem,) = findings.problems
    assert (problem.place, problem.code) == (
        "file:2: answer_notes.What is lacking?",
        "duplicate-key",
    )


def test_a_role_that_no_question_asks_about_is_held_by_nobody_known(toy):
    bare = toy._replace(questions=tuple(q for q in toy.questions if q.kind != "grid"))
    assert role_holder(bare, "host", {}) == (None, Status.UNKNOWN)


def test_a_deciding_question_that_changes_no_verdict_settles_nothing(toy):
    class Deaf:
        """A tally that a deciding question does not move."""

        def verdict(self, answers):
            return Tally(toy).verdict({key: a for key, a in answers.items() if key not in ids})

    ids = {question.id for question in toy.deciding}
    facts = {model.id: shortest.shortest(toy, model) for model in toy.models}
    assert {question for question, _ in prove._settling(toy, Tally(toy), facts)} == ids  # noqa: SLF001
    assert list(prove._settling(toy, Deaf(), facts)) == []  # noqa: SLF001  # no pack is so deaf
