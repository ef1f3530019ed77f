"""One moment of the screen as lines of text, for any width; made for 40 columns and more. Pure.

From the top: how the coach listens; its words; timers; what was understood and what can be said.
Nothing is told by colour alone: every state has a shape and words, every bar its time.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from voice_coach.checkup.levels import NOTHING
from voice_coach.messages import Listening
from voice_coach.screen import large
from voice_coach.screen.scene import Bar, Scene
from voice_coach.screen.words import (
    BETWEEN,
    RUNS,
    SHAPES,
    SPEAKING,
    STANDS,
    TONE,
    UNCLEAR,
    UNDERSTOOD,
    Words,
    clock_face,
    in_rows,
)

FULL, EMPTY = "█", "░"
LOUD, SOFT = -10.0, -60.0
"""dBFS at the ends of the level meter."""
LOW = 3
"""Rows that the coach's words have at least."""
ENTRY, ENTRY_MARK = 3, "›"
"""Rows of a line that is typed: the last ones."""
WIDE = 72
"""Columns from which on what can be said stands in columns."""


def view(scene: Scene, words: Words, width: int, height: int, now: float) -> list[Text]:
    """Exactly `height` lines, none wider than `width`."""
    top = [*_state(scene, words, width, now), _rule(width)]
    timers = [line for bar in scene.bars for line in _timer(bar, words, width, now)]
    meter = [] if scene.meter is None else [_meter(scene.meter, words, width)]
    bottom = [_rule(width), *_heard(scene, words, width), *_say(scene, words, width)]
    marked = [f"{words['note']}: {note}" for note in scene.notes]
    notes = [part for note in marked for part in _wrapped(note, width, "bold", "  ")]
    middle = height - len(top) - len(timers) - len(meter) - len(bottom) - len(notes)
    if middle < LOW:  # in a low window the words of the coach go before what can be said
        bottom = bottom[: max(0, len(bottom) - LOW + middle)]
        middle = max(0, height - len(top) - len(timers) - len(meter) - len(bottom) - len(notes))
    captions = _captions(scene, width, middle, now)
    lines = [*top, *captions, *meter, *timers, *notes, *bottom]
    return [_fitted(line, width) for line in lines[:height]]


def _state(scene: Scene, words: Words, width: int, now: float) -> Iterator[Text]:
    if scene.closed:
        told = f"{SHAPES[Listening.MUTED]} {words.state(Listening.MUTED)}"
    elif scene.speaking:
        spoken = words.state(Listening.OVER) if scene.overheard else words["speaking"]
        told = f"{SPEAKING} {spoken}"
    elif scene.lost:
        told = f"{SHAPES[Listening.MUTED]} {words['lost']}"
    elif scene.mode is None:
        told = ""
    else:
        told = f"{SHAPES[scene.mode]} {words.state(scene.mode)}"
    names = " · ".join(scene.names)
    if names and cell_len(told) + cell_len(names) + 3 <= width:
        told += " " * (width - 2 - cell_len(told) - cell_len(names)) + names
    style = "bold reverse" if scene.flashing(now) else "bold"
    if names and told.endswith(names):
        yield Text(f" {told}", style)
    else:
        yield from _wrapped(told, width, style, "  ") or [Text("")]
    if scene.paused:
        yield from _wrapped(f"{STANDS} {words['still']}", width, "bold", "  ")
    tone = scene.shown_tone(now)
    if tone is not None:
        yield from _wrapped(f"{TONE} {words.tone(tone)}", width, style, "  ")


def _captions(scene: Scene, width: int, height: int, now: float) -> list[Text]:
    """The newest sentence bright and whole, as many older ones above it as there is room."""
    shown: list[Text] = []
    for number, caption in enumerate(reversed(scene.captions)):
        newest = number == 0
        style = "bold" if newest else "dim"
        if newest and scene.large:
            lines = large.lines(caption, width - 2, height) or [
                Text(f" {row}", style="bold reverse") for row in _rows(caption, width - 2)
            ]
        else:
            lines = [Text(f" {row}", style=style) for row in _rows(caption, width - 2)]
        if len(shown) + len(lines) > height:
            if newest:
                shown = lines[:height]
            break
        shown = [*lines, *shown]
        if scene.large:
            break
    if scene.flashing(now) and scene.large:
        for line in shown:
            line.stylize("reverse")
    return [*([Text("")] * (height - len(shown))), *shown]


def _timer(bar: Bar, words: Words, width: int, now: float) -> Iterator[Text]:
    left = bar.left_at(now)
    told = f" {STANDS if bar.paused else RUNS} {bar.name} {clock_face(left)}"
    told += f" {words['paused']}" if bar.paused else ""
    room = min(40, width - cell_len(told) - 2)
    if room < 10:
        yield Text(told, style="bold")
        told, room = " ", width - 3
    share = left / bar.total if bar.total > 0 else 0.0
    full = round(room * share)
    drawn = f"{FULL * full}{EMPTY * (room - full)}"
    yield Text.assemble((f"{told} ", "bold"), (drawn, "cyan"))


def _meter(level: float, words: Words, width: int) -> Text:
    told = f" {words['meter']} "
    room = max(0, min(40, width - 1 - cell_len(told)))
    share = (level - SOFT) / (LOUD - SOFT) if level > NOTHING else 0.0
    full = round(room * min(1.0, max(0.0, share)))
    return Text(f"{told}{FULL * full}{EMPTY * (room - full)}")


def _heard(scene: Scene, words: Words, width: int) -> list[Text]:
    if scene.entry is not None:
        rows = _rows(scene.entry, width - 4)[-ENTRY:] or [""]
        space = " " if scene.entry.endswith(" ") else ""
        marks = [ENTRY_MARK, *(" " * (len(rows) - 1))]
        shown = [f" {mark} {row}" for mark, row in zip(marks, rows, strict=True)]
        return [*(Text(it) for it in shown[:-1]), Text(f"{shown[-1]}{space}▏", style="bold")]
    if scene.understood:
        return [Text(f" {UNDERSTOOD} {words['understood']}: {scene.understood}", style="bold")]
    if scene.unclear:
        return [Text(f" {UNCLEAR} {words['unclear']}")]
    return [Text("")]


def _say(scene: Scene, words: Words, width: int) -> list[Text]:
    typing = scene.entry is not None  # digits are letters of the line then, and no keys
    offers = enumerate(scene.page.shown, 1)
    shown = [it.phrase if typing else f"{number} {it.phrase}" for number, it in offers]
    how = words["write" if typing else "press" if scene.closed or scene.lost else "say"]
    lines = [Text(f" {how}:", style="dim")] if shown and how else []
    columns = 3 if width >= WIDE else 1
    if columns == 3 and any(cell_len(it) > width // 3 - 3 for it in shown):
        columns = 2
    room = (width - 1) // columns
    rows = -(-len(shown) // columns)
    for row in range(rows):
        cells = shown[row::rows]
        lines.append(Text(" " + "".join(set_cell_size(cell, room) for cell in cells)))
    told = []
    if typing:
        told += words["line"].split(BETWEEN)
    elif scene.page.count > 1:
        told.append(f"{words['more']} ({scene.page.number + 1}/{scene.page.count})")
    if scene.keys and not typing:
        told += words["keys"].split(BETWEEN)
    return [*lines, *(Text(f" {row}", "dim") for row in in_rows(told, width - 2))]


def _rows(text: str, width: int) -> list[str]:
    """The text in rows of at most `width`, broken between words where it can be."""
    rows = [""]
    for word in text.split():
        for part in _parts(word, width):
            joined = f"{rows[-1]} {part}" if rows[-1] else part
            if cell_len(joined) <= width:
                rows[-1] = joined
            else:
                rows.append(part)
    return [row for row in rows if row]


def _parts(word: str, width: int) -> list[str]:
    if cell_len(word) <= width:
        return [word]
    return [word[at : at + width] for at in range(0, len(word), max(1, width))]


def _wrapped(text: str, width: int, style: str, indent: str) -> list[Text]:
    rows = _rows(text, width - 1 - len(indent))
    return [Text(f"{' ' if at == 0 else indent}{row}", style) for at, row in enumerate(rows)]


def _rule(width: int) -> Text:
    return Text("─" * width, style="dim")


def _fitted(line: Text, width: int) -> Text:
    """No wider, and nothing in it that a terminal would obey."""
    if not line.plain.isprintable():
        clean = "".join(it if it.isprintable() else " " for it in line.plain)
        line = Text(clean, style=line.style)
    if line.cell_len > width:
        line.truncate(width, overflow="ellipsis")
    return line
