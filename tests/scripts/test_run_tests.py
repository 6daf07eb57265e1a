"""What scripts/run-tests counts: nothing that was planned may vanish."""

import importlib.machinery
import importlib.util
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def load(path):
    loader = importlib.machinery.SourceFileLoader("run_tests", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_tests", loader))
    loader.exec_module(module)
    return module


run_tests = load(ROOT / "scripts/run-tests")


@pytest.mark.parametrize("status, output, expected", [
    pytest.param(0, "1..2\nok 1 - a\nok 2 - b\n# ok - group\n", (2, 0, 0), id="all well"),
    pytest.param(1, "1..2\nok 1 - a\nnot ok 2 - b\n# why\n", (1, 1, 0), id="one fails"),
    pytest.param(0, "1..2\nok 1 - a\nnot ok 2 # SKIP b\n", (1, 0, 1), id="one is skipped"),
    pytest.param(-11, "1..3\nok 1 - a\n", (1, 2, 0), id="crash in the second of three"),
    pytest.param(0, "1..2\nok 1 - a\n", (1, 1, 0), id="ends early and calls it success"),
    pytest.param(1, "1..1\nok 1 - a\nLeakSanitizer: leaks\n", (1, 1, 0), id="leaks after the last test"),
    pytest.param(0, "", (0, 1, 0), id="says nothing at all"),
    pytest.param(127, "cannot open shared object\n", (0, 1, 0), id="does not start"),
    pytest.param(0, "1..1\nok 1 - a\n1..1\nok 1 - b\n", (2, 0, 0), id="two groups"),
])
def test_tap(status, output, expected):
    """A crash, an early end, a leak and silence all count as failed."""
    tally = run_tests.read_tap(status, output)
    assert (tally.passed, tally.failed, tally.skipped) == expected


@pytest.mark.parametrize("status, xml, expected", [
    pytest.param(0, '<testsuites><testsuite tests="3" failures="0" errors="0" skipped="1"/></testsuites>', (2, 0, 1), id="well"),
    pytest.param(1, '<testsuites><testsuite tests="3" failures="1" errors="1" skipped="0"/></testsuites>', (1, 2, 0), id="bad"),
    pytest.param(3, '<testsuites><testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>', (1, 1, 0),
                 id="pytest itself failed"),
    pytest.param(5, '<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>', (0, 1, 0),
                 id="no test found"),
])
def test_junit(tmp_path, status, xml, expected):
    """A report counts as pytest wrote it, and a failure that it does not name counts as one."""
    report = tmp_path / "report.xml"
    report.write_text(xml)
    tally = run_tests.read_junit(report, status)
    assert (tally.passed, tally.failed, tally.skipped) == expected


def test_junit_missing(tmp_path):
    """A report that was never written counts as a failure."""
    assert run_tests.read_junit(tmp_path / "none.xml", 0).failed == 1
