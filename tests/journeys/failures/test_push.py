"""The failure catalogue, row 38: a phone that takes its push subscription away and tells nobody."""

import asyncio
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from ..phone_store import frame
from .phone import Phone

pytestmark = [pytest.mark.journey, pytest.mark.notifications]
# There is no push service here; what a browser answers is played, all else is the app's own.
POINT, SECRET = (urlsafe_b64encode(key).rstrip(b"=").decode() for key in (b"\x04" + bytes(64), bytes(16)))
SUBSCRIBED = """(endpoint, p256dh, auth) => {
  PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint, keys: { p256dh, auth } }) });
}"""
# A push to a worker that is still taking over is nobody's.
AWAKE = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', done, { once: true }));
}"""


async def test_row_38_the_subscription_is_renewed_at_each_start(bob: Phone) -> None:
    await bob.browser.grant_permissions(["notifications"])
    for number in (1, 2):
        endpoint = f"https://push.example/{number}"
        await bob.page.add_init_script(f"({SUBSCRIBED})('{endpoint}', '{POINT}', '{SECRET}')")
        await bob.page.reload()
        async with asyncio.timeout(20):
            while endpoint not in [row["endpoint"] for row in await bob.house.sql("select endpoint from push_subscriptions")]:
                await frame(bob.page)


PUSHES = (
    ('{"title": "A visit", "body": "Hall 1", "tag": "a", "url": "/app/"}', {"Title": "A visit", "Body": "Hall 1"}),
    ("{broken", {"Title": "Outrider", "Body": ""}),
    ("", {"Title": "Outrider", "Body": ""}),
)


async def test_row_38_every_push_shows_a_message_whatever_it_says(bob: Phone) -> None:
    """Three that show nothing, and a phone takes the subscription away."""
    await bob.browser.grant_permissions(["notifications"])
    await bob.page.evaluate(AWAKE)
    session = await bob.browser.new_cdp_session(bob.page)
    known, displayed = asyncio.Queue[dict[str, Any]](), asyncio.Queue[dict[str, Any]]()
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.put_nowait(told["registrations"][0]))
    # Asking the page for its messages would lose one: what is written down and not yet displayed, the browser then forgets.
    session.on("BackgroundService.backgroundServiceEventReceived", lambda told: displayed.put_nowait(told["backgroundServiceEvent"]))
    await session.send("ServiceWorker.enable")
    await session.send("BackgroundService.setRecording", {"service": "notifications", "shouldRecord": True})
    await session.send("BackgroundService.startObserving", {"service": "notifications"})
    async with asyncio.timeout(60):
        to = {"origin": bob.house.url, "registrationId": (await known.get())["registrationId"]}
        for data, message in PUSHES:
            await session.send("ServiceWorker.deliverPushMessage", {**to, "data": data})
            assert {row["key"]: row["value"] for row in (await displayed.get())["eventMetadata"]} == message
