"""What documents show, told from what they say: commands of console blocks with what they print, run in one shell."""

import re
import subprocess


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
    """The commands of a console block, each with the lines it should print. `> ` continues a command."""
    result = []
    for fenced in re.findall(r"```console\n(.*?)```", text, re.S):
        for line in fenced.splitlines():
            if line.startswith("$ "):
                result.append([line[2:], []])
            elif line.startswith("> ") and not result[-1][1]:
                begin = result[-1][0]
                result[-1][0] = begin[:-1] + line.lstrip("> ") if begin.endswith("\\") else begin + "\n" + line[2:]
            else:
                result[-1][1].append(line)
    return result


def run_tour(text, folder, env, before=(), after=(), timeout=150):
    """Runs all commands in one shell from a folder, and holds what each prints against the document."""
    script = [*before]
    for number, (command, _) in enumerate(steps(text)):
        script += [f"echo '<<{number}>>'", command]
    run = subprocess.run(["bash", "-c", "\n".join([*script, *after])], cwd=folder, env=env,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)
    pieces = dict(re.findall(r"<<(\d+)>>\n(.*?)(?=<<\d+>>\n|\Z)", run.stdout, re.S))
    for number, (command, expected) in enumerate(steps(text)):
        printed = pieces[str(number)]
        assert re.match(pattern_of(expected), printed), f"$ {command}\n{printed}"
