"""Recordings through sox, read by Python's own wave."""

import array
import subprocess
import wave

import pytest

from appliance.errors import Invalid, NotReady
from appliance.media.confined import Bounds
from appliance.media.recordings import joined, sound_of
from tests.appliance.media import samples

AMPLE = Bounds(seconds=60)
TONE = samples.tone(12_001)


@pytest.fixture
def sound(tmp_path):
    """sound(octets, kind): the recording of a file."""

    def make(octets, kind="wav", longest=10, bounds=AMPLE):
        source = tmp_path / "source"
        source.write_bytes(octets)
        return sound_of(source, kind, longest, bounds)

    return make


def read(path):
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return file.readframes(file.getnframes())


def encoded(tmp_path, suffix):
    (tmp_path / "plain.wav").write_bytes(samples.wav(TONE))
    subprocess.run(["sox", "plain.wav", f"coded.{suffix}"], cwd=tmp_path, check=True)
    return (tmp_path / f"coded.{suffix}").read_bytes()


def test_what_is_as_a_line_has_it_stays_so_to_the_sample(sound):
    made = sound(samples.wav(TONE))
    assert read(made.path) == TONE and made.seconds == 2


@pytest.mark.parametrize(("frames", "seconds"), [(1, 1), (8000, 1), (8001, 2), (79_999, 10), (80_000, 10)])
def test_seconds_are_rounded_up(sound, frames, seconds):
    assert sound(samples.wav(samples.tone(frames))).seconds == seconds


@pytest.mark.parametrize(
    ("octets", "seconds"),
    [
        (samples.wav(samples.tone(44_100, 2), channels=2, rate=44_100), 1.0),
        (samples.wav(samples.tone(48_000, 6), channels=6, rate=48_000), 1.0),
        (samples.wav(TONE[:11_025], bits=8, rate=11_025), 1.0),
        (samples.wav(TONE[:24_000], bits=24), 1.0),
        (samples.wav(TONE[:24_000] * 2, bits=32, rate=12_000), 1.0),
        (samples.wav(bytes(32_000), form=3, bits=32), 1.0),
        (samples.wav(TONE[:8000], form=6, bits=8), 1.0),
        (samples.wav(TONE[:8000], form=7, bits=8), 1.0),
    ],
)
def test_wavs_of_any_make(sound, octets, seconds):
    assert abs(len(read(sound(octets).path)) / 16_000 - seconds) < 0.01


def test_stereo_is_mixed(sound):
    left, right = bytes.fromhex("0010"), bytes.fromhex("0030")
    mixed = array.array("h", read(sound(samples.wav((left + right) * 100, channels=2)).path))
    assert {abs(each - 0x2000) <= 1 for each in mixed} == {True}


def test_a_wav_as_it_is_streamed_does_not_know_its_length(sound):
    endless = samples.wav(TONE)
    endless = endless[:4] + b"\xff" * 4 + endless[8:40] + b"\xff" * 4 + endless[44:]
    assert read(sound(endless).path) == TONE


@pytest.mark.parametrize("kind", ["mp3", "gsm"])
def test_compressed_sound(sound, tmp_path, kind):
    made = sound(encoded(tmp_path, kind), kind)
    assert 1.5 <= len(read(made.path)) / 16_000 < 1.7 and made.seconds == 2


def test_recordings_are_joined(sound, tmp_path):
    first = sound(samples.wav(TONE)).path.rename(tmp_path / "first.wav")
    both = joined(first, sound(samples.wav(TONE[::-1])).path, 10, AMPLE)
    assert read(both.path) == TONE + TONE[::-1] and both.seconds == 4


def test_joined_they_may_be_too_long(sound, tmp_path):
    first = sound(samples.wav(TONE)).path.rename(tmp_path / "first.wav")
    with pytest.raises(Invalid, match="longer than 2 seconds"):
        joined(first, sound(samples.wav(TONE)).path, 2, AMPLE)


def test_it_has_so_many_seconds_and_no_more(sound):
    assert sound(samples.wav(samples.tone(16_000)), longest=2).seconds == 2
    with pytest.raises(Invalid, match="longer than 2 seconds; the setting longest_recording"):
        sound(samples.wav(samples.tone(16_001)), longest=2)


def test_hours_of_silence_cost_no_more_than_the_limit(sound, tmp_path):
    with pytest.raises(Invalid, match="longer than 2 seconds"):
        sound(samples.wav(bytes(10_000_000), bits=8), longest=2)
    assert len(read(tmp_path / "sound.wav")) == 3 * 16_000


@pytest.mark.parametrize(
    ("octets", "kind", "why"),
    [
        (samples.wav(b""), "wav", "no sound"),
        (samples.wav(TONE, rate=0), "wav", "WAV is broken"),
        (samples.wav(TONE, channels=0), "wav", "WAV is broken"),
        (samples.wav(TONE, form=0x55AA), "wav", "WAV is broken"),
        (b"RIFF\x10\0\0\0WAVE" + bytes(range(256)), "wav", "WAV is broken"),
        (b"RIFF\x10\0\0\0WAVE", "wav", "WAV is broken"),
        (b"ID3\4\0\0\0\0\0\0" + bytes(4000), "mp3", "MP3 is broken"),
    ],
)
def test_broken_sound_is_refused(sound, octets, kind, why):
    with pytest.raises(Invalid, match=why):
        sound(octets, kind)


def test_a_recording_that_takes_too_long_is_ended(sound):
    with pytest.raises(Invalid, match=r"longer than 0\.01 seconds to convert"):
        sound(samples.wav(bytes(8_000_000), bits=8), longest=3600, bounds=Bounds(seconds=0.01))


def test_without_sox_it_says_what_to_install(sound, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotReady, match="apt-get install sox libsox-fmt-mp3"):
        sound(samples.wav(TONE))


def test_without_mp3_it_says_what_to_install(sound):
    with pytest.raises(NotReady, match="apt-get install libsox-fmt-mp3"):
        sound(b"ID3", "no-such-format")
