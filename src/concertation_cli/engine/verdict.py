"""What is advised: the verdict, in the order of its rules.

Gate refused; too little answered, or nothing speaks for any model; too close to call;
the first model not ready; recommended.
"""

from concertation_cli.engine.answering import unanswered
from concertation_cli.engine.results import (
    Because,
    Ground,
    Kind,
    RequirementStatus,
    Score,
    Standing,
    Status,
    Verdict,
)
from concertation_cli.engine.scoring import first, score_models, theme_weights
from concertation_cli.knowledge.pack import GATE, Answers, Pack, Question, Requirement


def gate_question(pack: Pack) -> Question:
    """Return the question that may refuse."""
    return next(question for question in pack.questions if question.theme == GATE)


def is_refused(pack: Pack, answers: Answers) -> bool:
    """Whether the gate's answer calls for no model."""
    gate = gate_question(pack)
    return any(gate.option(option_id).refuses for option_id in answers.get(gate.id, ()))


def requirement_status(pack: Pack, requirement: Requirement, answers: Answers) -> Status:
    """Return whether a requirement is met, as far as the answers tell."""
    chosen = answers.get(requirement.question)
    if not chosen:
        return Status.UNKNOWN
    question = pack.question(requirement.question)
    if question.holders:
        return _held(question, chosen[0])
    if any(option in requirement.met for option in chosen):
        return Status.MET
    if any(option in requirement.unmet for option in chosen):
        return Status.UNMET
    return Status.UNKNOWN


def _held(grid: Question, holder_id: str) -> Status:
    holders = {holder.id: holder.met for holder in grid.holders}
    return Status.MET if holders[holder_id] else Status.UNMET


def role_holder(pack: Pack, role: str, answers: Answers) -> tuple[str | None, Status]:
    """Return who holds a role (None when that is unknown), and whether it is held."""
    grid = pack.grid()
    chosen = answers.get(f"{grid.id}.{role}") if grid else ()
    if not grid or not chosen:
        return None, Status.UNKNOWN
    return chosen[0], _held(grid, chosen[0])


def requirement_statuses(
    pack: Pack, model_id: str, answers: Answers
) -> tuple[RequirementStatus, ...]:
    """Return the status of each requirement of a model."""
    return tuple(
        RequirementStatus(r.id, requirement_status(pack, r, answers))
        for r in pack.model(model_id).requirements
    )


def unmet_essentials(pack: Pack, standing: Standing) -> tuple[str, ...]:
    """Return the essential requirements of a model that are unmet."""
    essential = {r.id for r in pack.model(standing.model).requirements if r.essential}
    return tuple(
        r.id for r in standing.requirements if r.status is Status.UNMET and r.id in essential
    )


def answered_themes(pack: Pack, answers: Answers) -> frozenset[str]:
    """Return the themes in which some question that gives points is answered."""
    scored = pack.scored_questions()
    return frozenset(q.theme for q in pack.questions if q.id in scored and q.id in answers)


def decide(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> Verdict:
    """Return the verdict on a ranking of these answers."""
    gate = gate_question(pack)
    if is_refused(pack, answers):
        refused = Because(Ground.REFUSED, answers[gate.id])
        return Verdict(Kind.NOT_A_CONCERTATION, because=(refused,))
    notes = _notes(pack, answers, gate)
    too_little = _too_little(pack, answers, ranking)
    if too_little:
        return Verdict(
            Kind.UNDETERMINED,
            because=(*too_little, *notes),
            ask_first=_ask_first(pack, answers),
        )
    return _among_models(pack, answers, ranking, notes)


def _among_models(
    pack: Pack, answers: Answers, ranking: tuple[Standing, ...], notes: tuple[Because, ...]
) -> Verdict:
    best = ranking[0]
    close, models = _too_close(pack, answers, ranking)
    if close:
        return Verdict(Kind.CLOSE, models, (*close, *notes))
    clear = Because(Ground.CLEAR_LEAD)
    if len(ranking) > 1:
        second = ranking[1].score.total
        level = tuple(s.model for s in ranking if s.score.total == second)
        clear = Because(Ground.CLEAR_LEAD, level, best.score.total - second)
    unmet = unmet_essentials(pack, best)
    if unmet:
        able = (s for s in ranking if s.score.total > 0 and not unmet_essentials(pack, s))
        ready = next((standing.model for standing in able), None)
        return Verdict(
            Kind.NOT_READY,
            (best.model,),
            (Because(Ground.REQUIREMENT_UNMET, (best.model, *unmet)), clear, *notes),
            unmet=unmet,
            ready=ready,
        )
    return Verdict(Kind.RECOMMENDED, (best.model,), (clear, *notes))


def _notes(pack: Pack, answers: Answers, gate: Question) -> tuple[Because, ...]:
    """Return what the reader must know of what was not tested."""
    notes = []
    if gate.id not in answers:
        notes.append(Because(Ground.GATE_UNANSWERED, (gate.id,)))
    answered = answered_themes(pack, answers)
    leading = pack.themes_of("leading")
    missing = tuple(theme for theme in leading if theme not in answered)
    if missing and len(missing) < len(leading) and pack.themes_of("trailing"):
        notes.append(Because(Ground.LEADING_HALF_ANSWERED, missing))
    return tuple(notes)


def _too_little(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> tuple[Because, ...]:
    leading = pack.themes_of("leading")
    if leading and not answered_themes(pack, answers) & set(leading):
        return (Because(Ground.LEADING_UNANSWERED, leading),)
    if ranking[0].score.total <= 0:
        return (Because(Ground.NOTHING_SPEAKS),)
    return ()


def _ask_first(pack: Pack, answers: Answers) -> tuple[str, ...]:
    """Return the unanswered questions that give points, those of the leading themes first."""
    leading = pack.themes_of("leading")
    open_questions = sorted(unanswered(pack, answers), key=lambda q: q.theme not in leading)
    return tuple(question.id for question in open_questions)


def _too_close(
    pack: Pack, answers: Answers, ranking: tuple[Standing, ...]
) -> tuple[tuple[Because, ...], tuple[str, ...]]:
    """Return why the first model cannot be told from others, and which models are close."""
    if len(ranking) < 2:  # noqa: PLR2004  # nobody to be close to
        return (), ()
    best, second = ranking[0], ranking[1]
    lead = best.score.total - second.score.total
    because = []
    if lead == 0:
        tied = tuple(s.model for s in ranking if s.rank == 1)
        because.append(Because(Ground.TIE, tied))
    elif lead < pack.limits.lead:
        because.append(Because(Ground.SMALL_LEAD, (second.model,), lead))
    if lead:
        because += _contested(pack, answers, ranking)
    if not because:
        return (), ()
    named = {model for b in because for model in b.ids}
    near = tuple(
        s.model
        for s in ranking
        if s.rank == 1 or best.score.total - s.score.total < pack.limits.lead or s.model in named
    )
    return tuple(because), near


def _contested(pack: Pack, answers: Answers, ranking: tuple[Standing, ...]) -> list[Because]:
    """Return where the leader depends on the trailing theme (decision 003).

    Applies only where every leading theme is answered and the pack has a trailing one.
    """
    leading, trailing = pack.themes_of("leading"), pack.themes_of("trailing")
    if not trailing or not leading or not set(leading) <= answered_themes(pack, answers):
        return []
    because = []
    leader = ranking[0].score
    ahead = next((s.model for s in ranking[1:] if _ahead(s.score, leader, leading)), None)
    if ahead:
        because.append(Because(Ground.OTHER_AHEAD, (ahead,)))
    weights = {t: w for t, w in theme_weights(pack).items() if t not in trailing}
    without = score_models(pack, answers, weights)
    if first(without) != leader.model:
        top = tuple(
            s.model for s in without if s.total == without[0].total and s.model != leader.model
        )
        because.append(Because(Ground.NEEDS_TRAILING, top))
    return because


def _ahead(other: Score, leader: Score, leading: tuple[str, ...]) -> bool:
    return all(other.themes[theme] > leader.themes[theme] for theme in leading)
