"""The failure catalogue, rows 11 and 12: a sign-in that ends holds what waits, and loses nothing."""

import pytest
from playwright.async_api import Route, expect

from .phone import COMMANDS, Phone, sign_in_again

pytestmark = pytest.mark.journey


MANY = """async (count) => {
  const [{ attendance_id, status }] = outrider.visits();
  for (let n = 0; n < count; n++)
    await outrider.save({ kind: 'act', attendance_id, action: 'note', expected: status, data: { text: `Note ${n}` } });
}"""


@pytest.mark.hooks
async def test_row_11_a_session_that_ends_between_two_batches_keeps_the_second(bob: Phone) -> None:
    batches: list[int] = []

    async def first_only(route: Route) -> None:
        answer = await route.fetch()
        batches.append(answer.status)
        if len(batches) == 1:
            await bob.house.sql("update sessions set revoked_at = now()")
        await route.fulfill(response=answer)

    await bob.browser.set_offline(True)
    await bob.page.evaluate(MANY, 60)
    await bob.browser.route(COMMANDS, first_only)
    await bob.browser.set_offline(False)
    await bob.says("sign_in", 10, 60_000)
    assert batches[:2] == [200, 401]
    await sign_in_again(bob)
    await bob.all_is_once(*["note"] * 60)


async def test_row_11_an_expired_session_holds_the_queue_until_they_sign_in(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.house.sql("update sessions set revoked_at = now()")
    bob.house.start("serve")
    await bob.says("sign_in", 3)
    assert await bob.house.sql("select 1 from commands") == []
    await sign_in_again(bob)
    await bob.page.click(".visit-card")
    await bob.all_is_once("accept", "confirm_appointment", "set_off")


async def test_row_12_two_tabs_of_an_ended_sign_in_go_on_after_one_password(bob: Phone) -> None:
    """There is nothing to refresh here, so nothing to refresh twice: a sign-in ends, and one tab's password is both tabs'."""
    other = await bob.browser.new_page()
    await other.goto(bob.page.url)
    bob.house.stop("serve")
    await bob.steps(0, 1)
    await bob.house.sql("update sessions set revoked_at = now()")
    bob.house.start("serve")
    await bob.says("sign_in", 2)
    await sign_in_again(bob)
    await expect(other.locator(".pill[data-sync=ok]").first).to_be_visible(timeout=60_000)
    await bob.all_is_once("accept", "confirm_appointment")
    assert len(await bob.house.sql("select 1 from sessions where phone_id is not null and revoked_at is null")) == 1
