"""What the worker does about people: remind, let run out, look for what is odd, forget."""

from post.worker import Duty
from residents.belonging import reminding
from residents.code_letters import posting
from residents.flags import catch_up
from residents.presence import handovers
from residents.retention import purging
from residents.vouchers import cards

duties: list[Duty] = [
    Duty("reminders", 900.0, reminding.remind),
    Duty("claims that ran out", 300.0, reminding.expire),
    Duty("letters that ran out", 3600.0, posting.expire_letters),
    Duty("cards that ran out", 3600.0, cards.expire_vouchers),
    Duty("devices lent", 60.0, handovers.tidy),
    Duty("flags", 300.0, catch_up),
    Duty("retention", 3600.0, purging.hourly),
]
