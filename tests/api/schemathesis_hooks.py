"""What schemathesis is told about this service; it loads this file by itself. See test_schemathesis.py.

SCHEMATHESIS_SEEDS names a JSON file with what exists on the server: the values of parameters, and a good body of each operation.
"""

import json
import os
import pathlib
import random
import re
import urllib.parse

import schemathesis

with open(os.environ["SCHEMATHESIS_SEEDS"]) as file:
    SEEDS = json.load(file)
CHANCE = random.Random(SEEDS["seed"])
NARROWING = ("CatalogId", "NextToken", "TransactionId", "QueryAsOfTime")  # members that lead to nothing when they are made up
LED = "x-led"

TOO_LONG = (414, 431)  # said of the head before anybody knows what it asks
OF_THE_SHAPES = ("ValidationException", "SerializationException")

# What the service refuses by its shapes and the OpenAPI text cannot say.
UNTOLD = re.compile("|".join([
    r"\\u0000 is not allowed", "without NUL",           # no text holds U+0000, nor does a name
    "Value null at '(totalSegments|segmentNumber)'",    # a query gives both members of Segment or none
    r"Value null at '\w*[iI]nput\.(name|\w+Name)'",     # the bare form of a document, which the path may name
    "Value null at 'policyDocument'",                   # any JSON value but null
    "must be an integer of",                            # 1.0 is one to JSON Schema
    "must be seconds since 1970",                       # and there are some beyond the end of time
    r"regular expression pattern: .*\\p{",              # left out, since few programs read such patterns
    r"Value '\d{12}:.*' at 'catalogId'",                # the account that stands before a new catalog's name
]))


def splice(good, made):
    """A good document with a part of one that was made up: a member at the top, or deeper where both have one."""
    if not isinstance(good, dict) or not isinstance(made, dict) or not made:
        return made
    name = CHANCE.choice(sorted(made))
    deeper = isinstance(good.get(name), dict) and CHANCE.random() < 0.8
    return {**good, name: splice(good[name], made[name]) if deeper else made[name]}


def widened(part):
    """A query or body without most of what would lead it to nothing."""
    return {name: value for name, value in part.items() if name not in NARROWING or CHANCE.random() < 0.1}


def known(operation, name, value, likely):
    """A value that exists instead of the one that was made up."""
    values = SEEDS["values"].get(f"{operation}.{name}") or SEEDS["values"].get(name)
    return CHANCE.choice(values) if values and CHANCE.random() < likely else value


def lead(case, operation):
    """Leads a request to what exists. Parts of cases are shared, so they are replaced and never changed."""
    path = {name: known(operation, name, None, 0.98) for name in case.path_parameters}
    if all(path.values()):  # all or none: schemathesis takes values in a path for good once one of them is another
        case.path_parameters = {name: urllib.parse.quote(value, safe="") for name, value in path.items()}
    if isinstance(case.query, dict):
        case.query = {name: known(operation, name, value, 0.8) for name, value in widened(case.query).items()}
    if isinstance(case.body, dict):
        good = CHANCE.choice(SEEDS["bodies"].get(operation, [{}]))
        case.body = good if good and CHANCE.random() < 0.2 else splice(good, widened(case.body)) if good else case.body


@schemathesis.hook
def before_call(context, case, kwargs):
    """Half of the requests go to what exists, and carry what would be taken but for one part; few of them delete."""
    operation = case.operation.definition.raw["operationId"]
    if CHANCE.random() < (0.05 if operation.startswith("Delete") else 0.6):
        lead(case, operation)
        case.headers = {**case.headers, LED: "1"}


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps a failure unless a reason above accounts for it."""
    if failure.code == "ST204":  # partitions/batch-get is an address of a partition of that name, too
        parent, _, word = case.operation.path.rpartition("/")
        return not any(path.startswith(parent + "/{") and "/" not in path[len(parent) + 1:] for path in context.operation.schema.raw_schema["paths"])
    if failure.code == "ST202":  # the text allows what was refused: rules of the catalog are not in the text, shapes are
        if response.status_code in TOO_LONG:
            return False
        problem = response.json()
        return problem["title"] in OF_THE_SHAPES and not UNTOLD.search(problem["detail"])
    if failure.code == "ST201":  # the text forbids what was taken
        return not (response.status_code in TOO_LONG or LED in case.headers or holds_null(case.body))
    return True


def holds_null(value):
    """Whether null stands somewhere, which counts as a member that is absent."""
    if isinstance(value, dict):
        return any(map(holds_null, value.values()))
    return any(map(holds_null, value)) if isinstance(value, list) else value is None
