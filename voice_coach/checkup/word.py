"""Whether a word can be the couple's check-in word: heard for sure, and like no command."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from voice_coach.content.schema import Content
from voice_coach.content.template import normal
from voice_coach.errors import SettingsError
from voice_coach.hearing.pronunciation import pronounced
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.understanding.phrasebook import Phrasebook

OWN = ("first_word", "check_in")
"""Intents that are that word."""
ALIKE = 0.34
"""Share of different phones below which two phrases sound alike: "stock" and "stop" 0.25."""
VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())  # noqa: SIM905
SYLLABLES = 2
"""The fewest; a shorter word is heard in other words."""
SAMPLES = 8


def fit(word: str, content: Content, ear: Recognizer) -> str:
    """The word as the ear knows it. Raises SettingsError: what is wrong with it."""
    word = normal(word)
    if not word:
        return ""
    other = "Choose a longer or a stranger one: pineapple, lighthouse, caterpillar."
    if unknown := ear.unknown_words(frozenset(word.split())):
        raise SettingsError(f"nobody knows how to say {', '.join(sorted(unknown))}.", other)
    book = Phrasebook(content)
    heard = [name for name in content.intents if name not in OWN and not book.ignored(name)]
    if book.parses(word, heard):
        raise SettingsError(f"“{word}” means something else already.", other)
    sound = _sound(word)
    if sum(phone in VOWELS for phone in sound) < SYLLABLES:
        raise SettingsError(f"“{word}” is too short to be told from other words.", other)
    for name in _always(content):
        for phrase in _short(book, name):
            if Levenshtein.normalized_distance(sound, _sound(phrase)) < ALIKE:
                raise SettingsError(f"“{word}” sounds too much like “{phrase}”.", other)
    return word


def _always(content: Content) -> list[str]:
    """What may be heard beside it in every state, and the answers of a gate."""
    control = [name for name, intent in content.intents.items() if intent.control or intent.short]
    return [name for name in (*control, "no", "not_yet") if name in content.intents]


def _short(book: Phrasebook, name: str) -> list[str]:
    """The short ways to say it."""
    trees = book.short_trees_of(name) or book.trees_of(name)[:1]
    return [" ".join(words) for tree in trees for words in book.drawn(tree, SAMPLES)]


def _sound(phrase: str) -> list[str]:
    words = phrase.split()
    ways = pronounced(words)
    return [phone for word in words if ways[word] for phone in ways[word][0]]
