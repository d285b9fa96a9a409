"""The bodies of GPS apps, unpacked into rows: JSON also with the slips that apps make in it, forms of both kinds, gzip and deflate."""

import json
import re
import zlib
from collections.abc import Callable
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from ...model import UNREADABLE

MOST = 32 * 1024 * 1024  # bytes, unpacked
PACKED = (b"\x1f\x8b", b"\x78")
# Templates that an app filled with nothing, or with the decimal comma of its language.
SLIPS = (
    (re.compile(r"(:\s*-?\d+),(\d+)(?=\s*[,}])"), r"\1.\2"),
    (re.compile(r":\s*(?=[,}\]])"), ":null"),
    (re.compile(r",\s*(?=[}\]])"), ""),
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def unpacked(body: bytes) -> bytes:
    if not body.startswith(PACKED):
        return body
    try:
        return zlib.decompressobj(47).decompress(body, MOST)  # 47: gzip or deflate, as it says of itself
    except zlib.error:
        return body


def text_of(body: bytes) -> str:
    return body.decode("utf-16" if body.startswith(UTF_16) else "utf-8-sig", errors="replace")


def mended(text: str) -> str:
    for slip, right in SLIPS:
        text = slip.sub(right, text)
    return text


def plain_json(text: str) -> Any:
    """NaN and Infinity, which are no JSON, are values that nobody knows."""
    return json.loads(text, parse_constant=lambda _: None)


def lines(text: str) -> list[Any]:
    return [plain_json(line) for line in text.splitlines() if line.strip()]


READERS: tuple[Callable[[str], Any], ...] = (msgspec.json.decode, plain_json, lambda text: plain_json(mended(text)), lines)


def rows_of(data: Any) -> list[Any]:
    if isinstance(data, dict):
        inner = next((data[name] for name in ("locations", "features", "location") if isinstance(data.get(name), (list, dict))), data)
        return list(inner) if isinstance(inner, list) else [inner]
    return data if isinstance(data, list) else [data]


def query_of(query: str) -> dict[str, Any]:
    return dict(parse_qsl(query))


def multipart(body: bytes) -> dict[str, Any]:
    boundary = body.partition(b"\n")[0].strip()[2:]
    parts = message_from_bytes(b'content-type: multipart/form-data; boundary="' + boundary + b'"\r\n\r\n' + body).walk()
    named = [(part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in parts]
    return {str(name): text_of(value).strip() for name, value in named if name and isinstance(value, bytes)}


def rows_of_body(body: bytes, query: str) -> list[Any]:
    text = text_of(body)
    for reader in READERS if text.strip() else ():
        try:
            data = reader(text)
        except (*UNREADABLE, ValueError):
            continue
        return rows_of(data)
    form = multipart(body) if body.startswith(b"--") else query_of(text) if "=" in text else {}
    return [query_of(query) | form]
