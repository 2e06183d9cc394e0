"""The wizard in a real terminal, driven by real keys, in menus and in plain lines."""

import json
import re
import signal
from types import SimpleNamespace

import pytest
import questionary.constants
from tests.support.paths import SOURCE
from tests.support.terminal import (
    BACK_ENDS,
    CTRL_C,
    CTRL_D,
    ENTER,
    ESCAPE,
    FUND,
    REVIEW,
    SPACE,
    UP,
    Menus,
    Plain,
    drafts,
    flat,
    people,
    steps_of,
)

from concertation_cli.engine.recommend import recommend
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.knowledge.records import Situation
from concertation_cli.phrases.pack import Phrases
from concertation_cli.text_safety import cells
from concertation_cli.wizard.drafts import Draft
from concertation_cli.wizard.questionnaire import Wizard
from concertation_cli.wizard.steps import Manner, Progress
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
OTHER = {"fr": "en", "en": "fr"}
SHARE = {
    "aim": ("share",),
    "lack": ("ties", "money"),
    "people": ("firms",),
    "state": ("begun",),
    "portrait": ("b",),
    "roles.treasurer": ("us",),
    "cautions": ("turf",),
}
REST = [
    "wish",
    "portrait",
    "conditions.group-there",
    "conditions.account-open",
    "roles.treasurer",
    "cautions",
]
"""What the toy asks after `state`, of one who answers as above."""
WORDS_OF_THE_LIBRARY = [
    *("arrow keys", "<space>", "<a>", "<i>", "done (", "selections)"),
    *(
        text.strip()
        for name, text in vars(questionary.constants).items()
        if isinstance(text, str) and not name.startswith("__") and re.search(r"[a-z]{3}", text)
    ),
]

person = pytest.fixture(people, name="person")


# -- whole runs --------------------------------------------------------------------------


def texts_of(pack, lang):
    """Return the texts that a person may meet while asked, in one language."""
    found = {word for word in words_of(lang) if "{" not in word}
    for question in pack.questions:
        found |= {question.text[lang], question.why[lang]}
        for option in question.options:
            found |= {option.label[lang], option.means[lang]}
        found |= {holder.label[lang] for holder in question.holders}
    found |= {theme.label[lang] for theme in pack.themes.values()}
    found |= {model.name[lang] for model in pack.models}
    found |= {model.portrait.text[lang] for model in pack.models}
    found |= {line.text[lang] for line in pack.last_lines}
    return {flat(text) for text in found}


def words_of(lang):
    """Yield the program's own sentences in one language."""
    path = SOURCE / "words" / f"{lang}.json"
    for value in json.loads(path.read_text("utf-8")).values():
        forms = value.values() if isinstance(value, dict) else [value]
        yield from (form for form in forms if isinstance(form, str))


def assert_one_language(pack, hands):
    told = hands.told()
    own = texts_of(pack, hands.lang)
    assert sum(text in told for text in own) > 100
    for text in sorted(texts_of(pack, OTHER[hands.lang]) - own):
        # A word or two may be the same in both, or part of a longer text in this language.
        if len(text) > 3 and not any(text in other for other in own):
            assert not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", told), text
    for text in WORDS_OF_THE_LIBRARY:
        assert text not in told


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_whole_run_ends_with_the_recommendation_and_all_that_follows(
    person, pack, tmp_path, way, lang
):
    at = person(way, lang=lang, whole=True)
    words, asked = at.words, steps_of(pack, FUND)
    at.answer_all(FUND, asked, title="Fonds <b> | 1", notes="à suivre")
    at.go_on()
    at.await_what_next()
    entente = pack.model("entente-multipartite").name[lang]
    assert at.has_told(words("verdict.recommended", models=entente))
    assert at.has_told("à suivre")
    assert len(drafts(tmp_path)) == 1  # until the person ends

    at.choose(words("after.change"))  # what is expected first of partners: their opinion
    at.await_prompt(words("wizard.which"))
    at.choose(at.asked("aim"))
    at.answer("aim", ("opinion",))
    at.terminal.wait(words("heading.moves"))
    at.await_what_next()
    assert at.tells(words("moves.before", text=words("verdict.recommended", models=entente)))

    at.choose(words("after.change"))
    at.await_prompt(words("wizard.which"))
    at.choose(at.asked("aim"))
    at.answer("aim", ("take-part",))
    at.await_what_next()

    at.choose(words("after.model"))
    at.await_prompt(words("after.which-model"))
    cohorte = pack.model("cohorte")
    at.choose(words("model.numbered", number=cohorte.number, name=cohorte.name[lang]))
    at.read(words("after.which-model"), cohorte.context[0][lang])
    at.back()
    at.await_what_next()

    at.choose(words("after.save"))
    at.name_file()
    at.await_what_next()
    saved = (tmp_path / words("wizard.default-situation")).read_text("utf-8")
    assert "take-part" in saved
    assert "à suivre" in saved

    assert entente in written_over(at, tmp_path).read_text("utf-8")
    assert at.finish() == 0
    assert at.terminal.modes_now() == at.terminal.modes
    assert drafts(tmp_path) == []
    assert_one_language(pack, at)


def written_over(at, folder):
    """Write the page, first refusing then accepting to replace a file; return its path."""
    words = at.words
    page = folder / words("wizard.default-file")
    page.write_text("à garder")
    at.choose(words("after.write"))
    at.name_file()
    at.await_prompt(words("wizard.exists"))
    at.confirm(yes=False)
    at.name_file("avis.md")
    at.await_what_next()
    assert at.tells(words("written.there"))
    assert str(folder / "avis.md") in "".join(at.terminal.fresh.split())
    assert page.read_text() == "à garder"
    assert (folder / "avis.md").read_text("utf-8").startswith("# Fonds")
    at.choose(words("after.write"))
    at.name_file()
    at.await_prompt(words("wizard.exists"))
    at.confirm(yes=True)
    at.await_what_next()
    return page


# -- back, forward and the review --------------------------------------------------------


@pytest.mark.parametrize("way", BACK_ENDS)
def test_back_three_questions_and_forward_again_keeps_every_answer(person, way):
    at = person(way)
    at.answer("aim", SHARE["aim"])
    at.answer("lack", SHARE["lack"])
    at.answer("people", SHARE["people"])
    for step in ("state", "people", "lack"):
        at.await_step(step)
        at.back()
    for step in ("aim", "lack", "people"):
        at.await_step(step)
        at.await_standing(step, [flat(label) for label in at.labels(step, SHARE[step])])
        at.keep()
    at.answer("state", SHARE["state"])
    at.answer_all(SHARE, REST, title="Titre")
    at.back()  # from the review, to the last one asked
    at.await_line(at.asked("notes"))
    at.terminal.press("Une note" + ENTER)
    at.await_review()
    summary = at.terminal.fresh
    asked = ["aim", "lack", "people", "state", *REST]
    for number, step in enumerate(asked, 1):
        told = rf"{number}\. {re.escape(flat(at.asked(step)))}(?: :)? "
        answer = flat("; ".join(at.labels(step, SHARE.get(step, ()))))
        assert re.search(told + re.escape(answer), summary), step
    assert at.tells(f"{at.words('wizard.title-row')} : Titre")
    assert at.tells(f"{at.words('wizard.notes-row')} : Une note")


def test_going_back_is_a_row_of_the_menu_too(person):
    at = person(Menus)
    at.await_step("aim")
    assert not at.shows(at.words("menu.back"))  # nothing to go back to
    assert not at.shows(at.words("menu.keys-back"))
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")
    at.choose(at.words("menu.back"))
    at.answer("aim", SHARE["aim"])
    at.answer("lack", SHARE["lack"])
    at.await_step("people")
    at.choose(at.words("menu.back"))
    at.await_step("lack")
    at.await_standing("lack", [flat(label) for label in at.labels("lack", SHARE["lack"])])


def test_ticks_that_were_not_confirmed_come_back(person):
    at = person(Menus)
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")
    at.toggle(at.labels("lack", ("proof",)))
    at.back()
    at.await_step("aim")
    at.keep()
    at.await_step("lack")
    at.await_standing("lack", [flat(label) for label in at.labels("lack", ("proof",))])
    at.toggle(at.labels("lack", ("money",)))
    at.keep()
    at.await_step("people")
    at.back()
    at.await_step("lack")
    at.toggle(at.labels("lack", ("proof", "money")))  # unticked, all of them
    at.back()
    at.await_step("aim")
    at.keep()
    at.await_step("lack")
    at.await_standing("lack", [])


@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_refusal_goes_to_the_review_at_once_and_lifting_it_asks_the_rest(person, toy, way):
    at = person(way, lang="en")
    at.answer("aim", ("hear",))
    at.await_review()
    for step in ("lack", "title"):
        assert not at.has_told(at.asked(step))
    edit(at, at.words("wizard.title-row"))
    at.line("title", "A title")
    at.await_review()
    edit(at, at.asked("aim"))
    at.answer("aim", ("share",))
    at.answer_open()
    for step in steps_of(toy, SHARE)[1:]:
        at.answer(step, SHARE.get(step, ()))
    at.line("notes", "Notes")  # the title was given already
    at.await_review()
    edit(at, at.asked("people"))
    at.answer("people", ("citizens",))
    at.await_review()
    assert at.tells(f"{at.asked('people')} {at.labels('people', ('citizens',))[0]}")
    edit(at, at.words("wizard.notes-row"))
    at.await_line(at.asked("notes"))
    at.terminal.press(at.instead("Other notes"))
    at.await_review()
    assert at.tells("Notes: Other notes")
    edit(at, at.asked("people"), back=True)  # a change of mind changes nothing
    at.await_review()
    assert not at.tells(at.words("wizard.summary"))  # and says nothing again


def edit(at, row, *, back=False):
    """From the review, choose a row to change."""
    at.choose(at.words("wizard.change"))
    at.await_prompt(at.words("wizard.which"))
    if back:
        at.back()
    else:
        at.choose(row)


# -- what is refused ---------------------------------------------------------------------


def test_ticks_that_do_not_go_together_are_refused_in_words_and_stay(person, toy):
    at = person(Menus)
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")
    at.keep()
    at.terminal.wait_screen(at.words("menu.nothing-ticked"))
    every = [label for label in at.labels_of("lack") if label != at.words("wizard.unknown")]
    at.toggle(every[:2])
    at.terminal.point(every[2])
    at.terminal.press(SPACE)  # one too many: refused at once, and nothing is lost
    at.terminal.wait_screen(at.words("menu.untick-first", count=2))
    at.await_standing("lack", [flat(label) for label in every[:2]])
    at.toggle([every[0], at.words("wizard.unknown")])
    at.keep()
    at.terminal.wait_screen(at.words("wizard.none-alone", label=at.words("wizard.unknown")))
    at.toggle([at.words("wizard.unknown"), every[2]])
    at.keep()
    for step in steps_of(toy, {"aim": SHARE["aim"], "lack": ("proof", "money")})[2:-1]:
        at.answer(step)
    at.await_step("cautions")
    turf, none = at.labels("cautions", ("turf", "none"))
    at.tick([turf, none])
    at.terminal.wait_screen(at.words("wizard.none-alone", label=none))
    at.toggle([turf])
    at.keep()
    at.await_line(at.asked("title"))
    assert at.tells(f"{at.asked('cautions')} {none}")


def test_choices_that_do_not_go_together_are_refused_in_plain_lines_too(person):
    at = person(Plain)
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")
    for typed, told in (
        ("1 2 3", at.words("wizard.too-many", count=2)),
        ("1,4", at.words("wizard.none-alone", label=at.words("wizard.unknown"))),
        ("", at.words("plain.not-understood", count=4)),
        ("0", at.words("plain.not-understood", count=4)),
        ("5", at.words("plain.not-understood", count=4)),
        ("²", at.words("plain.not-understood", count=4)),
        ("oui", at.words("plain.not-understood", count=4)),
    ):
        at.terminal.press(typed + ENTER)
        at.await_prompt(told)
    at.terminal.press("3; 1" + ENTER)
    at.await_step("people")
    assert at.tells("; ".join(at.labels("lack", ("ties", "money"))))


# -- explanations ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explanations_scroll_on_the_smallest_screen_and_miss_no_line(person, pack, lang):
    at = person(Menus, lang=lang, size=(40, 10), whole=True)
    gate = pack.questions[0]
    at.await_prompt(gate.text[lang])
    at.help()
    whole = flat(" ".join(explanations(pack, gate, at.words)))
    read = before = 0
    while read < len(whole):
        # The lines shown are the very next ones, or overlap those that were read.
        before = read
        at.terminal.until("the next lines", lambda seen=before: seen < reached(at, gate, whole))
        read = reached(at, gate, whole)
        at.terminal.press(SPACE if read < len(whole) else UP)
    at.terminal.until("one line less", lambda: 0 < reached(at, gate, whole) < read)
    at.terminal.press(ESCAPE)  # leaves the explanations, not the question
    at.await_pointer()
    at.answer_here("aim", ("take-part",))
    at.await_step("gap")


def explanations(pack, question, words):
    """Return the paragraphs that explain the gate question."""
    lang = words.lang
    yield question.why[lang]
    told = [(words("heading.definition"), pack.definition.text[lang])]
    told += [(entry.term[lang], entry.text[lang]) for entry in pack.glossary]
    told += [(option.label[lang], option.means[lang]) for option in question.options]
    yield from (words("colon", term=term, text=text) for term, text in told)


def reached(at, question, whole):
    """Return up to where the lines on the screen tell the explanations; 0 if they do not."""
    lines = at.terminal.shows().partition(flat(question.text[at.lang]))[2]
    lines = lines.partition(flat(at.words("menu.keys-help")))[0].strip()
    return whole.find(lines) + len(lines) if lines and lines in whole else 0


def test_explanations_come_in_plain_lines_and_the_question_waits(person, pack):
    at = person(Plain, whole=True)
    gate = pack.questions[0]
    at.await_prompt(gate.text["fr"])
    at.help()
    at.await_prompt(at.words("plain.type-one"))
    told = at.terminal.fresh
    general = list(explanations(pack, gate, at.words))[: -len(gate.options)]
    assert all(at.tells(paragraph) for paragraph in general)
    again = told.index(flat(gate.text["fr"]))  # the question comes again, its answers numbered
    for number, option in enumerate(gate.options, 1):
        numbered = flat(f"{number}. {option.label['fr']} {option.means['fr']}")
        again = told.index(numbered, again)
    at.terminal.press("1" + ENTER)
    at.await_step("gap")


# -- recognition -------------------------------------------------------------------------

FACTS = {key: answer for key, answer in FUND.items() if key not in ("portrait", "cautions")}
SIZES = ((80, 24), (40, 24))
both_ways = pytest.mark.parametrize("way", BACK_ENDS)
both_widths = pytest.mark.parametrize("size", SIZES, ids=["80", "40"])


@pytest.fixture
def recognizing(person, pack, tmp_path, monkeypatch):
    """Return what opens the wizard for a person who has answered the questions of fact."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def opened(way, answers=None, **options):
        told = FACTS if answers is None else answers
        asked = [
            q.id for q in pack.questions if q.theme == "gate" or q.id in pack.scored_questions()
        ]
        draft = Draft(pack)
        draft.keep(Progress(Situation(answers=told), tuple(asked)))
        draft._release()  # noqa: SLF001  # what the system does when a process ends
        at = person(way, whole=True, **options)
        at.resume()
        at.await_step("portrait")
        return at

    return opened


def kept(tmp_path):
    """Return the situation in the draft: what was answered so far."""
    (path,) = drafts(tmp_path)
    return json.loads(path.read_text("utf-8"))["situation"]


def recognized(tmp_path):
    """Return what the draft says was recognized, best first."""
    told = kept(tmp_path)["answers"].get("portrait", [])
    return [told] if isinstance(told, str) else told


def by_points(pack, answers):
    """Return each model's points by these answers alone."""
    return {
        model.id: sum(
            c.points for c in model.criteria if set(c.options) & set(answers.get(c.question, ()))
        )
        for model in pack.models
    }


@both_widths
@both_ways
def test_the_descriptions_shown_lead_by_the_answers_and_the_others_come_on_request(
    recognizing, pack, way, size
):
    at = recognizing(way, size=size)
    points = by_points(pack, FACTS)
    fourth = sorted(points.values(), reverse=True)[3]
    leading = {model for model in points if points[model] >= fourth}
    assert 4 <= len(leading) <= 6
    label = {model.id: flat(model.portrait.label["fr"]) for model in pack.models}
    lines = [flat(line.label["fr"]) for line in pack.last_lines]
    others, unknown = (flat(at.words(f"wizard.{key}")) for key in ("others", "unknown"))
    shown = at.offered()
    portraits = shown[: len(leading)]
    assert sorted(portraits) == sorted(label[model] for model in leading)
    assert shown[len(leading) :] == [*lines, others, unknown]
    at.choose(at.words("wizard.others"))
    at.await_step("portrait")
    whole = at.offered()
    assert sorted(whole[:9]) == sorted(label.values())
    assert whole[9:] == [*lines, unknown]
    assert [told for told in whole if told in portraits] == portraits  # one order for both
    for model in pack.models:
        assert not at.shows(model.name["fr"])


@pytest.mark.parametrize("lang", LANGUAGES)
@both_widths
def test_the_description_pointed_at_is_whole_on_a_screen_of_24_lines(recognizing, pack, lang, size):
    at = recognizing(Menus, lang=lang, size=size)
    at.choose(at.words("wizard.others"))
    for option in pack.question("portrait").options:
        if option.id != "none":
            at.terminal.point(option.label[lang])
            whole = flat(f"{option.label[lang]} {option.means[lang]}")
            at.terminal.until(whole, lambda told=whole: at.terminal.pointed().startswith(told))
            assert at.shows(at.asked("portrait"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("size", "cut"), [((40, 24), True), ((80, 20), True), ((80, 24), False)])
def test_a_list_that_the_screen_cuts_says_that_there_is_more(recognizing, lang, size, cut):
    at = recognizing(Menus, lang=lang, size=size)
    at.choose(at.words("wizard.others"))
    others = flat(at.words("wizard.others"))
    at.terminal.until("all of them", lambda: others not in at.terminal.shows())
    at.terminal.until("the keys", lambda: at.shows(at.words("menu.keys-one")))
    assert at.shows(at.words("menu.keys-more")) is cut


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_explanations_of_a_description_give_each_of_them_whole(recognizing, pack, lang):
    at = recognizing(Menus, lang=lang, size=(80, 60))
    at.terminal.press("?")
    at.terminal.wait_screen(at.words("wizard.recognize"))
    for line in pack.last_lines:
        at.terminal.wait_screen(line.text[lang])


@both_widths
@both_ways
def test_a_second_description_is_kept_after_the_first_and_a_refusing_line_may_be_it(
    recognizing, tmp_path, pack, way, size
):
    at = recognizing(way, size=size)
    first = at.labels("portrait", FUND["portrait"])[0]
    at.choose(first)
    at.await_second()
    refusing = [flat(line.label["fr"]) for line in pack.last_lines if line.refuses]
    seconds = at.offered()
    assert seconds[0] == flat(at.words("wizard.no-second"))
    assert flat(first) not in seconds
    assert (len(seconds), seconds[9:]) == (13, refusing)
    at.choose(pack.last_line("existing-table").label["fr"])
    at.await_step("conditions.need-confirmed")
    assert recognized(tmp_path) == ["entente-multipartite", "existing-table"]
    told = "; ".join(at.labels("portrait", ("entente-multipartite", "existing-table")))
    assert at.tells(f"{at.asked('portrait')} {told}")


@both_ways
def test_back_from_the_second_description_stands_on_the_first_and_shows_the_same(
    recognizing, tmp_path, way
):
    at = recognizing(way)
    before = at.offered()
    (first,) = at.labels("portrait", ("projet-innovation",))
    assert flat(first) in before[1:4]  # not where the pointer begins
    at.choose(first)
    at.await_second()
    assert recognized(tmp_path) == ["projet-innovation"]  # who leaves here has chosen it
    at.back()
    at.await_step("portrait")
    at.await_standing("portrait", [flat(first)])
    assert at.offered() == before
    at.answer_here("portrait", ("incubation",))
    at.await_step("sign-or-build")
    assert recognized(tmp_path) == ["incubation"]
    at.back()  # and from the next question too
    at.await_step("portrait")
    at.await_standing("portrait", at.labels("portrait", ("incubation",)))


@both_ways
def test_not_knowing_leaves_no_recognition_and_asks_for_no_second(recognizing, tmp_path, way):
    at = recognizing(way)
    at.answer_here("portrait")
    assert at.meet() == "conditions.need-confirmed"
    assert not at.has_told(at.words("wizard.second"))
    assert recognized(tmp_path) == []
    assert at.tells(f"{at.asked('portrait')} {at.words('wizard.unknown')}")


@both_widths
@both_ways
def test_one_party_asks_what_kind_sets_the_first_answer_and_says_so(
    recognizing, tmp_path, pack, way, size
):
    at = recognizing(way, size=size)
    at.answer_here("portrait", ("one-party",))
    at.await_prompt(at.words("wizard.kind"))
    aim = pack.question("aim")
    kinds = [option for option in aim.options if option.refuses]
    assert at.listed([flat(label) for label in at.labels_of("aim")]) == [
        flat(option.label["fr"]) for option in kinds
    ]
    at.choose(kinds[0].label["fr"])
    at.await_review()
    answers = kept(tmp_path)["answers"]
    assert (answers["aim"], answers["portrait"]) == (kinds[0].id, "one-party")
    assert at.tells(f"{at.asked('aim')} {kinds[0].label['fr']}")
    assert at.tells(f"{at.asked('portrait')} {at.labels('portrait', ('one-party',))[0]}")


@both_ways
def test_who_leaves_that_line_is_asked_the_first_question_again_or_would_stay_refused(
    recognizing, tmp_path, way
):
    at = recognizing(way)
    at.answer_here("portrait", ("one-party",))
    at.await_prompt(at.words("wizard.kind"))
    at.back()  # changes nothing
    at.await_step("portrait")
    assert kept(tmp_path)["answers"]["aim"] == "take-part"
    at.answer_here("portrait", ("one-party",))
    at.await_prompt(at.words("wizard.kind"))
    at.first()
    at.await_review()
    edit(at, at.asked("portrait"))
    at.answer("portrait", FUND["portrait"])
    at.await_step("aim")
    at.await_standing("aim", at.labels("aim", ("opinion",)))
    at.answer_here("aim", FUND["aim"])
    at.answer_open()
    at.await_step("conditions.need-confirmed")
    answers = kept(tmp_path)["answers"]
    assert (answers["aim"], answers["portrait"]) == ("take-part", "entente-multipartite")


@both_widths
@both_ways
def test_the_table_that_exists_is_named_and_kept_in_the_notes(recognizing, tmp_path, way, size):
    at = recognizing(way, size=size)
    at.answer_here("portrait", ("existing-table",))
    at.await_line(at.words("wizard.which-one"))
    at.terminal.press("x" * 201 + ENTER)
    at.terminal.wait(at.words("wizard.too-long", count=200))
    ready = at.is_ready if way is Plain else lambda: at.typed().endswith("x")
    at.terminal.until("the name, to be shortened", ready)
    at.terminal.press(at.instead("La table de quartier"))
    at.await_review()
    label = at.labels("portrait", ("existing-table",))[0]
    assert flat(kept(tmp_path)["notes"]) == flat(f"{label} : La table de quartier")
    assert recognized(tmp_path) == ["existing-table"]


def test_the_name_of_a_table_leaves_the_notes_with_that_choice(recognizing, tmp_path):
    at = recognizing(Plain)
    for name in ("La table de quartier", "Une autre table"):
        at.answer_here("portrait", ("existing-table",))
        at.await_line(at.words("wizard.which-one"))
        at.terminal.press(at.instead(name))
        at.await_review()
        assert kept(tmp_path)["notes"].count("\u00a0:") == 1
        assert name in kept(tmp_path)["notes"]
        edit(at, at.asked("portrait"))
        at.await_step("portrait")
    at.answer_here("portrait", FUND["portrait"])
    at.answer_open(now=False)
    at.await_review()
    assert not kept(tmp_path).get("notes")


def test_the_name_of_a_table_leaves_ones_own_notes_as_they_were(recognizing, tmp_path):
    at = recognizing(Plain)
    at.answer_here("portrait", ("existing-table",))
    at.line_of(at.words("wizard.which-one"), "La table de quartier")
    at.await_review()
    edit(at, at.words("wizard.notes-row"))
    at.await_line(at.asked("notes"))
    at.terminal.press(at.instead("Mes notes"))
    at.await_review()
    edit(at, at.asked("portrait"))
    at.answer("portrait", ("existing-table",))
    at.line_of(at.words("wizard.which-one"), "Une autre table")
    at.await_review()
    label = at.labels("portrait", ("existing-table",))[0]
    assert flat(kept(tmp_path)["notes"]) == flat(f"Mes notes {label} : Une autre table")
    edit(at, at.asked("portrait"))
    at.answer("portrait", ("dispute",))
    at.await_review()
    assert kept(tmp_path)["notes"] == "Mes notes"


def test_a_table_left_unnamed_leaves_the_notes_as_they_are(recognizing, tmp_path):
    at = recognizing(Menus)
    at.answer_here("portrait", ("existing-table",))
    at.await_line(at.words("wizard.which-one"))
    at.back()
    at.await_step("portrait")
    at.await_standing("portrait", at.labels("portrait", ("existing-table",)))
    at.keep()
    at.await_line(at.words("wizard.which-one"))
    at.keep()
    at.await_review()
    assert kept(tmp_path)["notes"] == ""


@pytest.mark.parametrize("line", ["dispute", "money"])
def test_the_other_refusing_lines_go_to_the_review_at_once(recognizing, tmp_path, line):
    at = recognizing(Plain)
    at.answer_here("portrait", (line,))
    assert at.meet() == REVIEW
    assert recognized(tmp_path) == [line]
    at.go_on()
    at.await_what_next()
    assert at.has_told(at.words("verdict.not-a-concertation", label=at.pack.refusal.label["fr"]))
    assert at.has_told(at.pack.last_line(line).remedy["fr"].replace("'", "\u2019"))


def test_together_but_otherwise_goes_on_with_what_the_two_nearest_need(recognizing, pack):
    at = recognizing(Plain)
    at.answer_here("portrait", ("otherwise",))
    assert at.meet() == "conditions.need-confirmed"
    points = by_points(pack, FACTS)
    nearest = sorted(points, key=points.__getitem__, reverse=True)[:2]
    met = met_until(at, "cautions")
    assert set(met) <= rows_of(pack, nearest)
    assert set(met) & (rows_of(pack, nearest[1:]) - rows_of(pack, nearest[:1]))


def rows_of(pack, models):
    """Return the rows of the grids that these models speak of."""
    found = {condition.question for m in models for condition in pack.model(m).conditions}
    return found | {f"roles.{role.role}" for m in models for role in pack.model(m).roles}


def met_until(at, last):
    """Answer "I don't know" to all that is asked before this step; return the steps."""
    met = []
    while (step := at.meet()) != last:
        met.append(step)
        at.answer_here(step)
    return met


# -- what settles, and what is in place --------------------------------------------------


@both_widths
@both_ways
def test_a_deciding_question_comes_right_after_and_settles_the_verdict_to_be_confirmed(
    recognizing, tmp_path, pack, way, size
):
    at = recognizing(way, size=size)
    at.answer_here("portrait", ("incubation",))
    assert at.meet() == "sign-or-build"
    for side in pack.question("sign-or-build").options:
        assert at.shows(side.label["fr"])
        assert not at.shows(pack.model(side.id).name["fr"])
    at.answer_here("sign-or-build", ("incubation",))
    met_until(at, "title")
    assert kept(tmp_path)["answers"]["sign-or-build"] == "incubation"
    for step in ("title", "notes"):
        at.await_line(at.asked(step))
        at.keep()
    at.go_on()
    at.await_what_next()
    name = pack.model("incubation").name["fr"]
    assert at.has_told(at.words("verdict.recommended", models=name))
    asked = pack.question("sign-or-build").text["fr"]
    left = f"{name}{at.words('list.and')}{pack.model('entente-multipartite').name['fr']}"
    assert at.has_told(at.words("trust.decided", question=asked, models=left))
    told = recommend(pack, {**FACTS, "portrait": ("incubation",)}).verdict
    assert (told.kind, told.trust) == ("close", "divided")  # what it would be without


@both_ways
def test_where_both_readings_agree_nothing_is_left_to_decide(recognizing, way):
    at = recognizing(way)
    at.answer_here("portrait", FUND["portrait"])
    met = met_until(at, "cautions")
    assert set(met) == rows_of(at.pack, FUND["portrait"])


SECTORS = {
    "aim": ("take-part",),
    "gap": ("direction",),
    "scope": ("several-sectors",),
    "participants": ("institutions",),
    "capacity": ("delegated",),
    "known": ("debated",),
    "result": ("findings",),
    "form": ("document",),
}


@both_widths
@both_ways
def test_ten_rows_at_most_are_asked_and_only_for_the_models_named(recognizing, pack, way, size):
    at = recognizing(way, SECTORS, size=size)
    named = ("recherche-action", "multisectorielle")
    assert recommend(pack, {**SECTORS, "portrait": named[:1]}).verdict.models == named
    if flat(at.labels("portrait", named[:1])[0]) not in at.offered():
        at.choose(at.words("wizard.others"))
        at.await_step("portrait")
    at.answer_here("portrait", named[:1])
    at.answer("agree-or-find-out")  # it settles nothing: both models stay
    rows = rows_of(pack, named)
    assert len(rows) > 10
    met = met_until(at, "cautions")
    assert len(met) == 10
    assert set(met) < rows
    essential = {c.question for m in named for c in pack.model(m).conditions if c.essential}
    assert essential <= set(met)


@both_widths
@both_ways
def test_after_a_quick_interview_what_is_in_place_may_be_said_and_changes_the_advice(
    person, pack, way, size
):
    at = person(way, "--quick", "--no-draft", whole=True, size=size)
    for step in ("aim", "gap", "result", "portrait"):
        at.answer(step, FUND[step])
    for step in ("title", "notes"):
        at.await_line(at.asked(step))
        at.keep()
    at.go_on()
    at.await_what_next()
    rows = rows_of(pack, FUND["portrait"])
    at.choose(at.words("wizard.conditions", count=len(rows)))
    met = []
    for _ in rows:
        step = at.meet()
        met.append(step)
        at.answer_here(step, ("not-yet",) if step == "conditions.will-to-pool" else ())
    assert set(met) == rows
    at.terminal.wait(at.words("heading.moves"))
    at.await_what_next()
    name = pack.model("entente-multipartite").name["fr"]
    assert at.tells(at.words("verdict.not-ready", models=name, count=1))
    assert not at.tells(at.words("wizard.conditions", count=1).partition("(")[0])


@pytest.mark.parametrize("manner", list(Manner))
def test_the_welcome_tells_of_as_many_questions_as_may_be_asked(pack, manner):
    said = []
    asker = SimpleNamespace(say=said.append)
    Wizard(Phrases(pack, Words("en")), asker, Progress(manner=manner), said.append).welcome()
    told = int(re.search(r"At most (\d+) questions", said[0])[1])
    asked = [
        {step.partition(".")[0] for step in steps_of(pack, answers, manner)}
        for answers in (FUND, {**FUND, "portrait": ("incubation",)})
    ]
    assert max(map(len, asked)) == told


# -- every size --------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_small_screen_each_label_and_its_meaning_show_whole(person, pack, lang):
    at = person(Menus, lang=lang, size=(40, 14), whole=True)
    asked = [q for q in pack.questions if q.kind != "grid" and q.theme != "deciding"]
    labels = [option.label[lang] for q in asked for option in q.options]
    longest = sorted(labels, key=cells)[-4:]
    seen = set()
    for step in steps_of(pack, FUND):
        at.await_step(step)
        question = pack.question(step)
        options = () if question.kind == "grid" else question.options
        if step == "portrait":
            at.choose(at.words("wizard.others"))
            options = [option for option in options if option.id != "none"]  # no line says it
        for option in options:
            at.terminal.point(option.label[lang])
            whole = flat(f"{option.label[lang]} {option.means[lang]}")
            at.terminal.until(whole, lambda told=whole: at.terminal.pointed().startswith(told))
            seen.add(option.label[lang])
        assert at.shows(at.asked(step))
        at.answer_here(step, FUND.get(step, ()))
    at.await_line(at.asked("title"))
    assert seen >= set(longest)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rows_longer_than_a_narrow_screen_show_whole(person, pack, lang):
    at = person(Menus, "--no-draft", lang=lang, size=(40, 14), whole=True)
    at.answer("aim", ("opinion",))
    at.await_review()
    edit(at, at.asked("aim"))  # a question as a row: found only where it shows whole
    at.answer("aim", ("opinion",))
    at.go_on()
    at.await_what_next()
    at.choose(at.words("after.model"))
    at.await_prompt(at.words("after.which-model"))
    names = [at.words("model.numbered", name=m.name[lang], number=m.number) for m in pack.models]
    assert max(map(cells, [at.asked("aim"), *names])) > 40
    for name in names:
        at.terminal.point(name)


@pytest.mark.long
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_window_that_changes_size_shows_whole_labels_again(person, pack, lang):
    at = person(Menus, lang=lang, size=(200, 50), whole=True)
    at.answer("aim", FUND["aim"])
    for step in ("gap", "scope", "participants"):
        at.answer(step, FUND[step])
    at.await_step("capacity")
    at.back()
    at.await_step("participants")
    labels = [option.label[lang] for option in pack.question("participants").options]
    for size in ((40, 20), (80, 24), (40, 10), (200, 50)):
        at.terminal.resize(*size)
        at.terminal.wait(pack.question("participants").text[lang])
        at.await_pointer()
        if size[1] > 10:
            for label in labels:
                at.terminal.until(label, lambda label=label: at.lists(label))
        at.terminal.point(labels[-1])
        at.terminal.point(labels[0], UP)
    chosen = at.labels("participants", FUND["participants"])
    at.await_standing("participants", [flat(label) for label in chosen])


# -- leaving -----------------------------------------------------------------------------


def at_one(at):
    at.await_step("aim")


def at_many(at):
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")


def at_review(at):
    at.answer("aim", ("hear",))
    at.await_review()


def at_text(at):
    at_review(at)
    edit(at, at.words("wizard.title-row"))
    at.await_line(at.asked("title"))


def at_what_next(at):
    at.answer("aim", ("hear",))
    at.go_on()
    at.await_what_next()


def at_confirm(at):
    at_what_next(at)
    at.choose(at.words("after.save"))
    at.name_file(__file__)
    at.await_prompt(at.words("wizard.exists"))


LEAVING = {
    "ctrl-c": (lambda at: at.terminal.press(CTRL_C), 130),
    "ctrl-d": (lambda at: at.terminal.press(CTRL_D), 130),
    "SIGINT": (lambda at: at.terminal.kill(signal.SIGINT), 130),
    "SIGTERM": (lambda at: at.terminal.kill(signal.SIGTERM), 143),
    "SIGHUP": (lambda at: at.terminal.kill(signal.SIGHUP), 129),
}


@pytest.mark.long
@pytest.mark.parametrize(
    ("place", "ways_out"),
    [
        (at_one, list(LEAVING)),
        (at_many, list(LEAVING)),
        (at_text, list(LEAVING)),
        (at_confirm, list(LEAVING)),
        (at_review, ["ctrl-d", "SIGTERM"]),  # the same kind of prompt as the first
        (at_what_next, ["ctrl-c", "SIGINT", "SIGHUP"]),
    ],
)
@pytest.mark.parametrize("way", BACK_ENDS)
def test_leaving_gives_the_terminal_back_keeps_the_draft_and_says_so(
    person, tmp_path, way, place, ways_out
):
    windows = {}
    for name in ways_out:  # all at once: starting them is what takes time
        (tmp_path / name).mkdir()
        windows[name] = person(way, home=tmp_path / name)
    for name, at in windows.items():
        leave, code = LEAVING[name]
        place(at)
        if way is Menus:
            assert at.terminal.modes_now() != at.terminal.modes  # the prompt did change them
        leave(at)
        assert (name, at.terminal.end()) == (name, code)
        assert at.terminal.modes_now() == at.terminal.modes
        assert not at.terminal.screen.cursor.hidden
        assert "\x1b[?2004h" not in at.terminal.transcript.rpartition("\x1b[?2004l")[2]
        assert at.tells(at.words("error.interrupted" if place is at_one else "wizard.kept"))
        assert len(drafts(tmp_path / name)) == (0 if place is at_one else 1)
        assert "Traceback" not in at.terminal.transcript


@pytest.mark.long
@pytest.mark.parametrize("way", BACK_ENDS)
@pytest.mark.parametrize("place", [at_many, at_text, at_what_next])
def test_a_terminal_that_is_closed_ends_the_program_and_keeps_the_draft(
    person, tmp_path, way, place
):
    at = person(way)
    place(at)
    assert at.terminal.hang_up() == 129
    assert len(drafts(tmp_path)) == 1


def test_ctrl_d_takes_nothing_away_from_a_text_under_way(person):
    at = person(Menus)
    at_text(at)
    at.terminal.press("Es" + CTRL_D + "sai" + ENTER)
    at.await_review()
    assert at.tells(f"{at.words('wizard.title-row')} : Essai")


@pytest.mark.parametrize("changes", [{}, {"NO_COLOR": "1"}], ids=str)
def test_menus_draw_no_break_spaces_as_plain_ones(person, changes):
    at = person(Menus, **changes)
    at.answer("aim", SHARE["aim"])
    at.await_step("lack")
    cells_drawn = [cell for row in at.terminal.screen.buffer.values() for cell in row.values()]
    assert [cell for cell in cells_drawn if cell.underscore or cell.fg != "default"] == []


# -- terminals of all kinds --------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("way", "changes"),
    [
        (Menus, {"NO_COLOR": "1"}),
        (Menus, {"FORCE_COLOR": "1"}),
        (Menus, {"NO_COLOR": "1", "FORCE_COLOR": "1"}),
        (Menus, {"TERM": ""}),
        (Menus, {"TERM": "vt100"}),
        (Plain, {"NO_COLOR": "1"}),
        (Plain, {"FORCE_COLOR": "1"}),
    ],
    ids=str,
)
def test_colour_is_as_the_environment_says(person, way, changes):
    at = person(way, **changes)
    at_what_next(at)
    assert at.finish() == 0
    coloured = re.search(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7])[;m]", at.terminal.transcript)
    # What is read aloud has none, whatever the environment says.
    assert (coloured is not None) == (way is Menus and "NO_COLOR" not in changes)


@pytest.mark.parametrize(
    "changes", [{"TERM": "dumb"}, {"TERM": "unknown"}, {"ACCESSIBLE": "1"}], ids=str
)
def test_a_terminal_that_can_do_little_is_asked_in_plain_lines(person, tmp_path, changes):
    menus = person(Menus, **changes)  # nothing on the command line asks for plain lines
    at = Plain(menus.terminal, menus.pack, menus.lang)
    at_what_next(at)
    assert at.finish() == 0
    assert "\x1b" not in at.terminal.transcript
    assert drafts(tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("way", BACK_ENDS)
@pytest.mark.parametrize(
    ("encoding", "changes"),
    [
        ("ascii", {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}),
        ("latin-1", {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}),
        ("ascii", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    ],
    ids=str,
)
def test_a_terminal_without_utf_8_reads_well_and_takes_any_key(person, way, encoding, changes):
    at = person(way, encoding=encoding, lang="en", **changes)
    at.answer("aim", ("hear",))
    at.await_review()
    edit(at, at.words("wizard.title-row"))
    at.await_line(at.asked("title"))
    at.terminal.press("caf\u00e9 \u2192".encode() + b"\xe9" + ENTER.encode())
    at.await_review()
    at.choose(at.words("wizard.go-on"))
    at.await_what_next()
    assert at.tells("caf")
    assert at.finish() == 0
    assert "Traceback" not in at.terminal.transcript


# -- what is typed -----------------------------------------------------------------------

PASTED = "\x1b[200~Une\r\nligne\tpuis\nune \x1b]0;titre\x07autre\u202e\x1b[201~"


def test_what_is_pasted_becomes_one_line_that_acts_on_nothing(person, tmp_path):
    at = person(Menus, "--save", "situation.yaml")
    at_text(at)
    at.terminal.press(PASTED + ENTER)
    at.await_review()
    assert at.tells(f"{at.words('wizard.title-row')} : Une ligne puis une autre")
    edit(at, at.words("wizard.notes-row"))
    at.await_line(at.asked("notes"))
    at.terminal.press(PASTED + ENTER)
    at.go_on()
    assert at.finish() == 0
    saved = (tmp_path / "situation.yaml").read_text("utf-8")
    assert "title: Une ligne puis une autre\n" in saved
    assert "notes: Une ligne puis une autre\n" in saved
    assert "\x1b]0;" not in at.terminal.transcript
    assert "\u202e" not in at.terminal.transcript.rpartition(at.words("wizard.summary"))[2]


def test_a_text_too_long_is_refused_and_kept_for_correction(person, tmp_path):
    at = person(Menus, "--save", "situation.yaml")
    at_text(at)
    at.terminal.press("\x1b[200~" + "long " * 2000 + "!\x1b[201~" + ENTER)  # 10,001 characters
    at.terminal.wait(at.words("wizard.too-long", count=10_000))
    at.terminal.until("the text, to be corrected", lambda: at.typed().endswith("!"))
    at.terminal.press("\x7f" + ENTER)
    at.go_on()
    assert at.finish() == 0
    assert (tmp_path / "situation.yaml").read_text("utf-8").count("long") == 2000


@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_file_is_asked_what_it_lacks_its_notes_unharmed_and_saved_as_changed_after_the_result(
    person, tmp_path, way
):
    notes = "Une ligne.\n\nUne autre : « ici ».\n"
    answers = {"aim": "share", "state": "begun"}
    begun = {"title": "Déjà un titre", "notes": notes, "answers": answers}
    (tmp_path / "début.json").write_text(json.dumps(begun), "utf-8")
    at = person(way, "début.json", "--ask", "--save", "suite.json")
    for step in ("lack", "people", "wish", "portrait", "conditions.group-there",
                 "roles.treasurer", "cautions"):  # fmt: skip
        at.answer(step)
    at.go_on()  # what the file says is there to be changed, and not asked again
    at.await_what_next()
    saved = tmp_path / "suite.json"
    assert at.has_told(at.words("written", path="suite.json"))
    before = saved.read_text("utf-8")
    assert "Une ligne." in before
    at.choose(at.words("after.change"))
    at.await_prompt(at.words("wizard.which"))
    at.choose(at.asked("cautions"))
    at.answer("cautions", ("turf",))
    at.await_what_next()
    assert at.finish() == 0
    after = saved.read_text("utf-8")
    assert ("turf" in before, "turf" in after) == (False, True)
    kept = read_file(at.pack, str(saved))
    assert (kept.title, kept.notes) == ("Déjà un titre", notes.strip())


@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_file_that_leaves_nothing_blank_opens_on_its_answers(person, tmp_path, way):
    whole = {
        "title": "Un titre",
        "notes": "Une note",
        "answers": {
            "aim": "share", "lack": ["ties"], "people": ["citizens"], "state": "nothing",
            "wish": ["meeting"], "portrait": "a", "conditions": {"group-there": "in-place"},
            "roles": {"host": "us", "treasurer": "us"}, "cautions": ["turf"],
        },
    }  # fmt: skip
    (tmp_path / "whole.json").write_text(json.dumps(whole), "utf-8")
    at = person(way, "whole.json", "--ask")
    at.go_on()
    assert not at.has_told(at.words("wizard.welcome", count=1, time="").split(",")[0])
    at.await_what_next()
    assert at.finish() == 0


# -- files and pipes ---------------------------------------------------------------------


@pytest.mark.parametrize("option", ["--save", "--output"])
def test_a_file_that_exists_is_refused_before_the_first_question(person, tmp_path, option):
    there = tmp_path / "là.yaml"
    there.write_text("à garder")
    at = person(Menus, option, "là.yaml")
    assert at.terminal.end() == 2
    assert at.has_told("là.yaml")
    assert not at.has_told(at.asked("aim"))
    assert there.read_text() == "à garder"
    at = person(Menus, option, "là.yaml", "--force")
    at_review(at)
    assert there.read_text() == "à garder"  # nothing is lost before there is something better
    at.choose(at.words("wizard.go-on"))
    assert (at.finish() if option == "--save" else at.terminal.end()) == 0
    assert at.has_told(at.words("written", path="là.yaml"))
    told = "aim: hear" if option == "--save" else at.pack.refusal.label["fr"]
    assert told in there.read_text("utf-8")
    assert drafts(tmp_path) == []


@pytest.mark.parametrize("way", BACK_ENDS)
def test_a_piped_result_holds_nothing_else_while_the_terminal_shows_the_rest(person, tmp_path, way):
    output = tmp_path / "résultat.json"
    at = person(way, "--json", output=output)
    at_text(at)
    at.terminal.press("Titre" + ENTER)
    at.await_review()
    at.choose(at.words("wizard.go-on"))
    assert at.terminal.end() == 0
    result = json.loads(output.read_bytes())
    assert result["verdict"]["kind"] == "not-a-concertation"
    assert result["situation"]["title"] == "Titre"
    assert at.has_told(at.asked("aim"))
    assert '"verdict"' not in at.terminal.transcript
    assert not at.has_told(at.words("after.what"))
    assert drafts(tmp_path) == []
