"""Blocks as a Word file: real headings, lists and tables, so that people can edit it.

The library is an extra: it is loaded only when a Word file is asked for.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from concertation_cli.errors import Problem, UsageError
from concertation_cli.phrases.numbers import with_minus
from concertation_cli.render.blocks import (
    Bars,
    Block,
    Columns,
    Foot,
    Heading,
    Item,
    Items,
    Para,
    Space,
    Steps,
)
from concertation_cli.render.formats.page_layout import MOST_BESIDE, PageFacts
from concertation_cli.words import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

# What XML 1.0 cannot hold, even as a reference.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ACCENT = "134B63"
_QUIET = "4D5A63"
_SIZES = {"Normal": 10, "Heading 1": 16, "Heading 2": 12, "Heading 3": 11, "Heading 4": 10}
_CELL = 9
_OVER = 8  # over numbers: words are longer than they are
_WIDTH, _HEIGHT, _MARGIN = 21.59, 27.94, 1.6  # centimetres: Letter, the paper of offices here
_TABLE = "Table Grid"
_SPACE, _SPACE_BEFORE = 2, 6  # points under a paragraph, and over a heading
_BLANK = 0.12  # the share of a table's width that a column to write in takes
_LABELS = 0.35  # the share of a table's width that its labels take
_LABELS_OF_NUMBERS = 0.3
_LABELS_OF_SEVERAL, _LABELS_TO_DO = 0.25, 0.32
_LEAST_LABELS = 0.2
_LETTER, _PADDING = 0.2, 0.45  # centimetres: a letter of a header, in wide fonts; a cell's edges
_HANGING = 0.95  # centimetres that the marks of a list take
_MAX_PROPERTY = 255


def check_docx(*, to_terminal: bool) -> None:
    """Refuse a Word file that cannot be made, before any question is asked.

    Raises:
        UsageError: It would go to a terminal, or the library is not installed.
    """
    if to_terminal:
        raise UsageError(Problem("--format docx", "docx-to-terminal"))
    try:
        import docx  # noqa: F401  # an extra
    except ImportError:
        raise UsageError(Problem("--format docx", "docx-missing")) from None


def as_docx(blocks: Sequence[Block], facts: PageFacts, words: Words) -> bytes:
    """Return the blocks as a Word file; the same blocks and facts give the same bytes.

    Raises:
        UsageError: The library is not installed.
    """
    check_docx(to_terminal=False)
    from docx import Document as new_document  # noqa: N813

    document = new_document()
    _dress(document, words("page.locale"))
    _describe(document, facts)
    _series(document, facts)
    after_table = False
    for block in blocks:
        if isinstance(block, Space | Foot):  # a page has margins, and a foot of its own
            continue
        table = isinstance(block, Bars | Columns)
        if table and after_table:  # Word would make one table of the two
            document.add_paragraph()
        _put(document, block, facts, words)
        after_table = table
    _foot(document, facts.foot)
    buffer = io.BytesIO()
    document.save(buffer)
    return _dated(buffer.getvalue(), facts.date)


def _plain(text: str) -> str:
    """Return text that XML can hold."""
    return _NOT_XML.sub("", text)


# -- the document itself -----------------------------------------------------------------


def _dress(document: "Document", locale: str) -> None:
    """Set the language that spelling is checked in, and a sober look."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    for style, size in _SIZES.items():
        font = _style(document, style).font
        font.name = "Calibri"
        font.size = Pt(size)
        # The theme's fonts would win over the name in the headings of the template.
        fonts = font.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        if style != "Normal":
            shape = _style(document, style).paragraph_format
            shape.space_before, shape.space_after = Pt(_SPACE_BEFORE), Pt(_SPACE)
            font.color.rgb = RGBColor.from_string(_ACCENT)
            font.italic = False
    _style(document, "Normal").paragraph_format.space_after = Pt(_SPACE)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_WIDTH), Cm(_HEIGHT)
    section.left_margin = section.right_margin = Cm(_MARGIN)
    section.top_margin = section.bottom_margin = Cm(_MARGIN)


def _style(document: "Document", name: str) -> "ParagraphStyle":
    style: ParagraphStyle = document.styles[name]
    return style


def _describe(document: "Document", facts: PageFacts) -> None:
    properties = document.core_properties
    properties.title = _plain(facts.title)
    properties.language = facts.lang
    properties.subject = _plain(facts.series)[:_MAX_PROPERTY]
    properties.author = ""
    properties.comments = ""
    moment = datetime.combine(date.fromisoformat(facts.date), datetime.min.time())
    properties.created = properties.modified = moment


def _dated(data: bytes, day: str) -> bytes:
    """Return the archive with one date on all its parts, instead of the present second."""
    when = date.fromisoformat(day)
    year = min(max(when.year, 1980), 2107)  # the years that archives know
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (year, when.month, when.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()


def _series(document: "Document", facts: PageFacts) -> None:
    _faint(document.add_paragraph(), facts.series)


def _foot(document: "Document", lines: Iterable[str]) -> None:
    for line in lines:
        _faint(document.add_paragraph(), line)


# -- blocks ------------------------------------------------------------------------------


def _put(document: "Document", block: Block, facts: PageFacts, words: Words) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(_plain(text), level)
            if level == 1:
                _faint(document.add_paragraph(), words("page.date", date=words.date(facts.date)))
        case Para(text, strong, faint):
            for lines in text.split("\n\n"):
                paragraph = document.add_paragraph()
                if faint:
                    _faint(paragraph, lines)
                else:
                    paragraph.add_run(_plain(lines)).bold = strong or None
        case Items():
            _put_items(document, block)
        case Columns():
            _put_columns(document, block, words)
        case Bars():
            _put_bars(document, block, words)
        case Steps(texts):
            _put_items(document, Items(tuple(map(Item, texts)), ordered=True))


def _faint(paragraph: "Paragraph", text: str) -> None:
    from docx.shared import Pt, RGBColor

    font = paragraph.add_run(_plain(text)).font
    font.size = Pt(9)
    font.color.rgb = RGBColor.from_string(_QUIET)


def _put_items(document: "Document", block: Items) -> None:
    """Put a list: numbered, or with a bullet, or with each item's own mark instead of one."""
    number = _new_numbering(document) if block.ordered else None
    for item in block.items:
        mark = item.mark.strip()
        if number is not None:
            paragraph = document.add_paragraph(style="List Number")
            _number(paragraph, number)
        elif mark in {"", "-"}:
            paragraph = document.add_paragraph(style="List Bullet")
        else:
            paragraph = _marked(document, mark)
        paragraph.add_run(_plain(item.text))
        if item.note:
            _faint(paragraph, f" ({item.note})")


def _marked(document: "Document", mark: str) -> "Paragraph":
    """Return a paragraph whose lines hang beside its mark."""
    from docx.shared import Cm

    paragraph = document.add_paragraph(style="List")
    paragraph.paragraph_format.left_indent = Cm(_HANGING)
    paragraph.paragraph_format.first_line_indent = Cm(-_HANGING)
    paragraph.add_run(f"{_plain(mark)}\t").bold = True
    return paragraph


def _new_numbering(document: "Document") -> int:
    """Return a numbering that starts at 1: without one, lists go on from those before."""
    from docx.oxml.ns import qn

    style = _style(document, "List Number").element
    own = style.find(f".//{qn('w:numId')}")
    numbering = document.part.numbering_part.element
    used = own.get(qn("w:val"))
    shape = next(num for num in numbering.num_lst if str(num.numId) == used)
    added = numbering.add_num(shape.abstractNumId.val)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _number(paragraph: "Paragraph", number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  # no public way
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _put_columns(document: "Document", block: Columns, words: Words) -> None:
    if len(block.headers) <= MOST_BESIDE:
        share = _LABELS if len(block.headers) == 1 else _LABELS_OF_SEVERAL
        blank = block.to_fill()
        share = _LABELS_TO_DO if any(blank) else share
        headers = (block.corner, *block.headers)
        _put_table(document, headers, block.rows, share, blank=blank)
        return
    for label, texts in block.rows:
        paragraph = document.add_paragraph()
        paragraph.add_run(_plain(label)).bold = True
        paragraph.paragraph_format.keep_with_next = True
        cells = zip(block.headers, texts, strict=True)
        items = (Item(words("colon", term=h, text=t)) for h, t in cells)
        _put_items(document, Items(tuple(items)))


def _put_bars(document: "Document", block: Bars, words: Words) -> None:
    total = words("chart.total" if block.series else "chart.value")
    rows = [
        (
            f"{bar.label} ({bar.note})" if bar.note else bar.label,
            tuple(with_minus(n) for n in (*bar.parts, bar.value)),
        )
        for bar in block.bars
    ]
    headers = (block.corner, *block.series, total)
    _put_table(document, headers, rows, _LABELS_OF_NUMBERS, numbers=True)


def _put_table(  # noqa: PLR0913  # what makes a table, no more
    document: "Document",
    headers: Sequence[str],
    rows: Iterable[tuple[str, Sequence[str]]],
    share: float,
    *,
    numbers: bool = False,
    blank: Sequence[bool] = (),
) -> None:
    """Put a table; the first header stands over the labels, which take a share of the width."""
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1, cols=len(headers), style=_TABLE)
    for number, (cell, header) in enumerate(zip(table.rows[0].cells, headers, strict=True)):
        _fill(
            cell, header, bold=True, right=numbers and number > 0, size=_OVER if numbers else _CELL
        )
    # The first row comes back on every page that the table runs over.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    for label, texts in rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        _fill(row.cells[0], label)
        for cell, text in zip(row.cells[1:], texts, strict=True):
            _fill(cell, text, right=numbers)
    _share_out(table, _wide_enough(headers, share) if numbers else _shares(headers, share, blank))


def _shares(headers: Sequence[str], share: float, blank: Sequence[bool]) -> list[float]:
    """Return the labels' share, that of each column to write in, and what is left for others."""
    blank = blank or [False] * (len(headers) - 1)
    rest = (1 - share - _BLANK * sum(blank)) / max(1, blank.count(False))
    return [share, *(_BLANK if empty else rest for empty in blank)]


def _wide_enough(headers: Sequence[str], share: float) -> list[float]:
    """Return shares that cut no word of a header over numbers, where there is room for that."""
    words = [max(map(len, re.split(r"[\s-]", header))) for header in headers[1:]]
    wanted = [(word * _LETTER + _PADDING) / (_WIDTH - 2 * _MARGIN) for word in words]
    room = 1 - _LEAST_LABELS
    if sum(wanted) > room:
        wanted = [part * room / sum(wanted) for part in wanted]
    left = 1 - share - sum(wanted)
    if left > 0:
        wanted = [part + left / len(wanted) for part in wanted]
    return [1 - sum(wanted), *wanted]


def _share_out(table: "Table", shares: Sequence[float]) -> None:
    """Give each column its share of the width."""
    from docx.shared import Cm, Emu

    room = Cm(_WIDTH - 2 * _MARGIN)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        width = Emu(int(room * share))
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill(
    cell: "_Cell", text: str, *, bold: bool = False, right: bool = False, size: int = _CELL
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_plain(text))
    run.bold = bold or None
    run.font.size = Pt(size)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
