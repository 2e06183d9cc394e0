"""The grammar of our files: shapes that read a tree, report what is wrong, and build records.

A shape reads nodes into plain values (text, numbers, lists, mappings), which can be
written as JSON and compiled; and it builds the records of `pack` from plain values.
Reading never stops at the first problem: what cannot be read is left blank and reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol

from concertation_cli.knowledge.findings import Findings, place_of, report_no_lines
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.text_safety import clean, fold, typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from concertation_cli.knowledge.schema_writer import Definitions, Plain
    from concertation_cli.knowledge.strict_yaml import Node

_ID = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z"
_MAX_TEXT = 4000
_MAX_ID = 60


class Shape(Protocol):
    """What a node must look like."""

    @property
    def blank(self) -> Plain:
        """The plain value that stands where none could be read."""
        ...

    def read(self, node: Node, path: str, findings: Findings) -> Plain:
        """Return the plain value; where there is none, report it and return `blank`."""
        ...

    def build(self, plain: Plain) -> Any:  # noqa: ANN401  # each shape builds its own type
        """Return what the records hold for this plain value."""
        ...

    def schema(self, shared: Definitions) -> Plain:
        """Return the JSON Schema of what it reads; `shared` takes what several places use."""
        ...


class _Leaf:
    """A shape whose plain value is already what the records hold."""

    blank: ClassVar[Plain] = ""

    def build(self, plain: Plain) -> Any:  # noqa: ANN401
        return plain


class Word(_Leaf):
    """An id, or any short text that matches a pattern."""

    def __init__(self, pattern: str = _ID, code: str = "bad-id") -> None:
        self._pattern = pattern
        self._code = code

    def read(self, node: Node, path: str, findings: Findings) -> str:
        """Return the word."""
        value = node.value
        if not isinstance(value, str):
            findings.report(path, "expected-text", example=_quoted(path, value))
            return ""
        if not re.match(self._pattern, value) or len(value) > _MAX_ID:
            self._report(value, path, findings)
            return ""
        return value

    def _report(self, value: str, path: str, findings: Findings) -> None:
        shown = clean(value, limit=_MAX_ID)
        if self._code != "bad-id":
            findings.report(path, self._code, value=shown)
        elif len(value) > _MAX_ID:
            findings.report(path, "id-too-long", value=shown, most=_MAX_ID)
        elif shown == (meant := _as_id(value)):  # it looks right
            findings.report(path, "hidden-space", value=shown)
        else:
            findings.report(path, "bad-id", value=shown, example=meant)

    def schema(self, shared: Definitions) -> Plain:
        """Return the pattern, as JSON Schema writes it, and the length."""
        pattern = "^" + self._pattern.replace(r"\Z", "$")
        form = {"type": "string", "pattern": pattern, "maxLength": _MAX_ID}
        return shared.share("Id", form) if self._pattern == _ID else form


class Line(_Leaf):
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

    def schema(self, shared: Definitions) -> Plain:  # noqa: ARG002
        """Return that it is a text that says something."""
        return {"type": "string", "pattern": r"\S"}


def text_example(languages: Iterable[str]) -> str:
    """Return how a text in every language is typed, its words left out."""
    return "{" + ", ".join(f'{lang}: "…"' for lang in languages) + "}"


class Bilingual(_Leaf):
    """A text in every language of the pack."""

    blank: ClassVar[Plain] = {}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, str]:
        """Return what it says, by language."""
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
            texts[lang] = typeset(Line().read(child, where, findings), lang)
        return texts

    def schema(self, shared: Definitions) -> Plain:
        """Return a key for each language."""
        fields = {lang: Field(Line()) for lang in shared.languages}
        return shared.share("Text", Record(dict, fields).schema(shared))


class Aliases:
    """Short names people type, by language."""

    blank: ClassVar[Plain] = {}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, list[str]]:
        """Return the names by language."""
        fields = {lang: Field(Items(Line())) for lang in findings.languages}
        plain: dict[str, list[str]] = Record(dict, fields).read(node, path, findings)
        return plain

    def build(self, plain: Plain) -> Mapping[str, tuple[str, ...]]:
        """Return the names by language, as tuples."""
        return {lang: tuple(names) for lang, names in plain.items()}

    def schema(self, shared: Definitions) -> Plain:
        """Return a list of names for each language."""
        fields = {lang: Field(Items(Line())) for lang in shared.languages}
        return Record(dict, fields).schema(shared)


class Whole(_Leaf):
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

    def schema(self, shared: Definitions) -> Plain:  # noqa: ARG002
        """Return the bounds."""
        return {"type": "integer", "minimum": self._least, "maximum": self._most}


class Points(Whole):
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


class Flag(_Leaf):
    """True or false."""

    blank: ClassVar[Plain] = False

    def read(self, node: Node, path: str, findings: Findings) -> bool:
        """Return the flag."""
        if not isinstance(node.value, bool):
            findings.report(path, "expected-flag", example=written(path, "true"))
            return False
        return node.value

    def schema(self, shared: Definitions) -> Plain:  # noqa: ARG002
        """Return the type."""
        return {"type": "boolean"}


class OneOf(_Leaf):
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

    def schema(self, shared: Definitions) -> Plain:  # noqa: ARG002
        """Return the words."""
        return {"type": "string", "enum": list(self._allowed)}


class Raw(_Leaf):
    """A part of the file that another reader takes over, with its lines."""

    blank: ClassVar[Plain] = None

    def read(self, node: Node, path: str, findings: Findings) -> Node:  # noqa: ARG002
        """Return the node itself."""
        return node

    def schema(self, shared: Definitions) -> Plain:  # noqa: ARG002
        """Return what accepts anything: the other reader knows."""
        return {}


class Nullable:
    """A shape, or nothing at all (null)."""

    blank: ClassVar[Plain] = None

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def read(self, node: Node, path: str, findings: Findings) -> Plain:
        """Return the plain value, or None."""
        return None if node.value is None else self._shape.read(node, path, findings)

    def build(self, plain: Plain) -> Any:  # noqa: ANN401
        """Return what the inner shape builds, or None."""
        return None if plain is None else self._shape.build(plain)

    def schema(self, shared: Definitions) -> Plain:
        """Return the inner schema, or null."""
        return {"anyOf": [self._shape.schema(shared), {"type": "null"}]}


class Items:
    """A list of things of one shape."""

    blank: ClassVar[Plain] = []

    def __init__(self, shape: Shape, *, least: int = 1, most: int | None = None) -> None:
        self._shape = shape
        self._least = least
        self._most = most

    def read(self, node: Node, path: str, findings: Findings) -> list[Plain]:
        """Return the items; a list item with an id is placed by its id."""
        if not isinstance(node.value, list):
            if isinstance(self._shape, Word) and isinstance(node.value, str):
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
            plain.append(self._shape.read(item, where, findings))
        return plain

    def build(self, plain: Plain) -> tuple[Any, ...]:
        """Return the items as a tuple."""
        if isinstance(self._shape, _Leaf):
            return tuple(plain)
        return tuple(map(self._shape.build, plain))

    def schema(self, shared: Definitions) -> Plain:
        """Return the schema of the items, and how many there must be."""
        least = {"minItems": self._least} if self._least else {}
        most = {} if self._most is None else {"maxItems": self._most}
        return {"type": "array", "items": self._shape.schema(shared), **least, **most}


class Table:
    """A mapping from ids (or other keys) to things of one shape."""

    blank: ClassVar[Plain] = {}

    def __init__(
        self, shape: Shape, *, key: Shape | None = None, code: str = "expected-mapping"
    ) -> None:
        self._shape = shape
        self._key = key or Word()
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
            plain[key] = self._shape.read(child, where, findings)
        return plain

    def build(self, plain: Plain) -> dict[str, Any]:
        """Return the things by id."""
        return {key: self._shape.build(value) for key, value in plain.items()}

    def schema(self, shared: Definitions) -> Plain:
        """Return the schemas of the keys and of what they lead to."""
        return {
            "type": "object",
            "propertyNames": self._key.schema(shared),
            "additionalProperties": self._shape.schema(shared),
        }


class Field(NamedTuple):
    """A key of a record.

    Attributes:
        optional: The key may be absent: the record's own default stands.
        attribute: The record's attribute, where it is not the key itself.
        about: What it is, for its schema, where the record's own words do not fit a file.
    """

    shape: Shape
    optional: bool = False
    attribute: str = ""
    about: str = ""


class Record:
    """A mapping with known keys, built into one of the records of `pack`."""

    def __init__(self, make: Callable[..., Any], fields: Mapping[str, Field]) -> None:
        self._make = make
        self._fields = fields
        # By key: the record's attribute, and what builds it where that is any work.
        self._builders = {
            key: (f.attribute or key, None if isinstance(f.shape, _Leaf) else f.shape.build)
            for key, f in fields.items()
        }

    @property
    def blank(self) -> Plain:
        """A record whose every required key is blank."""
        return {key: f.shape.blank for key, f in self._fields.items() if not f.optional}

    def read(self, node: Node, path: str, findings: Findings) -> dict[str, Plain]:
        """Return the plain values by key."""
        if not isinstance(node.value, dict):
            report_no_lines(findings, path, tuple(self._fields))
            return dict(self.blank)
        meant: set[str] = set()
        for key, child in node.value.items():
            where = place_of(path, key)
            findings.lines[where] = child.line
            if key not in self._fields:
                near = findings.suggest(key, self._fields)
                meant.add(near)
                shown = clean(key, limit=_MAX_ID)
                findings.report(
                    where, "unknown-key", value=shown, near=near, allowed=tuple(self._fields)
                )
        plain: dict[str, Plain] = {}
        for key, field in self._fields.items():
            if key in node.value:
                plain[key] = field.shape.read(node.value[key], place_of(path, key), findings)
                continue
            if key in meant:  # misspelled, and that is told
                findings.mark_invalid(place_of(path, key) if field.optional else path)
            elif not field.optional:
                findings.report(path, "missing-key", key=key)
            if not field.optional:
                plain[key] = field.shape.blank
        return plain

    def build(self, plain: Plain) -> Any:  # noqa: ANN401
        """Return the record."""
        values = {}
        for key, value in plain.items():
            attribute, build = self._builders[key]
            values[attribute] = value if build is None else build(value)
        return self._make(**values)

    def schema(self, shared: Definitions) -> Plain:
        """Return the keys, those required, and no others."""
        form = {
            "type": "object",
            "properties": {
                key: field.shape.schema(shared)
                | ({"description": field.about} if field.about else {})
                for key, field in self._fields.items()
            },
            "required": [key for key, field in self._fields.items() if not field.optional],
            "additionalProperties": False,
        }
        if self._make is dict:
            return form
        renamed = {f.attribute: key for key, f in self._fields.items() if f.attribute}
        return shared.record(self._make, form, renamed)


def _name(node: Node) -> str:
    """Return the id that a list item gives itself, if any."""
    if isinstance(node.value, dict) and "id" in node.value:
        value = node.value["id"].value
        return value if isinstance(value, str) and re.match(_ID, value) else ""
    return ""


def written(path: str, value: str) -> str:
    """Return how a value is written at its place in a file: after its key, or as a list item."""
    key = re.search(r"(?:\A|\.)([^.\[\]]+)\Z", path)
    if key:
        return f"{key[1]}: {value}"
    return f"- {value}" if path.endswith("]") else value


def _quoted(path: str, value: object) -> str:
    """Return how a text is written, when something else stands in its place."""
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
