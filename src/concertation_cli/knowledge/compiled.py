"""The plain form of a pack: text, numbers, lists and mappings.

A pack's YAML files are read into it; a compiled pack is it, written as JSON. Records are
built from it alike, so that both give the same pack.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from concertation_cli.knowledge import records
from concertation_cli.knowledge.fields import List, Record, fields_of, record_of

Plain = dict[str, Any]

PACK_FILE = Record(dict, fields_of(records.Pack, {"digest", "questions", "models", "cases"}))
QUESTIONS_FILE = List(record_of(records.Question))
MODEL_FILE = record_of(records.Model)


def build(plain: Plain, fingerprint: str) -> records.Pack:
    """Return the pack that a plain form tells."""
    whole = PACK_FILE.build(plain["pack"])
    models = tuple(MODEL_FILE.build(model) for model in plain["models"])
    questions = QUESTIONS_FILE.build(plain["questions"])
    return records.Pack(
        **whole,
        digest=fingerprint,
        questions=every_question(questions, whole, models),
        models=models,
        cases=tuple(_build_case(case) for case in plain["cases"]),
    )


def every_question(
    asked: Sequence[records.Question], whole: Mapping[str, Any], models: Sequence[records.Model]
) -> tuple[records.Question, ...]:
    """Return all that may be answered, in order.

    After the last question that gives points come the recognition, which the portraits and
    the last lines make, and the deciding questions; then what the plan needs.

    Args:
        asked: The questions of questions.yaml.
        whole: What pack.yaml holds, built.
        models: The models.
    """
    scored = {criterion.question for model in models for criterion in model.criteria}
    facts = [q.theme == records.GATE or q.id in scored for q in asked]
    last = max((place for place, fact in enumerate(facts, 1) if fact), default=0)
    return (*asked[:last], *made_questions(whole, models), *asked[last:])


def made_questions(
    whole: Mapping[str, Any], models: Sequence[records.Model]
) -> tuple[records.Question, ...]:
    """Return the questions that pack.yaml and the models make: see `every_question`."""
    return (*_recognition(whole, models), *_deciding(whole))


def asked_questions(pack: records.Pack) -> tuple[records.Question, ...]:
    """Return the questions of questions.yaml: recognition and deciding questions are made."""
    made = made_questions(pack._asdict(), pack.models)
    return tuple(question for question in pack.questions if question not in made)


def _recognition(
    whole: Mapping[str, Any], models: Sequence[records.Model]
) -> Iterable[records.Question]:
    told: records.Recognition | None = whole.get("recognition")
    portraits = {model.id: model.portrait for model in models if model.portrait}
    if told is None or not portraits:
        return
    lines: tuple[records.LastLine, ...] = whole.get("last_lines", ())
    yield records.Question(
        records.PORTRAIT,
        records.RECOGNITION,
        "choose-many",
        told.text,
        told.why,
        (
            *(records.Option(model, shown.label, shown.text) for model, shown in portraits.items()),
            *(records.Option(line.id, line.label, line.text) for line in lines),
            records.Option(records.NO_MODEL, told.nothing, told.nothing),
        ),
        maximum=2,
    )


def _deciding(whole: Mapping[str, Any]) -> Iterable[records.Question]:
    for deciding in whole.get("deciding", ()):
        options = tuple(
            records.Option(side.model, side.label, side.means) for side in deciding.sides
        )
        yield records.Question(
            deciding.id, records.DECIDING, "choose-one", deciding.text, deciding.why, options
        )


def _build_case(plain: Plain) -> records.Case:
    source = plain.get("source")
    return records.Case(
        id=plain["id"],
        name=plain["name"],
        summary=plain["summary"],
        origin=plain["origin"],
        codings=tuple(map(_flat, plain["codings"])),
        from_model=_flat(plain["from_model"]),
        expected=None if plain["expected"] == records.NO_MODEL else plain["expected"],
        source=None if source is None else records.Source(**source),
    )


def _flat(plain: Plain) -> records.Answers:
    """Return answers as the engine takes them; the reverse of `situation.nested`."""
    answers: dict[str, tuple[str, ...]] = {}
    for key, value in plain.items():
        if isinstance(value, dict):
            answers |= {f"{key}.{row}": (holder,) for row, holder in value.items()}
        else:
            answers[key] = (value,) if isinstance(value, str) else tuple(value)
    return answers


def load_compiled(data: bytes) -> records.Pack:
    """Return the pack that `compile_folder` wrote."""
    plain = json.loads(data)
    return build(plain, plain.pop("digest"))
