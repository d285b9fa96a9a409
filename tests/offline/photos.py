"""A photo, and its way to the server piece by piece."""

import io
from hashlib import sha256
from random import Random
from typing import Any

from PIL import Image

from .phone import Phone

CHUNK = 262_144


def photo(side: int = 900, seed: int = 1) -> bytes:
    picture = Image.frombytes("RGB", (side, side), Random(seed).randbytes(side * side * 3))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


async def announce(phone: Phone, data: bytes, mime: str = "image/jpeg", size: int | None = None) -> Any:
    return await phone.client.put(f"/api/blobs/{sha256(data).hexdigest()}", json={"size": size or len(data), "mime": mime})


async def patch(phone: Phone, name: str, offset: int, chunk: bytes) -> Any:
    headers = {"content-type": "application/octet-stream"}
    return await phone.client.patch(f"/api/blobs/{name}", params={"offset": offset}, content=chunk, headers=headers)


async def upload(phone: Phone, data: bytes, mime: str = "image/jpeg") -> Any:
    name = sha256(data).hexdigest()
    answer = await announce(phone, data, mime)
    offset = answer.json()["received"]
    while offset < len(data):
        answer = await patch(phone, name, offset, data[offset : offset + CHUNK])
        if answer.status_code != 200:
            return answer
        offset = answer.json()["received"]
    return answer
