"""A pack's files: read and checked as a whole, and compiled for a faster start."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from concertation_cli.errors import PackError, Problem
from concertation_cli.knowledge import records
from concertation_cli.knowledge.answers import nested, read_answers
from concertation_cli.knowledge.compiled import (
    MODEL_FILE,
    PACK_FILE,
    QUESTIONS_FILE,
    Plain,
    build,
    every_question,
)
from concertation_cli.knowledge.fields import FieldType, Record, fields_of
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse, read_bytes

CASE_FILE = Record(dict, fields_of(records.Case, {"id"}))
MAX_FILES = 500
_QUESTIONS = ("questions.yaml", r"|.*\]|.*\.(?:id|options|holders)")
_MADE = ("pack.yaml", r"recognition|(?:last_lines|deciding)(?:\[[^\]]*\](?:\.(?:id|sides.*))?)?")
_NAMED_IN = {
    "unknown-section": (("pack.yaml", "|sections"),),
    "unknown-theme": (("pack.yaml", "|themes"),),
    "unknown-kind": (("pack.yaml", "|concertation_kinds"),),
    "unknown-category": (("pack.yaml", "|categories"),),
    "unknown-end": (("pack.yaml", "|states"),),
    "unknown-question": (_QUESTIONS, _MADE),
    "unknown-option": (_QUESTIONS, _MADE),
    "unknown-role": (_QUESTIONS,),
    "unknown-row": (_QUESTIONS,),
    "unknown-partner": (("", r"|partners|partners\[[^\]]*\](?:\.id)?"),),
}
"""By problem, where the names stand that it knows: files (this one if none), and their places.

What could not be read there may hold the name: then the problem is only a consequence.
"""


class PackFiles(NamedTuple):
    """A pack as its files tell it: built even when flawed, with all that is wrong."""

    pack: records.Pack | None
    problems: tuple[Problem, ...]
    findings: Mapping[str, Findings] = MappingProxyType({})
    plain: Plain | None = None


def load_folder(folder: Path) -> records.Pack:
    """Return the pack that a folder of YAML files holds.

    Raises:
        PackError: With every problem found.
    """
    files = inspect_folder(folder)
    if files.problems or files.pack is None:
        raise PackError(*files.problems)
    return files.pack


def inspect_folder(folder: Path) -> PackFiles:
    """Return the pack of a folder and every problem in it, form first, meaning after."""
    from concertation_cli.knowledge.check import check_pack  # not at start-up

    if not os.path.isdir(folder):  # noqa: PTH112  # answers no to a name too long
        return PackFiles(None, (Problem(str(folder), "pack-not-folder"),))
    findings: dict[str, Findings] = {}
    plain = _read_plain(folder, findings)
    if plain is None:
        return PackFiles(None, _sorted_problems(findings))
    pack = build(plain, digest(plain))
    for found in findings.values():
        found.begin_checks()
    check_pack(pack, findings)
    return PackFiles(pack, _sorted_problems(findings), findings, plain)


def _sorted_problems(findings: dict[str, Findings]) -> tuple[Problem, ...]:
    return tuple(
        problem
        for found in findings.values()
        for problem in found.problems
        if not _is_consequence(problem, found, findings)
    )


def _is_consequence(problem: Problem, found: Findings, findings: dict[str, Findings]) -> bool:
    """Whether a problem may come only from names that could not be read, which is told."""
    return any(
        findings.get(file, found).has_invalid(places)
        for file, places in _NAMED_IN.get(problem.code, ())
    )


def _read_plain(folder: Path, findings: dict[str, Findings]) -> Plain | None:
    root = _read_tree(folder, "pack.yaml", (), findings)
    if root is None:
        return None
    found = findings["pack.yaml"]
    found.languages = languages = _languages(root)
    whole = PACK_FILE.read(root, "", found)
    if not languages:  # every text would seem flawed: tell only what is wrong with them
        told = found.problems
        told[:] = [problem for problem in told if ": " not in problem.place][:1] or [
            problem for problem in told if problem.place.endswith(": languages")
        ]
        return None
    questions = _read_file(folder, "questions.yaml", QUESTIONS_FILE, languages, findings)
    models = []
    names = files_of(folder, "models", findings)
    for name in names:
        model = _read_file(folder, name, MODEL_FILE, languages, findings)
        if model is not None:
            models.append(model)
            if model["id"] and model["id"] != Path(name).stem:
                values = {"value": model["id"], "stem": Path(name).stem}
                findings[name].report("id", "id-not-file-name", **values)
    if not models and "models" not in findings:
        findings["models"] = Findings("models")
        findings["models"].report("", "no-models")
    if questions is None or not models:
        return None
    models.sort(key=lambda model: (model["number"], model["id"]))
    records = every_question(
        QUESTIONS_FILE.build(questions),
        PACK_FILE.build(whole),
        tuple(MODEL_FILE.build(model) for model in models),
    )
    records = _with_files(records, [Path(name).stem for name in names])
    cases = []
    for name in files_of(folder, "cases", findings):
        case = _read_case(folder, name, languages, records, findings)
        if case is not None:
            cases.append(case)
    return {"pack": whole, "questions": questions, "models": models, "cases": cases}


def _with_files(
    questions: Sequence[records.Question], stems: Iterable[str]
) -> tuple[records.Question, ...]:
    """Return the questions, where a model may be recognized by the name of its file too.

    What keeps a model from being known there is told of its own file, not of every case.
    """

    def widened(question: records.Question) -> records.Question:
        known = {option.id for option in question.options}
        more = (records.Option(stem, {}, {}) for stem in stems if stem not in known)
        return question._replace(options=(*question.options, *more))

    return tuple(widened(q) if q.theme == records.RECOGNITION else q for q in questions)


def _languages(root: Node) -> tuple[str, ...]:
    """Return the languages that pack.yaml declares; its problems are reported later."""
    node = root.value.get("languages") if isinstance(root.value, dict) else None
    if node is None:
        return ()
    declared = PACK_FILE.fields["languages"].type.read(node, "", Findings(""))
    return tuple(lang for lang in declared if lang)


def files_of(folder: Path, part: str, findings: dict[str, Findings]) -> list[str]:
    """Return the files of a part of a pack, in order; report those that no one would read.

    They are named otherwise, or beyond the most that are read, or their folder cannot be listed.
    """
    try:
        paths = sorted(path.relative_to(folder) for path in (folder / part).iterdir())
    except FileNotFoundError:
        return []
    except OSError:
        findings[part] = Findings(part)
        findings[part].report("", "file-unreadable")
        return []
    for path in paths:
        if path.suffix != ".yaml" and path.suffix.lower() in {".yml", ".yaml"}:
            name = path.as_posix()
            findings[name] = Findings(name)
            findings[name].report("", "file-ending", name=f"{path.stem}.yaml")
    names = [path.as_posix() for path in paths if path.suffix == ".yaml"]
    if len(names) > MAX_FILES:
        findings[part] = Findings(part)
        findings[part].report("", "too-many-files", most=MAX_FILES, count=len(names))
    return names[:MAX_FILES]


def _read_tree(
    folder: Path, name: str, languages: tuple[str, ...], findings: dict[str, Findings]
) -> Node | None:
    findings[name] = Findings(name, languages)
    try:
        return parse(read_bytes(str(folder / name)))
    except TreeError as error:
        findings[name].problems.append(error.problem(name))
        return None


def _read_file(
    folder: Path,
    name: str,
    file: FieldType,
    languages: tuple[str, ...],
    findings: dict[str, Findings],
) -> Any:  # noqa: ANN401  # plain values
    root = _read_tree(folder, name, languages, findings)
    return None if root is None else file.read(root, "", findings[name])


def _read_case(
    folder: Path,
    name: str,
    languages: tuple[str, ...],
    questions: tuple[records.Question, ...],
    findings: dict[str, Findings],
) -> Plain | None:
    found: Plain | None = _read_file(folder, name, CASE_FILE, languages, findings)
    if found is None:
        return None
    report = findings[name]
    codings = [
        read_answers(coding, questions, report, f"codings[{number}]")
        for number, coding in enumerate(found["codings"], 1)
    ]
    further = found.pop("from_model", None) or Node({})
    answers = read_answers(further, questions, report, "from_model")
    for key in answers:
        if codings and all(key in coding for coding in codings):
            report.report(f"from_model.{key}", "answered-twice", value=key)
    found["id"] = Path(name).stem
    found["codings"] = [nested(coding, questions) for coding in codings]
    found["from_model"] = nested(answers, questions)
    return found


def digest(plain: Plain) -> str:
    """Return a fingerprint of all that the pack says: 16 hexadecimal digits of SHA-256."""
    import hashlib  # a compiled pack carries its digest

    themes = list(plain["pack"]["themes"])  # their order is that of the screens
    text = json.dumps([themes, plain], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compile_folder(folder: Path) -> bytes:
    """Return the compiled form of a folder's pack, for a faster start.

    Raises:
        PackError: With every problem found.
    """
    files = inspect_folder(folder)
    if files.problems or files.pack is None or files.plain is None:
        raise PackError(*files.problems)
    compiled = {"digest": files.pack.digest, **files.plain}
    return json.dumps(compiled, ensure_ascii=False, separators=(",", ":")).encode()
