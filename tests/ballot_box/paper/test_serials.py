"""Serials: a slip of the pen shows, lists are read as people write them, the draw is anybody's to repeat."""

import pytest

from ballot_box.paper import audit_draw, serials


def test_the_code_of_a_ballot_holds_election_contest_serial_and_check_digit_only() -> None:
    code = serials.printed(12, "3", "HAN-01", 7)
    assert code == "E12.C3.HAN-01-0007." + code[-1]


def test_one_wrong_letter_or_two_swapped_ones_show() -> None:
    text = "E12C3HAN010007"
    right = serials.check_digit(text)
    for place in range(len(text)):
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if other != text[place]:
                assert serials.check_digit(text[:place] + other + text[place + 1 :]) != right
    swapped = [text[:n] + text[n + 1] + text[n] + text[n + 2 :] for n in range(len(text) - 1) if text[n] != text[n + 1]]
    assert all(serials.check_digit(one) != right for one in swapped)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", []), ("42", [42]), ("43-46", [43, 44, 45, 46]), ("3, 1;2", [1, 2, 3]), ("58 – 60\n2", [2, 58, 59, 60])],
)
def test_lists_are_read_as_people_write_them(text: str, numbers: list[int]) -> None:
    assert serials.numbers_in(text, 60) == numbers


@pytest.mark.parametrize("text", ["61", "0", "5-3", "a", "1-", "-1", "9" * 30, "١", "1," * 3000, "1.5"])
def test_a_list_that_cannot_be_right_is_refused(text: str) -> None:
    with pytest.raises(serials.BadList):
        serials.numbers_in(text, 60)


def test_ranges_are_written_short() -> None:
    assert serials.ranges([7, 1, 2, 3]) == "1–3, 7"


@pytest.mark.parametrize("typed", ["HAN-01-0007", "han-01-7", " 0007", "7"])
def test_one_serial_is_read_as_people_type_it(typed: str) -> None:
    assert serials.number_in(typed, "HAN-01", 60) == 7


@pytest.mark.parametrize("typed", ["", "61", "LON-01-0007", "seven", "-7-", "²"])
def test_a_serial_of_no_paper_in_the_batch_is_none(typed: str) -> None:
    assert serials.number_in(typed, "HAN-01", 60) is None


@pytest.mark.parametrize(("name", "fits"), [("HAN-01", True), ("H", True), ("han-01", False), ("HAN 01", False),
                                            ("-A", False), ("A-", False), ("ABCDEFGHIJKLM", False)])  # fmt: skip
def test_names_of_batches(name: str, fits: bool) -> None:
    assert serials.is_name(name) is fits


def test_a_tenth_is_drawn_and_anybody_can_draw_it_again() -> None:
    seed = audit_draw.seed_of("HAN-01", "a" * 64, 1)
    first = audit_draw.drawn(range(1, 41), seed)
    assert len(first) == 4
    assert first == audit_draw.drawn(list(reversed(range(1, 41))), seed)
    assert first != audit_draw.drawn(range(1, 41), audit_draw.seed_of("HAN-01", "a" * 64, 2))
    assert len(audit_draw.drawn([5], seed)) == 1
    assert len(audit_draw.drawn(range(1, 12), seed)) == 2


@pytest.mark.parametrize(("wrong", "fields", "fine"), [(0, 28, True), (1, 199, False), (1, 200, True), (2, 399, False)])
def test_more_than_one_wrong_field_in_200_is_too_many(wrong: int, fields: int, fine: bool) -> None:
    assert audit_draw.passes(wrong, fields) is fine
