"""The limits of every member of every operation, generated from botocore's model: the last value kept, the first refused."""

import json
import pathlib

import pytest

import glue_model

pytestmark = pytest.mark.core

SERVED = pathlib.Path(__file__).resolve().parents[2] / "openapi/propolis.json"
OPERATIONS = [operation for operation in glue_model.SCOPE if f'"{operation}"' in SERVED.read_text()]

# Terraform sends an empty CatalogId and means the default one; ClickHouse an empty NextToken.
# The real service takes more properties of connections than the model lists.
TAKEN = {"CatalogIdString": [""], "ConnectionPropertyKey": ["NEITHER_OF_THEM"]}

# What the model does not require and the service does: a name, here or there.
NAMED = {"CreateTable": {"Name": "t"}, "UpdateTable": {"Name": "t"}, "CreateUserDefinedFunction": {"FunctionInput": {"FunctionName": "f"}}}

# UpdateDatabase's own Name serves as the input's.
BESIDE = {"UpdateDatabase": {("DatabaseInput", "Name")}}


def cut(value):
    text = json.dumps(value)
    return text if len(text) < 60 else f"{text[:50]}... ({len(text)})"


def ask(wire, operation, body):
    """The error's code, its message, or None; never anything that is the server's fault."""
    reply = wire.call(operation, body)
    assert reply.status in (200, 400), (operation, cut(body), reply)
    return (reply.code, reply.json["Message"]) if reply.status == 400 else (None, "")


def with_name(operation, body):
    added = NAMED.get(operation, {})
    return {**added, **body, **{name: {**value, **body[name]} for name, value in added.items() if isinstance(value, dict) and name in body}}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_kept(wire, operation):
    """A value at its limit is no broken limit, whatever else is wrong."""
    wrong = []
    for path, shape, wrap in glue_model.places(glue_model.input_of(operation)):
        for value in glue_model.kept(shape):
            code, message = ask(wire, operation, with_name(operation, wrap(value)))
            if code in ("ValidationException", "SerializationException"):
                wrong.append(f"{path} = {cut(value)}: {code} {message}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_broken(wire, operation):
    """A value one beyond its limit is refused, and the message says where and why."""
    wrong = []
    for path, shape, wrap in glue_model.places(glue_model.input_of(operation)):
        for value in glue_model.broken(shape):
            if value in TAKEN.get(shape.name, []) or value in (2**31, -2**31 - 1):
                continue
            code, message = ask(wire, operation, wrap(value))
            last = path.rsplit(".", 1)[-1].split("[")[0].split("{")[0]
            named = (last[:1].lower() + last[1:]) in message
            if code != "ValidationException" or not named or "failed to satisfy constraint" not in message:
                wrong.append(f"{path} = {cut(value)}: {code} {message}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_required(wire, operation):
    """A required member that is missing or null is refused by name, at every depth."""
    wrong = []
    for path, shape, wrap in glue_model.places(glue_model.input_of(operation)):
        if shape.type_name != "structure":
            continue
        for name in shape.required_members:
            for without in ({**glue_model.smallest(shape), name: None},
                            {k: v for k, v in glue_model.smallest(shape).items() if k != name}):
                code, message = ask(wire, operation, wrap(without))
                if (shape.name, name) in BESIDE.get(operation, ()):
                    continue
                if code != "ValidationException" or name[0].lower() + name[1:] not in message:
                    wrong.append(f"{path}.{name}: {code} {message}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_wrong_kinds(wire, operation):
    """A member of the wrong JSON type is refused as Glue's deserialiser does, at every depth."""
    wrong = []
    for path, shape, wrap in glue_model.places(glue_model.input_of(operation)):
        if path.endswith("{key}") or glue_model.is_document(shape):
            continue
        for value in glue_model.WRONG_KINDS[shape.type_name]:
            code, message = ask(wire, operation, wrap(value))
            if code != "SerializationException":
                wrong.append(f"{path} = {cut(value)}: {code} {message}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_nulls_and_strangers(wire, operation):
    """Null members count as absent and unknown members are ignored, at every depth."""
    wrong = []
    for path, shape, wrap in glue_model.places(glue_model.input_of(operation)):
        if shape.type_name != "structure" or glue_model.is_document(shape):
            continue
        optional = {name: None for name in shape.members if name not in shape.required_members}
        expected = ask(wire, operation, wrap(glue_model.smallest(shape)))[0]
        strangers = {"Unheard": 1, "Of": {"a": [None, {"b": "c"}]}, "name": "x", "": 0}
        code, message = ask(wire, operation, wrap({**strangers, **glue_model.smallest(shape), **optional}))
        if code in ("ValidationException", "SerializationException") and code != expected:
            wrong.append(f"{path}: {code} {message}")
    assert not wrong, "\n".join(wrong)


def test_a_null_in_a_list(wire, db):
    """A null among a list's elements is refused rather than dropped."""
    assert wire.call("BatchDeleteTable", {"DatabaseName": db, "TablesToDelete": ["a", None]}).code == "ValidationException"
    table = {"Name": "t", "StorageDescriptor": {"Columns": [None]}}
    assert wire.call("CreateTable", {"DatabaseName": db, "TableInput": table}).code == "ValidationException"
