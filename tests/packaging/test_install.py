"""make install: what lands where, and that it works from there."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = os.environ.get("PROPOLIS_BUILD", ROOT / "build")


def test_install(tmp_path):
    """Binary, man page, unit and example lie under DESTDIR; the unit starts the binary of PREFIX; nothing else is there."""
    subprocess.run(["make", "--no-print-directory", f"BUILD={BUILD}", f"DESTDIR={tmp_path}", "PREFIX=/usr", "install"],
                   cwd=ROOT, check=True, capture_output=True)
    installed = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(installed) == [
        "usr/bin/propolis", "usr/lib/systemd/system/propolis.service", "usr/share/doc/propolis/propolis.conf",
        "usr/share/man/man1/propolis.1"]
    unit = installed["usr/lib/systemd/system/propolis.service"].read_text()
    assert "ExecStart=/usr/bin/propolis serve\n" in unit and "@" not in unit.replace("@system-service", "").replace(
        "~@privileged @resources", "")
    binary = installed["usr/bin/propolis"]
    assert binary.stat().st_size < 3 << 20, "the program aims at 3 MB"
    shown = subprocess.run([binary, "version"], check=True, capture_output=True, text=True).stdout
    assert "0." in shown
