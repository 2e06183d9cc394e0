"""Look-ups: what calls for a model, models side by side, words found in all texts."""

import json
import re
import shlex
from collections.abc import Mapping
from itertools import combinations

import pytest
from rich.cells import cell_len
from tests.support.paths import PHOTOGRAPHS
from tests.support.texts import unspaced

from concertation_cli.engine.compare import compare
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.engine.shortest import shortest
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.knowledge.search import every_text, search
from concertation_cli.phrases.commands import reading
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.views.lookups import TOP_PASSAGES, Lookups, snippet
from concertation_cli.text_safety import fold
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
SECOND = PHOTOGRAPHS
HEAD = ["format", "tool", "pack", "lang"]
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ue000-\uf8ff]")
SCREENS = (
    *(("when", str(number)) for number in range(1, 10)),
    ("compare", "7", "6"),
    ("compare", "1", "2", "3"),
    ("compare", *(str(number) for number in range(1, 10))),
    ("search", "concertation"),
    ("search", "mont"),
    ("search", "zzzz"),
    ("search", "zz" * 300),
    ("search", "\x1b[31mton\u202e \x9b1m"),
    ("check",),
)


@pytest.fixture
def load_json(run):
    def load(*argv):
        result = run(*argv, "--json")
        assert (result.code, result.err) == (0, "")
        return json.loads(result.out)

    return load


@pytest.fixture
def shown(run):
    def show(*argv, lang="en", width=80):
        result = run(*argv, "--lang", lang, env={"COLUMNS": str(width)})
        assert (result.code, result.err) == (0, "")
        return result.out.decode("utf-8")

    return show


def assert_refused(result, *words):
    assert (result.code, result.out) == (2, b"")
    assert result.err.count("\n") == 1
    assert "Traceback" not in result.err
    for word in words:
        assert word in result.err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("argv", SCREENS, ids=range(len(SCREENS)))
def test_no_look_up_is_wider_than_its_terminal_nor_acts_on_it(shown, argv, lang):
    for width in (40, 80):
        text = shown(*argv, lang=lang, width=width)
        wide = [line for line in text.split("\n") if cell_len(line) > width]
        assert not wide, (width, wide[:3])
        assert not CONTROL.search(text)
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


# -- when --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_tells_the_shortest_situation_then_the_must_haves(shown, pack, lang):
    words = Words(lang)
    for model in pack.models:
        text = " ".join(shown("when", model.id, lang=lang).split())
        keys = (
            "when.recognized", "when.shortest", "heading.conditions", "heading.criteria",
        )  # fmt: skip
        headings = [words(key) for key in keys]
        places = [text.index(heading) for heading in headings]
        assert places == sorted(places)
        recognized, _, rest = text.partition(headings[1])
        first, _, rest = rest.partition(headings[2])
        assert " ".join(model.portrait.text[lang].split()) in recognized
        for answers, told in (
            (shortest(pack, model, recognized=True), recognized),
            (shortest(pack, model), first),
        ):
            facts = {k: a for k, a in answers.items() if k in pack.scored_questions()}
            assert facts
            for key, options in facts.items():
                for option in options:
                    assert pack.question(key).option(option).label[lang] in told
        for condition in model.conditions:
            assert " ".join(condition.text[lang].split()) in rest


def test_when_in_json_has_its_keys_and_a_situation_that_calls_for_the_model(load_json, pack):
    for model in pack.models:
        found = load_json("when", model.number)
        assert list(found) == [
            *HEAD, "model", "number", "name", "shortest", "recognized", "must_haves", "for",
            "against",
        ]  # fmt: skip
        assert (found["model"], found["number"]) == (model.id, model.number)
        for key, trust in (("shortest", Trust.TO_CONFIRM), ("recognized", Trust.CONSISTENT)):
            answers = shortest(pack, model, recognized=key == "recognized")
            assert found[key] == nested(answers, pack.questions)
            assert ("portrait" in answers) == (key == "recognized")
            verdict = recommend(pack, answers).verdict
            assert (verdict.kind, verdict.models) == (Kind.RECOMMENDED, (model.id,))
            assert verdict.trust == trust
        assert [r["id"] for r in found["must_haves"]] == [r.id for r in model.conditions]
        assert all(rule["points"] > 0 for rule in found["for"])
        assert all(rule["points"] < 0 for rule in found["against"])
        assert len(found["for"]) + len(found["against"]) == len(model.criteria)


def rules_in(pack, text, lang):
    """Return what a screen tells of rules: points and what follows, by question."""
    asked = {unspaced(q.text[lang]): q.id for q in pack.questions}
    words = Words(lang)
    start = text.index(f"\n{words('heading.criteria')}\n")
    found, under, lines = {}, None, text[start:].splitlines()
    for number, line in enumerate(lines):
        ends = range(number + 1, number + 4)  # a question may take several lines
        named = [asked.get(unspaced("".join(lines[number:end]))) for end in ends]
        if any(named):
            under = next(filter(None, named))
            found[under] = []
        elif points := re.match(r" ?([+\u2212]\d) (.*)", line):
            found[under].append([int(points[1].replace("\u2212", "-")), points[2]])
        elif under and found[under] and line.startswith("    "):
            found[under][-1][1] += f" {line.strip()}"
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("argv", [("when",), ("show", "--section", "criteria"), ("show", "--full")])
def test_rules_stand_under_their_question_with_the_answers_in_quotes_and_why(
    shown, pack, argv, lang
):
    words, say = Words(lang), Phrases(pack, Words(lang))
    for model in pack.models[:: 4 if lang == "en" else 1]:
        text = shown(argv[0], model.id, *argv[1:], lang=lang)
        found = rules_in(pack, text, lang)
        order = [question.id for question in pack.questions]
        assert list(found) == sorted(found, key=order.index)
        assert {c.question for c in model.criteria} == found.keys()
        for key, lines in found.items():
            criteria = [c for c in model.criteria if c.question == key]
            assert sorted((c.points for c in criteria), reverse=True) == [p for p, _ in lines]
            told = {unspaced(told): points for points, told in lines}
            for criterion in criteria:
                quoted = say.quoted(pack.question(key), criterion.options, "list.or")
                line = words("why.answer", answer=quoted, because=criterion.because[lang])
                (points,) = [p for t, p in told.items() if t.startswith(unspaced(line))]
                assert points == criterion.points


def test_the_points_that_when_shows_are_those_that_recommend_gives(shown, pack):
    for model in pack.models:
        found = rules_in(pack, shown("when", model.id), "en")
        answers = shortest(pack, model, recognized=True)
        given = recommend(pack, answers).leading.score.reasons
        for reason in given:
            if reason.criterion:
                labels = [
                    pack.question(reason.question).option(o).label["en"]
                    for o in answers[reason.question]
                ]
                lines = [
                    p
                    for p, told in found[reason.question]
                    if any(f"\u201c{label}\u201d" in told for label in labels)
                ]
                assert lines == [reason.points]


def test_a_model_that_nothing_calls_for_says_so(toy):
    lookups = Lookups(Phrases(toy, Words("en")))
    text = " ".join(str(block) for block in lookups.when(toy.models[0], None, None))
    assert text.count(Words("en")("when.none")) == 2  # by the answers alone, and with its portrait


def test_a_pack_without_portraits_says_nothing_of_recognition(toy):
    bare = tuple(model._replace(portrait=None) for model in toy.models)
    pack = toy._replace(models=bare, recognition=None, last_lines=(), deciding=())
    lookups = Lookups(Phrases(pack, Words("en")))
    told = " ".join(str(block) for block in lookups.when(pack.models[0], None, None))
    told += " ".join(str(block) for block in lookups.compare(bare, compare(pack, bare)))
    for key in ("when.recognized", "compare.deciding", "heading.portrait"):
        assert Words("en")(key) not in told


@pytest.mark.parametrize("command", ["when", "compare"])
@pytest.mark.parametrize(
    ("typo", "near"), [("cohrote", "Cohort"), ("incubaton", "Incubation concertation")]
)
def test_a_model_that_does_not_exist_gets_did_you_mean(run, command, typo, near):
    result = run(command, typo, *(["1"] if command == "compare" else []))
    assert_refused(result, typo, "did you mean", near, "concertation list")


def test_when_takes_a_name_of_several_words_without_quotes(load_json):
    found = load_json("when", "Communaute", "DE", "pratique")
    assert found["model"] == "communaute-de-pratique"


# -- compare -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [["7"], ["7", "7"], ["7", "cohorte"], ["cohorte", "COHORTE", "Cohort"]],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_model_or_the_same_twice_is_not_compared(run, argv, lang):
    told = Words(lang)("problem.compare-two", least=2)
    assert_refused(run("compare", *argv, "--lang", lang), told)


def test_compare_needs_a_model(run):
    assert_refused(run("compare"), "MODEL", "missing")


def test_a_model_named_twice_among_others_is_compared_once(load_json):
    assert load_json("compare", "7", "6", "cohorte") == load_json("compare", "7", "6")


def test_compare_in_json_has_its_keys_and_the_differences_first(load_json, pack):
    found = load_json("compare", "7", "communaute-de-pratique", "3")
    assert list(found) == [*HEAD, "models", "rows"]
    assert [m["number"] for m in found["models"]] == [7, 6, 3]
    for told in found["models"]:
        model = pack.model(told["id"])
        assert list(told) == [
            "id", "number", "name", "concertation", "phases", "cycle", "partners", "essential",
        ]  # fmt: skip
        assert (told["phases"], told["concertation"]) == (
            len(model.phases),
            model.concertation.kind,
        )
        assert told["essential"] == [r.id for r in model.conditions if r.essential]
    assert found["models"][0]["cycle"] == {"from": 6, "to": 2}
    assert all(list(row) == ["question", "same", "options"] for row in found["rows"])
    same = [row["same"] for row in found["rows"]]
    assert same == sorted(same)
    assert {row["question"] for row in found["rows"]} == pack.scored_questions()


def test_the_questions_on_which_models_differ_come_first_in_their_order(pack):
    mixed = 0
    for models in combinations(pack.models, 2):
        rows = compare(pack, models)
        same = [row.same for row in rows]
        assert same == sorted(same)
        asked = [question.id for question in pack.questions]
        differ = [asked.index(row.question) for row in rows if not row.same]
        assert differ == sorted(differ)
        mixed += len(set(same)) == 2
    assert mixed > 0


def test_a_row_holds_what_speaks_for_each_model_the_best_first(pack):
    models = (pack.model("cohorte"), pack.model("incubation"))
    for row in compare(pack, models):
        assert row.same == (row.options[0] == row.options[1])
        for model, options in zip(models, row.options, strict=True):
            points = {
                option: rule.points
                for rule in model.criteria
                if rule.question == row.question
                for option in rule.options
            }
            assert {o for o, p in points.items() if p > 0} == set(options)
            assert [points[o] for o in options] == sorted(
                (points[o] for o in options), reverse=True
            )


def test_the_same_options_are_no_difference_whatever_order_their_points_give(toy):
    one, other, *_ = toy.models
    swapped = tuple(
        c._replace(points={"ties-lacking": 1, "money-shared": 3}.get(c.id, c.points))
        for c in one.criteria
    )
    twin = other._replace(criteria=swapped)
    row = next(row for row in compare(toy, (one, twin)) if row.question == "lack")
    assert set(row.options[0]) == set(row.options[1])
    assert row.same


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_the_same_is_told_last_and_once(shown, toy, toy_folder, lang):
    words = Words(lang)
    text = " ".join(shown("compare", "a", "c", "--data", toy_folder, lang=lang, width=40).split())
    differ, _, rest = text.partition(words("compare.facts"))
    assert words("compare.rules") in differ
    for row in compare(toy, (toy.models[0], toy.models[2])):
        question = toy.question(row.question).text[lang]
        told = differ if not row.same else rest
        assert question in told.replace("\u00a0", " ")


def head_of(text, names):
    """Return the lines that hold all these names, and where each name stands in them."""
    lines = [line for line in text.splitlines() if all(name in line for name in names)]
    return [[line.index(name) for name in names] for line in lines]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("models", "width"), [((6, 7), 80), ((6, 7), 70), ((3, 6, 7), 100)])
def test_where_the_width_allows_models_are_columns_under_their_names_told_once(
    shown, pack, models, width, lang
):
    text = shown("compare", *models, lang=lang, width=width)
    compared = [pack.models[number - 1] for number in models]
    _, *heads = head_of(text, [model.name[lang].split()[0] for model in compared])
    assert len(heads) == 2  # the criteria, then the facts; the title is a sentence
    assert len({tuple(places) for places in heads}) == 1
    assert text.count("Communauté de pratique" if lang == "fr" else "Community of practice") == 3
    row = next(row for row in compare(pack, compared) if not row.same and all(row.options))
    label = pack.question(row.question).text[lang]
    line = next(x for x in text.splitlines() if x.startswith(" ".join(label.split()[:2])))
    for place, options in zip(heads[0], row.options, strict=True):
        first = pack.question(row.question).option(options[0]).label[lang]
        assert line[place:].startswith(first.split()[0])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("models", "width"), [((6, 7), 40), ((6, 7), 60), ((4, 6, 7), 80)])
def test_where_it_does_not_each_criterion_is_told_once_and_models_by_their_number(
    shown, pack, models, width, lang
):
    text = shown("compare", *models, lang=lang, width=width)
    told, compared = unspaced(text), [pack.models[number - 1] for number in models]
    for model in compared:
        legend = rf"^ *{model.number}\. {re.escape(model.name[lang])}$"
        assert len(re.findall(legend, text, re.MULTILINE)) == 2
    assert text.count("Communauté de pratique" if lang == "fr" else "Community of practice") <= 3
    for row in compare(pack, compared):
        assert told.count(unspaced(pack.question(row.question).text[lang])) == 1
        if not row.same:
            labels = [
                "; ".join(pack.question(row.question).option(o).label[lang] for o in options)
                or Words(lang)("compare.nothing")
                for options in row.options
            ]
            lines = (f"{m.number}. {x}" for m, x in zip(compared, labels, strict=True))
            assert unspaced("".join(lines)) in told


def test_aloud_each_line_says_which_model_it_is_about(run, pack):
    text = run("compare", "6", "7", env={"ACCESSIBLE": "1", "COLUMNS": "100"}).out.decode()
    rows = compare(pack, (pack.models[5], pack.models[6]))
    for model in (pack.models[5], pack.models[6]):
        assert text.count(f"- {model.name['en']} \u2014 ") >= sum(not row.same for row in rows)


# -- search ------------------------------------------------------------------------------


def places(found):
    return [(r["kind"], r["id"], r["part"], r["text"]) for r in found["results"]]


def test_search_in_json_has_its_keys_and_each_text_once(load_json):
    found = load_json("search", "fiduciary")
    assert list(found) == [*HEAD, "words", "definitions", "results", "near"]
    assert (found["words"], found["definitions"], found["near"]) == ("fiduciary", [], [])
    assert all(list(row) == ["kind", "id", "part", "text", "command"] for row in found["results"])
    assert found["results"]
    assert len(places(found)) == len(set(places(found)))
    assert {"model", "question"} <= {row["kind"] for row in found["results"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_search_opens_with_what_the_source_says_that_a_word_means(shown, load_json, pack, lang):
    subject = pack.sections[pack.definition.source.section]
    asked = {pack.definition.text[lang]: subject[lang]}
    asked |= {term.text[lang]: term.term[lang] for term in pack.glossary}
    for text, term in asked.items():
        told = unspaced(shown("search", term, lang=lang))
        opening = unspaced(Words(lang)("colon", term=term, text=text))
        assert told.startswith("-")
        assert opening in told.partition(unspaced("passage"))[0], term
        assert told.count(unspaced(text)) == 1
    found = load_json("search", "dialogue")
    assert [d["term"] for d in found["definitions"]] == ["Dialogue"]
    assert shown("search", "concertation", lang=lang).startswith(f"  - {subject[lang]}")


def run_as_told(run, told, lang):
    """Run a command that a screen tells, as it stands there."""
    program, *argv = shlex.split(told)
    assert program == "concertation"
    result = run(*argv, "--lang", lang)
    assert (result.code, result.err) == (0, ""), told
    return unspaced(result.out.decode())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shipped", [True, False], ids=["shipped", "second"])
def test_the_command_told_with_a_passage_shows_it_whole(run, pack, shipped, lang):
    said = Phrases(pack, Words(lang))
    if not shipped:
        folder = SECOND
        said = Phrases(load_folder(folder), Words(lang), str(folder))
    shown, without = {}, set()
    for placed in every_text(said.pack):
        told = reading(said, placed)
        if not told:
            without.add(placed.kind)
            continue
        shown[told] = shown.get(told) or run_as_told(run, told, lang)
        assert unspaced(placed.text[said.lang]) in shown[told], (told, placed)
    assert without <= {"report"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", ["concertation", "ville", "city", "table", "partner", "groupe"])
def test_a_search_shows_few_passages_of_several_places_and_says_how_many_more(
    shown, pack, words, lang
):
    found = search(pack, words, lang)
    rows = [placed for placed in found.results if placed not in found.defining]
    text, full = (shown("search", words, *more, lang=lang) for more in ((), ("--full",)))
    said = Phrases(pack, Words(lang))
    assert full.count("\n  \u2192 ") == sum(bool(reading(said, placed)) for placed in rows)
    commands = re.findall(r"\n  \u2192 (.*)", text)
    assert len(text.splitlines()) <= 30
    lookups = Lookups(said)
    told = min(len({lookups.place(placed) for placed in rows}), TOP_PASSAGES)
    assert len(commands) <= told
    if len(rows) > told:
        more = Words(lang)("search.more", count=len(rows) - told)
        assert unspaced(more) in unspaced(text)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("élus", "ELUS"),
        ("Écosystème", "ecosysteme"),
        ("œuvre", "oeuvre"),
        ("l'élue", "l\u2019élue"),
        ("  besoin   commun ", "besoin commun"),
        ("co-construction", "co construction"),
        ("e\u0301lus", "élus"),
    ],
)
def test_accents_case_marks_and_spaces_are_ignored(run, typed, same):
    one = json.loads(run("search", typed, "--json", "--lang", "fr").out)
    other = json.loads(run("search", same, "--json", "--lang", "fr").out)
    assert places(one) == places(other)


def test_the_beginning_of_a_word_finds_it_and_its_end_does_not(load_json):
    begun = load_json("search", "fiduc")["results"]
    whole = load_json("search", "fiduciary")["results"]
    assert len(begun) >= len(whole) > 0
    assert load_json("search", "iduciary")["results"] == []


def test_all_words_are_needed_in_any_order_with_or_without_quotes(load_json):
    both = load_json("search", "elected", "officials", "city")
    texts = [fold(row["text"]).split() for row in both["results"]]
    assert texts
    for words in texts:
        for wanted in ("elected", "officials", "city"):
            assert any(word.startswith(wanted) for word in words)
    assert places(load_json("search", "city", "officials", "elected")) == places(both)
    assert places(load_json("search", "city officials elected")) == places(both)
    assert len(load_json("search", "elected")["results"]) > len(texts)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", ["zzzz", "", "!!", "  ", "élus zzzz", "\x1b[31m", "%", "{x}"])
def test_nothing_found_is_an_answer(run, lang, words):
    result = run("search", "--lang", lang, "--", words)
    assert (result.code, result.err) == (0, "")
    told = result.out.decode()
    assert re.match(r"0 \w+", told)
    assert not CONTROL.search(told)
    assert "concertation list" in told
    assert json.loads(run("search", "--json", "--", words).out)["results"] == []


@pytest.mark.parametrize(
    ("typed", "near", "lang"),
    [
        ("concretation", "concertation", "fr"),
        ("baileur", "bailleurs", "fr"),
        ("comunauté", "communauté", "fr"),
        ("stakholder", "stakeholders", "en"),
        ("fiducary", "fiduciary", "en"),
    ],
)
def test_where_nothing_is_found_words_like_it_are_offered_that_find_something(
    shown, pack, typed, near, lang
):
    words, found = Words(lang), search(pack, typed, lang)
    assert near in found.near
    text = unspaced(shown("search", typed, lang=lang))
    for word in found.near:
        assert search(pack, word, lang).results
        assert unspaced(words("quoted", text=word)) in text
    for term in pack.glossary:
        assert unspaced(term.term[lang]) in text


def test_words_that_are_found_alone_but_never_together_are_told_each_with_its_count(shown, pack):
    text = " ".join(shown("search", "mentor", "funding", "zzzz").split())
    for word in ("mentor", "funding"):
        count = len(search(pack, word, "en").results)
        assert Words("en")("search.alone", words=f"\u201c{word}\u201d", count=count) in text
    assert "\u201czzzz\u201d alone" not in text


def test_search_needs_words(run):
    assert_refused(run("search"), "missing")


def test_words_are_sought_in_the_language_spoken(load_json, run):
    assert load_json("search", "besoin")["results"] == []
    french = json.loads(run("search", "besoin", "--json", "--lang", "fr").out)
    assert len(french["results"]) > 5


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", ["secteur", "partner", "élu", "l'élu", "d'une", "model's"])
def test_each_snippet_shows_a_word_that_was_sought(pack, lang, words):
    wanted = [word for word in fold(words).split() if len(word) > 1]
    for placed in search(pack, words, lang).results:
        shown = f" {fold(snippet(placed.text[lang], words))}"
        assert all(f" {word}" in shown for word in wanted), placed.text[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_snippet_is_short_and_a_part_of_its_text(pack, lang):
    for placed in search(pack, "mo", lang).results:
        shown = snippet(placed.text[lang], "mo")
        bare = shown.removeprefix("\u2026 ").removesuffix(" \u2026")
        assert bare in placed.text[lang]
        assert len(bare) <= 160


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_place_is_told_in_words(pack, lang):
    lookups = Lookups(Phrases(pack, Words(lang)))
    for placed in every_text(pack):
        told = lookups.place(placed)
        if placed.kind == "model":
            model = pack.model(placed.id)
            assert told.startswith(model.name[lang])
            assert (told.count(",") > lookups.phrases.numbered(model).count(",")) == (
                placed.part != "name"
            )
        if placed.kind == "question":
            number = [question.id for question in pack.questions].index(placed.id) + 1
            assert told.endswith(f" {number}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_are_told_with_their_places(shown, pack, lang):
    results = search(pack, "fidu", lang).results
    told = unspaced(shown("search", "fidu", "--full", lang=lang))
    lookups = Lookups(Phrases(pack, Words(lang)))
    assert told.startswith(f"{len(results)}p")
    for placed in results:
        assert unspaced(f"[{lookups.place(placed)}]") in told


# Names of things, not texts that tell something.
NAMES = {
    ".name", ".independence", ".field_note", ".themes{}.label", ".refusal.label",
    ".concertation_kinds{}", ".categories{}", ".states{}", ".sections{}", ".models[].aliases{}",
    ".mandate[].label", ".mandate[].hint",
}  # fmt: skip


def told_in(value, path=""):
    """Yield every text of a pack that stands in two languages, with its place."""
    if isinstance(value, Mapping):
        if value.keys() == set(LANGUAGES) and all(isinstance(t, str) for t in value.values()):
            yield path, value
        else:
            for item in value.values():
                yield from told_in(item, path + "{}")
    elif hasattr(value, "_fields"):
        for name in value._fields:
            yield from told_in(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, tuple):
        for item in value:
            yield from told_in(item, path + "[]")


def test_every_text_that_tells_something_is_searched(pack):
    searched = [dict(placed.text) for placed in every_text(pack)]
    left = {path for path, text in told_in(pack) if dict(text) not in searched}
    assert sorted(left - NAMES) == []


def test_compare_s_help_names_every_format_it_takes(run):
    told = run("compare", "--help").out.decode()
    for form in ("text", "json", "markdown"):
        taken = run("compare", "1", "2", "--format", form).code == 0
        assert (form in told) == taken, form
