"""The types of the fields of our files: what may stand in each, how it is read, what it builds.

A type of field reads nodes into plain values (text, numbers, lists, mappings), which can be
written as JSON and compiled; and it builds the values of `records` from plain ones. Reading
never stops at the first problem: what is invalid is left blank and reported.

The fields themselves are declared once, in `records`: `type_of` tells the type of a field from
its annotation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args, get_origin

from concertation_cli.knowledge.findings import Findings, place_of, report_no_lines
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.text_safety import clean, fold, typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from concertation_cli.knowledge.schema_writer import Definitions, Plain
    from concertation_cli.knowledge.strict_yaml import Node

_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z"
_MAX_TEXT = 4000
_MAX_ID = 60

_R = TypeVar("_R")


class FieldType:
    """What may stand in a field."""

    blank: ClassVar[Plain] = ""
    """The plain value that stands where none could be read."""

    builds = False
    """Whether records hold anything else than the plain value."""

    def read(self, node: Node, path: str, findings: Findings) -> Plain:
        """Return the plain value; where there is none, report it and return `blank`."""

    def build(self, plain: Plain) -> Any:  # each type builds its own
        """Return the value that the records hold."""
        return plain

    def schema(self, shared: Definitions) -> Plain:
        """Return the JSON Schema of what it reads; `shared` takes what several places use."""


class Matching(FieldType):
    """A short text that matches a pattern."""

    def __init__(self, pattern: str, code: str) -> None:
        self._pattern = pattern
        self._code = code

    def read(self, node: Node, path: str, findings: Findings) -> str:
        """Return the text."""
        value = node.value
        if not isinstance(value, str):
            findings.report(path, "expected-text", example=_quoted(path, value))
            return ""
        if not re.match(self._pattern, value) or len(value) > _MAX_ID:
            self._report(value, path, findings)
            return ""
        return value

    def _report(self, value: str, path: str, findings: Findings) -> None:
        findings.report(path, self._code, value=clean(value, limit=_MAX_ID))

    def schema(self, shared: Definitions) -> Plain:
        """Return the pattern, as JSON Schema writes it, and the length."""
        pattern = "^" + self._pattern.replace(r"\Z", "$")
        return {"type": "string", "pattern": pattern, "maxLength": _MAX_ID}


class Id(Matching):
    """An id; with a pattern, one that is made otherwise."""

    def __init__(self, pattern: str = _ID) -> None:
        super().__init__(pattern, "bad-id")

    def _report(self, value: str, path: str, findings: Findings) -> None:
        shown = clean(value, limit=_MAX_ID)
        if len(value) > _MAX_ID:
            findings.report(path, "id-too-long", value=shown, most=_MAX_ID)
        elif shown == (meant := _as_id(value)):  # it looks right
            findings.report(path, "hidden-space", value=shown)
        else:
            findings.report(path, "bad-id", value=shown, example=meant)

    def schema(self, shared: Definitions) -> Plain:
        """Return the pattern and the length, shared by all plain ids."""
        form = super().schema(shared)
        return shared.share("Id", form) if self._pattern == _ID else form


class OneLine(FieldType):
    """A text that is the same in every language: a proper name, a version, an ISBN."""

    def read(self, node: Node, path: str, findings: Findings) -> str:
        """Return the text, cleaned."""
        if not isinstance(node.value, str):
            findings.report(path, "expected-text", example=_quoted(path, node.value))
            return ""
        text = clean(node.value, limit=_MAX_TEXT)
        if not text:
            findings.report(path, "empty-text")
        return text

    def schema(self, shared: Definitions) -> Plain:
        """Return that it is a text that says something."""
        return {"type": "string", "pattern": r"\S"}


def text_example(languages: Iterable[str]) -> str:
    """Return an example of a text in every language, its words left out."""
    return "{" + ", ".join(f'{lang}: "…"' for lang in languages) + "}"


class Multilingual(FieldType):
    """A text in every language of the pack."""

    blank: ClassVar[Plain] = {}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, str]:
        """Return the text by language."""
        if not isinstance(node.value, dict):
            example = written(path, text_example(findings.languages))
            findings.report(path, "expected-languages", example=example)
            return {}
        for key in node.value:
            if key not in findings.languages:
                near = nearest(key, findings.languages)
                shown = clean(key, limit=_MAX_ID)
                findings.report(
                    path, "unknown-language", value=shown, near=near, allowed=findings.languages
                )
        texts: dict[str, str] = {}
        for lang in findings.languages:
            child = node.value.get(lang)
            if child is None:
                findings.report(path, "missing-language", language=lang)
                continue
            where = f"{path}.{lang}"
            findings.lines[where] = child.line
            texts[lang] = typeset(OneLine().read(child, where, findings), lang)
        return texts

    def schema(self, shared: Definitions) -> Plain:
        """Return a key for each language."""
        fields = {lang: Field(lang, OneLine()) for lang in shared.languages}
        return shared.share("Text", Record(dict, fields).schema(shared))


class Aliases(FieldType):
    """Short names people type, by language."""

    builds = True
    blank: ClassVar[Plain] = {}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, list[str]]:
        """Return the names by language."""
        fields = {lang: Field(lang, List(OneLine())) for lang in findings.languages}
        plain: dict[str, list[str]] = Record(dict, fields).read(node, path, findings)
        return plain

    def build(self, plain: Plain) -> Mapping[str, tuple[str, ...]]:
        """Return the names by language, as tuples."""
        return {lang: tuple(names) for lang, names in plain.items()}

    def schema(self, shared: Definitions) -> Plain:
        """Return a list of names for each language."""
        fields = {lang: Field(lang, List(OneLine())) for lang in shared.languages}
        return Record(dict, fields).schema(shared)


class Integer(FieldType):
    """A whole number between two bounds."""

    blank: ClassVar[Plain] = 0

    def __init__(self, least: int, most: int, *, such_as: int = 2) -> None:
        self._least = least
        self._most = most
        self._such_as = such_as

    def read(self, node: Node, path: str, findings: Findings) -> int:
        """Return the number."""
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int):
            bounds = {"least": self._least, "most": self._most}
            example = written(path, str(self._meant(value)))
            findings.report(path, "expected-whole", **bounds, example=example)
            return 0
        if not self._least <= value <= self._most:
            findings.report(path, "out-of-range", least=self._least, most=self._most, value=value)
            return 0
        return value

    def _meant(self, value: object) -> int:
        """Return the number that some text meant, as `"3"` or `03`; else another that would do."""
        if isinstance(value, str) and re.fullmatch("-?[0-9]{1,4}", value):
            return max(self._least, min(self._most, int(value))) or self._such_as
        return self._such_as

    def schema(self, shared: Definitions) -> Plain:
        """Return the bounds."""
        return {"type": "integer", "minimum": self._least, "maximum": self._most}


class Points(Integer):
    """A whole number from -most to most, never 0."""

    def __init__(self, most: int) -> None:
        super().__init__(-most, most)

    def read(self, node: Node, path: str, findings: Findings) -> int:
        """Return the points."""
        points = super().read(node, path, findings)
        if node.value == 0 and not isinstance(node.value, bool):
            findings.report(path, "zero-points")
        return points

    def schema(self, shared: Definitions) -> Plain:
        """Return the bounds, 0 apart."""
        return {**super().schema(shared), "not": {"const": 0}}


class Boolean(FieldType):
    """True or false."""

    blank: ClassVar[Plain] = False

    def read(self, node: Node, path: str, findings: Findings) -> bool:
        """Return the flag."""
        if not isinstance(node.value, bool):
            findings.report(path, "expected-flag", example=written(path, "true"))
            return False
        return node.value

    def schema(self, shared: Definitions) -> Plain:
        """Return the type."""
        return {"type": "boolean"}


class OneOf(FieldType):
    """One of a few words."""

    def __init__(self, *allowed: str) -> None:
        self._allowed = allowed

    def read(self, node: Node, path: str, findings: Findings) -> str:
        """Return the word."""
        if not isinstance(node.value, str):
            findings.report(path, "expected-one-of", allowed=self._allowed)
            return ""
        if node.value not in self._allowed:
            value = clean(node.value, limit=_MAX_ID)
            near = findings.suggest(value, self._allowed)
            findings.report(path, "not-one-of", value=value, near=near, allowed=self._allowed)
            return ""
        return node.value

    def schema(self, shared: Definitions) -> Plain:
        """Return the words."""
        return {"type": "string", "enum": list(self._allowed)}


class Raw(FieldType):
    """A part of the file that another reader takes over, with its lines."""

    blank: ClassVar[Plain] = None

    def read(self, node: Node, path: str, findings: Findings) -> Node:
        """Return the node itself."""
        return node

    def schema(self, shared: Definitions) -> Plain:
        """Return a schema that accepts anything: the other reader knows."""
        return {}


class Nullable(FieldType):
    """Something, or nothing at all (null)."""

    blank: ClassVar[Plain] = None

    def __init__(self, item: FieldType) -> None:
        self._item = item

    def read(self, node: Node, path: str, findings: Findings) -> Plain:
        """Return the plain value, or None."""
        return None if node.value is None else self._item.read(node, path, findings)

    def schema(self, shared: Definitions) -> Plain:
        """Return the schema of what there may be, or null."""
        return {"anyOf": [self._item.schema(shared), {"type": "null"}]}


class List(FieldType):
    """A list of things of one type."""

    builds = True
    blank: ClassVar[Plain] = []

    def __init__(self, item: FieldType, *, least: int = 1, most: int | None = None) -> None:
        self.item = item
        self._least = least
        self._most = most

    def read(self, node: Node, path: str, findings: Findings) -> list[Plain]:
        """Return the items; a list item with an id is placed by its id."""
        if not isinstance(node.value, list):
            if isinstance(self.item, Matching) and isinstance(node.value, str):
                example = written(path, f"[{clean(node.value, limit=_MAX_ID)}]")
                findings.report(path, "expected-list-of-words", example=example)
            else:
                findings.report(path, "expected-list")
            return []
        if len(node.value) < self._least:
            findings.report(path, "list-too-short", count=self._least)
        if self._most is not None and len(node.value) > self._most:
            findings.report(path, "list-too-long", most=self._most, count=len(node.value))
        plain = []
        seen: set[str] = set()
        for number, item in enumerate(node.value, 1):
            name = _name(item)
            where = f"{path}[{name or number}]"
            findings.lines[where] = item.line
            if name and name in seen:
                findings.report(where, "duplicate-id", value=name)
            seen.add(name)
            plain.append(self.item.read(item, where, findings))
        return plain

    def build(self, plain: Plain) -> tuple[Any, ...]:
        """Return the items as a tuple."""
        return tuple(map(self.item.build, plain) if self.item.builds else plain)

    def schema(self, shared: Definitions) -> Plain:
        """Return the schema of the items, and how many there must be."""
        least = {"minItems": self._least} if self._least else {}
        most = {} if self._most is None else {"maxItems": self._most}
        return {"type": "array", "items": self.item.schema(shared), **least, **most}


class Map(FieldType):
    """A mapping from ids (or other keys) to things of one type."""

    builds = True
    blank: ClassVar[Plain] = {}

    def __init__(
        self, item: FieldType, *, key: FieldType | None = None, code: str = "expected-mapping"
    ) -> None:
        self.item = item
        self._key = key or Id()
        self._code = code

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, Plain]:
        """Return the things by id."""
        if not isinstance(node.value, dict):
            findings.report(path, self._code)
            return {}
        plain = {}
        for key, child in node.value.items():
            where = place_of(path, key)
            findings.lines[where] = child.line
            self._key.read(child._replace(value=key), where, findings)
            plain[key] = self.item.read(child, where, findings)
        return plain

    def build(self, plain: Plain) -> dict[str, Any]:
        """Return the things by id."""
        build = self.item.build
        return {key: build(value) for key, value in plain.items()}

    def schema(self, shared: Definitions) -> Plain:
        """Return the schemas of the keys and of what they lead to."""
        return {
            "type": "object",
            "propertyNames": self._key.schema(shared),
            "additionalProperties": self.item.schema(shared),
        }


class Field:
    """A key of a record: the name it has there, and what may stand in it.

    Attributes:
        optional: The key may be absent: the record's own default stands.
        about: What it is, for its schema, where the record's own words do not fit a file.
    """

    def __init__(
        self, name: str, kind: FieldType, *, optional: bool = False, about: str = ""
    ) -> None:
        self.name = name
        self.type = kind
        self.optional = optional
        self.about = about


class Record(FieldType):
    """A mapping with known keys, built into one of the records of `records`."""

    builds = True

    def __init__(self, make: Callable[..., Any], fields: Mapping[str, Field]) -> None:
        self._make = make
        self.fields = fields
        self._built = [(key, f) for key, f in fields.items() if f.type.builds or f.name != key]

    @property
    def blank(self) -> Plain:
        """A record whose every required key is blank."""
        return {key: f.type.blank for key, f in self.fields.items() if not f.optional}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, Plain]:
        """Return the plain values by key."""
        if not isinstance(node.value, dict):
            report_no_lines(findings, path, tuple(self.fields))
            return dict(self.blank)
        meant: set[str] = set()
        for key, child in node.value.items():
            where = place_of(path, key)
            findings.lines[where] = child.line
            if key not in self.fields:
                near = findings.suggest(key, self.fields)
                meant.add(near)
                shown = clean(key, limit=_MAX_ID)
                findings.report(
                    where, "unknown-key", value=shown, near=near, allowed=tuple(self.fields)
                )
        plain: dict[str, Plain] = {}
        for key, field in self.fields.items():
            if key in node.value:
                plain[key] = field.type.read(node.value[key], place_of(path, key), findings)
                continue
            if key in meant:  # misspelled, and that is told
                findings.mark_invalid(place_of(path, key) if field.optional else path)
            elif not field.optional:
                findings.report(path, "missing-key", key=key)
            if not field.optional:
                plain[key] = field.type.blank
        return plain

    def build(self, plain: Plain) -> Any:
        """Return the record."""
        values = dict(plain)
        for key, field in self._built:
            if key in values:
                value = values.pop(key)
                values[field.name] = field.type.build(value) if field.type.builds else value
        return self._make(**values)

    def schema(self, shared: Definitions) -> Plain:
        """Return the keys, those required, and no others."""
        form = {
            "type": "object",
            "properties": {
                key: field.type.schema(shared)
                | ({"description": field.about} if field.about else {})
                for key, field in self.fields.items()
            },
            "required": [key for key, field in self.fields.items() if not field.optional],
            "additionalProperties": False,
        }
        if self._make is dict:
            return form
        renamed = {field.name: key for key, field in self.fields.items() if field.name != key}
        return shared.record(self._make, form, renamed)


class InFile:
    """How a field of a record stands in a file, where not as in the record.

    Attributes:
        key: Its key, where it is not its name.
        required: It must be there, though the record has a default.
    """

    def __init__(self, *, key: str = "", required: bool = False) -> None:
        self.key = key
        self.required = required


class Length:
    """How many items a list has."""

    def __init__(self, least: int = 1, most: int | None = None) -> None:
        self.least = least
        self.most = most


class Without:
    """The one field of a record that a file does not hold at this place."""

    def __init__(self, name: str) -> None:
        self.name = name


_AS_IN_RECORD = InFile()
_ANY = Length()
_MOVED: dict[type, Mapping[str, tuple[str, ...]]] = {}
"""By record, what stands before each of some keys in a file."""


def file_order(**before: tuple[str, ...]) -> Callable[[type[_R]], type[_R]]:
    """Tell where the optional keys of a record stand in a file.

    A record must hold them after all the others.

    Args:
        before: The keys that stand before a key, by this key.
    """

    def decorate(record: type[_R]) -> type[_R]:
        _MOVED[record] = before
        return record

    return decorate


@cache  # most fields have one of a few annotations
def type_of(hint: Any) -> FieldType:  # any annotation of a record
    """Return the type of a field with this annotation.

    Its type stands in the annotation, or is told by the hint alone: a flag, a text by language,
    a record, or a tuple or a mapping of things that have a type.
    """
    notes = _notes(hint)
    if FieldType in notes:
        declared: FieldType = notes[FieldType]
        return declared
    hint = hint.__origin__ if notes else hint
    if hint is bool:
        return Boolean()
    origin = get_origin(hint)
    if origin is None:
        return record_of(hint, notes[Without].name) if Without in notes else record_of(hint)
    arguments = get_args(hint)
    if origin is tuple:
        length = notes.get(Length, _ANY)
        return List(type_of(arguments[0]), least=length.least, most=length.most)
    if origin is Mapping:
        return Multilingual() if arguments[1] is str else Map(type_of(arguments[1]))
    return type_of(arguments[0])  # something or None


@cache
def _notes(hint: Any) -> dict[type, Any]:
    """Return the notes of an annotation, each by its type."""
    notes = getattr(hint, "__metadata__", ())
    return {FieldType if isinstance(note, FieldType) else type(note): note for note in notes}


@cache
def record_of(record: type, without: str = "") -> Record:
    """Return the type of a field that holds one of the records of `records`."""
    return Record(record, fields_of(record, {without}))


def fields_of(record: Any, without: Collection[str] = ()) -> dict[str, Field]:
    """Return the fields of a record by key, in the order of our files."""
    fields: dict[str, Field] = {}
    for name, hint in record.__annotations__.items():
        if name not in without:
            notes = _notes(hint)
            told = notes.get(InFile, _AS_IN_RECORD)
            optional = name in record._field_defaults and not told.required
            fields[told.key or name] = Field(
                name, type_of(hint), optional=optional, about=notes.get(str, "")
            )
    before = _MOVED.get(record, {})
    moved = [key for keys in before.values() for key in keys]
    order = [k for key in fields if key not in moved for k in (*before.get(key, ()), key)]
    return {key: fields[key] for key in order if key in fields}


def _name(node: Node) -> str:
    """Return the id that a list item gives itself, if any."""
    if isinstance(node.value, dict) and "id" in node.value:
        value = node.value["id"].value
        return value if isinstance(value, str) and re.match(_ID, value) else ""
    return ""


def written(path: str, value: str) -> str:
    """Return a value as written at its place in a file: after its key, or as a list item."""
    key = re.search(r"(?:\A|\.)([^.\[\]]+)\Z", path)
    if key:
        return f"{key[1]}: {value}"
    return f"- {value}" if path.endswith("]") else value


def _quoted(path: str, value: object) -> str:
    """Return the line that a text needs, when something else stands in its place."""
    text = "…"
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, int | float):
        text = str(value)
    return written(path, f'"{text}"')


def _as_id(text: str) -> str:
    """Return the id that some text may have meant."""
    meant = fold(text).replace(" ", "-")[:_MAX_ID].strip("-")
    return meant if re.match(_ID, meant) else "option-1"
