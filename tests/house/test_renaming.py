"""The program knows the pack by its files alone: with every id renamed, it says the same."""

import json
import random
import re

import pytest
from tests.support.paths import EXAMPLES
from tests.support.small_packs import told_by

from concertation_cli.engine.evaluate import evaluate
from concertation_cli.engine.recommend import recommend
from concertation_cli.engine.results import Kind
from concertation_cli.inputs.situation_file import read_file
from concertation_cli.knowledge import store
from concertation_cli.knowledge.answers import nested
from concertation_cli.knowledge.compiled import load_compiled
from concertation_cli.knowledge.field_set import load_field_set
from concertation_cli.knowledge.folder import compile_folder

LETTERS = "jkqvwxz"  # no word of French or English is made of these alone
DIGEST = re.compile(r"\b[0-9a-f]{16}\b")
KEPT = {"portrait", "conditions", "none"}
"""Ids that the program gives: those of two questions, and of what no portrait is called."""


class Names:
    """New ids by kind, drawn at random; as long as the old, so that lines break alike."""

    def __init__(self, text):
        self._random = random.Random(20240)  # the same ids at every run
        self._said = set(re.findall(r"[\w-]+", text))
        self.new = {kind: {} for kind in ("model", "theme", "question", "option", "holder")}
        self.old = {}

    def __call__(self, kind, name):
        if kind == "question" and name in KEPT:
            return name
        if name not in self.new[kind]:
            self.new[kind][name] = self._draw(len(name))
            self.old[self.new[kind][name]] = name
        return self.new[kind][name]

    def _draw(self, length):
        while True:
            drawn = "".join(self._random.choices(LETTERS, k=length))
            if drawn not in self._said and drawn not in self.old:
                return drawn

    def back(self, text):
        """Return a text with the old ids in the place of the new."""
        return re.sub(rf"(?<!\w)[{LETTERS}]+(?!\w)", lambda m: self.old.get(m[0], m[0]), text)


class Renamed:
    """The plain form of a pack, every id renamed in every place where it may stand."""

    def __init__(self, plain, pack, field):
        self.names = Names(json.dumps(plain, ensure_ascii=False))
        self._plain = plain
        self._pack = pack
        self._field = field

    def key(self, question):
        """Rename a question, or a row of a grid written `grid.row`."""
        name, dot, row = question.partition(".")
        return self.names("question", name) + dot + (row and self.names("option", row))

    def chosen(self, question, options):
        if isinstance(options, dict):
            return {
                self.names("option", row): self.chosen(question, h) for row, h in options.items()
            }
        if isinstance(options, str):
            kind = kind_of(self._pack, question, options)
            return self.names(kind, options) if kind else options
        return [self.chosen(question, option) for option in options]

    def by_question(self, answers):
        return {self.key(q): self.chosen(q, options) for q, options in answers.items()}

    def pack(self):
        pack = dict(self._plain["pack"])
        themes = pack["themes"].items()
        pack["themes"] = {self.names("theme", theme): told for theme, told in themes}
        pack["contradictions"] = list(map(self._when, pack["contradictions"]))
        pack["last_lines"] = [self._named("option", line) for line in pack["last_lines"]]
        pack["deciding"] = [
            self._named("question", told)
            | {"sides": [s | {"model": self.names("model", s["model"])} for s in told["sides"]]}
            for told in pack["deciding"]
        ]
        pack["mandate"] = [
            line | {"answers": list(map(self.key, line.get("answers", [])))}
            if line.get("answers")
            else line
            for line in pack["mandate"]
        ]
        return pack

    def questions(self):
        found = []
        for asked in self._plain["questions"]:
            theme = asked["theme"]
            new = asked | {
                "id": self.key(asked["id"]),
                "theme": theme if theme == "gate" else self.names("theme", theme),
                "options": [self._named("option", option) for option in asked["options"]],
            }
            if asked.get("holders"):
                new["holders"] = [self._named("holder", holder) for holder in asked["holders"]]
            found.append(new)
        return found

    def model(self, model):
        ids = {told["id"] for told in self._plain["models"]}

        def end(name):
            return self.names("model", name) if name in ids else name

        by_part = {
            "challenges": self._when,
            "done": self._when,
            "wording": self._when,
            "partners": lambda told: self._when(told, "joined"),
            "conditions": lambda t: self._when(t) | {"question": self.key(t["question"])},
            "criteria": self._rule,
            "roles": lambda told: told | {"role": self.names("option", told["role"])},
            "silent": lambda told: told | {"theme": self.names("theme", told["theme"])},
            "pathways": lambda t: t | {"origin": end(t["origin"]), "to": end(t["to"])},
        }
        parts = {part: list(map(f, model[part])) for part, f in by_part.items() if part in model}
        return model | parts | {"id": end(model["id"])}

    def case(self, case):
        expected = case["expected"]
        further = self.by_question(case["from_model"])
        new = case | {
            "codings": list(map(self.by_question, case["codings"])),
            "expected": expected if expected == "none" else self.names("model", expected),
            "from_model": further,
        }
        return {key: value for key, value in new.items() if value and key != "id"}

    def initiative(self, told):
        def end(label):
            return label if label == "none" else self.names("model", label)

        return {
            **{key: value for key, value in told._asdict().items() if key != "id"},
            "labels": list(map(end, told.labels)),
            "codings": [self.by_question(nested(c, self._pack.questions)) for c in told.codings],
        }

    def _when(self, told, key="when"):
        return told | {key: self.by_question(told[key])} if key in told else told

    def _named(self, kind, told):
        return told | {"id": self.names(kind, told["id"])}

    def _rule(self, told):
        options = self.chosen(told["question"], told["options"])
        return told | {"question": self.key(told["question"]), "options": options}

    def write(self, folder):
        """Write the files; JSON is YAML."""
        for part in ("models", "cases", "field"):
            (folder / part).mkdir(parents=True)
        files = {"pack": self.pack(), "questions": self.questions()}
        files |= {f"models/{m['id']}": m for m in map(self.model, self._plain["models"])}
        files |= {f"cases/{c['id']}": self.case(c) for c in self._plain["cases"]}
        files |= {f"field/{told.id}": self.initiative(told) for told in self._field}
        for name, told in files.items():
            text = json.dumps(told, ensure_ascii=False)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def kind_of(pack, key, option):
    """Return what an option of a question is: none where the program gives its id."""
    question = pack.question(key)
    if question.kind == "grid":
        return "holder"
    if question.theme == "deciding" or (question.id == "portrait" and option in pack.portrayed()):
        return "model"
    return "" if question.id == "portrait" and option == "none" else "option"


@pytest.fixture(scope="module")
def renamed(compiled, pack):
    field = load_field_set(store.data_folder(), pack)
    return Renamed(json.loads(compiled.read_bytes()), pack, field)


@pytest.fixture(scope="module")
def folder(renamed, tmp_path_factory):
    """Return the folder of the pack renamed: the files' names change too."""
    path = tmp_path_factory.mktemp("renamed") / "pack"
    renamed.write(path)
    return path


@pytest.fixture(scope="module")
def other_compiled(folder, tmp_path_factory):
    target = tmp_path_factory.mktemp("compiled") / "pack.json"
    target.write_bytes(compile_folder(folder))
    return target


@pytest.fixture(scope="module")
def other(other_compiled):
    return load_compiled(other_compiled.read_bytes())


@pytest.fixture
def both(run, renamed, other_compiled, monkeypatch):
    """Return a function that runs a command on each pack and returns both texts, ids mapped back.

    In the command, `kind:id` stands for an id of this kind: `model:cohorte`.
    """

    def named(word, rename):
        def spelled(match):
            kind, name = match.groups()
            return rename(kind, name) if rename else name

        return re.sub(r"\b(model|question|option|holder):([a-z-]+)", spelled, word)

    def both(*argv, stdin=None, lang="fr"):
        written = []
        for rename in (None, renamed.names):
            with monkeypatch.context() as patch:
                if rename:
                    patch.setattr(store, "_COMPILED", other_compiled)
                words = [named(str(word), rename) for word in argv]
                given = named(stdin, rename) if stdin else None
                result = run(*words, "--lang", lang, stdin=given)
            assert result.code == 0, result.err
            text = DIGEST.sub("digest", result.out.decode())
            written.append(renamed.names.back(text) if rename else text)
        return written

    return both


def mapped(value, back):
    """Return what the engine found with each id mapped back, whatever it is nested in."""
    if isinstance(value, str):
        return ".".join(back.get(part, part) for part in value.split("."))
    if isinstance(value, dict):
        return {mapped(key, back): mapped(item, back) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return {mapped(item, back) for item in value}
    if isinstance(value, tuple | list):
        return [mapped(item, back) for item in value]
    return value


def typed(pack, answers):
    """Return answers as a file for `both`, every id marked with its kind."""

    def marked(key, option):
        kind = kind_of(pack, key, option)
        return f"{kind}:{option}" if kind else option

    lines = []
    rows = {}
    for key, options in answers.items():
        question, _, row = key.partition(".")
        named = [marked(key, option) for option in options]
        if row:
            rows.setdefault(question, []).append(f"option:{row}: {named[0]}")
        else:
            many = pack.question(question).kind == "choose-many"
            listed = ", ".join(named)
            lines.append(f"question:{question}: {f'[{listed}]' if many else listed}")
    for grid, told in rows.items():
        lines.append(f"question:{grid}: {{{', '.join(told)}}}")
    return f"answers: {{{', '.join(lines)}}}"


@pytest.fixture(scope="module")
def chosen(pack):
    """Return answers that lead to each verdict and to each model, of cases and examples."""
    gate = {pack.questions[0].id: (pack.questions[0].options[0].id,)}
    assert not pack.questions[0].options[0].refuses
    clear = {"gap": ("means",), "collective-work": ("designed",), "form": ("agreement",)}
    every = [
        *(answers for case in pack.cases for answers in told_by(case)),
        *(read_file(pack, str(path)).answers for path in sorted(EXAMPLES.glob("*.yaml"))),
        gate,
        gate | {"gap": ("ties",), "form": ("agreement",)},
        gate | clear | {"portrait": ("cohorte", "otherwise")},
        gate | {"gap": ("ties",), "portrait": ("cohorte",), "meet-or-train": ("liens-elus",)},
        gate | clear | {"conditions.will-to-pool": ("not-yet",), "roles.fiduciary": ("us",)},
        clear | {"portrait": ("otherwise", "incubation")},
        {"portrait": ("existing-table",)},
        {"portrait": ("none",)},
    ]
    found = {}
    for answers in every:
        verdict = recommend(pack, answers).verdict
        found.setdefault(verdict.kind, answers)
        found.setdefault((verdict.trust, verdict.doubt is None), answers)
        found.setdefault(verdict.models[:1], answers)
    assert found.keys() >= {*Kind, *((model.id,) for model in pack.models)}
    return list(
        {json.dumps(answers): answers for answers in [*found.values(), *every[-7:]]}.values()
    )


def test_no_id_is_left_but_those_that_the_program_gives(pack, renamed, other):
    def ids(pack):
        yield from (model.id for model in pack.models)
        yield from pack.themes
        for question in pack.questions:
            yield question.id
            yield from (item.id for item in (*question.options, *question.holders))

    before, after = set(ids(pack)), set(ids(other))
    assert before & after == KEPT
    assert {renamed.names.old[name] for name in after - KEPT} == before - {"portrait", "conditions"}


def test_check_finds_the_same_pack(run, renamed, folder):
    ours, theirs = run("check", "--json"), run("check", folder, "--json")
    assert (ours.code, theirs.code) == (0, 0)
    told = [DIGEST.sub("", result.out.decode()) for result in (ours, theirs)]
    assert json.loads(told[0]) == json.loads(renamed.names.back(told[1]))


def test_every_case_gets_the_same_result_to_the_last_reason(pack, renamed, other):
    back = renamed.names.old
    theirs = {case.id: case for case in other.cases}
    for case in pack.cases:
        twin = theirs[case.id]
        for ours, others in zip(told_by(case), told_by(twin), strict=True):
            result = recommend(other, others)
            assert mapped(recommend(pack, ours), back) == mapped(result, back)


def test_evaluate_counts_the_same(pack, renamed, other):
    back = renamed.names.old
    found = [mapped(evaluate(p, p.cases), back) for p in (pack, other)]
    assert found[0] == found[1]


@pytest.mark.parametrize("form", ["json", "text", "markdown", "html"])
def test_every_kind_of_advice_reads_the_same(pack, both, chosen, form):
    told = chosen if form == "json" else chosen[:: len(chosen) // 4]
    for number, answers in enumerate(told):
        lang = ("fr", "en")[number % 2]
        given = typed(pack, answers)
        ours, theirs = both("recommend", "-", "--format", form, stdin=given, lang=lang)
        assert ours == theirs


@pytest.mark.parametrize(
    "argv",
    [
        "list",
        "list --json",
        "show 7",
        "show model:cohorte --json",
        "show model:incubation --format markdown",
        "compare 1 6 model:cohorte",
        "compare 2 3 --format html",
        "when model:entente-multipartite",
        "when 9 --json",
        "cases",
        "cases textile",
        "cases textile --json",
        "search table",
        "search comité --json",
        "questions",
        "questions --json",
        "questions --format yaml",
        "questions --format csv",
        "questions --format markdown",
        "schema situation",
        "schema model-file",
    ],
)
def test_every_other_screen_reads_the_same(both, argv):
    ours, theirs = both(*argv.split(" "))
    assert ours == theirs
