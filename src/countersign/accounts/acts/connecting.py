"""Connecting an account: under which identity it runs, how posts reach it, and with what right on the platform."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from countersign.accounts import credentials, given, incidents
from countersign.accounts.addresses import url_key
from countersign.accounts.facts import applications
from countersign.accounts.given import number
from countersign.accounts.models import Account, Credential, Health
from countersign.accounts.same import differs
from countersign.connectors import found
from countersign.connectors.interface import Can, Cap
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts
from countersign.rules.facts import IdentityTold

BY_HAND = "manual"
CONNECTORS = found.kinds()
"""How posts reach a platform: by hand, or through one of the connectors that are there."""


@dataclass(frozen=True)
class ConnectAccount(Act):
    """Say under which identity, issued by the agency, the account runs and how posts reach it.

    `seen_handle`, `seen_id` and `seen_url` are what the platform answered when it was asked whose credentials these
    are; unless it is the account that was signed, the act is refused and its row says which one it was. `credential`
    (see `credentials.pack`) is what lets us publish; it is stored encrypted and stands in no ledger row. Connecting
    again replaces it.
    """

    name: ClassVar[str] = "connect_account"
    states_facts: ClassVar = (facts.Application, facts.IdentityTold)
    account: str
    connector: str
    identity: str
    department_identity: bool | None
    url: str
    base_url: str = ""
    credential: str = field(default="", repr=False)
    seen_handle: str = ""
    seen_id: str = ""
    seen_url: str = ""
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(
            connector=None if self.connector in CONNECTORS else _("there is no such way to publish"),
            identity=given.line_fault(self.identity),
            url=given.url_fault(self.url, empty=False),
            base_url=given.url_fault(self.base_url, empty=self.connector == BY_HAND),
            credential=_("a platform that is posted to by hand needs none") if self._useless() else None,
            seen_handle=given.line_fault(self.seen_handle, empty=True),
            seen_id=given.line_fault(self.seen_id, empty=True),
            seen_url=given.url_fault(self.seen_url),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.connector != BY_HAND and not self.credential:
            raise Malformed(credential=_("without it nothing can be published"))
        told = self._told(Account.objects.get(pk=number(self.account)))
        (stated,) = applications([scope], at)
        if isinstance(stated, facts.Unknown):
            return told
        return (*told, replace(stated, department_identity=self.department_identity))

    def effect(self, ctx: Effect) -> None:
        account = Account.objects.get(pk=number(self.account))
        account.connector, account.base_url = self.connector, self.base_url
        account.identity, account.department_identity = self.identity, self.department_identity
        account.url, account.url_key = account.url or self.url, url_key(account.url or self.url)
        # By hand nobody tells the number: the one that is known stays, for when it is connected again.
        account.remote_id = self.seen_id or account.remote_id
        account.connected_as = self.seen_handle
        account.save()
        incidents.put_right(self.account)
        if self.credential:
            credentials.keep(
                self.account,
                credentials.unpack(self.credential),
                at=ctx.at,
                expires_at=self.expires_at,
                scopes=self.scopes,
            )
            looked = {"state": "", "said": "", "due_at": ctx.at, "lease_until": None, "days_left": None}
            Health.objects.update_or_create(account=account, defaults=looked)
        else:
            Credential.objects.filter(account=account).delete()
            Health.objects.filter(account=account).delete()

    def fields(self) -> dict[str, Any]:
        """Everything but the credential."""
        return {name: value for name, value in super().fields().items() if name != "credential"}

    def _useless(self) -> bool:
        return self.connector == BY_HAND and bool(self.credential)

    def _told(self, account: Account) -> tuple[IdentityTold, ...]:
        """What of it is not the approved account's; nothing at all where the platform does not say whose it is."""
        found = []
        if self.connector not in (BY_HAND, account.platform):
            found.append("platform")
        if account.url and url_key(account.url) != url_key(self.url):
            found.append("address")
        if tells_identity(self.connector):
            other = differs(
                handle=account.handle,
                url=account.url or self.url,
                remote_id=account.remote_id if account.connector == self.connector else "",
                base_url=self.base_url,
                seen_handle=self.seen_handle,
                seen_id=self.seen_id,
                seen_url=self.seen_url,
            )
            if other is not None and other.what:
                found.append(other.what)
            elif other is not None and not found:
                return ()
        # What differs already refuses it: a platform that names nobody must not turn that into a question.
        return (IdentityTold(tuple(found)),)


def tells_identity(kind: str) -> bool:
    """Whether a platform of this kind can say whose credentials it is shown."""
    support = found.connector_class(kind).supports.get(Cap.IDENTITY)
    return support is not None and support.can is not Can.NO
