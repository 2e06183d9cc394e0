"""Fill a CSV in LibreOffice Calc and save it. Run by the system's Python, which has `uno`.

calc.py JOB.json: {"source", "target", "delimiter", "locale", "rows"}; the paths are absolute.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SOFFICE = "/usr/bin/soffice"
FILTER = "Text - txt - csv (StarCalc)"
FILTERS = {".xlsx": {"FilterName": "Calc MS Excel 2007 XML"}, ".ods": {"FilterName": "calc8"}}
PATIENCE = 120  # seconds for the office to open
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{locale}</value></prop></item>
</oor:items>
"""


def settings(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def connected(pipe):
    """Return the office's desktop, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(PATIENCE * 5):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
        else:
            desktop = "com.sun.star.frame.Desktop"
            return context.ServiceManager.createInstanceWithContext(desktop, context)
    sys.exit("LibreOffice does not answer")


def main():
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    # 34 is the quotation mark, 76 is UTF-8, 1 the first line.
    form = {"FilterName": FILTER, "FilterOptions": f"{ord(job['delimiter'])},34,76,1"}
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(
            SETTINGS.format(locale=job["locale"]), "utf-8"
        )
        pipe = Path(folder).name
        office = subprocess.Popen(
            [
                SOFFICE,
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
                f"-env:UserInstallation=file://{profile.parent}",
            ]
        )
        desktop = connected(pipe)
        source, target = (Path(job[name]).as_uri() for name in ("source", "target"))
        book = desktop.loadComponentFromURL(source, "_blank", 0, settings(Hidden=True, **form))
        kept = FILTERS.get(Path(job["target"]).suffix, form)
        sheet = book.Sheets.getByIndex(0)
        for number, row in enumerate(job["rows"], 1):
            for column, text in enumerate(row):
                sheet.getCellByPosition(column, number).setString(text)
        book.storeToURL(target, settings(**kept))
        book.close(True)  # noqa: FBT003  # as its interface asks
        desktop.terminate()
        office.wait(PATIENCE)


main()
