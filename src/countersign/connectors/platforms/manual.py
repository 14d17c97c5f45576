"""Work by hand: for a platform that gives no interface, or none to us. A person posts, and attests what they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from countersign.connectors.byhand import Said
from countersign.connectors.errors import HandNeeded
from countersign.connectors.interface import (
    Attempt,
    Cap,
    Checklist,
    Connector,
    Download,
    Draft,
    Limits,
    MediaLimit,
    Op,
    Prepared,
    Problem,
    Published,
    Support,
    TextLimit,
    Unit,
    Unknown,
    check_recovered,
    problems_of,
)
from countersign.connectors.words import gettext_noop as _

_BY_HAND = Support.conditional(_("A person does it by hand and attests it."))
_NOT_BY_MACHINE = _("It cannot be read back by machine: a person attests what is there.")
_NO_READING = Support.no(_NOT_BY_MACHINE)
_NO_CONNECTION = Support.no(_("This account is worked by hand; no machine is connected to it."))

_SIGN_IN = _("Sign in on the platform with the Department's own identity, never a personal one.")
_OPEN = _("Open the page of the account.")
_TEXT = _("Copy the text exactly as it stands here and paste it; change nothing.")
_FILES = _("Download the files and attach them in this order.")
_ALT = _("Type the alternative text of each file where the platform asks for it.")
_CAPTIONS = _("Download the captions and add them to the video, in the language that stands beside them.")
_CARD = _(
    "The page makes a preview of the link by itself: compare it with the one that was signed, and do not publish if it "
    "says something else."
)
_REPLY = _("Open the item that this answers, and answer there.")
_PUBLISH = _("Publish it.")
_EDIT = _("Open the post and choose to edit it.")
_SAVE = _("Save the change.")
_DELETE = _("Open the post and delete it.")
_PROFILE = _("Open the profile for editing and set each field to what stands here.")
_ADDRESS = _("Come back and paste the address of the post as the public sees it.")
_PICTURE = _("Add a picture of the whole page as the public sees it.")


class ManualConnector(Connector):
    """Turns what would be sent into a checklist for a person. `base_url` is the page they open."""

    kind = "manual"
    supports: ClassVar[Mapping[Cap, Support]] = {
        **dict.fromkeys(
            (
                *(Cap.TEXT, Cap.IMAGE, Cap.VIDEO, Cap.CAPTIONS, Cap.REPLY, Cap.THREAD),
                *(Cap.EDIT, Cap.DELETE, Cap.PROFILE_WRITE),
            ),
            _BY_HAND,
        ),
        Cap.CARD: Support.conditional(
            _("The platform makes the preview of the link itself; the person who posts by hand compares it with this.")
        ),
        **dict.fromkeys(
            (Cap.READ_BACK, Cap.LIST_OWN, Cap.LIST_COMMENTS, Cap.PROFILE_READ, Cap.IDENTITY),
            _NO_READING,
        ),
        **dict.fromkeys(
            (
                *(Cap.HIDE, Cap.UNHIDE, Cap.DELETE_COMMENT, Cap.BLOCK, Cap.UNBLOCK, Cap.MUTE, Cap.UNMUTE),
                *(Cap.WEBHOOK, Cap.SIGN_IN, Cap.REFRESH, Cap.REVOKE),
            ),
            _NO_CONNECTION,
        ),
        **dict.fromkeys((Cap.NATIVE_IDEMPOTENCY, Cap.FIND_BY_MARKER), _NO_CONNECTION),
        Cap.NEEDS_PUBLIC_MEDIA_URL: Support.no(_("A person takes the files along.")),
    }
    # The platform is not known here; these keep a checklist within what a person can copy and carry.
    default_limits = Limits(
        text=(TextLimit(Unit.CODE_POINTS, 63_206),),
        alt=(TextLimit(Unit.CODE_POINTS, 2_000),),
        media=(
            MediaLimit(frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}), 30 * 1024 * 1024),
            MediaLimit(frozenset({"video/mp4", "video/quicktime", "video/webm"}), 4 * 1024 * 1024 * 1024),
        ),
        media_most=20,
        profile={
            name: (TextLimit(Unit.CODE_POINTS, 5_000),) for name in ("display_name", "bio", "website", "email", "phone")
        },
    )

    def validate(self, draft: Draft, limits: Limits | None = None) -> list[Problem]:
        """What cannot be put into a checklist; hand over the platform's own limits to check those too."""
        return problems_of(draft, limits or self.default_limits)

    def prepare(self, draft: Draft, attempt_id: str) -> Prepared:
        """The checklist to create this; `commit` turns it into one to edit where the attempt says so."""
        if draft.profile is not None:
            files = [draft.profile.avatar] if draft.profile.avatar is not None else []
            fields = tuple(draft.profile.texts().items())
            steps = [_SIGN_IN, _PROFILE, *([_FILES, _ALT] if files else []), _SAVE]
        else:
            files, fields = list(draft.media), ()
            steps = [_SIGN_IN, _REPLY if draft.reply_to else _OPEN, *_content_steps(draft), _PUBLISH]
        downloads = tuple(
            Download(position, media.mime, media.sha256(), media.alt) for position, media in enumerate(files)
        )
        checklist = Checklist(
            op=Op.CREATE if draft.profile is None else Op.EDIT,
            steps=(*steps, _ADDRESS, _PICTURE),
            text=draft.text,
            downloads=downloads,
            open_url=self.account.base_url,
            remote_id=draft.reply_to,
            fields=fields,
            card=_card(draft),
            captions=_captions(draft),
        )
        return self._prepared(draft, attempt_id, {"checklist": checklist.to_json()})

    def commit(self, prepared: Prepared, attempt: Attempt) -> Published:
        """Always HandNeeded: the caller makes a task of it, and later `byhand.attested` of the person's word."""
        self._check(prepared, attempt)
        checklist = Checklist.from_json(prepared.state["checklist"])
        if attempt.op is Op.EDIT and checklist.op is Op.CREATE:
            content = [step for step in checklist.steps if step in (_TEXT, _FILES, _ALT, _CAPTIONS, _CARD)]
            checklist = Checklist(
                op=Op.EDIT,
                steps=(_SIGN_IN, _EDIT, *content, _SAVE, _ADDRESS, _PICTURE),
                text=checklist.text,
                downloads=checklist.downloads,
                open_url=checklist.open_url,
                remote_id=attempt.remote_id,
                card=checklist.card,
                captions=checklist.captions,
            )
        raise HandNeeded(checklist)

    def delete(self, remote_id: str, attempt: Attempt) -> None:
        """Always HandNeeded."""
        if attempt.op is not Op.DELETE or attempt.remote_id != remote_id:
            raise ValueError("the attempt is not to delete this post")
        steps = (_SIGN_IN, _DELETE, _PICTURE)
        raise HandNeeded(Checklist(Op.DELETE, steps, "", (), self.account.base_url, remote_id))

    def recover(self, attempt: Attempt, draft: Draft | None = None) -> Unknown:
        """Only the person who did it can say."""
        check_recovered(attempt, draft)
        return Unknown(_NOT_BY_MACHINE)


def _content_steps(draft: Draft) -> list[str]:
    steps = [_TEXT] if draft.text else []
    if draft.media:
        steps.append(_FILES)
    if any(media.alt for media in draft.media):
        steps.append(_ALT)
    if _captions(draft):
        steps.append(_CAPTIONS)
    if draft.card is not None:
        steps.append(_CARD)
    return steps


def _card(draft: Draft) -> tuple[str, ...]:
    return (draft.card.url, draft.card.title, draft.card.description) if draft.card is not None else ()


def _captions(draft: Draft) -> tuple[Said, ...]:
    return tuple(
        Said(position, media.captions.language, media.captions.sha256())
        for position, media in enumerate(draft.media)
        if media.captions is not None
    )
