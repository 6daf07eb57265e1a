"""The tables of the program against the service model that botocore ships: operations, members, limits and errors.

Each difference is listed below with its reason. A difference that is not listed fails, and so does one that is listed and gone."""

import json
import subprocess

import botocore.loaders
import pytest

import glue_model
from program import PROGRAM, clean_environment

THEIRS = botocore.loaders.Loader().load_service_model("glue", "service-2")

# Where our tables differ from the model, by the model's names.
DIFFERENCES = {
    "CatalogIdString: min": "the real service takes an empty CatalogId for none, and Hive's clients send it",
    "ConnectionPropertyKey: enum": "the real service takes keys beyond the model's, such as SparkProperties",
    "ConnectionPropertyKey: min": "keys are bounded instead, as those of the other maps of properties are",
    "ConnectionPropertyKey: max": "keys are bounded instead, as those of the other maps of properties are",
    "ConnectionType: enum": "the real service takes SNOWFLAKE too",
    "DatabaseInput.Name: required": "over REST the name may stand in the path; without any the refusal is the same",
    "TableInput.Name: required": "over REST the name may stand in the path, and with OpenTableFormatInput beside the table",
    "GrokPattern: pattern": "the same set of texts, written as a class and what is left out of it",
    "LogStream: pattern": "it is answered, never taken, and holds a crawler's name, which may have a colon",
}

# Errors that any operation may answer, and which rows do not repeat.
COMMON = {
    "InvalidInputException": "any rule", "InternalServiceException": "our own mistake, or a disk's",
    "OperationTimeoutException": "a read that took too long", "AccessDeniedException": "the caller's rights",
}

# Errors that operations declare in the model and that ours have no cause for.
WITHOUT_CAUSE = {
    "GlueEncryptionException": "no key of AWS KMS is asked for",
    "FederationSourceException": "nothing is read from another catalog",
    "FederationSourceRetryableException": "nothing is read from another catalog",
    "FederatedResourceAlreadyExistsException": "nothing is read from another catalog",
    "PermissionTypeMismatchException": "there are no filters that an engine could not enforce",
    "ResourceNotReadyException": "what is written is ready at once",
    "ConflictException": "work on one object is never refused because of other work on it",
    "SchedulerTransitioningException": "a schedule changes at once",
    "ConcurrentModificationException": "there is one writer: only who names a version can meet another",
    "VersionMismatchException": "the request holds no version that could differ",
    "AlreadyExistsException": "each item of a batch is answered for itself",
    "EntityNotFoundException": "a policy may be put for objects that are still to come",
    "InvalidStateException": "items of a batch that cannot be read are told one by one",
    "ResourceNumberLimitExceededException": "no number of things is limited there",
}

# Errors that our operations answer and that they do not declare in the model.
ANSWERED_TOO = {
    ("UpdateTable", "ConditionCheckFailureException"): "If-Match, over REST",
    ("DeleteTable", "ConditionCheckFailureException"): "If-Match, over REST",
    ("UpdateCatalog", "AlreadyExistsException"): "over REST a missing one is created",
    ("UpdateCatalog", "ResourceNumberLimitExceededException"): "over REST a missing one is created",
    ("UpdateConnection", "ResourceNumberLimitExceededException"): "over REST a missing one is created",
    ("UpdateUserDefinedFunction", "AlreadyExistsException"): "a function may get another name, which may be taken",
    ("UpdatePartition", "AlreadyExistsException"): "a partition may get other values, which may be taken",
    ("GetUnfilteredPartitionsMetadata", "InvalidStateException"): "a stored value that its key's type cannot hold, as GetPartitions says it",
    ("CreateClassifier", "ResourceNumberLimitExceededException"): "their number is bounded",
    ("PutResourcePolicy", "ResourceNumberLimitExceededException"): "their number is bounded",
    ("CreateDatabase", "EntityNotFoundException"): "the catalog",
    ("CreateCrawler", "EntityNotFoundException"): "the catalog",
    ("CreateConnection", "EntityNotFoundException"): "the catalog",
    ("ImportCatalogToGlue", "EntityNotFoundException"): "the catalog",
    ("GetCatalogImportStatus", "EntityNotFoundException"): "the catalog",
    ("GetDataCatalogEncryptionSettings", "EntityNotFoundException"): "the catalog",
    ("PutDataCatalogEncryptionSettings", "EntityNotFoundException"): "the catalog",
}


@pytest.fixture(scope="module")
def ours():
    """What the program prints."""
    return json.loads(subprocess.run([PROGRAM, "model"], env=clean_environment(), capture_output=True, text=True, check=True).stdout)


def kind(shape):
    """The kind of a value on the wire: blobs travel as texts."""
    if shape.get("document"):
        return "document"
    return {"blob": "string", "float": "double"}.get(shape["type"], shape["type"])


def limits(shape):
    """The limits that a value can break, as one of our own would tell them."""
    wanted = {name: shape.get(name) for name in ("min", "max", "pattern")}
    wanted["min"] = wanted["min"] or None if kind(shape) not in ("integer", "long") else wanted["min"]
    wanted["enum"] = sorted(shape["enum"]) if "enum" in shape else None
    if shape["type"] == "blob":
        wanted["pattern"] = None
    return wanted


class Comparison:
    """Walks two models from an operation's input and output down."""

    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours["shapes"], theirs["shapes"]
        self.found, self.seen = set(), set()

    def walk(self, their_name, our_name):
        if (their_name, our_name) in self.seen:
            return
        self.seen.add((their_name, our_name))
        theirs, ours = self.theirs[their_name], self.ours[our_name]
        if kind(theirs) != kind(ours):
            self.found.add(f"{their_name}: kind")
        elif kind(theirs) == "structure":
            self.walk_structure(their_name, theirs, ours)
        elif kind(theirs) != "document":
            for limit, value in limits(theirs).items():
                if value != limits(ours)[limit] and not (theirs["type"] == "blob" and limit == "pattern"):
                    self.found.add(f"{their_name}: {limit}")
            for part in ("member", "key", "value"):
                if part in theirs:
                    self.walk(theirs[part]["shape"], ours[part]["shape"])

    def walk_structure(self, name, theirs, ours):
        for member in sorted(theirs["members"].keys() | ours["members"].keys()):
            if member not in ours["members"]:
                self.found.add(f"{name}.{member}: missing here")
            elif member not in theirs["members"]:
                self.found.add(f"{name}.{member}: only here")
            else:
                self.walk(theirs["members"][member]["shape"], ours["members"][member]["shape"])
                if (member in theirs.get("required", [])) != (member in ours["required"]):
                    self.found.add(f"{name}.{member}: required")


@pytest.fixture(scope="module")
def shared(ours):
    """The operations that both have: name, theirs, ours."""
    return [(name, THEIRS["operations"][name], one) for name, one in ours["operations"].items() if name in THEIRS["operations"]]


def complain(kind, found, listed):
    assert found == listed, f"{kind} not listed: {sorted(found - listed)}; listed and gone: {sorted(listed - found)}"


def test_members_and_limits(ours, shared):
    """Every member of every operation, down to the last: name, kind, whether it is required, and limits."""
    comparison = Comparison(ours, THEIRS)
    for _, theirs, one in shared:
        comparison.walk(theirs["input"]["shape"], one["input"])
        if "output" in theirs:
            comparison.walk(theirs["output"]["shape"], one["output"])
    assert len(comparison.seen) > 300
    complain("differences", comparison.found, set(DIFFERENCES))


def test_errors(shared):
    """Every error that an operation declares is one that its row or any row answers, or has no cause here; and the other way."""
    missing, more = set(), set()
    for name, theirs, one in shared:
        declared = {error["shape"] for error in theirs.get("errors", [])}
        missing |= declared - set(one["errors"]) - set(COMMON)
        more |= {(name, error) for error in set(one["errors"]) - declared - set(COMMON)}
    complain("declared errors", missing, set(WITHOUT_CAUSE))
    complain("errors of ours", more, set(ANSWERED_TOO))


def test_our_own_operations(ours, shared):
    """Operations that the model has not are ours, and none of them takes a name that the real service uses."""
    own = ours["operations"].keys() - {name for name, _, _ in shared}
    assert own and not own & set(glue_model.SCOPE)
    assert {name for name, _, _ in shared} <= set(glue_model.SCOPE)


def test_the_whole_scope(ours):
    """Every operation of the scope is in the tables."""
    assert not set(glue_model.SCOPE) - ours["operations"].keys()
