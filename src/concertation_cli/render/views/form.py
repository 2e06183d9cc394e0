"""The questionnaire as a page to fill: what it asks, each text in each of its languages."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from concertation_cli.knowledge.answers import MAX_NOTES, MAX_TITLE
from concertation_cli.knowledge.records import CONDITIONS, RECOGNITION, Option, Question, Text
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.views.questionnaire import Sheet

ONE, MANY, ORDERED, GRID = "one", "many", "ordered", "grid"
"""How a question is answered; ordered: the best first, and perhaps a second."""
_KINDS = {"choose-one": ONE, "choose-many": MANY, "grid": GRID}
_LEAST_ORDERED = 2
_SHOWN = (
    "how", "private", "no-script", "language", "to-save", "finish", "name", "name-hint",
    "save-title", "save", "copy", "mail", "mail-hint", "text", "missing",
)  # fmt: skip
"""What the page says, whatever is answered."""
_SHARED = {
    "title": "sheet.title",
    "on-paper": "sheet.how",
    "unknown": "wizard.unknown",
    "second": "wizard.second",
    "no-second": "wizard.no-second",
    "title-label": "wizard.title",
    "notes-label": "wizard.notes",
}
"""What it says in the words of other ways of asking."""
_TOLD = (
    "progress", "too-many", "no-other", "second-gone", "second-alone", "file", "saved", "empty",
    "copied", "copy-refused", "subject", "body", "body-long", "mailed", "mailed-long",
)  # fmt: skip
"""What the page's script says, with values that only it knows."""
_VALUES = ("count", "total", "most", "label", "file", "name", "address")


class Choice(NamedTuple):
    """What may be ticked.

    Attributes:
        means: Its line of meaning; empty where it has none.
        alone: Whether it goes with no other.
    """

    id: str
    label: Text
    means: Text
    alone: bool = False


class Asked(NamedTuple):
    """A question to fill.

    Attributes:
        kind: `ONE`, `MANY`, `ORDERED` or `GRID`.
        most: Most answers that it takes; 0 for no limit.
        rows: Those of a grid; each takes one of the choices.
    """

    id: str
    kind: str
    text: Text
    why: Text
    how: Text
    choices: tuple[Choice, ...]
    most: int = 0
    rows: tuple[Choice, ...] = ()


class Fillable(NamedTuple):
    """The whole page: each text by language, the language that it opens in first.

    Attributes:
        languages: What each language is called in itself, by its code.
        shown: What the page says, by key.
        told: What its script says, by key; names in braces stand for values.
        prefix: The beginning of the names of files.
        foot: The independence note, the source and the versions.
    """

    languages: Text
    series: Text
    shown: dict[str, Text]
    told: dict[str, Text]
    prefix: Text
    questions: tuple[Asked, ...]
    foot: tuple[Text, ...]
    longest_title: int = MAX_TITLE
    longest_notes: int = MAX_NOTES


def fillable(spoken: Sequence[Phrases]) -> Fillable:
    """Return the page to fill, in these languages; portraits stand in the order of the first."""
    return _Writer(spoken).page()


class _Writer:
    """Makes the page, each of its texts in all languages at once."""

    def __init__(self, spoken: Sequence[Phrases]) -> None:
        self._sheets = {phrases.lang: Sheet(phrases) for phrases in spoken}

    def _each(self, say: Callable[[Sheet], str]) -> Text:
        return {lang: say(sheet) for lang, sheet in self._sheets.items()}

    def _words(self, key: str, **values: int | str) -> Text:
        return self._each(lambda sheet: sheet.words(key, **values))

    def _text(self, text: Text) -> Text:
        return self._each(lambda sheet: sheet.text(text))

    def page(self) -> Fillable:
        first = next(iter(self._sheets.values()))
        unfilled = {value: f"{{{value}}}" for value in _VALUES}
        feet = [self._each(lambda sheet, n=n: sheet.phrases.foot()[n])  # type: ignore[misc]
                for n in range(len(first.phrases.foot()))]  # fmt: skip
        shown = {key: self._words(f"fill.{key}", **unfilled) for key in _SHOWN}
        shown |= {key: self._words(shared) for key, shared in _SHARED.items()}
        return Fillable(
            languages=self._words("fill.own-name"),
            series=self._text(first.pack.name),
            shown=shown,
            told={key: self._words(f"fill.{key}", **unfilled) for key in _TOLD},
            prefix=self._words("form.answers-file"),
            questions=tuple(map(self._asked, first.asked(forms=True))),
            foot=tuple(feet),
        )

    def _asked(self, question: Question) -> Asked:
        kind, most = _KINDS[question.kind], question.maximum
        if question.theme == RECOGNITION:
            kind = ORDERED if question.maximum >= _LEAST_ORDERED else ONE
        options = tuple(map(self._choice, question.options))
        holders = tuple(
            Choice(holder.id, self._text(holder.label), {}) for holder in question.holders
        )
        return Asked(
            id=question.id,
            kind=kind,
            text=self._text(question.text),
            why=self._text(question.why),
            how=self._how(question),
            choices=holders if kind == GRID else options,
            most=most,
            rows=options if kind == GRID else (),
        )

    def _choice(self, option: Option) -> Choice:
        return Choice(option.id, self._text(option.label), self._text(option.means), option.none)

    def _how(self, question: Question) -> Text:
        if question.kind == "grid":
            return self._words("fill.conditions" if question.id == CONDITIONS else "fill.grid")
        if question.theme == RECOGNITION:
            return self._words("fill.ordered")
        return self._each(lambda sheet: sheet.how(question))
