"""How words are said: the CMU dictionary that PocketSphinx carries, for other words espeak-ng.

espeak-ng writes IPA; it is cut into the longest signs we know, and what is none of them is left
out. Phones are CMU's thirty-nine, without stress.
"""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

Phones = tuple[str, ...]

_NAMES = """
AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH
"""
PHONES: Phones = tuple(_NAMES.split())
SILENCE = "SIL"
MOST_WAYS = 3
"""Pronunciations of one word; the dictionary lists the usual ones first."""
_IPA = {
    "aɪə": "AY AH", "aɪɚ": "AY ER", "aʊɚ": "AW ER",
    "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "ɔɪ": "OY", "tʃ": "CH", "dʒ": "JH",
    "iə": "IY AH", "ɪɹ": "IH R", "ɪə": "IH R", "ɛɹ": "EH R", "ɔːɹ": "AO R", "ɔɹ": "AO R",
    "oːɹ": "AO R", "ɑːɹ": "AA R", "ɑɹ": "AA R", "ʊɹ": "UH R", "ɜː": "ER", "ɜ": "ER", "ɚ": "ER",
    "əl": "AH L", "ən": "AH N", "iː": "IY", "i": "IY", "ɪ": "IH", "ᵻ": "IH", "ɛ": "EH", "e": "EH",
    "æ": "AE", "a": "AE", "ɑː": "AA", "ɑ": "AA", "ɒ": "AA", "ɔː": "AO", "ɔ": "AO", "oː": "AO",
    "o": "OW", "ʌ": "AH", "ə": "AH", "ɐ": "AH", "ʊ": "UH", "uː": "UW", "u": "UW", "b": "B",
    "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "j": "Y", "k": "K", "x": "K",
    "l": "L", "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "ɾ": "T", "s": "S",
    "ʃ": "SH", "t": "T", "ʔ": "T", "θ": "TH", "v": "V", "w": "W", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
_SIGNS = re.compile("|".join(sorted(_IPA, key=len, reverse=True)))
_KNOWN = frozenset(PHONES)


@functools.cache
def dictionary() -> dict[str, tuple[Phones, ...]]:
    """Every word of the dictionary with its ways to be said."""
    import pocketsphinx

    path = Path(pocketsphinx.get_model_path("en-us")) / "cmudict-en-us.dict"
    return parse_dictionary(path.read_text("utf-8").splitlines())


def parse_dictionary(lines: Iterable[str]) -> dict[str, tuple[Phones, ...]]:
    """Lines "word P H O N E S"; further ways are "word(2) …"."""
    found: dict[str, list[Phones]] = {}
    for line in lines:
        word, *phones = line.split()
        ways = found.setdefault(word.partition("(")[0], [])
        if _KNOWN.issuperset(phones) and len(ways) < MOST_WAYS:
            ways.append(tuple(phones))
    return {word: tuple(ways) for word, ways in found.items() if ways}


def ways_to_say(word: str) -> tuple[Phones, ...]:
    """The pronunciations of a word; empty when neither the dictionary nor espeak-ng has one."""
    known = dictionary().get(word)
    if known is not None:
        return known
    guess = _guess(word)
    return (guess,) if guess else ()


def from_ipa(ipa: str) -> Phones:
    """CMU phones of an IPA transcription; unknown signs are skipped."""
    plain = re.sub("[ˈˌ‍ ]", "", ipa)
    return tuple(" ".join(_IPA[sign] for sign in _SIGNS.findall(plain)).split())


@functools.cache
def _guess(word: str) -> Phones:
    command = ["espeak-ng", "-q", "--ipa", "-v", "en-us", word]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return from_ipa(done.stdout.strip())
