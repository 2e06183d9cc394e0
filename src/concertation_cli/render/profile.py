"""A model's profile: what `show` tells of it."""

from concertation_cli.knowledge.pack import Condition, Criterion, Model, Role, Text
from concertation_cli.render.blocks import Block, Heading, Item, Items, Para
from concertation_cli.render.parts import Parts, signed
from concertation_cli.render.sections import OF_MODEL

_CITED_LINE_BY_LINE = frozenset(
    {"portrait", "criteria", "conditions", "roles", "takes", "silent", "convener_only", "pathways"}
)


class Profile(Parts):
    """All that the pack says of a model."""

    def model(self, model: Model, section: str | None = None) -> list[Block]:
        """Return the whole profile of a model, or one section of it."""
        blocks: list[Block] = [Para(self.say.numbered(model), strong=True)]
        if section is None:
            blocks.append(Para(self.t(model.summary) + "."))
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
                return [Para(self.t(model.definition))]
            case "concertation":
                kind = self.pack.concertation_kinds[model.concertation.kind]
                text = self.t(model.concertation.text)
                return [Para(self.t(kind) + ".", strong=True), Para(text)]
            case "added_values":
                values = model.added_values
                return [
                    Para(self.words("heading.main"), strong=True),
                    self.texts(values.main),
                    Para(self.words("heading.secondary"), strong=True),
                    self.texts(values.secondary),
                ]
            case "phases":
                return self.phases(model)[1:]
            case "partners":
                return self.partners(model)[1:]
            case "takes":
                return self.takes(model)[1:]
            case "criteria":
                return [Items(tuple(self._items(name, model)))]
            case _:
                items = tuple(self._items(name, model))
                return [Items(items)] if items else []

    def _portrait(self, model: Model) -> list[Block]:
        """Return the situation that calls for the model, and where that comes from."""
        portrait = model.portrait
        if portrait is None:
            return []
        sections = [self.t(self.pack.sections[section]) for section in portrait.sources]
        source = self.words("source", section=", ".join(sections), pages=model.pages)
        if portrait.basis == "inferred":
            source = f"{self.words('why.basis-inferred')}; {source}"
        return [Para(self.t(portrait.text)), Para(f"[{source}]", faint=True)]

    def _items(self, name: str, model: Model) -> list[Item]:
        match name:
            case "challenges":
                return [self.challenge(model, c.id) for c in model.challenges]
            case "cases":
                cases = self.pack.cases_of(model.id)
                return [Item(self._pair(case.name, case.summary)) for case in cases]
            case "conditions":
                return [self._condition(model, r) for r in model.conditions]
            case "roles":
                return [self._role(model, role) for role in model.roles]
            case "pathways":
                passages = self.pack.pathways_of(model.id)
                return [self.pathway(*passage, model.id) for passage in passages]
            case "criteria":
                return [self._criterion(model, c) for c in model.criteria]
            case "convener_only":
                return [
                    Item(self.t(a.text), note=self.say.source(model.source(a.source)))
                    for a in model.convener_only
                ]
            case "silent":
                return [
                    Item(self._pair(self.pack.themes[s.theme].label, s.because))
                    for s in model.silent
                ]
            case _:
                texts: tuple[Text, ...] = getattr(model, name)
                return [Item(self.t(text)) for text in texts]

    def _pair(self, term: Text, text: Text) -> str:
        return self.words("colon", term=self.t(term), text=self.t(text))

    def _condition(self, model: Model, condition: Condition) -> Item:
        phase, told = condition.phase, self.t(condition.text)
        note = self.say.source(model.source(condition.source))
        if condition.essential:
            note = f"{self.words('essential')}; {note}"
        return Item(self.words("missing.condition", phase=phase, text=told), note=note)

    def _role(self, model: Model, role: Role) -> Item:
        grid = self.pack.grid()
        assert grid is not None  # noqa: S101  # a role is a row of the grid: `check` holds it
        phase = self.words("phase.bites", phase=role.phase)
        source = self.say.source(model.source(role.source))
        return Item(self._pair(grid.option(role.role).label, role.text), note=f"{phase}; {source}")

    def _criterion(self, model: Model, criterion: Criterion) -> Item:
        question = self.pack.question(criterion.question)
        answer = self.say.quoted(question, criterion.options, "list.or")
        text = self.words("why.answer", answer=answer, because=self.t(criterion.because))
        note = self.say.source(model.source(criterion.source))
        if criterion.basis == "inferred":
            note = f"{self.words('why.basis-inferred')}; {note}"
        return Item(text, signed(criterion.points), note)
