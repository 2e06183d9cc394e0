"""What must hold across a pack's files, beyond the form of each one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from concertation_cli.knowledge.cleaning import fold
from concertation_cli.knowledge.names import model_names
from concertation_cli.knowledge.pack import (
    CHAPTER,
    GATE,
    LESSONS,
    Criterion,
    Model,
    Pack,
    Question,
    Source,
    Text,
)
from concertation_cli.knowledge.plain import NO_MODEL
from concertation_cli.knowledge.portraits import check_label, check_portraits
from concertation_cli.knowledge.shapes import Findings, text_example
from concertation_cli.knowledge.situation import answer_keys, report_unknown

MAX_QUESTIONS = 15
MAX_ROLES = 8
MAX_SCORED_CHOICES = 3
MAX_ESSENTIAL = 2
MIN_CONDITIONS = 2
RESERVED = ("portrait", "conditions")
"""What no question may be called: answers of their own have these names."""
CASES_SECTION = "cases"
"""The section that no criterion may cite: cases are what the rules are tested on."""


def check_pack(pack: Pack, findings: Mapping[str, Findings]) -> None:
    """Report to each file's findings what in it contradicts the rest of the pack."""
    _check_whole(pack, findings["pack.yaml"])
    _check_sections(pack, findings["pack.yaml"])
    _check_contradictions(pack, findings["pack.yaml"])
    _check_questions(pack, findings["questions.yaml"])
    taken: dict[str, str] = {}
    numbers = Counter(model.number for model in pack.models)
    ends = (*_model_ids(pack, findings), *pack.states)
    for model in pack.models:
        found = findings.get(f"models/{model.id}.yaml")
        if found is None:  # the file's name is not the model's id, and that is reported
            continue
        if numbers[model.number] > 1:
            found.report("number", "duplicate-number", value=model.number)
        _check_names(model, taken, found)
        _check_model(pack, model, ends, found)
    check_portraits(pack, findings)
    for case in pack.cases:
        found = findings[f"cases/{case.id}.yaml"]
        if case.expected is not None:
            ids = (*_model_ids(pack, findings), NO_MODEL)
            _known(case.expected, ids, "expected", "unknown-model", found)
        if case.origin == "report" and case.source is None:
            found.report("", "missing-key", key="source")
        if case.source is not None:
            _check_source(pack, case.source, "source", found)
    flawed = (found.problems for name, found in findings.items() if name.startswith("models/"))
    if not any(flawed):  # else what gives points may not be known
        _check_quick(pack, findings["questions.yaml"])


def _model_ids(pack: Pack, findings: Mapping[str, Findings]) -> tuple[str, ...]:
    """Return the models' ids; a file whose id could not be read stands for it by its name."""
    files = [name for name in findings if name.startswith("models/")]
    stems = [PurePath(name).stem for name in files]
    return tuple(dict.fromkeys([*(m.id for m in pack.models if m.id), *stems]))


def _known(value: str, allowed: Iterable[str], path: str, code: str, findings: Findings) -> bool:
    """Whether `value` is allowed; report it when it is not (blank was reported before)."""
    allowed = tuple(allowed)
    if not value or value in allowed:
        return True
    report_unknown(findings, path, code, value, allowed)
    return False


def _check_source(pack: Pack, source: Source, path: str, findings: Findings) -> None:
    _check_section(pack, source.section, f"{path}.section", findings)


def _check_section(pack: Pack, section: str, path: str, findings: Findings) -> None:
    if section not in _missing_sections(pack):  # which is told, once
        _known(section, pack.sections, path, "unknown-section", findings)


def _missing_sections(pack: Pack) -> list[str]:
    """Return the sections that models are cited from, and that the pack does not name."""
    lessons = (LESSONS,) if any(model.lessons for model in pack.models) else ()
    return [section for section in (*CHAPTER, *lessons) if section not in pack.sections]


def _check_whole(pack: Pack, findings: Findings) -> None:
    if GATE in pack.themes:
        findings.report(f"themes.{GATE}", "gate-is-no-theme")
    if pack.convener is None and any(model.convener_only for model in pack.models):
        findings.report("", "missing-key", key="convener")
    _check_source(pack, pack.definition.source, "definition.source", findings)
    for name in ("glossary", "definition_notes", "method", "caveats", "about"):
        for item in getattr(pack, name):
            _check_source(pack, item.source, f"{name}[{item.id}].source", findings)


def _check_sections(pack: Pack, findings: Findings) -> None:
    for section in _missing_sections(pack):
        example = f"{section}: {text_example(findings.languages)}"
        findings.report("sections", "missing-section", key=section, example=example)


def _check_contradictions(pack: Pack, findings: Findings) -> None:
    for contradiction in pack.contradictions:
        path = f"contradictions[{contradiction.id}].when"
        if len(contradiction.when) < MIN_CONDITIONS:
            findings.report(path, "one-condition", least=MIN_CONDITIONS)
        for key, options in contradiction.when.items():
            where = f"{path}.{key}"
            _check_options(pack, key, {where: options}, where, findings)


def _check_questions(pack: Pack, findings: Findings) -> None:
    if len(pack.questions) > MAX_QUESTIONS:
        findings.report("", "too-many-questions", most=MAX_QUESTIONS, count=len(pack.questions))
    gates = [question.id for question in pack.questions if question.theme == GATE]
    if len(gates) != 1 or pack.questions[0].theme != GATE:
        findings.report("", "one-gate-first")
    for grid in [question for question in pack.questions if question.kind == "grid"][1:]:
        findings.report(f"[{grid.id}].kind", "several-grids")
    ids = {fold(question.id) for question in pack.questions}
    scored = pack.scored_questions()
    for question in pack.questions:
        if not question.id:  # could not be read, and that is told
            continue
        path = f"[{question.id}]"
        _known(question.theme, (GATE, *pack.themes), f"{path}.theme", "unknown-theme", findings)
        _check_kind(question, path, question.id in scored, findings)
        _check_labels(question, path, ids, findings)
        for option in question.options:
            if option.refuses:
                where = f"{path}.options[{option.id}].refuses"
                if question.theme != GATE:
                    findings.report(where, "refusal-outside-gate")
                _check_source(pack, option.refuses.source, f"{where}.source", findings)
        if question.theme == GATE:
            _check_gate(question, path, findings)


def _check_quick(pack: Pack, findings: Findings) -> None:
    """Refuse the mark on questions that give no points: no advice could rest on them."""
    scored = pack.scored_questions()
    for question in pack.questions:
        if question.quick and question.id and question.id not in scored:
            findings.report(f"[{question.id}].quick", "quick-without-points")


def _check_gate(question: Question, path: str, findings: Findings) -> None:
    refusing = [option for option in question.options if option.refuses]
    if question.kind != "choose-one" or len(refusing) == len(question.options):
        findings.report(path, "gate-must-pass")


def _check_kind(question: Question, path: str, scored: bool, findings: Findings) -> None:  # noqa: FBT001
    if question.kind == "grid":
        _check_grid(question, path, scored, findings)
    elif question.holders:
        findings.report(f"{path}.holders", "only-in-grids")
    if question.kind != "choose-many":
        if question.maximum:
            findings.report(f"{path}.maximum", "maximum-elsewhere")
    elif scored:
        if not 0 < question.maximum <= MAX_SCORED_CHOICES:
            findings.report(path, "maximum-needed", most=MAX_SCORED_CHOICES)
    else:
        if question.maximum:
            findings.report(f"{path}.maximum", "maximum-not-wanted")
        if not any(option.none for option in question.options):
            findings.report(path, "none-option-needed")


def _check_grid(question: Question, path: str, scored: bool, findings: Findings) -> None:  # noqa: FBT001
    if not question.holders:
        findings.report(path, "missing-key", key="holders")
    if len(question.options) > MAX_ROLES:
        findings.report(path, "too-many-roles", most=MAX_ROLES)
    if scored:
        findings.report(path, "grid-scores")


def _check_labels(
    question: Question, path: str, question_ids: set[str], findings: Findings
) -> None:
    if question.id in RESERVED:
        findings.report(f"{path}.id", "reserved-id", value=question.id)
    named: list[tuple[str, Text]] = [
        (f"{path}.options[{option.id}].label", option.label) for option in question.options
    ]
    named += [(f"{path}.holders[{holder.id}].label", holder.label) for holder in question.holders]
    seen: set[tuple[str, str]] = set()
    for where, label in named:
        for lang, text in label.items():
            check_label(text, f"{where}.{lang}", findings)
            plain = fold(text)
            if (lang, plain) in seen:
                findings.report(f"{where}.{lang}", "label-repeated", value=text)
            seen.add((lang, plain))
            if plain in question_ids:
                findings.report(f"{where}.{lang}", "label-is-question", value=text)


def _check_names(model: Model, taken: dict[str, str], findings: Findings) -> None:
    for name in model_names(model)[1:]:  # its number is checked apart
        other = taken.setdefault(name, model.id)
        if other != model.id:
            findings.report("aliases", "name-taken", value=name, other=other)


def _check_model(pack: Pack, model: Model, ends: tuple[str, ...], findings: Findings) -> None:
    kinds = pack.concertation_kinds
    _known(model.concertation.kind, kinds, "concertation.kind", "unknown-kind", findings)
    for partner in model.partners:
        where = f"partners[{partner.id}].category"
        _known(partner.category, pack.categories, where, "unknown-category", findings)
    for number, apart in enumerate(model.convener_only, 1):
        _check_section(pack, apart.source, f"convener_only[{number}].source", findings)
    for number, section in enumerate(model.portrait.sources if model.portrait else (), 1):
        _check_section(pack, section, f"portrait.sources[{number}]", findings)
    _check_phases(model, findings)
    _check_challenges(pack, model, findings)
    _check_requirements(pack, model, findings)
    _check_roles(pack, model, findings)
    _check_criteria(pack, model, findings)
    _check_pathways(pack, model, ends, findings)


def _check_phases(model: Model, findings: Findings) -> None:
    last = len(model.phases)
    phased: list[tuple[str, int]] = [
        *((f"challenges[{c.id}].phase", c.phase) for c in model.challenges),
        *((f"requirements[{r.id}].phase", r.phase) for r in model.requirements),
        *((f"roles[{n}].phase", r.phase) for n, r in enumerate(model.roles, 1)),
    ]
    if model.cycle:
        phased += [("cycle.from", model.cycle.last), ("cycle.to", model.cycle.first)]
        if model.cycle.first >= model.cycle.last:
            findings.report("cycle", "cycle-goes-forward")
    for where, phase in phased:
        if phase > last and not findings.is_unread("phases"):
            findings.report(where, "no-such-phase", value=phase, most=last)


def _check_challenges(pack: Pack, model: Model, findings: Findings) -> None:
    partners = tuple(partner.id for partner in model.partners)
    for challenge in model.challenges:
        path = f"challenges[{challenge.id}]"
        for key, options in challenge.when.items():
            where = f"{path}.when.{key}"
            _check_options(pack, key, {where: options}, where, findings)
        for partner in challenge.help:
            _known(partner, partners, f"{path}.help", "unknown-partner", findings)


def _check_options(
    pack: Pack, key: str, options: Mapping[str, Iterable[str]], path: str, findings: Findings
) -> Question | None:
    """Return the question that a key names, having reported options it does not have.

    Args:
        pack: The pack.
        key: What names the question.
        options: Option ids, by the place they stand in.
        path: The place of the key.
        findings: Where to report.
    """
    keys = {name: question for question in pack.questions for name in answer_keys(question)}
    if not _known(key, keys, path, "unknown-question", findings) or not key:
        return None
    question = keys[key]
    if question.kind == "grid":
        allowed = tuple(holder.id for holder in question.holders)
    else:
        allowed = tuple(option.id for option in question.options if not option.none)
    for where, ids in options.items():
        for option in ids:
            _known(option, allowed, where, "unknown-option", findings)
    return question


def _check_requirements(pack: Pack, model: Model, findings: Findings) -> None:
    essential = [r for r in model.requirements if r.essential]
    if len(essential) > MAX_ESSENTIAL:
        findings.report("requirements", "too-many-essential", most=MAX_ESSENTIAL)
    for requirement in model.requirements:
        path = f"requirements[{requirement.id}]"
        _check_section(pack, requirement.source, f"{path}.source", findings)
        options = {f"{path}.met": requirement.met, f"{path}.unmet": requirement.unmet}
        where = f"{path}.question"
        question = _check_options(pack, requirement.question, options, where, findings)
        if question is None:
            continue
        if question.kind == "grid":
            if requirement.met or requirement.unmet:
                findings.report(path, "met-for-role")
        elif not (requirement.met and requirement.unmet):
            findings.report(path, "met-and-unmet")
        for option in set(requirement.met) & set(requirement.unmet):
            findings.report(path, "met-is-unmet", value=option)


def _check_roles(pack: Pack, model: Model, findings: Findings) -> None:
    rows = tuple(o.id for q in pack.questions if q.kind == "grid" for o in q.options)
    for number, role in enumerate(model.roles, 1):
        _known(role.role, rows, f"roles[{number}].role", "unknown-role", findings)
        _check_section(pack, role.source, f"roles[{number}].source", findings)


def _check_criteria(pack: Pack, model: Model, findings: Findings) -> None:
    silent = {silence.theme for silence in model.silent}
    for theme in silent:
        _known(theme, pack.themes, "silent", "unknown-theme", findings)
    spoken: set[str] = set()
    placed = True
    used: dict[tuple[str, str], str] = {}
    for criterion in model.criteria:
        path = f"criteria[{criterion.id}]"
        _check_grounds(pack, criterion, path, findings)
        where = f"{path}.options"
        question = _asked(pack, criterion, path, findings)
        if question is None or question.theme not in (GATE, *pack.themes):
            placed = False  # no question or theme of that name, and that is told
            continue
        spoken.add(question.theme)
        if question.kind == "grid" or question.theme == GATE:
            findings.report(f"{path}.question", "no-points-there", value=question.id)
        elif question.theme in silent:
            findings.report(f"{path}.question", "silent-theme", value=question.theme)
        for option in criterion.options:
            other = used.setdefault((question.id, option), criterion.id)
            if other != criterion.id:
                findings.report(where, "option-used-twice", value=option, other=other)
    for theme in pack.scored_themes() if placed else ():
        if theme not in spoken and theme not in silent:
            findings.report("criteria", "theme-without-ground", value=theme)


def _asked(pack: Pack, criterion: Criterion, path: str, findings: Findings) -> Question | None:
    """Return the question of a criterion, having reported what it does not have."""
    grid = pack.grid()
    if grid is not None and criterion.question == grid.id:
        return grid
    options = {f"{path}.options": criterion.options}
    return _check_options(pack, criterion.question, options, f"{path}.question", findings)


def _check_grounds(pack: Pack, criterion: Criterion, path: str, findings: Findings) -> None:
    _check_section(pack, criterion.source, f"{path}.source", findings)
    if criterion.source == CASES_SECTION:
        findings.report(f"{path}.source", "criterion-from-cases")
    if criterion.basis == "inferred" and criterion.inferred_from is None:
        findings.report(path, "inferred-from-what")
    if criterion.basis == "stated" and criterion.inferred_from is not None:
        findings.report(path, "stated-yet-inferred")


def _check_pathways(pack: Pack, model: Model, ends: tuple[str, ...], findings: Findings) -> None:
    for pathway in model.pathways:
        path = f"pathways[{pathway.id}]"
        _known(pathway.origin, ends, f"{path}.origin", "unknown-end", findings)
        _known(pathway.to, ends, f"{path}.to", "unknown-end", findings)
        _check_section(pack, pathway.source, f"{path}.source", findings)
        if model.id not in (pathway.origin, pathway.to):
            findings.report(path, "pathway-elsewhere", value=model.id)
