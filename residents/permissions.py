"""Who may do what. One table, one question; whatever is not written here is refused."""

from collections.abc import Collection

from residents.models import Role
from web.language import _
from web.refusals import NotAllowed

R = Role
_EVERY_OFFICER = set(Role) - {R.RESIDENT}

PERMISSIONS: dict[str, set[Role]] = {
    # residents
    "ideas.submit": {R.RESIDENT},
    "ideas.support": {R.RESIDENT},
    "ideas.comment": {R.RESIDENT},
    "ideas.follow": {R.RESIDENT},
    "content.report": {R.RESIDENT},
    "ballots.cast": {R.RESIDENT},
    "claims.make": {R.RESIDENT},
    # officers
    "office.view": _EVERY_OFFICER,
    "ideas.enter-for-somebody": {R.MODERATOR, R.REVIEWER, R.CYCLE_OFFICER, R.FACILITATOR},
    "content.moderate": {R.MODERATOR},
    "ideas.review": {R.REVIEWER},
    "ideas.assign": {R.REVIEWER, R.CYCLE_OFFICER},
    "projects.edit": {R.REVIEWER, R.CYCLE_OFFICER},
    "cycles.edit": {R.CYCLE_OFFICER},
    "ballots.freeze": {R.CYCLE_OFFICER},
    "tallies.count": {R.CYCLE_OFFICER},
    "tallies.see-unpublished": {R.CYCLE_OFFICER, R.PUBLISHER},
    "results.publish": {R.PUBLISHER},
    "results.decide": {R.PUBLISHER},
    "places.edit": {R.ADMINISTRATOR, R.CYCLE_OFFICER},
    "roles.grant": {R.ADMINISTRATOR},
    "post.manage": {R.ADMINISTRATOR},
    "journal.read": {R.ADMINISTRATOR, R.PUBLISHER},
    # belonging and help in person
    "claims.verify": {R.VERIFIER},  # only on shift
    "people.help": {R.VERIFIER, R.FACILITATOR},
    "venues.edit": {R.ROLL_OFFICER, R.CYCLE_OFFICER},
    "claims.manage": {R.ROLL_OFFICER},
    "claims.reject": {R.ROLL_OFFICER},  # two of them
    "vouchers.manage": {R.ROLL_OFFICER},
    "letters.manage": {R.ROLL_OFFICER},
    "flags.work": {R.ROLL_OFFICER},
    # paper
    "papers.view": {R.ROLL_OFFICER, R.KEYER, R.PUBLISHER},
    "papers.manage": {R.ROLL_OFFICER},
    "papers.key": {R.KEYER, R.ROLL_OFFICER},
    "papers.rule": {R.ROLL_OFFICER},
    "papers.sign-off": {R.ROLL_OFFICER, R.PUBLISHER},
    # Citizens' Assembly
    "registrations.make": {R.RESIDENT},
    "assemblies.edit": {R.ASSEMBLY_OFFICER},
    "assemblies.see-drafts": {R.ASSEMBLY_OFFICER, R.PUBLISHER},
    "assemblies.commission": {R.PUBLISHER},
    "invitations.manage": {R.ASSEMBLY_OFFICER},
    "registrations.enter": {R.ASSEMBLY_OFFICER, R.FACILITATOR},  # on the phone, for somebody
    "registrations.see-names": {R.ASSEMBLY_OFFICER},  # every look is journalled
    "registrations.exclude": {R.ASSEMBLY_OFFICER},
    "draws.prepare": {R.ASSEMBLY_OFFICER},
    "draws.commit": {R.ASSEMBLY_OFFICER, R.PUBLISHER},  # two of them
    "draws.draw": {R.ASSEMBLY_OFFICER, R.PUBLISHER},
    "draws.void": {R.ASSEMBLY_OFFICER, R.PUBLISHER},  # two of them
    "panels.manage": {R.ASSEMBLY_OFFICER},
    "members.remove": {R.ASSEMBLY_OFFICER, R.PUBLISHER},  # two of them
    "payments.manage": {R.ASSEMBLY_OFFICER},
}


def may(roles: Collection[Role], permission: str) -> bool:
    """Raises KeyError for a permission nobody defined: a spelling mistake must not pass for a refusal."""
    return not PERMISSIONS[permission].isdisjoint(roles)


def demand(roles: Collection[Role], permission: str) -> None:
    if not may(roles, permission):
        raise NotAllowed(_("Your role does not allow this. Ask an administrator of the site if you think it should."))
