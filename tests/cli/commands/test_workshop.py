"""Several people's answers: how far they agree, what they call for, which differences matter."""

import io
import json
import re
import shlex
import zipfile
from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.cells import cell_len
from tests.support.command_lines import formats_of
from tests.support.generated_packs import any_packs
from tests.support.paths import ROOT
from tests.support.small_packs import answers_to, chosen, invented_packs, small_pack

from concertation_cli.engine.explain import explain
from concertation_cli.engine.group import (
    Settled,
    agreement,
    confer,
    kept,
    settle,
    settle_gate,
    settle_recognition,
)
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Kind
from concertation_cli.engine.scoring import score_models
from concertation_cli.engine.verdict import gate_question, is_refused, is_refused_by_gate
from concertation_cli.inputs import participants
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.formats.fitting import SCREENS, first_fitting
from concertation_cli.render.formats.text import as_text
from concertation_cli.render.json.schema import output_schema
from concertation_cli.render.views.workshop import People, Workshop
from concertation_cli.terminal import Screen
from concertation_cli.wizard import steps
from concertation_cli.wizard.steps import Manner, begun_from
from concertation_cli.words import Words

EXAMPLES = sorted((ROOT / "examples" / "workshop").glob("*.yaml"))
NAMES = ["Conseil d\u2019administration", "Direction", "Équipe terrain", "Partenaire municipal"]
LANGUAGES = ("fr", "en")
FORMATS = ("text", "json", "markdown", "html")
HOSTILE = "[/b]\x1b[31m <script>alert(1)</script> | *x* \u202e`=1+1`"

some = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.fixture
def load_json(run):
    """Return a function that gives the JSON of a group, with names."""

    def load(*argv, **options):
        result = run("workshop", *argv, "--names", "--json", **options)
        assert (result.code, result.err) == (0, "")
        return json.loads(result.out)

    return load


@pytest.fixture
def people(tmp_path):
    """Return a function that writes a situation file for each (file name, title, answers)."""

    def people(*given):
        paths = []
        for name, title, answers in given:
            path = tmp_path / f"{name}.json"
            path.write_text(json.dumps({"title": title, "answers": answers}), "utf-8")
            paths.append(path)
        return paths

    return people


# Three people of the toy pack, worked out by hand; what worries them gives no points:
#         a               b                c
# one    3+2+2+2 = 9     1                1+1 = 2
# two    -1+1+1 = 1      1+3+3+3+1 = 11   3-1+1+2 = 5
# three  (the gate refuses)
ONE = {"aim": ("share",), "lack": ("ties",), "people": ("citizens",), "state": ("nothing",),
       "wish": ("meeting",), "cautions": ("turf",)}  # fmt: skip
TWO = {"aim": ("share",), "lack": ("proof", "money"), "people": ("firms",), "state": ("begun",),
       "wish": ("report",), "cautions": ("hurry",)}  # fmt: skip
THREE = {"aim": ("hear",), "people": ("citizens",), "state": ("begun",)}


@pytest.fixture(scope="module")
def three(toy):
    return confer(toy, [ONE, TWO, THREE])


def poll_on(group, key):
    (found,) = [poll for poll in group.polls if poll.key == key]
    return found


@st.composite
def groups(draw, least=2, most=6):
    """Draw a pack and the answers of a few people to it."""
    pack = draw(invented_packs())
    return pack, draw(st.lists(answers_to(pack), min_size=least, max_size=most))


# -- agreement -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["a", "a", "b"], Fraction(1, 3)),
        (["a", "a", "b", "b"], Fraction(1, 3)),
        (["a", "b", "c"], 0),
        (["a", "a"], 1),
        (["ab", "ba"], 1),
        (["a", "ab", "c"], Fraction(1, 6)),
        (["abc", "abd", "a"], Fraction(1, 3) * (Fraction(1, 2) + Fraction(2, 3))),
        (["a", "", "a", ""], 1),
        (["a", ""], None),
        ([], None),
    ],
)
def test_agreement_is_the_mean_similarity_of_pairs_of_answers(answers, expected):
    assert agreement(map(tuple, answers)) == expected


@given(st.lists(st.sampled_from("abcd"), min_size=2, max_size=12))
def test_where_one_option_is_chosen_agreement_is_that_of_fleiss(answers):
    n = len(answers)
    expected = Fraction(sum(answers.count(o) * (answers.count(o) - 1) for o in "abcd"), n * (n - 1))
    assert agreement([(option,) for option in answers]) == expected


@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=8))
def test_agreement_on_sets_is_that_of_every_pair_taken_one_by_one(answers):
    pairs = list(combinations([chosen for chosen in answers if chosen], 2))
    found = agreement(map(tuple, answers))
    if not pairs:
        assert found is None
    else:
        assert found == sum(Fraction(len(a & b), len(a | b)) for a, b in pairs) / len(pairs)


def test_each_role_of_the_grid_is_a_question_of_its_own(toy):
    us, nobody = ("us",), ("nobody",)
    group = confer(toy, [{"roles.host": us, "roles.treasurer": us}, {"roles.host": nobody}])
    host, treasurer = poll_on(group, "roles.host"), poll_on(group, "roles.treasurer")
    assert (host.answered, host.agreement, host.settled.answer) == (2, 0, ())
    assert dict(host.counts) == {"us": 1, "nobody": 1}
    assert (treasurer.answered, treasurer.agreement) == (1, None)


def test_what_is_in_place_and_who_holds_a_role_are_never_settled_by_majority(toy):
    rows = {"roles.host": ("us",), "conditions.group-there": ("not-yet",)}
    group = confer(toy, [{**ONE, **rows}, {**ONE, **rows}, {**ONE, "roles.host": ("nobody",)}])
    assert poll_on(group, "roles.host").counts == {"us": 2, "nobody": 1}
    assert poll_on(group, "roles.host").settled == Settled(())
    assert group.majority.answers == ONE
    assert not group.disagreements


# -- rule 1 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "answered", "maximum", "expected"),
    [
        ({"a": 2, "b": 2}, 4, 0, Settled(())),  # half is no majority
        ({"a": 3, "b": 1}, 4, 0, Settled(("a",))),
        ({"a": 1, "b": 0}, 1, 0, Settled(("a",))),
        ({"a": 3, "b": 4, "c": 3}, 5, 0, Settled(("a", "b", "c"))),  # no maximum
        ({"a": 3, "b": 4, "c": 3}, 5, 2, Settled(("b",), tied=("a", "c"))),
        ({"a": 4, "b": 4, "c": 3}, 5, 2, Settled(("a", "b"), over=("c",))),
        ({"a": 3, "b": 3, "c": 3}, 5, 2, Settled((), tied=("a", "b", "c"))),
        ({"a": 9, "b": 8, "c": 8, "d": 7}, 10, 2, Settled(("a",), ("b", "c"), ("d",))),
        ({}, 0, 2, Settled(())),
    ],
)
def test_more_than_half_of_those_who_answered_settle_a_question(
    counts, answered, maximum, expected
):
    assert settle(counts, answered, maximum) == expected


def test_the_answers_of_the_majority_are_judged_as_usual(toy, three):
    settled = {"aim": ("share",), "people": ("citizens",), "state": ("begun",)}
    assert three.majority.answers == settled
    assert three.majority.result == recommend(toy, settled)
    assert three.majority.result.verdict.kind is Kind.CLOSE  # b 3, a 2, c 1
    assert three.majority.first == "b"


def test_the_gate_is_settled_by_the_majority_too(toy):
    group = confer(toy, [ONE, THREE, {**TWO, "aim": ("hear",)}])
    assert group.majority.result.verdict.kind is Kind.NOT_A_CONCERTATION
    assert group.majority.first is None
    assert group.pooled.passing == 1
    undecided = confer(toy, [ONE, THREE])
    assert "aim" not in undecided.majority.answers
    assert undecided.majority.result.verdict.kind is not Kind.NOT_A_CONCERTATION


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"no": 1, "yes": 1, "alone": 1, "so": 0}, Settled(("no",), tied=("alone",))),
        ({"no": 1, "yes": 2, "alone": 2, "so": 0}, Settled(("alone",))),  # yes has as many
        ({"no": 1, "yes": 2, "alone": 1, "so": 0}, Settled(())),  # half is no majority
        ({"no": 2, "yes": 1, "alone": 0, "so": 2}, Settled(("so",))),
        ({"no": 0, "yes": 0, "alone": 0, "so": 0}, Settled(())),
    ],
)
def test_the_gate_is_settled_by_those_who_pass_against_those_who_refuse(counts, expected):
    assert settle_gate({"no", "alone"}, counts) == expected


@some
@given(groups())
def test_a_group_gets_no_model_exactly_where_more_than_half_refuse(drawn):
    pack, participants = drawn
    gate = gate_question(pack).id
    answered = [answers for answers in participants if gate in answers]
    by_gate = 2 * sum(is_refused_by_gate(pack, answers) for answers in answered) > len(answered)
    firsts = [answers["portrait"][0] for answers in participants if "portrait" in answers]
    by_line = 2 * sum(map(firsts.count, ("alone", "table", "none"))) > len(firsts)
    told = confer(pack, participants).majority.result.verdict.kind
    assert (told is Kind.NOT_A_CONCERTATION) == (by_gate or by_line)


def test_refusals_for_different_reasons_are_refusals_all_the_same(pack):
    gate = gate_question(pack)
    refusing = [option.id for option in gate.options if option.refuses]
    assert len(refusing) > 2
    same = {"gap": ("practices",), "scope": ("one-sector",), "known": ("unspread",)}
    group = confer(pack, [{**same, gate.id: (option,)} for option in reversed(refusing)])
    verdict = group.majority.result.verdict
    assert verdict.kind is Kind.NOT_A_CONCERTATION
    assert verdict.because[0].ids == (refusing[0],)
    assert group.majority.first is None
    assert poll_on(group, gate.id).settled == Settled((refusing[0],), tuple(refusing[1:]))


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (["a", "a", "b"], "a"),
        (["a", "a", "b", "b"], ""),  # half is no majority
        (["a", "", "", ""], "a"),
        (["ab", "ab", "b"], "a"),  # a second choice settles nothing
        (["ba", "ca", "a"], ""),
        (["at", "at", "b"], "a"),
        (["t", "t", "a"], "t"),
    ],
)
def test_a_group_recognizes_what_more_than_half_put_first(toy, choices, expected):
    names = {"a": "a", "b": "b", "c": "c", "t": "table-there"}
    told = [{"portrait": tuple(names[o] for o in choice)} if choice else {} for choice in choices]
    group = confer(toy, told)
    settled = tuple(names[option] for option in expected)
    assert group.majority.answers == ({"portrait": settled} if settled else {})
    poll = poll_on(group, "portrait")
    assert poll.settled == Settled(settled)
    counted = {o: sum(c[:1] == o for c in choices) for o in names}
    assert {o: poll.counts[names[o]] for o in names} == counted
    assert poll.second == tuple(tuple(names[o] for o in choice[1:]) for choice in choices)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 1, "b": 0, "t": 1, "n": 1}, Settled(("t",), tied=("n",))),  # two of three refuse
        ({"a": 1, "b": 1, "t": 1, "n": 2}, Settled(("n",))),
        ({"a": 1, "b": 1, "t": 1, "n": 1}, Settled(())),  # half is no majority
        ({"a": 1, "b": 2, "t": 0, "n": 0}, Settled(("b",))),
        ({"a": 0, "b": 0, "t": 0, "n": 0}, Settled(())),
    ],
)
def test_those_who_recognize_a_line_that_refuses_are_counted_together(counts, expected):
    assert settle_recognition({"t", "n"}, counts) == expected


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_group_refused_by_the_descriptions_is_told_so_and_not_by_the_gate(run, tmp_path, lang):
    rows = [("take-part", "existing-table"), ("take-part", "money"), ("take-part", "cohorte")]
    people = tmp_path / "people.csv"
    lines = "".join(f"{n},{aim},{portrait}\n" for n, (aim, portrait) in enumerate(rows))
    people.write_text("name,aim,portrait\n" + lines, "utf-8")
    told = shown(run("workshop", people, "--lang", lang))
    words = Words(lang)
    advice = words("workshop.advice", text=words("gives.not-a-concertation"))
    refused = words("workshop.recognized-no-model", count=2)
    left_out = words("workshop.refused", count=2)
    for sentence in (advice, refused, words("group.lift-line"), left_out):
        assert " ".join(sentence.split()) in told
    assert told.startswith(words("workshop.people", count=3))  # nobody refuses at the gate


def test_a_group_that_recognizes_a_line_that_refuses_gets_no_model(toy):
    line = {**ONE, "portrait": ("table-there",)}
    group = confer(toy, [line, line, ONE])
    assert group.majority.result.verdict.kind is Kind.NOT_A_CONCERTATION
    assert (group.majority.first, group.pooled.passing, group.agreed) == (None, 1, None)
    assert confer(toy, [line] * 3).pooled.nothing is Ground.REFUSED


def test_two_orders_of_the_same_two_descriptions_are_two_answers(toy):
    group = confer(toy, [{"portrait": ("a", "b")}, {"portrait": ("b", "a")}])
    assert poll_on(group, "portrait").agreement == 0
    (found,) = group.disagreements
    assert found.key == "portrait"
    assert [(way.answer, way.first) for way in found.ways] == [
        (("a",), "a"),
        (("b",), "b"),
    ]


# -- rule 2 --------------------------------------------------------------------------------


def test_the_scores_of_those_whom_the_gate_passes_add_up(three):
    assert three.pooled.passing == 2
    assert [(s.model, s.total) for s in three.pooled.ranking] == [("b", 12), ("a", 10), ("c", 7)]
    assert three.pooled.ranking[0].themes == {
        "need": 5, "actors": 3, "ecosystem": 3, "outcome": 1, "recognition": 0,
    }  # fmt: skip
    assert (three.pooled.first, three.pooled.nothing) == ("b", None)


def test_the_rules_agree_where_both_put_the_same_model_first(three):
    assert (three.majority.first, three.pooled.first, three.agreed) == ("b", "b", "b")


def test_the_two_rules_may_disagree(toy):
    # Each keen one: a 9, b 1, c 2. Each mild one: a 2, b 2, c 6. The majority is mild, but for
    # the questions that the mild leave open.
    mild = {"aim": ("share",), "lack": ("proof",), "people": ("citizens",), "wish": ("report",)}
    group = confer(toy, [ONE, mild, ONE, mild, mild])
    assert group.majority.answers == {**mild, "state": ("nothing",), "cautions": ("turf",)}
    assert group.majority.first == "c"
    assert [(s.model, s.total) for s in group.pooled.ranking] == [("a", 24), ("c", 22), ("b", 8)]
    assert group.pooled.first == "a"
    assert group.agreed is None


@pytest.mark.parametrize(
    ("answers", "ground"),
    [
        ([THREE, THREE], Ground.REFUSED),
        ([{"wish": ("report",)}, {"people": ("firms",)}], Ground.QUICK_UNANSWERED),
        ([{"wish": ("report",)}, {"state": ("begun",)}], None),
        ([{"lack": ("ties",)}, {}], None),
    ],
)
def test_a_sum_calls_for_nothing_where_a_person_alone_would_get_nothing(toy, answers, ground):
    group = confer(toy, answers)
    assert group.pooled.nothing is ground
    assert (group.pooled.first is None) == (ground is not None)


def test_equal_sums_put_no_model_first():
    pack = small_pack(north={"lack.a": 6}, south={"lack.b": 6})
    group = confer(pack, [chosen(lack="a"), chosen(lack="b")])
    assert (group.pooled.first, group.pooled.nothing) == (None, Ground.TIE)


def test_sums_below_zero_put_no_model_first():
    pack = small_pack(north={"lack.a": -6}, south={"lack.a": -3})
    group = confer(pack, [chosen(lack="a")] * 2)
    assert (group.pooled.first, group.pooled.nothing) == (None, Ground.NOTHING_SPEAKS)


@some
@given(groups())
def test_rule_two_is_what_adding_everything_up_gives(drawn):
    pack, participants = drawn
    passing = [answers for answers in participants if not is_refused(pack, answers)]
    group = confer(pack, participants)
    scores = [score for answers in passing for score in score_models(pack, answers)]
    sums = {m.id: sum(s.total for s in scores if s.model == m.id) for m in pack.models}
    assert group.pooled.passing == len(passing)
    assert {score.model: score.total for score in group.pooled.ranking} == sums


@some
@given(groups())
def test_a_model_is_agreed_on_exactly_where_both_rules_put_it_first(drawn):
    group = confer(*drawn)
    firsts = {group.majority.first, group.pooled.first}
    assert group.agreed == (firsts.pop() if len(firsts) == 1 else None)


# -- which disagreements matter ------------------------------------------------------------


def test_decisive_disagreements_come_first_then_those_that_change_the_verdict(three):
    found = [(d.key, d.decisive, d.telling) for d in three.disagreements]
    assert found == [
        ("lack", True, True),  # agreement 0; ties put a first, 5 to 4
        ("wish", True, True),  # the same; meetings put a first, 4 to 3
        ("aim", True, True),  # agreement 1/3; the gate may refuse
        ("state", True, True),  # the same; nothing yet puts a first, 4 to 1
        ("people", False, True),  # firms: b is ahead by 5, and no longer close
        ("cautions", False, False),
    ]
    ways = {way.answer: (way.times, way.then) for way in three.disagreements[0].ways}
    assert ways == {("ties",): (1, ("a",)), ("proof", "money"): (1, ("b",))}


def first_by_hand(pack, answers):
    """Return the model alone at rank 1 where one is advised, by the slow way."""
    result = recommend(pack, answers)
    top = [standing.model for standing in result.ranking if standing.rank == 1]
    return top[0] if result.verdict.models and len(top) == 1 else None


@some
@given(groups())
def test_decisive_is_what_settling_each_question_by_hand_shows(drawn):
    pack, participants = drawn
    group = confer(pack, participants)
    settled = group.majority.answers
    assert group.majority.first == first_by_hand(pack, settled)
    for poll in group.polls:
        given_here = {
            a[poll.key][: 1 if poll.key == "portrait" else None]
            for a in participants
            if poll.key in a and "." not in poll.key
        }
        leads = {a: first_by_hand(pack, {**settled, poll.key: a}) for a in given_here}
        (told, *_) = [d for d in group.disagreements if d.key == poll.key] or [None]
        assert (told is not None) == (len(given_here) > 1)
        if told:
            assert {way.answer: way.first for way in told.ways} == leads
            assert sum(way.times for way in told.ways) == poll.answered
            assert told.decisive == (set(leads.values()) != {group.majority.first})
            now = advice_by_hand(pack, settled)
            advised = {a: advice_by_hand(pack, {**settled, poll.key: a}) for a in given_here}
            changing = {answer for answer, advice in advised.items() if advice != now}
            assert {way.answer for way in told.changing} == changing


def advice_by_hand(pack, answers):
    """Return what is advised: the kind of verdict, and the models that it names."""
    verdict = recommend(pack, answers).verdict
    return verdict.kind, set(verdict.models)


@some
@given(groups())
def test_what_to_talk_about_first_is_what_would_change_the_advice_for_most_people(drawn):
    pack, participants = drawn
    group = confer(pack, participants)
    settled, now = group.majority.answers, advice_by_hand(pack, group.majority.answers)
    gate = gate_question(pack)
    moved = {}
    for asked in pack.questions:
        answers = [
            a[asked.id][: 1 if asked.id == "portrait" else None]
            for a in participants
            if asked.id in a
        ]
        if len(set(answers)) > 1:
            leads = [advice_by_hand(pack, {**settled, asked.id: a}) for a in answers]
            first = {first_by_hand(pack, {**settled, asked.id: a}) for a in answers}
            decisive = first != {group.majority.first}
            moved[asked.id] = (decisive, sum(lead != now for lead in leads))
    refusing = any(is_refused_by_gate(pack, answers) for answers in participants)
    expected = [key for key, (_, count) in moved.items() if count]
    if refusing and gate.id in expected:
        expected.remove(gate.id)
    assert set(group.topics) <= set(expected)
    assert len(group.topics) == min(3, len(expected))
    order = [(not moved[key][0], -moved[key][1]) for key in group.topics]
    assert order == sorted(order)
    best = sorted((not moved[key][0], -moved[key][1]) for key in expected)
    assert order == best[: len(order)]


# -- what is kept --------------------------------------------------------------------------


@some
@given(groups())
def test_what_is_kept_is_what_more_than_half_said_and_need_not_talk_about_first(drawn):
    pack, participants = drawn
    group = confer(pack, participants)
    gate = gate_question(pack).id
    refuses = [is_refused_by_gate(pack, a) for a in participants if gate in a]
    telling = {found.key for found in group.disagreements if found.telling}
    expected = {}
    for asked in pack.questions:
        answers = [a[asked.id] for a in participants if asked.id in a]
        if asked.id == "portrait":
            answers = [answer[:1] for answer in answers]
        most = [o.id for o in asked.options if 2 * sum(o.id in a for a in answers) > len(answers)]
        if asked.kind == "grid" or not most or asked.id in group.topics:
            continue
        if asked.maximum and len(most) > asked.maximum:
            most = list(group.majority.answers.get(asked.id, ()))
        if most and not (asked.id == gate and len(set(refuses)) > 1 and gate in telling):
            expected[asked.id] = tuple(most)
    assert kept(pack, group) == expected


def test_what_is_to_be_talked_about_is_left_blank_for_the_group(toy):
    group = confer(toy, [ONE, {**ONE, "lack": ("proof",)}, {**ONE, "aim": ("hear",)}])
    assert group.topics == ("lack",)  # two of three said ties; the gate is told before all else
    assert kept(toy, group) == {k: v for k, v in ONE.items() if k not in {"lack", "aim"}}


# -- what holds of every group -------------------------------------------------------------


@some
@given(groups(most=4), st.randoms(use_true_random=False))
def test_the_order_of_participants_never_matters(drawn, shuffler):
    pack, participants = drawn
    group = confer(pack, participants)
    places = list(range(len(participants)))
    shuffler.shuffle(places)
    other = confer(pack, [participants[place] for place in places])
    assert other.own == tuple(group.own[place] for place in places)
    for one, two in zip(group.polls, other.polls, strict=True):
        assert one._replace(given=(), second=()) == two._replace(given=(), second=())
    assert other._replace(own=(), polls=()) == group._replace(own=(), polls=())
    assert kept(pack, other) == kept(pack, group)


@some
@given(groups(least=1, most=1), st.integers(2, 5))
def test_one_participant_many_times_is_that_participant(drawn, times):
    pack, (answers,) = drawn
    group = confer(pack, [answers] * times)
    settled = {
        key: answer[:1] if key == "portrait" else answer
        for key, answer in answers.items()
        if "." not in key
    }
    alone = recommend(pack, answers)
    assert group.majority.answers == settled == kept(pack, group)
    assert group.majority.result == recommend(pack, settled)
    assert not group.topics
    assert not group.disagreements
    assert {poll.agreement for poll in group.polls if poll.answered} <= {1}
    assert group.pooled.first == first_by_hand(pack, answers)
    if alone.ranking:
        sums = {score.model: score.total for score in group.pooled.ranking}
        assert sums == {s.model: times * s.score.total for s in alone.ranking}


# -- the program ---------------------------------------------------------------------------


def test_the_people_of_the_examples_disagree_and_it_matters(run, load_json):
    told = load_json(*EXAMPLES)
    assert [person["name"] for person in told["people"]] == NAMES
    rules = told["rules"]
    alone = [json.loads(run("recommend", path, "--json").out) for path in EXAMPLES]
    for person, advice in zip(told["people"], alone, strict=True):
        assert person["verdict"] == advice["verdict"]["kind"]
        assert person["models"] == advice["verdict"]["models"]
    sums = {s["model"]: s["score"] for s in rules["sum"]["ranking"]}
    for model, points in sums.items():
        assert points == sum(s["score"] for a in alone for s in a["ranking"] if s["model"] == model)
    assert (rules["sum"]["passing"], rules["sum"]["refused"]) == (3, 1)
    firsts = {rule: told["first"] for rule, told in rules.items()}
    assert firsts == {"majority": "projet-innovation", "sum": "projet-innovation"}
    assert (told["agree"], told["first"]) == (True, "projet-innovation")
    decisive = {found["key"] for found in told["disagreements"] if found["decisive"]}
    assert decisive == {"form", "portrait", "result", "aim", "gap"}
    assert told["talk_first"] == ["result", "portrait", "form"]
    assert told["unanimous"] == ["scope", "capacity"]


def test_the_answers_of_the_group_can_be_given_back(run, load_json, tmp_path):
    told = load_json(*EXAMPLES)["rules"]["majority"]["recommendation"]
    path = tmp_path / "group.json"
    path.write_text(json.dumps(told["situation"]), "utf-8")
    assert json.loads(run("recommend", path, "--json").out) == told


@pytest.mark.parametrize("options", [[], ["--names"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_json_is_what_its_types_say(run, lang, options):
    validator = Draft202012Validator(output_schema("workshop", strict=True))
    told = json.loads(run("workshop", *EXAMPLES, "--json", "--lang", lang, *options).out)
    assert [error.message for error in validator.iter_errors(told)] == []
    assert list(told) == [
        "format", "tool", "pack", "lang", "anonymous", "count", "agree", "first", "rules",
        "talk_first", "unanimous", "kept", "disagreements", "questions", "verdicts", "people",
    ]  # fmt: skip


def test_a_table_tells_the_same_as_files(run, load_json, people, tmp_path):
    head = "when,participants,aim,Participant(e),roles.fiduciary,portrait"
    rows = [
        "1,elected;citizens,take-part,Ana,us,cohorte;incubation",
        "2,citizens,take-part,Bea,,",
        "3,,opinion,Cyd,nobody,one-party",
    ]
    path = tmp_path / "form.csv"
    path.write_text("\n".join([head, *rows]), "utf-8")
    files = people(
        ("x", "Ana", {
            "participants": ["elected", "citizens"], "aim": "take-part",
            "roles": {"fiduciary": "us"}, "portrait": ["cohorte", "incubation"],
        }),
        ("y", "Bea", {"participants": ["citizens"], "aim": "take-part"}),
        ("z", "Cyd", {
            "aim": "opinion", "roles": {"fiduciary": "nobody"}, "portrait": "one-party",
        }),
    )  # fmt: skip
    result = run("workshop", path, "--names", "--json")
    assert json.loads(result.out) == load_json(*files)
    assert "when" in result.err
    assert "Participant" not in result.err
    assert run("workshop", "-", "--names", "--json", stdin=path.read_bytes()).out == result.out


@pytest.mark.parametrize("header", ["participant", "Participante", "Personne", "Name", "Titre"])
def test_the_column_of_names_is_known_in_either_language(run, header):
    table = f"aim,{header}\ntake-part,Ana\nopinion,Bea\n"
    result = run("workshop", "-", "--names", "--json", stdin=table)
    assert [p["name"] for p in json.loads(result.out)["people"]] == ["Ana", "Bea"]
    assert result.err == ""


def test_another_column_names_people_where_it_is_asked_for(run):
    table = "aim,Participant,Équipe\ntake-part,Ana,Nord\nopinion,Bea,Sud\n"
    told = run("workshop", "-", "--names", "--json", "--by", "equipe", stdin=table)
    assert [p["name"] for p in json.loads(told.out)["people"]] == ["Nord", "Sud"]


def test_people_are_named_by_the_form_else_by_their_own_title_else_by_the_file(load_json, people):
    answers = {"aim": "take-part"}
    files = people(
        ("nord", "", answers), ("b", "Sud", answers), ("c", "sud", answers),
        ("d", "Est", answers), ("e", "x" * 500, answers), ("reponses-Zoé", "Sud", answers),
        ("answers-Max-A", "Ouest", answers), ("answers", "", answers), ("myanswers-1", "", answers),
    )  # fmt: skip
    names = [person["name"] for person in load_json(*files)["people"]]
    assert names == ["nord", "b", "c", "Est", "x" * 79 + "…", "Zoé", "Max-A", "answers",
                     "myanswers-1"]  # fmt: skip


def test_equal_names_are_numbered(run):
    table = "aim,participant\n" + "".join(f"take-part,{n}\n" for n in ("Sud", "Sud", "Sud (1)"))
    told = run("workshop", "-", "--names", "--json", stdin=table)
    names = [person["name"] for person in json.loads(told.out)["people"]]
    assert names == ["Sud (2)", "Sud (3)", "Sud (1)"]


# -- folders, and who is left out ----------------------------------------------------------


def test_a_folder_stands_for_the_situation_files_in_it_by_name(load_json, people, tmp_path):
    answers = {"aim": "take-part"}
    people(("b", "", answers), ("a", "", answers), (".hidden", "", answers))
    (tmp_path / "C.YML").write_text("answers: {aim: opinion}\n", "utf-8")
    (tmp_path / "notes.txt").write_text("not a situation", "utf-8")
    (tmp_path / "more").mkdir()
    (other,) = people(("more/z", "", answers))
    assert [one["name"] for one in load_json(tmp_path)["people"]] == ["C", "a", "b"]
    mixed = load_json(other, tmp_path, tmp_path / "more")
    assert [one["name"] for one in mixed["people"]] == ["z (1)", "C", "a", "b", "z (2)"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_folder_without_any_is_told_with_the_way_out(run, tmp_path, lang):
    (tmp_path / "people.csv").write_text("aim\ntake-part\n", "utf-8")
    for argv in ([tmp_path], [tmp_path, *EXAMPLES]):
        told = run("workshop", *argv, "--lang", lang)
        assert (told.code, told.out) == (2, b"")
        assert str(tmp_path) in told.err
        assert Words(lang)("problem.folder-without-situations") in told.err


def test_a_file_that_cannot_be_read_is_told_and_left_out(run, people, tmp_path):
    files = people(
        ("ana", "", {"aim": "take-part"}), ("bob", "", {"aim": "nonsense"}),
        ("cleo", "", {"aim": "opinion"}),
    )  # fmt: skip
    (tmp_path / "dan.json").write_bytes(b"\xff\x00")
    told = run("workshop", tmp_path, tmp_path / "absent.yaml", "--names", "--json")
    assert told.code == 0
    assert [one["name"] for one in json.loads(told.out)["people"]] == ["ana", "cleo"]
    for name in ("bob.json", "dan.json", "absent.yaml"):
        assert f"{tmp_path / name}: these answers are left out" in told.err
    assert f"{files[1]}: answers.aim: unknown" in told.err
    assert "ana.json" not in told.err


def test_a_bad_row_is_told_with_its_line_and_left_out(run):
    table = "participant,aim,gap\nAna,take-part,ties\nBob,nonsense,ties\nCleo,opinion,\n,,\n"
    told = run("workshop", "-", "--names", "--json", stdin=table)
    assert told.code == 0
    assert [one["name"] for one in json.loads(told.out)["people"]] == ["Ana", "Cleo"]
    assert "<stdin>:3: aim: unknown" in told.err
    assert "<stdin>:3: these answers are left out" in told.err
    assert "<stdin>:4" not in told.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_those_who_answered_nothing_are_told_and_not_counted(run, people, lang):
    files = people(
        ("ana", "", {"aim": "take-part"}), ("bob", "", {}), ("cleo", "", {"aim": "money"})
    )
    told = run("workshop", *files, "--names", "--json", "--lang", lang)
    assert told.code == 0
    assert [one["name"] for one in json.loads(told.out)["people"]] == ["ana", "cleo"]
    assert told.err.count(Words(lang)("problem.nothing-answered")) == 1
    assert str(files[1]) in told.err
    too_few = run("workshop", *files[:2], "--lang", lang)
    assert (too_few.code, too_few.out) == (2, b"")
    assert Words(lang)("problem.nothing-answered") in too_few.err
    assert Words(lang)("problem.workshop-two", least=2) in too_few.err


def test_a_row_without_a_name_is_numbered(run):
    table = "aim,participant\ntake-part,Ana\nopinion,\n"
    told = run("workshop", "-", "--names", "--json", "--lang", "fr", stdin=table)
    assert [p["name"] for p in json.loads(told.out)["people"]] == ["Ana", "Personne 2"]


def test_names_in_a_table_are_one_line_each_and_inert(run):
    table = 'aim,participant\ntake-part,"Ana\nLa\x1b[31m Rive"\nopinion,Bea\n'
    told = run("workshop", "-", "--names", "--json", stdin=table)
    assert [p["name"] for p in json.loads(told.out)["people"]] == ["Ana La Rive", "Bea"]


def test_a_table_may_be_of_json_lines(run):
    rows = [
        {"participant": "Ana", "gap": ["ties"]},
        {"participant": 7, "answers": {"gap": "means"}},
    ]
    told = run("workshop", "-", "--names", "--json", stdin="\n".join(map(json.dumps, rows)))
    assert (told.code, told.err) == (0, "")
    document = json.loads(told.out)
    assert [person["name"] for person in document["people"]] == ["Ana", "7"]
    assert [d["key"] for d in document["disagreements"]] == ["gap"]


# -- names ---------------------------------------------------------------------------------

SECRET = ["Ouragan", "Zibeline", "Quetzal", "Mangouste"]
WHY = "Parce que Belette y tient"


@pytest.fixture
def secretive(people):
    """Write three people whose names, notes and files are to be hidden."""
    answers = [
        {"aim": "take-part", "participants": ["elected"], "roles": {"fiduciary": "us"}},
        {"aim": "take-part", "participants": ["elected", "experts"], "portrait": "cohorte"},
        {"aim": "opinion", "participants": ["experts"], "roles": {"fiduciary": "nobody"}},
    ]
    title, unnamed, other, notes = SECRET
    files = people(("f1", title, answers[0]), (unnamed, "", answers[1]), ("f3", other, answers[2]))
    document = json.loads(files[0].read_text("utf-8")) | {"notes": f"Selon {notes}"}
    document["answer_notes"] = {"aim": WHY, "roles.fiduciary": f"{WHY} 2"}
    files[0].write_text(json.dumps(document), "utf-8")
    return files


def read_back(data, form):
    """Return the text of an output; of a Word file, all that its parts hold."""
    if form != "docx":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "form", [*(form for form in formats_of("workshop") if form != "yaml"), "--full"]
)
def test_nobody_is_named_in_any_format_unless_asked(run, secretive, form, lang):
    how = [form] if form == "--full" else ["--format", form]
    argv = ["workshop", *secretive, *how, "--lang", lang]
    named, hidden = run(*argv, "--names"), run(*argv)
    assert (named.code, hidden.code) == (0, 0)
    shown_named, shown_hidden = (read_back(result.out, form) for result in (named, hidden))
    for name in (*SECRET, "Belette"):
        assert name not in shown_hidden + hidden.err
    if form != "text":  # one screen has not room for everyone
        for name in (*SECRET[:3], WHY, f"{WHY} 2"):
            assert name in shown_named
    assert SECRET[2] in shown_named  # who refuses
    assert str(secretive[0].parent) not in shown_hidden


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_nobody_of_a_table_is_named_unless_asked(run, form):
    rows = [("Ouragan", "take-part", "ties"), ("Zibeline", "opinion", "means")]
    table = "participant,aim,gap\n" + "".join(f"{','.join(row)}\n" for row in rows)
    if form == "ndjson":
        keys = ("participant", "aim", "gap")
        table = "\n".join(json.dumps(dict(zip(keys, row, strict=True))) for row in rows)
    for how in (["--full"], ["--json"]):
        hidden = run("workshop", "-", *how, stdin=table)
        named = run("workshop", "-", *how, "--names", stdin=table)
        for name, _, _ in rows:
            assert name in named.out.decode()
            assert name not in hidden.out.decode() + hidden.err


@pytest.mark.parametrize("format", FORMATS)
def test_without_names_nothing_tells_in_what_order_people_came(run, format):
    outputs = {
        run("workshop", *order, "--format", format, "--full").out
        for order in permutations(EXAMPLES[:3])
    }
    assert len(outputs) == 1


def test_a_table_needs_a_column_of_names_for_names_alone(run):
    table = "aim,gap\ntake-part,ties\ntake-part,means\n"
    refused = run("workshop", "-", "--names", stdin=table)
    assert (refused.code, refused.out) == (2, b"")
    assert "--by" in refused.err
    assert "--names" in refused.err
    told = json.loads(run("workshop", "-", "--json", stdin=table).out)
    assert (told["count"], told["people"], told["anonymous"]) == (2, None, True)


def test_counts_without_names_are_those_of_the_names(run, load_json):
    named, hidden = load_json(*EXAMPLES), json.loads(run("workshop", *EXAMPLES, "--json").out)
    assert hidden["verdicts"] == named["verdicts"]
    for one, other in zip(named["questions"], hidden["questions"], strict=True):
        assert other["silent"] is None
        for told, counted in zip(
            one["options"] + one["second"], other["options"] + other["second"], strict=True
        ):
            assert counted == {**told, "who": None}
            assert counted["count"] == len(told["who"])


# -- what is saved -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["groupe.yaml", "groupe.json"])
def test_what_is_settled_is_saved_without_names_and_opened_again(
    run, load_json, tmp_path, monkeypatch, name
):
    monkeypatch.chdir(tmp_path)
    told = run("workshop", *EXAMPLES, "--names", "--lang", "fr", "--save", name)
    assert told.code == 0
    target = tmp_path / name
    assert str(target) in told.err.splitlines()[0]
    assert told.err.splitlines()[-1].strip() == f"concertation recommend {target} --ask --lang fr"
    saved = target.read_text("utf-8")
    assert [person for person in NAMES if person in saved] == []
    document = json.loads(run("recommend", name, "--json").out)
    assert document["situation"]["answers"] == load_json(*EXAMPLES)["kept"]
    disputed = {"aim", "result", "portrait", "form"}  # told before all else, or to talk about
    no_majority = {"collective-work"}
    answered = {q["key"] for q in load_json(*EXAMPLES)["questions"] if q["answered"]}
    facts = {key for key in answered if "." in key}
    assert set(document["situation"]["answers"]) == answered - disputed - no_majority - facts


def test_what_is_saved_asks_exactly_what_it_leaves_blank(run, pack, tmp_path):
    target = tmp_path / "groupe.yaml"
    run("workshop", *EXAMPLES, "--save", target)
    progress = begun_from(pack, read_file(pack, str(target)), Manner.FULL)
    asked = steps.questions_of(steps.upcoming(pack, progress))
    assert [q for q in asked if pack.question(q).kind != "grid"] == [
        "aim", "collective-work", "result", "form", "portrait",
    ]  # fmt: skip


def test_a_saved_group_never_replaces_a_file_unasked(run, tmp_path):
    target = tmp_path / "groupe.yaml"
    target.write_text("mine", "utf-8")
    for more in ([], ["--output", target]):
        told = run("workshop", *EXAMPLES, "--save", target, *more)
        assert (told.code, told.out) == (2, b"")
        assert target.read_text("utf-8") == "mine"
    assert run("workshop", *EXAMPLES, "--save", target, "--force").code == 0
    assert "gap" in target.read_text("utf-8")


def test_the_command_that_opens_a_saved_group_names_its_pack(run, toy_folder, tmp_path):
    table = "lack\nTies\nTies\n"
    target = tmp_path / "à nous.yaml"
    told = run("workshop", "-", "--data", toy_folder, "--save", target, stdin=table)
    command = shlex.split(told.err.splitlines()[-1])
    assert command == ["concertation", "recommend", str(target), "--ask", "--data", str(toy_folder)]
    saved = run(*command[1:3], "--json", *command[4:])
    assert json.loads(saved.out)["situation"]["answers"] == {"lack": ["ties"]}


# -- on a screen ---------------------------------------------------------------------------

ORDER = {
    "fr": ["Avant tout", "Descriptions choisies", "Parlez ensuite de ces questions",
           "sans désaccord", "Avis pour le groupe, à la majorité",
           "En comptant toutes les réponses"],
    "en": ["Before all else", "Descriptions chosen", "Then talk about these questions",
           "without disagreement", "for the group, by majority", "Counting all the answers"],
}  # fmt: skip
WHOLE = {
    "fr": ["Toutes les différences", "Les réponses, en nombres", "Chaque personne", "Annexe",
           "Outil indépendant"],
    "en": ["All the differences", "Answers, in numbers", "Each person, sep", "Annex",
           "ndependent tool"],
}  # fmt: skip
JARGON = ("Jaccard", "Fleiss", "accord 0", "agreement 0", "point")


@pytest.mark.parametrize("how", [[], ["--full"], ["--format", "markdown"]])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_matters_comes_first_and_the_method_last(run, lang, how):
    told = run("workshop", *EXAMPLES, "--lang", lang, *how).out.decode()
    places = [told.index(words) for words in [*ORDER[lang], *(WHOLE[lang] if how else ())]]
    assert places == sorted(places)
    if not how:
        assert [word for word in (*JARGON, "…") if word in told.partition("Outil")[0]] == []


@pytest.mark.parametrize("options", [[], ["--names"], ["--full"], ["--full", "--names"]])
@pytest.mark.parametrize("columns", ["20", "40", "200"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_fits_its_screen(run, lang, columns, options):
    argv = ["workshop", *EXAMPLES, "--lang", lang, *options]
    told = run(*argv, env={"COLUMNS": columns}).out.decode()
    assert max(map(cell_len, told.splitlines())) <= max(40, min(100, int(columns)))


def screens_of(pack, answers, names=None):
    """Return the first screen of a group in both languages, at each of the usual widths."""
    group = confer(pack, answers)
    found = explain(pack, group.majority.answers, group.majority.result)
    for lang in LANGUAGES:
        say = AdvicePhrases(pack, Words(lang))
        people = People(names, [{}] * len(names)) if names else People()
        blocks = first_fitting(Workshop(say, group, found, people).first_screens())
        for width, most in SCREENS:
            yield as_text(blocks, Screen(width)), width, most


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_group_is_told_on_one_screen_and_nothing_is_cut(pack, data):
    answers = data.draw(st.lists(answers_to(pack), min_size=2, max_size=30))
    names = data.draw(st.sampled_from([None, [f"Personne {n} de la table" for n in answers]]))
    for told, width, most in screens_of(pack, answers, names):
        assert told.count("\n") <= most, told
        assert max(map(cell_len, told.splitlines())) <= width
        assert "\u2026" not in told


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_group_of_any_pack_is_told_on_one_screen(data):
    pack = data.draw(any_packs()).pack
    answers = data.draw(st.lists(answers_to(pack), min_size=2, max_size=30))
    names = data.draw(st.sampled_from([None, ["n" * 80] * len(answers)]))
    for told, width, most in screens_of(pack, answers, names):
        assert told.count("\n") <= most, told
        assert max(map(cell_len, told.splitlines())) <= width


@some
@given(groups(most=9))
def test_the_counts_told_are_those_of_the_answers(drawn):
    pack, participants = drawn
    assume(pack.quick_questions())  # no pack is valid without
    words = Words("en")
    *_, (screen, _, _) = screens_of(pack, participants)  # in English
    told = " ".join(screen.split())
    gate = gate_question(pack)
    refusing = sum(is_refused_by_gate(pack, answers) for answers in participants)
    answered = sum(gate.id in answers for answers in participants)
    assert words("workshop.people", count=len(participants)) in told
    assert ("Before all else" in told) == (refusing > 0)
    if refusing == 1:
        assert f"One person of {answered} answers" in told
    elif refusing:
        assert f"{refusing} people of {answered} answer" in told
    if pack.portrayed():
        firsts = Counter(a["portrait"][0] for a in participants if "portrait" in a)
        asked = pack.question("portrait")
        if firsts:
            most = max((o.id for o in asked.options), key=lambda option: firsts[option])
            label = asked.option(most).label["en"]
            assert f"Descriptions chosen: “{label}” ({firsts[most]})" in told
    same = [
        q.id
        for q in pack.questions
        if q.kind != "grid"
        and len(given := [frozenset(a[q.id][: 1 if q.id == "portrait" else None])
                          for a in participants if q.id in a]) > 1
        and len(set(given)) == 1
    ]  # fmt: skip
    key = "workshop.alike" if same else "workshop.alike-none"
    assert words(key, count=len(same)).removesuffix(".") in told


def test_what_most_people_said_is_told_first(run):
    told = shown(run("workshop", *EXAMPLES))
    assert (
        "Descriptions chosen: “Offering a missing service” (2), “Bringing a new body into being” "
        "(1) and “One party is enough” (1)." in told
    )
    assert "What must exist at the end? “A service offered to a public” (2), “Commitments" in told


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_names_are_inert(run, people, format):
    answers = {"aim": "take-part", "gap": ["ties"]}
    other = {**answers, "gap": ["means"]}
    files = people(("a", HOSTILE, answers), ("b", f"{HOSTILE} 2", other))
    told = run("workshop", *files, "--format", format, "--names", "--full")
    assert (told.code, told.err) == (0, "")
    shown = told.out.decode()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "alert" in shown
    if format == "html":
        assert "<script" not in shown
    if format == "markdown":
        assert "<script>" not in shown.replace("\\<", "")
        assert "[/b]" not in shown.replace("\\[", "")


def test_an_agreement_that_is_not_whole_is_never_shown_as_whole(run):
    table = "aim,gap\n" + "\n".join(["take-part,ties"] * 1999 + ["take-part,means"])
    told = run("workshop", "-", "--full", stdin=table).out.decode()
    assert "agreement 0.99" in told  # it is 0.999
    assert "agreement 1.00" in told  # on the gate


def test_options_left_out_at_the_maximum_are_named(run):
    asked = ["elected;experts", "elected;funders", "experts;funders"]
    table = "aim,participants\n" + "\n".join(f"take-part,{people}" for people in asked)
    told = " ".join(run("workshop", "-", "--full", stdin=table).out.decode().split())
    assert "no majority" in told
    assert (
        "left out, tied for the last place (2 at most): “Elected officials”, “Funding bodies” "
        "and “Specialists”" in told
    )


def test_those_who_all_agree_are_told_so(run, load_json):
    same = [EXAMPLES[1]] * 2
    assert load_json(*same)["first"] == "incubation"
    told = shown(run("workshop", *same))
    assert "Advice for the group, by majority: Incubation concertation." in told
    assert "leads to the same model" in told
    assert "without disagreement" in told


def test_those_whom_the_gate_refuses_get_no_model(run, load_json):
    same = [EXAMPLES[3]] * 2
    told = load_json(*same)
    assert told["rules"]["sum"] == {
        "first": None, "nothing": "refused", "passing": 0, "refused": 2, "ranking": [],
    }  # fmt: skip
    told = shown(run("workshop", *same))
    assert told.startswith("Before all else:")
    assert "2 people of 2 answer “Give their opinion”" in told
    assert "by majority: no model is called for." in told
    assert "leads to no model" in told


SAME = "practices,one-sector,isolated,unspread,exchange"
HEAD = "participant,aim,gap,scope,collective-work,known,form"


def table_of(*aims, same=SAME):
    """Return a table of people who differ on the opening question alone."""
    return "\n".join([HEAD, *(f"P{n},{aim},{same}" for n, aim in enumerate(aims, 1))])


def shown(result):
    assert (result.code, result.err) == (0, "")
    return " ".join(result.out.decode().split())


def test_a_group_that_mostly_refuses_is_told_so_first(run):
    refused = run("workshop", "-", stdin=table_of("opinion", "settled", "alone", "information"))
    told = shown(refused)
    assert told.startswith(
        "Before all else: What do you mostly want your partners to do? 4 people of 4 answer "
        "“Give their opinion” (1)"
    )
    assert "Advice for the group, by majority: no model is called for." in told
    assert "became “Take part in the work”" in told
    refused = run("workshop", "-", "--full", stdin=table_of("opinion", "settled", "alone"))
    assert "3 call for no model; answer kept, “Give their opinion”; chosen as" in shown(refused)
    told = shown(run("workshop", "-", stdin=table_of("opinion", "settled", "take-part")))
    assert told.startswith("Before all else")
    assert "2 people of 3 answer" in told
    assert "leads to this model" in told
    assert "leaves out 2 people" in told


def test_a_group_half_of_which_refuses_is_told_so_before_any_model(run):
    table = table_of("opinion", "settled", "take-part", "take-part", "")
    told = shown(run("workshop", "-", stdin=table))
    assert told.startswith("Before all else")
    assert "2 people of 4 answer" in told
    told = shown(run("workshop", "-", stdin=table_of("take-part", "take-part")))
    assert told.startswith("2 people answered.")


def test_a_sum_that_leads_elsewhere_is_told_with_what_to_do(run, toy_folder):
    mild = "share,proof,firms,,report"
    keen = "share,ties,citizens,nothing,meeting"
    head = "aim,lack,people,state,wish"
    table = "\n".join([head, keen, mild.replace("firms", "citizens"), keen] + [
        mild.replace("firms", "citizens")] * 2)  # fmt: skip
    told = shown(run("workshop", "-", "--data", toy_folder, stdin=table))
    assert "by majority: Trial." in told
    assert "leads to another model: Circle. Talk about what sets them apart." in told


APART = "participant,aim,gap,collective-work\nA,take-part,ties,isolated\nB,opinion,means,none\n"
MIXED = (
    "participant,aim,gap,collective-work,result\n"
    "A,take-part,ties,isolated,service\nB,take-part,means,isolated,service\n"
)
OPEN = {
    "en": (
        ("No majority on the opening question (“What do you", "too few questions are settled to",
         "a description or at least one of these questions needs a majority:",
         "too few questions are settled to",
         "No majority on these questions, to settle first: What is most lacking today? Where"),
        ("has no answer", "needs an answer", "oo few answers to recommend a model."),
    ),
    "fr": (
        ("Pas de majorité sur la question préalable", "trop peu de questions sont réglées pour",
         "il faut une majorité sur une description ou sur au moins une de ces questions",
         "trop peu de questions sont réglées pour",
         "Pas de majorité sur ces questions, à régler d"),
        ("question est sans réponse", "il faut une réponse", "Trop peu de réponses"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_without_a_majority_is_never_called_unanswered(run, lang):
    apart, wrong = OPEN[lang]
    told = shown(run("workshop", "-", "--full", "--lang", lang, stdin=APART))
    assert [words for words in apart if words not in told] == []
    assert [words for words in wrong if words in told] == []


def test_questions_that_could_decide_are_told_by_whether_anyone_answered(run):
    told = shown(run("workshop", *EXAMPLES[1:], "--full"))
    assert (
        "No majority on these questions, which could decide: What is already known of what to do?"
        in told
    )
    assert "unanswered questions could" not in told
    told = shown(run("workshop", "-", "--full", stdin=MIXED))
    assert (
        "No majority on these questions, which could decide: What is most lacking today? These "
        "unanswered questions could decide: What does the issue concern?" in told
    )
    same = shown(run("workshop", "-", "--full", stdin=MIXED.replace("means", "ties")))
    assert "These unanswered questions could decide: What does the issue concern?" in same
    assert "No majority on" not in same


def test_many_close_models_are_told_with_three_and_how_many_more(run, load_json):
    # Points: cohort 3, then four models 2; the limit is 3.
    table = "participant,aim,gap,scope\n" + "A,take-part,voices,one-sector\n" * 2
    told = shown(run("workshop", "-", stdin=table))
    assert (
        "by majority: too close to call between Cohort, Multi-party agreement, Incubation "
        "concertation and 2 others." in told
    )
    verdict = load_json("-", stdin=table)["rules"]["majority"]["recommendation"]["verdict"]
    assert (verdict["kind"], len(verdict["models"])) == ("close", 5)


def test_beyond_twenty_names_an_answer_is_told_by_their_number(run):
    table = "participant,aim,gap,roles.fiduciary\n" + "\n".join(
        [f"Zoe{n},take-part,ties,us" for n in range(21)]
        + [f"Yan{n},take-part,means,nobody" for n in range(20)]
    )
    for format in ("text", "markdown", "html"):  # noqa: A001
        how = ("--names", "--full", "--format", format)
        told = shown(run("workshop", "-", *how, stdin=table))
        assert told.count("Zoe7") == 1, format  # that one's own verdict
        assert told.count("Yan7") > 2, format
        assert "(21)" in told
        assert "Ties between groups: 21" not in told  # the line begins with it
        assert "Where more than 20 people gave the same answer, only their number is given" in told
    document = json.loads(run("workshop", "-", "--names", "--json", stdin=table).out)
    (gap,) = [question for question in document["questions"] if question["key"] == "gap"]
    assert gap["options"][0]["who"] == [f"Zoe{n}" for n in range(21)]
    assert "Where more than" not in shown(run("workshop", *EXAMPLES, "--names", "--full"))


# -- what goes wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "stdin", "words"),
    [
        ([], "", ["at least 2 people", "situation file", "a row for each"]),
        ([EXAMPLES[0]], "", ["at least 2 people"]),
        (["-"], "aim,participant\ntake-part,Ana\n", ["-: ", "at least 2 people"]),
        (["-"], "aim,participant\n", ["at least 2 people"]),
        (["-"], "nom,participant\na,b\n", ["no column is a question"]),
        (["-", "--names", "--by", "qui"], "aim,quoi\ntake-part,a\n", ["“qui”", "quoi"]),
        (["-", "--by", "quoi"], "aim,quoi\ntake-part,a\n", ["--by: ", "--names"]),
        ([EXAMPLES[0], "x.csv"], "", ["x.csv: a table is given alone"]),
        ([*EXAMPLES, "--names", "--by", "x"], "", ["--by: serves only with a table"]),
        ([*EXAMPLES, "--format", "csv"], "", ["--format"]),
    ],
)
def test_what_cannot_be_read_is_said_with_the_way_out(run, argv, stdin, words):
    told = run("workshop", *argv, stdin=stdin)
    assert (told.code, told.out) == (2, b"")
    for word in words:
        assert word in told.err


def test_every_problem_of_every_file_is_told(run, people, tmp_path):
    files = people(("a", "A", {"gap": ["tie"], "aimm": "x"}), ("b", "B", {"scope": "all"}))
    told = run("workshop", *files, EXAMPLES[0], tmp_path / "absent.yaml")
    assert (told.code, told.out) == (2, b"")
    for words in ("a.json: answers.gap", "answers.aimm", "b.json: answers.scope", "absent"):
        assert words in told.err
    rows = "aim,gap,participant\nnope,ties,Ana\ntake-part,nope,Bea\n"
    told = run("workshop", "-", stdin=rows)
    assert (told.code, told.out) == (2, b"")
    assert "<stdin>:2" in told.err
    assert "<stdin>:3" in told.err


def test_no_more_people_are_read_than_one_group_holds(run, monkeypatch):
    monkeypatch.setattr(participants, "MOST_PARTICIPANTS", 3)
    table = "aim,participant\n" + "take-part,Ana\n" * 3
    assert run("workshop", "-", stdin=table).code == 0
    assert run("workshop", *EXAMPLES[:3]).code == 0
    for argv, stdin in ((["-"], table + "opinion,Bea\n"), (EXAMPLES, "")):
        told = run("workshop", *argv, stdin=stdin)
        assert (told.code, told.out) == (2, b"")
        assert "more than 3 people" in told.err


def test_an_existing_file_is_kept_unless_forced(run, tmp_path):
    target = tmp_path / "page.md"
    target.write_text("mine", "utf-8")
    argv = ["workshop", *EXAMPLES, "--names", "--format", "markdown", "--output", target]
    assert run(*argv).code == 2
    assert target.read_text("utf-8") == "mine"
    told = run(*argv, "--force")
    assert (told.code, told.out) == (0, b"")
    assert "Direction" in target.read_text("utf-8")


def test_two_hundred_people_are_told_in_time(pack, run):
    questions = [q for q in pack.questions if q.kind != "grid"]
    lines = [",".join(["participant", *(q.id for q in questions)])]
    for number in range(200):
        cells = [q.options[number * (place + 1) % 7 % len(q.options)].id for place, q in
                 enumerate(questions)]  # fmt: skip
        lines.append(",".join([f"P{number}", *cells]))
    started = monotonic()
    told = run("workshop", "-", "--names", "--full", stdin="\n".join(lines))
    assert told.code == 0
    assert "P199" in told.out.decode()
    assert monotonic() - started < 5


@pytest.mark.parametrize("files", [EXAMPLES, [EXAMPLES[0], EXAMPLES[3]]], ids=["four", "two"])
def test_a_screen_names_everyone_or_nobody(run, files):
    told = shown(run("workshop", *files, "--names"))
    titles = [read_title(file) for file in files]
    assert [title in told for title in titles] in ([True] * len(files), [False] * len(files))


def read_title(file):
    text = Path(file).read_text("utf-8")
    return re.search(r'^title: "(.+)"$', text, re.MULTILINE)[1]


def test_after_who_refuses_one_talks_then_and_else_first(run):
    assert "Then talk about" in shown(run("workshop", *EXAMPLES))
    assert "Talk first about" in shown(run("workshop", "-", stdin=MIXED))
