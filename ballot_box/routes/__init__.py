"""Every address of the ballot box: one file a noun."""

from starlette.routing import BaseRoute

from ballot_box.routes import not_me, paper, promises

routes: list[BaseRoute] = [*paper.routes, *not_me.routes, *promises.routes]
