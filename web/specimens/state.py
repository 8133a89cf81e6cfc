"""One state of one component, as the gallery shows it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True)
class State:
    name: str
    args: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    body: str = ""  # what stands between {% call %} and {% endcall %}
    page: str = ""  # address of a page of its own, for what cannot share one


def state(name: str, *args: Any, body: str = "", page: str = "", **options: Any) -> State:
    return State(name, args, options, Markup(body), page)  # our own words, in web/specimens


Specimens = dict[str, Callable[[], list[State]]]
