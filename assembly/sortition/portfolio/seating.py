"""Who sits on the lines: of people whom no quota can tell apart, the seed decides, never the order of ids."""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial

from assembly.sortition.pool import PersonId
from assembly.sortition.solver import Whole

ASKED_EVERY = 500  # panels between two questions whether to stop


def seat(
    lines: Whole, people: Sequence[tuple[PersonId, ...]], seed: bytes, tell: Callable[[float], None]
) -> tuple[tuple[PersonId, ...], ...]:
    """Panels of ids, each sorted, in an order that follows from the seed. `people[t]` are those of type t.

    Each type goes through its people again and again, every time in another order, which is the order of their keyed
    hashes (BLAKE2b, the key made from the seed). So the numbers of panels that two people of a type are on differ by
    one at most, and nobody is twice on a panel. `tell` hears the part that is done and may raise to stop.
    """
    key = hashlib.sha256(seed).digest()
    queues = [_Queue(ids, key) for ids in people]
    order = sorted(range(len(lines)), key=lambda number: _mark(key, "line", number))
    panels = []
    for place, number in enumerate(order):
        if place % ASKED_EVERY == 0:
            tell(place / len(order))
        panels.append(_panel(lines[number].tolist(), queues))
    return tuple(panels)


def _panel(types: list[int], queues: list["_Queue"]) -> tuple[PersonId, ...]:
    taken: list[PersonId] = []
    for kind in types:
        queue = queues[kind]
        taken.append(queue.next(taken) if queue.only is None else queue.only)
    return tuple(sorted(taken))


class _Queue:
    """The people of a type, who come round in turn. `only` names the one who is alone in theirs."""

    __slots__ = ("_ids", "_key", "_times", "_waiting", "only")

    def __init__(self, ids: tuple[PersonId, ...], key: bytes) -> None:
        self._ids = ids
        self._key = key
        self._waiting: list[PersonId] = []
        self._times = 0
        self.only = ids[0] if len(ids) == 1 else None

    def next(self, taken: Sequence[PersonId]) -> PersonId:
        """The first who waits and is not on the panel yet; when all have had their turn, it begins anew."""
        if not self._waiting:
            self._waiting = sorted(self._ids, key=partial(_mark, self._key, self._times))
            self._times += 1
        place = next(place for place, person in enumerate(self._waiting) if person not in taken)
        return self._waiting.pop(place)


def _mark(key: bytes, *what: object) -> bytes:
    return hashlib.blake2b("\n".join(map(str, what)).encode(), key=key, digest_size=16).digest()
