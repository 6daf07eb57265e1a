"""What botocore's model of AWS Glue says: documents at their limits, broken limits, and whether an answer has its form."""

import base64

import botocore.session

SERVICE = botocore.session.get_session().get_service_model("glue")

# The operations of the catalog, crawler, classifier, connection and governance-read API: all of them are to be served.
SCOPE = """
BatchCreatePartition BatchDeleteConnection BatchDeletePartition BatchDeleteTable BatchDeleteTableVersion
BatchGetCrawlers BatchGetPartition BatchUpdatePartition CreateCatalog CreateClassifier CreateConnection
CreateCrawler CreateDatabase CreatePartition CreatePartitionIndex CreateTable CreateUserDefinedFunction
DeleteCatalog DeleteClassifier DeleteColumnStatisticsForPartition DeleteColumnStatisticsForTable
DeleteConnection DeleteCrawler DeleteDatabase DeletePartition DeletePartitionIndex DeleteResourcePolicy
DeleteTable DeleteTableVersion DeleteUserDefinedFunction GetCatalog GetCatalogImportStatus GetCatalogs
GetClassifier GetClassifiers GetColumnStatisticsForPartition GetColumnStatisticsForTable GetConnection
GetConnections GetCrawler GetCrawlerMetrics GetCrawlers GetDataCatalogEncryptionSettings GetDatabase
GetDatabases GetPartition GetPartitionIndexes GetPartitions GetResourcePolicies GetResourcePolicy GetTable
GetTableVersion GetTableVersions GetTables GetTags GetUnfilteredPartitionMetadata
GetUnfilteredPartitionsMetadata GetUnfilteredTableMetadata GetUserDefinedFunction GetUserDefinedFunctions
ImportCatalogToGlue ListCrawlers ListCrawls PutDataCatalogEncryptionSettings PutResourcePolicy SearchTables
StartCrawler StartCrawlerSchedule StopCrawler StopCrawlerSchedule TagResource TestConnection UntagResource
UpdateCatalog UpdateClassifier UpdateColumnStatisticsForPartition UpdateColumnStatisticsForTable
UpdateConnection UpdateCrawler UpdateCrawlerSchedule UpdateDatabase UpdatePartition UpdateTable
UpdateUserDefinedFunction
""".split()

SINGLE_LINE = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*"
MULTI_LINE = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*"

# Texts for the patterns that a text of any letters would break.
EXAMPLES = {
    "SchemaVersionIdString": "0a1b2c3d-4e5f-6789-abcd-ef0123456789",
    "TokenUrl": "https://h/" + "x" * 246,
    "RedirectUri": "https://h/" + "x" * 502,
    "JwtToken": "a.b." + "x" * 7996,
    "GlueResourceArn": "arn:aws:glue:us-east-1:123456789012:schema/a/b",
}
INT32_MAX, INT64_MAX = 2**31 - 1, 2**63 - 1


def input_of(operation):
    return SERVICE.operation_model(operation).input_shape


def output_of(operation):
    return SERVICE.operation_model(operation).output_shape


def is_document(shape):
    return shape.type_name == "structure" and getattr(shape, "is_document_type", False)


def smallest(shape):
    """A value that keeps every limit with as little as possible: required members only."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "structure":
        return {} if is_document(shape) else {name: smallest(shape.members[name]) for name in shape.required_members}
    if kind == "list":
        return [smallest(shape.member)] * limits.get("min", 0)
    if kind == "map":
        return {}
    if kind == "string":
        return (shape.enum or [EXAMPLES.get(shape.name, "x" * max(1, limits.get("min", 1)))])[0]
    if kind == "boolean":
        return False
    if kind == "blob":
        return ""
    return max(0, limits.get("min", 0)) if kind in ("integer", "long") else 0


def largest(shape, number=0):
    """A value with every member set, each as long or as large as its limit; `number` makes names of a list distinct."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "structure":
        return {} if is_document(shape) else {name: largest(member, number) for name, member in shape.members.items()}
    if kind == "list":
        if shape.member.enum if shape.member.type_name == "string" else False:
            return list(shape.member.enum)
        return [largest(shape.member, i) for i in range(min(limits.get("max", 2), 10))]
    if kind == "map":
        return {largest_text(shape.key, 0): largest(shape.value, 0), "k": "v", " ": ""}
    if kind == "string":
        return largest_text(shape, number)
    if kind == "boolean":
        return True
    if kind == "blob":
        return base64.b64encode(bytes(range(256))).decode()
    if kind == "double":
        return limits.get("max", 1.7976931348623157e308)
    if kind == "timestamp":
        return 1893456000 + number
    return limits.get("max", INT64_MAX if kind == "long" else INT32_MAX)


def largest_text(shape, number):
    if shape.enum:
        return shape.enum[number % len(shape.enum)]
    if shape.name in EXAMPLES:
        return EXAMPLES[shape.name]
    # Characters of one to four bytes, since limits count characters; long texts are plain, so that bodies stay in bounds.
    length = shape.metadata.get("max", 300)
    text = f"{number}_é漢🐝" if length > 10 and not shape.metadata.get("pattern", "[]").startswith("[a-z") else f"{number}"
    return text + "x" * (length - len(text))


def places(shape, wrap=lambda value: value, path=""):
    """Every member below a shape: its path, its shape, and how to wrap a value for it into a whole small document."""
    yield path, shape, wrap
    kind = shape.type_name
    if kind == "structure" and not is_document(shape):
        for name, member in shape.members.items():
            def put(value, name=name):
                return wrap({**smallest(shape), name: value})
            yield from places(member, put, f"{path}.{name}" if path else name)
    elif kind == "list":
        yield from places(shape.member, lambda value: wrap([value]), path + "[]")
    elif kind == "map":
        yield from places(shape.key, lambda value: wrap({value: smallest(shape.value)}), path + "{key}")
        yield from places(shape.value, lambda value: wrap({"k": value}), path + "{value}")


def kept(shape):
    """Values at a shape's limits."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "string":
        if shape.enum:
            yield from shape.enum
        elif shape.name in EXAMPLES:
            yield EXAMPLES[shape.name]
        elif "max" in limits:
            yield "x" * limits["max"]
            if limits["max"] <= 4096 and limits.get("pattern") in (None, SINGLE_LINE, MULTI_LINE):
                yield "🐝" * limits["max"]
    elif kind == "list" and "max" in limits:
        yield [smallest(shape.member)] * limits["max"]
    elif kind == "map" and "max" in limits:
        yield {f"k{i}": smallest(shape.value) for i in range(limits["max"])}
    elif kind in ("integer", "long"):
        yield limits.get("min", -INT32_MAX - 1)
        yield limits.get("max", INT64_MAX if kind == "long" else INT32_MAX)
    elif kind == "double":
        yield limits.get("min", -1.7976931348623157e308)
        yield limits.get("max", 1.7976931348623157e308)
    elif kind == "blob":
        yield from ("", "/w==", "gAA=", "+/+/")


def broken(shape):
    """Values one beyond a shape's limits."""
    kind, limits = shape.type_name, shape.metadata
    if kind == "string":
        if shape.enum:
            yield "NEITHER_OF_THEM"
        if "max" in limits:
            yield "x" * (limits["max"] + 1)
        if limits.get("min", 0) > 0:
            yield "x" * (limits["min"] - 1)
        if limits.get("pattern") == SINGLE_LINE:
            yield "two\nlines"
        if limits.get("pattern") in (SINGLE_LINE, MULTI_LINE):
            yield "bell\a"
    elif kind == "list":
        if "max" in limits:
            yield [smallest(shape.member)] * (limits["max"] + 1)
        if limits.get("min", 0) > 0:
            yield []
    elif kind == "map" and "max" in limits:
        yield {f"k{i}": smallest(shape.value) for i in range(limits["max"] + 1)}
    elif kind in ("integer", "long", "double"):
        if "max" in limits:
            yield limits["max"] + 1
        if "min" in limits:
            yield limits["min"] - 1
    elif kind == "blob":
        yield from ("=", "ab", "abc", "a-_b", "a b=", "abcd=", "é===")


WRONG_KINDS = {
    "string": [5, 1.5, True, [], {}],
    "integer": ["5", True, [], {}, 1.5, 2**31, 1e30],
    "long": ["5", True, [], {}, 1.5, 2**63],
    "double": ["5", True, [], {}],
    "blob": [5, True, [], {}],
    "timestamp": ["2026-11-19T00:00:00Z", "5", True, [], {}],
    "boolean": ["true", 1, 0, [], {}],
    "structure": ["x", 5, True, []],
    "list": ["x", 5, True, {}],
    "map": ["x", 5, True, []],
}


def complaints(shape, value, path="", optional=False):
    """How an answer's JSON differs from the modelled form; nothing when it does not. Unknown members count."""
    kind = shape.type_name
    wanted = {"structure": dict, "list": list, "map": dict, "string": str, "boolean": bool, "integer": int, "long": int,
              "blob": str, "timestamp": (int, float), "double": (int, float), "float": (int, float)}[kind]
    if kind == "double" and value in ("NaN", "Infinity", "-Infinity"):
        return  # numbers that JSON cannot write
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{path}: {str(value)[:80]!r} is no {kind}"
    elif kind == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"{path}.{name}: not in the model"
            else:
                yield from complaints(shape.members[name], member, f"{path}.{name}")
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}: required and missing"
    elif kind == "list":
        for i, element in enumerate(value):
            yield from complaints(shape.member, element, f"{path}[{i}]")
    elif kind == "map":
        for key, element in value.items():
            yield from complaints(shape.value, element, f"{path}[{key!r}]")
    elif kind == "string" and shape.enum and value not in shape.enum:
        yield f"{path}: {value!r} is none of {shape.enum}"
