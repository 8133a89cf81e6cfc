"""What bad input gets: the right status, a sentence that helps, nothing lost of what was typed, and nothing stored.

The table lists it row by row. A row's scene sets the stage in tests.bad_input_scenes and says what is sent.
"""

from dataclasses import dataclass

import pytest

from tests import bad_ballot_scenes as votes
from tests import bad_form_scenes as forms
from tests import bad_input_scenes as scenes
from tests.bad_input_scenes import Scene
from tests.browsing import Client, text_of
from tests.contents import changes, contents

TRIES = {"attempt_window"}  # how often something was tried is counted even when it is refused


@dataclass(frozen=True)
class Row:
    what: str
    scene: Scene
    status: int
    says: str


TABLE = [
    # too long
    Row(
        "a title of 101 characters",
        scenes.draft("title", title="x" * 101),
        422,
        "Shorten this to 100 characters or fewer.",
    ),
    Row(
        "a story of 10,001 characters",
        scenes.draft("story", story="y" * 10_001),
        422,
        "Shorten this to 10,000 characters",
    ),
    Row("a comment of 2,001 characters", scenes.comment("z" * 2_001), 422, "Shorten this to 2,000 characters"),
    Row("a name of 61 characters", scenes.account_name("n" * 61), 422, "Shorten this to 60 characters"),
    Row("a form of 600 kB", scenes.draft("story", story="x" * 600_000), 413, "texts up to 10,000 characters"),
    Row("401 fields", forms.many_fields, 400, "Something in the request was broken"),
    # wrong types
    Row("words where a cost belongs", scenes.draft("cost", cost="a lot"), 422, "Write an amount of money"),
    Row("a cost that is no number", scenes.draft("cost", cost="NaN"), 422, "Write an amount of money"),
    Row("a file where a title belongs", scenes.file_as_title, 422, "Give your idea a short name."),
    Row("a form in an alphabet of its own", forms.odd_alphabet, 400, "Something in the request was broken"),
    Row("letters where a number belongs", scenes.letters_as_number, 404, "We cannot find that page"),
    Row(
        "nothing but hidden characters",
        scenes.draft("title", title="\u200b \u202e"),
        422,
        "Give your idea a short name.",
    ),
    Row("two addresses in one", forms.sign_in("a@example.com, b@example.com"), 422, "Enter one email address"),
    Row("a line break in an address", forms.sign_in("a@example.com\nBcc: b@example.com"), 422, "Enter one email"),
    # unknown ids
    Row("support for an idea that is not there", scenes.unknown_idea("999999"), 404, "We cannot find that page"),
    Row("an id of 40 digits", scenes.unknown_idea("9" * 40), 404, "We cannot find that page"),
    Row(
        "a theme that is not there",
        scenes.draft("story", story="Sit.", theme="999999"),
        422,
        "Choose one of the themes",
    ),
    Row(
        "a neighbourhood that is not there",
        scenes.draft("place", neighbourhood="999999"),
        422,
        "choose a neighbourhood below",
    ),
    Row("a fund to count that is not there", scenes.unknown_fund, 404, "We cannot find that page"),
    # somebody else's
    Row("another person’s draft", scenes.others_draft, 404, "We cannot find that page"),
    Row("another person’s idea", scenes.others_idea("changes"), 404, "We cannot find that page"),
    Row("a photo for another person’s idea", scenes.others_idea("photo"), 404, "We cannot find that page"),
    Row("taking back another person’s idea", scenes.others_idea("withdrawal"), 404, "We cannot find that page"),
    Row("another person’s comment", scenes.others_comment, 404, "We cannot find that page"),
    Row("another person’s session", scenes.others_session, 404, "We cannot find that page"),
    # ballots
    Row("a project twice", votes.ballot("own 0", "own 0"), 422, "Not all of your choices can stand"),
    Row("a project that is not there", votes.ballot("own 0", "999999"), 422, "Not all of your choices can stand"),
    Row("a project of another pot", votes.ballot("own 0", "other 0"), 422, "Not all of your choices can stand"),
    Row("more choices than allowed", votes.ballot("own 0", "own 1", "own 2", "own 3"), 422, "Not all of your choices"),
    Row("a choice that is no number", votes.ballot("own 0", '["1"]'), 422, "Not all of your choices can stand"),
    Row("no choice", votes.ballot(), 422, "Choose at least one project"),
    Row("a project twice, past the check", votes.cast("own 0", "own 0"), 422, "check your choices once more"),
    Row("a project not there, past the check", votes.cast("own 0", "999999"), 422, "check your choices once more"),
    Row("another pot’s, past the check", votes.cast("own 0", "other 0"), 422, "check your choices once more"),
    Row("too many, past the check", votes.cast("own 0", "own 1", "own 2", "own 3"), 422, "check your choices"),
    Row("nothing, past the check", votes.cast(), 422, "Choose at least one project"),
    Row("a ballot from a stale form", votes.stale_ballot, 422, "The ballot has changed since you opened this page"),
    Row("a second place to vote in", votes.second_place, 422, "Not all of your choices can stand"),
    Row("a project withdrawn meanwhile", votes.withdrawn_project, 422, "was taken off the ballot"),
    # two tabs
    Row("an edit of what another tab has changed", scenes.two_tabs, 422, "was changed while you were writing"),
    # photos
    Row("a photo that is a text", forms.photo(b"hello"), 422, "cannot open this file as a photo"),
    Row("a photo that is an SVG", forms.photo(forms.SVG), 422, "cannot open this file as a photo"),
    Row("a photo cut off", forms.photo(forms.cut_off()), 422, "cannot open this file as a photo"),
    Row("20,000 by 20,000 pixels in 48 kB", forms.photo(forms.bomb(20_000)), 422, "has too many pixels"),
    Row("8,000 by 8,000 pixels", forms.photo(forms.bomb(8_000)), 422, "has too many pixels"),
    Row("a photo of 9 MB", forms.photo(bytes(9_000_000), kept=False), 413, "Photos can be up to 8 MB"),
    Row("a photo of 9 MB that hides its length", forms.photo_in_pieces, 413, "Photos can be up to 8 MB"),
    # where a form comes from
    Row("a form without a token", forms.token(None), 403, "Nothing was lost"),
    Row("a form with another browser’s token", forms.token("f" * 40), 403, "Nothing was lost"),
    Row("a form from another site", forms.origin({"origin": "https://evil.example"}), 403, "came from another site"),
    Row("a form from nowhere", forms.origin({"origin": "null"}), 403, "came from another site"),
    Row("a form from a broken address", forms.origin({"origin": "http://["}), 403, "came from another site"),
    Row("a form from a sibling site", forms.origin({"sec-fetch-site": "same-site"}), 403, "came from another site"),
    Row("a form that says not where from", forms.origin({}), 403, "came from another site"),
    # signing in
    Row("an expired link", forms.link("expired"), 422, "more than 10 minutes old. Ask for a new one"),
    Row("a link used twice", forms.link("used"), 422, "has been used"),
    Row("a link in another browser", forms.link("elsewhere"), 422, "Ask for a new one"),
    Row("an expired code", forms.expired_code, 422, "more than 10 minutes old. Ask for a new one"),
    Row("a wrong code", forms.wrong_code(1), 422, "That is not the code we sent"),
    Row("a wrong code ten times", forms.wrong_code(10), 429, "wrong code too many times. Ask for a new one"),
    Row("the right code after ten wrong ones", forms.wrong_code(10, then_right=True), 429, "too many times"),
    # a phase that has just ended
    Row("an idea begun after ideas closed", scenes.late_beginning, 422, "New ideas cannot be sent in now"),
    Row("an idea sent after ideas closed", scenes.late_idea, 422, "New ideas cannot be sent in now"),
    Row("support after the vote opened", scenes.late_support, 422, "Ideas can no longer be supported"),
    Row("a vote after the close", votes.late_vote, 422, "The vote is closed, so this ballot was not stored"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
async def test_bad_input(client: Client, row: Row) -> None:
    sent = await row.scene(client)
    but = TRIES | set(sent.counts)
    before = await contents(but=but)

    page = await sent.send(client, row.status)

    assert row.says in text_of(page)
    answer = str(page)
    for typed in sent.typed:
        assert typed in answer, f"typed and lost: {typed[:60]}"
    assert changes(before, await contents(but=but)) == {}


@pytest.mark.parametrize("scene", [scenes.others_draft, scenes.others_idea("changes"), scenes.others_comment])
async def test_what_is_somebody_elses_gets_the_same_answer_as_what_is_not_there(client: Client, scene: Scene) -> None:
    sent = await scene(client)
    page = await sent.send(client, 404)
    sent.path = "/".join("987654" if part.isdecimal() else part for part in sent.path.split("/"))

    nothing = await sent.send(client, 404)

    assert text_of(page.main).partition("quote")[0] == text_of(nothing.main).partition("quote")[0]


TWICE = {
    "an idea begun": (scenes.beginning, "idea"),
    "an idea sent": (scenes.sending, "message"),
    "a comment": (scenes.comment("Good!"), "comment"),
    "support": (scenes.support, "support"),
    "a report": (scenes.report, "report"),
    "a vote": (votes.vote, "ballot"),
}


@pytest.mark.parametrize("what", TWICE)
async def test_a_double_click_stores_one(client: Client, what: str) -> None:
    scene, table = TWICE[what]
    sent = await scene(client)
    before = len((await contents())[table])

    for _ in range(2):
        await sent.send(client, 303)

    assert len((await contents())[table]) == before + 1
