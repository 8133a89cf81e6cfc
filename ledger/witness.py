"""A witness of public records: anybody can run one, with Python 3.11 or later and the package `cryptography`.

    python witness.py new-key witness.key witness.example.org/mine        # once; prints your public key
    python witness.py --key witness.key --state witness.json --log "PUBLIC KEY OF THE RECORD" --port 9000

A witness remembers the last checkpoint that it saw of each record, and cosigns the next one only when that record did
nothing but grow. So nobody can show one record to you and another to somebody else, nor take anything back, without
its witnesses noticing. It holds no other data, and asks nothing of anybody. Put it behind a proxy that speaks https,
give the site your public key and the address, and keep the state: without it, it would trust the next one it sees.

It speaks the protocol of https://c2sp.org/tlog-witness and signs as https://c2sp.org/tlog-cosignature says.
This file needs no other file of the site that it came from.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_BYTES = 64 * 1024
SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class Answer(Exception):
    """What the witness answers when it does not sign."""

    def __init__(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
        super().__init__(text)
        self.status, self.text, self.kind = status, text, kind


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + bytes([kind]) + public).digest()[:4]


def log_key(key: str) -> tuple[str, bytes]:
    """Name and bytes of a record's public key, written as name+hash+base64."""
    name, identity, content = key.strip().split("+", 2)
    decoded = base64.b64decode(content, validate=True)
    if decoded[0] != 1 or len(decoded) != 33 or key_id(name, 1, decoded[1:]).hex() != identity:
        raise SystemExit(f"This is not the public key of a record: {key}")
    return name, decoded[1:]


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grew(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the first `old` leaves are still the first of `new` ones."""
    if old == 0:
        return not proof
    if old == new:
        return not proof and old_root == new_root
    hashes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    if not hashes:
        return False
    seen_old = seen_new = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            seen_old, seen_new = node(one, seen_old), node(one, seen_new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            seen_new = node(seen_new, one)
        first, last = first >> 1, last >> 1
    return last == 0 and seen_old == old_root and seen_new == new_root


class Witness:
    """Holds a key, the records it watches, and what it last saw of each."""

    def __init__(self, key_file: Path, state_file: Path, logs: list[str]) -> None:
        words = key_file.read_text("utf-8").strip().removeprefix("PRIVATE+KEY+")
        self.name, seed = words.split("+", 2)[0], base64.b64decode(words.split("+", 2)[2])[1:]
        self.private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self.private.public_key().public_bytes_raw()
        self.logs = dict(log_key(log) for log in logs)
        self.state_file, self.lock = state_file, threading.Lock()
        self.seen: dict[str, dict[str, Any]] = json.loads(state_file.read_text()) if state_file.exists() else {}

    @property
    def public_key(self) -> str:
        content = base64.b64encode(bytes([4]) + self.public).decode()
        return f"{self.name}+{key_id(self.name, 4, self.public).hex()}+{content}"

    def add_checkpoint(self, request: str, now: int) -> str:
        """The line that cosigns the checkpoint in the request. Raises Answer when it must not be signed."""
        old, proof, note = self._read(request)
        text, _, signatures = note.rpartition("\n\n")
        lines = f"{text}\n".split("\n")
        if not text or len(lines) < 4 or not SIZE.fullmatch(lines[1]):
            raise Answer(400, "a checkpoint has an origin, a size and a root, a line each\n")
        origin, size, root = lines[0], int(lines[1]), _hash(lines[2])
        if origin not in self.logs:
            raise Answer(404, "this witness does not watch that record\n")
        if not any(self._signed(origin, f"{text}\n", line) for line in signatures.split("\n")):
            raise Answer(403, "the record's key did not sign this checkpoint\n")
        if old > size:
            raise Answer(400, "the old size is larger than the new one\n")
        with self.lock:  # looking and storing are one step: two at once cannot take the record back
            seen = self.seen.get(origin, {"size": 0, "root": ""})
            if old != seen["size"] or (old == size and old and root.hex() != seen["root"]):
                raise Answer(409, f"{seen['size']}\n", "text/x.tlog.size")
            if not grew(old, bytes.fromhex(seen["root"]), size, root, proof):
                raise Answer(422, "this checkpoint does not follow from the one that this witness saw last\n")
            self._store({**self.seen, origin: {"size": size, "root": root.hex()}})
        message = f"cosignature/v1\ntime {now}\n{text}\n".encode()
        signature = key_id(self.name, 4, self.public) + now.to_bytes(8, "big") + self.private.sign(message)
        return f"— {self.name} {base64.b64encode(signature).decode()}\n"

    @staticmethod
    def _read(request: str) -> tuple[int, list[bytes], str]:
        head, gap, note = request.partition("\n\n")
        first, *proof = head.split("\n")
        if not gap or not first.startswith("old ") or not SIZE.fullmatch(first[4:]) or len(proof) > 63:
            raise Answer(400, "write: old SIZE, lines of the proof, an empty line, a signed checkpoint\n")
        return int(first[4:]), [_hash(line) for line in proof], note

    def _signed(self, origin: str, text: str, line: str) -> bool:
        public = self.logs[origin]
        try:
            dash, name, content = line.split(" ")
            signature = base64.b64decode(content, validate=True)
            if (dash, name) != ("—", origin) or signature[:4] != key_id(origin, 1, public):
                return False
            Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode())
        except (ValueError, InvalidSignature):
            return False
        return True

    def _store(self, seen: dict[str, dict[str, Any]]) -> None:
        """On the disk for good before anything is signed."""
        beside = self.state_file.with_name(f".{self.state_file.name}.new")
        with beside.open("w") as stream:
            json.dump(seen, stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self.state_file)
        folder = os.open(self.state_file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self.seen = seen


def _hash(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise Answer(400, "a hash is 32 bytes in base 64\n")
    return found


def server(witness: Witness, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        timeout = 20

        def do_POST(self) -> None:
            try:
                line = witness.add_checkpoint(self._body(), int(time.time()))
                self._answer(200, line, "text/plain; charset=utf-8")
            except Answer as answer:
                self._answer(answer.status, answer.text, answer.kind)

        def do_GET(self) -> None:
            """For people and for monitoring: who this is, and how far it saw each record."""
            if self.path.rstrip("/"):
                self._answer(404, "there is nothing here\n", "text/plain; charset=utf-8")
                return
            seen = "".join(f"{origin} {one['size']} {one['root']}\n" for origin, one in sorted(witness.seen.items()))
            self._answer(200, f"{witness.public_key}\n{seen}", "text/plain; charset=utf-8")

        def _body(self) -> str:
            length = self.headers.get("content-length", "")
            if not self.path.endswith("/add-checkpoint"):
                raise Answer(404, "post to add-checkpoint\n")
            if not SIZE.fullmatch(length) or int(length) > MOST_BYTES:
                raise Answer(400, "say how long the request is, and be brief\n")
            try:
                return self.rfile.read(int(length)).decode()
            except UnicodeDecodeError:
                raise Answer(400, "this is not UTF-8\n") from None

        def _answer(self, status: int, text: str, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    return ThreadingHTTPServer((host, port), Handler)


def new_key(file: Path, name: str) -> str:
    """Make a key in a file that only you can read; returns its public half. Never writes over one that is there."""
    if not name or re.search(r"[\s+]", name):
        raise SystemExit("The name of a witness has no spaces and no plus in it: witness.example.org/mine")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    identity = key_id(name, 4, public).hex()
    content = base64.b64encode(bytes([4]) + private.private_bytes_raw()).decode()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"PRIVATE+KEY+{name}+{identity}+{content}\n")
    return f"{name}+{identity}+{base64.b64encode(bytes([4]) + public).decode()}"


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["new-key"] and len(arguments) == 3:
        print(new_key(Path(arguments[1]), arguments[2]))
        return
    parser = argparse.ArgumentParser(description="Cosign a public record, as long as it does nothing but grow.")
    parser.add_argument("--key", type=Path, required=True, help="the file that new-key made")
    parser.add_argument("--state", type=Path, required=True, help="where to remember what was seen")
    parser.add_argument("--log", action="append", required=True, help="a record's public key; once for each record")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; put a proxy that speaks https before it")
    chosen = parser.parse_args(arguments)
    witness = Witness(chosen.key, chosen.state.resolve(), chosen.log)
    print(f"{witness.public_key}\nlistening on {chosen.host}:{chosen.port}", flush=True)
    server(witness, chosen.port, chosen.host).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
