"""Every address of the Citizens' Assembly: one file a noun."""

from starlette.routing import BaseRoute

from assembly.routes import commissioning, draws, invitations, panels, quotas, registrations

routes: list[BaseRoute] = [
    *commissioning.routes,
    *quotas.routes,
    *invitations.routes,
    *registrations.routes,
    *draws.routes,
    *panels.routes,
]
