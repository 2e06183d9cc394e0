"""Small packs written in Python, and hypothesis strategies for packs and answers.

`small_pack(north={"lack.a": 3, "fruit.b": -1})` is a pack of one model, `north`, whose
criteria give those points: more than a file may, so that one test can part what three would.
Its questions are one by theme, each with options a, b and c; advice rests on `lack` or `field`.
`door` passes on `yes` and refuses on `no`; `posts` is its grid of roles, `conditions` that of
what is in place. `portrayed(pack)` gives a pack portraits, three last lines (`alone` and `table`
refuse, `otherwise` does not) and, between its first two models, the deciding question `which`.
"""

from itertools import product

from hypothesis import strategies as st

from concertation_cli.engine.answering import admissible, open_to_change
from concertation_cli.knowledge.compiled import every_question
from concertation_cli.knowledge.records import (
    AddedValues,
    Case,
    Citation,
    Cited,
    Concertation,
    Condition,
    Convener,
    Criterion,
    Deciding,
    Holder,
    LastLine,
    Limits,
    Model,
    Option,
    Pack,
    Portrait,
    Question,
    Recognition,
    Refusal,
    RefusalLabel,
    Role,
    Side,
    Source,
    Theme,
)

THEMES = ("need", "actors", "ecosystem", "outcome")
SOURCE = Source("somewhere", "1-2")
ROLES = ("host", "purse")


def words(text):
    return {"en": text}


def options(ids, refusing=()):
    refusal = Refusal(words("because"), words("instead"), SOURCE)
    return tuple(
        Option(i, words(i), words(i), refuses=refusal if i in refusing else None) for i in ids
    )


def question(question_id, theme, ids, *, maximum=0, quick=False):
    kind = "choose-many" if maximum else "choose-one"
    text = words(question_id)
    return Question(question_id, theme, kind, text, text, options(ids), maximum, quick=quick)


GATE_QUESTION = question("door", "gate", ())._replace(options=options(("yes", "no"), ("no",)))
GRID = question("posts", "actors", ROLES)._replace(
    kind="grid",
    holders=(
        Holder("us", words("us"), "in-place"),
        Holder("partner", words("partner"), "in-place"),
        Holder("nobody", words("nobody"), "not-yet"),
    ),
)
THINGS = ("room", "accord")
CONDITIONS_GRID = question("conditions", "ecosystem", THINGS)._replace(
    kind="grid",
    holders=(
        Holder("in-place", words("in-place"), "in-place"),
        Holder("under-way", words("under-way"), "under-way"),
        Holder("not-yet", words("not-yet"), "not-yet"),
    ),
)
QUESTIONS = (
    GATE_QUESTION,
    question("lack", "need", "abc", maximum=2, quick=True),
    question("people", "actors", "abc"),
    question("field", "ecosystem", "abc", quick=True),
    question("fruit", "outcome", "abc", maximum=2),
    CONDITIONS_GRID,
    GRID,
)


def criterion(criterion_id, question_id, option_ids, points):
    text = words(criterion_id)
    return Criterion(criterion_id, question_id, tuple(option_ids), points, text, "stated", "here")


def condition(row, phase=1, *, essential=True, when=None):
    """Return a condition that a row of a grid tells: `posts.host`, `conditions.room`."""
    condition_id = f"{row.replace('.', '-')}-{phase}"
    return Condition(
        condition_id,
        phase,
        row,
        words("it"),
        words("do"),
        "stated",
        "here",
        essential=essential,
        when=when or {},
    )


def model(model_id, number, criteria, conditions=()):
    return Model(
        id=model_id,
        number=number,
        pages="1-2",
        name=words(model_id),
        aliases={},
        summary=words(model_id),
        definition=words(model_id),
        concertation=Concertation("full", words("yes")),
        context=(),
        complementarities=(),
        added_values=AddedValues((), ()),
        phases=tuple(words(f"phase {n}") for n in range(1, 5)),
        partners=(),
        successes=(),
        challenges=(),
        conditions=tuple(conditions),
        criteria=tuple(criteria),
        roles=tuple(Role(role, 2, words(role), "stated", "here") for role in ROLES),
    )


def pack_of(models, questions=QUESTIONS, lead=8, cases=()):
    return Pack(
        id="small",
        version="1",
        digest="0",
        languages=("en",),
        name=words("small"),
        citation=Citation("title", "author", 2000),
        independence=words("independent"),
        convener=Convener("convener", "C"),
        themes={theme: Theme(words(theme)) for theme in THEMES},
        limits=Limits(lead),
        refusal=RefusalLabel(words("refused")),
        concertation_kinds={},
        categories={},
        states={},
        sections={},
        definition=Cited(words("definition"), SOURCE),
        glossary=(),
        definition_notes=(),
        method=(),
        caveats=(),
        about=(),
        questions=tuple(questions),
        models=tuple(models),
        cases=tuple(cases),
    )


def small_pack(lead=8, conditions=None, **rules):
    """Return a pack of the models named, with points by `question.option`."""
    models = []
    for number, (name, points) in enumerate(rules.items(), 1):
        criteria = [
            criterion(key.replace(".", "-"), *key.split("."), value)
            for key, value in points.items()
        ]
        models.append(model(name, number, criteria, (conditions or {}).get(name, ())))
    return pack_of(models, lead=lead)


def last_line(line_id, *, refuses=True, **asks):
    text = words(line_id)
    return LastLine(line_id, text, text, remedy=text, source=SOURCE, refuses=refuses, **asks)


LAST_LINES = (
    last_line("alone", asks_gate=True),
    last_line("table", asks_which=True),
    last_line("otherwise", refuses=False),
)


def portrayed(pack, *, deciding=True):
    """Return a pack with portraits, last lines and a deciding question of its own."""
    told = Recognition(words("which?"), words("why"), words("none"), first=12, second=6)
    models = tuple(
        m._replace(portrait=Portrait(words(f"{m.id}!"), words(f"like {m.id}"), "stated", ("here",)))
        for m in pack.models
    )
    sides = tuple(Side(m.id, words(m.id), words(m.id), "here") for m in models[:2])
    parted = deciding and len(models) > 1
    whole = {
        "recognition": told,
        "last_lines": LAST_LINES,
        "deciding": (Deciding("which", words("which"), words("why"), sides),) if parted else (),
    }
    questions = every_question(pack.questions, whole, models)
    return pack._replace(models=models, questions=questions, **whole)


def case(case_id, expected, origin="report", from_model=None, **answers):
    return Case(
        id=case_id,
        name=words(case_id),
        summary=words(case_id),
        origin=origin,
        codings=(chosen(**answers),),
        from_model=chosen(**(from_model or {})),
        expected=expected,
    )


def chosen(roles=None, things=None, portrait=(), **answers):
    """Return answers as the engine takes them: `lack="ab"` chooses a and b on `lack`."""
    found = {key: (v,) if key in WHOLE else tuple(v) for key, v in answers.items()}
    found |= {"portrait": (portrait,) if isinstance(portrait, str) else tuple(portrait)}
    found |= {f"posts.{role}": (holder,) for role, holder in (roles or {}).items()}
    found |= {f"conditions.{thing}": (state,) for thing, state in (things or {}).items()}
    return {key: answer for key, answer in found.items() if answer}


WHOLE = ("door", "which")
"""The questions whose answer is one word."""


@st.composite
def invented_packs(draw):
    """Draw a valid pack: 2 to 5 models, 3 to 6 questions, some of them marked quick or none."""
    themes = draw(st.lists(st.sampled_from(THEMES), max_size=3))
    asked = [
        question(
            f"q{number}",
            theme,
            [f"o{n}" for n in range(draw(st.integers(2, 4)))],
            maximum=draw(st.integers(0, 3)),
            quick=draw(st.booleans()),
        )
        for number, theme in enumerate(["need", "ecosystem", "outcome", *themes], 1)
    ]
    names = draw(st.permutations(["ash", "birch", "cedar", "elm", "fir"]))
    models = [
        model(
            name,
            number,
            [rule for q in asked for rule in draw(_criteria_on(q))],
            draw(_conditions()),
        )
        for number, name in enumerate(names[: draw(st.integers(2, 5))], 1)
    ]
    questions = (GATE_QUESTION, *asked, CONDITIONS_GRID, GRID)
    pack = pack_of(models, questions, lead=draw(st.integers(0, 12)))
    return portrayed(pack) if draw(st.booleans()) else pack


def _criteria_on(asked):
    """Draw a model's criteria on a question: no option stands in two of them."""
    ids = [option.id for option in asked.options]
    return st.integers(0, 7 ** len(ids) - 1).map(lambda drawn: _spread(drawn, asked.id, ids))


def _spread(drawn, question_id, option_ids):
    """Read a number's digits in base 7 as the points of each option: one draw, not many."""
    points = (0, 1, 2, 3, -1, -2, -3)
    by_option = {o: points[drawn // 7**n % 7] for n, o in enumerate(option_ids)}
    return [
        criterion(
            f"{question_id}-{value}",
            question_id,
            [o for o in by_option if by_option[o] == value],
            value,
        )
        for value in sorted(set(by_option.values()) - {0})
    ]


def _conditions():
    rows = [f"posts.{role}" for role in ROLES] + [f"conditions.{thing}" for thing in THINGS]
    whens = st.sampled_from([{}, {}, {"q1": ("o0",)}])
    asked = st.builds(
        lambda row, phase, essential, when: condition(row, phase, essential=essential, when=when),
        st.sampled_from(rows),
        st.integers(1, 4),
        st.booleans(),
        whens,
    )
    return st.lists(asked, max_size=2, unique_by=lambda c: c.id)


@st.composite
def answers_to(draw, pack):
    """Draw admissible answers, in the order of the questions; some are skipped."""
    found = {}
    for asked in pack.questions:
        ids = [option.id for option in asked.options]
        if asked.kind == "grid":
            holders = st.sampled_from([(holder.id,) for holder in asked.holders])
            rows = [f"{asked.id}.{row}" for row in ids]
            found |= draw(st.fixed_dictionaries({}, optional=dict.fromkeys(rows, holders)))
        elif draw(st.sampled_from([True, True, False])):
            picked = draw(_choice(asked))
            by_choice = asked.theme == "recognition"  # its order is that of the choice
            found[asked.id] = tuple(picked if by_choice else (o for o in ids if o in picked))
    return found


def _choice(asked):
    if asked.theme == "gate":  # refusals are rare, so that most draws tell of models
        ids = sorted((o.id for o in asked.options), key=lambda i: bool(asked.option(i).refuses))
        return st.sampled_from([ids[0]] * 8 + ids).map(lambda option: [option])
    if asked.kind == "choose-one":
        return st.sampled_from([option.id for option in asked.options]).map(lambda o: [o])
    alone = [option.id for option in asked.options if option.none]
    ids = [option.id for option in asked.options if not option.none]
    most = min(asked.maximum or len(ids), len(ids))
    several = st.lists(st.sampled_from(ids), min_size=1, max_size=most, unique=True)
    return st.one_of(several, st.just(alone)) if alone else several


FUND = {
    "aim": ("take-part",),
    "gap": ("means",),
    "scope": ("one-sector",),
    "request": ("partners",),
    "participants": ("organisations", "funders"),
    "collective-work": ("designed",),
    "means": ("pooled",),
    "result": ("commitments", "new-organisation"),
    "form": ("agreement",),
}
"""Answers to the shipped pack that call firmly for one model."""


def with_deciding(pack, *pairs):
    """Return the pack with these deciding questions, each named after its models' initials."""
    deciding = tuple(
        Deciding(
            "".join(name[0] for name in models),
            {"en": "which"},
            {"en": "why"},
            tuple(Side(model, {"en": model}, {"en": model}, "here") for model in models),
        )
        for models in pairs
    )
    whole = {"recognition": pack.recognition, "last_lines": pack.last_lines, "deciding": deciding}
    asked = [q for q in pack.questions if q.theme not in ("recognition", "deciding")]
    questions = every_question(asked, whole, pack.models)
    return pack._replace(deciding=deciding, questions=questions)


def facts(answers):
    """Return the answers without the recognition."""
    return {key: answer for key, answer in answers.items() if key != "portrait"}


def told_by(case):
    """Return what each coder answered of a case, then the same with what its chapter adds."""
    return [*case.codings, *({**case.from_model, **coding} for coding in case.codings)]


def every_situation(pack):
    """Yield every way to answer or skip the questions that give points."""
    questions = open_to_change(pack)
    for answers in product(*(((), *admissible(question)) for question in questions)):
        yield {q.id: answer for q, answer in zip(questions, answers, strict=True) if answer}
