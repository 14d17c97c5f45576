"""Whether a platform holds what was signed: the same, the same after what it is known to rewrite, or something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from countersign.connectors.recoding import same_stills
from countersign.connectors.seen import Profile, RemoteCard, RemoteMedia, RemotePost
from countersign.connectors.sent import Captions, Card, Draft, Media, ProfileFields

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
    """Something a platform is known to do to a file. `same(signed, read_back)` says whether that explains the bytes.

    `moving`: it is done to videos, of which `same` sees no picture. Where stills of both can be taken they must be
    alike too; where nobody could take any, the outcome names it with `UNSEEN` after its name.
    """

    name: str
    explain: str
    same: Callable[[bytes, bytes], bool]
    moving: bool = False


UNSEEN = "_unseen"
Stills = Callable[[bytes], Sequence[bytes]]
"""Takes still pictures out of a video, always at the same shares of its length; none where it cannot."""


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


def compare(
    signed: Draft,
    read_back: RemotePost,
    rewritings: tuple[Rewriting | Recoding, ...] = (),
    stills: Stills | None = None,
) -> Comparison:
    """Compare a signed post with what was read back, in the neutral form.

    A picture whose bytes were not read back counts as a difference: nobody has seen that it is the same. `stills` looks
    into videos that the platform made anew.
    """
    found = _Finder(rewritings, stills)
    found.text("text", signed.text, read_back.text)
    found.exact("reply_to", signed.reply_to or "", read_back.reply_to or "")
    found.exact("media", f"{len(signed.media)} files", f"{len(read_back.media)} files")
    for position, (ours, theirs) in enumerate(zip(signed.media, read_back.media, strict=False)):
        found.media(f"media[{position}]", ours, theirs)
        found.captions(f"media[{position}].captions", ours.captions, theirs.captions)
    found.card(signed.card, read_back.card)
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
    for name, picture in signed.pictures().items():
        found.media(f"profile.{name}", picture, {"avatar": read_back.avatar, "banner": read_back.banner}[name])
    return found.comparison(())


class _Finder:
    def __init__(self, rewritings: tuple[Rewriting | Recoding, ...], stills: Stills | None = None) -> None:
        self._stills = stills
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
                if recoding.same(signed, theirs.content) and (name := self._looked(recoding, signed, theirs.content)):
                    self._used.append(name)
                    return
        self.exact(where, digest, theirs.sha256 or "not read back")

    def captions(self, where: str, ours: Captions | None, theirs: tuple[tuple[str, RemoteMedia], ...]) -> None:
        """Their bytes are never rewritten, so only the same ones in the same language are the same."""
        signed = f"{ours.language} {ours.sha256()}" if ours is not None else ""
        self.exact(
            where, signed, " · ".join(f"{language} {file.sha256 or 'not read back'}" for language, file in theirs)
        )

    def card(self, ours: Card | None, theirs: RemoteCard | None) -> None:
        if ours is None or theirs is None:
            self.exact("card", ours.url if ours is not None else "", theirs.url if theirs is not None else "")
            return
        self.exact("card.url", ours.url, theirs.url)
        self.text("card.title", ours.title, theirs.title)
        self.text("card.description", ours.description, theirs.description)
        signed = ours.picture.sha256() if ours.picture is not None else ""
        held = (theirs.picture.sha256 or "not read back") if theirs.picture is not None else ""
        self.exact("card.picture", signed, held)

    def _looked(self, recoding: Recoding, ours: bytes, theirs: bytes) -> str:
        """By which name the recoding explains the file; empty where stills show something else."""
        if not recoding.moving:
            return recoding.name
        signed = self._stills(ours) if self._stills else ()
        read_back = self._stills(theirs) if self._stills and signed else ()
        if not signed or not read_back:
            return recoding.name + UNSEEN
        return recoding.name if same_stills(signed, read_back) else ""

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
