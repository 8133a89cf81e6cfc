"""What waits for this officer today."""

from starlette.requests import Request
from starlette.responses import Response

from pb.desk import desk_of
from web.audience import audience, permitted
from web.language import _
from web.pages import page


@audience(permitted("office.view"))
async def index(request: Request) -> Response:
    visitor = request.state.visitor
    places = [
        ("content.moderate", "/office/moderation", _("Moderation")),
        ("ideas.assign", "/office/reviews", _("Ideas in review")),
        ("projects.edit", "/office/shortlist", _("Shortlist")),
        ("office.view", "/office/ideas", _("All ideas")),
        ("ideas.enter-for-somebody", "/office/ideas/new", _("Enter an idea for somebody")),
        ("cycles.edit", "/office/cycles", _("Funds")),
        ("tallies.see-unpublished", "/office/tallies", _("Counting")),
        ("assemblies.see-drafts", "/office/assemblies", _("Citizens’ Assembly")),
        ("registrations.enter", "/office/registrations", _("Register somebody for an assembly")),
        ("people.help", "/office/welcome", _("Meet somebody at the table")),
        ("people.help", "/office/help", _("Help given to people")),
        ("people.help", "/office/kiosks", _("Devices that you lend")),
        ("claims.manage", "/office/claims", _("Claims")),
        ("flags.work", "/office/flags", _("Flags")),
        ("letters.manage", "/office/letters", _("Letters with codes")),
        ("vouchers.manage", "/office/organisations", _("Cards and organisations")),
        ("venues.edit", "/office/venues", _("Places where people are met")),
        ("venues.edit", "/office/shifts", _("Shifts")),
        ("papers.key", "/office/paper", _("Paper ballots")),
        ("office.view", "/office/equality", _("Who took part")),
        ("places.edit", "/office/neighbourhoods", _("Neighbourhoods")),
        ("post.manage", "/office/post", _("Messages that did not go out")),
        ("roles.grant", "/office/people", _("People and roles")),
        ("journal.read", "/office/journal", _("Journal")),
    ]
    context = {
        "piles": await desk_of(visitor, request.state.now),
        "places": [(href, text) for permission, href, text in places if visitor.may(permission)],
    }
    return page(request, "pb/office/desk.html", context)
