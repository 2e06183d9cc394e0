"""The wizard's course: what is asked, in what order, and the answers it leads to."""

import sys
import textwrap
from collections.abc import Sequence

from concertation_cli.engine.recommend import rank_models
from concertation_cli.engine.verdict import is_refused
from concertation_cli.knowledge.cleaning import clean
from concertation_cli.knowledge.pack import GATE, Answers, Option, Pack, Question, Situation, Text
from concertation_cli.knowledge.situation import (
    MAX_NOTES,
    MAX_TITLE,
    answer_keys,
    with_settings,
)
from concertation_cli.wizard import menus
from concertation_cli.wizard.menus import Choice
from concertation_cli.words import Words

LEADING_MODELS = 3
_WORDS_A_MINUTE = 200
_SECONDS_A_QUESTION = 10
_UNKNOWN = "\x00unknown"
_GO_ON = "\x00go-on"


class Wizard:
    """Asks about one situation; the answers are its only state."""

    def __init__(self, pack: Pack, words: Words, situation: Situation) -> None:
        self._pack = pack
        self._words = words
        self._lang = words.lang if words.lang in pack.languages else pack.languages[0]
        self._situation = situation
        self._asked: set[str] = set()

    def run(self) -> Situation:
        """Ask everything, show the answers, let them be changed, and return them.

        Raises:
            KeyboardInterrupt: The person left.
        """
        with menus.drawing_on_stderr():
            questions = self._pack.questions
            minutes = reading_minutes(self._pack, self._lang)
            self._say(self._words("wizard.welcome", count=len(questions), minutes=minutes))
            self._say(self._words("wizard.keys"))
            self._ask_the_rest()
            while self._review():
                self._ask_the_rest()
            self._ask_texts()
        return self._situation

    def _ask_the_rest(self) -> None:
        """Ask what was not asked yet, unless the gate refuses."""
        for question in self._pack.questions:
            if question.theme != GATE and self._refused():
                return
            if question.id not in self._asked:
                self._ask(question)

    def _t(self, text: Text) -> str:
        return text[self._lang]

    def _say(self, text: str) -> None:
        width = min(menus.terminal_columns(), 100)
        for paragraph in text.split("\n"):
            sys.stderr.write("\n".join(textwrap.wrap(paragraph, width)) + "\n")
        sys.stderr.flush()

    def _set(self, changes: dict[str, tuple[str, ...]]) -> None:
        answers = with_settings(self._situation.answers, changes, self._pack.questions)
        self._situation = self._situation._replace(answers=answers)

    def _answers(self) -> Answers:
        return self._situation.answers

    def _refused(self) -> bool:
        """Whether the gate refuses: nothing else needs to be asked."""
        return is_refused(self._pack, self._answers())

    # -- one question ----------------------------------------------------------------

    def _ask(self, question: Question) -> None:
        number = self._pack.questions.index(question) + 1
        theme = self._pack.themes.get(question.theme)
        label = self._t(theme.label) if theme else self._words("question.gate")
        count = len(self._pack.questions)
        self._say("")
        self._say(self._words("wizard.step", theme=label, number=number, count=count))
        self._asked.add(question.id)
        if question.kind == "grid":
            self._ask_grid(question)
        elif question.kind == "choose-one":
            self._ask_one(question)
        else:
            self._ask_many(question)

    def _message(self, text: str) -> str:
        """Return what a menu opens with: its question where that fits on one line.

        A longer one is told above, wrapped: menus break lines in the middle of words.
        """
        if len(text) + 3 < menus.terminal_columns():
            return text
        self._say(text)
        return self._words("wizard.answer")

    def _ask_one(self, question: Question) -> None:
        self._say(self._t(question.why))
        message = self._message(self._t(question.text))
        chosen = self._answers().get(question.id, ())
        choices = [*self._choices(question.options), self._unknown()]
        value = menus.select(message, choices, chosen[0] if chosen else "")
        self._set({question.id: () if value == _UNKNOWN else (value,)})
        self._echo(question)

    def _ask_many(self, question: Question) -> None:
        self._say(self._t(question.why))
        key = "wizard.choose-many" if question.maximum else "wizard.choose-any"
        self._say(self._words(key, maximum=question.maximum))
        choices = self._choices(question.options)
        message = self._message(self._t(question.text))
        values = menus.checkbox(message, choices, self._answers().get(question.id, ()))
        # A refusal stands in the menu's own line: one told above it may scroll away.
        while refusal := self._refusal(question, values):
            values = menus.checkbox(self._message(refusal), choices, values)
        self._set({question.id: values})
        self._echo(question)

    def _refusal(self, question: Question, values: Sequence[str]) -> str:
        """Return why these answers do not go together, or nothing."""
        if question.maximum and len(values) > question.maximum:
            return self._words("wizard.too-many", maximum=question.maximum)
        alone = [option for option in question.options if option.none and option.id in values]
        if alone and len(values) > 1:
            return self._words("wizard.none-alone", label=self._t(alone[0].label))
        return ""

    def _ask_grid(self, question: Question) -> None:
        """Ask only the roles that the leading models need."""
        self._say(self._t(question.text))
        self._say(self._t(question.why))
        needed = self._needed_roles()
        for option in question.options:
            if option.id not in needed:
                continue
            key = f"{question.id}.{option.id}"
            choices = [Choice(h.id, self._t(h.label)) for h in question.holders]
            chosen = self._answers().get(key, ())
            self._say(self._t(option.means))
            message = self._message(self._t(option.label))
            value = menus.select(message, [*choices, self._unknown()], chosen[0] if chosen else "")
            self._set({key: () if value == _UNKNOWN else (value,)})
            self._tell(self._t(option.label), self._held(question, key))

    def _needed_roles(self) -> frozenset[str]:
        leading = rank_models(self._pack, self._answers())[:LEADING_MODELS]
        models = [self._pack.model(standing.model) for standing in leading]
        roles = {role.role for model in models for role in model.roles}
        for model in models:
            roles |= {r.question.partition(".")[2] for r in model.requirements}
        return frozenset(roles)

    def _choices(self, options: Sequence[Option]) -> list[Choice]:
        return [Choice(o.id, self._t(o.label), self._t(o.means)) for o in options]

    def _unknown(self) -> Choice:
        return Choice(_UNKNOWN, self._words("wizard.unknown"))

    # -- what was answered -----------------------------------------------------------

    def _echo(self, question: Question) -> None:
        self._tell(self._t(question.text), self._told(question))

    def _tell(self, what: str, answer: str) -> None:
        self._say(f"{what} {answer}" if what.endswith("?") else self._pair(what, answer))

    def _pair(self, term: str, text: str) -> str:
        return self._words("colon", term=term, text=text)

    def _told(self, question: Question) -> str:
        chosen = self._answers().get(question.id, ())
        labels = [self._t(question.option(option_id).label) for option_id in chosen]
        return "; ".join(labels) or self._words("wizard.unknown")

    def _held(self, question: Question, key: str) -> str:
        chosen = self._answers().get(key, ())
        labels = [self._t(h.label) for h in question.holders if h.id in chosen]
        return "; ".join(labels) or self._words("wizard.unknown")

    # -- the end ---------------------------------------------------------------------

    def _review(self) -> bool:
        """Show every answer; return whether one was changed, to be shown again."""
        self._say("")
        self._say(self._words("wizard.summary"))
        asked = [question for question in self._pack.questions if question.id in self._asked]
        rows = [(question, self._row(question)) for question in asked]
        for number, (question, answer) in enumerate(rows, 1):
            self._tell(f"{number}. {self._t(question.text)}", answer)
        go_on = Choice(_GO_ON, self._words("wizard.go-on"))
        change = Choice("change", self._words("wizard.change"))
        if menus.select(self._words("wizard.review"), [go_on, change]) == _GO_ON:
            return False
        choices = [
            Choice(question.id, f"{number}. {self._t(question.text)}", answer)
            for number, (question, answer) in enumerate(rows, 1)
        ]
        wanted = menus.select(self._words("wizard.which"), choices)
        self._ask(self._pack.question(wanted))
        return True

    def _row(self, question: Question) -> str:
        if question.kind != "grid":
            return self._told(question)
        held = [
            self._pair(self._t(option.label), self._held(question, key))
            for option, key in zip(question.options, answer_keys(question), strict=True)
            if key in self._answers()
        ]
        return "; ".join(held) or self._words("wizard.unknown")

    def _ask_texts(self) -> None:
        self._say("")
        self._say(self._words("wizard.title"))
        title = menus.line(">", self._situation.title)
        self._say(self._words("wizard.notes"))
        notes = menus.line(">", self._situation.notes.replace("\n", " "))
        self._situation = self._situation._replace(
            title=clean(title, limit=MAX_TITLE), notes=clean(notes, limit=MAX_NOTES)
        )


def offer_page(words: Words) -> str | None:
    """Return the file in which the person wants the page for a meeting, if any.

    Raises:
        KeyboardInterrupt: The person left.
    """
    with menus.drawing_on_stderr():
        choices = [Choice("no", words("wizard.no")), Choice("yes", words("wizard.yes"))]
        if menus.select(words("wizard.write"), choices) == "no":
            return None
        return clean(menus.line(words("wizard.file"), words("wizard.default-file")), limit=4000)


def confirm_replacing(words: Words) -> bool:
    """Return whether the person wants an existing file replaced.

    Raises:
        KeyboardInterrupt: The person left.
    """
    with menus.drawing_on_stderr():
        choices = [Choice("no", words("wizard.no")), Choice("yes", words("wizard.yes"))]
        return menus.select(words("wizard.exists"), choices) == "yes"


def reading_minutes(pack: Pack, lang: str) -> int:
    """Return about how long the whole questionnaire takes, in minutes.

    All its words read at 200 a minute, and ten seconds to choose an answer: an
    estimate, which the README states as such.
    """
    texts = []
    for question in pack.questions:
        texts += [question.text, question.why]
        for option in question.options:
            texts += [option.label, option.means]
    words = sum(len(text[lang].split()) for text in texts)
    seconds = words * 60 / _WORDS_A_MINUTE + _SECONDS_A_QUESTION * len(pack.questions)
    return round(seconds / 60)
