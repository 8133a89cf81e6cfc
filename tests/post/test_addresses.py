"""Whether a letter can go somewhere is known before thousands of them are queued."""

import pytest

from post.addresses import fault, tidy


@pytest.mark.parametrize(
    "lines",
    [
        ["The resident", "10 High Street", "ST1 1AA"],
        ["The resident", "Flat 2", "10 High Street", "Hanley", "Stoke-on-Trent", "Staffordshire", "st11aa"],
        ["The resident", "", "  10   High Street ", "GIR 0AA"],
        ["Ms N F Abel", "Nfa House, 1 Low Road", "M1 1AE"],
    ],
)
def test_a_letter_can_go_there(lines: list[str]) -> None:
    assert fault(lines) == ""


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "at least three lines"),
        (["10 High Street", "", " ", "ST1 1AA"], "at least three lines"),
        (["A", "B", "C", "D", "E", "F", "G", "ST1 1AA"], "at most seven lines"),
        (["The resident", "10 High Street " * 40, "ST1 1AA"], "too long"),
        (["The resident", "10 High Street", "Hanley"], "must be a postcode"),
        (["The resident", "10 High Street", "ST1 1AA, Hanley"], "must be a postcode"),
        (["The resident", "No Fixed  Abode", "ST1 1AA"], "no fixed abode"),
        (["The resident", "NFA", "ST1 1AA"], "no fixed abode"),
        (["The resident", "(the flat)", "Hanley", "ST1 1AA"], "not with a mark"),
        (["The resident", "---", "Hanley", "ST1 1AA"], "letters or numbers"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(lines: list[str], why: str) -> None:
    assert why in fault(lines)


def test_lines_are_tidied_and_nothing_else() -> None:
    assert tidy(["  The  resident", "", "ST1 1AA\n"]) == ["The resident", "ST1 1AA"]
