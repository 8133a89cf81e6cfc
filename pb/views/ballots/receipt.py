"""The receipt: a code and a signature, on the screen, on paper or in a small file. Never in an email."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pb.ballots import Missing, Receipt, Vote, receipt_for, vote_at
from pb.views.ballots.booth import Filled, code_in_full, standing_in_words
from web.audience import SIGNED_IN, audience
from web.language import _
from web.pages import page, see_other, settings_of


@audience(SIGNED_IN)
async def show(request: Request) -> Response:
    """Your ballot is in the box. The code is shown to nobody else."""
    vote, receipt = await _found(request)
    if vote is None or receipt is None:
        return see_other(request, "/vote")
    if isinstance(receipt, Missing):
        return page(request, "pb/ballots/no_receipt.html", {"vote": vote, "why": receipt.value})
    context = {
        "vote": vote,
        "receipt": receipt,
        **code_in_full(request, receipt.commitment),
        **await standing_in_words(request, vote),
    }
    return page(request, "pb/ballots/receipt.html", context)


@audience(SIGNED_IN)
async def as_text(request: Request) -> Response:
    """To keep as a file; not on a device that is lent, where it would stay behind."""
    vote, receipt = await _found(request)
    if vote is None or not isinstance(receipt, Receipt) or request.state.visitor.kiosk:
        return see_other(request, "/vote/receipt")
    headers = {
        "content-disposition": f'attachment; filename="receipt-{vote.slug}.txt"',
        "cache-control": "private, no-store",
    }
    return PlainTextResponse(_text(vote, receipt, settings_of(request).address), headers=headers)


async def _found(request: Request) -> tuple[Vote | None, Receipt | Missing | None]:
    vote = await vote_at(request.state.now, Filled.of(request.query_params).fund)
    return vote, await receipt_for(vote, request.state.visitor) if vote else None


def _text(vote: Vote, receipt: Receipt, site: str) -> str:
    said = _(
        """Receipt for a ballot in: %(vote)s

Your code:
%(code)s

It does not show what you chose. Each time you vote you get a new code, and the newest one counts.

To check that your ballot is in the public record, look your code up there:
%(site)s/record

What we promise, and what not:
%(site)s/record/promises

If your code is not in the record ten minutes after you voted, show us this file, or show it to
somebody you trust. What stands below is our signature under your code.

vote: %(election)s
commitment: %(commitment)s
signature: %(signature)s
public key: %(key)s
"""
    )
    return said % {
        "vote": " ".join(vote.name.split()),
        "code": receipt.code,
        "site": site,
        "election": receipt.election,
        "commitment": receipt.commitment,
        "signature": receipt.signature,
        "key": receipt.key,
    }
