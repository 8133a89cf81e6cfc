from io import BytesIO
from typing import Any

from pypdf import PdfReader

from web.print import Sheet
from web.print.sheet import _runs


def opened(sheet: Sheet) -> PdfReader:
    return PdfReader(BytesIO(sheet.bytes()))


def of_everything() -> Sheet:
    sheet = Sheet("Voucher cards", "pl")
    sheet.page()
    sheet.heading("Zażółć gęślą jaźń")
    sheet.text("One vote each – “£5” for the café in Iași, or Łódź")
    sheet.put("Beside it", 100, 200, 60, 18, bold=True)
    sheet.qr("https://wardmote.example/v/K7QX4MPD", 20, 200, 40)
    sheet.box(18, 198, 120, 60, dashed=True)
    sheet.line(18, 228, 138, 228)
    return sheet


def test_a_sheet_can_be_read_back_with_its_title_and_language() -> None:
    pdf = opened(of_everything())
    assert pdf.metadata is not None and pdf.metadata.title == "Voucher cards"
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "pl"
    assert [float(side) for side in pdf.pages[0].mediabox[2:]] == [595.28, 841.89]  # A4 in points
    text = pdf.pages[0].extract_text()
    for words in ("Zażółć gęślą jaźń", "“£5” for the café in Iași, or Łódź", "Beside it"):
        assert words in text


def test_fonts_are_inside_so_that_every_printer_has_them() -> None:
    page: Any = opened(of_everything()).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    inside = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert len(inside) >= 3  # regular, bold, and letters that only the second file has
    assert all("/FontFile2" in font for font in inside)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert of_everything().bytes() == of_everything().bytes()


def test_text_goes_on_on_the_next_page_and_a_heading_is_never_alone_at_the_foot() -> None:
    sheet = Sheet("Long")
    sheet.page()
    while sheet.y < sheet.height - sheet.margin - 15:
        sheet.text("A line")
    assert sheet.pages == 1
    sheet.heading("Next part")
    sheet.text("Its text")
    assert sheet.pages == 2
    pages = opened(sheet).pages
    assert "Next part" not in pages[0].extract_text()
    assert pages[1].extract_text().split("\n") == ["Next part", "Its text"]


def test_what_is_put_somewhere_takes_the_room_that_was_foretold_and_breaks_no_page() -> None:
    sheet = Sheet("Placed")
    sheet.page(landscape=True)
    assert sheet.width > sheet.height
    before, words = sheet.y, "Sentences that need more than one line in a narrow column. " * 3
    tall = sheet.high(words, 60, 12)
    end = sheet.put(words, 20, sheet.height - 20, 60, 12)
    assert round(end - (sheet.height - 20), 3) == round(tall, 3) > 10
    assert (sheet.y, sheet.pages) == (before, 1)


def test_black_modules_of_a_code_are_joined_into_bars() -> None:
    assert _runs(bytes([1, 1, 0, 1, 0, 0, 1])) == [(0, 2), (3, 1), (6, 1)]
    assert _runs(bytes([0, 0])) == []
