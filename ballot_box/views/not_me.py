"""“Somebody has voted as me”: for the person, and for a helper at a table together with the person."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField, TextAreaField

from ballot_box import not_me
from ballot_box.not_me import LONGEST, Recorded
from ballot_box.refusals import BallotRefused
from web.audience import SIGNED_IN, audience, permitted
from web.forms import Form, at_most, choices, number, required
from web.language import _
from web.pages import page, see_other


class NotMeForm(Form):
    vote = RadioField(_("Which vote?"), validate_choice=False)
    words = TextAreaField(
        _("What happened?"), [*required(_("Tell us in a few words why it was not you.")), at_most(LONGEST)]
    )


class ForSomebodyForm(NotMeForm):
    claim = StringField(_("Number of their claim"), required(_("Write the number of their claim.")))


@audience(SIGNED_IN)
async def report(request: Request) -> Response:
    visitor, now = request.state.visitor, request.state.now
    recorded = await not_me.recorded_for(visitor.account_id, now)
    if not recorded:
        return page(request, "ballot_box/not_me/nothing.html")
    form = NotMeForm(await request.form() if request.method == "POST" else None)
    form.vote.choices = choices((str(one.election_id), one.name) for one in recorded)
    if request.method == "POST":
        vote = _chosen(form, recorded)
        if vote is None:
            form.refuse("vote", _("Choose the vote that it is about."))
        elif form.validate():
            try:
                await not_me.report(visitor, vote, form.words.data or "", now)
            except BallotRefused as refusal:
                form.refuse("words", refusal.sentence)
            else:
                return see_other(request, "/vote/not-me/next")
    context = {"form": form, "recorded": recorded}
    return page(request, "ballot_box/not_me/report.html", context, status=422 if form.errors else 200)


@audience(SIGNED_IN)
async def then(request: Request) -> Response:
    """What happens next, for whoever has reported."""
    recorded = await not_me.recorded_for(request.state.visitor.account_id, request.state.now)
    reported = [one for one in recorded if one.reported]
    if not reported:
        return see_other(request, "/vote/not-me")
    context = {"reported": reported, "can_vote": any(one.open for one in reported), "days": not_me.DAYS}
    return page(request, "ballot_box/not_me/then.html", context)


@audience(permitted("flags.work"))
async def report_for(request: Request) -> Response:
    """An officer of the roll writes it down for somebody who rang, or who is there."""
    form = ForSomebodyForm(await request.form() if request.method == "POST" else None)
    votes = await not_me.votes_going_on()
    form.vote.choices = choices((str(number), name) for number, name in votes)
    if request.method == "POST":
        vote = next((number for number, _name in votes if str(number) == form.vote.data), None)
        if vote is None:
            form.refuse("vote", _("Choose the vote that it is about."))
        elif form.validate():
            claim = number(form.claim.data) or 0
            try:
                flag = await not_me.report_for(
                    request.state.visitor, claim, vote, form.words.data or "", request.state.now
                )
            except BallotRefused as refusal:
                form.refuse("claim", refusal.sentence)
            else:
                return see_other(request, f"/office/flags/{flag.id}", notice=_("Written down. They get a letter too."))
    return page(request, "ballot_box/not_me/for_somebody.html", {"form": form}, status=422 if form.errors else 200)


def _chosen(form: NotMeForm, recorded: list[Recorded]) -> int | None:
    if len(recorded) == 1:
        return recorded[0].election_id
    return next((one.election_id for one in recorded if str(one.election_id) == form.vote.data), None)
