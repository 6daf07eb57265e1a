"""What the engines' scripts share: checks that report themselves, one JSON line each."""

import json
import os
import sys
import time
import traceback

GLUE, S3, BUCKET = os.environ["GLUE"], os.environ["S3"], os.environ["BUCKET"]
KEY, SECRET = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
REGION = "us-east-1"

_checks = []


def say(**members):
    print(json.dumps(members), flush=True)


def check(what):
    """Marks a function as a check; they run in the order in which they stand."""
    def keep(function):
        _checks.append((what, function))
        return function
    return keep


def run(version):
    """Runs all checks. One that fails is told of and does not stop the next."""
    say(version=version)
    for what, function in _checks:
        began = time.monotonic()
        try:
            function()
            say(what=what, ok=True, seconds=round(time.monotonic() - began, 2))
        except Exception as error:  # an engine may raise anything
            traceback.print_exc(file=sys.stderr)
            text = " ".join(f"{type(error).__name__}: {error}".split())
            say(what=what, ok=False, detail=text[:300], seconds=round(time.monotonic() - began, 2))


def skip(reason):
    say(skip=reason)
    sys.exit(0)


def equal(found, wanted):
    assert found == wanted, f"found {found!r}, wanted {wanted!r}"


def raises(name, function, *args, **kwargs):
    """The exception of that class name that a call raises."""
    try:
        function(*args, **kwargs)
    except Exception as error:
        assert name in [kind.__name__ for kind in type(error).__mro__], f"raised {type(error).__name__}: {error}"
        return error
    raise AssertionError(f"did not raise {name}")
