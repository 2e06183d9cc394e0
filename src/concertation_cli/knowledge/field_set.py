"""The field set: real initiatives outside the source, with labels and codings.

It is evidence about the rules, no part of the advice: `evaluate` and `check` alone read it,
and a pack's digest does not depend on it.
"""

from pathlib import Path
from typing import Any, NamedTuple

from concertation_cli.errors import PackError, Problem
from concertation_cli.knowledge.answers import read_answers, report_unknown
from concertation_cli.knowledge.fields import Record, fields_of
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.folder import files_of
from concertation_cli.knowledge.records import NO_MODEL, Answers, Initiative, Pack
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse, read_bytes

FIELD_FILE = Record(dict, fields_of(Initiative, {"id"}))
FOLDER = "field"
"""The folder of a pack that holds its field set, where it has one."""


class FieldFiles(NamedTuple):
    """A field set as its files tell it, with all that is wrong."""

    initiatives: tuple[Initiative, ...]
    problems: tuple[Problem, ...]


def load_field_set(pack_folder: Path, pack: Pack) -> tuple[Initiative, ...]:
    """Return the field set in a pack's folder; empty where it has none.

    Raises:
        PackError: With every problem found.
    """
    files = inspect_field_set(pack_folder, pack)
    if files.problems:
        raise PackError(*files.problems)
    return files.initiatives


def inspect_field_set(pack_folder: Path, pack: Pack) -> FieldFiles:
    """Return the field set in a pack's folder, and every problem in its files."""
    findings: dict[str, Findings] = {}
    initiatives = []
    for name in files_of(pack_folder, FOLDER, findings):
        found = findings[name] = Findings(name, pack.languages)
        try:
            root = parse(read_bytes(str(pack_folder / name)))
        except TreeError as error:
            found.problems.append(error.problem(name))
        else:
            initiatives.append(read_initiative(root, Path(name).stem, pack, found))
    problems = tuple(problem for found in findings.values() for problem in found.problems)
    return FieldFiles(tuple(initiatives), problems)


def read_initiative(root: Node, name: str, pack: Pack, findings: Findings) -> Initiative:
    """Return the initiative that a file holds; report what is wrong to `findings`.

    What it cites is held to the pack: its labels to the models, its codings to the questions.
    """
    plain: dict[str, Any] = FIELD_FILE.read(root, "", findings)
    known = (*(model.id for model in pack.models), NO_MODEL)
    for number, label in enumerate(plain["labels"], 1):
        if label and label not in known:
            report_unknown(findings, f"labels[{number}]", "unknown-model", label, known)
    return Initiative(
        id=name,
        **{key: value for key, value in plain.items() if isinstance(value, str)},
        labels=tuple(plain["labels"]),
        codings=tuple(
            _read_coding(coding, number, pack, findings)
            for number, coding in enumerate(plain["codings"], 1)
        ),
    )


def _read_coding(coding: Node, number: int, pack: Pack, findings: Findings) -> Answers:
    return read_answers(coding, pack.questions, findings, f"codings[{number}]")
