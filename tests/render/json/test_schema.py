"""What `schema` promises: every JSON output and every file we accept is what its schema says."""

import copy
import itertools
import json
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support import flaws
from tests.support.pack_files import INITIATIVE
from tests.support.paths import DATA, EXAMPLES, PHOTOGRAPHS, TOY
from tests.support.situations import settings
from tests.support.small_packs import told_by
from tests.support.yaml_values import plain

from concertation_cli.engine.explain import explain
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Ground, Kind
from concertation_cli.knowledge.answers import nested, read_answers, read_situation
from concertation_cli.knowledge.compiled import PACK_FILE
from concertation_cli.knowledge.file_schema import FILES, file_schema
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.folder import load_folder
from concertation_cli.knowledge.records import Situation
from concertation_cli.knowledge.strict_yaml import Node, TreeError, parse
from concertation_cli.phrases.advice import AdvicePhrases
from concertation_cli.phrases.sections import OF_MODEL
from concertation_cli.render.json.documents import dumps
from concertation_cli.render.json.recommendation import AdviceJson
from concertation_cli.render.json.schema import NAMES, OUTPUTS, output_schema
from concertation_cli.words import Words

LANGUAGES = ("fr", "en")
CASES = sorted(path.stem for path in (DATA / "cases").glob("*.yaml"))
MODELS = sorted(path.stem for path in (DATA / "models").glob("*.yaml"))
MEANS = ["aim=take-part", "gap=means", "collective-work=designed", "form=agreement"]
SITUATIONS = (
    (Kind.RECOMMENDED, [*MEANS, "portrait=entente-multipartite"]),
    (Kind.RECOMMENDED, MEANS),
    (Kind.RECOMMENDED, [*MEANS, "portrait=entente-multipartite,existing-table"]),
    (Kind.CLOSE, ["aim=take-part", "gap=ties", "form=agreement"]),
    (Kind.CLOSE, [*MEANS, "portrait=cohorte,incubation"]),
    (Kind.CLOSE, ["aim=take-part", "gap=means", "portrait=otherwise"]),
    (Kind.RECOMMENDED, ["gap=ties", "portrait=cohorte", "meet-or-train=liens-elus"]),
    (Kind.NOT_READY, [*MEANS, "conditions.will-to-pool=not-yet", "roles.fiduciary=us"]),
    (Kind.NOT_A_CONCERTATION, ["aim=information", "gap=ties"]),
    (Kind.NOT_A_CONCERTATION, ["portrait=existing-table", "gap=ties"]),
    (Kind.NOT_A_CONCERTATION, ["portrait=none"]),
    (Kind.UNDETERMINED, ["aim=take-part", "form=agreement"]),
)
# By schema, the command lines whose JSON it describes.
GROUP = sorted(str(path) for path in (EXAMPLES / "workshop").glob("*.yaml"))
SAVED = "a recommendation that was saved"
TABLE = "a table of answers"
DOCUMENTS = {
    "recommendation": [["recommend", *settings(answers)] for _, answers in SITUATIONS],
    "show": [["show", model] for model in MODELS],
    "show-section": [["show", "cohorte", "--section", section] for section in OF_MODEL],
    "list": [["list"]],
    "compare": [["compare", "1", "6", "7"], ["compare", *MODELS]],
    "search": [["search", "table"], ["search", "quichenotte"]],
    "cases": [["cases"]],
    "case": [["cases", case] for case in ("textile", "limite-entrepot-froid", "refus-soiree-pont")],
    "when": [["when", model] for model in MODELS],
    "questions": [["questions"]],
    "evaluation": [["evaluate"]],
    "check": [["check"]],
    "replay": [["replay", SAVED]],
    "columns": [["batch", TABLE, "--columns"]],
    "workshop": [["workshop", *GROUP], ["workshop", *GROUP, "--names"]],
    "schema": [["schema"]],
    "version": [["--version"]],
}


@pytest.fixture
def published(run):
    """Return a function that gives the validator of the schema that the program writes."""

    def published(name, *argv):
        result = run("schema", name, *argv)
        assert (result.code, result.err) == (0, "")
        return Draft202012Validator(json.loads(result.out))

    return published


def strict(name):
    """Return the validator of a document that may hold no key that is not declared."""
    return Draft202012Validator(output_schema(name, strict=True))


@pytest.fixture(scope="module")
def accepting(toy):
    """Return a function that gives the validator of a file of the toy pack, or of a situation."""
    return cache(lambda name: Draft202012Validator(file_schema(name, toy, "en")))


def errors(validator, document):
    """Return what is wrong with a document, a line each, with its place."""
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def tree(value):
    """Return the tree of values; the reverse of `plain`."""
    if isinstance(value, dict):
        return Node({key: tree(child) for key, child in value.items()})
    return Node([tree(child) for child in value]) if isinstance(value, list) else Node(value)


def read(path):
    return plain(parse(path.read_bytes()))


# -- the schemas themselves ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_a_schema_whatever_the_format_and_the_language(run, name):
    told = run("schema", name, "--lang", "en")
    schema = json.loads(told.out)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"].startswith(f"urn:concertation:{name}:")
    assert schema["title"] == name
    assert schema["description"].endswith(".")
    assert run("schema", name, "--json", "--lang", "en").out == told.out
    french = json.loads(run("schema", name, "--lang", "fr").out)
    assert french.keys() == schema.keys()


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_key_of_a_document_is_described(name):
    schema = output_schema(name)
    silent = [key for key, form in schema["properties"].items() if not form.get("description")]
    assert silent == []
    assert not [key for key, form in schema["$defs"].items() if not form.get("description")]


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_to_a_part_and_every_part_is_referred_to(run, name):
    schema = json.loads(run("schema", name).out)
    referred = set()

    def walk(value):
        if isinstance(value, dict):
            if "$ref" in value:
                referred.add(value["$ref"])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                walk(item)

    walk(schema)
    assert referred == {f"#/$defs/{key}" for key in schema.get("$defs", {})}


def test_alone_it_lists_every_schema_with_a_line(run):
    english, french = (run("schema", "--lang", lang).out.decode() for lang in ("en", "fr"))
    for name in NAMES:
        assert f"- {name}: " in english
        assert f"- {name}\u00a0: " in french
    document = json.loads(run("schema", "--json", "--lang", "en").out)
    assert list(document) == ["format", "tool", "pack", "lang", "schemas"]
    listed = document["schemas"]
    assert all(list(row) == ["name", "text"] for row in listed)
    assert [row["name"] for row in listed] == list(NAMES)
    texts = [row["text"] for row in listed]
    assert all(texts)
    assert len(set(texts)) == len(texts)


def test_a_name_that_is_none_is_refused_with_the_nearest_and_the_list(run):
    result = run("schema", "recomendation")
    assert (result.code, result.out) == (2, b"")
    assert "did you mean “recommendation”?" in result.err
    assert all(name in result.err for name in NAMES)
    assert run("schema", "show", "--format", "markdown").code == 2


# -- what the commands write ---------------------------------------------------------------


def test_every_output_has_a_command_here():
    # A batch writes lines, not a document; the last is a tool's (tests/cli/assistants).
    assert DOCUMENTS.keys() | {"batch", "what-would-change"} == OUTPUTS.keys()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_command_writes_is_what_its_schema_says_and_nothing_else(
    run, published, tmp_path, name
):
    validators = (published(name), strict(name))
    saved = tmp_path / "saved.json"
    run("recommend", "--set", "aim=take-part", "--set", "gap=ties", "--json", "--output", saved)
    table = tmp_path / "table.csv"
    table.write_text("When,aim,Des liens entre des milieux\nMonday,take-part,x\n", "utf-8")
    for argv in DOCUMENTS[name]:
        for lang in LANGUAGES:
            parts = [{SAVED: saved, TABLE: table}.get(part, part) for part in argv]
            result = run(*parts, "--json", "--lang", lang)
            assert result.code == 0, result.err
            document = json.loads(result.out)
            for validator in validators:
                assert errors(validator, document) == []


def test_the_five_verdicts_are_among_the_documents(run):
    assert {kind for kind, _ in SITUATIONS} == set(Kind)
    for (kind, _), argv in zip(SITUATIONS, DOCUMENTS["recommendation"], strict=True):
        assert json.loads(run(*argv, "--json").out)["verdict"]["kind"] == kind, argv


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_on_a_flawed_pack_is_what_the_schema_of_check_says(run, published, copy, lang):
    flaws.put(flaws.OF_FORM["zero-points"], copy)
    result = run("check", copy, "--json", "--lang", lang)
    assert result.code == 3
    document = json.loads(result.out)
    assert document["valid"] is False
    for validator in (published("check"), strict("check")):
        assert errors(validator, document) == []


def test_an_evaluation_of_a_folder_is_what_the_schema_says(run, published, tmp_path):
    (tmp_path / "a.yaml").write_text("answers: {aim: information}\nexpected: none\n")
    (tmp_path / "b.yaml").write_text("answers: {aim: take-part}\nexpected: none\n")
    document = json.loads(run("evaluate", tmp_path, "--json").out)
    assert document["with_model"] is None
    assert document["own_paragraph"]["misses"]
    for validator in (published("evaluation"), strict("evaluation")):
        assert errors(validator, document) == []


@pytest.fixture(scope="module")
def strict_advice():
    return strict("recommendation")


@pytest.mark.parametrize("case_id", CASES)
def test_the_advice_on_every_case_is_what_the_schema_says(pack, strict_advice, case_id):
    case = next(case for case in pack.cases if case.id == case_id)
    for answers, lang in zip(told_by(case), itertools.cycle(LANGUAGES)):
        situation = Situation(case_id, "", answers)
        result = recommend(pack, answers)
        found = explain(pack, answers, result)
        forms = AdviceJson(AdvicePhrases(pack, Words(lang)))
        document = json.loads(dumps(forms.recommendation(situation, result, found)))
        assert errors(strict_advice, document) == []


def test_closed_sets_are_those_that_the_program_knows(run):
    parts = output_schema("recommendation")["$defs"]
    assert parts["Verdict"]["properties"]["kind"]["enum"] == list(Kind)
    assert parts["Because"]["properties"]["ground"]["enum"] == list(Ground)
    assert parts["Reason"]["properties"]["basis"]["enum"] == ["stated", "inferred"]
    found = json.loads(run("search", "la", "--json", "--lang", "fr").out)["results"]
    kinds = output_schema("search")["$defs"]["Found"]["properties"]["kind"]["enum"]
    assert {row["kind"] for row in found} == set(kinds)


@pytest.fixture
def advice(run):
    argv = DOCUMENTS["recommendation"][1]
    return json.loads(run(*argv, "--set", "roles.fiduciary=us", "--json").out)


def test_a_key_taken_out_anywhere_is_refused(published, advice):
    validator = published("recommendation")
    assert errors(validator, advice) == []
    for place in ([], ["verdict"], ["ranking", 0], ["ranking", 0, "reasons", 0], ["firmness"],
                  ["firmness", "changes"], ["evidence"], ["plans", 0], ["plans", 0, "roles", 0],
                  ["why_not", 0], ["why_not", 0, "for", 0, "source"], ["tool"]):  # fmt: skip
        whole = advice
        for step in place:
            whole = whole[step]
        for key in list(whole):
            damaged = copy.deepcopy(advice)
            part = damaged
            for step in place:
                part = part[step]
            del part[key]
            assert errors(validator, damaged) != [], (place, key)


def test_a_key_added_is_accepted_as_formats_grow_but_not_in_our_own_tests(published, advice):
    for part in (advice, advice["verdict"], advice["ranking"][0]["reasons"][0]):
        part["novelty"] = 1
        assert errors(published("recommendation"), advice) == []
        assert len(errors(strict("recommendation"), advice)) == 1
        del part["novelty"]


WRONG = [
    (["format"], 1),
    (["verdict", "kind"], "perhaps"),
    (["ranking", 0, "score"], 7.5),
    (["ranking", 0, "conditions", 0, "status"], "yes"),
    (["ranking", 0, "reasons", 0, "basis"], "guessed"),
    (["firmness", "lead"], 1.5),
    (["firmness", "changes", "kept"], -1),
    (["recommended"], 3),
    (["situation", "answers", "gap"], [["means"]]),
    (["plans", 0, "phases", 0, "source", "pages"], 31),
]


@pytest.mark.parametrize(("place", "value"), WRONG, ids=str)
def test_a_value_of_another_kind_is_refused(published, advice, place, value):
    part = advice
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    assert len(errors(published("recommendation"), advice)) == 1


# -- situations ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_a_situation(published, path):
    assert errors(published("situation"), read(path)) == []


def test_the_situation_of_every_case_and_of_an_advice_is_a_situation(published, pack, advice):
    validator = published("situation")
    assert errors(validator, advice["situation"]) == []
    for case in pack.cases:
        for answers in told_by(case):
            assert errors(validator, {"answers": nested(answers, pack.questions)}) == []


def test_the_schema_of_a_situation_follows_the_pack_that_is_used(
    published, run, toy_folder, tmp_path
):
    ours = {"answers": {"lack": ["ties"], "roles": {"host": "us"}}}
    shipped = {"answers": {"gap": ["ties"], "roles": {"fiduciary": "us"}}}
    toy_schema = published("situation", "--data", toy_folder)
    assert errors(toy_schema, ours) == []
    assert errors(toy_schema, shipped) != []
    assert errors(published("situation"), ours) != []
    assert errors(published("situation"), shipped) == []
    assert run("schema", "situation", "--data", tmp_path).code == 3


def situations(pack):
    """Return a strategy of situations, half of them flawed in some way."""
    words = ["unknown", None, "quichenotte", 3, True]
    answers = {"quichenotte": st.just("a")}
    for question in pack.questions:
        ids = [option.id for option in question.options]
        holders = [holder.id for holder in question.holders]
        word = st.sampled_from([*ids, *ids, *words])
        many = st.lists(word | st.sampled_from(ids), max_size=4)
        grid = st.dictionaries(
            st.sampled_from([*ids, "quichenotte"]), st.sampled_from([*holders, *words]), max_size=3
        )
        answers[question.id] = word | many | grid
    free = st.sampled_from(["", "Un titre", 12, None, True, ["Un titre"], {}])
    return st.fixed_dictionaries(
        {},
        optional={
            "title": free,
            "notes": free,
            "note": st.just(""),
            "answers": st.fixed_dictionaries({}, optional=answers) | st.sampled_from([None, []]),
        },
    )


def situation_problems(value, pack):
    findings = Findings("situation.yaml")
    read_situation(tree(value), pack.questions, findings)
    return [problem.code for problem in findings.problems]


@given(data=st.data())
def test_the_schema_accepts_exactly_the_situations_that_are_read(toy, accepting, data):
    value = data.draw(situations(toy))
    assert (errors(accepting("situation"), value) == []) == (situation_problems(value, toy) == [])


ONE_ANSWER = [
    (["ties", "proof"], True),
    (["ties", "proof", "money"], False),
    (["ties", "ties"], False),
    (["ties", "unknown"], False),
    (["unknown", None], True),
    ([], True),
    ("ties", True),
    ("Ties", False),
]


@pytest.mark.parametrize(("given", "right"), ONE_ANSWER, ids=str)
def test_answers_are_held_to_their_options_their_maximum_and_no_repetition(
    toy, accepting, given, right
):
    value = {"answers": {"lack": given}}
    assert (errors(accepting("situation"), value) == []) is right
    assert (situation_problems(value, toy) == []) is right


RECOGNIZED = [
    ("a", True),
    (["a"], True),
    (["b", "a"], True),
    (["b", "table-there"], True),
    (["alone", "a"], True),
    (["none", "a"], True),
    ("none", True),
    ("unknown", True),
    (["a", "a"], False),
    (["a", "b", "c"], False),
    (["a", "unknown"], False),
    ({"first": "a"}, False),
    ("cohorte", False),
]


@pytest.mark.parametrize(("given", "right"), RECOGNIZED, ids=str)
def test_a_recognition_is_one_portrait_or_last_line_or_two_in_order(toy, accepting, given, right):
    value = {"answers": {"portrait": given}}
    assert (errors(accepting("situation"), value) == []) is right
    assert (situation_problems(value, toy) == []) is right
    if isinstance(given, list) and right:
        findings = Findings("")
        read = read_answers(tree(value["answers"]), toy.questions, findings, "")
        assert read["portrait"] == tuple(given)


def test_none_of_these_goes_with_nothing_else(toy, accepting):
    validator = accepting("situation")
    (alone,) = (o.id for o in toy.question("cautions").options if o.none)
    other = toy.question("cautions").options[0].id
    assert errors(validator, {"answers": {"cautions": [alone]}}) == []
    assert errors(validator, {"answers": {"cautions": alone}}) == []
    assert errors(validator, {"answers": {"cautions": [other, alone]}}) != []


# -- the files of a pack -------------------------------------------------------------------


def kind_of(name):
    """Return the schema of a file of a pack, by its place there."""
    if "/" not in name:
        return f"{name.removesuffix('.yaml')}-file"
    return f"{name.partition('/')[0].removesuffix('s')}-file"


def files_of(folder):
    paths = [folder / "pack.yaml", folder / "questions.yaml", *folder.glob("*/*.yaml")]
    return {path.relative_to(folder).as_posix(): path for path in paths}


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_our_packs_is_what_its_schema_says(pack, toy, toy_folder, name):
    for source, folder in (
        (pack, DATA),
        (toy, toy_folder),
        (load_folder(PHOTOGRAPHS), PHOTOGRAPHS),
    ):
        validator = Draft202012Validator(file_schema(name, source, "en"))
        paths = [path for file, path in files_of(folder).items() if kind_of(file) == name]
        assert paths or name == "field-file"  # which a pack may do without
        for path in paths[::7] if name == "field-file" else paths:
            assert errors(validator, read(path)) == [], path.name


def flawed():
    """Yield each flaw whose file is a tree: its name, that tree, and the name of the file."""
    for flaw in flaws.OF_FORM.values():
        try:
            yield flaw.name, parse(flaw.text.encode()), flaw.file
        except TreeError:
            continue  # nothing that a schema could be tried on


BEYOND = {"duplicate-id"}
"""Flaws of form that JSON Schema has no words for."""


def flaws_of_form(root, name, toy):
    """Return the codes of what the shapes and the reader of situations find in a tree."""
    findings = Findings(name, toy.languages)
    found = FILES[kind_of(name)][0].read(root, "", findings)
    if kind_of(name) in {"case-file", "field-file"}:
        for number, coding in enumerate(found["codings"], 1):
            read_answers(coding, toy.questions, findings, f"codings[{number}]")
        further = found.get("from_model") or Node({})
        read_answers(further, toy.questions, findings, "from_model")
    return {problem.code for problem in findings.problems} - BEYOND


def test_a_flawed_file_is_refused_if_and_only_if_its_form_is_wrong(toy, accepting):
    codes = set()
    for flaw, root, name in flawed():
        refused, wrong = (
            errors(accepting(kind_of(name)), plain(root)),
            flaws_of_form(root, name, toy),
        )
        assert bool(refused) == bool(wrong), (flaw, refused)
        codes |= wrong
    assert len(codes) > 20  # enough of them are of form for this to mean something


@cache
def held_by(name):
    """Return what a file of the toy pack holds; of initiatives, which it has none of, one more."""
    return plain(parse(INITIATIVE.encode())) if name.startswith("field/") else read(TOY / name)


SUBSTITUTES = (
    None, "", " ", "a", "a-b", "A b", "3-4", "unknown", "stated", "lack", "roles.host", "x" * 61,
    0, 1, 4, 99, -3, 1.5, True, False, [], ["a"], [""], ["ties", "ties"], {}, {"a": ["b"]},
    {"fr": "Un", "en": "One"}, {"fr": "Un"}, {"fr": ["Un"], "en": ["One"]},
    {"from": 2, "to": 1}, {"section": "a", "pages": None},
)  # fmt: skip


def damage(data, value):
    """Change one thing, anywhere in a value: another value, a key gone, a key more."""
    place, key = None, None
    while isinstance(value, dict | list) and value and (place is None or data.draw(st.booleans())):
        place = value
        key = data.draw(
            st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value)))
        )
        value = value[key]
    how = data.draw(st.sampled_from(["put", "put", "put", "take", "add"]))
    if how == "put":
        place[key] = copy.deepcopy(data.draw(st.sampled_from(SUBSTITUTES)))
    elif how == "take":
        del place[key]
    elif isinstance(place, dict):
        place["novelty"] = "a"
    else:
        place.append("a")


@pytest.mark.parametrize("name", ["pack.yaml", "questions.yaml", "models/a.yaml", "models/b.yaml",
                                  "cases/street.yaml", "field/yard.yaml"])  # fmt: skip
@given(data=st.data())
def test_the_schema_of_a_file_accepts_exactly_the_forms_that_are_read(toy, accepting, name, data):
    value = copy.deepcopy(held_by(name))
    damage(data, value)
    refused = errors(accepting(kind_of(name)), value)
    assert bool(refused) == bool(flaws_of_form(tree(value), name, toy)), refused


def test_a_model_may_have_no_conditions_and_a_pack_no_recognition(toy, accepting):
    for name, keys in (
        ("models/b.yaml", ("portrait", "conditions", "roles", "silent", "pathways")),
        ("pack.yaml", ("recognition", "last_lines", "deciding", "convener")),
    ):
        value = dict(held_by(name))
        for key in keys:
            value.pop(key, None)
            assert errors(accepting(kind_of(name)), value) == []
            assert flaws_of_form(tree(value), name, toy) == set()


EARLIER = {
    "models/a.yaml": {"requirements": []},
    "cases/street.yaml": {"situation": {"answers": {}}},
    "field/yard.yaml": {"recognized": ["a"]},
}


@pytest.mark.parametrize("name", EARLIER)
def test_what_files_held_before_is_refused(toy, accepting, name):
    value, validator = held_by(name), accepting(kind_of(name))
    assert errors(validator, value) == []
    assert errors(validator, value | EARLIER[name]) != []
    assert flaws_of_form(tree(value | EARLIER[name]), name, toy) == {"unknown-key"}


def test_the_languages_of_a_text_are_those_of_the_pack(toy):
    texts = file_schema("pack-file", toy._replace(languages=("fr", "iu")), "fr")["$defs"]["Text"]
    assert texts["required"] == ["fr", "iu"]
    assert list(texts["properties"]) == ["fr", "iu"]
    assert PACK_FILE is FILES["pack-file"][0]


# -- what it costs the others --------------------------------------------------------------


def test_no_other_command_loads_what_makes_schemas(tmp_path):
    situation = tmp_path / "situation.yaml"
    situation.write_text("answers: {aim: take-part, gap: [means]}\n")
    program = (
        "import sys; from concertation_cli.__main__ import main\n"
        f"code = main(['recommend', {str(situation)!r}, '--json'])\n"
        "made = ('json_types', 'json_schema', 'file_schema', 'jsonschema')\n"
        "sys.stderr.write(' '.join(n for n in sys.modules if n.rpartition('.')[2] in made))\n"
        "sys.exit(code)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("full", [[], ["--full"]])
def test_each_line_of_a_batch_is_what_its_schema_says_and_nothing_else(run, published, full):
    rows = [json.dumps({"answers": {"aim": "opinion"}}), "{", json.dumps({"gap": "nothing"})]
    for _, told in SITUATIONS:
        answers = dict(setting.split("=") for setting in told)
        rows.append(json.dumps({key: value.split(",") for key, value in answers.items()}))
    result = run("batch", "-", "--json", "--drop-extra", *full, stdin="\n".join(rows))
    lines = result.out.decode().splitlines()
    assert (result.code, len(lines)) == (2, len(rows))
    told = [json.loads(line) for line in lines]
    assert sum(row["error"] is not None for row in told) == 2
    for validator in (published("batch"), strict("batch")):
        for row in told:
            assert errors(validator, row) == []
