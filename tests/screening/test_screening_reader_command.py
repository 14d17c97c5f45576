"""The command with a trained reader, without one, and with one that is not there."""

import io
import json
from pathlib import Path

import pytest

from countersign import cli
from countersign.screening import RULES_VERSION, Model
from countersign.screening.command import run
from countersign.screening.reader import Trained
from screening.packed_models import pack
from screening.screening_examples import CLAUSES


def screened(args: list[str], given: str, model: Model | None = None) -> tuple[int, list[dict], str]:
    stdin = io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8")
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(args, stdin, stdout, stderr, CLAUSES, model=model)
    return status, [json.loads(line) for line in stdout.getvalue().splitlines()], stderr.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return pack(tmp_path_factory.mktemp("packed"))


def test_a_model_named_on_the_command_line_reads_the_texts(folder):
    status, out, err = screened(
        ["--kind", "draft", "--model", str(folder)], "the garden\nWe will sue. The garden is open."
    )
    assert (status, err) == (0, "")
    assert [(v["severity"], v["model"]) for v in out] == [("clear", "tiny-1"), ("review", "tiny-1")]
    assert out[1]["findings"] == [
        {
            "category": "legal",
            "score": out[1]["scores"]["legal"],
            "start": 0,
            "end": 12,
            "clauses": ["ONE.e"],
            "why": "May comment on litigation or an investigation",
            "by": "model",
        }
    ]


def test_rules_alone_leave_the_model_out(folder):
    _, out, _ = screened(["--rules-only"], "murder", Trained(folder))
    assert (out[0]["severity"], out[0]["model"]) == ("clear", RULES_VERSION)


def test_the_model_that_is_given_reads_unless_another_is_named(folder, tmp_path):
    given = Trained(folder)
    assert screened([], "murder", given)[1][0]["model"] == "tiny-1"
    other = pack(tmp_path, version="tiny-2")
    assert screened(["--model", str(other)], "murder", given)[1][0]["model"] == "tiny-2"


def test_a_model_that_is_not_there_is_said_and_nothing_is_screened(tmp_path):
    status, out, err = screened(["--model", str(tmp_path)], "murder")
    assert (status, out) == (2, [])
    assert err == f"no screening model in {tmp_path}: reader.json is missing\n"


def test_both_wishes_at_once_are_refused(tmp_path):
    status, out, err = screened(["--model", str(tmp_path), "--rules-only"], "murder")
    assert (status, out) == (2, [])
    assert "not allowed with" in err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_several_processes_say_what_one_says(folder, workers):
    texts = "\n".join(f"{'the garden ' * n}{'pigs' if n % 2 else 'hello'}." for n in range(30))
    _, out, err = screened(["--model", str(folder), "--workers", workers], texts)
    assert err == ""
    assert [v["severity"] for v in out] == ["clear", "block"] * 15


def test_the_command_uses_the_packages_model_if_it_has_one_and_is_silent_if_not(folder, monkeypatch, tmp_path, capsys):
    file = tmp_path / "texts"
    file.write_text("murder")
    for place, version in ((folder, "tiny-1"), (tmp_path / "none", RULES_VERSION)):
        monkeypatch.setattr("countersign.screening.reader.trained.packaged_folder", lambda place=place: place)
        assert cli.main(["screen", str(file)]) == 0
        said = capsys.readouterr()
        assert (json.loads(said.out)["model"], said.err) == (version, "")


def test_a_damaged_model_in_the_package_stops_the_command(monkeypatch, tmp_path, capsys):
    pack(tmp_path)
    (tmp_path / "reader.onnx").write_bytes(b"half")
    monkeypatch.setattr("countersign.screening.reader.trained.packaged_folder", lambda: tmp_path)
    assert cli.main(["screen", str(tmp_path / "words.json")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "reader.onnx is not the file that reader.json describes" in said.err
