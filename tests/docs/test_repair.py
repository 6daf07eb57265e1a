"""docs/repair.md tells the truth: its tour is run."""

import re

from program import PROGRAM, ROOT, clean_environment
from tour import run_tour

TEXT = (ROOT / "docs/repair.md").read_text()


def test_the_tour(start_server, tmp_path):
    """Each command of the tour, run in one shell, prints what the page shows."""
    lake = tmp_path / "lake"
    (lake / "bin").mkdir(parents=True)
    (lake / "bin/propolis").symlink_to(PROGRAM)
    server = start_server(file_root=lake)
    env = clean_environment(AWS_ACCESS_KEY_ID=server.key_id, AWS_SECRET_ACCESS_KEY=server.secret, AWS_ENDPOINT_URL_GLUE=server.url,
                            PROPOLIS_DATA=server.data)
    env["PATH"] = f"{lake}/bin:{env['PATH']}"
    run_tour(re.search(r"<!-- tour.*?-->\n(.*?)\n<!-- /tour -->", TEXT, re.S).group(1), lake, env)
