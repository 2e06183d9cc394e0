"""The texts that a first screen shows, and how long they may be: check holds a pack to it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import GATE, Model, Pack, Text

MAX_TEXT = 160
"""Characters of a sentence among others."""
MAX_ALONE = 220
"""Characters of what a refusal says: its screen has room for more."""


class Shown(NamedTuple):
    """A text that a first screen shows: its file, its place there, how long it may be."""

    file: str
    path: str
    text: Text
    most: int = MAX_TEXT


def check_screen_texts(pack: Pack, findings: Mapping[str, Findings]) -> None:
    """Report the texts that are too long for a first screen."""
    for shown in (*_of_pack(pack), *(text for model in pack.models for text in _of_model(model))):
        found = findings.get(shown.file)
        for lang, text in shown.text.items() if found else ():
            if found is not None and len(" ".join(text.split())) > shown.most:
                found.report(f"{shown.path}.{lang}", "long-for-screen", most=shown.most)


def _of_pack(pack: Pack) -> Iterator[Shown]:
    for line in pack.last_lines:
        yield Shown("pack.yaml", f"last_lines[{line.id}].remedy", line.remedy)
    for contradiction in pack.contradictions:
        yield Shown("pack.yaml", f"contradictions[{contradiction.id}].text", contradiction.text)
    for deciding in pack.deciding:
        yield Shown("pack.yaml", f"deciding[{deciding.id}].text", deciding.text)
        for number, side in enumerate(deciding.sides, 1):
            yield Shown("pack.yaml", f"deciding[{deciding.id}].sides[{number}].means", side.means)
    for question in pack.questions:
        for option in question.options if question.theme == GATE else ():
            path = f"[{question.id}].options[{option.id}].refuses"
            if option.refuses:
                because, instead = option.refuses.because, option.refuses.instead
                yield Shown("questions.yaml", f"{path}.because", because, MAX_ALONE)
                yield Shown("questions.yaml", f"{path}.instead", instead, MAX_ALONE)


def _of_model(model: Model) -> Iterator[Shown]:
    file = f"models/{model.id}.yaml"
    yield Shown(file, "summary", model.summary)
    for number, phase in enumerate(model.phases, 1):
        yield Shown(file, f"phases[{number}]", phase)
    for number, wording in enumerate(model.wording, 1):
        yield Shown(file, f"wording[{number}].text", wording.text)
    for condition in model.conditions:
        yield Shown(file, f"conditions[{condition.id}].text", condition.text)
        yield Shown(file, f"conditions[{condition.id}].remedy", condition.remedy)
    for criterion in model.criteria:
        yield Shown(file, f"criteria[{criterion.id}].because", criterion.because)
