"""Everything that fails: one function a fault. Those of the network are the proxy's weathers (proxy.py)."""

import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from outrider.backup import backup, restore
from tests.small_disk import fill

from ..processes import HOOKS
from ..release import newer
from .phone import Phone
from .proxy import WEATHERS
from .walk import Walk, planned


async def offline(walk: Walk, phone: Phone) -> None:
    await phone.browser.set_offline(True)


async def server_stopped(walk: Walk, phone: Phone) -> None:
    walk.house.stop("serve")


async def server_killed(walk: Walk, phone: Phone) -> None:
    walk.house.stop("serve", signal.SIGKILL)


async def browser_killed(walk: Walk, phone: Phone) -> None:
    await phone.killed()


async def browser_killed_while_saving(walk: Walk, phone: Phone) -> None:
    await phone.killed_while_saving(planned(walk, 20, ("note", "site", "photo")))


async def reloaded(walk: Walk, phone: Phone) -> None:
    await phone.page.reload()
    await phone.ready()


async def session_expired(walk: Walk, phone: Phone) -> None:
    await walk.house.sql("update sessions set revoked_at = now() where phone_id is not null")


async def clock_set_back(walk: Walk, phone: Phone) -> None:
    await phone.page.evaluate("() => { const real = Date.now.bind(Date); Date.now = () => real() - 3 * 3600_000; }")


async def clock_set_forward(walk: Walk, phone: Phone) -> None:
    await phone.page.evaluate("() => { const real = Date.now.bind(Date); Date.now = () => real() + 5 * 3600_000; }")


async def database_killed(walk: Walk, phone: Phone) -> None:
    """Its processes are gone in the middle of what they do; it comes back with the next healing."""
    assert walk.server.child is not None
    for pid in (walk.server.child.pid, *_children(walk.server.child.pid)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    walk.server.child.wait(15)


async def disk_full(walk: Walk, phone: Phone) -> None:
    """No change is taken until the next round; the database itself may die of it."""
    assert walk.disk is not None
    fill(walk.disk)


def _children(parent: int) -> list[int]:
    """Read before the parent is killed: each of them leads a session of its own."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


async def connections_cut(walk: Walk, phone: Phone) -> None:
    await walk.house.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )


async def backup_made(walk: Walk, phone: Phone) -> None:
    walk.backup = await backup(walk.house.database.owner_dsn, walk.house.data, walk.folder / "backups", datetime.now(UTC))


async def backup_restored(walk: Walk, phone: Phone) -> None:
    """The last one: what came since is known to the phones only."""
    assert walk.backup is not None
    await server_killed(walk, phone)
    await restore(walk.house.database.owner_dsn, walk.house.data, walk.backup)


async def new_release(walk: Walk, phone: Phone) -> None:
    """The phones find it with their next start, and go on with the old one until then."""
    walk.releases += 1
    walk.house.settings["OUTRIDER_WEB"] = str(newer(walk.folder / f"release-{walk.releases}", f"{walk.releases:02}", Path(HOOKS)))
    walk.house.stop("serve")
    walk.house.start("serve")


Fault = Callable[[Walk, Phone], Awaitable[None]]


def weather(name: str) -> Fault:
    async def changed(walk: Walk, phone: Phone) -> None:
        await phone.browser.set_offline(False)
        phone.proxy.weather = name

    changed.__name__ = f"network_{name}"
    return changed


FAULTS: tuple[Fault, ...] = (
    offline, server_stopped, server_killed, browser_killed, browser_killed_while_saving, reloaded, session_expired, clock_set_back,
    clock_set_forward, database_killed, disk_full, connections_cut, backup_made, backup_restored, new_release,
    *(weather(name) for name in WEATHERS if name != "fair"),
)  # fmt: skip
HEAL_EVERY = 3


def shuffled(seed: int, *without: Fault) -> list[Fault]:
    """All of them but these, in an order of this seed's own."""
    faults = [fault for fault in FAULTS if fault not in without]
    return Random(seed).sample(faults, len(faults))


async def run(walk: Walk, faults: Sequence[Fault], saves: int, taps: int) -> None:
    """A round a fault: it happens, the dispatcher does something, both phones save, real taps; every third round the world heals.

    saves: the most on one phone in one round. Each fault finds a server and a database that run, and happens.
    """
    await backup_made(walk, walk.phones[0])
    for at, fault in enumerate(faults, 1):
        phone = walk.random.choice(walk.phones)
        await walk.goes_on()
        await fault(walk, phone)
        walk.faults[fault.__name__] += 1
        await walk.dispatch()
        for each in walk.phones:
            await each.save(planned(walk, walk.random.randint(1, saves)))
            for _ in range(taps):
                await each.tap(walk.random.random(), f"tap {each.name} {each.taps}")
        if at % HEAL_EVERY == 0:
            await walk.heal()
    await walk.heal()
