"""Somebody with every key lies, and seals the pack as if it were true: verify.py names the lie."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ballot_box.verifiers.pack_scenes import (
    LOG_KEY,
    ORIGIN,
    WITNESS,
    WITNESS_KEY,
    Draft,
    Pack,
    Scene,
    canonical,
    digest,
    mended,
    pack_of,
    sealed,
    signature_line,
)
from tests.ballot_box.verifiers.verifying import faults_of

LIES: dict[str, tuple[Callable[[Draft], Any], str]] = {}


def lie(expected: str) -> Callable[[Callable[[Draft], Any]], Callable[[Draft], Any]]:
    """Keeps a lie under the name of the function that tells it, with what verify.py must say of it."""

    def keep(function: Callable[[Draft], Any]) -> Callable[[Draft], Any]:
        LIES[function.__name__] = function, expected
        return function

    return keep


def leaf(draft: Draft, kind: str) -> dict[str, Any]:
    return next(one for one in draft.leaves if one["k"] == kind and one.get("e") == draft.scene.election)


# The record


@lie("election.json: is not the one in the record")
def another_definition_was_frozen(draft: Draft) -> None:
    leaf(draft, "freeze")["d"] = digest(b"another")


@lie("result.json: is not the one in the record")
def another_result_was_published(draft: Draft) -> None:
    leaf(draft, "result")["h"] = digest(b"another")


@lie("counted.txt: is not the one in the record")
def another_list_was_counted(draft: Draft) -> None:
    leaf(draft, "counted")["counted"] = digest(b"another")


@lie("counted.txt: holds another number than the record says")
def another_number_was_counted(draft: Draft) -> None:
    leaf(draft, "counted")["n"] = 49


@lie("counted.txt: holds another number than the record says, or more than were cast")
def fewer_were_in_the_box_than_are_counted(draft: Draft) -> None:
    leaf(draft, "close")["n"] = 49


@lie("log/leaves.jsonl: has a leaf twice")
def a_leaf_stands_twice(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before + 2, leaf(draft, "ballot"))


@lie("log/leaves.jsonl: has 2 freeze leaves in place of one")
def the_rules_were_changed_after_the_vote(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before, {**leaf(draft, "freeze"), "d": digest(b"as it was frozen")})


@lie("log/leaves.jsonl: has 2 counted leaves in place of one")
def another_list_was_put_in_the_place_of_the_first(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before, {**leaf(draft, "counted"), "counted": digest(b"as it was"), "n": 50})


@lie("log/leaves.jsonl: has 2 result leaves in place of one")
def another_result_was_put_in_the_place_of_the_first(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before, {**leaf(draft, "result"), "h": digest(b"as it was published")})


@lie("log/leaves.jsonl: has 2 close leaves in place of one")
def ballots_were_put_into_the_box_after_it_was_closed(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before, {**leaf(draft, "close"), "n": 12})


@lie("log/leaves.jsonl: has 0 freeze leaves in place of one")
def the_ballot_was_never_frozen(draft: Draft) -> None:
    draft.leaves.remove(leaf(draft, "freeze"))


@lie("counted.txt: cannot be checked, as this is missing: 'leaf close'")
def the_vote_was_never_closed(draft: Draft) -> None:
    draft.leaves.remove(leaf(draft, "close"))


@lie("log/checkpoints.jsonl: cannot be checked, as this is missing: 'leaf result'")
def the_result_was_never_recorded(draft: Draft) -> None:
    draft.leaves.remove(leaf(draft, "result"))


@lie("log/leaves.jsonl, line 3: is of an unknown kind, or not as those of its kind are")
def a_leaf_is_of_a_kind_that_nobody_knows(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before + 2, {"e": "12", "k": "bribe"})


@lie("log/leaves.jsonl, line 3: is of an unknown kind, or not as those of its kind are")
def a_leaf_has_no_kind(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before + 2, {"e": "12", "k": None})


@lie("log/leaves.jsonl, line 3: is of an unknown kind, or not as those of its kind are")
def a_leaf_holds_more_than_its_kind_does(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before + 2, {"c": digest(b"1"), "e": "12", "k": "ballot", "n": 1})


@lie("log/leaves.jsonl, line 3: is of an unknown kind, or not as those of its kind are")
def a_leaf_holds_no_hash(draft: Draft) -> None:
    draft.leaves.insert(draft.scene.before + 2, {"c": ["1"], "e": "12", "k": "ballot"})


@lie("log/checkpoints.jsonl: the last is not the first that holds the result")
def the_pack_goes_on_after_the_result(draft: Draft) -> None:
    draft.leaves += [{"h": digest(b"later %d" % number), "k": "action"} for number in range(3)]


@lie("log/checkpoints.jsonl, line 5: has too few witnesses")
def more_witnesses_were_promised(draft: Draft) -> None:
    draft.witnesses["quorum"] = 2


@lie("log/checkpoints.jsonl, line 1: witness.example.net cannot sign like this, or its key is not given")
def the_witness_is_another(draft: Draft) -> None:
    (key,) = draft.witnesses["witnesses"]
    draft.witnesses["witnesses"] = [key.replace("witness.", "somebody.")]


@lie("result.json: is of another vote")
def the_result_is_of_another_vote(draft: Draft) -> None:
    draft.result["election"] = "13"


@lie("log/start.json: is not as result.json says")
def the_result_names_fewer_files(draft: Draft) -> None:
    sealed(draft)
    del draft.result["files"]["log/start.json"]


@lie("ballots/7.json: is not as result.json says")
def the_result_names_a_file_too_many(draft: Draft) -> None:
    sealed(draft)
    draft.result["files"]["ballots/7.json"] = digest(b"")


# Commitments


@lie("is not in the record, or was tested")
def a_ballot_is_counted_that_nobody_cast(draft: Draft) -> None:
    draft.counted[0] = digest(b"stuffed")
    draft.counted.sort()


@lie("is not in the record, or was tested")
def a_tested_ballot_is_counted(draft: Draft) -> None:
    draft.counted[0] = draft.spoiled[0]["code"]
    draft.counted.sort()
    draft.leaves.insert(-2, {"c": draft.spoiled[0]["code"], "e": "12", "k": "ballot"})


@lie("counted.txt: is not in order, or has a commitment twice")
def a_ballot_is_counted_twice(draft: Draft) -> None:
    draft.counted[1] = draft.counted[0]


@lie("account.json: other people counted than there are commitments")
def a_ballot_was_lost(draft: Draft) -> None:
    draft.counted.pop()


# Tested ballots


@lie("spoiled.jsonl, line 1: its nonce and ballot give another code")
def a_tested_ballot_had_another_choice(draft: Draft) -> None:
    draft.spoiled[0]["body"]["r"] = ["12"]


@lie("spoiled.jsonl, line 1: its nonce and ballot give another code")
def a_tested_ballot_had_another_nonce(draft: Draft) -> None:
    draft.spoiled[0]["nonce"] = digest(b"another")


@lie("spoiled.jsonl: does not hold the tested ballots of the record, in order")
def a_tested_ballot_is_hidden(draft: Draft) -> None:
    draft.spoiled.pop()


@lie("spoiled.jsonl: does not hold the tested ballots of the record, in order")
def a_tested_ballot_is_not_in_the_record(draft: Draft) -> None:
    draft.leaves.remove(leaf(draft, "spoiled"))


@lie("spoiled.jsonl, line 1: could not be cast in this vote")
def a_tested_ballot_was_made_for_another_definition(draft: Draft) -> None:
    draft.definition["name"] = "Another"


# The account


@lie("account.json: the ballots and people of contest 3 do not add up")
def somebody_voted_of_whom_nothing_is_known(draft: Draft) -> None:
    draft.account["contests"]["3"]["cast"]["online"] += 1


@lie("account.json: the ballots and people of contest 3 do not add up")
def a_person_less_was_removed(draft: Draft) -> None:
    draft.account["contests"]["3"]["removed"]["moved away"] = 1


@lie("account.json: other papers than in the record")
def more_papers_came_in_than_were_recorded(draft: Draft) -> None:
    one = draft.account["contests"]["3"]
    one["paper"]["entered"] += 1
    one["ballots"] += 1


@lie("account.json: has other contests")
def a_contest_is_not_accounted_for(draft: Draft) -> None:
    del draft.account["contests"]["6"]


@lie("ballots/3.json: does not fit account.json")
def a_contest_has_another_number_of_ballots(draft: Draft) -> None:
    draft.ballots["3"]["n"] += 1


# Ballots


@lie("ballots/3.json: is not the list of ballots that result.json names")
def a_ballot_was_changed(draft: Draft) -> None:
    one, two, *rest = draft.ballots["3"]["ballots"]
    draft.ballots["3"]["ballots"] = [[one[0] + 1, one[1]], [two[0] - 1, two[1]], *rest]


@lie("ballots/3.json: is not in order, or does not add up, or has a ballot twice")
def ballots_are_missing(draft: Draft) -> None:
    draft.ballots["3"]["ballots"].pop()


@lie("ballots/3.json: is not in order, or does not add up, or has a ballot twice")
def a_list_of_ballots_is_empty(draft: Draft) -> None:
    draft.ballots["3"]["ballots"] = []


@lie("ballots/3.json: is not in order, or does not add up, or has a ballot twice")
def ballots_are_not_sorted(draft: Draft) -> None:
    draft.ballots["3"]["ballots"].reverse()


@lie("ballots/3.json: ['11', '11'] could not be cast")
def somebody_chose_the_same_twice(draft: Draft) -> None:
    draft.ballots["3"]["ballots"][0][1] = ["11", "11"]


@lie("ballots/3.json: ['14'] could not be cast")
def somebody_chose_what_was_not_on_their_paper(draft: Draft) -> None:
    draft.ballots["3"]["ballots"][0][1] = ["14"]


@lie("ballots/4.json: ['14', '15', '16'] could not be cast")
def somebody_chose_more_than_they_could(draft: Draft) -> None:
    draft.ballots["4"]["ballots"][0][1] = ["14", "15", "16"]


@lie("could not be cast, or is shared by too few to be shown")
def a_ranking_is_shown_that_few_share(draft: Draft) -> None:
    one = draft.ballots["4"]
    one["ballots"].append([2, ["17"]])
    one["suppressed"] -= 2


@lie("ballots/4.json: its k is not the pattern that was frozen")
def rankings_are_cut_by_another_number(draft: Draft) -> None:
    draft.ballots["4"]["k"] = 2


@lie("ballots/4.json: should be published in another form")
def too_much_is_suppressed(draft: Draft) -> None:
    one = draft.ballots["4"]
    one["suppressed"] += one["ballots"].pop()[0]


@lie("ballots/5.json: gives away a number that is too small")
def a_small_number_is_published(draft: Draft) -> None:
    draft.ballots["5"]["options"]["18"]["first"] = 2


@lie("ballots/5.json: gives away a number that is too small")
def a_number_kept_back_can_be_worked_out(draft: Draft) -> None:
    draft.ballots["5"]["options"]["18"]["first"] = None


@lie("ballots/5.json: the numbers of option 19 do not add up, or are too large")
def supporters_are_fewer_than_they_were(draft: Draft) -> None:
    draft.ballots["5"]["options"]["19"]["lower"] = 8


@lie("ballots/5.json: the numbers of option 18 do not add up, or are too large")
def more_support_an_option_than_voted(draft: Draft) -> None:
    draft.ballots["5"]["options"]["18"] = {"first": None, "lower": None, "supporters": 12}


@lie("ballots/5.json: has more first choices than ballots")
def people_have_two_first_choices(draft: Draft) -> None:
    draft.ballots["5"]["options"]["19"] = {"first": 7, "lower": 4, "supporters": 11}


@lie("ballots/5.json: cannot be checked, as this is missing: 'options'")
def there_are_neither_ballots_nor_numbers(draft: Draft) -> None:
    del draft.ballots["5"]["options"]


@lie("ballots/5.json: cannot be checked, as it makes no sense (ValueError('not canonical JSON of whole numbers'))")
def fewer_than_nobody_chose_an_option(draft: Draft) -> None:
    draft.ballots["5"]["options"]["18"]["lower"] = -4


@lie("ballots/3.json: should be published in another form")
def ballots_are_kept_back_that_should_be_published(draft: Draft) -> None:
    draft.ballots["3"] = {"contest": "3", "form": "withheld", "n": 19}


@lie("ballots/6.json: should be published in another form")
def numbers_of_very_few_are_published(draft: Draft) -> None:
    draft.ballots["6"] |= {"form": "aggregate", "options": {}}


@lie("ballots/3.json: should be published in another form")
def the_form_is_one_that_nobody_knows(draft: Draft) -> None:
    draft.ballots["3"]["form"] = "some"


@lie("ballots/3.json: should be published in another form")
def rare_rankings_are_published_that_could_be_marks(draft: Draft) -> None:
    draft.definition["contests"]["3"] += ["14", "15"]


# The count


@lie("ballots/3.json: counting again funds 11")
def another_project_won(draft: Draft) -> None:
    draft.result["contests"]["3"] |= {"funded": ["12"], "spent": 45_000}


@lie("ballots/4.json: counting again funds 14, 16")
def shortened_ballots_are_said_to_fund_something_else(draft: Draft) -> None:
    draft.ballots["4"]["recount"] = ["14"]


@lie("result.json: 5: other amounts")
def more_is_spent_than_it_costs(draft: Draft) -> None:
    draft.result["contests"]["5"]["spent"] += 1


@lie("result.json: 5: other amounts")
def more_is_spent_than_there_is(draft: Draft) -> None:
    draft.result["contests"]["5"] |= {"funded": ["18", "19"], "spent": 30_000}


@lie("result.json: 5: other amounts")
def the_budget_is_another(draft: Draft) -> None:
    draft.result["contests"]["5"]["budget"] += 1


@lie("result.json: 5: funds an option twice, or one that is not on its ballot")
def a_project_won_twice(draft: Draft) -> None:
    draft.result["contests"]["5"]["funded"] *= 2


@lie("result.json: 5: funds an option twice, or one that is not on its ballot")
def a_project_won_that_did_not_stand_there(draft: Draft) -> None:
    draft.result["contests"]["5"]["funded"] = ["11"]


@lie("result.json: 3: funds an option twice, or one that is not on its ballot")
def a_project_won_that_was_taken_off(draft: Draft) -> None:
    draft.result["withdrawn"] = ["11"]


@lie("result.json: takes off option 77, which was on no ballot paper")
def a_project_was_taken_off_that_was_never_on_a_paper(draft: Draft) -> None:
    draft.result["withdrawn"] = ["77"]


@lie("result.json: lacks a contest, or has another")
def a_contest_has_no_result(draft: Draft) -> None:
    del draft.result["contests"]["6"]


@lie("result.json: lacks a contest, or has another")
def there_is_a_result_of_a_contest_that_never_was(draft: Draft) -> None:
    draft.result["contests"]["7"] = draft.result["contests"]["6"]


@lie("ballots/3.json: cannot be checked, as this is missing: 'lot of option 11'")
def a_lot_was_not_drawn(draft: Draft) -> None:
    draft.definition["about"]["count"]["lots"].remove("11")


@lie("ballots/3.json: counting again funds")
def another_rule_was_frozen(draft: Draft) -> None:
    draft.definition["about"]["count"] |= {"rule": "greedy-votes"}
    draft.definition["about"]["contests"]["3"]["budget"] = 80_000


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_named(name: str, tmp_path: Path) -> None:
    tell, expected = LIES[name]
    found = faults_of(pack_of(Scene(), tell), tmp_path)
    assert any(expected in fault for fault in found), found
    assert "Error: " not in "".join(found)


def signed_anew(sign: Callable[[str], str]) -> Pack:
    """An honest pack whose last checkpoint somebody else signed."""
    pack = pack_of(Scene())
    *others, last = pack["log/checkpoints.jsonl"].splitlines()
    one = json.loads(last)
    text, _, line = one["note"].partition("\n\n")
    line = sign(f"{text}\n")
    data = b"\n".join([*others, canonical({**one, "note": f"{text}\n\n{line}\n"}), b""])
    return mended({**pack, "log/checkpoints.jsonl": data})


STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
FORGERIES: dict[str, Callable[[str], str]] = {
    "by a key that nobody knows": lambda text: signature_line(ORIGIN, STRANGER, 1, STRANGER.sign(text.encode())),
    "by that key under the name of the record's": lambda text: signature_line(
        ORIGIN, LOG_KEY, 1, STRANGER.sign(text.encode())
    ),
    "by the witness in place of the record": lambda text: signature_line(
        WITNESS, WITNESS_KEY, 4, WITNESS_KEY.sign(text.encode())
    ),
    "for another text": lambda text: signature_line(ORIGIN, LOG_KEY, 1, LOG_KEY.sign(b"another")),
    "not at all": lambda text: f"— {ORIGIN} AAAA",
}


def test_the_honest_signature_made_anew_agrees(tmp_path: Path) -> None:
    pack = signed_anew(lambda text: signature_line(ORIGIN, LOG_KEY, 1, LOG_KEY.sign(text.encode())))
    assert faults_of(pack, tmp_path) == []


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_signature_is_named(name: str, tmp_path: Path) -> None:
    (fault, *_) = faults_of(signed_anew(FORGERIES[name]), tmp_path)
    assert fault.startswith("log/checkpoints.jsonl, line 5: ")
    assert name != "for another text" or fault.endswith(": a signature is false")
