"""The README tells the truth: its tour is run, its options are those of the program, what it names exists."""

import pathlib
import re
import subprocess

import pytest

from program import PROGRAM, ROOT, clean_environment

README = (ROOT / "README.md").read_text()


def block(name):
    return re.search(rf"<!-- {name}.*?-->\n(.*?)\n<!-- /{name} -->", README, re.S).group(1)


def pattern_of(expected):
    """A regular expression for output in which `...` stands for anything on a line, and a line of its own for any lines."""
    lines = []
    for line in expected:
        if line.strip() == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(re.escape(line).replace(r"\.\.\.", ".*?") + r"\n")
    return "".join(lines)


def steps(text):
    """The commands of a console block, each with the lines it should print."""
    result = []
    for fenced in re.findall(r"```console\n(.*?)```", text, re.S):
        for line in fenced.splitlines():
            if line.startswith("$ "):
                result.append([line[2:], []])
            elif result[-1][0].endswith("\\"):
                result[-1][0] = result[-1][0][:-1] + line.lstrip("> ")
            else:
                result[-1][1].append(line)
    return result


@pytest.mark.timeout(180)
def test_the_tour(tmp_path):
    """Each command of the tour, run in one shell from a fresh folder, prints what the README shows."""
    script = ["set -m", f"cp -r {ROOT}/examples {tmp_path}/", f"mkdir {tmp_path}/build", f"ln -s {PROGRAM} {tmp_path}/build/propolis"]
    for number, (command, _) in enumerate(steps(block("tour"))):
        script += [f"echo '<<{number}>>'", command]
    script.append("kill %1; wait")
    run = subprocess.run(["bash", "-c", "\n".join(script)], cwd=tmp_path, env=clean_environment(PROPOLIS_LISTEN="127.0.0.1:0"),
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=150)
    pieces = dict(re.findall(r"<<(\d+)>>\n(.*?)(?=<<\d+>>\n|\Z)", run.stdout, re.S))
    for number, (command, expected) in enumerate(steps(block("tour"))):
        printed = pieces[str(number)]
        assert re.match(pattern_of(expected), printed), f"$ {command}\n{printed}"


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
