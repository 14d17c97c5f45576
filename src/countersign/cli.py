"""The `countersign` command. Libraries' commands run without a database; the others start the house first."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from countersign.rules import command as rules
from countersign.screening import command as screening
from countersign.site import flags

PACKS = Path(__file__).parent / "packs"
Run = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 something was found or refused, 2 it could not be carried out."""
    parser = argparse.ArgumentParser(prog="countersign", description=__doc__)
    parser.add_argument("--version", action="version", version=version("countersign"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    rules.add_parsers(commands)
    screen = commands.add_parser("screen", help="screen texts, one JSON verdict a line")
    screening.add_arguments(screen)
    screen.set_defaults(run=_screen)
    _log(commands)
    _decisions(commands)
    _keys(commands)
    _import(commands)
    check = commands.add_parser("check", help="say what this installation has, lacks, and how its rooms are wired")
    check.set_defaults(run=_house("check"))
    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=_house("migrate"))
    _init(commands)
    _serving(commands)
    _demo(commands)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args) if hasattr(args, "run") else _rules(args))
    except BrokenPipeError:
        # Whoever read our output has enough; what they do not read is nobody's fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _init(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = commands.add_parser("init", help="install for an agency: asks for what flags or a file do not give")
    flags.add_arguments(init)
    init.set_defaults(run=_house("init"))


def _serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, what in (("serve", "serve pages and do the background work"), ("web", "serve pages only")):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="the next free one is taken if it is busy")
        parser.set_defaults(run=_house(name))
    commands.add_parser("worker", help="do the background work only").set_defaults(run=_house("worker"))


def _demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="serve an invented department on this machine")
    demo.add_argument("--fresh", action="store_true", help="build it anew")
    demo.add_argument("--story", action="store_true", help="do the main job in the terminal instead, in this directory")
    demo.add_argument("--directive", type=Path, metavar="FILE", help="the official text, for the story")
    demo.add_argument("--port", type=int, default=8000, help="the next free one is taken if it is busy")
    demo.set_defaults(run=_house("demo"))


def _log(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    log = commands.add_parser("log", help="publish and verify the ledger").add_subparsers(required=True)
    publish = log.add_parser("publish", help="write the ledger as static files that anyone can verify")
    publish.add_argument("directory", metavar="DIR", type=Path)
    publish.set_defaults(run=_house("log_publish"))
    verify = log.add_parser("verify", help="verify published files, or this installation's own rows")
    verify.add_argument("directory", metavar="DIR", type=Path, nargs="?")
    verify.add_argument("--old", metavar="CHECKPOINT", type=Path, action="append", default=[])
    verify.set_defaults(run=_house("log_verify"))


def _decisions(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    decisions = commands.add_parser("decisions", help="ask past decisions again").add_subparsers(required=True)
    replay = decisions.add_parser("replay", help="derive every recorded decision again; stop at the first difference")
    replay.set_defaults(run=_house("replay"))
    what_if = decisions.add_parser("what-if", help="list the decisions that another pack would have made otherwise")
    what_if.add_argument("pack", metavar="PACK")
    what_if.set_defaults(run=_house("what_if"))


def _keys(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    keys = commands.add_parser("keys", help="the keys that credentials are encrypted with").add_subparsers(
        required=True
    )
    rotate = keys.add_parser("rotate", help="make a new key and encrypt every credential with it, while all runs on")
    rotate.add_argument("--drop-old", action="store_true", help="then forget every older key")
    rotate.set_defaults(run=_house("keys_rotate"))


def _import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    history = commands.add_parser("import", help="take over an account's history from its platform's archive")
    history.add_argument("kind", metavar="KIND", help="x, facebook, …; auto finds out")
    history.add_argument("file", metavar="FILE", type=Path, help="the archive as the platform gave it")
    history.add_argument("--account", required=True, metavar="ID", help="the account's number")
    history.add_argument("--dry-run", action="store_true", help="only say what is in it; nothing is written")
    history.add_argument("--date-order", choices=("dmy", "mdy"), default="", help="where dates could be either")
    history.add_argument("--zone", default="", help="time zone of dates without one, such as America/Chicago")
    history.add_argument("--own", default="", metavar="NAME", help="the account's name in a chat")
    history.set_defaults(run=_house("import_history"))


def _house(name: str) -> Run:
    """A command that needs the database: Django is started only then, and only then imported."""

    def run(args: argparse.Namespace) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
        import django

        django.setup()
        from countersign.site import commands

        return int(getattr(commands, name)(args, sys.stdout, sys.stderr))

    return run


def _rules(args: argparse.Namespace) -> int:
    return rules.run(args, sys.stdout, sys.stderr, packs_folder=PACKS, house_acts=_house_acts(args))


def _house_acts(args: argparse.Namespace) -> frozenset[str] | None:
    """Only coverage asks which acts this version of the house performs; that is known once the rooms are wired."""
    if args.rules != "pack coverage":
        return None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
    import django

    django.setup()
    from countersign.gate.wiring import house

    return frozenset(house().acts)


def _screen(args: argparse.Namespace) -> int:
    from countersign.rules.loading import load

    pack = load(PACKS / os.environ.get("COUNTERSIGN_PACK", "idoc_01_02_400"))
    clauses = {c.id: {"draft": c.draft, "comment": c.comment} for c in pack.categories}
    model = None
    if not args.rules_only and args.model is None:
        from countersign.screening.reader import ModelFault, packaged

        try:
            model = packaged()
        except ModelFault as fault:
            sys.stderr.write(f"{fault}\n")
            return 2
    return screening.run(args, sys.stdin, sys.stdout, sys.stderr, clauses, model=model)


if __name__ == "__main__":
    sys.exit(main())
