"""Tables as survey tools export them, made from known answers of any pack.

Each layout is a function of the questions, the answers of each person and a `Style`; it returns
lines of cells, the header among them. The shapes are those of files that people really exported,
or that the tools' own documentation shows: Google Forms, Microsoft Forms, KoboToolbox, Tally,
Qualtrics, SurveyMonkey, Framaforms (Drupal's webform), REDCap and LimeSurvey.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Answers = Mapping[str, tuple[str, ...]]


class Style(NamedTuple):
    """How somebody set a form up.

    Attributes:
        lang: The language of its words.
        ids: Whether questions and options are told by ids.
        separator: What parts several options in one cell.
        yes: What stands for a chosen option in a column of its own; empty for its label.
        no: What stands for one that is not.
        means: Whether options are shown with their line of meaning.
        unknown: What stands for no answer.
    """

    lang: str = "fr"
    ids: bool = False
    separator: str = ", "
    yes: str = "1"
    no: str = "0"
    means: bool = False
    unknown: str = ""


def text_of(question, style):
    return question.id if style.ids else question.text[style.lang]


def label_of(option, style):
    if style.ids:
        return option.id
    label = option.label[style.lang]
    means = getattr(option, "means", None)
    return f"{label} : {means[style.lang]}" if style.means and means else label


def cell(question, answer, style):
    """Return an answer in one cell."""
    choices = {c.id: c for c in question.holders or question.options}
    return style.separator.join(label_of(choices[one], style) for one in answer) or style.unknown


def tick(option, answer, style):
    if option.id in answer:
        return style.yes or label_of(option, style._replace(means=False))
    return style.no if answer else ""


def whole(question, person, style):
    return cell(question, person.get(question.id, ()), style)


def row_cell(question, row, person, style):
    return cell(question, person.get(f"{question.id}.{row.id}", ()), style)


def noise(number):
    return [f"2026-02-{number % 28 + 1:02d} 10:00", f"R_{number}"]


def google(questions, people, style):
    """One line of header; several choices in one cell; a grid as a column a row."""
    head = ["Horodateur", "Identifiant"]
    for question in questions:
        text = text_of(question, style)
        rows = [f"{text} [{label_of(o, style)}]" for o in question.options]
        head += rows if question.kind == "grid" else [text]
    lines = [head]
    for number, person in enumerate(people):
        line = noise(number)
        for question in questions:
            if question.kind == "grid":
                line += [row_cell(question, row, person, style) for row in question.options]
            else:
                line.append(whole(question, person, style))
        lines.append(line)
    return lines


def microsoft(questions, people, style):
    """Answers parted by `;`, one at the end too; a number in front of each question."""
    lines = google(questions, people, style._replace(separator=";"))
    places = [place for place, name in enumerate(lines[0]) if place > 1]
    numbered = [
        f"{place - 1}. {name}" if place > 1 else name for place, name in enumerate(lines[0])
    ]
    several = {place for place in places if any(";" in line[place] for line in lines[1:])}
    body = [
        [f"{text};" if place in several and text else text for place, text in enumerate(line)]
        for line in lines[1:]
    ]
    return [numbered, *body]


def kobo(questions, people, style):
    """Several choices in one cell parted by spaces, then in a column each of 0 and 1."""
    style = style._replace(separator=" ")
    return _joined_and_apart(questions, people, style, "{question}/{option}", groups=True)


def tally(questions, people, style):
    """Several choices in one cell, then in a column each of true and false."""
    style = style._replace(separator=", ", yes="true", no="false")
    return _joined_and_apart(questions, people, style, "{question} ({option})")


def _joined_and_apart(questions, people, style, form, *, groups=False):
    head: list[str] = ["start", "_uuid"]
    group = {q.id: f"g_{n}/" if groups and style.ids else "" for n, q in enumerate(questions)}
    for question in questions:
        text = group[question.id] + text_of(question, style)
        if question.kind != "grid":
            head.append(text)
        if question.kind != "choose-one":
            labels = [label_of(option, style) for option in question.options]
            head += [form.format(question=text, option=label) for label in labels]
    lines = [head]
    for number, person in enumerate(people):
        line = noise(number)
        for question in questions:
            if question.kind == "grid":
                line += [row_cell(question, row, person, style) for row in question.options]
                continue
            line.append(whole(question, person, style))
            if question.kind == "choose-many":
                answer = person.get(question.id, ())
                line += [tick(option, answer, style) for option in question.options]
        lines.append(line)
    return lines


def redcap(questions, people, style):
    """A column a choice, Checked or Unchecked."""
    style = style._replace(yes="Checked", no="Unchecked")
    return _apart(questions, people, style, "{question} (choice={option})")


def limesurvey(questions, people, style):
    """Codes in front of the questions; a column a choice, in brackets."""
    lines = _apart(questions, people, style, "{question} [{option}]")
    head = [f"G1Q{n}. {name}" if n > 1 else name for n, name in enumerate(lines[0])]
    return [head, *lines[1:]]


def _apart(questions, people, style, form):
    head = ["Record ID", "Survey Timestamp"]
    for question in questions:
        text = text_of(question, style)
        if question.kind == "choose-one":
            head.append(text)
        elif question.kind == "grid":
            head += [f"{text} [{label_of(row, style)}]" for row in question.options]
        else:
            plain = style._replace(means=False)
            head += [
                form.format(question=text, option=label_of(o, plain)) for o in question.options
            ]
    lines = [head]
    for number, person in enumerate(people):
        line = noise(number)
        for question in questions:
            answer = person.get(question.id, ())
            if question.kind == "choose-one":
                line.append(whole(question, person, style))
            elif question.kind == "grid":
                line += [row_cell(question, row, person, style) for row in question.options]
            else:
                line += [tick(option, answer, style) for option in question.options]
        lines.append(line)
    return lines


def qualtrics(questions, people, style):
    """Three lines of header: codes, texts, and what a later import reads."""
    lines = google(questions, people, style._replace(separator=","))
    texts = ["Start Date", "Response ID"]
    for question in questions:
        text = text_of(question, style)
        rows = [f"{text} - {label_of(row, style)}" for row in question.options]
        texts += rows if question.kind == "grid" else [text]
    codes = ["StartDate", "ResponseId", *(f"Q{n}" for n in range(2, len(texts)))]
    imports = [f'{{"ImportId":"QID{n}"}}' for n in range(len(texts))]
    return [codes, texts, imports, *lines[1:]]


def surveymonkey(questions, people, style):
    """Two lines of header: questions above, their choices or rows below."""
    style = style._replace(yes="", no="", means=False)
    first = (["Respondent ID", "Start Date"], ["", ""])
    return _two_lines(questions, people, style, first, lambda text: (text, "Response"))


def framaforms(questions, people, style):
    """A title, then questions above their choices, those of one answer on the line below."""
    style = style._replace(yes="X", no="", means=False)
    first = (["", ""], ["Numéro de série", "SID"])
    lines = _two_lines(questions, people, style, first, lambda text: ("", text))
    return [["Détails de la soumission", *[""] * (len(lines[0]) - 1)], *lines]


def _two_lines(questions, people, style, first, alone):
    """Return a table whose header is two lines.

    `first` are the two lines of the tool's own columns; `alone` gives those of a question of one
    answer.
    """
    upper, lower = first
    for question in questions:
        text = text_of(question, style)
        if question.kind == "choose-one":
            above, below = alone(text)
            upper.append(above)
            lower.append(below)
        else:
            upper += [text, *[""] * (len(question.options) - 1)]
            lower += [label_of(option, style) for option in question.options]
    return [upper, lower, *_apart(questions, people, style, "{question} [{option}]")[1:]]


LAYOUTS: dict[str, Callable[..., list[list[str]]]] = {
    "google": google,
    "microsoft": microsoft,
    "kobo": kobo,
    "tally": tally,
    "qualtrics": qualtrics,
    "surveymonkey": surveymonkey,
    "framaforms": framaforms,
    "redcap": redcap,
    "limesurvey": limesurvey,
}


def draw_answers(draw: random.Random, questions: Sequence, admissible) -> dict:
    """Return the answers of one person, some questions skipped; options in the pack's order."""
    found = {}
    for question in questions:
        if question.kind == "grid":
            for row in question.options:
                if draw.random() < 0.7:
                    found[f"{question.id}.{row.id}"] = (draw.choice(question.holders).id,)
        elif draw.random() < 0.8:
            order = [option.id for option in question.options]
            chosen = draw.choice(admissible(question))
            found[question.id] = tuple(sorted(chosen, key=order.index))
    return found
