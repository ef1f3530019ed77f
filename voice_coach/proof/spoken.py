"""A scene with canaries, spoken by synthetic voices through the real ear; nothing is written.

Prints one line of JSON: how many utterances were spoken, how many the ear made something of.
"""

from __future__ import annotations

import contextlib
import json
import sys

from voice_coach import guard


def main() -> int:
    """Play the scene that comes in on standard input."""
    guard.refuse_network()
    from voice_coach.content import loader
    from voice_coach.rehearsal import scene as scenes
    from voice_coach.rehearsal.casting import cast, ear
    from voice_coach.rehearsal.stage import Stage
    from voice_coach.speaking.voice import Voice
    from voice_coach.understanding.phrasebook import Phrasebook

    scene = scenes.parse(sys.stdin.read(), "the spoken evening")
    book = Phrasebook(loader.load(None, scene.locale))
    with Voice(book.content.locale.voice) as voice:
        players = cast(scene, book, ear(), voice)
        with contextlib.closing(players):
            played = list(Stage(scene, players).play())
    spoken = sum(bool(turn.turn and turn.turn.say) for turn in played)
    understood = sum(any(heard.text for heard in turn.heard) for turn in played)
    print(json.dumps({"spoken": spoken, "understood": understood}))
    return 0
