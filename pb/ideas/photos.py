"""Photos that people send: opened carefully, made small, and stripped of everything but the picture.

A photo from a phone tells where somebody lives. Nothing of the file that came in is kept: the picture is drawn anew and
written as WebP, and what was hidden in it or behind it is gone.
"""

import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import anyio
import anyio.to_thread
from PIL import Image, ImageOps, UnidentifiedImageError

from database import transaction
from pb.ideas.changes import change
from pb.models import Idea, Photo, Project
from pb.text import one_line
from residents.people import Person
from web.language import _
from web.refusals import Refused

LONGEST_ALT = 200
MOST_BYTES = 8_000_000
_MOST_PIXELS = 20_000_000
_LONGEST_SIDE = 1600
_FORMATS = ("JPEG", "PNG", "WEBP")
# Left alone, Pillow would unpack 144 megapixels from a file of 17 kB with no more than a warning.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

# One at a time in each process: a decoded photo takes up to 80 MB.
_one_at_a_time = anyio.CapacityLimiter(1)


class PhotoRefused(Refused):
    """The file is no photo that we can use. `field` is the question it belongs to."""

    def __init__(self, sentence: str, field: str = "photo") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept: WebP bytes, with its size in pixels."""

    data: bytes
    width: int
    height: int


def redraw(file: IO[bytes]) -> Picture:
    """The picture in `file`, upright, at most 1600 pixels a side. Raises PhotoRefused. Takes processor time."""
    try:
        source = Image.open(file, formats=_FORMATS)
        _demand_fit(source)
        # JPEG can be decoded at a half, a quarter or an eighth; for the others this does nothing.
        source.draft("RGB", (_LONGEST_SIDE * 2, _LONGEST_SIDE * 2))
        upright = ImageOps.exif_transpose(source)
        drawn = _on_white(upright)
        drawn.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        return _written(drawn)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PhotoRefused(
            _("We cannot open this file as a photo. Choose a JPEG, PNG or WebP picture, or send your idea without one.")
        ) from error


def _demand_fit(source: Image.Image) -> None:
    width, height = source.size
    if width * height > _MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < 100:
        raise PhotoRefused(_("This picture is too small to see. Choose one that is at least 100 pixels on each side."))
    # Phones write a JPEG and a second picture into one file: the first is the photo. The others are films.
    if source.format != "MPO" and getattr(source, "n_frames", 1) > 1:
        raise PhotoRefused(_("This picture moves. Choose a still photo."))


def _too_many_pixels() -> PhotoRefused:
    return PhotoRefused(_("This picture has too many pixels. Choose one of 20 megapixels or fewer."))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return picture.convert("RGB")


def _written(picture: Image.Image) -> Picture:
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)  # only the pixels: no EXIF, no colour profile, no comment
    file = BytesIO()
    bare.save(file, "WEBP", quality=78, method=4)
    return Picture(file.getvalue(), bare.width, bare.height)


async def keep(idea: Idea, by: Person, file: IO[bytes], alt: str, folder: Path, now: datetime) -> Photo:
    """Redraw the photo and make it the one of `idea`. Raises PhotoRefused, and then nothing has changed."""
    words = checked_alt(alt)
    picture = await anyio.to_thread.run_sync(redraw, file, limiter=_one_at_a_time)
    name = f"{secrets.token_hex(16)}.webp"
    await anyio.to_thread.run_sync(_write, folder / name, picture.data)
    before = idea.photo_id
    try:
        async with transaction():
            photo = await Photo.create(
                name=name,
                alt=words,
                width=picture.width,
                height=picture.height,
                added_by_id=by.account_id,
                added_at=now,
            )
            await change(idea, now, photo_id=photo.id)
    except BaseException:
        (folder / name).unlink(missing_ok=True)
        raise
    await forget(before, folder)
    return photo


async def describe(idea: Idea, alt: str, now: datetime) -> None:
    """Change only the words about the photo."""
    words = checked_alt(alt)
    async with transaction():
        await Photo.filter(id=idea.photo_id).update(alt=words)
        await change(idea, now)


async def remove(idea: Idea, folder: Path, now: datetime) -> None:
    before = idea.photo_id
    async with transaction():
        await change(idea, now, photo_id=None)
    await forget(before, folder)


def checked_alt(alt: str) -> str:
    words = one_line(alt)
    if not words:
        raise PhotoRefused(_("Say in a few words what the photo shows, for people who cannot see it."), "alt")
    if len(words) > LONGEST_ALT:
        raise PhotoRefused(_("Shorten this to 200 characters or fewer."), "alt")
    return words


async def forget(photo_id: int | None, folder: Path) -> None:
    """Delete this photo if nothing shows it any more."""
    photo = await Photo.get_or_none(id=photo_id) if photo_id else None
    if photo is None or await Idea.exists(photo_id=photo.id) or await Project.exists(photo_name=photo.name):
        return
    await photo.delete()
    (folder / photo.name).unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing: a reader never sees half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    half.write_bytes(data)
    half.rename(path)
