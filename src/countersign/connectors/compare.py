"""Whether a platform holds what was signed: the same, the same after what it is known to rewrite, or something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from countersign.connectors.seen import Profile, RemoteMedia, RemotePost
from countersign.connectors.sent import Draft, Media, ProfileFields

# 2 to this power combinations are tried, so a platform declares a handful, not a list.
_MOST_REWRITINGS = 6


@dataclass(frozen=True)
class Rewriting:
    """Something a platform is known to do to a text: what it makes of what was signed. `explain` is for people."""

    name: str
    explain: str
    rewrite: Callable[[str], str]


@dataclass(frozen=True)
class Recoding:
    """Something a platform is known to do to a file. `same(signed, read_back)` says whether that explains the bytes."""

    name: str
    explain: str
    same: Callable[[bytes, bytes], bool]


class Sameness(StrEnum):
    """The three outcomes of a comparison."""

    SAME = "same"
    SAME_AFTER_KNOWN_REWRITING = "same_after_known_rewriting"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Difference:
    """One place that differs: what was signed there and what was read back."""

    where: str
    signed: str
    read_back: str


@dataclass(frozen=True)
class Comparison:
    """The outcome, the names of the rewritings that explain it, and the places that nothing explains."""

    outcome: Sameness
    rewritings: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()


def compare(signed: Draft, read_back: RemotePost, rewritings: tuple[Rewriting | Recoding, ...] = ()) -> Comparison:
    """Compare a signed post with what was read back, in the neutral form.

    A picture whose bytes were not read back counts as a difference: nobody has seen that it is the same.
    """
    found = _Finder(rewritings)
    found.text("text", signed.text, read_back.text)
    found.exact("reply_to", signed.reply_to or "", read_back.reply_to or "")
    found.exact("media", f"{len(signed.media)} files", f"{len(read_back.media)} files")
    for position, (ours, theirs) in enumerate(zip(signed.media, read_back.media, strict=False)):
        found.media(f"media[{position}]", ours, theirs)
    return found.comparison(read_back.undone)


def compare_profile(
    signed: ProfileFields, read_back: Profile, rewritings: tuple[Rewriting | Recoding, ...] = ()
) -> Comparison:
    """Compare the fields that were signed with the profile that was read back; others are not looked at."""
    found = _Finder(rewritings)
    seen = {
        "display_name": (read_back.display_name,),
        "bio": (read_back.bio,),
        "website": read_back.links,
        "email": read_back.emails,
        "phone": read_back.phones,
    }
    for name, value in signed.texts().items():
        found.one_of(f"profile.{name}", value, seen[name])
    if signed.avatar is not None:
        found.media("profile.avatar", signed.avatar, read_back.avatar)
    return found.comparison(())


class _Finder:
    def __init__(self, rewritings: tuple[Rewriting | Recoding, ...]) -> None:
        self._rewritings = [known for known in rewritings if isinstance(known, Rewriting)]
        self._recodings = [known for known in rewritings if isinstance(known, Recoding)]
        if len(self._rewritings) > _MOST_REWRITINGS:
            raise ValueError(f"at most {_MOST_REWRITINGS} rewritings")
        self._used: list[str] = []
        self._differences: list[Difference] = []

    def exact(self, where: str, ours: str, theirs: str) -> None:
        if ours != theirs:
            self._differences.append(Difference(where, ours, theirs))

    def text(self, where: str, ours: str, theirs: str) -> None:
        explained = self._explain(ours, theirs)
        if explained is None:
            self._differences.append(Difference(where, ours, theirs))
        else:
            self._used += explained

    def one_of(self, where: str, ours: str, theirs: tuple[str, ...]) -> None:
        """An empty value was signed to have none; any other must be among those that are shown."""
        candidates = theirs or ("",)
        for candidate in candidates:
            if (explained := self._explain(ours, candidate)) is not None:
                self._used += explained
                return
        self._differences.append(Difference(where, ours, " · ".join(theirs)))

    def media(self, where: str, ours: Media, theirs: RemoteMedia | None) -> None:
        if theirs is None:
            self._differences.append(Difference(where, ours.sha256(), ""))
            return
        self.text(f"{where}.alt", ours.alt, theirs.alt)
        digest = ours.sha256()
        if theirs.sha256 != digest and theirs.content is not None and self._recodings:
            signed = ours.read()
            for recoding in self._recodings:
                if recoding.same(signed, theirs.content):
                    self._used.append(recoding.name)
                    return
        self.exact(where, digest, theirs.sha256 or "not read back")

    def comparison(self, undone: Iterable[str]) -> Comparison:
        names = tuple(dict.fromkeys([*undone, *self._used]))
        if self._differences:
            return Comparison(Sameness.DIFFERS, names, tuple(self._differences))
        return Comparison(Sameness.SAME_AFTER_KNOWN_REWRITING if names else Sameness.SAME, names)

    def _explain(self, ours: str, theirs: str) -> list[str] | None:
        """The fewest declared rewritings, in their order, that make ours theirs; None if none do."""
        for size in range(len(self._rewritings) + 1):
            for chosen in combinations(self._rewritings, size):
                rewritten = ours
                for rewriting in chosen:
                    rewritten = rewriting.rewrite(rewritten)
                if rewritten == theirs:
                    return [rewriting.name for rewriting in chosen]
        return None
