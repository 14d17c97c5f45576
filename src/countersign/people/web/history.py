"""The history of a thing: what was done or tried about it, by whom, in which capacity, when, in which row.

Made from the ledger. It shows acts and their answers, never what a row says beyond them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from countersign.gate import packs
from countersign.gate.act import Ref
from countersign.gate.models import LedgerBody, Question, Signature
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.rules.outcome import Result

ROWS = 100
READS_ALL = "ledger.read"
"""The power to read every row."""
TONES = {Result.ALLOWED: "done", Result.NEEDS_PERSON: "waits", Result.REFUSED: "refused"}

ACT_WORDS: Mapping[str, Any] = {
    "install": lazy("Installation"),
    "adopt_pack": lazy("Pack put in force"),
    "sign_pack": lazy("Signature of the pack"),
    "answer_question": lazy("Answer to a question"),
    "withdraw_signature": lazy("Withdrawal of a signature"),
    "change_agency": lazy("Change of the agency's details"),
    "fill_demonstration": lazy("Invented accounts and posts"),
    "add_unit": lazy("Entry of a unit"),
    "change_unit": lazy("Change of a unit"),
    "close_unit": lazy("Closing of a unit"),
    "hire": lazy("Entry of an employee"),
    "change_person": lazy("Change of an employee's entry"),
    "end_employment": lazy("End of employment"),
    "merge_people": lazy("Merging of two entries of one person"),
    "import_roster": lazy("Import of the roster"),
    "appoint": lazy("Appointment"),
    "end_appointment": lazy("End of an appointment"),
    "delegate": lazy("Delegation"),
    "end_delegation": lazy("End of a delegation"),
    "return_delegation": lazy("Return of a delegation"),
    "mark_personal": lazy("Marking of a power as personal"),
    "request_authorization": lazy("Request for leave to post"),
    "withdraw_authorization_request": lazy("Withdrawal of a request for leave to post"),
    "authorize": lazy("Leave to post"),
    "renew_authorization": lazy("Renewal of leave to post"),
    "end_authorization": lazy("End of leave to post"),
    "import_directive": lazy("Import of the directive's text"),
    "sign_directive": lazy("Signature of the directive"),
    "adopt_directive": lazy("Directive put in force"),
    "write_note": lazy("Note on a clause"),
    "start_acknowledgment": lazy("Call to acknowledge the directive"),
    "acknowledge": lazy("Acknowledgment of the directive"),
    "approve_platform": lazy("Approval of the platform"),
    "withdraw_platform": lazy("Withdrawal of the platform"),
    "record_terms": lazy("Recording of the platform's terms"),
    "accept_terms": lazy("Acceptance of the platform's terms"),
    "submit_strategy": lazy("Submission of the strategy"),
    "sign_strategy": lazy("Signature of the strategy"),
    "end_strategy": lazy("End of the strategy"),
    "apply_for_account": lazy("Application for the account"),
    "change_account": lazy("Change of the account"),
    "sign_account": lazy("Signature of the account"),
    "return_account": lazy("Return of the application"),
    "withdraw_application": lazy("Withdrawal of the application"),
    "connect_account": lazy("Connection of the account"),
    "attest_page": lazy("Attestation of what the page shows"),
    "open_account": lazy("Opening of the account"),
    "suspend_account": lazy("Suspension of the account"),
    "resume_account": lazy("Resumption of the account"),
    "close_account": lazy("Closing of the account"),
    "report_impostor": lazy("Report of a page that is not ours"),
    "list_impostor": lazy("Decision on a reported page"),
    "change_contacts": lazy("Change of the agency's own contacts"),
    "start_watch_list": lazy("Beginning of a watch-list"),
    "change_watch_list": lazy("Change of the watch-list"),
    "read_watch_list": lazy("Reading of the watch-list in full"),
    "end_watch_list": lazy("End of the watch-list"),
    "choose_second_reader": lazy("Choice of the second reader"),
    "ask_second_reader": lazy("Question to the second reader"),
    "record_opinion": lazy("Opinion of the second reader"),
    "choose_model": lazy("Choice of the model that reads texts"),
    "submit_post": lazy("Submission of the post"),
    "sign_post": lazy("Signature of the post"),
    "return_post": lazy("Return of the post"),
    "refuse_post": lazy("Refusal of the post"),
    "schedule_post": lazy("Scheduling of the post"),
    "unschedule_post": lazy("Removal of the post from the schedule"),
    "publish_post": lazy("Publication of the post"),
    "settle_attempt": lazy("Settling of an attempt to publish"),
    "withdraw_post": lazy("Withdrawal of the post"),
    "record_outcome": lazy("Outcome of an attempt to publish"),
    "record_read_back": lazy("Reading back of the post"),
    "record_consent": lazy("Recording of a consent"),
    "withdraw_consent": lazy("Withdrawal of a consent"),
    "record_rights": lazy("Recording of a licence"),
    "withdraw_rights": lazy("Withdrawal of a licence"),
    "pause_publishing": lazy("Pause of all publishing"),
    "resume_publishing": lazy("End of the pause"),
    "submit_blanket": lazy("Submission of a template"),
    "sign_blanket": lazy("Signature of a blanket approval"),
    "end_blanket": lazy("End of a blanket approval"),
    "fill_blanket": lazy("Filling of a template"),
    "confirm_blanket": lazy("Confirmation of a filled template"),
    "discard_filling": lazy("Discarding of a filled template"),
    "write_after_action": lazy("After-action note"),
    "export_labels": lazy("Handing out of texts with what was said of their findings"),
    "rescreen_archive": lazy("Screening of everything again"),
    "record_round": lazy("Round"),
    "check_page": lazy("Check of the account's page"),
    "import_items": lazy("Import of what the account holds"),
    "propose_moderation": lazy("Proposal on a comment"),
    "confirm_moderation": lazy("Confirmation of a proposal on a comment"),
    "appeal": lazy("Appeal"),
    "decide_appeal": lazy("Decision on an appeal"),
    "sign_comment_policy": lazy("Signature of the comment policy"),
    "adopt_comment_policy": lazy("Comment policy put in force"),
    "route_item": lazy("Routing of a comment"),
    "place_hold": lazy("Hold"),
    "release_hold": lazy("Release of a hold"),
    "dispose": lazy("Disposal of records"),
    "produce_records": lazy("Production of records"),
    "report_case": lazy("Report of a suspected violation"),
    "refer_case": lazy("Referral of a case"),
    "close_case": lazy("Closing of a case"),
    "file_review": lazy("Filing of a facility review"),
    "sign_review": lazy("Signature of a facility review"),
}
"""What to call each act of the vocabulary where it is history: one table for every page."""


ANSWERS: Mapping[str, tuple[Any, str, str]] = {
    Result.ALLOWED: (lazy("done"), "check_circle", "good"),
    Result.NEEDS_PERSON: (lazy("a person has to answer first"), "help", "warn"),
    Result.REFUSED: (lazy("refused by the directive"), "cancel", "bad"),
    "person": (lazy("not theirs to do"), "cancel", "bad"),
    "state": (lazy("not possible at that time"), "cancel", "warn"),
}
"""What to call what came of an act, with its icon and tone; a wrong person and a wrong state are no decisions."""


@dataclass(frozen=True)
class HistoryRow:
    """One row of the ledger as a timeline shows it."""

    seq: int
    what: str
    who: str
    title: str
    when: str
    iso: str
    tone: str
    url: str = ""
    clauses: tuple[str, ...] = ()


def history(refs: Iterable[Ref], here: Visitor, *, limit: int = ROWS) -> list[HistoryRow]:
    """What happened to these things, with what happened to their signatures and questions; the latest first.

    Rows that `here` may not read are named without a link.
    """
    about = Q(pk__in=())
    for ref in refs:
        about |= Q(subject_kind=ref.kind, subject_id=ref.id or "")
        signed = Signature.objects.filter(subject_kind=ref.kind, subject_id=ref.id or "").values_list("seq", flat=True)
        asked = Question.objects.filter(subject_kind=ref.kind, subject_id=ref.id or "").values_list("pk", flat=True)
        about |= Q(subject_kind="signature", subject_id__in=[str(s) for s in signed])
        about |= Q(subject_kind="question", subject_id__in=[str(q) for q in asked])
    return [_row(body, here) for body in LedgerBody.objects.filter(about).order_by("-seq")[:limit]]


def may_read(here: Visitor, kept: LedgerBody) -> bool:
    """Whether somebody may read a row's content: its actor, who reads everything, or who is the matter's own."""
    if here.person is None:
        return False
    person = str(here.person.pk)
    return here.may(READS_ALL) or kept.actor == person or (kept.subject_kind, kept.subject_id) == ("person", person)


def addresses(here: Visitor, seqs: Iterable[int]) -> dict[int, str]:
    """The pages of those of these rows that somebody may read."""
    kept = LedgerBody.objects.filter(seq__in=list(seqs)).defer("body", "salt")
    return {body.seq: reverse("row", args=[body.seq]) for body in kept if may_read(here, body)}


def answer(content: Mapping[str, Any]) -> dict[str, str]:
    """What came of an act, as a row's content has it, for a status chip."""
    label, icon, tone = ANSWERS[content.get("wrong") or content["decision"]["result"]]
    return {"label": str(label), "icon": icon, "tone": tone}


def title_of(kind: str, office: str | None, mandate: str | None, title: str = "") -> str:
    """In which right somebody acted, in the language of the page; `title` stands in where the pack has no word."""
    found = packs.in_force().office.get(office or "")
    name = found.title.get(language()) if found else title
    if kind == "designee":
        return _("for the %(office)s under delegation %(number)s") % {"office": name, "number": mandate}
    if kind == "authorized":
        return _("authorized to post, authorization %(number)s") % {"number": mandate}
    return _("employee") if kind == "employee" else name


def said(at: Any) -> str:
    """A moment in the agency's zone, in figures."""
    return formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def _row(body: LedgerBody, here: Visitor) -> HistoryRow:
    content: dict[str, Any] = json.loads(bytes(body.body)) if body.body is not None else {}
    by = content.get("by", {})
    decision = content.get("decision", {})
    clauses = dict.fromkeys(c for d in decision.get("determining", ()) for c in d["clauses"])
    return HistoryRow(
        seq=body.seq,
        what=_what(body, content.get("wrong", "")),
        who=by.get("name", ""),
        title=title_of(by["kind"], by["office"], by["mandate"], by["title"]) if by else "",
        when=said(body.at),
        iso=timezone.localtime(body.at).isoformat(timespec="seconds"),
        tone=TONES[Result(body.result)],
        url=reverse("row", args=[body.seq]) if may_read(here, body) else "",
        clauses=tuple(clauses),
    )


def _what(body: LedgerBody, wrong: str) -> str:
    act = str(ACT_WORDS.get(body.act, body.act))
    if body.body is None:
        return _("%(act)s (its content was disposed of)") % {"act": act}
    if wrong == "person":
        return _("%(act)s: tried by somebody who may not") % {"act": act}
    if wrong == "state":
        return _("%(act)s: tried when it was not possible") % {"act": act}
    if body.result == Result.NEEDS_PERSON:
        return _("%(act)s: a person has to answer first") % {"act": act}
    if body.result == Result.REFUSED:
        return _("%(act)s: refused") % {"act": act}
    return act
