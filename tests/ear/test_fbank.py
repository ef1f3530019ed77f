"""Features are Kaldi's, to the last digit that matters."""

from __future__ import annotations

import numpy as np
import pytest
from ear.fbank import BANDS, MEMORY, SHIFT, WINDOW, fbank, filters, less_running_mean


def noise(count: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 1000, count).astype(np.float32)


def test_the_original_gives_the_same() -> None:
    knf = pytest.importorskip("kaldi_native_fbank", reason="only where the ear is trained")
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = 16000
    options.mel_opts.num_bins = BANDS
    options.mel_opts.low_freq, options.mel_opts.high_freq = 20, -400
    options.use_energy = False
    original = knf.OnlineFbank(options)
    sound = noise(16000)
    original.accept_waveform(16000, sound.tolist())
    original.input_finished()
    theirs = np.stack([original.get_frame(n) for n in range(original.num_frames_ready)])
    assert np.abs(fbank(sound) - theirs).max() < 1e-3


def test_a_frame_every_ten_milliseconds() -> None:
    assert fbank(noise(WINDOW - 1)).shape == (0, BANDS)
    assert fbank(noise(WINDOW)).shape == (1, BANDS)
    assert fbank(noise(WINDOW + 9 * SHIFT)).shape == (10, BANDS)


def test_silence_is_finite() -> None:
    assert np.isfinite(fbank(np.zeros(1600, np.float32))).all()


def test_a_warp_moves_the_filters_and_leaves_the_ends() -> None:
    plain, short = filters(), filters(0.9)
    assert not np.allclose(plain, short)
    assert short.argmax(axis=1)[20] > plain.argmax(axis=1)[20]
    assert np.allclose(plain[-1].nonzero()[0].max(), short[-1].nonzero()[0].max(), atol=2)


def test_the_running_mean_starts_from_the_overall_one_and_ends_with_its_own() -> None:
    features = np.full((MEMORY + 300, BANDS), 5.0, np.float32)
    less = less_running_mean(features, np.full(BANDS, 2.0, np.float32))
    assert less[0] == pytest.approx(5 - (5 + 200 * 2) / 201)
    assert less[-1] == pytest.approx(0.0, abs=1e-5)
