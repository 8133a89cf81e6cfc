"""The panel: members, replacements, payments, and how it compares with the place."""

from starlette.routing import BaseRoute, Route

from assembly.views.panels import job_letter, names, own, payments, public, replacing, seats

_OFFICE = "/office/assemblies/{assembly:int}/panel"
_ONE = f"{_OFFICE}/{{member:int}}"
_PAYMENTS = f"{_OFFICE}/payments"
_SEAT = "/assemblies/{slug:str}/seat"
_BOTH = ["GET", "POST"]

routes: list[BaseRoute] = [
    Route(_OFFICE, seats.index),
    Route(f"{_OFFICE}/calls", seats.call, methods=["POST"]),
    Route(f"{_OFFICE}/names", names.names, methods=_BOTH),
    Route(f"{_OFFICE}/replacement", replacing.show),
    Route(f"{_OFFICE}/replacement/offer", replacing.offer, methods=["POST"]),
    Route(f"{_OFFICE}/rotation", replacing.rotation, methods=_BOTH),
    Route(_PAYMENTS, payments.index),
    Route(f"{_PAYMENTS}/sessions", payments.record_session, methods=["POST"]),
    Route(f"{_PAYMENTS}/expenses", payments.record_expenses, methods=["POST"]),
    Route(f"{_PAYMENTS}/paid", payments.mark_paid, methods=["POST"]),
    Route(f"{_PAYMENTS}/list.csv", payments.for_payroll, methods=["POST"]),
    Route(f"{_PAYMENTS}/{{payment:int}}/cancellation", payments.cancel, methods=["POST"]),
    Route(_ONE, seats.show),
    Route(f"{_ONE}/reminder", seats.remind, methods=["POST"]),
    Route(f"{_ONE}/answer", seats.answer, methods=["POST"]),
    Route(f"{_ONE}/lapse", seats.lapse, methods=["POST"]),
    Route(f"{_ONE}/removal", seats.ask_to_remove, methods=["POST"]),
    Route(f"{_ONE}/removal/{{approval:int}}", seats.remove, methods=["POST"]),
    Route(f"{_ONE}/removal/{{approval:int}}/refusal", seats.refuse_removal, methods=["POST"]),
    # members themselves
    Route(_SEAT, own.show, methods=_BOTH),
    Route(f"{_SEAT}/answer", own.answer, methods=_BOTH),
    Route(f"{_SEAT}/name", own.name, methods=_BOTH),
    Route(f"{_SEAT}/terms", own.terms, methods=_BOTH),
    Route(f"{_SEAT}/payment", own.payment, methods=_BOTH),
    Route(f"{_SEAT}/leaving", own.leave, methods=_BOTH),
    Route(f"{_SEAT}/letter.pdf", job_letter.show),
    Route(f"{_SEAT}/closing", own.close, methods=["POST"]),
    # everybody
    Route("/assemblies/{slug:str}/panel", public.show),
]
