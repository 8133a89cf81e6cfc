"""`verify.html` as people use it: they choose a folder or files, look up a code, and check a ballot they tested."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.async_api import Browser, Page, expect

from tests.ballot_box.verifiers.offline_page import FILE, verdict
from tests.ballot_box.verifiers.pack_scenes import Scene, canonical, drafted, mended, pack_of, written
from tests.browsing import text_of

pytestmark = pytest.mark.journey
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def code_of(commitment: str) -> str:
    bits = int(commitment, 16) << 4
    letters = "".join(CROCKFORD[bits >> (255 - 5 * at) & 31] for at in range(52))
    return " ".join(re.findall("....", letters))


async def test_a_folder_of_any_name_can_be_chosen_whole(offline: Page, tmp_path: Path) -> None:
    folder = written(pack_of(Scene()), tmp_path / "from the site (2)")
    await offline.get_by_label("The whole folder").set_input_files(folder)
    await expect(offline.locator("#end")).to_have_text("Everything agrees.")
    await expect(offline.get_by_role("cell", name="comes out the same")).to_have_count(2)


async def test_files_can_be_chosen_one_by_one_from_wherever_they_were_put(offline: Page, tmp_path: Path) -> None:
    for name, data in pack_of(Scene()).items():
        (tmp_path / Path(name).name).write_bytes(data)
    await offline.get_by_label("Or all its files").set_input_files(sorted(tmp_path.iterdir()))
    await expect(offline.locator("#end")).to_have_text("Everything agrees.")


async def test_faults_are_listed_with_their_file(offline: Page, tmp_path: Path) -> None:
    pack = pack_of(Scene())
    lost = mended({name: data for name, data in pack.items() if name != "ballots/4.json"})
    await offline.get_by_label("The whole folder").set_input_files(written(lost, tmp_path / "pack"))
    await expect(offline.locator("#end")).to_have_text("1 thing is wrong.")
    listed = offline.locator("#found .bad li")
    await expect(listed).to_have_text(["ballots/4.json: is missing, and result.json names it"])


async def test_a_title_is_shown_as_text_and_never_as_part_of_the_page(offline: Page) -> None:
    title = "<img src=x onerror=alert(1)>"
    pack = pack_of(Scene(), lambda draft: draft.definition["about"]["options"]["11"].update(title=title))
    assert (await verdict(offline, pack)).contests[0]["funded"] == [title]
    await expect(offline.locator("#found img")).to_have_count(0)
    await expect(offline.get_by_role("cell", name=title)).to_have_count(1)


async def test_a_code_is_looked_up_however_it_is_typed(offline: Page) -> None:
    draft = drafted(Scene())
    cast = [str(leaf["c"]) for leaf in draft.leaves if leaf["k"] == "ballot" and leaf["e"] == "12"]
    replaced = next(code for code in cast if code not in draft.counted)
    counted, tested = draft.counted[0], str(draft.spoiled[0]["code"])
    await verdict(offline, pack_of(Scene()))
    for typed, answer in (
        (code_of(counted), "and it is counted."),
        (code_of(counted).lower().replace(" ", "-"), "and it is counted."),
        (code_of(counted).replace("0", "O").replace("1", "l"), "and it is counted."),
        (counted.upper(), "and it is counted."),
        (code_of(replaced), "not counted: it was replaced"),
        (code_of(tested), "It was tested, so it is not counted."),
        (code_of("ab" * 32), "It is not in the record."),
        ("hello", "This is not a code."),
        ("Z" * 52, "This is not a code."),
        ("", "This is not a code."),
    ):
        await offline.get_by_label("The code you were shown when you voted").fill(typed)
        await offline.get_by_role("button", name="Look it up").click()
        await expect(offline.locator("#looked-up")).to_contain_text(answer)


async def test_the_code_of_a_tested_ballot_is_worked_out_here(offline: Page) -> None:
    one = drafted(Scene()).spoiled[0]
    await verdict(offline, pack_of(Scene()))
    body, nonce = canonical(one["body"]).decode(), str(one["nonce"])
    for typed, number, answer in (
        (body, nonce, code_of(str(one["code"]))),
        (body.replace(",", ", ").replace(":", " : "), f" {nonce.upper()} ", code_of(str(one["code"]))),
        (body, nonce, "The record says it was tested."),
        (body.replace('"x":"', '"x":"1'), nonce, "The code is "),
        (body[:-1], nonce, "The ballot is not JSON."),
        ("{}", nonce, "The ballot is not complete: it has no “c”."),
        ("[" * 100_000, nonce, "The ballot "),
        (body, nonce[:-1], "The secret number must have 64"),
    ):
        await offline.get_by_label("The ballot, as the site shows it").fill(typed)
        await offline.get_by_label("The secret number").fill(number)
        await offline.get_by_role("button", name="Work out the code").click()
        await expect(offline.locator("#tested")).to_contain_text(answer)


async def test_a_browser_without_ed25519_says_which_checks_it_could_not_make(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "verify.html").write_text(FILE.read_text("utf-8").replace('"Ed25519"', '"Ed00000"'), "utf-8")
    page = await browser.new_page()
    await page.goto((tmp_path / "verify.html").as_uri())
    found = await verdict(page, pack_of(Scene()))
    assert found.status == 0
    assert any(line.startswith("Signatures: this browser knows no Ed25519") for line in found.unchecked)
    await page.close()


async def test_a_check_can_be_stopped_and_begun_again(offline: Page) -> None:
    """So long as nothing was said, nothing is found: no half verdict is left standing."""
    await offline.evaluate("() => { verifyFiles({'election.json': '{}'}); document.getElementById('stop').click() }")
    await expect(offline.locator("#end")).to_have_text("Stopped.")
    assert await offline.evaluate("window.verdict") is None
    assert (await verdict(offline, pack_of(Scene()))).status == 0


async def test_it_stands_alone_fits_a_phone_and_labels_its_fields(offline: Page) -> None:
    page = BeautifulSoup(FILE.read_text("utf-8"), "html5lib")
    assert not page.select("[src], [href], link, img, iframe")
    labelled = {str(label["for"]) for label in page.find_all("label")}
    assert {str(field["id"]) for field in page.select("input, textarea")} == labelled
    assert [text_of(heading) for heading in page.find_all("h1")] == ["Check a vote"]
    await offline.set_viewport_size({"width": 360, "height": 800})
    await verdict(offline, pack_of(Scene()))
    assert await offline.evaluate("document.documentElement.scrollWidth") <= 360
    await offline.set_viewport_size({"width": 1280, "height": 800})
