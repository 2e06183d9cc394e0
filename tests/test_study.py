"""What stands beside the advice: likeness, contradictions, sentences."""

import json
import re
from importlib import resources

import pytest
from tests.packs import case, chosen, condition, small_pack, words

from concertation_cli.engine.likeness import most_alike
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.study import contradictory, study
from concertation_cli.knowledge.pack import Contradiction
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.words import Words

LANGUAGES = ("en", "fr")
BANNED = re.compile(r"%|chance|hasard|probab|likelihood|\bodds\b|vraisembl", re.IGNORECASE)


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


def studied(pack, answers):
    return study(pack, answers, recommend(pack, answers))


def alike_in(cases, **answers):
    pack = small_pack(north={"lack.a": 3, "people.a": 2, "field.a": 3, "fruit.a": 1})
    found = most_alike(pack._replace(cases=tuple(cases)), chosen(**answers))
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
    assert most_alike(silent, chosen(**same)) == ()


def test_what_a_chapter_would_add_to_a_case_is_not_shared():
    told = case("report", "north", lack="a", from_model={"people": "a"})
    assert alike_in([told], lack="a", people="a") == []


def test_a_case_of_the_report_tells_the_options_it_shares_with_a_situation(pack):
    for documented in (c for c in pack.cases if c.origin == "report"):
        told = documented.situation.answers
        found = most_alike(pack, told)
        scored = [q for q in told if q in pack.scored_questions()]
        assert found[0].size == sum(len(told[q]) for q in scored)
        assert documented.id in {x.case for x in found if x.size == found[0].size} or len(found) > 2
        for likeness in found:
            other = next(c for c in pack.cases if c.id == likeness.case).situation.answers
            for question, options in likeness.shared:
                assert set(options) == set(told[question]) & set(other[question])


# What a study holds


def clear(**more):
    return small_pack(north={"lack.a": 9, "field.a": 9}, south={"lack.b": 9, "field.b": 9}, **more)


def test_a_refusal_and_an_undetermined_situation_have_no_firmness():
    same = case("report", "north", lack="a", field="a")
    pack = clear()._replace(cases=(same,))
    refused = chosen(door="no", lack="a", field="a")
    silent = chosen(door="yes", people="a")
    for answers, kind in (
        (refused, Kind.NOT_A_CONCERTATION),
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
    """Return every case that has a ranking, coded both ways.

    Some also with one answer less, and with nobody for any role.
    """
    grid = pack.grid()
    nobody = next((holder.id,) for holder in grid.holders if not holder.met)
    alone = {f"{grid.id}.{role.id}": nobody for role in grid.options}
    found = []
    for place, documented in enumerate(pack.cases):
        whole = {**documented.situation.answers, **documented.from_model}
        found += [documented.situation.answers, whole]
        if place % 4 == 0:
            scored = [key for key in whole if key in pack.scored_questions()]
            found += [{k: whole[k] for k in whole if k != left_out} for left_out in scored]
            found.append({**whole, **alone})
    results = [(answers, recommend(pack, answers)) for answers in found]
    rows = [(result, study(pack, answers, result).firmness) for answers, result in results]
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
def test_firm_advice_alone_tells_its_lead_over_the_next_and_our_limit(pack, told, lang):
    phrases = AdvicePhrases(pack, Words(lang))
    heard = set()
    for result, firmness in told:
        sentence = phrases.firmness(result, firmness)
        firm = result.verdict.kind is not Kind.CLOSE
        first, *others = [(s.score.total, phrases.name(s.model)) for s in result.ranking]
        level = [name for total, name in others if total == others[0][0]]
        for _, name in others:
            assert (name in sentence) == (firm and name in level[:3])
            sentence = sentence.replace(name, "")
        more = [len(level) - 3] if len(level) > 3 else []
        expected = [first[0] - others[0][0], *more, pack.limits.lead] if firm else []
        assert numbers(sentence) == expected, sentence
        heard.add(result.verdict.kind)
    assert heard == {Kind.RECOMMENDED, Kind.NOT_READY, Kind.CLOSE}


@pytest.mark.parametrize(
    ("north", "south", "keys"),
    [
        ({"field.a": 9}, {"field.b": 9}, "firm.lead firm.changes"),
        ({"field.a": 9, "lack.a": 9}, {"field.b": 8}, "firm.lead firm.no-change"),
        ({"field.a": 3}, {"field.b": 3}, "firm.changes"),
        ({"field.a": 2, "lack.a": 2}, {"people.a": 2}, "firm.no-change"),
        ({"field.a": 3}, {"field.a": 3, "field.b": 3}, "firm.tied"),
        ({"field.a": 3}, {"field.a": 3}, "firm.tied-for-good"),
    ],
)
def test_whether_one_changed_answer_could_put_another_first_is_told_each_time(north, south, keys):
    pack = small_pack(north=north, south=south)
    answers = chosen(door="yes", field="a", lack="a")
    result = recommend(pack, answers)
    words = Words("en")
    lead = sum(north.get(key, 0) - south.get(key, 0) for key in ("field.a", "lack.a"))
    expected = [words(key, models="south", count=lead, limit=8) for key in keys.split()]
    told = AdvicePhrases(pack, words).firmness(result, studied(pack, answers).firmness)
    assert told == " ".join(expected)


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
        assert sentence == f"Too close to call between {told}."


def test_three_models_level_in_second_place_are_named_at_most_and_the_others_counted():
    level = {name: {"lack.a": 1} for name in ("south", "east", "west", "far")}
    pack = small_pack(lead=3, north={"lack.a": 9}, **level)
    answers = chosen(door="yes", lack="a")
    result = recommend(pack, answers)
    firmness = studied(pack, answers).firmness
    sentence = AdvicePhrases(pack, Words("en")).firmness(result, firmness)
    assert sentence.startswith("A lead of 8 points over south, east, west and 1 other; we ask")
