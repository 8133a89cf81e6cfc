"""Taking one layer off every box; whoever takes off the last one shuffles what comes out."""

import secrets

from ballot_box.sealing import boxes
from ballot_box.trustees.box_files import Ballots, Boxes
from ballot_box.trustees.refusals import TrusteesRefused
from web.language import _, ngettext


def take_off(sealed: Boxes, private: bytes) -> Boxes | Ballots:
    """Raises TrusteesRefused unless it is this key's turn and every box opens; then nothing is to be written."""
    _demand_turn(sealed, boxes.public_key(private))
    opened, closed = [], 0
    for box in sealed.boxes:
        try:
            opened.append(boxes.unseal(box, private))
        except boxes.NotOpened:
            closed += 1
    if closed:
        raise TrusteesRefused(
            ngettext(
                "%(closed)s of %(all)s boxes does not open: it is damaged, or was not sealed to you. "
                "Nothing was written.",
                "%(closed)s of %(all)s boxes do not open: they are damaged, or were not sealed to you. "
                "Nothing was written.",
                closed,
            )
            % {"closed": f"{closed:,}", "all": f"{len(sealed.boxes):,}"}
        )
    if sealed.layers > 1:
        return Boxes(sealed.election, sealed.layers - 1, sealed.trustees, sorted(opened))
    try:
        ballots = [boxes.empty(plain) for plain in opened]
    except boxes.NotOpened as fault:
        raise TrusteesRefused(_("What came out of a box is not a ballot. Nothing was written.")) from fault
    secrets.SystemRandom().shuffle(ballots)
    return Ballots(sealed.election, ballots)


def _demand_turn(sealed: Boxes, own: str) -> None:
    if own not in sealed.trustees:
        raise TrusteesRefused(_("These boxes were not sealed to this key. Look whether it is the key for this vote."))
    place = sealed.trustees.index(own) + 1  # as many layers are left when it is this key's turn
    if place < sealed.layers:
        raise TrusteesRefused(_("The other person has to open these boxes first. Then it is your turn."))
    if place > sealed.layers:
        raise TrusteesRefused(_("You have opened these boxes already. Now it is the other person’s turn."))
