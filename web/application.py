"""Put an application together from lists of routes and of background duties."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette_compress import CompressMiddleware
from tortoise.contrib.starlette import RegisterTortoise

from database.configuration import tortoise_config
from web import keys
from web.assets import Assets
from web.errors import HANDLERS, LastResort
from web.log import RequestLog
from web.protection import SecurityHeaders
from web.settings import ROOT, Settings
from web.templating import build_environment
from web.visitors import CookieNames, Find, VisitorMiddleware

Background = Callable[[Settings], "asyncio.Task[None]"]


def build_application(
    settings: Settings,
    routes: Sequence[BaseRoute],
    find_visitor: Find,
    background: Background | None = None,
    *,
    open_database: bool = True,
) -> Starlette:
    """`open_database=False` is for tests that hold the connection themselves."""
    keys.use(settings.secret_key, settings.keys_dir)
    assets = Assets(ROOT / "static")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with RegisterTortoise(app, config=tortoise_config(settings.database_url)):
            task = background(settings) if background else None
            try:
                yield
            finally:
                if task:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    app = Starlette(
        routes=[*routes, Mount("/static", assets, name="static")],
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders, secure=settings.secure),
            Middleware(CompressMiddleware, minimum_size=500),
            Middleware(LastResort),
            Middleware(VisitorMiddleware, find=find_visitor, cookies=CookieNames(settings.secure)),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan if open_database else None,
    )
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.templates = build_environment(settings, assets)
    app.state.sample_data = False
    return app
