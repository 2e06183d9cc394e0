"""JSON forms of what the pack holds.

Keys are a contract: added, never changed, within a format number.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

from concertation_cli import __version__
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.records import (
    Answers,
    Case,
    Cited,
    Condition,
    Criterion,
    Model,
    Pathway,
    Question,
    Source,
    Text,
)
from concertation_cli.phrases.commands import reading
from concertation_cli.phrases.pack import Phrases

if TYPE_CHECKING:
    from concertation_cli.engine.compare import Row
    from concertation_cli.engine.evaluate import Evaluation, FieldEvaluation, Section
    from concertation_cli.engine.prove import Verification
    from concertation_cli.knowledge.search import Found
    from concertation_cli.render.json import types

FORMAT: Final = 2
Json = Mapping[str, Any]
"""A document, whichever it is; what each holds stands in `json.types`."""


def dumps(document: Mapping[str, object]) -> bytes:
    """Return UTF-8 JSON, the same everywhere: no NaN, LF, a final newline.

    One line by key, and by item of a list: it reads well line by line, and the standard
    library writes each line ten times faster than a fully indented document.
    """
    lines = ",\n".join(f"  {_line(key)}: {_entry(value)}" for key, value in document.items())
    return f"{{\n{lines}\n}}\n".encode("utf-8", "backslashreplace")


def _entry(value: object) -> str:
    if not isinstance(value, list) or not value:
        return _line(value)
    return "[\n" + ",\n".join(f"    {_line(item)}" for item in value) + "\n  ]"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def fields(record: NamedTuple) -> dict[str, Any]:
    """Return a record whose fields are the keys of its JSON, with tuples as lists."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in record._asdict().items()
    }


class JsonForms:
    """The JSON of each command, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._pack = phrases.pack
        self._phrases = phrases
        self._lang = phrases.lang

    def _text(self, text: Text) -> str:
        return text[self._lang]

    def _source(self, source: Source) -> "types.Source":
        section = self._pack.sections[source.section]
        return {"section": self._text(section), "pages": source.pages}

    def head(self) -> "types.Head":
        """Return the opening of every JSON document."""
        pack = self._pack
        return {
            "format": FORMAT,
            "tool": {"name": "concertation", "version": __version__},
            "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
            "lang": self._lang,
        }

    def _in(self, model: Model, text: Text, section: str) -> "types.Told":
        return {"text": self._text(text), "source": self._source(model.source(section))}

    def _cited(self, cited: Cited) -> "types.Cited":
        return {
            "id": cited.id,
            "text": self._text(cited.text),
            "source": self._source(cited.source),
        }

    def _concertation(self, model: Model) -> "types.Concertation":
        return {
            "kind": model.concertation.kind,
            **self._in(model, model.concertation.text, "concertation"),
        }

    def _silent(self, model: Model) -> "list[types.Silence]":
        return [{"theme": s.theme, "because": self._text(s.because)} for s in model.silent]

    def _phases(self, model: Model) -> "list[types.Phase]":
        return [
            {"number": number, **self._in(model, text, "phases")}
            for number, text in enumerate(model.phases, 1)
        ]

    @staticmethod
    def _cycle(model: Model) -> "types.Cycle | None":
        return {"from": model.cycle.last, "to": model.cycle.first} if model.cycle else None

    def _partners(self, model: Model) -> "list[types.Partner]":
        return [
            {
                "id": partner.id,
                "name": self._text(partner.name),
                "category": partner.category or None,
                "role": self._text(partner.role),
                "source": self._source(model.source("partners")),
            }
            for partner in model.partners
        ]

    def _takes(self, model: Model) -> "list[types.Demand]":
        return [
            {
                "about": demand.about,
                "text": self._text(demand.text),
                "basis": demand.basis,
                "source": self._source(model.source(demand.source)),
            }
            for demand in model.takes
        ]

    def _challenge(self, model: Model, challenge_id: str) -> "types.Challenge":
        challenge = model.challenge(challenge_id)
        return {
            "id": challenge.id,
            "phase": challenge.phase,
            **self._in(model, challenge.text, "challenges"),
            "help": list(challenge.help),
        }

    def _pathway(
        self, model_id: str, pathway_id: str, way: 'Literal["arriving", "leaving"] | None' = None
    ) -> "types.Pathway":
        model = self._pack.model(model_id)
        pathway: Pathway = next(p for p in model.pathways if p.id == pathway_id)
        name: types.PathwayName = {"id": f"{model_id}/{pathway.id}"}
        if way:
            name["way"] = way
        return {
            **name,
            "from": pathway.origin,
            "to": pathway.to,
            "trigger": self._text(pathway.trigger),
            "basis": pathway.basis,
            "source": self._source(model.source(pathway.source)),
        }

    # -- show ------------------------------------------------------------------------

    def model(self, model: Model) -> Json:
        """Return all that the pack says of a model; a caller may pick some of its keys."""
        return self._model(model)

    def _model(self, model: Model) -> "types.Show":
        return {
            **self.head(),
            "id": model.id,
            "number": model.number,
            "name": self._text(model.name),
            "aliases": list(model.aliases[self._lang]),
            "pages": model.pages,
            "summary": self._text(model.summary),
            "portrait": self._portrait(model),
            "definition": self._in(model, model.definition, "definition"),
            "concertation": self._concertation(model),
            "context": self._texts(model, model.context, "context"),
            "complementarities": self._texts(model, model.complementarities, "complementarities"),
            "added_values": {
                "main": self._texts(model, model.added_values.main, "added-values"),
                "secondary": self._texts(model, model.added_values.secondary, "added-values"),
            },
            "phases": self._phases(model),
            "cycle": self._cycle(model),
            "partners": self._partners(model),
            "successes": self._texts(model, model.successes, "successes"),
            "challenges": [self._challenge(model, c.id) for c in model.challenges],
            "lessons": self._texts(model, model.lessons, "lessons"),
            "cases": [self._shown_by(case) for case in self._pack.cases_of(model.id)],
            "conditions": [self._required(model, r) for r in model.conditions],
            "roles": [
                {
                    "id": r.role,
                    "phase": r.phase,
                    "basis": r.basis,
                    **self._in(model, r.text, r.source),
                }
                for r in model.roles
            ],
            "takes": self._takes(model),
            "risks": [
                {**self._challenge(model, c.id), "when": {k: list(v) for k, v in c.when.items()}}
                for c in model.challenges
                if c.when
            ],
            "criteria": [self._criterion(model, c) for c in model.criteria],
            "pathways": [self._pathway(m, p) for m, p in self._pack.pathways_of(model.id)],
            "convener_only": [self._in(model, a.text, a.source) for a in model.convener_only],
            "silent": self._silent(model),
        }

    def _portrait(self, model: Model) -> "types.Portrait | None":
        portrait = model.portrait
        if portrait is None:
            return None
        return {
            "label": self._text(portrait.label),
            "text": self._text(portrait.text),
            "basis": portrait.basis,
            "sources": [self._source(model.source(section)) for section in portrait.sources],
        }

    def _shown_by(self, case: Case) -> "types.CaseOfModel":
        return {
            "id": case.id,
            "name": self._text(case.name),
            "text": self._text(case.summary),
            "source": self._source(case.source) if case.source else None,
        }

    def _required(self, model: Model, condition: Condition) -> "types.Condition":
        return {
            "id": condition.id,
            "essential": condition.essential,
            "phase": condition.phase,
            "question": condition.question,
            "when": {key: list(options) for key, options in condition.when.items()},
            "basis": condition.basis,
            "remedy": self._text(condition.remedy),
            **self._in(model, condition.text, condition.source),
        }

    def _criterion(self, model: Model, criterion: Criterion) -> "types.Criterion":
        inferred_from = criterion.inferred_from
        return {
            "id": f"{model.id}/{criterion.id}",
            "question": criterion.question,
            "options": list(criterion.options),
            "points": criterion.points,
            "basis": criterion.basis,
            "inferred_from": self._text(inferred_from) if inferred_from else None,
            **self._in(model, criterion.because, criterion.source),
        }

    def _texts(self, model: Model, texts: Iterable[Text], section: str) -> "list[types.Told]":
        return [self._in(model, text, section) for text in texts]

    # -- the other commands ----------------------------------------------------------

    def models(self) -> "types.List":
        """Return the models, a line each."""
        return {
            **self.head(),
            "models": [
                {
                    "id": model.id,
                    "number": model.number,
                    "name": self._text(model.name),
                    "summary": self._text(model.summary),
                    "concertation": model.concertation.kind,
                    "pages": model.pages,
                    "cases": len(self._pack.cases_of(model.id)),
                }
                for model in self._pack.models
            ],
        }

    def cases(self, cases: Sequence[Case]) -> "types.Cases":
        """Return cases, whole."""
        return {**self.head(), "cases": [self._case(case) for case in cases]}

    def case(self, case: Case) -> "types.Case":
        """Return one case, whole."""
        return {**self.head(), **self._case(case)}

    def _case(self, case: Case) -> "types.CaseBody":
        questions = self._pack.questions
        return {
            "id": case.id,
            "name": self._text(case.name),
            "text": self._text(case.summary),
            "origin": case.origin,
            "source": self._source(case.source) if case.source else None,
            "codings": [nested(coding, questions) for coding in case.codings],
            "from_model": nested(case.from_model, questions),
            "expected": case.expected,
        }

    def questions(self) -> "types.Questions":
        """Return the questionnaire."""
        return {
            **self.head(),
            "themes": [
                {"id": theme_id, "label": self._text(theme.label)}
                for theme_id, theme in self._pack.themes.items()
            ],
            "questions": [self._question(question) for question in self._pack.questions],
        }

    def _question(self, question: Question) -> "types.QuestionRow":
        return {
            "id": question.id,
            "theme": question.theme,
            "kind": question.kind,
            "maximum": question.maximum or None,
            "quick": question.quick,
            "text": self._text(question.text),
            "why": self._text(question.why),
            "options": [
                {
                    "id": option.id,
                    "label": self._text(option.label),
                    "means": self._text(option.means),
                    "none": option.none,
                    "refuses": option.refuses is not None,
                }
                for option in question.options
            ],
            "holders": [
                {"id": holder.id, "label": self._text(holder.label)} for holder in question.holders
            ],
        }

    def when(
        self, model: Model, shortest: Answers | None, recognized: Answers | None
    ) -> "types.When":
        """Return the shortest situations that call for a model, and its must-haves."""
        whole = self._model(model)
        return {
            **self.head(),
            "model": model.id,
            "number": model.number,
            "name": self._text(model.name),
            "shortest": None if shortest is None else nested(shortest, self._pack.questions),
            "recognized": None if recognized is None else nested(recognized, self._pack.questions),
            "must_haves": whole["conditions"],
            "for": [c for c in whole["criteria"] if c["points"] > 0],
            "against": [c for c in whole["criteria"] if c["points"] < 0],
        }

    def compare(self, models: Sequence[Model], rows: "Sequence[Row]") -> "types.Compare":
        """Return models side by side, the questions on which they differ first."""
        return {
            **self.head(),
            "models": [
                {
                    "id": model.id,
                    "number": model.number,
                    "name": self._text(model.name),
                    "concertation": model.concertation.kind,
                    "phases": len(model.phases),
                    "cycle": self._cycle(model),
                    "partners": [partner.id for partner in model.partners],
                    "essential": [r.id for r in model.conditions if r.essential],
                }
                for model in models
            ],
            "rows": [
                {
                    "question": row.question,
                    "same": row.same,
                    "options": [list(options) for options in row.options],
                }
                for row in rows
            ],
        }

    def found(self, words: str, found: "Found") -> "types.Search":
        """Return the meanings and the places of words; else, words that are like them."""
        return {
            **self.head(),
            "words": words,
            "definitions": [
                {
                    "term": self._text(meaning.term),
                    "text": self._text(meaning.text),
                    "source": self._source(meaning.source),
                }
                for meaning in found.meanings
            ],
            "results": [
                {
                    "kind": placed.kind,
                    "id": placed.id or None,
                    "part": placed.part or None,
                    "text": self._text(placed.text),
                    "command": reading(self._phrases, placed) or None,
                }
                for placed in found.results
            ],
            "near": list(found.near),
        }

    def evaluation(self, result: "Evaluation") -> "types.Evaluation":
        """Return the results of the rules on cases."""
        return {
            **self.head(),
            "own_paragraph": _section(result.own_paragraph),
            "with_model": _section(result.with_model) if result.with_model else None,
            "near_misses": _section(result.near_misses) if result.near_misses else None,
            "field": _field(result.field) if result.field else None,
        }

    def check(self, verification: "Verification", field: int) -> "types.Check":
        """Return the findings on a valid pack, and the situations that show them."""
        from concertation_cli.knowledge.counts import pack_counts  # the checks

        pack = self._pack
        return {
            **self.head(),
            "valid": True,
            "problems": [],
            "counts": cast("types.Counts", fields(pack_counts(pack, field))),
            "witnesses": {m: nested(a, pack.questions) for m, a in verification.witnesses.items()},
            "recognized": {
                m: nested(a, pack.questions) for m, a in verification.recognized.items()
            },
            "shown": {c: nested(a, pack.questions) for c, a in verification.shown.items()},
            "settled": {q: nested(a, pack.questions) for q, a in verification.settled.items()},
            "unproven": list(verification.unproven),
        }

    def version(self) -> "types.Version":
        """Return which program and which pack these are, and what they run on."""
        pack = self._pack
        citation = pack.citation
        return {
            **self.head(),
            "python": ".".join(map(str, sys.version_info[:3])),
            "system": sys.platform,
            "independence": self._text(pack.independence),
            "citation": {
                "author": citation.author,
                "title": citation.title,
                "year": citation.year,
            },
        }

    def schemas(self, names: Iterable[str]) -> "types.Schema":
        """Return the schemas that there are, by name."""
        words = self._phrases.words
        listed: list[types.SchemaName] = [{"name": n, "text": words(f"schema.{n}")} for n in names]
        return {**self.head(), "schemas": listed}


def _figures(section: "Section") -> "types.Figures":
    return {
        "models": cast("types.Tally", fields(section.models)),
        "refusals": cast("types.Refusals", fields(section.refusals)),
    }


def _section(section: "Section") -> "types.Section":
    return {
        **_figures(section),
        "misses": [cast("types.Miss", fields(miss)) for miss in section.misses],
    }


def _by(sections: Mapping[str, "Section"]) -> "dict[str, types.Figures]":
    return {key: _figures(section) for key, section in sections.items()}


def _field(field: "FieldEvaluation") -> "types.FieldEvaluation":
    alone = field.recognition_alone
    return {
        "initiatives": field.initiatives,
        "left_out": field.left_out,
        **_section(field.whole),
        "by_set": {
            name: {**_figures(part.whole), "by_coder": _by(part.by_coder)}
            for name, part in field.by_set.items()
        },
        "by_coder": _by(field.by_coder),
        "by_language": _by(field.by_language),
        "quick": _figures(field.quick),
        "answers_alone": _figures(field.answers_alone),
        "recognition_alone": _figures(alone) if alone else None,
        "among_shown": cast("types.Shown", fields(field.among_shown))
        if field.among_shown
        else None,
        "agreement": {
            question: cast("types.Agreement", fields(agreement))
            for question, agreement in field.agreement.items()
        },
    }


def invalid_pack(lang: str, problems: Sequence[str]) -> "types.Check":
    """Return the problems of a pack too flawed to be built."""
    return {
        "format": FORMAT,
        "tool": {"name": "concertation", "version": __version__},
        "pack": None,
        "lang": lang,
        "valid": False,
        "problems": list(problems),
        "counts": None,
        "witnesses": None,
        "recognized": None,
        "shown": None,
        "settled": None,
        "unproven": None,
    }
