"""The pages of paper: everybody sees what is theirs to do, bad answers stay on the form, and no page shows a ballot."""

import io
import re

import pypdf
import pytest

from ballot_box.models import BatchState, Paper, PaperBatch, PaperSlip
from residents.models import Account, Role, SessionKind
from residents.people import Person
from tests.ballot_box.paper.paper_scenes import Scene, paper_id, person
from tests.browsing import Client, text_of
from tests.counting import CountQueries


async def enter(client: Client, who: Person) -> None:
    await client.sign_in(await Account.get(id=who.account_id), SessionKind.OFFICER)


NAMES = {"signed_1": "Nadia Ali", "signed_2": "Tom Price"}


async def test_a_batch_is_registered_sent_out_and_taken_back(client: Client) -> None:
    scene = await Scene.set()
    await enter(client, scene.roll)
    form = await client.get("/office/paper/new")
    assert "Hanley" in text_of(form.find(id="contest"))
    sent = {"contest": f"{scene.election.id}:{scene.pot.id}", "venue": scene.venue.id, "name": "han-01", "issued": "6"}
    await client.post("/office/paper/new", {**sent, "seal": "S-1"})
    shown = await client.follow()
    assert "Batch HAN-01" in text_of(shown.h1)
    batch = await PaperBatch.get()
    here = f"/office/paper/{batch.id}"

    await client.post(f"{here}/departure", NAMES)
    counted = {"seal": "S-1", "used": "4", "spoiled": "0", "unused": "2", "unused_serials": "5-6"}
    await client.post(f"{here}/return", {**counted, **NAMES})

    assert "Enter the slips" in text_of((await client.follow()).main)
    assert (await PaperBatch.get()).state is BatchState.RETURNED


BAD_FORMS = [
    ("new", {"name": "no good!", "seal": "S", "issued": "6"}, "Name the batch"),
    ("new", {"name": "HAN-02", "seal": "S", "issued": "sixty"}, "1 to 500 ballots"),
    ("new", {"name": "HAN-02", "seal": "S", "issued": "9" * 40}, "1 to 500 ballots"),
    ("new", {"name": "HAN-02", "seal": "S", "issued": "6", "venue": "x"}, "Choose the place"),
    ("new", {"name": "HAN-02", "seal": "S", "issued": "6", "contest": "junk"}, "Choose the vote"),
]


@pytest.mark.parametrize(("path", "values", "says"), BAD_FORMS)
async def test_a_bad_batch_keeps_what_was_typed(client: Client, path: str, values: dict[str, str], says: str) -> None:
    scene = await Scene.set()
    await enter(client, scene.roll)
    sent = {"contest": f"{scene.election.id}:{scene.pot.id}", "venue": str(scene.venue.id), **values}
    page = await client.post(f"/office/paper/{path}", sent, 422)
    assert says in text_of(page.find(class_="govuk-error-summary"))
    assert values["name"] in str(page)
    assert not await PaperBatch.exists()


async def test_a_count_that_does_not_add_up_asks_for_a_sentence(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.out(issued=6)
    await enter(client, scene.roll)
    counted = {"seal": "S-1", "used": "3", "spoiled": "0", "unused": "2", "unused_serials": "5-6", **NAMES}
    page = await client.post(f"/office/paper/{batch.id}/return", counted, 422)
    assert "5 are counted" in text_of(page)
    assert page.select_one("#unused_serials[value='5-6']")
    await client.post(f"/office/paper/{batch.id}/return", {**counted, "mismatch": "One was eaten by a dog."})
    assert "eaten by a dog" in text_of(await client.follow())


async def test_slips_are_entered_one_after_the_other(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.back(used=2, issued=3)
    await enter(client, scene.roll)
    here = f"/office/paper/{batch.id}/slips"
    slip = {"name": "Dot Shaw", "postcode": "st1 5hn", "tie": "live", "age_band": "65 and over", "promised": "y"}
    assert not (await client.get(here)).find(id="serial")

    await client.post(here, slip)
    again = await client.post(here, slip, 422)

    assert "other paper ballot stands" in text_of(again)
    assert again.find(id="serial")
    assert again.select_one("#name[value='Dot Shaw']")
    assert await PaperSlip.all().count() == 1
    await client.post(here, {**slip, "serial": "HAN-01-0002"})
    assert "set aside" in text_of(await client.follow())
    await client.post(f"{here}/end", {})
    assert "The batch can be keyed" in text_of(await client.follow())
    assert (await PaperBatch.get(id=batch.id)).slips_done_at is not None


async def test_ending_too_early_says_how_many_are_missing(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.back(used=2, issued=3)
    await enter(client, scene.roll)
    page = await client.post(f"/office/paper/{batch.id}/slips/end", {"mismatch": ""}, 422)
    assert "0 good slips for 2 ballots" in text_of(page)


async def marks_form(scene: Scene, batch: PaperBatch, marks: dict[int, tuple[str, ...]]) -> dict[str, str]:
    return {
        f"mark_{await paper_id(batch, serial)}_{project.id}": mark
        for serial, found in marks.items()
        for project, mark in zip(scene.projects, found, strict=False)
    }


async def test_no_page_of_the_second_keyer_holds_what_the_first_typed(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=2, issued=2)
    await scene.key(scene.keyer, batch, {1: scene.marks("77", "1"), 2: scene.marks("1", "77")})
    await enter(client, scene.keyer2)
    for path in ("", "/keying", "/keying?page=1", "/audit", "/rulings"):
        answer = await client.raw_get(f"/office/paper/{batch.id}{path}")
        assert not re.search(r"(?<!\w)77(?!\w)", answer.text), path  # on its own: tokens hold any letters
    refused = await client.post(
        f"/office/paper/{batch.id}/keying", await marks_form(scene, batch, {1: ("1", "no")}), 422
    )
    assert not re.search(r"(?<!\w)77(?!\w)", str(refused))
    assert refused.select_one("input[value='no']")


async def test_an_empty_ballot_is_only_blank_when_the_keyer_says_so(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=2, issued=2)
    await enter(client, scene.keyer)
    sent = await marks_form(scene, batch, {1: ("1", "2", "", ""), 2: ("", "", "", "")})
    await client.post(f"/office/paper/{batch.id}/keying", sent)
    second = await paper_id(batch, 2)
    assert (await Paper.get(id=second)).keyed_a is None
    await client.post(f"/office/paper/{batch.id}/keying", {**sent, "blank": str(second)})
    assert (await Paper.get(id=second)).keyed_a == {}
    assert "I have keyed the whole batch" in text_of(await client.get(f"/office/paper/{batch.id}/keying"))
    await client.post(f"/office/paper/{batch.id}/keying/end", {})
    assert (await PaperBatch.get(id=batch.id)).state is BatchState.KEYED_ONCE


async def test_a_wrong_mark_keeps_the_whole_page(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=2, issued=2)
    await enter(client, scene.keyer)
    sent = await marks_form(scene, batch, {1: ("1", "2"), 2: ("1", "zz")})
    page = await client.post(f"/office/paper/{batch.id}/keying", sent, 422)
    assert "HAN-01-0002, project 2" in text_of(page.find(class_="govuk-error-summary"))
    assert len(page.select("input[value='2']")) >= 1
    assert page.select_one("input[value='zz']")
    assert not await Paper.filter(keyed_a__isnull=False).exists()


async def test_differences_are_ruled_on_one_by_one(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=2, issued=2)
    await scene.key(scene.keyer, batch, {1: scene.marks("1", "2"), 2: scene.marks("1")})
    await scene.key(scene.keyer2, batch, {1: scene.marks("1", "3"), 2: scene.marks("1")})
    await enter(client, scene.roll)
    here = f"/office/paper/{batch.id}"
    await client.post(f"{here}/comparison", {})
    page = await client.get(f"{here}/rulings")
    assert len(page.select("main form")) == 1
    assert len(page.select("main tbody tr")) == 1
    paper = await paper_id(batch, 1)
    box = f"mark_{paper}_{scene.projects[1].id}"
    refused = await client.post(f"{here}/rulings", {"paper": str(paper), box: "2"}, 422)
    assert "Write down why" in text_of(refused)
    assert refused.select_one(f"#{box}[value='2']")
    await client.post(f"{here}/rulings", {"paper": str(paper), box: "2", "because": "Checked against the paper."})
    assert (await Paper.get(id=paper)).ruling == scene.marks("1", "2")
    assert "Check a tenth" in text_of((await client.get(here)).main)


async def test_audit_signatures_and_merging_on_their_pages(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.agreed({1: scene.marks("1", "2")})
    here = f"/office/paper/{batch.id}"
    await enter(client, scene.roll)
    await client.post(f"{here}/audit", await marks_form(scene, batch, {1: ("1", "2")}))
    assert "passed its audit" in text_of(await client.follow())
    assert "name of the observer" in text_of(await client.post(f"{here}/signing", {"because": "Well."}, 422))
    await client.post(f"{here}/signing", {"observer": "Olive", "because": "Seal whole."})
    own = await client.follow()
    assert "Take my signature back" in text_of(own.main)
    asked = own.select_one("input[name=approval]")
    assert asked is not None
    await client.post(f"{here}/signing/approval", {"approval": str(asked["value"])})
    assert "A second officer has to say yes" in text_of(await client.follow())

    await enter(client, scene.roll2)
    await client.post(f"{here}/signing/approval", {"approval": str(asked["value"])})
    await client.post(f"{here}/merger", {})
    assert "All done" in text_of((await client.follow()).main)
    assert (await PaperBatch.get(id=batch.id)).state is BatchState.COUNTED


@pytest.mark.parametrize(
    "action", ["comparison", "merger", "keying/end", "signing/approval", "seal/approval", "slips/end"]
)
async def test_a_step_out_of_order_is_said_and_changes_nothing(client: Client, action: str) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    await enter(client, scene.roll)
    status = 422 if action == "slips/end" else 303
    await client.post(f"/office/paper/{batch.id}/{action}", {"approval": "999"}, status)
    assert (await PaperBatch.get(id=batch.id)).state is BatchState.REGISTERED


async def test_a_keyer_sees_the_list_and_no_doors_that_are_not_theirs(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    await enter(client, scene.keyer)
    page = await client.get("/office/paper")
    assert "HAN-01" in text_of(page.main)
    assert "Register a batch" not in text_of(page.main)
    shown = await client.get(f"/office/paper/{batch.id}")
    assert not shown.select("main form")
    await client.get(f"/office/paper/{batch.id}/departure", 403)
    await client.get(f"/office/paper/{batch.id}/sheets/ballots.pdf", 403)


async def test_the_list_asks_as_much_for_many_batches_as_for_one(client: Client, count_queries: CountQueries) -> None:
    scene = await Scene.set()
    await scene.with_slips(name="HAN-01")
    await enter(client, scene.roll)
    await client.get("/office/paper")
    async with count_queries() as one:
        await client.get("/office/paper")
    for number in range(2, 6):
        await scene.back(name=f"HAN-0{number}")
    async with count_queries() as many:
        await client.get("/office/paper")
    assert many.count == one.count


async def test_a_page_of_keying_asks_as_much_for_many_ballots_as_for_one(
    client: Client, count_queries: CountQueries
) -> None:
    scene = await Scene.set()
    one_batch = await scene.with_slips(used=1, issued=1)
    many_batch = await scene.with_slips(used=8, issued=8, name="HAN-02")
    await enter(client, scene.keyer)
    counts = []
    for batch in (one_batch, many_batch):
        async with count_queries() as counted:
            await client.get(f"/office/paper/{batch.id}/keying")
        counts.append(counted.count)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("look", ["standard", "large", "easy"])
async def test_ballots_print_as_pdf_with_serials_and_a_slip_without_one(client: Client, look: str) -> None:
    scene = await Scene.set(options=8)
    batch = await scene.registered(issued=3)
    await enter(client, scene.roll)
    first = await client.raw_get(f"/office/paper/{batch.id}/sheets/ballots.pdf?look={look}")
    assert first.headers["content-type"] == "application/pdf"
    again = await client.raw_get(f"/office/paper/{batch.id}/sheets/ballots.pdf?look={look}")
    assert first.content == again.content
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(first.content)).pages]
    whole = "\n".join(pages)
    for number in (1, 2, 3):
        assert f"HAN-01-000{number}" in whole
    assert whole.count("I vote once") == 3
    for project in scene.projects:
        assert whole.count(f". {project.title}\n") >= 1 or project.title in whole
    for text in pages:
        slip = text.partition("Tear off here")[2]
        assert "HAN-01" not in slip


async def test_ballots_print_as_a_page_and_only_numbers_of_the_batch(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.registered(issued=3)
    await enter(client, scene.roll)
    page = await client.get(f"/office/paper/{batch.id}/sheets/ballots?look=easy&first=2&last=3")
    assert [text_of(one) for one in page.select(".paper__code strong")] == ["HAN-01-0002", "HAN-01-0003"]
    assert len(page.select(".paper__box")) == 2 * len(scene.projects)
    for query in ("first=0", "first=3&last=2", "last=4", "first=x", "last=" + "9" * 30):
        await client.get(f"/office/paper/{batch.id}/sheets/ballots?{query}", 303)
    await client.get(f"/office/paper/{batch.id}/sheets/nothing", 404)
    await client.get(f"/office/paper/{batch.id}/sheets/ballots.exe", 404)


@pytest.mark.parametrize(
    ("name", "says"),
    [("cover", "Ballots going out"), ("poster", "Vote here for Hanley"), ("card", "How to check without ID")],
)
async def test_the_sheets_that_go_along(client: Client, name: str, says: str) -> None:
    scene = await Scene.set()
    batch = await scene.registered()
    await enter(client, scene.roll)
    assert says in text_of(await client.get(f"/office/paper/{batch.id}/sheets/{name}"))
    answer = await client.raw_get(f"/office/paper/{batch.id}/sheets/{name}.pdf")
    assert says in "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)


async def test_a_publisher_signs_and_does_nothing_else(client: Client) -> None:
    scene = await Scene.set()
    batch = await scene.audited(await scene.agreed({1: scene.marks("1")}))
    await enter(client, await person("Petra", Role.PUBLISHER))
    page = await client.get(f"/office/paper/{batch.id}")
    assert [link["href"] for link in page.select("main section a")] == [f"/office/paper/{batch.id}/signing"]
    await client.get(f"/office/paper/{batch.id}/signing")
    await client.get(f"/office/paper/{batch.id}/rulings", 403)
