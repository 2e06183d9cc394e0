"""Reading what somebody answered: situation files, `--set` options, saved results."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from concertation_cli.knowledge.cleaning import clean
from concertation_cli.knowledge.pack import (
    CONDITIONS,
    RECOGNITION,
    Answers,
    Question,
    Situation,
)
from concertation_cli.knowledge.shapes import Findings, place_of, report_no_lines
from concertation_cli.knowledge.trees import Node

UNKNOWN = "unknown"
"""What one may write for "I don't know"; the same as no answer."""

MAX_TITLE = 10_000
MAX_NOTES = 20_000
MAX_ANSWER_NOTE = 2_000
_KEYS = ("title", "notes", "answers", "answer_notes")
_MAX_SHOWN = 60
_MAX_KEY = 200


def read_situation(
    node: Node, questions: Sequence[Question], findings: Findings, path: str = ""
) -> Situation:
    """Return the situation that a tree describes; report what is wrong to `findings`."""
    if not isinstance(node.value, dict):
        report_no_lines(findings, path, ("answers", "title", "notes"))
        return Situation()
    for key, child in node.value.items():
        findings.lines[place_of(path, key)] = child.line
        if key not in _KEYS:
            report_unknown(findings, place_of(path, key), "unknown-key", key, _KEYS)
    answers: Answers = {}
    if "answers" in node.value:
        answers = read_answers(
            node.value["answers"], questions, findings, place_of(path, "answers")
        )
    else:
        findings.report(path, "missing-key", key="answers")
    return Situation(
        _text(node, "title", path, findings, MAX_TITLE),
        _text(node, "notes", path, findings, MAX_NOTES),
        answers,
        _answer_notes(node.value.get("answer_notes", Node(None)), questions, findings, path),
    )


def _text(node: Node, key: str, path: str, findings: Findings, limit: int) -> str:
    assert isinstance(node.value, dict)  # noqa: S101  # told by the caller
    child = node.value.get(key, Node(None))
    if child.value is None:
        return ""
    if not isinstance(child.value, str | int) or isinstance(child.value, bool):
        findings.report(place_of(path, key), "expected-text", example=f'{key}: "…"')
        return ""
    text = clean(str(child.value), limit=limit + 1, lines=key != "title")
    if len(text) > limit:
        findings.report(place_of(path, key), "text-too-long", most=limit)
    return text


def _answer_notes(
    node: Node, questions: Sequence[Question], findings: Findings, path: str
) -> Mapping[str, str]:
    """Return the notes kept with answers, in the order of the questions."""
    where = place_of(path, "answer_notes")
    keys = tuple(key for question in questions for key in answer_keys(question))
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        report_no_lines(findings, where, keys[:1])
        return {}
    found: dict[str, str] = {}
    for key, child in node.value.items():
        findings.lines[place_of(where, key)] = child.line
        if key not in keys:
            report_unknown(findings, place_of(where, key), "unknown-question", key, keys)
        else:
            found[key] = _text(node, key, where, findings, MAX_ANSWER_NOTE)
    return {key: found[key] for key in keys if found.get(key)}


def read_known_answer_notes(
    node: Node, questions: Sequence[Question]
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the notes kept with answers that these questions know, and the other notes.

    For notes kept from another day: nothing that somebody typed is lost with its question.
    """
    known: dict[str, str] = {}
    lost: list[str] = []
    for key, child in node.value.items() if isinstance(node.value, dict) else ():
        found = _answer_notes(Node({key: child}), questions, Findings(""), "")
        known.update(found)
        if not found and isinstance(child.value, str) and child.value:
            lost.append(clean(child.value, limit=MAX_ANSWER_NOTE, lines=True))
    return {k: known[k] for q in questions for k in answer_keys(q) if k in known}, tuple(lost)


def read_answers(
    node: Node, questions: Sequence[Question], findings: Findings, path: str
) -> Answers:
    """Return the answers that a mapping holds, in the order of the questions."""
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        findings.report(path, "expected-answers", example=_example_of_answer(questions))
        return {}
    by_id = {question.id: question for question in reversed(questions)}  # of two, the first
    found: dict[str, tuple[str, ...]] = {}
    for key, child in node.value.items():
        where = place_of(path, key)
        findings.lines[where] = child.line
        question = by_id.get(key)
        if question is None:
            report_unknown(findings, where, "unknown-question", key, tuple(reversed(by_id)))
        elif question.kind == "grid":
            found.update(_read_grid(child, question, findings, where))
        else:
            chosen = _read_choice(child, question, findings, where)
            if chosen:
                found[key] = chosen
    return in_order(found, questions)


class Gone(NamedTuple):
    """An answer that the questions no longer know: its key, and the option where one is gone."""

    key: str
    option: str = ""


def read_known_answers(
    node: Node, questions: Sequence[Question]
) -> tuple[Answers, tuple[Gone, ...]]:
    """Return the answers that these questions know, and what they do not know any more.

    For answers kept from another day: an option may have gone since. The other options of
    its answer stay, where its order says nothing: what came second is not first for that.
    """
    known: dict[str, tuple[str, ...]] = {}
    gone: list[Gone] = []
    options = {q.id: {option.id for option in q.options} for q in questions if not q.holders}
    ordered = {question.id for question in questions if question.theme == RECOGNITION}
    for key, alone in _one_by_one(node):
        kept, lost = _known_options(alone, options.get(key), ordered=key in ordered)
        gone += [Gone(clean(key, limit=_MAX_KEY), clean(o, limit=_MAX_KEY)) for o in lost]
        findings = Findings("")
        found = read_answers(kept, questions, findings, "")
        if findings.problems:
            gone.append(Gone(clean(key, limit=_MAX_KEY)))
        else:
            known.update(found)
    return in_order(known, questions), tuple(gone)


def _known_options(
    alone: Node, options: Collection[str] | None, *, ordered: bool
) -> tuple[Node, list[str]]:
    """Return one answer without the options that are gone, and these.

    Nothing of an ordered answer is kept from the first that is gone on.
    """
    assert isinstance(alone.value, dict)  # noqa: S101  # made by `_one_by_one`
    ((key, child),) = alone.value.items()
    if options is None:
        return alone, []
    items = child.value if isinstance(child.value, list) else [child]
    known = {UNKNOWN, *options}
    lost = [i.value for i in items if isinstance(i.value, str) and i.value not in known]
    kept = [item for item in items if item.value not in lost]
    if ordered and lost:
        kept = items[: next(n for n, item in enumerate(items) if item.value in lost)]
    return (Node({key: Node(kept)}), lost) if lost else (alone, [])


def _one_by_one(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield each answer alone, with its key: what one of them holds cannot spoil another."""
    if not isinstance(node.value, dict):
        return
    for key, child in node.value.items():
        if isinstance(child.value, dict):
            for row, cell in child.value.items():
                yield f"{key}.{row}", Node({key: Node({row: cell})})
        else:
            yield key, Node({key: child})


def in_order(answers: Answers, questions: Iterable[Question]) -> Answers:
    """Return the same answers in the order of the questions, so that order never matters."""
    return {key: answers[key] for q in questions for key in answer_keys(q) if key in answers}


def answer_keys(question: Question) -> tuple[str, ...]:
    """Return the keys that answers to this question have: its id, or one by role."""
    if question.kind == "grid":
        return tuple(f"{question.id}.{option.id}" for option in question.options)
    return (question.id,)


def _read_grid(node: Node, question: Question, findings: Findings, path: str) -> Answers:
    if node.value is None or node.value == UNKNOWN:
        return {}
    rows = tuple(option.id for option in question.options)
    holders = tuple(holder.id for holder in question.holders)
    if not isinstance(node.value, dict):
        example = f"{rows[0]}: {holders[0]}" if rows and holders else "…"
        findings.report(path, "expected-grid", example=example, allowed=holders)
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for row, child in node.value.items():
        where = f"{path}.{row}"
        findings.lines[where] = child.line
        if row not in rows:
            code = "unknown-row" if question.id == CONDITIONS else "unknown-role"
            report_unknown(findings, where, code, row, rows)
        elif child.value in (None, UNKNOWN):
            continue
        elif not isinstance(child.value, str):
            findings.report(where, "expected-option", allowed=holders)
        elif child.value not in holders:
            report_unknown(findings, where, "unknown-option", child.value, holders)
        else:
            found[f"{question.id}.{row}"] = (child.value,)
    return found


def _read_choice(node: Node, question: Question, findings: Findings, path: str) -> tuple[str, ...]:
    items = node.value if isinstance(node.value, list) else [node]
    allowed = tuple(option.id for option in question.options)
    chosen: list[str] = []
    unknown = False
    for item in items:
        if item.value in (None, UNKNOWN):
            unknown = True
        elif not isinstance(item.value, str):
            findings.report(path, "expected-option", allowed=allowed)
        elif item.value not in allowed:
            report_unknown(findings, path, "unknown-option", item.value, allowed)
        elif item.value in chosen:
            findings.report(path, "repeated-option", value=item.value)
        else:
            chosen.append(item.value)
    if unknown and chosen:
        findings.report(path, "unknown-with-others", value=UNKNOWN)
    return _admissible(chosen, question, findings, path)


def _admissible(
    chosen: list[str], question: Question, findings: Findings, path: str
) -> tuple[str, ...]:
    most = 1 if question.kind == "choose-one" else question.maximum
    if most and len(chosen) > most:
        findings.report(path, "too-many-options", most=most, count=len(chosen))
    alone = [option.id for option in question.options if option.none and option.id in chosen]
    if alone and len(chosen) > 1:
        findings.report(path, "none-with-others", value=alone[0])
    if question.theme == RECOGNITION:  # its order says which one fits best
        return tuple(chosen)
    return tuple(option.id for option in question.options if option.id in chosen)


def read_setting(
    text: str, questions: Sequence[Question], findings: Findings
) -> Mapping[str, tuple[str, ...]]:
    """Return what one `--set QUESTION=OPTION[,OPTION]` says; an empty tuple unsets.

    Roles are set one by one: `roles.fiduciary=partner`.
    """
    key, equals, value = text.partition("=")
    key = key.strip()
    question = next((q for q in questions if q.id == key.partition(".")[0]), None)
    shown = clean(text, limit=_MAX_SHOWN)
    if not equals:
        findings.report("", "setting-form", value=shown)
        return {}
    if question is None:
        ids = tuple(q.id for q in questions)
        report_unknown(findings, "", "unknown-question", key, ids)
        return {}
    options = [Node(part.strip()) for part in value.split(",") if part.strip()]
    if question.kind == "grid":
        row = key.partition(".")[2]
        if not row or len(options) > 1:
            findings.report("", "setting-role-form", value=shown, example=_example(question))
            return {}
        cell = options[0] if options else Node(None)
        return {key: (), **_read_grid(Node({row: cell}), question, findings, question.id)}
    if "." in key:
        report_unknown(findings, "", "unknown-question", key, tuple(q.id for q in questions))
        return {}
    return {key: _read_choice(Node(options), question, findings, key)}


def _example_of_answer(questions: Sequence[Question]) -> str:
    """Return a line that answers the first question."""
    if not questions or not questions[0].options:
        return "…"
    return f"{questions[0].id}: {questions[0].options[0].id}"


def _example(question: Question) -> str:
    return f"{question.id}.{question.options[0].id}={question.holders[0].id}"


def with_settings(
    answers: Answers, settings: Mapping[str, tuple[str, ...]], questions: Sequence[Question]
) -> Answers:
    """Return the answers with others set over them; an empty tuple takes one away."""
    merged = {key: value for key, value in {**answers, **settings}.items() if value}
    return in_order(merged, questions)


def nested(answers: Answers, questions: Sequence[Question]) -> dict[str, object]:
    """Return the answers in the form of a situation file, grids as mappings."""
    plain: dict[str, object] = {}
    for question in questions:
        if question.kind == "grid":
            keys = [key for key in answer_keys(question) if key in answers]
            if keys:
                plain[question.id] = {k.partition(".")[2]: answers[k][0] for k in keys}
        elif question.id in answers:
            chosen = answers[question.id]
            alone = question.kind == "choose-one" or (
                question.theme == RECOGNITION and len(chosen) == 1
            )
            plain[question.id] = chosen[0] if alone else list(chosen)
    return plain


def report_unknown(
    findings: Findings, path: str, code: str, value: str, allowed: tuple[str, ...]
) -> None:
    """Report a word that is none of those allowed, with the nearest one if any is near."""
    findings.report(
        path,
        code,
        value=clean(value, limit=_MAX_SHOWN),
        near=findings.near(value, allowed),
        allowed=allowed,
    )
