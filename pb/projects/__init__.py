"""Projects: what stands on the ballot, with a checked cost. Made from one idea or from several."""

import re
from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

import ledger.journal
from database import execute, transaction
from pb.cycles.bands import bands_of
from pb.ideas.follows import tell_followers
from pb.letters import reviews as letters
from pb.models import Idea, IdeaState, Pot, Project
from pb.reviews.costing import LONGEST_NOTE, fitting
from pb.reviews.decisions import close_questions
from pb.reviews.holding import demand_somebody_elses, hold_cycle, hold_idea, keep, tell_authors
from pb.reviews.refusals import ReviewRefused, needed, needed_line, not_too_long
from pb.text import body_text
from residents.people import Person
from web.filters import money
from web.language import _
from web.refusals import NotFound

LONGEST_TITLE = 100
LONGEST_SUMMARY = 500
_REFERENCE = re.compile(r"P-(\d+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reviewer writes about a project. `owner` is the post that answers for it."""

    title: str
    summary: str
    pot_id: int | None
    cost_pence: int | None
    cost_note: str
    owner: str
    photo_alt: str = ""


async def make(by: Person, idea_id: int, plan: Plan, now: datetime) -> Project:
    """Put an idea on the ballot as a project of its own. Its author, and those of ideas merged into it, are told."""
    by.demand("projects.edit")
    async with transaction():
        idea = await hold_idea(idea_id, now)
        demand_somebody_elses(by, idea)
        await idea.fetch_related("photo")
        project = Project(cycle_id=idea.cycle_id, theme_id=idea.theme_id, lat=idea.lat, long=idea.long, created_at=now)
        await _write(project, plan)
        project.reference = await _next_reference(idea.cycle_id)
        project.body_html = idea.body_html
        if idea.photo is not None:
            project.photo_name, project.photo_alt = idea.photo.name, project.photo_alt or idea.photo.alt
        await project.save()
        await _put_on_ballot(by, idea, project, now)
    return project


async def join(by: Person, idea_id: int, project_id: int, now: datetime) -> Project:
    """Put an idea on the ballot as part of a project that is there already."""
    by.demand("projects.edit")
    async with transaction():
        idea = await hold_idea(idea_id, now)
        demand_somebody_elses(by, idea)
        project = await Project.get_or_none(id=project_id, cycle_id=idea.cycle_id, withdrawn_at__isnull=True)
        if project is None:
            raise ReviewRefused(_("Choose one of the projects."), "project")
        await _put_on_ballot(by, idea, project, now)
    return project


async def _put_on_ballot(by: Person, idea: Idea, project: Project, now: datetime) -> None:
    together = Q(project_id=project.id) | Q(merged_into_id=idea.id, state=IdeaState.MERGED)
    others = await Idea.filter(together).count()
    idea.state, idea.project_id = IdeaState.ON_BALLOT, project.id
    idea.decided_by, idea.decided_at, idea.reason, idea.elsewhere = project.owner, now, "", ""
    idea.cost_pence = idea.cost_pence or project.cost_pence
    await keep(idea, now)
    await close_questions(idea.id, now)
    cost = project.cost_pence
    told = await tell_authors(idea, lambda one: letters.on_ballot(one.title, one.id, project.title, cost, others), now)
    await tell_followers(idea.id, *letters.on_ballot_to_followers(idea.title, project.title, cost), now, told=told)
    await ledger.journal.record(
        by.actor,
        "idea.on-ballot",
        f"idea:{idea.id}",
        at=now,
        project=project.id,
        reference=project.reference,
        cost=cost,
    )


async def edit(by: Person, project_id: int, plan: Plan, now: datetime) -> Project:
    """Change what stands on the ballot, until it is frozen."""
    by.demand("projects.edit")
    async with transaction():
        project = await hold_project(project_id, now)
        before = {"title": project.title, "cost_pence": project.cost_pence, "pot": project.pot_id}
        await _write(project, plan)
        if project.photo_name:
            project.photo_alt = needed_line(
                plan.photo_alt, "photo_alt", _("Say in a few words what the photo shows."), most=200
            )
        await project.save()
        after = {"title": project.title, "cost_pence": project.cost_pence, "pot": project.pot_id}
        changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        await ledger.journal.record(by.actor, "project.edited", f"project:{project.id}", at=now, changes=changes)
    return project


async def withdraw(
    by: Person, project_id: int, *, reason: str, decided_by: str, elsewhere: str, now: datetime
) -> Project:
    """Take a project off the ballot before it is frozen. Its ideas get the reason as their public answer."""
    by.demand("projects.edit")
    why = needed(reason, "reason", _("Say why it is taken off the ballot. Everybody will read it."))
    post = needed_line(decided_by, "decided_by", _("Say who decided, such as “Parks manager”."))
    other_way = needed(elsewhere, "elsewhere", _("Say where else people could go with this."))
    async with transaction():
        project = await hold_project(project_id, now)
        project.withdrawn_at, project.withdrawn_because = now, why
        await project.save()
        await execute("UPDATE idea SET version = version WHERE project_id = ?", project.id)
        for idea in await Idea.filter(project_id=project.id).order_by("id").select_related("author"):
            idea.state, idea.reason, idea.elsewhere = IdeaState.NOT_FEASIBLE, why, other_way
            idea.decided_by, idea.decided_at, idea.project_id = post, now, None
            await keep(idea, now)
            told = await tell_authors(
                idea, lambda one: letters.off_the_ballot(one.title, one.id, why, post, other_way), now
            )
            await tell_followers(idea.id, *letters.not_feasible_to_followers(idea.title, why), now, told=told)
        await ledger.journal.record(
            by.actor, "project.withdrawn", f"project:{project.id}", at=now, reason=why, decided_by=post
        )
    return project


async def hold_project(project_id: int, now: datetime) -> Project:
    """Inside a transaction, at its start: a project that is still on the ballot, in a cycle still open to change."""
    project = await Project.get_or_none(id=project_id)
    if project is None:
        raise NotFound
    await hold_cycle(project.cycle_id, now)
    project = await Project.get(id=project_id).select_related("pot")
    if project.withdrawn_at is not None:
        raise ReviewRefused(_("This project is off the ballot already."))
    return project


async def _write(project: Project, plan: Plan) -> None:
    """The plan into the project, checked. Raises ReviewRefused."""
    project.title = needed_line(plan.title, "title", _("Give the project a title."), LONGEST_TITLE)
    project.summary = needed(plan.summary, "summary", _("Say in a few sentences what would be done."), LONGEST_SUMMARY)
    pot = await Pot.get_or_none(id=plan.pot_id, cycle_id=project.cycle_id) if plan.pot_id is not None else None
    if pot is None:
        raise ReviewRefused(_("Choose whose money would pay for it."), "pot")
    project.pot_id = pot.id
    project.cost_pence = fitting(plan.cost_pence, await bands_of(project.cycle_id))
    if project.cost_pence > pot.amount_pence:
        said = _("There is only %(pot)s for %(name)s, so this could never be paid for.")
        raise ReviewRefused(said % {"pot": money(pot.amount_pence), "name": pot.name}, "cost")
    project.cost_note = not_too_long(body_text(plan.cost_note), "cost_note", LONGEST_NOTE)
    project.owner = needed_line(plan.owner, "owner", _("Say which post answers for it, such as “Parks manager”."))
    project.photo_alt = not_too_long(" ".join(plan.photo_alt.split()), "photo_alt", 200)


async def _next_reference(cycle_id: int) -> str:
    """P-001, P-002 … in each cycle; never one that was used before. The cycle is held, so nobody else counts now."""
    used = await Project.filter(cycle_id=cycle_id).values_list("reference", flat=True)
    numbers = [int(found[1]) for text in used if (found := _REFERENCE.fullmatch(str(text)))]
    return f"P-{max(numbers, default=0) + 1:03}"
