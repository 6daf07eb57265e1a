#!/usr/bin/env python3
"""Makes the small Parquet files of tests/corpus with pyarrow: real writers' footers for the tests of our own reader.

    python3 tests/corpus/make_corpus.py [DIR]

The files are checked in; run this again only to add one. What a name stands for is said beside it.
"""

import datetime
import decimal
import pathlib
import struct
import sys

import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent


def scalars():
    """every scalar type that Arrow writes"""
    day = datetime.date(2026, 11, 19)
    moment = datetime.datetime(2026, 11, 19, 8, 30)
    columns = [
        ("flag", pa.bool_(), True), ("i8", pa.int8(), 1), ("i16", pa.int16(), 1), ("i32", pa.int32(), 1),
        ("i64", pa.int64(), 1), ("u8", pa.uint8(), 1), ("u16", pa.uint16(), 1), ("u32", pa.uint32(), 1),
        ("u64", pa.uint64(), 1), ("f16", pa.float16(), 1.0), ("f32", pa.float32(), 1.0), ("f64", pa.float64(), 1.0),
        ("text", pa.string(), "x"), ("bytes", pa.binary(), b"x"), ("fixed", pa.binary(4), b"abcd"),
        ("day", pa.date32(), day), ("millis", pa.timestamp("ms"), moment), ("micros", pa.timestamp("us"), moment),
        ("nanos", pa.timestamp("ns"), moment), ("zoned", pa.timestamp("us", tz="UTC"), moment),
        ("time_ms", pa.time32("ms"), datetime.time(8)), ("time_us", pa.time64("us"), datetime.time(8)),
        ("small_decimal", pa.decimal128(9, 2), decimal.Decimal("1.25")),
        ("large_decimal", pa.decimal128(38, 10), decimal.Decimal("1.25")),
        ("huge_decimal", pa.decimal256(60, 5), decimal.Decimal("1.25")),
        ("nothing", pa.null(), None), ("Mixed Case", pa.string(), "x"),
    ]
    fields = [pa.field(name, kind) for name, kind, _ in columns]
    arrays = [pa.array([value, None, value], type=kind) for _, kind, value in columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def nested():
    """lists, maps and structs in one another, as today's writers shape them"""
    fields = [
        pa.field("id", pa.int64(), nullable=False),
        pa.field("tags", pa.list_(pa.string())),
        pa.field("matrix", pa.list_(pa.list_(pa.int32()))),
        pa.field("place", pa.struct([("Lat", pa.float64()), ("lon", pa.float64())])),
        pa.field("lines", pa.list_(pa.struct([("sku", pa.string()), ("n", pa.int32()), ("codes", pa.list_(pa.int16()))]))),
        pa.field("labels", pa.map_(pa.string(), pa.int64())),
        pa.field("deep", pa.map_(pa.string(), pa.list_(pa.struct([("m", pa.map_(pa.int32(), pa.date32()))])))),
    ]
    row = {
        "id": 1, "tags": ["a"], "matrix": [[1, 2], []], "place": {"Lat": 1.5, "lon": 2.5},
        "lines": [{"sku": "x", "n": 1, "codes": [3]}], "labels": [("k", 1)],
        "deep": [("k", [{"m": [(1, datetime.date(2026, 1, 1))]}])],
    }
    return pa.Table.from_pylist([row] * 2, schema=pa.schema(fields))


# ---- Footers of older writers, which pyarrow does not make any more: written field by field in Thrift's compact protocol ----

REQUIRED, OPTIONAL, REPEATED = 0, 1, 2
INT32, INT64, INT96, BYTE_ARRAY = 1, 2, 3, 6
UTF8, MAP, MAP_KEY_VALUE, LIST, DECIMAL, UINT_32 = 0, 1, 2, 3, 5, 13


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def zigzag(value):
    return varint(value << 1 if value >= 0 else (-value << 1) - 1)


def element(name, kind=None, repetition=None, children=None, converted=None, scale=None, precision=None):
    """a SchemaElement (parquet.thrift)"""
    fields = [(1, 5, kind), (3, 5, repetition), (4, 8, name), (5, 5, children), (6, 5, converted), (7, 5, scale),
              (8, 5, precision)]
    out, last = b"", 0
    for number, thrift_type, value in fields:
        if value is None:
            continue
        out += bytes([(number - last) << 4 | thrift_type])
        out += varint(len(value)) + value.encode() if isinstance(value, str) else zigzag(value)
        last = number
    return out + b"\0"


def footer(elements, rows):
    """FileMetaData: version, schema, num_rows, no row groups, created_by"""
    out = b"\x15" + zigzag(1)
    out += b"\x19" + (bytes([len(elements) << 4 | 12]) if len(elements) < 15 else b"\xfc" + varint(len(elements)))
    out += b"".join(elements)
    out += b"\x16" + zigzag(rows) + b"\x19\x0c" + b"\x28" + varint(3) + b"old" + b"\0"
    return out


def legacy():
    """the list and map shapes of two levels, and annotations of the older kind only"""
    elements = [
        element("root", children=10),
        element("bare_list", None, OPTIONAL, children=1, converted=LIST), element("element", INT32, REPEATED),
        element("tuple_list", None, OPTIONAL, children=1, converted=LIST),
        element("tuple_list_tuple", None, REPEATED, children=1), element("a", INT64, REQUIRED),
        element("array_list", None, OPTIONAL, children=1, converted=LIST),
        element("array", None, REPEATED, children=1), element("a", INT64, REQUIRED),
        element("pair_list", None, OPTIONAL, children=1, converted=LIST),
        element("bag", None, REPEATED, children=2), element("x", INT32, REQUIRED), element("y", INT32, REQUIRED),
        element("hive_list", None, OPTIONAL, children=1, converted=LIST),
        element("bag", None, REPEATED, children=1), element("array_element", BYTE_ARRAY, OPTIONAL, converted=UTF8),
        element("old_map", None, OPTIONAL, children=1, converted=MAP_KEY_VALUE),
        element("map", None, REPEATED, children=2), element("key", BYTE_ARRAY, REQUIRED, converted=UTF8),
        element("value", INT32, OPTIONAL),
        element("protobuf", INT32, REPEATED),
        element("impala_time", INT96, OPTIONAL),
        element("price", INT32, OPTIONAL, converted=DECIMAL, scale=2, precision=9),
        element("unsigned", INT32, OPTIONAL, converted=UINT_32),
    ]
    body = footer(elements, 42)
    return b"PAR1" + body + struct.pack("<I", len(body)) + b"PAR1"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for make in (scalars, nested):
        pq.write_table(make(), folder / f"{make.__name__}.parquet", compression="snappy", use_dictionary=False,
                       write_statistics=False, store_schema=False)
    (folder / "legacy.parquet").write_bytes(legacy())


if __name__ == "__main__":
    main()
