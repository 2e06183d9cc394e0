"""A model's profile: what `show` tells of it, on one screen or whole."""

from collections.abc import Iterator
from typing import NamedTuple

from concertation_cli.knowledge.records import DEMANDS, Condition, Model, Role, Text
from concertation_cli.phrases.commands import showing
from concertation_cli.phrases.sections import OF_MODEL, section_names
from concertation_cli.render.blocks import Block, Foot, Heading, Item, Items, Para, Space
from concertation_cli.render.views.pack_view import PackView

_CITED_LINE_BY_LINE = frozenset(
    {"portrait", "criteria", "conditions", "roles", "takes", "silent", "convener_only", "pathways"}
)


class _Room(NamedTuple):
    """How much the one screen of a model tells.

    Attributes:
        summary: Whether its line of summary is told; without a portrait, it always is.
        whole: Whether when it fits stands whole, or by the label of the portrait.
        apart: Whether that has its title on a line apart.
        listed: Whether phases have a line each, or run on.
        phases: How many of the phases are told; where not all, how many others there are.
        takes: Whether it is told what effort the model takes.
        partners: Whether partners are named, or counted.
    """

    summary: bool = False
    whole: bool = True
    apart: bool = False
    listed: bool = False
    phases: int | None = None
    takes: bool = True
    partners: bool = True


_SCREENS = (
    _Room(summary=True, apart=True, listed=True),
    _Room(apart=True, listed=True),
    _Room(listed=True),
    _Room(),
    _Room(partners=False),
    _Room(phases=5),
    _Room(phases=3),
    _Room(phases=1),
    _Room(phases=1, whole=False),
    _Room(phases=0, whole=False),
    _Room(phases=0, whole=False, takes=False),
    _Room(phases=0, whole=False, takes=False, partners=False),
)
"""The first of these that fits is the one screen of a model."""


class Profile(PackView):
    """All that the pack says of a model."""

    def screens(self, model: Model) -> Iterator[list[Block]]:
        """Yield a model on one screen: when it fits, phases, who must be there, what it takes.

        The fullest screen comes first, then shorter ones.
        """
        (name,) = section_names(("challenges",), self.words)
        more = self.words("foot.see-model", command=showing(self.phrases, model), section=name)
        foot = Foot(f"{more}\n{self.phrases.foot_line()}", tuple(self.phrases.foot()))
        return ([*self._screen(model, room), foot] for room in _SCREENS)

    def _screen(self, model: Model, room: _Room) -> list[Block]:
        blocks: list[Block] = [Heading(self.phrases.numbered(model), 1)]
        if room.summary or not model.portrait:
            blocks.append(Para(self.text(model.summary) + "."))
        elif not room.listed:
            blocks.append(Space())  # what runs on is easier to read with some air
        fits = self._when_it_fits(model, whole=room.whole)
        title = self.words("heading.portrait")
        if fits and room.apart:
            blocks += [Heading(title), Para(fits)]
        elif fits:
            blocks.append(Para(self.words("colon", term=title, text=fits)))
        blocks += self._phases_in(model, room)
        blocks += [Space(), Para(self._who(model, named=room.partners))]
        effort = next((d for d in model.takes if d.about == DEMANDS[0]), None)
        if effort and room.takes:
            term = self.words("heading.takes")
            blocks.append(Para(self.words("colon", term=term, text=self.text(effort.text))))
        return blocks

    def _when_it_fits(self, model: Model, *, whole: bool) -> str:
        """Return the situation that calls for a model: its portrait, else its context."""
        portrait = model.portrait
        if portrait:
            return self.text(portrait.text) if whole else self.text(portrait.label) + "."
        return " ".join(self.text(text) for text in model.context) if whole else ""

    def _phases_in(self, model: Model, room: _Room) -> list[Block]:
        """Return the phases: a line for each where there is room, else one after the other."""
        title, texts = self.words("heading.phases"), [self.text(text) for text in model.phases]
        back = self.words("phase.back", first=model.cycle.first) if model.cycle else ""
        told = texts[: room.phases]
        if len(told) < len(texts):
            key = "phase.others" if told else "phase.count"
            back = self._counted(key, len(texts) - len(told), "phases")
        if room.listed:
            items = [Item(text, f"{number}.") for number, text in enumerate(told, 1)]
            if back:
                items.append(Item(back, "\u21ba"))
            return [Heading(title), Items(tuple(items))]
        run = [f"{number}.\u00a0{text}" for number, text in enumerate(told, 1)]
        text = self.words("colon", term=title, text=" ".join([*run, back]).strip())
        return [Space(), Para(text)]

    def _counted(self, key: str, count: int, section: str) -> str:
        """Return their number, and the section in which they stand."""
        (name,) = section_names((section,), self.words)
        return self.words(key, count=count, section=name)

    def _who(self, model: Model, *, named: bool) -> str:
        """Return the partners without whom the model cannot do, where they are told apart."""
        needed = tuple(p for p in model.partners if self.pack.is_needed(p))
        partners = needed or model.partners
        text = "; ".join(self.text(partner.name) for partner in partners) + "."
        if not named:
            text = self._counted("partners.count", len(partners), "partners")
        key = "heading.needed" if needed else "heading.partners"
        return self.words("colon", term=self.words(key), text=text)

    def model(self, model: Model, section: str | None = None) -> list[Block]:
        """Return the whole profile of a model, or one section of it."""
        blocks: list[Block] = [Heading(self.phrases.numbered(model), 1)]
        if section is None:
            blocks.append(Para(self.text(model.summary) + "."))
        for name in OF_MODEL:
            if section in (None, name):
                body = self._section(name, model)
                if body:
                    blocks += [self._section_heading(name, model), *body]
        return blocks + self.foot()

    def _section_heading(self, name: str, model: Model) -> Heading:
        title = self.part_title(name)
        if name in _CITED_LINE_BY_LINE:
            return Heading(title)
        return Heading(self.words("heading.with-pages", title=title, pages=model.pages))

    def _section(self, name: str, model: Model) -> list[Block]:
        match name:
            case "portrait":
                return self._portrait(model)
            case "definition":
                return [Para(self.text(model.definition))]
            case "concertation":
                kind = self.pack.concertation_kinds[model.concertation.kind]
                text = self.text(model.concertation.text)
                return [Para(self.text(kind) + ".", strong=True), Para(text)]
            case "added_values":
                values = model.added_values
                return [
                    self.heading("main", 3),
                    self.listed(values.main),
                    self.heading("secondary", 3),
                    self.listed(values.secondary),
                ]
            case "phases":
                return [*self.phase_steps(model), *self._wordings(model)]
            case "partners":
                return self.partners(model)
            case "criteria":
                return self.rules(model, whole=True)
            case _:
                items = tuple(self._items(name, model))
                return [Items(items)] if items else []

    def _portrait(self, model: Model) -> list[Block]:
        """Return the situation that calls for the model, and the source of its portrait."""
        portrait = model.portrait
        if portrait is None:
            return []
        sections = [self.text(self.pack.sections[section]) for section in portrait.sources]
        source = self.words("source", section=", ".join(sections), pages=model.pages)
        if portrait.basis == "inferred":
            source = f"{self.words('why.basis-inferred')}; {source}"
        label = Para(self.text(portrait.label) + ".")
        return [label, Para(self.text(portrait.text)), Para(f"[{source}]", faint=True)]

    def _wordings(self, model: Model) -> list[Block]:
        """Return the remarks for where the source's wording does not fit an answer."""
        items = []
        for wording in model.wording:
            answers = [
                self.phrases.quoted(self.pack.question(key), options, "list.or")
                for key, options in wording.when.items()
            ]
            answer = self.phrases.enumeration(answers)
            items.append(
                Item(self.words("why.answer", answer=answer, because=self.text(wording.text)))
            )
        title = Heading(self.words("phase.wording"), 3)
        return [title, Items(tuple(items))] if items else []

    def _items(self, name: str, model: Model) -> list[Item]:
        match name:
            case "challenges":
                return [self.challenge(model, c.id) for c in model.challenges]
            case "cases":
                cases = self.pack.cases_of(model.id)
                return [Item(self._pair(case.name, case.summary)) for case in cases]
            case "conditions":
                return [self._with_remedy(self.condition(model, r), r) for r in model.conditions]
            case "takes":
                return [self.demand(d, self.grounds(model, d)) for d in model.takes]
            case "roles":
                return [self._role(model, role) for role in model.roles]
            case "pathways":
                passages = self.pack.pathways_of(model.id)
                return [self.pathway(*passage, model.id) for passage in passages]
            case "convener_only":
                return [
                    Item(self.text(a.text), note=self.phrases.source(model.source(a.source)))
                    for a in model.convener_only
                ]
            case "silent":
                return [
                    Item(self._pair(self.pack.themes[s.theme].label, s.because))
                    for s in model.silent
                ]
            case _:
                texts: tuple[Text, ...] = getattr(model, name)
                return [Item(self.text(text)) for text in texts]

    def _pair(self, term: Text, text: Text) -> str:
        return self.words("colon", term=self.text(term), text=self.text(text))

    def _with_remedy(self, item: Item, condition: Condition) -> Item:
        """Return a condition with its remedy."""
        remedy = self.words("condition.remedy", text=self.text(condition.remedy))
        return item._replace(text=f"{item.text} {remedy}")

    def _role(self, model: Model, role: Role) -> Item:
        grid = self.pack.grid()
        assert grid is not None  # noqa: S101  # a role is a row of the grid: `check` holds it
        phase = self.words("phase.bites", phase=role.phase)
        source = self.grounds(model, role)
        return Item(self._pair(grid.option(role.role).label, role.text), note=f"{phase}; {source}")
