"""What is fuzzed: for each target, where inputs start from and what is done with one.

A target is a function of bytes. It may end in an error of ours, which is then told in both
languages; anything else that it raises is a finding. `holds` raises one where a promise is
broken without any error.
"""

import io
import json
import os
import random
import runpy
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from concertation_cli.cli import batch_run, messages
from concertation_cli.cli.app import parser
from concertation_cli.cli.assistants.calls import PROMPT, Calls
from concertation_cli.cli.assistants.tools import TOOLS
from concertation_cli.cli.commands import load_all
from concertation_cli.cli.main import run as run_program
from concertation_cli.cli.request import text_bytes
from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.replay import replay
from concertation_cli.errors import ConcertationError, Problem
from concertation_cli.inputs import saved_result, situation_file
from concertation_cli.inputs.column_map import map_text, read_map
from concertation_cli.inputs.forms import Form, form_for
from concertation_cli.inputs.participants import Reading, read_participants
from concertation_cli.inputs.sheets import read_sheet
from concertation_cli.inputs.table_reader import Guide, open_table, opened
from concertation_cli.inputs.table_writer import escape_formula
from concertation_cli.knowledge import fields, search
from concertation_cli.knowledge import folder as pack_folder
from concertation_cli.knowledge.answers import answer_keys
from concertation_cli.knowledge.lookup import find_models, nearest_models
from concertation_cli.knowledge.records import Answers, Case, Pack, Question, Situation
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.markdown import escape
from concertation_cli.render.formats.pages import PAGES, as_page
from concertation_cli.render.json.documents import dumps
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.render.views.advice import Advice
from concertation_cli.render.views.page import Page
from concertation_cli.text_safety import clean, fold, typeset
from concertation_cli.wizard import drafts
from concertation_cli.words import Words

ROOT = Path(__file__).parent.parent
TOY = ROOT / "tests" / "toy"
workbooks = runpy.run_path(str(ROOT / "tests" / "support" / "workbooks.py"))
LANGUAGES = ("fr", "en")
FORMATS = ("text", *PAGES, "json")


class Finding(Exception):  # noqa: N818  # what is found, not what went wrong here
    """A promise that an input breaks."""


class Target(NamedTuple):
    """Something to fuzz.

    Attributes:
        seeds: Inputs to start from.
        run: What is done with an input.
    """

    seeds: Callable[[], Iterable[bytes]]
    run: Callable[[bytes], None]


def holds(claim: bool, said: str) -> None:  # noqa: FBT001
    """Raise a finding unless the claim is true."""
    if not claim:
        raise Finding(said)


def is_inert(text: str) -> bool:
    """Whether a text holds no control character but line ends and tabs, nor a surrogate."""
    return not any(c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cs"} for c in text)


def tell(problems: Iterable[Problem]) -> None:
    """Tell problems in both languages, as the program does: one line each, inert."""
    told = list(problems)
    for lang in LANGUAGES:
        messages.use_words(_words_of(lang))
        for problem in told[:50]:
            line = messages.line_of(problem)
            holds(is_inert(line) and "\n" not in line, f"the line told acts: {line!r:.200}")
            line.encode()


@lru_cache
def _words_of(lang: str) -> Words:
    return Words(lang)


class Choices:
    """Reads an input as choices, so that what is chosen can be as deep as wanted."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self.left = len(data)

    def number(self, below: int) -> int:
        """Return a number from 0; 0 when the input is at its end."""
        size = 1 if below <= 256 else 2  # a byte
        taken = self._data[:size]
        self._data = self._data[size:]
        self.left = len(self._data)
        return int.from_bytes(taken) % below

    def of(self, items: Any) -> Any:  # any sequence
        """Return one of a sequence."""
        return items[self.number(len(items))]

    def text(self) -> str:
        """Return up to 255 bytes as text."""
        size = self.number(256)
        taken = bytes(self._data[:size])
        self._data = self._data[size:]
        self.left = len(self._data)
        return taken.decode("utf-8", "replace")


@lru_cache
def scratch() -> Path:
    """Return a folder of our own, in memory where the system has one there; run.py removes it."""
    told = os.environ.get("FUZZ_SCRATCH")
    return Path(told) if told else Path(tempfile.mkdtemp(prefix="concertation-fuzz-"))


@lru_cache
def phrases() -> tuple[Phrases, ...]:
    """Return the phrases of the shipped pack, by language."""
    pack = pack_folder.load_folder(ROOT / "data")
    return tuple(Phrases(pack, Words(lang)) for lang in LANGUAGES)


def shipped() -> Pack:
    """Return the shipped pack."""
    return phrases()[0].pack


@lru_cache
def toy() -> Pack:
    """Return the toy pack."""
    return pack_folder.load_folder(TOY)


# -- packs -------------------------------------------------------------------------------


@lru_cache
def toy_files() -> tuple[str, ...]:
    """Return the files of the toy pack, by name."""
    return tuple(sorted(str(path.relative_to(TOY)) for path in TOY.rglob("*.yaml")))


@lru_cache
def _copy() -> Path:
    # Most files and texts of a pack are the same from one input to the next: read them once.
    pack_folder.parse = lru_cache(64)(parse)  # type: ignore[attr-defined]
    fields.clean = lru_cache(5000)(clean)  # type: ignore[attr-defined]
    fields.typeset = lru_cache(5000)(typeset)  # type: ignore[attr-defined]
    folder = scratch() / "pack"
    return Path(shutil.copytree(TOY, folder))


def _inspect(changed: Mapping[str, bytes]) -> None:
    """Inspect the toy pack with other files; use it where it is valid all the same."""
    folder = _copy()
    try:
        for name, data in changed.items():
            (folder / name).write_bytes(data)
        found = pack_folder.inspect_folder(folder)
    finally:
        for name in changed:
            shutil.copy(TOY / name, folder / name)
    tell(found.problems)
    if found.pack is not None and not found.problems:
        for case in found.pack.cases:
            _render(Phrases(found.pack, Words("en")), _told(case), "json")


def _pack_bytes_seeds() -> Iterable[bytes]:
    names = toy_files()
    for number, name in enumerate(names):
        yield bytes([number]) + (TOY / name).read_bytes()
    sys.path.insert(0, str(ROOT))  # the table of flaws imports what the tests share
    for flaw in runpy.run_path(str(ROOT / "tests" / "support" / "flaws.py"))["OF_FORM"].values():
        if flaw.file in names:
            yield bytes([names.index(flaw.file)]) + flaw.text.encode()


def _pack_bytes(data: bytes) -> None:
    names = toy_files()
    _inspect({names[data[0] % len(names)]: data[1:]} if data else {})


@lru_cache
def _toy_trees() -> Mapping[str, Any]:
    return {name: plain(parse((TOY / name).read_bytes())) for name in toy_files()}


def plain(node: Node) -> Any:  # what JSON can hold
    """Return a tree without its lines."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def _edit(tree: Any, choices: Choices, others: Any) -> Any:
    """Return a tree with one node changed, dropped, doubled or taken from another file."""
    if isinstance(tree, dict | list) and tree and choices.number(8):
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = choices.of(keys)
        copy: Any = tree.copy()
        what = choices.number(12)
        if what == 0:
            del copy[key]
        elif what == 1 and isinstance(copy, list):
            copy.append(copy[key])
        elif what == 1:
            copy[choices.text()] = copy[key]
        else:
            copy[key] = _edit(copy[key], choices, others)
        return copy
    return _value(choices, others)


def _value(choices: Choices, others: Any) -> Any:
    """Return any value: plain, or a part of another file."""
    match choices.number(8):
        case 0:
            return choices.of((None, True, False, 0, -1, 10**18, 0.5, "", [], {}, "a" * 5000))
        case 1:
            return choices.number(1000) - 500
        case 2:
            return choices.text()
        case 3:
            return [choices.text(), choices.text()]
        case 4:
            return {choices.text(): choices.text()}
        case _:
            return _part(others, choices)


def _part(tree: Any, choices: Choices) -> Any:
    while isinstance(tree, dict | list) and tree and choices.number(6):
        tree = choices.of(list(tree.values()) if isinstance(tree, dict) else tree)
    return tree


def _pack_tree(data: bytes) -> None:
    choices = Choices(data)
    trees = dict(_toy_trees())
    changed = set()
    for _ in range(20):
        if not choices.left:
            break
        name = choices.of(toy_files())
        others = choices.of(list(_toy_trees().values()))  # one put into itself soon has no end
        trees[name] = _edit(trees[name], choices, others)
        changed.add(name)
    # JSON is YAML too, and written much faster.
    _inspect({name: json.dumps(trees[name]).encode() for name in changed})


def _told(case: Case) -> Situation:
    """Return the situation of a case as its first coder answered."""
    return Situation(answers=case.codings[0])


# -- situations --------------------------------------------------------------------------


def _situation_seeds() -> Iterable[bytes]:
    for path in sorted((ROOT / "examples").rglob("*.yaml")):
        yield b"\0" + path.read_bytes()
    for case in shipped().cases[:3]:
        for ending in ("yaml", "json"):
            text = situation_file.save_text(shipped(), _told(case), f"a.{ending}")
            yield bytes([ending == "json"]) + text.encode()
        yield b"\3" + _rendered(phrases()[0], _told(case), "json")
        for key, chosen in _told(case).answers.items():
            yield b"\2" + f"{key}={','.join(chosen)}".encode()
        for question in shipped().questions:
            label = (question.holders or question.options)[0].label["fr"]
            yield b"\2" + f"{question.text['fr']}={label}".encode()
        yield b"\4" + _draft(_told(case))


def _draft(situation: Situation) -> bytes:
    head = f'{{"format": 1, "pack": "{shipped().id}", "manner": "full", "asked": [], "situation":'
    return head.encode() + situation_file.save_text(shipped(), situation, "a.json").encode() + b"}"


def _situation(data: bytes) -> None:
    kind, data = (data[0] % 5, data[1:]) if data else (0, b"")
    path = scratch() / f"situation.{'yaml' if kind == 0 else 'json'}"
    pack = shipped()
    names = form_for(phrases()[0].pack, phrases()[0].words)
    if kind == 2:  # the third kind
        found = situation_file.gather(
            pack, None, data.decode("utf-8", "replace").split("\n"), names
        )
    elif kind == 4:
        path.write_bytes(data)
        draft = drafts._read(pack, path, 0.0)  # noqa: SLF001  # `find` reads a whole folder
        found = draft.progress.situation if draft else Situation()
    elif kind == 3:
        path.write_bytes(data)
        result, found = saved_result.read_result(pack, str(path))
        replay(pack, result)
    else:
        path.write_bytes(data)
        found = situation_file.read_file(pack, str(path), names)
    holds(is_inert(found.title + found.notes), "the title or the notes act")
    recommend(pack, found.answers)
    again = situation_file.save_text(pack, found, "a.json")
    path.write_text(again, encoding="utf-8")
    holds(situation_file.read_file(pack, str(path)) == found, "what is saved is read otherwise")


# -- tables ------------------------------------------------------------------------------


def _table_seeds() -> Iterable[bytes]:
    for lang, delimiter, encoding in (
        (0, ",", "utf-8"), (1, ";", "utf-8-sig"), (1, "\t", "utf-16"), (0, ";", "utf-8"),
    ):  # fmt: skip
        spoken = phrases()[lang]
        asked = spoken.pack.questions
        text = [question.text[LANGUAGES[lang]].replace(delimiter, " ") for question in asked]
        rows = [delimiter.join(["Nom", *text])]
        for case in spoken.pack.cases[:2]:
            answers = _told(case).answers
            rows.append(delimiter.join(["x", *("/".join(answers.get(q.id, ())) for q in asked)]))
        yield b"\0" + "\n".join(rows).encode(encoding)
        yield b"\1" + ("sep=" + delimiter + "\r\n" + "\r\n".join(rows)).encode(encoding)
    for case in shipped().cases[:3]:
        saved_text = situation_file.save_text(shipped(), _told(case), "a.json")
        yield b"\2" + " ".join(saved_text.split()).encode() + b"\n"
    question = shipped().questions[1]
    yield b"\0id," + question.id.encode() + b"\n1," + question.options[0].id.encode() + b"\n"
    yield b'\2{"' + question.id.encode() + b'": "' + question.options[0].id.encode() + b'"}\n'


@lru_cache
def _read_forms_once() -> None:
    made = {spoken.lang: form_for(spoken.pack, spoken.words) for spoken in phrases()}
    vars(batch_run)["form_for"] = lambda pack, words: made[pack.shown_in(words.lang)]


def _table(data: bytes) -> None:
    _read_forms_once()
    kind, data = (data[0] % 4, data[1:]) if data else (0, b"")
    spoken = phrases()[kind % 2]
    path = scratch() / "table.csv"
    path.write_bytes(data)
    if kind == 3:  # the fourth kind
        reading = Reading(spoken.pack, spoken.words, None, named=False, tell=lambda _: None)
        read_participants(reading, [str(path)])
        return
    written: list[bytes] = []
    told: list[Problem] = []
    options = batch_run.Options(format=("", "csv", "ndjson")[kind])
    batch_run.run_batch(spoken, str(path), options, written.append, told.append)
    tell(told)
    text = b"".join(written).decode()
    holds(is_inert(text.replace("\r", "")), "what is written acts")


def _map_seeds() -> Iterable[bytes]:
    table = b"Nom,1,2\nAna,a;b,x\nLuc,,\n"
    question = shipped().questions[1]
    entries = "".join(f"- {{header: '{h}', means: {m}}}\n" for h, m in (
        ("Nom", "extra"), ("1", question.id), ("2", question.id),
    ))  # fmt: skip
    yield f"header_lines: 1\ncolumns:\n{entries}".encode() + b"\0" + table
    spelled = f"- header: '1'\n  means: {question.id}\n  values: {{a: {question.options[0].id}}}\n"
    yield f"columns:\n- {{header: Nom}}\n{spelled}".encode() + b"\0" + table
    yield b"\0" + table


@lru_cache
def _form(lang: int) -> Form:
    spoken = phrases()[lang]
    return form_for(spoken.pack, spoken.words)


def _map(data: bytes) -> None:
    """A map, a zero, and the table that it is for: read, shown, and written again."""
    told, _, table = data.partition(b"\0")
    spoken = phrases()[len(data) % 2]
    form = _form(len(data) % 2)
    path, file = scratch() / "table.csv", scratch() / "map.yaml"
    path.write_bytes(table)
    file.write_bytes(told)
    asked = spoken.pack.questions
    guide = Guide(read_map(str(file), form, asked) if told else None, looking=True)
    with opened(str(path)) as text:
        found = open_table(text, form, asked, lambda _: None, guide)
        rows = list(found.rows)
    if found.layout is None:
        return
    shown = map_text(found.layout, found.sample)
    holds(is_inert(shown), "a map acts")
    file.write_text(shown, encoding="utf-8")
    again = Guide(read_map(str(file), form, asked), looking=True)
    with opened(str(path)) as text:
        same = list(open_table(text, form, asked, lambda _: None, again).rows)
    holds(
        told != b"" or [r.situation.answers for r in rows] == [r.situation.answers for r in same],
        "a map reads otherwise than the guess it was made of",
    )


def _sheet_seeds() -> Iterable[bytes]:
    asked = [question.id for question in shipped().questions[:3]]
    first = [question.options[0].id for question in shipped().questions[:3]]
    for write in (workbooks["xlsx"], workbooks["ods"]):
        yield write({"A": [["Nom", *asked], ["Ana", *first], ["Luc", 1, "x", ""]]})


def _sheet(data: bytes) -> None:
    rows = read_sheet("t.xlsx", io.BytesIO(data))
    holds(all(isinstance(cell, str) for row in rows for cell in row), "a cell is no text")


# -- words -------------------------------------------------------------------------------


def _words_seeds() -> Iterable[bytes]:
    for model in shipped().models:
        yield from (name.encode() for name in (model.id, *model.name.values()))
    yield "«\u00a0l'élu.e.s : 1 000\u00a0» \x1b]0;x\x07 *_`<b> 1. -".encode()


def _words(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    pack = shipped()
    find_models(pack, text)
    nearest_models(pack, text[:100])
    for lang in LANGUAGES:
        typeset(text, lang)
    search.search(toy(), text[:40], LANGUAGES[len(text) % 2])
    for lines in (False, True):
        cleaned = clean(text, limit=len(text), lines=lines)
        holds(is_inert(cleaned), "what is cleaned acts")
        holds(clean(cleaned, limit=len(text), lines=lines) == cleaned, "cleaned again, it differs")
    holds(fold(fold(text)) == fold(text), "folded again, it differs")
    holds(
        escape_formula(escape_formula(text)) == escape_formula(text), "made inert again, it differs"
    )
    escape(text)


# -- results -----------------------------------------------------------------------------


def _answers(pack: Pack, choices: Choices) -> Answers:
    found: dict[str, tuple[str, ...]] = {}
    for question in pack.questions:
        for key in answer_keys(question):
            if choices.number(4):
                found[key] = _chosen(question, choices)
    return found


def _chosen(question: Question, choices: Choices) -> tuple[str, ...]:
    ids = [choice.id for choice in question.holders or question.options if not _none(choice)]
    first = choices.number(len(ids))
    many = question.kind == "choose-many"
    size = 1 + choices.number(question.maximum or len(ids)) if many else 1
    return tuple(ids[first : first + size])


def _none(choice: Any) -> bool:  # an option or a holder
    return bool(getattr(choice, "none", False))


def _rendered(spoken: Phrases, found: Situation, form: str) -> bytes:
    result = recommend(spoken.pack, found.answers)
    explanation = explain(spoken.pack, found.answers, result)
    say = AdvicePhrases.of(spoken)
    if form == "json":
        return dumps(AdviceJson(say).recommendation(found, result, explanation))
    if form in PAGES:
        blocks = Page(say).blocks(found, result, explanation, annex=True)
        return as_page(form, blocks, spoken, found.title)
    blocks = Advice(say).everything(found, result, explanation)
    return text_bytes(blocks, to_file=True)


def _render(spoken: Phrases, found: Situation, form: str) -> None:
    written = _rendered(spoken, found, form)
    if form != "docx":
        holds(is_inert(written.decode()), f"the {form} acts")


def _results_seeds() -> Iterable[bytes]:
    draw = random.Random(1)  # seeds, the same each time
    yield from (draw.randbytes(60) + b"\x05a<b>*" for _ in range(20))


def _results(data: bytes) -> None:
    choices = Choices(data)
    words = choices.of([spoken.words for spoken in phrases()])
    spoken = Phrases(shipped() if choices.number(8) == 1 else toy(), words)
    form = FORMATS[choices.number(64) % 21 % len(FORMATS)]
    answers = _answers(spoken.pack, choices)
    title = clean(choices.text(), limit=1000)
    notes = clean(choices.text(), limit=1000, lines=True)
    _render(spoken, Situation(title, notes, answers), form)


# -- an assistant's calls ----------------------------------------------------------------


@lru_cache
def _calls() -> tuple[Calls, ...]:
    return tuple(Calls(shipped(), lang) for lang in LANGUAGES)


@lru_cache
def _names() -> tuple[str, ...]:
    """Return what arguments may be made of: their names, ids, and words that are neither."""
    ids = [question.id for question in shipped().questions]
    rows = [o.id for question in shipped().questions for o in question.options]
    keys = [key for tool in TOOLS.values() for key in tool.keys]
    return (*keys, *ids, *rows, "lang", "fr", "unknown", "", "1", "\x1b[31m\u202e", "x" * 300)


def _json_value(choices: Choices, depth: int = 0) -> Any:
    """Return any value that JSON has, its names being mostly those that we know."""
    kind = choices.number(8 if depth < 40 else 5)
    if kind == 7:
        return {_name(choices): _json_value(choices, depth + 1) for _ in range(choices.number(6))}
    if kind == 6:
        return [_json_value(choices, depth + 1) for _ in range(choices.number(6))] * choices.of(
            (1, 900)
        )
    if kind == 5:
        return choices.of((None, True, 7, -1, 0.5, 10**400, float("nan"), float("inf")))
    return _name(choices)


def _name(choices: Choices) -> str:
    return str(choices.of(_names())) if choices.number(4) else choices.text()


def _assistant_seeds() -> Iterable[bytes]:
    draw = random.Random(3)
    for number in range(2 * len(TOOLS)):
        yield bytes([number, 0]) + draw.randbytes(80)
    for case in shipped().cases[:3]:
        text = situation_file.save_text(shipped(), _told(case), "a.json")
        yield from (bytes([number, 1]) + text.encode() for number in range(1, 4))
    yield b"\x03\x01" + b'{"model": "cohorte", "section": "phases"}'
    yield b"\x04\x01" + b'{"models": ["1", 2, "cohorte"], "lang": "en"}'


def _assistant(data: bytes) -> None:
    choices = Choices(data)
    number = choices.number(256)
    calls = choices.of(_calls())
    if data[1:2] == b"\1":
        try:
            given = json.loads(data[2:])
        except (ValueError, RecursionError):
            return
    else:
        given = {_name(choices): _json_value(choices) for _ in range(1 + choices.number(5))}
    if not isinstance(given, dict):  # the protocol refuses it
        return
    if number >= 250:  # the rest of what may be asked
        name = _name(choices)
        for ask in (calls.tool, calls.page, lambda text: calls.prompt(text, given)):
            _refused(calls, ask, name)
        calls.prompt(PROMPT, given)
        return
    tool = calls.tool(tuple(TOOLS)[number % len(TOOLS)])
    _refused(calls, lambda _: calls.answer(tool, given), "")
    told = dumps(calls.answer(tool, given)).decode()
    holds(is_inert(told), "the JSON acts")
    json.loads(told)


def _refused(calls: Calls, ask: Callable[[str], object], name: str) -> None:
    """Ask; where it is refused, the lines that an assistant reads are few and act on nothing."""
    try:
        ask(name)
    except ConcertationError as error:
        lines = calls.told(error)
        holds(is_inert(lines) and len(lines) < 100_000, f"what is told acts: {lines!r:.200}")


# -- the command line --------------------------------------------------------------------


@lru_cache
def _tokens() -> tuple[str, ...]:
    load_all()
    group = parser()
    found = {name for command in group.commands.values() for p in command.params for name in p.opts}
    models = [model.id for model in shipped().models[:3]]
    examples = [str(path) for path in sorted((ROOT / "examples").glob("*.yaml"))]
    others = ["-", "", "--", "fr", "en", "json", "text", "a=b", "1", str(TOY), *models, *examples]
    return (*sorted(found), *others)


@lru_cache
def _commands() -> tuple[str, ...]:
    load_all()
    group = parser()
    return (*sorted(group.commands), "", "nothing")


def _refuse_writing(event: str, details: tuple[Any, ...]) -> None:
    """Refuse to write a file, wherever: what is tried must leave no trace."""
    if event == "open" and isinstance(details[2], int) and _GUARDED:
        if details[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and details[0] != os.devnull:
            raise PermissionError(13, "guarded")
    elif event in {"os.remove", "os.rename", "os.mkdir", "os.rmdir"} and _GUARDED:
        raise PermissionError(13, "guarded")


_GUARDED: list[bool] = []


@lru_cache
def _guard() -> None:
    sys.addaudithook(_refuse_writing)
    os.environ["CONCERTATION_DATA"] = str(TOY)  # smaller, so read faster


def _arguments_seeds() -> Iterable[bytes]:
    draw = random.Random(2)
    yield from (bytes([number]) + draw.randbytes(12) for number in range(len(_commands())))


def _arguments(data: bytes) -> None:
    _copy()
    _guard()
    choices = Choices(data)
    argv = [choices.of(_commands())]
    while choices.left:
        argv.append(choices.of(_tokens()) if choices.number(4) else choices.text())
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"answers: {}\n"), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", write_through=True)
    _GUARDED.append(True)
    try:
        code = run_program(argv)
        told, said = (held.getvalue().decode("utf-8", "replace") for held in (out, err))
    finally:
        _GUARDED.clear()
        sys.stdin, sys.stdout, sys.stderr = kept
    holds(code in {0, 2, 3, 4}, f"exit code {code} for {argv}: {said[-2000:]}")
    holds(is_inert(said), f"standard error acts for {argv}")
    holds(argv[0] == "questions" or is_inert(told), f"standard output acts for {argv}")


TARGETS: Mapping[str, Target] = {
    "pack-bytes": Target(_pack_bytes_seeds, _pack_bytes),
    "pack-tree": Target(lambda: [bytes(range(n, n + 9)) for n in range(0, 240, 8)], _pack_tree),
    "situation": Target(_situation_seeds, _situation),
    "table": Target(_table_seeds, _table),
    "map": Target(_map_seeds, _map),
    "sheet": Target(_sheet_seeds, _sheet),
    "words": Target(_words_seeds, _words),
    "results": Target(_results_seeds, _results),
    "assistant": Target(_assistant_seeds, _assistant),
    "arguments": Target(_arguments_seeds, _arguments),
}


def attempt(target: Target, data: bytes) -> None:
    """Give a target one input; an error of ours is told, and is no finding."""
    try:
        target.run(data)
    except ConcertationError as error:
        tell(error.problems)
    except TreeError as error:
        tell([error.problem("file")])
