"""docs/alerts.md tells the truth: its tour is run."""

import re
import socket

from program import ROOT, clean_environment
from tour import run_tour

TEXT = (ROOT / "docs/alerts.md").read_text()


def test_the_tour(start_server, tmp_path):
    """Each command of the tour, run in one shell, prints what the page shows."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    server = start_server(webhook_allow="127.0.0.0/8")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    env = clean_environment(AWS_ACCESS_KEY_ID=server.key_id, AWS_SECRET_ACCESS_KEY=server.secret, AWS_ENDPOINT_URL_GLUE=server.url,
                            PORT=str(port))
    run_tour(re.search(r"<!-- tour.*?-->\n(.*?)\n<!-- /tour -->", TEXT, re.S).group(1), tmp_path, env, ["set -m"], ["kill %1"])
