"""What an officer plans: a new cycle, what it is about, who may take part, how it is counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ballot_box.models import PaperRule
from database import transaction
from ledger import journal
from pb.cycles import CycleRefused, changing, franchise_of, keep, may_be_done
from pb.cycles.rules import completion_names, rule_names, takes_completion, tie_breaking_names
from pb.models import Cycle
from pb.text import body_text, one_line, to_html
from residents.belonging.claims import reaches
from residents.belonging.proofs import DAY_ONE, LEVELS
from residents.models import Evidence, Franchise, ProofMethod, Tie
from residents.people import Person
from web.language import _
from web.text import slug_of

LONGEST_NAME = 120
LONGEST_QUESTION = 300
MOST_RANKS = 20
ACTIONS = ("suggest", "support", "comment", "vote", "count")
"""What needs evidence of belonging, each at a level of its own."""
DEFAULT_EVIDENCE = {"suggest": "E0", "support": "E1", "comment": "E1", "vote": "E1", "count": "E2"}


async def create(by: Person, name: str, now: datetime) -> Cycle:
    """A draft that only officers see."""
    by.demand("cycles.edit")
    name = _name(name)
    async with transaction():
        cycle = await Cycle.create(
            slug=await _free_slug(name),
            name=name,
            ties=[Tie.LIVE.value],
            evidence=dict(DEFAULT_EVIDENCE),
            created_at=now,
        )
        await franchise_of(cycle)
        await journal.record(by.actor, "cycle.created", f"cycle:{cycle.id}", at=now, name=name, slug=cycle.slug)
    return cycle


async def describe(
    by: Person, cycle_id: int, version: int, *, name: str, question: str, about: str, now: datetime
) -> None:
    """What the fund is called, what it asks, and what people should know. Name and question are frozen with the ballot;
    the text about it may be put right as long as the cycle runs."""
    name, question, about = _name(name), one_line(question), body_text(about)
    if len(question) > LONGEST_QUESTION:
        raise CycleRefused(_("Shorten the question to 300 characters or fewer."), "question")
    async with changing(by, cycle_id, version, now, doing=None) as cycle:
        may = may_be_done(cycle, now)
        if not may:
            raise CycleRefused(_("This fund is over, so its page can no longer be changed."))
        for field, now_says, kept in (("name", name, cycle.name), ("question", question, cycle.question)):
            if now_says != kept and "plan" not in may:
                raise CycleRefused(_("This can no longer be changed, because it stands on the ballot."), field)
        values = {"name": name, "question": question, "about": about, "about_html": to_html(about)}
        await keep(by, cycle, "cycle.described", now, values)


async def set_eligibility(
    by: Person,
    cycle_id: int,
    version: int,
    *,
    age_from: int,
    ties: Sequence[str],
    evidence: Mapping[str, str],
    proofs: Sequence[str],
    paper_rule: str,
    now: datetime,
) -> None:
    if not 0 <= age_from <= 120:
        raise CycleRefused(_("Write the age as a whole number, such as 11."), "age_from")
    kept_ties = [tie.value for tie in Tie if tie.value in ties]
    if not kept_ties:
        raise CycleRefused(_("Choose at least one way to belong here."), "ties")
    for action in ACTIONS:
        if evidence.get(action) not in set(Evidence):
            raise CycleRefused(_("Choose one of the levels."), action)
    levels = {action: str(evidence[action]) for action in ACTIONS}
    accepted = _accepted_proofs(levels, proofs)
    if paper_rule not in set(PaperRule):
        raise CycleRefused(_("Choose one of the answers."), "paper_rule")
    async with changing(by, cycle_id, version, now) as cycle:
        values = {"age_from": age_from, "ties": kept_ties, "evidence": levels, "paper_rule": paper_rule}
        await keep(by, cycle, "cycle.eligibility-set", now, values, proofs=accepted)
        await franchise_of(cycle, accepted)


def _accepted_proofs(levels: Mapping[str, str], proofs: Sequence[str]) -> list[str]:
    if not reaches(levels["count"], levels["vote"]):
        raise CycleRefused(_("For the vote to be counted we must know at least as much as for casting it."), "count")
    accepted = [method for method in ProofMethod if method in proofs]
    if reaches(levels["count"], Evidence.E2) and not any(reaches(LEVELS[one], levels["count"]) for one in accepted):
        raise CycleRefused(_("Choose at least one way by which people can confirm that they belong here."), "proofs")
    return [method.value for method in accepted]


async def proofs_of(cycle: Cycle) -> list[str]:
    """The ways of confirming that this fund accepts; those of the first day until an officer chose."""
    kept = await Franchise.get_or_none(id=cycle.franchise_id) if cycle.franchise_id is not None else None
    return kept.proofs if kept else [method.value for method in DAY_ONE]


async def set_counting(
    by: Person,
    cycle_id: int,
    version: int,
    *,
    ranks: int,
    rule: str,
    completion: str,
    tie_breaking: str,
    now: datetime,
) -> None:
    if not 1 <= ranks <= MOST_RANKS:
        raise CycleRefused(
            _("Choose how many projects one person can rank, from 1 to %(most)s.") % {"most": MOST_RANKS}, "ranks"
        )
    for field, name, known in (
        ("rule", rule, rule_names()),
        ("completion", completion, completion_names()),
        ("tie_breaking", tie_breaking, tie_breaking_names()),
    ):
        if name not in known:
            raise CycleRefused(_("Choose one of the answers."), field)
    values = {
        "ranks": ranks,
        "rule": rule,
        "completion": completion if takes_completion(rule) else "none",
        "tie_breaking": tie_breaking,
    }
    async with changing(by, cycle_id, version, now) as cycle:
        await keep(by, cycle, "cycle.counting-set", now, values)


def _name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        raise CycleRefused(_("Give the fund a name."), "name")
    if len(name) > LONGEST_NAME:
        raise CycleRefused(_("Shorten the name to 120 characters or fewer."), "name")
    return name


async def _free_slug(name: str) -> str:
    """An address of its own, made from the name. Words that are addresses already are not given away."""
    slug = slug_of(name) or "fund"
    taken = {*await Cycle.filter(slug__startswith=slug).values_list("slug", flat=True), "new"}
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
