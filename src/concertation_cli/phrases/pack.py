"""Sentences about a pack, the same on every medium."""

from collections.abc import Iterable, Sequence

from concertation_cli import __version__
from concertation_cli.knowledge.records import (
    GATE,
    Answer,
    Answers,
    Model,
    Pack,
    Question,
    Side,
    Source,
    Text,
)
from concertation_cli.words import Words


class Phrases:
    """Sentences about one pack, in one language."""

    def __init__(self, pack: Pack, words: Words, folder: str = "") -> None:
        self.pack = pack
        self.folder = folder  # as --data named it, for the commands that are told
        self.words = words
        self.lang = pack.shown_in(words.lang)

    def text(self, text: Text) -> str:
        """Return a text in this language."""
        return text[self.lang]

    def name(self, model_id: str) -> str:
        """Return a model's name."""
        return self.text(self.pack.model(model_id).name)

    def names(self, model_ids: Iterable[str], last: str = "list.and") -> str:
        """Return several models' names as one enumeration."""
        return self.enumeration([self.name(model_id) for model_id in model_ids], last)

    def enumeration(self, items: Sequence[str], last: str = "list.and") -> str:
        """Return "a, b and c"."""
        if len(items) <= 1:
            return "".join(items)
        return ", ".join(items[:-1]) + self.words(last) + items[-1]

    def numbered(self, model: Model) -> str:
        """Return a model's name and number."""
        return self.words("model.numbered", name=self.text(model.name), number=model.number)

    def source(self, source: Source) -> str:
        """Return a citation: the section's name and the chapter's pages."""
        section = self.text(self.pack.sections[source.section])
        key = "source" if source.pages else "source.no-pages"
        return self.words(key, section=section, pages=source.pages or "")

    def theme(self, theme_id: str) -> str:
        """Return a theme's label; those that no pack names have one of the program's."""
        theme = self.pack.themes.get(theme_id)
        return self.text(theme.label) if theme else self.words(f"question.{theme_id}")

    def side(self, side: Side, *, means: bool = True) -> str:
        """Return the side of a deciding question that speaks for a model, and its meaning."""
        return self.words(
            "decide.side" if means else "decide.side-brief",
            label=self.text(side.label),
            means=self.text(side.means),
            model=self.name(side.model),
        )

    def pair(self, term: str, text: str) -> str:
        """Return a term and what is said of it, with a colon between."""
        return self.words("colon", term=term, text=text)

    def asked(self, key: str) -> str:
        """Return the question that a key of answers stands for; of a grid, the row's label."""
        question = self.pack.question(key)
        row = key.partition(".")[2]
        return self.text(question.option(row).label if row else question.text)

    def labels(self, key: str, answer: Answer) -> str:
        """Return the labels of an answer's options, as the person saw them; of a row, holders'."""
        question = self.pack.question(key)
        choices = {choice.id: choice.label for choice in question.holders or question.options}
        return "; ".join(self.text(choices[chosen]) for chosen in answer)

    def answer(self, question: Question, answers: Answers) -> str:
        """Return the answer to a question, in the labels the person saw; of a grid, its rows."""
        if question.kind != "grid":
            return self.labels(question.id, answers.get(question.id, ()))
        keys = (f"{question.id}.{option.id}" for option in question.options)
        rows = (self.pair(self.asked(k), self.labels(k, answers[k])) for k in keys if k in answers)
        return "; ".join(rows)

    def answered(self, asked: str, answer: str) -> str:
        """Return a question and its answer in one line."""
        return f"{asked} {answer}" if asked.endswith("?") else self.pair(asked, answer)

    def explanation(self, question: Question) -> list[str]:
        """Return the reason for a question; of the gate, with the terms that all else rests on."""
        why = [self.text(question.why)]
        if question.theme != GATE:
            return why
        definition = self.words("heading.definition"), self.text(self.pack.definition.text)
        terms = ((self.text(entry.term), self.text(entry.text)) for entry in self.pack.glossary)
        return [*why, *(self.pair(term, text) for term, text in (definition, *terms))]

    def quoted(self, question: Question, option_ids: Iterable[str], last: str) -> str:
        """Return the labels of options, each in quotes, as one enumeration."""
        labels = [self.text(question.option(option_id).label) for option_id in option_ids]
        return self.enumeration([self.words("quoted", text=label) for label in labels], last)

    # -- foot ------------------------------------------------------------------------

    def foot_line(self) -> str:
        """Return in one line that this is independent, and where its source is told."""
        return self.words("foot.line", version=self.pack.version)

    def foot(self) -> list[str]:
        """Return the independence note, the source and the versions: at the foot of pages."""
        pack, words = self.pack, self.words
        citation = pack.citation
        return [
            self.text(pack.independence),
            words(
                "foot.citation", author=citation.author, title=citation.title, year=citation.year
            ),
            words(
                "foot.pack",
                name=self.text(pack.name),
                version=pack.version,
                digest=pack.digest,
                tool=__version__,
            ),
        ]
