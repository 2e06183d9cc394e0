"""One call of a command: its pack, its words, its format, and the delivery of its result."""

import inspect
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from concertation_cli.cli.app import CHOICES, Choices, Command, app
from concertation_cli.cli.formats import JSON, NDJSON, TEXT, chosen_format
from concertation_cli.cli.messages import current_words, say, use_words
from concertation_cli.cli.shared_options import SHOWING, Options
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.records import Pack
from concertation_cli.knowledge.store import load, pack_folder
from concertation_cli.output import encode, write_file, write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.pages import PAGES, as_page, check_page
from concertation_cli.render.json.documents import Json, dumps
from concertation_cli.terminal import Screen, is_shown, screen
from concertation_cli.text_safety import for_display
from concertation_cli.words import Words, available

if TYPE_CHECKING:
    from concertation_cli.render.blocks import Block

Own = ParamSpec("Own")


class Request:
    """One call of a command, without the options that are its own.

    Attributes:
        lang: The language asked for, if there is one.
        format: The format of the result; empty for that of the table that is read.
        output: The file to write the result to, if there is one.
        force: Whether a file that exists may be overwritten.
        lang: The language that the command line names, if it names one.
        data: The folder of the pack, where the command line names one.
        spoken: Whether the result is read aloud.
    """

    def __init__(self, formats: Sequence[str], options: Options) -> None:
        self.output, self.force = options.output, options.force
        self.data = options.data
        self.spoken = False
        self.lang = options.lang
        asked = JSON if options.as_json else options.format
        if asked == JSON and NDJSON in formats:
            asked = NDJSON
        chosen = asked and formats
        self.format = chosen_format(formats, asked, options.output) if chosen else ""
        check_page(self.format, to_terminal=options.output is None and is_shown())

    @cached_property
    def words(self) -> Words:
        """The words of the language to speak. Raises UsageError when we do not speak it."""
        check_language(self.lang)
        return current_words()

    @cached_property
    def phrases(self) -> Phrases:
        """The phrases of the pack, in the language to speak; see `phrases_for`."""
        return phrases_for(self.lang, self.data)

    @property
    def pack(self) -> Pack:
        """The pack asked for; see `phrases`."""
        return self.phrases.pack

    def pack_folder(self, folder: str | None = None) -> Path:
        """Return where the YAML of the pack stands: in this folder, or in the one asked for."""
        return pack_folder(folder or self.data or data_named())

    def present(
        self,
        json_form: Callable[[], Json],
        blocks: "Callable[[], Sequence[Block]]",
        title: str = "",
    ) -> bytes:
        """Return a result in the format asked for.

        Args:
            json_form: Makes its JSON.
            blocks: Makes what a text or a page shows of it.
            title: What a page of it is called.
        """
        if self.format == JSON:
            return dumps(json_form())
        if self.format in PAGES:
            return as_page(self.format, blocks(), self.phrases, title)
        return text_bytes(blocks(), to_file=self.output is not None, spoken=self.spoken)

    def deliver(self, data: bytes) -> None:
        """Write a result to standard output, or to the file asked for, saying so."""
        if self.output is None:
            write_stdout(data)
        else:
            write_file(self.output, data, force=self.force)
            say(current_words()("written", path=for_display(self.output)))


def command(
    name: str,
    *formats: str,
    options: tuple[inspect.Parameter, ...] = SHOWING,
    sections: Sequence[str] = (),
) -> Callable[[Callable[Concatenate[Request, Own], int]], Callable[Concatenate[Request, Own], int]]:
    """Return a decorator for a command, a function of a `Request` and of its own options.

    Args:
        name: The command, as it is typed; ``help.<name>`` is its help.
        formats: The formats of its result; text and JSON if none is named, none at all without
            an option to choose.
        options: The options that it shares with others: `SHOWING`, `WRITING`, `TABULATING` or
            `SERVING`.
        sections: The parts that its `--section` knows.
    """
    shared = {option.name for option in options}
    formats = formats or ((TEXT, JSON) if "format" in shared else ())
    CHOICES[name] = Choices(formats, sections)

    def register(
        function: Callable[Concatenate[Request, Own], int],
    ) -> Callable[Concatenate[Request, Own], int]:
        def called(**given: object) -> int:
            own = {key: value for key, value in given.items() if key not in shared}
            told = {key: value for key, value in given.items() if key in shared}
            return function(Request(formats, Options(**told)), **own)  # type: ignore[arg-type,call-arg]

        signature = inspect.signature(function)
        _, *parameters = signature.parameters.values()
        keyword = inspect.Parameter.KEYWORD_ONLY
        own = [parameter.replace(kind=keyword) for parameter in parameters]
        called.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
        called.__doc__ = function.__doc__
        app.command(name, cls=Command, help=f"help.{name}")(called)
        return function

    return register


def text_bytes(blocks: "Sequence[Block]", *, to_file: bool, spoken: bool = False) -> bytes:
    """Return blocks as text: for this terminal, or for a file that any editor may open."""
    from concertation_cli.render.formats.text import as_text  # not for JSON

    if to_file:
        return as_text(blocks, Screen()).encode()
    return encode(as_text(blocks, screen(spoken=spoken)))


def phrases_for(lang: str | None, data: str | None) -> Phrases:
    """Return the phrases of a pack, in the language to speak.

    Args:
        lang: The language asked for.
        data: The folder of the pack, where the command line names one.

    Raises:
        UsageError: We do not speak the language.
        PackError: The pack cannot be read.
    """
    check_language(lang)
    pack = load(data_named() if data is None else data)
    return Phrases(pack, words_for(pack), data or "")


def words_for(pack: Pack) -> Words:
    """Return the words to speak of a pack in: ours, else those of a language that it speaks."""
    words = current_words()
    if words.lang not in pack.languages and pack.languages[0] in available():
        words = Words(pack.languages[0])
        use_words(words)
    return words


def check_language(lang: str | None) -> None:
    """Raise UsageError when `--lang` names a language that the program does not speak."""
    if lang is not None and lang not in available():
        values: Values = {"value": lang, "allowed": available()}
        raise UsageError(Problem("--lang", "language-missing", values))


def data_named() -> str | None:
    """Return the folder of the pack that the environment names, if it names one."""
    return os.environ.get("CONCERTATION_DATA") or None
