"""The command line: `outrider --help` lists what there is, from `parser`."""

import argparse
import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from . import config as settings
from .solve import command as solve


def _up(args: argparse.Namespace) -> int:
    from .embedded.up import up

    return up(settings.read(), demo=not args.empty, speed=args.speed)


def _run(loop: Any) -> int:
    from .http import start_logs

    start_logs()
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(loop)
    return 0


def _serve(args: argparse.Namespace) -> int:
    from .serve import port_is_free, serve

    config = settings.read()
    if not port_is_free(config.host, config.port):
        print(f"outrider: port {config.port} is in use; set PORT to another", file=sys.stderr)
        return 1
    return _run(serve(config))


def _work(args: argparse.Namespace) -> int:
    from .worker import work

    return _run(work(settings.read()))


def _drive(args: argparse.Namespace) -> int:
    from .demo.drive import run

    return _run(run(settings.read()))


def _migrate(args: argparse.Namespace) -> int:
    from .migrate import migrate

    config = settings.read()
    applied = asyncio.run(migrate(config.migrate_url or config.database_url))
    print("\n".join(applied) or "nothing to do")
    return 0


@contextlib.contextmanager
def _owned(config: settings.Config, beside: bool = False) -> Iterator[str]:
    """The owner's address of the database: the one that is set, or the one that comes along, started for as long as it is needed.

    beside: one that `up` has started will do.
    """
    if config.migrate_url:
        yield config.migrate_url
        return
    from .embedded.database import prepare
    from .embedded.postgres import Postgres

    server = Postgres(config.data)
    if beside and server.join():
        yield server.dsn()
        return
    server.start()
    try:
        asyncio.run(prepare(server))
        yield server.dsn()
    finally:
        server.stop()


def _backup(args: argparse.Namespace) -> int:
    from .backup import backup
    from .embedded.postgres import Failed

    config = settings.read()
    try:
        with _owned(config, beside=True) as dsn:
            print(asyncio.run(backup(dsn, config.data, Path(args.folder), datetime.now(UTC))))
    except Failed as failure:
        print(f"outrider: no backup was made: {failure}", file=sys.stderr)
        return 1
    return 0


def _restore(args: argparse.Namespace) -> int:
    from .backup import restore
    from .embedded.postgres import Failed
    from .migrate import migrate

    config = settings.read()
    try:
        with _owned(config) as dsn:
            made = asyncio.run(restore(dsn, config.data, Path(args.file)))
            asyncio.run(migrate(dsn))
    except Failed as failure:
        print(f"outrider: nothing was restored: {failure}", file=sys.stderr)
        return 1
    print(f"restored as of {made.made_at:%Y-%m-%d %H:%M} UTC; phones will send again what came later")
    return 0


def _first_administrator(args: argparse.Namespace) -> int:
    from .first import first_administrator

    config = settings.read()
    row = (config.migrate_url, args.org, args.time_zone, args.login, args.name, args.language, datetime.now(UTC))
    print(f"{config.public_url}/welcome/{asyncio.run(first_administrator(*row))}")
    return 0


def _reset_password(args: argparse.Namespace) -> int:
    from .first import reset_password

    config = settings.read()
    token = asyncio.run(reset_password(config.database_url, args.login, datetime.now(UTC)))
    if token is None:
        print(f"outrider: nobody signs in as {args.login}", file=sys.stderr)
        return 1
    print(f"{config.public_url}/welcome/{token}")
    return 0


def _give_administrator(args: argparse.Namespace) -> int:
    from .first import give_administrator

    if not asyncio.run(give_administrator(settings.read().database_url, args.login, datetime.now(UTC))):
        print(f"outrider: nobody signs in as {args.login}", file=sys.stderr)
        return 1
    print(f"{args.login} administrates the whole organisation")
    return 0


def _clocks(args: argparse.Namespace) -> int:
    """Every clock of every organisation against what its events say."""
    from . import db
    from .status.clocks.actions import verify

    async def run() -> int:
        pool = await db.connect(settings.read().database_url, size=1)
        wrong = 0
        for row in await pool.fetch("select id, name from orgs order by id"):
            count, found = await verify(db.transactions_of(pool), row["id"])
            wrong += len(found)
            print(f"{row['name']}: {count} orders, {len(found)} clocks differ")
            for each in found:
                print(f"  {each.order_id} {each.what} {each.n}\n    stored  {each.stored}\n    derived {each.derived}")
        await pool.close()
        return 1 if wrong else 0

    return asyncio.run(run())


def _doubles(args: argparse.Namespace) -> int:
    """Rows that mean one thing, written in two ways, from before that was refused."""
    from . import db
    from .accounts.doubles.actions import doubles

    async def run() -> int:
        pool = await db.connect(settings.read().database_url, size=1)
        for row in await pool.fetch("select id, name from orgs order by id"):
            async with db.transactions_of(pool)(row["id"]) as tx:
                found = await doubles(tx)
            print(f"{row['name']}: {len(found)} doubles")
            for each in found:
                print(f"  {each.entity}: {each.kept!r} ({each.kept_id}) and {each.word!r} ({each.id})")
        await pool.close()
        return 0

    return asyncio.run(run())


def _retain(args: argparse.Namespace) -> int:
    """What the worker does once a day, at once."""
    from . import db
    from .clock import clock_of
    from .retain.actions import retain

    async def run() -> int:
        config = settings.read()
        now = clock_of(config).now()
        pool = await db.connect(config.database_url, size=1)
        for row in await pool.fetch("select id, name from orgs order by id"):
            done = await retain(db.transactions_of(pool), row["id"], now)
            print(f"{row['name']}: {done.packed} fixes packed; deleted {', '.join(f'{n} {what}' for what, n in done.deleted.items())}")
            if done.dropped:
                print(f"  dropped {', '.join(done.dropped)}")
        await pool.close()
        return 0

    return asyncio.run(run())


def _roads(args: argparse.Namespace) -> int:
    from .embedded import osrm
    from .embedded.postgres import Failed

    config = settings.read()
    try:
        osrm.prepare(config.data, Path(args.file) if args.file else None, lambda text: print(text, flush=True))
    except (Failed, OSError) as failure:
        print(f"outrider: no map was made: {failure}", file=sys.stderr)
        return 1
    print("• Done. `outrider up` times the ways by road from its next start.")
    return 0


def _schema(args: argparse.Namespace) -> int:
    from .embedded.snapshot import snapshot

    target = settings.MIGRATIONS / "schema.sql"
    target.write_text(asyncio.run(snapshot()))
    print(target)
    return 0


def _types(args: argparse.Namespace) -> int:
    from .generate import currencies, diagram, domain, openapi

    folder = Path(args.folder)
    (folder / "openapi.json").write_bytes(msgspec.json.format(msgspec.json.encode(openapi()), indent=1) + b"\n")
    (folder / "domain.gen.ts").write_text(domain())
    (folder / "currencies.gen.ts").write_text(currencies())
    (settings.ROOT / "docs" / "statuses.md").write_text(diagram())
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="outrider", description="Field service that sees the late visit before the customer does.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    for name, text in (("up", "everything on this machine, with the demo organisation"), ("demo", "the same, as fast as --speed says")):
        made = command(name, _up, text)
        made.add_argument(
            "--speed", type=float, default=float(os.environ.get("OUTRIDER_SPEED") or 1), help="minutes of the demo in one real minute"
        )
        made.add_argument("--empty", action="store_true", help="without the demo organisation")
    command("serve", _serve, "answer requests (DATABASE_URL)")
    command("work", _work, "jobs and the watch over late visits (DATABASE_URL)")
    command("drive", _drive, "move the demo organisation's engineers (DATABASE_URL)")
    command("migrate", _migrate, "bring the database to this release (MIGRATE_DATABASE_URL)")
    command("backup", _backup, "write database, photos and keys into one file in FOLDER (MIGRATE_DATABASE_URL)").add_argument("folder")
    command("restore", _restore, "put a backup in the database's place; stop serve and work before").add_argument("file")
    first = command("first-administrator", _first_administrator, "make an organisation and print its first administrator's link")
    for name in ("login", "name"):
        first.add_argument(name)
    first.add_argument("--org", required=True)
    first.add_argument("--time-zone", default="UTC")
    first.add_argument("--language", default="en")
    command("reset-password", _reset_password, "print a link with which somebody chooses a new password").add_argument("login")
    command("give-administrator", _give_administrator, "make somebody an administrator of the whole organisation").add_argument("login")
    clocks = command("clocks", _clocks, "compare every stored clock with what the events say (DATABASE_URL)")
    clocks.add_argument("what", choices=["verify"])
    command("doubles", _doubles, "list rows that mean the same thing in two spellings, for merging (DATABASE_URL)")
    command("retain", _retain, "pack old positions, and delete what is no longer kept (DATABASE_URL)")
    solve.add(commands.add_parser("solve", help="plan a day from a file, without a database"))
    roads = command("roads", _roads, "make a map for timing ways by road of an OpenStreetMap extract (FILE.osm.pbf), or of the demo city")
    roads.add_argument("file", nargs="?")
    command("schema", _schema, "write migrations/schema.sql")
    command("types", _types, "write the API document and the transition table for the browser").add_argument("folder")
    return top


def main(words: list[str] | None = None) -> None:
    """words: of the command line, where they are not our own."""
    args = parser().parse_args(words)
    raise SystemExit(args.run(args))


if __name__ == "__main__":
    main()
