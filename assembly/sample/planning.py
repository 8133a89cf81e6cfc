"""The plan: made by one officer with everything that is asked for, put in force by another."""

from datetime import datetime

from assembly.assemblies import one as read
from assembly.commissioning import consents, dates, deciding, decisions, planning, sessions, topics
from assembly.models import Assembly
from assembly.registrations import opening
from assembly.sample.stories import Calendar, told
from residents.people import Person

_ABOUT = (
    "The city has money for its neighbourhoods. Everybody agrees that it should be shared fairly, and nobody agrees "
    "what that means: the same for each town, or more where people have less? 45 people who are together like the "
    "city hear from those who know, talk it over, and say what the council should do."
)
_OWNER = "Olive Example, Director of Strategy (sample)"
_EXCLUDED = "Councillors of the city, and members of parliament\nPeople who lead a department of the council"


async def plan(by: Person, calendar: Calendar) -> Assembly:
    """Complete, public, and not commissioned."""
    now = calendar.at("2026-06-08", 9)
    made = await planning.create(by, told()["name"], "one_off", now)
    await Assembly.filter(id=made.id).update(sample=True)
    number = made.id
    await planning.describe(
        by, number, await version(number), name=told()["name"], kind="one_off", about=_ABOUT, term_topics=None,
        rest_topics=0, now=now,
    )  # fmt: skip
    await planning.set_seats(
        by, number, await version(number), seats=told()["seats"], alternates=10, age_from=16, area="Stoke-on-Trent",
        excluded=_EXCLUDED, household_rule=True, now=now,
    )  # fmt: skip
    await planning.set_offer(
        by, number, await version(number), payment_pence=90_00,
        payment_about="Paid within a week, by bank transfer or as a voucher, whichever you choose.",
        support_about="Childcare in the next room, travel paid beforehand, lunch, a tablet on loan, an interpreter.",
        now=now,
    )  # fmt: skip
    await deciding.set_deciding(
        by, number, await version(number), adopt_percent=80, minority_percent=40, support_base="votes",
        quorum_percent=67, now=now,
    )  # fmt: skip
    await _when(by, number, calendar, now)
    await consents.set_text(by, number, await version(number), _consent(await read(number)), now)
    await opening.set_open_form(by, number, await version(number), True, now)
    await decisions.publish(by, number, await version(number), calendar.at("2026-06-15", 10))
    return await read(number)


async def _when(by: Person, number: int, calendar: Calendar, now: datetime) -> None:
    """The question with its answer, sessions, and days."""
    await topics.save(
        by, number, await version(number), None, question=told()["question"],
        in_scope="The money for ideas of residents: how much each town gets, and how it is decided.",
        out_of_scope="Council tax, and what the council must pay for by law.",
        owner=_OWNER, answer_by=calendar.day("2027-01-22"), now=now,
    )  # fmt: skip
    place = "Sample Hall, Hanley"
    await sessions.set_place(
        by, number, await version(number), place=place, online="By video, with somebody to help you get in.", now=now
    )
    for one in told()["rounds"]:
        await sessions.save(
            by, number, await version(number), None, title=one["title"], starts_at=calendar.at(one["date"], 10),
            ends_at=calendar.at(one["date"], 16), place=place, online=True, topic_id=None, now=now,
        )  # fmt: skip
    moments = {
        "recruiting_opens_at": calendar.at("2026-07-20", 9),
        "registration_closes_at": calendar.at("2026-08-24", 17),
        "draw_at": calendar.at("2026-08-29", 14),
    }
    await dates.set_dates(
        by, number, await version(number), moments=moments, draw_place=place, purge_on=calendar.day("2027-02-26"),
        now=now,
    )  # fmt: skip


def _consent(assembly: Assembly) -> str:
    return consents.suggested(assembly, "The council")


async def commission(by: Person, assembly: Assembly, calendar: Calendar) -> None:
    await decisions.commission(by, assembly.id, await version(assembly.id), calendar.at("2026-06-22", 11))


async def version(assembly_id: int) -> int:
    return (await read(assembly_id)).version
