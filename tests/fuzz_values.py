"""Nonsense for the fuzz test: texts, files and headers, those that have broken sites before among them."""

from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

odd_text = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["", "0", "-1", "1", "9" * 21, "2147483648", "9223372036854775808", "NaN", "1e400", "null", "\x00", "a\x00b",
         "' OR 1=1 --", "%", "_", "*", '"', "../../etc", "{{7*7}}", "<script>", "\u202e", "\ud800", "é" * 300,
         "2026-13-45", "2026-06-31T25:61", "0001-01-01T00:00", "9999-12-31T23:59", "£12.345", "£9999999999", "true",
         "[]", "²", "١٢", "add:1", "up:0", "remove:x", "nobody@example.com", "a@x, b@y", "12345678", "//[", "http://[",
         "x" * 11_000]
    ),
    st.integers().map(str),
)  # fmt: skip
odd_file = st.tuples(
    st.sampled_from(["photo.jpg", "x.svg", "../../main.py", "", "a\x00.png"]),
    st.one_of(st.binary(max_size=200), st.sampled_from([b"", b"GIF89a", b"\x89PNG\r\n", b"<svg/>", b"x" * 70_000])),
)
ODD_HEADERS: list[dict[str, str]] = [
    {"host": "["}, {"host": "evil.example:x"}, {"origin": "http://["}, {"sec-fetch-site": "cross-site"},
    {"content-type": "application/json"}, {"content-type": "multipart/form-data"}, {"hx-request": "true"},
    {"hx-request": "true", "hx-request-type": "partial"}, {"cookie": "browser=\"\\777\"; session=x; notice=a.b.c"},
    {"content-type": "multipart/form-data; boundary=x; charset=undefined"}, {"accept-encoding": "zstd;q=x"},
    {"range": "bytes=0-0,-1,5-2"}, {"if-none-match": "x"}, {"accept-language": "\xff" * 50},
]  # fmt: skip


class Drawn:
    """Values that hypothesis makes, one at a time; the same ones for the same seed."""

    def __init__(self, strategy: st.SearchStrategy[Any], chance: Random) -> None:
        self.strategy, self.chance, self.waiting = strategy, chance, list[Any]()

    def next(self) -> Any:
        if not self.waiting:
            self._more()
        return self.waiting.pop()

    def _more(self) -> None:
        quiet = settings(
            max_examples=200, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip

        def keep(value: Any) -> None:
            self.waiting.append(value)

        seed(self.chance.randrange(10**9))(quiet(given(self.strategy)(keep)))()
        self.chance.shuffle(self.waiting)
