#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints sigv4_vectors.h: requests that botocore signed, as the oracle of test_sigv4.c and test_sigv4_verify.c.

Run again after adding a row: python3 tests/unit/base/sigv4_vectors.py | clang-format > tests/unit/base/sigv4_vectors.h
"""
import datetime
import json
from urllib.parse import urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 11, 19, 8, 30, 0, tzinfo=datetime.timezone.utc)
botocore.auth.get_current_datetime = lambda *args, **kwargs: NOW
KEY = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
SESSION = Credentials("ASIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AQoDYXdzEPT//////////wEXAMPLE==")
JSON = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSGlue.GetTable"}

# name, service, region, credentials, method, url, headers, body
ROWS = [
    ("glue_post", "glue", "us-east-1", KEY, "POST", "http://127.0.0.1:9085/", JSON, b'{"DatabaseName":"d","Name":"t"}'),
    ("glue_session", "glue", "eu-central-1", SESSION, "POST", "https://glue.example/", JSON, b"{}"),
    ("glue_empty_body", "glue", "xx-odd-9", KEY, "POST", "http://localhost:9085/", JSON, b""),
    ("glue_utf8_body", "glue", "us-east-1", KEY, "POST", "http://localhost/", JSON, '{"Name":"größe"}'.encode()),
    ("sts_form", "sts", "us-east-1", KEY, "POST", "http://127.0.0.1:9085/",
     {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, b"Action=GetCallerIdentity&Version=2011-06-15"),
    ("rest_get", "glue", "us-east-1", KEY, "GET", "http://127.0.0.1:9085/v1/databases/sales/tables", {}, b""),
    ("rest_query", "propolis", "us-east-1", KEY, "GET",
     "http://127.0.0.1:9085/v1/x?b=2&a=1&a=0&a-b=3&empty=&bare&z=%C3%BC&Z=%2F", {}, b""),
    ("rest_escapes", "glue", "us-east-1", KEY, "GET",
     "http://127.0.0.1:9085/v1/p/2026%2F11/a%20b/k%3Dv/%C3%BC/t~x_y-z.w", {}, b""),
    ("rest_blanks", "glue", "us-east-1", KEY, "GET", "http://127.0.0.1:9085/v1/x",
     {"X-Amz-Meta": "  two   words\t and  more  ", "If-Match": '"a  b"'}, b""),
    ("s3_list", "s3", "us-east-1", KEY, "GET",
     "http://127.0.0.1:9102/bucket?list-type=2&prefix=a%2Fk%3Dv%2F&delimiter=%2F&encoding-type=url&max-keys=1000", {}, b""),
    ("s3_key", "s3", "eu-west-1", KEY, "GET", "http://bucket.s3.eu-west-1.amazonaws.com/a//b/../k%3Dv/a%20b%2B%25/%C3%BC",
     {"Range": "bytes=-65536", "If-Match": '"d41d8cd98f00b204e9800998ecf8427e"'}, b""),
    ("s3_put", "s3", "us-east-1", SESSION, "PUT", "http://127.0.0.1:9102/bucket/x", {}, b"content"),
]


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    quoted = "".join(chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else "\\%03o" % b for b in data)
    return 'TEXT_INIT("%s")' % quoted


def sign(name, service, region, credentials, method, url, headers, body):
    request = AWSRequest(method=method, url=url, data=body, headers=dict(headers))
    kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    kind(credentials, service, region).add_auth(request)
    split = urlsplit(url)
    sent = [("Host", split.netloc)] + list(request.headers.items())
    print("    {\n        .name = %s," % json.dumps(name))
    print("        .session_token = %s," % text(credentials.token or ""))
    print("        .access_key_id = %s, .region = %s, .service = %s," % (text(credentials.access_key), text(region), text(service)))
    print("        .method = %s, .path = %s," % (text(method), text(split.path)))
    print("        .query = %s," % text(split.query))
    print("        .body = %s," % text(body))
    print("        .headers = {")
    for key, value in sent:
        print("            {%s, %s}," % (text(key), text(value)))
    print("        },\n        .header_count = %d,\n    }," % len(sent))


print("/* SPDX-License-Identifier: Apache-2.0\n * Printed by sigv4_vectors.py: requests as botocore signs them. */")
print("#ifndef PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTORS_H\n#define PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTORS_H\n")
print('#include "tests/unit/base/sigv4_vector.h"\n')
print("static const struct vector VECTORS[] = {")
for row in ROWS:
    sign(*row)
print("};\n\n#endif")
