"""Where the calls of an assistant arrive: one pack, and the language of each call."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from concertation_cli.cli.assistants.arguments import Arguments
from concertation_cli.cli.assistants.tools import LANG, TOOLS, Tool
from concertation_cli.cli.messages import current_words, line_of, use_language
from concertation_cli.cli.request import words_for
from concertation_cli.errors import ConcertationError, Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.records import RECOGNITION, Pack
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Block, Heading, Item, Items
from concertation_cli.render.formats.pages import MARKDOWN, as_page
from concertation_cli.render.json.documents import Json
from concertation_cli.text_safety import MAX_VALUE
from concertation_cli.words import available

PROMPT = "interview"
_MOST_TOLD = 20
_ADDRESS = r"concertation://([a-z]+)/(?:models/([a-z0-9-]+)|glossary)"


class Page(NamedTuple):
    """A page that an assistant may read: where, what it is called, what it holds."""

    address: str
    name: str
    title: str
    about: str


class Calls:
    """Answers the calls of an assistant about one pack.

    Args:
        pack: What is told.
        lang: The language where a call names none; None for that of the environment.
        folder: The folder of the pack, as the command line named it.
    """

    def __init__(self, pack: Pack, lang: str | None, folder: str = "") -> None:
        self._pack = pack
        self._lang = lang
        self._folder = folder

    def phrases(self, lang: str = "", place: str = LANG) -> Phrases:
        """Return the phrases of the pack in a language, which errors are told in from here on.

        Raises:
            UsageError: We do not speak it.
        """
        use_language(lang if lang in available() else self._lang)
        if lang and lang not in available():
            values: Values = {"value": lang, "allowed": available()}
            raise UsageError(Problem(place, "language-missing", values))
        return Phrases(self._pack, words_for(self._pack), self._folder)

    def told(self, error: ConcertationError) -> str:
        """Return the lines that tell an error, as the command line would; those of a few problems.

        The others would fill what an assistant can read.
        """
        lines = [line_of(problem) for problem in error.problems[:_MOST_TOLD]]
        left = len(error.problems) - len(lines)
        if left:
            words = current_words()
            lines.append(words("error.prefix", text=words("assistant.more-problems", count=left)))
        return "\n".join(lines)

    # -- tools ---------------------------------------------------------------------------

    def tool(self, name: str) -> Tool:
        """Return a tool. Raises UsageError when there is none of this name."""
        self.phrases()
        if name not in TOOLS:
            values: Values = {
                "value": name,
                "near": nearest(name[:MAX_VALUE], tuple(TOOLS)),
                "allowed": tuple(TOOLS),
            }
            raise UsageError(Problem("", "unknown-tool", values))
        return TOOLS[name]

    def answer(self, tool: Tool, given: Mapping[str, Any]) -> Json:
        """Return the JSON that a call of a tool asks for.

        Raises:
            UsageError: With every problem found in its arguments.
        """
        self.phrases()
        arguments = Arguments(tool.name, given, (*tool.keys, LANG))
        spoken = arguments.text(LANG, available()[0])
        phrases = self.phrases(spoken, f"{tool.name}: {LANG}")
        return tool.answer(phrases, arguments)

    # -- the prompt ------------------------------------------------------------------------

    def prompt(self, name: str, given: Mapping[str, Any]) -> str:
        """Return the prompt that tells an assistant how to interview somebody.

        Raises:
            UsageError: There is no prompt of this name, or not in this language.
        """
        self.phrases()
        if name != PROMPT:
            values: Values = {"value": name, "near": "", "allowed": (PROMPT,)}
            raise UsageError(Problem("", "unknown-prompt", values))
        arguments = Arguments(name, given, (LANG,))
        spoken = arguments.text(LANG, available()[0])
        arguments.check()
        return interview(self.phrases(spoken, f"{name}: {LANG}"))

    # -- pages -----------------------------------------------------------------------------

    def pages(self) -> list[Page]:
        """Return the pages there are, in the server's language."""
        phrases = self.phrases()
        words, lang = phrases.words, phrases.lang
        about = words("assistant.model-page")
        models = [
            Page(_address(lang, model.id), model.id, phrases.numbered(model), about)
            for model in self._pack.models
        ]
        title, told = words("glossary.title"), words("assistant.glossary-page")
        return [*models, Page(_address(lang), f"glossary-{lang}", title, told)]

    def page(self, address: str) -> str:
        """Return a page, in Markdown. Raises UsageError when there is none at this address."""
        self.phrases()
        found = re.fullmatch(_ADDRESS, address)
        models = {model.id: model for model in self._pack.models}
        known = found and found[1] in available() and (found[2] is None or found[2] in models)
        if not found or not known:
            raise UsageError(Problem("", "unknown-resource", {"value": address}))
        phrases = self.phrases(found[1])
        if found[2] is None:
            return _markdown(_glossary(phrases), phrases, phrases.words("glossary.title"))
        from concertation_cli.render.views.model import Profile

        model = models[found[2]]
        return _markdown(Profile(phrases).model(model), phrases, phrases.numbered(model))


def interview(phrases: Phrases) -> str:
    """Return what an assistant is asked to do, from the first question to the advice."""
    words, pack = phrases.words, phrases.pack
    portraits = [question for question in pack.questions if question.theme == RECOGNITION]
    if portraits:
        asked = phrases.text(portraits[0].text)
        recognition = words("assistant.interview-recognition", question=asked)
    else:
        recognition = words("assistant.interview-no-recognition")
    end = words("assistant.interview-end", independence=phrases.foot()[0])
    return "\n".join((words("assistant.interview"), recognition, end))


def address_form() -> str:
    """Return the form of the addresses of models, in every language."""
    return _address("{lang}", "{model}")


def languages_told() -> str:
    """Return in a line which languages the pages of models are in."""
    return current_words()("assistant.any-model", languages=available())


def _address(lang: str, model_id: str = "") -> str:
    return f"concertation://{lang}/" + (f"models/{model_id}" if model_id else "glossary")


def _glossary(phrases: Phrases) -> list[Block]:
    """Return what the source means by its words, each with where it says so."""
    pack = phrases.pack
    defined = pack.definition
    meanings = [(phrases.words("heading.definition"), defined.text, defined.source)]
    meanings += [(phrases.text(term.term), term.text, term.source) for term in pack.glossary]
    items = (
        Item(f"{phrases.pair(term, phrases.text(text))} ({phrases.source(source)})")
        for term, text, source in meanings
    )
    return [Heading(phrases.words("glossary.title"), 1), Items(tuple(items))]


def _markdown(blocks: list[Block], phrases: Phrases, title: str) -> str:
    return as_page(MARKDOWN, blocks, phrases, title).decode()
