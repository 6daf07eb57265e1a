/* SPDX-License-Identifier: Apache-2.0
 * Printed by sigv4_vectors.py: requests as botocore signs them. */
#ifndef PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTORS_H
#define PROPOLIS_TESTS_UNIT_BASE_SIGV4_VECTORS_H

#include "tests/unit/base/sigv4_vector.h"

static const struct vector VECTORS[] = {
    {
        .name = "glue_post",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("POST"),
        .path = TEXT_INIT("/"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT("{\042DatabaseName\042:\042d\042,\042Name\042:\042t\042}"),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("Content-Type"), TEXT_INIT("application/x-amz-json-1.1")},
                {TEXT_INIT("X-Amz-Target"), TEXT_INIT("AWSGlue.GetTable")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                     "Signature=fc2f559bf8ae56e0d390a6074fccb8e89853f21ae6b3f201c592eda2344c51c8")},
            },
        .header_count = 5,
    },
    {
        .name = "glue_session",
        .session_token = TEXT_INIT("AQoDYXdzEPT//////////wEXAMPLE=="),
        .access_key_id = TEXT_INIT("ASIAEXAMPLE"),
        .region = TEXT_INIT("eu-central-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("POST"),
        .path = TEXT_INIT("/"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT("{}"),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("glue.example")},
                {TEXT_INIT("Content-Type"), TEXT_INIT("application/x-amz-json-1.1")},
                {TEXT_INIT("X-Amz-Target"), TEXT_INIT("AWSGlue.GetTable")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("X-Amz-Security-Token"), TEXT_INIT("AQoDYXdzEPT//////////wEXAMPLE==")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=ASIAEXAMPLE/20261119/eu-central-1/glue/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
                     " Signature="
                     "d6d8f41e1593964c97454a2fe21d66c5285da0c1d38f39af0e9d629285448d9a")},
            },
        .header_count = 6,
    },
    {
        .name = "glue_empty_body",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("xx-odd-9"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("POST"),
        .path = TEXT_INIT("/"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("localhost:9085")},
                {TEXT_INIT("Content-Type"), TEXT_INIT("application/x-amz-json-1.1")},
                {TEXT_INIT("X-Amz-Target"), TEXT_INIT("AWSGlue.GetTable")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261119/xx-odd-9/glue/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                     "Signature=1798ea898b7be26742eb6a6817f203ad97e4ca37dd600fb1829926489de853b3")},
            },
        .header_count = 5,
    },
    {
        .name = "glue_utf8_body",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("POST"),
        .path = TEXT_INIT("/"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT("{\042Name\042:\042gr\303\266\303\237e\042}"),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("localhost")},
                {TEXT_INIT("Content-Type"), TEXT_INIT("application/x-amz-json-1.1")},
                {TEXT_INIT("X-Amz-Target"), TEXT_INIT("AWSGlue.GetTable")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                     "Signature=90b1ce34fb04a55c94ca76c03b6e2a6c8ab11ba900873934776ed07054fdba35")},
            },
        .header_count = 5,
    },
    {
        .name = "sts_form",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("sts"),
        .method = TEXT_INIT("POST"),
        .path = TEXT_INIT("/"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT("Action=GetCallerIdentity&Version=2011-06-15"),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("Content-Type"),
                 TEXT_INIT("application/x-www-form-urlencoded; charset=utf-8")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261119/us-east-1/sts/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date, "
                     "Signature=45c7fe799802128720282adf97eea162ef86cead02ea7adab0c2e4822e468cdc")},
            },
        .header_count = 4,
    },
    {
        .name = "rest_get",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/v1/databases/sales/tables"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request, "
                     "SignedHeaders=host;x-amz-date, "
                     "Signature=9727b31c18c627391d7dab8e237bcbb18d0d57ea9e83bbf115bbb59621d6b678")},
            },
        .header_count = 3,
    },
    {
        .name = "rest_query",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("propolis"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/v1/x"),
        .query = TEXT_INIT("b=2&a=1&a=0&a-b=3&empty=&bare&z=%C3%BC&Z=%2F"),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/propolis/aws4_request, "
                     "SignedHeaders=host;x-amz-date, "
                     "Signature=40afc280c64dee568fa83dc52c0569668d1ba3b58934b2492bc77b85df3c909f")},
            },
        .header_count = 3,
    },
    {
        .name = "rest_escapes",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/v1/p/2026%2F11/a%20b/k%3Dv/%C3%BC/t~x_y-z.w"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request, "
                     "SignedHeaders=host;x-amz-date, "
                     "Signature=88a6d235214d75ba91b2371da8c6252058a84248a1174b26bd01f30ef28693e6")},
            },
        .header_count = 3,
    },
    {
        .name = "rest_blanks",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("glue"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/v1/x"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9085")},
                {TEXT_INIT("X-Amz-Meta"), TEXT_INIT("  two   words\011 and  more  ")},
                {TEXT_INIT("If-Match"), TEXT_INIT("\042a  b\042")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 "
                     "Credential=AKIDEXAMPLE/20261119/us-east-1/glue/aws4_request, "
                     "SignedHeaders=host;if-match;x-amz-date;x-amz-meta, "
                     "Signature=02ef3fccb2ad7f78213fa950eb8a174815228ba09f97bf06ae506beae8923fdb")},
            },
        .header_count = 5,
    },
    {
        .name = "s3_list",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("s3"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/bucket"),
        .query = TEXT_INIT(
            "list-type=2&prefix=a%2Fk%3Dv%2F&delimiter=%2F&encoding-type=url&max-keys=1000"),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9102")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("X-Amz-Content-SHA256"),
                 TEXT_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261119/us-east-1/s3/aws4_request, "
                     "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
                     "Signature=499f322489c4281c9ba2fa6b20f6b6a7a7a5b86a6dfebe32f36b51e6d1436ef1")},
            },
        .header_count = 4,
    },
    {
        .name = "s3_key",
        .session_token = TEXT_INIT(""),
        .access_key_id = TEXT_INIT("AKIDEXAMPLE"),
        .region = TEXT_INIT("eu-west-1"),
        .service = TEXT_INIT("s3"),
        .method = TEXT_INIT("GET"),
        .path = TEXT_INIT("/a//b/../k%3Dv/a%20b%2B%25/%C3%BC"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT(""),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("bucket.s3.eu-west-1.amazonaws.com")},
                {TEXT_INIT("Range"), TEXT_INIT("bytes=-65536")},
                {TEXT_INIT("If-Match"), TEXT_INIT("\042d41d8cd98f00b204e9800998ecf8427e\042")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("X-Amz-Content-SHA256"),
                 TEXT_INIT("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261119/eu-west-1/s3/aws4_request, "
                     "SignedHeaders=host;if-match;range;x-amz-content-sha256;x-amz-date, "
                     "Signature=f591a655666482d13e93194a7744faae9ae04d836a4b3fa544f3787fab163bf9")},
            },
        .header_count = 6,
    },
    {
        .name = "s3_put",
        .session_token = TEXT_INIT("AQoDYXdzEPT//////////wEXAMPLE=="),
        .access_key_id = TEXT_INIT("ASIAEXAMPLE"),
        .region = TEXT_INIT("us-east-1"),
        .service = TEXT_INIT("s3"),
        .method = TEXT_INIT("PUT"),
        .path = TEXT_INIT("/bucket/x"),
        .query = TEXT_INIT(""),
        .body = TEXT_INIT("content"),
        .headers =
            {
                {TEXT_INIT("Host"), TEXT_INIT("127.0.0.1:9102")},
                {TEXT_INIT("X-Amz-Date"), TEXT_INIT("20261119T083000Z")},
                {TEXT_INIT("X-Amz-Security-Token"), TEXT_INIT("AQoDYXdzEPT//////////wEXAMPLE==")},
                {TEXT_INIT("X-Amz-Content-SHA256"),
                 TEXT_INIT("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73")},
                {TEXT_INIT("Authorization"),
                 TEXT_INIT(
                     "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20261119/us-east-1/s3/aws4_request, "
                     "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                     "Signature=4afa611f92867f0c977402daa946c8acc69119543c8da465e33fcaaa101214e5")},
            },
        .header_count = 5,
    },
};

#endif
