"""The parts of `make bench` that judge: a promise that is missed is said, and unlike pages are not compared."""

import pytest

from benchmarks.figures import at_most, show, told
from benchmarks.sameness import NotTheSame, demand_same
from benchmarks.serving import Answer
from benchmarks.weight import _covers, _is_elsewhere


def test_a_promise_that_is_missed_is_named_and_told_from_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    kept = [at_most("Queries", 8, 8, ""), told("Time", "2 ms")]
    assert show(kept)
    assert "MISSED" not in capsys.readouterr().out
    assert not show([*kept, at_most("Weight", 121, 120, " kB")])
    assert "Missed: Weight is 121 kB; at most 120 kB was promised." in capsys.readouterr().out


def page(title: str, *items: str, more: str = "") -> Answer:
    body = f"<main><h1>{title}</h1>{''.join(f'<b>{item}</b>' for item in items)}</main>{more}"
    return Answer(200, {}, body.encode())


def test_pages_with_the_same_items_may_be_compared() -> None:
    demand_same(page("Ideas", "Benches", "Trees"), page("Ideas", " Benches ", "Trees"), "b")


@pytest.mark.parametrize(
    "other",
    [
        page("Ideas", "Benches"),
        page("Ideas", "Trees", "Benches"),
        page("Other ideas", "Benches", "Trees"),
        page("Ideas", "Benches", "Trees", more="<nav>Home</nav>"),
        page("Ideas", "Benches", "Trees", more="<p>" + "x" * 40 + "</p>"),
    ],
)
def test_unlike_pages_may_not(other: Answer) -> None:
    with pytest.raises(NotTheSame):
        demand_same(page("Ideas", "Benches", "Trees"), other, "b")


def test_pages_without_anything_may_not() -> None:
    with pytest.raises(NotTheSame):
        demand_same(page("Ideas"), page("Ideas"), "b")


def test_a_font_counts_when_the_page_has_letters_of_it() -> None:
    face = "font-family:Text;src:url(text.woff2);unicode-range:U+20-7E,U+e9"
    assert _covers(face, {"a"})
    assert _covers(face, {"é"})
    assert not _covers(face, {"ł"})
    assert _covers("font-family:Text;src:url(text.woff2)", {"ł"})


def test_an_address_with_another_host_is_a_third_party() -> None:
    assert _is_elsewhere("https://fonts.example.com/a.css")
    assert _is_elsewhere("//fonts.example.com/a.css")
    assert not _is_elsewhere("/static/build/app.css")
    assert not _is_elsewhere("data:image/svg+xml,%3Csvg/%3E")
