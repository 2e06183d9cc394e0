"""Which portraits are shown to somebody who has answered, and from which one on."""

from collections.abc import Mapping
from zlib import crc32

from concertation_cli.knowledge.records import Answers, Pack

LEADING = 4
"""How many of the models first by the answers have their portraits shown."""
MOST_SHOWN = 6
"""Most portraits shown where several are level with the last of these."""


def rotated(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the models that have a portrait, from one that the answers pick at random.

    Neither rank nor number says where a portrait stands, and the same answers always give the
    same order.
    """
    ids = pack.portrayed()
    if not ids:
        return ()
    chosen = []
    for number, question in enumerate(pack.questions):
        if question.id in pack.scored_questions():  # by places: ids say nothing of a situation
            places = [
                n for n, o in enumerate(question.options) if o.id in answers.get(question.id, ())
            ]
            chosen.append(f"{number}: {places}")
    start = crc32("\n".join(chosen).encode()) % len(ids)
    return (*ids[start:], *ids[:start])


def shown(pack: Pack, answers: Answers, by_answers: Mapping[str, int]) -> tuple[str, ...]:
    """Return the models whose portraits are shown: those that lead by the answers.

    Four, and all those level with the fourth, six at most; all of them when nothing that gives
    points is answered.

    Args:
        pack: The pack.
        answers: What was answered.
        by_answers: Each model's score by the answers alone.
    """
    order = rotated(pack, answers)
    if pack.scored_questions().isdisjoint(answers):
        return order
    ranked = sorted(order, key=lambda model: -by_answers[model])
    least = by_answers[ranked[:LEADING][-1]] if ranked else 0
    leading = [model for model in ranked if by_answers[model] >= least][:MOST_SHOWN]
    return tuple(model for model in order if model in leading)
