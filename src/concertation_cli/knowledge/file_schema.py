"""JSON Schemas of what people write: situations, and the files of a pack.

They are made from the types of the fields in these files and from the questions of a pack, so
that an editor accepts what the program accepts, as far as JSON Schema can tell.
"""

from collections.abc import Mapping, Sequence

from concertation_cli.knowledge.answers import (
    MAX_ANSWER_NOTE,
    MAX_NOTES,
    MAX_TITLE,
    UNKNOWN,
    answer_keys,
)
from concertation_cli.knowledge.compiled import MODEL_FILE, PACK_FILE, QUESTIONS_FILE
from concertation_cli.knowledge.field_set import FIELD_FILE
from concertation_cli.knowledge.fields import FieldType
from concertation_cli.knowledge.folder import CASE_FILE
from concertation_cli.knowledge.records import Pack, Question
from concertation_cli.knowledge.schema_writer import Definitions, Plain, document

SITUATION = "situation"
CASE = "case-file"
FIELD = "field-file"
FILES: Mapping[str, tuple[FieldType, str]] = {
    "pack-file": (PACK_FILE, "The file pack.yaml of a pack."),
    "questions-file": (QUESTIONS_FILE, "The file questions.yaml of a pack."),
    "model-file": (MODEL_FILE, "A file models/<id>.yaml of a pack: one model."),
    CASE: (CASE_FILE, "A file cases/<id>.yaml of a pack: one initiative."),
    FIELD: (
        FIELD_FILE,
        "A file field/<id>.yaml of a pack: one initiative outside its source.",
    ),
}
"""The files of a pack: what reads each of them, and what it is."""

_SITUATION = "A situation, as recommend reads it from YAML or JSON: what somebody answered."
_NULL: Plain = {"type": "null"}


def file_schema(name: str, pack: Pack, lang: str) -> Plain:
    """Return the schema of a situation or of a file of this pack; KeyError: no such file.

    Args:
        name: ``situation``, or one of `FILES`.
        pack: Whose languages and questions it holds.
        lang: The language in which questions are told.
    """
    shared = Definitions(pack.languages)
    identity = f"{name}:{pack.id}:{pack.digest}"
    if name == SITUATION:
        form = situation_form(pack.questions, lang)
        return document(identity, name, _SITUATION, form, shared)
    file, text = FILES[name]
    form = file.schema(shared)
    if name == CASE:
        form["properties"]["from_model"] = _answers_form(pack.questions, lang)
    if name in (CASE, FIELD):
        form["properties"]["codings"]["items"] = _answers_form(pack.questions, lang)
    return document(identity, name, text, form, shared)


def situation_form(questions: Sequence[Question], lang: str) -> Plain:
    """Return the schema of what `read_situation` accepts."""
    return {
        "type": "object",
        "properties": {
            "title": _free_text("What it is called.", MAX_TITLE),
            "notes": _free_text("Whatever else should be kept.", MAX_NOTES),
            "answers": _answers_form(questions, lang),
            "answer_notes": {
                "description": "Why one answered so, by the key of the answer.",
                "type": ["object", "null"],
                "properties": {
                    key: _free_text(question.text[lang], MAX_ANSWER_NOTE)
                    for question in questions
                    for key in answer_keys(question)
                },
                "additionalProperties": False,
            },
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def _free_text(text: str, most: int) -> Plain:
    return {"description": text, "type": ["string", "integer", "null"], "maxLength": most}


def _answers_form(questions: Sequence[Question], lang: str) -> Plain:
    return {
        "description": "What was chosen, by question; no line, null and unknown mean the same. "
        "The words of the questionnaire are read too, in any language of the pack.",
        "type": ["object", "null"],
        "properties": {
            question.id: {
                "description": question.text[lang],
                "anyOf": _grid(question) if question.kind == "grid" else _choice(question),
            }
            for question in questions
        },
        "additionalProperties": False,
    }


def _grid(question: Question) -> list[Plain]:
    """Return the schemas of the answers to a grid: a holder for each row."""
    holders = [holder.id for holder in question.holders]
    rows = {option.id: {"enum": [*holders, UNKNOWN, None]} for option in question.options}
    return [
        {"type": "object", "properties": rows, "additionalProperties": False},
        {"const": UNKNOWN},
        _NULL,
    ]


def _choice(question: Question) -> list[Plain]:
    """Return the schemas of the answers to a question: one option, or a list of them."""
    ids = [option.id for option in question.options]
    alone = [option.id for option in question.options if option.none]
    together = [option_id for option_id in ids if option_id not in alone]
    most = 1 if question.kind == "choose-one" else question.maximum
    forms = [
        {"enum": [*ids, UNKNOWN, None]},
        {
            "type": "array",
            "items": {"enum": together},
            "uniqueItems": True,
            **({"maxItems": most} if most else {}),
        },
        {"type": "array", "items": {"enum": [UNKNOWN, None]}},
    ]
    if alone:
        forms.append({"type": "array", "items": {"enum": alone}, "maxItems": 1})
    return forms
