"""The arguments of a tool, read as situation files are: same limits, same sentences."""

import json
from collections.abc import Sequence

from concertation_cli.errors import Problem, UsageError
from concertation_cli.knowledge.answers import report_unknown
from concertation_cli.knowledge.findings import Findings
from concertation_cli.knowledge.strict_yaml import MAX_BYTES, MAX_DEPTH, Node, TreeError, parse


def read_tree(tool: str, given: object) -> Node:
    """Return what a call gives as a tree.

    Raises:
        UsageError: It is too long, too deep, or holds what no file may.
    """
    pieces: list[str] = []
    size = 0
    try:
        for piece in json.JSONEncoder().iterencode(given):
            pieces.append(piece)
            size += len(piece)  # of ASCII alone
            if size > MAX_BYTES:
                raise UsageError(Problem(tool, "arguments-too-large", {"limit": MAX_BYTES // 1024}))
    except RecursionError:
        raise UsageError(Problem(tool, "too-deep", {"limit": MAX_DEPTH})) from None
    except ValueError:  # a whole number of thousands of digits
        raise UsageError(Problem(tool, "number-too-long")) from None
    try:
        return parse("".join(pieces).encode(), json_only=True)
    except TreeError as error:
        raise UsageError(error.problem(tool)) from None


class Arguments:
    """The arguments of one call, each read once; what is wrong with them is told together."""

    def __init__(self, tool: str, given: object, known: Sequence[str]) -> None:
        self.findings = Findings(tool)
        tree = read_tree(tool, given)
        assert isinstance(tree.value, dict)  # noqa: S101  # the protocol's own form
        self._values = tree.value
        for key in self._values:
            if key not in known:
                report_unknown(self.findings, key, "unknown-key", key, tuple(known))

    def only(self, *keys: str) -> Node:
        """Return the tree of these arguments."""
        return Node({key: node for key, node in self._values.items() if key in keys})

    def text(self, key: str, example: str) -> str:
        """Return an argument that is a text, or a whole number; empty where it is not there."""
        node = self._values.get(key, Node(None))
        if node.value is None:
            return ""
        return self._word(key, node, example)

    def texts(self, key: str, example: str, most: int) -> list[str]:
        """Return an argument that is a list of texts."""
        node = self._values.get(key, Node(None))
        if not isinstance(node.value, list):
            if node.value is not None:
                listed = f"{key}: [{example}]"
                self.findings.report(key, "expected-list-of-words", example=listed)
            return []
        if len(node.value) > most:
            self.findings.report(key, "list-too-long", count=len(node.value), most=most)
            return []
        return [self._word(key, item, example) for item in node.value]

    def need(self, *keys: str) -> None:
        """Report each of these arguments that is not there."""
        for key in keys:
            if self._values.get(key, Node(None)).value is None:
                self.findings.report("", "missing-key", key=key)

    def check(self) -> None:
        """Raise UsageError when something was found wrong."""
        if self.findings.problems:
            raise UsageError(*self.findings.problems)

    def _word(self, key: str, node: Node, example: str) -> str:
        if isinstance(node.value, str | int) and not isinstance(node.value, bool):
            return str(node.value)
        self.findings.report(key, "expected-text", example=f'{key}: "{example}"')
        return ""
