"""Officers: password and app together, enrolment by a link that works once, roles that somebody else grants."""

import asyncio
import re
from datetime import timedelta

import pyotp
import pytest

from ledger.models import JournalEntry
from post.models import Message
from residents import officers, sample_sign_ins
from residents.accounts import AccountRefused, make_sample_officer
from residents.models import Account, Role, RoleGrant, Session, SessionKind
from residents.people import COMMAND_LINE, Person
from residents.sessions import begin, person_of
from residents.sign_in import SignInRefused, TooBusy, TooManyTries, enter_as_officer, one_time_codes, passwords
from residents.sign_in.enrolment import WrongCode, begin_enrolment, enrol, enrolling, secret_of
from tests.factories import NOW, make_account
from web.refusals import NotAllowed, NotFound

PASSWORD = "tractor velvet otter seven"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL = "mo@example.org"


def code_at(moment: object = NOW, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(moment)  # type: ignore[arg-type]


async def make_officer(*roles: Role, email: str = EMAIL) -> Account:
    return await make_sample_officer(email, "Mo Officer", roles or [Role.MODERATOR], PASSWORD, SECRET)


async def administrator() -> Person:
    account = await make_account("Ada", Role.ADMINISTRATOR)
    return Person(account.id, "Ada", account.email or "", frozenset({Role.ADMINISTRATOR}))


# Coming in


async def test_password_and_code_together_open_an_officer_session(db: None) -> None:
    account = await make_officer(Role.MODERATOR, Role.REVIEWER)
    entered = await enter_as_officer(EMAIL, PASSWORD, code_at(), "Chrome on Windows", NOW)
    person = await person_of(entered.session_key, NOW)
    assert person.account_id == account.id
    assert person.roles == {Role.RESIDENT, Role.MODERATOR, Role.REVIEWER}


@pytest.mark.parametrize(
    ("email", "password", "code"),
    [
        (EMAIL, PASSWORD + "x", "right"),
        (EMAIL, PASSWORD, "000000"),
        (EMAIL, PASSWORD, ""),
        ("nobody@example.org", PASSWORD, "right"),
        (EMAIL, "p" * 2000, "right"),
        (EMAIL, PASSWORD, "٠١٢٣٤٥"),
    ],
)
async def test_anything_wrong_gets_the_same_answer(db: None, email: str, password: str, code: str) -> None:
    await make_officer()
    with pytest.raises(SignInRefused, match="do not go together"):
        await enter_as_officer(email, password, code_at() if code == "right" else code, "", NOW)
    assert not await Session.all().count()


async def test_somebody_without_a_password_cannot_come_in_this_way(db: None) -> None:
    await make_account(email="sue@example.com")
    with pytest.raises(SignInRefused):
        await enter_as_officer("sue@example.com", "", "", "", NOW)


async def test_a_code_from_the_app_works_once(db: None) -> None:
    await make_officer()
    await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    with pytest.raises(SignInRefused):
        await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    later = NOW + timedelta(seconds=60)
    assert await enter_as_officer(EMAIL, PASSWORD, code_at(later), "", later)


async def test_a_code_of_two_minutes_ago_does_not_work(db: None) -> None:
    await make_officer()
    with pytest.raises(SignInRefused):
        await enter_as_officer(EMAIL, PASSWORD, code_at(NOW - timedelta(minutes=2)), "", NOW)


async def test_one_code_sent_many_times_at_once_works_once(own_database: str) -> None:
    await make_officer()
    tries = [enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW) for _ in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(isinstance(result, SignInRefused) for result in results) == [False] + [True] * 5, results


async def test_a_closed_account_stays_closed(db: None) -> None:
    account = await make_officer()
    await Account.filter(id=account.id).update(disabled_at=NOW)
    with pytest.raises(SignInRefused, match="closed"):
        await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)


async def test_guessing_is_slowed_but_strangers_cannot_lock_the_owner_out(db: None) -> None:
    await make_officer()
    for _ in range(10):
        with pytest.raises(SignInRefused, match="go together"):
            await enter_as_officer(EMAIL, "wrong password here", "000000", "", NOW, network="10.0.0.0/24")
    with pytest.raises(TooManyTries):
        await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW, network="10.0.0.0/24")
    assert await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW, network="10.0.7.0/24")


async def test_an_old_hash_is_made_anew_at_sign_in(db: None) -> None:
    from argon2 import PasswordHasher

    account = await make_officer()
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await Account.filter(id=account.id).update(password_hash=old)
    await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    renewed = (await Account.get(id=account.id)).password_hash
    assert renewed and "m=19456,t=2,p=1" in renewed


async def test_never_more_than_two_passwords_are_worked_on_at_once() -> None:
    assert passwords._threads._max_workers == 2
    known = await passwords.hashed(PASSWORD)
    results = await asyncio.gather(*(passwords.agrees(PASSWORD, known) for _ in range(30)))
    assert all(results)


async def test_a_crowd_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_MOST_WAITING", 3)
    results = await asyncio.gather(*(passwords.agrees(PASSWORD, None) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(result, TooBusy) for result in results) == 5


# New passwords


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "fourteen chars",
        "x" * 1025,
        "passwordpassword",
        "Password12345678!",
        "aaaaaaaaaaaaaaaaaaaa",
        "1234567890123456",
        "qwertyuiop123456",
        "abcabcabcabcabcabc",
        "velvet stoke-on-trent otter",
        "I love StokeOnTrent so much",
        "wardmote wardmote 77",
        "letmein-letmein-please1",
    ],
)
def test_easy_passwords_are_refused(password: str) -> None:
    with pytest.raises(SignInRefused):
        passwords.check_new(password, ["Stoke-on-Trent", "Wardmote"])


@pytest.mark.parametrize(
    "password", [PASSWORD, "l" + "orem ipsum dolor " * 60, "Žluťoučký kůň pěl ódy", "x7#kQ!2mZ@9pLw$vRt"]
)
def test_long_and_odd_passwords_are_welcome(password: str) -> None:
    passwords.check_new(password, ["Stoke-on-Trent", "Wardmote"])


async def test_a_long_password_counts_to_its_last_letter() -> None:
    long = "tractor velvet otter seven " * 8
    known = await passwords.hashed(long + "a")
    assert await passwords.agrees(long + "a", known)
    assert not await passwords.agrees(long + "b", known)


# Setting up


async def test_a_link_sets_up_password_and_app_once(db: None) -> None:
    account = await make_account("Mo", Role.MODERATOR, email=EMAIL)
    token = await begin_enrolment(EMAIL, NOW)
    secret = secret_of(token)
    await enrol(token, PASSWORD, code_at(secret=secret), [], NOW)
    later = NOW + timedelta(minutes=1)
    assert (await enter_as_officer(EMAIL, PASSWORD, code_at(later, secret), "", later)).account_id == account.id
    with pytest.raises(SignInRefused, match="link"):
        await enrol(token, PASSWORD, code_at(later, secret), [], later)


async def test_setting_up_ends_older_sessions_and_signs_nobody_in(db: None) -> None:
    account = await make_account("Mo", Role.MODERATOR, email=EMAIL)
    key = await begin(account.id, SessionKind.OFFICER, "", NOW)
    token = await begin_enrolment(EMAIL, NOW)
    await enrol(token, PASSWORD, code_at(secret=secret_of(token)), [], NOW)
    assert not (await person_of(key, NOW)).signed_in
    assert await Session.filter(revoked_at__isnull=True).count() == 0


async def test_a_wrong_code_or_weak_password_leaves_the_link_usable(db: None) -> None:
    await make_account("Mo", Role.MODERATOR, email=EMAIL)
    token = await begin_enrolment(EMAIL, NOW)
    with pytest.raises(WrongCode):
        await enrol(token, PASSWORD, "000000", [], NOW)
    with pytest.raises(SignInRefused, match="at least 15"):
        await enrol(token, "short", code_at(secret=secret_of(token)), [], NOW)
    assert (await Account.get(email=EMAIL)).password_hash is None
    assert await enrolling(token, NOW)


async def test_a_set_up_link_dies_after_a_day_and_when_a_newer_one_is_made(db: None) -> None:
    await make_account("Mo", Role.MODERATOR, email=EMAIL)
    older = await begin_enrolment(EMAIL, NOW)
    newer = await begin_enrolment(EMAIL, NOW)
    assert await enrolling(older, NOW) is None
    assert await enrolling(newer, NOW + timedelta(hours=23))
    assert await enrolling(newer, NOW + timedelta(hours=24)) is None


async def test_the_authenticator_address_names_account_and_site() -> None:
    address = one_time_codes.address_for_apps(SECRET, EMAIL, "Wardmote Stoke")
    assert re.fullmatch(rf"otpauth://totp/.*mo%40example\.org\?secret={SECRET}&issuer=Wardmote%20Stoke", address)


# Roles


async def test_somebody_invited_gets_roles_and_a_letter(db: None) -> None:
    account, token = await officers.invite(COMMAND_LINE, "New@Example.org", "New Officer", [Role.REVIEWER], NOW)
    assert officers.roles_of(await officers.one(account.id)) == [Role.REVIEWER]
    letter = await Message.get(recipient="new@example.org")
    assert f"{{site}}/officers/enrolments/{token}" in letter.body
    entry = await JournalEntry.get(act="role.granted")
    assert (entry.actor, entry.thing, entry.detail) == ("command line", f"account:{account.id}", {"role": "reviewer"})


async def test_inviting_a_resident_keeps_their_account(db: None) -> None:
    resident = await make_account(email="sue@example.com")
    account, _ = await officers.invite(COMMAND_LINE, "sue@example.com", "Sue", [Role.MODERATOR], NOW)
    assert account.id == resident.id


async def test_a_closed_account_is_not_invited(db: None) -> None:
    await make_account(email="sue@example.com", disabled_at=NOW)
    with pytest.raises(AccountRefused, match="closed"):
        await officers.invite(COMMAND_LINE, "sue@example.com", "Sue", [Role.MODERATOR], NOW)
    assert not await RoleGrant.all().count() and not await Message.all().count()


async def test_only_an_administrator_changes_roles(db: None) -> None:
    somebody = await make_account("Mo", Role.MODERATOR)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        by = Person(1, roles=frozenset({Role.RESIDENT, role}))
        for attempt in (
            officers.change_roles(by, somebody.id, [], NOW),
            officers.invite(by, "a@example.com", "A", [Role.MODERATOR], NOW),
            officers.reset_sign_in(by, somebody.id, NOW),
            officers.close(by, somebody.id, NOW),
            officers.reopen(by, somebody.id, NOW),
        ):
            with pytest.raises(NotAllowed):
                await attempt


async def test_nobody_changes_their_own_roles(db: None) -> None:
    ada = await administrator()
    assert ada.account_id
    for attempt in (
        officers.change_roles(ada, ada.account_id, [Role.PUBLISHER, Role.ADMINISTRATOR], NOW),
        officers.invite(ada, ada.email, "Ada", [Role.PUBLISHER], NOW),
        officers.reset_sign_in(ada, ada.account_id, NOW),
        officers.close(ada, ada.account_id, NOW),
    ):
        with pytest.raises(AccountRefused):
            await attempt
    assert await RoleGrant.filter(account_id=ada.account_id).count() == 1


async def test_a_revoked_role_is_gone_at_the_next_request(db: None) -> None:
    ada, mo = await administrator(), await make_officer(Role.MODERATOR, Role.REVIEWER)
    entered = await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    await officers.change_roles(ada, mo.id, [Role.REVIEWER], NOW)
    assert (await person_of(entered.session_key, NOW)).roles == {Role.RESIDENT, Role.REVIEWER}
    assert await JournalEntry.filter(act="role.revoked", thing=f"account:{mo.id}").count() == 1
    assert "Reviewer" in (await Message.get(recipient=EMAIL)).body


async def test_the_resident_role_cannot_be_granted_or_revoked(db: None) -> None:
    ada, mo = await administrator(), await make_officer()
    await officers.change_roles(ada, mo.id, [Role.RESIDENT, Role.MODERATOR], NOW)
    assert [grant.role for grant in await RoleGrant.filter(account=mo)] == [Role.MODERATOR]


async def test_resetting_ends_sessions_and_password_and_writes_a_letter(db: None) -> None:
    ada, mo = await administrator(), await make_officer()
    entered = await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    await officers.reset_sign_in(ada, mo.id, NOW)
    assert not (await person_of(entered.session_key, NOW)).signed_in
    later = NOW + timedelta(minutes=1)
    with pytest.raises(SignInRefused):
        await enter_as_officer(EMAIL, PASSWORD, code_at(later), "", later)
    assert "/officers/enrolments/" in (await Message.get(recipient=EMAIL)).body
    assert await JournalEntry.filter(act="sign-in.reset").count() == 1


async def test_closing_an_account_ends_its_sessions_and_reopening_allows_new_ones(db: None) -> None:
    ada, mo = await administrator(), await make_officer()
    entered = await enter_as_officer(EMAIL, PASSWORD, code_at(), "", NOW)
    await officers.close(ada, mo.id, NOW)
    assert not (await person_of(entered.session_key, NOW)).signed_in
    await officers.reopen(ada, mo.id, NOW)
    assert not (await person_of(entered.session_key, NOW)).signed_in, "what was ended stays ended"
    later = NOW + timedelta(minutes=1)
    assert await enter_as_officer(EMAIL, PASSWORD, code_at(later), "", later)
    entries = await JournalEntry.filter(thing=f"account:{mo.id}").order_by("id")
    assert [entry.act for entry in entries] == ["account.closed", "account.reopened"]


@pytest.mark.parametrize("number", [999999, 0, -1, 2**70])
async def test_an_unknown_account_is_not_found(db: None, number: int) -> None:
    with pytest.raises(NotFound):
        await officers.change_roles(await administrator(), number, [], NOW)


# The sample's people


async def test_only_the_samples_accounts_open_with_one_press(db: None) -> None:
    sample, real = await make_officer(Role.PUBLISHER), await make_account("Real", Role.ADMINISTRATOR)
    entered = await sample_sign_ins.enter(sample.id, "", NOW)
    assert Role.PUBLISHER in (await person_of(entered.session_key, NOW)).roles
    with pytest.raises(NotFound):
        await sample_sign_ins.enter(real.id, "", NOW)
