"""The manual page, made from the same parsers that read the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

SECTIONS = (
    (
        "FILES",
        (
            ("~/.config/voice-coach/settings.toml", "What you chose; you may write it yourself."),
            (
                "~/.local/state/voice-coach/",
                "What survives a crash. Where VOICE_COACH_STATE is set, that folder instead.",
            ),
        ),
    ),
    (
        "EXIT STATUS",
        (
            ("0", "It went well."),
            ("1", "Not as asked; a sentence on standard error says why, and what to do."),
            ("2", "The command line was not understood."),
            ("3", "run: there is nothing to hear with."),
        ),
    ),
)


def man_page(parser: argparse.ArgumentParser, version: str) -> str:
    """The page in roff, for section 1."""
    return "\n".join(_page(parser, version)) + "\n"


def _page(parser: argparse.ArgumentParser, version: str) -> Iterator[str]:
    yield f'.TH {parser.prog.upper()} 1 "" "{parser.prog} {version}" "User commands"'
    yield ".SH NAME"
    yield f"{_text(parser.prog)} \\- {_text(_uncapital(parser.description or ''))}"
    yield ".SH SYNOPSIS"
    yield from _synopsis(parser)
    yield ".SH DESCRIPTION"
    yield _text(f"{parser.description} {parser.epilog or ''}".strip())
    yield from _options(parser)
    yield ".SH COMMANDS"
    for command, told in _commands(parser):
        yield from _command(command, told)
    for title, entries in SECTIONS:
        yield f".SH {title}"
        for term, told in entries:
            yield from (".TP", f".B {_text(term)}", _text(told))


def _command(parser: argparse.ArgumentParser, told: str) -> Iterator[str]:
    yield f".SS {_text(parser.prog.partition(' ')[2])}"
    yield from _synopsis(parser)
    yield ".PP"
    yield _text(_sentence(told))
    yield from _options(parser)
    for inner, its in _commands(parser):
        yield from _command(inner, its)


def _synopsis(parser: argparse.ArgumentParser) -> Iterator[str]:
    words = parser.format_usage().removeprefix("usage: ").split()
    head = len(parser.prog.split())
    yield f".B {_text(' '.join(words[:head]))}"
    if words[head:]:
        yield _text(" ".join(words[head:]))


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        formatter = argparse.HelpFormatter(parser.prog)
        yield ".TP"
        yield f".B {_text(formatter._format_action_invocation(action))}"
        yield _text(_sentence(formatter._expand_help(action) if action.help else ""))


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Each with what its parent says of it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            yield from ((inner, helps.get(name, "")) for name, inner in action.choices.items())


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _uncapital(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _text(text: str) -> str:
    """Plain words for roff: nothing of theirs is a request, and a dash is a dash."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe[:1] in (".", "'") else safe
