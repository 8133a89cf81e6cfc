"""From drawn to signed, or gone: each step from the right state only, written down, and told to the person."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.models import Member, MemberState, MemberStep, Registration
from assembly.panels import PanelRefused, answering, calling, forgetting, looking, own, removing
from assembly.panels.terms import terms_of
from ledger.models import JournalEntry
from post.models import Message, MessageChannel
from residents.approvals import ApprovalRefused
from residents.models import Role
from tests.assembly.panels.panel_scenes import called, drawn_scene, reserves, seats, sitting_scene
from tests.assembly.scenes import officer, publisher
from web.refusals import NotAllowed, Refused

NOW = datetime.now(UTC)
WEEK = timedelta(days=7)
S = MemberState


async def test_everybody_drawn_is_asked_once_by_the_way_that_reaches_them(db: None) -> None:
    assembly = await drawn_scene()
    first, second, third, *_rest = await seats(assembly)
    await Registration.filter(id=first.registration_id).update(email="a@example.org")
    await Registration.filter(id=second.registration_id).update(address="1 High Street\nHanley", postcode="ST11AA")
    await Registration.filter(id=third.registration_id).update(phone="07700 900123")
    ways = await calling.call(await officer(), assembly.id, NOW + WEEK, NOW)
    assert ways == {"email": 1, "letter": 1, "text": 1, "": 3}
    letter = await Message.get(channel=MessageChannel.EMAIL)
    assert "/assemblies/" in letter.body and "by " in letter.body
    assert not await Member.exists(assembly_id=assembly.id, state=S.SELECTED, key_hash="")
    with pytest.raises(PanelRefused, match="asked already"):
        await calling.call(await officer(), assembly.id, NOW + WEEK, NOW)
    entry = await JournalEntry.get(act="assembly.panel-called")
    assert len(list(entry.detail["members"])) == 6  # type: ignore[call-overload]


async def test_the_first_alternates_are_told_their_place_and_can_say_no(db: None) -> None:
    assembly = await drawn_scene()  # four alternates are told
    await called(assembly, NOW)
    told = [one for one in await reserves(assembly) if one.key_hash]
    assert [one.reserve_place for one in told] == [1, 2, 3, 4]
    await answering.decline(assembly.id, told[0].id, "", NOW)
    assert (await Member.get(id=told[0].id)).state is S.WITHDRAWN


async def test_the_code_of_the_letter_opens_the_page_of_its_seat_in_one_browser(db: None) -> None:
    assembly = await drawn_scene()
    member = (await seats(assembly))[0]
    await Registration.filter(id=member.registration_id).update(email="a@example.org")
    await called(assembly, NOW)
    code = next(
        line.strip() for line in (await Message.get(recipient="a@example.org")).body.split("\n") if line.count("-") == 3
    )
    found = await own.open_with(assembly, code.lower().replace("-", " "), "b" * 64, NOW, network="")
    assert found.id == member.id
    nobody = await officer()
    assert (await own.opened(nobody, "b" * 64, assembly, NOW)) == found
    assert await own.opened(nobody, "c" * 64, assembly, NOW) is None
    assert await own.opened(nobody, "b" * 64, assembly, NOW + timedelta(hours=1)) is None
    for wrong in ("ABCD", "2222-2222-2222-2222"):
        with pytest.raises(PanelRefused):
            await own.open_with(assembly, wrong, "b" * 64, NOW, network="")


async def test_a_reminder_has_a_new_code_and_a_new_day(db: None) -> None:
    assembly = await drawn_scene()
    await called(assembly, NOW)
    member = (await seats(assembly))[0]
    await calling.remind(await officer(), assembly.id, member.id, NOW + 2 * WEEK, NOW)
    after = await Member.get(id=member.id)
    assert after.key_hash != member.key_hash and after.answer_by == NOW + 2 * WEEK
    with pytest.raises(PanelRefused) as refusal:
        await calling.remind(await officer(), assembly.id, member.id, NOW - WEEK, NOW)
    assert refusal.value.field == "answer_by"


async def test_yes_then_signed_and_both_are_done_once(db: None) -> None:
    assembly = await drawn_scene()
    member = (await seats(assembly))[0]
    with pytest.raises(PanelRefused, match="First say"):
        await own.sign(assembly.id, member.id, terms_of(assembly).version, NOW)
    for _time in range(2):
        await answering.accept(assembly.id, member.id, NOW)
    with pytest.raises(PanelRefused, match="changed while you read"):
        await own.sign(assembly.id, member.id, "old", NOW)
    for _time in range(2):
        await own.sign(assembly.id, member.id, terms_of(assembly).version, NOW)
    after = await Member.get(id=member.id)
    assert (after.state, after.terms_signed_at) == (S.ACTIVE, NOW)
    steps = await MemberStep.filter(member_id=member.id).order_by("id")
    assert [one.step for one in steps] == ["selected", "confirmed", "signed"]


async def test_the_version_of_the_terms_follows_every_word(db: None) -> None:
    assembly = await drawn_scene()
    before = terms_of(assembly).version
    assembly.payment_about = "Paid within two weeks."
    assert terms_of(assembly).version != before
    assert len(before) <= 40


async def test_who_said_no_is_not_asked_again_and_cannot_say_yes(db: None) -> None:
    assembly = await drawn_scene()
    member = (await seats(assembly))[0]
    await answering.decline(assembly.id, member.id, "Night shifts", NOW)
    with pytest.raises(PanelRefused, match="given back"):
        await answering.accept(assembly.id, member.id, NOW)
    after = await Member.get(id=member.id)
    assert (after.state, after.left_because, after.left_at) == (S.DECLINED, "Night shifts", NOW)


async def test_a_late_seat_is_given_on_only_after_its_day(db: None) -> None:
    assembly = await drawn_scene()
    await called(assembly, NOW)
    member, by = (await seats(assembly))[0], await officer()
    with pytest.raises(PanelRefused, match="They have until"):
        await answering.lapse(by, assembly.id, member.id, NOW)
    await answering.lapse(by, assembly.id, member.id, NOW + WEEK)
    assert (await Member.get(id=member.id)).state is S.DECLINED


async def test_an_answer_on_the_phone_is_journalled_and_for_officers_only(db: None) -> None:
    assembly = await drawn_scene()
    one, two, *_rest = await seats(assembly)
    await answering.accept(assembly.id, one.id, NOW, by=await officer())
    await answering.decline(assembly.id, two.id, "", NOW, by=await officer())
    entries = await JournalEntry.filter(act__contains="by-phone").order_by("act")
    assert [one.act for one in entries] == ["assembly.member-confirmed-by-phone", "assembly.member-left-by-phone"]
    with pytest.raises(NotAllowed):
        await answering.accept(assembly.id, one.id, NOW, by=await officer(Role.MODERATOR))


async def test_removing_takes_two_officers_and_the_person_is_told_why(db: None) -> None:
    assembly = await sitting_scene()
    member, by = (await seats(assembly, S.CONFIRMED))[0], await officer()
    await Registration.filter(id=member.registration_id).update(email="a@example.org")
    with pytest.raises(PanelRefused, match="Write the reason"):
        await removing.ask(by, assembly, member.id, " ", NOW)
    asked = await removing.ask(by, assembly, member.id, "You threatened another member.", NOW)
    with pytest.raises(ApprovalRefused):
        await removing.remove(by, assembly.id, member.id, asked.id, NOW)
    await own.sign(assembly.id, member.id, terms_of(assembly).version, NOW)  # changes nothing about the question
    await removing.remove(await publisher(), assembly.id, member.id, asked.id, NOW)
    assert (await Member.get(id=member.id)).state is S.REMOVED
    told = await Message.filter(recipient="a@example.org").order_by("-id").first()
    assert told is not None and "You threatened another member." in told.body
    with pytest.raises(Refused):
        await removing.remove(await publisher(), assembly.id, member.id, asked.id, NOW)


@pytest.mark.parametrize("name", ["x", "R-K7QX4M", "Council helper", "123", "a" * 61])
async def test_a_name_that_could_mislead_is_refused(db: None, name: str) -> None:
    assembly = await sitting_scene()
    member = (await seats(assembly, S.CONFIRMED))[0]
    with pytest.raises(PanelRefused) as refusal:
        await own.choose_name(assembly.id, member.id, name, NOW)
    assert refusal.value.field == "name"


async def test_two_members_cannot_go_by_one_name_and_leaving_frees_it(db: None) -> None:
    assembly = await sitting_scene()
    one, two, *_rest = await seats(assembly, S.CONFIRMED)
    await own.choose_name(assembly.id, one.id, "Mo from Tunstall", NOW)
    with pytest.raises(PanelRefused, match="Somebody else"):
        await own.choose_name(assembly.id, two.id, "mo  from tunstall", NOW)
    await answering.decline(assembly.id, one.id, "", NOW)
    await own.choose_name(assembly.id, two.id, "Mo from Tunstall", NOW)


async def test_every_look_at_names_is_journalled_with_whom_and_why(db: None) -> None:
    assembly = await sitting_scene()
    with pytest.raises(PanelRefused):
        await looking.name_list(await officer(), assembly, "", "page", NOW)
    found = await looking.name_list(await officer(), assembly, "Calling about Saturday", "page", NOW)
    entry = await JournalEntry.get(act="assembly.panel-names-seen")
    assert entry.detail == {
        "members": [one.member_id for one in found],
        "because": "Calling about Saturday",
        "how": "page",
    }
    assert not any(one.name in str(entry.detail) for one in found)
    with pytest.raises(NotAllowed):
        await looking.name_list(await publisher(), assembly, "Calling about Saturday", "page", NOW)


async def test_erasing_a_registration_leaves_no_word_of_the_person_on_the_panel(db: None) -> None:
    assembly = await drawn_scene()
    member = (await seats(assembly))[0]
    await answering.decline(assembly.id, member.id, "My mother is ill", NOW)
    await forgetting.blank([member.registration_id])
    after = await Member.get(id=member.id)
    assert (after.state, after.left_because, after.key_hash) == (S.DECLINED, "", "")
    assert not await MemberStep.filter(member_id=member.id).exclude(note="").exists()
