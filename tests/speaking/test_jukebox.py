"""Two songs, two seconds between: the jukebox by its orders, without a sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.messages import Wish
from voice_coach.speaking.jukebox import BETWEEN, BREATH, SETTLED, Jukebox, Phase
from voice_coach.speaking.jukebox_messages import (
    AllSounded,
    Began,
    Do,
    Event,
    KeepTime,
    Order,
    PlaySong,
    SongBroke,
    SongRead,
    SongSounded,
    Ticked,
    VoiceEnded,
    VoiceStarted,
    Wished,
)

FIRST = [Do.DROP, Do.START, PlaySong(0, BREATH)]
SECOND = [Do.DROP, Do.START, PlaySong(1, BREATH)]


class Dance:
    """A jukebox and the time."""

    def __init__(self, wanted: int = 2) -> None:
        self.jukebox, self.now = Jukebox(), 100.0
        assert self.hear(Began(wanted), SongSounded(0)) == FIRST

    def hear(self, *events: Event) -> list[Order]:
        return [order for event in events for order in self.jukebox.handle(event, self.now)]

    def wish(self, wish: Wish) -> list[Order]:
        return self.hear(Wished(wish))

    def wait(self, seconds: float = SETTLED) -> list[Order]:
        self.now += seconds
        return self.hear(Ticked())


@pytest.fixture
def dance() -> Dance:
    return Dance()


# --- one after the other ----------------------------------------------------------------------


def test_two_songs_two_seconds_apart_and_then_it_is_over(dance: Dance) -> None:
    assert dance.hear(SongRead(0)) == [PlaySong(1, 2.0)]
    assert dance.hear(SongSounded(1), SongRead(1)) == [Do.FINISH]
    assert dance.hear(AllSounded()) == [Do.END]
    assert dance.jukebox.phase is Phase.OVER


def test_a_song_that_breaks_off_is_kept_time_for_and_the_next_comes(dance: Dance) -> None:
    assert dance.hear(SongBroke(0, 120.0)) == [KeepTime(0, 120.0)]
    assert dance.hear(SongRead(0)) == [PlaySong(1, BETWEEN)]


def test_that_all_has_sounded_means_nothing_while_more_is_to_come(dance: Dance) -> None:
    assert dance.hear(AllSounded()) == []
    assert dance.jukebox.phase is Phase.PLAYING


# --- wishes -----------------------------------------------------------------------------------


def test_pause_fades_out_then_keeps_the_place_until_they_want_it_back(dance: Dance) -> None:
    assert dance.wish(Wish.PAUSE) == [Do.FALL]
    assert dance.jukebox.next_deadline() == dance.now + SETTLED
    assert dance.wait() == [Do.HOLD]
    assert dance.wait(600) == dance.wish(Wish.PAUSE) == dance.hear(AllSounded()) == []
    assert dance.wish(Wish.RESUME) == [Do.GO_ON, Do.RISE]
    assert dance.jukebox.next_deadline() is None


def test_a_pause_taken_back_at_once_never_held(dance: Dance) -> None:
    dance.wish(Wish.PAUSE)
    assert dance.wish(Wish.RESUME) == [Do.RISE]
    assert dance.wait() == []


def test_skip_fades_out_and_begins_the_next_song(dance: Dance) -> None:
    assert dance.wish(Wish.SKIP) == [Do.FALL]
    assert dance.wait() == SECOND
    assert dance.wish(Wish.SKIP) == [Do.FALL]
    assert dance.wait() == [Do.DROP, Do.END]


def test_skip_goes_by_what_is_heard_and_not_by_what_is_queued(dance: Dance) -> None:
    dance.hear(SongRead(0))
    dance.wish(Wish.SKIP)
    assert dance.wait() == SECOND


def test_skip_in_a_pause_begins_the_next_song(dance: Dance) -> None:
    dance.wish(Wish.PAUSE)
    dance.wait()
    assert dance.wish(Wish.SKIP) == SECOND
    assert dance.jukebox.phase is Phase.PLAYING


def test_the_last_of_several_wishes_within_one_fade_is_done(dance: Dance) -> None:
    assert dance.wish(Wish.SKIP) == [Do.FALL]
    assert dance.wish(Wish.PAUSE) == []
    assert dance.wait() == [Do.HOLD]


def test_stop_is_silence_at_once_and_needs_no_telling(dance: Dance) -> None:
    assert dance.wish(Wish.STOP) == [Do.DROP]
    assert dance.wish(Wish.RESUME) == dance.wish(Wish.SKIP) == dance.wait() == []


def test_stop_wins_over_a_fade_and_over_a_pause(dance: Dance) -> None:
    dance.wish(Wish.PAUSE)
    assert dance.wish(Wish.STOP) == [Do.DROP]
    assert dance.wait() == []
    paused = Dance()
    paused.wish(Wish.PAUSE)
    paused.wait()
    assert paused.wish(Wish.STOP) == [Do.DROP]


def test_one_more_is_a_third_song_whenever_it_is_asked_for() -> None:
    early, late, after = Dance(), Dance(), Dance()
    assert early.wish(Wish.ONE_MORE) == []
    assert early.hear(SongRead(0), SongRead(1)) == [PlaySong(1, BETWEEN), PlaySong(2, BETWEEN)]
    late.hear(SongRead(0), SongSounded(1), SongRead(1))
    assert late.wish(Wish.ONE_MORE) == [PlaySong(2, BETWEEN)]
    after.hear(SongRead(0), SongSounded(1), SongRead(1), AllSounded())
    assert after.wish(Wish.ONE_MORE) == [Do.START, PlaySong(2, BREATH)]


def test_a_song_that_ends_while_it_fades_out_for_a_pause_is_the_end(dance: Dance) -> None:
    dance.hear(SongRead(0), SongSounded(1), SongRead(1))
    dance.wish(Wish.PAUSE)
    assert dance.hear(AllSounded()) == [Do.END]
    assert dance.wait() == []


def test_before_the_first_dance_there_is_nothing_to_wish_for() -> None:
    for wish in set(Wish) - {Wish.LOWER}:
        assert Jukebox().handle(Wished(wish), 0.0) == []


# --- voices -----------------------------------------------------------------------------------


def test_the_music_stays_low_until_nobody_speaks_any_more(dance: Dance) -> None:
    assert dance.wish(Wish.LOWER) == [Do.DUCK]
    assert dance.hear(VoiceStarted("coach")) == dance.wish(Wish.RAISE) == []
    assert dance.wish(Wish.RAISE) == []
    assert dance.hear(VoiceEnded("coach")) == [Do.RESTORE]
    assert dance.hear(VoiceEnded("coach")) == []


# --- anything at all --------------------------------------------------------------------------

EVENTS = st.one_of(
    st.builds(Began, st.integers(0, 4)),
    st.builds(Wished, st.sampled_from(Wish)),
    st.builds(VoiceStarted, st.sampled_from(["coach", "couple"])),
    st.builds(VoiceEnded, st.sampled_from(["coach", "couple"])),
    st.builds(SongSounded, st.integers(0, 4)),
    st.builds(SongRead, st.integers(0, 4)),
    st.builds(SongBroke, st.integers(0, 4), st.floats(0, 600)),
    st.just(AllSounded()),
    st.just(Ticked()),
)
STORY = st.lists(st.tuples(EVENTS, st.floats(0, 1)), max_size=60)


@given(STORY)
def test_it_never_sounds_in_a_pause_and_never_stays_in_a_fade(
    story: list[tuple[Event, float]],
) -> None:
    jukebox, now = Jukebox(), 0.0
    holding = faded = False
    for event, later in story:
        now += later
        for order in jukebox.handle(event, now):
            # What is held is only let go by going on or by being dropped.
            assert not (holding and order in (Do.START, Do.RISE))
            assert order is not Do.HOLD or faded, "a pause never cuts"
            holding = (holding or order is Do.HOLD) and order not in (Do.GO_ON, Do.DROP)
            faded = (faded or order is Do.FALL) and order not in (Do.RISE, Do.START)
        deadline = jukebox.next_deadline()
        assert deadline is None or now < deadline <= now + SETTLED
        assert holding == (jukebox.phase is Phase.PAUSED)
        assert not (faded and jukebox.phase is Phase.PLAYING)


@given(STORY)
def test_whatever_happened_a_new_dance_begins_at_its_first_song(
    story: list[tuple[Event, float]],
) -> None:
    jukebox, now = Jukebox(), 0.0
    for event, later in story:
        now += later
        jukebox.handle(event, now)
    assert jukebox.handle(Began(2), now + 1)[-3:] == FIRST
