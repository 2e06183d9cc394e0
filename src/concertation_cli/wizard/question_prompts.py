"""Prompts for the questions of a pack: heading, choices, help, and which answers go together."""

from concertation_cli.knowledge.records import Answer, Question
from concertation_cli.phrases.pack import Phrases
from concertation_cli.wizard.prompts import Choice, Prompt
from concertation_cli.wizard.steps import Place

UNKNOWN = "\x00unknown"
"""The value of the choice "I don't know"."""


class QuestionPrompts:
    """What is shown of the questions of one pack, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._pack = phrases.pack
        self._words = phrases.words

    def prompt(self, step: str, chosen: Answer, place: Place | None, *, back: bool) -> Prompt:
        """Return the prompt for a question, or for a row of a grid.

        Args:
            step: The key of the answer.
            chosen: What stands answered, `UNKNOWN` included.
            place: Where the step stands; None where steps are not counted.
            back: Whether there is something to go back to.
        """
        question = self._pack.question(step)
        text = self._phrases.asked(step)
        if question.kind == "grid":
            means = question.option(step.partition(".")[2]).means
            text = self._phrases.pair(text, self._phrases.text(means))
        return Prompt(
            heading=self.heading(question, place),
            text=text,
            choices=(*self._choices(question), self.unknown),
            chosen=chosen,
            many=question.kind == "choose-many",
            maximum=question.maximum,
            help=tuple(self._phrases.explanation(question)),
            refuse=lambda values: self._refusal(question, values),
            back=back,
        )

    @property
    def unknown(self) -> Choice:
        """The choice "I don't know"."""
        return Choice(UNKNOWN, self._words("wizard.unknown"), alone=True)

    def heading(self, question: Question, place: Place | None) -> str:
        """Return the theme, where one stands, and of a row, the question it belongs to."""
        heading = self._phrases.theme(question.theme)
        if place:
            number, count = place.number, place.total
            heading = self._words("wizard.step", theme=heading, number=number, count=count)
            if place.row:
                heading += " " + self._words("wizard.row", number=place.row, count=place.rows)
        if question.kind == "grid":
            heading += "\n" + self._phrases.text(question.text)
        return heading

    def option(self, question: Question, option_id: str) -> Choice:
        """Return an option as a choice, with its line of meaning."""
        option, text = question.option(option_id), self._phrases.text
        return Choice(option.id, text(option.label), text(option.means), alone=option.none)

    def _choices(self, question: Question) -> tuple[Choice, ...]:
        if question.kind == "grid":
            return tuple(Choice(h.id, self._phrases.text(h.label)) for h in question.holders)
        return tuple(self.option(question, option.id) for option in question.options)

    def _refusal(self, question: Question, values: tuple[str, ...]) -> str:
        """Return the reason why these answers do not go together, or nothing."""
        for choice in (*self._choices(question), self.unknown):
            if choice.alone and choice.value in values and len(values) > 1:
                return self._words("wizard.none-alone", label=choice.label)
        if question.maximum and len(values) > question.maximum:
            return self._words("wizard.too-many", count=question.maximum)
        return ""
