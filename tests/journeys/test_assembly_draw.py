"""A draw in public: fixed by two officers, followed on other screens, repeated at home by a stranger."""

import io
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from assembly.draws import beginning, terms
from assembly.models import Assembly, Registration
from residents.models import Account, Role
from residents.people import Person
from tests.journeys.assemblies import (
    SEATS,
    AssemblySite,
    asma,
    let_the_record_take_it_in,
    let_the_time_come,
    recruiting,
    until_drawn_at,
    with_code,
)
from tests.journeys.conftest import Visit, Way, ways
from tests.journeys.officers import at, enter
from tests.journeys.walking import Walker

pytestmark = pytest.mark.journey


@ways(Way(1280, True))
async def test_a_draw_from_the_commitment_to_a_stranger_who_repeats_it(
    assembly_site: AssemblySite, visit: Visit, tmp_path: Path
) -> None:
    assembly = await recruiting(people=24)
    person = await Registration.filter(assembly_id=assembly.id).order_by("id").first()
    assert person is not None
    code = await with_code(assembly, person)
    officer = await Account.get(display_name="Asma, assembly (sample)")
    by = Person(officer.id, roles=frozenset({Role.ASSEMBLY_OFFICER}))
    await beginning.begin(by, assembly.id, terms.Terms(), datetime.now(UTC))
    first, second = await visit(assembly_site.address), await visit(assembly_site.address)
    watching = await visit(assembly_site.address, Way(360, True))
    reloading = await visit(assembly_site.address, Way(360, False))

    await asma(first, assembly, "/draws/1")
    await expect(first.page.get_by_text("Ready to be fixed")).to_be_visible(timeout=30_000)
    await propose(first, assembly)
    await let_the_time_come(assembly)
    await enter(second, "Alun")
    await second.open(f"/office/assemblies/{assembly.id}/draws/1")
    await second.click("Agree, and fix it")
    await second.sees("Fixed, not drawn yet")

    for me in (watching, reloading):
        await me.open(f"/assemblies/{assembly.slug}")
        await me.click("Draw 1")
        await me.sees("Has not spoken yet.")
    await let_the_record_take_it_in()
    await expect(watching.page.get_by_role("link", name="record.json")).to_be_visible(timeout=15_000)
    await until_drawn_at(assembly)
    await expect(watching.page.get_by_text("The draw is being held now.")).to_be_visible(timeout=15_000)

    await say(second, assembly, "Balls", "412")
    await follows(watching, reloading, "It gives line 412.")
    await say(first, assembly, "Dice", "1" * await rolls_of(second, assembly))
    await follows(watching, reloading, "The panel: line 412")
    assert await watching.page.locator("#live li").filter(has_text="R-").count() == SEATS

    await a_stranger_repeats_it(reloading, assembly, tmp_path)
    await somebody_finds_themselves(reloading, assembly, code, tmp_path)
    for me in (first, second, watching, reloading):
        me.nothing_wrong()


async def propose(me: Walker, assembly: Assembly) -> None:
    await me.open(f"/office/assemblies/{assembly.id}/draws/1")
    await me.fill("When is the draw?", at(2))
    await me.fill("Where can people watch?", "Town Hall")
    await me.page.get_by_label("Dice").check()
    await me.click("Propose it to a second officer")
    await me.sees("Write a sentence.")
    await me.fill("A word to the second officer", "Everything is ready.")
    await me.click("Propose it to a second officer")
    await me.sees("You proposed this.")


async def say(me: Walker, assembly: Assembly, source: str, came: str) -> None:
    """Type what came, look at it big, keep it."""
    await me.open(f"/office/assemblies/{assembly.id}/draws/1")
    await me.click(f"Type in what came {source}")
    await me.fill("What came?", came)
    await me.click("Look at it once more")
    await me.page.get_by_label("Yes, this is what came").check()
    await me.click("Keep it")


async def rolls_of(me: Walker, assembly: Assembly) -> int:
    text = await me.page.locator("main").inner_text()
    return int(text.split("rolled ")[1].split(" times")[0])


async def follows(watching: Walker, reloading: Walker, words: str) -> None:
    """The page of one brings itself up to date; the other has no scripts."""
    await expect(watching.page.get_by_text(words).first).to_be_visible(timeout=15_000)
    await watching.look()
    await reloading.page.reload()
    await reloading.sees(words)
    await reloading.look()


async def a_stranger_repeats_it(me: Walker, assembly: Assembly, folder: Path) -> None:
    await let_the_record_take_it_in()
    await me.page.reload()
    link = await me.page.get_by_role("link", name="Download everything").get_attribute("href")
    answer = await me.page.request.get(f"{me.address}{link}")
    with zipfile.ZipFile(io.BytesIO(await answer.body())) as packed:
        packed.extractall(folder)
    assert {"draw.py", "result.json", "record.json"} <= {one.name for one in folder.iterdir()}
    told = repeated(folder)
    assert "line 412" in told


async def somebody_finds_themselves(me: Walker, assembly: Assembly, code: str, folder: Path) -> None:
    await me.open(f"/assemblies/{assembly.slug}/registration/mine")
    await me.fill("Your personal code", code)
    await me.click("Continue")
    link = await me.page.get_by_role("link", name="Save your receipt of draw 1").get_attribute("href")
    receipt = await (await me.page.request.get(f"{me.address}{link}")).body()
    (folder / "receipt.json").write_bytes(receipt)
    person = await Registration.filter(assembly_id=assembly.id).order_by("id").first()
    assert person is not None and person.pseudonym in repeated(folder)


def repeated(folder: Path) -> str:
    """What the program in the folder says, run alone as anybody would."""
    done = subprocess.run([sys.executable, "-I", "draw.py", "."], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything that was checked agrees." in done.stdout
    return done.stdout
