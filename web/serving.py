"""Serving the site in this process, until it is stopped."""

import uvicorn
from starlette.applications import Starlette

from web.settings import Settings


async def serve(app: Starlette, settings: Settings) -> None:
    """Answer requests until a signal says stop; what is under way then has ten seconds."""
    configuration = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
    await uvicorn.Server(configuration).serve()
