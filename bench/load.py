"""What one `serve` holds: thousands of idle streams, the request rate at 60 % of a core, and the same while the worst comes in.

What the worst is stands in attack.py. Each stream and client has an address of its own on this machine.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import asyncpg
from tests.cast import Cast
from tests.journeys.processes import Served

from outrider.accounts.sessions.rules import token_hash
from outrider.clock import stopwatch
from outrider.ids import new_id
from outrider.serve import room_for

from .connection import Connection
from .ground import installation
from .table import Row, p95, tell

STREAMS, SESSION_HOLDS = 5_000, 20
SHARE, SECONDS, ROUNDS = 0.6, 20 if os.environ.get("FULL") else 8, 5
TICKS = os.sysconf("SC_CLK_TCK")
ADD = """
insert into sessions (id, token_hash, org_id, user_id, agent, created_at, expires_at) values ($1, $2, $3, $4, 'bench', $5, $6)
"""


async def sessions(house: Served, us: Cast, count: int) -> list[str]:
    tokens, now = [f"bench-{n}" for n in range(count)], datetime.now(UTC)
    owner = await asyncpg.connect(house.database.owner_dsn)
    rows = [(new_id(now), token_hash(token), us.org_id, us.users["alice"], now, now + timedelta(days=1)) for token in tokens]
    await owner.executemany(ADD, rows)
    await owner.close()
    return tokens


async def stream(house: Served, token: str) -> asyncio.StreamWriter:
    connection = Connection(house.port, token)
    await connection.open()
    assert connection.reader is not None
    connection.writer.write(f"GET /api/live HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={token}\r\n\r\n".encode())
    head = await connection.reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], head
    return connection.writer


def cpu_of(pid: int, with_ended: bool = False) -> float:
    """Seconds. with_ended: and of the children that it had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if with_ended else 13])) / TICKS


def memory_of(pid: int) -> float:
    """Resident, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def children_of(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


PATHS = ("/api/me", "/api/board?epoch={epoch}&since={seq}", "/api/notifications", "/api/me", "/api/positions")


async def paced(house: Served, tokens: list[str], rate: float, seconds: float) -> list[float]:
    """Milliseconds of each answer, at so many requests a second whatever the server does."""
    waits: list[float] = []
    free = asyncio.Queue[Connection]()
    for token in tokens[:40]:
        free.put_nowait(Connection(house.port, token))

    async def one(path: str) -> None:
        asked = stopwatch()
        connection = await free.get()
        assert await connection.ask("GET", path) == 200, path
        waits.append((stopwatch() - asked) * 1000)
        free.put_nowait(connection)

    began, tasks = stopwatch(), []
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + n / rate - stopwatch()))
        tasks.append(asyncio.create_task(one(PATHS[n % len(PATHS)].format(epoch="", seq=0))))
    await asyncio.gather(*tasks)
    return waits


@asynccontextmanager
async def attacked(port: int, desk: str, phone: str) -> AsyncIterator[None]:
    attack = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.attack", str(port), desk, phone)
    await asyncio.sleep(3)  # until it has begun
    try:
        yield
        assert attack.returncode is None, "it met an answer that is not allowed"
    finally:
        with suppress(ProcessLookupError):
            attack.kill()
        await attack.wait()


@asynccontextmanager
async def neighboured() -> AsyncIterator[None]:
    """Somebody of the idle class who only counts: what it costs that a machine of two cores has one more process."""
    counting = "import os; os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile True: pass"
    neighbour = await asyncio.create_subprocess_exec(sys.executable, "-c", counting)
    try:
        yield
    finally:
        neighbour.kill()
        await neighbour.wait()


async def highest(pid: int, seen: dict[str, float]) -> None:
    while True:
        seen["serve"] = max(seen.get("serve", 0.0), memory_of(pid))
        with suppress(OSError):
            seen["reader"] = max([seen.get("reader", 0.0), *(memory_of(child) for child in children_of(pid))])
        await asyncio.sleep(0.05)


async def share_at(house: Served, pid: int, tokens: list[str], rate: float, seconds: float) -> tuple[float, list[float]]:
    """Of one core, with the streams' own, and what each request waited."""
    cpu, began = cpu_of(pid), stopwatch()
    waits = await paced(house, tokens, rate, seconds)
    return (cpu_of(pid) - cpu) / (stopwatch() - began), waits


async def rate_at_share(house: Served, pid: int, tokens: list[str], idle: float) -> float:
    """More requests cost less each, and the first ones of a server the most: looked at until it is so."""
    rate = 40.0
    for _ in range(8):
        share, _ = await share_at(house, pid, tokens, rate, 8)
        if abs(share - SHARE) < 0.03:
            break
        rate *= (SHARE - idle) / max(0.02, share - idle)
    return rate


Waits = list[list[float]]


def compared(title: str, of: Callable[[list[float]], float], stormy: Waits, other: Waits, peer: str, bar: float | None = None) -> Row:
    """Each round's beside its own other one: a machine of many is now faster, now slower."""
    value, ratio = median(map(of, stormy)), median(of(worse) / of(better) for worse, better in zip(stormy, other, strict=True))
    return Row(title, value, "ms", bar and value * bar / ratio, peer, ratio)


async def measure(house: Served) -> list[Row]:
    us, pid = house.database.us, house.children["serve"].pid
    tokens = await sessions(house, us, STREAMS // SESSION_HOLDS + 40)
    before = memory_of(pid)
    began = stopwatch()
    streams = [await stream(house, tokens[n // SESSION_HOLDS]) for n in range(STREAMS)]
    opened, held = stopwatch() - began, memory_of(pid) - before
    idle_from, cpu = stopwatch(), cpu_of(pid)
    await asyncio.sleep(5)
    idle = (cpu_of(pid) - cpu) / (stopwatch() - idle_from)
    rate = await rate_at_share(house, pid, tokens[-40:], idle)
    print(f"{STREAMS:,} streams, {rate:.0f} requests a second; now in turns with the worst that comes in", flush=True)
    desk, phone, peak = house.sign_in("erin"), house.sign_in("bob"), dict[str, float]()
    watch = asyncio.create_task(highest(pid, peak))
    shares, calm, beside, stormy = list[float](), list[list[float]](), list[list[float]](), list[list[float]]()
    for _ in range(ROUNDS):
        share, waits = await share_at(house, pid, tokens[-40:], rate, SECONDS)
        shares.append(share)
        calm.append(waits)
        async with neighboured():
            beside.append(await paced(house, tokens[-40:], rate, SECONDS))
        async with attacked(house.port, desk, phone):
            stormy.append(await paced(house, tokens[-40:], rate, SECONDS))
    watch.cancel()
    for writer in streams:
        writer.close()
    return [
        Row(f"{STREAMS:,} streams opened", opened, "s"),
        Row("memory of a stream", held * 1000 / STREAMS, "KB", 40),
        Row("all of them idle", idle * 100, "%", peer="of a core"),
        Row("requests a second", rate, "/s", peer=f"at {median(shares):.0%} of a core"),
        Row("answer p95, nothing else", median(map(p95, calm)), "ms"),
        Row("answer p95, an idle neighbour that counts", median(map(p95, beside)), "ms"),
        compared("answer p95 while the worst comes in", p95, stormy, calm, "with nothing else", 2),
        compared("the same", p95, stormy, beside, "with the neighbour", 2),
        compared("answer median while the worst comes in", median, stormy, calm, "with nothing else"),
        Row("serve's memory at its highest", peak.get("serve", 0.0), "MB", 600),
        Row("memory of what it started", peak.get("reader", 0.0), "MB", 512),
    ]


def main() -> int:
    room_for(2 * STREAMS)  # open files of our own
    with installation() as house:
        house.stop("serve")
        house.settings = {"OUTRIDER_STREAMS_PER_ADDRESS": "100"}
        house.start("serve")
        return tell("load", asyncio.run(measure(house)))


if __name__ == "__main__":
    sys.exit(main())
