"""A later release of the built pages: every part under another name, as a build with any change in each would have made it."""

import re
from pathlib import Path

from outrider.config import WEB

PART = re.compile(r"-([\w-]{8})\.(js|css|wasm)")


def newer(folder: Path, mark: str = "N", web: Path = WEB) -> Path:
    """Names end in the mark; what names them is changed with them."""
    for path in sorted(web.rglob("*")):
        if not path.is_file():
            continue
        target = folder / PART.sub(lambda hit: f"-{_marked(hit[1], mark)}.{hit[2]}", str(path.relative_to(web)))
        target.parent.mkdir(parents=True, exist_ok=True)
        body = path.read_bytes()
        if path.suffix in (".js", ".css", ".html", ".json"):
            body = PART.sub(lambda hit: f"-{_marked(hit[1], mark)}.{hit[2]}", body.decode()).encode()
        target.write_bytes(body)
    return folder


def _marked(name: str, mark: str) -> str:
    return name[: -len(mark)] + mark
