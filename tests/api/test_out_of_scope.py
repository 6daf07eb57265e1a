"""Operations of the real service that are not served: one clean 400 each, which no client repeats."""

import time

import botocore.exceptions
import pytest

import glue_model


@pytest.fixture(scope="module")
def neighbours(contract):
    """The operations of botocore's model that are not ours to serve."""
    return [name for name in glue_model.SERVICE.operation_names if name not in glue_model.SCOPE]


def test_every_neighbour(wire, neighbours):
    """Each is refused by its name, under a code of the model, with what it belongs to; none is unknown, none a 5xx."""
    assert len(neighbours) > 200
    for name in neighbours:
        reply = wire.call(name, b"{}")
        assert (reply.status, reply.code) == (400, "OperationNotSupportedException"), f"{name}: {reply}"
        assert reply.json["Message"].startswith(f"Operation {name} is not served here: ")


def test_whatever_they_are_sent(wire):
    """The body does not matter: it is not looked at."""
    for body in (b"", b"{", b'{"JobName":7}', b"\x00"):
        assert wire.call("StartJobRun", body).code == "OperationNotSupportedException"


def test_names_that_nobody_has(wire):
    """A name that the real service has not either is another 400, also one that begins or ends like a real one."""
    for name in ("StartJobRunNow", "startJobRun", "StartJob", "GetJobs GetJob", " GetJob", "GetFlorbs", "BatchGet"):
        reply = wire.call(name, b"{}")
        assert (reply.status, reply.code) == (400, "UnknownOperationException"), reply


def test_served_and_refused_are_the_whole_model(contract, wire, neighbours):
    """What is served is in the scope and not refused; of the model nothing is left over but what is in the scope."""
    served = set(contract.operations) & set(glue_model.SERVICE.operation_names)
    assert served <= set(glue_model.SCOPE)
    for name in glue_model.SCOPE:
        assert wire.call(name, b'{"x":').code in ("SerializationException", "UnknownOperationException"), name
        assert wire.call(name, b'{"x":').code == "SerializationException" or name not in served


@pytest.mark.parametrize("retries", [{"mode": "legacy"}, {"mode": "standard"}, {"mode": "adaptive"}])
def test_no_client_repeats_it(server, retries):
    """boto3 gives up at the first answer, as it does for what it takes for the caller's fault."""
    client = server.client(retries={**retries, "max_attempts": 5})
    began = time.monotonic()
    with pytest.raises(client.exceptions.OperationNotSupportedException) as caught:
        client.get_table_optimizer(CatalogId="123456789012", DatabaseName="d", TableName="t", Type="compaction")
    metadata = caught.value.response["ResponseMetadata"]
    assert isinstance(caught.value, botocore.exceptions.ClientError)
    assert metadata["HTTPStatusCode"] == 400 and metadata["RetryAttempts"] == 0 and time.monotonic() - began < 5
    assert "table optimizers" in caught.value.response["Error"]["Message"]
