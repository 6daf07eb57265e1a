"""Where the program is, and an environment in which it and its clients find nothing of the machine's."""

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = pathlib.Path(os.environ.get("PROPOLIS", ROOT / "build/propolis")).resolve()


def clean_environment(**more):
    """The environment without what would change how programs find or reach a server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PROPOLIS_"))}
    kept.update(AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_EC2_METADATA_DISABLED="true")
    kept.update(more)
    return kept
