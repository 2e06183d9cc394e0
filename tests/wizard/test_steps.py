"""The course of an interview, without a terminal: where it goes, forward and back."""

import itertools
import re

from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from tests.support.drafts import keys_of
from tests.support.small_packs import (
    answers_to,
    chosen,
    condition,
    invented_packs,
    portrayed,
    small_pack,
    with_deciding,
)

from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.engine.scoring import score_models
from concertation_cli.engine.verdict import is_refused, is_refused_by_gate
from concertation_cli.knowledge.answers import answer_keys, with_settings
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.pack import Phrases
from concertation_cli.wizard import steps
from concertation_cli.wizard.prompts import WentBack
from concertation_cli.wizard.questionnaire import Wizard
from concertation_cli.wizard.steps import NOTES, TEXTS, TITLE, Manner, Progress
from concertation_cli.words import Words


def question_of(step):
    return step.partition(".")[0]


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
    step = next(iter(steps.upcoming(pack, progress)), None)
    while step is not None:
        assert len(found) < 100, "this interview has no end"
        found.append(taken(pack, found[-1], step, answers))
        step = steps.following(pack, found[-1], step)
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
    assert steps.upcoming(pack, whole[-1]) == ()


def facts_of(pack):
    """Return the questions that are asked of everybody but the recognition, the gate first."""
    return [q.id for q in pack.questions if q.kind != "grid" and q.theme not in MADE]


MADE = ("recognition", "deciding")


def settling(pack, answers):
    """Return the deciding questions that part models which these answers leave close."""
    ids = [question.id for question in pack.deciding]
    verdict = recommend(pack, {k: a for k, a in answers.items() if k not in ids}).verdict
    if verdict.kind is not Kind.CLOSE or verdict.trust is None:
        return []
    named = set(verdict.models[:3])
    return [q.id for q in pack.deciding if len(named & {side.model for side in q.sides}) > 1]


def rows_needed(pack, answers):
    """Return the rows that the models named need, by their conditions and their roles."""
    found = set()
    for model in map(pack.model, recommend(pack, answers).verdict.models[:3]):
        found |= {f"posts.{role.role}" for role in model.roles}
        for rule in model.conditions:
            if all(set(answers.get(key, ())) & set(held) for key, held in rule.when.items()):
                found.add(rule.question)
    return found


@given(invented_packs(), st.data())
@trying(max_examples=60)
def test_a_whole_interview_asks_facts_recognition_what_decides_then_what_the_plan_needs(pack, data):
    answers = data.draw(answers_to(pack))
    end = walked(pack, Progress(), answers)[-1]
    told = end.situation.answers
    gate, *_ = facts_of(pack)
    if pack.question(gate).option(told.get(gate, ("yes",))[0]).refuses:
        assert end.asked == (gate,)
        return
    if pack.portrayed():
        before = end.asked[: end.asked.index("portrait")]
        assert pack.scored_questions() <= set(before)
        if is_refused(pack, told):
            assert end.asked == (*before, "portrait")
            return
    rows = rows_needed(pack, told)
    serving = {*facts_of(pack), "portrait", *settling(pack, told)[:1], *rows}
    assert end.asked == (*(key for key in keys_of(pack) if key in serving), TITLE, NOTES)
    assert steps.unasked_rows(pack, end) == ()


def test_a_refusal_ends_the_questions_and_lifting_it_brings_them_back():
    pack = small_pack(north={"lack.a": 9})
    refused = taken(pack, Progress(), "door", chosen(door="no"))
    assert steps.upcoming(pack, refused) == ()
    assert steps.following(pack, refused, "door") is None
    lifted = taken(pack, refused, "door", chosen(door="yes"))
    assert steps.following(pack, lifted, "door") == "lack"
    assert steps.upcoming(pack, lifted)[-2:] == TEXTS


def test_a_line_that_refuses_ends_the_questions_at_the_recognition_and_not_before_it():
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.b": 9, "fruit.c": 1}))
    answers = chosen(door="yes", lack="a", portrait="table")
    end = walked(pack, Progress(), answers)[-1]
    assert end.asked == ("door", "lack", "people", "field", "fruit", "portrait")
    assert steps.upcoming(pack, end) == steps.unasked_rows(pack, end) == ()
    lifted = taken(pack, end, "portrait", chosen(portrait="north"))
    assert steps.following(pack, lifted, "portrait") == "posts.host"
    again = walked(pack, Progress(Situation(answers=answers)), answers)[-1]
    assert again.asked == end.asked  # a refusal in a file is not taken for granted
    back = steps.preceding(pack, end, "lack")
    assert (back, steps.following(pack, end, back)) == ("door", "lack")


def test_a_line_recognized_second_or_that_refuses_nothing_ends_no_questions():
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.b": 9}))
    for portrait in (["north", "table"], ["north", "none"], "otherwise"):
        answers = chosen(door="yes", lack="a", portrait=portrait)
        end = walked(pack, Progress(), answers)[-1]
        assert {"posts.host", TITLE, NOTES} <= set(end.asked)


# -- what decides, and what the plan needs -------------------------------------------------


def decided_by(pack, **answers):
    end = walked(pack, Progress(), chosen(door="yes", **answers))[-1]
    return [step for step in end.asked if step in {q.id for q in pack.deciding}]


def test_a_deciding_question_is_asked_when_it_parts_the_models_of_a_close_verdict_only():
    pack = portrayed(
        small_pack(lead=3, north={"lack.a": 9}, south={"lack.b": 9}, east={"lack.c": 9})
    )
    assert decided_by(pack, lack="b", portrait="north") == ["which"]
    assert decided_by(pack, lack="b", portrait="north", which="south") == ["which"]
    assert decided_by(pack, lack="ab") == ["which"]  # level, and no portrait chosen
    assert decided_by(pack, lack="a", portrait="north") == []  # both readings agree
    assert decided_by(pack, lack="c", portrait="north") == []  # it tells other models apart
    assert decided_by(pack, lack="ab", portrait="otherwise") == []
    assert decided_by(pack, people="a") == []  # too little to go on


def test_of_several_deciding_questions_one_on_the_model_named_first_is_asked():
    pack = portrayed(
        small_pack(lead=3, north={"lack.a": 9}, south={"lack.b": 9}, east={"lack.b": 9})
    )
    pack = with_deciding(pack, ("south", "east"), ("north", "east"), ("north", "south"))
    assert decided_by(pack, lack="b", portrait="north") == ["ne"]
    pack = with_deciding(pack, ("south", "east"))
    assert decided_by(pack, lack="b", portrait="north") == ["se"]


def test_a_deciding_question_comes_after_the_recognition_and_stays_where_it_was():
    pack = portrayed(small_pack(lead=3, north={"lack.a": 9}, south={"lack.b": 9}))
    answers = chosen(door="yes", lack="b", portrait="north", which="south")
    whole = walked(pack, Progress(), answers)
    assert not any("which" in steps.upcoming(pack, p) for p in whole if "portrait" not in p.asked)
    changed = taken(pack, whole[-1], "lack", chosen(lack="a"))
    assert "which" in changed.asked
    assert steps.following(pack, changed, "portrait") == "which"


def test_the_rows_asked_are_ten_at_most_essential_ones_first_then_by_phase():
    pack = small_pack(north={"lack.a": 9}, south={"lack.b": 9})
    rows = [f"r{number}" for number in range(14)]
    grid = pack.question("conditions")
    wide = grid._replace(options=tuple(grid.options[0]._replace(id=row) for row in rows))
    late = [condition(f"conditions.{row}", 4, essential=False) for row in rows[:11]]
    essential = [condition(f"conditions.{row}", 3) for row in rows[11:]]
    north = pack.models[0]._replace(conditions=(*late, *essential))
    south = pack.models[1]._replace(conditions=(condition("conditions.r0", 1),))
    questions = tuple(wide if q.id == grid.id else q for q in pack.questions)
    pack = pack._replace(questions=questions, models=(north, south))
    end = walked(pack, Progress(), chosen(door="yes", lack="a"))[-1]
    asked = [step for step in end.asked if "." in step]
    # Three essential rows, two roles from phase 2, then five of the others.
    expected = [f"conditions.{row}" for row in (*rows[:5], *rows[11:])]
    assert asked == [*expected, "posts.host", "posts.purse"]


def test_rows_are_asked_for_the_models_named_and_for_no_other():
    needs = {
        "north": [condition("conditions.room")],
        "south": [condition("conditions.accord")],
        "east": [condition("conditions.accord", when={"people": ("a",)})],
    }
    pack = portrayed(
        small_pack(conditions=needs, north={"lack.a": 9}, south={"lack.b": 9}, east={"lack.c": 9})
    )
    for answers, expected in (
        ({"lack": "a", "portrait": "north"}, ["conditions.room"]),
        ({"lack": "b", "portrait": "north"}, ["conditions.room", "conditions.accord"]),
        ({"lack": "b", "portrait": "north", "which": "south"}, ["conditions.accord"]),
        ({"lack": "c", "portrait": "east"}, []),
        ({"lack": "c", "portrait": "east", "people": "a"}, ["conditions.accord"]),
        ({"people": "a"}, []),
    ):
        end = walked(pack, Progress(), chosen(door="yes", **answers))[-1]
        assert [s for s in end.asked if s.startswith("conditions.")] == expected
        named = recommend(pack, end.situation.answers).verdict.models
        assert ("posts.host" in end.asked) == bool(named)


def test_a_row_that_was_answered_stays_among_the_steps_when_another_model_is_named():
    needs = {"north": [condition("conditions.room")], "south": [condition("conditions.accord")]}
    pack = small_pack(conditions=needs, north={"lack.a": 9}, south={"lack.b": 9})
    end = walked(pack, Progress(), chosen(door="yes", lack="a", things={"room": "in-place"}))[-1]
    other = taken(pack, end, "lack", chosen(lack="b"))
    assert "conditions.room" in other.asked
    assert steps.unasked_rows(pack, other) == steps.upcoming(pack, other)
    assert steps.upcoming(pack, other) == ("conditions.accord",)


@given(st.data())
@trying(max_examples=30)
def test_an_interview_on_the_shipped_pack_asks_ten_rows_at_most_and_the_cautions_last(pack, data):
    end = walked(pack, Progress(), data.draw(answers_to(pack)))[-1]
    rows = [step for step in end.asked if "." in step]
    assert len(rows) <= steps.MAX_ROWS
    if not is_refused(pack, end.situation.answers):
        assert end.asked[-3:] == ("cautions", TITLE, NOTES)
        assert end.asked.index("portrait") < min([end.asked.index(row) for row in rows], default=99)


@given(invented_packs(), st.data())
@trying(max_examples=30)
def test_the_portraits_shown_are_those_that_lead_by_the_answers(pack, data):
    answers = data.draw(answers_to(pack))
    shown = steps.leading_portraits(pack, Progress(Situation(answers=answers)))
    bare = {key: answer for key, answer in answers.items() if key != "portrait"}
    assert shown == steps.leading_portraits(pack, Progress(Situation(answers=bare)))
    totals = {s.model: s.total for s in score_models(pack, bare)}
    assert len(set(shown)) == len(shown)
    if not pack.portrayed() or pack.scored_questions().isdisjoint(bare):
        assert set(shown) == set(pack.portrayed())
        return
    fourth = sorted(totals.values(), reverse=True)[:4][-1]
    assert {m for m, total in totals.items() if total > fourth} <= set(shown)
    assert all(totals[model] >= fourth for model in shown)
    level = sum(total >= fourth for total in totals.values())
    assert len(shown) == min(level, 6)


def test_the_portraits_shown_are_six_at_most_and_their_order_tells_neither_rank_nor_number():
    points = {name: {"lack.a": 3, "people.a": 1} for name in "abcdefgh"}
    pack = portrayed(small_pack(**points))
    starts = set()
    for lack in ("a", "b", "c", "ab"):
        for field in ("", "a", "b", "c"):
            answers = chosen(door="yes", lack=lack, field=field, people="a")
            shown = steps.leading_portraits(pack, Progress(Situation(answers=answers)))
            places = [("abcdefgh".index(m) - "abcdefgh".index(shown[0])) % 8 for m in shown]
            assert places == sorted(set(places))
            assert len(shown) == 6
            starts.add(shown[0])
    assert len(starts) > 2


# -- back --------------------------------------------------------------------------------


@given(interviews(), st.data())
@trying(max_examples=40)
def test_back_and_forward_again_comes_to_the_same_step_with_the_same_answers(drawn, data):
    pack, start, answers = drawn
    whole = walked(pack, start, answers)
    number = data.draw(st.integers(0, len(whole) - 1))
    progress = whole[number]
    here = next(iter(steps.upcoming(pack, progress)), None)
    step, passed = here, []
    for _ in range(data.draw(st.integers(0, number))):
        step = steps.preceding(pack, progress, step)
        passed.append(step)
    assert passed == list(reversed(progress.asked))[: len(passed)]
    for _ in passed:
        assert taken(pack, progress, step, progress.situation.answers) == progress
        step = steps.following(pack, progress, step)
    assert step == here


def test_there_is_nothing_before_the_first_step():
    pack = small_pack(north={"lack.a": 9})
    progress = Progress(asked=("door", "lack"))
    assert steps.preceding(pack, progress, "door") is None
    assert steps.preceding(pack, Progress(), "door") is None
    assert steps.preceding(pack, progress, None) == "lack"
    assert steps.preceding(pack, progress, "people") == "lack"


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
        at = steps.place(pack, before, step)
        assert at == steps.place(pack, after, step)._replace(total=at.total, rows=at.rows)
        assert 1 <= at.number <= at.total <= len(pack.questions)
        assert (at.row > 0) == (question_of(step) != step)
        assert at.row <= at.rows
        if not numbers or numbers[-1][0] != question_of(step):
            numbers.append((question_of(step), at.number))
    assert [number for _, number in numbers] == list(range(1, len(numbers) + 1))


# -- fewer questions ---------------------------------------------------------------------


@given(interviews())
@trying(max_examples=40)
def test_a_quick_interview_asks_the_gate_what_advice_must_rest_on_the_recognition_and_no_more(
    drawn,
):
    pack, start, answers = drawn
    end = walked(pack, start._replace(manner=Manner.QUICK), answers)[-1]
    told = end.situation.answers
    wanted = ("door",)
    if not is_refused_by_gate(pack, told):
        wanted += (*pack.quick_questions(), *(["portrait"] if pack.portrayed() else []))
        if not is_refused(pack, told):
            wanted += (*settling(pack, told)[:1], *TEXTS)
    assert end.asked == wanted


@given(interviews())
@trying(max_examples=40)
def test_what_a_quick_interview_left_out_is_asked_on_request_and_nothing_twice(drawn):
    pack, start, answers = drawn
    quick = walked(pack, start._replace(manner=Manner.QUICK), answers)[-1]
    if is_refused(pack, quick.situation.answers):
        return
    left = [key for key in facts_of(pack) if key not in quick.asked]
    whole = walked(pack, quick._replace(manner=Manner.FULL), answers)[-1]
    assert whole.asked[: len(quick.asked)] == quick.asked
    more = list(dict.fromkeys(map(question_of, whole.asked[len(quick.asked) :])))
    assert [key for key in more if key in left] == left
    assert set(more) - set(left) <= {"which", "conditions", "posts"}
    assert steps.upcoming(pack, whole) == ()


def test_a_quick_interview_offers_the_rows_that_the_models_named_need_after_the_result():
    needs = {"north": [condition("conditions.room")]}
    pack = portrayed(small_pack(conditions=needs, north={"lack.a": 9}, south={"lack.b": 9}))
    answers = chosen(door="yes", lack="a", portrait="north")
    quick = walked(pack, Progress(manner=Manner.QUICK), answers)[-1]
    assert not any("." in step for step in quick.asked)
    assert steps.unasked_rows(pack, quick) == ("conditions.room", "posts.host", "posts.purse")


# -- the interview itself, over any way of asking ----------------------------------------


class Scripted:
    """A way of asking whose person answers at random, goes back, and ends at the review."""

    def __init__(self, data, patience=60):
        self._data = data
        self._patience = patience
        self.told = []
        self.looks = lambda: None

    def say(self, _text):
        self.told.clear()

    def tell(self, text):
        self.told.append(text)

    def take_back(self):
        return bool(self.told and self.told.pop())

    def choose(self, prompt):
        self.looks()
        for number, total in re.findall(r"(\d+) de (\d+)", prompt.heading):
            assert 1 <= int(number) <= int(total)
        assert not prompt.at or not prompt.heading
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
    wizard = Wizard(Phrases(toy, Words("fr")), asker, Progress(manner=manner), kept.append)
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
        # A last line may be asked for its kind, which the gate tells.
        assert len(changed) <= 1 or changed == {"aim", "portrait"}
    for key, values in situation.answers.items():
        assert key in keys_of(toy)
        assert values
    for question in toy.questions:
        values = situation.answers.get(question.id, ())
        assert not question.maximum or len(values) <= question.maximum


@given(st.data())
@trying(max_examples=60)
def test_wherever_a_person_goes_what_the_screen_says_was_answered_is_so_and_is_said_once(toy, data):
    asker = Scripted(data)
    manner = data.draw(st.sampled_from([Manner.FULL, Manner.QUICK]))
    wizard = Wizard(Phrases(toy, Words("fr")), asker, Progress(manner=manner), lambda _: None)
    gate = toy.questions[0].text["fr"]

    def looks():
        keys = [key for question in toy.questions for key in answer_keys(question)]
        true = {wizard._answered(step) for step in (*TEXTS, *keys)}  # noqa: SLF001
        lines = "\n".join(asker.told).split("\n")
        if wizard._words("wizard.summary") in lines:  # noqa: SLF001
            assert lines[0] == ""  # it replaces what was told before
            lines = []
        for line in lines:
            # A line that refuses may answer the first question anew, and then says so below.
            assert not line or line in true or line.startswith(gate), (line, true)
            assert not line or lines.count(line) == 1

    asker.looks = looks
    wizard.run()
