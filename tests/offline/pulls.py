"""What a phone asks for."""

from typing import Any

from .phone import Phone


async def pull(phone: Phone, page: dict[str, Any] | None = None) -> dict[str, Any]:
    params = {} if page is None else {"epoch": page["epoch"], "since": page["seq"]}
    return dict((await phone.client.get("/api/phone/pull", params=params)).json())
