"""Every address about people: one file a noun."""

from starlette.routing import BaseRoute

from residents.routes import accounts, belonging, claims, code_letters, equality, flags, post_office, presence, vouchers

routes: list[BaseRoute] = [
    *accounts.routes,
    *belonging.routes,
    *code_letters.routes,
    *vouchers.routes,
    *presence.routes,
    *claims.routes,
    *equality.routes,
    *flags.routes,
    *post_office.routes,
]
trial_routes = accounts.trial_routes
