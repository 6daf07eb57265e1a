"""Fixtures of the tests of the service's doors. The program, its server and clients come from tests/conftest.py."""

import contextlib
import itertools
import json

import pytest

import glue_model
from client import table_input
from contract import Contract
from wire import Wire

numbers = itertools.count()


def check_form(operation_model, response_dict, **_):
    """Every successful answer of the Glue door has the form of botocore's model, with nothing beside it."""
    if response_dict["status_code"] != 200:
        return
    found = list(glue_model.complaints(operation_model.output_shape, json.loads(response_dict["body"])))
    assert not found, found


@pytest.fixture
def glue(glue):
    """A boto3 client whose every answer is held against the model."""
    glue.meta.events.register("before-parse.glue", check_form, unique_id="check_form")
    return glue


@pytest.fixture(scope="session")
def contract(server):
    """The OpenAPI text of the program."""
    return Contract(server.command("openapi").stdout)


@pytest.fixture
def rest(rest, contract):
    """A requests session whose every answer is held against the OpenAPI text."""
    rest.hooks["response"] = [contract.check]
    return rest


@pytest.fixture
def wire(server):
    """Signed requests as bytes."""
    connection = Wire(server.url, server.key_id, server.secret)
    yield connection
    connection.close()


@pytest.fixture
def name():
    """A name that no other test uses."""
    return f"n{next(numbers)}"


@pytest.fixture
def db(glue, name):
    """A database of the test's own."""
    glue.create_database(DatabaseInput={"Name": name})
    yield name
    with contextlib.suppress(glue.exceptions.EntityNotFoundException):
        glue.delete_database(Name=name)


@pytest.fixture
def table(glue, db):
    """A table with two partition keys, one a text and one a number."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t", keys=["day:string", "hour:int"]))
    return {"DatabaseName": db, "TableName": "t"}
