"""The cases of a morning that nobody plans: times agreed anew, a part, a second visit, the counter, an alarm, a double."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from .. import db
from ..accounts.organisation import actions as organisation
from ..assign import actions as assign
from ..carry_in import actions as carry_in
from ..ids import new_id
from ..intake.booking import actions as intake
from ..model import ALL, CameIn, Cause, moment_of
from ..status.order import actions as orders
from . import devices, signing
from .devices import both
from .world import Site, World, act, order, visit

STATION = "select station_id from engineers where user_id = $1"
WANG, LI, ZHANG, CAMILA = 0, 1, 2, 4  # whose phones people try (cast.LOGINS)
LATE = 30  # has nothing after it: nobody else is made late
ALARM = "core-sw-2/link-down"


def ago(world: World, minutes: int) -> datetime:
    return world.now - timedelta(minutes=minutes)


async def tell(tx: db.Tx, world: World) -> None:
    zone = await organisation.time_zone(tx)
    for days, hour, engineer in ((1, 10, WANG), (1, 14, LI), (2, 9, WANG), (3, 11, CAMILA), (9, 9, LI)):
        await _agreed_anew(tx, world, engineer, datetime.combine(ago(world, 0).astimezone(zone) + timedelta(days=days), time(hour), zone))
    await _second_visit(tx, world, CAMILA)
    await _runs_late(tx, world, LATE)
    await _at_the_counter(tx, world, ZHANG, zone)
    await _by_other_ways(tx, world)


async def _agreed_anew(tx: db.Tx, world: World, engineer: int, begins: datetime) -> None:
    """The customer was called, and had no time today."""
    who = world.engineers[engineer]
    order_id = await visit(tx, world, who, "accepted", world.now + timedelta(hours=5))
    said = {"agreed_from": begins, "agreed_to": begins + timedelta(hours=2), "how": "called", "why": "customer_wish"}
    await act(tx, world.actors[who], order_id, "agree_time", ago(world, 6), **said)


async def _second_visit(tx: db.Tx, world: World, engineer: int) -> None:
    """Two reports say "not solved": for one a second visit is planned, about the other the office is asked."""
    who = world.engineers[engineer]
    for index in range(2):
        order_id = await visit(tx, world, who, "awaiting_signature", ago(world, 235 - 110 * index))
        await signing.sign_order(tx, order_id, world.actors[who], ago(world, 150 - 130 * index), world.chance, unsolved="part")
        if index == 0:
            await _give(tx, world, order_id, who, ago(world, 100))
            begins = world.now + timedelta(hours=4)
            said = {"agreed_from": begins, "agreed_to": begins + timedelta(hours=2), "how": "called", "why": "part"}
            await act(tx, world.dispatcher, order_id, "agree_time", ago(world, 95), **said)


async def _runs_late(tx: db.Tx, world: World, engineer: int) -> None:
    who = world.engineers[engineer]
    order_id = await visit(tx, world, who, "appointment_confirmed", world.now + timedelta(minutes=40), world.now + timedelta(minutes=70))
    await act(tx, world.actors[who], order_id, "running_late", ago(world, 4), minutes=30, cause="traffic")


async def _at_the_counter(tx: db.Tx, world: World, engineer: int, zone: ZoneInfo) -> None:
    """A device lies on a bench since yesterday, and is promised for the day after tomorrow."""
    who, called = world.engineers[engineer], ago(world, 60 * 25)
    promised = datetime.combine(world.now.astimezone(zone) + timedelta(days=2), time(23, 59), zone)
    station = await tx.value(STATION, who)
    site = _device(world, "SR650 server", world.may_go[who])
    fault = both("Does not switch on any more", "无法开机")
    order_id = await _take(tx, world, site, called, promised, fault, "counter", station_id=station)
    receipt = carry_in.Receipt(both("Power cord, four drives", "电源线、四块硬盘"), both("Scratch on the left side", "左侧有划痕"))
    await carry_in.hand_in(tx, order_id, receipt, Cause(world.dispatcher, ALL, moment_of(called + timedelta(minutes=5))))
    await _give(tx, world, order_id, who, called + timedelta(minutes=30))
    await act(tx, world.actors[who], order_id, "accept", called + timedelta(minutes=40))
    await act(tx, world.actors[who], order_id, "start_diagnosis", ago(world, 30))


async def _by_other_ways(tx: db.Tx, world: World) -> None:
    """A mail, a form on the web, an alarm that came three times, and one fault that two people called about."""
    until = world.now + timedelta(hours=6)
    switch, server = _device(world, "Catalyst 9300 switch"), _device(world, "SR650 server")
    for minutes in (48, 31, 12):
        down = both("Link down on port 24", "端口 24 链路中断")
        await _take(tx, world, switch, ago(world, minutes), until, down, "alarm", alarm_key=ALARM)
    await order(tx, world, ago(world, 55), until, came_in="mail")
    await order(tx, world, ago(world, 37), until, came_in="web")
    off, booking = (both("Off, nobody can book", "关机，无法办理"), both("No booking since eight", "八点起无法办理"))
    await _take(tx, world, server, ago(world, 44), until, off, "telephone")
    await _take(tx, world, server, ago(world, 20), until, booking, "mail")


def _device(world: World, model: str, places: set[UUID] | None = None) -> Site:
    site = next(site for site in world.sites if site.model == model and (places is None or site.site in places))
    world.sites.remove(site)
    return site


async def _take(
    tx: db.Tx,
    world: World,
    site: Site,
    called: datetime,
    until: datetime,
    fault: str,
    came_in: CameIn,
    alarm_key: str = "",
    station_id: UUID | None = None,
) -> UUID:
    """station_id: of a device that is brought to its counter."""
    wanted = intake.NewOrder(
        new_id(called),
        "carry_in" if station_id else "repair",
        "2",
        fault,
        called,
        until,
        account_id=site.account,
        contact_id=site.contact,
        site_id=None if station_id else site.site,
        serial=site.serial,
        skill=devices.line_of(site.model).skill,
        second=True,
        station_id=station_id,
        came_in=came_in,
        alarm_key=alarm_key,
    )
    return (await intake.take(tx, wanted, Cause(world.dispatcher, ALL, moment_of(called)))).id


async def _give(tx: db.Tx, world: World, order_id: UUID, engineer: UUID, at: datetime) -> None:
    found = await orders.lock_order(tx, order_id, ALL)
    await assign.assign(tx, order_id, engineer, found.status, Cause(world.dispatcher, ALL, moment_of(at)))
