"""What `countersign init` can be told by flags; read before anything else is started."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

TEXTS = {
    "agency": "the agency's name, as the public knows it",
    "website": "the agency's website, which every account must link to",
    "contact": "how the public reaches the agency",
    "origin": "the name of the ledger's log for ever, such as log.agency.gov/countersign",
    "instrument": "the number of the paper that names the first Director and Public Information Officer",
    "pack": "the directive's pack",
}
OFFICES = {"director": "Director", "pio": "Public Information Officer", "administrator": "Administrator"}


def add_arguments(parser: ArgumentParser) -> None:
    """The flags of `countersign init`: what they do not give is asked for on a terminal."""
    parser.add_argument("--from", dest="file", type=Path, metavar="FILE", help="answers in a TOML file")
    for name, what in TEXTS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="TEXT", help=what)
    parser.add_argument("--logo", type=Path, metavar="FILE", help="the agency's logo, PNG or JPEG")
    parser.add_argument(
        "--unit", dest="units", action="append", metavar="CODE:NAME:KIND[:PARENT]", help="a unit; may be given again"
    )
    for office, title in OFFICES.items():
        parser.add_argument(f"--{office}", metavar="NUMBER:NAME:MAIL", help=f"who is {title} to begin with")
    parser.add_argument("--links", action="store_true", help="print first-password links again, for those without one")
