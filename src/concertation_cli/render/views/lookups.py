"""What calls for a model, models side by side, and words found: screens of look-ups."""

from collections.abc import Sequence

from concertation_cli.engine.compare import Row
from concertation_cli.knowledge.records import DEMANDS, Answers, Model, Situation
from concertation_cli.knowledge.search import Found, Placed
from concertation_cli.phrases.commands import command, reading
from concertation_cli.phrases.sections import OF_MODEL
from concertation_cli.render.blocks import Block, Columns, Heading, Item, Items, Para, Space
from concertation_cli.render.views.pack_view import PackView
from concertation_cli.text_safety import fold

TOP_PASSAGES = 5
SNIPPET = 160


class Lookups(PackView):
    """Look-ups in one pack, in one language."""

    def when(
        self, model: Model, shortest: Answers | None, recognized: Answers | None
    ) -> list[Block]:
        """Return the shortest situations that call for a model, its must-haves and its rules."""
        words = self.words
        blocks: list[Block] = [
            Heading(self.phrases.numbered(model), 1),
            Para(self.text(model.summary) + "."),
        ]
        if model.portrait:
            blocks += [Heading(words("when.recognized")), Para(self.text(model.portrait.text))]
            blocks += self._shortest(recognized)
        blocks.append(Heading(words("when.shortest")))
        blocks += self._shortest(shortest)
        blocks.append(self.heading("conditions"))
        conditions = sorted(model.conditions, key=lambda r: r.phase)
        blocks.append(Items(tuple(self.condition(model, r) for r in conditions)))
        return [*blocks, self.heading("criteria"), *self.rules(model), *self.foot()]

    def _shortest(self, answers: Answers | None) -> list[Block]:
        """Return the answers of the shortest situation, if there is one, to questions of fact."""
        if answers is None:
            return [Para(self.words("when.none"))]
        scored = {key: a for key, a in answers.items() if key in self.pack.scored_questions()}
        return [self.answers(Situation(answers=scored))]

    def compare(self, models: Sequence[Model], rows: Sequence[Row]) -> list[Block]:
        """Return models side by side: what calls for them, differences first, then the rest."""
        words = self.words
        headers = tuple(self.text(model.name) for model in models)
        criterion = words("compare.criterion")
        marks = tuple(f"{model.number}." for model in models)
        told = [
            (self.text(self.pack.question(row.question).text), tuple(self._cells(row)))
            for row in rows
            if not row.same
        ]
        portraits = [m.portrait for m in models]
        facts = [
            (self.part_title("concertation"), tuple(self._kind(m) for m in models)),
            (self.part_title("phases"), tuple(self._phase_count(m) for m in models)),
            (self.part_title("partners"), tuple(self._partner_names(m) for m in models)),
            (words("compare.essential"), tuple(self._needs(m) for m in models)),
            (words("compare.values"), tuple(self._values(m) for m in models)),
            *self._takes_rows(models),
        ]
        if all(portraits):
            texts = tuple(self.text(p.text) for p in portraits if p)
            facts.insert(0, (self.part_title("portrait"), texts))
        blocks: list[Block] = [
            Heading(self.phrases.enumeration(headers), 1),
            *self._told_apart(models),
            Heading(words("compare.rules")),
            Columns(headers, tuple(told), criterion, marks),
            Heading(words("compare.facts")),
            Columns(headers, tuple(facts), criterion, marks),
        ]
        same = [self.text(self.pack.question(row.question).text) for row in rows if row.same]
        if same:
            blocks += [Heading(words("compare.same")), Items(tuple(Item(text) for text in same))]
        return blocks + self.foot()

    def _told_apart(self, models: Sequence[Model]) -> list[Block]:
        """Return the deciding questions between these models, a line for each of them."""
        ids = [model.id for model in models]
        blocks: list[Block] = []
        for question in self.pack.deciding_between(ids):
            sides = [side for side in question.sides if side.model in ids]
            blocks.append(Para(self.text(question.text)))
            blocks.append(Items(tuple(Item(self.phrases.side(side)) for side in sides)))
        return [Heading(self.words("compare.deciding")), *blocks] if blocks else []

    def _cells(self, row: Row) -> list[str]:
        question = self.pack.question(row.question)
        return [
            "; ".join(self.text(question.option(o).label) for o in options)
            or self.words("compare.nothing")
            for options in row.options
        ]

    def _kind(self, model: Model) -> str:
        return self.text(self.pack.concertation_kinds[model.concertation.kind])

    def _phase_count(self, model: Model) -> str:
        count = self.words("compare.phases", count=len(model.phases))
        if model.cycle is None:
            return count
        cycle = self.words("compare.cycle", first=model.cycle.first)
        return f"{count}; {cycle}"

    def _partner_names(self, model: Model) -> str:
        return "; ".join(self.text(partner.name) for partner in model.partners)

    def _needs(self, model: Model) -> str:
        needs = " ".join(self.text(r.text) for r in model.conditions if r.essential)
        return needs or self.words("compare.no-condition")

    def _values(self, model: Model) -> str:
        return " ".join(self.text(text) for text in model.added_values.main)

    def _takes_rows(self, models: Sequence[Model]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the demands of models, a row for each kind that one of them has."""
        rows = []
        for about in DEMANDS:
            told = [
                " ".join(self.text(d.text) for d in m.takes if d.about == about) for m in models
            ]
            if any(told):
                cells = tuple(cell or self.words("compare.untold") for cell in told)
                rows.append((self.words(f"takes.{about}"), cells))
        return rows

    def found(self, words: str, found: Found, *, full: bool = False) -> list[Block]:
        """Return the meanings and the places of words: the first places, or all of them."""
        meant = self._definitions(found)
        rows = [placed for placed in found.results if placed not in found.defining]
        told = rows if full else self._of_several_places(rows)[:TOP_PASSAGES]
        count = self.words("search.count", count=len(rows), words=words)
        blocks: list[Block] = [*meant, *([Space()] if meant else []), Para(count, strong=True)]
        if rows:
            blocks.append(Items(tuple(i for p in told for i in self._passage(p, words))))
        elif not meant:
            blocks += self._suggestions(found)
        if len(rows) > len(told):
            more = self.words("search.more", count=len(rows) - len(told))
            blocks += [Space(), Para(more)]
        return blocks + self.foot()

    def _of_several_places(self, rows: Sequence[Placed]) -> list[Placed]:
        """Return the first text of each place: a few that are shown should not repeat it."""
        firsts: dict[str, Placed] = {}
        for placed in rows:
            firsts.setdefault(self.place(placed), placed)
        return list(firsts.values())

    def _definitions(self, found: Found) -> list[Block]:
        """Return the meanings that the source gives to words, each with its place there."""
        return [
            Items(
                (
                    Item(
                        self.words("colon", term=self.text(m.term), text=self.text(m.text)),
                        note=self.phrases.source(m.source),
                    ),
                )
            )
            for m in found.meanings
        ]

    def _passage(self, placed: Placed, words: str) -> list[Item]:
        """Return a text, where it stands, and the command that shows it whole.

        A text that no command shows stands here whole.
        """
        shown_by, text = reading(self.phrases, placed), self.text(placed.text)
        passage = Item(snippet(text, words) if shown_by else text, note=self.place(placed))
        if placed.kind == "model" and placed.text == self.pack.model(placed.id).name:
            passage = Item(self._presented(self.pack.model(placed.id)))
        if not shown_by:
            return [passage]
        aloud = self.words("search.read", command=shown_by)
        return [passage, Item(shown_by, "\u2192", aloud=aloud)]

    def _presented(self, model: Model) -> str:
        """Return a model's name and its line of summary."""
        summary = self.text(model.summary) + "."
        return self.words("colon", term=self.phrases.numbered(model), text=summary)

    def _suggestions(self, found: Found) -> list[Block]:
        """Return words to look for where nothing was found."""
        words = self.words
        items = [
            words("search.alone", words=words("quoted", text=word), count=count)
            for word, count in found.alone
        ]
        if found.near:
            near = self.phrases.enumeration(
                [words("quoted", text=w) for w in found.near], "list.or"
            )
            items.append(words("search.near", words=near))
        terms = [self.text(term.term) for term in self.pack.glossary]
        if terms:
            items.append(words("search.glossary", terms="; ".join(terms)))
        items.append(words("search.models", command=command(self.phrases, "list")))
        return [Heading(words("search.try")), Items(tuple(map(Item, items)))]

    def place(self, placed: Placed) -> str:
        """Return the place of a text, in words."""
        match placed.kind:
            case "model":
                model = self.pack.model(placed.id)
                name = self.phrases.numbered(model)
                told = placed.part in OF_MODEL  # a name stands in none
                return f"{name}, {self.part_title(placed.part)}" if told else name
            case "question":
                return self.words("search.question", number=self._number(placed.id))
            case "case":
                return self.words("search.case", id=placed.id)
            case _:
                return self.words("search.report")

    def _number(self, question_id: str) -> int:
        ids = [question.id for question in self.pack.questions]
        return ids.index(question_id) + 1


def snippet(text: str, words: str) -> str:
    """Return the part of a text around the first word found, at most 160 characters."""
    if len(text) <= SNIPPET:
        return text
    sought = max(fold(words).split(), key=len)
    tokens = text.split(" ")
    at = next((n for n, token in enumerate(tokens) if f" {sought}" in f" {fold(token)}"), 0)
    start, length = at, 0
    while start > 0 and length < SNIPPET // 3:
        start -= 1
        length += len(tokens[start]) + 1
    end = at
    while end < len(tokens) and len(" ".join(tokens[start : end + 1])) <= SNIPPET:
        end += 1
    cut = " ".join(tokens[start : max(end, at + 1)])
    return f"{'… ' if start else ''}{cut}{' …' if end < len(tokens) else ''}"
