"""How many situations a second `batch` judges, next to GoRules' zen-engine; and its memory.

By hand, from the root of a checkout: python benchmarks/batch.py [ROUNDS]
Needs `pip install zen-engine`.

Both do the same job from the same export of a form: read each row, turn labels into ids,
score the nine models, write a line of JSON. zen-engine holds every criterion as a row of one
decision table; its points are then added up by model. We give the verdict besides. It is tried
as the basic usage of its documentation shows (`create_decision`), and with the table compiled
beforehand (`ZenDecisionContent`), its fastest way. Then the rules alone, from answers already
read, against that fastest way. Rounds alternate in one process, so that the ratios travel from
one machine to another.
"""

import csv
import functools
import gc
import io
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import zen

from concertation_cli.cli.batch_run import Options, run_batch
from concertation_cli.engine.answering import admissible
from concertation_cli.engine.tally import Tally
from concertation_cli.inputs.forms import form_for
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.records import PORTRAIT, Answers, Pack, Question
from concertation_cli.knowledge.store import load
from concertation_cli.phrases.pack import Phrases
from concertation_cli.words import Words

LANG = "fr"
ZEN_ROWS, OUR_ROWS = 2_000, 20_000
SKIPPED = 0.2
"""How often an answer is skipped."""
FEW = 1_000
SIZES = (10_000, 50_000, 200_000)
TARGET_RATIO, TARGET_MEMORY = 10, 1.3
OURS, BASIC, COMPILED = "batch", "zen-engine, basic usage", "zen-engine, compiled table"


# -- the table ---------------------------------------------------------------------------


def header(pack: Pack) -> list[str]:
    names = ["Horodateur", "Courriel"]
    for question in pack.questions:
        text = question.text[LANG]
        rows = [f"{text} [{option.label[LANG]}]" for option in question.options]
        names += rows if question.kind == "grid" else [text]
    return names


def rows(pack: Pack, count: int) -> Iterator[list[str]]:
    """Yield rows drawn at random: one answer in five skipped, one gate in ten anything."""
    draw = random.Random(2024)  # no secret
    sets = {q.id: admissible(q) for q in pack.questions if q.kind != "grid"}
    gate, *_ = pack.questions
    for number in range(count):
        cells = [f"2026-11-{number % 28 + 1:02d} 09:30", f"personne{number}@exemple.org"]
        for question in pack.questions:
            if question.kind == "grid":
                labels = ["", *(holder.label[LANG] for holder in question.holders)]
                cells += [draw.choice(labels) for _ in question.options]
            elif draw.random() < SKIPPED:
                cells.append("")
            else:
                usual = [sets[gate.id][0]] * 9 if question is gate else []
                chosen = draw.choice([*usual, *sets[question.id]])
                cells.append(";".join(question.option(o).label[LANG] for o in chosen))
        yield cells


def write_table(pack: Pack, path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header(pack))
        writer.writerows(rows(pack, count))


# -- zen-engine --------------------------------------------------------------------------


def scored(pack: Pack) -> frozenset[str]:
    """Return the questions that give points, the recognition among them."""
    return frozenset({*pack.scored_questions(), PORTRAIT})


def decision_table(pack: Pack) -> str:
    """Return every criterion as a row of one decision table that collects what applies."""
    asked = [question for question in pack.questions if question.id in scored(pack)]
    inputs = {question.id: f"in{number}" for number, question in enumerate(asked)}
    kinds = {question.id: question.kind for question in asked}
    assert pack.recognition is not None  # ours has portraits
    recognized = (pack.recognition.first, pack.recognition.second)
    rules = []
    for model in pack.models:
        for criterion in model.criteria:
            options = ", ".join(map(json.dumps, criterion.options))
            one = kinds[criterion.question] == "choose-one"
            rule = dict.fromkeys(inputs.values(), "")
            rule["_id"] = f"{model.id}/{criterion.id}"
            rule[inputs[criterion.question]] = options if one else f"some($, # in [{options}])"
            rule["model"] = json.dumps(model.id)
            rule["points"] = str(criterion.points)
            rules.append(rule)
        for place, points in enumerate(recognized):
            rule = dict.fromkeys(inputs.values(), "")
            rule["_id"] = f"{model.id}/{PORTRAIT}/{place}"
            rule[inputs[PORTRAIT]] = f"len($) > {place} and $[{place}] == {json.dumps(model.id)}"
            rule["model"] = json.dumps(model.id)
            rule["points"] = str(points)
            rules.append(rule)
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": i, "name": q, "field": field(q)} for q, i in inputs.items()],
        "outputs": [{"id": name, "name": name, "field": name} for name in ("model", "points")],
        "rules": rules,
    }
    place = {"x": 0, "y": 0}
    return json.dumps(
        {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in", "position": place},
                {
                    "id": "table",
                    "type": "decisionTableNode",
                    "name": "table",
                    "position": place,
                    "content": table,
                },
                {"id": "out", "type": "outputNode", "name": "out", "position": place},
            ],
            "edges": [
                {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
                {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
            ],
        }
    )


def field(question_id: str) -> str:
    return question_id.replace("-", "_")


class Zen:
    """The same job by zen-engine."""

    def __init__(self, pack: Pack, *, compiled: bool) -> None:
        table = decision_table(pack)
        if compiled:
            content = zen.ZenDecisionContent(table)
            engine = zen.ZenEngine({"loader": lambda _: content})
            self._evaluate = functools.partial(engine.evaluate, "table")
        else:
            self._evaluate = zen.ZenEngine().create_decision(table).evaluate
        self._models = [model.id for model in pack.models]
        asked = [q for q in pack.questions if q.id in scored(pack)]
        names = header(pack)
        self._columns = [(names.index(q.text[LANG]), q, labels(q)) for q in asked]

    def scores(self, context: dict[str, object]) -> dict[str, int]:
        """Return the score of each model."""
        scores = dict.fromkeys(self._models, 0)
        for rule in self._evaluate(context)["result"]:
            scores[rule["model"]] += rule["points"]
        return scores

    def context(self, answers: Answers) -> dict[str, object]:
        """Return answers as the table takes them."""
        found: dict[str, object] = {}
        for _, question, _ in self._columns:
            chosen = list(answers.get(question.id, ()))
            many = question.kind == "choose-many"
            found[field(question.id)] = chosen if many else (chosen or [None])[0]
        return found

    def run(self, path: Path, out: io.TextIOBase) -> list[dict[str, int]]:
        found = []
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for line, cells in enumerate(reader, 2):
                context = {}
                for place, question, ids in self._columns:
                    chosen = [ids[label] for label in cells[place].split(";") if label]
                    many = question.kind == "choose-many"
                    context[field(question.id)] = chosen if many else (chosen or [None])[0]
                scores = self.scores(context)
                out.write(json.dumps({"line": line, "scores": scores}) + "\n")
                found.append(scores)
        return found


def labels(question: Question) -> dict[str, str]:
    return {option.label[LANG]: option.id for option in question.options}


# -- measures ----------------------------------------------------------------------------


def ours(phrases: Phrases, path: Path, out: io.BufferedIOBase) -> None:
    run_batch(phrases, str(path), Options(format="ndjson"), out.write, lambda _: None)


def same_scores(phrases: Phrases, rival: Zen, path: Path) -> int:
    """Return for how many rows both give scores; stop the program where they differ."""
    out = io.BytesIO()
    ours(phrases, path, out)
    results = [json.loads(line) for line in out.getvalue().splitlines()]
    theirs = rival.run(path, io.StringIO())
    compared = 0
    for result, scores in zip(results, theirs, strict=True):
        if result["verdict"] != "not-a-concertation":  # the gate is no criterion
            compared += 1
            if result["scores"] != scores:
                sys.exit(f"different scores on line {result['line']}")
    return compared


def timed(work: Callable[[], object], count: int) -> float:
    """Return how many rows a second some work does."""
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def speeds(phrases: Phrases, folder: Path, rounds: int) -> dict[str, list[float]]:
    """Return rows per second, round by round, of ours and of both ways of the other."""
    short, long = folder / "short.csv", folder / "long.csv"
    write_table(phrases.pack, short, ZEN_ROWS)
    write_table(phrases.pack, long, OUR_ROWS)
    basic, compiled = (Zen(phrases.pack, compiled=how) for how in (False, True))
    for rival in (basic, compiled):
        compared = same_scores(phrases, rival, short)
    print(f"all give the same nine scores on {compared} rows\n")
    found: dict[str, list[float]] = {OURS: [], BASIC: [], COMPILED: []}
    for _ in range(rounds):
        found[OURS].append(timed(lambda: ours(phrases, long, io.BytesIO()), OUR_ROWS))
        found[BASIC].append(timed(lambda: basic.run(short, io.StringIO()), ZEN_ROWS))
        found[COMPILED].append(timed(lambda: compiled.run(short, io.StringIO()), ZEN_ROWS))
    return found


def rules_alone(pack: Pack, rounds: int) -> tuple[list[float], list[float]]:
    """Return rows per second of both rule engines, round by round, from answers already read."""
    form = form_for(pack, Words(LANG))
    columns = [form.column(name) for name in header(pack)]
    situations = []
    for cells in rows(pack, OUR_ROWS):
        pairs = [(column.key, form.read(column, cell, Findings("")))
                 for column, cell in zip(columns, cells, strict=True) if column]  # fmt: skip
        situations.append({key: value for key, value in pairs if value})
    rival = Zen(pack, compiled=True)
    contexts = [rival.context(answers) for answers in situations[:ZEN_ROWS]]
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        tally = Tally(pack)
        ours.append(timed(lambda t=tally: [t.verdict(a) for a in situations], len(situations)))
        theirs.append(timed(lambda: [rival.scores(c) for c in contexts], len(contexts)))
    return ours, theirs


MEASURED = """
import resource, subprocess, sys, time
begun = time.perf_counter()
with open("/dev/null", "wb") as out:
    subprocess.run(sys.argv[1:], stdout=out, stderr=out, check=True)
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def alone(path: Path) -> tuple[float, int]:
    """Return the time of the whole command on a table, in seconds, and its peak in KiB.

    Measured from a small process: a child's peak is never told under that of its parent.
    """
    command = [sys.executable, "-m", "concertation_cli", "batch", str(path), "--json"]
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, *command], check=True, capture_output=True, text=True
    )
    seconds, peak = told.stdout.split()
    return float(seconds), int(peak)


class Growth(NamedTuple):
    """What a table of so many rows takes.

    Attributes:
        each: Microseconds a row, the start of the program left out.
        peak: Most memory, in MiB.
        times: That memory to that of 1,000 rows.
    """

    rows: int
    seconds: float
    each: float
    peak: float
    times: float


def growth(pack: Pack, folder: Path) -> list[Growth]:
    """Return what the whole command takes for longer and longer tables."""
    small = folder / "small.csv"
    write_table(pack, small, FEW)
    least = alone(small)
    found = []
    for size in SIZES:
        path = folder / f"{size}.csv"
        write_table(pack, path, size)
        seconds, peak = alone(path)
        path.unlink()
        each = (seconds - least[0]) / (size - FEW) * 1e6
        found.append(Growth(size, seconds, each, peak / 1024, peak / least[1]))
    return found


def times_as_fast(ours: Iterable[float], theirs: Iterable[float]) -> float:
    """Return the median of the ratios, round by round."""
    return statistics.median(own / other for own, other in zip(ours, theirs, strict=True))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    phrases = Phrases(load(), Words(LANG))
    gc.disable()  # as the program does; neither makes cycles
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = speeds(phrases, folder, rounds)
        for way, each in found.items():
            told = f"   batch is {times_as_fast(found[OURS], each):.1f} times as fast"
            target = f" (target {TARGET_RATIO})" if way == BASIC else ""
            more = f"{told}{target}" if way != OURS else ""
            print(f"  {way:<28}{statistics.median(each):9.0f} rows a second{more}")
        own, other = rules_alone(phrases.pack, rounds)
        print(f"\n  rules alone, ours {statistics.median(own):9.0f} rows a second")
        print(f"  rules alone, {COMPILED} {statistics.median(other):9.0f} rows a second")
        print(f"  our rules are {times_as_fast(own, other):.1f} times as fast\n")
        print(f"{'rows':>9}{'seconds':>10}{'us a row':>10}{'peak MiB':>10}{'to 1,000':>10}")
        for size in growth(phrases.pack, folder):
            print(
                f"{size.rows:>9}{size.seconds:>10.2f}{size.each:>10.1f}{size.peak:>10.1f}"
                f"{size.times:>10.2f}"
            )
        print(f"{'':>29}memory target {TARGET_MEMORY}")


if __name__ == "__main__":
    main()
