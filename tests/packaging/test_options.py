"""The man page and the example configuration know the options that the program knows."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROPOLIS = os.environ.get("PROPOLIS", ROOT / "build/propolis")


def options_of_serve():
    help_text = subprocess.run([PROPOLIS, "serve", "--help"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^\s*--([a-z][a-z0-9-]+)", help_text, re.MULTILINE)) - {"help"}


def test_man_page():
    """Each option of `propolis serve` has its entry in the man page, and the page invents none."""
    page = (ROOT / "packaging/propolis.1").read_text().replace("\\-", "-")
    options, explained = page.split(".Sh OPTIONS")[1].split(".El", 1)[0], options_of_serve()
    assert explained and set(re.findall(r"Fl -([a-z][a-z0-9-]+)", options)) - {"help"} == explained


def test_man_page_of_all_commands():
    """Each command, and each option of any command, stands somewhere in the man page."""
    page = (ROOT / "packaging/propolis.1").read_text().replace("\\-", "-")
    overview = subprocess.run([PROPOLIS, "help"], check=True, capture_output=True, text=True).stdout
    for command in re.findall(r"^  ((?:key )?[a-z]+)", overview, re.MULTILINE):
        printed = subprocess.run([PROPOLIS, "help", *command.split()], check=True, capture_output=True, text=True).stdout
        assert command == "help" or f"Cm {command}" in page, command
        for option in re.findall(r"^\s*--([a-z][a-z0-9-]+)", printed, re.MULTILINE):
            assert f"Fl -{option}" in page, (command, option)


def test_example_configuration(tmp_path):
    """The example lists each option but --config, and the program takes it with every line brought to life."""
    text = (ROOT / "packaging/propolis.conf").read_text()
    assert set(re.findall(r"^#([a-z0-9-]+) = ", text, re.MULTILINE)) == options_of_serve() - {"config"}
    alive = re.sub(r"^#([a-z0-9-]+ = )", r"\1", text, flags=re.MULTILINE)
    config = tmp_path / "propolis.conf"
    config.write_text(alive + f"data = {tmp_path}/data\nlisten = not an address\n")
    done = subprocess.run([PROPOLIS, "serve", "--config", config], capture_output=True, text=True, timeout=20)
    assert done.returncode != 0 and "not an address" in done.stderr and "propolis.conf line" in done.stderr
