"""A sheet of master data, as text."""

from typing import Any

from tests.cast import Cast

from .sheets import bring, write


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


async def brought(client: Any, pool: Any, us: Cast, kind: str, content: bytes, name: str = "erin") -> Any:
    return await write(client, pool, us, await bring(client, kind, content, name), name=name)


async def seen(client: Any, kind: str, *lines: str) -> list[tuple[str, str]]:
    """Of each row what would become of it, and what is wrong with it."""
    answer = await bring(client, kind, csv(*lines), "erin")
    assert answer.status_code == 201, answer.text
    return [(row["effect"], row["problem"]) for row in answer.json()["rows"]]


async def values(client: Any, kind: str) -> list[dict[str, Any]]:
    async with client("erin") as erin:
        return [row["values"] for row in (await erin.get(f"/api/master/{kind}")).json()["rows"]]
