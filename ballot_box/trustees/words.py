"""Who can open the ballots of a vote, in words that claim no more than the boxes give."""

from dataclasses import dataclass
from datetime import datetime

from web.filters import day
from web.language import _


@dataclass(frozen=True, slots=True)
class WhoOpens:
    """`people`: name and role of each trustee of a sealed vote; `opened_at`: when its boxes were opened."""

    sealed: bool
    people: tuple[tuple[str, str], ...] = ()
    opened_at: datetime | None = None

    @property
    def named(self) -> str:
        """“Amina Khan (city archivist) and Bob Lee (notary)”."""
        people = [_("%(name)s (%(role)s)") % {"name": name, "role": role} for name, role in self.people]
        if len(people) != 2:
            return _("two people outside this site")
        return _("%(first)s and %(last)s") % {"first": people[0], "last": people[1]}

    @property
    def sentence(self) -> str:
        if not self.sealed:
            return _(
                "This vote is not sealed. No page shows what anybody chose, but whoever runs this site’s computers "
                "could look into the ballot box. After the close the site opens it by itself."
            )
        if self.opened_at is not None:
            return _("This vote was sealed. %(people)s opened its ballots on %(day)s.") % {
                "people": self.named, "day": day(self.opened_at)
            }  # fmt: skip
        return _(
            "This vote is sealed. Until %(people)s open the ballots with their two keys, nobody can read a ballot in "
            "the box, not even whoever runs this site. The site sees your choices only while it puts them there."
        ) % {"people": self.named}
