"""Categories, quotas, and whether a fair panel is possible."""

from starlette.routing import BaseRoute, Route

from assembly.views.quotas import category, overview, people, pool, public, seats

GET_AND_POST = ["GET", "POST"]
_OFFICE = "/office/assemblies/{assembly:int}/quotas"

routes: list[BaseRoute] = [
    Route("/assemblies/{slug:str}/quotas", public.show),
    Route(_OFFICE, overview.index),
    Route(f"{_OFFICE}/new", overview.add, methods=GET_AND_POST),
    Route(f"{_OFFICE}/working-out", overview.work_out, methods=["POST"]),
    Route(f"{_OFFICE}/pool", pool.show),
    Route(f"{_OFFICE}/pool/easing", pool.easing, methods=GET_AND_POST),
    Route(f"{_OFFICE}/{{category:int}}", category.edit, methods=GET_AND_POST),
    Route(f"{_OFFICE}/{{category:int}}/values", category.answers, methods=GET_AND_POST),
    Route(f"{_OFFICE}/{{category:int}}/people", people.edit, methods=GET_AND_POST),
    Route(f"{_OFFICE}/{{category:int}}/people/places", people.from_places, methods=["POST"]),
    Route(f"{_OFFICE}/{{category:int}}/seats", seats.edit, methods=GET_AND_POST),
    Route(f"{_OFFICE}/{{category:int}}/place", overview.move, methods=["POST"]),
    Route(f"{_OFFICE}/{{category:int}}/removal", overview.removal, methods=GET_AND_POST),
]
