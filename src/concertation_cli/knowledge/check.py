"""What must hold across a pack's files, beyond the form of each one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from concertation_cli.knowledge.check_file import RESERVED_IDS, FileCheck
from concertation_cli.knowledge.check_model import ModelCheck
from concertation_cli.knowledge.check_pack_file import PackFileCheck
from concertation_cli.knowledge.check_portraits import check_portraits
from concertation_cli.knowledge.check_questions import QuestionsCheck
from concertation_cli.knowledge.check_screen_texts import check_screen_texts
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import (
    NO_MODEL,
    Case,
    Pack,
)


def check_pack(pack: Pack, findings: Mapping[str, Findings]) -> None:
    """Report to each file's findings what in it contradicts the rest of the pack."""
    pack_file = PackFileCheck(pack, findings["pack.yaml"])
    questions = QuestionsCheck(pack, findings["questions.yaml"])
    model_ids = _model_ids(pack, findings)
    pack_file.check()
    questions.check()
    _check_models(pack, model_ids, findings)
    check_portraits(pack, findings)
    check_screen_texts(pack, findings)
    pack_file.check_recognition(model_ids, models_sound=_are_models_sound(findings))
    pack_file.check_deciding(model_ids)
    pack_file.check_mandate()
    for case in pack.cases:
        _check_case(FileCheck(pack, findings[f"cases/{case.id}.yaml"]), case, model_ids)
    if _are_models_sound(findings):  # else what gives points may not be known
        questions.check_quick()


def _check_models(pack: Pack, ids: Sequence[str], findings: Mapping[str, Findings]) -> None:
    taken: dict[str, str] = {}
    numbers = Counter(model.number for model in pack.models)
    for model in pack.models:
        found = findings.get(f"models/{model.id}.yaml")
        if found is None:  # the file's name is not the model's id, and that is reported
            continue
        if numbers[model.number] > 1:
            found.report("number", "duplicate-number", value=model.number)
        if model.id in RESERVED_IDS:
            found.report("id", "reserved-id", value=model.id)
        check = ModelCheck(pack, model, found)
        check.check_names(taken)
        check.check((*ids, *pack.states))


def _check_case(check: FileCheck, case: Case, model_ids: Sequence[str]) -> None:
    if case.expected is not None:
        check.require_known(case.expected, (*model_ids, NO_MODEL), "expected", "unknown-model")
    if case.origin == "report" and case.source is None:
        check.findings.report("", "missing-key", key="source")
    if case.source is not None:
        check.check_source(case.source, "source")


def _are_models_sound(findings: Mapping[str, Findings]) -> bool:
    """Whether nothing is wrong in the models' files, so that all they hold is known."""
    return not any(found.problems for name, found in findings.items() if name.startswith("models/"))


def _model_ids(pack: Pack, findings: Mapping[str, Findings]) -> tuple[str, ...]:
    """Return the models' ids; a file whose id could not be read stands for it by its name."""
    files = [name for name in findings if name.startswith("models/")]
    stems = [PurePath(name).stem for name in files]
    return tuple(dict.fromkeys([*(m.id for m in pack.models if m.id), *stems]))
