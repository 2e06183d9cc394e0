"""How many questions each way of asking puts, and whether it ends on the same advice.

By hand, from the root of a checkout, about a minute: python benchmarks/questions_asked.py

Prints one table. Each situation is walked through as a person would be, who answers as it is
coded and "I don't know" where it is not; then its first model (those level, on a tie) and the
kind of its verdict are compared with those of all its coded answers. Ways of asking:

- whole: the questionnaire, the gate, the roles and the cautions being a question each;
- early finish: in its order, until the first model is settled; then what is still useful;
- quick: the gate, what quick mode asks, and the roles;
- in order: as quick, with as many answers, but taken in the order of the questionnaire.

"Full situations" answer every question at random, all answers equally likely, and the gate
passes. Cases that the gate refuses end there whatever the way, and are left out.
"""

import random
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from concertation_cli.engine.answering import admissible, open_to_change
from concertation_cli.engine.asking import (
    QUICK_ANSWERS,
    QUICK_QUESTIONS,
    quick,
    settled,
    still_useful,
)
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.verdict import gate_question, is_refused
from concertation_cli.knowledge.pack import GATE, Answers, Pack
from concertation_cli.knowledge.packfiles import load_folder
from concertation_cli.knowledge.situation import answer_keys

ROOT = Path(__file__).resolve().parent.parent
SITUATIONS = 500
SEED = 2024

Next = Callable[[Answers, Sequence[str]], str | None]
"""The question to ask after these answers and these questions asked; None to end."""


class Walk(NamedTuple):
    """What a way of asking came to on one situation."""

    asked: int
    same_first: bool
    same_verdict: bool


def whole(pack: Pack) -> Next:
    ids = [question.id for question in pack.questions]
    return lambda _, asked: next((i for i in ids if i not in asked), None)


def early(pack: Pack) -> Next:
    ids = [question.id for question in pack.questions]

    def following(answers: Answers, asked: Sequence[str]) -> str | None:
        model = settled(pack, answers, asked)
        useful = still_useful(pack, answers, model, asked) if model else ids
        return next((i for i in useful if i not in asked), None)

    return following


def quickly(pack: Pack) -> Next:
    """Return the walk of quick mode; what it asks is kept, as many situations start alike."""
    known: dict[frozenset[object], str | None] = {}
    scored = pack.scored_questions()

    def choose(answers: Answers, asked: Sequence[str]) -> str | None:
        key = frozenset([tuple(asked), *((i, answers[i]) for i in answers if i in scored)])
        if key not in known:
            known[key] = next(iter(quick(pack, answers, asked)), None)
        return known[key]

    return _between_gate_and_roles(pack, choose)


def in_order(pack: Pack) -> Next:
    ids = [question.id for question in open_to_change(pack)]

    def choose(answers: Answers, asked: Sequence[str]) -> str | None:
        if sum(i in answers for i in ids) >= QUICK_ANSWERS or settled(pack, answers, asked):
            return None
        return next((i for i in ids[:QUICK_QUESTIONS] if i not in asked), None)

    return _between_gate_and_roles(pack, choose)


def _between_gate_and_roles(pack: Pack, choose: Next) -> Next:
    gate, grid = gate_question(pack), pack.grid()

    def following(answers: Answers, asked: Sequence[str]) -> str | None:
        if gate.id not in asked:
            return gate.id
        if grid and grid.id in asked:
            return None
        return choose(answers, asked) or (grid and grid.id)

    return following


def walk(pack: Pack, coded: Answers, following: Next) -> Walk:
    """Return what comes of asking a person whose answers are these."""
    asked: list[str] = []
    told: dict[str, tuple[str, ...]] = {}
    while (question_id := following(told, asked)) is not None:
        asked.append(question_id)
        keys = answer_keys(pack.question(question_id))
        told |= {key: coded[key] for key in keys if key in coded}
    result, full = recommend(pack, told), recommend(pack, coded)
    tops = [[s.model for s in found.ranking if s.rank == 1] for found in (result, full)]
    return Walk(len(asked), tops[0] == tops[1], result.verdict.kind == full.verdict.kind)


def situations(pack: Pack) -> dict[str, list[Answers]]:
    """Return the cases that pass the gate, the report's coded twice, and random situations."""
    passed = [c for c in pack.cases if not is_refused(pack, c.situation.answers)]
    report = [case for case in passed if case.origin == "report"]
    sets: dict[str, list[Answers]] = {
        "own paragraph": [case.situation.answers for case in report],
        "with its model's chapter": [{**c.situation.answers, **c.from_model} for c in report],
        "our near misses": [c.situation.answers for c in passed if c.origin == "ours"],
    }
    sets["all cases"] = [answers for found in sets.values() for answers in found]
    source = random.Random(SEED)  # noqa: S311  # the same draws each time
    sets["full situations"] = [drawn(pack, source) for _ in range(SITUATIONS)]
    return sets


def drawn(pack: Pack, source: random.Random) -> Answers:
    """Return random answers to every question, the gate passed."""
    found: dict[str, tuple[str, ...]] = {}
    for question in pack.questions:
        if question.kind == "grid":
            holders = [(holder.id,) for holder in question.holders]
            found |= {key: source.choice(holders) for key in answer_keys(question)}
        elif question.theme == GATE:
            found[question.id] = next((o.id,) for o in question.options if not o.refuses)
        else:
            found[question.id] = source.choice(admissible(question))
    return found


def table(heading: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def row(name: str, way: str, walks: Sequence[Walk], most: int) -> list[str | int]:
    asked = [walk.asked for walk in walks]
    return [
        name,
        way,
        len(walks),
        f"{statistics.mean(asked):.1f}",
        f"{statistics.median(asked):g}",
        _share(sum(count < most for count in asked), len(walks)),
        _share(sum(walk.same_first for walk in walks), len(walks)),
        _share(sum(walk.same_verdict for walk in walks), len(walks)),
    ]


def _share(count: int, whole: int) -> str:
    return f"{count} ({count / whole:.0%})"


def main() -> None:
    pack = load_folder(ROOT / "data")
    ways = {"whole": whole, "early finish": early, "quick": quickly, "in order": in_order}
    following = {way: make(pack) for way, make in ways.items()}
    rows = [
        row(name, way, [walk(pack, coded, ask) for coded in found], len(pack.questions))
        for name, found in situations(pack).items()
        for way, ask in following.items()
    ]
    heading = ["situations", "way of asking", "number", "questions, mean", "median"]
    print(table([*heading, "fewer than whole", "same first", "same verdict"], rows), end="")


if __name__ == "__main__":
    main()
