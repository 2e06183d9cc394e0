"""Packs drawn at random as their files: all that the grammar allows, however odd, and valid.

`any_packs()` draws a `Drawn`: `files` (plain values by name), and `pack`, built from them.
`write(files, folder)` writes them as YAML. One number decides of everything, so that a draw
costs little; the numbers of models and questions are drawn apart, so that it shrinks.
"""

from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from concertation_cli.knowledge.compiled import build
from concertation_cli.knowledge.folder import digest
from concertation_cli.knowledge.records import CHAPTER, Pack
from concertation_cli.knowledge.strict_yaml import dump
from concertation_cli.text_safety import clean, typeset

LANGUAGES = (("fr", "en"), ("en", "fr"), ("en",), ("fr",), ("fr", "en", "es"), ("es",))
SAYINGS = (
    "une phrase", "L'accord : « oui » ?", "50 % de 1 500 $", "日本語の文章はとても長い",
    "نعم ولا", "👩‍👩‍👧 et 🏳️‍🌈", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤a̴", "[/b] :smile: <i>x</i> | *y* `w`",
    "# 1. - > x", "x" * 120, "ﬁn…",
    "un texte de plusieurs mots, avec une virgule; puis une autre phrase. Et encore une autre.",
    "{a: b} & 'c' \"d\" \\e \\n", "https://exemple.test/" + "a" * 60, "null", "12",
    "e\u0301", "-", "?",
)  # fmt: skip
SCORED = (1, 1, 2, 3, 5, 10)


class Drawn(NamedTuple):
    """A pack and the files that tell it."""

    files: dict[str, Any]
    pack: Pack

    def __repr__(self):
        return f"<{len(self.pack.models)} models, {len(self.pack.questions)} questions>"


def write(files, folder):
    """Write a pack's files as YAML and return the folder."""
    for name, plain in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(plain), encoding="utf-8")
    return folder


def any_packs(*, models=5, questions=15):
    """Draw a pack of at most so many models and questions."""
    sizes = st.tuples(st.integers(1, models), st.integers(2, questions))
    return st.builds(drawn, st.integers(0, 2**32 - 1), sizes)


def drawn(number, sizes):
    """Return the pack of a number and of two sizes: models, and questions with the gate."""
    maker = _Maker(Random(number), *sizes)  # a draw, not a secret
    files = maker.files()
    by_folder = {
        part: [plain for name, plain in files.items() if name.startswith(f"{part}/")]
        for part in ("models", "cases")
    }
    plain = {
        "pack": files["pack.yaml"],
        "questions": files["questions.yaml"],
        "models": sorted(by_folder["models"], key=lambda model: model["number"]),
        "cases": [_compiled(name, plain) for name, plain in files.items() if "cases/" in name],
    }
    return Drawn(files, build(plain, digest(plain)))


def _compiled(name, case):
    return case | {"id": name[6:-5], "from_model": {}}


class _Maker:
    def __init__(self, random, models, questions):
        self.r = random
        self.languages = list(random.choice(LANGUAGES))
        self.ids = [f"{name}-{n}" if n % 2 else name for n, name in enumerate("abcdefghi"[:models])]
        self.themes = self._themes()
        self.scored = [theme for theme in self.themes if random.random() < 0.8]
        self.scored = self.scored or list(self.themes)[:1]
        # The last question gives points for sure; at most one grid.
        kinds = [
            random.choice(("choose-one", "choose-many", "choose-many"))
            for _ in range(questions - 2)
        ]
        if kinds and random.random() < 0.7:
            kinds[random.randrange(len(kinds))] = "grid"
        self.questions = [self._gate()]
        self.questions += [self._question(n, kind) for n, kind in enumerate(kinds, 2)]
        self.questions.append(self._question(questions, "choose-many", random.choice(self.scored)))
        self.silent = {}
        self.portraits = random.random() < 0.5
        self.asked = [q for q in self.questions if q.pop("scores")]

    # -- words --------------------------------------------------------------------------

    def text(self, end=""):
        return {lang: typeset(clean(self.line() + end, limit=400), lang) for lang in self.languages}

    def line(self):
        return self.r.choice(SAYINGS) if self.r.random() < 0.3 else f"Some text {self.r.random()}"

    def texts(self, most=3, least=1):
        return [self.text() for _ in range(self.r.randint(least, most))]

    def label(self, name):
        said = self.r.choice(("", "", "Choix long", "日本語の文", "👩‍👩‍👧", "[b]*_"))
        return {
            lang: typeset(clean(f"{said} {name} {lang}", limit=99), lang) for lang in self.languages
        }

    def cited(self, most=2):
        return [
            {"id": f"c{n}", "text": self.text(), "source": self.source()}
            for n in range(self.r.randint(0, most))
        ]

    def source(self):
        return {"section": self.r.choice(CHAPTER), "pages": self.r.choice((None, "3", "4-5"))}

    def some(self, items, most=3):
        items = list(items)
        return self.r.sample(items, self.r.randint(1, min(most, len(items))))

    # -- the questionnaire -----------------------------------------------------------------

    def _themes(self):
        return {f"theme-{n}": {"label": self.text()} for n in range(self.r.randint(1, 6))}

    def _gate(self):
        options = self._options("gate", self.r.randint(2, 4))
        for option in options[1:]:
            if self.r.random() < 0.6:
                option["refuses"] = {
                    "because": self.text(), "instead": self.text(), "source": self.source(),
                }  # fmt: skip
        return {"id": "gate-question", "theme": "gate", "kind": "choose-one", "text": self.text(),
                "why": self.text(), "options": options, "scores": False}  # fmt: skip

    def _question(self, number, kind, theme=""):
        r = self.r
        theme = theme or r.choice(list(self.themes))
        scores = (
            kind != "grid" and theme in self.scored and (r.random() < 0.8 or kind == "choose-many")
        )
        told = {"id": f"q{number}", "theme": theme, "kind": kind, "text": self.text(),
                "why": self.text(), "scores": scores}  # fmt: skip
        told["options"] = self._options(told["id"], r.randint(2, 8))
        if kind == "grid":
            told["holders"] = [
                {
                    "id": f"h{n}",
                    "label": self.label(f"h{n}"),
                    "state": ("not-yet", "in-place", "under-way", "in-place")[n],
                }
                for n in range(r.randint(2, 4))
            ]
        elif kind == "choose-many" and scores:
            told["maximum"] = r.randint(1, 3)
        if kind == "choose-many" and (not scores or r.random() < 0.3):
            told["options"][-1]["none"] = True
            told["options"] = (
                told["options"][-1:] + told["options"][:-1] if r.random() < 0.1 else told["options"]
            )
        return told

    def _options(self, question, count):
        return [
            {"id": f"o{n}", "label": self.label(f"{question} o{n}"), "means": self.text()}
            for n in range(count)
        ]

    def keys(self):
        """Return what may be answered, by the key of the answer."""
        found = {}
        for asked in self.questions:
            if asked["kind"] == "grid":
                for row in asked["options"]:
                    found[f"{asked['id']}.{row['id']}"] = [h["id"] for h in asked["holders"]]
            else:
                found[asked["id"]] = [o["id"] for o in asked["options"] if not o.get("none")]
        return found

    def when(self, least=1):
        keys = self.keys()
        picked = self.r.sample(list(keys), min(len(keys), self.r.randint(least, least + 1)))
        return {key: self.some(keys[key]) for key in picked}

    # -- models ----------------------------------------------------------------------------

    def _model(self, number, model_id):
        r = self.r
        phases = self.texts(most=7)
        last = len(phases)
        rows = [row for q in self.questions if q["kind"] == "grid" for row in q["options"]]
        partners = [
            {"id": f"p{n}", "name": self.text(), "role": self.text()}
            | ({"category": r.choice(("one", "two"))} if r.random() < 0.5 else {})
            | ({"phase": r.randint(1, last)} if r.random() < 0.3 else {})
            | ({"joined": self.when()} if r.random() < 0.3 else {})
            for n in range(r.randint(1, 3))
        ]
        criteria, silent = self._criteria()
        told = {
            "id": model_id, "number": number, "pages": r.choice(("7", "8-12")),
            "name": self.label(f"model {number}"),
            "aliases": {lang: [f"alias {model_id} {lang}"] for lang in self.languages},
            "summary": self.text(), "definition": self.text(), **self._portrait(model_id),
            "concertation": {"kind": "full", "text": self.text()},
            "context": self.texts(), "complementarities": self.texts(),
            "added_values": {"main": self.texts(), "secondary": self.texts()},
            "phases": phases, "partners": partners, "successes": self.texts(),
            "challenges": [
                {"id": f"c{n}", "phase": r.randint(1, last), "text": self.text()}
                | ({"when": self.when()} if r.random() < 0.7 else {})
                | ({"help": self.some(p["id"] for p in partners)} if r.random() < 0.5 else {})
                for n in range(r.randint(1, 3))
            ],
            **self._conditions(last), "criteria": criteria,
        }  # fmt: skip
        if last > 1 and r.random() < 0.4:
            told["cycle"] = {"from": last, "to": r.randint(1, last - 1)}
        if r.random() < 0.5:
            told["done"] = [
                {"phases": sorted({r.randint(1, last) for _ in range(2)}), "when": self.when()}
                for _ in range(r.randint(1, 3))
            ]
        if r.random() < 0.4:
            told["wording"] = [
                {"when": self.when(), "text": self.text(), "source": r.choice(CHAPTER)}
            ]
        if silent:
            told["silent"] = [{"theme": theme, "because": self.text()} for theme in silent]
        if r.random() < 0.3:
            told["lessons"] = self.texts()
        if r.random() < 0.3:
            told["convener_only"] = [{"text": self.text(), "source": r.choice(CHAPTER)}]
        if rows and r.random() < 0.7:
            told["roles"] = [
                {
                    "role": row["id"],
                    "phase": r.randint(1, last),
                    "text": self.text(),
                    "source": "phases",
                    **self._basis(),
                }
                for row in self.some(rows)
            ]
        if r.random() < 0.6:
            told["takes"] = [
                {"about": about, "text": self.text(), "source": r.choice(CHAPTER), **self._basis()}
                for about in ("effort", "duration", "end")
                for _ in range(r.randint(0, 1) if about != "effort" else 1)
            ]
        if r.random() < 0.6:
            told["pathways"] = [self._pathway(model_id, n) for n in range(r.randint(1, 3))]
        return told

    def _pathway(self, model_id, number):
        ends = [model_id, self.r.choice([*self.ids, "a-state"])]
        self.r.shuffle(ends)
        return {"id": f"w{number}", "origin": ends[0], "to": ends[1], "trigger": self.text(),
                "basis": self.r.choice(("stated", "case")), "source": "context"}  # fmt: skip

    def _portrait(self, model_id):
        """Return a portrait for every model, or for none: as long as one another."""
        if not self.portraits:
            return {}
        return {
            "portrait": {
                "label": {lang: f"Sketch {model_id} {lang}" for lang in self.languages},
                "text": {
                    lang: f"Today, {model_id} lacks. You want it. In the end, {lang} has it."
                    for lang in self.languages
                },
                "basis": self.r.choice(("stated", "inferred")),
                "sources": self.some(CHAPTER),
            }
        }

    def _recognition(self):
        first = self.r.randint(2, 20)
        lines = [
            {"id": f"line-{n}", "label": self.label(f"line {n}"), "text": self.text(),
             "refuses": n == 0 or self.r.random() < 0.5, "remedy": self.text(),
             "source": self.source()}
            for n in range(self.r.randint(1, 4))
        ]  # fmt: skip
        lines[0] |= {self.r.choice(("asks_gate", "asks_which")): True}
        return {
            "recognition": {
                "text": self.text(), "why": self.text(), "none": self.label("none of these"),
                "first": first, "second": self.r.randint(0, first - 1),
            },
            "last_lines": lines,
        }  # fmt: skip

    def _deciding(self, number):
        sides = [
            {"model": model, "label": self.label(f"side {model}"), "means": self.text(),
             "source": self.r.choice(CHAPTER)}
            for model in self.r.sample(self.ids, self.r.randint(2, min(3, len(self.ids))))
        ]  # fmt: skip
        return {"id": f"apart-{number}", "text": self.text(), "why": self.text(), "sides": sides}

    def _criteria(self):
        r, criteria, spoken = self.r, [], set()
        for asked in self.asked:
            if r.random() < 0.2 and asked is not self.asked[-1]:
                continue
            ids = [o["id"] for o in asked["options"] if not o.get("none")]
            r.shuffle(ids)
            while ids and (r.random() < 0.7 or not criteria):
                size = r.randint(1, min(2, len(ids)))
                taken, ids = ids[:size], ids[size:]
                spoken.add(asked["theme"])
                criteria.append(
                    {"id": f"{asked['id']}-{len(criteria)}", "question": asked["id"],
                     "options": taken, "points": r.choice((-3, -2, -1, 1, 2, 3)),
                     "because": self.text("."), "source": r.choice(CHAPTER)}
                    | self._basis()
                )  # fmt: skip
        return criteria, [theme for theme in self.scored if theme not in spoken]

    def _basis(self):
        inferred = {"basis": "inferred", "inferred_from": self.text()}
        return inferred if self.r.random() < 0.3 else {"basis": "stated"}

    def _conditions(self, last):
        """Return conditions that rows of grids tell, two of them essential at most; or none."""
        rows = [key for key in self.keys() if "." in key]
        found = []
        for number in range(self.r.randint(1, 4) if rows else 0):
            essential = sum("essential" in condition for condition in found)
            found.append(
                {"id": f"r{number}", "phase": self.r.randint(1, last),
                 "question": self.r.choice(rows), "text": self.text(), "remedy": self.text(),
                 "source": "phases", **self._basis()}
                | ({"essential": True} if essential < 2 and self.r.random() < 0.4 else {})
                | ({"when": self.when()} if self.r.random() < 0.3 else {})
            )  # fmt: skip
        return {"conditions": found} if found else {}

    # -- all of it -------------------------------------------------------------------------

    def _case(self):
        answers = {}
        for asked in self.questions:
            if asked["kind"] == "grid" or self.r.random() < 0.4:
                continue
            ids = [o["id"] for o in asked["options"] if not o.get("none")]
            one = self.r.choice(ids)
            answers[asked["id"]] = one if asked["kind"] == "choose-one" else [one]
        return {"name": self.text(), "summary": self.text(), "source": self.source(),
                "origin": self.r.choice(("report", "ours")), "codings": [answers],
                "expected": self.r.choice([*self.ids, "none"])}  # fmt: skip

    def files(self):
        numbers = self.r.sample(range(1, 100), len(self.ids))
        models = {
            f"models/{model_id}.yaml": self._model(number, model_id)
            for number, model_id in zip(numbers, self.ids, strict=True)
        }
        whole = {
            "id": "drawn", "version": "1.0", "languages": self.languages, "name": self.text(),
            "citation": {"title": "A title", "author": "N. N.", "year": self.r.randint(1, 9999)},
            "independence": self.text(), "convener": {"name": "The House", "short": "TH"},
            "themes": self.themes,
            "limits": {"lead": self.r.choice((0, 1, 4, 8, 30, 1000))},
            "refusal": {"label": self.text()}, "concertation_kinds": {"full": self.text()},
            "categories": {"one": self.text(), "two": self.text()},
            "states": {"a-state": self.text()},
            "sections": {name: self.text() for name in (*CHAPTER, "lessons")},
            "definition": {"text": self.text(), "source": self.source()},
            "glossary": [
                {"id": "t", "term": self.label("t"), "text": self.text(), "source": self.source()}
            ],
            "definition_notes": self.cited(), "method": self.cited(), "caveats": self.cited(),
            "about": self.cited(),
        }  # fmt: skip
        if self.portraits:
            whole |= self._recognition()
        if self.r.random() < 0.5 and len(self.ids) > 1:
            whole["deciding"] = [self._deciding(n) for n in range(self.r.randint(1, 2))]
        if self.r.random() < 0.6 and len(self.keys()) > 1:
            whole["contradictions"] = [
                {"id": "both", "when": self.when(least=2), "text": self.text()}
            ]
        cases = {f"cases/case-{n}.yaml": self._case() for n in range(self.r.randint(0, 3))}
        self._close(models)
        return {"pack.yaml": whole, "questions.yaml": self.questions, **models, **cases}

    def _close(self, models):
        """Put right what only the whole tells: questions that give no points after all."""
        scored = {c["question"] for model in models.values() for c in model["criteria"]}
        for asked in self.questions:
            if asked["kind"] == "choose-many" and asked["id"] not in scored:
                asked.pop("maximum", None)
                if not any(option.get("none") for option in asked["options"]):
                    asked["options"].append(
                        {"id": "none", "label": self.label(f"{asked['id']} none"),
                         "means": self.text(), "none": True}
                    )  # fmt: skip
            elif asked["id"] in scored and self.r.random() < 0.3:
                asked["quick"] = True
