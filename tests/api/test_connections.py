"""Connections through boto3 and REST: their members, secrets, rules, lists, and the test that really connects."""

import json
import socket
import sqlite3
import ssl
import subprocess
import threading

import pytest

from client import pages, refused, tampered

URL = "jdbc:postgresql://db.example:5432/orders"
SECRET = "hunter2-is-a-secret"
JDBC = {"JDBC_CONNECTION_URL": URL, "USERNAME": "app", "PASSWORD": SECRET}


def connection_input(name, kind="JDBC", properties=None, **members):
    return {"Name": name, "ConnectionType": kind, "ConnectionProperties": JDBC if properties is None else properties, **members}


@pytest.fixture
def create(glue, name):
    """A function that creates the test's connection."""
    def create(kind="JDBC", properties=None, tags=None, **members):
        answer = glue.create_connection(ConnectionInput=connection_input(name, kind, properties, **members), Tags=tags or {})
        assert answer["CreateConnectionStatus"] == "READY"
        return name
    yield create
    glue.batch_delete_connection(ConnectionNameList=[name])


def test_defaults(glue, create, server):
    """What is given comes back with the password, times, state and whoever wrote it."""
    name = create()
    one = glue.get_connection(Name=name)["Connection"]
    assert one.pop("CreationTime") == one.pop("LastUpdatedTime")
    assert one.pop("LastUpdatedBy") == f"arn:aws:iam::{server.account}:root"
    assert one == {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": JDBC, "Status": "READY", "ConnectionSchemaVersion": 1}


ALL = {
    "Description": "of the shop\nin lines", "MatchCriteria": ["a", "b"],
    "SparkProperties": {"dbtable": "t", "sfPassword": SECRET}, "AthenaProperties": {"spill_bucket": "b"},
    "PythonProperties": {"x": "y"},
    "PhysicalConnectionRequirements": {"SubnetId": "subnet-1", "SecurityGroupIdList": ["sg-1", "sg-2"], "AvailabilityZone": "us-east-1a"},
}
AUTHENTICATION = {
    "AuthenticationType": "OAUTH2", "SecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:s",
    "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k",
    "OAuth2Properties": {
        "OAuth2GrantType": "AUTHORIZATION_CODE", "OAuth2ClientApplication": {"UserManagedClientApplicationClientId": "id"},
        "TokenUrl": "https://login.example/token", "TokenUrlParametersMap": {"audience": "x"}}}
HIDDEN = {
    "BasicAuthenticationCredentials": {"Username": "u", "Password": SECRET}, "CustomAuthenticationCredentials": {"key": SECRET}}
HIDDEN_OAUTH = {
    "AuthorizationCodeProperties": {"AuthorizationCode": SECRET, "RedirectUri": "https://a.example/"},
    "OAuth2Credentials": {"UserManagedClientApplicationClientSecret": SECRET, "AccessToken": SECRET, "RefreshToken": SECRET,
                          "JwtToken": "a.b.c"}}


def test_all_members(glue, create):
    """Every member that an answer has comes back; credentials, which it has not, do not."""
    given = {**AUTHENTICATION, **HIDDEN, "OAuth2Properties": {**AUTHENTICATION["OAuth2Properties"], **HIDDEN_OAUTH}}
    name = create(**ALL, AuthenticationConfiguration=given, ValidateCredentials=False, ValidateForComputeEnvironments=["SPARK", "ATHENA"])
    one = glue.get_connection(Name=name)["Connection"]
    assert ALL.items() <= one.items() and one["AuthenticationConfiguration"] == AUTHENTICATION
    assert one["ConnectionSchemaVersion"] == 2 and one["CompatibleComputeEnvironments"] == ["SPARK", "ATHENA"]
    hidden = glue.get_connection(Name=name, HidePassword=True)["Connection"]
    assert hidden["SparkProperties"] == {"dbtable": "t"} and SECRET not in str(hidden)


PASSWORDS = [
    "PASSWORD", "ENCRYPTED_PASSWORD", "KAFKA_CLIENT_KEYSTORE_PASSWORD", "KAFKA_CLIENT_KEY_PASSWORD",
    "ENCRYPTED_KAFKA_CLIENT_KEYSTORE_PASSWORD", "ENCRYPTED_KAFKA_CLIENT_KEY_PASSWORD", "KAFKA_SASL_PLAIN_PASSWORD",
    "ENCRYPTED_KAFKA_SASL_PLAIN_PASSWORD", "KAFKA_SASL_SCRAM_PASSWORD", "ENCRYPTED_KAFKA_SASL_SCRAM_PASSWORD"]


def test_hide_password(glue, create):
    """With HidePassword no secret property is in the answer, from one or from a list; without it, each is."""
    properties = {"KAFKA_BOOTSTRAP_SERVERS": "k:9092", **{key: f"{SECRET}-{key}" for key in PASSWORDS}}
    name = create("KAFKA", properties)
    for hide, wanted in ((False, properties), (True, {"KAFKA_BOOTSTRAP_SERVERS": "k:9092"})):
        listed = {c["Name"]: c for c in pages(glue.get_connections, "ConnectionList", HidePassword=hide)[0]}
        for one in (glue.get_connection(Name=name, HidePassword=hide)["Connection"], listed[name]):
            assert one["ConnectionProperties"] == wanted


@pytest.mark.parametrize("key, url, hidden", [
    ("CONNECTION_URL", f"mongodb://u:{SECRET}@h:1,i/d?x=y", "mongodb://u:****@h:1,i/d?x=y"),
    ("JDBC_CONNECTION_URL", f"jdbc:mysql://h/d?user=u&password={SECRET}&x=y", "jdbc:mysql://h/d?user=u&password=****&x=y"),
    ("JDBC_CONNECTION_URL", f"jdbc:sqlserver://h:1;user=u;PWD={SECRET}", "jdbc:sqlserver://h:1;user=u;PWD=****"),
    ("JDBC_CONNECTION_URL", f"jdbc:oracle:thin:scott/{SECRET}@//h:1521/s", "jdbc:oracle:thin:scott/****@//h:1521/s"),
    ("CONNECTION_URL", "https://h/@x:y", "https://h/@x:y")])
def test_passwords_inside_of_urls(glue, create, key, url, hidden):
    """A password that is part of a URL is masked where passwords are hidden, and comes back whole where not."""
    name = create("CUSTOM", {key: url})
    assert glue.get_connection(Name=name)["Connection"]["ConnectionProperties"] == {key: url}
    assert glue.get_connection(Name=name, HidePassword=True)["Connection"]["ConnectionProperties"] == {key: hidden}


KAFKA_PASSWORDS = ["KAFKA_CLIENT_KEYSTORE_PASSWORD", "KAFKA_CLIENT_KEY_PASSWORD", "KAFKA_SASL_PLAIN_PASSWORD", "KAFKA_SASL_SCRAM_PASSWORD"]


def test_passwords_stay_encrypted(start_server):
    """With ReturnConnectionPasswordEncrypted no answer holds a password in clear; what it holds can be put back, and nowhere else."""
    glue = start_server().client()
    kafka = {"KAFKA_BOOTSTRAP_SERVERS": "h:9092", **{key: SECRET for key in KAFKA_PASSWORDS}}
    given = {"jdbc": ("JDBC", JDBC), "kafka": ("KAFKA", kafka), "other": ("JDBC", JDBC)}
    for name, (kind, properties) in given.items():
        glue.create_connection(ConnectionInput={"Name": name, "ConnectionType": kind, "ConnectionProperties": properties})

    def properties(name, **more):
        [listed] = [c for c in glue.get_connections(**more)["ConnectionList"] if c["Name"] == name]
        one = glue.get_connection(Name=name, **more)["Connection"]
        assert one["ConnectionProperties"].keys() == listed["ConnectionProperties"].keys()
        return one["ConnectionProperties"]

    settings = {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": "alias/k"}
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={"ConnectionPasswordEncryption": settings})
    for name, (_, plain) in given.items():
        secret = [key for key in plain if key.endswith("PASSWORD")]
        shown = properties(name)
        assert shown.keys() == plain.keys() - set(secret) | {"ENCRYPTED_" + key for key in secret}
        assert not any(plain[key] in value for key in secret for value in shown.values())
        assert properties(name, HidePassword=True).keys() == plain.keys() - set(secret)
    for name, encrypted in (("jdbc", properties("jdbc")), ("kafka", properties("kafka")), ("other", properties("jdbc"))):
        glue.update_connection(Name=name, ConnectionInput={
            "Name": name, "ConnectionType": given[name][0], "ConnectionProperties": encrypted})
    glue.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings={})
    assert properties("jdbc") == JDBC and properties("kafka") == kafka
    assert properties("other") == encrypted  # a password of another connection


def test_secrets_are_nowhere_in_clear(start_server, tmp_path):
    """Neither the database, its log, the server's log, a backup, nor the change log holds a secret in clear."""
    server = start_server(log_level="debug")
    glue = server.client()
    given = {**AUTHENTICATION, **HIDDEN, "OAuth2Properties": {**AUTHENTICATION["OAuth2Properties"], **HIDDEN_OAUTH}}
    kinds = [("JDBC", JDBC), ("CUSTOM", {"CONNECTION_URL": f"mongodb://u:{SECRET}@h/"}), ("KAFKA", {
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", **{key: SECRET for key in PASSWORDS}})]
    for kind, properties in kinds:
        value = connection_input(kind, kind, properties, **ALL, AuthenticationConfiguration=given)
        glue.create_connection(ConnectionInput=value)
        glue.update_connection(Name=kind, ConnectionInput=value)
        assert SECRET in str(glue.get_connection(Name=kind)["Connection"])
        with refused("InvalidInputException"):
            glue.test_connection(ConnectionName=kind)
        for wrong in ({"PASSWORD": SECRET * 100}, {"PASSWORD": ""}):
            reply = server_reply(server, "CreateConnection", {"ConnectionInput": connection_input("w", "CUSTOM", wrong)})
            assert "ValidationException" in reply and SECRET not in reply
        wrong = {**given, "BasicAuthenticationCredentials": {"Username": "u", "Password": SECRET * 100}}
        reply = server_reply(server, "CreateConnection", {"ConnectionInput": connection_input("w", AuthenticationConfiguration=wrong)})
        assert "ValidationException" in reply and SECRET not in reply and "password" in reply
    glue.delete_connection(ConnectionName="KAFKA")
    done = server.command("backup", str(tmp_path / "backup"))
    assert done.returncode == 0, done
    server.stop()
    found = [path for folder in (server.folder, tmp_path) for path in folder.rglob("*") if path.is_file()]
    assert len(found) >= 4
    for path in found:
        assert SECRET.encode() not in path.read_bytes(), path
    with sqlite3.connect(server.data / "propolis.db") as db:
        rows = db.execute("SELECT object_name, before_tail, after_tail FROM changes WHERE object_name LIKE 'connection/%'").fetchall()
        assert len(rows) == 7 and db.execute("SELECT count(*) FROM connections WHERE sealed IS NOT NULL").fetchone() == (2,)


def server_reply(server, operation, body):
    """The whole answer to a request that boto3 would not send."""
    from wire import Wire
    wire = Wire(server.url, server.key_id, server.secret)
    reply = wire.call(operation, json.dumps(body).encode())
    wire.close()
    return reply.body.decode()


def test_a_sealed_text_opens_in_its_place_only(start_server):
    """A sealed text that was moved to another connection does not open, and the answer does not tell it."""
    server = start_server()
    glue = server.client()
    for name in ("a", "b"):
        glue.create_connection(ConnectionInput=connection_input(name))
    server.stop()
    with sqlite3.connect(server.data / "propolis.db") as db:
        db.execute("UPDATE connections SET (sealed, seal_uid) = (SELECT sealed, seal_uid FROM connections WHERE name = 'a') WHERE name = 'b'")
    server.restart()
    glue = server.client()
    assert glue.get_connection(Name="a")["Connection"]["ConnectionProperties"] == JDBC
    for call in (lambda: glue.get_connection(Name="b"), glue.get_connections, lambda: glue.test_connection(ConnectionName="b")):
        with refused("GlueEncryptionException", "connection b do not open"):
            call()
    assert "PASSWORD" not in glue.get_connection(Name="b", HidePassword=True)["Connection"]["ConnectionProperties"]
    assert server.rest().get("/v1/connections/b").status_code == 409
    glue.update_connection(Name="b", ConnectionInput=connection_input("b"))
    assert glue.get_connection(Name="b")["Connection"]["ConnectionProperties"] == JDBC


def test_update(glue, create):
    """An update replaces all that it redefines; what it leaves out is gone."""
    name = create(Description="one", MatchCriteria=["a"])
    before = glue.get_connection(Name=name)["Connection"]
    glue.update_connection(Name=name, ConnectionInput=connection_input(name, "KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "k:1"}))
    one = glue.get_connection(Name=name)["Connection"]
    assert (one["ConnectionType"], one["ConnectionProperties"]) == ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "k:1"})
    assert "Description" not in one and not one.get("MatchCriteria") and one["CreationTime"] == before["CreationTime"]
    assert one["LastUpdatedTime"] >= before["LastUpdatedTime"]
    with refused("InvalidInputException", "keeps its name"):
        glue.update_connection(Name=name, ConnectionInput=connection_input(name + "x"))


def test_names(glue, create):
    """A name exists once in its catalog; its case counts; what is missing is told by its name."""
    name = create()
    with refused("AlreadyExistsException", name):
        create()
    missing = name.upper()
    with refused("EntityNotFoundException", f"Connection {missing} not found."):
        glue.get_connection(Name=missing)
    with refused("EntityNotFoundException", missing):
        glue.delete_connection(ConnectionName=missing)
    with refused("EntityNotFoundException", missing):
        glue.update_connection(Name=missing, ConnectionInput=connection_input(missing))
    with refused("EntityNotFoundException", missing):
        glue.test_connection(ConnectionName=missing)
    assert glue.get_connection(CatalogId="123456789012", Name=name)["Connection"]["Name"] == name
    for call in (lambda: glue.get_connection(CatalogId="999999999999", Name=name), lambda: glue.get_connections(CatalogId="999999999999")):
        with refused("EntityNotFoundException"):
            call()
    glue.delete_connection(ConnectionName=name)
    with refused("EntityNotFoundException", name):
        glue.get_connection(Name=name)


def test_batch_delete(glue, create):
    """Those that exist are deleted, the others told by name; 25 are the most."""
    name = create()
    answer = glue.batch_delete_connection(ConnectionNameList=[name, "none", name])
    assert answer["Succeeded"] == [name] and list(answer["Errors"]) == ["none"]
    assert answer["Errors"]["none"] == {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Connection none not found."}
    answer = glue.batch_delete_connection(ConnectionNameList=[])
    assert (answer["Succeeded"], answer["Errors"]) == ([], {})
    assert len(glue.batch_delete_connection(ConnectionNameList=[f"x{i}" for i in range(25)])["Errors"]) == 25
    with refused("ValidationException", "25"):
        glue.batch_delete_connection(ConnectionNameList=[f"x{i}" for i in range(26)])


def test_tags(glue, create):
    """Tags are kept with the connection and go with it."""
    arn = "arn:aws:glue:us-east-1:123456789012:connection/"
    name = create(tags={"team": "a"})
    assert glue.get_tags(ResourceArn=arn + name)["Tags"] == {"team": "a"}
    glue.delete_connection(ConnectionName=name)
    with refused("EntityNotFoundException"):
        glue.get_tags(ResourceArn=arn + name)
    create()
    assert glue.get_tags(ResourceArn=arn + name)["Tags"] == {}


@pytest.mark.parametrize("kind, properties, members, words", [
    ("JDBC", {}, {}, "JDBC_CONNECTION_URL"),
    ("JDBC", {"JDBC_CONNECTION_URL": URL}, {}, "USERNAME and PASSWORD, or"),
    ("JDBC", {"JDBC_CONNECTION_URL": URL, "USERNAME": "u"}, {}, "SECRET_ID"),
    ("JDBC", {"HOST": "h", "PORT": "1", "USERNAME": "u", "PASSWORD": SECRET}, {}, "JDBC_ENGINE"),
    ("JDBC", {"JDBC_CONNECTION_URL": URL, "SECRET_ID": "s"}, {}, None),
    ("JDBC", {"JDBC_CONNECTION_URL": URL}, {"AuthenticationConfiguration": {}}, None),
    ("JDBC", {"HOST": "h", "PORT": "1", "JDBC_ENGINE": "mysql", "SECRET_ID": "s"}, {}, None),
    ("MONGODB", {"CONNECTION_URL": "mongodb://h/"}, {}, "USERNAME"),
    ("MONGODB", {"USERNAME": "u", "PASSWORD": SECRET}, {}, "CONNECTION_URL"),
    ("MONGODB", {"CONNECTION_URL": "mongodb://h/", "USERNAME": "u", "PASSWORD": SECRET}, {}, None),
    ("KAFKA", {"KAFKA_SSL_ENABLED": "false"}, {}, "KAFKA_BOOTSTRAP_SERVERS"),
    ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "k:1"}, {}, None),
    ("MARKETPLACE", {"CONNECTOR_TYPE": "Spark"}, {}, "CONNECTOR_URL"),
    ("NETWORK", {}, {}, "PhysicalConnectionRequirements"),
    ("NETWORK", {}, {"PhysicalConnectionRequirements": {"SubnetId": "s"}}, None),
    ("SFTP", {}, {}, "not supported"),
    ("SALESFORCE", {}, {}, "[ConnectionInput.AuthenticationConfiguration is required.]"),
    ("CUSTOM", {}, {}, None),
    ("AZURECOSMOS", {"SparkProperties": '{"secretId":"s"}'}, {}, None),
    ("SNOWFLAKE", {"SparkProperties": "{}"}, {}, None)])
def test_rules(create, kind, properties, members, words):
    """What a type needs must be there, as AWS documents it; no message shows a value."""
    if words is None:
        create(kind, properties, **members)
        return
    with refused("InvalidInputException", words) as _:
        create(kind, properties, **members)


def test_override(glue, create):
    """The properties of a compute environment are laid over the common ones."""
    name = create(properties={**JDBC, "DATABASE": "d"}, SparkProperties={"DATABASE": "spark", "x": "y"}, AthenaProperties={"z": "1"})
    get = lambda **more: glue.get_connection(Name=name, **more)["Connection"]["ConnectionProperties"]  # noqa: E731
    assert get(ApplyOverrideForComputeEnvironment="SPARK") == {**JDBC, "DATABASE": "spark", "x": "y"}
    assert get(ApplyOverrideForComputeEnvironment="ATHENA", HidePassword=True) == {
        "JDBC_CONNECTION_URL": URL, "USERNAME": "app", "DATABASE": "d", "z": "1"}
    assert get(ApplyOverrideForComputeEnvironment="PYTHON") == {**JDBC, "DATABASE": "d"}


def test_lists(start_server):
    """All connections by name, one a page if asked; filters; tokens of other filters are refused."""
    glue = start_server().client()
    kafka = {"KAFKA_BOOTSTRAP_SERVERS": "k:1"}
    for name, kind, properties, members in [
            ("c", "JDBC", JDBC, {"MatchCriteria": ["a", "b"]}), ("B", "KAFKA", kafka, {"MatchCriteria": ["b"]}),
            ("a", "KAFKA", kafka, {"SparkProperties": {"x": "y"}}), ("é", "JDBC", JDBC, {"MatchCriteria": ["b", "c", "a"]})]:
        glue.create_connection(ConnectionInput=connection_input(name, kind, properties, **members))

    def names(**arguments):
        found, count = pages(glue.get_connections, "ConnectionList", MaxResults=1, **arguments)
        assert count == max(1, len(found))
        return [c["Name"] for c in found]
    assert names() == ["B", "a", "c", "é"]
    assert names(Filter={"ConnectionType": "KAFKA"}) == ["B", "a"]
    assert names(Filter={"MatchCriteria": ["a", "b"]}) == ["c", "é"]
    assert names(Filter={"MatchCriteria": ["b"], "ConnectionType": "JDBC"}) == ["c", "é"]
    assert names(Filter={"ConnectionSchemaVersion": 2}) == ["a"]
    assert names(Filter={"ConnectionSchemaVersion": 1}, HidePassword=True) == ["B", "c", "é"]
    assert glue.get_connections(Filter={"MatchCriteria": ["none"]})["ConnectionList"] == []
    token = glue.get_connections(MaxResults=2)["NextToken"]
    for wrong in tampered(token):
        with refused("InvalidInputException"):
            glue.get_connections(NextToken=wrong)
    with refused("InvalidInputException"):
        glue.get_connections(NextToken=token, Filter={"ConnectionType": "KAFKA"})


def test_each_catalog_has_its_own(glue, create, name):
    """A connection lies in its catalog; a token of one is foreign to another; they go with their catalog."""
    create()
    glue.create_catalog(Name=f"cat{name}", CatalogInput={})
    nested = f"123456789012:cat{name}"
    for one in ("a", "b", name):
        glue.create_connection(CatalogId=nested, ConnectionInput=connection_input(one, Description="nested"))
    found, _ = pages(glue.get_connections, "ConnectionList", CatalogId=nested, MaxResults=1)
    assert [c["Name"] for c in found] == sorted(("a", "b", name))
    assert "Description" not in glue.get_connection(Name=name)["Connection"]
    with refused("InvalidInputException"):
        glue.get_connections(NextToken=glue.get_connections(CatalogId=nested, MaxResults=1)["NextToken"])
    glue.update_connection(CatalogId=nested, Name="a", ConnectionInput=connection_input("a", "CUSTOM", {}))
    assert glue.batch_delete_connection(CatalogId=nested, ConnectionNameList=["a", "x"])["Succeeded"] == ["a"]
    with refused("EntityNotFoundException"):
        glue.get_connection(Name="b")
    glue.delete_catalog(CatalogId=nested)
    with refused("EntityNotFoundException", "Catalog"):
        glue.get_connection(CatalogId=nested, Name="b")
    assert glue.get_connection(Name=name)["Connection"]["ConnectionProperties"] == JDBC


def test_restart(start_server):
    """Connections outlive the server, with secrets that open."""
    server = start_server()
    server.client().create_connection(ConnectionInput=connection_input("c"))
    server.restart()
    assert server.client().get_connection(Name="c")["Connection"]["ConnectionProperties"] == JDBC


def test_rest(rest, name):
    """The same over REST; a PUT of a missing connection creates it."""
    value = connection_input(name)
    assert rest.put(f"/v1/connections/{name}", json=value).status_code == 201
    assert rest.put(f"/v1/connections/{name}", json=value).status_code == 200
    assert rest.post("/v1/connections", json={"ConnectionInput": value}).status_code == 409
    assert rest.get(f"/v1/connections/{name}?HidePassword=true").json()["Connection"]["ConnectionProperties"].keys() == JDBC.keys() - {"PASSWORD"}
    found = rest.get("/v1/connections?HidePassword=true").json()["ConnectionList"]
    assert name in [c["Name"] for c in found]
    assert rest.delete(f"/v1/connections/{name}").status_code == 204
    assert rest.get(f"/v1/connections/{name}").status_code == 404


# --- TestConnection ---------------------------------------------------------------------------------------------------


class Listener:
    """A port of this machine that takes connections, with TLS if it has a context, and keeps what it was sent."""

    def __init__(self, context=None):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.context, self.received, self.count = context, b"", 0
        self.closed = threading.Semaphore(0)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.count += 1
            connection.settimeout(10)
            try:
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                self.received += connection.recv(1000)
            except OSError:
                pass
            connection.close()
            self.closed.release()

    def took_one(self):
        """Whether exactly one connection came, which the client may know sooner than we do."""
        return self.closed.acquire(timeout=10) and self.count == 1


@pytest.fixture
def listener():
    """A listener without TLS."""
    one = Listener()
    yield one
    one.socket.close()


@pytest.fixture
def tls_listener(tmp_path):
    """A listener with a certificate that nobody trusts."""
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                           "-keyout", tmp_path / "key", "-out", tmp_path / "cert"], capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    one = Listener(context)
    yield one
    one.socket.close()


@pytest.fixture
def reaching(start_server):
    """A client of a server that may connect to this machine."""
    return start_server(webhook_allow="127.0.0.0/8").client()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def test_input(kind, properties):
    return {"ConnectionType": kind, "ConnectionProperties": properties}


test_input.__test__ = False


@pytest.mark.parametrize("kind, key, url", [
    ("JDBC", "JDBC_CONNECTION_URL", "jdbc:postgresql://127.0.0.1:{}/d"), ("JDBC", "JDBC_CONNECTION_URL", "jdbc:mysql://u:p@localhost:{}/d?x=y"),
    ("JDBC", "JDBC_CONNECTION_URL", "jdbc:redshift://127.0.0.1:{}/d"), ("JDBC", "JDBC_CONNECTION_URL", "jdbc:sqlserver://127.0.0.1\\x:{};a=b"),
    ("JDBC", "JDBC_CONNECTION_URL", "jdbc:oracle:thin://@127.0.0.1:{}/s"), ("JDBC", "JDBC_CONNECTION_URL", "jdbc:oracle:thin:@127.0.0.1:{}:sid"),
    ("JDBC", "JDBC_CONNECTION_URL", "jdbc:oracle:thin:u/p@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT={})))"),
    ("MONGODB", "CONNECTION_URL", "mongodb://127.0.0.1:{}/d"), ("CUSTOM", "CONNECTION_URL", "http://127.0.0.1:{}/")])
def test_it_connects(reaching, listener, kind, key, url):
    """A port that listens is reached, and nothing is sent to it."""
    properties = {key: url.format(listener.port), "SECRET_ID": "s"}
    assert reaching.test_connection(TestConnectionInput=test_input(kind, properties))["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert listener.took_one() and listener.received == b""


def test_one_that_is_kept(reaching, listener):
    """A connection is tested by its name, with the URL as it was given."""
    url = f"mongodb://u:{SECRET}@127.0.0.1:{listener.port}/d"
    reaching.create_connection(ConnectionInput=connection_input("m", "MONGODB", {"CONNECTION_URL": url, "SECRET_ID": "s"}))
    reaching.test_connection(ConnectionName="m")
    assert listener.took_one()


def test_kafka(reaching, listener):
    """Of several bootstrap servers one that answers is enough; if none does, host and port are named."""
    dead = free_port()
    properties = {"KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{dead}, 127.0.0.1:{listener.port}", "KAFKA_SSL_ENABLED": "false"}
    reaching.test_connection(TestConnectionInput=test_input("KAFKA", properties))
    assert listener.took_one()
    with refused("InvalidInputException", f"No connection to 127.0.0.1:{dead}: "):
        reaching.test_connection(TestConnectionInput=test_input("KAFKA", {**properties, "KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{dead}"}))


def test_tls(reaching, tls_listener, listener):
    """Where TLS is asked for it is spoken: an untrusted certificate fails unless it is not to be looked at, and so does no TLS."""
    def kafka(port, **more):
        reaching.test_connection(TestConnectionInput=test_input("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": f"localhost:{port}", **more}))
    with refused("InvalidInputException", "certificate"):
        kafka(tls_listener.port)
    kafka(tls_listener.port, KAFKA_SKIP_CUSTOM_CERT_VALIDATION="true")
    kafka(tls_listener.port, KAFKA_CUSTOM_CERT="s3://bucket/ca.pem", KAFKA_SSL_ENABLED="True")
    with refused("InvalidInputException", f"localhost:{listener.port}"):
        kafka(listener.port)
    kafka(listener.port, KAFKA_SSL_ENABLED="false")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::1]", "169.254.169.254", "10.0.0.1", "192.168.1.1", "0.0.0.0"])
def test_addresses_are_guarded(glue, listener, host):
    """Without permission no address of this machine or its networks is connected to, whatever the spelling."""
    with refused("InvalidInputException", "--webhook-allow"):
        glue.test_connection(TestConnectionInput=test_input("CUSTOM", {"CONNECTION_URL": f"http://{host}:{listener.port}/"}))
    assert listener.count == 0


@pytest.mark.parametrize("kind, properties, words", [
    ("NETWORK", {}, "leads nowhere"), ("CUSTOM", {"CONNECTION_URL": "mongodb+srv://h/"}, "mongodb+srv"),
    ("CUSTOM", {"CONNECTION_URL": "http://a b/"}, "'a b' is not a host"), ("CUSTOM", {"CONNECTION_URL": "http://h:0/"}, "port of h"),
    ("CUSTOM", {"CONNECTION_URL": "http://h:65536/"}, "port of h"), ("CUSTOM", {"CONNECTION_URL": "x://h/"}, "port of h is missing"),
    ("CUSTOM", {"CONNECTION_URL": "http:///"}, "names no host"), ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": ","}, "names no host"),
    ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": ",".join(["h"] * 17)}, "at most 16"), ("JDBC", {}, "JDBC_CONNECTION_URL"),
    ("CUSTOM", {"HOST": "127.0.0.1"}, "port of 127.0.0.1 is missing"),
    ("CUSTOM", {"CONNECTION_URL": f"mongodb://u:{SECRET}@h i/"}, "'h i' is not a host")])
def test_where_it_cannot_lead(glue, kind, properties, words):
    """Properties that name no host and port are refused with the reason, without their secrets."""
    with refused("InvalidInputException", words):
        glue.test_connection(TestConnectionInput=test_input(kind, properties))


def test_exactly_one_way(glue, create):
    """A name or an input, not both and not neither."""
    name = create()
    for arguments in ({}, {"ConnectionName": name, "TestConnectionInput": test_input("JDBC", JDBC)}):
        with refused("InvalidInputException", "Exactly one"):
            glue.test_connection(**arguments)


def test_it_ends_in_time(reaching):
    """A host that takes no connection is given up before a client's patience ends."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(8)]
        for one in fillers:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        with refused("InvalidInputException", f":{full.getsockname()[1]}: "):
            reaching.test_connection(TestConnectionInput=test_input(
                "CUSTOM", {"CONNECTION_URL": f"http://127.0.0.1:{full.getsockname()[1]}/"}))
        for one in fillers:
            one.close()


def test_two_makers(server, name):
    """Of many that create or delete one connection at the same time exactly one succeeds."""
    clients = [server.client() for _ in range(8)]

    def at_once(call):
        outcomes, barrier = [], threading.Barrier(len(clients))

        def run(client):
            barrier.wait()
            try:
                call(client)
                outcomes.append(None)
            except client.exceptions.ClientError as error:
                outcomes.append(error.response["Error"]["Code"])
        threads = [threading.Thread(target=run, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes, key=str)
    made = at_once(lambda client: client.create_connection(ConnectionInput=connection_input(name)))
    assert made == ["AlreadyExistsException"] * 7 + [None]
    assert at_once(lambda client: client.delete_connection(ConnectionName=name)) == ["EntityNotFoundException"] * 7 + [None]
