"""The command line, on real streams."""

import io
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from countersign.screening import Outcome, Pool, Screen, screen_lines
from countersign.screening.command import run
from screening.screening_examples import CLAUSES


def screened(args: list[str], given: bytes = b"") -> tuple[int, list[dict], str]:
    stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(args, stdin, stdout, stderr, CLAUSES)
    return status, [json.loads(line) for line in stdout.getvalue().splitlines()], stderr.getvalue()


def test_plain_lines_are_comments_numbered_from_one() -> None:
    status, out, err = screened([], "hello\nmy SSN is 123-45-6789\r\n\nñandú".encode())
    assert (status, err) == (0, "")
    assert [(v["id"], v["severity"]) for v in out] == [(1, "clear"), (2, "block"), (3, "clear"), (4, "clear")]
    assert "legal" not in out[0]["scores"]
    assert out[1]["findings"][0]["end"] == 21


def test_kind_applies_to_plain_lines() -> None:
    _, out, _ = screened(["--kind", "draft"], b"oh shit")
    assert out[0]["findings"][0]["clauses"] == ["ONE.d"]
    assert "legal" in out[0]["scores"]


def test_a_json_lines_own_kind_wins_and_other_keys_are_ignored() -> None:
    lines = (
        b'{"id": "a", "kind": "draft", "text": "two\\nlines, 123-45-6789", "extra": [1]}\n'
        b'{"id": 7, "text": "oh shit"}\n'
    )
    status, out, _ = screened(["--jsonl", "--kind", "comment"], lines)
    assert status == 0
    assert out[0]["id"] == "a"
    assert out[0]["findings"][0]["clauses"] == ["ONE.a", "ONE.b"]
    assert (out[0]["findings"][0]["start"], out[0]["findings"][0]["end"]) == (11, 22)
    assert out[1]["id"] == 7
    assert out[1]["findings"][0]["clauses"] == []


BAD = [
    (b"not json", None),
    (b"", None),
    (b"[1, 2]", None),
    (b'{"text": "no id"}', None),
    (b'{"id": null, "text": "x"}', None),
    (b'{"id": true, "text": "x"}', None),
    (b'{"id": {"a": 1}, "text": "x"}', None),
    (b'{"id": NaN, "text": "x"}', None),
    (b'{"id": 1e999, "text": "x"}', None),
    (b'{"id": "n"}', "n"),
    (b'{"id": "t", "text": 5}', "t"),
    (b'{"id": "k", "kind": "tweet", "text": "x"}', "k"),
    (b'{"id": "l", "kind": ["draft"], "text": "x"}', "l"),
    (b'{"id": "u", "text": "\xff"}', None),
    (b"[" * 100_000, None),
    (b'{"id": ' + b"9" * 5_000 + b', "text": "x"}', None),
]


def test_a_line_that_cannot_be_read_leaves_an_error_in_its_place_and_status_one() -> None:
    good = b'{"id": "ok", "text": "hello"}'
    lines = [line for bad, _ in BAD for line in (bad, good)]
    status, out, err = screened(["--jsonl"], b"\n".join(lines) + b"\n")
    assert (status, err, len(out)) == (1, "", len(lines))
    for (line, id), failed, fine in zip(BAD, out[::2], out[1::2], strict=True):
        assert list(failed) == ["id", "error"], line[:60]
        assert failed["id"] == id
        assert failed["error"]
        assert (fine["id"], fine["severity"]) == ("ok", "clear")


def test_a_plain_line_that_is_not_utf8_keeps_its_number() -> None:
    status, out, _ = screened([], b"hello\n\xff\xfe\nbye\n")
    assert status == 1
    assert [v["id"] for v in out] == [1, 2, 3]
    assert list(out[1]) == ["id", "error"]


def test_a_byte_order_mark_and_lone_surrogates_are_survived() -> None:
    status, out, _ = screened(["--jsonl"], b'\xef\xbb\xbf{"id": "\\ud800", "text": "\\udc00 shit"}\n')
    assert status == 0
    assert out[0]["findings"][0]["start"] == 2


def test_a_file_is_read_and_its_name_may_say_that_it_is_jsonl(tmp_path: Path) -> None:
    plain, objects = tmp_path / "texts.txt", tmp_path / "texts.jsonl"
    plain.write_bytes(b"oh shit\n")
    objects.write_bytes(b'{"id": "x", "text": "oh shit"}\n')
    assert screened([str(plain)])[1][0]["id"] == 1
    assert screened([str(objects)])[1][0]["id"] == "x"
    assert screened(["-"], b"oh shit\n")[1][0]["id"] == 1


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    status, out, err = screened([str(tmp_path / "none.txt")])
    assert (status, out) == (1, [])
    assert "none.txt" in err


@pytest.mark.parametrize("args", [["--kind", "tweet"], ["--workers", "0"], ["--workers", "x"], ["--bogus"], ["a", "b"]])
def test_wrong_options_end_with_status_two_and_no_output(args: list[str]) -> None:
    status, out, err = screened(args)
    assert (status, out) == (2, [])
    assert err


def test_an_empty_input_gives_an_empty_output() -> None:
    assert screened([]) == (0, [], "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_goes_to_standard_error_when_that_is_a_terminal_and_only_then() -> None:
    terminal = Terminal()
    stdin = io.TextIOWrapper(io.BytesIO(b"hello\n" * 2_000), "utf-8")
    assert run([], stdin, io.StringIO(), terminal, CLAUSES) == 0
    assert "2,000 texts" in terminal.getvalue()


def _mixed_lines(count: int) -> list[bytes]:
    texts = ["hello", "oh shit", "SSN 123-45-6789", "call her at home 217-555-0188"]
    return [
        b"broken"
        if n % 97 == 0
        else json.dumps({"id": n, "kind": ("draft", "comment")[n % 2], "text": texts[n % 4]}).encode()
        for n in range(count)
    ]


def test_workers_change_neither_the_lines_nor_their_order() -> None:
    lines = _mixed_lines(3_000)
    screen, alone, shared = Screen(CLAUSES), Outcome(), Outcome()
    one = list(screen_lines(lines, "comment", True, screen, outcome=alone))
    three = list(screen_lines(lines, "comment", True, screen, driver=Pool(3), outcome=shared))
    assert one == three
    assert alone == shared == Outcome(read=3_000, failed=31)
    assert alone.exit_status == 1


def test_no_more_than_a_few_blocks_are_under_way() -> None:
    drawn = 0

    def endless():
        nonlocal drawn
        while True:
            drawn += 1
            yield "hello"

    verdicts = screen_lines(endless(), "comment", False, Screen({}), driver=Pool(2))
    for _ in range(5):
        next(verdicts)
    verdicts.close()
    assert drawn <= 512 * 8


def test_a_reader_who_leaves_early_does_not_break_the_command() -> None:
    program = textwrap.dedent("""
        import sys
        from countersign.screening.command import run
        if __name__ == "__main__":
            sys.exit(run([], sys.stdin, sys.stdout, sys.stderr, {}))
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.close()
    try:
        process.stdin.write(b"hello\n" * 50_000)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 0
