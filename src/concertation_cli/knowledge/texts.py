"""Every text of a pack with the place it stands in, and finding words in them."""

from collections.abc import Iterator
from typing import NamedTuple

from concertation_cli.knowledge.cleaning import fold
from concertation_cli.knowledge.pack import Model, Pack, Question, Text


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
    yield Placed("report", "", "definition", pack.definition.text)
    for term in pack.glossary:
        yield Placed("report", "", "glossary", term.term)
        yield Placed("report", "", "glossary", term.text)
    for part in ("definition_notes", "method", "caveats", "about"):
        for cited in getattr(pack, part):
            yield Placed("report", "", part, cited.text)


def _of_model(model: Model) -> Iterator[tuple[str, Text]]:
    yield "name", model.name
    yield "name", model.summary
    yield "definition", model.definition
    yield "concertation", model.concertation.text
    for part in ("context", "complementarities", "phases", "successes", "lessons"):
        for text in getattr(model, part):
            yield part, text
    for text in (*model.added_values.main, *model.added_values.secondary):
        yield "added_values", text
    for partner in model.partners:
        yield "partners", partner.name
        yield "partners", partner.role
    for challenge in model.challenges:
        yield "challenges", challenge.text
    for requirement in model.requirements:
        yield "requirements", requirement.text
        yield "requirements", requirement.remedy
    for role in model.roles:
        yield "roles", role.text
    for criterion in model.criteria:
        yield "criteria", criterion.because
    for pathway in model.pathways:
        yield "pathways", pathway.trigger
    for apart in model.convener_only:
        yield "convener_only", apart.text


def _of_question(question: Question) -> Iterator[tuple[str, Text]]:
    yield "", question.text
    yield "", question.why
    for option in question.options:
        yield option.id, option.label
        yield option.id, option.means


def search(pack: Pack, words: str, lang: str) -> tuple[Placed, ...]:
    """Return the texts that hold every word, or its beginning; case and accents ignored."""
    wanted = fold(words).split()
    if not wanted:
        return ()
    return tuple(
        placed
        for placed in every_text(pack)
        if all(f" {word}" in f" {fold(placed.text[lang])}" for word in wanted)
    )
