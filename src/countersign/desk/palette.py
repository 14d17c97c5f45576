"""Finding anything by a few letters: pages and acts that the visitor may open, posts, accounts, people, clauses.

What is offered comes from where it is decided who may open an address, so that nothing is offered that is then refused
at the door, and from each room's own sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.accounts import queries as accounts
from countersign.gate import clock, packs
from countersign.people import queries as people
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor, visitor
from countersign.people.web.opening import Who
from countersign.posts import queries as posts

OF_A_KIND = 6
"""How many of one kind are offered at once."""
LONGEST = 100

PAGES: tuple[tuple[str, Any], ...] = (
    ("home", gettext_lazy("What needs me")),
    ("notices", gettext_lazy("Notices")),
    ("posts:mine", gettext_lazy("My posts and drafts")),
    ("posts:index", gettext_lazy("All posts")),
    ("posts:queue", gettext_lazy("Posts to review")),
    ("posts:calendar", gettext_lazy("Calendar")),
    ("posts:feed_settings", gettext_lazy("Subscribe to the calendar")),
    ("posts:replies", gettext_lazy("Replies")),
    ("posts:library", gettext_lazy("Library of pictures")),
    ("posts:consents", gettext_lazy("Consents and licences")),
    ("posts:break_glass", gettext_lazy("Break-glass")),
    ("posts:publishing_queue", gettext_lazy("Queue of what is to be published")),
    ("posts:tasks", gettext_lazy("What is to be posted by hand")),
    ("findings:how", gettext_lazy("How screening works")),
    ("findings:contacts", gettext_lazy("Our own contacts")),
    ("findings:watch_lists", gettext_lazy("Watch-lists")),
    ("findings:models", gettext_lazy("What reads")),
    ("findings:second_reader", gettext_lazy("Second reader")),
    ("accounts:index", gettext_lazy("Accounts")),
    ("accounts:platforms", gettext_lazy("Platforms and their terms")),
    ("accounts:strategies", gettext_lazy("Communication strategy")),
    ("accounts:impostors", gettext_lazy("Pages that are not ours")),
    ("accounts:register", gettext_lazy("Is this account ours?")),
    ("people", gettext_lazy("People")),
    ("employees", gettext_lazy("Employees")),
    ("units", gettext_lazy("Units")),
    ("offices", gettext_lazy("Offices and who acts for whom")),
    ("authorizations", gettext_lazy("Leave to post")),
    ("powers", gettext_lazy("Powers")),
    ("clause_status", gettext_lazy("Where every clause stands")),
    ("directive", gettext_lazy("The directive")),
    ("directive_versions", gettext_lazy("Versions of the directive")),
    ("log", gettext_lazy("The log")),
    ("setup", gettext_lazy("Set-up")),
    ("outbox", gettext_lazy("Outbox")),
    ("keys", gettext_lazy("Keys and shortcuts")),
)
ACTS: tuple[tuple[str, Any], ...] = (
    ("posts:add_picture", gettext_lazy("Add a picture to the library")),
    ("posts:record_consent", gettext_lazy("Record a consent")),
    ("posts:record_rights", gettext_lazy("Record a licence")),
    ("posts:pause", gettext_lazy("Pause publishing, or end the pause")),
    ("accounts:apply", gettext_lazy("Apply for an account")),
    ("accounts:submit_strategy", gettext_lazy("Submit a strategy")),
    ("accounts:report_impostor", gettext_lazy("Report a page that is not ours")),
    ("hire", gettext_lazy("Enter an employee")),
    ("roster", gettext_lazy("Bring in a roster")),
    ("add_unit", gettext_lazy("Enter a unit")),
    ("appoint", gettext_lazy("Appoint to an office")),
    ("delegate", gettext_lazy("Delegate a power")),
    ("ask_authorization", gettext_lazy("Ask for leave to post")),
    ("give_authorization", gettext_lazy("Give leave to post")),
    ("import_directive", gettext_lazy("Bring in the directive's text")),
    ("agency", gettext_lazy("Change the agency's details")),
)


@dataclass(frozen=True)
class Found:
    """One thing that was found: what it is called, what it is, where it is."""

    kind: str
    label: str
    detail: str
    url: str


def find(request: HttpRequest) -> HttpResponse:
    """What a few letters find, as a page; without letters, every page and act that the visitor may open."""
    text = _asked(request)
    return render(request, "desk/find.html", {"text": text, "groups": groups(visitor(request), text, clock.now())})


def results(request: HttpRequest) -> JsonResponse:
    """The same for the script that asks while one types."""
    found = groups(visitor(request), _asked(request), clock.now())
    told = [{"title": str(title), "items": [asdict(one) for one in items]} for title, items in found]
    response = JsonResponse({"groups": told})
    response["Cache-Control"] = "no-store"
    return response


def groups(here: Visitor, text: str, at: datetime) -> list[tuple[str, list[Found]]]:
    """What was found, by kind; kinds of which nothing was found are left out."""
    pages, acts = _named(here, PAGES, "page", text), _named(here, ACTS, "act", text)
    found: list[tuple[str, list[Found]]] = [(_("Pages"), pages), (_("Acts"), acts)]
    if text and here.capacity is not None:
        viewer = here.capacity.person
        found += [
            (_("Posts"), list(_posts(viewer, text, at))),
            (_("Accounts"), list(_accounts(viewer, text, at))),
            (_("People"), list(_people(viewer, text, at))),
            (_("Clauses"), list(_clauses(text))),
        ]
    return [(title, items) for title, items in found if items]


def may_open(here: Visitor, name: str) -> bool:
    """Whether the visitor may open an address, as is said beside it."""
    who = getattr(resolve(reverse(name)).func, "who", None)
    return isinstance(who, Who) and who.may(here)


def _named(here: Visitor, table: Iterable[tuple[str, Any]], kind: str, text: str) -> list[Found]:
    wanted = text.casefold().split()
    found = [
        Found(kind, str(label), "", reverse(name))
        for name, label in table
        if all(word in str(label).casefold() for word in wanted) and may_open(here, name)
    ]
    # What begins so comes before what only holds it.
    return sorted(found, key=lambda f: not f.label.casefold().startswith(text.casefold())) if text else found


def _posts(viewer: str, text: str, at: datetime) -> Iterator[Found]:
    lines = posts.posts(viewer, at, text=text, size=OF_A_KIND).items
    if text.isascii() and text.isdigit() and len(text) < 19:
        lines = (*posts.posts(viewer, at, number=int(text), size=1).items, *lines)
    for line in dict.fromkeys(lines):
        label = line.excerpt or _("a picture")
        yield Found("post", label, _("post %(n)s") % {"n": line.id}, reverse("posts:post", args=[line.id]))


def _accounts(viewer: str, text: str, at: datetime) -> Iterator[Found]:
    for line in accounts.accounts(viewer, at, text=text, size=OF_A_KIND).items:
        yield Found("account", line.name, line.unit_name, reverse("accounts:account", args=[line.id]))


def _people(viewer: str, text: str, at: datetime) -> Iterator[Found]:
    """Those on the roster that the viewer may see, and office holders, who are no secret among employees."""
    known = {p.id: (p.name, p.unit_name) for p in people.roster(viewer, at, text=text).items}
    pack, lang = packs.in_force(), language()
    for held in people.holders(at):
        if all(word in held.name.casefold() for word in text.casefold().split()) and held.office in pack.office:
            known[held.person] = (held.name, pack.office[held.office].title.get(lang))
    for id, (name, detail) in list(known.items())[:OF_A_KIND]:
        yield Found("person", name, detail, reverse("employee", args=[id]))


def _clauses(text: str) -> Iterator[Found]:
    lang, wanted = language(), text.casefold()
    found = [
        c
        for c in packs.in_force().clauses
        if c.id.casefold().startswith(wanted) or all(w in c.words.get(lang).casefold() for w in wanted.split())
    ]
    for c in found[:OF_A_KIND]:
        yield Found("clause", c.id, c.words.get(lang), reverse("clause", args=[c.id]))


def _asked(request: HttpRequest) -> str:
    # No text that is kept anywhere has this character, and one database refuses to look for it.
    return " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
