"""Walking through the house by its links: what is there is read first, and shown in the browser when it is new."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

BEGINNINGS = ("/", "/sign-in/login/", "/sign-in/2fa/")
"""Where a walk begins: home, and what is reached by doing rather than by a link."""
READ = """async address => {
  const answer = await fetch(address);
  const html = (answer.headers.get('content-type') || '').startsWith('text/html');
  const found = {address: answer.url, status: answer.status, html, language: ''};
  Object.assign(found, {links: [], bones: [], headings: [], dead: []});
  if (!html) return found;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const name = e => e.tagName + '.' + [...e.classList].sort().join('.') + [...e.attributes].map(a => a.name).sort();
  const bone = e => e.parentElement.tagName + '>' + name(e) + (e.type || '') + (e.textContent.trim() ? 't' : '');
  const cannot = form => {
    const inside = [...form.elements];
    const sent = inside.some(e => e.type === 'submit' || e.type === 'image');
    return !sent || (form.method === 'post' && !inside.some(e => e.name === 'csrfmiddlewaretoken'));
  };
  const absolute = link => new URL(link.getAttribute('href'), answer.url);
  found.language = page.documentElement.lang;
  found.bones = [...new Set([...page.body.querySelectorAll('*')].map(bone))];
  found.headings = [...page.querySelectorAll('h1')].map(e => e.textContent.trim());
  found.dead = [...page.forms].filter(cannot).map(form => form.outerHTML.slice(0, 160));
  found.links = [...new Set([...page.querySelectorAll('a[href]')].map(absolute)
    .filter(url => url.origin === location.origin).map(url => url.pathname + url.search))];
  return found;
}"""
"""Reads a page as a browser without scripts gets it."""


@dataclass(frozen=True)
class Found:
    """A page as it was answered: which page led to it, its elements without their words, what it says."""

    via: str
    address: str
    status: int
    html: bool
    language: str
    links: list[str]
    bones: list[str]
    headings: list[str]
    dead: list[str]

    @property
    def faults(self) -> list[str]:
        """What is wrong with the page before anything is shown or any script has run."""
        wrong = [f"status {self.status}"] if self.status >= 400 else []
        if len(self.headings) != 1 or not self.headings[0]:
            wrong.append(f"first headings: {self.headings}")
        return wrong + [f"a form that cannot be sent without scripts: {form}" for form in self.dead]


def route(address: str) -> str:
    """The pattern that a page is served under."""
    path = urlsplit(address).path
    try:
        return resolve(path).route
    except Resolver404:
        return path


def kind(address: str) -> str:
    """What pages of one kind have in common: the pattern they are served under and what their query asks."""
    return "?".join([route(address), *sorted(parse_qs(urlsplit(address).query))])


def walk(page: Page, *, each: int = 1, most: int = 300) -> Iterator[Found]:
    """Read up to `each` pages of every kind that links lead to, with the cookies of the visitor whose page it is."""
    if page.url == "about:blank":
        page.goto("/")
    waiting = [("", start) for start in BEGINNINGS]
    met = Counter(kind(start) for start in BEGINNINGS)
    known, read = set(BEGINNINGS), set()
    while waiting and len(read) < most:
        via, address = waiting.pop(0)
        answer: dict[str, Any] = page.evaluate(READ, address)
        found = Found(via, **answer)
        if not found.html or found.address in read:  # a file, or a page that another address led to
            continue
        read.add(found.address)
        for link in found.links:
            if link not in known and met[kind(link)] < each:
                known.add(link)
                met[kind(link)] += 1
                waiting.append((found.address, link))
        yield found
