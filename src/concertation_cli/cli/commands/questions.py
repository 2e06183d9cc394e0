"""The questionnaire, shown or to be filled elsewhere: `questions`."""

from concertation_cli.cli.formats import CSV, JSON, TEXT, YAML
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import WRITING
from concertation_cli.render.formats.pages import PAGES
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lists import Screens
from concertation_cli.render.views.questionnaire import Sheet


@command("questions", TEXT, JSON, *PAGES, YAML, CSV, options=WRITING)
def questions(request: Request) -> int:
    """Show the questionnaire, or write it to be filled elsewhere."""
    phrases = request.phrases
    questionnaire = Sheet(phrases)
    if request.format == YAML:
        result = questionnaire.situation_file().encode()
    elif request.format == CSV:
        result = questionnaire.form_header().encode()
    else:
        blocks = Screens(phrases).questions if request.format == TEXT else questionnaire.blocks
        title = phrases.words("sheet.title")
        result = request.present(JsonForms(phrases).questions, blocks, title)
    request.deliver(result)
    return 0
