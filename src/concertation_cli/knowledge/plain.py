"""The plain form of a pack: text, numbers, lists and mappings.

A pack's YAML files are read into it; a compiled pack is it, written as JSON. Records are
built from it alike, so that both give the same pack.
"""

import json
from typing import Any

from concertation_cli.knowledge import pack as p
from concertation_cli.knowledge import schema

Plain = dict[str, Any]

NO_MODEL = "none"
"""What a case expects when no model should be called for."""


def build(plain: Plain, fingerprint: str) -> p.Pack:
    """Return the pack that a plain form tells."""
    whole = schema.PACK_FILE.build(plain["pack"])
    questions = schema.QUESTIONS_FILE.build(plain["questions"])
    return p.Pack(
        **whole,
        digest=fingerprint,
        questions=questions,
        models=tuple(schema.MODEL_FILE.build(model) for model in plain["models"]),
        cases=tuple(_build_case(case) for case in plain["cases"]),
    )


def _build_case(plain: Plain) -> p.Case:
    source = plain.get("source")
    situation = plain["situation"]
    return p.Case(
        id=plain["id"],
        name=plain["name"],
        summary=plain["summary"],
        origin=plain["origin"],
        situation=p.Situation(situation["title"], situation["notes"], _flat(situation["answers"])),
        from_model=_flat(plain["from_model"]),
        expected=None if plain["expected"] == NO_MODEL else plain["expected"],
        source=None if source is None else schema.FULL_SOURCE.build(source),
    )


def _flat(plain: Plain) -> p.Answers:
    """Return answers as the engine takes them; the reverse of `situation.nested`."""
    answers: dict[str, tuple[str, ...]] = {}
    for key, value in plain.items():
        if isinstance(value, dict):
            answers |= {f"{key}.{row}": (holder,) for row, holder in value.items()}
        else:
            answers[key] = (value,) if isinstance(value, str) else tuple(value)
    return answers


def load_compiled(data: bytes) -> p.Pack:
    """Return the pack that `compile_folder` wrote."""
    plain = json.loads(data)
    return build(plain, plain.pop("digest"))
