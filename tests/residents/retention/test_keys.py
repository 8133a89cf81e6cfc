"""Destroying a vote's key: after the time for questions, for good, and with words for whoever did it."""

from argparse import Namespace
from collections.abc import Awaitable, Callable

import pytest

from ledger.models import JournalEntry
from post.models import Message, MessageState
from residents.belonging import codes, marks
from residents.belonging.keys import KeyGone, key_of
from residents.models import CodeLetter, Franchise, Mark, MarkKind, Organisation, Voucher, VoucherBatch
from residents.people import COMMAND_LINE
from residents.retention import commands, destroying
from residents.retention.destroying import KeyKept, destroy
from tests.factories import NOW, days, make_account
from tests.residents.rejections.people import make_franchise, verified_claim
from web.keys import LENGTH, folder
from web.refusals import Refused
from web.settings import Settings

AFTER = NOW + days(61)


async def used_franchise() -> Franchise:
    """With a mark, two letters and two cards."""
    franchise = await make_franchise(name="Big Fund", key_name="fund-with-key")
    claim = await verified_claim(franchise=franchise)
    await marks.keep(franchise, claim.id, MarkKind.ADDRESS, "17 Peony Lane")
    for number, state in enumerate(("queued", "posted", "redeemed")):
        message = await Message.create(
            recipient="17 Peony Lane", subject="s", body="K7QX-4MPD", channel="letter", queued_at=NOW, due_at=NOW
        )
        await CodeLetter.create(
            franchise=franchise, claim=claim, reference=f"R{number}", asked_at=NOW, state=state, message=message,
            code_hash=codes.code_hash(franchise, "letter", "K7QX4MPD"),
        )  # fmt: skip
    organisation = await Organisation.create(name="Club", added_at=NOW)
    batch = await VoucherBatch.create(
        franchise=franchise, organisation=organisation, name="V1", size=3, minted_by=await make_account(),
        minted_at=NOW, expires_at=NOW,
    )  # fmt: skip
    for serial, state in enumerate(("assigned", "handed_out", "redeemed")):
        await Voucher.create(batch=batch, serial=serial, code_hash=str(serial), state=state, changed_on=NOW.date())
    return franchise


async def test_not_before_the_result_cannot_be_questioned(db: None) -> None:
    franchise = await used_franchise()
    kept = key_of(franchise)
    with pytest.raises(KeyKept, match="14 August 2026"):
        await destroy(COMMAND_LINE, "fund-with-key", NOW + days(59))
    await make_franchise(key_name="undated", challenge_ends_at=None)
    with pytest.raises(KeyKept, match="Set that day first"):
        await destroy(COMMAND_LINE, "undated", AFTER)
    with pytest.raises(Refused, match="no key called"):
        await destroy(COMMAND_LINE, "nothing", AFTER)
    assert key_of(franchise) == kept and await Mark.exists()


async def test_it_goes_with_all_that_is_worthless_without_it(db: None) -> None:
    franchise = await used_franchise()
    done = await destroy(COMMAND_LINE, "Big Fund", AFTER)
    assert (done.file, done.marks, done.letters, done.vouchers) == (True, 1, 2, 2)
    assert not (folder() / "fund-with-key.key").exists()
    with pytest.raises(KeyGone):
        key_of(await Franchise.get(id=franchise.id))
    assert not await Mark.exists()
    assert [one.state for one in await CodeLetter.all().order_by("id")] == ["cancelled", "expired", "redeemed"]
    waiting = await Message.all().order_by("id").first()
    assert waiting is not None
    assert (waiting.recipient, waiting.state) == ("", MessageState.FAILED) and "K7QX" not in waiting.body
    assert [one.state for one in await Voucher.all().order_by("id")] == ["expired", "expired", "redeemed"]
    entry = await JournalEntry.get(act="key.destroyed")
    assert (entry.actor, entry.thing) == ("command line", f"franchise:{franchise.id}")
    assert " ".join(done.sentences()).startswith("The key of Big Fund is destroyed. 1 scrambled mark was deleted. 2 ")


async def test_a_second_time_only_says_when_it_was_done(db: None) -> None:
    await used_franchise()
    await destroy(COMMAND_LINE, "fund-with-key", AFTER)
    again = await destroy(COMMAND_LINE, "fund-with-key", AFTER + days(5))
    assert again.sentences() == ["The key of Big Fund was destroyed on 15 August 2026."]
    assert await JournalEntry.filter(act="key.destroyed").count() == 1


async def test_a_file_that_came_back_is_destroyed_again(db: None) -> None:
    await used_franchise()
    await destroy(COMMAND_LINE, "fund-with-key", AFTER)
    (folder() / "fund-with-key.key").write_bytes(b"x" * LENGTH)
    again = await destroy(COMMAND_LINE, "fund-with-key", AFTER)
    assert "from a backup" in again.sentences()[1]
    assert not (folder() / "fund-with-key.key").exists()


async def run(command: Callable[[Settings, Namespace], Awaitable[int | None]], **chosen: object) -> int:
    return await command(Settings(), Namespace(**chosen)) or 0


async def test_the_command_wants_to_be_sure_and_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    await used_franchise()
    await Franchise.all().update(challenge_ends_at=NOW - days(9999))
    assert await run(commands.list_keys) == 0
    assert "fund-with-key: Big Fund (can be destroyed after" in capsys.readouterr().out
    assert await run(commands.destroy_key, name="fund-with-key", yes=False) == 1
    assert "Nothing was done" in capsys.readouterr().out
    assert await Mark.exists()
    assert await run(commands.destroy_key, name="fund-with-key", yes=True) == 0
    assert "The key of Big Fund is destroyed." in capsys.readouterr().out
    assert await run(commands.destroy_key, name="fund-with-key", yes=False) == 0
    assert "was destroyed on" in capsys.readouterr().out
    await run(commands.list_keys)
    assert "(destroyed on" in capsys.readouterr().out


async def test_nobody_can_use_a_code_of_a_destroyed_vote(db: None) -> None:
    franchise = await used_franchise()
    await destroying.destroy(COMMAND_LINE, "fund-with-key", AFTER)
    with pytest.raises(KeyGone, match="destroyed"):
        codes.code_hash(await Franchise.get(id=franchise.id), "letter", "K7QX4MPD")
