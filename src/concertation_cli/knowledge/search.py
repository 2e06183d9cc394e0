"""Every text of a pack with the place it stands in, and finding words in them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from concertation_cli.knowledge.records import RECOGNITION, Model, Pack, Question, Source, Text
from concertation_cli.text_safety import fold

_NEAR, _MOST_NEAR = 0.7, 3
_LEAST_LETTERS = 4
"""Of a word that is offered: shorter ones mean too little."""
_MOST_LETTERS = 40


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


class Meaning(NamedTuple):
    """What the source says that a word means."""

    term: Text
    text: Text
    source: Source


class Found(NamedTuple):
    """What is found of some words.

    Attributes:
        results: The texts that hold them all, those that hold them whole first.
        meanings: Of those of them that the source explains.
        near: Where nothing is found, words of the pack that are like them.
        alone: Then, those of several words that are found alone, and how often.
    """

    results: tuple[Placed, ...]
    meanings: tuple[Meaning, ...] = ()
    near: tuple[str, ...] = ()
    alone: tuple[tuple[str, int], ...] = ()

    @property
    def defining(self) -> tuple[Placed, ...]:
        """The results that the meanings tell already."""
        told = [text for meaning in self.meanings for text in (meaning.term, meaning.text)]
        return tuple(p for p in self.results if p.kind == "report" and p.text in told)


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


def search(pack: Pack, words: str, lang: str) -> Found:
    """Return the texts that hold every word, or its beginning; case and accents ignored."""
    wanted = fold(words).split()
    results = _holding(pack, wanted, lang)
    meanings = tuple(m for m in _meanings(pack) if _holds(m.term[lang], wanted))
    if results or not wanted:
        return Found(results, meanings)
    typed = [word for word in words.split() if fold(word)]
    counts = [(word, len(_holding(pack, fold(word).split(), lang))) for word in typed]
    alone = tuple((word, count) for word, count in dict(counts).items() if count)
    missing = [word for word, count in counts if not count]
    return Found((), meanings, _near(pack, missing, lang), alone if typed[1:] else ())


def _holding(pack: Pack, wanted: list[str], lang: str) -> tuple[Placed, ...]:
    """Return the texts that hold all that is wanted: names first, then whole words."""
    found = [placed for placed in every_text(pack) if _holds(placed.text[lang], wanted)]
    found.sort(key=lambda p: (p.part != "name", not _holds(p.text[lang], wanted, whole=True)))
    return tuple(found)


def _holds(text: str, wanted: list[str], *, whole: bool = False) -> bool:
    """Whether a text holds each word, or a word that it begins."""
    end = " " if whole else ""
    searched = f" {_searched(text)} "
    return bool(wanted) and all(f" {word}{end}" in searched for word in wanted)


def _meanings(pack: Pack) -> Iterator[Meaning]:
    """Yield what the source defines: its subject, as it names that section, then its terms."""
    source = pack.definition.source
    yield Meaning(pack.sections[source.section], pack.definition.text, source)
    for term in pack.glossary:
        yield Meaning(term.term, term.text, term.source)


def _near(pack: Pack, typed: Iterable[str], lang: str) -> tuple[str, ...]:
    """Return words of the pack that are like those that were typed."""
    import difflib  # only where nothing is found

    known: dict[str, str] = {}
    for placed in every_text(pack):
        for word in re.findall(rf"[^\W\d_]{{{_LEAST_LETTERS},}}", placed.text[lang]):
            folded = fold(word)
            if folded not in known or word.islower():
                known[folded] = word
    near: dict[str, None] = {}
    for word in typed:
        if len(word) <= _MOST_LETTERS:
            close = difflib.get_close_matches(fold(word), known, n=_MOST_NEAR, cutoff=_NEAR)
            near |= dict.fromkeys(known[folded] for folded in close)
    return tuple(near)[:_MOST_NEAR]
