"""What the Tab key offers in a shell: commands, options, and the ids of the pack.

A script of `shells/`, which the shell loads, runs the program again with what is typed in its
environment: `_CONCERTATION_COMPLETE` (`complete_bash`, `complete_zsh` or `complete_fish`),
`COMP_WORDS` (the line up to the cursor, quoted as typed) and `COMP_CWORD` (the number of the
word to complete; the last one if absent). The answer has one candidate by line, a whole word
each time; for zsh and fish, a tab and what it means follow. `:files` or `:folders` alone asks
the shell for names of files.

Commands and options come from the same tree that parses the command line, so a new one is
completed as soon as it exists.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from concertation_cli import resources
from concertation_cli.cli.app import CHOICES, parser, translate
from concertation_cli.cli.commands import command_named, load_for
from concertation_cli.cli.messages import current_words, use_language
from concertation_cli.cli.request import phrases_for
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.answers import UNKNOWN, answer_keys
from concertation_cli.knowledge.nearest import nearest
from concertation_cli.knowledge.records import Model, Question
from concertation_cli.output import encode, write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import section_names
from concertation_cli.text_safety import clean, fold
from concertation_cli.words import available

SCRIPTS = {"bash": "concertation.bash", "zsh": "_concertation", "fish": "concertation.fish"}
"""The script of each shell, in the folder `shells`."""
TO_INSTALL = {
    "bash": """echo 'eval "$(concertation --show-completion bash)"' >> ~/.bashrc""",
    "zsh": (
        "echo 'autoload -U compinit; compinit; "
        """eval "$(concertation --show-completion zsh)"' >> ~/.zshrc"""
    ),
    "fish": (
        "mkdir -p ~/.config/fish; "
        "echo 'concertation --show-completion fish | source' >> ~/.config/fish/config.fish"
    ),
}
"""The line that a person types once in a shell, to have it load its script from then on."""
_ASKED = "complete_"
_MEANING = 200
"""Most characters of what a candidate means."""


class Candidate(NamedTuple):
    """What may be typed, a whole word, and what it means."""

    value: str
    meaning: str = ""


FILES, FOLDERS = Candidate(":files"), Candidate(":folders")
"""The shell knows best how to offer these."""


class Typed(NamedTuple):
    """What stands before the word to complete.

    Attributes:
        command: The command, in typer's own form.
        given: Its arguments so far.
        options: The values of each option so far, by parameter name; none for a flag.
        waiting: The option whose value comes next, if any.
        only_values: Whether `--` was typed.
        word: The beginning of the word.
    """

    command: Any
    given: tuple[str, ...]
    options: Mapping[str, Sequence[str]]
    waiting: Any
    only_values: bool
    word: str

    def option(self, name: str) -> str | None:
        """Return the last value given to an option."""
        return next(reversed(self.options.get(name, ())), None)


def script(shell: str) -> bytes:
    """Return the script that a shell has to load. Raises UsageError for a shell that has none."""
    if shell not in SCRIPTS:
        values: Values = {
            "value": shell,
            "near": nearest(shell, SCRIPTS),
            "allowed": tuple(SCRIPTS),
        }
        raise UsageError(Problem("--show-completion", "no-shell", values))
    return resources.read(f"cli/shells/{SCRIPTS[shell]}")


def to_install() -> str:
    """Return what to type, once, in each shell."""
    lines = (f"\n{shell}\n  {line}\n" for shell, line in TO_INSTALL.items())
    return current_words()("completion.to-install") + "\n" + "".join(lines)


def answer(environment: Mapping[str, str], instruction: str) -> int:
    """Write what may come next for a shell, and return 0.

    Nothing else is ever written: whoever presses Tab is typing a line, and a message in the
    middle of it, about a pack that does not load or about a bug of ours, would only spoil it.
    """
    try:
        shell = instruction.removeprefix(_ASKED)
        if instruction.startswith(_ASKED) and shell in SCRIPTS:
            write_stdout(encode(_lines(environment, shell)))
    except Exception:  # noqa: BLE001, S110  # see above
        pass
    return 0


def _lines(environment: Mapping[str, str], shell: str) -> str:
    before, word = split(environment["COMP_WORDS"], environment.get("COMP_CWORD"))
    load_for(command_named(before))
    found = candidates(parse(parser(), before, word))
    if shell == "bash":  # the other shells choose by their user's own rules
        found = (c for c in found if c in {FILES, FOLDERS} or c.value.startswith(word))
        return "".join(f"{candidate.value}\n" for candidate in found)
    told = ((c.value, clean(c.meaning, limit=_MEANING)) for c in found)
    return "".join(f"{value}\t{meaning}\n" if meaning else f"{value}\n" for value, meaning in told)


# -- what is typed -----------------------------------------------------------------------


def split(line: str, number: str | None) -> tuple[tuple[str, ...], str]:
    """Return the words before the one to complete, the program's name left out, and that one.

    Raises:
        ValueError: The line cannot be split, or `number` is that of no word past the first.
    """
    *words, last = _unquoted(line + ".")  # the point ends the last word
    words.append(last[:-1])
    place = len(words) - 1 if number is None else int(number)
    if place < 1:
        raise ValueError(number)
    return tuple(words[1:place]), words[place] if place < len(words) else ""


def _unquoted(line: str) -> list[str]:
    """Return the words of a line as a shell would, be a quote still open."""
    import shlex  # not to advise

    for closing in ("", '"'):
        with contextlib.suppress(ValueError):
            return shlex.split(line + closing)
    return shlex.split(line + "'")


def parse(group: Any, words: Sequence[str], word: str) -> Typed:  # typer's own
    """Return the words typed, read as the command line reads them.

    Raises:
        LookupError: There is no such command.
    """
    command, waiting, only_values = group, None, False
    given: list[str] = []
    options: dict[str, list[str]] = {}
    for text in words:
        if waiting is not None:
            options[waiting.name].append(text)
            waiting = None
        elif text == "--" and not only_values:
            only_values = True
        elif _is_option(text) and not only_values:
            name, equals, value = text.partition("=")
            option = _options(command).get(name)
            if option is not None:
                values = options.setdefault(option.name, [])
                if equals:
                    values.append(value)
                elif not option.is_flag:
                    waiting = option
        elif command is group:
            command = group.commands[text]
        else:
            given.append(text)
    return Typed(command, tuple(given), options, waiting, only_values, word)


def _is_option(text: str) -> bool:
    return len(text) > 1 and text.startswith("-")


def _options(command: Any) -> dict[str, Any]:
    """Return the options of a command by every name they have."""
    found = (p for p in command.params if p.param_type_name == "option")
    return {name: option for option in found for name in option.opts}


# -- what may come next ------------------------------------------------------------------


def candidates(typed: Typed) -> Iterable[Candidate]:
    """Return the possible endings of the word."""
    name, equals, value = typed.word.partition("=")
    if typed.waiting is not None:
        return _values(typed.waiting, typed)
    if typed.only_values or not typed.word.startswith("-"):
        return _positional(typed)
    option = _options(typed.command).get(name) if equals else None
    if option is None:
        return _option_names(typed)
    found = _values(option, typed._replace(word=value))
    return (c if c in {FILES, FOLDERS} else c._replace(value=f"{name}={c.value}") for c in found)


def _positional(typed: Typed) -> Iterable[Candidate]:
    """Return the values that an argument may take; past the last one, the options that are left."""
    _speak(typed)
    if hasattr(typed.command, "commands"):
        translate(typed.command, current_words())
        commands = typed.command.commands.items()
        return [Candidate(name, command.help or "") for name, command in commands]
    arguments = [p for p in typed.command.params if p.param_type_name == "argument"]
    repeated = [argument for argument in arguments if argument.nargs == -1]
    left = [*arguments[len(typed.given) :], *repeated[-1:]]
    if left:
        return _values(left[0], typed)
    return [] if typed.only_values else _option_names(typed)


def _option_names(typed: Typed) -> Iterable[Candidate]:
    """Return the options not given yet, by their long names, and those that may be repeated."""
    _speak(typed)
    translate(typed.command, current_words())
    for option in dict.fromkeys(_options(typed.command).values()):
        if option.multiple or option.name not in typed.options:
            yield Candidate(max(option.opts, key=len), option.help or "")
    yield Candidate("--help", current_words()("help.option-help"))


def _values(parameter: Any, typed: Typed) -> Iterable[Candidate]:
    """Return the values that a parameter may take; file names, unless the table says otherwise."""
    completer = _COMPLETERS.get(parameter.name)
    return [FILES] if completer is None else completer(typed)


def _speak(typed: Typed) -> None:
    """Speak the language that the line asks for."""
    use_language(typed.option("lang"))


def _phrases(typed: Typed) -> Phrases:
    """Return the phrases of the pack that the line asks for. Raises PackError."""
    _speak(typed)
    data = typed.option("data")
    return phrases_for(None, None if data is None else str(Path(data).expanduser()))


def _named(phrases: Phrases, models: Iterable[Model]) -> list[Candidate]:
    return [Candidate(model.id, phrases.text(model.name)) for model in models]


def _model(typed: Typed) -> Iterable[Candidate]:
    """Return the models; a name of several words is typed by hand."""
    phrases = _phrases(typed)
    return [] if typed.given else _named(phrases, phrases.pack.models)


def _models(typed: Typed) -> Iterable[Candidate]:
    phrases = _phrases(typed)
    return _named(phrases, (m for m in phrases.pack.models if m.id not in typed.given))


def _cases(typed: Typed) -> Iterable[Candidate]:
    phrases = _phrases(typed)
    return [Candidate(case.id, phrases.text(case.name)) for case in phrases.pack.cases]


def _schemas(typed: Typed) -> Iterable[Candidate]:
    from concertation_cli.render.json.schema import NAMES

    _speak(typed)
    return [Candidate(name, current_words()(f"schema.{name}")) for name in NAMES]


def _formats(typed: Typed) -> Iterable[Candidate]:
    return map(Candidate, CHOICES[typed.command.name].formats)


def _settings(typed: Typed) -> Iterable[Candidate]:
    """Return the questions not answered yet, or the options of the one before the sign."""
    phrases = _phrases(typed)
    key, equals, value = typed.word.partition("=")
    for question in phrases.pack.questions:
        if not equals:
            yield from _unanswered(phrases, question, typed)
        elif key in answer_keys(question):
            yield from _answers(phrases, question, key, value)


def _unanswered(phrases: Phrases, question: Question, typed: Typed) -> Iterator[Candidate]:
    answered = {setting.partition("=")[0] for setting in typed.options.get("settings", ())}
    grid = question.kind == "grid"
    rows = [phrases.text(o.label) for o in question.options] if grid else []
    for key, meaning in zip(
        answer_keys(question), rows or [phrases.text(question.text)], strict=True
    ):
        if key not in answered:
            yield Candidate(f"{key}=", meaning)


def _answers(phrases: Phrases, question: Question, key: str, value: str) -> Iterator[Candidate]:
    """Yield the options that may follow those chosen already."""
    chosen = value.split(",")[:-1]
    many = question.kind == "choose-many"
    most = (question.maximum or len(question.options)) if many else 1
    alone = {UNKNOWN, *(option.id for option in question.options if option.none)}
    if len(chosen) >= most or alone & set(chosen):
        return
    before = f"{key}=" + "".join(f"{option}," for option in chosen)
    for option in question.holders if question.kind == "grid" else question.options:
        if option.id not in chosen and not (chosen and option.id in alone):
            yield Candidate(before + option.id, phrases.text(option.label))
    if not chosen:
        yield Candidate(before + UNKNOWN, phrases.words("wizard.unknown"))


def _sections(typed: Typed) -> Iterable[Candidate]:
    names = section_names(CHOICES[typed.command.name].sections, current_words())
    return (Candidate(fold(name).replace(" ", "-")) for name in names)


_COMPLETERS: Mapping[str, Callable[[Typed], Iterable[Candidate]]] = {
    "model": _model,
    "models": _models,
    "case": _cases,
    "settings": _settings,
    "name": _schemas,
    "format": _formats,
    "section": _sections,
    "lang": lambda _: map(Candidate, available()),
    "show_completion": lambda _: map(Candidate, SCRIPTS),
    "data": lambda _: [FOLDERS],
    "folder": lambda _: [FOLDERS],
    "words": lambda _: [],
    "by": lambda _: [],
    "sheet": lambda _: [],
    "respond_to": lambda _: [],
}
"""What completes each parameter that takes a value, by its name; the others name files."""
