"""The form in a real browser: filled as people fill it, saved, and judged like any situation."""

import json
import re
import subprocess
from urllib.parse import unquote

import pytest
from tests.support.browser import MODULES, needed
from tests.support.paths import TESTS
from tests.support.texts import HOSTILE, squeezed

from concertation_cli.knowledge.records import RECOGNITION
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.formats.form import as_form
from concertation_cli.render.views.form import fillable
from concertation_cli.render.views.questionnaire import Sheet
from concertation_cli.words import Words

pytestmark = pytest.mark.tools

LANGUAGES = ("fr", "en")
WIDTHS = (360, 1200)
FILLINGS = [(lang, width, keyboard)
            for lang in LANGUAGES for width in WIDTHS for keyboard in (False, True)]  # fmt: skip
ADDRESS = "ana.b+c@example.org"
TYPED = {"title": "  L\u2019été <b>\ud83d\ude00", "notes": "Une ligne\nune autre \u0007\u2028fin",
         "name": " Zoé d\u2019Œuvre / 2 "}  # fmt: skip
SAVED = {"fr": "reponses-Zoe-d-Oeuvre-2.json", "en": "answers-Zoe-d-Oeuvre-2.json"}
LONG = {"title": "", "name": "", "notes": "é" * 1000}


def asked(pack):
    return list(Sheet(Phrases(pack, Words("en"))).asked(forms=True))


def wanted_in(pack):
    """Return what to tick, by the name of the inputs: something everywhere, not the first."""
    found = {}
    for number, question in enumerate(asked(pack)):
        ids = [option.id for option in question.options if not option.none]
        if question.kind == "grid":
            held = [holder.id for holder in question.holders]
            found |= {f"{question.id}.{row}": [held[n % len(held)]] for n, row in enumerate(ids)}
        elif question.theme == RECOGNITION:
            found |= {question.id: [ids[2]], f"{question.id}.second": [ids[0]]}
        elif question.kind == "choose-many":
            found[question.id] = ids[-(question.maximum or 3) :]
        else:
            found[question.id] = [ids[number % 2] if question.theme == "gate" else ids[1]]
    return found


def settings_of(wanted):
    """Return the same answers as `--set` gives them."""
    found = dict(wanted)
    if "portrait.second" in found:
        found["portrait"] = [*found["portrait"], *found.pop("portrait.second")]
    return [text for key, ids in found.items() for text in ("--set", f"{key}={','.join(ids)}")]


def written(folder, name, pack, langs=LANGUAGES, respond_to=""):
    path = folder / f"{name}.html"
    spoken = [Phrases(pack, Words(lang)) for lang in langs]
    path.write_bytes(as_form(fillable(spoken), respond_to))
    return str(path)


def evil(pack):
    """Return the pack with hostile words wherever the form shows some."""
    text = dict.fromkeys(LANGUAGES, f"{HOSTILE} </script><img src=x onerror=alert(1)>")
    questions = tuple(
        q._replace(text=text, why=text,
                   options=tuple(o._replace(label=text, means=text) for o in q.options))
        for q in pack.questions
    )  # fmt: skip
    return pack._replace(questions=questions, name=text, independence=text)


@pytest.fixture(scope="module")
def filled(pack, toy, tmp_path_factory):
    """Return what came of every form."""
    folder = tmp_path_factory.mktemp("forms")
    wanted = wanted_in(pack)
    both = written(folder, "both", pack, respond_to=ADDRESS)
    few = {"wanted": dict(list(wanted.items())[:3]), "typed": {"name": "Ana"}, "lang": "en"}
    jobs = [
        {"name": f"{lang}-{width}-{keyboard}", "how": "fill", "path": both, "lang": lang,
         "width": width, "dark": width == WIDTHS[0], "keyboard": keyboard, "wanted": wanted,
         "typed": TYPED}
        for lang, width, keyboard in FILLINGS
    ]  # fmt: skip
    for lang in LANGUAGES:
        alone = written(folder, f"alone-{lang}", pack, (lang,))
        jobs.append({"name": f"alone-{lang}", "how": "fill", "path": alone, **few, "lang": lang})
    jobs += [
        {"name": "toy", "how": "fill", "path": written(folder, "toy", toy), "lang": "en",
         "wanted": wanted_in(toy), "typed": {}},
        {"name": "nothing", "how": "fill", "path": both, "lang": "fr", "wanted": {}, "typed": {}},
        {"name": "evil", "how": "fill", "path": written(folder, "evil", evil(pack)), "lang": "en",
         "wanted": wanted, "typed": {"name": HOSTILE.replace("\x1b", ""), "title": "</script>"}},
        {"name": "limits", "how": "click", "path": both, "clicks": limits(pack), "width": 360},
        {"name": "order", "how": "click", "path": both, "clicks": order(pack)},
        {"name": "copied", "how": "copy", "path": both, "allowed": True, **few},
        {"name": "not-copied", "how": "copy", "path": both, "allowed": False, **few},
        {"name": "mail", "how": "mail", "path": both, **few},
        {"name": "long-mail", "how": "mail", "path": both, **few, "typed": LONG},
        {"name": "left-empty", "how": "leave", "path": both, "clicks": []},
        {"name": "left", "how": "leave", "path": both, "clicks": limits(pack)[:1]},
        {"name": "left-saved", "how": "leave", "path": both, "clicks": limits(pack)[:1],
         "saved": True},
        {"name": "printed", "how": "print", "path": both, "pdf": str(folder / "form.pdf")},
        {"name": "no-script", "how": "no-script", "path": both},
    ]  # fmt: skip
    assert MODULES, "TOOLS_NODE_MODULES must name the folder that holds node_modules"
    told, report = folder / "jobs.json", folder / "report.json"
    chromium = needed("chromium")
    told.write_text(json.dumps({"browser": chromium, "modules": MODULES, "forms": jobs}), "utf-8")
    script = TESTS / "support" / "filling.mjs"
    subprocess.run([needed("node"), script, told, report], check=True, timeout=600)
    return json.loads(report.read_text("utf-8")) | {"pdf": folder / "form.pdf"}


def limited(pack):
    return next(q for q in asked(pack) if q.kind == "choose-many" and q.maximum == 2)


def alone(pack):
    return next(q for q in asked(pack) if q.kind == "choose-many" and q.options[-1].none)


def limits(pack):
    """Return clicks: one too many, then what excludes the rest, then "I don't know"."""
    few, rest = limited(pack), alone(pack)
    three = [(few.id, option.id) for option in few.options[:3]]
    none = (rest.id, rest.options[-1].id)
    return [*three, three[0], three[2], (few.id, ""), (rest.id, ""), none,
            (rest.id, rest.options[0].id), none, (rest.id, rest.options[0].id)]  # fmt: skip


def order(pack):
    """Return clicks: a first, a second, the second as the first, then no first any more."""
    (question,) = [q for q in asked(pack) if q.theme == RECOGNITION]
    one, other = question.options[0].id, question.options[1].id
    first, second = question.id, f"{question.id}.second"
    return [(first, one), (second, other), (first, other), (second, one), (first, "")]


# -- filled ------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "width", "keyboard"), FILLINGS)
def test_a_form_that_is_filled_gives_the_advice_that_set_gives(  # noqa: PLR0913, PLR0917
    filled, pack, run, tmp_path, lang, width, keyboard
):
    found = filled[f"{lang}-{width}-{keyboard}"]
    path = tmp_path / found["file"]
    path.write_text(found["text"], "utf-8")
    from_form = run("recommend", path, "--json")
    assert (from_form.code, from_form.err) == (0, "")
    from_sets = run("recommend", *settings_of(wanted_in(pack)), "--json")
    told, expected = json.loads(from_form.out), json.loads(from_sets.out)
    assert told["situation"]["title"] == "L\u2019été <b>\U0001f600"
    assert told["situation"]["notes"] == "Une ligne\nune autre\nfin"
    assert expected["situation"]["answers"]
    for document in (told, expected):
        document["situation"] |= {"title": "", "notes": ""}
    assert told == expected


@pytest.mark.parametrize(("lang", "width", "keyboard"), FILLINGS)
def test_the_file_is_one_line_named_after_the_person_in_the_language_spoken(
    filled, lang, width, keyboard
):
    found = filled[f"{lang}-{width}-{keyboard}"]
    assert found["file"] == SAVED[lang]
    assert re.fullmatch(r"\{[^\n]+\}\n", found["text"])
    assert found["lang"] == [lang, Words(lang)("sheet.title")]
    assert found["status"] == Words(lang)("fill.saved", file=SAVED[lang])
    count = len(json.loads(found["text"])["answers"])
    assert found["progress"] == Words(lang)("fill.progress", count=count, total=count)


@pytest.mark.parametrize(("lang", "width", "keyboard"), FILLINGS)
def test_nothing_is_asked_of_the_network_and_nothing_is_forbidden(filled, lang, width, keyboard):
    found = filled[f"{lang}-{width}-{keyboard}"]
    asked_for = [url for url in found["requests"] if not url.startswith("blob:null/")]
    assert [url.partition(":")[0] for url in asked_for] == ["file"]
    assert (found["complaints"], found["dialogs"]) == ([], [])


@pytest.mark.parametrize(("lang", "width", "keyboard"), FILLINGS)
def test_axe_finds_nothing_to_say_and_nothing_runs_over(filled, lang, width, keyboard):
    found = filled[f"{lang}-{width}-{keyboard}"]
    assert found["axe"] == []
    assert {"color-contrast", "label", "heading-order", "aria-allowed-role"} <= set(found["rules"])
    assert found["overflow"] == 0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_where_the_keyboard_stands_is_always_seen(filled, lang, width):
    assert filled[f"{lang}-{width}-True"]["unseen"] == []


def test_files_of_several_people_make_a_table_when_joined_and_a_meeting(filled, run, tmp_path):
    names = [f"{lang}-{width}-True" for lang in LANGUAGES for width in WIDTHS]
    texts = [filled[name]["text"] for name in names]
    joined = run("batch", "-", stdin="".join(texts))
    assert (joined.code, joined.out.count(b"\n")) == (0, 4), joined.err
    (tmp_path / "alone.json").write_text(texts[0], "utf-8")
    assert run("batch", tmp_path / "alone.json").out == joined.out.splitlines(keepends=True)[0]
    for name, text in zip("abcd", texts, strict=True):
        (tmp_path / f"reponses-{name}.json").write_text(text, "utf-8")
    (tmp_path / "alone.json").unlink()
    told = json.loads(run("workshop", tmp_path, "--names", "--json").out)
    assert [person["name"] for person in told["people"]] == ["a", "b", "c", "d"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_in_one_language_serves_as_well(filled, lang):
    found = filled[f"alone-{lang}"]
    assert found["file"] == f"{Words(lang)('form.answers-file')}-Ana.json"
    assert (found["axe"], found["complaints"], found["lang"][0]) == ([], [], lang)


def test_another_pack_has_its_form_too(filled, toy, toy_folder, run, tmp_path):
    path = tmp_path / "toy.json"
    path.write_text(filled["toy"]["text"], "utf-8")
    data = ("--data", toy_folder, "--json")
    expected = run("recommend", *settings_of(wanted_in(toy)), *data)
    assert run("recommend", path, *data).out == expected.out


def test_a_form_without_an_answer_says_so_when_it_is_saved(filled):
    found = filled["nothing"]
    assert found["text"] == '{"answers":{}}\n'
    assert found["file"] == "reponses.json"
    assert found["status"].endswith(Words("fr")("fill.empty"))


def test_hostile_words_run_nothing_and_break_nothing(filled, pack):
    found = filled["evil"]
    assert (found["dialogs"], found["complaints"], found["axe"], found["overflow"]) == (
        [],
        [],
        [],
        0,
    )
    assert len([url for url in found["requests"] if not url.startswith("blob:")]) == 1
    assert re.fullmatch(r"answers-[A-Za-z0-9-]+\.json", found["file"])
    assert json.loads(found["text"])["title"] == "</script>"
    assert len(json.loads(found["text"])["answers"]) == len(asked(pack))


# -- limits ------------------------------------------------------------------------------


def test_one_answer_too_many_is_refused_and_said_beside_it(filled, pack):
    few = limited(pack)
    one, other, third = (f"{few.id}={option.id}" for option in few.options[:3])
    steps = filled["limits"]["told"]
    label = few.options[2].label["fr"]
    assert steps[1]["ticked"] == steps[2]["ticked"] == [one, other]
    assert steps[1]["status"] == ""
    told = Words("fr")("fill.too-many", most=2, label=label)
    assert (steps[2]["status"], steps[2]["shown"]) == (told, told)
    assert steps[3]["ticked"] == [other]
    assert steps[3]["shown"] == steps[3]["status"] == ""
    assert steps[4]["ticked"] == [other, third]


def test_what_goes_with_no_other_is_refused_until_one_chooses(filled, pack):
    few, rest = limited(pack), alone(pack)
    words = Words("fr")
    none, first = f"{rest.id}={rest.options[-1].id}", f"{rest.id}={rest.options[0].id}"
    own = [[one for one in step["ticked"] if one.startswith(f"{rest.id}=")]
           for step in filled["limits"]["told"]]  # fmt: skip
    steps = filled["limits"]["told"]
    assert steps[5]["status"] == words("fill.no-other", label=words("wizard.unknown"))
    assert f"{few.id}=" not in steps[5]["ticked"]
    assert own[6:] == [[f"{rest.id}="], [none], [none], [], [first]]  # not knowing gives way
    assert steps[8]["status"] == words("fill.no-other", label=rest.options[-1].label["fr"])


def test_the_second_choice_waits_for_a_first_and_is_never_the_same(filled, pack):
    steps = filled["order"]["told"]
    (question,) = [q for q in asked(pack) if q.theme == RECOGNITION]
    one, other = (option.id for option in question.options[:2])
    first, second = question.id, f"{question.id}.second"
    labels = [option.label["fr"] for option in question.options[:2]]
    assert steps[1]["ticked"] == [f"{first}={one}", f"{second}={other}"]
    assert steps[2]["ticked"] == [f"{first}={other}"]
    assert steps[2]["status"] == Words("fr")("fill.second-gone", label=labels[1])
    assert steps[3]["ticked"] == [f"{first}={other}", f"{second}={one}"]
    assert steps[4]["ticked"] == [f"{first}="]
    assert steps[4]["status"] == Words("fr")("fill.second-alone", label=labels[0])
    assert filled["order"]["disabled"] == len(question.options) + 1
    assert filled["order"]["axe"] == filled["limits"]["axe"] == []


# -- handing it over ---------------------------------------------------------------------


def test_the_text_is_copied_or_given_to_be_copied(filled):
    for name, key in (("copied", "fill.copied"), ("not-copied", "fill.copy-refused")):
        found = filled[name]
        assert json.loads(found["text"])["answers"]
        assert found["status"] == Words("en")(key)
        assert found["area"] is (name == "not-copied")
        assert (found["axe"], found["complaints"]) == ([], [])


def test_a_mail_is_prepared_only_when_asked_for(filled):
    found = filled["mail"]
    assert found["before"] is None
    assert found["href"].startswith("mailto:ana.b%2Bc@example.org?subject=")
    body = unquote(found["href"].partition("&body=")[2])
    opening, line = body.split("\r\n\r\n")
    assert opening == Words("en")("fill.body", file="answers-Ana.json")
    assert json.loads(line)["answers"]
    assert found["status"] == Words("en")("fill.mailed", address=ADDRESS)
    assert found["files"] == []


def test_what_is_too_long_for_a_link_is_to_be_attached(filled):
    found = filled["long-mail"]
    assert len(found["href"]) < 1800
    assert unquote(found["href"]).endswith(Words("en")("fill.body-long", file="answers.json"))
    assert found["files"] == ["answers.json"]
    assert found["status"] == Words("en")("fill.mailed-long", address=ADDRESS, file="answers.json")


def test_one_is_warned_before_leaving_what_is_not_saved(filled):
    assert filled["left"]["dialogs"] == ["beforeunload"]
    assert filled["left-empty"]["dialogs"] == filled["left-saved"]["dialogs"] == []


def test_on_paper_it_is_the_sheet_to_tick(filled, pack):
    assert filled["printed"]["disabled"] > 0  # again, once printed
    command = [needed("pdftotext"), "-raw", filled["pdf"], "-"]
    told = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    paper = squeezed(re.sub(r"\n\d+ / \d+\n", "\n", told))
    for question in asked(pack):
        for text in (question.text, *(o.label for o in question.options),
                     *(o.means for o in question.options)):  # fmt: skip
            assert squeezed(text["fr"]) in paper, text["fr"]
    words = Words("fr")
    assert squeezed(words("sheet.how")) in paper
    for key in ("fill.how", "fill.save", "fill.copy", "fill.private", "fill.missing"):
        assert squeezed(words(key)) not in paper


def test_without_scripts_it_says_so_and_can_be_printed(filled):
    found = filled["no-script"]
    assert found["told"].strip() == Words("fr")("fill.no-script")
    assert (found["bar"], found["disabled"]) == (False, 0)
