"""`voice-coach doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_coach.doctor import Check

HELP = "look at sound, ear, voice and settings, and say what to do"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--json", action="store_true", help="one JSON object per check")


def run(args: argparse.Namespace) -> int:
    """Print every check as it is made; 0 when the coach can run or rehearse."""
    from voice_coach.doctor import can_talk, examine

    checks = []
    for check in examine():
        print(json.dumps(asdict(check), ensure_ascii=False) if args.json else line(check))
        checks.append(check)
    talks = can_talk(checks)
    if not args.json:
        print(verdict(checks, talks))
    return 0 if talks else 1


def line(check: Check) -> str:
    """`ok`, `note` (works without) or `no` (does not), the part, and what was seen."""
    mark = "ok" if check.ok else "no" if check.needed else "note"
    return f"{mark:5}{check.name}: {check.detail} {check.fix}".rstrip()


def verdict(checks: list[Check], talks: bool) -> str:
    """The last line."""
    if not talks:
        return "The coach cannot start; mend the lines that begin with “no”."
    hears = all(check.ok for check in checks if check.name in ("sound library", "microphone"))
    return "The coach can run." if hears else "The coach can rehearse, or run with --text."
