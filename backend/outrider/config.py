"""What may be set from outside. Nothing else reads the environment; docs/operations.md lists every name."""

import os
import re
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from . import roadnet

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = ROOT / "migrations"
WEB = Path(os.environ.get("OUTRIDER_WEB") or ROOT / "pwa" / "dist")


BASE_MAP = re.compile(r"(pmtiles):(.+\.pmtiles)|(raster|vector):(https?://\S+\{z\}\S+)")
ROUTER = re.compile(r"(osrm|valhalla):https?://\S+")
Network: TypeAlias = IPv4Network | IPv6Network
COUNTS = {
    "connections": 10_000,
    "streams": 8_000,
    "streams_per_address": 2_000,
    "requests_per_session": 40,
    "db_pool": 10,
    "statement_cache": 100,
    "answer_days": 14,
}  # OUTRIDER_CONNECTIONS and so on


class BaseMap(msgspec.Struct, frozen=True):
    """What lies under the pins. file: tiles of our own (PMTiles). tiles: of a server that browsers ask, with {z}, {x} and {y} in it."""

    kind: Literal["pmtiles", "raster", "vector"]
    file: Path | None
    tiles: str
    credits: str
    maxzoom: int

    @property
    def origin(self) -> str:
        """Whom browsers are allowed to ask beside us."""
        return "" if self.file else "{0.scheme}://{0.netloc}".format(urlsplit(self.tiles))


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """database_url serves (never the owner of the tables), migrate_url owns them; data holds blobs and keys.

    router: the road engine, as osrm:http://127.0.0.1:5000. base_map: None is the roads that are brought along.
    channels: mail, sms and chat, each an Apprise address with {to} in it. roads: the net for the phones' small maps.
    db_pool: connections that one process keeps; statement_cache: of each, 0 where a pooler hands transactions to other sessions.
    proxies: whose word about the client's address counts. connections, streams: that one process takes, the latter also of one address.
    requests_per_session: a second, 0 for any number. answer_days: how long a customer may say by link that it is still broken.
    """

    data: Path
    database_url: str = ""
    migrate_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    speed: float = 1.0
    speed_from: datetime | None = None
    demo: bool = False
    geocoder: str | None = None
    channels: dict[str, str] = {}
    backups: Path | None = None
    roads: Path | None = None
    router: str | None = None
    base_map: BaseMap | None = None
    proxies: tuple[Network, ...] = ()
    connections: int = 10_000
    streams: int = 8_000
    streams_per_address: int = 2_000
    requests_per_session: int = 40
    db_pool: int = 10
    statement_cache: int = 100
    answer_days: int = 14

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def own_machine(self) -> bool:
        """A demonstration: nobody but who sits at it."""
        return urlsplit(self.public_url).hostname in ("127.0.0.1", "localhost")


def read(env: Mapping[str, str] = os.environ) -> Config:
    """Raises SystemExit with one line where a value cannot be used. An empty setting is an unset one."""
    env = {name: value for name, value in env.items() if value}
    try:
        port = int(env.get("PORT", "8000"))
        speed = float(env.get("OUTRIDER_SPEED", "1"))
        since = env.get("OUTRIDER_SPEED_FROM")
        speed_from = datetime.fromisoformat(since) if since else None
    except ValueError as wrong:
        raise SystemExit(f"outrider: PORT, OUTRIDER_SPEED or OUTRIDER_SPEED_FROM cannot be read: {wrong}") from wrong
    try:
        proxies = tuple(ip_network(part.strip()) for part in env.get("OUTRIDER_PROXIES", "").split(",") if part.strip())
        counts = {name: int(env.get(f"OUTRIDER_{name.upper()}", standard)) for name, standard in COUNTS.items()}
        if counts["db_pool"] < 1 or min(counts.values()) < 0:
            raise ValueError("less than it can be")
    except ValueError as wrong:
        raise SystemExit(f"outrider: OUTRIDER_PROXIES or one of {', '.join(COUNTS)} cannot be read: {wrong}") from wrong
    channels = {"mail": env.get("OUTRIDER_MAIL"), "sms": env.get("OUTRIDER_SMS"), "chat": env.get("OUTRIDER_CHAT")}
    host = env.get("HOST", "127.0.0.1")
    return Config(
        database_url=env.get("DATABASE_URL", ""),
        migrate_url=env.get("MIGRATE_DATABASE_URL", ""),
        data=Path(env.get("OUTRIDER_DATA", ROOT / ".outrider")).resolve(),
        host=host,
        port=port,
        public_url=env.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        speed=speed,
        speed_from=speed_from,
        demo=env.get("OUTRIDER_DEMO", "") == "1",
        geocoder=env.get("OUTRIDER_NOMINATIM") or None,
        channels={name: value for name, value in channels.items() if value},
        backups=Path(env["OUTRIDER_BACKUP"]).resolve() if env.get("OUTRIDER_BACKUP") else None,
        roads=_net(env),
        router=_router(env.get("OUTRIDER_ROUTER")),
        base_map=_base_map(env),
        proxies=proxies,
        **counts,
    )


def _net(env: Mapping[str, str]) -> Path | None:
    if named := env.get("OUTRIDER_ROADS"):
        return Path(named).resolve()
    return roadnet.DEMO if env.get("OUTRIDER_DEMO") == "1" else None


def _router(said: str | None) -> str | None:
    if said and not ROUTER.fullmatch(said):
        raise SystemExit(
            f"outrider: OUTRIDER_ROUTER cannot be read: {said} (osrm:http://127.0.0.1:5000, or valhalla:http://127.0.0.1:8002)"
        )
    return said


def _base_map(env: Mapping[str, str]) -> BaseMap | None:
    said, credits = env.get("OUTRIDER_MAP"), env.get("OUTRIDER_MAP_CREDITS", "© OpenStreetMap contributors (ODbL)")
    if not said:
        return None
    found, closest = BASE_MAP.fullmatch(said), env.get("OUTRIDER_MAP_MAXZOOM", "14")
    if not found or not closest.isdigit():
        raise SystemExit(
            f"outrider: OUTRIDER_MAP cannot be read: {said} (pmtiles:/path/city.pmtiles, raster:https://tiles.example/{{z}}/{{x}}/{{y}}.png, "
            "or vector:https://tiles.example/{z}/{x}/{y}.pbf; OUTRIDER_MAP_MAXZOOM is a number)"
        )
    if found[1]:
        return BaseMap("pmtiles", Path(found[2]).resolve(), "", credits, int(closest))
    kind: Literal["raster", "vector"] = "raster" if found[3] == "raster" else "vector"
    return BaseMap(kind, None, found[4], credits, int(closest))
