"""Wiring only: which routes there are and what stands around them. The second file to read, after model.py."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components
from litestar.plugins import InitPlugin

from . import __version__, db, pages
from .accounts.master.routes import ROUTES as master
from .accounts.organisation.routes import ROUTES as organisation
from .accounts.people.routes import ROUTES as people
from .accounts.people.rules import PERMISSIONS
from .accounts.sessions.routes import ROUTES as sessions
from .assign.crew.routes import ROUTES as crew
from .assign.everybody.actions import Kept
from .assign.plan.night.routes import ROUTES as plan_settings
from .assign.plan.part.routes import ROUTES as plan_parts
from .assign.plan.routes import ROUTES as plans
from .assign.routes import ROUTES as assign
from .assign.windows.routes import ROUTES as windows
from .carry_in.pages import ROUTES as carry_in_pages
from .carry_in.routes import ROUTES as carry_in
from .clock import Clock, clock_of
from .config import Config
from .console.list.routes import ROUTES as order_list
from .console.pages import ROUTES as console_pages
from .console.routes import ROUTES as console
from .console.views.routes import ROUTES as list_views
from .customer.pages import ROUTES as customer_pages
from .customer.proof.pages import ROUTES as proof_pages
from .customer.routes import ROUTES as customer
from .customer.times.pages import ROUTES as times_pages
from .demo.places import along_streets, known_places, map_routes
from .feed import Hub
from .geo import Geocoder
from .health import healthz, readyz
from .http import EXCEPTION_HANDLERS, border, guard, provide_now, provide_tx, provide_who
from .intake.booking.routes import ROUTES as booking
from .intake.bulk.routes import ROUTES as bulk
from .intake.callers.routes import ROUTES as callers
from .intake.calls.routes import ROUTES as calls
from .intake.edit.routes import ROUTES as edit
from .intake.merge.routes import ROUTES as merge
from .intake.windows.routes import ROUTES as promises
from .limits import Pace
from .map_tiles.engines import Tiles
from .map_tiles.routes import ROUTES as tiles
from .notify.customers.routes import ROUTES as customer_calls
from .notify.mentions.routes import ROUTES as mentions
from .notify.messages.routes import ROUTES as messages
from .notify.routes import ROUTES as notify
from .offline.field_orders.routes import ROUTES as field_orders
from .offline.pack import engines
from .offline.pack.routes import ROUTES as pack
from .offline.pull.routes import ROUTES as pull
from .offline.quarantine.routes import ROUTES as quarantine
from .offline.routes import ROUTES as offline
from .parts.routes import ROUTES as parts
from .preview.routes import ROUTES as preview
from .put_off.routes import ROUTES as put_off
from .rescue.plans.routes import ROUTES as rescue
from .rescue.remind.routes import ROUTES as reminders
from .retain.routes import ROUTES as retain
from .roads.engines import Roads
from .roads.shape.engines import Shapes
from .roads.shape.routes import ROUTES as ways
from .sign.routes import ROUTES as sign
from .sites.routes import ROUTES as sites
from .status.levels.routes import ROUTES as levels
from .status.remote.routes import ROUTES as remote
from .status.review.routes import ROUTES as reviews
from .status.routes import ROUTES as status
from .status.withdraw.routes import ROUTES as withdraw
from .streams import STREAMS
from .timeline.routes import ROUTES as timeline
from .track.gps_source.routes import ROUTES as gps_source
from .track.routes import ROUTES as track
from .track.trail.routes import ROUTES as trails

ROUTES = [
    *sessions,
    *people,
    *organisation,
    *master,
    *booking,
    *callers,
    *calls,
    *edit,
    *merge,
    *bulk,
    *levels,
    *preview,
    *remote,
    *notify,
    *customer_calls,
    *put_off,
    *mentions,
    *messages,
    *status,
    *reviews,
    *withdraw,
    *rescue,
    *reminders,
    *timeline,
    *ways,
    *assign,
    *crew,
    *windows,
    *promises,
    *plans,
    *plan_parts,
    *plan_settings,
    *track,
    *gps_source,
    *trails,
    *retain,
    *parts,
    *carry_in,
    *sites,
    *offline,
    *pull,
    *field_orders,
    *pack,
    *quarantine,
    *sign,
    *console,
    *order_list,
    *list_views,
    *customer,
    *console_pages,
    *customer_pages,
    *times_pages,
    *proof_pages,
    *carry_in_pages,
    *map_routes,
    *tiles,
    healthz,
    readyz,
]


class EveryRouteHasAPermission(InitPlugin):
    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        for handler in app_config.route_handlers:
            assert isinstance(handler, HTTPRouteHandler)
            permission = (handler.opt or {}).get("permission")
            if permission != "public" and permission not in PERMISSIONS:
                raise SystemExit(f"outrider: {handler.fn.__name__} declares no permission, so the application does not start")
        return app_config


def lifespan(config: Config) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def run(app: Litestar) -> AsyncIterator[None]:
        pages.read_all()
        app.state.pool = await db.connect(config.database_url, config.db_pool, config.statement_cache)
        app.state.hub = Hub(app.state.pool, app.state.clock, STREAMS, config.streams, config.streams_per_address)
        if config.roads:
            engines.load(config.roads)
        watch = asyncio.create_task(app.state.hub.run())
        gc.collect()
        gc.freeze()  # what is there for good is not looked through again and again: a whole look held everybody for 80 ms
        gc.set_threshold(50_000, 20, 50)
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            if app.state.roads:
                await app.state.roads.close()
            await app.state.shapes.close()
            await app.state.pool.close()

    return run


def state_of(config: Config, clock: Clock | None = None, pool: Any = None) -> State:
    """All that an application remembers from one request to the next."""
    geocoder = Geocoder(config.geocoder, known_places(config.demo))
    state = State({"config": config, "clock": clock or clock_of(config), "geocoder": geocoder})
    state.roads = Roads(config.router) if config.router else None
    state.tiles = Tiles(config.base_map.file) if config.base_map and config.base_map.file else None
    state.shapes = Shapes(config.router, along_streets if config.demo else None)
    state.everybody = Kept()
    state.pace, state.refused_for_room = Pace(config.requests_per_session), False
    if pool is not None:
        state["pool"], state["hub"] = pool, Hub(pool, state["clock"], STREAMS, config.streams, config.streams_per_address)
    return state


def build(config: Config, clock: Clock | None = None, routes: list[Any] | None = None, pool: Any = None) -> Litestar:
    """pool: a test brings its own; then nothing is opened or closed here."""
    app = Litestar(
        route_handlers=routes or ROUTES,
        state=state_of(config, clock, pool),
        lifespan=[] if pool is not None else [lifespan(config)],
        plugins=[EveryRouteHasAPermission()],
        guards=[guard],
        dependencies={"who": Provide(provide_who), "now": Provide(provide_now), "tx": Provide(provide_tx)},
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=OpenAPIConfig(
            "Outrider", __version__, path="/schema", components=Components(), render_plugins=[], use_handler_docstrings=True
        ),
        request_max_body_size=2 * 1024 * 1024,
        debug=False,
        logging_config=None,
    )
    origin = config.base_map.origin if config.base_map else ""
    # outside of everything: an address that no route has is answered in the same shape
    app.asgi_handler = border(app.asgi_handler, config.secure, origin)
    return app
