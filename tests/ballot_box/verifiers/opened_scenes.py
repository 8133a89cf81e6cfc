"""Synthetic packs whose codes have openings, as auditors get them."""

import hmac
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ballot_box.verifiers import audit
from tests.ballot_box.verifiers.pack_scenes import (
    Choices,
    Draft,
    Scene,
    canonical,
    definition_of,
    digest,
    listed,
    pack_of,
    written,
)

Opened = list[tuple[dict[str, Any], str]]
KEY = bytes(range(32))


def without_paper() -> Scene:
    return replace(Scene(), contests={name: replace(one, on_paper=0) for name, one in Scene().contests.items()})


def body(scene: Scene, contest: str, choices: Choices, number: int = 0) -> dict[str, Any]:
    vote = {"d": digest(canonical(definition_of(scene))), "e": scene.election, "v": 1}
    return {"c": contest, "r": list(choices), "x": f"{number % 10_000:04}", **vote}


def opened(scene: Scene) -> Opened:
    """Body and nonce of every ballot that was cast on a screen and is counted; papers are the last of each contest."""
    cast = [
        (name, choices)
        for name, one in scene.contests.items()
        for choices in one.ballots[: len(one.ballots) - one.on_paper]
    ]
    return [(body(scene, *one, at), digest(b"opened %d" % at)) for at, one in enumerate(cast)]


def code_of(ballot: dict[str, Any], nonce: str) -> str:
    return hmac.new(bytes.fromhex(nonce), canonical(ballot), "sha256").hexdigest()


def openable(of: Opened) -> Callable[[Draft], None]:
    """Makes the codes of a draft those of these openings, and the hashes of its ballots as the site does."""

    def change(draft: Draft) -> None:
        codes = sorted(code_of(*one) for one in of)
        now = dict(zip(draft.counted, codes, strict=True))
        for leaf in draft.leaves:
            if leaf["k"] == "ballot":
                leaf["c"] = now.get(leaf["c"], leaf["c"])
        draft.counted[:] = codes
        for name, one in draft.scene.contests.items():
            if draft.ballots[name]["form"] != "full":
                content = name.encode() + b"|" + canonical(listed(one.ballots))
                draft.result["ballots"][name] = hmac.new(KEY, content, "sha256").hexdigest()

    return change


def file_of(scene: Scene, ballots: Opened) -> bytes:
    first = {"election": scene.election, "kind": "ballots", "n": len(ballots)}
    rest = [{"b": canonical(text).decode(), "n": nonce} for text, nonce in ballots]
    return b"".join(canonical(line) + b"\n" for line in [first, *rest])


def room(folder: Path, scene: Scene, lie: Callable[[Draft], object] = lambda _: None) -> Path:
    """A folder with a pack, the openings and the key. A lie changes the pack before it is sealed."""

    def change(draft: Draft) -> None:
        openable(opened(scene))(draft)
        lie(draft)

    written(pack_of(scene, change), folder / "pack")
    (folder / "openings").write_bytes(file_of(scene, opened(scene)))
    (folder / "key").write_text(f"{KEY.hex()}\n")
    return folder


def told(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The status of audit.py, and the lines that it printed."""
    words = ["audit.py", str(folder / "pack"), str(folder / "openings"), *arguments]
    with patch.object(sys, "argv", words), redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
        try:
            status = audit.main()
        except SystemExit as end:
            status = int(end.code or 0)
    return status, out.getvalue().splitlines()


def faults(folder: Path) -> list[str]:
    """What is wrong, in the words of audit.py with the key; and that it ends as it should."""
    status, lines = told(folder, "--key", str(folder / "key"))
    assert status in (0, 1), lines
    found = lines[: next(at for at, line in enumerate(lines) if line.startswith("Not checked: ") or not line)]
    assert status == (1 if found else 0), lines
    assert any("Do not sign." in line for line in lines) == bool(found), lines
    return found
