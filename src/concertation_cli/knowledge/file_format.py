"""The files of a pack, key by key. The one description of their form."""

from concertation_cli.knowledge import records
from concertation_cli.knowledge.fields import (
    Aliases,
    Bilingual,
    Field,
    Flag,
    Items,
    Line,
    Nullable,
    OneOf,
    Points,
    Raw,
    Record,
    Table,
    Whole,
    Word,
)

_LANGUAGE = r"[a-z]{2,3}\Z"
_PAGES = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,3})?\Z"
_PLACE = r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?\Z"
_MAX_POINTS = 3
_MAX_RECOGNIZED = 99
_MAX_LAST_LINES = 6
_MAX_DEMANDS = 5
_MAX_MANDATE = 10
_MAX_OPTIONS = 20
"""Of a question: sets of three are tried one by one, and their number grows with the cube."""

TEXT = Bilingual()
TEXTS = Items(TEXT)
ID = Word()
PAGES = Word(_PAGES, "bad-pages")
QUESTION_ID = Word(_PLACE, "bad-id")
KIND = OneOf("choose-one", "choose-many", "grid")
BASIS = OneOf("stated", "inferred")
DEMAND = OneOf(*records.DEMANDS)
PATHWAY_BASIS = OneOf("stated", "case")
ORIGIN = OneOf("report", "ours")

FULL_SOURCE = Record(records.Source, {"section": Field(ID), "pages": Field(Nullable(PAGES))})
CITED = Record(records.Cited, {"id": Field(ID), "text": Field(TEXT), "source": Field(FULL_SOURCE)})

STATE = OneOf("in-place", "under-way", "not-yet")
OPTIONS_BY_QUESTION = Table(Items(ID), key=QUESTION_ID, code="expected-by-question")

LANGUAGE = Word(_LANGUAGE, "bad-language")
LANGUAGES = Items(LANGUAGE)

PACK_FILE = Record(
    dict,
    {
        "id": Field(ID),
        "version": Field(Line()),
        "languages": Field(LANGUAGES),
        "name": Field(TEXT),
        "citation": Field(
            Record(
                records.Citation,
                {
                    "title": Field(Line()),
                    "author": Field(Line()),
                    "year": Field(Whole(1, 9999, such_as=2024)),
                    "isbn": Field(Line(), optional=True),
                },
            )
        ),
        "independence": Field(TEXT),
        "convener": Field(
            Record(records.Convener, {"name": Field(Line()), "short": Field(Line())}), optional=True
        ),
        "themes": Field(Table(Record(records.Theme, {"label": Field(TEXT)}))),
        "limits": Field(Record(records.Limits, {"lead": Field(Whole(0, 1000))})),
        "refusal": Field(Record(records.RefusalLabel, {"label": Field(TEXT)})),
        "concertation_kinds": Field(Table(TEXT)),
        "categories": Field(Table(TEXT)),
        "states": Field(Table(TEXT)),
        "sections": Field(Table(TEXT)),
        "definition": Field(
            Record(records.Cited, {"text": Field(TEXT), "source": Field(FULL_SOURCE)})
        ),
        "glossary": Field(
            Items(
                Record(
                    records.Term,
                    {
                        "id": Field(ID),
                        "term": Field(TEXT),
                        "text": Field(TEXT),
                        "source": Field(FULL_SOURCE),
                    },
                )
            )
        ),
        "definition_notes": Field(Items(CITED, least=0)),
        "method": Field(Items(CITED, least=0)),
        "caveats": Field(Items(CITED, least=0)),
        "about": Field(Items(CITED, least=0)),
        "contradictions": Field(
            Items(
                Record(
                    records.Contradiction,
                    {"id": Field(ID), "when": Field(OPTIONS_BY_QUESTION), "text": Field(TEXT)},
                )
            ),
            optional=True,
        ),
        "recognition": Field(
            Record(
                records.Recognition,
                {
                    "text": Field(TEXT),
                    "why": Field(TEXT),
                    "none": Field(TEXT, attribute="nothing"),
                    "first": Field(Whole(1, _MAX_RECOGNIZED, such_as=12)),
                    "second": Field(Whole(0, _MAX_RECOGNIZED, such_as=6)),
                },
            ),
            optional=True,
        ),
        "last_lines": Field(
            Items(
                Record(
                    records.LastLine,
                    {
                        "id": Field(ID),
                        "label": Field(TEXT),
                        "text": Field(TEXT),
                        "refuses": Field(Flag()),
                        "asks_gate": Field(Flag(), optional=True),
                        "asks_which": Field(Flag(), optional=True),
                        "remedy": Field(TEXT),
                        "source": Field(FULL_SOURCE),
                    },
                ),
                most=_MAX_LAST_LINES,
            ),
            optional=True,
        ),
        "deciding": Field(
            Items(
                Record(
                    records.Deciding,
                    {
                        "id": Field(ID),
                        "text": Field(TEXT),
                        "why": Field(TEXT),
                        "sides": Field(
                            Items(
                                Record(
                                    records.Side,
                                    {
                                        "model": Field(ID),
                                        "label": Field(TEXT),
                                        "means": Field(TEXT),
                                        "source": Field(ID),
                                    },
                                ),
                                least=2,
                                most=4,
                            )
                        ),
                    },
                ),
                most=_MAX_OPTIONS,
            ),
            optional=True,
        ),
        "mandate": Field(
            Items(
                Record(
                    records.MandateLine,
                    {
                        "id": Field(ID),
                        "label": Field(TEXT),
                        "hint": Field(TEXT),
                        "answers": Field(Items(QUESTION_ID), optional=True),
                    },
                ),
                most=_MAX_MANDATE,
            ),
            optional=True,
            about="The lines of the draft mandate on the page for a meeting.",
        ),
        "field_note": Field(
            TEXT, optional=True, about="Who labelled and coded the field set, and what it is worth."
        ),
    },
)

OPTION = Record(
    records.Option,
    {
        "id": Field(ID),
        "label": Field(TEXT),
        "means": Field(TEXT),
        "none": Field(Flag(), optional=True),
        "neutral": Field(Flag(), optional=True),
        "in_forms": Field(Flag(), optional=True),
        "refuses": Field(
            Record(
                records.Refusal,
                {"because": Field(TEXT), "instead": Field(TEXT), "source": Field(FULL_SOURCE)},
            ),
            optional=True,
        ),
    },
)

QUESTION = Record(
    records.Question,
    {
        "id": Field(ID),
        "theme": Field(ID),
        "kind": Field(KIND),
        "text": Field(TEXT),
        "why": Field(TEXT),
        "maximum": Field(Whole(1, 9), optional=True, about="Most options that may be chosen."),
        "quick": Field(Flag(), optional=True),
        "holders": Field(
            Items(
                Record(
                    records.Holder, {"id": Field(ID), "label": Field(TEXT), "state": Field(STATE)}
                ),
                least=2,
                most=_MAX_OPTIONS,
            ),
            optional=True,
        ),
        "options": Field(Items(OPTION, least=2, most=_MAX_OPTIONS)),
    },
)

QUESTIONS_FILE = Items(QUESTION)

CYCLE = Record(
    records.Cycle,
    {
        "from": Field(Whole(1, 20), attribute="last"),
        "to": Field(Whole(1, 20), attribute="first"),
    },
)

MODEL_FILE = Record(
    records.Model,
    {
        "id": Field(ID),
        "number": Field(Whole(1, 99)),
        "pages": Field(PAGES),
        "name": Field(TEXT),
        "aliases": Field(Aliases()),
        "summary": Field(TEXT),
        "portrait": Field(
            Record(
                records.Portrait,
                {
                    "label": Field(TEXT),
                    "text": Field(TEXT),
                    "basis": Field(BASIS),
                    "sources": Field(Items(ID)),
                },
            ),
            optional=True,
        ),
        "definition": Field(TEXT),
        "concertation": Field(
            Record(records.Concertation, {"kind": Field(ID), "text": Field(TEXT)})
        ),
        "context": Field(TEXTS),
        "complementarities": Field(TEXTS),
        "added_values": Field(
            Record(records.AddedValues, {"main": Field(TEXTS), "secondary": Field(TEXTS)})
        ),
        "phases": Field(TEXTS),
        "cycle": Field(CYCLE, optional=True),
        "done": Field(
            Items(
                Record(
                    records.Done,
                    {"phases": Field(Items(Whole(1, 20))), "when": Field(OPTIONS_BY_QUESTION)},
                )
            ),
            optional=True,
            about="Which answers state that phases are behind.",
        ),
        "wording": Field(
            Items(
                Record(
                    records.Wording,
                    {
                        "when": Field(OPTIONS_BY_QUESTION),
                        "text": Field(TEXT),
                        "source": Field(ID),
                    },
                )
            ),
            optional=True,
            about="What to say where the source's wording does not fit an answer.",
        ),
        "partners": Field(
            Items(
                Record(
                    records.Partner,
                    {
                        "id": Field(ID),
                        "name": Field(TEXT),
                        "category": Field(ID, optional=True),
                        "phase": Field(Whole(1, 20), optional=True),
                        "joined": Field(OPTIONS_BY_QUESTION, optional=True),
                        "role": Field(TEXT),
                    },
                )
            )
        ),
        "successes": Field(TEXTS),
        "challenges": Field(
            Items(
                Record(
                    records.Challenge,
                    {
                        "id": Field(ID),
                        "phase": Field(Whole(1, 20)),
                        "text": Field(TEXT),
                        "when": Field(OPTIONS_BY_QUESTION, optional=True),
                        "help": Field(Items(ID), optional=True),
                    },
                )
            )
        ),
        "lessons": Field(TEXTS, optional=True),
        "convener_only": Field(
            Items(Record(records.Apart, {"text": Field(TEXT), "source": Field(ID)})), optional=True
        ),
        "conditions": Field(
            Items(
                Record(
                    records.Condition,
                    {
                        "id": Field(ID),
                        "phase": Field(Whole(1, 20)),
                        "essential": Field(Flag(), optional=True),
                        "question": Field(QUESTION_ID),
                        "when": Field(OPTIONS_BY_QUESTION, optional=True),
                        "text": Field(TEXT),
                        "remedy": Field(TEXT),
                        "basis": Field(BASIS),
                        "inferred_from": Field(TEXT, optional=True),
                        "source": Field(ID),
                    },
                )
            ),
            optional=True,
        ),
        "roles": Field(
            Items(
                Record(
                    records.Role,
                    {
                        "role": Field(ID),
                        "phase": Field(Whole(1, 20)),
                        "text": Field(TEXT),
                        "basis": Field(BASIS),
                        "inferred_from": Field(TEXT, optional=True),
                        "source": Field(ID),
                    },
                )
            ),
            optional=True,
        ),
        "takes": Field(
            Items(
                Record(
                    records.Demand,
                    {
                        "about": Field(DEMAND),
                        "text": Field(TEXT),
                        "basis": Field(BASIS),
                        "inferred_from": Field(TEXT, optional=True),
                        "source": Field(ID),
                    },
                ),
                most=_MAX_DEMANDS,
            ),
            optional=True,
        ),
        "criteria": Field(
            Items(
                Record(
                    records.Criterion,
                    {
                        "id": Field(ID),
                        "question": Field(ID),
                        "options": Field(Items(ID)),
                        "points": Field(Points(_MAX_POINTS)),
                        "because": Field(TEXT),
                        "basis": Field(BASIS),
                        "inferred_from": Field(TEXT, optional=True),
                        "source": Field(ID),
                    },
                )
            )
        ),
        "silent": Field(
            Items(Record(records.Silence, {"theme": Field(ID), "because": Field(TEXT)})),
            optional=True,
        ),
        "pathways": Field(
            Items(
                Record(
                    records.Pathway,
                    {
                        "id": Field(ID),
                        "origin": Field(ID),
                        "to": Field(ID),
                        "trigger": Field(TEXT),
                        "basis": Field(PATHWAY_BASIS),
                        "source": Field(ID),
                    },
                )
            ),
            optional=True,
        ),
    },
)

CASE_FILE = Record(
    dict,
    {
        "name": Field(TEXT),
        "summary": Field(TEXT),
        "source": Field(FULL_SOURCE, optional=True),
        "origin": Field(ORIGIN),
        "codings": Field(Items(Raw())),
        "from_model": Field(Raw(), optional=True),
        "expected": Field(ID),
    },
)
"""A case; its codings and its further answers are read by `situation`."""

FIELD_FILE = Record(
    dict,
    {
        "set": Field(Line()),
        "name": Field(Line()),
        "place": Field(Line()),
        "years": Field(Line()),
        "lang": Field(LANGUAGE),
        "url": Field(Line()),
        "situation": Field(Line()),
        "form_taken": Field(Line()),
        "labels": Field(Items(ID)),
        "codings": Field(Items(Raw())),
    },
)
"""An initiative of the field set; its codings are read by `situation`."""
