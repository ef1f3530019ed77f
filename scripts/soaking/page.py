"""The table in docs/reliability.md: one row for each fault, with the day on which it was tried."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from pathlib import Path

from soaking.outcome import Outcome

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- soak -->", "<!-- /soak -->"
HEAD = (
    "| fault | tried | survived | lost | back after (median / worst) | beside | tried on |",
    "|---|---|---|---|---|---|---|",
)
_NAME = re.compile(r"^\| .*<!-- (\S+) -->")


def row(title: str, outcome: Outcome) -> str:
    """What the outcome says, without the day."""
    tried = f"{outcome.tried:,} {outcome.unit}".strip()
    beside = "; ".join(outcome.remarks) or "–"
    parts = (title, tried, f"{outcome.survived:,}", str(outcome.lost))
    return " | ".join((*parts, outcome.time_to_be_back(), beside))


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Replace the row of that fault, or add it; the others stay as they are."""
    from soaking.faults import FAULTS

    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    rows = {found[1]: line for line in table.splitlines() if (found := _NAME.match(line))}
    title, _, others = text.partition(" | ")
    day = f"{date.today().isoformat()}, {machine()}"
    rows[name] = f"| {title} <!-- {name} --> | {others} | {day} |"
    order = [known for known in FAULTS if known in rows]
    lines = [BEGIN, *HEAD, *(rows[known] for known in order), END]
    page.write_text(before + "\n".join(lines) + after, "utf-8")


def machine() -> str:
    """Where it was tried."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
