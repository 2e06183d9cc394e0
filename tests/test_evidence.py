"""The page of evidence: its tables, the limit that it chooses, the criteria that it leaves."""

import re
import runpy
from itertools import combinations
from pathlib import Path

import pytest
from tests.packs import small_pack

from concertation_cli.engine.evaluate import Coded, evaluate_field
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.knowledge.field_set import load_field_set

ROOT = Path(__file__).resolve().parent.parent
LEAVING = {"request", "served", "means"}
"""Questions to be removed next: nobody can observe alike what they ask (decision 011)."""


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


def told(pattern, text):
    """Return the whole numbers that a sentence, which stands there once, gives."""
    (sentence,) = re.finditer(pattern, text)
    return list(map(int, sentence.groups()))


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "benchmarks" / "evidence.py"))


@pytest.fixture(scope="module")
def initiatives(pack):
    return load_field_set(ROOT / "data", pack)


@pytest.fixture(scope="module")
def evidence(pack, script, initiatives):
    """Return the generated parts of docs/evidence.md, made anew."""
    return script["blocks"](pack, initiatives)


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def decision():
    return (ROOT / "docs" / "decisions" / "010-limit-from-outside.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(pack, initiatives):
    """Return what evaluate says of the field set."""
    return evaluate_field(pack, initiatives)


def test_the_tables_of_the_page_of_evidence_are_those_the_script_makes(page, evidence):
    assert set(re.findall(r"<!-- (\w+) -->", page)) == set(evidence)
    for name, text in evidence.items():
        found = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)
        assert found == [text], f"{name}: run benchmarks/evidence.py --write"


def test_no_case_of_the_page_of_evidence_is_refused_or_undetermined(pack, found):
    for documented in (c for c in pack.cases if c.expected):
        own = documented.situation.answers
        for answers in (own, {**own, **documented.from_model}):
            kind = recommend(pack, answers).verdict.kind
            assert kind in {Kind.RECOMMENDED, Kind.NOT_READY, Kind.CLOSE}, documented.id
    assert found.whole.models.undetermined == found.whole.models.wrongly_refused == 0


def test_the_limit_is_the_smallest_with_which_at_most_5_in_100_codings_are_firm_and_wrong(
    pack, evidence, decision
):
    rows = [numbers(row)[:5] for row in evidence["limits"].splitlines()[2:]]
    few = [limit for limit, *fates in rows if 20 * fates[-1] <= sum(fates)]
    assert pack.limits.lead == few[0]
    assert f"A lead of {few[0]} points or more" in decision


def test_the_decision_on_the_limit_tells_what_smaller_shares_would_take(evidence, decision):
    rows = [numbers(row)[:5] for row in evidence["limits"].splitlines()[2:]]
    below = next(row for row in rows if 100 * row[4] < sum(row[1:]))
    none = next(row for row in rows if row[4] == 0)
    first = none[1] + none[2]
    stricter = (
        r"Fewer than 1 in 100 would take a limit of (\d+), with which (\d+) of the (\d+) .*"
        r"; 0 in 100, a limit of (\d+), with which (\d+) would not: two in three"
    )
    assert told(stricter, decision) == [below[0], below[2], first, none[0], none[2]]
    assert 0.64 < none[2] / first < 0.69


def test_what_the_limit_learnt_on_two_sets_does_on_the_third_is_told(page, evidence, decision):
    before = page.partition("With the rules as they were")[2].split("\n\n")[1]
    figures = []
    for block in (before, evidence["learnt"]):
        row = [cell.strip() for cell in block.splitlines()[2].strip("|").split("|")]
        assert row[:5] == ["A and B", "C", "all the criteria", "0", "0"]
        figures += [int(row[7]), numbers(row[5])[1]]
    for text in (page, decision):
        assert (
            told(r"(\d+) of (?:the )?(\d+) codings .*, (\d+) of (\d+) with the present ones", text)
            == figures
        )


def test_the_figures_of_the_prose_of_the_page_of_evidence_are_those_of_evaluate(page, found):
    alone = found.recognition_alone
    assert told(
        r"(\d+) real initiatives.*on (\d+) initiatives they agree "
        r"\((\d+) with a model, (\d+) with none\)",
        page,
    ) == [found.initiatives + found.left_out, found.initiatives, alone.cases, alone.to_refuse]
    assert told(
        r"first in (\d+) of (\d+), first or second in (\d+), and refuses (\d+) of (\d+)\.", page
    ) == [alone.first, alone.cases, alone.first_two, alone.refused, alone.to_refuse]
    old = numbers(next(line for line in page.splitlines() if line.startswith("| all |")))
    first, cases, _, _, wrong, *_, refused, to_refuse, firm = old
    assert told(r"(\d+) of their (\d+) misses are firm", page) == [wrong, cases - first]
    assert told(r"the (\d+) that are neither refused nor firm", page) == [
        to_refuse - refused - firm
    ]


def test_how_far_readers_and_coders_agree_is_told(page, initiatives):
    labels, answers = {}, {}
    for initiative in initiatives:
        pairs = labels.setdefault(initiative.set, [])
        pairs += [one == other for one, other in combinations(initiative.labels, 2)]
        pairs = answers.setdefault(initiative.set, [])
        for one, other in combinations(initiative.codings, 2):
            pairs += [set(one[key]) == set(other[key]) for key in one.keys() & other.keys()]
    (low, high), (lowest, highest) = (
        sorted(f"{sum(pairs) / len(pairs):.2f}" for pairs in parts.values())[:: len(parts) - 1]
        for parts in (labels, answers)
    )
    assert f"the same label to {low} to {high} of the initiatives of a set" in page
    assert f"the same answer in {lowest} to {highest} of those that both give" in page


def test_the_last_step_on_the_page_of_evidence_is_the_present_pack(page, evidence):
    steps = page.partition("How it came there")[2].split("\n\n")[1].splitlines()
    rows = [row.split("|")[1:] for row in evidence["field"].splitlines()]
    field = {name.strip(): list(map(numbers, cells)) for name, *cells in rows}
    readers = [f"{name}, coder {coder}" for name in "ABC" for coder in (1, 2)]
    first = [field[name][0][0] for name in (*readers, "all")]
    firm, firm_and_wrong = field["all"][2:4]
    last = [cell for cell in steps[-1].split("|")[2:] if cell]
    assert list(map(int, last)) == [*first, *firm, *firm_and_wrong]


# Which criteria mislead


def test_no_criterion_misleads_but_on_the_questions_to_be_removed(pack, script, initiatives):
    codings = script["coded"](initiatives)
    misleading = [
        (model.id, criterion.id)
        for model in pack.models
        for criterion in model.criteria
        if criterion.question not in LEAVING and script["misleads"](criterion, model.id, codings)
    ]
    assert misleading == []


def test_a_criterion_misleads_when_it_fires_no_more_often_at_home_than_elsewhere(script):
    pack = small_pack(north={"lack.a": 3, "lack.b": -1, "lack.c": 2})
    codings = [
        Coded("one", {"lack": ("a", "b")}, "north"),
        Coded("two", {"lack": ("a",)}, "north"),
        Coded("three", {"lack": ("a",)}, "south"),
        Coded("refused", {"lack": ("a",)}, None),
    ]
    told = {c.id: script["misleads"](c, "north", codings) for c in pack.models[0].criteria}
    # a fires everywhere; b, against the model, at home alone; c nowhere, which shows nothing.
    assert told == {"lack-a": True, "lack-b": True, "lack-c": False}
    fewer = [*codings[:2], Coded("three", {"lack": ("b",)}, "south")]
    told = {c.id: script["misleads"](c, "north", fewer) for c in pack.models[0].criteria}
    assert told == {"lack-a": False, "lack-b": False, "lack-c": False}
