"""The department's posts, in every state a post can be in: written, signed and published by its people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from countersign.accounts import queries
from countersign.gate import clock, packs
from countersign.gate.act import By
from countersign.gate.acts import AnswerQuestion
from countersign.people import acts as people
from countersign.people import capacities, letters
from countersign.posts import acts, pictures
from countersign.posts.form import Variant
from countersign.posts.models import Placement, Post
from countersign.practice import services
from countersign.site.demo.channels import account
from countersign.site.demo.doing import Unexpected, acting, do, later, person, refused
from countersign.site.demo.working import work

HILL, NEWS, LEARNING, FACEBOOK = "hill_correctional", "corrections", "learning_inside", "DepartmentOfCorrections"


@dataclass(frozen=True)
class Told:
    """One published post of the past: how many days ago, by whom, where, what."""

    days_ago: int
    author: str
    on: str
    words: str
    campaign: str = "visiting"


PAST = (
    Told(58, "2001", HILL, "New visiting hours at Hill: Saturday and Sunday, 8 to 3. Bring a photo ID."),
    Told(55, "1009", NEWS, "We are hiring correctional officers. Paid training. doc.example.gov/jobs", "work-with-us"),
    Told(51, "1009", LEARNING, "Twelve people earned their welding certificate this month.", "coming-home"),
    Told(47, "2001", HILL, "The visiting room is closed tomorrow for repairs. It opens again on Sunday at 8."),
    Told(44, "1009", NEWS, "Narcan training for families: Thursday at 6 in the North District office.", "coming-home"),
    Told(40, "2001", HILL, "Thank you to the volunteers of our reading program. 40 books a week find a reader."),
    Told(36, "1009", NEWS, "Our new page on how to send a letter or a book: doc.example.gov/mail"),
    Told(33, "1009", LEARNING, "The spring catalogue of courses is out: 14 trades, 3 college programs.", "coming-home"),
    Told(28, "2001", HILL, "Video visits can now be booked two weeks ahead: doc.example.gov/visit"),
    Told(24, "1009", NEWS, "Job fair, 40 employers: Wednesday, 10 to 2, South District office.", "work-with-us"),
    Told(20, "2001", HILL, "Family day at Hill is on the 30th. Children come with an adult on the list."),
    Told(15, "1009", NEWS, "Warden Smith retires Friday, thank you for 30 years."),
    Told(11, "1009", LEARNING, "Graduation: 31 people received their high school certificate today.", "coming-home"),
    Told(6, "2001", HILL, "Snow on Saturday: visiting goes on. Check before you drive: doc.example.gov/visit"),
)
COMMENTS = (
    ("Dana", "Is there parking for a bus at Hill?"),
    ("R. Keller", "Glad the video visits work again."),
    ("Neighbor", "Third time this year that the room is closed. Please tell us earlier."),
)


def posters() -> None:
    """Who may post, by letter, some of them not for long."""
    pio = acting("1002", "pio")
    for number, on, days in (
        ("2001", (HILL, NEWS), 175),
        ("1009", (NEWS, LEARNING, FACEBOOK), 130),
        ("2003", (HILL,), 128),
        ("1004", (HILL,), 175),
        ("3001", (HILL,), 60),
    ):
        do(authorization(pio, person(number), [account(h) for h in on], days=days), pio)
    late = submitted("3001", HILL, "Open day at the workshop: Saturday at noon.", "work-with-us")
    signed(late)
    # Sam's leave ends before this falls due: it will be held.
    scheduled(late, "3001", days=62)


def past(today: datetime) -> None:
    """Weeks of posts, each at its own time before `today`, published by the ordinary jobs."""
    for count, told in enumerate(PAST):
        day = today - timedelta(days=told.days_ago)
        clock.move(day.replace(hour=14 + count % 7, minute=10 * (count % 6)))
        post = submitted(told.author, told.on, told.words, told.campaign)
        signed(post)
        scheduled(post, told.author)
        work()
    clock.move(today - timedelta(hours=42))


def pictured() -> None:
    """A post with a picture in which an employee is seen, who consented, and one about to be withdrawn."""
    by = acting("1009", kind="authorized")
    consent = do(
        acts.RecordConsent(
            label="Vera Stone",
            standing="employee",
            number="C-2026-3",
            starts=clock.now(),
            accounts=(account(NEWS),),
            person=person("1008"),
        ),
        by,
    ).subject_id
    media = pictures.take_in(_picture(), title="At the library desk", owner=person("1009"), at=clock.now())
    shown = acts.Shown(str(media.pk), "Vera Stone hands a book across the library desk", "yes", 1, (consent,), "own")
    post = submitted("1009", NEWS, "Meet Vera Stone: she runs the library at central office.", "coming-home", (shown,))
    signed(post)
    scheduled(post, "1009")
    gone = submitted("2001", HILL, "Visiting is closed today.")
    signed(gone)
    scheduled(gone, "2001")
    work()
    taken_down(gone, "2001", "it was meant for tomorrow")
    work()


def waiting() -> None:
    """What is on people's desks now: to sign, returned, refused, asked about, scheduled, held, by hand."""
    submitted("2001", HILL, "Holiday visiting: doors open at 7:30 on the 24th. Bring a photo ID.")
    submitted("1009", NEWS, "New: a line for families of people in our care, weekdays 9 to 4.")
    submitted("1009", LEARNING, "Sign up for the spring term until 15 January.", "coming-home")
    submitted("1004", HILL, "The chapel choir sings on Sunday at 2.")
    submitted("2003", HILL, "Write to us at 14 Maple Street, Springfield, where Jo Miller lives now.")
    returned = submitted("2001", HILL, "Great news from the east gate, more soon!")
    reason = "say what the news is, or wait until there is some"
    do(acts.ReturnPost(returned, revision(returned), reason, _clauses("purpose_stated")), acting("1002", "pio"))
    no = submitted("1009", NEWS, "Get 20% off at Corner Deli with code DOC20 after your visit.")
    reason = "a private shop's discount is not ours to spread"
    do(acts.RefusePost(no, revision(no), reason, _clauses("answered_commercial")), acting("1002", "pio"))
    secret = submitted("2003", HILL, "Jo, your Social Security number 412-55-0187 is still missing at the front desk.")
    refused(acts.SignPost(secret, revision(secret), judged=True), acting("1002", "pio"))
    mine = submitted("1004", HILL, "Volunteers wanted for the reading hour.")
    refused(acts.SignPost(mine, revision(mine), judged=True), acting("1004", "pio", kind="designee"))
    for days, author, on, words in (
        (1, "2001", HILL, "Reminder: video visits for New Year open for booking on Friday."),
        (2, "1009", NEWS, "Our offices are closed on Thursday and Friday."),
        (5, "1009", LEARNING, "Ten years of the bakery class: come and taste, Saturday at 11."),
        (9, "2001", HILL, "Visiting on 1 January: 10 to 3."),
    ):
        post = submitted(author, on, words)
        signed(post)
        scheduled(post, author, days=days)
    signed(submitted("1009", NEWS, "Thank you to everybody who answered our survey: 1,200 answers."))
    by_hand = submitted("1009", FACEBOOK, "Visiting hours over the holidays: doc.example.gov/visit")
    signed(by_hand)
    scheduled(by_hand, "1009")
    work()


def comments() -> None:
    """The public answers, on the practice platform."""
    from countersign.practice.models import Post as Shown

    shown = Shown.objects.filter(account__handle=HILL, deleted_at=None).order_by("-pk").first()
    if shown is None:
        raise Unexpected("nothing was published that could be commented")
    for name, words in COMMENTS:
        services.comment(shown, display_name=name, text=words, sender="demonstration")
    work()


def authorization(by: By, who: str, on: Sequence[str], *, days: float) -> people.Authorize:
    """The act that gives somebody leave to post from now on, with its letter made and kept."""
    now, ends = clock.now(), later(days=days)
    capacity = next(c for c in capacities.of(by.person, now) if c.mandate == by.mandate)
    names = queries.names(on)
    number = f"A-{now:%Y%m%d}-{who}"
    letter = letters.draft(capacity, who, [(a, names[a]) for a in on], now, ends, number=number, at=now)
    return people.Authorize(who, tuple(on), now, ends, number, letters.keep(letter, packs.in_force()))


def submission(
    on: str,
    words: str,
    *,
    post: str | None = None,
    campaign: str = "visiting",
    shown: Sequence[acts.Shown] = (),
    reply_to: str | None = None,
) -> acts.SubmitPost:
    """A post on one account, under the first purpose that the account was opened for."""
    purpose = queries.touched([on])[on].purposes[0]
    return acts.SubmitPost((Variant(on, words, reply_to),), tuple(shown), (purpose,), campaign=campaign, post=post)


def revision(post: str) -> str:
    """The hash of a post's present revision."""
    found = Post.objects.select_related("revision").get(pk=post).revision
    if found is None:
        raise Unexpected("the post has no revision")
    return found.hash


def submitted(
    author: str,
    on: str,
    words: str,
    campaign: str = "visiting",
    shown: Sequence[acts.Shown] = (),
    reply_to: str | None = None,
) -> str:
    """A post on one account, put before those who sign by somebody who may post there."""
    act = submission(account(on), words, campaign=campaign, shown=shown, reply_to=reply_to)
    return do(act, acting(author, kind="authorized")).subject_id


def signed(post: str) -> None:
    """The PIO signs a post's present revision."""
    do(acts.SignPost(post, revision(post), judged=True), acting("1002", "pio"))


def scheduled(post: str, author: str, *, days: float = 0) -> None:
    """The author has a signed post sent, in some days or at once."""
    due = later(days=days) if days else None
    do(acts.SchedulePost(post, revision(post), due), acting(author, kind="authorized"))


def taken_down(post: str, author: str, reason: str) -> None:
    """The author takes a post down, once counsel has answered that no hold touches it."""
    placement = str(Placement.objects.values_list("pk", flat=True).get(post_id=int(post)))
    by, withdrawal = acting(author, kind="authorized"), acts.WithdrawPost(placement, reason)
    for question in refused(withdrawal, by).questions:
        answer = AnswerQuestion(question, True, "no hold and no open request touches this account")
        do(answer, acting("1005", "counsel"))
    do(withdrawal, by)


def _clauses(about: str) -> tuple[str, ...]:
    """The first clause of a requirement, named by its id or its kind."""
    return next(r.clauses[:1] for r in packs.in_force().requirements if about in (r.id, r.kind))


def _picture() -> bytes:
    """A drawn picture: a desk, a shelf, somebody with a book."""
    picture = Image.new("RGB", (1200, 800), "#e8e2d4")
    draw = ImageDraw.Draw(picture)
    for shelf in range(4):
        draw.rectangle((60, 60 + 110 * shelf, 700, 150 + 110 * shelf), fill="#8a6d3b")
        for book in range(15):
            tint = ("#1a4480", "#b50909", "#216e1f", "#7a591a")[(book + shelf) % 4]
            draw.rectangle((70 + 42 * book, 70 + 110 * shelf, 105 + 42 * book, 148 + 110 * shelf), fill=tint)
    draw.ellipse((840, 160, 960, 300), fill="#c68642")
    draw.rectangle((800, 300, 1000, 560), fill="#1a4480")
    draw.rectangle((600, 560, 1140, 640), fill="#5b4636")
    draw.rectangle((720, 470, 800, 560), fill="#b50909")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
