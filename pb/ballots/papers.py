"""One neighbourhood's ballot paper, in an order of its own for each person."""

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from ballot_box.refusals import BallotRefused
from database import row, rows
from pb.ballots.votes import Vote
from web.language import _


@dataclass(frozen=True, slots=True)
class PaperProject:
    id: str
    reference: str
    title: str
    summary: str
    cost_pence: int
    theme: str
    photo_url: str
    photo_alt: str
    more_html: str  # opens in place, because following a link would leave the choices behind


@dataclass(frozen=True, slots=True)
class Paper:
    """What somebody can rank. `contest` is the paper's name in the ballot box."""

    contest: str
    pot_name: str
    amount_pence: int
    projects: tuple[PaperProject, ...]

    def chosen(self, choices: Sequence[str]) -> list[PaperProject]:
        of = {project.id: project for project in self.projects}
        return [of[choice] for choice in choices]


async def paper_for(vote: Vote, contest: str, browser: str) -> Paper:
    """The projects that stand, in an order drawn from this browser's key: the same at each look, and for nobody else.

    Raises BallotRefused where there is no such paper.
    """
    pot = await row("SELECT id, name, amount_pence FROM pot WHERE id = ? AND cycle_id = ?", int(contest), vote.cycle_id)
    if pot is None or contest not in vote.definition.contests:
        raise BallotRefused(_("There is no ballot paper for this place. Check your postcode and start again."))
    found = await rows(
        """SELECT p.id, p.reference, p.title, p.summary, p.cost_pence, t.slug AS theme, p.photo_name, p.photo_alt,
                  p.body_html
           FROM project p LEFT JOIN theme t ON t.id = p.theme_id
           WHERE p.pot_id = ? AND p.withdrawn_at IS NULL ORDER BY p.id""",
        pot.id,
    )
    standing = set(vote.definition.contests[contest])
    projects = [
        PaperProject(
            str(one.id),
            one.reference,
            one.title,
            one.summary,
            one.cost_pence,
            one.theme or "",
            _photo(one.photo_name),
            one.photo_alt,
            _more(one.body_html, one.summary),
        )
        for one in found
        if str(one.id) in standing
    ]
    seed = hashlib.sha256(f"{vote.election_id}|{contest}|{browser}".encode()).digest()
    random.Random(seed).shuffle(projects)
    return Paper(contest, pot.name, pot.amount_pence, tuple(projects))


async def titles_of(vote: Vote, choices: Sequence[str]) -> list[str]:
    """The names of these choices in their order, for somebody who can no longer send them."""
    found = await rows("SELECT id, title FROM project WHERE cycle_id = ?", vote.cycle_id)
    titles = {str(project.id): project.title for project in found}
    return [titles[choice] for choice in choices if choice in titles]


def _photo(name: str) -> str:
    return f"/media/{name}" if name else ""


def _more(body_html: str, summary: str) -> str:
    """Nothing, where it would only say the summary again."""
    words = unescape(re.sub(r"<[^<>]*>", " ", body_html))
    return "" if "".join(words.split()) == "".join(summary.split()) else body_html
