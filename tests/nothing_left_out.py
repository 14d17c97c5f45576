"""Leaves nothing out unseen: long tests run only when asked for, and in CI a test that did not run fails the run."""

import os

import pytest

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
LEFT_OUT = ("skipped", "xfailed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LONG:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def left_out(config: pytest.Config) -> list[str]:
    """Each test that did not run to its end, with the reason given."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return []
    lines = []
    for kind in LEFT_OUT:
        for report in reporter.stats.get(kind, []):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
            lines.append(f"{kind}: {report.nodeid}: {reason.strip().splitlines()[-1] if reason.strip() else ''}")
    return lines


def pytest_sessionfinish(session: pytest.Session) -> None:
    if CI and session.exitstatus in (pytest.ExitCode.OK, 0) and left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = left_out(config)
    if CI and lines:
        terminalreporter.section("left out, which fails in CI", red=True)
        for line in lines:
            terminalreporter.line(line)
