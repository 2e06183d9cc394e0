"""Where a situation stands in a model, and what it is told to do first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.anypacks import any_packs
from tests.packs import answers_to

from concertation_cli.engine.conditions import is_met, row_status
from concertation_cli.engine.plan import MOST_STEPS, plan
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Status, StepKind

TABLE = {
    "aim": ("take-part",),
    "gap": ("means",),
    "scope": ("several-sectors",),
    "collective-work": ("established",),
    "known": ("proven-elsewhere",),
    "result": ("commitments",),
    "portrait": ("entente-multipartite",),
    "conditions.need-confirmed": ("in-place",),
    "conditions.will-to-pool": ("in-place",),
    "roles.fiduciary": ("partner",),
}


def first_plan(pack, changes=None):
    answers = {**TABLE, **(changes or {})}
    result = recommend(pack, {key: value for key, value in answers.items() if value})
    return result.plans[0], pack.model(result.plans[0].model)


def test_a_table_that_has_its_solution_starts_after_the_phase_that_finds_one(pack):
    found, _ = first_plan(pack)
    assert (found.done, found.here) == ((1,), 2)
    assert [(step.kind, step.phase) for step in found.steps] == [(StepKind.PHASE, 2)]


def test_without_a_solution_the_first_phase_is_still_ahead(pack):
    found, _ = first_plan(pack, {"known": ("debated",)})
    assert (found.done, found.here) == ((), 1)
    assert found.steps[0].phase == 1


def test_what_is_essential_and_missing_comes_first_then_what_is_only_unknown(pack):
    lacking, model = first_plan(pack, {"conditions.will-to-pool": None})
    assert [step.kind for step in lacking.steps] == [StepKind.FIND_OUT, StepKind.PHASE]
    asked = {"conditions.will-to-pool": ("not-yet",)}
    lacking = plan(pack, model, {**TABLE, **asked})
    assert lacking.steps[0].kind is StepKind.SETTLE
    asked = {"conditions.will-to-pool": ("under-way",)}
    assert plan(pack, model, {**TABLE, **asked}).steps[0].kind is StepKind.FINISH


def test_nobody_is_sent_to_find_who_is_there_or_who_cannot_matter_yet(pack):
    found, _ = first_plan(pack, {"roles.funders": ("nobody",)})
    assert all(step.kind is not StepKind.CALL for step in found.steps)  # both from phase 4
    assert all(step.kind is not StepKind.ROLE for step in found.steps)


def test_what_puts_a_phase_behind_is_not_told_twice(pack):
    """Model 2: to have the need voiced is how its first phase is done."""
    model = pack.model("multisectorielle")
    answers = {"conditions.need-voiced": ("not-yet",), "roles.neutral-convener": ("us",)}
    found = plan(pack, model, answers)
    assert [step.kind for step in found.steps] == [StepKind.SETTLE, StepKind.CALL]
    assert "partners-who-voiced-the-need" not in found.steps[1].ids


def test_the_wording_of_the_report_is_put_right_only_where_it_does_not_fit(pack):
    told, model = first_plan(pack)
    assert [model.wording[number].when for number in told.wording] == [
        {"scope": ("several-sectors",)}
    ]
    assert first_plan(pack, {"scope": ("one-sector",)})[0].wording == ()


def test_every_model_can_be_found_further_on_than_its_beginning(pack):
    for model in pack.models:
        for done in model.done:
            answers = {key: options[:1] for key, options in done.when.items()}
            found = plan(pack, model, answers)
            assert set(done.phases) <= set(found.done)
            assert found.here not in found.done


@given(any_packs(), st.data())
def test_no_step_repeats_another_or_names_what_is_done(drawn, data):
    pack = drawn.pack
    answers = data.draw(answers_to(pack))
    for model in pack.models:
        check_plan(pack, model, answers, plan(pack, model, answers))


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


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_you_are_here_on_every_medium(run, lang):
    here = {"fr": "Vous êtes ici", "en": "You are here"}[lang]
    done = {"fr": "Fait", "en": "Done"}[lang]
    settings = [f"--set={key}={','.join(value)}" for key, value in TABLE.items()]
    for form, depth in (("text", ["--full"]), ("markdown", []), ("html", [])):
        told = run("recommend", *settings, "--lang", lang, "--format", form, *depth).out.decode()
        assert here in told, form
        assert done in told, form
