"""The questionnaire to fill elsewhere: a situation file, a form's header, a sheet to print."""

import csv
import io
from collections.abc import Iterable, Iterator

from concertation_cli.knowledge.records import (
    CONDITIONS,
    DECIDING,
    NO_MODEL,
    RECOGNITION,
    Option,
    Question,
)
from concertation_cli.knowledge.strict_yaml import comment
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.views.pack_view import PackView
from concertation_cli.text_safety import fold

_BOX = "\u2610"
_UNDER = "  "


class Sheet(PackView):
    """The questionnaire of a pack, empty."""

    # -- a situation file ----------------------------------------------------------------

    def situation_file(self) -> str:
        """Return a situation file that answers nothing, with all that may be answered."""
        lines = [
            *(line for told in self._opening() for line in comment(told, 0)),
            'title: ""',
            'notes: ""',
            "answers:",
        ]
        for question in self.asked():
            lines += ["", *self._asked_in_file(question)]
        told = self.words("sheet.answer-notes")
        return "\n".join([*lines, "", *comment(told, 0), "answer_notes:"]) + "\n"

    def asked(self, *, forms: bool = False) -> Iterator[Question]:
        """Yield what is asked, in order; deciding questions come only with a close verdict.

        Portraits stand by their labels, so that neither rank nor number shows. Forms ask for
        the few conditions that are marked for them.
        """
        for question in self.pack.questions:
            if question.theme == RECOGNITION:
                portrayed = set(self.pack.portrayed())
                told = [option for option in question.options if option.id != NO_MODEL]
                told.sort(key=lambda o: fold(self.text(o.label)) if o.id in portrayed else "\uffff")
                yield question._replace(options=tuple(told))
            elif question.id == CONDITIONS and forms:
                rows = tuple(option for option in question.options if option.in_forms)
                if rows:
                    yield question._replace(options=rows)
            elif question.theme != DECIDING:
                yield question

    def _asked_in_file(self, question: Question) -> list[str]:
        lines = [*comment(self.text(question.text), 2), *comment(self.how(question), 2)]
        if question.kind == "grid":
            lines += self._named((h.id, self.text(h.label)) for h in question.holders)
            lines.append(f"  {question.id}:")
            for option in question.options:
                lines += [*comment(self._explained(option), 4), f"    {option.id}:"]
            return lines
        lines += self._named((o.id, self._told(o)) for o in question.options)
        empty = "" if question.kind == "choose-one" else " []"
        return [*lines, f"  {question.id}:{empty}"]

    def _named(self, choices: Iterable[tuple[str, str]]) -> list[str]:
        return [
            line
            for name, told in choices
            for line in comment(f"{_UNDER}{name}: {told}", 2, 2 * len(_UNDER))
        ]

    def _opening(self) -> list[str]:
        return self.words("sheet.file", name=self.text(self.pack.name)).split("\n")

    def _told(self, option: Option) -> str:
        return f"{self.text(option.label)}. {self.text(option.means)}"

    def how(self, question: Question) -> str:
        """Return how many answers a question takes."""
        if question.kind == "grid":
            return self.words("sheet.conditions" if question.id == CONDITIONS else "sheet.grid")
        if question.kind == "choose-one":
            return self.words("question.one")
        if question.theme == RECOGNITION:
            return self.words("question.ordered")
        if question.maximum:
            return self.words("question.many", maximum=question.maximum)
        return self.words("question.any")

    # -- a page for an assistant ---------------------------------------------------------

    def prompt(self) -> str:
        """Return a page with which an assistant makes a situation file of a description."""
        words = self.words
        one = next(q for q in self.asked() if q.kind == "choose-one")
        grids = (f"`{q.id}`" for q in self.asked() if q.kind == "grid")
        portraits = [q.id for q in self.asked() if q.theme == RECOGNITION]
        rules = words(
            "assistant.page-rules",
            question=f"{one.id}:",
            example=f"{one.id}: {one.options[0].id}",
            grids=", ".join(grids),
        )
        recognition = (words("assistant.page-recognition", recognition=r) for r in portraits)
        parts = (
            f"# {words('assistant.page-title')}",
            words("assistant.page-use"),
            "\n".join((rules, *recognition)),
            words("assistant.page-form"),
            f"```yaml\n{self.situation_file()}```",
            words("assistant.page-description"),
        )
        return "\n\n".join(parts) + "\n"

    # -- a form's header -----------------------------------------------------------------

    def form_header(self) -> str:
        """Return a CSV with the headers of a form: each asks, and says what may be answered.

        The mark in front tells spreadsheets that it is UTF-8; the delimiter is the one that
        they expect in this language.
        """
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=self.words("sheet.delimiter")).writerow(self._headers())
        return f"\ufeff{buffer.getvalue()}"

    def _headers(self) -> tuple[str, ...]:
        cells = [self.words("wizard.title-row"), self.words("wizard.notes-row")]
        for question in self.asked(forms=True):
            if question.kind == "grid":
                allowed = "; ".join(self.text(holder.label) for holder in question.holders)
                cells += [
                    self._headed(f"{self.text(question.text)} [{self.text(row.label)}]", allowed)
                    for row in question.options
                ]
                continue
            allowed = "; ".join(self.text(option.label) for option in question.options)
            if question.kind == "choose-many" and question.theme != RECOGNITION:
                key = "sheet.at-most" if question.maximum else "sheet.any"
                allowed = self.words(key, count=question.maximum, allowed=allowed)
            cells.append(self._headed(self.text(question.text), allowed))
        return tuple(cells)

    @staticmethod
    def _headed(asked: str, allowed: str) -> str:
        """Return a header with its hint in one pair of brackets, which readers leave out."""
        return f"{asked} ({allowed.replace('(', '[').replace(')', ']')})"

    # -- a sheet to print ----------------------------------------------------------------

    def blocks(self) -> list[Block]:
        """Return a sheet with boxes to tick."""
        blocks: list[Block] = [
            Heading(self.words("sheet.title"), 1),
            Para(self.words("sheet.how")),
            Para(self.words("sheet.texts")),
        ]
        for number, question in enumerate(self.asked(forms=True), 1):
            blocks.append(Heading(f"{number}. {self.text(question.text)}"))
            blocks.append(Para(self.text(question.why), faint=True))
            if question.kind == "grid":
                blocks += self._grid(question)
                continue
            # Boxes have no order: which of two portraits fits best is written beside them.
            ordered = question.theme == RECOGNITION
            blocks.append(Para(self.words("sheet.ordered") if ordered else self.how(question)))
            blocks.append(self._boxes(map(self._explained, question.options)))
        return blocks + self.foot()

    def _grid(self, question: Question) -> list[Block]:
        holders = [self.text(holder.label) for holder in question.holders]
        blocks: list[Block] = []
        for option in question.options:
            blocks += [Para(self._explained(option)), self._boxes(holders)]
        return blocks

    def _boxes(self, labels: Iterable[str]) -> Items:
        told = (*labels, self.words("wizard.unknown"))
        return Items(tuple(Item(label, mark=_BOX) for label in told))

    def _explained(self, option: Option) -> str:
        return self.words("colon", term=self.text(option.label), text=self.text(option.means))
