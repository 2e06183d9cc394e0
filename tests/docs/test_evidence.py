"""The page of evidence: its tables, the limit that it chooses, the criteria that it leaves."""

import re
import runpy
from itertools import combinations

import pytest
from tests.support.paths import DATA, ROOT
from tests.support.small_packs import small_pack
from tests.support.texts import numbers

from concertation_cli.engine.evaluate import Coded, evaluate_field
from concertation_cli.knowledge.field_set import load_field_set


def told(pattern, text):
    """Return the whole numbers that a sentence, which stands there once, gives."""
    (sentence,) = re.finditer(pattern, text)
    return list(map(int, sentence.groups()))


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(ROOT / "benchmarks" / "evidence.py"))


@pytest.fixture(scope="module")
def initiatives(pack):
    return load_field_set(DATA, pack)


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


def test_the_limit_is_the_smallest_with_which_at_most_5_in_100_codings_are_firm_and_wrong(
    pack, evidence, decision
):
    rows = [numbers(row)[:5] for row in evidence["limits"].splitlines()[2:]]
    few = [limit for limit, *fates in rows if 20 * fates[-1] <= sum(fates)]
    assert pack.limits.lead == few[0]
    assert f"A lead of {few[0]} points or more" in decision


def test_the_figures_of_the_prose_of_the_page_of_evidence_are_those_of_evaluate(page, found):
    coded = found.by_coder["1"]
    assert told(
        r"(\d+) real initiatives.*on (\d+) initiatives they agree "
        r"\((\d+) with a model, (\d+) with none\)",
        page,
    ) == [
        found.initiatives + found.left_out,
        found.initiatives,
        coded.models.cases,
        coded.refusals.cases,
    ]
    old = numbers(next(line for line in page.splitlines() if line.startswith("| all |")))
    first, cases, _, _, wrong, *_, refused, to_refuse, firm = old
    assert told(r"(\d+) of their (\d+) misses are firm", page) == [wrong, cases - first]
    assert told(r"the (\d+) that are neither refused nor firm", page) == [
        to_refuse - refused - firm
    ]


def test_how_far_readers_agree_is_told(page, initiatives):
    labels = {}
    for initiative in initiatives:
        pairs = labels.setdefault(initiative.set, [])
        pairs += [one == other for one, other in combinations(initiative.labels, 2)]
    low, *_, high = sorted(f"{sum(pairs) / len(pairs):.2f}" for pairs in labels.values())
    assert f"the same label to {low} to {high} of the initiatives of a set" in page


def test_every_question_that_gives_points_has_its_reason_to_stay(page, pack):
    table = page.partition("| question | why it stays |")[2].partition("\n\n")[0]
    reasons = {
        row.split("|")[1].strip(): row.split("|")[2].strip() for row in table.splitlines()[2:]
    }
    scored = [q.text["en"] for q in pack.questions if q.id in pack.scored_questions()]
    assert list(reasons) == scored
    assert all(reasons.values())


# Which criteria mislead


def test_no_criterion_misleads(pack, script, initiatives):
    codings = script["coded"](initiatives)
    misleading = [
        (model.id, criterion.id)
        for model in pack.models
        for criterion in model.criteria
        if script["misleads"](criterion, model.id, codings)
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
