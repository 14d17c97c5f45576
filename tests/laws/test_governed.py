"""Only an act changes a governed row, and only the gate runs an act's effect: read from the code, and watched."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

import cast as stage
import countersign
from countersign.accounts import acts as accounts
from countersign.gate import points
from countersign.gate.acts import AnswerQuestion
from countersign.gate.door import ask, perform
from countersign.people import acts as people
from countersign.posts import acts
from posts import post_stories as stories

PACKAGE = Path(countersign.__path__[0])
LIBRARIES = ("rules", "screening", "connectors", "ledger")

UNGOVERNED = {
    "gate.Installation": "made with the database, before anybody could act; only a demonstration's clock moves",
    "gate.Cursor": "how far a follower has read; nothing is safe only because one ran",
    "gate.SetAside": "a follower's trouble with a row; gives nobody anything",
    "evidence.Content": "bytes are kept before the act that refers to them by commitment",
    "evidence.Exchange": "what went over the wire, kept as it happens, whatever becomes of it",
    "evidence.Gap": "a known absence, noted when it is noticed",
    "people.SignIn": "how somebody enters; authority comes from mandates, never from here",
    "directive.ImportDraft": "a text while its doubts are being settled; nothing follows from it",
    "accounts.Tip": "what the public tells us; anybody may, signed in or not",
    "posts.Media": "a picture in the library; what counts is what a revision froze",
    "posts.Fitted": "a picture as made for a platform's limit; what counts is what a revision froze",
    "posts.PicturedWords": "what a program read in a picture; what counts are the findings frozen with a revision",
    "posts.AskedLimit": "how large a platform said a picture may be; what is frozen is measured again",
    "posts.Media_consents": "proposed for the next post; what counts is what a revision froze",
    "posts.Draft": "a post while it is written",
    "posts.Work": "leases and holds of workers; gives and takes no right",
    "posts.Reply": "what others wrote, as it was collected",
    "posts.Collecting": "how far replies were read",
    "accounts.Credential": "sealed bytes: kept by connecting, renewed by machine, always for the same account",
    "accounts.Health": "how a connection was when last looked at; gives nobody anything",
    "accounts.Probe": "one dot a day of that look",
    "accounts.Incident": "what a platform said of a connection; lets queued work wait, takes no right",
    "accounts.Rehearsal": "what came of trying ahead, with nothing public",
    "posts.Shared": "who else writes on a draft; gives no right over posts",
    "posts.Remark": "what is said about a draft; it goes with the draft",
    "posts.Slot": "proposed posting times; nothing follows from one",
    "posts.SavedView": "a view of the calendar that somebody named for themselves",
    "posts.CalendarFeed": "the digest of a secret address; what it shows is asked anew each time",
    "posts.Opened": "that somebody had a revision before them; only ever narrows what is signed together",
    "posts.InCampaign": "taken from the ledger to narrow lists; decides nothing",
    "posts.HistoryRun": "an archive that is being tried; what counts are the captures that the act makes",
    "posts.HistoryItem": "bytes and salts kept before the act that takes them over by manifest",
    "posts.Rescreening": "a reading of the archive and how far it is; what counts is the row that names its manifest",
    "posts.Outcome": "what a reading saw in a text; decides nothing, the row commits to all of them",
    "posts.Comparison": "what two readings say differently; decides nothing",
    "posts.Difference": "one text of which two readings say different things",
    "posts.Asking": "the job behind an opinion that was asked for by an act; what counts is the act that records it",
    "findings.SecondReaderKey": "sealed bytes: kept and dropped by choosing, sealed anew by machine",
    "findings.SecondReaderDay": "how many calls were made on a day; only ever stops one",
    "desk.Notice": "tells of an act; gives nobody anything",
    "desk.Mail": "carries a notice, without its words",
    "desk.Reminder": "that something was to be told; gives nobody anything",
    "desk.SingleKeys": "whether single keys do something for a person",
    "desk.Reading": "how far refusals were read for notices",
}
"""Tables that something else than an act may change, each with why."""

EFFECTS = (
    "site/demo/acts.py",
    "gate/acts.py", "gate/door.py", "gate/duties.py", "gate/frozen.py", "gate/guards.py", "gate/packs.py",
    "gate/questions.py", "gate/row.py", "gate/signatures.py", "people/acts/", "people/mandates.py",
    "directive/acts.py", "accounts/acts/", "accounts/form.py", "posts/acts/", "posts/outcomes.py",
    "findings/acts/", "findings/sealing.py", "findings/state.py", "findings/second/acts.py",
)  # fmt: skip
"""Where effects are written: acts, and what effects are made of."""

SQL = ("gate/guards.py", "gate/triggers.py")
"""Where statements of our own are sent to the database; none of them changes a row."""

VARIABLES = {
    ("people/models.py", "user"): "people.SignIn",
    ("people/pages/signins.py", "made"): "people.SignIn",
    ("accounts/incidents.py", "found"): "accounts.Incident",
    ("posts/drafting.py", "media.consents"): "posts.Media_consents",
    ("posts/rescreen/walking.py", "mine"): "posts.Rescreening",
    ("posts/rescreen/walking.py", "table.objects.filter"): "posts.Rescreening",
    ("posts/rescreen/walking.py", "type._default_manager.filter"): "posts.Rescreening",
}
"""What stands in a variable on which something is saved, where neither its annotation nor its first value says it."""

NO_ROWS = {
    ("posts/pictures.py", "plain"): "a picture written to memory",
    ("posts/ocr/tesseract.py", "grey"): "a picture written to memory",
    ("evidence/store.py", "super"): "a file",
    ("evidence/store.py", "storages"): "a file",
    ("posts/history/trying.py", "storages"): "a file",
    ("posts/workflows/sending.py", "connector"): "a request to a platform",
    ("posts/byhand.py", "connector"): "a request to a platform",
}
"""Calls that look like saving a row and are not."""

ALWAYS = {
    "create", "save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user",
    "acreate", "asave", "adelete", "aupdate", "abulk_create", "raw",
}  # fmt: skip
ON_RELATIONS = {"add", "set", "remove", "clear"}


@dataclass(frozen=True)
class Write:
    """One call that changes rows, as written: on which table if the code says, else on which variable."""

    file: str
    line: int
    verb: str
    root: str
    table: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.root}….{self.verb}()"


def tables() -> dict[str, str]:
    """Every table of the house by its class's place, and as `countersign.room.models.Name` where it is handed on."""
    found = {}
    for table in apps.get_models(include_auto_created=True):
        place = table.__module__
        if place.startswith("countersign.") and not place.startswith("countersign.practice."):
            package = place.rpartition(".")[0]
            for module in (place, *([package] if package.endswith(".models") else [])):
                found[f"{module}.{table.__name__}"] = table._meta.label
    return found


def relations() -> set[str]:
    """Names by which rows reach other rows through a table between."""
    return {f.name for m in apps.get_models() for f in m._meta.many_to_many}


def root_of(node: ast.expr) -> list[str]:
    """The dotted beginning of a chain of attributes and calls."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Name):
            return [node.id, *reversed(parts)]
        else:
            return ["", *reversed(parts)]


def names_in(tree: ast.Module, file: str) -> dict[str, str]:
    """What each imported or defined name of a file stands for."""
    found = {}
    module = "countersign." + file.removesuffix(".py").replace("/", ".")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update({a.asname or a.name: f"{node.module}.{a.name}" for a in node.names})
        elif isinstance(node, ast.ClassDef):
            found[node.name] = f"{module}.{node.name}"
    return found


def is_module(root: Path, name: str) -> bool:
    """Whether an imported name is a module of the house that holds no tables."""
    place = root.parent / name.replace(".", "/")
    return "models" not in name.split(".") and (place.with_suffix(".py").exists() or place.is_dir())


def told_in(scope: ast.AST, names: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """The tables of a function's variables, by their annotation or by the query they were first given."""

    def table(node: ast.expr | None) -> str | None:
        found = (known.get(names.get(n.id, "")) for n in ast.walk(node) if isinstance(n, ast.Name)) if node else ()
        return next((t for t in found if t), None)

    told = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.arg):
            told.setdefault(node.arg, table(node.annotation))
        elif isinstance(node, ast.Assign):
            targets = [t for one in node.targets for t in (one.elts if isinstance(one, ast.Tuple) else [one])]
            for target in targets:
                if isinstance(target, ast.Name):
                    told.setdefault(target.id, known.get(".".join(resolved(node.value, names)[:1])))
    return {name: t for name, t in told.items() if t}


def resolved(node: ast.expr, names: dict[str, str]) -> list[str]:
    """The chain of an expression, its first name as what it stands for."""
    first, *rest = root_of(node)
    return [names.get(first, first), *rest]


def only_reads(call: ast.Call) -> bool:
    """Whether the statement stands there word by word and is one that reads."""
    statement = call.args[0] if call.args else None
    written = statement.value if isinstance(statement, ast.Constant) and isinstance(statement.value, str) else ""
    return written.lstrip().upper().startswith("SELECT ") and ";" not in written


def writes(root: Path = PACKAGE) -> Iterator[Write]:
    """Every call in the rooms and in what stands above them that may change rows."""
    known, related = tables(), relations()
    for path in sorted(root.rglob("*.py")):
        file = path.relative_to(root).as_posix()
        if file.split("/")[0] in (*LIBRARIES, "practice", "packs") or "/migrations/" in file:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        names = names_in(tree, file)
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            verb, chain = node.func.attr, root_of(node.func.value)
            place = resolved(node.func.value, names)
            if is_module(root, place[0]):
                continue  # a function of ours, which is looked at where it stands
            if verb == "save" and [getattr(a, "value", None) for a in node.args[1:2]] in (["PNG"], ["JPEG"]):
                continue  # a picture
            table = next((t for k in (1, 2) if (t := known.get(".".join(place[:k])))), None)
            if table is None:
                around = [f for f in functions if f.lineno <= node.lineno <= (f.end_lineno or 0)]
                told = told_in(around[-1], names, known) if around else {}
                # On a relation of a row it is another table that is written.
                table = told.get(chain[0]) if len(chain) == 1 else None
            keywords_only = bool(node.keywords) and not node.args
            if (
                verb in ALWAYS
                or (verb == "update" and (table is not None or keywords_only))
                or (verb in ON_RELATIONS and chain[-1] in related)
                or (verb in ("execute", "executemany") and not only_reads(node))
            ):
                yield Write(file, node.lineno, verb, ".".join(chain), table)


def test_every_table_is_governed_or_says_why_not():
    house = set(tables().values())
    assert set(UNGOVERNED) - house == set()
    assert len(house - set(UNGOVERNED)) > 30
    assert all(len(why) > 10 for why in UNGOVERNED.values())


def test_outside_effects_the_code_changes_no_governed_row():
    wrong, used = [], set()
    for write in writes():
        if write.file.startswith(EFFECTS):
            continue
        if write.verb in ("execute", "executemany"):
            if not write.file.startswith(SQL):
                wrong.append(f"{write}: a statement of its own")
            continue
        key = (write.file, write.root)
        if write.table is None and key in NO_ROWS:
            used.add(key)
            continue
        table = write.table or VARIABLES.get(key)
        used.add(key)
        if table not in UNGOVERNED:
            wrong.append(f"{write}: {table or 'a row of we do not know which table'}")
    assert wrong == [], "\n".join(wrong)
    assert ({*VARIABLES, *NO_ROWS}) - used == set(), "listed and no longer there"


def test_effects_do_write_what_is_looked_for():
    found = {w.table for w in writes() if w.file.startswith(EFFECTS)}
    assert {"people.Mandate", "accounts.Account", "posts.Attempt", "gate.Signature", "gate.LedgerBody"} <= found


class Watch:
    """Looks at every statement sent to the database, and at where in the life of an act it is sent."""

    EARLY = ("gate_ledgerhead", "gate_ledgerleaf", "gate_ledgerbody")
    """Written also for a wrong person or a wrong state, before any facts are gathered."""

    def __init__(self) -> None:
        self.point = "committed"
        self.seen: dict[str, int] = {}
        self.wrong: list[str] = []
        labels = {m._meta.db_table: m._meta.label for m in apps.get_models(include_auto_created=True)}
        ours = set(tables().values())
        self.governed = {t for t, label in labels.items() if label in ours and label not in UNGOVERNED}

    def reached(self, point: str) -> None:
        self.point = point

    def __call__(self, execute, sql, params, many, context):
        words = sql.replace('"', "").split()
        verb = words[0].upper() if words else ""
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = words[1] if verb == "UPDATE" else words[2]
            if table in self.governed:
                self.seen[table] = self.seen.get(table, 0) + 1
                inside = ("facts_gathered", "effect_done", "head_taken", "row_written")
                if table in self.EARLY:
                    inside = ("guards_taken", *inside)
                if self.point not in inside:
                    self.wrong.append(f"{verb} {table} after {self.point}")
        return execute(sql, params, many, context)


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    points.listen(watching.reached)
    yield watching
    points.listen(None)


@pytest.mark.storage
def test_whatever_happens_in_the_house_governed_rows_change_only_between_facts_and_commit(house, watch):
    with connection.execute_wrapper(watch):
        post = stories.published(house, pictures=(stories.shown(stories.picture(house)),))
        stage.do(stories.written(house, "Visiting hours change on Tuesday.", post=post), house.lee)
        stage.do(stories.signing(post), house.dov)
        stories.schedule(house, post)
        stories.work()
        refused = stories.submitted(house, "His number is 536-22-8146.")
        assert not perform(stories.signing(refused), by=house.ana).allowed
        down = acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON)
        (question,) = perform(down, by=house.ana).questions
        stage.do(AnswerQuestion(question, True, "No hold touches this post."), house.cora)
        stage.do(down, house.ana)
        stories.work()
        stage.do(accounts.SuspendAccount(house.account, stories.REASON), house.ana)
        stage.do(people.EndEmployment(house.cast.lee, stories.REASON), house.people.rita)
        stories.work()
    assert watch.wrong == []
    assert {"posts_attempt", "posts_placement", "people_mandate", "gate_signature", "gate_ledgerbody"} <= set(
        watch.seen
    )


@pytest.mark.storage
def test_asking_writes_nothing_at_all(house, watch):
    post = stories.submitted(house)
    told = []

    def write_nothing(execute, sql, params, many, context):
        if sql.split()[0].upper() not in ("SELECT", "SAVEPOINT", "RELEASE"):
            told.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(write_nothing):
        assert ask(stories.signing(post), by=house.ana).allowed
        assert not ask(stories.signing(post, judged=False), by=house.ana).allowed
    assert told == []
