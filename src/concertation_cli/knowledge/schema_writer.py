"""What every JSON Schema of ours is written with: shared definitions, and the whole document."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Plain = Any
"""A value that JSON can hold."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Definitions:
    """What several places of one schema share: its `$defs`."""

    def __init__(self, languages: Sequence[str] = ()) -> None:
        self.languages = tuple(languages)
        self.parts: dict[str, Plain] = {}

    def share(self, name: str, form: Plain) -> Plain:
        """Return a reference to this schema; a number tells it from another of its name."""
        key, number = name, 1
        while self.parts.setdefault(key, form) != form:
            number += 1
            key = f"{name}-{number}"
        return {"$ref": f"#/$defs/{key}"}

    def record(self, make: Callable[..., Any], form: Plain, keys: Mapping[str, str] = {}) -> Plain:
        """Return a reference to the schema of a record, described in the words of its docstring.

        Args:
            make: The record.
            form: Its schema; what each property is gets added.
            keys: Its keys, by attribute, where they are not the attributes themselves.
        """
        text = inspect.getdoc(make) or ""
        for attribute, key in keys.items():
            text = text.replace(f"`{attribute}`", f"`{key}`")
        summary, _, told = text.replace("``", "`").partition("\n\nAttributes:\n")
        for name, about in re.findall(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", told, re.MULTILINE):
            told_of = form["properties"][keys.get(name, name)]
            told_of.setdefault("description", " ".join(about.split()))
        return self.share(make.__name__, {"description": " ".join(summary.split()), **form})


def document(identity: str, title: str, text: str, form: Plain, shared: Definitions) -> Plain:
    """Return a whole schema.

    Args:
        identity: What follows ``urn:concertation:`` in its `$id`.
        title: Its name.
        text: What it describes.
        form: The schema itself; where it is one of the shared ones, it stands at the root.
        shared: What it refers to.
    """
    reference = str(form.get("$ref", ""))
    root = shared.parts.pop(reference.removeprefix("#/$defs/")) if reference else form
    whole = {
        "$schema": DIALECT,
        "$id": f"urn:concertation:{identity}",
        **root,
        "title": title,
        "description": text,
    }
    order = ("$schema", "$id", "title", "description")
    whole = {key: whole[key] for key in (*order, *(key for key in whole if key not in order))}
    return whole | ({"$defs": dict(sorted(shared.parts.items()))} if shared.parts else {})
