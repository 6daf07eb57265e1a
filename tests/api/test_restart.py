"""What a restart must not change."""

import pytest

from client import table_input
from wire import Wire

pytestmark = pytest.mark.core


def test_tokens_survive(start_server):
    """A list that was begun before a restart goes on after it, and so does an entity tag."""
    server = start_server()
    glue, rest = server.client(), server.rest()
    glue.create_database(DatabaseInput={"Name": "d"})
    for name in ("a", "b", "c"):
        glue.create_table(DatabaseName="d", TableInput=table_input(name))
    token = glue.get_tables(DatabaseName="d", MaxResults=1)["NextToken"]
    tag = rest.get("/v1/databases/d/tables/a").headers["etag"]
    before = glue.get_table(DatabaseName="d", Name="a")["Table"]
    server.restart()
    glue, rest = server.client(), server.rest()
    assert [t["Name"] for t in glue.get_tables(DatabaseName="d", NextToken=token)["TableList"]] == ["b", "c"]
    assert rest.get("/v1/databases/d/tables/a", headers={"If-None-Match": tag}).status_code == 304
    assert glue.get_table(DatabaseName="d", Name="a")["Table"] == before
    glue.update_table(DatabaseName="d", TableInput=table_input("a"), VersionId="0")
    assert glue.get_table(DatabaseName="d", Name="a")["Table"]["VersionId"] == "1"


def test_numbers_are_never_given_twice(start_server):
    """A table made after a restart has an entity tag that no table had before."""
    server = start_server()
    wire = Wire(server.url, server.key_id, server.secret)
    assert wire.call("CreateDatabase", {"DatabaseInput": {"Name": "d"}}).status == 200
    tags = set()
    for _ in range(4):
        rest = server.rest()
        tags.add(rest.put("/v1/databases/d/tables/t", json={"TableInput": {"Name": "t"}}).headers["etag"])
        assert rest.delete("/v1/databases/d/tables/t").status_code == 204
        server.restart()
    assert len(tags) == 4
    wire.close()
