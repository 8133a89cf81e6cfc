"""What a rule is: a name, a paragraph anybody can read, a source, and the function that counts."""

from dataclasses import dataclass
from typing import Protocol

from pb.counting.allocation import Allocation
from pb.counting.completion import NONE, Completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.refusals import CountingRefused
from pb.counting.ties import TieBreaking


class Count(Protocol):
    def __call__(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> Allocation: ...


class Winners(Protocol):
    def __call__(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> tuple[ProjectId, ...]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """`name` is public and stays; `completes` says whether a completion makes sense with it. `quick` finds the winners
    of `function` without the reasons, where these take time of their own."""

    name: str
    title: str
    explanation: str
    source: str
    function: Count
    completes: bool = False
    quick: Winners | None = None

    def count(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> Allocation:
        """The allocation under this rule, with its reasons. Raises CountingRefused."""
        self.refuse(instance, profile, completion)
        return self.function(instance, profile, ties, completion)

    def winners(
        self, instance: Instance, profile: Profile, ties: TieBreaking, completion: Completion = NONE
    ) -> tuple[ProjectId, ...]:
        """Only the projects that `count` funds, in the same order. Raises CountingRefused."""
        self.refuse(instance, profile, completion)
        if self.quick is not None:
            return self.quick(instance, profile, ties, completion)
        return self.function(instance, profile, ties, completion).funded

    def refuse(self, instance: Instance, profile: Profile, completion: Completion) -> None:
        """What cannot be counted."""
        if completion.name != NONE.name and not self.completes:
            raise CountingRefused(f"The rule {self.name} needs no completion. Leave it out, or say “none”.")
        unknown = sorted(profile.supporters().keys() - instance.by_id.keys())
        if unknown:
            raise CountingRefused(f"A ballot names project “{unknown[0]}”, which is not among the projects.")
