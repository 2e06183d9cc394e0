"""Reading a recommendation that was saved as JSON, whatever version wrote it."""

from enum import StrEnum

from concertation_cli.engine.replay import Saved, SavedReason, SavedStanding
from concertation_cli.engine.results import Kind, Status
from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.answers import Gone, read_known_answer_notes, read_known_answers
from concertation_cli.knowledge.records import Pack, Situation
from concertation_cli.knowledge.strict_yaml import Node, TreeError, name_of, parse, read_bytes
from concertation_cli.text_safety import clean

NEWEST_FORMAT = 2
OLDEST_FORMAT = 1
"""Of the JSON of recommendations: what is read here."""

_MAX_TEXT = 300
_NAMING = {Kind.RECOMMENDED, Kind.CLOSE, Kind.NOT_READY}
"""The verdicts that name models."""


class _MalformedError(Exception):
    """The JSON is no recommendation; carries the line and the key."""

    def __init__(self, line: int, key: str) -> None:
        super().__init__(key)
        self.line = line
        self.key = key


def read_result(pack: Pack, path: str) -> tuple[Saved, Situation]:
    """Return a saved recommendation, and its situation as the present pack reads it.

    Raises:
        UsageError: It is no recommendation, of another pack, or of a later format.
    """
    name = name_of(path)
    try:
        root = parse(read_bytes(path), json_only=True)
        document = _Part(root, "")
        return _read(pack, document, name)
    except TreeError as error:
        raise UsageError(error.problem(name)) from None
    except _MalformedError as error:
        place = f"{name}:{error.line}" if error.line else name
        raise UsageError(Problem(place, "not-a-result", {"value": error.key})) from None


class _Part:
    """A mapping of the JSON, whose values are asked for by key and kind."""

    def __init__(self, node: Node, key: str) -> None:
        if not isinstance(node.value, dict):
            raise _MalformedError(node.line, key or "{}")
        self._parts: dict[str, Node] = node.value
        self._line = node.line
        self.whole = node

    def node(self, key: str) -> Node:
        if key not in self._parts:
            raise _MalformedError(self._line, key)
        return self._parts[key]

    def optional(self, key: str) -> Node:
        """Return the value of a key, or nothing: results of earlier versions do not have it."""
        return self._parts.get(key, Node(None))

    def text(self, key: str) -> str:
        node = self.node(key)
        if not isinstance(node.value, str):
            raise _MalformedError(node.line, key)
        return clean(node.value, limit=_MAX_TEXT)

    def one_of(self, key: str, allowed: type[StrEnum]) -> str:
        text = self.text(key)
        if text not in {item.value for item in allowed}:
            raise _MalformedError(self.node(key).line, key)
        return text

    def number(self, key: str) -> int:
        node = self.node(key)
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            raise _MalformedError(node.line, key)
        return node.value

    def part(self, key: str) -> "_Part":
        return _Part(self.node(key), key)

    def parts(self, key: str) -> list["_Part"]:
        return [_Part(node, key) for node in self._items(key)]

    def text_or_null(self, key: str) -> str | None:
        """Return a text, or None where there is a null."""
        return None if self.node(key).value is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        nodes = self._items(key)
        if not all(isinstance(node.value, str) for node in nodes):
            raise _MalformedError(self.node(key).line, key)
        return tuple(clean(str(node.value), limit=_MAX_TEXT) for node in nodes)

    def _items(self, key: str) -> list[Node]:
        node = self.node(key)
        if not isinstance(node.value, list):
            raise _MalformedError(node.line, key)
        return node.value


def _read(pack: Pack, document: _Part, name: str) -> tuple[Saved, Situation]:
    saved_by = document.part("pack")
    written = document.number("format")
    if written > NEWEST_FORMAT:
        raise UsageError(Problem(name, "later-format", {"value": written}))
    if written < OLDEST_FORMAT:
        raise _MalformedError(0, "format")
    if saved_by.text("id") != pack.id:
        values = {"value": saved_by.text("id"), "pack": pack.id}
        raise UsageError(Problem(name, "another-pack", values))
    verdict = document.part("verdict")
    situation, gone = _situation(pack, document.part("situation"))
    saved = Saved(
        pack=saved_by.text("id"),
        version=saved_by.text("version"),
        digest=saved_by.text("digest"),
        kind=verdict.one_of("kind", Kind),
        models=verdict.texts("models"),
        ranking=_ranking(document) if written == NEWEST_FORMAT else None,
        answers=situation.answers,
        gone=gone,
    )
    if bool(saved.models) != (saved.kind in _NAMING):
        raise _MalformedError(0, "models")
    if saved.ranking is not None:
        ranked = {standing.model for standing in saved.ranking}
        if not ranked.issuperset(saved.models):
            raise _MalformedError(0, "models")
    return saved, situation


def _ranking(document: _Part) -> tuple[SavedStanding, ...]:
    return tuple(_standing(part) for part in document.parts("ranking"))


def _situation(pack: Pack, part: _Part) -> tuple[Situation, tuple[Gone, ...]]:
    """Return the situation, less the answers that this pack no longer knows, and their keys."""
    answers, gone = read_known_answers(part.part("answers").whole, pack.questions)
    kept, lost = read_known_answer_notes(part.optional("answer_notes"), pack.questions)
    notes = "\n".join(text for text in (part.text("notes"), *lost) if text)
    return Situation(part.text("title"), notes, answers, kept), gone


def _standing(part: _Part) -> SavedStanding:
    return SavedStanding(
        model=part.text("model"),
        name=part.text("name"),
        rank=part.number("rank"),
        score=part.number("score"),
        reasons=tuple(
            SavedReason(
                (reason.text_or_null("criterion") or reason.text("question")).rpartition("/")[2],
                reason.text("question"),
                reason.number("points"),
            )
            for reason in part.parts("reasons")
        ),
        conditions={r.text("id"): r.one_of("status", Status) for r in part.parts("conditions")},
    )
