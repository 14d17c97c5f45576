"""Mail about notices: when it goes out, what it holds, and what becomes of one that is not taken."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail as posted

import cast as stage
from countersign.desk import mail, notices
from countersign.desk.models import Mail
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.gate.models import Installation
from countersign.people import acts as people

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
NOBODY = "nobody@doc.example.gov"


class Server(socketserver.StreamRequestHandler):
    """A mail server that takes what it is sent, but for some addresses, and for all while it is busy."""

    def handle(self) -> None:
        said = self.server
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                letter = []
                while (part := self.rfile.readline()) != b".\r\n":
                    letter.append(part)
                said.letters.append(b"".join(letter).decode())
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "MAIL" and said.busy:
                self.say("451 come back later")
            elif verb == "RCPT" and NOBODY in line:
                self.say("550 no such mailbox here")
            else:
                self.say("250 fine")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server(settings) -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Server) as listening:
        listening.daemon_threads = True
        listening.letters, listening.busy = [], False
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = listening.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.BASE_URL = "https://countersign.doc.example.gov"
        yield listening
        listening.shutdown()


@pytest.fixture
def cast(db, data) -> stage.Cast:
    return stage.everybody()


@pytest.fixture
def real(cast) -> stage.Cast:
    """The same people in an installation that is no demonstration."""
    Installation.objects.update(demo=False, clock_offset_s=0.0)
    return cast


def told(person: str, kind: str = "post_to_sign", seq: int = 7) -> Mail:
    notices.give([person], seq=seq, kind=kind, ref=Ref("post", "12"), at=clock.now())
    return Mail.objects.get(notice__person=person, notice__seq=seq)


def run(at=None) -> int:
    claimed = mail.claim(at or clock.now(), 50)
    for pk in claimed:
        mail.send(pk)
    return len(claimed)


def test_a_notice_goes_out_with_its_sentence_and_a_link_and_nothing_else(real, server):
    sent = told(real.ana)
    assert run() == 1
    sent.refresh_from_db()
    assert (sent.state, sent.tries, sent.reason) == ("sent", 1, "")
    (letter,) = server.letters
    assert "Subject: A post waits for a signature" in letter
    assert "To: ana.reyes@doc.example.gov" in letter
    assert f"https://countersign.doc.example.gov/notices/{sent.notice.pk}/" in letter
    body = letter.partition("\r\n\r\n")[2].split()
    words = " ".join(body[:-1])
    assert "Ana" not in words and "Lee" not in words and "12" not in words
    assert run() == 0 and len(server.letters) == 1


def test_without_a_server_mail_waits_in_the_outbox(real, settings):
    settings.EMAIL_HOST = ""
    told(real.ana)
    assert run() == 0
    assert Mail.objects.get().state == "queued"


def test_a_demonstration_sends_nothing_even_where_a_server_is_set(cast, server):
    told(cast.ana)
    assert run() == 0
    assert server.letters == []


def test_an_address_that_the_server_refuses_is_seen_and_not_tried_again(real, server):
    Mail.objects.filter(pk=told(real.ana).pk).update(to=NOBODY)
    assert run() == 1
    refused = Mail.objects.get()
    assert refused.state == "failed"
    assert refused.reason == "550 no such mailbox here"
    assert run(clock.now() + timedelta(days=2)) == 0


def test_a_busy_server_is_tried_again_after_growing_pauses_and_then_given_up(real, server):
    server.busy = True
    told(real.ana)
    pauses, at = [], clock.now()
    while Mail.objects.get().state == "queued":
        before = clock.now()
        assert run(at) == 1
        found = Mail.objects.get()
        if found.state == "queued":
            assert run(found.due_at - timedelta(seconds=1)) == 0
            pauses.append(round((found.due_at - before).total_seconds()))
        at = found.due_at
    assert pauses == [60, 600, 3600, 21600, 86400]
    assert (found.tries, found.reason) == (6, "451 come back later")


def test_a_server_that_is_away_is_tried_again(real, server):
    server.shutdown()
    server.server_close()
    told(real.ana)
    run()
    waiting = Mail.objects.get()
    assert waiting.state == "queued"
    assert waiting.reason.startswith("ConnectionRefusedError")


def test_a_mail_that_waited_for_days_is_not_sent_any_more(real, server):
    old = told(real.ana)
    Mail.objects.filter(pk=old.pk).update(made_at=clock.now() - mail.GOOD_FOR - timedelta(minutes=1))
    run()
    old.refresh_from_db()
    assert old.state == "failed"
    assert server.letters == []


def test_what_was_read_before_it_could_go_out_is_not_sent(real, server):
    read = told(real.ana)
    read.notice.read_at = clock.now()
    read.notice.save()
    run()
    read.refresh_from_db()
    assert (read.state, server.letters) == ("failed", [])


def test_two_workers_never_have_the_same_mail_and_a_lost_ones_lease_runs_out(real, server):
    told(real.ana)
    at = clock.now()
    assert len(mail.claim(at, 50)) == 1
    assert mail.claim(at, 50) == []
    (again,) = mail.claim(at + mail.LEASE, 50)
    mail.send(again)
    mail.send(again)
    assert len(server.letters) == 1


def test_the_outbox_is_for_those_who_keep_the_roster_and_in_a_demonstration_for_everybody(cast, visit):
    told(cast.ana)
    rita, lee, sam = visit(cast.rita), visit(cast.lee), visit(cast.sam)
    page = sam.get("/outbox/")
    assert page.status_code == 200
    assert b"ana.reyes@doc.example.gov" in page.content
    assert b"A demonstration sends nothing" in page.content
    Installation.objects.update(demo=False, clock_offset_s=0.0)
    assert lee.get("/outbox/").status_code == 403
    assert b"No mail server is set" in rita.get("/outbox/").content


def test_the_outbox_can_be_narrowed_and_has_pages(cast, visit):
    for seq in range(27):
        told(cast.ana, seq=seq)
    Mail.objects.filter(notice__seq=3).update(state="failed", reason="550 no such mailbox here", tries=1)
    sam = visit(cast.sam)
    assert len(sam.get("/outbox/").context["lines"]) == 25
    assert len(sam.get("/outbox/?page=2").context["lines"]) == 2
    failed = sam.get("/outbox/?state=failed")
    assert len(failed.context["lines"]) == 1
    assert b"550 no such mailbox here" in failed.content


def test_somebody_who_has_no_work_address_and_somebody_who_left_get_no_mail(cast):
    notices.give([cast.lee], seq=1, kind="post_signed", ref=Ref("post", "1"), at=clock.now())
    stage.do(people.EndEmployment(cast.ana, stage.REASON), stage.acting(cast.rita, "administrator"))
    notices.give([cast.ana], seq=2, kind="post_signed", ref=Ref("post", "1"), at=clock.now())
    assert not Mail.objects.exists()


def test_the_tests_send_nothing_to_the_world():
    assert django_settings.EMAIL_BACKEND == "django.core.mail.backends.locmem.EmailBackend"
    assert posted.outbox == []
