"""LibreOffice without a window, with a profile of its own: what it makes of a workbook."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(folder: Path, *workbooks: Path) -> tuple[Path, ...]:
    """Open the workbooks, work every formula out anew, save them into the folder and return their paths."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed: Debian's package libreoffice-calc has it")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "xlsx", "--outdir", str(folder / "saved"), *map(str, workbooks)),
        ],
        env=os.environ | {"HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = tuple(folder / "saved" / workbook.name for workbook in workbooks)
    assert all(path.is_file() for path in found), done.stdout + done.stderr
    return found
