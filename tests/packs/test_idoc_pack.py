"""The pack of the first agency's directive: whole, consistent with itself, and true to the contract with screening."""

from countersign.rules.acts import ACTS
from countersign.rules.coverage import coverage
from countersign.rules.decide import decide
from countersign.rules.examples import base_facts, run_examples
from countersign.rules.kind import KINDS

ITEMS = [
    "I", "II", "II.A", "II.B", "II.C", "II.D", "II.E", "II.F", "II.F.1", "II.F.2", "II.F.3", "II.G",
    "II.G.1", "II.G.1.a", "II.G.1.b", "II.G.1.c", "II.G.1.d", "II.G.1.e",
    "II.G.2", "II.G.2.a", "II.G.2.b", "II.G.2.c", "II.G.2.d", "II.G.2.e",
    "II.G.3", "II.G.3.a", "II.G.3.b", "II.G.3.c", "II.G.3.d", "II.G.3.e",
    "II.G.4", "II.G.4.a", "II.G.4.b", "II.G.4.b.1", "II.G.4.b.2", "II.G.4.b.3", "II.G.4.b.4", "II.G.4.b.5",
    "II.G.4.c", "II.G.4.d", "II.G.4.e",
    "II.G.5", "II.G.5.a", "II.G.5.b", "II.G.5.c", "II.G.5.d", "II.G.5.e", "II.G.5.f", "II.G.5.g", "II.G.6",
]  # fmt: skip


def test_all_fifty_items_and_four_definitions_are_there_in_order(pack):
    assert [c.id for c in pack.clauses] == ITEMS
    assert len(ITEMS) == 50
    assert [d.id for d in pack.definitions] == ["II.E.employee", "II.E.post_noun", "II.E.post_verb", "II.E.platform"]


def test_every_item_is_sorted_and_only_these_are_for_people(pack):
    rows = coverage(pack)["clauses"]
    assert [r["id"] for r in rows if r["sort"] is None] == []
    assert [r["id"] for r in rows if r["sort"] == "people"] == ["I", "II.A", "II.B"]
    with_reason = [r["id"] for r in rows if r["reason"]]
    assert with_reason == ["I", "II.A", "II.B", "II.G.3.a", "II.G.3.e", "II.G.5.f", "II.G.5.g", "II.G.6"]


def test_these_items_are_owed_as_duties_by_an_office(pack):
    owed = {(d.id, d.clause, d.owner, d.subject, d.cycle_days) for d in pack.duties}
    assert owed == {
        ("facility_review", "II.C", "facility_reviewer", "unit", 365),
        ("acknowledgment", "II.F.1", "unit_head", "person", 30),
        ("terms_reread", "II.F.2", "pio", "platform", 365),
        ("page_check", "II.G.1.d", "pio", "account", 30),
        ("round", "II.G.4.b", "moderator", "account", 1),
        ("supervision", "II.G.4.c", "pio", "person", 90),
        ("authorization_renewal", "II.G.5.a", "pio", "authorization", 365),
        ("after_action", "II.G.4.a", "pio", "post", 3),
    }


def test_every_act_of_the_vocabulary_is_asked_something_or_free(pack):
    asked = {act for r in pack.requirements for act in r.acts}
    free = {f.act for f in pack.free}
    assert asked | free == set(ACTS)
    assert asked & free == set()


def test_every_act_is_allowed_on_its_good_facts(pack):
    stopped = {act: decide(pack, act, base_facts(pack, act)).determining for act in ACTS}
    assert {act: why for act, why in stopped.items() if why} == {}


def test_every_example_gets_its_answer(pack):
    results = run_examples(pack)
    assert [r for r in results if not r.right] == []
    assert len(results) > len(pack.requirements)


def test_every_requirement_has_an_example_that_is_allowed_and_one_that_is_not(pack):
    for r in pack.requirements:
        outcomes = {e.outcome for e in r.examples}
        assert "allowed" in outcomes, r.id
        assert outcomes - {"allowed"}, r.id


def test_every_kind_is_used(pack):
    assert {r.kind for r in pack.requirements} == set(KINDS)


def test_every_power_has_words_and_somebody_who_holds_it(pack):
    # Reading every row of the ledger is no act, but not for everybody either.
    powers = {spec.power for spec in ACTS.values()} | {"ledger.read"}
    held = {p for o in pack.offices for p in o.powers}
    held |= {*pack.everyone, *pack.own, *pack.authorized, *pack.operator}
    assert set(pack.power) == powers
    assert held == powers


def test_who_holds_the_powers_that_matter_most(pack):
    holders = {p: {o.id for o in pack.offices if p in o.powers} for p in pack.power}
    assert holders["account.sign"] == {"director", "pio"}
    assert holders["post.sign"] == {"director", "pio"}
    assert holders["authorization.sign"] == {"director", "pio"}
    assert holders["directive.sign"] == holders["pack.sign"] == holders["power.mark"] == {"director"}
    assert holders["platform.approve"] == holders["terms.accept"] == holders["strategy.sign"] == {"pio"}
    assert pack.office["administrator"].powers == (
        "account.connect", "acknowledgment.ask", "agency.change", "directive.import", "records.import", "roster.keep",
        "screening.export", "screening.rescreen", "second_reader.choose", "terms.record",
    )  # fmt: skip
    assert pack.office["auditor"].powers == ("ledger.read",)
    # Should nobody be left who can appoint, the operator brings back whoever can; archives are read at the machine.
    assert pack.operator == ("install", "appoint", "records.import")
    assert holders["appoint"] == {"director"}


def test_what_is_never_delegated_is_delegable_in_no_office(pack):
    never = set(pack.parameter["powers_never_delegated"])
    kept = {"facility_reviewer": {"review.file"}, "unit_head": {"case.refer"}}
    for office in pack.offices:
        assert never.isdisjoint(office.delegable), office.id
        if office.delegable:
            assert set(office.powers) - set(office.delegable) == (set(office.powers) & never) | kept.get(
                office.id, set()
            )


def test_no_own_matter_reaches_a_power_that_decides(pack):
    assert set(pack.own) == {
        "account.apply", "acknowledgment.give", "authorization.request", "authorization.withdraw", "consent.record",
        "delegation.return", "page.attest", "post.withdraw", "signature.withdraw",
    }  # fmt: skip


def test_lists_kept_in_two_places_agree(pack):
    assert pack.parameter["purposes"] == [p.id for p in pack.purposes]
    assert pack.requirement["terms_checked"].given["items"] == [i.id for i in pack.terms]
    assert set(pack.requirement["findings_known"].given["categories"]) == set(pack.category)
    pages = [r for r in pack.requirements if r.kind == "page_elements_present"]
    assert sorted(e for r in pages for e in r.given["elements"]) == sorted(e.id for e in pack.elements)
    for r in pages:
        assert {e.clause for e in pack.elements if e.id in r.given["elements"]} == set(r.clauses)
    assert [p.clause for p in pack.purposes] == ["II.G.2.a", "II.G.2.b", "II.G.2.c", "II.G.2.d", "II.G.2.e"]


def test_platforms_are_the_eight_two_more_and_one_of_our_own(pack):
    named = [p.id for p in pack.platforms if p.named_by_directive]
    assert named == ["facebook", "instagram", "linkedin", "reddit", "tumblr", "x", "whatsapp", "youtube"]
    assert [p.id for p in pack.platforms if not p.named_by_directive] == ["mastodon", "bluesky", "practice"]
    assert all(len(pack.elements_of(p.id)) == 6 for p in pack.platforms)


def test_the_name_of_our_own_platform_is_translated_and_the_names_of_others_are_theirs(pack):
    translated = [(p.called("en"), p.called("es")) for p in pack.platforms if p.called("en") != p.called("es")]
    assert translated == [("Practice (not public)", "Práctica (no pública)")]


def test_the_head_of_the_directive(pack):
    assert (pack.number, str(pack.effective), str(pack.supersedes)) == ("01.02.400", "2022-09-01", "2020-07-01")
    assert pack.authority == ("730 ILCS 5/3-2-2", "820 ILCS 55/10")
    assert pack.standards == (
        "5-ACI-1A-22", "5-ACI-1C-09", "5-ACI-1C-23", "5-ACI-1D-10", "5-ACI-1D-12", "5-ACI-1D-13", "5-ACI-1D-17",
        "5-ACI-1F-02", "5-ACI-6C-03",
    )  # fmt: skip


def test_the_defaults_are_those_that_were_agreed(pack):
    p = pack.parameter
    assert (p["account_offices"], p["account_quorum"]) == (["director", "pio"], "all")
    assert (p["post_offices"], p["post_quorum"]) == (["director", "pio"], "any")
    assert (p["distinct_people"], p["self_approval"]) == (True, "never")
    assert (p["longest_authorization_days"], p["review_cycle_days"]) == (365, 365)
    assert p["renewal_notice_days"] == [30, 14, 3]
    assert p["personal_powers"] == []


# Category: clauses on a draft, clauses on a comment.
SCREENING = {
    "unlawful": (["II.G.3.a"], ["II.G.4.b.2"]),
    "violence": (["II.G.3.d"], ["II.G.4.b.2", "II.G.4.b.3"]),
    "commercial": (["II.G.3.b"], []),
    "sexual": (["II.G.3.c"], ["II.G.4.b.1"]),
    "fraud": (["II.G.3.c"], []),
    "harassment": (["II.G.3.c", "II.G.3.d"], ["II.G.4.b.3"]),
    "hate": (["II.G.3.c", "II.G.3.d"], ["II.G.4.b.5"]),
    "profanity": (["II.G.3.d"], []),
    "personal_data": (["II.G.5.d", "II.G.5.e"], ["II.G.4.b.4"]),
    "security": (["II.G.5.d", "II.G.4.d"], ["II.G.4.b.4"]),
    "legal": (["II.G.4.d", "II.G.5.c"], []),
    "personnel": (["II.G.4.d", "II.G.5.c"], []),
    "discredit": (["II.G.3.e", "II.G.5.f"], []),
    "political": (["II.G.3.a"], []),
}


def test_screening_categories_stand_for_the_clauses_of_the_contract(pack):
    assert {c.id: (list(c.draft), list(c.comment)) for c in pack.categories} == SCREENING


def test_a_finding_is_refused_or_asked_under_exactly_its_own_clauses(pack):
    for kind in ("nothing_blocked", "findings_answered"):
        groups = [r for r in pack.requirements if r.kind == kind]
        cited = {category: set(r.clauses) for r in groups for category in r.given["categories"]}
        assert cited == {category: set(draft) for category, (draft, _) in SCREENING.items()}
        assert sum(len(r.given["categories"]) for r in groups) == len(SCREENING)


def test_findings_never_stop_a_submit(pack):
    kinds = {r.kind for r in pack.requirements if "submit_post" in r.acts}
    assert kinds.isdisjoint({"nothing_blocked", "findings_answered", "findings_known", "judged"})


def test_nothing_that_guards_the_departments_image_is_a_ground_against_a_comment(pack):
    for category in pack.categories:
        assert {"II.G.3.e", "II.G.5.f"}.isdisjoint(category.comment)
    assert set(pack.parameter["moderation_categories"]).isdisjoint({"discredit", "political", "legal", "personnel"})


def test_publishing_asks_again_for_all_that_must_hold_then(pack):
    kinds = {r.kind for r in pack.requirements if "publish_post" in r.acts}
    assert kinds == {
        "signed_or_covered", "authorization_covers", "accounts_in", "signed_form", "platform_approved",
        "terms_accepted",
        "consents_cover", "rights_cleared", "pictures_answered", "accessible", "inside_window", "not_paused",
        "purpose_stated", "purposes_of_account", "limits_kept", "nothing_blocked",
    }  # fmt: skip
