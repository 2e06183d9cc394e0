"""Look-ups: what calls for a model, models side by side, words found in all texts."""

import json
import re
from collections.abc import Mapping
from itertools import combinations

import pytest
from rich.cells import cell_len

from concertation_cli.engine.compare import compare
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind, Trust
from concertation_cli.engine.witness import shortest
from concertation_cli.knowledge.cleaning import fold
from concertation_cli.knowledge.situation import nested
from concertation_cli.knowledge.texts import every_text, search
from concertation_cli.render.lookups import Lookups, snippet
from concertation_cli.render.phrases import Phrases
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
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
            "when.recognized", "when.shortest", "heading.conditions", "when.for", "when.against",
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


def test_what_speaks_most_for_a_model_comes_first(shown, pack):
    text = shown("when", "cohorte")
    points = [
        int(n.replace("\u2212", "-")) for n in re.findall(r"^ ?([+\u2212]\d) ", text, re.MULTILINE)
    ]
    gained = [p for p in points if p > 0]
    lost = [p for p in points if p < 0]
    assert gained == sorted(gained, reverse=True)
    assert lost == sorted(lost)
    best = sorted((c.points for c in pack.model("cohorte").criteria), reverse=True)
    assert gained == best[: len(gained)]


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
    text = shown("compare", "a", "c", "--data", toy_folder, lang=lang)
    differ, _, rest = text.partition(words("compare.facts"))
    assert words("compare.rules") in differ
    for row in compare(toy, (toy.models[0], toy.models[2])):
        question = toy.question(row.question).text[lang]
        told = differ if not row.same else rest
        assert question in told.replace("\u00a0", " ")


@pytest.mark.parametrize("width", [40, 80])
def test_each_model_compared_is_named_with_what_speaks_for_it(shown, pack, width):
    text = shown("compare", "6", "7", width=width)
    rows = compare(pack, (pack.models[5], pack.models[6]))
    for model in (pack.models[5], pack.models[6]):
        assert text.count(model.name["en"]) >= sum(not row.same for row in rows)
    assert "As individuals after selection" in " ".join(text.split())


# -- search ------------------------------------------------------------------------------


def places(found):
    return [(r["kind"], r["id"], r["part"], r["text"]) for r in found["results"]]


def test_search_in_json_has_its_keys_and_each_text_once(load_json):
    found = load_json("search", "fiduciary")
    assert list(found) == [*HEAD, "words", "results"]
    assert found["words"] == "fiduciary"
    assert all(list(row) == ["kind", "id", "part", "text"] for row in found["results"])
    assert found["results"]
    assert len(places(found)) == len(set(places(found)))
    assert {"model", "question"} <= {row["kind"] for row in found["results"]}


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
    assert json.loads(run("search", "--json", "--", words).out)["results"] == []


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
    for placed in search(pack, words, lang):
        shown = f" {fold(snippet(placed.text[lang], words))}"
        assert all(f" {word}" in shown for word in wanted), placed.text[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_snippet_is_short_and_a_part_of_its_text(pack, lang):
    for placed in search(pack, "mo", lang):
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
            assert (told.count(",") > lookups.say.numbered(model).count(",")) == (
                placed.part != "name"
            )
        if placed.kind == "question":
            number = [question.id for question in pack.questions].index(placed.id) + 1
            assert told.endswith(f" {number}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_results_are_told_with_their_places(shown, pack, lang):
    results = search(pack, "fidu", lang)
    text = shown("search", "fidu", lang=lang)
    squeezed = re.sub(r"\s", "", text)
    lookups = Lookups(Phrases(pack, Words(lang)))
    assert text.startswith(f"{len(results)} ")
    for placed in results:
        assert re.sub(r"\s", "", f"[{lookups.place(placed)}]") in squeezed


# Names of things, not texts that tell something.
NAMES = {
    ".name", ".independence", ".field_note", ".themes{}.label", ".refusal.label",
    ".concertation_kinds{}", ".categories{}", ".states{}", ".sections{}", ".models[].aliases{}",
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
