"""A server with Mastodon's interface, as docs.joinmastodon.org describes it, small and in memory, for tests only.

It is the world outside: what it answers has the documented shapes and refusals, and a `Dialect` makes it one of the
servers in the field that do otherwise.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from urllib.parse import parse_qsl, urlsplit

import regex
from PIL import Image, ImageOps

WIDE = ("read", "write")
URL = re.compile(r"https?://[^\s<]+[^\s<.,;:!?)]")


@dataclass(frozen=True)
class Dialect:
    """How this server differs from the documents."""

    heeds_key: bool = True
    plain_words: bool = False
    bad_token: int = 401
    has_v2: bool = True
    narrow_scopes: bool = True
    digests_at_once: bool = False
    cuts_links: bool = False
    avatar_text: bool = True
    token_lasts_s: int | None = None
    polls_needed: int = 1


class No(Exception):
    """A refusal."""

    def __init__(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        self.status, self.words, self.headers = status, words, headers or {}


@dataclass
class Account:
    id: str
    username: str
    display_name: str
    note: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    avatar: str = ""
    avatar_description: str = ""
    header: str = ""
    header_description: str = ""
    blocking: set[str] = field(default_factory=set)
    muting: set[str] = field(default_factory=set)


class Mastodon:
    """What the server knows."""

    def __init__(self, dialect: Dialect | None = None) -> None:
        self.dialect = dialect or Dialect()
        self.lock = threading.RLock()
        self.ids = count(111_000_000_000_000_001)
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.statuses: dict[str, dict] = {}
        self.media: dict[str, dict] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.notifications: list[dict] = []
        self.apps: dict[str, dict] = {}
        self.codes: dict[str, dict] = {}
        self.refreshes: dict[str, tuple[str, tuple[str, ...], str]] = {}
        # What becomes of a video: this server makes of it what it is told.
        self.recodes: dict[bytes, bytes] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.requests: list[tuple[str, str]] = []
        self.url = ""

    def person(self, username: str, scopes: tuple[str, ...] = WIDE) -> tuple[Account, str]:
        """A new account and a token of it."""
        with self.lock:
            account = Account(str(next(self.ids)), username, username.title())
            self.accounts[account.id] = account
            return account, self.token(account, scopes)

    def token(self, account: Account, scopes: tuple[str, ...]) -> str:
        token = "mastodon_" + secrets.token_urlsafe(24)
        self.tokens[token] = (account.id, tuple(scopes))
        return token

    def agree(self, url: str, account: Account) -> dict[str, str]:
        """What a person's browser brings back after they signed in as `account` and agreed."""
        query = dict(parse_qsl(urlsplit(url).query))
        app = self.apps[query["client_id"]]
        assert query["redirect_uri"] in app["redirect_uris"] and query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) <= set(app["scopes"].split())
        code = secrets.token_urlsafe(12)
        self.codes[code] = {**query, "account": account.id}
        return {"code": code, "state": query["state"]}

    # Entities

    def account_json(self, account: Account, *, own: bool = False) -> dict:
        told = {
            "id": account.id,
            "username": account.username,
            "acct": account.username,
            "display_name": account.display_name,
            "url": f"{self.url}@{account.username}",
            "note": self.content(account.note) if account.note else "",
            "avatar": account.avatar or f"{self.url}avatars/original/missing.png",
            "header": account.header or f"{self.url}headers/original/missing.png",
            "fields": [
                {"name": n, "value": self.content(v, inline=True), "verified_at": None} for n, v in account.fields
            ],
        }
        if self.dialect.avatar_text:
            told["avatar_description"] = account.avatar_description
            told["header_description"] = account.header_description
        if own:
            rows = [{"name": name, "value": value} for name, value in account.fields]
            told["source"] = {"privacy": "public", "note": account.note, "fields": rows}
        return told

    def content(self, text: str, *, inline: bool = False) -> str:
        def link(match: re.Match[str]) -> str:
            url = match[0]
            scheme, _, rest = url.partition("://")
            if self.dialect.cuts_links and len(rest) > 30:
                return f'<a href="{url}" rel="nofollow">{rest[:30]}…</a>'
            shown, cut = rest[:30], rest[30:]
            sort = ' class="ellipsis"' if cut else ""
            return (
                f'<a href="{url}" target="_blank" rel="nofollow noopener"><span class="invisible">{scheme}://</span>'
                f'<span{sort}>{shown}</span><span class="invisible">{cut}</span></a>'
            )

        made, at = [], 0
        for match in URL.finditer(text):
            made += [self.words(text[at : match.start()]), link(match)]
            at = match.end()
        whole = "".join([*made, self.words(text[at:])])
        if inline:
            return whole
        paragraphs = re.split(r"\n\n+", whole.replace("\r\n", "\n").replace("\r", "\n"))
        return "".join("<p>{}</p>".format(p.replace("\n", "<br />")) for p in paragraphs)

    def words(self, text: str) -> str:
        def mention(match: re.Match[str]) -> str:
            link = f'<a href="{self.url}@{match[1]}" class="u-url mention">@<span>{match[1]}</span></a>'
            return f'<span class="h-card">{link}</span>'

        def hashtag(match: re.Match[str]) -> str:
            href = f"{self.url}tags/{match[1]}"
            return f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{match[1]}</span></a>'

        escaped = html.escape(text, quote=False).replace("'", "&#39;")
        return re.sub(r"(?<![&\w])#(\w+)", hashtag, re.sub(r"(?<!\w)@(\w+)(?:@[\w.-]+)?", mention, escaped))

    def status_json(self, status: dict) -> dict:
        told = {k: v for k, v in status.items() if k not in ("text", "media_ids", "account")}
        return told | {
            "uri": status["url"],
            "content": self.content(status["text"]) if status["text"] else "",
            "account": self.account_json(self.accounts[status["account"]]),
            "media_attachments": [self.media_json(self.media[one]) for one in status["media_ids"]],
            "reblog": None,
        }

    def media_json(self, media: dict) -> dict:
        ready = media["polls"] <= 0
        kind = "video" if media["mime"].startswith("video/") else "image"
        return {
            "id": media["id"],
            "type": kind if ready else "unknown",
            "url": media["url"] if ready else None,
            "description": media["description"],
        }

    # What can be asked

    def write_status(self, me: Account, form: dict, key: str = "", edited: dict | None = None) -> dict:
        if self.dialect.heeds_key and key and edited is None and (me.id, key) in self.keys:
            return self.statuses[self.keys[me.id, key]]
        text = str(form.get("status") or "").strip()
        ids = [str(one) for one in form.get("media_ids") or ()]
        counted = re.sub(r"@(\w+)@[\w.-]+", r"@\1", URL.sub("x" * 23, text))
        if len(regex.findall(r"\X", counted)) > 500:
            raise No(422, "Validation failed: Text character limit of 500 exceeded")
        if not text and not ids:
            raise No(422, "Validation failed: Text can't be blank")
        if any(one not in self.media or self.media[one]["owner"] != me.id for one in ids):
            raise No(422, "Validation failed: Media could not be found")
        if any(self.media[one]["polls"] > 0 for one in ids):
            raise No(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        if len(ids) > 4 or (len(ids) > 1 and any(self.media[one]["mime"].startswith("video/") for one in ids)):
            raise No(422, "Validation failed: Cannot attach a video to a post that already contains images")
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        content = {"text": text, "media_ids": ids, "spoiler_text": str(form.get("spoiler_text") or "")}
        for one in form.get("media_attributes") or ():
            self.media[str(one["id"])]["description"] = one["description"]
        if edited is not None:
            edited.update(content, edited_at=now)
            return edited
        above = form.get("in_reply_to_id")
        if above is not None and str(above) not in self.statuses:
            raise No(404, "The post you are trying to reply to does not appear to exist.")
        made = {
            "id": (one := str(next(self.ids))),
            "created_at": now,
            "edited_at": None,
            "in_reply_to_id": above,
            "in_reply_to_account_id": self.statuses[str(above)]["account"] if above else None,
            "visibility": form.get("visibility", "public"),
            "sensitive": bool(form.get("sensitive")),
            "url": f"{self.url}@{me.username}/{one}",
            "account": me.id,
            **content,
        }
        self.statuses[one] = made
        if key:
            self.keys[me.id, key] = one
        names = {name.lower() for name in re.findall(r"@(\w+)", text)}
        for account in self.accounts.values():
            if account.username.lower() in names and account.id != me.id and me.id not in account.muting:
                notice = {"id": str(len(self.notifications) + 1), "type": "mention", "created_at": now}
                self.notifications.append({**notice, "to": account.id, "status": one, "account": me.id})
        return made

    def upload(self, me: Account, form: dict) -> dict:
        _, mime, content = form["file"]
        if mime.startswith("image/"):
            try:
                with Image.open(io.BytesIO(content)) as picture:
                    # As the real one does: decoded and encoded again, without what the camera wrote.
                    again, made = picture.format, io.BytesIO()
                    picture.convert("RGB" if again == "JPEG" else picture.mode).save(made, again, quality=90)
                    content = made.getvalue()
            except OSError:
                raise No(422, "Validation failed: File is invalid") from None
        content = self.recodes.get(content, content)
        name = hashlib.sha256(content).hexdigest()[:16] + {"image/png": ".png", "video/mp4": ".mp4"}.get(mime, ".jpg")
        self.files[f"/system/{name}"] = (mime, content)
        slow = mime.startswith("video/") and not self.dialect.digests_at_once
        media = {
            "id": str(next(self.ids)),
            "owner": me.id,
            "mime": mime,
            "url": f"{self.url}system/{name}",
            "description": form.get("description") or None,
            "polls": self.dialect.polls_needed if slow else 0,
        }
        self.media[media["id"]] = media
        return media

    def write_profile(self, me: Account, form: dict) -> dict:
        me.display_name = form.get("display_name", me.display_name)
        me.note = form.get("note", me.note)
        rows: dict[str, dict[str, str]] = {}
        for name, value in form.items():
            if found := re.fullmatch(r"fields_attributes\[(\d+)\]\[(name|value)\]", name):
                rows.setdefault(found[1], {})[found[2]] = value
        if len(rows) > 4:
            raise No(422, "Validation failed: Profile fields exceed the maximum of 4")
        if rows:
            me.fields = [(row["name"], row["value"]) for _, row in sorted(rows.items()) if row.get("value")]
        if "avatar" in form:
            me.avatar = self.upload(me, {"file": form["avatar"]})["url"]
        if "header" in form:
            # Cut from the middle to the one shape that headers have.
            name, _, content = form["header"]
            with Image.open(io.BytesIO(content)) as picture:
                made = io.BytesIO()
                ImageOps.fit(picture.convert("RGB"), (1500, 500)).save(made, "PNG")
            me.header = self.upload(me, {"file": (name, "image/png", made.getvalue())})["url"]
        me.avatar_description = form.get("avatar_description", me.avatar_description)
        me.header_description = form.get("header_description", me.header_description)
        return self.account_json(me, own=True)

    def instance(self) -> dict:
        return {
            "configuration": {
                "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
                "media_attachments": {
                    "supported_mime_types": [
                        *("image/jpeg", "image/png", "image/gif", "image/webp"),
                        *("video/webm", "video/mp4", "video/quicktime", "audio/mpeg"),
                    ],
                    "description_limit": 1500,
                    "image_size_limit": 16_777_216,
                    "image_matrix_limit": 33_177_600,
                    "video_size_limit": 103_809_024,
                    "video_matrix_limit": 8_294_400,
                },
            }
        }
