"""Photos: only the picture is kept, and no file can do harm."""

import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from database import rows
from pb.ideas import photos
from pb.ideas.photos import PhotoRefused, redraw
from pb.models import Idea, Photo
from residents.people import Person
from tests.factories import NOW, make_account, make_cycle, make_idea, make_pot

SECRET = b"53.0027,-2.1794 my kitchen"


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **options: object) -> BytesIO:
    file = BytesIO()
    Image.new("RGB", size, (180, 60, 40)).save(file, kind, **options)
    file.seek(0)
    return file


def with_exif() -> BytesIO:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (53.0, 0.0, 9.72)
    return picture(exif=exif)


def test_a_photo_is_turned_upright_and_everything_about_it_is_dropped() -> None:
    drawn = redraw(with_exif())

    kept = Image.open(BytesIO(drawn.data))
    assert (drawn.width, drawn.height) == (600, 800)
    assert kept.format == "WEBP"
    assert not kept.getexif() and SECRET not in drawn.data
    assert {"exif", "icc_profile", "xmp", "comment"} & set(kept.info) == set()


def test_what_is_hidden_in_or_behind_a_picture_is_gone() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    png = picture("PNG", pnginfo=text)
    tailed = BytesIO(picture().getvalue() + b"<script>alert(1)</script>")

    assert SECRET not in redraw(png).data
    assert b"<script>" not in redraw(tailed).data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_big_photo_is_made_small(kind: str) -> None:
    drawn = redraw(picture(kind, (4000, 3000)))

    assert (drawn.width, drawn.height) == (1600, 1200)
    assert len(drawn.data) < 60_000


def test_clear_parts_become_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(file, "PNG")

    assert Image.open(BytesIO(redraw(file).data)).getpixel((100, 100)) == (255, 255, 255)


def bomb(side: int) -> BytesIO:
    """A PNG of `side` by `side` pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    rows_ = zlib.compress(bytes((side + 7) // 8 + 1) * side, 9)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows_) + chunk(b"IEND", b""))


def film(kind: str) -> BytesIO:
    file = BytesIO()
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    file.seek(0)
    return file


NO_PHOTOS = {
    "nothing": BytesIO(b""),
    "text": BytesIO(b"hello"),
    "html": BytesIO(b"<html><script>alert(1)</script></html>"),
    "svg": BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "gif": film("GIF"),
    "film in WebP": film("WEBP"),
    "film in PNG": film("PNG"),
    "cut off": BytesIO(picture("JPEG", (2000, 2000), quality=95).getvalue()[:3000]),
    "bomb of 64 megapixels": bomb(8_000),
    "bomb of 400 megapixels": bomb(20_000),
    "one pixel": picture("PNG", (1, 1)),
    "a TIFF": picture("TIFF"),
    "zeros": BytesIO(bytes(100_000)),
}


@pytest.mark.parametrize("what", NO_PHOTOS)
def test_what_is_no_photo_is_refused_at_once_with_a_sentence(what: str) -> None:
    file = NO_PHOTOS[what]
    file.seek(0)
    start = time.process_time()

    with pytest.raises(PhotoRefused) as refused:
        redraw(file)

    assert time.process_time() - start < 1
    assert refused.value.sentence.endswith(".")


@pytest.fixture
async def sender(db: None) -> tuple[Idea, Person]:
    account = await make_account()
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle), account)
    return idea, Person(account.id, roles=frozenset({"resident"}))  # type: ignore[arg-type]


async def test_a_photo_is_kept_under_a_name_that_nobody_can_guess(sender: tuple[Idea, Person], tmp_path: Path) -> None:
    idea, by = sender

    photo = await photos.keep(idea, by, picture(), " A bench ", tmp_path, NOW)

    assert [file.name for file in tmp_path.iterdir()] == [photo.name]
    assert len(photo.name) == len("0" * 32 + ".webp") and photo.alt == "A bench"
    assert (await Idea.get(id=idea.id)).photo_id == photo.id


async def test_a_second_photo_takes_the_place_of_the_first(sender: tuple[Idea, Person], tmp_path: Path) -> None:
    idea, by = sender
    await photos.keep(idea, by, picture(), "One", tmp_path, NOW)

    second = await photos.keep(idea, by, picture("PNG"), "Two", tmp_path, NOW)

    assert [file.name for file in tmp_path.iterdir()] == [second.name]
    assert len(await rows("SELECT id FROM photo")) == 1


async def test_a_refused_photo_leaves_the_old_one(sender: tuple[Idea, Person], tmp_path: Path) -> None:
    idea, by = sender
    first = await photos.keep(idea, by, picture(), "One", tmp_path, NOW)

    with pytest.raises(PhotoRefused):
        await photos.keep(idea, by, BytesIO(b"no"), "Two", tmp_path, NOW)
    with pytest.raises(PhotoRefused) as no_words:
        await photos.keep(idea, by, picture(), " \u200b ", tmp_path, NOW)

    assert no_words.value.field == "alt"
    assert [file.name for file in tmp_path.iterdir()] == [first.name]
    assert await Photo.all().count() == 1


async def test_a_removed_photo_is_gone_from_the_disk(sender: tuple[Idea, Person], tmp_path: Path) -> None:
    idea, by = sender
    await photos.keep(idea, by, picture(), "One", tmp_path, NOW)

    await photos.remove(idea, tmp_path, NOW)

    assert list(tmp_path.iterdir()) == []
    assert await Photo.all().count() == 0
