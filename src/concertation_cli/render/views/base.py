"""Pieces that several screens are made of."""

from collections.abc import Iterable

from concertation_cli.engine.results import Plan
from concertation_cli.knowledge.records import (
    CHAPTER,
    LESSONS,
    Condition,
    Criterion,
    Demand,
    Model,
    Pack,
    Role,
    Situation,
    Text,
)
from concertation_cli.phrases.numbers import signed
from concertation_cli.phrases.pack import Phrases
from concertation_cli.render.blocks import Block, Foot, Heading, Item, Items, Para, Steps


class Parts:
    """Pieces about one pack, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.say = phrases
        self.words = phrases.words
        self.pack: Pack = phrases.pack

    def text(self, text: Text) -> str:
        """Return what a text says."""
        return self.say.text(text)

    def part_title(self, name: str) -> str:
        """Return the title of a part of a model: the source's own name for it, else ours."""
        section = name.replace("_", "-")
        if section in (*CHAPTER, LESSONS):
            return self.text(self.pack.sections[section])
        return self.words(f"heading.{name}", short=self.pack.convener_short)

    def heading(self, key: str, level: int = 2) -> Heading:
        """Return a heading from the words."""
        return Heading(self.words(f"heading.{key}"), level)

    def texts(self, texts: Iterable[Text], note: str = "") -> Items:
        """Return texts as a list."""
        return Items(tuple(Item(self.text(text), note=note) for text in texts))

    def foot(self) -> list[Block]:
        """Return the foot of every report."""
        return [Foot(self.say.foot_line(), tuple(self.say.foot()))]

    def phases(self, model: Model, plan: Plan | None = None) -> list[Block]:
        """Return the phases as a line of steps, and the cycle if there is one.

        With a plan, those that are behind are told, and where the situation stands.
        """
        back = model.cycle.first if model.cycle else None
        done, here = (plan.done, plan.here) if plan else ((), None)
        texts = [self.text(text) for text in model.phases]
        for number in done:
            texts[number - 1] = self.words("phase.done", text=texts[number - 1])
        if here is not None:
            texts[here - 1] = self.words("phase.here", text=texts[here - 1])
        blocks: list[Block] = [self.heading("phases"), Steps(tuple(texts), back, done, here)]
        if model.cycle:
            cycle = self.words("phase.cycle", last=model.cycle.last, first=model.cycle.first)
            blocks.append(Para(cycle))
        return blocks + (self._remarks(plan) if plan else [])

    def _remarks(self, plan: Plan) -> list[Block]:
        """Return what is said where the source's wording does not fit an answer."""
        model = self.pack.model(plan.model)
        return [Para(self.text(model.wording[number].text)) for number in plan.wording]

    def partners(self, model: Model) -> list[Block]:
        """Return the partners, by category where the report sorts them."""
        blocks: list[Block] = [self.heading("partners")]
        categories = dict.fromkeys(partner.category for partner in model.partners)
        for category in categories:
            if category:
                blocks.append(Para(self.text(self.pack.categories[category]), strong=True))
            items = [
                Item(self.words("colon", term=self.text(p.name), text=self.text(p.role)))
                for p in model.partners
                if p.category == category
            ]
            blocks.append(Items(tuple(items)))
        return blocks

    def takes(self, model: Model, *, whole: bool = False) -> list[Block]:
        """Return what a model takes, how long and when it stops; nothing where that is not told."""
        items = tuple(self._demand(model, demand, whole=whole) for demand in model.takes)
        return [self.heading("takes"), Items(items)] if items else []

    def _demand(self, model: Model, demand: Demand, *, whole: bool) -> Item:
        lead = self.words(f"takes.{demand.about}")
        text = self.words("colon", term=lead, text=self.text(demand.text))
        return Item(text, note=self.grounds(model, demand, whole=whole))

    def condition(self, model: Model, condition: Condition) -> Item:
        """Return what must be in place, before which phase, and whether it is essential."""
        phase, told = condition.phase, self.text(condition.text)
        note = self.grounds(model, condition)
        if condition.essential:
            note = f"{self.words('essential')}; {note}"
        return Item(self.words("action.condition", phase=phase, text=told), note=note)

    def rules(self, model: Model, *, whole: bool = False) -> list[Block]:
        """Return the rules on a model under the question that each is about, in their order."""
        blocks: list[Block] = []
        for question in self.pack.questions:
            criteria = [c for c in model.criteria if c.question == question.id]
            criteria.sort(key=lambda c: -c.points)
            if criteria:
                items = tuple(self._criterion(model, c, whole=whole) for c in criteria)
                blocks += [Para(self.text(question.text), strong=True), Items(items)]
        return blocks

    def _criterion(self, model: Model, criterion: Criterion, *, whole: bool) -> Item:
        question = self.pack.question(criterion.question)
        answer = self.say.quoted(question, criterion.options, "list.or")
        text = self.words("why.answer", answer=answer, because=self.text(criterion.because))
        return Item(text, signed(criterion.points), self.grounds(model, criterion, whole=whole))

    def grounds(
        self, model: Model, told: Condition | Criterion | Demand | Role, *, whole: bool = True
    ) -> str:
        """Return where the source says it, or what there it is inferred from."""
        source = self.say.source(model.source(told.source))
        if told.basis != "inferred":
            return source
        if whole and told.inferred_from:
            return f"{self.words('why.inferred-from', text=self.text(told.inferred_from))} {source}"
        return f"{self.words('why.basis-inferred')}; {source}"

    def challenge(self, model: Model, challenge_id: str) -> Item:
        """Return a challenge, the phase where it bites, and who can help."""
        challenge = model.challenge(challenge_id)
        note = self.words("phase.bites", phase=challenge.phase)
        if challenge.help:
            names = [self.text(p.name) for p in model.partners if p.id in challenge.help]
            helped = self.words("challenge.help", partners=", ".join(names))
            note = f"{note}; {helped}"
        return Item(self.text(challenge.text), note=note)

    def pathway(self, told_by: str, pathway_id: str, model_id: str) -> Item:
        """Return a passage that leads to a model, or on from it."""
        teller = self.pack.model(told_by)
        pathway = next(p for p in teller.pathways if p.id == pathway_id)
        arriving = pathway.to == model_id
        text = self.words(
            "pathway.arriving" if arriving else "pathway.leaving",
            end=self.end(pathway.origin if arriving else pathway.to),
            trigger=self.text(pathway.trigger),
        )
        return Item(text, note=self.say.source(teller.source(pathway.source)))

    def end(self, end: str) -> str:
        """Return what an end of a pathway is called."""
        states = self.pack.states
        return self.text(states[end]) if end in states else self.say.name(end)

    def answers(self, situation: Situation) -> Items:
        """Return what was answered, a line by question."""
        rows = []
        for question in self.pack.questions:
            answer = self.say.answer(question, situation.answers)
            if answer:
                text = self.words("answered", question=self.text(question.text), answer=answer)
                rows.append(Item(text))
        return Items(tuple(rows))
