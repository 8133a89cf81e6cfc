"""Recount packs of published funds: built by a command, and by the worker, who keeps them for the result's page."""

from pb.packs.building import build_pack
from pb.packs.keeping import Kept, build_due, kept_pack

__all__ = ["Kept", "build_due", "build_pack", "kept_pack"]
