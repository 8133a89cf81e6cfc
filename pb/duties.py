"""What the worker does about participatory budgeting."""

from pathlib import Path

from pb import packs
from pb.ideas import drafts
from post.worker import Duty
from web.settings import Settings


def duties(settings: Settings) -> list[Duty]:
    return [
        Duty("old drafts", 3600.0, lambda now: drafts.forget_old(Path(settings.media_dir), now)),
        Duty("recount packs", 30.0, lambda _: packs.build_due(settings.packs_dir)),
    ]
