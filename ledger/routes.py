"""Every address of the public record. Those of files are the names that a mirror gives them."""

from starlette.routing import BaseRoute, Route

from ledger.views import files, record

routes: list[BaseRoute] = [
    Route("/record", record.show, methods=["GET", "POST"]),
    Route("/record/checking", record.checking),
    Route("/record/checkpoint", files.checkpoint),
    Route("/record/key", files.key),
    Route("/record/checkpoints.jsonl", files.checkpoints),
    Route("/record/leaves/{name:str}", files.leaves),
    Route("/record/proof/inclusion", files.inclusion),
    Route("/record/proof/consistency", files.consistency),
    Route("/record/witness.py", files.witness),
]
