"""What trustees do on their own computers, without a network, a database or a setting."""

import hashlib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from io import BytesIO
from pathlib import Path

from ballot_box.trustees import key_files
from ballot_box.trustees.box_files import Boxes, read_boxes
from ballot_box.trustees.layers import take_off
from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.spelling import spelled
from web.language import _


@dataclass(frozen=True, slots=True)
class Act:
    """One of the three things: its word on the command line, what it does, what it takes."""

    word: str
    about: str
    run: Callable[[Namespace], None]
    arguments: Callable[[ArgumentParser], None]


def new_key(chosen: Namespace) -> None:
    path = Path(chosen.file)
    if path.exists():  # looked at first, so that nobody types a passphrase for nothing
        raise TrusteesRefused(
            _("%(file)s is there already, and nothing is ever written over. Choose another name.") % {"file": path}
        )
    public = key_files.make(path, _passphrase(chosen, new=True))
    print(_("Your key is in %(file)s, closed with your passphrase.") % {"file": path})
    _print_public(public)
    print(
        _(
            "Now copy the file to two memory sticks. Put each into an envelope with the passphrase on paper; seal it.\n"
            "Keep them in two places that cannot burn down together. Without this key nobody can ever open the ballots."
        )
    )


def show(chosen: Namespace) -> None:
    _print_public(key_files.public_of(Path(chosen.file)))


def decrypt(chosen: Namespace) -> None:
    source, target = Path(chosen.boxes), Path(chosen.opened)
    if target.exists():
        raise TrusteesRefused(
            _("%(file)s is there already, and nothing is ever written over. Choose another name.") % {"file": target}
        )
    content = _content(source)
    sealed = read_boxes(BytesIO(content))
    print(_("%(count)s boxes of vote %(vote)s.") % {"count": f"{len(sealed.boxes):,}", "vote": sealed.election})
    print(_("Fingerprint of the file: %(hash)s") % {"hash": fingerprint(content)})
    found = take_off(sealed, key_files.private_of(Path(chosen.key), _passphrase(chosen)))
    key_files.write_new(target, found.as_bytes())
    if isinstance(found, Boxes):
        print(_("Your layer is off. Take %(file)s to the other person.") % {"file": target})
    else:
        print(_("All boxes are open, and shuffled. %(file)s goes back to the site.") % {"file": target})


def fingerprint(content: bytes) -> str:
    """SHA-256 in hex: the journal has the one of the file that the site handed out."""
    return hashlib.sha256(content).hexdigest()


def _print_public(public: str) -> None:
    groups = spelled(public).split()
    print(_("The public key, which everybody may know (the last group finds mistakes in the others):") + "\n")
    print("  " + " ".join(groups[:7]) + "\n  " + " ".join(groups[7:]) + "\n")


def _passphrase(chosen: Namespace, new: bool = False) -> str:
    if chosen.passphrase_file:
        return _content(Path(chosen.passphrase_file)).decode("utf-8", "replace").rstrip("\r\n")
    try:
        typed = getpass(_("Passphrase: "))
        again = getpass(_("The same again: ")) if new else typed
    except EOFError as fault:
        raise TrusteesRefused(_("Nobody typed a passphrase, so nothing was done.")) from fault
    if again != typed:
        raise TrusteesRefused(_("The two are not the same. No key was made. Start again."))
    return typed


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise TrusteesRefused(
            _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": fault.strerror or fault}
        ) from fault


def _with_passphrase_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", metavar="FILE", help="read the passphrase from a file, for rehearsals only"
    )


def _for_new_key(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="where the key goes, on a memory stick say; must not be there yet")
    _with_passphrase_file(parser)


def _for_show(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file of the key")


def _for_decrypt(parser: ArgumentParser) -> None:
    parser.add_argument("boxes", metavar="IN", help="the boxes, from the site or from the other person")
    parser.add_argument("opened", metavar="OUT", help="where what is in them goes; must not be there yet")
    parser.add_argument("--key", metavar="FILE", required=True, help="the file of your key")
    _with_passphrase_file(parser)


ACTS = [
    Act("new-key", "Make a trustee's key, on a computer of their own; prints its public half.", new_key, _for_new_key),
    Act("show", "Print the public half of a trustee's key again.", show, _for_show),
    Act("decrypt", "Take a trustee's layer off every box of a vote.", decrypt, _for_decrypt),
]
