"""The pool in the office: how many, from where, which days; by pseudonym, and names only on request."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, StringField

from assembly.assemblies import may_be_done
from assembly.models import Assembly, Registration, Source
from assembly.registrations import looking, needs, opening, pool, printing
from assembly.views.common import OFFICER, assembly_of, office_page, saved, typed
from web.audience import audience, permitted
from web.filters import day
from web.forms import Form, number, required
from web.language import _
from web.versions import VersionedForm, carried_out

ENTERS = permitted("registrations.enter")
SEES = permitted("registrations.see-names")


class SearchForm(Form):
    name = StringField(_("Part of the name"), required(_("Write a part of the name.")))


class OpenForm(VersionedForm):
    open_form = BooleanField(_("People can register without a letter or a card"))


@audience(ENTERS)
async def index(request: Request) -> Response:
    """Numbers for everybody who takes calls; the list, without names, for those who look after the pool."""
    return await _index(request, await assembly_of(request), request.query_params, {})


@audience(SEES)
async def names(request: Request) -> Response:
    """The same part of the list with names: the look is journalled."""
    assembly, asked = await assembly_of(request), await request.form()
    listed = await _page_of(assembly, asked)
    found = await looking.names_of(request.state.visitor, assembly, listed.people, request.state.now)
    return await _index(request, assembly, asked, found, listed)


async def _page_of(assembly: Assembly, asked: Any) -> pool.Page:
    return await pool.page_of(
        assembly,
        state=str(asked.get("state", "")),
        source=str(asked.get("source", "")),
        pseudonym=str(asked.get("pseudonym", "")),
        lacking=asked.get("lacking") == "1",
        number=number(asked.get("page")) or 1,
    )


async def _index(
    request: Request, assembly: Assembly, asked: Any, names: dict[int, str], listed: pool.Page | None = None
) -> Response:
    counts = await pool.counts(assembly)
    kept = {name: str(asked.get(name, "")) for name in ("state", "source", "pseudonym", "lacking")}
    sees = request.state.visitor.may("registrations.see-names")
    context = {
        "counts": counts,
        "states": [(state_words(state), many) for state, many in counts.states.items() if state != "draft"],
        "begun": counts.states.get("draft", 0),
        "sources": [(source_words(source), many) for source, many in counts.sources.items()],
        "days": [{"label": day(one), "value": many, "display": str(many)} for one, many in counts.days[:28]],
        "list": (listed or await _page_of(assembly, asked)) if sees else None,
        "names": names,
        "asked": kept,
        "query": urlencode({name: words for name, words in kept.items() if words}),
        "own": await pool.taken_down_by(request.state.visitor.account_id, assembly),
        "state_words": state_words,
        "source_words": source_words,
        "choices": {
            "state": [
                ("", _("Any")),
                *((one, state_words(one)) for one in ("pool", "withdrawn", "excluded", "erased")),
            ],
            "source": [("", _("Any")), *((str(one), source_words(one)) for one in Source)],
        },
        "open": "register" in await may_be_done(assembly, request.state.now),
        "search": SearchForm(),
        "letters": await printing.waiting(assembly) if sees else 0,
    }
    template = "assembly/registrations/office/index.html"
    fragment = "results" if sees and request.method == "GET" else None
    return await office_page(request, template, assembly, context, fragment=fragment, status=200)


def state_words(state: str) -> str:
    return {
        "pool": _("In the pool"),
        "withdrawn": _("Withdrawn"),
        "excluded": _("Taken out"),
        "erased": _("Erased"),
        "draft": _("Begun, not sent"),
    }[str(state)]


def source_words(source: str) -> str:
    return {
        "letter": _("By letter"),
        "open": _("Open form"),
        "golden": _("Golden ticket"),
        "phone": _("By phone"),
    }[str(source)]


@audience(SEES)
async def search(request: Request) -> Response:
    """Somebody calls and has lost their code. What was found is journalled."""
    assembly, form = await assembly_of(request), SearchForm(await request.form())
    found: list[Registration] = []
    if form.validate():
        found = await looking.found_by_name(request.state.visitor, assembly, form.name.data or "", request.state.now)
    context = {"form": form, "found": found, "state_words": state_words, "crumbs": crumbs(assembly)}
    template = "assembly/registrations/office/search.html"
    return await office_page(request, template, assembly, context, status=422 if form.errors else 200)


def crumbs(assembly: Assembly) -> list[tuple[str, str]]:
    return [(_("Registrations"), f"/office/assemblies/{assembly.id}/registrations")]


@audience(SEES)
async def support(request: Request) -> Response:
    """How many need what; on request who, by pseudonym."""
    assembly = await assembly_of(request)
    listed = None
    if request.method == "POST":
        listed = await needs.listed(request.state.visitor, assembly, request.state.now)
    context = {"counted": await needs.counted(assembly.id), "listed": listed, "crumbs": crumbs(assembly)}
    return await office_page(request, "assembly/registrations/office/needs.html", assembly, context, status=200)


@audience(OFFICER)
async def open_form(request: Request) -> Response:
    """Whether people without a code can register."""
    assembly = await assembly_of(request)
    kept = {"version": str(assembly.version), "open_form": assembly.open_form}
    form = OpenForm(await typed(request), kept)
    if request.method == "POST" and await carried_out(
        form,
        lambda: opening.set_open_form(
            request.state.visitor, assembly.id, form.seen(), bool(form.open_form.data), request.state.now
        ),
    ):
        return saved(request, assembly, _("Saved."), "registrations")
    template = "assembly/registrations/office/open_form.html"
    return await office_page(request, template, assembly, {"form": form, "crumbs": crumbs(assembly)})
