"""Looking things up: `show`, `list`, `when`, `compare`, `search`, `cases`, `questions`."""

from typing import TYPE_CHECKING, Annotated

import typer

from concertation_cli.cli.delivery import (
    Medium,
    check_page,
    deliver,
    json_forms,
    lookups,
    profile,
    rendered_as,
    screens,
    sheet,
)
from concertation_cli.cli.program import (
    CSV,
    JSON,
    TEXT,
    YAML,
    AsJson,
    Command,
    Data,
    Force,
    Format,
    Lang,
    Output,
    app,
    chosen_format,
    format_for,
    phrases_for,
)
from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.lookup import find_models, nearest, nearest_models
from concertation_cli.knowledge.records import Case, Model, Pack
from concertation_cli.output import write_stdout
from concertation_cli.phrases.pack import Phrases
from concertation_cli.phrases.sections import OF_MODEL, find_section
from concertation_cli.text_safety import MAX_VALUE, clean, decode, fold

if TYPE_CHECKING:
    from concertation_cli.render.blocks import Block
    from concertation_cli.render.json.documents import Json

_LEAST_COMPARED = 2


@app.command(cls=Command, help="help.show")
def show(
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-full")] = False,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="help.meta-name", help="help.opt-section"),
    ] = None,
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show one model."""
    chosen = format_for("show", format, as_json, output)
    check_page(chosen, output)
    phrases = phrases_for(lang, data)
    found = _find_model(phrases, decode(" ".join(model)))
    name = section and find_section(section, OF_MODEL, phrases.words)

    def as_data() -> "Json":
        forms = json_forms(phrases)
        whole = forms.model(found)
        return {**forms.head(), "id": found.id, name: whole[name]} if name else whole

    def blocks() -> "list[Block]":
        told = profile(phrases)
        short = chosen == TEXT and not full and name is None
        if not short:
            return told.model(found, name)
        from concertation_cli.render.formats.fitting import first_fitting  # noqa: PLC0415

        return first_fitting(told.screens(found))

    medium = Medium(chosen, output is not None, page=(phrases, phrases.numbered(found)))
    rendered = rendered_as(medium, as_data, blocks)
    deliver(rendered, output, force=force)
    return 0


def _find_model(phrases: Phrases, words: str) -> Model:
    found = find_models(phrases.pack, words)
    if len(found) == 1:
        return found[0]
    if found:
        ids = tuple(model.id for model in found)
        raise UsageError(Problem("", "several-models", {"value": words, "allowed": ids}))
    near = nearest_models(phrases.pack, words)
    values: Values = {
        "value": words,
        "near": tuple(phrases.name(model.id) for model in near),
    }
    raise UsageError(Problem("", "no-model-found", values))


def _find_models(phrases: Phrases, words: list[str]) -> list[Model]:
    """Return the models that words name, one after the other: a name may be several words."""
    found = []
    rest = list(words)
    while rest:
        ends = range(len(rest), 0, -1)
        named = (end for end in ends if len(find_models(phrases.pack, " ".join(rest[:end]))) == 1)
        end = next(named, 1)
        found.append(_find_model(phrases, " ".join(rest[:end])))
        rest = rest[end:]
    return found


@app.command("list", cls=Command, help="help.list")
def list_models(
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """List the models."""
    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    write_stdout(
        rendered_as(
            Medium(chosen), lambda: json_forms(phrases).models(), lambda: screens(phrases).models()
        )
    )
    return 0


@app.command(cls=Command, help="help.when")
def when(
    model: Annotated[list[str], typer.Argument(metavar="help.meta-model", help="help.arg-model")],
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Tell what calls for a model."""
    from concertation_cli.engine.shortest import shortest  # noqa: PLC0415

    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    found = _find_model(phrases, decode(" ".join(model)))
    answers = shortest(phrases.pack, found)
    portrayed = found.id in phrases.pack.portrayed()
    both = shortest(phrases.pack, found, recognized=True) if portrayed else None
    rendered = rendered_as(
        Medium(chosen),
        lambda: json_forms(phrases).when(found, answers, both),
        lambda: lookups(phrases).when(found, answers, both),
    )
    write_stdout(rendered)
    return 0


@app.command(cls=Command, help="help.compare")
def compare(
    models: Annotated[
        list[str], typer.Argument(metavar="help.meta-models", help="help.arg-models")
    ],
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show models side by side."""
    from concertation_cli.engine.compare import compare as compare_models  # noqa: PLC0415

    chosen = format_for("compare", format, as_json, output)
    check_page(chosen, output)
    phrases = phrases_for(lang, data)
    found = tuple({m.id: m for m in _find_models(phrases, [*map(decode, models)])}.values())
    if len(found) < _LEAST_COMPARED:
        raise UsageError(Problem("", "compare-two", {"least": _LEAST_COMPARED}))
    rows = compare_models(phrases.pack, found)
    title = phrases.names(model.id for model in found)
    rendered = rendered_as(
        Medium(chosen, output is not None, page=(phrases, title)),
        lambda: json_forms(phrases).compare(found, rows),
        lambda: lookups(phrases).compare(found, rows),
    )
    deliver(rendered, output, force=force)
    return 0


@app.command(cls=Command, help="help.search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="help.meta-words", help="help.arg-words")],
    full: Annotated[bool, typer.Option("--full", help="help.opt-passages")] = False,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Find words in all the texts of the pack."""
    from concertation_cli.knowledge.search import search as search_texts  # noqa: PLC0415

    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    wanted = clean(decode(" ".join(words)), limit=MAX_VALUE)
    found = search_texts(phrases.pack, wanted, phrases.lang)
    rendered = rendered_as(
        Medium(chosen),
        lambda: json_forms(phrases).found(wanted, found),
        lambda: lookups(phrases).found(wanted, found, full=full),
    )
    write_stdout(rendered)
    return 0


@app.command(cls=Command, help="help.cases")
def cases(
    case: Annotated[
        str | None, typer.Argument(metavar="help.meta-case", help="help.arg-case")
    ] = None,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show the documented initiatives, or one of them."""
    chosen = chosen_format(format, as_json, TEXT, JSON)
    phrases = phrases_for(lang, data)
    pack = phrases.pack
    if case is None:
        rendered = rendered_as(
            Medium(chosen),
            lambda: json_forms(phrases).cases(pack.cases),
            lambda: screens(phrases).cases(),
        )
    else:
        found = _find_case(pack, decode(case))
        rendered = rendered_as(
            Medium(chosen),
            lambda: json_forms(phrases).case(found),
            lambda: screens(phrases).case(found),
        )
    write_stdout(rendered)
    return 0


def _find_case(pack: Pack, words: str) -> Case:
    wanted = fold(words)
    names = {case.id: (fold(case.id), *map(fold, case.name.values())) for case in pack.cases}
    exact = [case for case in pack.cases if wanted in names[case.id]]
    begun = [c for c in pack.cases if any(name.startswith(wanted) for name in names[c.id])]
    found = exact or begun
    if len(found) == 1 and wanted:
        return found[0]
    near = nearest(words, [case.id for case in pack.cases])
    raise UsageError(Problem("", "no-case-found", {"value": words, "near": near}))


@app.command(cls=Command, help="help.questions")
def questions(
    output: Output = None,
    force: Force = False,
    format: Format = TEXT,  # noqa: A002
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> int:
    """Show the questionnaire, or write it to be filled elsewhere."""
    chosen = format_for("questions", format, as_json, output)
    check_page(chosen, output)
    phrases = phrases_for(lang, data)
    if chosen == YAML:
        rendered = sheet(phrases).situation_file().encode()
    elif chosen == CSV:
        rendered = sheet(phrases).form_header().encode()
    else:
        told = screens(phrases).questions if chosen == TEXT else sheet(phrases).blocks
        rendered = rendered_as(
            Medium(chosen, output is not None, page=(phrases, phrases.words("sheet.title"))),
            lambda: json_forms(phrases).questions(),
            told,
        )
    deliver(rendered, output, force=force)
    return 0
