"""Every text of a pack with the place it stands in, and finding words in them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from concertation_cli.knowledge.cleaning import fold
from concertation_cli.knowledge.pack import RECOGNITION, Model, Pack, Question, Text


class Placed(NamedTuple):
    """A text and where it stands.

    Attributes:
        kind: ``model``, ``question``, ``case`` or ``report`` (the general chapters).
        id: The model's, question's or case's id; empty for the report.
        part: The section, or the option.
    """

    kind: str
    id: str
    part: str
    text: Text


def every_text(pack: Pack) -> Iterator[Placed]:
    """Yield every text that tells something, models first."""
    for model in pack.models:
        for part, text in _of_model(model):
            yield Placed("model", model.id, part, text)
    for question in pack.questions:
        for part, text in _of_question(question):
            yield Placed("question", question.id, part, text)
    for case in pack.cases:
        yield Placed("case", case.id, "", case.name)
        yield Placed("case", case.id, "", case.summary)
    yield from _of_report(pack)


def _of_report(pack: Pack) -> Iterator[Placed]:
    yield Placed("report", "", "definition", pack.definition.text)
    for term in pack.glossary:
        yield Placed("report", "", "glossary", term.term)
        yield Placed("report", "", "glossary", term.text)
    for line in pack.last_lines:
        for text in (line.label, line.text, line.remedy):
            yield Placed("report", "", "last_lines", text)
    for contradiction in pack.contradictions:
        yield Placed("report", "", "contradictions", contradiction.text)
    for part in ("definition_notes", "method", "caveats", "about"):
        for cited in getattr(pack, part):
            yield Placed("report", "", part, cited.text)


def _of_model(model: Model) -> Iterator[tuple[str, Text]]:
    values = model.added_values
    parts: dict[str, Iterable[Text]] = {
        "name": (model.name, model.summary),
        "portrait": (model.portrait.label, model.portrait.text) if model.portrait else (),
        "definition": (model.definition,),
        "concertation": (model.concertation.text,),
        "context": model.context,
        "complementarities": model.complementarities,
        "added_values": (*values.main, *values.secondary),
        "phases": (*model.phases, *(wording.text for wording in model.wording)),
        "partners": [text for partner in model.partners for text in (partner.name, partner.role)],
        "successes": model.successes,
        "challenges": [challenge.text for challenge in model.challenges],
        "lessons": model.lessons,
        "conditions": [
            text for c in model.conditions for text in (c.text, c.remedy, c.inferred_from) if text
        ],
        "roles": [text for r in model.roles for text in (r.text, r.inferred_from) if text],
        "takes": [text for d in model.takes for text in (d.text, d.inferred_from) if text],
        "criteria": [text for c in model.criteria for text in (c.because, c.inferred_from) if text],
        "silent": [silence.because for silence in model.silent],
        "pathways": [pathway.trigger for pathway in model.pathways],
        "convener_only": [apart.text for apart in model.convener_only],
    }
    for part, texts in parts.items():
        for text in texts:
            yield part, text


def _of_question(question: Question) -> Iterator[tuple[str, Text]]:
    yield "", question.text
    yield "", question.why
    elsewhere = question.theme == RECOGNITION  # its portraits and last lines stand in their places
    for option in question.options[-1:] if elsewhere else question.options:
        yield option.id, option.label
        yield option.id, option.means
        if option.refuses:
            yield option.id, option.refuses.because
            yield option.id, option.refuses.instead
    for holder in question.holders:
        yield holder.id, holder.label


def _searched(text: str) -> str:
    """Return a text folded for search; « élu.e.s » is found as « élus »."""
    return fold(re.sub(r"(\w)\.e\.s\b", r"\1s", text))


def search(pack: Pack, words: str, lang: str) -> tuple[Placed, ...]:
    """Return the texts that hold every word, or its beginning; case and accents ignored."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    return tuple(
        placed
        for placed in every_text(pack)
        if all(f" {word}" in f" {_searched(placed.text[lang])}" for word in wanted)
    )
