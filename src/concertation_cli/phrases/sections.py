"""The parts of a model and of an advice that may be asked for by name, in any language."""

from collections.abc import Sequence

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.text_safety import fold
from concertation_cli.words import Words, available

OF_MODEL = (
    "portrait",
    "definition",
    "concertation",
    "context",
    "complementarities",
    "added_values",
    "phases",
    "partners",
    "conditions",
    "roles",
    "takes",
    "successes",
    "challenges",
    "lessons",
    "cases",
    "pathways",
    "criteria",
    "convener_only",
    "silent",
)
OF_ADVICE = (
    "why",
    "trust",
    "changes",
    "missing",
    "steps",
    "phases",
    "partners",
    "roles",
    "takes",
    "challenges",
    "pathways",
    "rivals",
    "ranking",
    "cases",
)


def section_names(sections: Sequence[str], words: Words) -> tuple[str, ...]:
    """Return the names of sections in a language, as one types them."""
    return tuple(words(f"section.{section}") for section in sections)


def find_section(
    given: str, sections: Sequence[str], words: Words, place: str = "--section"
) -> str:
    """Return the section that a name stands for: an id, or its name in any language.

    Raises:
        UsageError: None is called so.
    """
    by_name = {fold(section): section for section in sections}
    for lang in available():
        called = section_names(sections, Words(lang))
        by_name |= {fold(name): s for name, s in zip(called, sections, strict=True)}
    section = by_name.get(fold(given))
    if section is None:
        names = dict(zip(sections, section_names(sections, words), strict=True))
        near = nearest(fold(given), tuple(by_name))
        allowed = (n if fold(n) == fold(s) else f"{n} ({s})" for s, n in names.items())
        values: Values = {
            "value": given,
            "near": names[by_name[near]] if near else "",
            "allowed": tuple(allowed),
        }
        raise UsageError(Problem(place, "no-section", values))
    return section
