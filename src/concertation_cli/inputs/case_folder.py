"""A folder of cases, or of a field set: situations for which a model, or none, is expected."""

from pathlib import Path

from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.answers import read_answers, read_situation, report_unknown
from concertation_cli.knowledge.field_set import read_initiative
from concertation_cli.knowledge.findings import Findings, report_no_lines
from concertation_cli.knowledge.records import NO_MODEL, Case, Initiative, Pack
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse, read_bytes

MAX_CASES = 10_000
_FIELD_KEYS = frozenset({"labels"})
_SITUATION_KEYS = ("title", "notes", "answers", "answer_notes")
_CASE_KEYS = (
    "name", "summary", "source", "origin", "codings", "from_model", *_SITUATION_KEYS, "expected",
)  # fmt: skip


def load_cases(pack: Pack, folder: str) -> tuple[tuple[Case, ...], tuple[Initiative, ...]]:
    """Return the cases and the field set of a folder.

    A file with ``codings`` or ``labels`` is one of a field set; any other is a case file, or a
    situation that says what is expected.

    Raises:
        UsageError: With every problem found, or when there is no case.
    """
    root = Path(folder)
    try:
        found = list(root.iterdir())
    except (NotADirectoryError, FileNotFoundError):
        raise UsageError(Problem(folder, "not-a-folder")) from None
    except (OSError, ValueError):
        raise UsageError(Problem(folder, "file-unreadable")) from None
    paths = sorted(path for path in found if path.suffix in {".yaml", ".yml", ".json"})
    cases: list[Case] = []
    field: list[Initiative] = []
    problems: list[Problem] = []
    for path in paths[:MAX_CASES]:
        findings = Findings(str(path), pack.languages)
        node = _read_tree(path, findings)
        if node is not None and not _FIELD_KEYS.isdisjoint(node):
            field.append(read_initiative(Node(node), path.stem, pack, findings))
        elif node is not None:
            cases.append(_read_case(pack, path.stem, node, findings))
        problems += findings.problems
    if problems:
        raise UsageError(*problems)
    if not cases and not field:
        raise UsageError(Problem(folder, "no-cases"))
    return tuple(cases), tuple(field)


def _read_tree(path: Path, findings: Findings) -> dict[str, Node] | None:
    try:
        node = parse(read_bytes(str(path)), json_only=path.suffix == ".json")
    except TreeError as error:
        findings.problems.append(error.problem(str(path)))
        return None
    if not isinstance(node.value, dict):
        report_no_lines(findings, "", ("answers", "expected"))
        return None
    return node.value


def _read_case(pack: Pack, name: str, lines: dict[str, Node], findings: Findings) -> Case:
    for key, child in lines.items():
        findings.lines[key] = child.line
        if key not in _CASE_KEYS:
            report_unknown(findings, key, "unknown-key", key, _CASE_KEYS)
    codings = [
        read_answers(coding, pack.questions, findings, f"codings[{number}]")
        for number, coding in enumerate(_items(lines.get("codings", Node([]))), 1)
    ]
    if not codings:
        own = {key: child for key, child in lines.items() if key in _SITUATION_KEYS}
        codings = [read_situation(Node(own), pack.questions, findings).answers]
    further = read_answers(
        lines.get("from_model", Node({})), pack.questions, findings, "from_model"
    )
    origin = lines.get("origin", Node("report")).value
    return Case(
        id=name,
        name={},
        summary={},
        origin="ours" if origin == "ours" else "report",
        codings=tuple(codings),
        from_model=further,
        expected=_expected(pack, lines, findings),
    )


def _items(node: Node) -> list[Node]:
    return node.value if isinstance(node.value, list) else [node]


def _expected(pack: Pack, lines: dict[str, Node], findings: Findings) -> str | None:
    if "expected" not in lines:
        findings.report("", "missing-key", key="expected")
        return None
    value = lines["expected"].value
    if value == NO_MODEL:
        return None
    ids = (*(model.id for model in pack.models), NO_MODEL)
    if not isinstance(value, str) or value not in ids:
        report_unknown(findings, "expected", "unknown-model", str(value), ids)
        return None
    return value
