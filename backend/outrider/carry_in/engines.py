"""The code on a receipt, which leads to the customer's page; and a photo as a screen shows it."""

import os
import threading
from pathlib import Path

import segno

from ..sign.photos.engines import shrink

ONE_AT_A_TIME = threading.Lock()  # one decoded photo holds up to 200 MB


def code(url: str) -> str:
    """As the address of a picture."""
    return str(segno.make(url, error="m").svg_data_uri(border=2, scale=4, dark="#000", light="#fff"))


def shown(photo: Path, small: Path) -> bytes:
    """As a JPEG: no browser but one draws HEIC, and where it was taken, which a camera writes beside it, is nobody's business. Made once."""
    with ONE_AT_A_TIME:
        if small.exists():
            return small.read_bytes()
        small.parent.mkdir(parents=True, exist_ok=True)
        fresh = small.with_name(f"{small.name}.{os.getpid()}")
        sound = shrink(photo, fresh)
        picture = fresh.read_bytes()
        if sound:
            fresh.replace(small)
        else:
            fresh.unlink()
        return picture
