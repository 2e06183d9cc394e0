"""The server of the tools, over standard input and output: the only module that knows the SDK."""

import asyncio
import gc
import json
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from concertation_cli import __version__
from concertation_cli.cli.assistants.calls import PROMPT, Calls, address_form, languages_told
from concertation_cli.cli.assistants.tools import LANG, TOOLS
from concertation_cli.errors import ConcertationError, OutputError, Problem
from concertation_cli.output import PipeClosedError, failure_reason
from concertation_cli.render.json.documents import dumps
from concertation_cli.render.json.schema import output_schema
from concertation_cli.signals import ending_on_interrupt
from concertation_cli.terminal import PROGRAM
from concertation_cli.words import available

_MARKDOWN = "text/markdown"
_HARMLESS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_Context = ServerRequestContext[Any]
_Paginated = types.PaginatedRequestParams | None


def serve(calls: Calls) -> None:
    """Answer the calls that come on standard input, until it ends.

    Raises:
        PipeClosedError: The reader of the answers is gone.
        OutputError: They could not be written.
    """
    gc.enable()  # the entry point does without, for what ends in a moment
    try:
        with ending_on_interrupt():
            asyncio.run(_serve(server_of(calls)))
    except ExceptionGroup as group:
        raise _unwritten(group) from None


def _unwritten(group: ExceptionGroup[Exception]) -> Exception:
    """Return the error for answers that could not be written; other groups as they are."""
    failed: BaseException | None = group.subgroup(OSError)
    while isinstance(failed, ExceptionGroup):
        failed = failed.exceptions[0]
    if isinstance(failed, BrokenPipeError):
        return PipeClosedError()
    if isinstance(failed, OSError):
        return OutputError(Problem("", "stdout-failed", {"reason": failure_reason(failed)}))
    return group


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (asked, answered):
        await server.run(asked, answered, server.create_initialization_options())


def server_of(calls: Calls) -> Server[Any]:
    """Return the server that takes these calls."""
    handlers = _Handlers(calls)
    words = calls.phrases().words
    return Server(
        PROGRAM,
        version=__version__,
        instructions=words("assistant.about", prompt=PROMPT),
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_prompts=handlers.list_prompts,
        on_get_prompt=handlers.get_prompt,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
    )


class _Handlers:
    """What the protocol asks for, brought to the calls.

    None of them waits between the language of a call and its answer: calls that come together
    are answered one after the other.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def list_tools(self, _context: _Context, _params: _Paginated) -> types.ListToolsResult:
        phrases = self._calls.phrases()
        told = [
            types.Tool(
                name=tool.name,
                description=phrases.words(f"assistant.{tool.name}"),
                input_schema=tool.input_schema(phrases),
                output_schema=output_schema(tool.output),
                annotations=_HARMLESS,
            )
            for tool in TOOLS.values()
        ]
        return types.ListToolsResult(tools=told)

    async def call_tool(
        self, _context: _Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            tool = self._calls.tool(params.name)
        except ConcertationError as error:
            raise self._refusal(error) from None
        try:
            text = dumps(self._calls.answer(tool, params.arguments or {})).decode()
        except ConcertationError as error:  # for the assistant to mend, and call again
            told = types.TextContent(text=self._calls.told(error))
            return types.CallToolResult(content=[told], is_error=True)
        return types.CallToolResult(
            content=[types.TextContent(text=text)], structured_content=json.loads(text)
        )

    async def list_prompts(
        self, _context: _Context, _params: _Paginated
    ) -> types.ListPromptsResult:
        words = self._calls.phrases().words
        about = words("assistant.prompt-lang", languages=available())
        prompt = types.Prompt(
            name=PROMPT,
            description=words("assistant.prompt"),
            arguments=[types.PromptArgument(name=LANG, description=about, required=False)],
        )
        return types.ListPromptsResult(prompts=[prompt])

    async def get_prompt(
        self, _context: _Context, params: types.GetPromptRequestParams
    ) -> types.GetPromptResult:
        try:
            text = self._calls.prompt(params.name, params.arguments or {})
        except ConcertationError as error:
            raise self._refusal(error) from None
        message = types.PromptMessage(role="user", content=types.TextContent(text=text))
        return types.GetPromptResult(messages=[message])

    async def list_resources(
        self, _context: _Context, _params: _Paginated
    ) -> types.ListResourcesResult:
        told = [
            types.Resource(
                uri=page.address,
                name=page.name,
                title=page.title,
                description=page.about,
                mime_type=_MARKDOWN,
            )
            for page in self._calls.pages()
        ]
        return types.ListResourcesResult(resources=told)

    async def list_templates(
        self, _context: _Context, _params: _Paginated
    ) -> types.ListResourceTemplatesResult:
        self._calls.phrases()
        template = types.ResourceTemplate(
            name="model",
            uri_template=address_form(),
            description=languages_told(),
            mime_type=_MARKDOWN,
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(
        self, _context: _Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        try:
            text = self._calls.page(params.uri)
        except ConcertationError as error:
            raise self._refusal(error) from None
        page = types.TextResourceContents(uri=params.uri, mime_type=_MARKDOWN, text=text)
        return types.ReadResourceResult(contents=[page])

    def _refusal(self, error: ConcertationError) -> MCPError:
        """Return the protocol's own error: what was asked for is not there."""
        return MCPError(types.INVALID_PARAMS, self._calls.told(error))
