"""`voice-coach rehearse`: a couple's lines spoken by synthetic voices, and what the coach does.

Exit code 1 when the coach answers otherwise than the scene demands. Files are written into --out
and nowhere else, but for songs that are made up for a scene and gone with it.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voice_coach.errors import SceneError, SoundError

if TYPE_CHECKING:
    from voice_coach.rehearsal.casting import Cast
    from voice_coach.rehearsal.report import Captions, Summary
    from voice_coach.rehearsal.scene import Scene
    from voice_coach.rehearsal.stage import Played, Stage

HELP = "play a scene with synthetic voices through the real ear and voice, faster than life"
DEFAULT_SCENE = "hug"


def configure(parser: argparse.ArgumentParser) -> None:
    """The command line."""
    parser.add_argument(
        "scene", nargs="?", help=f"a scene's name or file (default: {DEFAULT_SCENE})"
    )
    parser.add_argument("--list", action="store_true", help="list the scenes that come along")
    parser.add_argument("--all", action="store_true", help="play them all, one after the other")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write NAME.wav, .txt and .jsonl")
    parser.add_argument("--json", action="store_true", help="print one JSON line a turn instead")
    parser.add_argument("--realtime", action="store_true", help="as slow as life, and aloud")
    parser.add_argument(
        "--content", type=Path, metavar="DIR", help="content other than the coach's"
    )
    parser.add_argument("--model", metavar="NAME|DIR", help="a Vosk model")
    parser.add_argument(
        "--voices", choices=("auto", "flite", "espeak"), default="auto", help="who speaks the lines"
    )


def run(args: argparse.Namespace) -> int:
    """0 when every scene went as demanded, else 1."""
    scenes = _chosen(args)
    if args.list:
        for name, scene in scenes.items():
            print(f"{name:<14} {scene.title}")
        return 0
    _make(args.out)
    summaries = list(_play_all(args, scenes))
    if not args.json:
        for summary in summaries:
            print(summary.sentence())
        print(f"Written into {args.out}." if args.out else "Nothing was written (no --out).")
    return int(any(summary.failed for summary in summaries))


def _chosen(args: argparse.Namespace) -> dict[str, Scene]:
    """Name → scene, in the order in which they are played."""
    from voice_coach import own_content
    from voice_coach.rehearsal import scene as scenes

    shipped = own_content.scenes(args.content)
    if args.all or args.list:
        chosen = shipped
    else:
        wanted = args.scene or DEFAULT_SCENE
        path = shipped.get(wanted, Path(wanted))
        if wanted not in shipped and not path.is_file():
            fix = f"There are: {', '.join(shipped) or 'none'}; or give a file."
            raise SceneError(f"there is no scene {wanted!r}.", fix)
        chosen = {path.stem: path}
    if not chosen:
        raise SceneError(f"{args.content} holds no scenes.", "Name a scene's file.")
    return {name: scenes.load(path) for name, path in chosen.items()}


def _make(folder: Path | None) -> None:
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SceneError(f"{folder} cannot be made ({why}).", "Name another --out.") from error


def _play_all(args: argparse.Namespace, scenes: dict[str, Scene]) -> Iterator[Summary]:
    from voice_coach import own_content
    from voice_coach.rehearsal.casting import cast, ear
    from voice_coach.speaking.voice import Voice
    from voice_coach.understanding.phrasebook import Phrasebook

    recognizer = ear(args.model or "")
    languages = sorted({scene.locale for scene in scenes.values()})
    books = {
        language: Phrasebook(own_content.content(args.content, language)) for language in languages
    }
    with contextlib.ExitStack() as closing:
        voices = {
            language: closing.enter_context(Voice(book.content.locale.voice))
            for language, book in books.items()
        }
        for name, scene in scenes.items():
            book, voice = books[scene.locale], voices[scene.locale]
            players = cast(scene, book, recognizer, voice, args.voices)
            with contextlib.closing(players):
                yield _play(args, name, scene, players)


def _play(args: argparse.Namespace, name: str, scene: Scene, cast: Cast) -> Summary:
    from voice_coach.rehearsal import report
    from voice_coach.rehearsal.stage import Stage

    began = time.perf_counter()
    played: list[Played] = []
    with _audience(args) as captions:
        if not args.json:
            print(f"\n{scene.title}  ({', '.join(m.name for m in cast.mouths.values())})")
        stage = Stage(scene, cast, captions)
        for turn in stage.play():
            played.append(turn)
            for line in [report.record(name, turn)] if args.json else report.verdict_lines(turn):
                print(line, flush=True)
    if args.out:
        _write(args.out, name, scene, cast, stage, played)
    failed = sum(not turn.ok for turn in played)
    return report.Summary(name, len(played) - 1, failed, stage.seconds, time.perf_counter() - began)


@contextlib.contextmanager
def _audience(args: argparse.Namespace) -> Iterator[Captions]:
    """Captions on the screen; with --realtime also sound, and life's own pace."""
    from voice_coach.rehearsal.report import Captions

    write = (lambda line: None) if args.json else (lambda line: print(line, flush=True))
    if not args.realtime:
        yield Captions(write)
        return
    from voice_coach.rehearsal.realtime import LiveCaptions
    from voice_coach.speaking.player import Player

    with contextlib.ExitStack() as closing:
        try:
            players = [closing.enter_context(Player()) for _ in range(3)]
        except SoundError as error:
            raise SoundError(str(error), "Without --realtime no loudspeaker is needed.") from error
        yield LiveCaptions(write, *players)


def _write(
    out: Path, name: str, scene: Scene, cast: Cast, stage: Stage, played: list[Played]
) -> None:
    from voice_coach.rehearsal import report

    voices = [f"{who} {mouth.name}" for who, mouth in cast.mouths.items()]
    text = "\n".join(report.transcript(scene, played, voices)) + "\n"
    lines = "".join(report.record(name, turn) + "\n" for turn in played)
    try:
        stage.track.save(out / f"{name}.wav")
        (out / f"{name}.txt").write_text(text, encoding="utf-8")
        (out / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SceneError(f"{out} cannot be written to ({why}).", "Name another --out.") from error
