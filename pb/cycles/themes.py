"""Themes: what ideas can be about. Each has a pattern of its own where there is no photo."""

from collections.abc import Sequence
from datetime import datetime

from database import rows
from pb.cycles import CycleRefused, changing, keep
from pb.models import Cycle, Theme
from pb.text import one_line
from residents.people import Person
from web.language import _
from web.text import slug_of

MOST_THEMES = 20


def usual_themes() -> dict[str, str]:
    """Themes with a pattern of their own: the pattern's name, which is also the theme's address, and the words."""
    return {
        "green": _("Parks and green spaces"),
        "youth": _("Children and young people"),
        "health": _("Health and wellbeing"),
        "safety": _("Feeling safe"),
        "cohesion": _("Bringing people together"),
        "heritage": _("Heritage and the arts"),
        "skills": _("Skills and jobs"),
        "transport": _("Streets and getting about"),
        "canals": _("Canals and water"),
        "litter": _("Clean streets"),
        "lounge": _("Places to meet"),
    }


async def set_themes(
    by: Person, cycle_id: int, version: int, *, usual: Sequence[str], own: Sequence[str], now: datetime
) -> None:
    """`usual` are keys of usual_themes(), `own` are further names. A theme that is in use can not go away."""
    wanted = _wanted(usual, own)
    async with changing(by, cycle_id, version, now) as cycle:
        standing = {theme.slug: theme for theme in await themes_of(cycle_id)}
        before = [theme.name for theme in standing.values()]
        await _drop(cycle, set(standing) - set(wanted))
        for position, (slug, name) in enumerate(wanted.items()):
            if slug in standing:
                await Theme.filter(id=standing[slug].id).update(position=position)
            else:
                await Theme.create(cycle=cycle, slug=slug, name=name, position=position)
        after = [theme.name for theme in await themes_of(cycle_id)]
        more = {"themes": [before, after]} if before != after else {}
        await keep(by, cycle, "cycle.themes-set", now, {}, **more)


def _wanted(usual: Sequence[str], own: Sequence[str]) -> dict[str, str]:
    """Slug and name of each theme, in order."""
    known = usual_themes()
    wanted = {slug: name for slug, name in known.items() if slug in usual}
    for typed in own:
        name = one_line(typed)
        if not name:
            continue
        if len(name) > 60:
            raise CycleRefused(_("Shorten “%(name)s” to 60 letters or fewer.") % {"name": name[:40] + "…"}, "own")
        slug = next((key for key, usual_name in known.items() if usual_name == name), slug_of(name, 36))
        if not slug or slug in wanted:
            slug = _another(slug, name, wanted)
        wanted.setdefault(slug, name)
    if len(wanted) > MOST_THEMES:
        raise CycleRefused(_("Use %(most)s themes or fewer.") % {"most": MOST_THEMES}, "own")
    return wanted


def _another(slug: str, name: str, wanted: dict[str, str]) -> str:
    """The same name twice is one theme; another name that makes the same address gets a number."""
    if wanted.get(slug) == name:
        return slug
    stem = slug or "theme"
    return next(one for one in (f"{stem}-{n}" for n in range(1, 999)) if wanted.get(one, name) == name)


async def _drop(cycle: Cycle, slugs: set[str]) -> None:
    used = await rows(
        """SELECT t.slug, t.name FROM theme t WHERE t.cycle_id = ? AND (
             EXISTS (SELECT 1 FROM idea i WHERE i.theme_id = t.id)
             OR EXISTS (SELECT 1 FROM project p WHERE p.theme_id = t.id))""",
        cycle.id,
    )
    for theme in used:
        if theme.slug in slugs:
            said = _("“%(name)s” cannot be taken away any more: there are ideas about it.")
            raise CycleRefused(said % {"name": theme.name}, "own")
    if slugs:
        await Theme.filter(cycle_id=cycle.id, slug__in=slugs).delete()


async def themes_of(cycle_id: int) -> list[Theme]:
    return await Theme.filter(cycle_id=cycle_id).order_by("position", "id")
