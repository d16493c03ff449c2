"""What a file is: real files of every kind, good and bad, each bad one answered by one plain sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
import wave
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw

from i2v_widgets.errors import FileTooLarge, I2VError, UnsupportedFile
from i2v_widgets.media.limits import MAX_BYTES
from i2v_widgets.media.pictures import open_picture, thumbnail
from i2v_widgets.media.sniff import inspect


def drawing(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", size, (30, 90, 160))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=(220, 120, 40))
    return picture.convert(mode)


def refused(path: Path, kind: type[I2VError], *words: str, name: str | None = None) -> I2VError:
    with pytest.raises(kind) as caught:
        inspect(path, name)
    message = caught.value.message
    assert (name or path.name) in message
    assert message.count(". ") == 0, "one sentence"
    assert message.endswith(".")
    assert caught.value.hint
    assert str(path.parent) not in str(caught.value), "no path of the machine"
    for word in words:
        assert word in message
    return caught.value


# Bad input -----------------------------------------------------------------------------------------------------------


def test_a_text_file_named_jpg(tmp_path: Path) -> None:
    path = tmp_path / "beach.jpg"
    path.write_text("Dear diary,\ntoday we went to the beach.\n")
    error = refused(path, UnsupportedFile, "text file")
    assert "heic" in error.accepted  # type: ignore[attr-defined]
    assert error.code == 4001


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "nothing.png"
    path.touch()
    refused(path, UnsupportedFile, "empty")


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_cut_short(tmp_path: Path, progressive: bool) -> None:
    whole = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
    Image.fromarray(noise).save(whole, "JPEG", progressive=progressive)
    path = tmp_path / "half.jpg"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) * 6 // 10])
    refused(path, UnsupportedFile, "cut short")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"])
def test_other_pictures_cut_short(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener()
    whole = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(whole, kind)
    path = tmp_path / "half"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    refused(path, UnsupportedFile, "cut short")


def test_every_cut_of_a_jpeg_is_refused_or_usable_never_a_crash(tmp_path: Path) -> None:
    whole = io.BytesIO()
    drawing().save(whole, "JPEG")
    data, path = whole.getvalue(), tmp_path / "cut.jpg"
    for length in range(1, len(data) - 2, 97):
        path.write_bytes(data[:length])
        refused(path, UnsupportedFile)


def test_more_than_200_mb(tmp_path: Path) -> None:
    path = tmp_path / "huge.mp4"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1_000_000)
    error = refused(path, FileTooLarge, "201 MB")
    assert error.code == 4002


def giant_png(path: Path, side: int) -> None:
    """A whole and valid side × side PNG of one bit a pixel, without ever holding it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, row, body = zlib.compressobj(1), b"\0" + bytes((side + 7) // 8), []
    body += [packer.compress(row) for _ in range(side)]
    body.append(packer.flush())
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"".join(body)) + chunk(b"IEND", b"")
    )


def test_a_png_of_20000_by_20000(tmp_path: Path) -> None:
    path = tmp_path / "wall.png"
    giant_png(path, 20_000)
    tracemalloc.start()
    refused(path, FileTooLarge, "400 megapixels", "250")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6, "refused by its header, not decompressed"
    with pytest.raises(FileTooLarge):
        open_picture(path)


def test_past_pillows_own_limit_but_within_ours(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    giant_png(path, 14_500)  # 210 megapixels; Pillow warns at 89 and raises at 179
    found = inspect(path)
    assert (found.width, found.height) == (14_500, 14_500)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(4000), "zeros"),
        (b"BMW is a car maker", "text file"),
        (b"\x00\x01\x02\x9f\x88" * 50, "no picture"),
    ],
)
def test_strangers_are_called_by_their_name(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "thing.jpg"
    path.write_bytes(data)
    refused(path, UnsupportedFile, words)


def test_the_name_people_know_is_the_one_in_the_sentence(tmp_path: Path) -> None:
    path = tmp_path / "5f3a"
    path.write_text("words")
    refused(path, UnsupportedFile, name="holiday.jpg")
    with pytest.raises(UnsupportedFile, match=r"gone\.jpg"):
        inspect(tmp_path / "gone.jpg")
    with pytest.raises(UnsupportedFile, match="folder"):
        inspect(tmp_path)


# Pictures ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "found"),
    [("JPEG", "jpeg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic"), ("AVIF", "avif"), ("BMP", "bmp"),
     ("GIF", "gif"), ("TIFF", "tiff")],
)  # fmt: skip
def test_every_kind_of_picture(tmp_path: Path, kind: str, found: str) -> None:
    pillow_heif.register_heif_opener()
    path = tmp_path / "picture.anything"
    drawing().save(path, kind)
    seen = inspect(path)
    assert (seen.kind, seen.type, seen.width, seen.height) == ("image", found, 320, 200)
    assert seen.size == path.stat().st_size
    picture = open_picture(path)
    assert (picture.mode, picture.size) == ("RGB", (320, 200))
    np.testing.assert_allclose(picture.getpixel((20, 20)), (220, 120, 40), atol=14)


@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_a_phone_picture_stands_upright_and_says_when(tmp_path: Path, ending: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # "rotate by 90° clockwise to see it right"
    exif.get_ifd(0x8769)[0x9003] = "2025:07:14 18:03:09"
    path = tmp_path / f"phone.{ending}"
    drawing((400, 200)).save(path, exif=exif, quality=95)
    seen = inspect(path)
    assert (seen.width, seen.height, seen.orientation) == (200, 400, 6)
    assert seen.taken == "2025-07-14T18:03:09"
    picture = open_picture(path)
    assert picture.size == (200, 400)
    np.testing.assert_allclose(picture.getpixel((180, 20)), (220, 120, 40), atol=8)  # top left went to top right
    assert picture.getexif().get(0x0112, 1) == 1


def test_cmyk(tmp_path: Path) -> None:
    path = tmp_path / "print.jpg"
    drawing(mode="CMYK").save(path, quality=95)
    assert inspect(path).type == "jpeg"
    picture = open_picture(path)
    assert picture.mode == "RGB"
    np.testing.assert_allclose(picture.getpixel((20, 20)), (220, 120, 40), atol=12)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits(tmp_path: Path, kind: str) -> None:
    ramp = np.linspace(0, 65535, 256, dtype=np.uint16)[None, :].repeat(16, 0)
    path = tmp_path / "deep"
    Image.fromarray(ramp).save(path, kind)
    grey = np.asarray(open_picture(path).convert("L"), dtype=int)
    np.testing.assert_allclose(grey[0], np.arange(256), atol=1)


def test_alpha_is_kept_where_there_is_some(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    logo = drawing(mode="RGBA")
    logo.save(path)
    assert open_picture(path).mode == "RGB", "all opaque"
    logo.putalpha(Image.linear_gradient("L").resize(logo.size))
    logo.save(path)
    assert open_picture(path).mode == "RGBA"
    logo.convert("P", palette=Image.Palette.ADAPTIVE).save(path, transparency=0)
    assert open_picture(path).mode == "RGBA", "a palette with a see-through entry"
    assert Image.open(io.BytesIO(thumbnail(path, 80))).mode == "RGB"


def test_a_broken_colour_profile_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "profile.jpg"
    drawing().save(path, icc_profile=b"no profile at all", quality=95)
    np.testing.assert_allclose(open_picture(path).getpixel((20, 20)), (220, 120, 40), atol=8)


def test_another_colour_space_becomes_srgb(tmp_path: Path) -> None:
    # The sRGB profile with the tables of red and blue exchanged: a profile that is easy to judge by eye.
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = data.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    path = tmp_path / "exchanged.png"
    drawing().save(path, icc_profile=swapped)
    red, _, blue = open_picture(path).getpixel((20, 20))
    assert blue > 200 > 80 > red


def test_a_large_jpeg_is_decoded_no_larger_than_needed(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    path = tmp_path / "large.jpg"
    drawing((4000, 2000)).save(path, exif=exif)
    assert open_picture(path).size == (2000, 4000)
    assert open_picture(path, max_size=(500, 1000)).size == (500, 1000)
    assert open_picture(path, max_size=(501, 900)).size == (1000, 2000)
    assert open_picture(path, max_size=600).size == (1000, 2000)


def test_thumbnails_fit_and_never_grow(tmp_path: Path) -> None:
    path = tmp_path / "wide.png"
    drawing((3000, 1000)).save(path)
    small = thumbnail(path, 160)
    assert small.startswith(b"\xff\xd8")
    assert len(small) < 8_000
    assert Image.open(io.BytesIO(small)).size == (160, 53)
    assert Image.open(io.BytesIO(thumbnail(path, 160, 20))).size == (60, 20)
    assert Image.open(io.BytesIO(thumbnail(path, 9000))).size == (3000, 1000)


# Video and sound -----------------------------------------------------------------------------------------------------


def film(path: Path, seconds: float = 1.0, *, sound: bool = False, codec: str = "libx264") -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for i in range(round(30 * seconds)):
            frame = av.VideoFrame.from_ndarray(np.full((120, 160, 3), 8 * i % 255, np.uint8), format="rgb24")
            frame.pts, frame.time_base = i, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


@pytest.mark.parametrize(("ending", "codec"), [("mp4", "libx264"), ("mov", "libx264"), ("mkv", "libx264"),
                                               ("webm", "libvpx"), ("avi", "mpeg4")])  # fmt: skip
def test_films(tmp_path: Path, ending: str, codec: str) -> None:
    path = tmp_path / f"clip.{ending}"
    film(path, codec=codec)
    seen = inspect(path)
    assert (seen.kind, seen.type, seen.width, seen.height) == ("video", ending, 160, 120)
    assert seen.duration == pytest.approx(1.0, abs=0.1)


def test_a_film_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    film(path)  # the index of an MP4 stands at its end
    path.write_bytes(path.read_bytes()[:-400])
    refused(path, UnsupportedFile, "cut short")


def test_sound(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(bytes(32000))
    seen = inspect(path)
    assert (seen.kind, seen.type, seen.width, seen.duration) == ("audio", "wav", None, 1.0)
    with pytest.raises(UnsupportedFile, match="no picture"):
        thumbnail(path, 100)
    for ending, codec, layout in (("mp3", "libmp3lame", "s16p"), ("m4a", "aac", "fltp"), ("flac", "flac", "s16"),
                                  ("ogg", "libopus", "flt"), ("aac", "aac", "fltp")):  # fmt: skip
        path = tmp_path / f"voice.{ending}"
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=48000, layout="stereo")
            resampler = av.AudioResampler(layout, "stereo", 48000, stream.codec_context.frame_size or 1024)
            quiet = av.AudioFrame.from_ndarray(np.zeros((2, 48000), np.float32), format="fltp", layout="stereo")
            quiet.rate = 48000
            for frame in (*resampler.resample(quiet), *resampler.resample(None)):
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        seen = inspect(path)
        assert (seen.kind, seen.type) == ("audio", ending)
        assert seen.duration == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "TIFF", "BMP", "GIF"])
def test_broken_bytes_are_refused_in_a_sentence_or_usable(tmp_path: Path, kind: str) -> None:
    pillow_heif.register_heif_opener()
    whole = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    Image.fromarray(noise).save(whole, kind)
    dice, path, told = np.random.default_rng(2), tmp_path / "broken", []
    for _ in range(60):
        data = np.frombuffer(whole.getvalue(), np.uint8).copy()
        reach = int(dice.choice([64, 400, len(data)]))
        places = dice.integers(0, min(reach, len(data)), int(dice.choice([1, 3, 20])))
        data[places] = dice.integers(0, 256, len(places))
        path.write_bytes(data.tobytes())
        try:
            inspect(path)
            open_picture(path)
        except (UnsupportedFile, FileTooLarge) as error:
            told.append(error.message)
    assert told
    assert all(message.startswith("broken: ") for message in told)
