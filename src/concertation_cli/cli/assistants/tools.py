"""The tools of an assistant: what each takes, and the JSON that it gives."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from concertation_cli.cli.assistants.arguments import Arguments
from concertation_cli.cli.models_named import find_model
from concertation_cli.engine.compare import compare
from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.errors import Problem, UsageError
from concertation_cli.inputs.forms import form_for
from concertation_cli.knowledge.answers import (
    MAX_ANSWER_NOTE,
    MAX_NOTES,
    MAX_TITLE,
    answer_keys,
    read_situation,
)
from concertation_cli.knowledge.records import RECOGNITION, Question
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_MODEL, find_section, section_names
from concertation_cli.render.json.documents import Json, JsonForms
from concertation_cli.render.json.recommendation import AdviceJson, what_would_change
from concertation_cli.words import available

if TYPE_CHECKING:
    from concertation_cli.render.json import types

LANG = "lang"
_SITUATION = ("answers", "title", "notes", "answer_notes")
_LEAST_COMPARED = 2
Schema = dict[str, Any]


class Tool(NamedTuple):
    """What an assistant may call.

    Attributes:
        name: As it is called; `assistant.<name>` says what it does.
        output: The name of the schema of what it gives.
        takes: Makes the schemas of its arguments, by name.
        needed: The arguments that it cannot do without.
        keys: All its arguments, but the language.
        answer: Makes its JSON; raises UsageError where the arguments are wrong.
    """

    name: str
    output: str
    takes: Callable[[Phrases], Mapping[str, Schema]]
    needed: tuple[str, ...]
    keys: tuple[str, ...]
    answer: Callable[[Phrases, Arguments], Json]

    def input_schema(self, phrases: Phrases) -> Schema:
        """Return the schema of its arguments, told in this language."""
        lang = {"description": phrases.words("assistant.lang"), "enum": list(available())}
        return {
            "type": "object",
            "properties": {**self.takes(phrases), LANG: lang},
            "required": list(self.needed),
            "additionalProperties": False,
        }


# -- what each gives ------------------------------------------------------------------------


def _questionnaire(phrases: Phrases, arguments: Arguments) -> Json:
    arguments.check()
    return JsonForms(phrases).questions()


def _recommend(phrases: Phrases, arguments: Arguments) -> "types.Recommendation":
    pack = phrases.pack
    form = form_for(pack, phrases.words)
    findings = arguments.findings
    described = arguments.only(*_SITUATION)
    situation = read_situation(described, pack.questions, findings, names=form)
    arguments.check()
    result = recommend(pack, situation.answers)
    explanation = explain(pack, situation.answers, result)
    return AdviceJson(AdvicePhrases.of(phrases)).recommendation(situation, result, explanation)


def _what_would_change(phrases: Phrases, arguments: Arguments) -> Json:
    return what_would_change(_recommend(phrases, arguments))


def _show_model(phrases: Phrases, arguments: Arguments) -> Json:
    arguments.need("model")
    name = arguments.text("model", phrases.pack.models[0].id)
    asked = arguments.text("section", phrases.words(f"section.{OF_MODEL[0]}"))
    arguments.check()
    model = find_model(phrases, [name])
    section = find_section(asked, OF_MODEL, phrases.words, "section") if asked else ""
    whole = JsonForms(phrases).model(model)
    if not section:
        return whole
    return {**JsonForms(phrases).head(), "id": model.id, section: whole[section]}


def _compare_models(phrases: Phrases, arguments: Arguments) -> Json:
    pack = phrases.pack
    arguments.need("models")
    names = arguments.texts("models", pack.models[0].id, len(pack.models))
    arguments.check()
    found = tuple({model.id: model for model in (find_model(phrases, [n]) for n in names)}.values())
    if len(found) < _LEAST_COMPARED:
        raise UsageError(Problem("", "compare-two", {"least": _LEAST_COMPARED}))
    return JsonForms(phrases).compare(found, compare(pack, found))


# -- what each takes ------------------------------------------------------------------------


def _nothing(_phrases: Phrases) -> Mapping[str, Schema]:
    return {}


def _situation(phrases: Phrases) -> Mapping[str, Schema]:
    """Return the schemas of a situation: leaner than that of files, by ids alone."""
    pack, words = phrases.pack, phrases.words
    keys = [key for question in pack.questions for key in answer_keys(question)]
    note: Schema = {"type": "string", "maxLength": MAX_ANSWER_NOTE}
    return {
        "answers": {
            "description": words("assistant.answers"),
            "type": "object",
            "properties": {q.id: _answer_form(q, phrases) for q in pack.questions},
            "additionalProperties": False,
        },
        "title": _text_form(words("assistant.title"), MAX_TITLE),
        "notes": _text_form(words("assistant.notes"), MAX_NOTES),
        "answer_notes": {
            "description": words("assistant.answer-notes"),
            "type": "object",
            "propertyNames": {"enum": keys},
            "additionalProperties": note,
        },
    }


def _answer_form(question: Question, phrases: Phrases) -> Schema:
    """Return the schema of the answer to a question."""
    asked = phrases.text(question.text)
    options = [option.id for option in question.options]
    if question.kind == "grid":
        holders = {"enum": [holder.id for holder in question.holders]}
        return {
            "description": phrases.words("assistant.stated", question=asked),
            "type": "object",
            "properties": dict.fromkeys(options, holders),
            "additionalProperties": False,
        }
    if question.kind == "choose-one":
        return {"description": asked, "enum": options}
    if question.theme == RECOGNITION:
        asked = phrases.words("assistant.recognized", question=asked)
    most = {"maxItems": question.maximum} if question.maximum else {}
    return {
        "description": asked,
        "type": "array",
        "items": {"enum": options},
        "uniqueItems": True,
        **most,
    }


def _text_form(text: str, most: int) -> Schema:
    return {"description": text, "type": "string", "maxLength": most}


def _models_told(phrases: Phrases) -> str:
    pairs = (f"{model.id} ({phrases.numbered(model)})" for model in phrases.pack.models)
    return ", ".join(pairs)


def _model(phrases: Phrases) -> Mapping[str, Schema]:
    words = phrases.words
    sections = section_names(OF_MODEL, words)
    return {
        "model": {
            "description": words("assistant.model", models=_models_told(phrases)),
            "type": ["string", "integer"],
        },
        "section": {
            "description": words("assistant.section", sections=sections),
            "type": "string",
        },
    }


def _models(phrases: Phrases) -> Mapping[str, Schema]:
    told = phrases.words("assistant.models", models=_models_told(phrases))
    return {
        "models": {
            "description": told,
            "type": "array",
            "items": {"type": ["string", "integer"]},
            "minItems": _LEAST_COMPARED,
            "maxItems": len(phrases.pack.models),
        }
    }


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("questionnaire", "questions", _nothing, (), (), _questionnaire),
        Tool("recommend", "recommendation", _situation, ("answers",), _SITUATION, _recommend),
        Tool(
            "what_would_change",
            "what-would-change",
            _situation,
            ("answers",),
            _SITUATION,
            _what_would_change,
        ),
        Tool("show_model", "show-section", _model, ("model",), ("model", "section"), _show_model),
        Tool("compare_models", "compare", _models, ("models",), ("models",), _compare_models),
    )
}
"""Every tool, by its name: a new one is an entry here, and its words."""
