"""How much of the ballots is published, so that no ballot shows whose it is or proves to a buyer how somebody voted.

Pure; docs/recount-packs.md, section `ballots/CONTEST.json`, is the format, docs/decisions/0017-disclosure.md says why.
"""

from ballot_box.disclosure.cutting import Groups, Shortened, shorten
from ballot_box.disclosure.forms import LEAST_PUBLISHED, Disclosure, Form, Limits, form_of
from ballot_box.disclosure.marks import marks, unused_marks
from ballot_box.disclosure.totals import Numbers, Totals, TotalsRefused, counted, demand_hidden, hidden

__all__ = [
    "LEAST_PUBLISHED",
    "Disclosure",
    "Form",
    "Groups",
    "Limits",
    "Numbers",
    "Shortened",
    "Totals",
    "TotalsRefused",
    "counted",
    "demand_hidden",
    "form_of",
    "hidden",
    "marks",
    "shorten",
    "unused_marks",
]
