"""`voice-coach doctor`: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_coach.checkup.check import Check

HELP = "look at sound, ear, voice and settings, and say what to do"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--json", action="store_true", help="one JSON object per check")
    parser.add_argument("--quick", action="store_true", help="ask nobody to be quiet, or to speak")


def run(args: argparse.Namespace) -> int:
    """Print every check as it is made; 0 when the coach can run or rehearse."""
    import msgspec

    from voice_coach import doctor

    checks = []
    # What is asked of people must not stand between the objects that a program reads.
    asked = sys.stderr if args.json else sys.stdout
    tell = None if args.quick else lambda line: print(f"     {line}", file=asked, flush=True)
    for check in doctor.examine(doctor.looks(tell)):
        print(msgspec.json.encode(check).decode() if args.json else line(check), flush=True)
        checks.append(check)
    talks = doctor.can_talk(checks)
    if not args.json:
        print(verdict(checks, talks))
    return 0 if talks else 1


def line(check: Check) -> str:
    """`ok`, `note` (works without) or `no` (does not), the part, and what was seen."""
    mark = "ok" if check.ok else "no" if check.needed else "note"
    detail = check.detail if check.detail.endswith((".", "!", "?")) else f"{check.detail}."
    told = f"{detail} {check.fix}" if check.fix else check.detail
    return f"{mark:5}{check.name}: {told}".rstrip()


def verdict(checks: list[Check], talks: bool) -> str:
    """The last line."""
    from voice_coach.doctor import HEARING

    if not talks:
        return "The coach cannot start; mend the lines that begin with “no”."
    hears = all(check.ok for check in checks if check.name in HEARING)
    return "The coach can run." if hears else "The coach can rehearse, or run with --text."
