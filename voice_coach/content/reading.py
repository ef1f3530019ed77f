"""How hard a sentence is to follow by ear: the Flesch-Kincaid grade of English. Pure.

The syllables are estimated from the spelling: the libraries for it (textstat) bring nltk along.
"""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(r"i[ao](?!u)|ying|eo(?!u|p)|ue[lt]|ua[lt]|uou|[^q]uie")
_SILENT = re.compile(r"(?:[^aeiouylr]|[aeiouy][lr]|[aeiou][^aeiou]l)e[sd]?$|[^td]ed$")
_SOUNDED = re.compile(r"(?:[sxz]|[cs]h|[cg])es$|[td]ed$|[^aeiouy]le[sd]?$")
_ONE_SOUND = re.compile(r"[tcsgx]i(?:on|ous|al|an|en)")
_INNER_E = re.compile(r"(?<=[aeiouy].)e(?=(?:ful|less|ly|ment|ness|thing|times?|where|one)$)")


def syllables(word: str) -> int:
    """The estimated number of syllables of an English word."""
    word = _INNER_E.sub("", re.sub(r"[^a-z]", "", word.lower()))
    count = len(_VOWELS.findall(word))
    if _SILENT.search(word) and not _SOUNDED.search(word):
        count -= 1
    count += len(_HIATUS.findall(_ONE_SOUND.sub("shon", word)))
    return max(1, count)


def grade(text: str) -> float:
    """The US school grade at which the text is read easily; 0 for no words."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)
    if not words:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?…]+(?:\s|$)", text)))
    each = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / sentences + 11.8 * each - 15.59
