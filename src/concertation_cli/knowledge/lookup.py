"""Finding models by what people call them: numbers, ids, names, aliases, near misses."""

from collections.abc import Callable, Mapping

from concertation_cli.knowledge.nearest import LIKE_ENOUGH
from concertation_cli.knowledge.records import Model, Pack
from concertation_cli.text_safety import fold

_LEAST_LETTERS = 3
"""Fewer than these begin too many things: « de » is no name."""
_MOST_LETTERS = 200
"""What is longer is like no name, and would take minutes to compare."""


def model_names(model: Model) -> tuple[str, ...]:
    """Return all that a model may be called, folded: number, id, names, aliases."""
    names = [str(model.number), model.id, *model.name.values()]
    names += [alias for aliases in model.aliases.values() for alias in aliases]
    return tuple(dict.fromkeys(fold(name) for name in names))


def find_models(pack: Pack, words: str) -> tuple[Model, ...]:
    """Return the models that `words` may mean: one when it is clear, several when not.

    An exact name wins over a beginning of three letters or more, at the start of a name
    rather than of a word inside it.
    """
    for model in pack.models:
        if words in (model.id, str(model.number)):
            return (model,)
    wanted = fold(words)
    if not wanted:
        return ()
    names = {model.id: model_names(model) for model in pack.models}
    found = tuple(m for m in pack.models if wanted in names[m.id])
    if not found and len(wanted) >= _LEAST_LETTERS:
        found = _matching(names, pack, lambda name: name.startswith(wanted))
        found = found or _matching(names, pack, lambda name: f" {wanted}" in name)
    return found


def _matching(
    names: Mapping[str, tuple[str, ...]], pack: Pack, matches: Callable[[str], bool]
) -> tuple[Model, ...]:
    return tuple(m for m in pack.models if any(matches(name) for name in names[m.id]))


def nearest_models(pack: Pack, words: str) -> tuple[Model, ...]:
    """Return up to three models whose names, or words of names, are like `words`."""
    import difflib  # only on a mistake

    wanted = fold(words)
    if wanted.isdigit() or len(wanted) > _MOST_LETTERS:  # a number is no misspelling of another
        return ()
    scores: list[tuple[float, int, Model]] = []
    for model in pack.models:
        parts = {part for name in model_names(model) for part in (name, *name.split())}
        best = max(difflib.SequenceMatcher(None, wanted, part).ratio() for part in parts)
        if best >= LIKE_ENOUGH:
            scores.append((-best, model.number, model))
    return tuple(model for _, _, model in sorted(scores)[:3])
