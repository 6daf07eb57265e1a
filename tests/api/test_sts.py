"""STS's one operation, which Hudi's sync and Terraform ask before anything else."""

import pytest
import requests

pytestmark = pytest.mark.core


def test_caller_identity(server):
    """The caller's account and ARN, through boto3's STS client; the root's UserId is the account, as in IAM's table of principals."""
    identity = server.client("sts").get_caller_identity()
    assert identity["Account"] == identity["UserId"] == server.account
    assert identity["Arn"] == f"arn:aws:iam::{server.account}:root"


def test_a_user_of_the_account(server):
    """A key made for somebody is that user's."""
    made = dict(line.split("=", 1) for line in server.command("key", "create", "--name", "etl").stdout.splitlines())
    key = {"key_id": made["AWS_ACCESS_KEY_ID"], "secret": made["AWS_SECRET_ACCESS_KEY"]}
    identity = server.client("sts", **key).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{server.account}:user/etl" and identity["UserId"] == key["key_id"]
    glue = server.client("glue", **key)
    glue.create_database(DatabaseInput={"Name": "etls"})
    glue.create_table(DatabaseName="etls", TableInput={"Name": "t"})
    assert glue.get_table(DatabaseName="etls", Name="t")["Table"]["CreatedBy"] == identity["Arn"]
    glue.delete_database(Name="etls")


def test_errors(server):
    """A wrong secret, an unknown key and another operation are refused with STS's names."""
    for client, code in ((server.client("sts", secret="wrong/secret/wrong/secret"), "SignatureDoesNotMatch"),
                         (server.client("sts", key_id="AKIDNOBODYKNOWS00000"), "InvalidClientTokenId")):
        with pytest.raises(client.exceptions.ClientError) as caught:
            client.get_caller_identity()
        assert caught.value.response["Error"]["Code"] == code
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    client = server.client("sts")
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.get_session_token()
    assert caught.value.response["Error"]["Code"] == "InvalidAction"
    unsigned = requests.post(server.url, data={"Action": "GetCallerIdentity", "Version": "2011-06-15"}, timeout=20)
    assert unsigned.status_code == 403 and "MissingAuthenticationToken" in unsigned.text


def test_markup_in_an_action(server):
    """What a caller sends does not become markup of the answer."""
    client = server.client("sts")
    client.meta.events.register("before-sign.sts", lambda request, **_: request.data.update(Action="<x>&\"'"))
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.get_caller_identity()
    assert caught.value.response["Error"]["Code"] == "InvalidAction"
