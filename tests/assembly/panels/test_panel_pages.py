"""The pages of the panel: in the office, for its members on a phone without scripts, and for everybody."""

from datetime import UTC, datetime, timedelta

from assembly import secrets
from assembly.models import Assembly, Category, Member, MemberState, Payment, Registration
from assembly.panels import answering, calling, own
from ledger.models import JournalEntry
from residents.models import Role, SessionKind
from tests.assembly.panels.panel_scenes import called, drawn_scene, reserves, seats, sitting_scene
from tests.assembly.scenes import make_session
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account

NOW = datetime.now(UTC)
WEEK = timedelta(days=7)
S = MemberState


async def sign_in(client: Client, *roles: Role) -> None:
    account = await make_account("Asma Officer", *(roles or (Role.ASSEMBLY_OFFICER,)))
    await client.sign_in(account, SessionKind.OFFICER)


def office(assembly: Assembly) -> str:
    return f"/office/assemblies/{assembly.id}/panel"


async def with_code(member: Member, assembly: Assembly) -> str:
    code = secrets.personal_code()
    await Member.filter(id=member.id).update(key_hash=secrets.code_hash(assembly, calling.PURPOSE, code))
    return code


async def test_officers_ask_everybody_and_see_pseudonyms_only(client: Client) -> None:
    assembly = await drawn_scene()
    await sign_in(client)
    page = await client.get(office(assembly))
    assert "6 seats: 0 said yes, 6 waiting for an answer, 0 empty." in text_of(page)
    assert "Sample Person" not in text_of(page)
    await client.post(f"{office(assembly)}/calls", {"answer_by": "yesterday"}, status=422)
    await client.post(f"{office(assembly)}/calls", {"answer_by": f"{NOW + WEEK:%Y-%m-%dT%H:%M}"})
    assert "6 people must be phoned" in text_of(await client.follow())


async def test_the_page_takes_as_many_queries_for_a_large_panel(client: Client, count_queries: CountQueries) -> None:
    small, large = await sitting_scene(), await drawn_scene(people=60)
    await Assembly.filter(id=large.id).update(seats=6)
    await Member.filter(assembly_id=large.id, reserve_place__lte=24).update(state=S.SELECTED)
    await sign_in(client)
    for path in ("", "/replacement", "/payments"):
        counted = []
        for assembly in (small, large):
            await client.get(office(assembly) + path)
            async with count_queries() as queries:
                await client.get(office(assembly) + path)
            counted.append(queries.count)
        assert counted[0] >= counted[1] - 1, path


async def test_an_answer_on_the_phone_and_a_second_word_on_a_removal(client: Client) -> None:
    assembly = await drawn_scene()
    one = (await seats(assembly))[0]
    await sign_in(client)
    at = f"{office(assembly)}/{one.id}"
    await client.get(at)
    await client.post(f"{at}/answer", {}, status=422)
    await client.post(f"{at}/answer", {"answer": "yes"})
    assert "Said yes" in text_of(await client.follow())
    await client.post(f"{at}/removal", {"because": ""}, status=422)
    await client.post(f"{at}/removal", {"because": "Threats against a member."})
    assert "A second officer has to agree" in text_of(await client.follow())
    await sign_in(client, Role.PUBLISHER)
    page = await client.get(at)
    form = next(form for form in page.select("form") if "Agree" in text_of(form))
    await client.post(str(form["action"]))
    assert (await Member.get(id=one.id)).state is S.REMOVED


async def test_names_are_shown_for_a_reason_only(client: Client) -> None:
    assembly = await sitting_scene()
    await sign_in(client)
    at = f"{office(assembly)}/names"
    assert "Sample Person" not in text_of(await client.get(at))
    await client.post(at, {"because": ""}, status=422)
    page = await client.post(at, {"because": "Calling about Saturday"}, status=200)
    assert "Sample Person" in text_of(page)
    await Registration.filter(name__startswith="Sample").update(phone="=1+1")
    await client.post(at, {"because": "For the secretariat", "as_file": "1"}, status=200)
    assert client.last is not None and "'=1+1" in client.last.text
    assert await JournalEntry.filter(act="assembly.panel-names-seen").count() == 2


async def test_one_button_offers_the_seat_to_the_next(client: Client) -> None:
    assembly = await sitting_scene()
    await answering.decline(assembly.id, (await seats(assembly, S.CONFIRMED))[0].id, "", NOW)
    await sign_in(client)
    page = await client.get(f"{office(assembly)}/replacement")
    first = (await reserves(assembly))[0]
    assert f"Next: {first.registration.pseudonym}, number 1" in text_of(page)
    when = f"{NOW + WEEK:%Y-%m-%dT%H:%M}"
    await client.post(f"{office(assembly)}/replacement/offer", {"member": "999999", "answer_by": when}, status=422)
    await client.post(f"{office(assembly)}/replacement/offer", {"member": str(first.id), "answer_by": when})
    assert (await Member.get(id=first.id)).state is S.SELECTED
    assert "Every seat is taken" in text_of(await client.get(f"{office(assembly)}/replacement"))


async def test_a_member_says_yes_signs_and_leaves_with_a_code_alone(client: Client) -> None:
    assembly = await drawn_scene()
    await called(assembly, datetime.now(UTC))
    member = (await seats(assembly))[0]
    code, at = await with_code(member, assembly), f"/assemblies/{assembly.slug}/seat"
    await client.get(at)
    await client.get(f"{at}/terms", status=303)
    await client.post(at, {"code": "nonsense"}, status=422)
    await client.post(at, {"code": code})
    assert "You have been drawn" in text_of(await client.follow())
    await client.post(f"{at}/answer", {}, status=422)
    await client.post(f"{at}/answer", {"answer": "yes"})
    page = await client.get(f"{at}/terms")
    version = str(page.select_one("input[name=terms]")["value"])  # type: ignore[index]
    await client.post(f"{at}/terms", {"terms": version}, status=422)
    await client.post(f"{at}/terms", {"terms": version, "agree": "y"})
    await client.post(f"{at}/payment", {"way": "donate"})
    await client.post(f"{at}/name", {"name": "Council officer"}, status=422)
    await client.post(f"{at}/name", {"name": "Mo"})
    assert "Signed" in text_of(await client.get(at))
    public = f"/assemblies/{assembly.slug}/panel"
    assert "Mo" in [text_of(one) for one in (await client.get(public)).select("main li")]
    await client.post(f"{at}/leaving", {"because": "Moving away"})
    assert "Mo" not in [text_of(one) for one in (await client.get(public)).select("main li")]
    assert "Moving away" not in text_of(await client.get(public))
    await client.get(at)
    await client.post(f"{at}/closing")
    assert "16 letters" in text_of(await client.get(at))


async def test_the_code_of_the_registration_and_an_account_open_the_page_too(client: Client) -> None:
    assembly = await drawn_scene()
    one, two, *_rest = await seats(assembly)
    code = secrets.personal_code()
    await Registration.filter(id=one.registration_id).update(key_hash=secrets.code_hash(assembly, "person", code))
    found = await own.open_with(assembly, code, "b" * 64, NOW, network="")
    assert found.id == one.id
    account = await make_account("Mo")
    await Registration.filter(id=two.registration_id).update(account_id=account.id)
    await client.sign_in(account)
    page = await client.get(f"/assemblies/{assembly.slug}/seat")
    assert two.registration.pseudonym in text_of(page)


async def test_payments_from_the_session_to_the_letter(client: Client) -> None:
    assembly = await sitting_scene()
    session = await make_session(assembly, NOW - timedelta(days=2))
    one = (await seats(assembly, S.CONFIRMED))[0]
    await sign_in(client)
    at = f"{office(assembly)}/payments"
    came = {"session": str(session.id), "members": [str(one.id)]}
    await client.get(at)
    refused = await client.post(f"{at}/sessions", came, status=422)
    assert "have not said yet how they want to be paid" in text_of(refused)
    await own.choose_payment(assembly.id, one.id, "bank", datetime.now(UTC))
    await client.post(f"{at}/sessions", came)
    await client.post(f"{at}/expenses", {"member": str(one.id), "amount": "lots"}, status=422)
    await client.post(f"{at}/expenses", {"member": str(one.id), "amount": "4.20"})
    assert "£79.20 is due" in text_of(await client.follow())
    first, second = await Payment.all().order_by("id")
    await client.post(f"{at}/list.csv", status=200)
    assert client.last is not None and "75.00,bank" in client.last.text and "sort code" not in client.last.text
    paid = {"payments": [str(first.id)], "reference": "RUN 7", "paid_on": f"{NOW:%Y-%m-%d}"}
    await client.post(f"{at}/paid", {**paid, "reference": ""}, status=422)
    await client.post(f"{at}/paid", paid)
    await client.post(f"{at}/paid", paid, status=422)
    await client.post(f"{at}/{second.id}/cancellation")
    assert "£0 is due, £75 was paid" in text_of(await client.follow())
    code = await with_code(one, assembly)
    seat = f"/assemblies/{assembly.slug}/seat"
    await client.post(seat, {"code": code})
    assert "£75" in text_of(await client.get(seat)) and "£4.20" not in text_of(await client.get(seat))
    answer = await client.raw_get(f"{seat}/letter.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


async def test_the_public_page_shows_no_small_count_and_no_features(client: Client) -> None:
    assembly = await drawn_scene()
    page = await client.get(f"/assemblies/{assembly.slug}/panel")
    text = text_of(page)
    assert "fewer than 5" in text and "Sample Person" not in text
    for category in await Category.filter(assembly_id=assembly.id):
        table = next(one for one in page.select("table") if category.name in text_of(one))
        shown = [text_of(row.select("td")[1]) for row in table.select("tbody tr")]
        assert shown.count("fewer than 5") + shown.count("not shown") != 1


async def test_before_a_draw_there_is_no_panel(client: Client) -> None:
    assembly = await drawn_scene()
    await Member.filter(assembly_id=assembly.id).delete()
    await assembly.draws.all().update(state="void")  # type: ignore[attr-defined]
    assert "Void" in text_of(await client.get(f"/assemblies/{assembly.slug}/panel"))
    await assembly.draws.all().update(state="committed")  # type: ignore[attr-defined]
    await client.get(f"/assemblies/{assembly.slug}/panel", status=404)
    await sign_in(client)
    assert "There is no panel yet" in text_of(await client.get(office(assembly)))


async def test_the_desk_says_what_waits(client: Client) -> None:
    assembly = await drawn_scene()
    await answering.decline(assembly.id, (await seats(assembly))[0].id, "", NOW)
    await sign_in(client)
    said = text_of(await client.get("/office"))
    assert "1 seat is empty" in said and "5 people were drawn and not asked yet" in said
    await called(assembly, NOW - 2 * timedelta(hours=1) + timedelta(hours=2))
    await Member.filter(assembly_id=assembly.id, state=S.SELECTED).update(answer_by=NOW - timedelta(minutes=1))
    assert "5 answers are late" in text_of(await client.get("/office"))


async def test_a_topic_ends_and_who_served_their_term_leaves(client: Client) -> None:
    assembly = await sitting_scene(kind="standing", term_topics=1, rest_topics=1)
    topic = await assembly.topics.all().first()  # type: ignore[attr-defined]
    await sign_in(client)
    at = f"{office(assembly)}/rotation"
    assert "The draw after this topic fills 6 seats" in text_of(await client.get(at))
    sent = {"version": str(assembly.version), "topic": str(topic.id)}
    await client.post(at, sent, status=422)
    await client.post(at, {**sent, "sure": "y"})
    assert await Member.filter(assembly_id=assembly.id, state=S.COMPLETED).count() == 6
    assert "6 seats are empty now" in text_of(await client.follow())
    assert "the term of" in text_of(await client.get(f"/assemblies/{assembly.slug}/panel"))
