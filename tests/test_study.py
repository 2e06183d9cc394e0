"""What stands beside the advice: likeness, contradictions, sentences, and the page of evidence."""

import json
import re
import runpy
from importlib import resources
from pathlib import Path

import pytest
from tests.packs import case, chosen, requirement, small_pack, words

from concertation_cli.engine.likeness import most_alike
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.study import contradictory, study
from concertation_cli.knowledge.pack import Contradiction
from concertation_cli.render.advice_phrases import AdvicePhrases
from concertation_cli.words import Words

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "fr")
BANNED = re.compile(r"%|chance|hasard|probab|likelihood|\bodds\b|vraisembl", re.IGNORECASE)


def studied(pack, answers):
    return study(pack, answers, recommend(pack, answers))


def alike_in(cases, **answers):
    pack = small_pack(north={"lack.a": 1, "people.a": 1, "field.a": 1, "fruit.a": 1})
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
    silent = small_pack(north={"lack.a": 1})._replace(cases=(case("c", "north", **same),))
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
    return small_pack(north={"lack.a": 3, "field.a": 3}, south={"lack.b": 3, "field.b": 3}, **more)


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
    unmet = {"north": [requirement("posts.purse", 1)]}
    not_ready = chosen(lack="a", field="a", roles={"purse": "nobody"})
    close = chosen(lack="a", field="b")
    pack = clear(requirements=unmet)
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
    """Return every case that has a ranking, coded both ways; some also with one answer less."""
    found = []
    for place, documented in enumerate(pack.cases):
        whole = {**documented.situation.answers, **documented.from_model}
        found += [documented.situation.answers, whole]
        if place % 4 == 0:
            scored = [key for key in whole if key in pack.scored_questions()]
            found += [{k: whole[k] for k in whole if k != left_out} for left_out in scored]
    results = [(answers, recommend(pack, answers)) for answers in found]
    rows = [(result, study(pack, answers, result).firmness) for answers, result in results]
    return [(result, firmness) for result, firmness in rows if firmness]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_firmness_is_never_told_as_a_percentage_nor_as_a_probability(pack, told, lang):
    phrases = AdvicePhrases(pack, Words(lang))
    for result, firmness in told:
        sentences = [phrases.firmness(result, firmness)]
        if firmness.weightings:
            sentences.append(phrases.weightings(firmness))
        assert not [s for s in sentences if BANNED.search(s)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_the_program_names_a_probability(lang):
    entries = resources.files("concertation_cli.words").joinpath(f"{lang}.json").read_text("utf-8")
    for key, entry in json.loads(entries).items():
        if key != "batch.percent":  # of the rows read so far
            assert not BANNED.search(str(entry)), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fillings_are_told_as_so_many_of_10_never_rounded_up_and_changes_as_a_count(
    pack, told, lang
):
    phrases = AdvicePhrases(pack, Words(lang))
    heard = set()
    for result, firmness in told:
        share, flips = firmness.fillings, len(firmness.flips)
        expected = [flips, firmness.changes.tried] if flips and firmness.changes else []
        if share is None:
            expected = [flips]
        elif share.kept < share.tried:
            tenths = share.kept * 10 // share.tried
            heard.add(tenths)
            expected = [max(tenths, 1), 10, *expected]  # 0 is told as "fewer than 1 of 10"
        sentence = phrases.firmness(result, firmness)
        for model in pack.models:
            sentence = sentence.replace(phrases.name(model.id), "")
        assert [int(n) for n in re.findall(r"\d+", sentence)] == expected, sentence
    assert len(heard) > 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_closest_rival_is_named_where_answers_were_skipped(pack, told, lang):
    phrases = AdvicePhrases(pack, Words(lang))
    for result, firmness in told:
        if firmness.fillings and firmness.skipped:
            assert phrases.name(firmness.fillings.rival) in phrases.firmness(result, firmness)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_solid_is_said_only_of_firm_advice_that_nine_tenths_of_each_count_leave_standing(
    pack, told, lang
):
    phrases = AdvicePhrases(pack, Words(lang))
    opening = {
        level: phrases.words(f"firm.{level}", fillings="|", changes="").partition("|")[0]
        for level in ("solid", "fair", "fragile")
    }
    heard = set()
    for result, firmness in told:
        sentence = phrases.firmness(result, firmness)
        (level,) = (name for name, text in opening.items() if sentence.startswith(text))
        close = result.verdict.kind is Kind.CLOSE
        shares = [s for s in (firmness.fillings, firmness.changes) if s]
        nine_tenths = shares and all(10 * s.kept >= 9 * s.tried for s in shares)
        assert (level == "solid") == bool(nine_tenths and not close)
        assert level == "fragile" or not close
        heard.add(level)
    assert heard == {"solid", "fair", "fragile"}


# The page of evidence


@pytest.fixture(scope="module")
def evidence(pack):
    """Return the generated parts of docs/evidence.md, made anew."""
    return runpy.run_path(str(ROOT / "benchmarks" / "close_limit.py"))["parts"](pack)


def numbers(row):
    return [int(n) for n in re.findall(r"\d+", row)]


def test_the_tables_of_the_page_of_evidence_are_those_the_script_makes(evidence):
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    for name, text in evidence.items():
        found = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)
        assert found == [text], f"{name}: run benchmarks/close_limit.py --write"


def test_no_case_of_the_page_of_evidence_is_refused_or_undetermined(pack):
    for documented in (c for c in pack.cases if c.expected):
        own = documented.situation.answers
        for answers in (own, {**own, **documented.from_model}):
            kind = recommend(pack, answers).verdict.kind
            assert kind in {Kind.RECOMMENDED, Kind.NOT_READY, Kind.CLOSE}, documented.id


def test_at_most_one_wrong_model_is_firm_and_enough_right_ones_are(evidence):
    own, whole, _ = map(numbers, evidence["at-the-limit"].splitlines()[2:])
    wrong_firm = own[-1] + whole[-1]
    assert wrong_firm <= 1
    _, own_firm, own_close, *_ = own
    _, whole_firm, whole_close, *_ = whole
    assert 2 * own_firm >= own_firm + own_close
    assert 3 * whole_firm >= 2 * (whole_firm + whole_close)


def test_the_decision_on_the_limit_tells_the_figures_of_the_evidence(pack, evidence):
    decision = (ROOT / "docs" / "decisions" / "003-close-limit.md").read_text(encoding="utf-8")
    rows = [numbers(line) for line in re.findall(r"^\| \**\d+\** \|.*$", decision, re.MULTILINE)]
    made = {
        limit: counts[:8] for limit, *counts in map(numbers, evidence["curve"].splitlines()[2:])
    }
    told = {limit: counts for limit, *counts in rows}
    assert pack.limits.lead in told
    assert told == {limit: made[limit] for limit in told}


@pytest.mark.long
def test_the_counts_of_questions_on_the_page_of_evidence_are_those_the_script_makes(pack):
    """Those that take no minute to count: early finish on every case, quick mode on some."""
    script = runpy.run_path(str(ROOT / "benchmarks" / "questions_asked.py"))
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    found = script["situations"](pack)
    counted = [(name, "early finish", "early") for name in list(found)[:3]]
    counted.append(("our near misses", "quick", "quickly"))
    for name, way, make in counted:
        following = script[make](pack)
        walks = [script["walk"](pack, coded, following) for coded in found[name]]
        row = script["row"](name, way, walks, len(pack.questions))
        assert f"| {' | '.join(map(str, row))} |" in page
