"""What tests of moderation and review have in common: officers, comments, reports, letters that went out."""

from typing import Any

from pb.models import Comment, CommentState, Idea, Report
from post.models import Message
from residents.models import Account, Role
from residents.people import Person
from tests.factories import NOW, make_account


async def make_person(*roles: Role, name: str = "Olu Officer") -> Person:
    account = await make_account(name, *roles)
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


def as_person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def make_comment(idea: Idea, author: Account | None = None, **values: Any) -> Comment:
    author = author or await make_account("Cath Comment")
    fields: dict[str, Any] = {
        "body": "Rubbish!",
        "body_html": "<p>Rubbish!</p>",
        "made_at": NOW,
        "state": CommentState.VISIBLE,
    }
    return await Comment.create(idea=idea, author=author, author_name=author.display_name, **{**fields, **values})


async def make_report(*, idea: Idea | None = None, comment: Comment | None = None, why: str = "It is rude") -> Report:
    return await Report.create(idea=idea, comment=comment, reporter=await make_account(), why=why, made_at=NOW)


async def letters_to(account: Account | Person) -> list[Message]:
    return await Message.filter(recipient=account.email).order_by("id")


async def account_of(number: int | None) -> Account:
    return await Account.get(id=number)
