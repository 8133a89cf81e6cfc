from io import BytesIO

from pypdf import PdfReader

from residents.views.vouchers import printing
from residents.views.vouchers.printing import Card, Cards


def deck(count: int, organisation: str = "Hanley Lounge", address: str = "vote.example.gov.uk/v") -> Cards:
    cards = [
        Card(f"V7-{number:03}", f"K7QX-{number:04}", f"https://{address}/K7QX{number:04}", address)
        for number in range(1, count + 1)
    ]
    return Cards("Summer fund", organisation, "3 June 2026", "V7-001", cards[-1].serial, cards)


def pages_of(cards: Cards) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(printing.pdf(cards))).pages]


def test_a_batch_is_a_cover_sheet_and_eight_cards_a_page() -> None:
    cover, *pages = pages_of(deck(25))
    assert len(pages) == 4
    for words in ("Voucher cards for Hanley Lounge", "25 cards, numbers V7-001 to V7-025", "Good until 3 June 2026",
                  "Signature", "Worker"):  # fmt: skip
        assert words in cover
    assert "K7QX" not in cover  # it lies on a desk
    assert [page.count("Worth one confirmed vote") for page in pages] == [8, 8, 8, 1]
    for words in (
        "vote.example.gov.uk/v",
        "K7QX-0008",
        "V7-008 · Hanley Lounge",
        "Good until 3 June 2026. It works once",
    ):
        assert words in pages[0]


def test_long_names_and_addresses_stay_on_their_card() -> None:
    long = "The Friends of the Park together with everybody who helps there on Sundays and holidays"
    (_cover, page) = pages_of(deck(1, long, "participation.stoke-on-trent.example.gov.uk/v"))
    assert "V7-001 · The Friends of the Park" in page and "…" in page
    assert "gov.uk/v" in page.replace("\n", "")


def test_the_same_cards_give_the_same_file_with_its_title_and_language() -> None:
    first = printing.pdf(deck(2))
    assert first == printing.pdf(deck(2))
    read = PdfReader(BytesIO(first))
    assert read.metadata is not None and read.metadata.title == "Voucher cards V7-001 to V7-002"
