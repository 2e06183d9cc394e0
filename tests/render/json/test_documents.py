"""What `--json` promises: keys, types, the same bytes everywhere, nothing else."""

import json
import subprocess
import sys

import pytest
from tests.support.processes import spawn
from tests.support.situations import settings

from concertation_cli import __version__

HEAD = ["format", "tool", "pack", "lang"]
SITUATIONS = {
    "recommended": [
        "aim=take-part", "gap=means", "collective-work=designed", "form=agreement",
        "portrait=entente-multipartite,existing-table",
    ],
    "close": ["aim=take-part", "gap=ties", "portrait=cohorte"],
    "not-ready": [
        "aim=take-part", "gap=means", "scope=one-sector", "participants=organisations,funders",
        "collective-work=isolated", "result=commitments", "form=agreement",
        "conditions.will-to-pool=not-yet",
    ],
    "not-a-concertation": ["aim=information", "gap=ties"],
    "undetermined": ["aim=take-part", "form=agreement"],
}  # fmt: skip
STANDING = ["model", "number", "name", "rank", "score", "themes", "reasons", "conditions"]
REASON = ["criterion", "question", "options", "points", "text", "basis", "source"]
CONDITION = [
    "id", "essential", "phase", "question", "when", "basis", "remedy", "text", "source",
]  # fmt: skip
STATUSES = {"in-place", "under-way", "not-yet", "unknown"}
PLAN = [
    "model", "here", "steps", "phases", "wording", "cycle", "partners", "roles", "takes",
    "risks", "challenges", "successes", "pathways",
]  # fmt: skip
CHALLENGE = ["id", "phase", "text", "source", "help"]
PATHWAY = ["id", "from", "to", "trigger", "basis", "source"]
PARTNER = ["id", "name", "category", "role", "source"]
SHOW = [
    *HEAD, "id", "number", "name", "aliases", "pages", "summary", "portrait", "definition",
    "concertation", "context", "complementarities", "added_values", "phases", "cycle", "partners",
    "successes", "challenges", "lessons", "cases", "conditions", "roles", "takes", "risks",
    "criteria", "pathways", "convener_only", "silent",
]  # fmt: skip
ROLE = ["id", "name", "holder", "status", "phase", "basis", "text", "source"]
SECTION = ["models", "refusals", "misses"]
TALLY = [
    "cases", "first", "first_two", "close", "right_but_close", "firm", "wrong_but_firm",
    "undetermined", "wrongly_refused", "consistent", "wrong_but_consistent", "divided",
    "divided_and_named", "wrongly_doubted",
]  # fmt: skip
REFUSALS = ["cases", "refused", "doubted", "firm"]


@pytest.fixture
def load_json(run):
    def load(*argv, **options):
        result = run(*argv, "--json", "--lang", "en", **options)
        assert result.code == 0, result.err
        assert result.err == ""
        text = result.out.decode("utf-8")
        assert text.endswith("}\n")
        assert "\r" not in text
        return json.loads(text, object_pairs_hook=unique, parse_constant=pytest.fail)

    return load


def unique(pairs):
    found = dict(pairs)
    assert len(found) == len(pairs), pairs
    return found


def answering(kind):
    return settings(SITUATIONS[kind])


def keys(rows):
    """Return the keys that all these rows have; there must be one row at least."""
    assert rows
    first = list(rows[0])
    assert all(list(row) == first for row in rows)
    return first


def assert_sources(value):
    """Every source in a document is a section and its pages; pages are text or null."""
    if isinstance(value, list):
        for item in value:
            assert_sources(item)
    elif isinstance(value, dict):
        if value.get("source") is not None:
            assert list(value["source"]) == ["section", "pages"]
            assert type(value["source"]["section"]) is str
            assert type(value["source"]["pages"]) in (str, type(None))
        for item in value.values():
            assert_sources(item)


def assert_head(found, pack):
    assert found["format"] == 2
    assert found["tool"] == {"name": "concertation", "version": __version__}
    assert found["pack"] == {"id": pack.id, "version": pack.version, "digest": pack.digest}
    assert found["lang"] == "en"


def assert_firmness(found):
    assert list(found) == ["lead", "changes", "flips", "skipped"]
    assert type(found["lead"]) is int
    assert list(found["changes"]) == ["kept", "tried"]
    assert found["changes"]["tried"] - found["changes"]["kept"] == len(found["flips"])
    assert all(list(flip) == ["question", "from", "to", "then"] for flip in found["flips"])
    assert keys(found["skipped"]) == ["question", "could_give"]


@pytest.mark.parametrize("kind", SITUATIONS)
def test_recommend_has_its_keys_whatever_the_verdict(load_json, pack, kind):
    found = load_json("recommend", *answering(kind))
    assert_head(found, pack)
    assert_sources(found)
    assert list(found) == [
        *HEAD, "situation", "verdict", "recognition", "trust", "otherwise", "recommended",
        "ranking", "why_not", "contradictions", "firmness", "evidence", "plans",
    ]  # fmt: skip
    assert list(found["situation"]) == ["title", "notes", "answers", "answer_notes"]
    verdict = found["verdict"]
    assert verdict["kind"] == kind
    assert list(verdict) == ["kind", "summary", "models", "because", "remedies"]
    assert keys(verdict["because"]) == ["ground", "ids", "points", "text"]
    assert all(isinstance(text, str) for text in verdict["remedies"])
    assert found["contradictions"] == []
    if kind in {"not-a-concertation", "undetermined"}:
        assert found["firmness"] is None
    else:
        assert_firmness(found["firmness"])
    firm = kind in {"recommended", "not-ready"}
    assert found["recommended"] == (verdict["models"][0] if firm else None)
    assert [plan["model"] for plan in found["plans"]] == verdict["models"]
    assert list(found["recognition"]) == ["chosen", "agrees", "answers_first"]
    assert list(found["trust"]) == ["word", "sentence", "doubt"]
    assert (found["trust"]["word"] is None) == (found["trust"]["sentence"] is None)
    refused = kind == "not-a-concertation"
    assert (found["otherwise"] is not None) == refused
    assert len(found["ranking"]) == (0 if refused else len(pack.models))


@pytest.mark.parametrize("kind", ["recommended", "not-ready", "close"])
def test_a_ranking_is_told_down_to_each_reason(load_json, pack, kind):
    found = load_json("recommend", *answering(kind))
    assert keys(found["ranking"]) == STANDING
    for standing in found["ranking"]:
        model = pack.model(standing["model"])
        assert (standing["number"], standing["name"]) == (model.number, model.name["en"])
        assert type(standing["score"]) is int
        assert sum(r["points"] for r in standing["reasons"]) == standing["score"]
        assert sum(standing["themes"].values()) == standing["score"]
        themes = dict.fromkeys(standing["themes"], 0)
        for reason in standing["reasons"]:
            assert list(reason) == REASON
            themes[pack.question(reason["question"]).theme] += reason["points"]
            assert reason["basis"] in {"stated", "inferred"}
            if reason["criterion"] is None:
                assert (reason["question"], reason["options"]) == ("portrait", [model.id])
                assert reason["text"] == model.portrait.text["en"]
            else:
                assert reason["criterion"].startswith(f"{model.id}/")
        assert standing["themes"] == themes
        assert keys(standing["conditions"]) == [*CONDITION, "status"]
        for condition in standing["conditions"]:
            assert condition["status"] in STATUSES
            assert type(condition["essential"]) is bool
            assert type(condition["phase"]) is int
            assert condition["question"].partition(".")[0] in {"conditions", "roles"}
    ranks = [standing["rank"] for standing in found["ranking"]]
    assert ranks == sorted(ranks)
    assert ranks[0] == 1
    alone = sorted(by_answers(found).values(), reverse=True)
    assert found["firmness"]["lead"] == alone[0] - alone[1]


def by_answers(found):
    """Return each model's score without what was recognized: what firmness is told of."""
    return {
        standing["model"]: sum(r["points"] for r in standing["reasons"] if r["criterion"])
        for standing in found["ranking"]
    }


def test_both_readings_are_told_apart_with_their_word_of_trust(load_json):
    found = load_json("recommend", *answering("recommended"))
    assert found["recognition"] == {
        "chosen": ["entente-multipartite", "existing-table"],
        "agrees": "first",
        "answers_first": ["entente-multipartite"],
    }
    assert found["trust"]["word"] == "consistent"
    assert "An existing table is enough" in found["trust"]["doubt"]
    close = load_json("recommend", *answering("close"))
    assert close["recognition"] == {
        "chosen": ["cohorte"], "agrees": "no", "answers_first": ["liens-elus"],
    }  # fmt: skip
    assert (close["trust"]["word"], close["trust"]["doubt"]) == ("divided", None)
    assert close["verdict"]["models"] == ["cohorte", "liens-elus"]
    second = load_json("recommend", *answering("close")[:-1], "portrait=cohorte,liens-elus")
    assert second["recognition"]["agrees"] == "second"
    alone = load_json("recommend", *answering("not-ready"))
    assert alone["recognition"]["chosen"] == []
    assert (alone["recognition"]["agrees"], alone["trust"]["word"]) == (None, "to-confirm")


def test_a_refusal_says_which_model_the_answers_put_first(load_json):
    found = load_json("recommend", *answering("not-a-concertation"))
    assert found["otherwise"] == {"model": "liens-elus", "score": 3, "lead": 3}
    assert found["trust"] == {"word": None, "sentence": None, "doubt": None}
    nothing = load_json("recommend", "--set", "aim=information")
    assert nothing["otherwise"] is None


@pytest.mark.parametrize("state", ["in-place", "under-way", "not-yet", "unknown"])
def test_a_condition_has_the_status_that_was_said_and_no_other(load_json, state):
    found = load_json("recommend", *answering("close"), "--set", f"conditions.dates-agreed={state}")
    told = {c["question"]: c["status"] for c in found["ranking"][0]["conditions"]}
    assert told.pop("conditions.dates-agreed") == state
    assert set(told.values()) == {"unknown"}


def test_a_condition_that_does_not_hold_here_is_not_told(load_json):
    for joint, holds in (("established", True), ("isolated", False)):
        argv = [*answering("close"), "--set", f"collective-work={joint}"]
        (incubation,) = [
            standing
            for standing in load_json("recommend", *argv)["ranking"]
            if standing["model"] == "incubation"
        ]
        told = [condition["question"] for condition in incubation["conditions"]]
        assert ("conditions.table-agrees" in told) == holds


def test_a_tie_has_no_lead_and_no_leader_for_a_change_to_keep(load_json):
    answers = ["aim=take-part", "gap=carrier", "result=service"]
    found = load_json("recommend", *settings(answers))
    assert [standing["rank"] for standing in found["ranking"]][:3] == [1, 1, 3]
    firmness = found["firmness"]
    assert (firmness["lead"], firmness["changes"]) == (0, None)
    assert keys(firmness["flips"]) == ["question", "from", "to", "then"]
    assert {len(flip["then"]) for flip in firmness["flips"]} == {1}


def test_a_plan_is_told_down_to_each_role_and_challenge(load_json):
    answers = ["cautions=turf", "roles.fiduciary=partner", "roles.funders=nobody"]
    extra = settings(answers)
    found = load_json("recommend", *answering("recommended"), *extra)
    plan = found["plans"][0]
    assert keys(found["plans"]) == PLAN
    assert keys(plan["phases"]) == ["number", "text", "source", "done"]
    assert keys(plan["steps"]) == ["kind", "ids", "phase", "text"]
    assert [phase["number"] for phase in plan["phases"]] == list(range(1, len(plan["phases"]) + 1))
    assert keys(plan["partners"]) == PARTNER
    assert keys(plan["roles"]) == ROLE
    for role in plan["roles"]:
        assert role["holder"] in {None, "us", "partner", "nobody"}
        assert role["status"] in STATUSES
    assert {r["id"]: r["status"] for r in plan["roles"]}["fiduciary"] == "in-place"
    assert keys(plan["risks"] + plan["challenges"]) == CHALLENGE
    assert keys(plan["successes"]) == ["text", "source"]
    for pathway in plan["pathways"]:
        assert [key for key in pathway if key != "way"] == PATHWAY
        assert pathway["way"] in {"arriving", "leaving"}


def test_runners_up_and_evidence_have_their_keys(load_json, pack):
    found = load_json("recommend", *answering("recommended"))
    assert keys(found["why_not"]) == ["model", "for", "against", "nearest"]
    for rival in found["why_not"]:
        assert all(list(reason) == REASON for reason in rival["for"])
        assert keys(rival["against"]) == ["question", "points", "reasons"]
        assert all(list(change) == ["question", "from", "to"] for change in rival["nearest"])
    evidence = found["evidence"]
    assert list(evidence) == ["cases", "concertation", "caveats", "silent", "similar"]
    assert evidence["cases"] == [c.id for c in pack.cases_of(found["recommended"])]
    assert list(evidence["concertation"]) == ["kind", "text", "source"]
    assert keys(evidence["caveats"]) == ["id", "text", "source"]
    assert keys(evidence["similar"]) == ["case", "text", "shared"]


def test_the_situation_comes_back_as_a_situation_file(load_json):
    more = ("--set", "roles.fiduciary=us", "--set", "conditions.will-to-pool=under-way")
    found = load_json("recommend", *answering("recommended"), *more)
    assert found["situation"]["answers"] == {
        "aim": "take-part",
        "gap": "means",
        "collective-work": "designed",
        "form": "agreement",
        "portrait": ["entente-multipartite", "existing-table"],
        "conditions": {"will-to-pool": "under-way"},
        "roles": {"fiduciary": "us"},
    }
    again = load_json("recommend", "-", stdin=json.dumps(found["situation"]))
    assert again == found


def test_show_has_its_keys_for_all_nine(load_json, pack):
    for model in pack.models:
        found = load_json("show", model.number)
        assert_head(found, pack)
        assert_sources(found)
        assert list(found) == SHOW
        assert (found["id"], found["number"]) == (model.id, model.number)
        assert type(found["pages"]) is str
        assert list(found["definition"]) == ["text", "source"]
        assert list(found["concertation"]) == ["kind", "text", "source"]
        assert list(found["added_values"]) == ["main", "secondary"]
        assert keys(found["added_values"]["main"]) == ["text", "source"]
        assert keys(found["phases"]) == ["number", "text", "source"]
        assert found["cycle"] is None or list(found["cycle"]) == ["from", "to"]
        assert keys(found["partners"]) == PARTNER
        assert keys(found["successes"]) == ["text", "source"]
        assert keys(found["challenges"]) == CHALLENGE
        assert keys(found["cases"]) == ["id", "name", "text", "source"]
        assert list(found["portrait"]) == ["label", "text", "basis", "sources"]
        assert keys(found["conditions"]) == CONDITION
        assert all(list(r) == ["id", "phase", "basis", "text", "source"] for r in found["roles"])
        assert all(list(r) == [*CHALLENGE, "when"] for r in found["risks"])
        assert keys(found["criteria"]) == [
            "id", "question", "options", "points", "basis", "inferred_from", "text", "source",
        ]  # fmt: skip
        assert all(list(p) == PATHWAY for p in found["pathways"])
        assert all(list(a) == ["text", "source"] for a in found["convener_only"])
        assert all(list(s) == ["theme", "because"] for s in found["silent"])
    cycles = {m.number: load_json("show", m.number)["cycle"] for m in pack.models if m.cycle}
    assert cycles == {6: {"from": 6, "to": 2}, 7: {"from": 6, "to": 2}}


def test_one_section_of_show_keeps_its_form(load_json):
    whole = load_json("show", "cohorte")
    part = load_json("show", "cohorte", "--section", "added-values")
    assert part == {key: whole[key] for key in (*HEAD, "id", "added_values")}


def test_evaluate_has_its_keys(load_json, pack):
    found = load_json("evaluate")
    assert_head(found, pack)
    assert list(found) == [*HEAD, "own_paragraph", "with_model", "near_misses", "field"]
    for name in ("own_paragraph", "with_model", "near_misses", "field"):
        section = found[name]
        assert list(section["models"]) == TALLY
        assert list(section["refusals"]) == REFUSALS
        if name != "field":
            assert list(section) == SECTION
        for miss in section["misses"]:
            assert list(miss) == ["case", "expected", "got", "second", "verdict"]
    told = [case for case in pack.cases if case.origin == "report"]
    assert len(told) == 24
    codings = sum(len(case.codings) for case in told)  # each set of answers is counted
    assert found["own_paragraph"]["models"]["cases"] == codings
    field = found["field"]
    assert list(field) == [
        "initiatives", "left_out", *SECTION, "by_set", "by_coder", "by_language",
        "quick", "answers_alone", "recognition_alone", "among_shown", "agreement",
    ]  # fmt: skip
    assert (field["initiatives"], field["left_out"]) == (160, 5)
    assert list(field["by_set"]["C"]) == ["models", "refusals", "by_coder"]
    parts = [field[key] for key in ("quick", "answers_alone", "recognition_alone")]
    for by in (field["by_coder"], field["by_language"], field["by_set"]["A"]["by_coder"]):
        parts += by.values()
    for part in parts:
        assert list(part) == ["models", "refusals"]
        assert (list(part["models"]), list(part["refusals"])) == (TALLY, REFUSALS)
    assert list(field["among_shown"]) == ["cases", "shown"]
    assert all(list(found) == ["alike", "tried"] for found in field["agreement"].values())
    assert set(field["agreement"]) == {*pack.scored_questions(), "portrait"}


def test_a_folder_without_chapter_answers_has_no_second_section(load_json, tmp_path):
    (tmp_path / "a.yaml").write_text("answers: {aim: information}\nexpected: none\n")
    found = load_json("evaluate", tmp_path)
    assert found["with_model"] is None
    assert found["own_paragraph"]["refusals"] == dict(zip(REFUSALS, (1, 1, 0, 0), strict=True))


def test_the_other_commands_have_their_keys(load_json, pack):
    listed = load_json("list")
    assert list(listed) == [*HEAD, "models"]
    assert [m["number"] for m in listed["models"]] == list(range(1, 10))
    told = load_json("cases")
    assert list(told) == [*HEAD, "cases"]
    assert keys(told["cases"]) == [
        "id", "name", "text", "origin", "source", "codings", "from_model", "expected",
    ]  # fmt: skip
    one = load_json("cases", "textile")
    assert one == {key: one[key] for key in (*HEAD, *keys(told["cases"]))}
    asked = load_json("questions")
    assert list(asked) == [*HEAD, "themes", "questions"]
    assert keys(asked["themes"]) == ["id", "label"]
    assert [q["id"] for q in asked["questions"]] == [q.id for q in pack.questions]
    assert [q["id"] for q in asked["questions"] if q["quick"]] == ["gap", "result"]
    checked = load_json("check")
    assert list(checked) == [
        *HEAD, "valid", "problems", "counts", "witnesses", "recognized", "shown", "settled",
        "unproven",
    ]  # fmt: skip
    assert list(checked["counts"]) == [
        "models", "questions", "criteria", "stated", "inferred", "cases", "field",
    ]  # fmt: skip
    for key in ("witnesses", "recognized"):
        assert list(checked[key]) == [model.id for model in pack.models]
    assert list(checked["settled"]) == [question.id for question in pack.deciding]
    criteria = {f"{model.id}/{c.id}" for model in pack.models for c in model.criteria}
    assert set(checked["shown"]) == criteria
    assert set(checked["unproven"]) < criteria
    assert (checked["valid"], checked["problems"]) == (True, [])


@pytest.mark.parametrize(
    "argv",
    [("show", "cohorte"), ("recommend", *answering("not-ready"))],
    ids=["show", "recommend"],
)
def test_json_is_the_same_bytes_in_every_environment(argv):
    argv = (*argv, "--json", "--lang", "fr")
    plain = spawn(*argv)
    assert plain.returncode == 0
    assert "é".encode() in plain.stdout
    for environment in (
        {"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1", "COLUMNS": "20", "GITHUB_ACTIONS": "1"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    ):
        other = spawn(*argv, env=environment)
        assert (other.returncode, other.stderr) == (0, b"")
        assert other.stdout == plain.stdout


@pytest.mark.parametrize("command", ["show", "recommend"])
def test_neither_main_command_loads_what_it_does_not_need(tmp_path, command):
    situation = tmp_path / "situation.yaml"
    situation.write_text("answers: {aim: take-part, gap: means}\n")
    argv = ["show", "cohorte"] if command == "show" else ["recommend", str(situation)]
    program = (
        "import sys; from concertation_cli.__main__ import main\n"
        f"code = main([*{argv!r}, '--json'])\n"
        "heavy = {'rich', 'questionary', 'prompt_toolkit', 'asyncio', 'pydantic'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & sys.modules.keys())))\n"
        "sys.exit(code)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr.split() == []
