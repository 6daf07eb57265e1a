"""The demo's story, from an empty folder to a signed alert, on a local folder and on a real S3 server."""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("PROPOLIS_BUILD", ROOT / "build"))
TABLES = ("characters", "clock_changes", "countries", "zones")


def tell(*options):
    done = subprocess.run([ROOT / "scripts/demo", "--build", BUILD, *options], cwd=ROOT, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(400)
@pytest.mark.parametrize("options", [pytest.param((), id="folder"), pytest.param(("--s3",), id="s3")])
def test_story(options):
    """Each chapter is told: tables found, a column added, retyped and gone in each, the alert refused, retried, verified."""
    story = tell(*options)
    chapters = re.split(r"^\d\. ", story, flags=re.MULTILINE)
    assert len(chapters) == 7
    for table in TABLES:
        assert re.search(rf"^\s+{table}\s+\((csv|json|parquet), version 0\)", chapters[3], re.MULTILINE), table
    assert chapters[3].count("partition 2026/11/19") == len(TABLES)
    assert chapters[3].count("partition key") == 3 * len(TABLES)
    for added in ("direction", "country", "main_zone", "changes_in_year"):
        assert re.search(rf"ADDED {added}\b", chapters[4]), added
    for retyped in ("codepoint", "offset_minutes", "zones", "position.latitude"):
        assert re.search(rf"RETYPED {retyped}\b", chapters[4]), retyped
    for gone in ("mirrored", "abbreviation", "area", "comment"):
        assert re.search(rf"BREAKING +REMOVED {gone}\b", chapters[4]), gone
    for table in TABLES:
        assert re.search(rf"event \d+: lake\.{table} 0 -> 1", chapters[4]), table
    refused = re.search(r"^\s+(\S+): answered 500", chapters[5], re.MULTILINE)
    assert refused and f"{refused.group(1)}: answered 200, signature verified" in chapters[5]


def test_failure_is_named(tmp_path):
    """A build that cannot be made ends the demo with a status and the step that failed."""
    done = subprocess.run([ROOT / "scripts/demo", "--build", "/dev/null/nowhere"], cwd=ROOT, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=100)
    assert done.returncode != 0 and "The demo stopped at: the build" in done.stderr
