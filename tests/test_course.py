"""The course of an interview, without a terminal: where it goes, forward and back."""

import itertools

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.packs import answers_to, chosen, invented_packs, small_pack

from concertation_cli.engine.recommend import rank_models
from concertation_cli.engine.verdict import is_refused
from concertation_cli.knowledge.pack import Situation
from concertation_cli.knowledge.situation import answer_keys, with_settings
from concertation_cli.wizard import course
from concertation_cli.wizard.course import NOTES, TEXTS, TITLE, Manner, Progress
from concertation_cli.wizard.flow import Wizard
from concertation_cli.wizard.prompts import WentBack
from concertation_cli.words import Words


def question_of(step):
    return step.partition(".")[0]


def keys_of(pack):
    return [key for question in pack.questions for key in answer_keys(question)]


def taken(pack, progress, step, answers):
    """Return the progress after a step is answered as these answers say."""
    situation = progress.situation
    if step not in TEXTS:
        told = with_settings(situation.answers, {step: answers.get(step, ())}, pack.questions)
        situation = situation._replace(answers=told)
    asked = progress.asked if step in progress.asked else (*progress.asked, step)
    return progress._replace(situation=situation, asked=asked)


def walked(pack, progress, answers):
    """Answer all that is still asked; return the progress at each step, the last one at the end."""
    found = [progress]
    step = next(iter(course.upcoming(pack, progress)), None)
    while step is not None:
        assert len(found) < 100, "this interview has no end"
        found.append(taken(pack, found[-1], step, answers))
        step = course.following(pack, found[-1], step)
    return found


@st.composite
def interviews(draw):
    """Draw a pack, answers given before, how much is asked, and the answers to come."""
    pack = draw(invented_packs())
    before = draw(answers_to(pack)) if draw(st.booleans()) else {}
    manner = draw(st.sampled_from(list(Manner)))
    start = Progress(Situation(answers=before), manner=manner)
    return pack, start, draw(answers_to(pack))


# -- forward -----------------------------------------------------------------------------


@given(interviews(), st.data())
@trying(max_examples=40)
def test_an_interview_ends_wherever_it_is_taken_up_and_asks_nothing_twice(drawn, data):
    pack, start, answers = drawn
    whole = walked(pack, start, answers)
    assert len(set(whole[-1].asked)) == len(whole[-1].asked) == len(whole) - 1
    taken_up = whole[data.draw(st.integers(0, len(whole) - 1))]
    again = walked(pack, taken_up, answers)
    assert again[-1] == whole[-1]
    assert course.upcoming(pack, whole[-1]) == ()


@given(invented_packs(), st.data())
@trying(max_examples=40)
def test_a_whole_interview_asks_each_question_in_order_and_the_roles_that_serve(pack, data):
    answers = data.draw(answers_to(pack))
    end = walked(pack, Progress(), answers)[-1]
    gate = pack.questions[0].id
    if is_refused(pack, end.situation.answers):
        assert end.asked == (gate,)
        return
    leading = [pack.model(s.model) for s in rank_models(pack, end.situation.answers)[:3]]
    serving = {f"posts.{role.role}" for model in leading for role in model.roles}
    serving |= {r.question for m in leading for r in m.conditions if r.question[:6] == "posts."}
    expected = [key for key in keys_of(pack) if key[:6] != "posts." or key in serving]
    assert end.asked == (*expected, TITLE, NOTES)
    assert course.unasked(pack, end) == ()


def test_a_refusal_ends_the_questions_and_lifting_it_brings_them_back():
    pack = small_pack(north={"lack.a": 9})
    refused = taken(pack, Progress(), "door", chosen(door="no"))
    assert course.upcoming(pack, refused) == ()
    assert course.following(pack, refused, "door") is None
    lifted = taken(pack, refused, "door", chosen(door="yes"))
    assert course.following(pack, lifted, "door") == "lack"
    assert course.upcoming(pack, lifted)[-2:] == TEXTS


# -- back --------------------------------------------------------------------------------


@given(interviews(), st.data())
@trying(max_examples=40)
def test_back_and_forward_again_comes_to_the_same_step_with_the_same_answers(drawn, data):
    pack, start, answers = drawn
    whole = walked(pack, start, answers)
    number = data.draw(st.integers(0, len(whole) - 1))
    progress = whole[number]
    here = next(iter(course.upcoming(pack, progress)), None)
    step, passed = here, []
    for _ in range(data.draw(st.integers(0, number))):
        step = course.preceding(progress, step)
        passed.append(step)
    assert passed == list(reversed(progress.asked))[: len(passed)]
    for _ in passed:
        assert taken(pack, progress, step, progress.situation.answers) == progress
        step = course.following(pack, progress, step)
    assert step == here


def test_there_is_nothing_before_the_first_step():
    progress = Progress(asked=("door", "lack"))
    assert course.preceding(progress, "door") is None
    assert course.preceding(Progress(), "door") is None
    assert course.preceding(progress, None) == "lack"
    assert course.preceding(progress, "people") == "lack"


# -- where one stands --------------------------------------------------------------------


@given(interviews())
@trying(max_examples=40)
def test_the_place_goes_up_by_one_at_each_question_and_never_past_the_end(drawn):
    pack, start, answers = drawn
    numbers = []
    for before, after in itertools.pairwise(walked(pack, start, answers)):
        step = after.asked[-1]
        if step in TEXTS:
            continue
        at = course.place(pack, before, step)
        assert at == course.place(pack, after, step)._replace(total=at.total, rows=at.rows)
        assert 1 <= at.number <= at.total <= len(pack.questions)
        assert (at.row > 0) == (question_of(step) != step)
        assert at.row <= at.rows
        if not numbers or numbers[-1][0] != question_of(step):
            numbers.append((question_of(step), at.number))
    assert [number for _, number in numbers] == list(range(1, len(numbers) + 1))


# -- fewer questions ---------------------------------------------------------------------


@given(interviews())
@trying(max_examples=40)
def test_a_quick_interview_asks_the_gate_and_what_advice_must_rest_on_and_no_more(drawn):
    pack, start, answers = drawn
    end = walked(pack, start._replace(manner=Manner.QUICK), answers)[-1]
    scored = {rule.question for model in pack.models for rule in model.criteria}
    with_points = [question for question in pack.questions if question.id in scored]
    marked = [question for question in with_points if question.quick] or with_points
    wanted = ("door",)
    if not is_refused(pack, end.situation.answers):
        wanted += (*(question.id for question in marked), *TEXTS)
    assert end.asked == wanted


@given(interviews())
@trying(max_examples=40)
def test_what_a_quick_interview_left_out_is_asked_on_request_and_nothing_twice(drawn):
    pack, start, answers = drawn
    quick = walked(pack, start._replace(manner=Manner.QUICK), answers)[-1]
    if is_refused(pack, quick.situation.answers):
        return
    left = [q.id for q in pack.questions if q.id not in quick.asked]
    assert course.unasked(pack, quick) == tuple(left)
    whole = walked(pack, quick._replace(manner=Manner.FULL), answers)[-1]
    assert whole.asked[: len(quick.asked)] == quick.asked
    assert list(dict.fromkeys(map(question_of, whole.asked[len(quick.asked) :]))) == left
    assert course.unasked(pack, whole) == ()


# -- the interview itself, over any way of asking ----------------------------------------


class Scripted:
    """A way of asking whose person answers at random, goes back, and ends at the review."""

    def __init__(self, data, patience=60):
        self._data = data
        self._patience = patience
        self.said = []

    def say(self, text):
        self.said.append(text)

    def choose(self, prompt):
        self._patience -= 1
        forward = self._patience < 0
        values = [choice.value for choice in prompt.choices]
        if prompt.back and not forward and self._draw(st.integers(0, 3)) == 0:
            raise WentBack(prompt.chosen)
        if forward or not prompt.many:
            # The last row of the review must not be a loop: its first one goes on.
            return (values[0] if forward else self._draw(st.sampled_from(values)),)
        picked = tuple(v for v in values if v in self._draw(st.sets(st.sampled_from(values))))
        if not picked or prompt.refuse(picked):
            return (values[-1],)
        return picked

    def line(self, _text, default, *, back):
        self._patience -= 1
        if back and self._patience > 0 and self._draw(st.integers(0, 4)) == 0:
            raise WentBack((default,))
        return self._draw(st.sampled_from([default, "un texte", ""]))

    def confirm(self, _text):
        return self._draw(st.booleans())

    def _draw(self, strategy):
        return self._data.draw(strategy)


@given(st.data())
@trying(max_examples=40)
def test_whatever_a_person_does_each_answer_is_kept_before_the_next_question(toy, data):
    kept = []
    manner = data.draw(st.sampled_from([Manner.FULL, Manner.QUICK]))
    asker = Scripted(data)
    wizard = Wizard(toy, Words("fr"), asker, Progress(manner=manner), kept.append)
    situation = wizard.run()
    assert kept[-1] == wizard.progress
    assert situation == wizard.progress.situation
    for before, after in itertools.pairwise(kept):
        assert set(before.asked) <= set(after.asked)  # no answer is ever taken back unasked
        changed = {
            key
            for key in {*before.situation.answers, *after.situation.answers}
            if before.situation.answers.get(key) != after.situation.answers.get(key)
        }
        assert len(changed) <= 1
    for key, values in situation.answers.items():
        assert key in keys_of(toy)
        assert values
    for question in toy.questions:
        values = situation.answers.get(question.id, ())
        assert not question.maximum or len(values) <= question.maximum
