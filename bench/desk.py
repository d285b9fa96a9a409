"""The dispatcher's desk with 500 engineers and 3,000 visits, while ten of them change a second: real Chromium, no graphics card.

`make bench-desk`. The processor of the page is slowed to a quarter where scripting and drags of the timeline are measured (CPU/4); scrolling
is not, nor is opening an order beside the map on which all engineers are.
"""

import asyncio
import os
import sys
from itertools import count
from statistics import median
from typing import Any

import asyncpg
from playwright.async_api import CDPSession, Page
from tests.journeys.chromium import DESK, chromium, open_context, page_of, sign_in_console
from tests.journeys.processes import Served

from outrider import db

from .crowd import ATTENDANCES, ENGINEERS, ORDERS, PEOPLE
from .ground import installation
from .history import ACCOUNTS, CONTACTS, SITES, STATIONS
from .table import Row, p95, tell

ENGINEERS_, VISITS_EACH, STATIONS_ = 500, 6, 5
A_SECOND = 10
UPDATES = 3_600 if os.environ.get("FULL") else 600
DRAGS = 30
# Six visits each from seven o'clock on, two hours apart.
VISITS = """
insert into visits (org_id, id, order_id, window_from, window_to, work_minutes)
select $1, md5('crowd visit' || n)::uuid, md5('crowd order' || n)::uuid, at, at + interval '3 hours', 45
from generate_series(1, $2::int) n, lateral (select date_trunc('day', now()) + (7 + 2 * (n / $3::int)) * interval '1 hour' as at) day
"""
LATER = "update attendances set late_minutes = $2 where order_id = md5('crowd order' || $1::int)::uuid returning order_id, engineer_id"
# Everybody and everything in the city whose roads are brought along.
IN_CITY = """
with units_ as (update units set lat = -29.92, lon = -71.24 where kind = 'station'),
  sites_ as (update sites set lat = -29.95 + (hashtext(id::text) & 255) / 3000.0, lon = -71.29 + (hashtext(id::text || 'x') & 255) / 2600.0)
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
select $1, md5('crowd' || n)::uuid, now(), -29.96 + (n % 23) * 0.005, -71.3 + (n / 23) * 0.005, 8, now()
from generate_series(1, $2::int) n on conflict do nothing
"""
MOVE = "update latest_positions set lat = lat + 0.0002, device_time = now(), received_at = now() where engineer_id = md5('crowd' || $1::int)::uuid"
OPENED = 20
# From the press of a row until the frame in which its order stands is on the screen.
OPEN = """async ([many, numbers]) => {
  const told = [], frame = () => new Promise(requestAnimationFrame), pause = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let n = 0; n < many; n++) {
    const row = [...document.querySelectorAll('.rows [data-order]')][n * 3 + 1];
    const number = numbers[row.dataset.order];
    const began = performance.now();
    row.click();
    while (!document.querySelector('.detail')?.textContent.includes(number)) await frame();
    await frame();
    await pause(0);
    told.push(performance.now() - began);
    await pause(500);
  }
  return told;
}"""
SCROLL = """async () => {
  const box = document.querySelector('.tl-scroll');
  const times = [];
  let down = 1;
  for (let end = performance.now() + 4000, last = performance.now(); last < end;) {
    last = await new Promise(requestAnimationFrame);
    times.push(last);
    if (box.scrollTop + box.clientHeight >= box.scrollHeight - 80 || box.scrollTop < 0) down = -down;
    box.scrollTop += 70 * down;
  }
  return (times.length - 1) / ((times.at(-1) - times[0]) / 1000);
}"""
# From a visit's move over another row until what it would do there is on the screen.
DRAG = """async (drags) => {
  const told = [], frame = () => new Promise(requestAnimationFrame);
  const box = document.querySelector('.tl-scroll').getBoundingClientRect();
  const at = (type, x, y) => new PointerEvent(type, { clientX: x, clientY: y, button: 0, bubbles: true, cancelable: true });
  const from = [...document.querySelectorAll('[data-visit]:not([data-fixed])')].find((row) => row.getBoundingClientRect().top > box.top + 60);
  const { left, top } = from.getBoundingClientRect();
  from.dispatchEvent(at('pointerdown', left + 4, top + 4));
  for (let n = 0; n < drags; n++) {
    const began = performance.now();
    dispatchEvent(at('pointermove', box.left + 500 + n, box.top + 100 + (n % 12) * 44));
    await frame();
    while (document.querySelector('[data-verdict=asking]') || !document.querySelector('[data-verdict]')) await frame();
    told.push(performance.now() - began);
  }
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  dispatchEvent(at('pointerup', 0, 0));
  return told;
}"""


async def make(house: Served) -> None:
    us, owner, visits = house.database.us.org_id, await asyncpg.connect(house.database.owner_dsn), ENGINEERS_ * VISITS_EACH
    await owner.execute(STATIONS, us, STATIONS_)
    await owner.execute(PEOPLE, us, "crowd", ENGINEERS_)
    await owner.execute(ENGINEERS, us, ENGINEERS_, STATIONS_)
    for statement in (ACCOUNTS, CONTACTS, SITES):
        await owner.execute(statement, us, 101)
    await owner.execute(ORDERS, us, visits, STATIONS_)
    for statement in (VISITS, ATTENDANCES):
        await owner.execute(statement, us, visits, ENGINEERS_)
    await owner.execute("vacuum analyze")
    await owner.close()


async def change(pool: Any, org_id: int, numbers: Any, many: int) -> None:
    """So many engineers say, one after the other, that they come later, ten a second."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for n in range(many):
        number = next(numbers)
        async with db.transaction(pool, org_id) as tx:
            row = await tx.connection.fetchrow(LATER, 1 + number * 7 % (ENGINEERS_ * VISITS_EACH), 6 + number % 50)
            assert row is not None
            tx.touch("order", row["order_id"], engineer=row["engineer_id"])
        await asyncio.sleep(max(0.0, began + (n + 1) / A_SECOND - loop.time()))


async def metric(session: CDPSession, name: str) -> float:
    found = await session.send("Performance.getMetrics")
    return float(next(row["value"] for row in found["metrics"] if row["name"] == name))


async def heap(session: CDPSession) -> float:
    await session.send("HeapProfiler.collectGarbage")
    return await metric(session, "JSHeapUsedSize") / 1e6


async def measure(house: Served, page: Page) -> list[Row]:
    pool, org_id, numbers = await db.connect(house.database.app_dsn, size=1), house.database.us.org_id, count()
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    await page.locator("[data-engineer]").first.wait_for()
    changes = asyncio.create_task(change(pool, org_id, numbers, 5 * A_SECOND))
    frames = float(await page.evaluate(SCROLL))
    await changes
    await session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    drags = [float(ms) for ms in await page.evaluate(DRAG, DRAGS)]
    await change(pool, org_id, numbers, 60)
    before, scripted = await heap(session), await metric(session, "ScriptDuration")
    await change(pool, org_id, numbers, UPDATES)
    scripting = (await metric(session, "ScriptDuration") - scripted) * 1000 / UPDATES
    grown = await heap(session) / before
    await pool.close()
    return [
        Row("frames a second while scrolling, ten changes a second", frames, "", None, least=50),
        Row("what a drag would do is shown, median, CPU/4", median(drags), "ms", 100),
        Row("the same, p95", p95(drags), "ms"),
        Row("scripting of an update, CPU/4", scripting, "ms", 16),
        Row(f"memory after {UPDATES:,} updates, of that after 60", grown, "x", 1.3),
    ]


async def move(pool: Any, org_id: int, numbers: Any, many: int) -> None:
    """So many engineers are elsewhere, one after the other, ten a second."""
    for _ in range(many):
        async with db.transaction(pool, org_id) as tx:
            await tx.connection.execute(MOVE, 1 + next(numbers) % ENGINEERS_)
        await asyncio.sleep(1 / A_SECOND)


async def opened(house: Served, page: Page) -> list[float]:
    """Milliseconds that the opening of each of some orders takes, while orders change and engineers move."""
    pool, org_id = await db.connect(house.database.app_dsn, size=2), house.database.us.org_id
    await page.goto(f"{house.url}/console")
    await page.locator(".rows [data-order]").first.wait_for()
    await asyncio.sleep(8)  # the map's own first drawing is not measured
    async with db.transaction(pool, org_id) as tx:
        numbers = {str(row["id"]): row["number"] for row in await tx.connection.fetch("select id, number from orders")}
    many = 2 * OPENED * A_SECOND
    beside = [asyncio.create_task(change(pool, org_id, count(), many)), asyncio.create_task(move(pool, org_id, count(), many))]
    took = [float(ms) for ms in await page.evaluate(OPEN, [OPENED, numbers])]
    for task in beside:
        task.cancel()
    await asyncio.gather(*beside, return_exceptions=True)
    await pool.close()
    return took


async def beside_map(house: Served, page: Page) -> list[Row]:
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute(IN_CITY, house.database.us.org_id, ENGINEERS_)
    await owner.close()
    shown = await opened(house, page)
    await page.set_viewport_size({"width": 1080, "height": 900})  # too narrow for a map
    without = await opened(house, page)
    return [
        Row("an order is open beside the map, median", median(shown), "ms", 200),
        Row("the same, p95", p95(shown), "ms"),
        Row("the same without the map, median", median(without), "ms"),
    ]


async def at_desk(house: Served) -> list[Row]:
    await make(house)
    async with chromium() as play:
        page = await page_of(await open_context(play, DESK))
        await sign_in_console(page, house.url, "alice")
        rows = await beside_map(house, page)
        await page.set_viewport_size(DESK["viewport"])
        await page.goto(f"{house.url}/console/timeline")
        return rows + await measure(house, page)


def main() -> int:
    with installation() as house:
        return tell("desk", asyncio.run(at_desk(house)))


if __name__ == "__main__":
    sys.exit(main())
