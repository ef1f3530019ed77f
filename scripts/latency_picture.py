"""The latency table of docs/benchmarks.md as one bar: where the time between two voices goes."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

WIDTH, BAR, MARGIN = 1000, 54, 14
PARTS = {
    "endpoint silence and the way through the microphone": ("waiting: was that all?", "#8c8c8c"),
    "thinking (inbox, matcher, dialogue)": ("thinking", "#b35900"),
    "synthesis of the first clause": ("voice", "#1f5a96"),
    "playback (queue, device)": ("loudspeaker", "#0b2e4f"),
}
_ROW = re.compile(r"^\| (.+?) \| (\d+) \| \d+ \|$", re.MULTILINE)


def latency(page: Path, target: Path) -> None:
    """Draw the medians that `scripts/bench latency` wrote."""
    text = page.read_text("utf-8").partition("<!-- latency -->")[2].partition("<!-- /latency")[0]
    known = {name.strip("*"): int(value) for name, value in _ROW.findall(text)}
    shown = [(label, colour, known[name]) for name, (label, colour) in PARTS.items()]
    (target / "latency.svg").write_text(_picture(shown), "utf-8")


def _picture(shown: list[tuple[str, str, int]]) -> str:
    total = sum(value for *_, value in shown)
    scale = (WIDTH - 2 * MARGIN) / total
    parts: list[str] = []
    left = float(MARGIN)
    for number, (label, colour, value) in enumerate(shown):
        width = value * scale
        parts.append(
            f'<rect x="{left:.1f}" y="{MARGIN}" width="{max(width, 1.5):.1f}" height="{BAR}" '
            f'fill="{colour}"/>'
        )
        x, y = MARGIN + 240 * number, MARGIN + BAR + 28
        parts.append(f'<rect x="{x}" y="{y - 11}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="{y}">{escape(label)}: {value} ms</text>')
        left += width
    height = MARGIN + BAR + 44
    title = f"From the couple's last sound to the coach's first: {total} ms"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="15">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )
