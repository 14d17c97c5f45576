"""Mail about notices: sent by background work when a server is set, else kept in the outbox, which is a page.

A mail holds one sentence and a link. What it is about is read where permission is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import formatdate
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from countersign.desk import notices
from countersign.desk.models import Mail
from countersign.gate import clock
from countersign.gate.models import Installation
from countersign.gate.wiring import Job
from countersign.people.web.identity import Visitor
from countersign.people.web.opening import Who

LEASE = timedelta(minutes=5)
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
"""How long to wait after each try that failed for the moment; after the last one it is given up."""
GOOD_FOR = timedelta(days=3)
"""A mail that could not go out for so long is not sent any more: the notice stands on the page."""
PERMANENT = 500
PAGE = 25
READS = "roster.keep"

LABELS = {
    Mail.State.QUEUED: (_("waits"), "schedule", "quiet"),
    Mail.State.SENT: (_("sent"), "check_circle", "good"),
    Mail.State.FAILED: (_("not sent"), "error", "bad"),
}
"""Each state in words, with icon and tone."""


def server_set() -> bool:
    """Whether mail leaves this house: a server is named, and it is no demonstration, whose people are invented."""
    return bool(settings.EMAIL_HOST) and not Installation.objects.filter(demo=True).exists()


def claim(at: datetime, limit: int) -> Sequence[str]:
    """Mails to be sent now, leased; none while no server is set."""
    if not server_set():
        return []
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = Mail.objects.filter(free, state=Mail.State.QUEUED, due_at__lte=at)
    return [
        str(pk)
        for pk in waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
        if Mail.objects.filter(free, pk=pk, state=Mail.State.QUEUED, due_at__lte=at).update(
            lease_until=at + LEASE, tries=F("tries") + 1
        )
    ]


def send(pk: str) -> None:
    """Hand one mail to the server, and write down what it said. A lease that ran out may send a mail twice: both
    have the same Message-ID, by which mail programs show one."""
    mail = Mail.objects.select_related("notice").filter(pk=int(pk), state=Mail.State.QUEUED).first()
    if mail is None:
        return
    at = clock.now()
    if at - mail.made_at > GOOD_FOR:
        _ended(mail, Mail.State.FAILED, reason="it waited too long to be of use")
        return
    if mail.notice.read_at is not None:
        _ended(mail, Mail.State.FAILED, reason="it was read, or done, before it could go out")
        return
    try:
        message(mail).send()
    except SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (PERMANENT, b""))
        _failed(mail, at, code, _words(said))
    except SMTPResponseException as error:
        # A refused sender or password is our own fault, which somebody may mend: try again.
        mend = isinstance(error, SMTPSenderRefused) or error.smtp_code in (530, 534, 535)
        _failed(mail, at, error.smtp_code, _words(error.smtp_error), mend=mend)
    except (SMTPException, OSError) as error:
        _failed(mail, at, 0, f"{type(error).__name__}: {error}")
    else:
        _ended(mail, Mail.State.SENT, sent_at=clock.now())


def message(mail: Mail) -> EmailMessage:
    """The mail as it is sent: its sentence as subject, and the link; the sentence in every language of the house."""
    notice = mail.notice
    link = settings.BASE_URL + reverse("notice", args=[notice.pk])
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(notices.says(notice.kind))
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<notice-{notice.pk}-{notice.seq}@{host}>",
        "Date": formatdate(notice.at.timestamp()),
        "Auto-Submitted": "auto-generated",
    }
    body = "\n".join([*(f"{words}." for words in said), "", link, ""])
    return EmailMessage(said[0], body, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=headers)


def _failed(mail: Mail, at: datetime, code: int, said: str, *, mend: bool = False) -> None:
    reason = f"{code} {said}" if code else said
    if (code >= PERMANENT and not mend) or mail.tries > len(PAUSES):
        _ended(mail, Mail.State.FAILED, reason=reason)
    else:
        later = at + PAUSES[max(mail.tries, 1) - 1]
        Mail.objects.filter(pk=mail.pk).update(due_at=later, lease_until=None, reason=reason[:300])


def _ended(mail: Mail, state: Mail.State, *, reason: str = "", sent_at: datetime | None = None) -> None:
    values = {"state": state, "reason": reason[:300], "sent_at": sent_at, "lease_until": None}
    Mail.objects.filter(pk=mail.pk, state=Mail.State.QUEUED).update(**values)


def _words(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _may_look(here: Visitor) -> bool:
    return here.may(READS) or (here.person is not None and Installation.objects.filter(demo=True).exists())


LOOKS = Who(f"holders of {READS}; in a demonstration any employee", _may_look)
"""Who may look into the outbox."""


def outbox(request: HttpRequest) -> HttpResponse:
    """Mail as it was or would be sent, the latest first."""
    wanted = request.GET.get("state", "")
    found = Mail.objects.select_related("notice").order_by("-made_at", "-pk")
    if wanted in Mail.State.values:
        found = found.filter(state=wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = []
    for mail in page:
        label, icon, tone = LABELS[Mail.State(mail.state)]
        lines.append({"mail": mail, "message": message(mail), "label": label, "icon": icon, "tone": tone})
    states = [(state.value, LABELS[state][0]) for state in Mail.State]
    shown = {"lines": lines, "page": page, "states": states, "wanted": wanted, "server": server_set()}
    return render(request, "desk/outbox.html", shown)


JOBS = (Job("mail", claim, (("send", send),)),)
