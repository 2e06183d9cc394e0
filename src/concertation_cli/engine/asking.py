"""Which questions are worth asking next: when to stop, what is left to tell, what tells most.

Which model comes first is settled when no answer still to come can change it: a proof, from
whole-number sums. What tells most is an estimate, from sampled ways of answering.
"""

import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from math import log2
from operator import add
from typing import NamedTuple

from concertation_cli.engine.answering import (
    Earned,
    Earnings,
    admissible,
    open_to_change,
    unanswered,
)
from concertation_cli.engine.firmness import top
from concertation_cli.engine.recommend import rank_models
from concertation_cli.engine.verdict import answered_themes, decide
from concertation_cli.knowledge.pack import GATE, Answers, Model, Pack, Question

BACKGROUNDS = 128
"""Sampled ways of answering the other questions. More would rank little better: our judgement."""

SEED = 2024
"""Where sampling starts, so that the same answers always lead to the same questions."""

QUICK_ANSWERS = 5
"""Answers that quick mode wants on the questions that give points: our judgement.

`benchmarks/questions_asked.py` tells what it costs.
"""

QUICK_QUESTIONS = 7
"""Most questions that quick mode asks to have them, as some are left unknown: our judgement."""


class Telling(NamedTuple):
    """How much an answer to a question would tell of which model comes first.

    Attributes:
        bits: Expected reduction of the entropy of the first place, in bits: 0 when no answer
            bears on it. Rounded, so that no last digit decides between two questions.
    """

    question: str
    bits: float


# -- when to stop ------------------------------------------------------------------------


def settled(
    pack: Pack, answers: Answers, asked: Collection[str] = (), earnings: Earnings | None = None
) -> str | None:
    """Return the model alone first that no answer still to come can join or pass, if any.

    Exact: an open question may get any admissible answer or stay unanswered, whatever the
    others get, so that the least lead over a rival is a sum of the least of each question.
    None too where no model is advised, or too little is known yet to advise one.

    Args:
        pack: The knowledge.
        answers: What was answered.
        asked: Ids of the questions asked: one of them without an answer is open no more.
        earnings: The pack's, where they are at hand.
    """
    advised = decide(pack, answers, rank_models(pack, answers)).models
    if not advised:
        return None
    earnings = earnings or Earnings(pack)
    ways = [_ways(earnings, question) for question in unanswered(pack, answers, asked)]
    totals = earnings.total(pack, answers)
    leader = next(place for place, model in enumerate(pack.models) if model.id == advised[0])
    rivals = (place for place in range(len(totals)) if place != leader)
    ahead = all(_least_lead(totals, ways, leader, rival) > 0 for rival in rivals)
    return advised[0] if ahead else None


def _ways(earnings: Earnings, question: Question) -> Counter[Earned]:
    """Return what the answers to a question earn, and how many of them earn the same."""
    return Counter(earnings.of(question, answer) for answer in admissible(question))


def _least_lead(totals: Earned, ways: Iterable[Iterable[Earned]], leader: int, rival: int) -> int:
    least = (min([0, *(earned[leader] - earned[rival] for earned in way)]) for way in ways)
    return totals[leader] - totals[rival] + sum(least)


def still_useful(
    pack: Pack, answers: Answers, model_id: str, asked: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the questions worth asking once a model is settled, in order, the gate apart.

    Those that tell whether its requirements are met and who holds its roles, and, among
    those that give no points, those that bring its challenges forward.

    Args:
        pack: The knowledge.
        answers: What was answered.
        model_id: The model.
        asked: Ids of the questions asked, or keys of a grid's rows: without an answer, these
            are not worth asking again.
    """
    keys = _read_for(pack, pack.model(model_id)).difference(answers, asked)
    lacking = {pack.question(key).id for key in keys}
    return tuple(
        question.id
        for question in pack.questions
        if question.id in lacking and question.id not in asked and question.theme != GATE
    )


def _read_for(pack: Pack, model: Model) -> frozenset[str]:
    """Return the keys of the answers that a model's plan is read from."""
    scored = pack.scored_questions()
    grid = pack.grid()
    required = {requirement.question for requirement in model.requirements}
    held = {f"{grid.id}.{role.role}" for role in model.roles} if grid else set()
    # A challenge that a scored question brings forward is told anyhow, among the others:
    # not worth a question that cannot change the advice.
    feared = {key for c in model.challenges for key in c.when if key not in scored}
    return frozenset(required | held | feared)


# -- what tells most ---------------------------------------------------------------------


def most_telling(
    pack: Pack, answers: Answers, open_ids: Collection[str], earnings: Earnings | None = None
) -> tuple[Telling, ...]:
    """Return how much each open question would tell, the most first; equals in order.

    Uncertainty is the entropy of which model comes first, ties sharing equally, over
    sampled answers to the other open questions, all admissible ones equally likely. Every
    answer to a question is tried on the same samples, so that they compare fairly. Ids of
    questions that are answered, or give no points, are passed over.
    """
    earnings = earnings or Earnings(pack)
    ways = {q.id: _ways(earnings, q) for q in unanswered(pack, answers) if q.id in open_ids}
    draw = random.Random(SEED)  # noqa: S311  # the same draws each time
    drawn = {
        question: draw.choices(tuple(way.elements()), k=BACKGROUNDS)
        for question, way in ways.items()
    }
    totals = earnings.total(pack, answers)
    found = []
    for question, way in ways.items():
        others = (sample for other, sample in drawn.items() if other != question)
        rows = zip(repeat(totals, BACKGROUNDS), *others, strict=True)
        backgrounds = Counter(map(_added, rows))
        found.append(Telling(question, _reduction(way, backgrounds)))
    return tuple(sorted(found, key=lambda telling: -telling.bits))


def _added(rows: Iterable[Earned]) -> Earned:
    return tuple(map(sum, zip(*rows, strict=True)))


def _reduction(way: Counter[Earned], backgrounds: Counter[Earned]) -> float:
    """Return the entropy before an answer, less its mean after one, in bits.

    Before, any answer may come: the shares after each of them, mixed. So it is never below 0.
    """
    after = [(times, _firsts(backgrounds, earned)) for earned, times in way.items()]
    before = [
        sum(times * shares[place] for times, shares in after) for place in range(len(after[0][1]))
    ]
    mean = sum(times * _entropy(shares) for times, shares in after) / way.total()
    return round(_entropy(before) - mean, 9)


def _firsts(backgrounds: Counter[Earned], earned: Earned) -> list[float]:
    """Return on how many of the backgrounds each model comes first; a tie is shared out."""
    firsts = [0.0] * len(earned)
    for totals, times in backgrounds.items():
        moved = tuple(map(add, totals, earned))
        best = max(moved)
        if moved.count(best) == 1:  # as `top` would tell, only faster
            firsts[moved.index(best)] += times
        else:
            tied = top(moved)
            for place in tied:
                firsts[place] += times / len(tied)
    return firsts


def _entropy(amounts: Sequence[float]) -> float:
    """Return the Shannon entropy, in bits, of a distribution given by amounts."""
    whole = sum(amounts)
    return -sum(amount / whole * log2(amount / whole) for amount in amounts if amount)


# -- quick mode --------------------------------------------------------------------------


def quick(pack: Pack, answers: Answers, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the questions that quick mode asks from here, the next one first; () when done.

    The most telling ones that there is room for, one at least in each leading theme that
    has no answer yet. Themes are kept together, the one just asked about first, then those
    of the most telling questions; a theme once left is not come back to. After each answer
    the choice is made anew: all but the first are a forecast.

    Args:
        pack: The knowledge.
        answers: What was answered; an answer given beforehand counts as one asked for.
        asked: Ids of the questions asked, in order, those left unknown too. Those that give
            no points are passed over.
    """
    earnings = Earnings(pack)
    scored = {question.id: question for question in open_to_change(pack)}
    past = [question_id for question_id in asked if question_id in scored]
    answered = {question_id for question_id in scored if question_id in answers}
    room = min(QUICK_ANSWERS - len(answered), QUICK_QUESTIONS - len(answered.union(past)))
    if room <= 0 or settled(pack, answers, asked, earnings):
        return ()
    here = scored[past[-1]].theme if past else ""
    left = {scored[question_id].theme for question_id in past} - {here}
    tellings = most_telling(pack, answers, scored.keys() - set(past), earnings)
    ranked = [scored[telling.question] for telling in tellings]
    reachable = [question for question in ranked if question.theme not in left]
    chosen = _chosen(reachable, _unheard(pack, answers), room)
    themes = list(dict.fromkeys([here, *(question.theme for question in chosen)]))
    return tuple(q.id for q in sorted(chosen, key=lambda q: themes.index(q.theme)))


def _unheard(pack: Pack, answers: Answers) -> frozenset[str]:
    """Return the leading themes that no answer speaks of: all are needed to test the advice."""
    return frozenset(pack.themes_of("leading")) - answered_themes(pack, answers)


def _chosen(ranked: Sequence[Question], wanted: Collection[str], room: int) -> list[Question]:
    """Return as many as there is room for, those that stand first in a theme wanted before all.

    They are chosen in that order, and returned in the order of `ranked`.
    """
    places = range(len(ranked))
    first = {ranked[place].theme: place for place in reversed(places)}
    needed = {first[theme] for theme in wanted if theme in first}
    kept = sorted(places, key=lambda place: place not in needed)[:room]
    return [ranked[place] for place in sorted(kept)]
