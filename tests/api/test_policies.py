"""Who may do what: identity policies of users, policies of catalog objects, and how they meet.

After AWS's documentation: an explicit deny goes before any allowance; an allowance of either kind is enough; what nobody allows is
denied; permission on a table needs its database and the catalog too."""

import base64
import json
import re
import threading

import pytest
import requests
from client import pages, refused, table_input

ARN = "arn:aws:glue:us-east-1:123456789012:"
USER = "arn:aws:iam::123456789012:user/"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DENIED = "AccessDeniedException"


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions, *resources, **more):
    return {"Effect": "Allow", "Action": actions, "Resource": [ARN + name for name in resources] or "*", **more}


def deny(actions, *resources, **more):
    return allow(actions, *resources, **{**more, "Effect": "Deny"})


class User:
    """A key of a user, with clients of both doors."""

    def __init__(self, server, name, *statements):
        self.server, self.name = server, name
        pair = dict(line.split("=", 1) for line in server.command("key", "create", name).stdout.split())
        self.key_id, self.secret = pair["AWS_ACCESS_KEY_ID"], pair["AWS_SECRET_ACCESS_KEY"]
        self.arn = USER + name
        if statements:
            self.may(*statements)
        self.glue = self.client()

    def client(self, service="glue"):
        return self.server.client(service, key_id=self.key_id, secret=self.secret)

    def may(self, *statements):
        answer = self.rest("PUT", f"/v1/keys/{self.name}/policy", key=(self.server.key_id, self.server.secret),
                           json={"PolicyDocument": policy(*statements)})
        assert answer.status_code == 204, answer.text

    def rest(self, method, path, key=None, **kwargs):
        session = requests.Session()
        session.trust_env = False
        return session.request(method, self.server.url + path, auth=key or (self.key_id, self.secret), timeout=60, **kwargs)


@pytest.fixture
def user(server, name):
    """A function that makes a user who may what is given, by default everything."""
    count = 0

    def make(*statements):
        nonlocal count
        count += 1
        return User(server, f"{name}-{count}", *statements)

    return make


@pytest.fixture
def resource_policy(glue):
    """A function that puts a policy on the catalog or on an ARN; all are gone after the test."""
    put = []

    def make(*statements, **more):
        put.append({key: more[key] for key in more if key == "ResourceArn"})
        return glue.put_resource_policy(PolicyInJson=json.dumps(policy(*statements)), **more)["PolicyHash"]

    yield make
    for arguments in put:
        try:
            glue.delete_resource_policy(**arguments)
        except glue.exceptions.EntityNotFoundException:
            pass


def principal(*users):
    return {"Principal": {"AWS": [user.arn for user in users]}}


# --- identity policies ---


def test_everything_by_default(user, table):
    # A new key may do everything, also look at policies.
    one = user()
    assert one.glue.get_table(DatabaseName=table["DatabaseName"], Name="t")
    assert one.rest("GET", f"/v1/keys/{one.name}/policy").json() == {
        "UserName": one.name, "PolicyDocument": policy(ALL)}


def test_nothing_is_allowed_that_is_not(user, table):
    # What no policy allows is denied, in the service's words; over REST it is 403.
    one = user(allow("glue:GetDatabase"))
    db = table["DatabaseName"]
    assert one.glue.get_database(Name=db)
    with refused(DENIED, f"User: {one.arn} is not authorized to perform: glue:GetTable on resource: {ARN}catalog because no "
                         "identity-based policy allows the glue:GetTable action"):
        one.glue.get_table(DatabaseName=db, Name="t")
    answer = one.rest("GET", f"/v1/databases/{db}/tables/t")
    assert answer.status_code == 403 and "glue:GetTable" in answer.json()["detail"]
    assert answer.json()["title"] == "ACCESS_DENIED" or "AccessDenied" in answer.text


def test_a_table_needs_its_database_and_catalog(user, table):
    # Permission on a table is asked for on the catalog, the database and the table.
    db, arns = table["DatabaseName"], ["catalog", f"database/{table['DatabaseName']}", f"table/{table['DatabaseName']}/t"]
    for left_out in arns:
        one = user(allow("glue:GetTable", *[arn for arn in arns if arn != left_out]))
        with refused(DENIED, f"on resource: {ARN}{left_out} "):
            one.glue.get_table(DatabaseName=db, Name="t")
    assert user(allow("glue:GetTable", *arns)).glue.get_table(DatabaseName=db, Name="T")["Table"]["Name"] == "t"


def test_deny_wins(user, table, resource_policy):
    # A deny of either policy goes before the allowances of both.
    db = table["DatabaseName"]
    one = user(ALL, deny("glue:Delete*", f"table/{db}/*"))
    resource_policy(allow("glue:*", "*", **principal(one)))
    assert one.glue.get_table(DatabaseName=db, Name="t")
    with refused(DENIED, f"glue:DeleteTable on resource: {ARN}table/{db}/t with an explicit deny in an identity-based policy"):
        one.glue.delete_table(DatabaseName=db, Name="t")
    two = user(ALL)
    resource_policy(deny("glue:GetTable", f"table/{db}/t", **principal(two)))
    with refused(DENIED, "with an explicit deny in a resource-based policy"):
        two.glue.get_table(DatabaseName=db, Name="t")
    assert one.glue.get_table(DatabaseName=db, Name="t")


def test_deny_by_database(user, glue, name):
    # A pattern with the caller's own name in it gives everyone a database.
    one = user()
    one.may(allow("glue:*", "catalog", "database/${aws:username}", "table/${aws:username}/*"))
    for db in (one.name, f"{name}-other"):
        glue.create_database(DatabaseInput={"Name": db})
    one.glue.create_table(DatabaseName=one.name, TableInput=table_input("t"))
    with refused(DENIED, f"database/{name}-other"):
        one.glue.create_table(DatabaseName=f"{name}-other", TableInput=table_input("t"))


def test_what_does_not_exist_is_denied_too(user, db):
    # Whoever may not see a table does not learn whether there is one.
    one = user(allow("glue:GetDatabase*"))
    with refused(DENIED):
        one.glue.get_table(DatabaseName=db, Name="none")
    with refused(DENIED):
        one.glue.get_table(DatabaseName="none", Name="none")


def test_batches_ask_for_each(user, db, glue):
    # One table of a batch that is denied denies the batch, before anything is done.
    for table in ("a", "b", "c"):
        glue.create_table(DatabaseName=db, TableInput=table_input(table))
    one = user(ALL, deny("glue:BatchDeleteTable", f"table/{db}/b"))
    with refused(DENIED, f"table/{db}/b"):
        one.glue.batch_delete_table(DatabaseName=db, TablesToDelete=["a", "B"])
    assert len(glue.get_tables(DatabaseName=db)["TableList"]) == 3
    assert not one.glue.batch_delete_table(DatabaseName=db, TablesToDelete=["a", "c"])["Errors"]


def test_lists_ask_for_all(user, table):
    # A list asks for everything that it may show.
    db = table["DatabaseName"]
    one = user(allow(["glue:GetTables", "glue:GetDatabases"], "catalog", f"database/{db}", f"table/{db}/t"))
    with refused(DENIED, f"glue:GetTables on resource: {ARN}table/{db}/* "):
        one.glue.get_tables(DatabaseName=db)
    with refused(DENIED, f"glue:GetDatabases on resource: {ARN}database/* "):
        one.glue.get_databases()
    one.may(allow(["glue:GetTables", "glue:GetDatabases"], "catalog", "database/*", f"table/{db}/*"))
    assert [t["Name"] for t in one.glue.get_tables(DatabaseName=db)["TableList"]] == ["t"]
    assert one.glue.get_databases()["DatabaseList"]


def test_searches_leave_out(user, db, glue):
    # A search asks for the catalog, and shows of each page's tables those that the caller may see; none of the pages is short.
    for i in range(6):
        glue.create_table(DatabaseName=db, TableInput=table_input(f"{'ab'[i % 2]}{i}"))
    asked = {"Filters": [{"Key": "DatabaseName", "Value": db}], "SortCriteria": [{"FieldName": "Name"}], "MaxResults": 2}

    def found(one, **more):
        return [t["Name"] for t in one.glue.search_tables(**asked, **more)["TableList"]]
    one = user(allow("glue:SearchTables", "database/*", "table/*"))
    with refused(DENIED, f"glue:SearchTables on resource: {ARN}catalog "):
        found(one)
    one.may(allow("glue:SearchTables", "catalog"))
    assert found(one) == []
    one.may(allow("glue:SearchTables", "catalog", f"database/{db}", f"table/{db}/b*"))
    first = one.glue.search_tables(**asked)
    assert [t["Name"] for t in first["TableList"]] == ["b1", "b3"]
    rest = one.glue.search_tables(**asked, NextToken=first["NextToken"])
    assert [t["Name"] for t in rest["TableList"]] == ["b5"] and "NextToken" not in rest
    asked.pop("SortCriteria")
    assert found(one) == ["b1", "b3"]
    one.may(ALL, deny("glue:SearchTables", f"table/{db}/a*"))
    assert found(one) == ["b1", "b3"]
    one.may(ALL, deny("glue:SearchTables", f"database/{db}"))
    assert found(one) == []


def test_deleting_a_database_takes_what_is_in_it(user, table):
    # The service's documentation: all delete operations need permission on what lies below.
    db = table["DatabaseName"]
    one = user(allow("glue:DeleteDatabase", "catalog", f"database/{db}"))
    with refused(DENIED, f"table/{db}/*"):
        one.glue.delete_database(Name=db)
    one.may(allow("glue:DeleteDatabase", "catalog", f"database/{db}", f"table/{db}/*", f"userDefinedFunction/{db}/*"))
    one.glue.delete_database(Name=db)


def test_partitions_belong_to_their_table(user, table):
    # Partition operations ask for the table.
    one = user(allow("glue:*Partition*", "catalog", "database/*", "table/*/other"))
    with refused(DENIED, f"glue:BatchCreatePartition on resource: {ARN}table/{table['DatabaseName']}/t "):
        one.glue.batch_create_partition(**table, PartitionInputList=[])
    with refused(DENIED, "glue:GetPartitions"):
        one.glue.get_partitions(**table)


def test_unfiltered_reads_are_the_plain_ones(user, table):
    """The right to a plain read is the right to its unfiltered form, as AWS documents it; there is no other."""
    place = {"CatalogId": "123456789012", "SupportedPermissionTypes": ["COLUMN_PERMISSION"], "DatabaseName": table["DatabaseName"]}
    one = user(allow(["glue:GetTable", "glue:GetUnfiltered*"]))
    one.glue.get_unfiltered_table_metadata(Name=table["TableName"], **place)
    with refused(DENIED, "glue:GetPartitions on resource"):
        one.glue.get_unfiltered_partitions_metadata(TableName=table["TableName"], **place)
    with refused(DENIED, "glue:GetPartition on resource"):
        one.glue.get_unfiltered_partition_metadata(TableName=table["TableName"], PartitionValues=["a", "1"], **place)


@pytest.mark.parametrize("of, more", [("Table", {}), ("Partition", {"PartitionValues": ["a", "1"]})])
def test_statistics_go_by_what_they_describe(glue, user, table, of, more):
    """The service model names the right of each call on column statistics: that on the table or partition, and no other."""
    glue.create_partition(**table, PartitionInput={"Values": ["a", "1"]})
    calls = {"Get": {"ColumnNames": ["id"]}, "Update": {"ColumnStatisticsList": []}, "Delete": {"ColumnName": "id"}}
    one = user()
    for verb, arguments in calls.items():
        call = getattr(one.glue, f"{verb.lower()}_column_statistics_for_{of.lower()}")
        one.may(allow(f"glue:{verb}{of}"))
        call(**table, **more, **arguments)
        one.may(ALL, deny(f"glue:{verb}{of}"))
        with refused(DENIED, f"glue:{verb}{of} on resource"):
            call(**table, **more, **arguments)
        one.may(allow("glue:*ColumnStatistics*"))
        with refused(DENIED, f"glue:{verb}{of} on resource"):
            call(**table, **more, **arguments)


def test_not_action_and_not_resource(user, table):
    # Everything but what is named.
    db = table["DatabaseName"]
    one = user({"Effect": "Allow", "NotAction": "glue:Delete*", "Resource": "*"},
               {"Effect": "Deny", "Action": "glue:*", "NotResource": [f"{ARN}catalog", f"{ARN}*/{db}*"]})
    assert one.glue.get_table(DatabaseName=db, Name="t")
    with refused(DENIED, "no identity-based policy allows"):
        one.glue.delete_table(DatabaseName=db, Name="t")
    with refused(DENIED, "explicit deny"):
        one.glue.get_database(Name="elsewhere")


@pytest.mark.parametrize("condition, holds", [
    ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, True),
    ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}}, False),
    ({"NotIpAddress": {"aws:SourceIp": "127.0.0.1"}}, False),
    ({"Bool": {"aws:SecureTransport": "true"}}, False),
    ({"Bool": {"aws:SecureTransport": False}}, True),
    ({"StringLike": {"AWS:UserName": "n*-1"}}, True),
    ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}, "Null": {"aws:SourceIp": "true"}}, False),
    ({"DateGreaterThan": {"aws:CurrentTime": "2024-01-01T00:00:00Z"}, "DateLessThan": {"aws:CurrentTime": "2100-01-01"}}, True),
    ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/n*"}}, True),
    ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/n*"}}, False),
])
def test_conditions(user, db, condition, holds):
    # All operators and all keys of a condition must hold.
    one = user({**ALL, "Condition": condition})
    if holds:
        assert one.glue.get_database(Name=db)
    else:
        with refused(DENIED):
            one.glue.get_database(Name=db)


def test_rest_puts_take_both_rights(user, name):
    # A PUT over REST creates what is missing, so an allowance to update alone does not do.
    one = user(allow("glue:UpdateDatabase"))
    answer = one.rest("PUT", f"/v1/databases/{name}", json={})
    assert answer.status_code == 403 and "glue:CreateDatabase" in answer.text
    one.may(allow(["glue:UpdateDatabase", "glue:CreateDatabase"]))
    assert one.rest("PUT", f"/v1/databases/{name}", json={}).status_code == 201


def test_rest_puts_that_never_create(user, table):
    """A PUT that cannot create anything takes the right to update alone."""
    one = user(allow("glue:UpdateTable"))
    path = f"/v1/databases/{table['DatabaseName']}/tables/t/column-statistics"
    assert one.rest("PUT", path, json={"ColumnStatisticsList": []}).status_code == 200


def test_change_is_in_force_at_once(user, db):
    # The next request is checked against what was put.
    one = user()
    for _ in range(20):
        one.may(deny("glue:*"))
        with refused(DENIED):
            one.glue.get_database(Name=db)
        one.may(ALL)
        assert one.glue.get_database(Name=db)


def test_changes_under_load(user, table):
    # While a policy goes back and forth every request is allowed or denied, and none fails otherwise.
    db, answers, stop = table["DatabaseName"], [], threading.Event()
    one = user()
    clients = [one.client() for _ in range(4)]

    def read(client):
        while not stop.is_set():
            try:
                answers.append(client.get_table(DatabaseName=db, Name="t")["Table"]["Name"])
            except client.exceptions.ClientError as error:
                answers.append(error.response["Error"]["Code"])

    threads = [threading.Thread(target=read, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for _ in range(30):
        one.may(deny("glue:GetTable"))
        one.may(ALL)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(answers) <= {"t", DENIED} and len(answers) > 100


def test_who_changes_policies(user, db):
    # glue:* is no right over users; iam:* is. Names of the actions are those of IAM.
    one = user(allow("glue:*"))
    document = {"PolicyDocument": policy(ALL)}
    for method, path, action in [("GET", "/v1/keys", "iam:ListAccessKeys on resource: arn:aws:iam::123456789012:user/*"),
                                 ("GET", f"/v1/keys/{one.name}/policy", "iam:GetUserPolicy"),
                                 ("PUT", f"/v1/keys/{one.name}/policy", f"iam:PutUserPolicy on resource: {one.arn}")]:
        answer = one.rest(method, path, json=document if method == "PUT" else None)
        assert answer.status_code == 403 and action in answer.text
    assert one.glue.get_database(Name=db)
    admin = user({"Effect": "Allow", "Action": "iam:*", "Resource": one.arn})
    assert admin.rest("PUT", f"/v1/keys/{one.name}/policy", json={"PolicyDocument": policy(deny("glue:*"))}).status_code == 204
    with refused(DENIED):
        one.glue.get_database(Name=db)


def test_root_is_not_locked_out(glue, user, resource_policy, db):
    # Whatever a policy denies, the root key undoes it.
    resource_policy({"Effect": "Deny", "Principal": "*", "Action": "glue:*", "Resource": ARN + "*"})
    with refused(DENIED):
        user().glue.get_database(Name=db)
    assert glue.get_database(Name=db)
    glue.delete_resource_policy()
    assert user().glue.get_database(Name=db)


def test_sts_is_always_allowed(user):
    # Programs ask who they are before anything else.
    one = user(deny("*"))
    assert one.client("sts").get_caller_identity()["Arn"] == one.arn


def test_keys_of_a_user_share_a_policy(server, user, db):
    # A second key, for rotation, is no way around the policy of the first; nor is one made after the first is revoked.
    one = user(deny("glue:*"))
    second = User(server, one.name)
    with refused(DENIED):
        second.glue.get_database(Name=db)
    server.command("key", "revoke", one.key_id)
    server.command("key", "revoke", second.key_id)
    with refused(DENIED):
        User(server, one.name).glue.get_database(Name=db)


def test_list_of_keys(user, rest):
    # Keys are listed without secrets, in pages.
    one, two = user(), user()
    keys, token = [], {}
    while True:
        answer = rest.get("/v1/keys", params={"MaxResults": 1, **token}).json()
        keys += answer["AccessKeys"]
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    found = {key["AccessKeyId"]: key for key in keys}
    assert found[one.key_id]["UserName"] == one.name and found[two.key_id]["Status"] == "Active"
    assert not [key for key in keys if "Secret" in json.dumps(key)]
    assert rest.get("/v1/keys/nobody/policy").status_code == 404


def test_command_line(server, user, db, tmp_path):
    # propolis key policy shows and sets, and key create takes a policy; a wrong one names the file.
    one = user()
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy(deny("glue:*")), indent=1))
    server.command("key", "policy", one.name, "--file", file)
    assert json.loads(server.command("key", "policy", one.name).stdout) == policy(deny("glue:*"))
    with refused(DENIED):
        one.glue.get_database(Name=db)
    server.command("key", "create", f"{one.name}-b", "--policy", file)
    assert json.loads(server.command("key", "policy", f"{one.name}-b").stdout) == policy(deny("glue:*"))
    file.write_text('{"Statement": [{"Effect": "Perhaps", "Action": "*", "Resource": "*"}]}')
    done = server.command("key", "policy", one.name, "--file", file)
    assert done.returncode == 2 and "policy.json" in done.stderr and "Effect" in done.stderr
    assert server.command("key", "policy", "nobody").returncode == 1


# --- resource policies ---


def test_allowed_by_a_resource(user, table, resource_policy):
    # An allowance of the catalog's policy is enough, for the user whom it names.
    db = table["DatabaseName"]
    one, two = user(allow("glue:GetDatabase")), user(allow("glue:GetDatabase"))
    resource_policy(allow("glue:GetTable", "catalog", f"database/{db}", f"table/{db}/*", **principal(one)))
    assert one.glue.get_table(DatabaseName=db, Name="t")
    assert one.rest("GET", f"/v1/databases/{db}/tables/t").status_code == 200
    with refused(DENIED):
        two.glue.get_table(DatabaseName=db, Name="t")


@pytest.mark.parametrize("who, holds", [
    ("*", True), ({"AWS": "*"}, True), ({"AWS": "123456789012"}, True), ({"AWS": "arn:aws:iam::123456789012:root"}, True),
    ({"AWS": "arn:aws:iam::210987654321:root"}, False), ({"AWS": [USER + "somebody"]}, False)])
def test_principals(user, db, resource_policy, who, holds):
    # Everybody, an account as a whole, or users by name.
    one = user(allow("glue:GetTable"))
    resource_policy(allow("glue:GetDatabase", "*", Principal=who))
    if holds:
        assert one.glue.get_database(Name=db)
    else:
        with refused(DENIED):
            one.glue.get_database(Name=db)


def test_not_principal(user, db, resource_policy):
    # Everybody but those who are named; the account's root beside them stands for itself.
    one, two = user(), user()
    resource_policy({"Effect": "Deny", "NotPrincipal": {"AWS": [one.arn, "arn:aws:iam::123456789012:root"]},
                     "Action": "glue:*", "Resource": ARN + "*"})
    assert one.glue.get_database(Name=db)
    with refused(DENIED):
        two.glue.get_database(Name=db)


def test_policies_of_lake_formation(user, db, resource_policy):
    # What AWS documents for catalogs that are shared through Lake Formation is taken, and gives and takes nobody here anything.
    resource_policy(
        {"Effect": "Allow", "Action": ["glue:ShareResource"], "Principal": {"Service": ["ram.amazonaws.com"]},
         "Resource": [ARN + "table/*/*", ARN + "database/*", ARN + "catalog"]},
        {"Effect": "Allow", "Action": ["glue:*"], "Principal": {"AWS": ["123456789012", "210987654321"]},
         "Resource": [ARN + "table/*", ARN + "database/*", ARN + "catalog"],
         "Condition": {"Bool": {"glue:EvaluatedByLakeFormationTags": True}}}, EnableHybrid="TRUE")
    with refused(DENIED, "glue:GetDatabase"):
        user(allow("sts:*")).glue.get_database(Name=db)
    resource_policy({"Effect": "Deny", "Principal": {"Service": "ram.amazonaws.com"}, "Action": "glue:*", "Resource": ARN + "*"})
    user().glue.get_database(Name=db)
    resource_policy({"Effect": "Deny", "NotPrincipal": {"Service": "ram.amazonaws.com"}, "Action": "glue:GetDatabase", "Resource": ARN + "*"})
    with refused(DENIED, "glue:GetDatabase"):
        user().glue.get_database(Name=db)


def test_policy_of_one_object(user, glue, table, name, resource_policy):
    # A policy on a database speaks of what is in it, and of nothing else.
    db = table["DatabaseName"]
    glue.create_database(DatabaseInput={"Name": f"{name}-other"})
    one = user(ALL)
    resource_policy(deny("glue:*", "*", **principal(one)), ResourceArn=f"{ARN}database/{db}")
    with refused(DENIED, "resource-based"):
        one.glue.get_table(DatabaseName=db, Name="t")
    assert one.glue.get_database(Name=f"{name}-other")
    glue.delete_resource_policy(ResourceArn=f"{ARN}database/{db}")
    assert one.glue.get_table(DatabaseName=db, Name="t")
    resource_policy(deny("glue:GetTable", "*", **principal(one)), ResourceArn=f"{ARN}table/{db}/T")
    with refused(DENIED, f"table/{db}/t"):
        one.glue.get_table(DatabaseName=db, Name="t")
    assert one.glue.get_tables(DatabaseName=db)


def test_tags_ask_for_the_object(user, table):
    # The ARN in the input is what is asked about, however it is written.
    db = table["DatabaseName"]
    one = user(ALL, deny("glue:GetTags", f"table/{db}/*"))
    for arn in (f"{ARN}table/{db}/t", f"{ARN}table/123456789012/{db}/t", f"arn:aws:glue:::table/{db}/T", f"arn:aws:glue:elsewhere:123456789012:Table/{db.upper()}/t"):
        with refused(DENIED, f"{ARN}table/{db}/t"):
            one.glue.get_tags(ResourceArn=arn)
    assert one.glue.get_tags(ResourceArn=f"{ARN}database/{db}")["Tags"] == {}


def test_nested_catalogs(user, glue, name, resource_policy):
    # What lies in a nested catalog has its path in the ARN, needs that catalog, and is the same thing however the catalog is written.
    for catalog in (name, f"{name}:inner"):
        glue.create_catalog(Name=catalog, CatalogInput={})
    inner, path = f"123456789012:{name}/inner", f"{name}/inner"
    glue.create_database(CatalogId=inner, DatabaseInput={"Name": "db"})
    glue.create_table(CatalogId=inner, DatabaseName="db", TableInput=table_input("t"))
    arns = ["catalog", f"catalog/{name}", f"catalog/{path}", f"database/{path}/db", f"table/{path}/db/t"]
    for left_out in arns:
        one = user(allow("glue:GetTable", *[arn for arn in arns if arn != left_out]))
        with refused(DENIED, f"on resource: {ARN}{left_out} "):
            one.glue.get_table(CatalogId=inner, DatabaseName="db", Name="t")
    one = user(allow("glue:GetTable", *arns))
    for written in (inner, path, f"{name}:INNER", f"123456789012/{path}"):
        assert one.glue.get_table(CatalogId=written, DatabaseName="db", Name="t")
    two = user(ALL)
    resource_policy(deny("glue:GetTable", "*", **principal(two)), ResourceArn=f"{ARN}catalog/{name}")
    with refused(DENIED, "resource-based"):
        two.glue.get_table(CatalogId=f"{name}:inner", DatabaseName="db", Name="t")
    three = user(allow("glue:DeleteCatalog", "catalog", f"catalog/{path}", f"catalog/{name}"))
    with refused(DENIED, f"database/{path}/*"):
        three.glue.delete_catalog(CatalogId=inner)
    with refused(DENIED, f"glue:CreateCatalog on resource: {ARN}catalog"):
        three.glue.create_catalog(Name=f"{name}:other", CatalogInput={})
    glue.delete_catalog(CatalogId=f"123456789012:{name}")


@pytest.mark.parametrize("operation, arguments, arn", [
    ("get_crawler", {"Name": "c"}, "crawler/c"), ("get_crawlers", {}, "crawler/*"), ("list_crawlers", {}, "crawler/*"),
    ("batch_get_crawlers", {"CrawlerNames": ["a", "c"]}, "crawler/c"), ("start_crawler", {"Name": "c"}, "crawler/c"),
    ("get_crawler_metrics", {"CrawlerNameList": ["c"]}, "crawler/c"), ("get_classifier", {"Name": "c"}, "classifier/c"),
    ("create_classifier", {"JsonClassifier": {"Name": "c", "JsonPath": "$"}}, "classifier/c"),
    ("get_user_defined_function", {"DatabaseName": "D", "FunctionName": "c"}, "userDefinedFunction/d/c"),
    ("get_user_defined_functions", {"Pattern": "*"}, "userDefinedFunction/*/*"),
    ("tag_resource", {"ResourceArn": ARN + "crawler/c", "TagsToAdd": {"a": "b"}}, "crawler/c"),
    ("get_partition", {"DatabaseName": "d", "TableName": "c", "PartitionValues": ["x"]}, "table/d/c"),
    ("get_table_versions", {"DatabaseName": "d", "TableName": "C"}, "table/d/c"),
    ("create_table", {"DatabaseName": "d", "TableInput": {"Name": "C"}}, "table/d/c"),
    ("update_table", {"DatabaseName": "d", "TableInput": {"Name": "C"}}, "table/d/c"),
    ("get_catalogs", {}, "catalog")])
def test_what_is_touched(user, operation, arguments, arn):
    # Each kind of thing has its ARN; the last of those that a call asks for is denied here, and only that one.
    one = user(ALL, deny("glue:*", arn))
    with refused(DENIED, f"on resource: {ARN}{arn} with an explicit deny"):
        getattr(one.glue, operation)(**arguments)


def test_text_and_hash(glue, resource_policy):
    # A policy comes back byte for byte; its hash follows its text.
    text = json.dumps(policy(allow("glue:GetTable", "*", Principal="*")), indent=3) + "\n "
    first = glue.put_resource_policy(PolicyInJson=text)["PolicyHash"]
    found = glue.get_resource_policy()
    assert found["PolicyInJson"] == text and found["PolicyHash"] == first and found["CreateTime"] == found["UpdateTime"]
    second = resource_policy(allow("glue:GetTable", "*", Principal="*"), PolicyHashCondition=first, EnableHybrid="TRUE")
    assert second != first and glue.get_resource_policy()["UpdateTime"] >= found["UpdateTime"]
    assert glue.get_resource_policy(ResourceArn=ARN + "catalog")["PolicyHash"] == second
    assert glue.get_resource_policies()["GetResourcePoliciesResponseList"][0]["PolicyHash"] == second


def test_hash_and_exists_conditions(glue, resource_policy):
    # Each condition that does not hold is ConditionCheckFailureException; a missing policy EntityNotFoundException.
    failed, statement = "ConditionCheckFailureException", allow("glue:GetTable", "*", Principal="*")
    with refused("EntityNotFoundException"):
        glue.get_resource_policy()
    with refused("EntityNotFoundException"):
        glue.delete_resource_policy()
    with refused(failed, "PolicyExistsCondition"):
        resource_policy(statement, PolicyExistsCondition="MUST_EXIST")
    with refused(failed, "PolicyHashCondition"):
        resource_policy(statement, PolicyHashCondition="x")
    first = resource_policy(statement, PolicyExistsCondition="NOT_EXIST")
    with refused(failed, "PolicyExistsCondition"):
        resource_policy(statement, PolicyExistsCondition="NOT_EXIST")
    resource_policy(statement, PolicyExistsCondition="MUST_EXIST", PolicyHashCondition=first)
    with refused(failed):
        glue.delete_resource_policy(PolicyHashCondition="x")
    glue.delete_resource_policy(PolicyHashCondition=first)


def test_pages_of_policies(glue, resource_policy):
    # One at a time, to the end.
    for i in range(3):
        resource_policy(allow("glue:GetTable", "*", Principal="*", Sid=f"s{i}"), ResourceArn=f"{ARN}database/p{i}")
    items, count = pages(glue.get_resource_policies, "GetResourcePoliciesResponseList", MaxResults=1)
    assert [json.loads(item["PolicyInJson"])["Statement"][0]["Sid"] for item in items] == ["s0", "s1", "s2"] and count == 3


@pytest.mark.parametrize("change, words", [
    ({"Condition": {"StringEquals": {"aws:PrincipalTag/x": "y"}}}, "aws:PrincipalTag/x"),
    ({"Condition": {"BinaryEquals": {"aws:username": "y"}}}, "BinaryEquals"),
    ({"Condition": {"ForAnyValue:StringEquals": {"aws:username": "y"}}}, "ForAnyValue:StringEquals"),
    ({"Condition": {"NumericEquals": {"aws:username": "1"}}}, "NumericEquals"),
    ({"Condition": {"NullIfExists": {"aws:username": "true"}}}, "NullIfExists"),
    ({"Resource": "*"}, "*"), ({"Resource": "arn:aws:glue:eu-west-1:123456789012:*"}, "eu-west-1"),
    ({"Resource": "arn:aws:s3:::bucket"}, "arn:aws:s3"), ({"Action": "s3:GetObject"}, "s3:GetObject"), ({"Action": []}, "Action"),
    ({"Principal": {"Service": "glue"}}, "glue is no service"), ({"Principal": {"Service": "*.amazonaws.com"}}, "service"),
    ({"Principal": {"Federated": "x"}}, "Federated"), ({"Principal": {"Service": []}}, "Principal"), ({"Principal": {"AWS": USER + "*"}}, "wildcard"),
    ({"Principal": {"AWS": "bob"}}, "bob"), ({"Effect": "allow"}, "Effect"), ({"Efect": "Allow"}, "Efect"),
    ({"Resource": ARN + "database/${aws:userid}"}, "aws:userid")])
def test_what_is_not_evaluated_is_refused(glue, change, words):
    # An element, operator, key or name that would not be evaluated is refused by name, and nothing is put.
    statement = {"Effect": "Allow", "Principal": "*", "Action": "glue:*", "Resource": ARN + "*", **change}
    with refused("InvalidInputException", words):
        glue.put_resource_policy(PolicyInJson=json.dumps(policy(statement)))
    with refused("EntityNotFoundException"):
        glue.get_resource_policy()


def test_services_are_nobody_here(user, resource_policy, table):
    """The statement of Lake Formation's manual for sharing by RAM is taken; no caller is a service."""
    share = {"Effect": "Allow", "Action": ["glue:ShareResource"], "Principal": {"Service": ["ram.amazonaws.com"]},
             "Resource": [ARN + "table/*/*", ARN + "database/*", ARN + "catalog"]}
    everything = allow("glue:*", "*", Principal={"Service": "ram.amazonaws.com"})
    assert resource_policy(share, everything, EnableHybrid="TRUE")
    one = user(allow("glue:GetDatabase"))
    with refused(DENIED, "glue:GetTable"):
        one.glue.get_table(DatabaseName=table["DatabaseName"], Name="t")


def test_size(glue, resource_policy):
    # 10 KB are allowed, a byte more is not.
    text = json.dumps(policy(allow("glue:GetTable", "*", Principal="*")))
    glue.put_resource_policy(PolicyInJson=text + " " * (10240 - len(text)))
    with refused("InvalidInputException", "10240"):
        glue.put_resource_policy(PolicyInJson=text + " " * (10241 - len(text)))
    glue.delete_resource_policy()


@pytest.mark.parametrize("arn", [ARN + "crawler/x", ARN + "job/x", "arn:aws:glue:us-east-1:210987654321:catalog", ARN + "database"])
def test_resources_without_policies(glue, arn):
    # What has no policy of its own is told so.
    with refused("InvalidInputException"):
        glue.put_resource_policy(PolicyInJson=json.dumps(policy(allow("glue:*", "*", Principal="*"))), ResourceArn=arn)


def test_restart(start_server, tmp_path):
    # Policies of both kinds are there after a restart, and none is kept but in the store.
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "db"})
    glue.create_table(DatabaseName="db", TableInput=table_input("t"))
    one = User(server, "one", allow("glue:GetDatabase"))
    two = User(server, "two")
    glue.put_resource_policy(PolicyInJson=json.dumps(policy(
        allow("glue:GetTable", "*", **principal(one)), deny("glue:GetDatabase", "database/db", **principal(two)))))
    server.restart()
    assert one.glue.get_table(DatabaseName="db", Name="t") and one.glue.get_database(Name="db")
    with refused(DENIED):
        one.glue.get_tables(DatabaseName="db")
    with refused(DENIED, "resource-based"):
        two.glue.get_database(Name="db")


def test_nobody_is_checked_without_authentication(start_server):
    # Where nobody proves who he is, nobody is refused.
    server = start_server(auth="none")
    glue = server.client()
    glue.put_resource_policy(PolicyInJson=json.dumps(policy(deny("glue:*", "*", Principal="*"))))
    assert glue.get_databases()["DatabaseList"] == []


def test_every_operation_is_denied(user, server, contract):
    # Each operation of either door asks: a user who may do nothing is denied before the input's things are looked for.
    one = user(deny("*"))
    basic = "Basic " + base64.b64encode(f"{one.key_id}:{one.secret}".encode()).decode()
    session = requests.Session()
    session.trust_env = False
    text = json.loads(server.command("openapi").stdout)
    asked = 0
    for path, methods in text["paths"].items():
        for method, operation in methods.items():
            if method not in ("get", "put", "post", "delete", "patch") or "/health" in path or path == "/metrics":
                continue
            answer = session.request(method, server.url + re.sub(r"\{\w+\}", "1", path), headers={"Authorization": basic}, timeout=60,
                                     json={} if method in ("put", "post") else None)
            # what is asked for without a required member is refused for that, before anybody is asked
            assert answer.status_code in (400, 403), (path, method, answer.status_code, answer.text)
            asked += answer.status_code == 403
    assert asked > 20
