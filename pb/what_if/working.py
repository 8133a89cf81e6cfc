"""Working the answer out, beside the site."""

import asyncio
from datetime import datetime

from pb.counting.refusals import CountingRefused
from pb.models import Cycle
from pb.results.side_by_side import Answer
from pb.what_if.asking import Question, WhatIfRefused, demand_no_open_vote
from pb.what_if.material import trial_of
from pb.what_if.trying import answer
from residents.people import Person


async def what_if(cycle: Cycle, question: Question, by: Person, now: datetime) -> Answer:
    """What each of the two ways would have given. Raises WhatIfRefused; stores nothing."""
    by.demand("cycles.edit")
    demand_no_open_vote(cycle, now)
    for way in question.ways:
        way.demand_known()
    trial = await trial_of(cycle, question, now)
    try:
        return await asyncio.to_thread(answer, trial, question)
    except CountingRefused as refusal:
        raise WhatIfRefused(str(refusal)) from refusal
