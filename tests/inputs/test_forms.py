"""Headers and cells as form tools and people write them."""

import pytest

from concertation_cli.inputs.forms import form_for
from concertation_cli.inputs.headers import Column
from concertation_cli.knowledge.findings import Findings
from concertation_cli.words import Words


@pytest.fixture
def form(toy):
    return form_for(toy, Words("en"))


@pytest.fixture
def read(form):
    """Return a function that reads a cell of a column: its options, or the codes of problems."""

    def read(header, cell):
        findings = Findings("t.csv")
        column = form.column(header)
        assert column is not None
        found = form.read(column, cell, findings)
        return found if not findings.problems else [p.code for p in findings.problems]

    return read


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("lack", "lack"),
        (" LACK ", "lack"),
        ("Que manque-t-il?", "lack"),
        ("que manque t il ?", "lack"),
        ("QUE MANQUE\u2011T\u2011IL\u00a0?", "lack"),
        ("What is lacking?", "lack"),
        ("Que manque-t-il? (2 au plus)", "lack"),
        ("What is lacking? (two at most) *", "lack"),
        ("3. What is lacking?", "lack"),
        ("G1Q2. What is lacking? (two at most)", "lack"),
        ("q7[SQ1]. Who holds these roles? [Treasurer]", "roles.treasurer"),
        ("lack. Que manque-t-il?", "lack"),
        ("Que manque-t-il? / What is lacking?", "lack"),
        ("What is lacking?\nQue manque-t-il?", "lack"),
        ("Qu\u2019est-ce qui inquie\u0300te?", "cautions"),
        ("roles.host", "roles.host"),
        ("roles[host]", "roles.host"),
        ("Qui tient ces rôles? [Hôte]", "roles.host"),
        ("Qui tient ces rôles?.Hôte", "roles.host"),
        ("Who holds these roles? [Treasurer]", "roles.treasurer"),
        ("Who holds these roles? [Trésorerie / Treasurer]", "roles.treasurer"),
        ("Treasurer", "roles.treasurer"),
        ("hote", "roles.host"),
        ("Qu'est-ce qui vous ressemble le plus?", "portrait"),
        ("What is most like you? (one answer)", "portrait"),
        ("Se voir ou payer?", "talk-or-pay"),
        ("conditions.group-there", "conditions.group-there"),
        ("What is in place? [A group]", "conditions.group-there"),
        ("Un compte", "conditions.account-open"),
    ],
)
def test_a_header_is_known_however_a_form_writes_it(form, header, key):
    assert form.column(header) == Column(key)


@pytest.mark.parametrize(
    ("header", "part"), [("title", "title"), ("Titre", "title"), ("NOTES", "notes")]
)
def test_titles_and_notes_have_their_columns(form, header, part):
    assert form.column(header) == Column("", part)


@pytest.mark.parametrize(
    "header",
    [
        "Horodateur", "E-mail", "", "  ", "state of mind", "wish list", "roles", "people (2)x",
        "Que manque-t-il? [Autre]", "Que manque-t-il? Précisez", "Who holds these roles? [Cook]",
        "What", "G1Q2. Something else", "lack. See the list", "x" * 100_000, "\x00\x1b[31m",
    ],
)  # fmt: skip
def test_what_only_begins_like_a_question_is_none(form, header):
    assert form.column(header) is None


def test_a_header_that_may_be_two_questions_is_neither_unless_it_is_an_id(toy):
    twice = toy.questions[1]._replace(id="again", options=toy.questions[1].options)
    form = form_for(toy._replace(questions=(*toy.questions, twice)), Words("en"))
    assert form.column("What is lacking?") is None
    assert form.column("lack") == Column("lack")
    assert form.column("again") == Column("again")


def test_a_near_miss_is_shown_with_the_question_meant(form):
    assert form.headers.near("What is laking?") == "What is lacking?"
    assert form.headers.near("Trésorrie") == "Trésorerie"
    assert form.headers.near("Horodateur") == ""


def test_a_code_in_front_leaves_the_option_of_a_column_known(form):
    assert form.column("gap[1]. What is lacking? [Ties]") == Column("lack", "ties")


@pytest.mark.parametrize(
    ("header", "near"),
    [
        ("Lac", ""),
        ("st", ""),
        ("Date", ""),  # state
        ("slack", "lack"),
        ("lakc", "lack"),
        ("staet", "state"),
        ("What lacks?", "What is lacking?"),
        ("Host", ""),  # it is read as it stands
    ],
)
def test_a_short_header_is_near_only_what_it_is_very_like(form, header, near):
    assert form.headers.near(header) == near


@pytest.mark.parametrize(
    "header",
    ["Participant", "PARTICIPANTE", "Participant(e)", "Personne", "Person", "Name", "Score",
     "Verdict", "Models"],
)  # fmt: skip
def test_a_column_of_names_or_of_results_is_near_no_question(toy, header):
    alike = toy.questions[1]._replace(
        id="participants", text={"en": "Persons names scope"}, options=()
    )
    others = [
        alike._replace(id=name) for name in ("scope", "names", "personnes", "verdicts", "model")
    ]
    questions = (*toy.questions, alike, *others)
    form = form_for(toy._replace(questions=questions), Words("en"))
    assert form.headers.near(header) == ""


@pytest.mark.parametrize(
    ("header", "cell", "options"),
    [
        ("lack", "ties", ("ties",)),
        ("lack", "Des liens", ("ties",)),
        ("lack", "des LIENS ", ("ties",)),
        ("lack", "Ties", ("ties",)),
        ("lack", "De l'argent;Des liens", ("ties", "money")),
        ("lack", "De l\u2019argent, Ties", ("ties", "money")),
        ("lack", "Ties;Proof;", ("ties", "proof")),
        ("lack", "Ties\nProof", ("ties", "proof")),
        ("lack", "Des liens / Ties", ("ties",)),
        ("lack", "", ()),
        ("lack", " ; ", ()),
        ("lack", "unknown", ()),
        ("lack", "Je ne sais pas", ()),
        ("lack", "I don't know", ()),
        ("lack", "Sans réponse", ()),
        ("lack", "N/A", ()),
        ("people", "Le public", ("citizens",)),
        ("cautions", "None of these", ("none",)),
        ("lack", "T\x00i\x00e\x00s\x00", ("ties",)),
        ("lack", "\x1b[31mTies\x1b[0m\r\nProof", ("ties", "proof")),
        ("lack", "Des liens [A5]", ("ties",)),
        ("roles.host", "Nous", ("us",)),
        ("roles.host", "nobody", ("nobody",)),
        ("roles.host", "Je ne sais pas", ()),
        ("Host", "", ()),
        ("portrait", "People to bring together", ("a",)),
        ("portrait", "De l'argent à réunir", ("b",)),
        ("portrait", "c;a", ("c", "a")),  # best first
        ("portrait", "There is a table", ("table-there",)),
        ("portrait", "a;Une table existe", ("a", "table-there")),
        ("portrait", "None of them", ("none",)),
        ("portrait", "Je ne sais pas", ()),
        ("talk-or-pay", "Payer", ("b",)),
        ("conditions.group-there", "Under way", ("under-way",)),
        ("Un compte", "Pas encore", ("not-yet",)),
        ("Un compte", "I don't know", ()),
    ],
)
def test_a_cell_is_read_by_ids_or_labels_in_any_language(read, header, cell, options):
    assert read(header, cell) == options


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("lack", "Tise", "unknown-option"),
        ("lack", "Ties;Proof;Money", "too-many-options"),
        ("lack", "Ties;ties", "repeated-option"),
        ("lack", "Ties;I don't know", "unknown-with-others"),
        ("people", "Le public;Des entreprises", "too-many-options"),
        ("cautions", "Turf;None of these", "none-with-others"),
        ("roles.host", "Us;Nobody", "too-many-options"),
        ("roles.host", "Somebody", "unknown-option"),
        ("portrait", "a;People to bring together", "repeated-option"),
        ("portrait", "a;b;c", "too-many-options"),
        ("portrait", "Circle", "unknown-option"),  # no name of a model stands for its portrait
        ("conditions.group-there", "Us", "unknown-option"),
        ("conditions.group-there", "In place;Under way", "too-many-options"),
        ("lack", "=1+1", "unknown-option"),
        ("lack", "\x1b[31mTise", "unknown-option"),
        ("lack", "Ties [proof] [A1]", "unknown-option"),
    ],
)
def test_a_cell_that_the_question_does_not_admit_is_told(read, header, cell, code):
    assert read(header, cell) == [code]


def test_an_unknown_label_is_told_with_the_labels_and_ids_one_may_write(form):
    findings = Findings("t.csv:7")
    form.read(Column("lack"), "Tise", findings)
    (problem,) = findings.problems
    assert Words("en").problem(problem) == (
        "t.csv:7: lack: unknown option \u201cTise\u201d (did you mean \u201cTies\u201d?). "
        "One of: Ties (ties), Proof (proof), Money (money)."
    )


@pytest.mark.parametrize(
    ("cell", "near"), [("Des leins", "Ties"), ("Des preuvse", "Proof"), ("mony", "Money")]
)
def test_a_label_in_another_language_is_suggested_in_that_of_the_reader(form, cell, near):
    findings = Findings("t.csv:7")
    form.read(Column("lack"), cell, findings)
    (problem,) = findings.problems
    assert problem.values["near"] == near


@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ("Oui", ("ties",)), ("yes", ("ties",)), ("Y", ("ties",)), ("1", ("ties",)),
        ("Ties", ("ties",)), ("Non", ()), ("No", ()), ("0", ()), ("", ()), ("N/A", ()),
        ("perhaps", ["unknown-option"]),
    ],
)  # fmt: skip
def test_a_column_of_its_own_for_an_option_is_read_by_yes_and_no(form, read, cell, options):
    header = "Que manque-t-il? [Des liens]"
    assert form.column(header) == Column("lack", "ties")
    assert read(header, cell) == options


@pytest.mark.parametrize(
    ("key", "ids", "answer", "code"),
    [
        ("lack", ["ties", "proof"], ("ties", "proof"), None),
        ("portrait", ["b"], ("b",), None),
        ("portrait", ["b", "b"], ("b",), "repeated-option"),
        ("portrait", ["b", "a"], (), "no-order"),
    ],
)
def test_columns_of_their_own_tell_no_order(form, key, ids, answer, code):
    findings = Findings("")
    assert form.join(key, ids, findings) == answer
    assert [problem.code for problem in findings.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("wholes", "flags", "answer"),
    [
        ([("ties",)], {}, ("ties",)),
        ([("ties",), ("ties",)], {}, ("ties",)),
        ([("ties", "proof"), ("proof", "ties")], {}, ("ties", "proof")),
        ([("ties",), ("proof",)], {}, None),
        ([("ties",)], {"ties": True, "proof": False}, ("ties",)),
        ([("ties",)], {"proof": False}, ("ties",)),  # the other columns are left blank
        ([("ties",)], {"ties": False}, None),
        ([("ties",)], {"ties": True, "proof": True}, None),
        ([], {"ties": True, "proof": False}, ("ties",)),
        ([], {}, ()),
    ],
)
def test_columns_that_answer_the_same_question_must_agree(form, wholes, flags, answer):
    findings = Findings("t.csv:7")
    found = form.reconcile("lack", wholes, flags, findings)
    told = [problem.code for problem in findings.problems]
    assert (found, told) == ((), ["columns-differ"]) if answer is None else (answer, [])


@pytest.mark.parametrize(
    "tick",
    ["✓", "✔", "☑", "√", "●", "•", "*", "+", "x", "X", "VRAI", "true", "coché", "Checked", "on",
     "1.0", "1,0", "1", "O", "oui", "sí", "Ja", "sim"],
)  # fmt: skip
def test_a_tick_is_a_yes(read, tick):
    assert read("Que manque-t-il? [Des liens]", tick) == ("ties",)


@pytest.mark.parametrize(
    "blank", ["", " ", "FAUX", "false", "Unchecked", "non coché", "off", "0.0", "☐", "Nein", "não"]
)
def test_a_box_left_open_is_a_no(read, blank):
    assert read("Que manque-t-il? [Des liens]", blank) == ()


@pytest.mark.parametrize("cell", ["✗", "✘", "!", "2", "maybe", "🙂", "%"])
def test_a_cell_that_holds_something_is_never_read_as_blank(read, cell):
    assert read("Que manque-t-il? [Des liens]", cell) == ["unknown-option"]
    assert read("lack", cell) == ["unknown-option"]


def test_words_beside_known_options_leave_them_standing_and_are_told(form):
    findings, notices = Findings("t.csv:7"), Findings("t.csv:7")
    found = form.read(Column("lack"), "Ties, Du courage; Et du temps", findings, notices)
    assert (found, findings.problems) == (("ties",), [])
    (told,) = notices.problems
    assert Words("en").problem(told) == (
        "t.csv:7: lack: “Du courage; Et du temps” is no answer on offer; "
        "the rest of the answer is kept."
    )


def test_an_answer_with_its_line_of_meaning_is_known_whatever_commas_that_holds(pack):
    form = form_for(pack, Words("fr"))
    tried = 0
    for question in (q for q in pack.questions if q.kind != "grid"):
        for lang in pack.languages:
            whole = [f"{o.label[lang]} : {o.means[lang]}" for o in question.options]
            for option, text in zip(question.options, whole, strict=True):
                assert form.read(Column(question.id), text, Findings("")) == (option.id,)
                tried += "," in text
        if question.kind == "choose-many" and not question.options[0].none:
            pair = [option.id for option in question.options[:2]]
            for sign in (", ", ";", " | ", "\n"):
                read = form.read(Column(question.id), sign.join(whole[:2]), Findings(""))
                assert sorted(read) == sorted(pair)
    assert tried > 50


@pytest.mark.parametrize("text", ["ties proof", "Des liens Une preuve", "proof; ties;"])
def test_options_may_be_parted_by_spaces_alone(read, text):
    assert sorted(read("lack", text)) == ["proof", "ties"]


@pytest.mark.parametrize(
    "text", ["I don't know / Je ne sais pas", "Je ne sais pas / I don\u2019t know"]
)
def test_not_knowing_may_be_said_in_two_languages(read, text):
    assert read("lack", text) == ()


def test_every_question_and_option_of_the_pack_is_known_by_each_of_its_names(pack):
    form = form_for(pack, Words("fr"))
    for question in pack.questions:
        if question.kind != "grid":
            assert {form.column(text) for text in question.text.values()} == {Column(question.id)}
            for option in question.options:
                for name in (option.id, *option.label.values()):
                    found = form.read(Column(question.id), name, Findings(""))
                    assert found == (option.id,), name


def test_every_row_of_the_pack_is_known_by_each_of_its_names_and_holders(pack):
    form = form_for(pack, Words("fr"))
    grids = [question for question in pack.questions if question.kind == "grid"]
    assert len(grids) == 2
    for grid, row in ((one, row) for one in grids for row in one.options):
        key = Column(f"{grid.id}.{row.id}")
        for text, label in zip(grid.text.values(), row.label.values(), strict=True):
            assert form.column(f"{text} [{label}]") == form.column(label) == key
        for holder in grid.holders:
            for name in (holder.id, *holder.label.values()):
                assert form.read(key, name, Findings("")) == (holder.id,)
