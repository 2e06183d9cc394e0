"""The tools of assistants, over standard input and output: `mcp`."""

import sys
from importlib.util import find_spec

from concertation_cli.cli.messages import say
from concertation_cli.cli.request import Request, command
from concertation_cli.cli.shared_options import SERVING
from concertation_cli.errors import Problem, UsageError
from concertation_cli.output import check_stdout


@command("mcp", options=SERVING)
def mcp(request: Request) -> int:
    """Answer the calls of an assistant until standard input ends."""
    if find_spec("mcp_types") is None:  # an extra; earlier versions of the SDK lack it
        raise UsageError(Problem("mcp", "mcp-missing"))
    check_stdout()
    phrases = request.phrases
    if sys.stdin is None:  # closed: it has ended before it began
        return 0
    from concertation_cli.cli.assistants.calls import Calls
    from concertation_cli.cli.assistants.server import serve

    if sys.stdin.isatty():
        say(phrases.words("mcp.waiting"))
    serve(Calls(phrases.pack, request.lang, phrases.folder))
    return 0
