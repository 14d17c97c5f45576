"""A house with something of every kind at Hill and at Logan, somebody in every capacity, and an act of every sort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

import cast as stage
from countersign.accounts import acts as accounts
from countersign.directive import acts as directive
from countersign.directive import reading
from countersign.evidence import store
from countersign.findings import acts as findings
from countersign.findings.acts import ChooseSecondReader
from countersign.gate import acts as gate
from countersign.gate import clock, packs
from countersign.gate.act import Act, By
from countersign.gate.door import perform
from countersign.gate.models import Question, Signature
from countersign.people import acts as people
from countersign.people.roster import plan
from countersign.posts import acts as posts
from countersign.posts.models import Post
from countersign.posts.second.preparing import prepare
from countersign.practice.services import open_account
from countersign.site.demo.acts import Channel, FillDemonstration, Plan
from countersign.site.demo.text import summary
from posts import blanket_stories as glass
from posts import post_stories as stories

OFFICES = (
    "director", "pio", "counsel", "records_officer", "moderator", "unit_head", "facility_reviewer", "auditor",
    "administrator",
)  # fmt: skip
GIVERS = ("director", "pio", "counsel", "records_officer", "moderator", "unit_head")
OF_A_UNIT = ("unit_head", "facility_reviewer")
CAPACITIES = (*OFFICES, *(f"for {o}" for o in GIVERS), "authorized", "employee", "operator")
WHY = stories.REASON


@dataclass(frozen=True)
class Place:
    """One of everything, at one unit."""

    unit: str
    head: By
    person: str
    account: str
    poster: By
    appointment: str
    delegation: str
    authorization: str
    post: str
    placement: str
    signature: int
    question: int
    consent: str
    rights: str
    blanket: str
    filled: str
    asked: str
    opinion: str


@dataclass(frozen=True)
class World:
    """Everybody by capacity, the two places, and what is the whole agency's."""

    people: dict[str, By]
    hill: Place
    logan: Place
    letter: str
    text: str
    manifest: str
    version: str
    note: str
    terms: str
    strategy: str
    impostor: str
    filling: str
    watch_list: str


class Builder:
    """Makes the world through real acts."""

    def __init__(self, house: stories.House) -> None:
        self.house, self.cast = house, house.cast
        self.dov, self.ana, self.rita = house.dov, house.ana, house.people.rita
        self.numbers = 0
        self.shown = stories.accounts.picture()

    def hire(self, unit: str) -> str:
        self.numbers += 1
        act = people.Hire(f"8{self.numbers:03}", f"Person {self.numbers}", "full_time", unit)
        return stage.do(act, self.rita).subject_id

    def appoint(self, office: str, unit: str) -> By:
        who = self.hire(unit)
        units = (unit,) if office in OF_A_UNIT else ()
        made = stage.do(people.Appoint(who, office, clock.now(), None, "EO 9", units=units), self.dov)
        return By(who, made.subject_id)

    def everybody(self) -> dict[str, By]:
        hill = self.cast.hill
        known = {"director": self.dov, "pio": self.ana, "administrator": self.rita, "counsel": self.house.cora}
        found = {o: known.get(o) or self.appoint(o, hill) for o in OFFICES}
        for office in GIVERS:
            powers = tuple(packs.in_force().office[office].delegable)
            who = self.hire(hill)
            found[f"for {office}"] = By(who, self.give(found[office], who, powers))
        poster = self.hire(hill)
        found["authorized"] = By(poster, stage.authorize(self.ana, poster, self.house.account))
        found["employee"] = By(self.hire(hill))
        found["operator"] = stage.OPERATOR
        return found

    def give(self, giver: By, who: str, powers: tuple[str, ...], units: tuple[str, ...] = ()) -> str:
        now = clock.now()
        act = people.Delegate(who, powers, now, now + timedelta(days=30), "absence", "D-9", units=units)
        return stage.do(act, giver).subject_id

    def open(self, unit: str, head: By, handle: str) -> str:
        base = f"{settings.BASE_URL}/practice/"
        account = stage.do(
            accounts.ApplyForAccount(
                unit, "practice", handle, "The center", ("news",), stories.accounts.SCOPE, (head.person,)
            ),
            head,
        ).subject_id
        stories.accounts.sign(account, self.dov)
        stories.accounts.sign(account, self.ana)
        token = open_account(handle, "The center")
        url = f"{base}@{handle}/"
        connect = accounts.ConnectAccount(account, "practice", "a@doc.example.gov", True, url, base, token, handle)
        stage.do(connect, self.ana)
        seen = tuple(accounts.Seen(e, "found", self.shown) for e in packs.in_force().elements_of("practice"))
        stage.do(accounts.AttestPage(account, seen), self.ana)
        stage.do(accounts.OpenAccount(account), self.ana)
        return account

    def place(self, unit: str, account: str, head: By) -> Place:
        person = self.hire(unit)
        appointed = self.appoint("facility_reviewer", unit)
        delegation = self.give(self.ana, self.hire(unit), ("page.attest",), (unit,))
        leave = stage.authorize(self.ana, person, account)
        poster = By(person, leave)
        consent = posts.RecordConsent("Sam", "employee", "C-1", clock.now(), accounts=(account,), person=person)
        licence = posts.RecordRights("A photographer", "CC BY 4.0", "R-9", clock.now(), accounts=(account,))
        post = stage.do(posts.SubmitPost((posts.Variant(account, stories.TEXT),), (), ("news",)), poster).subject_id
        signed = stage.do(stories.signing(post), self.ana).seq
        stage.do(posts.SchedulePost(post, stories.hash_of(post)), poster)
        stories.work("publish")
        placement = str(stories.placement(post).pk)
        # Nobody can know whether a hold stands against taking it down; that is counsel's question.
        perform(posts.WithdrawPost(placement, WHY), by=self.ana)
        question = Question.objects.get(subject_kind="placement", subject_id=placement).pk
        assert Signature.objects.filter(seq=signed).exists()
        blanket = stage.do(template(account), poster).subject_id
        stage.do(glass.signing(blanket), self.ana)
        filled = stage.do(posts.FillBlanket(blanket, glass.form_of(blanket), {}, (account,)), poster).subject_id
        words = posts.Variant(account, "Call Lee at home, 217-555-0188: visits begin on Monday.")
        asked = stage.do(posts.SubmitPost((words,), (), ("news",)), poster).subject_id
        opinion = stage.do(asking(asked), poster).subject_id
        return Place(
            unit, head, person, account, poster, str(appointed.mandate), delegation, leave, post, placement, signed,
            question, stage.do(consent, poster).subject_id, stage.do(licence, poster).subject_id, blanket, filled,
            asked, opinion,
        )  # fmt: skip


def template(account: str) -> posts.SubmitBlanket:
    """A template without blanks for one account."""
    now = clock.now()
    words = ("A lockdown", "lockdown", "en", "The center is on lockdown.")
    return posts.SubmitBlanket(*words, (), (account,), ("news",), now, now + timedelta(days=30))


def second_reader(on: bool = True) -> ChooseSecondReader:
    """An endpoint that nobody reaches."""
    return ChooseSecondReader(on, "https://models.example.org/v1", "a-model", 10, 5, WHY)


def asking(post: str) -> posts.AskSecondReader:
    """What it would be asked about the first question in a post."""
    revision = Post.objects.get(pk=post).revision
    found = revision.findings[0]
    would = prepare(revision, found, "en")
    kept = store.put(would.body, "application/json")
    reader = would.reader
    return posts.AskSecondReader(post, revision.hash, found["key"], kept, reader.base_url, reader.model)


def world(house: stories.House) -> World:
    """Everything there is to be asked about."""
    b = Builder(house)
    stage.do(second_reader(), b.ana)
    everybody = b.everybody()
    logan_head = b.appoint("unit_head", b.cast.logan)
    hill_head = b.house.people.lee
    hill = b.place(b.cast.hill, house.account, hill_head)
    logan = b.place(b.cast.logan, b.open(b.cast.logan, logan_head, "logancc"), logan_head)
    text = stories.accounts.text("You may use this service.")
    letter = stories.accounts.text("A letter.")
    file = reading.keep(summary(packs.in_force()).encode(), "summary.txt")
    version = stage.do(directive.ImportDirective(file, "en"), b.ana).subject_id
    clause = packs.in_force().clauses[3].id
    note = stage.do(directive.WriteNote(clause, "Read as it is written."), b.ana).subject_id
    terms = stories.accounts.record_terms(b.ana, "facebook")
    strategy = stories.accounts.strategy(b.ana)
    report = accounts.ReportImpostor("facebook", "https://www.facebook.com/NotHill", "NotHill")
    impostor = stage.do(report, everybody["employee"]).subject_id
    lines = b"employee_no,name,employment_type,unit,work_mail\n7001,Nova Lind,full_time,HILL,\n"
    manifest = plan.keep(plan.dry_run(lines, whole=False).plan)
    filling = Plan(("news",), stories.accounts.SCOPE, (Channel(b.cast.hill, "more", "More", b.cast.lee),), ()).keep()
    words = findings.StartWatchList(
        "Pending matters", "security", ("draft",), WHY, date(2026, 3, 1), terms=("Nightjar",)
    )
    watch_list = stage.do(words, b.ana).subject_id
    return World(
        everybody, hill, logan, letter, text, manifest, version, note, terms, strategy, impostor, filling, watch_list
    )


def acts(w: World) -> dict[str, Callable[[Place], Act]]:
    """An act of every sort that is wired, about something at a place."""
    now = clock.now()
    later = now + timedelta(days=30)
    purposes, scope = ("news",), stories.accounts.SCOPE
    post_hash = stories.hash_of
    attempt = "5f0c2f1e-6c1b-4a53-9a58-1b7a0d1d3f11"

    def form(p: Place) -> str:
        return stories.accounts.form_of(p.account)

    def stating(p: Place, handle: str) -> tuple[object, ...]:
        return (p.unit, handle, "The center", purposes, scope, (p.person,))

    return {
        "install": lambda p: stage.installation(),
        "change_agency": lambda p: people.ChangeAgency("DOC", "https://doc.example.gov", "217 555 0100", "", WHY),
        "fill_demonstration": lambda p: FillDemonstration.of(w.filling),
        "add_unit": lambda p: people.AddUnit("NEW", "A new unit", "office", p.unit),
        "change_unit": lambda p: people.ChangeUnit(p.unit, "Another name", "facility", "1"),
        "close_unit": lambda p: people.CloseUnit(p.unit, WHY),
        "hire": lambda p: people.Hire("6001", "New Person", "full_time", p.unit),
        "change_person": lambda p: people.ChangePerson(p.person, "Another Name", "full_time", p.unit),
        "end_employment": lambda p: people.EndEmployment(p.person, WHY),
        "merge_people": lambda p: people.MergePeople(p.person, p.head.person, WHY),
        "import_roster": lambda p: people.ImportRoster.of(w.manifest),
        "appoint": lambda p: people.Appoint(p.person, "unit_head", now, None, "EO 9", units=(p.unit,)),
        "end_appointment": lambda p: people.EndAppointment(p.appointment, WHY),
        "mark_personal": lambda p: people.MarkPersonal("post.sign", True, WHY),
        "delegate": lambda p: people.Delegate(p.person, (), now, later, "absence", "D-9"),
        "end_delegation": lambda p: people.EndDelegation(p.delegation, WHY),
        "return_delegation": lambda p: people.ReturnDelegation(p.delegation),
        "withdraw_authorization_request": lambda p: people.WithdrawAuthorizationRequest(p.authorization),
        "request_authorization": lambda p: people.RequestAuthorization(p.person, (p.account,), now, later),
        "authorize": lambda p: people.Authorize(p.person, (p.account,), now, later, "A-9", w.letter),
        "renew_authorization": lambda p: people.RenewAuthorization(p.authorization, now, later, "A", w.letter, WHY),
        "end_authorization": lambda p: people.EndAuthorization(p.authorization, WHY),
        "import_directive": lambda p: directive.ImportDirective("", "en"),
        "sign_directive": lambda p: directive.SignDirective(w.version),
        "adopt_directive": lambda p: directive.AdoptDirective(w.version),
        "write_note": lambda p: directive.WriteNote(packs.in_force().clauses[3].id, "Otherwise.", replaces=w.note),
        "sign_pack": lambda p: gate.SignPack(stage.PACK),
        "adopt_pack": lambda p: gate.AdoptPack(stage.PACK),
        "answer_question": lambda p: gate.AnswerQuestion(p.question, True, WHY),
        "withdraw_signature": lambda p: gate.WithdrawSignature(p.signature, WHY),
        "approve_platform": lambda p: accounts.ApprovePlatform("x", WHY),
        "withdraw_platform": lambda p: accounts.WithdrawPlatform("practice", WHY),
        "record_terms": lambda p: accounts.RecordTerms("x", "1", date(2026, 1, 1), w.text),
        "accept_terms": lambda p: accounts.AcceptTerms(w.terms, WHY),
        "submit_strategy": lambda p: accounts.SubmitStrategy("Another", w.text, now, later),
        "sign_strategy": lambda p: accounts.SignStrategy(w.strategy),
        "end_strategy": lambda p: accounts.EndStrategy(w.strategy, WHY),
        "apply_for_account": lambda p: accounts.ApplyForAccount(
            p.unit, "practice", "another", "The center", purposes, scope, (p.person,)
        ),
        "change_account": lambda p: accounts.ChangeAccount(p.account, *stating(p, f"other{p.unit}")),  # type: ignore[arg-type]
        "withdraw_application": lambda p: accounts.WithdrawApplication(p.account),
        "sign_account": lambda p: accounts.SignAccount(p.account, form(p)),
        "return_account": lambda p: accounts.ReturnAccount(p.account, WHY),
        "connect_account": lambda p: accounts.ConnectAccount(p.account, "manual", "a@b.gov", True, "https://x.com/a"),
        "attest_page": lambda p: accounts.AttestPage(p.account, ()),
        "open_account": lambda p: accounts.OpenAccount(p.account),
        "suspend_account": lambda p: accounts.SuspendAccount(p.account, WHY),
        "resume_account": lambda p: accounts.ResumeAccount(p.account, WHY),
        "close_account": lambda p: accounts.CloseAccount(p.account, WHY),
        "report_impostor": lambda p: accounts.ReportImpostor("x", "https://x.com/NotUs", "NotUs"),
        "list_impostor": lambda p: accounts.ListImpostor(w.impostor, True, WHY),
        "change_contacts": lambda p: findings.ChangeContacts((), WHY),
        "start_watch_list": lambda p: findings.StartWatchList("Other", "security", ("draft",), WHY, date(2026, 3, 1)),
        "change_watch_list": lambda p: findings.ChangeWatchList(
            w.watch_list, "Other", "security", ("draft",), WHY, date(2026, 3, 1), None, WHY
        ),
        "read_watch_list": lambda p: findings.ReadWatchList(w.watch_list),
        "end_watch_list": lambda p: findings.EndWatchList(w.watch_list, WHY),
        "choose_model": lambda p: findings.ChooseModel("another", WHY),
        "submit_post": lambda p: posts.SubmitPost((posts.Variant(p.account, "Hello."),), (), purposes, post=p.post),
        "sign_post": lambda p: posts.SignPost(p.post, post_hash(p.post), judged=True),
        "return_post": lambda p: posts.ReturnPost(p.post, post_hash(p.post), WHY, ()),
        "refuse_post": lambda p: posts.RefusePost(p.post, post_hash(p.post), WHY, ()),
        "schedule_post": lambda p: posts.SchedulePost(p.post, post_hash(p.post)),
        "unschedule_post": lambda p: posts.UnschedulePost(p.post, WHY),
        "publish_post": lambda p: posts.PublishPost(p.placement, attempt, ""),
        "record_outcome": lambda p: posts.RecordOutcome(p.placement, attempt, "not_sent"),
        "record_read_back": lambda p: posts.RecordReadBack(p.placement, "", "same"),
        "settle_attempt": lambda p: posts.SettleAttempt(p.placement, attempt, False, WHY),
        "withdraw_post": lambda p: posts.WithdrawPost(p.placement, WHY),
        "record_consent": lambda p: posts.RecordConsent(
            "Sam", "employee", "C-2", now, accounts=(p.account,), person=p.person
        ),
        "withdraw_consent": lambda p: posts.WithdrawConsent(p.consent),
        "record_rights": lambda p: posts.RecordRights("A painter", "CC0", "R-2", now, accounts=(p.account,)),
        "withdraw_rights": lambda p: posts.WithdrawRights(p.rights, WHY),
        "submit_blanket": lambda p: template(p.account),
        "sign_blanket": lambda p: posts.SignBlanket(p.blanket, glass.form_of(p.blanket), judged=True),
        "end_blanket": lambda p: posts.EndBlanket(p.blanket, WHY),
        "fill_blanket": lambda p: posts.FillBlanket(p.blanket, glass.form_of(p.blanket), {}, (p.account,)),
        "confirm_blanket": lambda p: posts.ConfirmBlanket(p.filled, post_hash(p.filled), w.letter),
        "discard_filling": lambda p: posts.DiscardFilling(p.filled),
        "write_after_action": lambda p: posts.WriteAfterAction(p.filled, WHY),
        "import_items": lambda p: posts.ImportHistory(p.account, "1", "x", "", "", 1),
        "choose_second_reader": lambda p: second_reader(False),
        "ask_second_reader": lambda p: asking(p.asked),
        "record_opinion": lambda p: posts.RecordOpinion(p.opinion, trouble="busy"),
        "export_labels": lambda p: posts.ExportLabels(1, True, "", ""),
        "rescreen_archive": lambda p: posts.RescreenArchive("1", "", None, 0, "", ""),
        "pause_publishing": lambda p: posts.PausePublishing(WHY),
        "resume_publishing": lambda p: posts.ResumePublishing(WHY),
    }


def owned(scope, by: By):
    """The same matter as the actor's own; where nothing of the sort is anybody's own, it stays what it is."""
    return replace(scope, own=(by.person,)) if scope.own else scope
