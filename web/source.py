"""The licence gives everybody who uses the site a right to its source. So the site hands out its own, as it runs."""

import io
import tarfile
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.audience import EVERYONE, audience
from web.settings import ROOT

# By name, so that no secret, no database and no photo can ever slip in.
PARTS = (
    "assembly",
    "ballot_box",
    "benchmarks",
    "database",
    "docs",
    "ledger",
    "locale",
    "migrations",
    "outcomes",
    "pb",
    "post",
    "requirements",
    "residents",
    "static/css",
    "static/img",
    "static/js",
    "static/build.mjs",
    "templates",
    "tests",
    "tools",
    "web",
    "main.py",
    "package.json",
    "package-lock.json",
    "pyproject.toml",
    "Makefile",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE",
)


@audience(EVERYONE)
async def archive(request: Request) -> Response:
    body = await run_in_threadpool(source_archive)
    headers = {"content-disposition": 'attachment; filename="wardmote-source.tar.gz"', "cache-control": "max-age=3600"}
    return Response(body, media_type="application/gzip", headers=headers)


@lru_cache(maxsize=1)
def source_archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for part in PARTS:
            path = ROOT / part
            if path.exists():
                archive.add(path, arcname=f"wardmote/{part}", filter=_wanted)
    return packed.getvalue()


def _wanted(item: tarfile.TarInfo) -> tarfile.TarInfo | None:
    unwanted = "__pycache__" in item.name or Path(item.name).name.startswith(".")
    item.uid = item.gid = 0
    item.uname = item.gname = ""
    return None if unwanted else item


routes = [Route("/source", archive)]
