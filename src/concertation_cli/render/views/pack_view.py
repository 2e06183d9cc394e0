"""What all views of a pack stand on: its phrases, and blocks that several of them show."""

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


class PackView:
    """Blocks about one pack, in one language."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.words = phrases.words
        self.pack: Pack = phrases.pack

    def text(self, text: Text) -> str:
        """Return a text of the pack in this language."""
        return self.phrases.text(text)

    def part_title(self, name: str) -> str:
        """Return the title of a part of a model: the source's own name for it, else ours."""
        section = name.replace("_", "-")
        if section in (*CHAPTER, LESSONS):
            return self.text(self.pack.sections[section])
        return self.words(f"heading.{name}", short=self.pack.convener_short)

    def heading(self, key: str, level: int = 2) -> Heading:
        """Return a heading from the words."""
        return Heading(self.words(f"heading.{key}"), level)

    def listed(self, texts: Iterable[Text]) -> Items:
        """Return texts of the pack as a list."""
        return Items(tuple(Item(self.text(text)) for text in texts))

    def foot(self) -> list[Block]:
        """Return the foot of every report."""
        return [Foot(self.phrases.foot_line(), tuple(self.phrases.foot()))]

    def phase_steps(self, model: Model, plan: Plan | None = None) -> list[Block]:
        """Return the phases as a line of steps, and the cycle if there is one.

        With a plan, the phases that are behind say so, and the one where the situation stands.
        """
        back = model.cycle.first if model.cycle else None
        done, here = (plan.done, plan.here) if plan else ((), None)
        texts = [self.text(text) for text in model.phases]
        for number in done:
            texts[number - 1] = self.words("phase.done", text=texts[number - 1])
        if here is not None:
            texts[here - 1] = self.words("phase.here", text=texts[here - 1])
        blocks: list[Block] = [Steps(tuple(texts), back, done, here)]
        if model.cycle:
            cycle = self.words("phase.cycle", last=model.cycle.last, first=model.cycle.first)
            blocks.append(Para(cycle))
        return blocks + (self.remarks(plan) if plan else [])

    def remarks(self, plan: Plan) -> list[Block]:
        """Return the remarks for where the source's wording does not fit an answer."""
        model = self.pack.model(plan.model)
        return [Para(self.text(model.wording[number].text)) for number in plan.wording]

    def partners(self, model: Model) -> list[Block]:
        """Return the partners, by category where the report sorts them."""
        blocks: list[Block] = []
        categories = dict.fromkeys(partner.category for partner in model.partners)
        for category in categories:
            if category:
                blocks.append(Heading(self.text(self.pack.categories[category]), 3))
            items = [
                Item(self.words("colon", term=self.text(p.name), text=self.text(p.role)))
                for p in model.partners
                if p.category == category
            ]
            blocks.append(Items(tuple(items)))
        return blocks

    def demand(self, demand: Demand, note: str = "") -> Item:
        """Return something that a model takes: an effort, a time, what would make one stop."""
        lead = self.words(f"takes.{demand.about}")
        return Item(self.words("colon", term=lead, text=self.text(demand.text)), note=note)

    def condition(self, model: Model, condition: Condition) -> Item:
        """Return a condition, before which phase it must be met, and whether it is essential."""
        phase, text = condition.phase, self.text(condition.text)
        note = self.grounds(model, condition)
        if condition.essential:
            note = f"{self.words('essential')}; {note}"
        return Item(self.words("action.condition", phase=phase, text=text), note=note)

    def rules(self, model: Model, *, whole: bool = False) -> list[Block]:
        """Return the rules on a model under the question that each is about, in their order."""
        blocks: list[Block] = []
        for question in self.pack.questions:
            criteria = [c for c in model.criteria if c.question == question.id]
            criteria.sort(key=lambda c: -c.points)
            if criteria:
                items = tuple(self._criterion(model, c, whole=whole) for c in criteria)
                blocks += [Heading(self.text(question.text), 3), Items(items)]
        return blocks

    def _criterion(self, model: Model, criterion: Criterion, *, whole: bool) -> Item:
        question = self.pack.question(criterion.question)
        answer = self.phrases.quoted(question, criterion.options, "list.or")
        text = self.words("why.answer", answer=answer, because=self.text(criterion.because))
        return Item(text, signed(criterion.points), self.grounds(model, criterion, whole=whole))

    def grounds(
        self, model: Model, fact: Condition | Criterion | Demand | Role, *, whole: bool = True
    ) -> str:
        """Return the place in the source that states a fact, or from which it is inferred.

        Args:
            model: The model that the fact is about.
            fact: A fact with its basis.
            whole: Whether the words it is inferred from are quoted, where there are some.
        """
        source = self.phrases.source(model.source(fact.source))
        if fact.basis != "inferred":
            return source
        if whole and fact.inferred_from:
            return f"{self.words('why.inferred-from', text=self.text(fact.inferred_from))} {source}"
        return f"{self.words('why.basis-inferred')}; {source}"

    def challenge(self, model: Model, challenge_id: str) -> Item:
        """Return a challenge, the phase where it bites, and the partners who can help."""
        challenge = model.challenge(challenge_id)
        note = self.words("phase.bites", phase=challenge.phase)
        if challenge.help:
            names = [self.text(p.name) for p in model.partners if p.id in challenge.help]
            note = f"{note}; {self.words('challenge.help', partners=', '.join(names))}"
        return Item(self.text(challenge.text), note=note)

    def pathway(self, source_id: str, pathway_id: str, model_id: str) -> Item:
        """Return a passage that leads to a model, or on from it; one of the two tells of it."""
        source = self.pack.model(source_id)
        pathway = next(p for p in source.pathways if p.id == pathway_id)
        arriving = pathway.to == model_id
        text = self.words(
            "pathway.arriving" if arriving else "pathway.leaving",
            end=self._end(pathway.origin if arriving else pathway.to),
            trigger=self.text(pathway.trigger),
        )
        return Item(text, note=self.phrases.source(source.source(pathway.source)))

    def _end(self, end: str) -> str:
        """Return the name of an end of a pathway: a state, or a model."""
        states = self.pack.states
        return self.text(states[end]) if end in states else self.phrases.name(end)

    def answers(self, situation: Situation) -> Items:
        """Return the answers of a situation, a line by question."""
        rows = []
        for question in self.pack.questions:
            answer = self.phrases.answer(question, situation.answers)
            if answer:
                text = self.words("answered", question=self.text(question.text), answer=answer)
                rows.append(Item(text))
        return Items(tuple(rows))
