"""What portraits must be: short, alike in length, each its own, and silent on the model's name."""

import re
from collections.abc import Collection, Mapping, Sequence
from math import ceil

from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Pack, Portrait
from concertation_cli.text_safety import cells, fold

MAX_LABEL = 34
"""Most cells of a label, a portrait's or an option's: they stand side by side in menus."""
MAX_WORDS = 45
EVENNESS = 1.1
"""How many times the words of the shortest the longest may have: none may look weightier."""
_WORD = r"[^\W_]+"


def check_label(label: str, place: str, findings: Findings) -> None:
    """Report a label that menus would cut, or that tables would take for two."""
    if cells(label) > MAX_LABEL:
        findings.report(place, "label-too-long", most=MAX_LABEL, value=label)
    if any(mark in label.replace("\u00a0", " ") for mark in (",", ";", ": ", " #")):
        findings.report(place, "label-punctuation", value=label)


def check_portraits(pack: Pack, findings: Mapping[str, Findings]) -> None:
    """Report to each file's findings what in its portrait does not go with the others.

    All models have one, or none has: then the pack has no recognition.
    """
    portraits = [model.portrait for model in pack.models if model.portrait]
    names = {name for model in pack.models for name in model.name.values()}
    names |= {a for model in pack.models for told in model.aliases.values() for a in told}
    taken: dict[tuple[str, str], str] = {}
    for model in pack.models:
        found = findings.get(f"models/{model.id}.yaml")
        if found is None:  # the file's name is not the model's id, and that is reported
            continue
        if model.portrait is None:
            if portraits:
                found.report("", "portrait-missing")
            continue
        _check_lengths(model.portrait, portraits, found)
        for place, lang, text in _told(model.portrait):
            _check_names(text, names, place, found)
            other = taken.setdefault((lang, fold(text)), model.id)
            if other != model.id:
                found.report(place, "portrait-repeated", other=other)


def _check_lengths(portrait: Portrait, others: Sequence[Portrait], findings: Findings) -> None:
    for lang, label in portrait.label.items():
        check_label(label, f"portrait.label.{lang}", findings)
    for lang, text in portrait.text.items():
        place, count = f"portrait.text.{lang}", count_words(text)
        least, most = _even(
            [count_words(other.text[lang]) for other in others if lang in other.text]
        )
        if count > MAX_WORDS:
            findings.report(place, "portrait-too-long", most=MAX_WORDS, count=count)
        elif not least <= count <= most:
            findings.report(place, "portrait-uneven", count=count, least=least, most=most)


def _even(counts: Sequence[int]) -> tuple[int, int]:
    """Return the fewest and the most words that go with most of the portraits.

    So one that is too short is told once, instead of all the others being told too long.
    Of two lengths as common, the greater stands: the others are likely unfinished.
    """
    bounded = [count for count in counts if count <= MAX_WORDS] or [MAX_WORDS]
    bands = [[c for c in bounded if least <= c <= EVENNESS * least] for least in set(bounded)]
    band = max(bands, key=lambda band: (len(band), min(band)))
    return ceil(max(band) / EVENNESS), min(int(EVENNESS * min(band)), MAX_WORDS)


def _check_names(text: str, names: Collection[str], place: str, findings: Findings) -> None:
    said = _spoken(text)
    for name in sorted(names):
        if _spoken(name) in said:
            findings.report(place, "portrait-names-model", value=name)


def _told(portrait: Portrait) -> list[tuple[str, str, str]]:
    """Return each of its texts: its place, its language, and what it says."""
    return [
        (f"portrait.{key}.{lang}", lang, said)
        for key, text in (("label", portrait.label), ("text", portrait.text))
        for lang, said in text.items()
    ]


def count_words(text: str) -> int:
    """Return the number of words in a text, lone marks apart."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def _spoken(text: str) -> str:
    """Return the words of a text between spaces, so that another is found in it whole."""
    return f" {' '.join(re.findall(_WORD, fold(text)))} "
