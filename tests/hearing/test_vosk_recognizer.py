"""Real Vosk, spoken to in tones: what is said is heard, and nothing that is misused ends Python."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tone_model import noisy, speak, to_bytes, write_tone_model

from voice_coach.content.template import Sequence
from voice_coach.content.template import Word as W
from voice_coach.errors import ModelError
from voice_coach.hearing.choice import embedded_ear
from voice_coach.hearing.ear import Ear
from voice_coach.hearing.phrase_cover import LONGEST, covering_lines
from voice_coach.hearing.recognizer import Recognizer, takes_dictation
from voice_coach.hearing.vosk_recognizer import VoskRecognizer, phrase_heard
from voice_coach.messages import Heard, Listen, Listening, Word
from voice_coach.understanding.grammar import Grammar, Network

PHRASES = """hey coach; stop; yes; no; yes please; no thanks; pause; resume; repeat that; help
goodbye; good night; next question please; give me a conversation starter; give me another one
ask us a question; start a hug timer; start a twenty second hug; start a two song timer
start the two song timer; play two songs; guide us through a repair; we had a fight
can you help us talk; i am sorry; i feel hurt; i feel lonely; i feel angry; i feel better now
thank you; not now; maybe later; cancel the timer; keep going; go back; say that again
how much time is left; how long is left; what can you do; my turn; your turn; louder please"""
SAID = [phrase.strip() for phrase in PHRASES.replace("\n", ";").split(";")]
ELSEWHERE = ["umbrella", "yellow garden window", "the weather is lovely in november"]


def grammar_of(*phrases: str) -> Grammar:
    network = Network({}, {})
    for phrase in phrases:
        network.add("said", Sequence(tuple(W(word) for word in phrase.split())))
    return network.grammar()


ALL = grammar_of(*SAID)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = {word for phrase in SAID for word in phrase.split()}
    return write_tone_model(tmp_path_factory.mktemp("models") / "tones", words)


@pytest.fixture
def ear(model: Path) -> VoskRecognizer:
    ear = VoskRecognizer(model)
    ear.set_grammar(ALL)
    return ear


def hear(ear: Recognizer, sound: bytes, block: int = 640) -> Heard:
    for start in range(0, len(sound), block):
        ear.accept(sound[start : start + block])
    return ear.finish()


def noise(seconds: float, level: float, seed: int = 1) -> bytes:
    return to_bytes(np.random.default_rng(seed).normal(0, level, round(16_000 * seconds)))


# --- what is said is heard ------------------------------------------------------------------


@pytest.mark.parametrize("decibels", [None, 20, 10])
def test_every_phrase_is_heard(ear: VoskRecognizer, decibels: float | None) -> None:
    sounds = [speak(phrase) for phrase in SAID]
    if decibels is not None:
        sounds = [noisy(sound, decibels, seed) for seed, sound in enumerate(sounds)]
    assert [hear(ear, sound).text for sound in sounds] == SAID


def test_the_name_tells_engine_and_model(ear: VoskRecognizer) -> None:
    assert ear.name == "vosk tones"


@pytest.mark.parametrize("phrase", ["stop", "give me a conversation starter"])
def test_word_times_are_ordered_and_inside_the_sound(ear: VoskRecognizer, phrase: str) -> None:
    for _ in range(3):  # Vosk's own clock runs on from utterance to utterance
        sound = speak(phrase)
        heard = hear(ear, sound)
        times = [edge for word in heard.words for edge in (word.start, word.end)]
        assert [word.text for word in heard.words] == phrase.split()
        assert times == sorted(times)
        assert times[0] == pytest.approx(0.3, abs=0.07)
        assert times[-1] <= heard.audio_seconds == pytest.approx(len(sound) / 32_000)
        assert 0.0 < heard.score == min(word.score for word in heard.words) <= 1.0
        assert heard.decode_seconds > 0


def test_a_pause_longer_than_vosks_endpoint_does_not_split_a_phrase(ear: VoskRecognizer) -> None:
    sound = speak("give me", trail=2.0) + speak("another one", lead=0.0)
    heard = hear(ear, sound)
    assert heard.text == "give me another one"
    assert heard.words[2].start > heard.words[1].end + 1.5


def test_two_phrases_in_one_utterance_are_no_phrase(ear: VoskRecognizer) -> None:
    assert hear(ear, speak("thank you") + speak("good night", lead=1.0)).text == ""


@pytest.mark.parametrize("size", [1, 3, 641, 100_000])
def test_sound_may_come_in_any_pieces_even_of_half_frames(ear: VoskRecognizer, size: int) -> None:
    assert hear(ear, speak("i feel hurt", trail=0.3), size).text == "i feel hurt"


def test_half_a_frame_does_not_spill_into_the_next_utterance(ear: VoskRecognizer) -> None:
    assert hear(ear, speak("stop") + b"\x7f").text == "stop"
    assert hear(ear, speak("go back")).text == "go back"


# --- what is not there is not heard ---------------------------------------------------------


def test_no_sound_is_nothing(ear: VoskRecognizer) -> None:
    for _ in range(2):
        heard = ear.finish()
        assert (heard.text, heard.score, heard.words, heard.audio_seconds) == ("", 0.0, (), 0.0)
        ear.accept(b"")


@pytest.mark.parametrize(
    "sound",
    [bytes(32_000), noise(2, 30), noise(2, 3000), noise(0.02, 3000), b"\xff\x7f" * 16_000],
    ids=["zeros", "quiet noise", "loud noise", "a click", "a stuck sample"],
)
def test_silence_and_noise_are_nothing(ear: VoskRecognizer, sound: bytes) -> None:
    heard = hear(ear, sound)
    assert (heard.text, heard.score, heard.words) == ("", 0.0, ())
    assert heard.audio_seconds == len(sound) / 32_000


@pytest.mark.parametrize(
    "talk", [*ELSEWHERE, "stop umbrella", "i feel yellow", "give me a", "back"]
)
def test_other_talk_and_half_phrases_are_nothing(ear: VoskRecognizer, talk: str) -> None:
    heard = hear(ear, speak(talk))
    assert (heard.text, heard.score, heard.words) == ("", 0.0, ())


def test_a_breath_at_the_edge_is_forgiven_and_a_word_is_not() -> None:
    grammar = grammar_of("go back")
    go, back = Word("go", 0.5, 0.7, 1.0), Word("back", 0.7, 1.0, 1.0)
    breath, word = Word("[unk]", 0.3, 0.5, 1.0), Word("[unk]", 0.0, 0.5, 1.0)
    assert phrase_heard([breath, go, back, breath], grammar) == (go, back)
    assert phrase_heard([word, go, back], grammar) == ()
    assert phrase_heard([go, breath, back], grammar) == ()
    assert phrase_heard([breath], grammar) == ()
    assert phrase_heard([], Grammar(0, (), frozenset({0}))) == ()


# --- the grammar changes --------------------------------------------------------------------


def test_the_grammar_follows_the_conversation(ear: VoskRecognizer) -> None:
    ear.set_grammar(grammar_of("yes", "no"))
    assert hear(ear, speak("yes")).text == "yes"
    assert hear(ear, speak("give me another one")).text == ""
    ear.set_grammar(ALL)
    assert hear(ear, speak("give me another one")).text == "give me another one"
    ear.set_grammar(grammar_of("stop"))
    assert hear(ear, speak("give me another one")).text == ""
    assert hear(ear, speak("stop")).text == "stop"


@pytest.mark.parametrize("cut", [2, 3200, 20_000])
def test_a_new_grammar_in_mid_utterance_drops_the_sound(ear: VoskRecognizer, cut: int) -> None:
    ear.accept(speak("give me another one")[:cut])
    ear.set_grammar(grammar_of("yes", "no"))
    heard = hear(ear, speak("no"))
    assert heard.text == "no"
    assert heard.audio_seconds == len(speak("no")) / 32_000
    assert heard.words[0].start == pytest.approx(0.3, abs=0.07)


def test_reset_drops_the_sound_even_for_the_same_grammar(ear: VoskRecognizer) -> None:
    ear.accept(speak("stop", trail=0.0))
    ear.reset()
    assert hear(ear, speak("go back")).text == "go back"
    ear.accept(speak("stop", trail=0.0))
    ear.set_grammar(ALL)
    assert ear.finish().text == ""


def test_a_grammar_without_phrases_hears_nothing(ear: VoskRecognizer) -> None:
    ear.set_grammar(Grammar(0, (), frozenset()))
    assert hear(ear, speak("stop")).text == ""
    ear.set_grammar(ALL)
    assert hear(ear, speak("stop")).text == "stop"


def test_phrases_with_words_the_model_lacks_are_left_out(ear: VoskRecognizer) -> None:
    assert ear.unknown_words(frozenset({"stop", "café", "", "<eps>", "Stop"})) == {
        *("café", "", "<eps>", "Stop")
    }
    ear.set_grammar(grammar_of("stop", "stop the café", "café", "go back"))
    assert hear(ear, speak("stop")).text == "stop"
    ear.set_grammar(grammar_of("café", 'a "quoted" word'))
    assert hear(ear, speak("stop")).text == ""


def test_words_beyond_ascii_reach_vosk(tmp_path: Path) -> None:
    folder = write_tone_model(tmp_path / "model", ["go", "back"])
    words = folder / "graph" / "words.txt"
    words.write_text(words.read_text("utf-8").replace("back", "zurück"), "utf-8")
    ear = VoskRecognizer(folder)
    ear.set_grammar(grammar_of("go zurück"))
    assert hear(ear, speak("go back")).text == "go zurück"


def test_many_changes_leave_the_ear_as_good_as_new(ear: VoskRecognizer) -> None:
    small = [grammar_of(phrase, "help") for phrase in SAID]
    for phrase, grammar in zip(SAID * 2, small * 2, strict=True):
        ear.accept(speak(phrase)[:9001])
        ear.set_grammar(grammar)
        assert hear(ear, speak(phrase), 6400).text == phrase


# --- misuse ---------------------------------------------------------------------------------


def test_a_second_thread_is_refused_and_the_first_goes_on(ear: VoskRecognizer) -> None:
    refused: list[str] = []

    def intrude() -> None:
        for use in (
            ear.finish,
            ear.reset,
            lambda: ear.accept(b"\0\0"),
            lambda: ear.set_grammar(ALL),
        ):
            try:
                use()
            except RuntimeError as error:
                refused.append(str(error))

    sound = speak("thank you")
    ear.accept(sound[:8000])
    intruder = threading.Thread(target=intrude, name="intruder")
    intruder.start()
    intruder.join()
    ear.accept(sound[8000:])
    assert len(refused) == 4
    assert "MainThread; intruder must" in refused[0]
    assert ear.finish().text == "thank you"


def test_an_ear_may_be_made_in_one_thread_and_used_in_another(model: Path) -> None:
    ear, heard = VoskRecognizer(model), []

    def listen() -> None:
        ear.set_grammar(ALL)
        heard.append(hear(ear, speak("stop")).text)

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    assert heard == ["stop"]


@pytest.mark.parametrize("kind", ["missing", "empty", "fixed graph", "no acoustic model", "no Gr"])
def test_a_folder_that_is_no_model_is_a_sentence(model: Path, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "model"
    if kind != "missing":
        folder.mkdir()
    if kind in ("fixed graph", "no acoustic model", "no Gr"):
        write_tone_model(folder, ["stop"])
    if kind == "fixed graph":
        (folder / "graph" / "HCLr.fst").rename(folder / "graph" / "HCLG.fst")
    if kind == "no acoustic model":
        (folder / "am" / "final.mdl").unlink()
    if kind == "no Gr":
        (folder / "graph" / "Gr.fst").unlink()
    with pytest.raises(ModelError, match="model"):
        VoskRecognizer(folder)


def test_a_model_that_can_reject_nothing_is_refused(tmp_path: Path) -> None:
    folder = write_tone_model(tmp_path / "model", ["stop"])
    words = folder / "graph" / "words.txt"
    words.write_text(words.read_text().replace("[unk]", "[xyz]"))
    with pytest.raises(ModelError, match="no word"):
        VoskRecognizer(folder)


# --- the lines that stand for the acceptor --------------------------------------------------

phrase_sets = st.sets(
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6).map(" ".join),
    min_size=1,
    max_size=40,
)


@given(phrase_sets, st.frozensets(st.sampled_from("abc"), max_size=2))
@settings(max_examples=150, deadline=None)
def test_the_lines_show_just_the_pairs_of_the_phrases(
    phrases: set[str], without: frozenset[str]
) -> None:
    kept = {phrase for phrase in phrases if not without & set(phrase.split())}
    lines = covering_lines(grammar_of(*phrases), without)
    assert pairs_of(lines) == pairs_of(kept)
    assert len(lines) <= sum(len(phrase.split()) + 1 for phrase in kept)


def pairs_of(phrases: set[str] | list[str]) -> set[tuple[str, str]]:
    marked = [["<s>", *phrase.split(), "</s>"] for phrase in phrases]
    return {pair for words in marked for pair in pairwise(words)}


def test_millions_of_phrases_become_few_lines() -> None:
    words = [f"w{n}" for n in range(10)]
    arcs = tuple((n, n + 1, word) for n in range(7) for word in words)
    lines = covering_lines(Grammar(0, arcs, frozenset({7})))
    assert pairs_of(lines) >= {(one, two) for one in words for two in words}
    assert len(lines) <= 20


def test_no_line_grows_without_end() -> None:
    words = [f"w{n}" for n in range(60)]
    arcs = tuple((n, n + 1, word) for n in range(7) for word in words)
    lines = covering_lines(Grammar(0, arcs, frozenset({7})))
    assert max(len(line.split()) for line in lines) <= LONGEST + 2
    assert len(pairs_of(lines)) == 60 * 60 + 2 * 60


# --- dictation ------------------------------------------------------------------------------


def test_free_speech_is_taken_down_whatever_the_grammar_is(model: Path) -> None:
    ear = VoskRecognizer(model, dictation=True)
    ear.set_grammar(grammar_of("stop"))
    assert ear.take_down(speak("i feel better now thank you")) == "i feel better now thank you"
    assert ear.take_down(speak("we had a fight")) == "we had a fight"  # nothing is left over
    assert ear.take_down(bytes(32_000)) == ""
    assert hear(ear, speak("stop")).text == "stop"


def test_while_a_letter_is_dictated_all_words_arrive_and_no_guess_is_made(model: Path) -> None:
    ear = Ear(VoskRecognizer(model, dictation=True))
    ear.listen(Listen(Listening.DICTATE, short=("stop",), endpoint=2.5), grammar_of("stop"))
    said = "i feel lonely"
    sound = bytes(16_000) + speak(said, trail=1.8) + speak("say that again", lead=0.0, trail=3.0)
    heard = [event for event in ear.feed(sound) if isinstance(event, Heard)]
    assert [event.verbatim for event in heard] == [f"{said} say that again"]
    assert "lonely" not in repr(heard[0].verbatim and replace(heard[0], text=""))
    ear.listen(Listen(Listening.AWAKE, short=("stop",)), grammar_of("stop"))
    (heard_stop,) = [e for e in ear.feed(speak("stop", trail=1.5)) if isinstance(e, Heard)]
    assert (heard_stop.text, heard_stop.verbatim) == ("stop", "")


def test_only_a_model_that_is_said_to_takes_dictation(model: Path) -> None:
    assert takes_dictation(VoskRecognizer(model, dictation=True))
    assert not takes_dictation(VoskRecognizer(model))
    assert not takes_dictation(embedded_ear())
