"""A group: how far its answers agree, what they call for together, what that hangs on.

Agreement on a question is the mean, over all pairs of participants who answered it, of the
Jaccard similarity of their answers: options in both over options in either (Jaccard, 1912).
Where one option is chosen, a pair counts 1 or 0, and the mean is the share of agreeing pairs:
the P_i of Fleiss (1971), an unbiased form of Simpson's index (1949). It is not corrected for
chance, which takes many questions of one kind (decision 007).

The gate, and what is recognized first, are settled by counting those who refuse against the
others: refusals for different reasons are refusals all the same. What is in place, and who
holds which role, is not settled: it is found out, not voted on; nor are second choices.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from math import comb
from typing import NamedTuple

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Kind, Recommendation, Score
from concertation_cli.engine.scoring import first, ranks, score_models
from concertation_cli.engine.tally import Tally
from concertation_cli.engine.verdict import (
    Brief,
    gate_question,
    is_enough_answered,
    is_refused,
    refusing_lines,
    refusing_options,
)
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.records import GATE, RECOGNITION, Answer, Answers, Pack, Question

MOST_TOPICS = 3
"""Most questions that a group is told to talk about first."""


class Settled(NamedTuple):
    """What a group is taken to answer.

    Attributes:
        answer: The options settled on; none without a majority.
        tied: Options left out though chosen as often: the maximum would cut between equals,
            or they come later on the same side of the gate.
        over: Options of a majority left out because the maximum is reached without them.
    """

    answer: Answer
    tied: Answer = ()
    over: Answer = ()


class Poll(NamedTuple):
    """What a group answered to one question, or on one role.

    Attributes:
        key: As in `Answers`.
        given: One answer by participant, in their order; of a recognition, the first choice.
        answered: How many gave one.
        counts: How many chose each option (or holder), in the pack's order.
        agreement: From 0 to 1; None where fewer than two answered.
        settled: Nothing on a row of a grid.
        second: Of a recognition, the second choice of each; else none.
    """

    key: str
    given: tuple[Answer, ...]
    answered: int
    counts: Mapping[str, int]
    agreement: Fraction | None
    settled: Settled
    second: tuple[Answer, ...] = ()

    @property
    def is_unanimous(self) -> bool:
        """Whether two or more answered, and all of them alike."""
        return self.agreement == 1


class Majority(NamedTuple):
    """Rule 1: each question settled by majority, then recommended as usual.

    Attributes:
        first: The model alone at rank 1; None on a tie, and where no model is advised.
    """

    answers: Answers
    result: Recommendation
    first: str | None


class Pooled(NamedTuple):
    """Rule 2: the sum of the scores of the participants whom the gate passes.

    Attributes:
        passing: How many of them there are.
        ranking: The sums, best first, without reasons.
        first: The model alone at rank 1, or None.
        nothing: Why there is none.
    """

    passing: int
    ranking: tuple[Score, ...]
    first: str | None
    nothing: Ground | None


class Way(NamedTuple):
    """An answer that some participants gave, and what settling the question on it leads to.

    Attributes:
        times: How many gave it.
        then: The models at rank 1; none where no model is advised.
    """

    answer: Answer
    times: int
    brief: Brief
    then: tuple[str, ...]

    @property
    def first(self) -> str | None:
        """The model alone at rank 1, or None."""
        return self.then[0] if len(self.then) == 1 else None


class Disagreement(NamedTuple):
    """A question answered in several ways, under rule 1; no row of a grid is one.

    Attributes:
        ways: By how many gave them, then in the pack's order.
        changing: Those that change the verdict or the models that it names.
        decisive: Whether some way puts another model first than rule 1 now does, or none.
    """

    key: str
    ways: tuple[Way, ...]
    changing: tuple[Way, ...]
    decisive: bool

    @property
    def telling(self) -> bool:
        """Whether some way changes the verdict or the models that it names."""
        return bool(self.changing)


class Group(NamedTuple):
    """All that is said of a group.

    Attributes:
        own: The verdict on each participant's own answers, in their order.
        polls: One by question, one by role of a grid, in the pack's order.
        agreed: The model that both rules put first, or None.
        disagreements: Decisive ones first, then telling ones; within each, those where most
            people gave an answer that changes the advice, then the least agreement.
        topics: Keys of the questions to talk about first, in this order: the first three that
            change the advice, the gate apart where somebody refuses there (who does is told
            before anything else).
    """

    own: tuple[Brief, ...]
    polls: tuple[Poll, ...]
    majority: Majority
    pooled: Pooled
    agreed: str | None
    disagreements: tuple[Disagreement, ...]
    topics: tuple[str, ...]


def confer(pack: Pack, participants: Sequence[Answers]) -> Group:
    """Return the advice that a group's answers call for, and how far they agree.

    Nothing but `own` and `given` depends on the order of the participants.
    """
    tally = Tally(pack)
    polls = tuple(_polls(pack, participants))
    majority = _by_majority(pack, polls)
    passing = [answers for answers in participants if not is_refused(pack, answers)]
    too_little = _too_little(pack, passing)
    pooled = _pooled(pack, passing, too_little)
    disagreements = _disagreements(pack, tally, polls, majority)
    refusing = _refusing_at_gate(pack, polls)
    changing = [d.key for d in disagreements if d.telling and d.key != refusing]
    return Group(
        tuple(tally.verdict(answers) for answers in participants),
        polls,
        majority,
        pooled,
        majority.first if majority.first == pooled.first else None,
        disagreements,
        tuple(changing[:MOST_TOPICS]),
    )


def kept(pack: Pack, group: Group) -> Answers:
    """Return the answers that a group may take as settled, to finish the rest together.

    They are those that more than half of those who answered chose, less what is to be talked
    about first: the topics, and the gate where some refuse and some do not.
    """
    polls = {poll.key: poll for poll in group.polls}
    disputed = {*group.topics}
    gate = _refusing_at_gate(pack, group.polls)
    if gate is not None and any(d.key == gate and d.telling for d in group.disagreements):
        disputed.add(gate)
    return {
        key: answer
        for key, answer in group.majority.answers.items()
        if key not in disputed
        and all(2 * polls[key].counts[option] > polls[key].answered for option in answer)
    }


def _refusing_at_gate(pack: Pack, polls: Iterable[Poll]) -> str | None:
    """Return the gate's key where somebody's answer to it calls for no model."""
    gate = gate_question(pack)
    (counts,) = (poll.counts for poll in polls if poll.key == gate.id)
    return gate.id if _count_of(refusing_options(pack), counts) else None


# -- agreement ---------------------------------------------------------------------------


def agreement(given: Iterable[Answer]) -> Fraction | None:
    """Return the mean Jaccard similarity over pairs of answers; None under two answers."""
    counted = Counter(frozenset(answer) for answer in given if answer)
    pairs = comb(counted.total(), 2)
    if not pairs:
        return None
    alike = Fraction(sum(comb(count, 2) for count in counted.values()))
    # Pairs by the sizes of what they share and of what they hold: few fractions to add.
    shared: Counter[tuple[int, int]] = Counter()
    distinct = list(counted.items())
    for number, (one, count) in enumerate(distinct):
        for other, times in distinct[number + 1 :]:
            shared[len(one & other), len(one | other)] += count * times
    alike += sum(Fraction(both, either) * times for (both, either), times in shared.items())
    return alike / pairs


def _polls(pack: Pack, participants: Sequence[Answers]) -> Iterable[Poll]:
    for question in pack.questions:
        ids = _choices(question)
        recognition = question.theme == RECOGNITION  # best first: its order says something
        for key in answer_keys(question):
            chosen = [answers.get(key, ()) for answers in participants]
            given = tuple(a[:1] if recognition else _in_order(a, ids) for a in chosen)
            answered = sum(map(bool, given))
            chosen_by = Counter(option for answer in given for option in answer)
            counts = {option: chosen_by[option] for option in ids}
            if question.kind == "grid":
                settled = Settled(())
            elif question.theme == GATE:
                settled = settle_gate(refusing_options(pack), counts)
            elif recognition:
                settled = settle_recognition(refusing_lines(pack), counts)
            else:
                settled = settle(counts, answered, question.maximum)
            second = tuple(answer[1:2] for answer in chosen) if recognition else ()
            yield Poll(key, given, answered, counts, agreement(given), settled, second)


def _in_order(answer: Answer, ids: Answer) -> Answer:
    return tuple(option for option in ids if option in answer)


def _choices(question: Question) -> Answer:
    """Return the ids that an answer may hold: those of the holders in a grid."""
    return tuple(choice.id for choice in question.holders or question.options)


# -- rule 1: the majority on each question -------------------------------------------------


def settle(counts: Mapping[str, int], answered: int, maximum: int) -> Settled:
    """Return the options that more than half chose, the most chosen ones within the maximum.

    Args:
        counts: How many chose each option, in the pack's order.
        answered: How many answered the question.
        maximum: Most options that may be chosen; 0 for no limit. Of choices of one option,
            no two can have a majority.
    """
    most = [option for option, count in counts.items() if 2 * count > answered]
    if not maximum or len(most) <= maximum:
        return Settled(tuple(most))
    cut = sorted((counts[option] for option in most), reverse=True)[maximum]
    kept = tuple(option for option in most if counts[option] > cut)
    at_cut = tuple(option for option in most if counts[option] == cut)
    below = tuple(option for option in most if counts[option] < cut)
    if len(kept) < maximum:
        return Settled(kept, at_cut, below)
    return Settled(kept, (), tuple(o for o in most if o not in kept))


def settle_gate(refusing: Collection[str], counts: Mapping[str, int]) -> Settled:
    """Return the option most chosen on the side, passing or refusing, of more than half.

    Among equals, the first in the questionnaire. Nothing where each side has half.

    Args:
        refusing: The options that call for no model.
        counts: How many chose each option, in the pack's order.
    """
    refused = _count_of(refusing, counts)
    if 2 * refused == sum(counts.values()):
        return Settled(())
    prevails = 2 * refused > sum(counts.values())
    return _most_chosen({o: count for o, count in counts.items() if (o in refusing) == prevails})


def settle_recognition(refusing: Collection[str], counts: Mapping[str, int]) -> Settled:
    """Return the refusing line most chosen first, where more than half chose one first.

    Else the description that more than half chose first, if any. Descriptions are so unlike
    each other that a side of them means nothing.

    Args:
        refusing: What calls for no model when it is recognized first.
        counts: How many chose each first, in the pack's order.
    """
    if 2 * _count_of(refusing, counts) > sum(counts.values()):
        return _most_chosen({o: count for o, count in counts.items() if o in refusing})
    return settle(counts, sum(counts.values()), 1)


def _count_of(side: Collection[str], counts: Mapping[str, int]) -> int:
    return sum(counts[option] for option in side if option in counts)


def _most_chosen(side: Mapping[str, int]) -> Settled:
    """Return the option most chosen, the first of the pack among equals."""
    most = max(side.values())
    kept, *tied = (option for option, count in side.items() if count == most)
    return Settled((kept,), tuple(tied))


def _by_majority(pack: Pack, polls: Iterable[Poll]) -> Majority:
    answers = {poll.key: poll.settled.answer for poll in polls if poll.settled.answer}
    result = recommend(pack, answers)
    advised = bool(result.verdict.models)
    leader = first(tuple(s.score for s in result.ranking)) if advised else None
    return Majority(answers, result, leader)


# -- rule 2: the sum of the scores ---------------------------------------------------------


def _too_little(pack: Pack, passing: Sequence[Answers]) -> Ground | None:
    """Return the reason why no sum can call for a model, if there is one: as for one situation."""
    if not passing:
        return Ground.REFUSED
    enough = any(is_enough_answered(pack, answers) for answers in passing)
    return None if enough else Ground.QUICK_UNANSWERED


def _pooled(pack: Pack, passing: Sequence[Answers], nothing: Ground | None) -> Pooled:
    themes = (*pack.scored_themes(), *((RECOGNITION,) if pack.portrayed() else ()))
    sums = {model.id: dict.fromkeys(themes, 0) for model in pack.models}
    for answers in passing:
        for score in score_models(pack, answers):
            for theme, points in score.themes.items():
                sums[score.model][theme] += points
    numbers = {model.id: (model.number, model.id) for model in pack.models}
    scores = [Score(model, sum(by.values()), by, ()) for model, by in sums.items()]
    ranking = tuple(sorted(scores, key=lambda score: (-score.total, numbers[score.model])))
    if not nothing and ranking[0].total <= 0:
        nothing = Ground.NOTHING_SPEAKS
    if not nothing and first(ranking) is None:
        nothing = Ground.TIE
    leader = None if nothing else first(ranking)
    return Pooled(len(passing), ranking, leader, nothing)


def ranked(pooled: Pooled) -> tuple[tuple[int, Score], ...]:
    """Return the sums with their ranks, best first."""
    return tuple(zip(ranks(pooled.ranking), pooled.ranking, strict=True))


# -- which disagreements matter ------------------------------------------------------------


def _disagreements(
    pack: Pack, tally: Tally, polls: Sequence[Poll], majority: Majority
) -> tuple[Disagreement, ...]:
    """Settle each disputed question on each answer given, all the others as rule 1 has them."""
    verdict = majority.result.verdict
    now = verdict.kind, frozenset(verdict.models)
    ordered = []
    for poll in polls:
        given = Counter(answer for answer in poll.given if answer)
        if len(given) <= 1 or pack.question(poll.key).kind == "grid":
            continue
        places = list(poll.counts)
        order = sorted(given, key=lambda a: (-given[a], [places.index(o) for o in a]))
        ways = []
        for answer in order:
            brief = tally.verdict({**majority.answers, poll.key: answer})
            ways.append(Way(answer, given[answer], brief, _at_rank_one(pack, brief)))
        changing = [w for w in ways if (w.brief.kind, frozenset(w.brief.models)) != now]
        decisive = any(way.first != majority.first for way in ways)
        disagreement = Disagreement(poll.key, tuple(ways), tuple(changing), decisive)
        moved = sum(way.times for way in changing)
        ordered.append(((not decisive, not changing, -moved, poll.agreement), disagreement))
    ordered.sort(key=lambda pair: pair[0])
    return tuple(disagreement for _, disagreement in ordered)


def _at_rank_one(pack: Pack, brief: Brief) -> tuple[str, ...]:
    if brief.kind in {Kind.NOT_A_CONCERTATION, Kind.UNDETERMINED}:
        return ()
    best = max(brief.scores)
    pairs = zip(pack.models, brief.scores, strict=True)
    return tuple(model.id for model, score in pairs if score == best)
