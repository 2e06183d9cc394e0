"""Strict reading of YAML and JSON text into trees that remember their lines.

Packs and situations need only mappings, lists and plain values. Everything else
that YAML allows (aliases, tags, several documents, YAML 1.1 booleans, dates and
sexagesimals) either is refused or stays the text that was typed.
"""

import codecs
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from concertation_cli.errors import Problem

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 20_000
"""Most values in one tree: ten times what our largest files hold."""
_WIDTH = 100
"""Columns that the lines we write stay under."""

STANDARD_INPUT = "-"
"""What stands for standard input where the path of a file is asked for."""

Scalar = str | int | float | bool | None

_INTEGER = r"-?(?:0|[1-9][0-9]{0,17})\Z"
_NOT_YAML = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_NO_BREAK = "\u00a0\u202f"
"""Spaces that look like others: some editors put them before a colon, in French."""
_LINE_END = "\r\n?|[\x85\u2028\u2029]"
_QUESTION = r"(?<=[^ \t\n\[{,:?-])(?:[-:?]*| *)\?"
"""Question marks after a word: in braces, the library would take them for keys."""
_PRIVATE = range(0xE000, 0xF8FF)
_DECIMAL = r"-?(?:0|[1-9][0-9]*)\.[0-9]+\Z"
_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}


class Node(NamedTuple):
    """A value and the line it stands on (1 is the first; 0 is unknown)."""

    value: Scalar | list["Node"] | dict[str, "Node"]
    line: int = 0


class TreeError(Exception):
    """The text is no tree we accept; carries one problem, without its file name."""

    def __init__(self, line: int, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.line = line
        self.code = code
        self.values = values

    def problem(self, name: str) -> Problem:
        """Return the problem, placed in the file called `name`."""
        place = f"{name}:{self.line}" if self.line else name
        return Problem(place, self.code, self.values)


def name_of(path: str) -> str:
    """Return the name of the file at a path, as problems give it."""
    return "<stdin>" if path == STANDARD_INPUT else path


def read_error(error: OSError | ValueError) -> TreeError:
    """Return the error for a file that the system does not let us read."""
    if isinstance(error, FileNotFoundError):
        return TreeError(0, "file-missing")
    if isinstance(error, IsADirectoryError):
        return TreeError(0, "file-is-folder")
    return TreeError(0, "file-unreadable")


def read_bytes(path: str) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``; at most 1 MiB.

    Raises:
        TreeError: It is missing, a folder, unreadable or too large.
    """
    try:
        if path == STANDARD_INPUT:
            if sys.stdin is None:
                raise TreeError(0, "file-unreadable")
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise read_error(error) from None
    if len(data) > MAX_BYTES:
        raise TreeError(0, "file-too-large", limit=MAX_BYTES // 1024)
    return data


def parse(data: bytes, *, json_only: bool = False) -> Node:
    """Return the tree that YAML or JSON text describes: UTF-8, or UTF-16 with a mark.

    Text that opens with a brace is tried as JSON first, since YAML rejects some
    valid JSON (tabs, long keys).

    Raises:
        TreeError: At the first thing that is refused.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TreeError(line, "not-utf8") from None
    if "\x00" in text:
        raise TreeError(text.count("\n", 0, text.index("\x00")) + 1, "not-text")
    if not text.strip():
        raise TreeError(0, "file-empty")
    if json_only or text.lstrip().startswith("{"):
        try:
            return _parse_json(text)
        except TreeError as error:
            if json_only or error.code != "json-syntax":
                raise
    return _parse_yaml(text)


def dump(plain: object) -> str:
    """Return YAML text that `parse` reads back as the same plain values.

    Texts of several lines stand as they were typed, where YAML allows it.
    """
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as blocks."""

    def written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "|" if "\n" in text else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, written)
    return str(yaml.dump(plain, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH))


def comment(text: str, indent: int, hang: int = 0) -> list[str]:
    """Return the lines of a YAML comment, each shorter than 100 columns where words allow.

    Args:
        text: One line.
        indent: The spaces in front of each mark.
        hang: The spaces in front of the words, from the second line on.
    """
    import textwrap

    mark = f"{' ' * indent}# "
    return textwrap.wrap(
        text,
        _WIDTH - 1,
        initial_indent=mark,
        subsequent_indent=mark + " " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def commented(line: str, text: str) -> list[str]:
    """Return a line of YAML with a comment beside it; above it where the line gets too long."""
    whole = f"{line}  # {text}"
    if len(whole) < _WIDTH:
        return [whole]
    return [*comment(text, len(line) - len(line.lstrip())), line]


def _parse_json(text: str) -> Node:
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise TreeError(error.lineno, "json-syntax", column=error.colno) from None
    except RecursionError:
        raise TreeError(0, "too-deep", limit=MAX_DEPTH) from None
    except ValueError:  # a whole number of thousands of digits
        raise TreeError(0, "number-too-long") from None
    return _from_plain(value, 1, iter(range(MAX_VALUES)))


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as read, before its keys are checked."""


def _refuse_constant(name: str) -> None:
    raise TreeError(0, "not-a-number", value=name)


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        _refuse_constant(digits)
    return value


def _from_plain(value: Any, depth: int, room: Iterator[int]) -> Node:
    """Return the node of a value that json gives."""
    if depth > MAX_DEPTH:
        raise TreeError(0, "too-deep", limit=MAX_DEPTH)
    if next(room, None) is None:
        raise TreeError(0, "too-many-values", limit=MAX_VALUES)
    if isinstance(value, _Pairs):
        entries: dict[str, Node] = {}
        for key, item in value:
            if key in entries:
                raise TreeError(0, "duplicate-key", key=key)
            entries[key] = _from_plain(item, depth + 1, room)
        return Node(entries)
    if isinstance(value, list):
        return Node([_from_plain(item, depth + 1, room) for item in value])
    return Node(value)


def _parse_yaml(text: str) -> Node:
    """Return the tree of YAML text.

    PyYAML's reader in Python alone is used, even where its one in C is there: they differ on
    odd texts and on where an error stands, and the same text must get the same answer everywhere.
    """
    import yaml  # heavy, and not needed for JSON or the compiled pack

    text = _normalized(text)
    stand_in = next(chr(code) for code in _PRIVATE if chr(code) not in text)
    asking = re.sub(_QUESTION, lambda found: found[0].replace("?", stand_in), text)
    try:
        return _Builder(yaml.parse(asking, Loader=yaml.SafeLoader), stand_in).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None
    except yaml.reader.ReaderError:
        found = re.search(_NOT_YAML, text)
        line = text.count("\n", 0, found.start()) + 1 if found else 0
        raise TreeError(line, "not-text") from None


def _normalized(text: str) -> str:
    """Return text without what nobody sees and the library refuses, or counts as a line.

    Every line ends alike. Marks of byte order between two files put together go, and so do
    tabs, but where they indent: there they are refused.
    """
    text = re.sub(_LINE_END, "\n", text.replace("\ufeff", ""))
    return "\n".join(map(_without_tabs, text.split("\n"))) if "\t" in text else text


def _without_tabs(line: str) -> str:
    """Return a line with a space for each tab in it; a blank line holds none."""
    told = line.lstrip(" \t")
    indent = line[: len(line) - len(told)] if told.strip() else ""
    return indent + told.replace("\t", " ")


def _syntax_error(error: Any, text: str) -> TreeError:  # the library's own error
    """Return the error for YAML that the library refuses."""
    from concertation_cli.knowledge.yaml_mistakes import Mark, likely_mistake

    stop = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    start = getattr(error, "context_mark", None)
    stopped = Mark(stop.line, stop.column) if stop else Mark(0, 0)
    begun = Mark(start.line, start.column) if start else None
    place, code = likely_mistake(text, stopped, begun)
    last = text.rstrip().count("\n") + 1  # the library may put a mark after the end
    return TreeError(min(place.line + 1, last), code, column=place.column + 1)


class _Builder:
    """Builds one tree from YAML events, iteratively, so that depth is ours to limit."""

    def __init__(self, events: Iterator[Any], question: str = "?") -> None:
        self._events = events
        self._question = question  # what stands for a question mark

    def document(self) -> Node:
        root: Node | None = None
        # Open collections, outermost first: (node, waiting key, its line).
        stack: list[tuple[Node, str | None, int]] = []
        values = 0
        for event in self._events:
            kind = type(event).__name__
            line = event.start_mark.line + 1
            self._refuse(event, kind, line, more=root is not None)
            if kind in {"MappingEndEvent", "SequenceEndEvent"}:
                stack.pop()
            if kind not in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent"}:
                continue
            if stack and isinstance(stack[-1][0].value, dict) and stack[-1][1] is None:
                stack[-1] = (stack[-1][0], self._key(event, kind, stack[-1][0], line), line)
                continue
            values += 1
            if values > MAX_VALUES:
                raise TreeError(line, "too-many-values", limit=MAX_VALUES)
            node = Node(self._value(event, kind), line)
            if stack:
                node = self._attach(stack, node)
            else:
                root = node
            if kind != "ScalarEvent":
                if len(stack) >= MAX_DEPTH:
                    raise TreeError(line, "too-deep", limit=MAX_DEPTH)
                stack.append((node, None, 0))
        if root is None:
            raise TreeError(0, "file-empty")
        return root._replace(line=1) if root.value is None else root

    @staticmethod
    def _refuse(event: Any, kind: str, line: int, *, more: bool) -> None:
        """Refuse what our files need not: another document, aliases and tags."""
        if kind == "DocumentStartEvent" and more:
            raise TreeError(line, "several-documents")
        if getattr(event, "anchor", None):  # an alias, or what one would name
            raise TreeError(line, "alias")
        if getattr(event, "tag", None) not in {None, "!"}:
            raise TreeError(line, "tag")

    def _key(self, event: Any, kind: str, mapping: Node, line: int) -> str:
        if kind != "ScalarEvent":
            raise TreeError(line, "key-not-text")
        key = self._text(event)
        if key.strip(_NO_BREAK) != key:
            raise TreeError(line, "hidden-space", value=key.strip(_NO_BREAK))
        assert isinstance(mapping.value, dict)  # noqa: S101  # told by the caller
        if key in mapping.value:
            raise TreeError(line, "duplicate-key", key=key)
        return key

    def _text(self, event: Any) -> str:
        return str(event.value).replace(self._question, "?")

    def _value(self, event: Any, kind: str) -> "Scalar | list[Node] | dict[str, Node]":
        if kind == "MappingStartEvent":
            return {}
        if kind == "SequenceStartEvent":
            return []
        text = self._text(event)
        if event.style:  # quoted or block: text, whatever it looks like
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if re.match(_INTEGER, text):
            return int(text)
        if re.match(_DECIMAL, text):
            return float(text)
        return text

    @staticmethod
    def _attach(stack: list[tuple[Node, str | None, int]], node: Node) -> Node:
        parent, key, key_line = stack[-1]
        if isinstance(parent.value, dict):
            assert key is not None  # noqa: S101  # a key comes before each value
            node = node._replace(line=key_line)
            parent.value[key] = node
            stack[-1] = (parent, None, 0)
        else:
            assert isinstance(parent.value, list)  # noqa: S101  # only collections are open
            parent.value.append(node)
        return node
