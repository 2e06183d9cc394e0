"""The models on one screen: `list`."""

from concertation_cli.cli.request import Request, command
from concertation_cli.render.json.documents import JsonForms
from concertation_cli.render.views.lists import Screens


@command("list")
def list_models(request: Request) -> int:
    """List the models."""
    phrases = request.phrases
    result = request.present(JsonForms(phrases).models, Screens(phrases).models)
    request.deliver(result)
    return 0
