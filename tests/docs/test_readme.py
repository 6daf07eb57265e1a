"""The README tells the truth: its tour is run, its options are those of the program, what it names exists."""

import pathlib
import re
import subprocess

import pytest

from program import PROGRAM, ROOT, clean_environment
from tour import run_tour

README = (ROOT / "README.md").read_text()


def block(name):
    return re.search(rf"<!-- {name}.*?-->\n(.*?)\n<!-- /{name} -->", README, re.S).group(1)


@pytest.mark.timeout(180)
def test_the_tour(tmp_path):
    """Each command of the tour, run in one shell from a fresh folder, prints what the README shows."""
    before = ["set -m", f"cp -r {ROOT}/examples {tmp_path}/", f"mkdir {tmp_path}/build", f"ln -s {PROGRAM} {tmp_path}/build/propolis"]
    run_tour(block("tour"), tmp_path, clean_environment(PROPOLIS_LISTEN="127.0.0.1:0"), before, ["kill %1; wait"])


def test_the_options():
    """The options of the README are those that the program prints."""
    printed = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True).stdout
    assert block("options").removeprefix("```\n").removesuffix("\n```") == printed[printed.index("  --data"):].rstrip("\n")


def test_what_it_names():
    """Each make target and each path of the repository that the README names exists."""
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"(?:`|^    )make ([a-z0-9-]+)", README, re.M)):
        assert re.search(rf"^{target}:", makefile, re.M), target
    for path in set(re.findall(r"`((?:docs|examples|openapi|tests)/[\w./-]*)`", README)):
        assert (ROOT / pathlib.PurePath(path)).exists(), path


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.name)
def test_links(page):
    """Each link of the README and of the pages below docs/ to a file of the repository leads to one."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        assert re.match(r"https?://", target) or (page.parent / target).exists(), target
