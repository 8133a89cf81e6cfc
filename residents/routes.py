"""Every address about people and places."""

from starlette.routing import BaseRoute, Route

from residents.views import sign_in

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # signing in
    Route("/sign-in", sign_in.sign_in, methods=GET_AND_POST),
    Route("/sign-in/codes/{challenge:int}", sign_in.code, methods=GET_AND_POST),
    Route("/sign-in/links/{token:str}", sign_in.link, methods=GET_AND_POST),
]
