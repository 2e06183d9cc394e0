"""What must hold across a pack's files, beyond the form of each one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePath

from concertation_cli.knowledge.answers import UNKNOWN, answer_keys, report_unknown
from concertation_cli.knowledge.check_portraits import check_label, check_portraits, count_words
from concertation_cli.knowledge.check_screen_texts import check_screen_texts
from concertation_cli.knowledge.compiled import made_questions
from concertation_cli.knowledge.fields import text_example
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.lookup import model_names
from concertation_cli.knowledge.records import (
    CHAPTER,
    CONDITIONS,
    DECIDING,
    DEMANDS,
    GATE,
    LESSONS,
    NO_MODEL,
    PORTRAIT,
    RECOGNITION,
    Condition,
    Criterion,
    Demand,
    Model,
    Pack,
    Question,
    Role,
    Source,
    Text,
)
from concertation_cli.text_safety import fold

MAX_QUESTIONS = 16
MAX_SCORED = 9
"""Most questions that give points: what measurement kept of fifteen (decision 012)."""
MAX_ROLES = 8
MAX_CONDITIONS = 20
MAX_SCORED_CHOICES = 3
MAX_ESSENTIAL = 2
MIN_CONDITIONS = 2
MAX_DEMAND_WORDS = 25
"""Most words of what a model takes: a first screen has room for one short sentence."""
_MADE = (GATE, RECOGNITION, DECIDING)
"""The themes that no pack names."""
_RESERVED = (NO_MODEL, UNKNOWN)
"""What answers say instead of a model."""
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
        if model.id in _RESERVED:
            found.report("id", "reserved-id", value=model.id)
        _check_names(model, taken, found)
        _check_model(pack, model, ends, found)
    check_portraits(pack, findings)
    check_screen_texts(pack, findings)
    _check_recognition(pack, findings)
    _check_deciding(pack, findings)
    _check_mandate(pack, findings["pack.yaml"])
    for case in pack.cases:
        found = findings[f"cases/{case.id}.yaml"]
        if case.expected is not None:
            ids = (*_model_ids(pack, findings), NO_MODEL)
            _known(case.expected, ids, "expected", "unknown-model", found)
        if case.origin == "report" and case.source is None:
            found.report("", "missing-key", key="source")
        if case.source is not None:
            _check_source(pack, case.source, "source", found)
    if not _is_model_flawed(findings):  # else what gives points may not be known
        _check_quick(pack, findings["questions.yaml"])


def _is_model_flawed(findings: Mapping[str, Findings]) -> bool:
    """Whether something is wrong in a model's file, so that what models hold is not all known."""
    return any(found.problems for name, found in findings.items() if name.startswith("models/"))


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
    for theme in _MADE:
        if theme in pack.themes:
            findings.report(f"themes.{theme}", "reserved-theme", value=theme)
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
    asked = asked_questions(pack)
    scored = pack.scored_questions()
    _check_counts(asked, scored, findings)
    gates = [question.id for question in asked if question.theme == GATE]
    if len(gates) != 1 or asked[0].theme != GATE:
        findings.report("", "one-gate-first")
    grids = [q for q in asked if q.kind == "grid" and q.id not in ("", CONDITIONS)]
    for grid in grids[1:]:
        findings.report(f"[{grid.id}].kind", "several-grids")
    ids = _question_ids(pack)
    for question in asked:
        if not question.id:  # could not be read, and that is told
            continue
        path = f"[{question.id}]"
        _known(question.theme, (GATE, *pack.themes), f"{path}.theme", "unknown-theme", findings)
        _check_kind(question, path, question.id in scored, findings)
        _check_words(question, path, ids, findings)
        _check_marks(pack, question, path, findings)
        for option in question.options:
            if option.refuses:
                where = f"{path}.options[{option.id}].refuses"
                if question.theme != GATE:
                    findings.report(where, "refusal-outside-gate")
                _check_source(pack, option.refuses.source, f"{where}.source", findings)
        if question.theme == GATE:
            _check_gate(question, path, findings)


def _check_counts(asked: Sequence[Question], scored: Collection[str], findings: Findings) -> None:
    if len(asked) > MAX_QUESTIONS:
        findings.report("", "too-many-questions", most=MAX_QUESTIONS, count=len(asked))
    giving = [question.id for question in asked if question.id in scored]
    if len(giving) > MAX_SCORED:
        findings.report("", "too-many-scored", most=MAX_SCORED, count=len(giving))


def asked_questions(pack: Pack) -> tuple[Question, ...]:
    """Return the questions of questions.yaml: recognition and deciding questions are made."""
    made = made_questions(pack._asdict(), pack.models)
    return tuple(question for question in pack.questions if question not in made)


def _check_recognition(pack: Pack, findings: Mapping[str, Findings]) -> None:
    """Report what is wrong with the choice among portraits: all of it is there, or none."""
    found = findings["pack.yaml"]
    portraits = [model.portrait for model in pack.models if model.portrait]
    for key in ("recognition", "last_lines"):
        if portraits and not getattr(pack, key):
            found.report("", "missing-key", key=key)
            found.mark_invalid(key)  # so that what answers it is not told as well
        elif getattr(pack, key) and not portraits and not _is_model_flawed(findings):
            found.report(key, "recognition-without-portraits")
            found.mark_invalid(key)
    if not portraits:
        return
    told = pack.recognition
    if told and told.second >= told.first > 0:
        found.report("recognition.second", "second-not-less", most=told.first - 1)
    _check_last_lines(pack, _model_ids(pack, findings), found)
    named = [(f"last_lines[{line.id}].label", line.label) for line in pack.last_lines]
    named += [("recognition.none", told.nothing)] if told else []
    labels = (portrait.label for portrait in portraits)
    seen = {(lang, fold(text)) for label in labels for lang, text in label.items()}
    _check_labels(named, _question_ids(pack), found, seen)


def _check_last_lines(pack: Pack, models: Collection[str], found: Findings) -> None:
    if pack.last_lines and not any(line.refuses for line in pack.last_lines):
        found.report("last_lines", "no-refusing-line")
    for line in pack.last_lines:
        path = f"last_lines[{line.id}]"
        if line.id in models or line.id in _RESERVED:
            found.report(f"{path}.id", "line-is-model", value=line.id)
        if line.asks_gate and not line.refuses:
            found.report(f"{path}.asks_gate", "gate-without-refusal")
        _check_source(pack, line.source, f"{path}.source", found)


def _check_mandate(pack: Pack, findings: Findings) -> None:
    keys = [key for question in pack.questions for key in answer_keys(question)]
    for line in pack.mandate:
        for key in line.answers:
            _known(key, keys, f"mandate[{line.id}].answers", "unknown-question", findings)


def _check_deciding(pack: Pack, findings: Mapping[str, Findings]) -> None:
    found = findings["pack.yaml"]
    models = _model_ids(pack, findings)
    taken = {PORTRAIT, CONDITIONS, *(question.id for question in asked_questions(pack))}
    ids = _question_ids(pack)
    for deciding in pack.deciding:
        path = f"deciding[{deciding.id}]"
        if deciding.id in taken:
            found.report(f"{path}.id", "reserved-id", value=deciding.id)
        named: set[str] = set()
        for number, side in enumerate(deciding.sides, 1):
            where = f"{path}.sides[{number}]"
            _known(side.model, models, f"{where}.model", "unknown-model", found)
            _check_section(pack, side.source, f"{where}.source", found)
            if side.model in named:
                found.report(f"{where}.model", "side-repeated", value=side.model)
            named.add(side.model)
        labels = [(f"{path}.sides[{n}].label", s.label) for n, s in enumerate(deciding.sides, 1)]
        _check_labels(labels, ids, found)


def _check_quick(pack: Pack, findings: Findings) -> None:
    """Refuse the mark on questions that give no points: no advice could rest on them."""
    scored = pack.scored_questions()
    for question in asked_questions(pack):
        if question.quick and question.id and question.id not in scored:
            findings.report(f"[{question.id}].quick", "quick-without-points")


def _check_gate(question: Question, path: str, findings: Findings) -> None:
    refusing = [option for option in question.options if option.refuses]
    if question.kind != "choose-one" or len(refusing) == len(question.options):
        findings.report(path, "gate-must-pass")


def _check_marks(pack: Pack, question: Question, path: str, findings: Findings) -> None:
    """Report marks of options that say what is not so."""
    named = {
        o for m in pack.models for c in m.criteria if c.question == question.id for o in c.options
    }
    for option in question.options:
        where = f"{path}.options[{option.id}]"
        if option.neutral and option.id in named:
            findings.report(f"{where}.neutral", "neutral-gives-points", value=option.id)
        if option.in_forms and question.id != CONDITIONS:
            findings.report(f"{where}.in_forms", "in-forms-elsewhere")


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
    elif not any(holder.state in ("in-place", "") for holder in question.holders):
        findings.report(f"{path}.holders", "nothing-in-place")
    most = MAX_CONDITIONS if question.id == CONDITIONS else MAX_ROLES
    if len(question.options) > most:
        findings.report(path, "too-many-roles", most=most)
    if scored:
        findings.report(path, "grid-scores")


def _check_words(
    question: Question, path: str, question_ids: Collection[str], findings: Findings
) -> None:
    """Report the ids and the labels of a question that stand for something else."""
    if question.id == PORTRAIT or (question.id == CONDITIONS and question.kind != "grid"):
        findings.report(f"{path}.id", "reserved-id", value=question.id)
        findings.mark_invalid(path)  # so that what names it is not told as well
    part = "holders" if question.kind == "grid" else "options"
    if UNKNOWN in (answer.id for answer in getattr(question, part)):
        findings.report(f"{path}.{part}[{UNKNOWN}].id", "reserved-id", value=UNKNOWN)
    labels = [(f"{path}.options[{option.id}].label", option.label) for option in question.options]
    labels += [(f"{path}.holders[{holder.id}].label", holder.label) for holder in question.holders]
    _check_labels(labels, question_ids, findings)


def _question_ids(pack: Pack) -> frozenset[str]:
    """Return the ids of the questions, as labels are compared with them."""
    return frozenset(fold(question.id) for question in pack.questions)


def _check_labels(
    labels: Iterable[tuple[str, Text]],
    question_ids: Collection[str],
    findings: Findings,
    taken: Collection[tuple[str, str]] = (),
) -> None:
    """Report labels that menus would cut, or that a table would take for something else.

    Args:
        labels: The labels of one question, each with its place.
        question_ids: What no label may be.
        findings: Where to report.
        taken: Other labels of the same question, by language, as they are compared.
    """
    seen = set(taken)
    for where, label in labels:
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
    _check_start(pack, model, findings)
    _check_challenges(pack, model, findings)
    _check_conditions(pack, model, findings)
    _check_roles(pack, model, findings)
    _check_takes(pack, model, findings)
    _check_criteria(pack, model, findings)
    _check_pathways(pack, model, ends, findings)


def _check_phases(model: Model, findings: Findings) -> None:
    last = len(model.phases)
    phased: list[tuple[str, int]] = [
        *((f"challenges[{c.id}].phase", c.phase) for c in model.challenges),
        *((f"conditions[{r.id}].phase", r.phase) for r in model.conditions),
        *((f"roles[{n}].phase", r.phase) for n, r in enumerate(model.roles, 1)),
        *((f"partners[{p.id}].phase", p.phase) for p in model.partners),
        *((f"done[{n}].phases", phase) for n, d in enumerate(model.done, 1) for phase in d.phases),
    ]
    if model.cycle:
        phased += [("cycle.from", model.cycle.last), ("cycle.to", model.cycle.first)]
        if model.cycle.first >= model.cycle.last:
            findings.report("cycle", "cycle-goes-forward")
    for where, phase in phased:
        if phase > last and not findings.is_invalid("phases"):
            findings.report(where, "no-such-phase", value=phase, most=last)


def _check_start(pack: Pack, model: Model, findings: Findings) -> None:
    """Check what tells where a situation stands in a model: phases behind, partners there."""
    whens = [(f"done[{n}].when", done.when) for n, done in enumerate(model.done, 1)]
    whens += [(f"wording[{n}].when", told.when) for n, told in enumerate(model.wording, 1)]
    whens += [(f"partners[{p.id}].joined", p.joined) for p in model.partners]
    for path, when in whens:
        for key, options in when.items():
            where = f"{path}.{key}"
            _check_options(pack, key, {where: options}, where, findings)
    for number, wording in enumerate(model.wording, 1):
        _check_section(pack, wording.source, f"wording[{number}].source", findings)


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
    named = [(name, question) for question in pack.questions for name in answer_keys(question)]
    if not _known(key, dict(named), path, "unknown-question", findings) or not key:
        return None
    question = next(question for name, question in named if name == key)
    if question.kind == "grid":
        allowed = tuple(holder.id for holder in question.holders)
    else:
        allowed = tuple(option.id for option in question.options if not option.none)
    for where, ids in options.items():
        for option in ids:
            _known(option, allowed, where, "unknown-option", findings)
    return question


def _check_conditions(pack: Pack, model: Model, findings: Findings) -> None:
    essential = [r for r in model.conditions if r.essential]
    if len(essential) > MAX_ESSENTIAL:
        findings.report("conditions", "too-many-essential", most=MAX_ESSENTIAL)
    rows = [key for q in pack.questions if q.kind == "grid" for key in answer_keys(q)]
    for condition in model.conditions:
        path = f"conditions[{condition.id}]"
        _check_section(pack, condition.source, f"{path}.source", findings)
        _check_basis(condition, path, findings)
        _known(condition.question, rows, f"{path}.question", "unknown-row", findings)
        for key, options in condition.when.items():
            where = f"{path}.when.{key}"
            _check_options(pack, key, {where: options}, where, findings)


def _check_roles(pack: Pack, model: Model, findings: Findings) -> None:
    grid = pack.grid()
    rows = tuple(option.id for option in grid.options) if grid else ()
    for number, role in enumerate(model.roles, 1):
        _check_basis(role, f"roles[{number}]", findings)
        _known(role.role, rows, f"roles[{number}].role", "unknown-role", findings)
        _check_section(pack, role.source, f"roles[{number}].source", findings)


def _check_takes(pack: Pack, model: Model, findings: Findings) -> None:
    latest = 0
    for number, demand in enumerate(model.takes, 1):
        path = f"takes[{number}]"
        _check_basis(demand, path, findings)
        _check_section(pack, demand.source, f"{path}.source", findings)
        for lang, text in demand.text.items():
            if (count := count_words(text)) > MAX_DEMAND_WORDS:
                where = f"{path}.text.{lang}"
                findings.report(where, "too-many-words", most=MAX_DEMAND_WORDS, count=count)
        if demand.about:  # else it could not be read, and that is told
            place = DEMANDS.index(demand.about)
            if place < latest:
                findings.report(f"{path}.about", "takes-order", value=demand.about)
            latest = max(latest, place)


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
        if question is None or question.theme not in (*_MADE, *pack.themes):
            placed = False  # no question or theme of that name, and that is told
            continue
        spoken.add(question.theme)
        if question.kind == "grid" or question.theme in _MADE:
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
    for grid in pack.questions:
        if grid.kind == "grid" and criterion.question == grid.id:
            return grid
    options = {f"{path}.options": criterion.options}
    return _check_options(pack, criterion.question, options, f"{path}.question", findings)


def _check_grounds(pack: Pack, criterion: Criterion, path: str, findings: Findings) -> None:
    _check_section(pack, criterion.source, f"{path}.source", findings)
    if criterion.source == CASES_SECTION:
        findings.report(f"{path}.source", "criterion-from-cases")
    _check_basis(criterion, path, findings)


def _check_basis(
    item: Criterion | Condition | Role | Demand, path: str, findings: Findings
) -> None:
    """Report what is inferred from nothing, and what is both stated and inferred."""
    if item.basis == "inferred" and item.inferred_from is None:
        findings.report(path, "inferred-from-what")
    if item.basis == "stated" and item.inferred_from is not None:
        findings.report(path, "stated-yet-inferred")


def _check_pathways(pack: Pack, model: Model, ends: tuple[str, ...], findings: Findings) -> None:
    for pathway in model.pathways:
        path = f"pathways[{pathway.id}]"
        _known(pathway.origin, ends, f"{path}.origin", "unknown-end", findings)
        _known(pathway.to, ends, f"{path}.to", "unknown-end", findings)
        _check_section(pack, pathway.source, f"{path}.source", findings)
        if model.id not in (pathway.origin, pathway.to):
            findings.report(path, "pathway-elsewhere", value=model.id)
