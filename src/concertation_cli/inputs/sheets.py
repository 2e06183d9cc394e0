"""Sheets of spreadsheet files (`.xlsx`, `.xls`, `.ods`), read whole by python-calamine."""

import datetime as dt
import io
import zipfile
import zlib
from typing import IO

from concertation_cli.errors import Problem, UsageError, Values
from concertation_cli.knowledge.nearest import nearest

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MAX_BYTES = 20 * 1024 * 1024
"""Most bytes of a file that is read as a sheet."""
MAX_UNPACKED = 10 * MAX_BYTES
"""Most bytes that it may unpack to."""
UNPACKING = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What unpacking a broken archive may raise."""
MAX_CELLS = 5_000_000
"""Most cells of a sheet, from its first row and column on."""


def is_sheet(start: bytes) -> bool:
    """Whether a file that begins so is a spreadsheet's own."""
    return start.startswith((_ZIP, _OLE))


def read_sheet(name: str, binary: IO[bytes], sheet: str = "") -> list[list[str]]:
    """Return the rows of a sheet as text, row 1 of the sheet first.

    Args:
        name: What the file is called in errors.
        binary: Its bytes.
        sheet: The name of the sheet; empty for the first.

    Raises:
        UsageError: The library is not there; the file is too large, unreadable, or has no such
            sheet.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook  # an extra
    except ImportError:
        raise UsageError(Problem(name, "sheet-needs-extra")) from None
    data = binary.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES or _unpacked(name, data) > MAX_UNPACKED:
        raise UsageError(Problem(name, "sheet-too-large", {"most": MAX_BYTES // 1024 // 1024}))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if sheet and sheet not in names:
            values: Values = {
                "value": sheet,
                "near": nearest(sheet, names),
                "allowed": tuple(names),
            }
            raise UsageError(Problem("--sheet", "no-such-sheet", values))
        found = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        last_row, last_column = found.end or (0, 0)
        if (last_row + 1) * (last_column + 1) > MAX_CELLS:
            raise UsageError(Problem(name, "sheet-too-many-cells", {"most": MAX_CELLS}))
        return [list(map(_text, row)) for row in found.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise UsageError(Problem(name, "sheet-unreadable")) from error


def _unpacked(name: str, data: bytes) -> int:
    """Return to how many bytes a file unpacks, and make sure that it says so truly."""
    if not data.startswith(_ZIP):
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            if size <= MAX_UNPACKED and packed.testzip() is not None:
                raise UsageError(Problem(name, "sheet-unreadable"))
    except UNPACKING as error:
        raise UsageError(Problem(name, "sheet-unreadable")) from error
    return size


def _text(value: object) -> str:
    """Return the value of a cell as a table of text would hold it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    return str(value)
