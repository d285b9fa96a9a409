"""A backup is one file: the database as it was at one moment, then the photos and keys that belong to it.

Restoring gives the change feed a new epoch: phones see it and send again what the lost hours had acknowledged.
"""

import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
import msgspec

from . import __version__, locks
from .embedded.postgres import Failed, programs
from .migrate import files as migrations

NAME, PATTERN = "outrider-%Y%m%dT%H%M%SZ.tar", "outrider-*Z.tar"
EVERY, KEPT = timedelta(days=1), 14
KEPT_FOLDERS = ("blobs", "keys")
# One transaction: should anything of it fail, the database is as before.
BEFORE = "set lock_timeout = '10s';\ndrop schema public cascade;\ncreate schema public;\n"
AFTER = "\nupdate public.epochs set id = gen_random_uuid();\n"


class Manifest(msgspec.Struct):
    """dump_sha256: of database.dump, in hex. migrations: what the database had."""

    outrider_backup: int
    release: str
    made_at: datetime
    migrations: list[str]
    dump_sha256: str


def _program(name: str) -> str:
    own = programs() / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise Failed(f"{name} is missing: install PostgreSQL's client programs")
    return found


def _run(*command: str, dsn: str = "") -> None:
    """dsn goes by the environment: a command line is read by everybody on the host, and it holds a password."""
    password = urlsplit(dsn).password
    secret = {"PGPASSWORD": unquote(password)} if password else {}
    words = [*command, dsn.replace(f":{password}@", "@", 1) if password else dsn] if dsn else command
    done = subprocess.run(words, env=os.environ | secret, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{command[0]} ended with {done.returncode}"]
        raise Failed(next((line for line in lines if "ERROR" in line or "error" in line), lines[-1]))


async def _migrations_of(dsn: str) -> list[str]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row["name"] for row in await connection.fetch("select name from schema_migrations order by name")]
    finally:
        await connection.close()


async def backup(dsn: str, data: Path, folder: Path, now: datetime) -> Path:
    """The file. dsn: the owner's. It has its name only once it is whole and on the disk. Raises Failed with one line."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / now.strftime(NAME)
    half = target.with_suffix(".part")
    had = await _migrations_of(dsn)
    try:
        secret = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # the keys of the seals are in it
        with tempfile.TemporaryDirectory(dir=folder) as room, os.fdopen(secret, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
            dump = Path(room) / "database.dump"
            _run(_program("pg_dump"), "--format=custom", "--no-owner", f"--file={dump}", dsn=dsn)
            manifest = msgspec.json.encode(Manifest(1, __version__, now, had, _sha_of(dump)))
            entry = tarfile.TarInfo("manifest.json")
            entry.size = len(manifest)
            tar.addfile(entry, io.BytesIO(manifest))
            tar.add(dump, "database.dump")
            for path in (path for kind in KEPT_FOLDERS for path in sorted((data / kind).rglob("*"))):
                if path.is_file() and path.suffix != ".part":
                    tar.add(path, str(path.relative_to(data)))
        with half.open("rb") as file:
            os.fsync(file.fileno())
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    return target


def _sha_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def restore(dsn: str, data: Path, file: Path) -> Manifest:
    """Replaces the database by the backup's, in one transaction; photos and keys are added, never overwritten. Raises Failed."""
    with tempfile.TemporaryDirectory() as room:
        try:
            with tarfile.open(file) as tar:
                tar.extractall(room, filter="data")
            manifest = msgspec.json.decode((Path(room) / "manifest.json").read_bytes(), type=Manifest)
        except (OSError, tarfile.TarError, msgspec.DecodeError) as wrong:
            raise Failed(f"{file} is not a whole backup of Outrider: {wrong}") from wrong
        dump, script = Path(room) / "database.dump", Path(room) / "database.sql"
        if not dump.exists() or _sha_of(dump) != manifest.dump_sha256:
            raise Failed(f"{file} is damaged: its database is not what was written")
        newer = set(manifest.migrations) - {path.name for path in migrations()}
        if newer:
            raise Failed(f"{file} was made by a newer release ({manifest.release}); install that one first")
        _check_keys(Path(room), data)
        _run(_program("pg_restore"), "--no-owner", f"--file={script}", str(dump))
        whole = Path(room) / "restore.sql"
        _frame(script, whole)
        _add_files(Path(room), data)  # first: a database that names a photo has it
        _run(_program("psql"), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={whole}", dsn=dsn)
    return manifest


def _frame(script: Path, whole: Path) -> None:
    """The dump switches row-level security off for its session, which is right for reading and not asked for in writing.

    Bytes, line by line: a text may hold what Unicode calls the end of a line, and all of them need not fit into memory.
    """
    with script.open("rb") as old, whole.open("wb") as new:
        new.write(BEFORE.encode())
        new.writelines(line for line in old if line != b"SET row_security = off;\n")
        new.write(AFTER.encode())


def _check_keys(room: Path, data: Path) -> None:
    for path in (room / "keys").rglob("*"):
        here = data / path.relative_to(room)
        if path.is_file() and here.exists() and here.read_bytes() != path.read_bytes():
            raise Failed(f"{here} is the key of another organisation: restore into an empty OUTRIDER_DATA")


def _add_files(room: Path, data: Path) -> None:
    for path in (path for kind in KEPT_FOLDERS for path in (room / kind).rglob("*") if path.is_file()):
        target = data / path.relative_to(room)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f"{target.name}.part")
            shutil.copy2(path, half)
            with half.open("rb") as file:
                os.fsync(file.fileno())
            half.replace(target)


async def scheduled(dsn: str, data: Path, folder: Path, now: datetime) -> Path | None:
    """A day after the last one there is a new one; the newest fourteen are kept. None: it is not time, or another host does it."""
    there = sorted(folder.glob(PATTERN))
    if there and there[-1].name > (now - EVERY).strftime(NAME):
        return None
    connection = await asyncpg.connect(dsn)
    try:
        if not await connection.fetchval("select pg_try_advisory_lock($1)", locks.BACK_UP):
            return None
        made = await backup(dsn, data, folder, now)
    finally:
        with contextlib.suppress(asyncpg.PostgresError, OSError):
            await connection.close()
    for old in sorted(folder.glob(PATTERN))[:-KEPT]:
        old.unlink()
    return made
