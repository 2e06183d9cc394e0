"""The models that words of a command line name."""

from collections.abc import Sequence

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge import lookup
from concertation_cli.knowledge.records import Model
from concertation_cli.phrases.pack import Phrases
from concertation_cli.text_safety import decode


def find_model(phrases: Phrases, words: Sequence[str]) -> Model:
    """Return the model that words name together.

    Raises:
        UsageError: They name none, or several.
    """
    name = decode(" ".join(words))
    found = lookup.find_models(phrases.pack, name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = tuple(model.id for model in found)
        raise UsageError(Problem("", "several-models", {"value": name, "allowed": ids}))
    near = lookup.nearest_models(phrases.pack, name)
    values: Values = {"value": name, "near": tuple(phrases.name(model.id) for model in near)}
    raise UsageError(Problem("", "no-model-found", values))


def find_models(phrases: Phrases, words: Sequence[str]) -> list[Model]:
    """Return the models that words name, one after the other: a name may be several words.

    Raises:
        UsageError: Some words name none, or several.
    """
    found = []
    rest = [decode(word) for word in words]
    while rest:
        ends = range(len(rest), 0, -1)
        named = (end for end in ends if _is_one(phrases, rest[:end]))
        end = next(named, 1)
        found.append(find_model(phrases, rest[:end]))
        rest = rest[end:]
    return found


def _is_one(phrases: Phrases, words: Sequence[str]) -> bool:
    return len(lookup.find_models(phrases.pack, " ".join(words))) == 1
