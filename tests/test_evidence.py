"""The page of evidence: its tables, the limit that it chooses, the criteria that it leaves."""

import re
import runpy
from pathlib import Path

import pytest
from tests.packs import small_pack

from concertation_cli.engine.evaluate import Coded
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.knowledge.field_set import load_field_set

ROOT = Path(__file__).resolve().parent.parent
LEAVING = {"request", "served", "means"}
"""Questions that people cannot answer alike (decision 011)."""


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


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


def test_the_tables_of_the_page_of_evidence_are_those_the_script_makes(page, evidence):
    assert set(re.findall(r"<!-- (\w+) -->", page)) == set(evidence)
    for name, text in evidence.items():
        found = re.findall(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)
        assert found == [text], f"{name}: run benchmarks/evidence.py --write"


def test_no_case_of_the_page_of_evidence_is_refused_or_undetermined(pack):
    for documented in (c for c in pack.cases if c.expected):
        own = documented.situation.answers
        for answers in (own, {**own, **documented.from_model}):
            kind = recommend(pack, answers).verdict.kind
            assert kind in {Kind.RECOMMENDED, Kind.NOT_READY, Kind.CLOSE}, documented.id


def test_the_limit_is_the_smallest_with_which_at_most_5_in_100_codings_are_firm_and_wrong(
    pack, evidence
):
    rows = [numbers(row)[:5] for row in evidence["limits"].splitlines()[2:]]
    few = [limit for limit, *fates in rows if 20 * fates[-1] <= sum(fates)]
    assert pack.limits.lead == few[0]
    decision = ROOT / "docs" / "decisions" / "010-limit-from-outside.md"
    assert f"A lead of {few[0]} points or more" in decision.read_text(encoding="utf-8")


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


def test_no_criterion_misleads_but_on_the_questions_that_people_cannot_answer_alike(
    pack, script, initiatives
):
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
