"""Reading a council's list of addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.invitations.lists import AddressList, Place, read
from assembly.invitations.refusals import ListRefused
from residents.belonging.marks import plain
from tests.assembly.invitations.scenes import file_of

PLACES = {"ST11AB": Place("W1", 1), "ST12DB": Place("W2", 6)}


def read_text(text: str) -> AddressList:
    return read(file_of(text), PLACES, lambda lines, code: f"{plain(lines)}{code}")


def test_columns_are_known_by_their_names_in_any_order() -> None:
    found = read_text("Post Code,Name,POST TOWN,Address Line 1\nst1 1ab,Ms Sample,Hanley,2 Sample Road\n")

    assert [home.lines for home in found.homes] == [("Hanley", "2 Sample Road")]
    assert found.homes[0].postcode == "ST11AB" and found.homes[0].place == PLACES["ST11AB"]
    assert found.unused == ["Name"]


def test_an_address_in_one_cell_is_taken_apart_at_its_commas() -> None:
    found = read_text('address,postcode\n"Flat 2, 10 Sample Road, Hanley, ST1 1AB",ST1 1AB\n')

    assert found.homes[0].lines == ("Flat 2", "10 Sample Road", "Hanley")


def test_an_address_has_no_more_lines_than_fit_on_an_envelope() -> None:
    head = ",".join(f"address {number}" for number in range(1, 9))
    found = read_text(f"{head},postcode\na1,b2,c3,d4,e5,f6,g7,h8,ST1 1AB\n")

    assert found.homes[0].lines == ("a1, b2, c3, d4", "e5", "f6", "g7", "h8")


def test_the_same_home_counts_once_however_it_is_written() -> None:
    found = read_text("address,postcode\n2 Sample Rd.,ST1 1AB\n2  SAMPLE RD,st11ab\n2 Sample Rd,ST1 2DB\n")

    assert (len(found.homes), found.twice, found.rows) == (2, 1, 3)


def test_the_same_uprn_counts_once() -> None:
    found = read_text("uprn,address,postcode\n0042,2 Sample Rd,ST1 1AB\n42,2A Sample Rd,ST1 1AB\n")

    assert (len(found.homes), found.twice) == (1, 1)


def test_postcodes_of_other_places_are_counted_with_examples_and_left_out() -> None:
    found = read_text("address,postcode\n1 Far Road,CW1 1AA\n2 Far Road,CW1 1AA\n1 Near Road,ST1 1AB\n")

    assert (found.outside, found.outside_examples, len(found.homes)) == (2, ["CW1 1AA"], 1)


def test_every_row_at_fault_is_named_with_its_line() -> None:
    found = read_text(
        "uprn,address,postcode\n1,1 Near Road,ST1 1AB\n\n2,,ST1 1AB\n3,3 Near Road,\n4,4 Near Road\n"
        "x,5 Near Road,ST1 1AB\n"
    )

    assert found.faulty == 4
    assert found.faults == [
        "Line 4: there is no address in it.",
        "Line 5: the postcode is missing, or is not a whole postcode.",
        "Line 6: it has 2 columns, and the first line has 3.",
        "Line 7: the UPRN is not a number of at most 12 digits.",
    ]


def test_of_very_many_faults_the_first_are_named_and_all_counted() -> None:
    found = read_text("address,postcode\n" + "1 Near Road,X\n" * 300)

    assert (found.faulty, len(found.faults)) == (300, 200)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The first line has to name the columns"),
        ("address,postcode\n", "There is no address in this file"),
        ("address,town\n1 Near Road,Hanley\n", "No column is called “Postcode”"),
        ("who,postcode\nMs Sample,ST1 1AB\n", "No column looks like an address"),
        (",".join(["address"] * 70), "The first line has to name the columns"),
        ("address,postcode\n" + "x" * 140_000 + ",ST1 1AB\n", "Line 2 cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(text: str, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        read_text(text)


def test_a_file_that_is_not_utf8_is_refused_with_what_to_do() -> None:
    file = file_of("")
    file.write("address,postcode\n1 Café Road,ST1 1AB\n".encode("cp1252"))

    with pytest.raises(ListRefused, match="CSV UTF-8"):
        read(file, PLACES, lambda lines, code: lines + code)


def test_more_rows_than_a_city_has_are_refused() -> None:
    with pytest.raises(ListRefused, match="150,000"):
        read_text("address,postcode\n" + "1,X\n" * 150_001)


def test_a_list_from_a_spreadsheet_begins_with_an_invisible_mark() -> None:
    assert len(read_text("\ufeffaddress,postcode\n1 Near Road,ST1 1AB\n").homes) == 1


@given(st.text(max_size=300))
def test_whatever_is_in_a_file_it_is_read_or_refused(text: str) -> None:
    for start in ("", "uprn,address,postcode\n"):
        try:
            found = read_text(start + text.encode(errors="ignore").decode())
        except ListRefused:
            continue
        assert found.rows == found.faulty + found.outside + found.twice + len(found.homes)
