"""Encryption settings of catalogs through boto3."""

import itertools

import pytest

from client import refused

pytestmark = pytest.mark.core

FRESH = {"EncryptionAtRest": {"CatalogEncryptionMode": "DISABLED"}, "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": False}}
ROLE = "arn:aws:iam::123456789012:role/glue"


@pytest.fixture
def catalog(glue, name):
    glue.create_catalog(Name=name, CatalogInput={})
    yield name
    glue.delete_catalog(CatalogId=name)


def settings(glue, **which):
    return glue.get_data_catalog_encryption_settings(**which)["DataCatalogEncryptionSettings"]


def test_a_fresh_account(glue, catalog):
    """Before anything was set, nothing is encrypted."""
    assert settings(glue, CatalogId=catalog) == FRESH


@pytest.mark.parametrize("at_rest, password", list(itertools.product(
    [None, {"CatalogEncryptionMode": "DISABLED"}, {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k" * 255},
     {"CatalogEncryptionMode": "SSE-KMS-WITH-SERVICE-ROLE", "SseAwsKmsKeyId": "alias/Ä", "CatalogEncryptionServiceRole": ROLE}],
    [None, {"ReturnConnectionPasswordEncrypted": False}, {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "arn:aws:kms:::key/k"}])))
def test_what_is_put_comes_back(glue, catalog, at_rest, password):
    """Every member comes back; a half that is left out is back at its default."""
    written = {"EncryptionAtRest": at_rest, "ConnectionPasswordEncryption": password}
    written = {name: value for name, value in written.items() if value}
    glue.put_data_catalog_encryption_settings(CatalogId=catalog, DataCatalogEncryptionSettings={
        "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "before"}})
    glue.put_data_catalog_encryption_settings(CatalogId=catalog, DataCatalogEncryptionSettings=written)
    assert settings(glue, CatalogId=catalog) == FRESH | written


def test_each_catalog_has_its_own(glue, catalog):
    """The settings of one catalog are not those of another; without a CatalogId the account's own is meant."""
    changed = {"ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "k"}}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=changed)
    assert settings(glue) == settings(glue, CatalogId="123456789012") == FRESH | changed
    assert settings(glue, CatalogId=catalog) == FRESH
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={})
    assert settings(glue) == FRESH
    with refused("EntityNotFoundException"):
        glue.put_data_catalog_encryption_settings(CatalogId="none", DataCatalogEncryptionSettings={})


@pytest.mark.parametrize("bad", [{"EncryptionAtRest": {}}, {"EncryptionAtRest": {"CatalogEncryptionMode": "AES"}},
                                 {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k" * 256}},
                                 {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "CatalogEncryptionServiceRole": "role"}},
                                 {"ConnectionPasswordEncryption": {}}])
def test_limits(wire, glue, bad):
    """What the model refuses is refused, and changes nothing."""
    answer = wire.call("PutDataCatalogEncryptionSettings", {"DataCatalogEncryptionSettings": bad})
    assert answer.status == 400 and answer.code == "ValidationException", answer.body
    assert settings(glue) == FRESH


def test_rest_and_restart(start_server):
    """Settings are kept over a restart; REST takes them bare."""
    server = start_server()
    written = FRESH | {"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": "k"}}
    assert server.rest().put("/v1/encryption-settings", json=written).status_code == 200
    server.restart()
    assert server.rest().get("/v1/encryption-settings").json() == {"DataCatalogEncryptionSettings": written}
