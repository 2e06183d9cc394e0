"""The page for a meeting: what a board reads there, from the answers and from the plan."""

import pytest
from tests.support.situations import settings

from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.render.blocks import Columns, Heading, Para
from concertation_cli.render.views.page import SHORT_NOTE, Page
from concertation_cli.wizard.steps import Progress, upcoming
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
FIRM = {
    "aim": ("take-part",),
    "gap": ("practices",),
    "result": ("changed-practices",),
    "portrait": ("communaute-de-pratique",),
    "conditions.will-to-pool": ("in-place",),
    "conditions.delegates-named": ("not-yet",),
}
NEAR = {**FIRM, "portrait": ("otherwise",)}
CLOSE = {**FIRM, "portrait": ("multisectorielle",)}
THIRD = {  # the first is told apart from the third alone
    "aim": ("take-part",),
    "gap": ("practices",),
    "collective-work": ("none",),
    "portrait": ("entente-multipartite",),
}


def made(pack, answers, lang="en", *, annex=False, **more):
    """Return the blocks of a page, and the verdict that it tells."""
    result = recommend(pack, answers)
    situation = Situation("T", more.get("notes", ""), answers, more.get("beside", {}))
    page = Page(AdvicePhrases(pack, Words(lang)))
    return page.blocks(situation, result, explain(pack, answers, result), annex=annex), result


def headings(blocks):
    return [block.text for block in blocks if isinstance(block, Heading)]


def cells(blocks):
    """Return every row of every table: its label, and its cells."""
    return {label: texts for b in blocks if isinstance(b, Columns) for label, texts in b.rows}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_the_advice_does_not_say(pack, lang):
    for answers in (FIRM, CLOSE, NEAR):
        blocks, _ = made(pack, answers, lang)
        told = " ".join(block.text for block in blocks if isinstance(block, Para))
        assert told.count(Words(lang)("page.not-said")) == 1


def test_the_draft_mandate_holds_what_was_answered_and_asks_for_the_rest(pack):
    rows = cells(made(pack, FIRM)[0])
    for line in pack.mandate:
        (told,) = rows[line.label["en"]]
        labels = [
            option.label["en"]
            for key in line.answers
            if key in FIRM
            for option in (pack.question(key).option(o) for o in FIRM[key])
        ]
        assert told == ("; ".join(labels) or f"To write: {line.hint['en']}")
    assert rows["Decision asked for"][0].startswith("Launch phase 1")
    model = pack.model("communaute-de-pratique")
    assert all(text["en"] in rows["Expected successes"][0] for text in model.successes[:2])
    assert rows["Review date"] == ("To write: day, month, year",)


def test_what_is_missing_is_what_a_mandate_must_first_put_right(pack):
    answers = {**FIRM, "collective-work": ("established",), "conditions.table-agrees": ("not-yet",)}
    blocks, result = made(pack, answers)
    assert result.verdict.kind == "not-ready"
    remedy = pack.model("communaute-de-pratique").condition(result.verdict.not_yet[0]).remedy["en"]
    assert remedy in cells(blocks)["Decision asked for"][0]


def test_the_action_table_has_a_remedy_for_each_row_and_room_for_who_and_when(pack):
    blocks, _ = made(pack, FIRM)
    table = next(b for b in blocks if isinstance(b, Columns) and len(b.headers) == 3)
    assert table.to_fill() == (False, True, True)
    assert all(remedy for _, (remedy, _, _) in table.rows)
    condition = next(
        c for c in pack.model("communaute-de-pratique").conditions
        if c.question == "conditions.delegates-named"
    )  # fmt: skip
    (row,) = (texts for label, texts in table.rows if condition.text["en"] in label)
    assert row[0].startswith("Not done yet.")


@pytest.mark.parametrize(("answers", "second"), [(CLOSE, 1), (THIRD, 2)])
def test_a_close_verdict_sets_beside_one_another_the_two_that_its_question_parts(
    run, pack, answers, second
):
    blocks, result = made(pack, answers)
    named = result.verdict.models
    question = pack.deciding_between(named[:3])[0]
    table = next(b for b in blocks if isinstance(b, Columns) and b.corner == "To compare")
    names = [pack.model(model).name["en"] for model in (named[0], named[second])]
    assert all(n in header for n, header in zip(names, table.headers, strict=True))
    assert {named[0], named[second]} <= {side.model for side in question.sides}
    told = screen(run, answers)
    for number in (pack.model(named[0]).number, pack.model(named[second]).number):
        assert f"(model {number})" in told
    assert " ".join(question.text["en"].split()) in " ".join(told.split())
    asked = upcoming(pack, Progress(Situation(answers=answers), ("aim", "portrait")))
    assert question.id in asked  # the wizard asks the same one
    assert "Choose the model" in cells(blocks)["Decision asked for"][0]


def test_where_no_model_fits_nothing_is_put_to_the_vote(pack):
    blocks, result = made(pack, NEAR)
    assert result.verdict.models
    assert Words("en")("heading.mandate") not in headings(blocks)
    assert "Choose the model" not in str(blocks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_note_stands_somewhere_and_once(pack, lang):
    beside = {
        "gap": "NOTE-1",
        "result": "NOTE-2",  # the mandate tells this answer
        "conditions.will-to-pool": "NOTE-3",
        "conditions.delegates-named": "NOTE-4",
        "scope": "NOTE-5",  # not answered
        "portrait": "NOTE-6 " + "x" * SHORT_NOTE,
        "roles.fiduciary": "NOTE-7",
    }
    for answers in (FIRM, CLOSE, NEAR, {"aim": ("opinion",)}, {"aim": ("take-part",)}):
        told = str(made(pack, answers, lang, beside=beside)[0])
        assert [told.count(f"NOTE-{n}") for n in range(1, 8)] == [1] * 7


def test_the_annex_adds_the_grounds_and_changes_nothing_before_it(pack):
    short, _ = made(pack, FIRM)
    long, _ = made(pack, FIRM, annex=True)
    foot = short[-1:]
    assert long[: len(short) - 1] == short[:-1]
    assert long[-1:] == foot
    extra = headings(long[len(short) - 1 :])
    for key in ("annex", "ranking", "conditions", "caveats", "sources"):
        assert Words("en")(f"heading.{key}") in extra


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_annex_goes_with_a_page_alone(run, form):
    given = run("recommend", *settings({"aim": "take-part"}), "--annex", "--format", form)
    assert (given.code, given.out) == (2, b"")
    assert "--annex" in given.err


def test_a_note_leaves_its_answer_when_that_one_is_set_anew(run, tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("answers: {aim: take-part, gap: ties}\nanswer_notes: {gap: WHY}\n", "utf-8")
    kept = tmp_path / "kept.yaml"
    run("recommend", path, "--set", "gap=means", "--save", kept)
    text = kept.read_text("utf-8")
    assert "answer_notes" not in text
    assert "WHY" in text


def test_a_situation_is_not_saved_under_the_name_of_a_page(run, tmp_path):
    given = run("recommend", *settings({"aim": "opinion"}), "--save", tmp_path / "page.html")
    assert given.code == 2
    assert not (tmp_path / "page.html").exists()


# -- what the first screen and the parts say of it -----------------------------------------


def screen(run, answers, *more, lang="en"):
    told = {key: ",".join(value) for key, value in answers.items()}
    return run("recommend", *settings(told), *more, "--lang", lang).out.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_missing_says_in_words_how_it_stands(run, lang):
    words = Words(lang)
    for state in ("not-yet", "under-way"):
        answers = {**FIRM, "conditions.delegates-named": (state,)}
        part = " ".join(screen(run, answers, "--section", "missing", lang=lang).split())
        assert " ".join(words(f"action.{state}", remedy="").split()) in part
    told = " ".join(screen(run, FIRM, lang=lang).split())
    assert f"! {words('missing.not-yet')}" in told


def test_a_part_of_a_close_advice_says_whose_it_is(run, pack):
    close = recommend(pack, CLOSE)
    name = pack.model(close.plans[0].model).name["en"]
    for part in ("steps", "phases", "partners", "missing", "challenges"):
        assert f"For this model: {name}." in screen(run, CLOSE, "--section", part)
    assert "For this model" not in screen(run, CLOSE, "--section", "ranking")
    assert "For this model" not in screen(run, FIRM, "--section", "steps")


def test_a_wording_that_does_not_fit_is_put_right_beside_the_phases(run, pack):
    answers = {**FIRM, "scope": ("several-sectors",)}
    (number,) = recommend(pack, answers).plans[0].wording
    remark = pack.model("communaute-de-pratique").wording[number].text["en"]
    told = screen(run, answers, "--section", "phases")
    assert " ".join(remark.split()) in " ".join(told.split())


def test_the_question_that_parts_the_model_named_first_is_told_first(pack):
    named = ("communaute-de-pratique", "multisectorielle", "recherche-action")
    first, *others = pack.deciding_between(named)
    assert {side.model for side in first.sides} == set(named[:2])
    assert others  # the second and the third have one too, and it stands before in the pack
    assert pack.deciding.index(others[0]) < pack.deciding.index(first)
