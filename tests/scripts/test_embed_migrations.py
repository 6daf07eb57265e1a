"""scripts/embed-migrations: what is embedded is the text of the file, byte for byte."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/embed-migrations"

PROGRAM = r"""
#include <stdio.h>
#include "store/migrate.h"
int main(void)
{
    for (size_t i = 0; i < store_migrations_count; i++)
        printf("%d %s\n%s", store_migrations[i].number, store_migrations[i].name, store_migrations[i].sql);
}
"""
HEADER = r"""
#include <stddef.h>
struct migration { int number; const char *name; const char *sql; };
extern const struct migration store_migrations[];
extern const size_t store_migrations_count;
"""


def test_round_trip(tmp_path):
    """Quotes, backslashes, trigraphs, tabs and characters beyond ASCII come back as they were."""
    first = tmp_path / "0001_first.sql"
    first.write_text("-- \"quoted\" and 'single' \\ back ??= tri\n\tCREATE TABLE \"ü\" (a TEXT);\n\n", encoding="utf-8")
    second = tmp_path / "0012_second_step.sql"
    second.write_text("SELECT '?', '%s\\n';\n")
    (tmp_path / "store").mkdir()
    (tmp_path / "store/migrate.h").write_text(HEADER)
    source = subprocess.run([SCRIPT, first, second], check=True, capture_output=True).stdout
    (tmp_path / "migrations.c").write_bytes(source)
    (tmp_path / "main.c").write_text(PROGRAM)
    subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I.", "migrations.c", "main.c", "-o", "show"],
                   cwd=tmp_path, check=True)
    shown = subprocess.run([tmp_path / "show"], check=True, capture_output=True).stdout.decode()
    assert shown == f"1 first\n{first.read_text()}12 second_step\n{second.read_text()}"


def test_bad_name(tmp_path):
    """A file that is not named NNNN_name.sql is refused by name."""
    bad = tmp_path / "first.sql"
    bad.write_text("SELECT 1;\n")
    done = subprocess.run([SCRIPT, bad], capture_output=True, text=True)
    assert done.returncode != 0 and "first.sql: not named NNNN_name.sql" in done.stderr
