"""What residents write is shown as they meant it, and never does anything else."""

import re
import time

import pytest

from pb.text import TextRefused, body_text, first_words, name_to_show, one_line, to_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "<javascript:alert(1)>",
    '<a hx-post="/sign-out" hx-trigger="load">x</a>',
    "<div data-hx-get=/ideas>x</div>",
    "<p style='position:fixed' class=govuk-button id=main name=form_token>x</p>",
    "<form action=/sign-out><button>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "![x](https://elsewhere.example/track.png)",
    "<a id=csrf href=/x>x</a>",
    "[x](/sign-out)",
    "[x](//evil.example/)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "# A heading\n\nA second one\n===",
    "{{7*7}}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_people_write_becomes_more_than_text_and_plain_links(attack: str) -> None:
    html = to_html(attack)

    assert set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)) <= {"p", "br", "strong", "em", "a", "ul", "ol", "li"}
    for attributes in re.findall(r"<[a-z]+\s([^>]*)>", html):
        assert re.fullmatch(r'(href="(https?|mailto):[^"]*" )?rel="nofollow noopener"', attributes), html


def test_markdown_that_people_use_is_kept() -> None:
    html = to_html("**Benches** and *lamps*\nby the canal:\n\n- one\n- two\n\n[more](https://example.org/a)")

    assert "<strong>Benches</strong> and <em>lamps</em><br>" in html.replace("<br />", "<br>")
    assert "<li>one</li>" in html
    assert '<a href="https://example.org/a" rel="nofollow noopener">more</a>' in html


def test_a_template_in_a_text_is_only_a_text() -> None:
    assert to_html("{{7*7}}") == "<p>{{7*7}}</p>\n"


def test_hidden_and_turning_characters_are_dropped() -> None:
    assert one_line(" Free\u202e money\u200b for\ufeff\u2066 all\x07 ") == "Free money for all"
    assert one_line("two\nlines\tof text") == "two lines of text"
    assert body_text("a\r\nb\r\n\r\n\r\n\r\nc \u2069") == "a\nb\n\nc"


def test_joiners_stay_where_scripts_and_emoji_need_them() -> None:
    persian, family = "می\u200cخواهم", "👩\u200d👧"

    assert one_line(persian) == persian
    assert one_line(family) == family
    assert one_line("coun\u200dcil") == "council"


def test_length_is_counted_after_composition() -> None:
    assert len(one_line("e\u0301" * 10)) == 10


def test_a_text_beyond_the_limit_is_refused_with_a_sentence() -> None:
    with pytest.raises(TextRefused, match="10,000 characters"):
        to_html("a" * 10_001)


@pytest.mark.parametrize(
    "evil", ["[" * 10_000, "*a " * 3_300, "> " * 5_000, "[a](" * 2_500, "_" * 10_000, "1. " * 3_000]
)
def test_hard_markdown_takes_little_time(evil: str) -> None:
    start = time.process_time()

    to_html(evil[:10_000])

    assert time.process_time() - start < 0.5


def test_the_first_words_are_cut_between_words_and_carry_no_marks() -> None:
    assert first_words("**Benches** by the [canal](https://example.org)\n\n- to sit") == "Benches by the canal to sit"
    assert first_words("word " * 50, 20) == "word word word word…"


@pytest.mark.parametrize(
    "name", ["City Council", "Сity Соunсil", "C0UNCIL", "Stoke  Coun\u200bcil", "The Moderator", "W a r d m o t e"]
)
def test_nobody_can_pass_for_the_council(name: str) -> None:
    with pytest.raises(TextRefused):
        name_to_show(name, reserved=["Wardmote"])


@pytest.mark.parametrize("name", ["Zoë", "مریم", "Sue from Hanley", "Ó Briain", ""])
def test_ordinary_names_are_kept(name: str) -> None:
    assert name_to_show(name) == name
