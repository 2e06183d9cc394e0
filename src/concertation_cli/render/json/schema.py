"""JSON Schemas of what the commands write, made from the types that hold their builders."""

import inspect
import json
from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from concertation_cli.knowledge.fields import FieldType
from concertation_cli.knowledge.file_schema import FILES, SITUATION, file_schema
from concertation_cli.knowledge.records import Pack
from concertation_cli.knowledge.schema_writer import Definitions, document
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Block, Item, Items, Para
from concertation_cli.render.json import types, workshop_types
from concertation_cli.render.json.documents import FORMAT
from concertation_cli.render.json.types import Also


class Output(NamedTuple):
    """A JSON document that a command writes.

    Attributes:
        form: The type of the document.
        sure: Where a document may hold only a part of `form`, the type of what it always
            holds; otherwise all that `form` requires is there.
    """

    form: type
    sure: type | None = None


OUTPUTS = {
    "recommendation": Output(types.Recommendation),
    "show": Output(types.Show),
    "show-section": Output(types.Show, sure=types.Identified),
    "list": Output(types.List),
    "compare": Output(types.Compare),
    "search": Output(types.Search),
    "cases": Output(types.Cases),
    "case": Output(types.Case),
    "when": Output(types.When),
    "questions": Output(types.Questions),
    "evaluation": Output(types.Evaluation),
    "check": Output(types.Check),
    "batch": Output(types.BatchRow),
    "columns": Output(types.TableColumns),
    "replay": Output(types.Replay),
    "workshop": Output(workshop_types.Workshop),
    "schema": Output(types.Schema),
    "version": Output(types.Version),
    "what-would-change": Output(types.WhatWouldChange),
}
"""Every document, by the name of its schema: a new one is one entry here, and its words."""

NAMES = (*OUTPUTS, SITUATION, *FILES)
"""Every schema that may be asked for."""

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
_ADDITIVE = "Further keys may be added within this format: ignore those you do not know."

Form = dict[str, Any]


def schema_of(name: str, pack: Pack, lang: str) -> Form:
    """Return the schema of this name; KeyError: there is none.

    Args:
        name: One of `NAMES`.
        pack: Whose files and situations are described.
        lang: The language in which its questions are told.
    """
    if name in OUTPUTS:
        return output_schema(name)
    return dict(file_schema(name, pack, lang))


def output_schema(name: str, *, strict: bool = False) -> Form:
    """Return the schema of a command's JSON.

    Args:
        name: A key of `OUTPUTS`.
        strict: Accept no key that is not declared. The published schemas let keys be added;
            our own tests do not.
    """
    form, sure = OUTPUTS[name]
    writer = _Writer(strict=strict)
    reference = writer.form(form)
    about = f"{inspect.getdoc(form)} {_ADDITIVE}"
    schema = dict(document(f"{name}:{FORMAT}", name, about, reference, writer.shared))
    if sure is not None:
        schema["required"] = [key for key in schema["required"] if key in sure.__annotations__]
    return schema


class _Writer:
    """Turns types into schemas, sharing those of the records."""

    def __init__(self, *, strict: bool) -> None:
        self.shared = Definitions()
        self._strict = strict

    def form(self, hint: Any) -> Form:  # any type
        """Return the schema of a type. Raises KeyError for one that JSON has nothing like."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self._annotated(*arguments)
        if origin is NotRequired:
            return self.form(arguments[0])
        if origin is Literal:
            return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
        if origin in (Union, UnionType):
            return _any_of([self.form(argument) for argument in arguments])
        if origin is list:
            return {"type": "array", "items": self.form(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.form(arguments[1])}
        if is_typeddict(hint):
            return self._record(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"type": "string", "enum": [item.value for item in hint]}
        return {} if hint is object else {"type": _TYPES[hint]}

    def _annotated(self, hint: Any, *notes: str | Also | FieldType) -> Form:
        form = self.form(hint)
        for note in notes:
            if isinstance(note, str):
                form["description"] = note
            elif isinstance(note, Also):
                form |= note.keywords
            else:  # the type of a field of our files tells more than the type
                form |= note.schema(self.shared)
        return form

    def _record(self, record: Any) -> Form:  # a TypedDict is no type of its own
        hints = get_type_hints(record, include_extras=True)
        form: Form = {
            "type": "object",
            "properties": {key: self.form(hint) for key, hint in hints.items()},
            "required": [key for key in hints if key in record.__required_keys__],
        }
        if self._strict:
            form["additionalProperties"] = False
        return dict(self.shared.record(record, form))


def _any_of(forms: list[Form]) -> Form:
    """Return the schema of what any of these accepts."""
    if all(form.keys() == {"type"} for form in forms):
        return {"type": [form["type"] for form in forms]}
    return {"anyOf": forms}


def as_bytes(schema: Mapping[str, object]) -> bytes:
    """Return a schema as JSON, indented for people to read."""
    text = json.dumps(schema, ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def listing(phrases: Phrases) -> list[Block]:
    """Return the names of the schemas, a line each."""
    words = phrases.words
    lines = (words("colon", term=name, text=words(f"schema.{name}")) for name in NAMES)
    return [Para(words("schema.how")), Items(tuple(Item(line) for line in lines))]
