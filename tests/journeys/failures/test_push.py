"""The failure catalogue, row 38: a phone that takes its push subscription away and tells nobody."""

import asyncio
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from playwright.async_api import Page

from ..phone_store import frame
from .phone import Phone

pytestmark = pytest.mark.journey
# There is no push service here; what a browser answers is played, all else is the app's own.
POINT, SECRET = (urlsafe_b64encode(key).rstrip(b"=").decode() for key in (b"\x04" + bytes(64), bytes(16)))
SUBSCRIBED = """(endpoint, p256dh, auth) => {
  PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys: { p256dh, auth } }) });
}"""
SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.getRegistration()).getNotifications();
  for (const row of shown) row.close();
  return shown.map((row) => row.title);
}"""


async def shown(page: Page) -> list[str]:
    async with asyncio.timeout(20):
        while not (found := await page.evaluate(SHOWN)):
            await frame(page)
    return list(found)


async def test_row_38_the_subscription_is_renewed_at_each_start(bob: Phone) -> None:
    await bob.browser.grant_permissions(["notifications"])
    for number in (1, 2):
        endpoint = f"https://push.example/{number}"
        await bob.page.add_init_script(f"({SUBSCRIBED})('{endpoint}', '{POINT}', '{SECRET}')")
        await bob.page.reload()
        async with asyncio.timeout(20):
            while endpoint not in [row["endpoint"] for row in await bob.house.sql("select endpoint from push_subscriptions")]:
                await frame(bob.page)


async def test_row_38_every_push_shows_a_message_whatever_it_says(bob: Phone) -> None:
    """Three that show nothing, and a phone takes the subscription away."""
    await bob.browser.grant_permissions(["notifications"])
    session, known = await bob.browser.new_cdp_session(bob.page), list[dict[str, Any]]()
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    await session.send("ServiceWorker.enable")
    async with asyncio.timeout(20):
        while not known:
            await frame(bob.page)
    to = {"origin": bob.house.url, "registrationId": known[0]["registrationId"]}
    for data in ('{"title": "A visit", "body": "Hall 1", "tag": "a", "url": "/app/"}', "{broken", ""):
        await session.send("ServiceWorker.deliverPushMessage", {**to, "data": data})
        assert await shown(bob.page)
