"""Somebody's choices while they are being made: they travel with the form, and nothing is stored before the cast."""

from collections.abc import Collection, Mapping, Sequence


def cleaned(choices: Sequence[str], standing: Collection[str], limit: int) -> list[str]:
    """Those that can stand on the ballot: each once, in order, no more than allowed."""
    return [choice for choice in dict.fromkeys(choices) if choice in standing][:limit]


def changed(
    choices: Sequence[str], act: str, positions: Mapping[str, str], standing: Collection[str], limit: int
) -> list[str]:
    """The choices after one button: add:ID, remove:ID, up:ID, down:ID, or the places picked in the selects.

    Whatever makes no sense changes nothing.
    """
    found = _in_order(cleaned(choices, standing, limit), positions)
    verb, _, project = act.partition(":")
    if verb == "add":
        return cleaned([*found, project], standing, limit)
    if project not in found:
        return found
    place = found.index(project)
    if verb == "remove":
        del found[place]
    elif verb in ("up", "down"):
        other = min(max(place + (-1 if verb == "up" else 1), 0), len(found) - 1)
        found[place], found[other] = found[other], found[place]
    return found


def _in_order(choices: list[str], positions: Mapping[str, str]) -> list[str]:
    """By the places wanted. Whoever moves up comes before whoever stands there, whoever moves down comes after."""

    def key(project: str) -> tuple[int, int]:
        place = choices.index(project) + 1
        text = positions.get(project, "")
        wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else place
        return wanted, (wanted > place) - (wanted < place)

    return sorted(choices, key=key)
