"""What other programs may call: the same engine as the commands, in Python."""

import os
from collections.abc import Mapping, Sequence

from concertation_cli.engine.recommend import recommend as recommend_model
from concertation_cli.engine.results import Recommendation
from concertation_cli.errors import UsageError
from concertation_cli.knowledge.answers import read_answers
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Pack
from concertation_cli.knowledge.store import load as load_pack
from concertation_cli.knowledge.strict_yaml import Node

GivenAnswer = str | Sequence[str] | Mapping[str, str] | None


def load(folder: str | os.PathLike[str] | None = None) -> Pack:
    """Return a pack: our own, or that of a folder.

    Raises:
        errors.PackError: The folder holds no valid pack; `problems` says why.
    """
    return load_pack(None if folder is None else os.fspath(folder))


def recommend(pack: Pack, answers: Mapping[str, GivenAnswer]) -> Recommendation:
    """Return the recommendation for these answers, as ids and whole numbers.

    Args:
        pack: What `load` returned.
        answers: By question id: an option, several, or in a grid the holder of each role;
            "unknown", None and absence say "I don't know". As in a situation file.

    Raises:
        errors.UsageError: A question or an option does not exist; `problems` says which.
    """
    findings = Findings("answers")
    found = read_answers(_tree(answers), pack.questions, findings, "")
    if findings.problems:
        raise UsageError(*findings.problems)
    return recommend_model(pack, found)


def _tree(value: object) -> Node:
    """Return a plain value as the reader of files would."""
    if isinstance(value, Mapping):
        return Node({str(key): _tree(item) for key, item in value.items()})
    if isinstance(value, str | int | float | bool) or value is None:
        return Node(value)
    if isinstance(value, Sequence):
        return Node([_tree(item) for item in value])
    return Node(str(value))
