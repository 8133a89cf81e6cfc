"""Why ballots were taken out, as the published account says it."""

from pb.results.account import reason_words, reasons_in_words
from residents.claims_desk.words import reasons
from residents.flags import RULES


def test_every_reason_that_can_be_kept_has_words_of_its_own() -> None:
    kept = set(RULES) | {name for name, _sentence in reasons()}
    assert set(reasons_in_words()) == kept
    assert len(set(reasons_in_words().values())) == len(kept)


def test_a_reason_from_an_older_site_is_still_told() -> None:
    assert reason_words("no_longer_used") == "Another reason, written down by two officers"
