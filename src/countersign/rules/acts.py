"""The vocabulary of acts: every governed thing somebody may try to do, in this version of the house or a later one.

A pack may put requirements on any of these. One that no room performs yet leaves its requirements *pending*; a name
that is not here is a fault of the pack. `power` is what an office, a delegation or an authorization must give for
the act; packs say which offices hold which powers. `asks` lists facts the act's room or the gate can be asked beyond
those of every act (`now`, `actor`, `matter`, `answers`, `parts`).
"""

from __future__ import annotations

from dataclasses import dataclass

ALWAYS = ("now", "actor", "matter", "answers", "parts")


@dataclass(frozen=True, slots=True)
class ActSpec:
    """One act of the vocabulary."""

    name: str
    subject: str
    power: str
    asks: tuple[str, ...] = ()


ACTS: dict[str, ActSpec] = {}


def _act(name: str, subject: str, power: str, *asks: str) -> None:
    ACTS[name] = ActSpec(name, subject, power, asks)


# gate
_act("install", "agency", "install", "instrument")
_act("adopt_pack", "pack", "pack.adopt", "signatures", "text")
_act("sign_pack", "pack", "pack.sign", "signatures")
_act("answer_question", "question", "question.answer", "reasons")
_act("withdraw_signature", "signature", "signature.withdraw", "reasons")
_act("change_agency", "agency", "agency.change", "reasons")
_act("fill_demonstration", "agency", "agency.change")

# people
_act("add_unit", "unit", "roster.keep")
_act("change_unit", "unit", "roster.keep")
_act("close_unit", "unit", "roster.keep", "reasons")
_act("hire", "person", "roster.keep")
_act("change_person", "person", "roster.keep")
_act("end_employment", "person", "roster.keep", "reasons")
_act("merge_people", "person", "roster.keep", "reasons")
_act("import_roster", "roster", "roster.keep")
_act("appoint", "appointment", "appoint", "named", "term", "instrument")
_act("end_appointment", "appointment", "appoint", "reasons")
_act("delegate", "delegation", "delegate", "named", "term", "instrument", "delegating")
_act("end_delegation", "delegation", "delegate", "reasons")
_act("return_delegation", "delegation", "delegation.return")
_act("mark_personal", "power", "power.mark", "reasons")
_act("request_authorization", "authorization", "authorization.request", "named", "term", "accounts")
_act("withdraw_authorization_request", "authorization", "authorization.withdraw")
_act("authorize", "authorization", "authorization.sign", "named", "term", "instrument", "accounts", "platforms")
_act("renew_authorization", "authorization", "authorization.sign", "named", "term", "instrument", "accounts", "reasons")
_act("end_authorization", "authorization", "authorization.sign", "reasons")

# directive
_act("import_directive", "directive", "directive.import", "text")
_act("sign_directive", "directive", "directive.sign", "signatures", "text")
_act("adopt_directive", "directive", "directive.adopt", "signatures", "text")
_act("write_note", "note", "note.write", "reasons")
_act("start_acknowledgment", "campaign", "acknowledgment.ask", "term")
_act("acknowledge", "acknowledgment", "acknowledgment.give", "directed")

# accounts
_act("approve_platform", "platform", "platform.approve", "platforms", "terms_read", "reasons")
_act("withdraw_platform", "platform", "platform.approve", "reasons")
_act("record_terms", "terms", "terms.record", "terms_read")
_act("accept_terms", "terms", "terms.accept", "terms_read", "reasons")
_act("submit_strategy", "strategy", "strategy.write", "strategy")
_act("sign_strategy", "strategy", "strategy.sign", "signatures", "strategy")
_act("end_strategy", "strategy", "strategy.sign", "reasons")
_act("apply_for_account", "account", "account.apply", "application", "platforms")
_act("change_account", "account", "account.apply", "application", "platforms")
_act("sign_account", "account", "account.sign", "signatures", "application", "platforms")
_act("return_account", "account", "account.sign", "reasons")
_act("withdraw_application", "account", "account.apply", "reasons")
_act(
    "connect_account",
    "account",
    "account.connect",
    "signatures",
    "platforms",
    "accounts",
    "application",
    "identity_told",
)
_act("attest_page", "account", "page.attest", "page_elements", "accounts")
_act("open_account", "account", "account.open", "signatures", "platforms", "page_elements", "application")
_act("suspend_account", "account", "account.suspend", "reasons")
_act("resume_account", "account", "account.resume", "signatures", "platforms", "page_elements", "reasons")
_act("close_account", "account", "account.close", "reasons")
_act("report_impostor", "impostor", "impostor.report")
_act("list_impostor", "impostor", "impostor.list", "reasons")

# findings
_act("change_contacts", "own_contacts", "contacts.keep", "reasons")
_act("start_watch_list", "watch_list", "watchlist.keep", "reasons")
_act("change_watch_list", "watch_list", "watchlist.keep", "reasons")
_act("read_watch_list", "watch_list", "watchlist.keep")
_act("end_watch_list", "watch_list", "watchlist.keep", "reasons")
_act("choose_model", "screening_model", "model.choose", "reasons")
_act("choose_second_reader", "second_reader", "second_reader.choose", "reasons")

# posts
_CONTENT = ("purposes", "strategy", "findings", "pictures", "materials", "accessibility", "limits", "window")
_act("submit_post", "post", "post.write", "authorizations", "accounts", "platforms", *_CONTENT)
_act("sign_post", "post", "post.sign", "signatures", "authorizations", "accounts", "platforms", *_CONTENT)
_act("return_post", "post", "post.sign", "reasons")
_act("refuse_post", "post", "post.sign", "reasons")
_act("schedule_post", "post", "post.schedule", "signatures", "blanket", "accounts", "window")
_act("unschedule_post", "post", "post.schedule", "reasons")
_act(
    "publish_post", "placement", "post.publish", "signatures", "blanket", "authorizations", "accounts", "platforms",
    "pause", "directed", *_CONTENT,
)  # fmt: skip
_act("settle_attempt", "placement", "post.settle", "reasons", "captured")
_act("withdraw_post", "placement", "post.withdraw", "signatures", "accounts", "holds", "captured", "reasons")
_act("record_outcome", "placement", "post.publish")
_act("record_read_back", "placement", "post.publish", "captured")
_act("record_consent", "consent", "consent.record", "term", "instrument")
_act("withdraw_consent", "consent", "consent.record", "reasons")
_act("record_rights", "rights", "rights.record", "term", "instrument")
_act("withdraw_rights", "rights", "rights.record", "reasons")
_act("pause_publishing", "pause", "publishing.pause", "reasons")
_act("resume_publishing", "pause", "publishing.resume", "reasons")
_act("submit_blanket", "blanket", "blanket.write", "term")
_act("sign_blanket", "blanket", "blanket.sign", "signatures", "term", "findings")
_act("end_blanket", "blanket", "blanket.sign", "reasons")
_act(
    "fill_blanket", "post", "post.write", "authorizations", "accounts", "platforms", "blanket", "signatures", *_CONTENT
)
_act("confirm_blanket", "post", "post.confirm", "signatures", "blanket", "findings", "window")
_act("discard_filling", "post", "post.write")
_act("write_after_action", "post", "after_action.write", "reasons")
_act("ask_second_reader", "opinion", "second_reader.ask")
_act("record_opinion", "opinion", "second_reader.ask")
_act("export_labels", "labels", "screening.export")
_act("rescreen_archive", "rescreening", "screening.rescreen")

# watch
_act("record_round", "round", "round.record", "captured")
_act("check_page", "account", "page.check", "page_elements")
_act("import_items", "account", "records.import", "captured")
_act("propose_moderation", "item", "moderation.propose", "captured", "holds", "reasons")
_act("confirm_moderation", "item", "moderation.confirm", "captured", "holds", "reasons")
_act("appeal", "item", "appeal.make", "reasons")
_act("decide_appeal", "item", "appeal.decide", "reasons")
_act("sign_comment_policy", "comment_policy", "comment_policy.sign", "signatures", "reasons")
_act("adopt_comment_policy", "comment_policy", "comment_policy.adopt", "signatures")
_act("route_item", "item", "item.route", "captured", "reasons")

# records
_act("place_hold", "hold", "hold.place", "reasons")
_act("release_hold", "hold", "hold.release", "reasons", "signatures")
_act("dispose", "disposition", "record.dispose", "holds", "schedule", "signatures")
_act("produce_records", "request", "request.answer", "captured", "reasons")

# conduct
_act("report_case", "case", "case.report", "reasons")
_act("refer_case", "case", "case.refer", "reasons", "directed")
_act("close_case", "case", "case.close", "reasons")

# reviews
_act("file_review", "review", "review.file", "reasons")
_act("sign_review", "review", "review.sign", "signatures", "reasons")
