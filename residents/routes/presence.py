"""Addresses of meeting people in person: venues, shifts, helping, kiosks."""

from starlette.routing import BaseRoute, Route

from residents.views.presence import handovers, helping, kiosk, kiosks, shifts, venues, welcome

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # where and when
    Route("/office/venues", venues.index),
    Route("/office/venues/new", venues.new, methods=GET_AND_POST),
    Route("/office/venues/{venue:int}", venues.one, methods=GET_AND_POST),
    Route("/office/venues/{venue:int}/retirement", venues.retirement, methods=["POST"]),
    Route("/office/shifts", shifts.index),
    Route("/office/shifts/new", shifts.new, methods=GET_AND_POST),
    Route("/office/shifts/{shift:int}/cancellation", shifts.cancellation, methods=["POST"]),
    # somebody is here
    Route("/office/welcome", welcome.index),
    Route("/office/welcome/person", welcome.person, methods=GET_AND_POST),
    Route("/office/welcome/confirmation", welcome.confirmation, methods=GET_AND_POST),
    Route("/office/welcome/registration", welcome.registration, methods=GET_AND_POST),
    Route("/office/welcome/people/{claim:int}", welcome.met),
    Route("/office/welcome/people/{claim:int}/confirmation-withdrawal", welcome.undoing, methods=["POST"]),
    # devices from hand to hand
    Route("/office/welcome/people/{claim:int}/handover", handovers.new, methods=["POST"]),
    Route("/office/welcome/people/{claim:int}/handover-here", handovers.here, methods=["POST"]),
    Route("/office/handovers/{handover:int}", handovers.one),
    Route("/office/kiosks", kiosks.index, methods=GET_AND_POST),
    Route("/office/kiosks/{kiosk:int}/end", kiosks.end, methods=["POST"]),
    Route("/kiosk", kiosk.index, methods=GET_AND_POST),
    Route("/kiosk/end", kiosk.end, methods=["POST"]),
    Route("/kiosk/more-time", kiosk.more_time, methods=["POST"]),
    Route("/kiosk/pin", kiosk.pin, methods=GET_AND_POST),
    # what helpers did
    Route("/office/help", helping.own),
    Route("/office/help/everybody", helping.everybody),
]
