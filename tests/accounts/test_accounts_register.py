"""Is this account ours? The public register answers for official accounts and for pages that are not ours."""

import pytest

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, addresses, queries
from countersign.accounts.models import Impostor, Tip
from countersign.gate import clock
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import perform

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def reported(people, **changed) -> str:
    values = {"platform": "facebook", "url": "https://facebook.com/Hill.CC.Official", "handle": "", **changed}
    return stage.do(acts.ReportImpostor(**values), people.mia).subject_id


def listed(people, **changed) -> str:
    found = reported(people, **changed)
    stage.do(acts.ListImpostor(found, True, "it asks families for money"), people.ana)
    return found


def test_our_account_is_found_however_its_name_is_written(people):
    stories.opened(people)
    for asked in (
        "HillCC",
        "@hillcc",
        "https://www.facebook.com/HillCC",
        "facebook.com/hillcc/",
        "http://m.facebook.com/HillCC?ref=share",
        "https://www.facebook.com/HillCC/posts/123",
        "fb.com/hillcc",
    ):
        answer = queries.is_ours(asked)
        assert (answer.verdict, [e.handle for e in answer.entries]) == ("ours", ["HillCC"])


def test_what_is_not_in_the_register_is_unknown(people):
    stories.opened(people)
    for asked in (
        "",
        "HillCC2",
        "https://facebook.com.evil.example/HillCC",
        "https://evilfacebook.com/HillCC",
        "https://instagram.com/HillCC",
        "https://facebook.com@evil.example/HillCC",
        "https://facebook.com",
        "https://f\u0430cebook.com/HillCC",
        "http://[::1",
    ):
        assert queries.is_ours(asked).verdict == "unknown"


def test_an_application_is_nobodys_business_outside(people):
    stories.signed_on_ready_platform(people)
    assert queries.is_ours("HillCC").verdict == "unknown"
    assert queries.entries().total == 0


def test_a_suspended_account_is_still_ours_and_a_closed_one_says_since_when(people):
    account = stories.opened(people)
    stage.do(acts.SuspendAccount(account, stories.REASON), people.ana)
    assert queries.is_ours("HillCC").verdict == "ours"
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    answer = queries.is_ours("https://facebook.com/hillcc")
    assert answer.verdict == "closed"
    assert answer.entries[0].closed is not None


def test_a_handle_that_was_closed_and_opened_again_is_ours(people):
    account = stories.opened(people)
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    stories.opened(people)
    answer = queries.is_ours("HillCC")
    assert (answer.verdict, sorted(e.state for e in answer.entries)) == ("ours", ["closed", "open"])


def test_an_impostor_is_reported_by_anyone_employed_and_listed_by_the_pio(people):
    found = reported(people)
    assert queries.is_ours("https://facebook.com/Hill.CC.Official").verdict == "unknown"
    with pytest.raises(NotYours):
        perform(acts.ListImpostor(found, True, stories.REASON), by=people.mia)
    assert {d.requirement for d in perform(acts.ListImpostor(found, True, ""), by=people.ana).decision.determining} == {
        "reason_for_accounts"
    }
    stage.do(acts.ListImpostor(found, True, "it asks families for money"), people.ana)
    answer = queries.is_ours("facebook.com/hill.cc.official/about".removesuffix("/about"))
    assert answer.verdict == "not_ours"
    assert answer.not_ours[0].platform_name == "Facebook"


def test_the_pio_may_report_and_list_the_same_page(people):
    done = perform(acts.ReportImpostor("facebook", "https://facebook.com/fake", ""), by=stage.employee(people.cast.ana))
    assert perform(acts.ListImpostor(done.subject_id, True, stories.REASON), by=people.ana).allowed


def test_a_listed_page_can_be_taken_off_the_list_and_put_back(people):
    found = listed(people)
    with pytest.raises(Malformed):
        perform(acts.ListImpostor(found, True, stories.REASON), by=people.ana)
    stage.do(acts.ListImpostor(found, False, "it was closed by its platform"), people.ana)
    assert queries.is_ours("facebook.com/hill.cc.official").verdict == "unknown"
    stage.do(acts.ListImpostor(found, True, "it is back again"), people.ana)
    assert queries.is_ours("facebook.com/hill.cc.official").verdict == "not_ours"


def test_a_report_can_be_dismissed_at_once(people):
    found = reported(people)
    stage.do(acts.ListImpostor(found, False, "a fan page that says so"), people.ana)
    assert queries.not_ours().total == 0
    assert Impostor.objects.get().state == "dismissed"


def test_our_own_account_is_never_listed_as_not_ours(people):
    stories.opened(people)
    found = reported(people, url="http://www.facebook.com/hillcc/")
    with pytest.raises(Malformed):
        perform(acts.ListImpostor(found, True, stories.REASON), by=people.ana)
    with pytest.raises(Malformed):
        perform(acts.ListImpostor(reported(people, url="", handle="HILLCC"), True, stories.REASON), by=people.ana)
    assert queries.is_ours("HillCC").verdict == "ours"


def test_the_same_handle_elsewhere_is_told_apart(people):
    stories.opened(people)
    listed(people, platform="instagram", url="https://instagram.com/hillcc", handle="hillcc")
    assert queries.is_ours("https://instagram.com/HillCC").verdict == "not_ours"
    both = queries.is_ours("@hillcc")
    assert (both.verdict, len(both.entries), len(both.not_ours)) == ("ours", 1, 1)


def test_a_report_names_a_page_that_can_be_found(people):
    for changed in (
        {"url": "", "handle": ""},
        {"url": "", "handle": "fake", "platform": ""},
        {"url": "javascript:alert(1)"},
        {"platform": "nowhere"},
        {"evidence": "0" * 64},
        {"note": "x" * 2001},
    ):
        values = {"platform": "facebook", "url": "https://facebook.com/fake", "handle": "", **changed}
        with pytest.raises(Malformed):
            perform(acts.ReportImpostor(**values), by=people.mia)


def test_what_the_public_told_us_is_settled_by_reporting_it(people):
    tip = Tip.objects.create(url="https://facebook.com/fake", key="x", first_at=clock.now(), last_at=clock.now())
    assert queries.tips().total == 1
    reported(people, url=tip.url, tip=str(tip.pk))
    assert queries.tips().total == 0


def test_listing_needs_a_report(people):
    from countersign.gate.act import Missing

    with pytest.raises(Missing):
        perform(acts.ListImpostor("999", True, stories.REASON), by=people.ana)


def test_an_address_is_compared_without_what_leads_to_the_same_page():
    assert addresses.url_key("HTTPS://WWW.Facebook.com:443/HillCC/?a=1#x") == "facebook.com/hillcc"
    assert addresses.url_key("http://localhost:8000/practice/@hill") == "localhost:8000/practice/@hill"
    assert addresses.handle_in("https://reddit.com/user/HillCC") == "hillcc"
    assert addresses.handle_in("https://www.linkedin.com/company/hill-cc/") == "hill-cc"
    assert [addresses.looks_like_url(t) for t in ("@a.bc", "a.bc", "hill.cc/x", "HillCC", "http://x.org")] == [
        False, True, True, False, True,
    ]  # fmt: skip


def test_nobody_can_move_an_account_that_is_closed_through_the_register(people):
    account = stories.opened(people)
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    with pytest.raises(NotNow):
        perform(acts.CloseAccount(account, stories.REASON), by=people.ana)


def test_the_register_goes_on_with_what_was_signed_until_a_change_is_signed_too(people):
    account = stories.opened(people)
    stage.do(stories.change(people, account, display_name="Hill Prison", purposes=("training",)), people.lee)
    (entry,) = queries.entries().items
    assert (entry.display_name, entry.purposes) == ("Hill Correctional Center", ("news", "outreach"))
    stories.sign(account, people.dov)
    assert queries.entries().items[0].display_name == "Hill Correctional Center"
    stories.sign(account, people.ana)
    (entry,) = queries.entries().items
    assert (entry.display_name, entry.purposes) == ("Hill Prison", ("training",))


def test_the_name_of_an_open_account_stays(people):
    account = stories.opened(people)
    for changed in ({"handle": "Another"}, {"url": "https://www.facebook.com/Another"}):
        with pytest.raises(Malformed) as told:
            perform(stories.change(people, account, **changed), by=people.lee)
        assert list(told.value.faults) == ["handle"]
