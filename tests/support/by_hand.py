"""What the engine must find, worked out again without it."""

from concertation_cli.engine.conditions import is_met, row_status
from concertation_cli.engine.plan import MOST_STEPS
from concertation_cli.engine.results import (
    Ground,
    Kind,
    Status,
    StepKind,
    Trust,
)
from concertation_cli.engine.scoring import ranks, score_models


def sums_by_hand(pack, answers):
    """Add up points, without the engine."""
    totals = {}
    given = (pack.recognition.first, pack.recognition.second) if pack.recognition else ()
    seen = dict(zip(answers.get("portrait", ()), given, strict=False))
    for model in pack.models:
        totals[model.id] = seen.get(model.id, 0)
        for rule in model.criteria:
            if any(option in rule.options for option in answers.get(rule.question, ())):
                totals[model.id] += rule.points
    return totals


def totals_of(pack, answers):
    return {score.model: score.total for score in score_models(pack, answers)}


def rank_of(pack, answers):
    scores = score_models(pack, answers)
    return {score.model: rank for rank, score in zip(ranks(scores), scores, strict=True)}


def without_empty_themes(score):
    """Tell a score, but no theme in which it has no points: another pack may not have it."""
    return score.model, score.total, {t: n for t, n in score.themes.items() if n}, score.reasons


def same_whatever_the_order(result):
    """Tell all of a result but the order in which it lists what has no order."""
    verdict = result.verdict
    # Questions are told in the order of the questionnaire, models level by the answers in theirs.
    listed = (Ground.QUICK_UNANSWERED, Ground.READINGS_DIFFER)
    because = [
        b._replace(ids=frozenset(b.ids)) if b.ground in listed else b for b in verdict.because
    ]
    return (
        verdict._replace(because=because, ask_first=frozenset(verdict.ask_first)),
        [
            (s.rank, s.model, s.score.total, dict(s.score.themes), frozenset(s.score.reasons))
            for s in result.ranking
        ],
        [frozenset(standing.conditions) for standing in result.ranking],
        [
            (why.model, frozenset(why.gained), {lost.question: lost.points for lost in why.lost})
            for why in result.why_not
        ],
        [
            (
                plan.model,
                plan.done,
                plan.here,
                plan.steps,
                plan.wording,
                *map(frozenset, (plan.roles, plan.risks, plan.challenges)),
                *map(frozenset, (plan.arriving, plan.leaving)),
            )
            for plan in result.plans
        ],
        frozenset(result.skipped),
        result.recognized._replace(answers_first=frozenset(result.recognized.answers_first)),
    )  # fmt: skip


def sums_of_answers(pack, answers):
    """Add up what the answers give each model, recognition apart."""
    return {
        model.id: sum(
            rule.points
            for rule in model.criteria
            if not set(rule.options).isdisjoint(answers.get(rule.question, ()))
        )
        for model in pack.models
    }


def sums_of_all(pack, answers):
    totals = sums_of_answers(pack, answers)
    if pack.recognition:
        given = (pack.recognition.first, pack.recognition.second)
        for option, points in zip(answers.get("portrait", ()), given, strict=False):
            if option in totals:
                totals[option] += points
    return totals


def quick_by_hand(pack):
    """Return the questions that advice must rest on: of those that give points, the quick ones."""
    scored = {rule.question for model in pack.models for rule in model.criteria}
    return {question.id for question in pack.questions if question.quick} & scored or scored


def not_yet_by_hand(pack, model_id, answers):
    for rule in pack.model(model_id).conditions:
        states = {h.id: h.state for h in pack.question(rule.question).holders}
        said = [states[holder] for holder in answers.get(rule.question, ())]
        here = all(set(answers.get(key, ())) & set(held) for key, held in rule.when.items())
        if rule.essential and here and said == ["not-yet"]:
            yield rule.id


def by_the_book(pack, answers):
    """Decide again as the design words it; return kind, models, trust, doubt and grounds."""
    gate = next(question for question in pack.questions if question.theme == "gate")
    notes = set() if gate.id in answers else {Ground.GATE_UNANSWERED}
    seen = answers.get("portrait", ())
    refused = refusals_by_hand(pack, gate, answers)
    if refused:
        return Kind.NOT_A_CONCERTATION, (), None, None, refused
    doubt = seen[1] if len(seen) > 1 and seen[1] in refusing_by_hand(pack) else None
    if not seen and not quick_by_hand(pack) & set(answers):
        return Kind.UNDETERMINED, (), None, doubt, notes | {Ground.QUICK_UNANSWERED}
    if max(sums_of_all(pack, answers).values()) <= 0:
        return Kind.UNDETERMINED, (), None, doubt, notes | {Ground.NOTHING_SPEAKS}
    kind, models, trust, ground = read_by_hand(pack, answers, seen)
    chosen_one = decided_by_hand(pack, models, answers) if trust is Trust.DIVIDED else None
    if chosen_one:
        kind, models, trust, ground = (
            Kind.RECOMMENDED,
            (chosen_one,),
            Trust.TO_CONFIRM,
            Ground.DECIDED,
        )
    grounds = notes | {ground}
    if kind is Kind.RECOMMENDED and contradicted_by_hand(pack, models[0], answers):
        grounds.add(Ground.DECIDED_OTHERWISE)
    if kind is Kind.RECOMMENDED and list(not_yet_by_hand(pack, models[0], answers)):
        kind, grounds = Kind.NOT_READY, grounds | {Ground.CONDITION_NOT_YET}
    return kind, models, trust, doubt, grounds


def refusing_by_hand(pack):
    return {"none", *(line.id for line in pack.last_lines if line.refuses)}


def refusals_by_hand(pack, gate, answers):
    shut = any(gate.option(option).refuses for option in answers.get(gate.id, ()))
    told = {Ground.REFUSED} if shut else set()
    first = answers.get("portrait", ("",))[0]
    setting = {line.id for line in pack.last_lines if line.asks_gate}
    if first in refusing_by_hand(pack) and not (shut and first in setting):
        told.add(Ground.LAST_LINE)
    return told


def read_by_hand(pack, answers, seen):
    """Return what the readings say: kind, models, trust, ground."""
    alone, totals = sums_of_answers(pack, answers), sums_of_all(pack, answers)
    numbers = {model.id: model.number for model in pack.models}
    ranking = sorted(totals, key=lambda m: (-totals[m], numbers[m], m))
    if not seen:
        return by_lead(totals, ranking, pack.limits.lead)
    if seen[0] not in totals:
        two = tuple(m for m in sorted(ranking, key=lambda m: -alone[m])[:2] if alone[m] > 0)
        return Kind.CLOSE, two or (ranking[0],), None, Ground.OTHERWISE
    best = max(alone.values())
    if best <= 0:
        return Kind.RECOMMENDED, seen[:1], Trust.TO_CONFIRM, Ground.RECOGNITION_ALONE
    if alone[seen[0]] == best:
        return Kind.RECOMMENDED, seen[:1], Trust.CONSISTENT, Ground.AGREEMENT
    firsts = [m for m in ranking if alone[m] == best]
    named = tuple(dict.fromkeys((seen[0], *firsts, ranking[0])))[:3]
    return Kind.CLOSE, named, Trust.DIVIDED, Ground.READINGS_DIFFER


def by_lead(totals, ranking, limit):
    lead = totals[ranking[0]] - totals[ranking[1]] if len(ranking) > 1 else None
    if lead is None or (lead and lead >= limit):
        return Kind.RECOMMENDED, (ranking[0],), Trust.TO_CONFIRM, Ground.ANSWERS_ALONE
    ground = Ground.SMALL_LEAD if lead else Ground.TIE
    near = [m for m in ranking[2:] if totals[m] > max(0, totals[ranking[0]] - max(limit, 1))]
    return Kind.CLOSE, (*ranking[:2], *near), Trust.DIVIDED, ground


def decided_by_hand(pack, models, answers):
    kept, left = set(), set()
    for question in pack.deciding:
        named = {side.model for side in question.sides} & set(models[:3])
        picked = set(answers.get(question.id, ())) & named
        if picked and len(named) > 1:
            kept |= picked
            left |= named - picked
    return next(iter(kept - left)) if len(kept - left) == 1 else None


def contradicted_by_hand(pack, model, answers):
    return any(
        model in {side.model for side in question.sides}
        and answers.get(question.id, (model,)) != (model,)
        for question in pack.deciding
    )


def told_of(found):
    grounds = {because.ground for because in found.because}
    return found.kind, found.models, found.trust, found.doubt, grounds


def check_plan(pack, model, answers, found):
    assert len(found.steps) <= MOST_STEPS
    assert len(set(found.steps)) == len(found.steps)
    assert found.here is None or found.here not in found.done
    assert set(range(1, (found.here or len(model.phases) + 1))) <= set(found.done)
    kinds = [step.kind for step in found.steps]
    assert kinds.count(StepKind.PHASE) <= 1
    assert kinds.count(StepKind.CALL) + kinds.count(StepKind.ROLE) <= 1
    rows = set()
    for step in found.steps:
        match step.kind:
            case StepKind.PHASE:
                assert step.phase == found.here
                behind = [done for done in model.done if step.phase in done.phases]
                assert not any(rows & set(done.when) for done in behind)
            case StepKind.CALL:
                for partner in (p for p in model.partners if p.id in step.ids):
                    assert not (partner.joined and is_met(partner.joined, answers))
                    assert not rows & set(partner.joined)
            case StepKind.ROLE:
                row = f"{pack.grid().id}.{step.ids[0]}"
                assert row_status(pack, row, answers) is Status.NOT_YET
                assert row not in rows
            case _:
                condition = model.condition(step.ids[0])
                assert condition.essential
                assert row_status(pack, condition.question, answers) is not Status.IN_PLACE
                rows.add(condition.question)
