"""Where a situation comes from: a file, settings, the wizard; and cases from a folder."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.answers import (
    IDS,
    Ids,
    answer_keys,
    nested,
    read_answers,
    read_setting,
    read_situation,
    report_unknown,
    with_settings,
)
from concertation_cli.knowledge.findings import Findings, report_no_lines
from concertation_cli.knowledge.records import NO_MODEL, Case, Initiative, Pack, Situation
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

MAX_CASES = 10_000
_INDENT = 2
_OF_A_RESULT = {"format", "situation", "verdict"}


def gather(pack: Pack, path: str | None, settings: Sequence[str], names: Ids = IDS) -> Situation:
    """Return the situation of a file, with other answers set over it.

    Args:
        pack: The pack whose questions are answered.
        path: The file, if there is one; ``-`` is standard input.
        settings: What `--set` says, in order.
        names: What answers may be called: ids alone, or all that a form knows.

    Raises:
        UsageError: With every problem found in the file and the settings.
    """
    found = Situation()
    if path is not None:
        found = read_file(pack, path, names)
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


def read_file(pack: Pack, path: str, names: Ids = IDS) -> Situation:
    """Return the situation that a YAML or JSON file holds; ``-`` is standard input.

    Raises:
        UsageError: With every problem found.
    """
    name = name_of(path)
    findings = Findings(name)
    node = _tree(path, name)
    if isinstance(node.value, dict) and node.value.keys() >= _OF_A_RESULT:
        node = node.value["situation"]  # a recommendation that was saved: its situation
    found = read_situation(node, pack.questions, findings, names=names)
    if findings.problems:
        raise UsageError(*findings.problems)
    return found


def _tree(path: str, name: str) -> Node:
    try:
        return parse(read_bytes(path), json_only=path.endswith(".json"))
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


def load_cases(pack: Pack, folder: str) -> tuple[tuple[Case, ...], tuple[Initiative, ...]]:
    """Return the cases and the field set of a folder.

    A file with ``codings`` or ``labels`` is one of a field set; any other is a case file, or a
    situation that says what is expected.

    Raises:
        UsageError: With every problem found, or when there is no case.
    """
    from concertation_cli.knowledge.field_set import read_initiative  # noqa: PLC0415

    root = Path(folder)
    try:
        found = list(root.iterdir())
    except (NotADirectoryError, FileNotFoundError):
        raise UsageError(Problem(folder, "not-a-folder")) from None
    except (OSError, ValueError):
        raise UsageError(Problem(folder, "file-unreadable")) from None
    paths = sorted(path for path in found if path.suffix in {".yaml", ".yml", ".json"})
    cases: list[Case] = []
    field: list[Initiative] = []
    problems: list[Problem] = []
    for path in paths[:MAX_CASES]:
        findings = Findings(str(path), pack.languages)
        node = _read_tree(path, findings)
        if node is not None and not _FIELD_KEYS.isdisjoint(node):
            field.append(read_initiative(Node(node), path.stem, pack, findings))
        elif node is not None:
            cases.append(_read_case(pack, path.stem, node, findings))
        problems += findings.problems
    if problems:
        raise UsageError(*problems)
    if not cases and not field:
        raise UsageError(Problem(folder, "no-cases"))
    return tuple(cases), tuple(field)


_FIELD_KEYS = frozenset({"labels"})
_SITUATION_KEYS = ("title", "notes", "answers", "answer_notes")
_CASE_KEYS = (
    "name", "summary", "source", "origin", "codings", "from_model", *_SITUATION_KEYS, "expected",
)  # fmt: skip


def _read_tree(path: Path, findings: Findings) -> dict[str, Node] | None:
    try:
        node = parse(read_bytes(str(path)), json_only=path.suffix == ".json")
    except TreeError as error:
        findings.problems.append(error.problem(str(path)))
        return None
    if not isinstance(node.value, dict):
        report_no_lines(findings, "", ("answers", "expected"))
        return None
    return node.value


def _read_case(pack: Pack, name: str, lines: dict[str, Node], findings: Findings) -> Case:
    for key, child in lines.items():
        findings.lines[key] = child.line
        if key not in _CASE_KEYS:
            report_unknown(findings, key, "unknown-key", key, _CASE_KEYS)
    codings = [
        read_answers(coding, pack.questions, findings, f"codings[{number}]")
        for number, coding in enumerate(_items(lines.get("codings", Node([]))), 1)
    ]
    if not codings:
        own = {key: child for key, child in lines.items() if key in _SITUATION_KEYS}
        codings = [read_situation(Node(own), pack.questions, findings).answers]
    further = read_answers(
        lines.get("from_model", Node({})), pack.questions, findings, "from_model"
    )
    origin = lines.get("origin", Node("report")).value
    return Case(
        id=name,
        name={},
        summary={},
        origin="ours" if origin == "ours" else "report",
        codings=tuple(codings),
        from_model=further,
        expected=_expected(pack, lines, findings),
    )


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]


def _expected(pack: Pack, lines: dict[str, Node], findings: Findings) -> str | None:
    if "expected" not in lines:
        findings.report("", "missing-key", key="expected")
        return None
    value = lines["expected"].value
    if value == NO_MODEL:
        return None
    ids = (*(model.id for model in pack.models), NO_MODEL)
    if not isinstance(value, str) or value not in ids:
        report_unknown(findings, "expected", "unknown-model", str(value), ids)
        return None
    return value
