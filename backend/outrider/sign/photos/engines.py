"""Photos: what is one, how large one may be, and how it becomes small enough for paper."""

import io
import logging
from pathlib import Path

import pillow_heif
from PIL import Image, ImageFile, ImageOps

SIDE = 1400
EMPTY_FRAME = (1400, 1050)
MOST_PIXELS = 50_000_000  # twice what a phone takes; decoded they hold 200 MB
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")  # what a phone takes; the library opens a hundred others, some by starting a program

pillow_heif.register_heif_opener()
ImageFile.LOAD_TRUNCATED_IMAGES = True
Image.MAX_IMAGE_PIXELS = None  # MOST_PIXELS is asked instead, of the head, before anything is decoded
log = logging.getLogger("outrider.sign")


def fault_of(path: Path) -> str | None:
    """Why it is not taken: not_a_photo or too_many_pixels. Decided by content, never by name."""
    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return "too_many_pixels"
            picture.verify()
        return None
    except Exception:  # any decoder's way of saying no
        return "not_a_photo"


def shrink(source: Path, target: Path) -> bool:
    """A photo may break off, hold nonsense behind a good beginning, or be too large. What can be seen of it is printed; False: nothing."""
    try:
        data = source.read_bytes()
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            picture.thumbnail((SIDE, SIDE))  # a JPEG is decoded in a part of its size where that is enough; turned only when it is small
            small = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as wrong:  # any decoder's way of giving up
        log.warning("photo cannot be drawn: %s: %r", source.name, wrong)
        Image.new("RGB", EMPTY_FRAME, "#e9edf3").save(target, "JPEG", quality=82)
        return False
    small.save(target, "JPEG", quality=82)
    return True
