"""The picture of a session that the READMEs show: what a terminal holds while questions are asked.

By hand, from the root of a checkout: python benchmarks/picture.py [--write]

Runs the real program in a pseudo-terminal, presses keys as the person of the example would, and
draws the screen as SVG, light or dark as the reader's system is. Prints the English one; with
--write, puts all of them in docs/pictures/.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import pexpect
import pyte

from concertation_cli.knowledge.store import load
from concertation_cli.text_safety import typeset
from concertation_cli.words import Words

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "en": ROOT / "docs" / "pictures" / "questionnaire.svg",
    "fr": ROOT / "docs" / "pictures" / "questionnaire.fr.svg",
}
TYPED = "concertation recommend"
FIRST, SECOND = ("aim", "take-part"), ("gap", "practices")
"""The questions of the session, and the answers of the example that the READMEs show after it."""
ALT = {
    "en": "The questionnaire in a terminal: “{asked}”, {count} answers, the pointer on “{pointed}” "
    "with its meaning below.",
    "fr": "Le questionnaire dans un terminal : « {asked} », {count} réponses, le pointeur sur "
    "« {pointed} », avec son sens dessous.",
}
COLUMNS, LINES = 80, 30
DOWN, ENTER, POINTER = "\x1b[B", "\r", "» "
PATIENCE, PAUSE = 30, 0.1
CELL, LINE, FONT, EDGE = 8.4, 19, 14, 18
"""Sizes of the drawing: a column, a row, the letters, the border."""
STYLE = """
    text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
    .paper { fill: #f6f8fa; stroke: #d1d9e0 } text { fill: #1f2328 } .prompt { fill: #59636e }
    .bold { font-weight: 700 } .italic { font-style: italic }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117; stroke: #3d444d } text { fill: #f0f6fc } .prompt { fill: #9198a1 }
    }
  """


class Run(NamedTuple):
    """Signs of one row that look alike: the column they start at, and their classes."""

    column: int
    text: str
    classes: str


def alternative(lang: str) -> str:
    """Return what stands for the picture where it cannot be seen."""
    name, option = SECOND
    question = load().question(name)
    told = ALT[lang].format(
        asked=question.text[lang],
        count=len(question.options),
        pointed=question.option(option).label[lang],
    )
    return typeset(told, lang)


class Session:
    """The program in a pseudo-terminal, and what it shows there."""

    def __init__(self, home: str, lang: str) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.Stream(self.screen)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "concertation_cli", *TYPED.split()[1:], "--no-draft", "--lang", lang],
            dimensions=(LINES, COLUMNS),
            env={
                "HOME": home,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
                "PYTHONUTF8": "1",
                "TERM": "xterm-256color",
            },
            encoding="utf-8",
            timeout=PATIENCE,
        )

    def until(self, holds: Callable[[], bool]) -> None:
        """Read until something holds, and nothing more comes for a moment."""
        end = time.monotonic() + PATIENCE
        self._read()
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("\n".join(self.screen.display))
            self._read()

    def _read(self) -> None:
        while True:
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=PAUSE))
            except pexpect.TIMEOUT:
                return

    def starts(self, text: str) -> bool:
        """Whether a row starts with this text."""
        return any(row.startswith(text) for row in self.screen.display)

    def pointed(self) -> str:
        """Return the answer that the pointer is on; nothing if there is none."""
        rows = (row for row in self.screen.display if row.startswith(POINTER))
        return next(rows, POINTER).removeprefix(POINTER).rstrip()

    def point(self, asked: str, label: str) -> None:
        """Wait for a question, then move the pointer to an answer."""
        self.until(lambda: self.starts(f"{asked} ") and self.pointed() != "")
        while self.pointed() != label:
            before = self.pointed()
            self.press(DOWN)
            self.until(lambda before=before: self.pointed() not in {"", before})

    def press(self, key: str) -> None:
        self._child.send(key)

    def close(self) -> None:
        self._child.close(force=True)


def screen(lang: str) -> pyte.Screen:
    """Run the questionnaire to the second question, and return what the terminal shows."""
    questions = [(load().question(name), option) for name, option in (FIRST, SECOND)]
    first, second = ((q.text[lang], q.option(option).label[lang]) for q, option in questions)
    keys = Words(lang)("menu.keys-one").replace("\u00a0", " ")  # the last line of all
    with tempfile.TemporaryDirectory() as home:
        session = Session(home, lang)
        try:
            session.point(*first)
            session.press(ENTER)
            session.until(lambda: session.starts(" ".join(first)))
            session.point(*second)
            session.until(lambda: session.starts(keys))
        finally:
            session.close()
    return session.screen


def runs(shown: pyte.Screen) -> Iterator[list[Run]]:
    """Return the runs of each row, without the empty rows at the end."""
    last = max(number for number, row in enumerate(shown.display) if row.strip())
    for number in range(last + 1):
        cells = [shown.buffer[number][column] for column in range(COLUMNS)]
        row, column = [], 0
        for look, group in groupby(cells, key=lambda cell: (cell.bold, cell.italics)):
            text = "".join(cell.data for cell in group)
            kept = text.strip(" ")
            names = [name for name, on in zip(("bold", "italic"), look, strict=True) if on]
            if kept:
                start = column + len(text) - len(text.lstrip(" "))
                row.append(Run(start, kept, " ".join(names)))
            column += len(text)
        yield row


def drawn(lang: str) -> str:
    """Return the picture of a session in a language, as SVG."""
    prompt = [Run(0, "$", "prompt"), Run(2, TYPED, "")]
    return svg([prompt, *runs(screen(lang))], alternative(lang))


def svg(rows: Sequence[Sequence[Run]], told: str) -> str:
    """Return rows drawn in a box; every run takes its columns, whatever the font that is there."""
    width = round(COLUMNS * CELL + 2 * EDGE)
    height = len(rows) * LINE + 2 * EDGE
    box = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="told" {box}>',
        f'  <title id="told">{escape(told)}</title>',
        f"  <style>{STYLE}</style>",
        f'  <rect class="paper" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>',
    ]
    for number, row in enumerate(rows):
        y = EDGE + number * LINE + FONT
        for run in row:
            x, length = EDGE + run.column * CELL, len(run.text) * CELL
            classes = f' class="{run.classes}"' if run.classes else ""
            lines.append(
                f'  <text x="{x:.1f}" y="{y}" textLength="{length:.1f}"{classes} '
                f'xml:space="preserve">{escape(run.text)}</text>'
            )
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    if "--write" in sys.argv[1:]:
        for lang, path in FILES.items():
            path.write_text(drawn(lang), "utf-8", newline="\n")
    else:
        print(drawn("en"), end="")


if __name__ == "__main__":
    main()
