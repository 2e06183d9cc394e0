"""A saved recommendation taken up again, and the interface for other programs."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.paths import DATA, EXAMPLES
from tests.support.small_packs import (
    answers_to,
    chosen,
    condition,
    invented_packs,
    portrayed,
    small_pack,
)

import concertation_cli
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.replay import (
    Cause,
    Saved,
    SavedReason,
    SavedStanding,
    Why,
    replay,
)
from concertation_cli.engine.results import Kind
from concertation_cli.errors import PackError, UsageError
from concertation_cli.inputs.saved_result import read_result
from concertation_cli.knowledge.answers import Gone

NAMED = ("jardins-collectifs", "repit-proches-aidants", "horaire-bibliotheque")


def saved_from(pack, answers):
    """Return what a saved JSON of this recommendation would be read as."""
    found = recommend(pack, answers)
    return Saved(
        pack.id,
        pack.version,
        pack.digest,
        str(found.verdict.kind),
        found.verdict.models,
        tuple(
            SavedStanding(
                standing.model,
                standing.model,
                standing.rank,
                standing.score.total,
                tuple(
                    SavedReason(r.criterion or r.question, r.question, r.points)
                    for r in standing.score.reasons
                ),
                {status.id: str(status.status) for status in standing.conditions},
            )
            for standing in found.ranking
        ),
        answers,
    )


@pytest.fixture
def saved(run, tmp_path):
    """Return a function that saves an example's recommendation, and its path."""

    def save(name):
        situation = EXAMPLES / f"{name}.yaml"
        path = tmp_path / f"{name}.json"
        assert run("recommend", situation, "--json", "--output", path).code == 0
        return path

    return save


@pytest.mark.parametrize("name", NAMED)
def test_a_recommendation_is_the_same_against_the_pack_that_made_it(run, saved, name):
    path = saved(name)
    told = run("replay", path)
    assert told.code == 0
    assert "The recommendation is the same today" in told.out.decode()
    found = json.loads(run("replay", path, "--json").out)
    assert (found["compared"], found["same"]) == ("all", True)
    assert found["moves"] == found["causes"] == []
    assert found["saved"] == found["pack"]


def changed_copy(tmp_path, *edits):
    """Return a copy of the shipped pack's folder after some files were edited."""
    import shutil

    folder = tmp_path / "pack"
    shutil.copytree(DATA, folder)
    for name, old, new in edits:
        path = folder / name
        text = path.read_text("utf-8")
        assert re.search(old, text)
        path.write_text(re.sub(old, new, text, count=1), "utf-8")
    return folder


@pytest.mark.parametrize("was", [None, 0, 9], ids=["no points", "0 points", "other points"])
def test_points_of_a_description_that_differ_are_told_without_the_name_of_a_criterion(
    run, tmp_path, was
):
    path = tmp_path / "saved.json"
    answers = ("aim=take-part", "gap=ties", "portrait=cohorte")
    settings = [part for answer in answers for part in ("--set", answer)]
    assert run("recommend", *settings, "--json", "--output", path).code == 0
    document = json.loads(path.read_bytes())
    for standing in document["ranking"]:
        standing["reasons"] = [
            reason if reason["criterion"] else {**reason, "points": was}
            for reason in standing["reasons"]
            if reason["criterion"] or was is not None
        ]
    path.write_text(json.dumps(document), "utf-8")
    told = run("replay", path, "--lang", "en")
    assert (told.code, told.err) == (0, "")
    assert "description chosen" in " ".join(told.out.decode().split())


def test_other_points_are_told_with_the_criterion_and_what_they_add(run, saved, tmp_path):
    path = saved("jardins-collectifs")
    edit = (
        "models/communaute-de-pratique.yaml",
        r"(?s)(options: \[practices\].*?points:) 3",
        r"\1 1",
    )
    folder = changed_copy(tmp_path, edit)
    found = json.loads(run("replay", path, "--data", folder, "--json").out)
    (cause,) = [c for c in found["causes"] if c["shift"]]
    assert cause["why"] == "points"
    assert (cause["from"], cause["to"], cause["shift"]) == (3, 1, -2)
    assert cause["id"].startswith("communaute-de-pratique/")
    (move,) = found["moves"]
    assert move["score"]["to"] - move["score"]["from"] == -2
    told = run("replay", path, "--data", folder).out.decode()
    assert "from 3 to 1" in told
    assert "(\u22122 to the score)" in told


def test_an_option_renamed_since_is_named_and_left_out(run, saved):
    path = saved("jardins-collectifs")
    document = json.loads(path.read_text("utf-8"))
    document["situation"]["answers"]["scope"] = "somewhere-else"
    document["situation"]["answers"]["roles"]["elder"] = "us"
    path.write_text(json.dumps(document), "utf-8")
    found = json.loads(run("replay", path, "--json").out)
    gone = [(c["id"], c["from"]) for c in found["causes"] if c["why"] == "answer-gone"]
    assert gone == [("scope", "somewhere-else"), ("roles.elder", None)]
    assert any(cause["why"] == "criterion-gone" for cause in found["causes"])


def test_an_option_that_is_gone_takes_no_other_option_with_it(run, pack, saved):
    path = saved("repit-proches-aidants")
    document = json.loads(path.read_text("utf-8"))
    assert document["situation"]["answers"]["participants"] == ["organisations", "funders"]
    document["situation"]["answers"]["participants"] = ["organisations", "gone", "funders"]
    path.write_text(json.dumps(document), "utf-8")
    found = json.loads(run("replay", path, "--json").out)
    assert found["verdict"]["from"] == found["verdict"]["to"]
    assert found["moves"] == []
    told = run("replay", path, "--lang", "fr").out.decode()
    assert pack.question("participants").text["fr"] in " ".join(told.split())
    assert "gone" in told


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (["gone", "communaute-de-pratique"], ()),
        (["communaute-de-pratique", "gone"], ("communaute-de-pratique",)),
    ],
)
def test_what_was_recognized_second_is_not_first_because_the_first_is_gone(
    run, pack, saved, chosen, kept
):
    path = saved("repit-proches-aidants")
    document = json.loads(path.read_text("utf-8"))
    document["situation"]["answers"]["portrait"] = chosen
    path.write_text(json.dumps(document), "utf-8")
    assert read_result(pack, str(path))[0].answers.get("portrait", ()) == kept
    found = json.loads(run("replay", path, "--json").out)
    assert ("portrait", "gone") in [(c["id"], c["from"]) for c in found["causes"]]


def test_points_of_a_description_are_told_as_such(run, saved):
    path = saved("repit-proches-aidants")
    document = json.loads(path.read_text("utf-8"))
    for standing in document["ranking"]:
        for reason in standing["reasons"]:
            if reason["question"] == "portrait":
                reason["points"] += 3
    path.write_text(json.dumps(document), "utf-8")
    told = " ".join(run("replay", path, "--lang", "en").out.decode().split())
    assert "the points of the description chosen go from 15 to 12" in told
    assert "criterion “portrait”" not in told


def test_replay_tells_names_and_rules_in_the_language_asked_for(run, pack, tmp_path):
    situation = EXAMPLES / "repit-proches-aidants.yaml"
    path = tmp_path / "saved.json"
    run("recommend", situation, "--set", "portrait=", "--json", "--lang", "en", "--output", path)
    # By the answers the agreement is 7 points ahead; then 3, where 7 are needed.
    points = r"(?s)(options: \[means\].*?points:) 3"
    folder = changed_copy(
        tmp_path,
        ("models/entente-multipartite.yaml", points, r"\1 -1"),
        ("pack.yaml", "lead: 3", "lead: 7"),
    )
    told = run("replay", path, "--lang", "fr", "--data", folder).out.decode()
    for model in pack.models:
        assert model.name["en"] not in told
        for criterion in model.criteria:
            assert criterion.id not in told
    assert "Avant\u00a0: Modèle qui convient le mieux" in told


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("verdict", "kind"), "bogus"),
        (("verdict", "models"), ["nope"]),
        (("verdict", "models"), []),
        (("format",), 0),
        (("ranking", 0, "conditions", 0, "status"), "weird"),
    ],
)
def test_a_word_that_no_format_holds_is_no_saved_recommendation(run, saved, where, value):
    path = saved("repit-proches-aidants")
    document = json.loads(path.read_text("utf-8"))
    part = document
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    path.write_text(json.dumps(document), "utf-8")
    for options in ([], ["--json"], ["--format", "html"]):
        result = run("replay", path, *options)
        assert (result.code, result.out) == (2, b"")
        assert "not a recommendation saved" in result.err


def test_a_saved_recommendation_is_advised_on_anew_as_its_situation(run, saved):
    path = saved("jardins-collectifs")
    assert run("recommend", path, "--json").out == path.read_bytes()


# -- saved in the first format, whose points were multiplied by weights -------------------


@pytest.fixture
def older(saved):
    """Return a function that saves an example in the first format, and its path."""

    def save(name, verdict=(), answers=()):
        path = saved(name)
        document = json.loads(path.read_text("utf-8"))
        for standing in document["ranking"]:
            standing["score"] *= 3
            for reason in standing["reasons"]:
                reason["contribution"] = 3 * reason["points"]
        document["format"] = 1
        document["verdict"].update(verdict)
        document["situation"]["answers"].update(answers)
        path.write_text(json.dumps(document), "utf-8")
        return path

    return save


@pytest.mark.parametrize("name", NAMED)
def test_a_first_format_is_compared_by_its_verdict_alone_and_says_so(run, older, name):
    path = older(name)
    found = json.loads(run("replay", path, "--json").out)
    assert (found["compared"], found["same"]) == ("verdict", True)
    assert found["verdict"]["from"] == found["verdict"]["to"]
    assert (found["moves"], found["causes"]) == ([], [])
    told = " ".join(run("replay", path).out.decode().split())
    assert "The advice is the same today: same answers, same verdict, same models." in told
    assert "It was saved in an earlier format, whose points cannot be compared with today" in told
    assert "The recommendation is the same" not in told


def test_another_verdict_than_in_the_first_format_is_told_without_a_cause(run, older):
    then = {"kind": "close", "models": ["cohorte", "cercle"]}
    path = older("jardins-collectifs", verdict=then)
    found = json.loads(run("replay", path, "--json").out)
    assert (found["compared"], found["same"]) == ("verdict", False)
    assert found["verdict"] == {
        "from": then,
        "to": {"kind": "recommended", "models": ["communaute-de-pratique"]},
    }
    assert (found["moves"], found["causes"]) == ([], [])
    told = " ".join(run("replay", path).out.decode().split())
    assert "Before: Too close to call between Cohort and cercle." in told
    assert "Points do not explain the difference" not in told


def test_an_answer_gone_since_the_first_format_is_told(run, older):
    path = older("jardins-collectifs", answers={"scope": "somewhere-else"})
    causes = json.loads(run("replay", path, "--json").out)["causes"]
    assert [(cause["why"], cause["id"]) for cause in causes] == [("answer-gone", "scope")]
    assert "somewhere-else" in run("replay", path).out.decode()


def test_questions_gone_since_the_first_format_and_second_answers_to_some_are_told(run, older):
    gone = {"request": "partners", "served": "whole-field", "means": ["pooled"]}
    path = older("jardins-collectifs", answers={**gone, "gap": ["practices", "means"]})
    told = json.loads(run("replay", path, "--json").out)
    assert {cause["id"] for cause in told["causes"]} == {*gone, "gap"}
    assert {cause["why"] for cause in told["causes"]} == {"answer-gone"}
    assert told["same"] is False


def test_a_model_that_came_or_went_is_told(pack):
    answers = pack.cases[0].codings[0]
    smaller = pack._replace(models=pack.models[1:])
    gone = replay(smaller, saved_from(pack, answers))
    assert [(c.why, c.model) for c in gone.causes if c.why is Why.MODEL_GONE] == [
        (Why.MODEL_GONE, pack.models[0].id)
    ]
    came = replay(pack, saved_from(smaller, answers))
    assert [(c.why, c.model) for c in came.causes if c.why is Why.MODEL_NEW] == [
        (Why.MODEL_NEW, pack.models[0].id)
    ]
    assert not gone.same
    assert not came.same


def test_a_verdict_that_only_the_limit_changed_says_that_points_do_not_explain_it():
    pack = small_pack(lead=8, north={"lack.a": 9}, south={"lack.a": 3})
    saved = saved_from(pack, chosen(door="yes", lack="a"))
    assert saved.kind == "close"
    found = replay(pack._replace(limits=pack.limits._replace(lead=6)), saved)
    assert not found.same
    assert found.moves == ()
    assert [cause.why for cause in found.causes] == [Why.RULES]


def test_other_points_for_a_description_are_told_as_any_reason_s():
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.b": 3}))
    saved = saved_from(pack, chosen(door="yes", lack="a", portrait=["north", "south"]))
    told = pack.recognition._replace(first=10)
    found = replay(pack._replace(recognition=told), saved)
    assert [(c.why, c.model, c.id, c.before, c.after, c.shift) for c in found.causes] == [
        (Why.POINTS, "north", "portrait", 12, 10, -2)
    ]
    assert not found.same


def test_a_condition_asked_since_is_told_with_its_state_then_and_now():
    pack = small_pack(north={"lack.a": 9}, south={"lack.b": 3})
    rule = condition("conditions.room")
    stricter = pack._replace(
        models=(pack.models[0]._replace(conditions=(rule,)), *pack.models[1:]),
    )
    answers = chosen(door="yes", lack="a", things={"room": "not-yet"})
    found = replay(stricter, saved_from(pack, answers))
    assert found.result.verdict.kind is Kind.NOT_READY
    assert found.causes == (Cause(Why.CONDITION, "north", rule.id, None, "not-yet"),)
    back = replay(pack, saved_from(stricter, answers))
    assert back.causes == (Cause(Why.CONDITION, "north", rule.id, "not-yet", None),)


def test_a_deciding_question_that_is_gone_leaves_the_other_answers():
    pack = portrayed(small_pack(north={"lack.a": 9}, south={"lack.b": 9}))
    saved = saved_from(pack, chosen(door="yes", lack="b", portrait="north", which="south"))
    assert saved.models == ("south",)
    fewer = tuple(question for question in pack.questions if question.id != "which")
    left = {key: answer for key, answer in saved.answers.items() if key != "which"}
    found = replay(
        pack._replace(questions=fewer, deciding=()),
        saved._replace(answers=left, gone=(Gone("which"),)),
    )
    assert found.result.verdict.models == ("north", "south")
    assert found.causes == (Cause(Why.ANSWER_GONE, id="which"),)


@pytest.mark.long
@given(st.data())
def test_what_each_cause_adds_sums_up_to_what_each_model_moved(data):
    old = data.draw(invented_packs())
    new = data.draw(invented_packs())
    answers = data.draw(answers_to(old))
    known = {q.id: {o.id for o in q.options} for q in new.questions}
    kept = {k: v for k, v in answers.items() if set(v) <= known.get(k, set())}
    saved = saved_from(old, kept)
    found = replay(new, saved)
    if not (saved.ranking and found.result.ranking):
        return
    before = {s.model: s.score for s in saved.ranking}
    after = {s.model: s.score.total for s in found.result.ranking}
    for model in before.keys() & after.keys():
        told = sum(cause.shift for cause in found.causes if cause.model == model)
        assert told == after[model] - before[model]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "not a recommendation saved"),
        ("[]", "not a recommendation saved"),
        ('{"format": 1, "pack": {"id": 7}}', "key “id”"),
        ('{"format": 99, "pack": {"id": "x", "version": "1", "digest": "0"}}', "later format (99)"),
        (
            '{"format": 1, "pack": {"id": "elsewhere", "version": "1", "digest": "0"}}',
            "another knowledge base (elsewhere",
        ),
        ("no json", "not valid JSON"),
    ],
)
def test_what_is_no_saved_recommendation_is_refused_with_its_place(run, tmp_path, text, said):
    path = tmp_path / "saved.json"
    path.write_text(text, "utf-8")
    result = run("replay", path)
    assert (result.code, result.out) == (2, b"")
    assert str(path) in result.err
    assert said in result.err


def test_a_hostile_saved_file_is_shown_inert(run, saved):
    path = saved("jardins-collectifs")
    document = json.loads(path.read_text("utf-8"))
    document["situation"]["title"] = "\x1b]0;x\x07[/b]\u202e<script>"
    document["pack"]["version"] = "\x1b[31m9"
    document["ranking"][1]["name"] = "\x1b[31mred"
    document["ranking"][1]["model"] = "gone\x1b[31m"
    path.write_text(json.dumps(document), "utf-8")
    for options in ([], ["--json"], ["--format", "markdown"]):
        result = run("replay", path, *options)
        assert result.code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.out.decode())


def test_replay_reads_standard_input(run, saved):
    path = saved("jardins-collectifs")
    result = run("replay", "-", stdin=path.read_bytes())
    assert result.code == 0


# -- the interface for other programs ----------------------------------------------------


def test_the_interface_gives_what_the_command_gives(run):
    pack = concertation_cli.load()
    answers = {
        "aim": "take-part",
        "gap": ["practices"],
        "roles": {"fiduciary": "us"},
        "known": None,
    }
    found = concertation_cli.recommend(pack, answers)
    told = json.loads(run("recommend", "--json", "--set", "aim=take-part", "--set", "gap=practices",
                          "--set", "roles.fiduciary=us").out)  # fmt: skip
    assert found.verdict.kind == told["verdict"]["kind"]
    assert [s.model for s in found.ranking] == [s["model"] for s in told["ranking"]]
    assert [s.score.total for s in found.ranking] == [s["score"] for s in told["ranking"]]


def test_the_interface_refuses_what_the_command_refuses(toy_folder):
    with pytest.raises(UsageError) as refused:
        concertation_cli.recommend(concertation_cli.load(), {"gap": "servcie"})
    (problem,) = refused.value.problems
    assert problem.code == "unknown-option"
    assert problem.values["near"] == "service"
    with pytest.raises(PackError):
        concertation_cli.load(toy_folder / "nowhere")
    assert concertation_cli.load(toy_folder).id == "toy"


def test_the_interface_loads_no_command_and_the_package_has_no_other_name():
    code = (
        "import sys, concertation_cli as c; c.load; "
        "assert not {'typer', 'rich', 'questionary'} & set(sys.modules); c.nothing"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("has no attribute 'nothing'")
