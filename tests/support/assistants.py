"""An assistant: the SDK's own client, over real pipes, and what it may ask."""

import asyncio
import sys
from pathlib import Path

from mcp import Client, StdioServerParameters, stdio_client
from tests.support.terminal import environment

SITUATION = {
    "title": "Essai",
    "notes": "Deux lignes.\nEt voilà.",
    "answers": {
        "aim": "take-part",
        "gap": "means",
        "participants": ["organisations", "experts"],
        "portrait": ["entente-multipartite"],
        "conditions": {"will-to-pool": "not-yet"},
        "roles": {"fiduciary": "us"},
    },
    "answer_notes": {"gap": "chaque partie en a peu"},
}
MODELS = ["cohorte", 1, "Incubation"]
# By tool: what it is called with, and the command line that gives the same JSON.
CALLS = {
    "questionnaire": [({}, ["questions"])],
    "recommend": [
        (SITUATION, ["recommend", "situation.json"]),
        ({"answers": {}}, ["recommend", "empty.json"]),
        ({"answers": {"aim": "information"}}, ["recommend", "--set", "aim=information"]),
    ],
    "show_model": [
        ({"model": "cohorte"}, ["show", "cohorte"]),
        ({"model": 2}, ["show", "2"]),
        ({"model": "7", "section": "phases"}, ["show", "7", "--section", "phases"]),
    ],
    "compare_models": [({"models": MODELS}, ["compare", *map(str, MODELS)])],
    "what_would_change": [(SITUATION, None), ({"answers": {"aim": "information"}}, None)],
}
"""What every tool may be asked; the last one has no command of its own."""


def talk(home, said, *argv, starter=("-m", "concertation_cli"), mode="auto", **changes):
    """Return what comes of a talk with the server of this command line, over real pipes.

    Args:
        home: The folder that it starts in, and whose user it takes itself for.
        said: What is said: a coroutine function of a client.
        argv: The words after the program's name; `mcp` if there are none.
        starter: What Python is given before them.
        mode: How the protocol's version is agreed on.
        changes: What its environment holds besides.
    """

    async def whole():
        server = StdioServerParameters(
            command=sys.executable,
            args=[*map(str, starter), *map(str, argv or ("mcp",))],
            env=environment(Path(home), **changes),
            cwd=home,
        )
        async with Client(stdio_client(server), mode=mode) as client:
            return await said(client)

    return asyncio.run(whole())


def text_of(result):
    """Return the text of a tool's result, or of a page."""
    (content,) = getattr(result, "content", None) or result.contents
    return content.text


async def every_call(client):
    """Ask of every tool all that it may be asked, then read every page and the prompt."""
    for name, calls in CALLS.items():
        for arguments, _ in calls:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, text_of(result)
    refused = await client.call_tool("recommend", {"answers": {"aim": "zzmarkzz"}, "more": 1})
    assert refused.is_error
    for page in (await client.list_resources()).resources:
        await client.read_resource(page.uri)
    for prompt in (await client.list_prompts()).prompts:
        await client.get_prompt(prompt.name)
    return (await client.list_tools()).tools
