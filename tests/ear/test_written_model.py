"""Real Vosk loads what we write: hand-set layers hear phrases that are spoken in tones."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import tone_model
from ear.align import CODES
from ear.kaldi import Layer, written_layers
from ear.model import known_words, write_model, write_words

from voice_coach.content.template import Sequence
from voice_coach.content.template import Word as W
from voice_coach.hearing.phones import PHONES, boundary, read_phones
from voice_coach.hearing.phrase_graph import UNKNOWN
from voice_coach.hearing.phrase_recognizer import PhraseRecognizer, is_ours
from voice_coach.hearing.recognizer import Recognizer
from voice_coach.hearing.vosk_recognizer import VoskRecognizer
from voice_coach.understanding.grammar import Grammar, Network

SAID = ["yes", "no", "stop", "start a hug timer", "we had a fight"]
WORDS = sorted({word for phrase in SAID for word in phrase.split()})
OUTPUTS = 2 * (1 + len(PHONES))


def layers() -> list[Layer]:
    """The tone model's band detectors, a layer that adds nothing, and a mixer into our outputs."""
    order = [*tone_model.LOW_BANDS, *tone_model.HIGH_BANDS]
    detect = (np.eye(tone_model.BANDS)[order] - 1 / tone_model.BANDS).astype(np.float32)
    size = len(order)
    nothing = np.zeros((size, 3 * size), np.float32)
    nothing[0, 0] = 1e-6
    mixer = np.zeros((OUTPUTS, size), np.float32)
    bias = np.zeros(OUTPUTS, np.float32)
    for name in PHONES:
        for band in tone_model.CHORDS[name]:
            mixer[2 * CODES[name] : 2 * CODES[name] + 2, order.index(band)] = 1.0
    bias[:2] = 3.0
    return [
        Layer((0,), detect, np.full(size, -2.5, np.float32), relu=True),
        Layer((-3, 0, 3), nothing, np.zeros(size, np.float32), relu=True, added=True),
        Layer((0,), mixer, bias, softmax=True),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ear") / "model"
    follow = np.full((len(PHONES) + 1, len(PHONES) + 1), 1 / 40, np.float32)
    write_model(folder, layers(), [6.0] * 40, WORDS, follow)
    return folder


def grammar() -> Grammar:
    network = Network({}, {})
    for phrase in SAID:
        network.add("said", Sequence(tuple(W(word) for word in phrase.split())))
    return network.grammar()


def hear(recognizer: Recognizer, text: str) -> str:
    recognizer.set_grammar(grammar())
    recognizer.accept(tone_model.speak(text))
    return recognizer.finish().text


@pytest.mark.parametrize("kind", [VoskRecognizer, PhraseRecognizer])
def test_phrases_are_heard_and_others_are_not(folder: Path, kind: type) -> None:
    recognizer = kind(folder)
    heard = {text: hear(recognizer, text) for text in [*SAID, "zebra giraffe elephant", "music"]}
    assert heard == {text: text if text in SAID else "" for text in heard}


def test_only_whole_phrases_are_heard(folder: Path) -> None:
    recognizer = PhraseRecognizer(folder)
    assert is_ours(folder)
    for mixed in ("start a fight", "we had a hug timer", "a fight", "no stop", "timer a hug"):
        assert hear(recognizer, mixed) in ("", *SAID)
    assert hear(recognizer, "start a hug timer") == "start a hug timer"


def test_times_are_those_of_this_utterance_and_not_of_all(folder: Path) -> None:
    recognizer = PhraseRecognizer(folder)
    for _ in range(3):
        recognizer.set_grammar(grammar())
        recognizer.accept(tone_model.speak("stop", lead=0.5))
        word = recognizer.finish().words[0]
        assert word.start == pytest.approx(0.5, abs=0.1)


def test_words_have_their_times(folder: Path) -> None:
    recognizer = VoskRecognizer(folder)
    recognizer.set_grammar(grammar())
    recognizer.accept(tone_model.speak("stop", lead=0.5))
    word = recognizer.finish().words[0]
    assert word.start == pytest.approx(0.5, abs=0.1)
    assert word.end == pytest.approx(0.5 + 4 * 0.09, abs=0.15)


def test_only_the_words_and_the_unknown_are_known(folder: Path) -> None:
    lines = (folder / "graph" / "words.txt").read_text("utf-8").split("\n")
    assert [line.split()[0] for line in lines if line] == ["<eps>", UNKNOWN, *WORDS]
    unknown = VoskRecognizer(folder).unknown_words(frozenset({"yes", "xylophone"}))
    assert unknown == {"xylophone"}


def test_new_words_need_no_training(folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(folder, model)
    write_words(model, [*known_words(model), "zebra"], read_phones(model))
    assert set(known_words(model)) == {UNKNOWN, *WORDS, "zebra"}
    recognizer = VoskRecognizer(model)
    recognizer.set_grammar(Grammar(0, ((0, 1, "zebra"), (0, 1, "stop")), frozenset({1})))
    for word in ("zebra", "stop"):
        recognizer.accept(tone_model.speak(word))
        assert recognizer.finish().text == word


def test_every_phone_has_a_place_in_the_word(folder: Path) -> None:
    phones = read_phones(folder)
    names = {number: name for name, number in phones.numbers.items()}
    assert len(names) == 2 + 4 * len(PHONES)
    assert [boundary(names[n]) for n in phones.of(("S", "T", "AA", "P"))] == [
        "begin", "internal", "internal", "end",
    ]  # fmt: skip
    assert boundary(names[phones.of(("AY",))[0]]) == "singleton"
    assert boundary(names[1]) == "nonword"


def test_a_written_model_can_be_read_back_for_more_training(folder: Path) -> None:
    read = list(written_layers((folder / "am/final.mdl").read_bytes()))
    for (weights, bias), layer in zip(read, layers(), strict=True):
        span = layer.weights.max() - layer.weights.min()
        assert np.abs(weights - layer.weights).max() <= span / 128
        assert np.array_equal(bias, layer.bias)
