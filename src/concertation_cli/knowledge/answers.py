"""Reading what somebody answered: situation files, `--set` options, saved results."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from concertation_cli.knowledge.findings import Findings, place_of, report_no_lines
from concertation_cli.knowledge.records import (
    CONDITIONS,
    DECIDING,
    RECOGNITION,
    Answers,
    Holder,
    Option,
    Question,
    Situation,
    Text,
)
from concertation_cli.knowledge.strict_yaml import Node
from concertation_cli.text_safety import clean

UNKNOWN = "unknown"
"""What one may write for "I don't know"; the same as no answer."""

MAX_TITLE = 10_000
MAX_NOTES = 20_000
MAX_ANSWER_NOTE = 2_000
_KEYS = ("title", "notes", "answers", "answer_notes")
_MAX_SHOWN = 60
_MAX_KEY = 200
_MAX_SOUGHT = 120
"""Most characters of a word that are compared with others: no name is as long."""


class Offer(NamedTuple):
    """What one may write at a place.

    Attributes:
        allowed: Each thing, as the list of them tells it.
        shown: What to suggest for each word that may be the one meant.
    """

    allowed: tuple[str, ...]
    shown: Mapping[str, str]


class Ids:
    """Finds what is answered by ids alone, as packs, drafts and saved results hold it.

    What people write themselves is read by a `forms.Form`, which knows labels too.
    """

    def key(self, text: str) -> str:
        """Return the key of an answer that this names; the same text where it names none."""
        return text

    def question(self, text: str, questions: Iterable[Question]) -> Question | None:
        """Return the question that this names, the first if two have one id."""
        return next((question for question in questions if question.id == text), None)

    def row(self, text: str, grid: Question) -> str | None:
        """Return the row of a grid that this names."""
        return text if any(row.id == text for row in grid.options) else None

    def option(self, text: str, question: Question) -> str | None:
        """Return the answer that this names, or `UNKNOWN` where it stands for none."""
        answers = question.holders or question.options
        known = text == UNKNOWN or any(answer.id == text for answer in answers)
        return text if known else None

    def told(self, item_id: str, label: Text) -> str:  # noqa: ARG002  # for those who know it
        """Return the name of something in a message."""
        return item_id

    def offer(self, called: Mapping[str, Text]) -> Offer:
        """Return the offer of things, given by their ids."""
        return Offer(tuple(called), {item_id: item_id for item_id in called})


IDS = Ids()


def read_situation(
    node: Node,
    questions: Sequence[Question],
    findings: Findings,
    path: str = "",
    names: Ids = IDS,
) -> Situation:
    """Return the situation that a tree describes; report what is wrong to `findings`."""
    if not isinstance(node.value, dict):
        report_no_lines(findings, path, ("answers", "title", "notes", "answer_notes"))
        return Situation()
    for key, child in node.value.items():
        findings.lines[place_of(path, key)] = child.line
        if key not in _KEYS:
            report_unknown(findings, place_of(path, key), "unknown-key", key, _KEYS)
    answers: Answers = {}
    if "answers" in node.value:
        answers = read_answers(
            node.value["answers"], questions, findings, place_of(path, "answers"), names
        )
    else:
        findings.report(path, "missing-key", key="answers")
    return Situation(
        _text(node, "title", path, findings, MAX_TITLE),
        _text(node, "notes", path, findings, MAX_NOTES),
        answers,
        _answer_notes(node.value.get("answer_notes", Node(None)), questions, findings, path, names),
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
    node: Node,
    questions: Sequence[Question],
    findings: Findings,
    path: str,
    names: Ids = IDS,
) -> Mapping[str, str]:
    """Return the notes kept with answers, in the order of the questions."""
    where = place_of(path, "answer_notes")
    asked = _by_key(questions)
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        report_no_lines(findings, where, tuple(asked)[:1])
        return {}
    found: dict[str, str] = {}
    for typed, child in node.value.items():
        findings.lines[place_of(where, typed)] = child.line
        key = names.key(typed)
        if key not in asked:
            offer = names.offer(asked)
            report_unknown(findings, place_of(where, typed), "unknown-question", typed, offer)
        elif key in found:
            findings.report(place_of(where, typed), "duplicate-key", key=_shown(typed))
        else:
            found[key] = _text(node, typed, where, findings, MAX_ANSWER_NOTE)
    return {key: found[key] for key in asked if found.get(key)}


def _by_key(questions: Iterable[Question]) -> dict[str, Text]:
    """Return the question behind each key of an answer: its text, or the label of a row."""
    return {
        key: question.option(key.partition(".")[2]).label if "." in key else question.text
        for question in questions
        for key in answer_keys(question)
    }


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
    node: Node,
    questions: Sequence[Question],
    findings: Findings,
    path: str,
    names: Ids = IDS,
) -> Answers:
    """Return the answers that a mapping holds, in the order of the questions."""
    if node.value is None:
        return {}
    if not isinstance(node.value, dict):
        findings.report(path, "expected-answers", example=_example_of_answer(questions))
        return {}
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for key, child in node.value.items():
        where = place_of(path, key)
        findings.lines[where] = child.line
        question = names.question(key, questions)
        if question is None:
            report_unknown(findings, where, "unknown-question", key, _offered(questions, names))
        elif question.id in seen:  # by its id, and by its text
            findings.report(where, "duplicate-key", key=_shown(key))
        elif question.kind == "grid":
            found.update(_read_grid(child, question, findings, where, names))
        else:
            chosen = _read_choice(child, question, findings, where, names)
            if chosen:
                found[question.id] = chosen
        seen |= {question.id} if question else set()
    return in_order(found, questions)


def _offered(questions: Iterable[Question], names: Ids) -> Offer:
    """Return the questions that one may answer; those that decide are not listed.

    They come with a close verdict, which tells them.
    """
    asked = {question.id: question.text for question in questions}
    listed = {question.id: question.text for question in questions if question.theme != DECIDING}
    return names.offer(asked)._replace(allowed=names.offer(listed).allowed)


def _labels(answers: Iterable[Option | Holder]) -> dict[str, Text]:
    return {answer.id: answer.label for answer in answers}


def _shown(typed: str) -> str:
    return clean(typed, limit=_MAX_SHOWN)


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


def _read_grid(
    node: Node, question: Question, findings: Findings, path: str, names: Ids
) -> Answers:
    if node.value is None or _stands_for_none(node, question, names):
        return {}
    if not isinstance(node.value, dict):
        rows, holders = question.options, question.holders
        example = f"{rows[0].id}: {holders[0].id}" if rows and holders else "…"
        allowed = names.offer(_labels(holders)).allowed
        findings.report(path, "expected-grid", example=example, allowed=allowed)
        return {}
    found: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for key, child in node.value.items():
        where = f"{path}.{key}"
        findings.lines[where] = child.line
        row = names.row(key, question)
        if row is None:
            code = "unknown-row" if question.id == CONDITIONS else "unknown-role"
            report_unknown(findings, where, code, key, names.offer(_labels(question.options)))
        elif row in seen:
            findings.report(where, "duplicate-key", key=_shown(key))
        elif child.value is None:
            pass
        else:
            holder = _read_option(child, question, findings, where, names)
            if holder is not None and holder != UNKNOWN:
                found[f"{question.id}.{row}"] = (holder,)
        seen |= {row} if row else set()
    return found


def _read_option(
    node: Node, question: Question, findings: Findings, path: str, names: Ids
) -> str | None:
    """Return the answer that a value names, `UNKNOWN` for none; report one that is nothing."""
    option = names.option(node.value, question) if isinstance(node.value, str) else None
    if option is None:
        offer = names.offer(_labels(question.holders or question.options))
        if isinstance(node.value, str):
            report_unknown(findings, path, "unknown-option", node.value, offer)
        else:
            findings.report(path, "expected-option", allowed=offer.allowed)
    return option


def _stands_for_none(node: Node, question: Question, names: Ids) -> bool:
    return isinstance(node.value, str) and names.option(node.value, question) == UNKNOWN


def _read_choice(
    node: Node, question: Question, findings: Findings, path: str, names: Ids
) -> tuple[str, ...]:
    items = node.value if isinstance(node.value, list) else [node]
    chosen: list[str] = []
    unknown = ""
    for item in items:
        if item.value is None:
            unknown = UNKNOWN
            continue
        option = _read_option(item, question, findings, path, names)
        if option == UNKNOWN:
            unknown = _shown(str(item.value)) or UNKNOWN
        elif option in chosen:
            findings.report(path, "repeated-option", value=_shown(str(item.value)))
        elif option is not None:
            chosen.append(option)
    if unknown and chosen:
        findings.report(path, "unknown-with-others", value=unknown)
    return _admissible(chosen, question, findings, path, names)


def _admissible(
    chosen: list[str], question: Question, findings: Findings, path: str, names: Ids
) -> tuple[str, ...]:
    most = 1 if question.kind == "choose-one" else question.maximum
    if most and len(chosen) > most:
        findings.report(path, "too-many-options", most=most, count=len(chosen))
    alone = [option for option in question.options if option.none and option.id in chosen]
    if alone and len(chosen) > 1:
        told = names.told(alone[0].id, alone[0].label)
        findings.report(path, "none-with-others", value=told)
    if question.theme == RECOGNITION:  # its order says which one fits best
        return tuple(chosen)
    return tuple(option.id for option in question.options if option.id in chosen)


def read_setting(
    text: str, questions: Sequence[Question], findings: Findings, names: Ids = IDS
) -> Mapping[str, tuple[str, ...]]:
    """Return the answers in one `--set QUESTION=OPTION[,OPTION]`; an empty tuple unsets.

    Roles are set one by one: `roles.fiduciary=partner`.
    """
    typed, equals, value = text.partition("=")
    key = names.key(typed.strip())
    asked, _, row = key.partition(".")
    question = names.question(asked, questions)
    shown = clean(text, limit=_MAX_SHOWN)
    if not equals:
        findings.report("", "setting-form", value=shown)
        return {}
    if question is None or (row and question.kind != "grid"):
        offer = _offered(questions, names)
        report_unknown(findings, "", "unknown-question", typed.strip(), offer)
        return {}
    options = [Node(part.strip()) for part in value.split(",") if part.strip()]
    if question.kind == "grid":
        if not row or len(options) > 1:
            findings.report("", "setting-role-form", value=shown, example=_example(question))
            return {}
        cell = options[0] if options else Node(None)
        known = names.row(row, question)
        unset: Answers = {f"{question.id}.{known}": ()} if known else {}
        return {**unset, **_read_grid(Node({row: cell}), question, findings, question.id, names)}
    return {question.id: _read_choice(Node(options), question, findings, question.id, names)}


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
    findings: Findings, path: str, code: str, value: str, offered: tuple[str, ...] | Offer
) -> None:
    """Report a word that is none of those allowed, with the nearest one if any is near."""
    if not isinstance(offered, Offer):
        offered = Offer(offered, {word: word for word in offered})
    findings.report(
        path,
        code,
        value=clean(value, limit=_MAX_SHOWN),
        near=offered.shown.get(findings.suggest(value[:_MAX_SOUGHT], offered.shown), ""),
        allowed=offered.allowed,
    )
