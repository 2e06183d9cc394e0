"""What stands beside the advice: likeness, contradictions, sentences."""

import json
import re
from importlib import resources

import pytest
from tests.support.small_packs import case, chosen, condition, portrayed, small_pack, words
from tests.support.texts import numbers

from concertation_cli.engine.explain import LEAST_SHARED, contradictory, explain, similar_cases
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.knowledge.records import Contradiction
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.views.replay import Changes
from concertation_cli.words import Words

LANGUAGES = ("en", "fr")
BANNED = re.compile(r"%|chance|hasard|probab|likelihood|\bodds\b|vraisembl", re.IGNORECASE)


def studied(pack, answers):
    return explain(pack, answers, recommend(pack, answers))


def alike_in(cases, **answers):
    pack = small_pack(north={"lack.a": 3, "people.a": 2, "field.a": 3, "fruit.a": 1})
    found = similar_cases(pack._replace(cases=tuple(cases)), chosen(**answers))
    return [(likeness.case, likeness.size) for likeness in found]


# Documented cases most alike


def test_the_cases_most_alike_are_those_that_share_most_options_and_three_at_most():
    cases = [
        case("two", "north", lack="a", people="a"),
        case("four", "north", lack="ab", people="a", field="a"),
        case("three", "north", lack="ab", people="a", field="b"),
        case("two-more", "north", lack="a", people="a", field="c"),
    ]
    asked = {"lack": "ab", "people": "a", "field": "a"}
    assert alike_in(cases, **asked) == [("four", 4), ("three", 3), ("two", 2)]


def test_cases_that_share_as_much_come_by_id_whatever_their_order():
    cases = [case(name, "north", lack="a", people="a") for name in ("cedar", "ash", "birch")]
    expected = [("ash", 2), ("birch", 2), ("cedar", 2)]
    assert alike_in(cases, lack="a", people="a") == expected
    assert alike_in(cases[::-1], lack="a", people="a") == expected


def test_one_shared_answer_makes_no_likeness():
    assert alike_in([case("one", "north", lack="a", people="b")], lack="a", people="a") == []


def test_only_cases_of_the_report_that_belong_to_a_model_are_alike():
    same = {"lack": "a", "people": "a"}
    cases = [
        case("ours", "north", origin="ours", **same),
        case("refused", None, **same),
        case("report", "north", **same),
    ]
    assert alike_in(cases, **same) == [("report", 2)]


def test_only_questions_that_give_points_count_as_shared():
    same = {"door": "yes", "roles": {"host": "us", "purse": "us"}, "lack": "a", "people": "a"}
    assert alike_in([case("report", "north", **same)], **same) == [("report", 2)]
    silent = small_pack(north={"lack.a": 3})._replace(cases=(case("c", "north", **same),))
    assert similar_cases(silent, chosen(**same)) == ()


def test_what_a_chapter_would_add_to_a_case_is_not_shared():
    told = case("report", "north", lack="a", from_model={"people": "a"})
    assert alike_in([told], lack="a", people="a") == []


def test_whatever_a_coder_answered_of_a_case_is_shared():
    told = case("report", "north", lack="a", people="a")
    told = told._replace(codings=(*told.codings, chosen(lack="b", field="a")))
    assert alike_in([told], lack="ab", people="a", field="a") == [("report", 4)]
    assert alike_in([told], lack="b", people="a") == [("report", 2)]


def test_what_was_recognized_and_what_is_in_place_make_no_case_alike():
    same = {"portrait": "north", "which": "north", "things": {"room": "in-place"}, "lack": "a"}
    pack = portrayed(small_pack(north={"lack.a": 3}, south={"field.a": 3}))
    pack = pack._replace(cases=(case("report", "north", **same),))
    assert similar_cases(pack, chosen(**same)) == ()


def test_a_case_of_the_report_tells_the_options_it_shares_with_a_situation(pack):
    scored = pack.scored_questions()
    for documented in (c for c in pack.cases if c.origin == "report"):
        for told in documented.codings:
            size = sum(len(told[q]) for q in told if q in scored)
            found = similar_cases(pack, told)
            if size < LEAST_SHARED:
                continue
            assert found[0].size == size
            best = {x.case for x in found if x.size == size}
            assert documented.id in best or len(found) > 2
            for likeness in found:
                other = next(c for c in pack.cases if c.id == likeness.case).codings
                for question, options in likeness.shared:
                    others = {o for coding in other for o in coding.get(question, ())}
                    assert set(options) == set(told[question]) & others


# What a study holds


def clear(**more):
    return small_pack(north={"lack.a": 9, "field.a": 9}, south={"lack.b": 9, "field.b": 9}, **more)


def test_a_refusal_and_an_undetermined_situation_have_no_firmness():
    same = case("report", "north", lack="a", field="a")
    pack = portrayed(clear())._replace(cases=(same,))
    refused = chosen(door="no", lack="a", field="a")
    silent = chosen(door="yes", people="a")
    for answers, kind in (
        (refused, Kind.NOT_A_CONCERTATION),
        (chosen(lack="a", field="a", portrait="table"), Kind.NOT_A_CONCERTATION),
        (silent, Kind.UNDETERMINED),
    ):
        assert recommend(pack, answers).verdict.kind is kind
        found = studied(pack, answers)
        assert (found.firmness, found.nearest, found.alike) == (None, {}, ())


def test_a_close_and_a_not_ready_situation_have_a_firmness():
    not_yet = {"north": [condition("posts.purse", 1)]}
    not_ready = chosen(lack="a", field="a", roles={"purse": "nobody"})
    close = chosen(lack="a", field="b")
    pack = clear(conditions=not_yet)
    assert recommend(pack, not_ready).verdict.kind is Kind.NOT_READY
    assert recommend(pack, close).verdict.kind is Kind.CLOSE
    for answers in (not_ready, close):
        found = studied(pack, answers)
        assert found.firmness is not None
        assert list(found.nearest) == [r.model for r in recommend(pack, answers).why_not]


def test_a_contradiction_is_noticed_only_when_all_its_conditions_hold():
    both = Contradiction("both", {"lack": ("a", "b"), "field": ("a",)}, words("both"))
    alone = Contradiction("alone", {"lack": ("c",), "people": ("c",)}, words("alone"))
    pack = clear()._replace(contradictions=(both, alone))
    for answers, expected in (
        ({"lack": "a", "field": "a"}, ("both",)),
        ({"lack": "bc", "field": "a"}, ("both",)),
        ({"lack": "c", "field": "a"}, ()),
        ({"lack": "a"}, ()),
        ({"field": "a"}, ()),
        ({"lack": "bc", "field": "a", "people": "c"}, ("both", "alone")),
    ):
        assert contradictory(pack, chosen(**answers)) == expected, answers
        assert studied(pack, chosen(**answers)).contradictions == expected


def test_a_contradiction_is_noticed_even_where_no_model_is_advised():
    both = Contradiction("both", {"people": ("a",), "fruit": ("a",)}, words("both"))
    pack = clear()._replace(contradictions=(both,))
    for door in ("yes", "no"):
        found = studied(pack, chosen(door=door, people="a", fruit="a"))
        assert (found.firmness, found.contradictions) == (None, ("both",))


def test_a_contradiction_changes_no_score_and_no_verdict():
    both = Contradiction("both", {"lack": ("a",), "field": ("a",)}, words("both"))
    pack, answers = clear(), chosen(lack="a", field="a")
    assert recommend(pack._replace(contradictions=(both,)), answers) == recommend(pack, answers)


# Sentences on firmness


@pytest.fixture(scope="module")
def told(pack):
    """Return every coding of a case that has a ranking, with its chapter's answers and without.

    Some also with one answer less, and with nobody for any role.
    """
    grid = pack.grid()
    nobody = next((holder.id,) for holder in grid.holders if holder.state == "not-yet")
    alone = {f"{grid.id}.{role.id}": nobody for role in grid.options}
    found = []
    for place, documented in enumerate(pack.cases):
        for coding in documented.codings:
            whole = {**documented.from_model, **coding}
            found += [coding, whole]
        if place % 4 == 0:
            scored = [key for key in whole if key in pack.scored_questions()]
            found += [{k: whole[k] for k in whole if k != left_out} for left_out in scored]
            found.append({**whole, **alone})
    results = [(answers, recommend(pack, answers)) for answers in found]
    rows = [(result, explain(pack, answers, result).firmness) for answers, result in results]
    return [(result, firmness) for result, firmness in rows if firmness]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_firmness_is_never_told_as_a_percentage_nor_as_a_probability(pack, told, lang):
    phrases = AdvicePhrases(pack, Words(lang))
    for result, firmness in told:
        assert not BANNED.search(phrases.firmness(result, firmness))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_the_program_names_a_probability(lang):
    entries = resources.files("concertation_cli.words").joinpath(f"{lang}.json").read_text("utf-8")
    for key, entry in json.loads(entries).items():
        if key != "batch.percent":  # of the rows read so far
            assert not BANNED.search(str(entry)), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_how_firm_advice_is_tells_no_number_and_names_no_model_but_where_readings_do(
    pack, told, lang
):
    phrases = AdvicePhrases(pack, Words(lang))
    heard = set()
    for result, firmness in told:
        sentence = phrases.firmness(result, firmness)
        assert not numbers(sentence), sentence
        firm = result.verdict.kind is not Kind.CLOSE
        named = {m.id for m in pack.models if phrases.name(m.id) in sentence}
        seen = result.recognized.chosen
        may = set(seen[1:]) if firm else {*result.verdict.models, *seen, *firsts(result)}
        assert named <= may
        assert firm or result.verdict.trust is None or named
        heard.add(result.verdict.kind)
    assert {Kind.RECOMMENDED, Kind.CLOSE} <= heard


def firsts(result):
    return result.recognized.answers_first


@pytest.mark.parametrize(
    ("north", "south", "keys"),
    [
        ({"field.a": 9}, {"field.b": 9}, "trust.answers-alone-only firm.changes"),
        (
            {"field.a": 9, "lack.a": 9},
            {"field.b": 8},
            "trust.answers-alone-only firm.no-change",
        ),
        ({"field.a": 3}, {"field.b": 3}, "trust.small-lead firm.changes"),
        ({"field.a": 2, "lack.a": 2}, {"people.a": 2}, "trust.small-lead firm.no-change"),
        ({"field.a": 3}, {"field.a": 3, "field.b": 3}, "trust.tie firm.tied"),
        ({"field.a": 3}, {"field.a": 3}, "trust.tie firm.tied-for-good"),
    ],
)
def test_whether_one_changed_answer_could_put_another_first_is_told_each_time(north, south, keys):
    pack = small_pack(north=north, south=south)
    answers = chosen(door="yes", field="a", lack="a")
    result = recommend(pack, answers)
    words = Words("en")
    expected = [words(key, models="north and south") for key in keys.split()]
    told = AdvicePhrases(pack, words).firmness(result, studied(pack, answers).firmness)
    assert told == " ".join(expected)


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({"lack": "a", "portrait": "north"}, ["agreement"]),
        ({"lack": "a", "portrait": ["north", "table"]}, ["agreement", "doubt"]),
        ({"lack": "a", "portrait": ["north", "south"]}, ["agreement-with-second"]),
        ({"lack": "a", "portrait": ["north", "otherwise"]}, ["agreement"]),
        ({"portrait": "south"}, ["recognition-alone"]),
        ({"portrait": ["south", "none"]}, ["recognition-alone", "doubt-none"]),
        ({"portrait": ["south", "north"]}, ["recognition-alone-with-second"]),
        ({"lack": "b", "portrait": "north"}, ["readings-differ"]),
        ({"lack": "b", "portrait": ["north", "alone"]}, ["readings-differ", "doubt"]),
        ({"lack": "b", "portrait": ["north", "south"]}, ["readings-differ-second"]),
        ({"lack": "b", "portrait": "north", "which": "south"}, ["decided"]),
        ({"lack": "a"}, ["answers-alone"]),
        ({"lack": "ab"}, ["tie"]),
        ({"lack": "a", "portrait": "otherwise"}, []),
    ],
)
def test_each_way_to_come_to_advice_has_its_sentence_of_trust_and_a_doubt_is_added(answers, keys):
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.b": 9}))
    result = recommend(pack, chosen(door="yes", **answers))
    words = Words("en")
    phrases = AdvicePhrases(pack, words)
    told = [text for text in (phrases.trust(result), phrases.doubt(result)) if text]
    values = {"model": "north", "models": "south", "question": "which"}
    if keys == ["tie"]:
        values["models"] = "north and south"
    if keys == ["decided"]:
        values["models"] = "south and north"  # the one that was chosen comes first
    if keys == ["recognition-alone-with-second"]:
        values["models"] = "north"
    doubt = answers.get("portrait", ())[-1] if "doubt" in keys else "north"
    values["label"] = phrases.recognition_label(doubt)
    assert told == [words(f"trust.{key}", **values) for key in keys]


def test_three_close_models_are_named_at_most_and_the_others_counted():
    names = ("north", "south", "east", "west", "far")
    for close, told in (
        (2, "north and south"),
        (3, "north, south and east"),
        (4, "north, south, east and 1 other"),
        (5, "north, south, east and 2 others"),
    ):
        pack = small_pack(**{name: {"lack.a": 9} for name in names[:close]})
        phrases = AdvicePhrases(pack, Words("en"))
        sentence = phrases.verdict(recommend(pack, chosen(door="yes", lack="a")))
        assert sentence == f"Several models remain possible: {told}."


def test_three_models_level_in_second_place_are_named_at_most_and_the_others_counted():
    level = {name: {"lack.a": 1} for name in ("south", "east", "west", "far")}
    pack = small_pack(lead=3, north={"lack.a": 9}, **level)
    result = recommend(pack, chosen(door="yes", lack="a"))
    (sentence,) = AdvicePhrases(pack, Words("en")).because(result)
    assert sentence.endswith(" 8 points ahead of south, east, west and 1 other.")


@pytest.mark.parametrize(
    ("after", "key"),
    [
        ({}, "moves.nothing"),
        ({"things": {"room": "in-place"}}, "moves.missing"),
        ({"people": "a"}, "moves.same"),
    ],
)
def test_what_a_change_moves_is_said_down_to_what_is_missing(after, key):
    rooms = {"north": [condition("conditions.room")]}
    points = {"lack.a": 9, "people.a": 1}
    pack = small_pack(conditions=rooms, north=points, south={"lack.b": 9})
    before = {"door": "yes", "lack": "a"}
    results = [recommend(pack, chosen(**answers)) for answers in (before, before | after)]
    words = Words("en")
    blocks = Changes(AdvicePhrases(pack, words)).blocks(*results)
    assert words(key) in [getattr(block, "text", "") for block in blocks]
