"""A situation read from a file and from settings, and written to a file."""

import json
import re
from collections.abc import Callable, Iterator, Sequence

from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.answers import (
    IDS,
    MAX_TITLE,
    Ids,
    answer_keys,
    nested,
    read_setting,
    read_situation,
    with_settings,
)
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import Pack, Situation
from concertation_cli.knowledge.strict_yaml import (
    Node,
    TreeError,
    comment,
    commented,
    dump,
    name_of,
    parse,
    read_bytes,
)
from concertation_cli.text_safety import clean

_INDENT = 2
_OF_A_RESULT = {"format", "situation", "verdict"}


def gather(
    pack: Pack,
    path: str | None,
    settings: Sequence[str],
    names: Ids = IDS,
    tell: Callable[[Problem], object] | None = None,
) -> Situation:
    """Return the situation of a file, with other answers set over it.

    Args:
        pack: The pack whose questions are answered.
        path: The file, if there is one; ``-`` is standard input.
        settings: What `--set` says, in order.
        names: What answers may be called: ids alone, or all that a form knows.
        tell: Takes what the file may have lost.

    Raises:
        UsageError: With every problem found in the file and the settings.
    """
    found = Situation()
    if path is not None:
        found = read_file(pack, path, names, tell)
    findings = Findings("--set")
    changes: dict[str, tuple[str, ...]] = {}
    for setting in settings:
        changes.update(read_setting(setting, pack.questions, findings, names))
    if findings.problems:
        raise UsageError(*findings.problems)
    answers = with_settings(found.answers, changes, pack.questions)
    stale = [k for k in found.answer_notes if answers.get(k) != found.answers.get(k)]
    kept = {k: note for k, note in found.answer_notes.items() if k not in stale}
    notes = "\n".join(text for text in (found.notes, *map(found.answer_notes.get, stale)) if text)
    return found._replace(answers=answers, notes=notes, answer_notes=kept)


def read_file(
    pack: Pack, path: str, names: Ids = IDS, tell: Callable[[Problem], object] | None = None
) -> Situation:
    """Return the situation that a YAML or JSON file holds; ``-`` is standard input.

    Args:
        pack: The pack whose questions are answered.
        path: The file.
        names: What answers may be called.
        tell: Takes what the file may have lost.

    Raises:
        UsageError: With every problem found.
    """
    name = name_of(path)
    findings = Findings(name)
    data = _bytes(path, name)
    node = _tree(path, name, data)
    if isinstance(node.value, dict) and node.value.keys() >= _OF_A_RESULT:
        node = node.value["situation"]  # a recommendation that was saved: its situation
    found = read_situation(node, pack.questions, findings, names=names)
    if findings.problems:
        raise UsageError(*findings.problems)
    lost = _cut(data) if tell else None
    if tell and lost and found.title and lost[1].startswith(found.title):
        tell(Problem(f"{name}:{lost[0]}", "title-cut", {"value": lost[1]}))
    return found


def _cut(data: bytes) -> tuple[int, str] | None:
    """Return the line of a title in YAML that holds a comment, and all that stands in it.

    One that opens with a space, as people write them, is no part of the title.
    """
    found = re.search(rb"^title:[ \t]*([^\s'\"|>].*?[ \t]#\S.*)$", data, re.MULTILINE)
    if found is None:
        return None
    line = data.count(b"\n", 0, found.start()) + 1
    return line, clean(found[1].decode("utf-8", "replace"), limit=MAX_TITLE)


def _bytes(path: str, name: str) -> bytes:
    try:
        return read_bytes(path)
    except TreeError as error:
        raise UsageError(error.problem(name)) from None


def _tree(path: str, name: str, data: bytes) -> Node:
    try:
        return parse(data, json_only=path.endswith(".json"))
    except TreeError as error:
        raise UsageError(error.problem(name)) from None


def save_text(pack: Pack, situation: Situation, path: str, lang: str = "") -> str:
    """Return a situation as the file of this name that `read_file` reads back: YAML or JSON.

    Args:
        pack: The pack whose questions are answered.
        situation: What to save.
        path: The file's name.
        lang: The language of the comments that say, in YAML, what was asked and answered;
            empty for none.
    """
    plain: dict[str, object] = {}
    if situation.title:
        plain["title"] = situation.title
    if situation.notes:
        plain["notes"] = situation.notes
    answers = {"answers": nested(situation.answers, pack.questions)}
    notes = {"answer_notes": dict(situation.answer_notes)} if situation.answer_notes else {}
    if path.endswith(".json"):
        return json.dumps({**plain, **answers, **notes}, ensure_ascii=False, indent=2) + "\n"
    told = dump(answers)
    if lang and situation.answers:
        told = "\n".join(_told(told.splitlines(), pack, situation, lang)) + "\n"
    return (dump(plain) if plain else "") + told + (dump(notes) if notes else "")


def _told(lines: Sequence[str], pack: Pack, situation: Situation, lang: str) -> Iterator[str]:
    """Yield the lines of answers, with what each was asked and what it says.

    A question has one line, and one more for each option of a list and for each row.
    """
    left = iter(lines)
    yield next(left)
    for question in pack.questions:
        keys = [key for key in answer_keys(question) if key in situation.answers]
        if not keys:
            continue
        yield from comment(question.text[lang], _INDENT)
        line = next(left)
        if question.kind == "grid":
            yield line
            holders = {holder.id: holder.label[lang] for holder in question.holders}
            for key in keys:
                row = question.option(key.partition(".")[2]).label[lang]
                holder = holders[situation.answers[key][0]]
                yield from commented(next(left), f"{row} = {holder}")
            continue
        labels = [question.option(o).label[lang] for o in situation.answers[keys[0]]]
        if line.endswith(":"):  # a list follows
            yield line
            for label in labels:
                yield from commented(next(left), label)
        else:
            yield from commented(line, labels[0])
