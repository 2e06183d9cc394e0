"""How a table is understood: what each column tells, and some of what it holds."""

from collections.abc import Sequence

from concertation_cli.inputs.column_map import header_of, samples_of
from concertation_cli.inputs.headers import How, Layout, Meaning
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.views.pack_view import PackView
from concertation_cli.text_safety import clean

_MAX_SHOWN = 80


class TableColumns(PackView):
    """The columns of a table, in one language."""

    def blocks(self, layout: Layout, sample: Sequence[Sequence[str]]) -> list[Block]:
        """Return what each column means, in the order of the table."""
        words = self.words
        items = []
        for place, meaning in enumerate(layout.columns):
            header = clean(header_of(sample[: layout.after], place), limit=_MAX_SHOWN)
            name = words("quoted", text=header) if header else words("columns.no-header")
            told = words("colon", term=name, text=self._told(meaning))
            held = samples_of(sample[layout.after :], place)
            note = words("columns.samples", values="; ".join(held)) if held else ""
            items.append(Item(told, f"{place + 1}.", note))
        known = sum(meaning is not None for meaning in layout.columns)
        return [
            Heading(words("columns.title", count=len(layout.columns)), 1),
            Para(words("columns.header", count=layout.after)),
            Para(words("columns.known", count=known)),
            Items(tuple(items)),
            Para(words("columns.how"), faint=True),
        ]

    def _told(self, meaning: Meaning | None) -> str:
        """Return what a column means, in words."""
        words = self.words
        if meaning is None:
            return words("columns.extra")
        key, part = meaning.column
        if not key:
            return words(f"form.{part}")
        told = self.phrases.asked(key)
        if part:
            option = self.text(self.pack.question(key).option(part).label)
            told = words("columns.option", question=told, option=option)
        return words("columns.guessed", text=told) if meaning.how >= How.PART else told
