"""Films as fragments: every frame, in time, from any container, and quickly however large."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from i2v_widgets.errors import UnsupportedFile
from i2v_widgets.media import boxes
from i2v_widgets.media.film import FilmFile, FragmentTrack, poster
from tests.unit.film_kit import make_film
from tests.unit.render_kit import luma_of


def frames_of(track: FragmentTrack, index: int) -> list[int]:
    """The greys a decoder shows of one fragment on its own."""
    with av.open(io.BytesIO(track.init() + track.fragment(index))) as container:
        return [round(float(luma_of(frame).mean())) - 20 for frame in container.decode(video=0)]


CONTAINERS = [
    ("film.mp4", "libx264", "aac", "avc1.64000d", "mp4a.40.2"),
    ("film.mov", "libx264", "aac", "avc1.64000d", "mp4a.40.2"),
    ("film.mkv", "libx264", "aac", "avc1.64000d", "mp4a.40.2"),
    ("film.webm", "libvpx-vp9", "libopus", "vp09.00.11.08", "opus"),
]


@pytest.mark.parametrize(("name", "video", "audio", "video_codec", "audio_codec"), CONTAINERS)
def test_fragments_hold_every_frame_once_and_in_time(
    tmp_path: Path, name: str, video: str, audio: str, video_codec: str, audio_codec: str
) -> None:
    film = FilmFile(make_film(tmp_path / name, video=video, audio=audio))
    assert (film.width, film.height, film.fps) == (320, 180, 30)
    assert film.duration == pytest.approx(5, abs=0.03)
    assert film.video is not None
    assert film.audio is not None
    assert film.video.mime == f'video/mp4; codecs="{video_codec}"'
    assert film.audio.mime == f'audio/mp4; codecs="{audio_codec}"'
    seen: list[int] = []
    for k, (start, duration) in enumerate(film.video.index):
        shown = frames_of(film.video, k)
        assert start == pytest.approx(len(seen) / 30, abs=0.002)
        assert duration == pytest.approx(len(shown) / 30, abs=0.03)
        seen += shown
    assert len(seen) == 150
    assert max(abs(a - b) for a, b in enumerate(seen)) <= 2
    assert len(film.video.index) >= 3
    heard = 0.0
    for k, (start, _) in enumerate(film.audio.index):
        samples = boxes.read_fragment(film.audio.fragment(k))[0]
        with av.open(io.BytesIO(film.audio.init() + film.audio.fragment(k))) as container:
            rate = container.streams.audio[0].time_base
            assert rate is not None
            first = next(container.demux(audio=0))
            # A container that counts milliseconds begins a little after the cut, and the fragment says so.
            assert start + float((first.pts or 0) * rate) == pytest.approx(film.audio.index[0][0] + heard, abs=0.003)
            heard += float(sum(s.duration for s in samples) * rate)
    assert -0.03 < film.audio.index[0][0] <= 0
    assert heard == pytest.approx(5, abs=0.06)
    film.close()


def test_fragments_can_be_had_from_many_threads_in_any_order(tmp_path: Path) -> None:
    film = FilmFile(make_film(tmp_path / "film.mp4"))
    assert film.video is not None
    track = film.video
    wanted = [track.fragment(k) for k in range(len(track.index))]
    wrong: list[int] = []

    def pull(seed: int) -> None:
        for k in np.random.default_rng(seed).permutation(len(wanted)).tolist() * 5:
            if track.fragment(k) != wanted[k]:
                wrong.append(k)

    threads = [threading.Thread(target=pull, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with pytest.raises(IndexError):
        track.fragment(len(wanted))


def test_a_long_film_opens_by_its_index_alone(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4", audio=None, frames=120, gop=15, options={"preset": "ultrafast"})
    # The same packets again and again: 20 minutes of film.
    with av.open(str(path)) as source, av.open(str(tmp_path / "long.mp4"), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        packets = [p for p in source.demux(video=0) if p.dts is not None]
        data = [(bytes(p), p.pts, p.dts, p.duration, p.is_keyframe) for p in packets]
        for turn in range(300):
            for body, pts, dts, duration, key in data:
                packet = av.Packet(body)
                packet.pts, packet.dts = pts + turn * 120 * duration, dts + turn * 120 * duration
                packet.duration, packet.is_keyframe, packet.stream = duration, key, stream
                packet.time_base = source.streams.video[0].time_base
                out.mux(packet)
    film = FilmFile(tmp_path / "long.mp4")
    assert film.video is not None
    assert len(film.video.index) == 1200
    assert frames_of(film.video, 1199)[0] == pytest.approx(90, abs=2)


def test_posters(tmp_path: Path) -> None:
    path = make_film(tmp_path / "film.mp4")
    for at, grey in ((0.0, 20), (1.0, 50), (4.9, 167), (99.0, 169)):
        picture = Image.open(io.BytesIO(poster(path, 160, at)))
        assert picture.size == (160, 90)
        level = 16 + np.asarray(picture.convert("L")).mean() * 219 / 255
        assert level == pytest.approx(grey, abs=3)
    assert len(poster(path)) < 25_000


def test_what_is_no_film_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("these are notes")
    with pytest.raises(UnsupportedFile, match=r"notes\.mp4"):
        FilmFile(path)
    with pytest.raises(UnsupportedFile, match=r"notes\.mp4"):
        poster(path)
    sound = make_sound(tmp_path / "sound.mp4")
    with pytest.raises(UnsupportedFile, match="no pictures"):
        FilmFile(sound)


def make_sound(path: Path) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
        frame.rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_written_fragment_is_read_back_and_a_damaged_one_is_told() -> None:
    samples = [boxes.Sample(5, 512, 1024, True), boxes.Sample(3, 512, -512, False)]
    data = boxes.fragment(samples, b"abcdefgh")
    found, start, end = boxes.read_fragment(data)
    assert found == samples
    assert data[start:end] == b"abcdefgh"
    for damaged in (b"", data[:-1], data[:40], data[8:]):
        with pytest.raises(ValueError, match="damaged"):
            boxes.read_fragment(damaged)
