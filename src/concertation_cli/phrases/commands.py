"""Commands that a screen tells its reader to type, for the pack that was asked."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from concertation_cli.knowledge.records import Model, Option
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_MODEL, section_names
from concertation_cli.terminal import PROGRAM
from concertation_cli.words import language

if TYPE_CHECKING:
    from concertation_cli.knowledge.search import Placed


def command(phrases: Phrases, *typed: str) -> str:
    """Return a command as it is typed; with ``--data`` where the pack is not ours."""
    parts = [PROGRAM, *typed]
    if phrases.folder:
        import shlex  # for another pack alone

        parts += ["--data", shlex.quote(phrases.folder)]
    return " ".join(parts)


def showing(phrases: Phrases, model: Model, section: str = "") -> str:
    """Return the command that shows all of a model, or one section of it by its name."""
    if not section:
        return command(phrases, "show", str(model.number), "--full")
    (name,) = section_names((section,), phrases.words)
    return command(phrases, "show", str(model.number), "--section", name)


def reading(phrases: Phrases, placed: "Placed") -> str:
    """Return the command that shows a text of the pack whole; empty where none does."""
    match placed.kind:
        case "model":
            model = phrases.pack.model(placed.id)
            if placed.text == model.name:
                return command(phrases, "show", str(model.number))
            # The line of summary stands in no section.
            return showing(phrases, model, placed.part if placed.part in OF_MODEL else "")
        case "case":
            return command(phrases, "cases", placed.id)
        case "question":
            question = phrases.pack.question(placed.id)
            option = next((o for o in question.options if o.id == placed.part), None)
            if option and _tells_refusal(option, placed):
                return command(phrases, "recommend", "--set", f"{question.id}={option.id}")
            return command(phrases, "questions")
    return ""


def _tells_refusal(option: Option, placed: "Placed") -> bool:
    """Whether a text says why an option leads to no model, or what to do instead."""
    refusal = option.refuses
    return refusal is not None and placed.text in (refusal.because, refusal.instead)


def reopening(phrases: Phrases, path: str, called: Sequence[str] = (PROGRAM,)) -> str:
    """Return the command that opens a situation again, as this system's shells read it.

    Args:
        phrases: Of the pack, in the language that the person chose.
        path: Where the situation is kept.
        called: The words that call the program.
    """
    words = [*called, "recommend", path, "--ask"]
    if phrases.folder:
        words += ["--data", os.path.abspath(phrases.folder)]  # noqa: PTH100  # as the path was made
    if phrases.lang != language(None):
        words += ["--lang", phrases.lang]
    if os.name == "nt":  # where no file name holds a quotation mark
        return " ".join(f'"{word}"' if " " in word else word for word in words)
    import shlex  # once a file is saved

    return shlex.join(words)
