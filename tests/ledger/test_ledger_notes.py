from __future__ import annotations

import base64
import random

import pytest
from ledger_rows import SIGNER

from countersign.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from countersign.ledger.notes import COSIGNATURE, NoteError, Signer, Verifier, add_line, open_note, sign_note
from countersign.ledger.tree import EMPTY_ROOT

OTHER = Signer("other.example.gov", bytes(32))
WITNESS = Signer("witness.example.gov", bytes(reversed(range(32))), COSIGNATURE)


def _at_another_time(line: str) -> bytes:
    head, encoded = line.rstrip("\n").rsplit(" ", 1)
    raw = base64.b64decode(encoded)
    later = raw[:4] + (int.from_bytes(raw[4:12]) + 1).to_bytes(8) + raw[12:]
    return f"{head} {base64.b64encode(later).decode()}\n".encode()


def test_keys_are_written_as_gos_note_package_writes_them():
    # Made once by hand with this seed; Go's package read both and gave the same key id.
    assert SIGNER.skey == "PRIVATE+KEY+log.example.gov/test+dbaecb63+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
    assert SIGNER.verifier.vkey == "log.example.gov/test+dbaecb63+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


def test_a_key_reads_back_and_does_not_show_its_secret():
    for signer in (Signer.generate("a.example"), Signer.generate("w.example", COSIGNATURE)):
        assert Signer.parse(signer.skey) == signer
        assert Verifier.parse(signer.verifier.vkey) == signer.verifier
        assert str(signer.seed) not in repr(signer)


def test_no_changed_character_of_a_key_is_read():
    for text, parse in ((SIGNER.verifier.vkey, Verifier.parse), (SIGNER.skey, Signer.parse)):
        for at, character in enumerate(text):
            for other in {character.swapcase(), chr(ord(character) ^ 1), "+", " "} - {character}:
                with pytest.raises(NoteError):
                    parse(text[:at] + other + text[at + 1 :])


@pytest.mark.parametrize("key", ["", "a", "a+b", "a+00000000+", "a+00000000+AQ==", "PRIVATE+KEY+a+00000000+AQ=="])
def test_half_a_key_is_refused(key):
    with pytest.raises(NoteError):
        Verifier.parse(key)
    with pytest.raises(NoteError):
        Signer.parse(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\N{NO-BREAK SPACE}b"])
def test_a_name_that_would_break_a_signature_line_is_refused(name):
    with pytest.raises(NoteError, match="name"):
        Signer.generate(name)


def test_a_note_is_read_by_those_who_trust_one_of_its_signers():
    note = sign_note(b"one\n\ntwo\n", SIGNER, OTHER)
    opened = open_note(note, [OTHER.verifier])
    assert opened.text == b"one\n\ntwo\n"
    assert [s.name for s in opened.verified] == [OTHER.name]
    assert [s.name for s in opened.unknown] == [SIGNER.name]
    with pytest.raises(NoteError, match="no trusted key"):
        open_note(note, [Signer.generate(SIGNER.name).verifier])


def test_one_false_line_of_a_trusted_key_spoils_the_note():
    note = sign_note(b"text\n", SIGNER)
    forged = add_line(note, OTHER.line(b"another text\n"))
    assert open_note(forged, [SIGNER.verifier]).verified
    with pytest.raises(NoteError, match=r"signature of other\.example\.gov does not hold"):
        open_note(forged, [SIGNER.verifier, OTHER.verifier])


@pytest.mark.parametrize(
    "change",
    [
        lambda n: n[:-1],
        lambda n: n + b"\n",
        lambda n: n.replace(b"\n\n", b"\n"),
        lambda n: n.replace("—".encode(), b"-"),
        lambda n: n.replace(b"text", b"te\tt"),
        lambda n: n.replace(b"text", b"te\xfft"),
        lambda n: n.replace(b"=\n", b"\n"),
        lambda n: n + b"not a signature\n",
        lambda n: n + "— other.example.gov AAAA\n".encode(),
        lambda n: b"x" * 1_000_000 + n,
    ],
)
def test_a_malformed_note_is_refused(change):
    note = sign_note(b"text\n", SIGNER)
    assert change(note) != note
    with pytest.raises(NoteError):
        open_note(change(note), [SIGNER.verifier])


def test_a_signature_in_another_spelling_of_the_same_base64_is_refused():
    note = sign_note(b"text\n", SIGNER)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = note.decode()[-3]
    respelt = note[:-3] + alphabet[alphabet.index(last) + 1].encode() + b"=\n"
    signature, other = (n.split()[-1] for n in (note, respelt))
    assert base64.b64decode(signature) == base64.b64decode(other)
    with pytest.raises(NoteError, match="non-standard spelling"):
        open_note(respelt, [SIGNER.verifier])


@pytest.mark.parametrize("text", [b"no newline", b"a\ttab\n", b"not \xff UTF-8\n", b"x" * 1_000_000 + b"\n"])
def test_a_text_that_no_note_may_hold_is_not_signed(text):
    with pytest.raises(NoteError):
        sign_note(text, SIGNER)


def test_a_witness_signs_with_the_time():
    note = sign_checkpoint(0, EMPTY_ROOT, SIGNER)
    text = open_note(note, [SIGNER.verifier]).text
    signed = add_line(note, WITNESS.line(text, at_s=1_700_000_000))
    assert add_line(signed, WITNESS.line(text, at_s=1_700_000_000)) == signed
    _, opened = open_checkpoint(signed, SIGNER.verifier, [WITNESS.verifier])
    assert [s.name for s in opened.verified] == [SIGNER.name, WITNESS.name]
    with pytest.raises(NoteError, match="does not hold"):
        open_checkpoint(note + _at_another_time(WITNESS.line(text, at_s=5)), SIGNER.verifier, [WITNESS.verifier])
    with pytest.raises(NoteError, match="carries a time"):
        WITNESS.line(text)
    with pytest.raises(NoteError, match="carries a time"):
        SIGNER.line(text, at_s=1)
    for line in ("", "x\n", WITNESS.line(text, at_s=1)[:-1], WITNESS.line(text, at_s=1) * 2):
        with pytest.raises(NoteError):
            add_line(note, line)


def test_a_witness_alone_does_not_make_a_checkpoint():
    text = Checkpoint(SIGNER.name, 0, EMPTY_ROOT).text()
    note = text + b"\n" + WITNESS.line(text, at_s=5).encode()
    with pytest.raises(NoteError, match="log's own key"):
        open_checkpoint(note, SIGNER.verifier, [WITNESS.verifier])


def test_another_logs_checkpoint_is_not_ours():
    note = sign_note(Checkpoint("another.example.gov", 0, EMPTY_ROOT).text(), SIGNER)
    with pytest.raises(NoteError, match=r"checkpoint of another\.example\.gov"):
        open_checkpoint(note, SIGNER.verifier)


def test_a_checkpoint_says_origin_size_and_root():
    note = sign_checkpoint(12, EMPTY_ROOT, SIGNER)
    assert note.decode().startswith(
        "log.example.gov/test\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— log.example.gov/test "
    )
    assert open_checkpoint(note, SIGNER.verifier)[0] == Checkpoint(SIGNER.name, 12, EMPTY_ROOT)
    extended = Checkpoint(SIGNER.name, 12, EMPTY_ROOT, ("more",))
    assert open_checkpoint(sign_note(extended.text(), SIGNER), SIGNER.verifier)[0] == extended


@pytest.mark.parametrize(
    "text",
    [
        "o\n12\n",
        "o\n012\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n1e3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
        "o\n12\n47DEQpj8\n",
        "o\n12\n47DEQpj8HBSa+!TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "o\n12\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
    ],
)
def test_text_that_is_no_checkpoint_is_refused_even_when_signed(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text.encode())


def test_no_single_changed_byte_of_a_checkpoint_passes(how_many, say):
    note = sign_checkpoint(1234, EMPTY_ROOT, SIGNER)
    pick, found = random.Random(3), 0
    count = how_many(len(note), 255 * len(note), "changed_bytes", 3)
    for case in range(count):
        at = case % len(note)
        change = pick.randrange(1, 256) if count == len(note) else case // len(note) + 1
        with pytest.raises(NoteError):
            open_checkpoint(note[:at] + bytes([note[at] ^ change]) + note[at + 1 :], SIGNER.verifier)
        found += 1
    say(f"{found} of {count} changed bytes of a checkpoint found")
