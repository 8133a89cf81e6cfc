"""Naming two people, and the two rehearsals that show that their keys and the copies work."""

from io import BytesIO

import pytest

from ballot_box.models import Rehearsal, Stock, Trustees
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body
from ballot_box.trustees import pairs
from ballot_box.trustees.pairs import Trustee
from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.spelling import spelled
from ledger.models import JournalEntry
from tests.ballot_box.trustees.people import AMINA, BOB, CAROL, after, amina, bob, both, changed, public
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("db")


async def named() -> Trustees:
    return await pairs.name(amina(), bob(), "account:1", NOW)


async def acts() -> list[str]:
    return [entry.act for entry in await JournalEntry.all().order_by("id")]


async def test_two_people_are_named_and_the_journal_knows_their_keys_not_their_names() -> None:
    pair = await named()

    assert pairs.keys_of(pair) == [public(BOB), public(AMINA)], "the last to open is the innermost"
    assert [one.stock for one in await pairs.rehearsals_of(pair)] == [Stock.KEYS, Stock.COPIES]
    assert not await pairs.is_rehearsed(pair)
    (entry,) = await JournalEntry.all()
    assert (entry.act, entry.detail) == ("trustees.named", {"keys": [public(BOB), public(AMINA)]})


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (amina(name=" "), bob(), "first_name"),
        (amina(name="x" * 81), bob(), "first_name"),
        (amina(), bob(role=""), "last_role"),
        (amina(), bob(role="x" * 121), "last_role"),
        (amina(key=""), bob(), "first_key"),
        (amina(), bob(key=spelled(public(BOB))[:-1]), "last_key"),
        (amina(), bob(key=spelled("00" * 32)), "last_key"),
        (amina(key=spelled("01" + "00" * 31)), bob(), "first_key"),
        (amina(), bob(key=spelled(public(AMINA))), "last_key"),
        (amina(), bob(name="amina  KHAN"), "last_name"),
    ],
)
async def test_what_cannot_be_a_pair_is_refused_beside_its_question(first: Trustee, last: Trustee, field: str) -> None:
    with pytest.raises(TrusteesRefused) as refused:
        await pairs.name(first, last, "account:1", NOW)
    assert refused.value.field == field and refused.value.sentence
    assert (await Trustees.all().count(), await Rehearsal.all().count(), await acts()) == (0, 0, [])


async def answer(pair: Trustees, stock: Stock) -> BytesIO:
    return BytesIO(both(await pairs.file_of(pair, stock)))


async def test_both_rehearsals_are_needed_and_each_has_its_own_test_ballot() -> None:
    pair = await named()
    with_keys = await answer(pair, Stock.KEYS)

    await pairs.take_in_rehearsal(pair, Stock.KEYS, with_keys, "account:1", NOW)
    assert not await pairs.is_rehearsed(pair)

    with_keys.seek(0)
    with pytest.raises(TrusteesRefused, match="the other rehearsal"):
        await pairs.take_in_rehearsal(pair, Stock.COPIES, with_keys, "account:1", NOW)
    await pairs.take_in_rehearsal(pair, Stock.COPIES, await answer(pair, Stock.COPIES), "account:1", NOW)
    assert await pairs.is_rehearsed(pair)
    assert await acts() == ["trustees.named", "trustees.rehearsed", "trustees.rehearsed"]


async def test_an_answer_that_was_made_up_shows_nothing() -> None:
    """Whoever sees the page and the database, but has no key, cannot hold a rehearsal."""
    pair = await named()
    election = pairs.election_of(pair.id, Stock.KEYS)
    body = Body(election, "0" * 64, "rehearsal", ("1",), "12345678").as_bytes()
    for ballots in ([(body, bytes(32))], [], [(body, bytes(32))] * 2):
        with pytest.raises(TrusteesRefused, match="not what was in the box"):
            made_up = BytesIO(changed(b"", ballots, election))
            await pairs.take_in_rehearsal(pair, Stock.KEYS, made_up, "account:1", NOW)
    half = BytesIO(after(await pairs.file_of(pair, Stock.KEYS), AMINA))
    with pytest.raises(TrusteesRefused, match="still closed"):
        await pairs.take_in_rehearsal(pair, Stock.KEYS, half, "account:1", NOW)
    foreign = BytesIO(changed(b"", [(body, bytes(32))], "12"))
    with pytest.raises(TrusteesRefused, match="does not come from this rehearsal"):
        await pairs.take_in_rehearsal(pair, Stock.KEYS, foreign, "account:1", NOW)
    assert not await Rehearsal.filter(held_at__isnull=False).exists()


async def test_other_keys_forget_the_rehearsals_other_words_do_not() -> None:
    pair = await named()
    for stock in Stock:
        await pairs.take_in_rehearsal(pair, stock, await answer(pair, stock), "account:1", NOW)
    old = await answer(pair, Stock.KEYS)

    pair = await pairs.name(amina(role="head of the archive"), bob(), "account:1", NOW, pair.id)
    assert await pairs.is_rehearsed(pair) and pair.first_role == "head of the archive"

    pair = await pairs.name(amina(), bob(key=spelled(public(CAROL))), "account:1", NOW, pair.id)
    assert not await pairs.is_rehearsed(pair) and await Rehearsal.all().count() == 2
    with pytest.raises(TrusteesRefused, match="not what was in the box"):
        await pairs.take_in_rehearsal(pair, Stock.KEYS, old, "account:1", NOW)


async def test_a_test_ballot_lies_nowhere_but_in_its_box() -> None:
    pair = await named()
    rehearsal = await Rehearsal.filter(stock=Stock.KEYS).get()
    inner = boxes.unseal(boxes.unseal(bytes(rehearsal.box), AMINA), BOB)
    body, nonce = boxes.empty(inner)
    stored = repr(await Rehearsal.all().values()) + repr(await Trustees.all().values())
    assert body.decode() not in stored and nonce.hex() not in stored
    assert not pairs.election_of(pair.id, Stock.KEYS).isdigit(), "no election is ever called so"


async def test_who_opens_is_said_in_words() -> None:
    pair = await named()
    assert "Amina Khan (city archivist) and Bob Lee (notary)" in pairs.who_opens(pair).sentence
    assert "opened its ballots on 15 June 2026" in pairs.who_opens(pair, NOW).sentence
    assert "not sealed" in pairs.who_opens(None).sentence
