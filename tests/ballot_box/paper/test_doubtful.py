"""What a filled-in paper says: each rule that is printed on it, and marks that no ballot carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_box.paper.doubtful import BadMark, Doubt, interpret, read_mark

RULES = [
    ("in order", {"a": "1", "b": "2", "c": "3"}, ["a", "b", "c"]),
    ("a repeat further down", {"a": "1", "b": "2", "c": "2", "d": "3"}, ["a"]),
    ("a repeat at the top", {"a": "1", "b": "1", "c": "2"}, Doubt.REPEATED_FIRST),
    ("a gap", {"a": "1", "b": "3", "c": "4"}, ["a", "b", "c"]),
    ("no first choice", {"a": "2", "b": "3"}, ["a", "b"]),
    ("a gap and then a repeat", {"a": "1", "b": "3", "c": "3"}, ["a"]),
    ("one tick", {"a": "", "b": "x"}, ["b"]),
    ("two ticks", {"a": "x", "b": "x"}, Doubt.TICKS),
    ("a tick beside numbers", {"a": "x", "b": "2", "c": "1"}, ["c", "b"]),
    ("nothing", {"a": "", "b": ""}, Doubt.BLANK),
    ("nothing at all", {}, Doubt.BLANK),
    ("more than allowed", {"a": "1", "b": "2", "c": "3", "d": "4"}, ["a", "b", "c"]),
    ("a repeat past what counts", {"a": "1", "b": "2", "c": "3", "d": "4", "e": "4"}, ["a", "b", "c"]),
    ("two digits", {"a": "12", "b": "9"}, ["b", "a"]),
]


@pytest.mark.parametrize(("marks", "says"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_doubtful_paper_is_read_by_the_printed_rules(marks: dict[str, str], says: object) -> None:
    assert interpret(marks, 3) == says


MARKS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["", "x", *map(str, range(1, 13))]))


@given(MARKS, st.integers(1, 6))
def test_whatever_is_on_it_a_paper_gives_a_ballot_that_could_be_cast_or_a_reason(
    marks: dict[str, str], ranks: int
) -> None:
    read = interpret(marks, ranks)
    if isinstance(read, Doubt):
        return
    assert 1 <= len(read) <= ranks
    assert len(set(read)) == len(read)
    assert all(marks[option] for option in read)
    numbers = [int(marks[option]) for option in read if marks[option] != "x"]
    assert numbers == sorted(set(numbers))


@given(MARKS, st.integers(1, 6), st.randoms())
def test_the_order_in_which_boxes_are_keyed_changes_nothing(marks: dict[str, str], ranks: int, chance: object) -> None:
    mixed = sorted(marks.items(), reverse=True)
    assert interpret(dict(mixed), ranks) == interpret(marks, ranks)


@pytest.mark.parametrize(("typed", "kept"), [("", ""), (" 3 ", "3"), ("12", "12"), ("X", "x"), ("✓", "x"), ("v", "x")])
def test_marks_are_kept_one_way(typed: str, kept: str) -> None:
    assert read_mark(typed) == kept


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "1e3", "100", "null", "[1]", "{}", "٣", "²", "1 2", "a" * 4000])
def test_what_is_no_mark_is_refused(typed: str) -> None:
    with pytest.raises(BadMark):
        read_mark(typed)
