"""SearchTables through boto3."""

import concurrent.futures
import random
import re
import time

import pytest

from client import pages, refused, table_input, tampered

pytestmark = pytest.mark.core

WORDS = ["bee", "hive", "wax", "honey", "Queen", "drone", "Straße", "ÉTÉ", "мёд", "蜂蜜", "🐝", "x1", "2024"]
RESTLESS = ("metadata_location", "transient_lastDdlTime", "numRows")


def tokens(text):
    return re.findall(r"(?:[^\W_]|🐝)+", text.lower())


def holds(values, wanted):
    """Whether the tokens stand side by side in one of the values."""
    return any(have[i:i + len(wanted)] == wanted for have in map(tokens, values) for i in range(len(have)))


def fields_of(table):
    """What is searched of a table, as a filter's key or None would say it."""
    columns = table["StorageDescriptor"]["Columns"] + table["PartitionKeys"]
    parameters = table["Parameters"]
    return {
        "Name": [table["Name"]], "DatabaseName": [table["DatabaseName"]], "Description": [table.get("Description", "")],
        "Owner": [table.get("Owner", "")], "TableType": [table.get("TableType", "")],
        "Location": [table["StorageDescriptor"]["Location"]],
        "Columns": [text for column in columns for text in (column["Name"], column.get("Comment", ""))],
        "Parameters": [*parameters, *(value for key, value in parameters.items() if key not in RESTLESS)]}


def expected(tables, text=None, filters=()):
    """What a scan of all tables finds."""
    words = [quoted or word for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', text or "")]
    phrases = [tokens(word) for word in words if tokens(word)]
    found = []
    for table in tables:
        fields = fields_of(table)
        everything = [value for values in fields.values() for value in values]
        chosen = all(
            holds(fields[key] if key in fields and key != "Parameters" else
                  [value for name, value in table["Parameters"].items() if name.lower() == key.lower()], tokens(value))
            for key, value in filters)
        if chosen and all(holds(everything, phrase) for phrase in phrases) and (phrases or not text):
            found.append((table["DatabaseName"], table["Name"]))
    return sorted(found)


def search(glue, text=None, filters=(), **more):
    if text is not None:
        more["SearchText"] = text
    if filters:
        more["Filters"] = [dict(zip(("Key", "Value", "Comparator"), one)) for one in filters]
    return pages(glue.search_tables, "TableList", **more)[0]


def names(found):
    return [table["Name"] for table in found]


def phrase(rng, count=3):
    return rng.choice([" ", "_", "-", "/"]).join(rng.choice(WORDS) for _ in range(rng.randint(1, count)))


def random_table(rng, name):
    return {
        "Name": name, "Description": phrase(rng, 6), "Owner": rng.choice(WORDS),
        "TableType": rng.choice(["EXTERNAL_TABLE", "VIRTUAL_VIEW"]),
        "Parameters": {phrase(rng, 2): phrase(rng) for _ in range(3)} | {"classification": rng.choice(WORDS), "numRows": rng.choice(WORDS)},
        "PartitionKeys": [{"Name": rng.choice(WORDS), "Type": "string"}],
        "StorageDescriptor": {"Location": "s3://lake/" + phrase(rng), "Columns": [
            {"Name": f"{phrase(rng, 2)}{i}", "Type": "string", "Comment": phrase(rng, 4)} for i in range(3)]}}


def random_question(rng):
    text = None
    if rng.random() < 0.8:
        text = " ".join(f'"{phrase(rng)}"' if rng.random() < 0.3 else phrase(rng, 2) for _ in range(rng.randint(1, 2)))
    filters = []
    if text is None or rng.random() < 0.3:
        key = rng.choice(["Name", "DatabaseName", "Description", "Owner", "TableType", "Location", "Columns", "classification", *WORDS[:4]])
        value = rng.choice(["external", "VIEW", "s3", "hives"]) if rng.random() < 0.2 else phrase(rng, 2)
        filters.append((key, value))
    return text, filters


@pytest.mark.timeout(300)
def test_a_search_is_a_scan(start_server):
    """After any writes, random searches find what a scan of all tables finds, each once, in pages of any size."""
    glue, rng = start_server().client(), random.Random(4)
    tables, databases = {}, ["hives", "wax_room"]
    for database in databases:
        glue.create_database(DatabaseInput={"Name": database})
    for turn in range(300):
        place = (rng.choice(databases), f"{phrase(rng, 2)}_{rng.randrange(40)}".lower())
        if place not in tables:
            tables[place] = random_table(rng, place[1])
            glue.create_table(DatabaseName=place[0], TableInput=tables[place])
        elif rng.random() < 0.5:
            tables[place] = random_table(rng, place[1]) if rng.random() < 0.7 else {
                **tables[place], "Parameters": {**tables[place]["Parameters"], "metadata_location": f"s3://lake/{turn}.json"}}
            glue.update_table(DatabaseName=place[0], TableInput=tables[place], SkipArchive=turn % 2 == 0)
        else:
            del tables[place]
            glue.delete_table(DatabaseName=place[0], Name=place[1])
        if turn % 60 == 59:
            known = [{**table, "DatabaseName": database} for (database, _), table in tables.items()]
            for _ in range(60):
                text, filters = random_question(rng)
                found = search(glue, text, filters, MaxResults=rng.choice([1, 7, 1000]))
                assert sorted((t["DatabaseName"], t["Name"]) for t in found) == expected(known, text, filters), (text, filters)
    assert len(search(glue)) == len(tables)
    glue.delete_database(Name="hives")
    known = [{**table, "DatabaseName": database} for (database, _), table in tables.items() if database != "hives"]
    for word in WORDS:
        assert sorted((t["DatabaseName"], t["Name"]) for t in search(glue, word)) == expected(known, word)


@pytest.fixture
def hives(start_server):
    """A server with a few tables, which a search without words finds in this order."""
    glue = start_server().client()
    glue.create_database(DatabaseInput={"Name": "zoo"})
    glue.create_database(DatabaseInput={"Name": "apiary"})
    for number, (database, name, more) in enumerate([
            ("zoo", "customer-link", {"Description": "Who buys honey"}), ("apiary", "xx-link-yy", {"Owner": "Bee-Keeper"}),
            ("apiary", "xxlinkyy", {"Parameters": {"classification": "parquet", "team": "data platform"}}),
            ("zoo", "a", {"TableType": "VIRTUAL_VIEW", "Parameters": {"team": "platform data"}}),
            ("apiary", "b", {"PartitionKeys": [{"Name": "day_of_sale", "Type": "date", "Comment": "when it was sold"}]})]):
        glue.create_table(DatabaseName=database, TableInput=table_input(name, **more))
        time.sleep(0.002)
    return glue


ALL = ["customer-link", "xx-link-yy", "xxlinkyy", "a", "b"]


def test_words_and_filters(hives):
    """A name is split on punctuation and its tokens are compared whole, as the service's documentation has it."""
    for text, filters, wanted in [
            (None, [], ALL), (None, [("Name", "link")], ["customer-link", "xx-link-yy"]),
            (None, [("Name", "LINK")], ["customer-link", "xx-link-yy"]), (None, [("Name", "customer-link")], ["customer-link"]),
            (None, [("Name", "link-customer")], []), (None, [("Name", "lin")], []), ("link", [], ["customer-link", "xx-link-yy"]),
            ("link yy", [], ["xx-link-yy"]), ("yy link", [], ["xx-link-yy"]), ('"yy link"', [], []), ('"link yy"', [], ["xx-link-yy"]),
            ("Honey", [], ["customer-link"]), ('"buys honey"', [], ["customer-link"]), ('"honey buys"', [], []),
            ("zoo", [], ["customer-link", "a"]), (None, [("DatabaseName", "zoo")], ["customer-link", "a"]),
            (None, [("DatabaseName", "zoo"), ("TableType", "VIRTUAL_VIEW")], ["a"]), ("bee-keeper", [], ["xx-link-yy"]),
            (None, [("Owner", "keeper")], ["xx-link-yy"]), (None, [("classification", "PARQUET")], ["xxlinkyy"]),
            (None, [("team", "platform")], ["xxlinkyy", "a"]), (None, [("TEAM", "data platform")], ["xxlinkyy"]),
            (None, [("classification", "platform")], []), ("classification", [], ["xxlinkyy"]),
            ('"team data"', [], []), ("day_of_sale", [], ["b"]), ("sold", [], ["b"]), (None, [("Columns", "sale")], ["b"]),
            (None, [("Location", "lake/b")], ["b"]), (None, [("CatalogId", "123456789012")], ALL), (None, [("CatalogId", "1")], []),
            ("zoo", [("Name", "a")], ["a"]), ("--- zoo", [], ["customer-link", "a"]), ("---", [], []), ('"', [], []),
            ('zoo "', [], ["customer-link", "a"]), ('"zoo', [], ["customer-link", "a"]), (None, [("Name", "-")], []),
            ('zoo AND a', [], []), ("zoo OR", [], []), ("li*", [], []), ("name:a", [], []), ("'); --", [], [])]:
        assert names(search(hives, text, filters)) == wanted, (text, filters)
    assert names(search(hives, CatalogId="123456789012")) == ALL


def test_order_and_pages(hives):
    """One field orders the answer, up or down; pages of any size put together are the whole."""
    orders = {"Name": ["a", "b", "customer-link", "xx-link-yy", "xxlinkyy"], "CreateTime": ALL,
              "DatabaseName": ["b", "xx-link-yy", "xxlinkyy", "a", "customer-link"], "UpdateTime": ALL,
              "TableType": ["customer-link", "xx-link-yy", "xxlinkyy", "b", "a"]}
    for field, wanted in orders.items():
        for direction in ("ASC", "DESC", None):
            criterion = {"FieldName": field, **({"Sort": direction} if direction else {})}
            for size in (1, 2, 5, 1000):
                found = names(search(hives, SortCriteria=[criterion], MaxResults=size))
                assert found == (wanted[::-1] if direction == "DESC" else wanted), (field, direction, size)
    with refused("InvalidInputException", "FieldName 'Size'"):
        search(hives, SortCriteria=[{"FieldName": "Size"}])


def test_times(hives):
    """CreateTime and UpdateTime are compared, as seconds, milliseconds or ISO 8601."""
    hives.update_table(DatabaseName="zoo", TableInput=table_input("a"))
    times = {table["Name"]: (table["CreateTime"], table["UpdateTime"]) for table in search(hives)}
    created, updated = times["xxlinkyy"][0], times["a"][1]
    seconds = f"{created.timestamp():.3f}"
    milliseconds, iso = seconds.replace(".", ""), created.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    for value in (seconds, milliseconds, iso):
        for comparator, wanted in [("EQUALS", ["xxlinkyy"]), ("GREATER_THAN", ["a", "b"]), ("LESS_THAN", ALL[:2]),
                                   ("GREATER_THAN_EQUALS", ALL[2:]), ("LESS_THAN_EQUALS", ALL[:3])]:
            assert names(search(hives, filters=[("CreateTime", value, comparator)])) == wanted, (value, comparator)
    assert names(search(hives, filters=[("UpdateTime", f"{updated.timestamp():.3f}", "GREATER_THAN_EQUALS")])) == ["a"]
    today = created.strftime("%Y-%m-%d")
    assert names(search(hives, filters=[("CreateTime", today)])) in (ALL, ALL[:3])
    assert names(search(hives, filters=[("CreateTime", "2001-01-01", "LESS_THAN")])) == []
    assert names(search(hives, filters=[("CreateTime", "2001-01-01", "GREATER_THAN"), ("UpdateTime", "2001-01-01", "GREATER_THAN")])) == ALL
    for key, value, comparator, words in [
            ("CreateTime", "yesterday", "EQUALS", "'yesterday' is not a time"),
            ("CreateTime", str(2**63 - 1), "GREATER_THAN", "is not a time"), ("CreateTime", "253402300800000", "LESS_THAN", "is not a time"),
            ("Name", "a", "LESS_THAN", "only CreateTime, UpdateTime"),
            ("LastAccessTime", "x", "EQUALS", "'x' is not a time"), ("metadata_location", "x", "EQUALS", "not searched")]:
        with refused("InvalidInputException", words):
            search(hives, filters=[(key, value, comparator)])


def test_times_that_callers_write(hives):
    """LastAccessTime and LastAnalyzedTime are compared too; a table without one is found by no comparison."""
    hives.update_table(DatabaseName="zoo", TableInput=table_input("a", LastAccessTime=1000))
    hives.update_table(DatabaseName="apiary", TableInput=table_input("b", LastAccessTime=2000, LastAnalyzedTime=7))
    for filters, wanted in [
            ([("LastAccessTime", "1000", "EQUALS")], ["a"]), ([("LastAccessTime", "1000", "GREATER_THAN")], ["b"]),
            ([("LastAccessTime", "1000", "GREATER_THAN_EQUALS")], ["a", "b"]), ([("LastAccessTime", "1970-01-01", "EQUALS")], ["a", "b"]),
            ([("LastAnalyzedTime", "8", "LESS_THAN")], ["b"]), ([("LastAnalyzedTime", "7"), ("LastAccessTime", "1000")], []),
            ([("LastAccessTime", "0", "GREATER_THAN"), ("DatabaseName", "zoo")], ["a"])]:
        assert names(search(hives, filters=filters)) == wanted, filters
        assert names(search(hives, filters=filters, SortCriteria=[{"FieldName": "Name", "Sort": "DESC"}], MaxResults=1)) == wanted[::-1]


def test_refusals(hives):
    """What is half a filter, too much, unknown or of another search is refused."""
    for one in ({"Key": "Name"}, {"Value": "x"}, {}):
        with refused("InvalidInputException", "a filter needs a Key and a Value"):
            hives.search_tables(Filters=[one])
    with refused("InvalidInputException", "at most 100"):
        hives.search_tables(Filters=[{"Key": "Name", "Value": "x"}] * 101)
    assert hives.search_tables(Filters=[{"Key": "DatabaseName", "Value": "zoo"}] * 100)["TableList"]
    with refused("InvalidInputException", "not found"):
        hives.search_tables(CatalogId="nowhere")
    with refused("ValidationException", "maxResults"):
        hives.search_tables(MaxResults=1001)
    with refused("ValidationException", "sortCriteria"):
        hives.search_tables(SortCriteria=[{"FieldName": "Name"}] * 2)
    token = hives.search_tables(SearchText="link", MaxResults=1)["NextToken"]
    for other in tampered(token):
        with refused("InvalidInputException", "NextToken"):
            hives.search_tables(SearchText="link", MaxResults=1, NextToken=other)
    for other in ({"SearchText": "zoo"}, {"SearchText": "link", "SortCriteria": [{"FieldName": "Name"}]}, {}):
        with refused("InvalidInputException", "NextToken"):
            hives.search_tables(**other, NextToken=token)
    assert len(hives.search_tables(SearchText=" ".join(["zoo"] * 256))["TableList"]) == 2
    assert hives.search_tables(SearchText="a " * 511 + "ab")["TableList"] == []
    assert hives.search_tables(ResourceShareType="FOREIGN")["TableList"] == []
    assert len(hives.search_tables(ResourceShareType="ALL", IncludeStatusDetails=True)["TableList"]) == 5


def test_pages_are_stable(hives):
    """What is written between two pages neither repeats nor hides a table that was there all along."""
    for more in ({}, {"SortCriteria": [{"FieldName": "Name", "Sort": "DESC"}]}):
        first = hives.search_tables(SearchText="s3", MaxResults=2, **more)
        gone, fresh = first["TableList"][0], f"m{len(more)}"
        hives.delete_table(DatabaseName=gone["DatabaseName"], Name=gone["Name"])
        hives.create_table(DatabaseName="zoo", TableInput=table_input(fresh))
        rest = pages(lambda **a: hives.search_tables(**{"NextToken": first["NextToken"], **a}), "TableList",
                     SearchText="s3", MaxResults=2, **more)[0]
        seen = names(first["TableList"]) + names(rest)
        assert len(seen) == len(set(seen)) and set(seen) - {fresh} == set(names(search(hives, "s3"))) - {fresh} | {gone["Name"]}


def test_what_went_is_not_found(hives):
    """A deleted table and a dropped database vanish at once; what is made anew under their names is found as it is now."""
    hives.delete_table(DatabaseName="zoo", Name="a")
    assert names(search(hives, "zoo")) == ["customer-link"]
    hives.delete_database(Name="zoo")
    assert names(search(hives, "s3")) == ["xx-link-yy", "xxlinkyy", "b"]
    hives.create_database(DatabaseInput={"Name": "zoo"})
    hives.create_table(DatabaseName="zoo", TableInput=table_input("customer-link", Description="nobody"))
    assert names(search(hives, "honey")) == [] and names(search(hives, "zoo")) == ["customer-link"]
    for _ in range(50):
        time.sleep(0.02)
        assert names(search(hives, "link")) == ["xx-link-yy", "customer-link"]


def test_catalogs(hives):
    """A search is of one catalog: the tables of those in it and beside it are not found, and go with it."""
    hives.create_catalog(Name="inner", CatalogInput={})
    inner = {"CatalogId": "123456789012:inner"}
    hives.create_database(**inner, DatabaseInput={"Name": "zoo"})
    hives.create_table(**inner, DatabaseName="zoo", TableInput=table_input("deep-link"))
    for sort in ({}, {"SortCriteria": [{"FieldName": "DatabaseName"}]}, {"SortCriteria": [{"FieldName": "Name", "Sort": "DESC"}]}):
        assert names(search(hives, "link", **inner, **sort)) == names(search(hives, **inner, **sort)) == ["deep-link"]
        assert set(names(search(hives, "link", **sort))) == {"customer-link", "xx-link-yy"} and len(search(hives, **sort)) == 5
    assert search(hives, "deep", **inner)[0]["CatalogId"] == inner["CatalogId"]
    hives.delete_catalog(**inner)
    with refused("InvalidInputException", "not found"):
        search(hives, "link", **inner)
    hives.create_catalog(Name="inner", CatalogInput={})
    assert search(hives, "link", **inner) == [] and search(hives, **inner) == []


def test_everyone_finds_their_own_writes(hives):
    """Whoever has an answer to a write finds what it wrote, and no longer what it replaced, while others write too."""
    def work(worker):
        for turn in range(60):
            name, fresh, stale = f"w{worker}n{turn}", f"fresh{worker}x{turn}", f"stale{worker}x{turn}"
            hives.create_table(DatabaseName="zoo", TableInput=table_input(name, Description=stale))
            assert names(search(hives, stale)) == [name]
            hives.update_table(DatabaseName="zoo", TableInput=table_input(name, Description=fresh))
            order = {"SortCriteria": [{"FieldName": "UpdateTime", "Sort": "DESC"}]} if turn % 2 else {}
            assert search(hives, stale, **order) == [] and names(search(hives, fresh, **order)) == [name]
            if turn % 3 == 0:
                hives.delete_table(DatabaseName="zoo", Name=name)
                assert search(hives, fresh) == []
        return len([turn for turn in range(60) if turn % 3])
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        kept = sum(pool.map(work, range(6)))
    assert len(search(hives)) == 5 + kept


def test_restart_and_versions(start_server):
    """What was written is found after a restart, and a table is found by its current version alone."""
    server = start_server()
    glue = server.client()
    glue.create_database(DatabaseInput={"Name": "d"})
    glue.create_table(DatabaseName="d", TableInput=table_input("t", Description="first"))
    glue.update_table(DatabaseName="d", TableInput=table_input("t", Description="second"))
    server.restart()
    glue = server.client()
    assert names(search(glue, "second")) == ["t"] and search(glue, "first") == []
    assert search(glue, "second")[0]["VersionId"] == "1"
    glue.delete_table(DatabaseName="d", Name="t")
    assert search(glue) == []


def test_large_texts(glue, db):
    """A long value is searched as far as a megabyte, a token as far as 128 bytes; nothing breaks beyond."""
    long = "w" * 200
    glue.create_table(DatabaseName=db, TableInput=table_input("big", Parameters={
        "blob": "".join(chr(97 + i % 26) for i in range(512000)), "words": " ".join(f"{db}w{i}" for i in range(40000)), "long": long}))
    assert names(search(glue, f"{db}w39999")) == ["big"]
    assert names(search(glue, long, [("DatabaseName", db)])) == ["big"]
    glue.update_table(DatabaseName=db, TableInput=table_input("big"))
    assert search(glue, f"{db}w39999") == []


def test_rest(rest, glue, db):
    """Over REST a search is posted."""
    glue.create_table(DatabaseName=db, TableInput=table_input("t"))
    answer = rest.post("/v1/search", json={"Filters": [{"Key": "DatabaseName", "Value": db}]})
    assert answer.status_code == 200 and names(answer.json()["TableList"]) == ["t"]
