"""The operations on webhooks, deliveries and drift events."""

import re

import pytest

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def rest(server):
    return server.rest()


@pytest.fixture
def create(rest):
    """Creates webhooks and deletes them after the test."""
    made = []

    def one(status=201, **members):
        reply = rest.post("/v1/webhooks", json={"Name": "one", "Url": "https://example.com/hook", **members})
        assert reply.status_code == status, reply.text
        if status == 201:
            made.append(reply.json()["Webhook"]["WebhookId"])
            return reply.json()["Webhook"]
        return reply.json()

    yield one
    for webhook_id in made:
        rest.delete(f"/v1/webhooks/{webhook_id}")


def test_secret_is_shown_once(rest, create):
    """A made secret has the form of Standard Webhooks and appears in no later answer."""
    made = create(Description="d", TableNames=["Orders_*"], MinimumSeverity="WARNING")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made["Secret"])
    assert made["State"] == "ENABLED" and made["TableNames"] == ["orders_*"]
    path = f"/v1/webhooks/{made['WebhookId']}"
    got = rest.get(path).json()["Webhook"]
    assert got == {name: value for name, value in made.items() if name != "Secret"}
    assert made["Secret"] not in rest.get("/v1/webhooks").text
    renamed = rest.put(path, json={"Name": "two", "Url": "https://example.com/"}).json()["Webhook"]
    assert renamed["Name"] == "two" and "TableNames" not in renamed and "Secret" not in renamed


@pytest.mark.parametrize("name", ["TableName", "tableNames", "Enable"])
def test_misspelt_member(create, name):
    """A member that a webhook does not have is refused, because a misspelt filter would tell of everything."""
    assert f"'{name}' is not a member of" in create(400, **{name: True})["detail"]


def test_own_secret(create):
    """A caller may bring a secret, of the right form."""
    assert create(Secret=SECRET)["Secret"] == SECRET
    for bad in ["short", "whsec_", "whsec_AAAA", "whsec_" + "A" * 100, SECRET[6:], SECRET + "="]:
        assert "Secret is not valid" in create(400, Name="b", Secret=bad)["detail"]


def test_rotation(rest, create):
    """A rotated secret is shown, and the one before has a time at which it ends."""
    made = create()
    path, body = f"/v1/webhooks/{made['WebhookId']}", {"Name": "one", "Url": made["Url"]}
    rotated = rest.put(path, json={**body, "RotateSecret": True}).json()["Webhook"]
    assert rotated["Secret"] not in (made["Secret"], None)
    assert abs(rotated["PreviousSecretExpiryTime"] - rotated["UpdatedTime"] - 86400) < 1
    own = rest.put(path, json={**body, "Secret": SECRET})
    assert own.ok and "Secret" not in own.json()["Webhook"]
    both = rest.put(path, json={**body, "Secret": SECRET, "RotateSecret": True})
    assert both.status_code == 400 and "exclude" in both.json()["detail"]


@pytest.mark.parametrize("url", [
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "example.com", "https://", "https:///x",
    "https://user:password@example.com/", "https://user@example.com/", "https://example.com/#f", "https://exa mple.com/",
    "https://example.com:99999/", "https://b\u00fccher.example/", "https://127%2e1/", "https://[::1", "//example.com",
])
def test_bad_urls(create, url):
    """Only http and https URLs with a plain host are taken."""
    assert "Url is not valid" in create(400, Url=url)["detail"]


@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "localhost", "LocalHost", "localhost.", "x.localhost", "169.254.169.254", "10.0.0.1", "192.168.0.1", "172.31.255.255",
    "100.64.0.1", "[fd00::1]", "[fe80::1]", "224.0.0.1", "[64:ff9b::a00:1]",
])
def test_inner_addresses(create, host):
    """Addresses inside are refused when they are written out, in each spelling; the message names the option."""
    for scheme in "http", "https":
        assert "--webhook-allow" in create(400, Url=f"{scheme}://{host}/")["detail"]


def test_rules(create):
    """Names are unique; members have limits; patterns must be patterns."""
    create(Name="taken")
    assert create(409, Name="taken")["title"] == "AlreadyExistsException"
    create(Name="Taken")
    create(400, Name="")
    create(400, Name="x" * 256)
    create(400, Name="n", Url="https://example.com/" + "x" * 2048)
    create(400, Name="n", MinimumSeverity="bad")
    create(400, Name="n", Format="CARRIER_PIGEON")
    create(400, Name="n", TableNames=["x"] * 101)
    create(400, Name="n", TableNames=[""])
    assert "TableNames" in create(400, Name="n", TableNames=["["])["detail"]


def test_list_pages(rest, create):
    """Pages by name, without gaps; tokens of others are refused."""
    names = [f"list-{i}" for i in range(5)]
    for name in reversed(names):
        create(Name=name)
    found, token = [], None
    while True:
        page = rest.get("/v1/webhooks", params={"MaxResults": 2, **({"NextToken": token} if token else {})}).json()
        assert len(page["Webhooks"]) <= 2
        found += [one["Name"] for one in page["Webhooks"]]
        token = page.get("NextToken")
        if not token:
            break
    assert [name for name in found if name in names] == names
    assert rest.get("/v1/webhooks", params={"NextToken": "AAAA"}).status_code == 400
    assert rest.get("/v1/webhooks", params={"MaxResults": 101}).status_code == 400


@pytest.mark.parametrize("method,path", [
    ("GET", "/v1/webhooks/nobody"), ("DELETE", "/v1/webhooks/nobody"), ("POST", "/v1/webhooks/nobody/test"),
    ("GET", "/v1/webhooks/nobody/deliveries"), ("POST", "/v1/webhooks/nobody/deliveries/1/redeliver"),
    ("GET", "/v1/drift-events/999999"), ("GET", "/v1/drift-events/x"),
])
def test_not_found(rest, method, path):
    """What is not there is not found."""
    reply = rest.request(method, path)
    assert reply.status_code == 404 and reply.json()["title"] == "EntityNotFoundException"


def test_not_found_below(rest, create):
    """A webhook has its own deliveries only."""
    path = f"/v1/webhooks/{create()['WebhookId']}/deliveries"
    for one in "1", "x", "99999999999999999999":
        assert rest.get(f"{path}/{one}").status_code in (400, 404)
        assert rest.post(f"{path}/{one}/redeliver").status_code in (400, 404)
    assert rest.put("/v1/webhooks/nobody", json={"Name": "n", "Url": "https://example.com/"}).status_code == 404


def test_disabled_is_not_tested(rest, create):
    """A disabled webhook is sent nothing, not even a test."""
    made = create(Enabled=False)
    assert made["State"] == "DISABLED"
    reply = rest.post(f"/v1/webhooks/{made['WebhookId']}/test")
    assert reply.status_code == 400 and "disabled" in reply.json()["detail"]


def test_drift_events(server, lake):
    """Each write that changes a schema makes one event; lists narrow by name, severity and state, and page."""
    pond = lake(server, "pond")
    pond.drift("t", "a")
    pond.drift("t", "b", "c")
    pond.drop_column("t", "a")
    pond.drift("u", "x")
    rest = server.rest()

    def events(**query):
        reply = rest.get("/v1/drift-events", params={"DatabaseName": "pond", **query})
        assert reply.ok, reply.text
        return reply.json()["DriftEvents"]

    assert [(one["TableName"], one["Severity"]) for one in events()] == [
        ("u", "INFO"), ("t", "BREAKING"), ("t", "INFO"), ("t", "INFO")]
    assert [change["Column"] for change in events(TableName="T")[1]["Changes"]] == ["b", "c"]
    assert len(events(MinimumSeverity="BREAKING")) == 1
    assert len(events(Applied="true")) == 4 and not events(Applied="false") and not events(Open="true")
    event = events(MaxResults=1)[0]
    assert event["Applied"] and (event["VersionBefore"], event["VersionAfter"]) == ("0", "1")
    assert event["Actor"].startswith("arn:aws:iam::")
    assert rest.get(f"/v1/drift-events/{event['DriftEventId']}").json()["DriftEvent"] == event
    first = rest.get("/v1/drift-events", params={"DatabaseName": "pond", "MaxResults": 3}).json()
    rest_of = rest.get("/v1/drift-events", params={"DatabaseName": "pond", "NextToken": first["NextToken"]}).json()
    assert len(first["DriftEvents"]) == 3 and len(rest_of["DriftEvents"]) == 1 and "NextToken" not in rest_of
    assert rest.get("/v1/drift-events", params={"TableName": "t"}).status_code == 400


def test_no_drift_no_event(server, lake):
    """A write that leaves the schema alone, or changes comments only, makes no event."""
    puddle = lake(server, "puddle")
    puddle.drift("t")
    body = puddle.table_input("t")
    body["TableInput"]["StorageDescriptor"]["Columns"][0]["Comment"] = "the key"
    body["TableInput"]["Description"] = "another"
    server.rest().put("/v1/databases/puddle/tables/t", json=body).raise_for_status()
    assert not server.rest().get("/v1/drift-events", params={"DatabaseName": "puddle"}).json()["DriftEvents"]
