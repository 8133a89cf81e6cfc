"""Pools from CSV files, and what is said about files that cannot be used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.sortition.files import FilesRefused, read_pool
from assembly.sortition.pool import Person, Quota
from assembly.sortition.refusals import SortitionRefused

QUOTAS = b"feature,value,min,max\nage,young,1,2\nage,old,0,1\n"
PEOPLE = b"id,street,code,age,hobby\n1,1 Hill,ST1,young,chess\n2,2 Hill,ST1,old,none\n"


def problems(people: bytes = PEOPLE, quotas: bytes = QUOTAS, household: tuple[str, ...] = ()) -> tuple[str, ...]:
    with pytest.raises(FilesRefused) as refused:
        read_pool(people, quotas, 2, household)
    return refused.value.problems


def test_two_files_are_a_pool() -> None:
    pool = read_pool(PEOPLE, QUOTAS, 2)

    assert pool.quotas == (Quota("age", "young", 1, 2), Quota("age", "old", 0, 1))
    assert pool.people == (Person("1", ("young",)), Person("2", ("old",)))
    assert pool.seats == 2


def test_marks_of_spreadsheets_do_no_harm() -> None:
    people = b"\xef\xbb\xbf" + PEOPLE.replace(b"\n", b"\r\n") + b"\r\n,,,,\r\n  ,,,,\r\n"
    quotas = b"\xef\xbb\xbffeature , value,min,max\r\n\r\nage, young ,1, 2\r\nage,old,0,1"

    assert read_pool(people, quotas, 2) == read_pool(PEOPLE, QUOTAS, 2)


def test_columns_may_stand_in_any_order_and_cells_may_hold_commas() -> None:
    people = 'age,note,id\nyoung,"a, b\nand c",é1\n'.encode()

    assert read_pool(people, b"max,min,value,feature\n1,1,young,age\n", 1).people == (Person("é1", ("young",)),)


def test_an_address_is_the_same_whatever_its_capitals_and_spaces() -> None:
    people = b"id,street,code,age\n1,1  Hill ,ST1,young\n2,1 HILL,st1,old\n3,1 Hill,ST2,old\n4,,,old\n5, ,,old\n"

    homes = [person.household for person in read_pool(people, QUOTAS, 2, ("street", "code")).people]

    assert homes == ["1 hill\nst1", "1 hill\nst1", "1 hill\nst2", "", ""]


def test_everything_that_is_wrong_is_said_at_once_with_its_line() -> None:
    quotas = b"feature,value,min,max\nage,young,1,x\nage,old,3,1\nage,,1,1\nage,odd,0,1\nage,odd,0,1\nage,one\n"
    people = b"id,age\n1,odd\n1,odd\n,odd\n4,purple\n5,\n6,odd,more\n"

    assert problems(people, quotas) == (
        "quotas, line 7: there are 2 cells under a heading of 4.",
        "quotas, line 2: min and max must be whole numbers like 0 or 12, not “1” and “x”.",
        "quotas, line 3: age: old wants at least 3 and at most 1 people. The min cannot be above the max.",
        "quotas, line 4: a quota needs a feature and a value.",
        "quotas, line 6: age: odd has a quota already. Keep one of them.",
        "people, line 7: there are 3 cells under a heading of 2.",
        "people, line 3: the id “1” stands in line 2 already.",
        "people, line 4: there is no id. Each person needs one of their own.",
        "people, line 5: “4” has age: purple, which has no quota.",
        "people, line 6: “5” has age: nothing, which has no quota.",
    )


@pytest.mark.parametrize(
    ("people", "quotas", "household", "sentence"),
    [
        (b"", QUOTAS, (), "people, line 1: the file is empty. It needs a heading with id, age."),
        (PEOPLE, b"\n\n", (), "quotas, line 1: the file is empty. It needs a heading with feature, value, min, max."),
        (PEOPLE, b"feature,value,min,max\n", (),
         "quotas, line 1: there is no quota. Give at least one row under the heading."),
        (PEOPLE, b"feature,value\nage,old\n", (), "quotas, line 1: the heading needs a column for each of: min, max."),
        (b"id,name\n1,a\n", QUOTAS, ("road",), "people, line 1: the heading needs a column for each of: age, road."),
        (b"id,age,age\n1,old,old\n", QUOTAS, (), "people, line 1: the heading has two columns of one name: age."),
        (b"id,age\n1,old\n2,\xff\n", QUOTAS, (), "people, line 3: this is not UTF-8. Save the file as “CSV UTF-8”."),
        (b'id,age\n1,"old\n', QUOTAS, (), "people, line 2: this cannot be read as CSV: unexpected end of data."),
    ],
)  # fmt: skip
def test_files_of_another_form_are_refused(
    people: bytes, quotas: bytes, household: tuple[str, ...], sentence: str
) -> None:
    assert sentence in problems(people, quotas, household)


def test_a_long_list_of_problems_is_cut_short_where_people_read_it() -> None:
    people = b"id,age\n" + b"".join(b"%d,purple\n" % i for i in range(50))

    with pytest.raises(FilesRefused) as refused:
        read_pool(people, QUOTAS, 2)

    assert len(refused.value.problems) == 50
    assert str(refused.value).splitlines()[-1] == "… and 30 more."


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_files_do_more_than_being_refused(people: bytes, quotas: bytes) -> None:
    for first, second in (
        (people, quotas),
        (b"id,age\n" + people, QUOTAS),
        (PEOPLE, b"feature,value,min,max\n" + quotas),
    ):
        try:
            read_pool(first, second, 1)
        except SortitionRefused as refusal:
            assert str(refusal)
