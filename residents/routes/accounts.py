"""Addresses of accounts, sign-in and information."""

from starlette.routing import BaseRoute, Route

from residents.views import account, information, officer_sign_in, people, sample_sign_ins, sign_in

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # signing in
    Route("/sign-in", sign_in.sign_in, methods=GET_AND_POST),
    Route("/sign-in/codes/{challenge:int}", sign_in.code, methods=GET_AND_POST),
    Route("/sign-in/links/{token:str}", sign_in.link, methods=GET_AND_POST),
    Route("/sign-out", account.sign_out, methods=["POST"]),
    Route("/officers/sign-in", officer_sign_in.sign_in, methods=GET_AND_POST),
    Route("/officers/enrolments/{token:str}", officer_sign_in.enrolment, methods=GET_AND_POST),
    # one's own account
    Route("/account", account.show),
    Route("/account/name", account.name, methods=GET_AND_POST),
    Route("/account/sign-out-everywhere", account.sign_out_everywhere, methods=["POST"]),
    Route("/account/sessions/{session:str}/sign-out", account.device_sign_out, methods=["POST"]),
    # who works here
    Route("/office/people", people.index),
    Route("/office/people/invitation", people.invitation, methods=GET_AND_POST),
    Route("/office/people/{account:int}", people.show),
    Route("/office/people/{account:int}/roles", people.roles, methods=["POST"]),
    Route("/office/people/{account:int}/sign-in-reset", people.reset, methods=["POST"]),
    Route("/office/people/{account:int}/closure", people.closure, methods=["POST"]),
    Route("/office/people/{account:int}/reopening", people.reopening, methods=["POST"]),
    # what it is and how it works
    Route("/how-it-works", information.how_it_works),
    Route("/accessibility", information.accessibility),
    Route("/privacy", information.privacy),
    Route("/attribution", information.attribution),
]

# Only while the site is tried out: main.py leaves them out in production.
trial_routes: list[BaseRoute] = [
    Route("/sample-sign-ins", sample_sign_ins.index),
    Route("/sample-sign-ins/{account:int}", sample_sign_ins.enter, methods=["POST"]),
]
