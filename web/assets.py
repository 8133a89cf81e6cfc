"""Our static files: read once, named by their content, kept by browsers for a year."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

import zstandard
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

mimetypes.add_type("font/woff2", ".woff2")

_NOT_SENT = {".scss", ".map", ".md", ".ttf"}  # sources, and the fonts of web/print/


@dataclass(frozen=True, slots=True)
class Asset:
    kind: str
    tag: str
    cache: str
    plain: bytes
    packed: dict[str, bytes]


class Assets:
    """`url("build/app.css")` gives `/static/build/app.1a2b3c4d5e.css`."""

    def __init__(self, folder: Path) -> None:
        self._urls: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix not in _NOT_SENT:
                self._add(file.relative_to(folder).as_posix(), file.read_bytes())

    def url(self, name: str) -> str:
        return self._urls[name]

    def _add(self, name: str, body: bytes) -> None:
        digest = hashlib.sha256(body).hexdigest()[:10]
        stem, _, ending = name.rpartition(".")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        packed = _packed(body)
        named = f"{stem}.{digest}.{ending}"
        self._urls[name] = f"/static/{named}"
        self._files[named] = Asset(kind, f'"{digest}"', "public, max-age=31536000, immutable", body, packed)
        self._files[name] = Asset(kind, f'"{digest}"', "public, max-age=300", body, packed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        asset = self._files.get(path)
        if asset is None or scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        await self._response(asset, Headers(scope=scope), scope["method"])(scope, receive, send)

    def _response(self, asset: Asset, headers: Headers, method: str) -> Response:
        answer = {"etag": asset.tag, "cache-control": asset.cache, "vary": "accept-encoding"}
        if headers.get("if-none-match") == asset.tag:
            return Response(status_code=304, headers=answer)
        body = asset.plain
        accepted = headers.get("accept-encoding", "")
        for encoding, packed in asset.packed.items():
            if encoding in accepted:
                body, answer["content-encoding"] = packed, encoding
                break
        answer |= {"content-type": asset.kind, "content-length": str(len(body))}
        return Response(body if method == "GET" else b"", headers=answer)


def _packed(body: bytes) -> dict[str, bytes]:
    if len(body) < 400:
        return {}
    candidates = {"zstd": zstandard.compress(body, 19), "gzip": gzip.compress(body, 9)}
    return {encoding: packed for encoding, packed in candidates.items() if len(packed) < len(body) * 0.9}
