"""Sentences about a pack, the same on every medium."""

from collections.abc import Iterable, Sequence

from concertation_cli import __version__
from concertation_cli.knowledge.records import (
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
        """Return what a text says in this language."""
        return text[self.lang]

    def name(self, model_id: str) -> str:
        """Return a model's name."""
        return self.text(self.pack.model(model_id).name)

    def names(self, model_ids: Iterable[str], last: str = "list.and") -> str:
        """Return several models' names as one enumeration."""
        return self.enumeration([self.name(model_id) for model_id in model_ids], last)

    def enumeration(self, items: Sequence[str], last: str = "list.and") -> str:
        """Return "a, b and c"."""
        if len(items) < 2:  # noqa: PLR2004  # nothing to join
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
        """Return what speaks for a model on a deciding question, and what that means."""
        return self.words(
            "decide.side" if means else "decide.side-brief",
            label=self.text(side.label),
            means=self.text(side.means),
            model=self.name(side.model),
        )

    def answer(self, question: Question, answers: Answers) -> str:
        """Return what was answered to a question, in the labels the person saw."""
        if question.kind == "grid":
            held = {holder.id: self.text(holder.label) for holder in question.holders}
            parts = [
                self.words(
                    "colon",
                    term=self.text(option.label),
                    text=held[answers[f"{question.id}.{option.id}"][0]],
                )
                for option in question.options
                if f"{question.id}.{option.id}" in answers
            ]
        else:
            chosen = answers.get(question.id, ())
            parts = [self.text(question.option(option_id).label) for option_id in chosen]
        return "; ".join(parts)

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
