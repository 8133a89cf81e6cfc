"""The one Jinja environment: our templates, the design system's macros, our components under `ui`."""

from pathlib import Path
from typing import Any

import govuk_frontend_jinja
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from web.assets import Assets
from web.filters import FILTERS
from web.language import gettext, ngettext
from web.settings import ROOT, Settings


class Components:
    """`ui.idea_card(...)` calls the macro `idea_card` of templates/ui/idea_card.html."""

    def __init__(self, environment: Environment, keep: bool) -> None:
        self._environment = environment
        self._keep = keep
        self._kept: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._kept:
            macro = getattr(self._environment.get_template(f"ui/{name}.html").module, name)
            if not self._keep:
                return macro
            self._kept[name] = macro
        return self._kept[name]


def build_environment(settings: Settings, assets: Assets, templates: Path = ROOT / "templates") -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(templates),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=not settings.production,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update({"gettext": _translated, "ngettext": _counted, "_": _translated})
    environment.filters.update(FILTERS)
    environment.globals.update(
        ui=Components(environment, keep=settings.production),
        asset=assets.url,
        council=Council(settings),
        production=settings.production,
        **_design_system(environment),
    )
    return environment


def _translated(text: str, /, **values: object) -> Markup:
    """For `_()` and `{% trans %}`. Jinja's own does the same, at three times the cost for every phrase of a page."""
    return _filled(gettext(text), values)


def _counted(one: str, many: str, count: int, /, **values: object) -> Markup:
    return _filled(ngettext(one, many, count), {"num": count, **values})


def _filled(text: str, values: dict[str, object]) -> Markup:
    return Markup(text % {name: escape(value) for name, value in values.items()} if "%" in text else text)


class Council:
    """What pages say about whose site this is."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.council_name
        self.place_name = settings.place_name
        self.short_name = settings.place_name
        self.service_name = settings.service_name
        self.logo_url = "/branding/logo" if settings.logo else ""
        self.contact_email = settings.contact_email
        self.contact_phone = settings.contact_phone


def _design_system(environment: Environment) -> dict[str, Any]:
    """The design system's macros as globals: an import at the top of a page is unseen by a fragment of it."""
    folder = Path(govuk_frontend_jinja.__file__).parent / "templates" / "components"
    macros: dict[str, Any] = {}
    for template in sorted(folder.glob("*/macro.html")):
        module = environment.get_template(f"govuk_frontend_jinja/components/{template.parent.name}/macro.html").module
        macros |= {name: macro for name, macro in vars(module).items() if name.startswith("govuk")}
    return macros


def safe(html: str) -> Markup:
    """Mark HTML that our own sanitiser made as safe to show."""
    return Markup(html)
