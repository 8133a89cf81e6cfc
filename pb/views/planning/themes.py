"""What ideas can be about."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Optional

from pb.cycles import themes
from pb.views.planning.common import OFFICER, cycle_of, plan_page, saved, typed
from web.audience import audience
from web.forms import at_most, choices
from web.language import _
from web.versions import VersionedForm, carried_out


class ThemesForm(VersionedForm):
    usual = SelectMultipleField(_("Themes that many places use"))
    own = TextAreaField(_("Other themes"), [Optional(), at_most(2000)])


@audience(OFFICER)
async def edit(request: Request) -> Response:
    cycle = await cycle_of(request)
    standing = await themes.themes_of(cycle.id)
    usual = themes.usual_themes() | {t.slug: t.name for t in standing if t.slug in themes.usual_themes()}
    own = "\n".join(theme.name for theme in standing if theme.slug not in usual)
    kept = {"version": cycle.version, "usual": [theme.slug for theme in standing], "own": own}
    form = ThemesForm(await typed(request), kept)
    form.usual.choices = choices(usual.items())
    if request.method == "POST" and await carried_out(
        form,
        lambda: themes.set_themes(
            request.state.visitor,
            cycle.id,
            form.seen(),
            usual=form.usual.data or [],
            own=(form.own.data or "").splitlines(),
            now=request.state.now,
        ),
    ):
        return saved(request, cycle, _("Saved the themes."))
    return plan_page(request, "pb/planning/themes.html", cycle, form)
