"""An account on the practice platform, and its interface as a program calls it."""

from __future__ import annotations

from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from countersign.practice.models import Account
from countersign.practice.services import open_account

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
_numbers = count(1)


class Caller:
    """Calls the JSON interface with one account's token; every change gets a marker of its own unless one is given."""

    def __init__(self, handle: str, token: str) -> None:
        self.handle, self.token = handle, token
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    @property
    def account(self) -> Account:
        return Account.objects.get(handle=self.handle)

    def get(self, path, **query):
        return self.client.get(f"/practice/api/v1/{path}", query)

    def change(self, method, path, body=None, marker=None):
        call = getattr(self.client, method)
        headers = {"Idempotency-Key": marker or f"m{next(_numbers)}"}
        return call(f"/practice/api/v1/{path}", body, content_type="application/json", headers=headers)

    def upload(self, content=PNG):
        return self.client.post("/practice/api/v1/media", {"file": SimpleUploadedFile("a", content)})

    def post(self, text="Job fair on Friday.", **more):
        answer = self.change("post", "posts", {"text": text, **more})
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]


@pytest.fixture
def hill(db) -> Caller:
    return Caller("hill", open_account("hill", "Hill Correctional Center (practice)"))


@pytest.fixture
def pia(db) -> Caller:
    return Caller("pia", open_account("pia", "Public Information (practice)"))


@pytest.fixture
def png() -> bytes:
    return PNG
