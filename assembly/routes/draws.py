"""The draw: prepared, committed, drawn in public."""

from starlette.routing import BaseRoute, Route

from assembly.views.draws import deciding, preparing, public

_OFFICE = "/office/assemblies/{assembly:int}/draws"
_ONE = f"{_OFFICE}/{{number:int}}"
_PUBLIC = "/assemblies/{slug:str}/draws/{number:int}"

routes: list[BaseRoute] = [
    Route(_OFFICE, preparing.index),
    Route(f"{_OFFICE}/beginning", preparing.begin, methods=["POST"]),
    Route(_ONE, deciding.show),
    Route(f"{_ONE}/stop", deciding.stop, methods=["POST"]),
    Route(f"{_ONE}/commitment", deciding.ask_to_commit, methods=["POST"]),
    Route(f"{_ONE}/commitment/{{approval:int}}", deciding.commit, methods=["POST"]),
    Route(f"{_ONE}/commitment/{{approval:int}}/refusal", deciding.refuse_commitment, methods=["POST"]),
    Route(f"{_ONE}/chance/{{kind:str}}", deciding.chance, methods=["GET", "POST"]),
    Route(f"{_ONE}/void", deciding.ask_to_void, methods=["POST"]),
    Route(f"{_ONE}/void/{{approval:int}}", deciding.void, methods=["POST"]),
    Route(f"{_ONE}/void/{{approval:int}}/refusal", deciding.refuse_void, methods=["POST"]),
    Route(f"{_ONE}/pool", deciding.for_auditors, methods=["POST"]),
    Route(_PUBLIC, public.show),
    Route(f"{_PUBLIC}/files/{{name:str}}", public.file),
    Route(f"{_PUBLIC}/folder", public.folder),
]
