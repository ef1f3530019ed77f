"""Two songs of their own: the conversation by what it orders of the music."""

from __future__ import annotations

import pytest

from voice_coach.messages import Listening, MusicBegan, MusicBroke, MusicEnded, MusicFailed
from voice_coach.testing import Coach, play

FIRST, SECOND = MusicBegan(0, 200.0), MusicBegan(1, 180.0)


@pytest.fixture
def couple(make) -> Coach:
    """They have songs, and have asked for two."""
    coach = make(songs="songs")
    play(coach, "two songs please")
    return coach


@pytest.fixture
def dance(couple: Coach) -> Coach:
    """Their first song plays."""
    play(couple, "our songs", FIRST)
    return couple


def test_their_songs_play_and_nothing_is_said_between(couple: Coach) -> None:
    said = play(couple, "our songs")
    assert said[0] in ("Two of yours.", "Yours, then.")
    assert said[1:] == ["♪ 2 from 0"]
    assert play(couple, FIRST, 200, 2, SECOND, 180) == []
    assert play(couple, MusicEnded()) == ["*chime"]
    assert play(couple, 600) == []


def test_while_they_dance_it_is_a_floor_of_theirs(dance: Coach) -> None:
    assert dance.listening is Listening.FLOOR
    assert {"stop", "pause", "wake", "another_one", "one_more"} <= set(dance.may)
    assert "hug_timer" not in dance.may


def test_silence_means_their_favorites(couple: Coach) -> None:
    assert play(couple, 60)[-1] == "♪ 2 from 0"


def test_the_next_evening_begins_behind_the_last_song_that_was_heard(dance: Coach, make) -> None:
    play(dance, SECOND, MusicEnded())
    later = make(saved=dance.kept, songs="songs")
    assert play(later, "two songs please", "our songs")[-1] == "♪ 2 from 2"


def test_skip_one_more_pause_and_go_on(dance: Coach) -> None:
    assert play(dance, "skip this") == ["♪ skip"]
    assert play(dance, SECOND, "one more song") == ["♪ one more", "*tick"]
    assert play(dance, "pause") == ["hush", "*tick", "♪ pause"]
    assert [paused for _, _, paused in dance.timers] == [True]
    assert play(dance, 600) == []
    assert play(dance, "continue") == ["*tick", "♪ resume"]


def test_skip_in_a_pause_ends_the_pause(dance: Coach) -> None:
    play(dance, "pause", 60)
    assert play(dance, "skip this", SECOND) == ["♪ skip"]
    assert [paused for _, _, paused in dance.timers] == [False]
    assert play(dance, "pause")[-1] == "♪ pause"


@pytest.mark.parametrize("word", ["stop", "not now"])
def test_a_word_that_wins_is_silence_at_once(dance: Coach, word: str) -> None:
    assert "♪ stop" in play(dance, word)
    assert play(dance, MusicEnded(), 600) == []


def test_taken_back_it_is_silent_and_asks_again(dance: Coach) -> None:
    assert play(dance, "cancel that") == [
        "hush",
        "Two songs. Yours, or shall I just keep time?",
        "♪ stop",
    ]


def test_called_it_lowers_the_music_until_nobody_wants_anything(dance: Coach) -> None:
    assert play(dance, "hello coach") == ["*open", "♪ lower"]
    assert play(dance, 20) == ["♪ raise"]
    play(dance, "hello coach")
    assert play(dance, "skip this") == ["♪ skip", "♪ raise"]


def test_how_long_left_is_about_the_song(dance: Coach) -> None:
    assert play(dance, 20, "how long left") == ["Three minutes left."]


def test_a_length_that_a_file_does_not_say_is_not_guessed(couple: Coach) -> None:
    play(couple, "our songs", MusicBegan(0, 0.0))
    assert couple.timers == ()
    assert play(couple, MusicEnded()) == ["*chime"]


def test_a_song_longer_than_its_file_says_is_heard_to_its_end(dance: Coach) -> None:
    assert play(dance, 230) == []
    assert play(dance, MusicEnded()) == ["*chime"]


def test_a_song_that_breaks_off_is_told_once_and_its_time_is_kept(dance: Coach) -> None:
    assert play(dance, MusicBroke(90.0)) == ["That song breaks off. I keep its time."]
    assert [round(left) for _, left, _ in dance.timers] == [90]
    assert play(dance, 92, SECOND, 180, MusicEnded()) == ["*chime"]


def test_where_none_can_be_played_it_keeps_time_and_says_so(couple: Coach) -> None:
    play(couple, "our songs")
    assert play(couple, MusicFailed()) == [
        "I can't play your songs. Put them on, and I'll keep time."
    ]
    assert play(couple, 211) == ["*tick"]


def test_without_songs_of_theirs_it_keeps_time_and_says_so(coach: Coach) -> None:
    said = play(coach, "two songs please", "our songs")
    assert said[-1] == "I can't play your songs. Put them on, and I'll keep time."
    assert play(coach, 211) == ["*tick"]


def test_without_songs_silence_keeps_time(coach: Coach) -> None:
    said = play(coach, "two songs please", 60)
    assert "seven minutes" in said[-1]


@pytest.mark.parametrize(("touch", "kissed"), [("hug", False), ("kiss", True)])
def test_a_kiss_is_spoken_of_only_where_touch_goes_so_far(make, touch: str, kissed: bool) -> None:
    coach = make(songs="songs", touch=touch)
    play(coach, "two songs please", "our songs", FIRST, SECOND)
    said = play(coach, MusicEnded())
    assert ("A kiss, if you both like." in said) is kissed


def test_a_mode_changed_while_they_dance_does_not_end_it(dance: Coach) -> None:
    said = play(dance, "hello coach", "quiet mode", 30)
    assert "♪ stop" not in said
    assert said[-1] == "♪ raise"
    assert play(dance, MusicEnded())[-1:] != ["♪ stop"]
    assert dance.conversation.state.stack == []


def test_another_wish_ends_the_music(dance: Coach) -> None:
    said = play(dance, "hello coach", "start a hug timer")
    assert "♪ stop" in said


def test_news_of_a_dance_that_is_over_comes_to_nothing(coach: Coach) -> None:
    assert play(coach, FIRST, MusicBroke(5.0), MusicEnded(), MusicFailed()) == []


def test_two_songs_ours_needs_no_question(make) -> None:
    coach = make(songs="songs")
    assert play(coach, "two songs ours")[-1] == "♪ 2 from 0"


def test_two_songs_ours_without_songs_keeps_time_and_says_so(coach: Coach) -> None:
    assert play(coach, "two songs ours") == [
        "I can't play your songs. Put them on, and I'll keep time."
    ]
