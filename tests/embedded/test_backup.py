"""A backup that was restored is the organisation as it was, and phones know that time went back."""

import os
import stat
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from outrider import db
from outrider.backup import KEPT, backup, restore, scheduled
from outrider.embedded.postgres import Failed
from tests.cast import NOW, Cast, take_order
from tests.conftest import Database

ORDERS, EPOCH = "select count(*) from orders", "select feed_epoch()"


async def value(database: Database, sql: str) -> Any:
    connection = await asyncpg.connect(database.owner_dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def an_order(database: Database, us: Cast) -> None:

    pool = await db.connect(database.app_dsn, size=1)
    async with db.transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    await pool.close()


def photo_in(data: Path) -> Path:
    path = data / "blobs" / "1" / ("ab" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"picture")
    (data / "blobs" / "1" / "cd.part").write_bytes(b"half")
    return path


async def test_everything_is_as_it_was_and_the_epoch_is_new(own_database: Database, us: Cast, tmp_path: Path) -> None:
    data = tmp_path / "data"
    photo = photo_in(data)
    await an_order(own_database, us)
    before = await value(own_database, EPOCH)
    made = await backup(own_database.owner_dsn, data, tmp_path / "backups", NOW)
    await an_order(own_database, us)
    photo.unlink()
    await restore(own_database.owner_dsn, data, made)
    assert await value(own_database, ORDERS) == 1
    assert photo.read_bytes() == b"picture"
    assert await value(own_database, EPOCH) != before
    await an_order(own_database, us)  # the product's own role works on it: grants and policies are back
    assert await value(own_database, ORDERS) == 2
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [made.name]


async def test_one_organisation_still_sees_nothing_of_another(own_database: Database, us: Cast, tmp_path: Path) -> None:
    await an_order(own_database, us)
    await restore(own_database.owner_dsn, tmp_path, await backup(own_database.owner_dsn, tmp_path, tmp_path / "backups", NOW))
    connection = await asyncpg.connect(own_database.app_dsn)
    assert await connection.fetchval(ORDERS) == 0
    await connection.close()


async def test_a_damaged_backup_touches_nothing(own_database: Database, us: Cast, tmp_path: Path) -> None:
    made = await backup(own_database.owner_dsn, tmp_path, tmp_path / "backups", NOW)
    await an_order(own_database, us)
    content = bytearray(made.read_bytes())
    with tarfile.open(made) as tar:
        at = tar.getmember("database.dump").offset_data
    content[at + 5000] ^= 0xFF
    made.write_bytes(content)
    with pytest.raises(Failed, match="damaged"):
        await restore(own_database.owner_dsn, tmp_path, made)
    half = tmp_path / "half.tar"
    half.write_bytes(bytes(content[: at + 2000]))
    with pytest.raises(Failed, match="not a whole backup"):
        await restore(own_database.owner_dsn, tmp_path, half)
    assert await value(own_database, ORDERS) == 1


async def test_keys_of_another_organisation_are_not_mixed(own_database: Database, us: Cast, tmp_path: Path) -> None:
    key = tmp_path / "data" / "keys" / "1.pem"
    key.parent.mkdir(parents=True)
    key.write_text("ours")
    made = await backup(own_database.owner_dsn, tmp_path / "data", tmp_path / "backups", NOW)
    key.write_text("theirs")
    await an_order(own_database, us)
    with pytest.raises(Failed, match="another organisation"):
        await restore(own_database.owner_dsn, tmp_path / "data", made)
    assert (key.read_text(), await value(own_database, ORDERS)) == ("theirs", 1)


async def test_the_schedule_writes_one_a_day_and_keeps_the_newest(own_database: Database, tmp_path: Path) -> None:

    for n in range(KEPT + 1):
        (tmp_path / f"outrider-2025010{n // 10}T{n % 10:02}0000Z.tar").write_bytes(b"")
    row = (own_database.owner_dsn, tmp_path / "data", tmp_path)
    made = await scheduled(*row, NOW)
    assert made is not None
    assert await scheduled(*row, NOW + timedelta(hours=23)) is None
    assert await scheduled(*row, NOW + timedelta(hours=25)) is not None
    left = sorted(path.name for path in tmp_path.glob("outrider-*.tar"))
    assert len(left) == KEPT
    assert made.name in left


async def test_a_backup_is_its_owners_alone_from_its_first_byte(
    own_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passwords' hashes, everybody's data and the key of the seals are in it."""
    seen, folder, opened = [], tmp_path / "backups", tarfile.open

    def looked(*args: Any, **options: Any) -> Any:
        seen.append([stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.glob("*.part"))])
        return opened(*args, **options)

    monkeypatch.setattr(tarfile, "open", looked)
    old = os.umask(0)
    try:
        made = await backup(own_database.owner_dsn, tmp_path / "data", folder, NOW)
    finally:
        os.umask(old)
    assert seen == [[0o700, 0o600]]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
