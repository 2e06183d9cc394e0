"""Whether a pack's rules can do their work: what `check` proves beyond the form.

What bears on scores is decided exactly, from whole-number sums. What bears on plans is
sought from the shortest situation of each model: a bounded search, and told as such.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import permutations
from typing import NamedTuple

from concertation_cli.engine.answering import Earnings, admissible, open_to_change
from concertation_cli.engine.shortest import Search, moves_a_rank
from concertation_cli.engine.tally import Tally
from concertation_cli.errors import Values
from concertation_cli.knowledge.records import (
    DECIDING,
    GATE,
    PORTRAIT,
    RECOGNITION,
    Answers,
    Model,
    Pack,
    Question,
)

QUESTIONS_FILE = "questions.yaml"


class Flaw(NamedTuple):
    """A rule that cannot do its work: its file, its place there, what is wrong."""

    file: str
    path: str
    code: str
    values: Values


class Verification(NamedTuple):
    """What was found.

    Attributes:
        witnesses: By model, the shortest situation that calls for it by the answers alone.
        recognized: By model, the shortest in which both readings call for it.
        shown: By criterion (``model/criterion``), answers under which it moves a rank.
        settled: By deciding question, a situation that it settles.
        unproven: Criteria that no case fires.
        flaws: What is wrong.
    """

    witnesses: Mapping[str, Answers]
    recognized: Mapping[str, Answers]
    shown: Mapping[str, Answers]
    settled: Mapping[str, Answers]
    unproven: tuple[str, ...]
    flaws: tuple[Flaw, ...]


def verify(pack: Pack) -> Verification:
    """Return the proof that every model, rule, option and text can matter, or the flaws."""
    earnings, tally = Earnings(pack), Tally(pack)
    searches = {model.id: Search(pack, model, tally) for model in pack.models}
    witnesses = {m: a for m, search in searches.items() if (a := search.shortest()) is not None}
    recognized = {
        model: answers
        for model, search in searches.items()
        if pack.portrayed() and (answers := search.shortest(recognized=True)) is not None
    }
    shown = {
        f"{model.id}/{criterion.id}": answers
        for model in pack.models
        for criterion in model.criteria
        if (answers := moves_a_rank(pack, earnings, model, criterion)) is not None
    }
    settled = dict(_settling(pack, tally, witnesses))
    flaws = [
        *_unreachable(pack, witnesses, recognized),
        *_idle_deciding(pack, settled),
        *_idle_criteria(pack, shown),
        *_dominated(pack, earnings),
        *_idle_questions(pack, earnings),
        *_repeated(pack),
    ]
    for model in pack.models:
        if model.id in witnesses:
            flaws += _idle_plans(model, searches[model.id])
    return Verification(witnesses, recognized, shown, settled, unproven(pack), tuple(flaws))


def _unreachable(
    pack: Pack, witnesses: Collection[str], recognized: Collection[str]
) -> Iterable[Flaw]:
    """Yield the models that no situation was found to call for, by one reading or by both."""
    for model in pack.models:
        if model.id not in witnesses:
            yield Flaw(_file(model), "id", "unreachable-model", {})
        if pack.portrayed() and model.id not in recognized:
            yield Flaw(_file(model), "portrait", "unreachable-model", {})


def _idle_deciding(pack: Pack, settled: Collection[str]) -> Iterable[Flaw]:
    """Yield the deciding questions that settle no situation found."""
    for question in pack.deciding:
        if pack.portrayed() and question.id not in settled:
            yield Flaw("pack.yaml", f"deciding[{question.id}]", "idle-deciding", {})


def _idle_criteria(pack: Pack, shown: Collection[str]) -> Iterable[Flaw]:
    """Yield the criteria that move no rank."""
    for model in pack.models:
        for criterion in model.criteria:
            if f"{model.id}/{criterion.id}" not in shown:
                path = f"criteria[{criterion.id}]"
                yield Flaw(_file(model), path, "idle-criterion", {})


def _settling(
    pack: Pack, tally: Tally, witnesses: Mapping[str, Answers]
) -> Iterable[tuple[str, Answers]]:
    """Yield, by deciding question, a situation that it settles.

    One portrait is recognized, and what is answered calls for another: close, until decided.
    """
    for question in pack.deciding:
        models = [side.model for side in question.sides]
        for chosen, other in permutations(models, 2):
            facts = witnesses.get(other)
            if facts is None or not pack.portrayed():
                continue
            answers = {**facts, PORTRAIT: (chosen,), question.id: (other,)}
            if tally.verdict(answers).recommended == other:
                yield question.id, answers
                break


def _file(model: Model) -> str:
    return f"models/{model.id}.yaml"


def _dominated(pack: Pack, earnings: Earnings) -> Iterable[Flaw]:
    """Yield the models that can never be strictly ahead of some other one.

    Exact: the greatest lead over a rival is the sum, question by question, of the greatest
    difference that an answer makes, or of nothing where leaving it out is better.
    """
    for place, model in enumerate(pack.models):
        for rival, other in enumerate(pack.models):
            if rival == place:
                continue
            greatest = 0
            for question in open_to_change(pack):
                earned = (earnings.of(question, answer) for answer in admissible(question))
                greatest += max(0, *(e[place] - e[rival] for e in earned))
            if greatest <= 0:
                yield Flaw(_file(model), "id", "dominated-model", {"other": other.id})
                break


def _idle_questions(pack: Pack, earnings: Earnings) -> Iterable[Flaw]:
    """Yield the questions without influence, and the options that nothing names."""
    elsewhere = _named_by_plans(pack)
    named = elsewhere | _named_by_criteria(pack)
    scored = pack.scored_questions()
    for question in pack.questions:
        if question.theme in (GATE, RECOGNITION, DECIDING):
            continue
        keys = [o.id for o in question.options if not o.none and not o.neutral]
        used = [option for option in keys if (question.id, option) in named]
        in_plans = any((question.id, option) in elsewhere for option in keys)
        alike = question.id in scored and _all_alike(earnings, question)
        if not used or (alike and not in_plans):
            yield Flaw(QUESTIONS_FILE, f"[{question.id}]", "idle-question", {})
        else:
            for option in keys:
                if option not in used:
                    path = f"[{question.id}].options[{option}]"
                    yield Flaw(QUESTIONS_FILE, path, "idle-option", {"value": option})


def _all_alike(earnings: Earnings, question: Question) -> bool:
    """Whether every answer moves all models alike, so that no order can change."""
    for answer in admissible(question):
        earned = earnings.of(question, answer)
        if any(points != earned[0] for points in earned):
            return False
    return True


def _named_by_criteria(pack: Pack) -> frozenset[tuple[str, str]]:
    """Return every option that a criterion names."""
    return frozenset(
        (c.question, option) for m in pack.models for c in m.criteria for option in c.options
    )


def _named_by_plans(pack: Pack) -> frozenset[tuple[str, str]]:
    """Return every option that another rule names; of a grid, every role that a model needs."""
    named: set[tuple[str, str]] = set()
    grid = pack.grid()
    whens = [c.when for c in pack.contradictions]
    for model in pack.models:
        named |= {_row(condition.question) for condition in model.conditions}
        whens += [condition.when for condition in model.conditions]
        whens += [when for _, when in _on_start(model)]
        named |= {(grid.id, role.role) for role in model.roles} if grid else set()
        whens += [challenge.when for challenge in model.challenges]
    for when in whens:
        for key, options in when.items():
            named.add(_row(key))
            named |= {(key, option) for option in options}
    return frozenset(named)


def _row(key: str) -> tuple[str, str]:
    question, _, row = key.partition(".")
    return question, row


def _repeated(pack: Pack) -> Iterable[Flaw]:
    """Yield the criteria that give another's reason again, on the same question."""
    for model in pack.models:
        seen: dict[tuple[str, str, str], str] = {}
        for criterion in model.criteria:
            for lang, text in criterion.because.items():
                other = seen.setdefault((criterion.question, lang, text), criterion.id)
                if other != criterion.id:
                    path = f"criteria[{criterion.id}]"
                    yield Flaw(_file(model), path, "repeated-criterion", {"other": other})
                    break


def _idle_plans(model: Model, search: Search) -> Iterable[Flaw]:
    """Yield the conditions and triggers that never show while the model is advised.

    Sought among the situations of a few answers that hold the one in question.
    """
    for condition in model.conditions:
        for key, options in condition.when.items():
            if not any(search.advised(key, option) for option in options):
                path = f"conditions[{condition.id}].when.{key}"
                yield Flaw(_file(model), path, "idle-condition", {})
    whens = [(f"challenges[{c.id}].when", c.when) for c in model.challenges]
    for path, when in (*whens, *_on_start(model)):
        for key, options in when.items():
            for option in options:
                if not search.advised(key, option):
                    yield Flaw(_file(model), f"{path}.{key}", "idle-trigger", {"value": option})


def _on_start(model: Model) -> Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Yield the triggers that tell where a situation stands in a model, by their paths."""
    yield from ((f"done[{n}].when", done.when) for n, done in enumerate(model.done, 1))
    yield from ((f"wording[{n}].when", remark.when) for n, remark in enumerate(model.wording, 1))
    yield from ((f"partners[{p.id}].joined", p.joined) for p in model.partners)


def unproven(pack: Pack) -> tuple[str, ...]:
    """Return the criteria that no case fires, as ``model/criterion``."""
    answered = [{**case.from_model, **coding} for case in pack.cases for coding in case.codings]
    return tuple(
        f"{model.id}/{criterion.id}"
        for model in pack.models
        for criterion in model.criteria
        if not any(
            option in answers.get(criterion.question, ())
            for answers in answered
            for option in criterion.options
        )
    )
