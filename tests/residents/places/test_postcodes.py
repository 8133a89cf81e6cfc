"""Any layout of a postcode is understood; what is wrong is explained."""

import pytest

from residents.places.models import NeighbourhoodPart, PartKind, Postcode, Ward
from residents.places.postcodes import PostcodeRefused, WardChoice, display, locate, normalise
from tests.factories import make_place


@pytest.mark.parametrize(
    "typed",
    ["ST1 5HN", "st1 5hn", "ST15HN", " st1-5hn ", "St1\u00a05Hn", "s.t.1 5 h n", "STI 5HN", "stl 5hn", "ST1\t5HN\n",
     "\uff33\uff34\uff11 \uff15\uff28\uff2e", "ST1\u20135HN"],
)  # fmt: skip
def test_a_postcode_may_be_written_in_any_layout(typed: str) -> None:
    assert normalise(typed) == "ST15HN"


@pytest.mark.parametrize(("typed", "meant"), [("STI0 OAA", "ST100AA"), ("st2 Oab", "ST20AB"), ("SO1 1AA", "SO11AA")])
def test_letters_that_look_like_digits_are_put_right_where_only_one_reading_fits(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "typed", ["ST1", "ST1 5H", "ST1 5CK", "hello", "12345", "ST15HNX1", "ST1 5H?", "<script>", "S" * 5000, "١٢٣٤٥٦"]
)
def test_what_is_no_postcode_is_told_how_one_looks(typed: str) -> None:
    with pytest.raises(PostcodeRefused, match="looks like ST1 5HN"):
        normalise(typed)


@pytest.mark.parametrize("typed", ["", "   ", "--", "\u00a0"])
def test_an_empty_field_is_asked_for(typed: str) -> None:
    with pytest.raises(PostcodeRefused, match="Enter your postcode"):
        normalise(typed)


def test_a_postcode_is_shown_in_two_parts() -> None:
    assert (display("ST15HN"), display("ST100AA")) == ("ST1 5HN", "ST10 0AA")


async def test_a_postcode_leads_to_its_ward_and_neighbourhood(db: None) -> None:
    place = await make_place("Hanley", postcode="ST15HN")
    found = await locate("st1 5hn")
    assert (found.postcode, found.ward_name, found.neighbourhood_id) == ("ST1 5HN", "Hanley ward", place.id)
    assert found.neighbourhood_name == "Hanley"
    assert not found.other_wards


async def test_the_smallest_part_decides_the_neighbourhood(db: None) -> None:
    await make_place("Hanley", postcode="ST15HN")
    await Postcode.filter(code="ST15HN").update(lsoa="E01000001")
    by_lsoa = await make_place("Northwood")
    await NeighbourhoodPart.create(neighbourhood=by_lsoa, kind=PartKind.LSOA, code="E01000001")
    assert (await locate("ST15HN")).neighbourhood_name == "Northwood"
    by_postcode = await make_place("One Street")
    await NeighbourhoodPart.create(neighbourhood=by_postcode, kind=PartKind.POSTCODE, code="ST15HN")
    assert (await locate("ST15HN")).neighbourhood_name == "One Street"


async def test_a_postcode_beside_a_line_asks_which_side(db: None) -> None:
    await make_place("Hanley", "E05000001", "ST15HN")
    await make_place("Burslem", "E05000002")
    await Postcode.filter(code="ST15HN").update(near_ward_id="E05000002")
    asked = await locate("ST1 5HN")
    assert asked.other_wards == (WardChoice("E05000002", "Burslem ward"),)
    assert [side.name for side in asked.sides] == ["Hanley ward", "Burslem ward"]
    here, there = await locate("ST1 5HN", "E05000001"), await locate("ST1 5HN", "E05000002")
    assert (here.neighbourhood_name, here.other_wards) == ("Hanley", ())
    assert (there.neighbourhood_name, there.ward_name, there.other_wards) == ("Burslem", "Burslem ward", ())


async def test_a_side_that_is_none_of_the_two_is_asked_again(db: None) -> None:
    await make_place("Hanley", "E05000001", "ST15HN")
    await make_place("Burslem", "E05000002")
    await Postcode.filter(code="ST15HN").update(near_ward_id="E05000002")
    assert (await locate("ST1 5HN", "E05009999")).other_wards


async def test_a_ward_in_no_neighbourhood_is_known_all_the_same(db: None) -> None:
    ward = await Ward.create(code="E05000009", name="New ward", area_code="E06000021", lat=53.0, long=-2.1)
    await Postcode.create(code="ST61AA", ward=ward)
    found = await locate("ST6 1AA")
    assert (found.ward_name, found.neighbourhood_id, found.neighbourhood_name) == ("New ward", None, "")


async def whole_city() -> None:
    place = await make_place(postcode="ST15HN")
    part = await NeighbourhoodPart.get(neighbourhood=place)
    letters = [f"{one}{other}" for one in "ABDEFGHJLNPQRSTUWXYZ" for other in "ABDEFGHJLNPQRSTUWXYZ"]
    codes = [f"ST{district}1{pair}" for district in (1, 2) for pair in letters]
    await Postcode.bulk_create(Postcode(code=code, ward_id=part.code) for code in codes)


async def test_a_postcode_elsewhere_is_told_where_to_go(db: None) -> None:
    await whole_city()
    with pytest.raises(PostcodeRefused, match=r"^M1 1AE is outside our area.*work, study or volunteer.*tell us\.$"):
        await locate("m1 1ae")


async def test_an_unknown_postcode_next_door_may_just_be_new(db: None) -> None:
    await whole_city()
    with pytest.raises(PostcodeRefused, match=r"We do not know the postcode ST1 9ZZ. It may be very new"):
        await locate("ST1 9ZZ")
    with pytest.raises(PostcodeRefused, match=r"ST10 9ZZ is outside our area"):
        await locate("ST10 9ZZ")


async def test_a_site_with_a_sample_names_a_postcode_to_try(db: None) -> None:
    await make_place(postcode="ST15HN")
    with pytest.raises(PostcodeRefused, match=r"We do not know the postcode M1 1AE.*To try it out, use ST1 5HN\."):
        await locate("M1 1AE")
