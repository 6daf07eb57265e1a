/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "lake/s3_xml.h"

static int set_up(void **state)
{
    static struct arena arena;
    arena_init(&arena, 32 << 20, NULL);
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    return 0;
}

static struct s3_answer decode(void **state, const char *xml, const char *prefix)
{
    struct s3_answer answer;
    struct err e = {0};
    if (s3_xml_decode(text_of(xml), text_of(prefix), *state, &answer, &e) < 0)
        fail_msg("%s", e.text);
    return answer;
}

#define LIST_HEAD                                                                                  \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                 \
    "<ListBucketResult "                                                                           \
    "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><Prefix>a/</Prefix>"
#define LIST_TAIL "</ListBucketResult>"

static void a_page(void **state)
{
    /* Folders and objects with all their members; a page that is not the last one names its token.
     */
    struct s3_answer answer = decode(
        state,
        LIST_HEAD
        "<IsTruncated>true</IsTruncated><NextContinuationToken>1ueG/+==</NextContinuationToken>"
        "<Contents><Key>a/x&amp;y.csv</Key><LastModified>2009-10-12T17:50:30.000Z</LastModified>"
        "<ETag>&quot;fba9dede5f27731c9771645a39863328&quot;</ETag><Size>434234</Size>"
        "<Owner><ID>1</ID><Key>no</Key></Owner><StorageClass>STANDARD</StorageClass></Contents>"
        "<CommonPrefixes><Prefix>a/k=v/</Prefix></CommonPrefixes>"
        "<CommonPrefixes><Prefix>a/\xc3\xbc/</Prefix></CommonPrefixes>" LIST_TAIL,
        "a/");
    const struct lake_page *page = &answer.listing.page;
    assert_int_equal(answer.kind, S3_ANSWER_LISTING);
    assert_false(page->last);
    assert_true(text_is(answer.listing.next_token, "1ueG/+=="));
    assert_int_equal(page->object_count, 1);
    assert_true(text_is(page->objects[0].key, "a/x&y.csv"));
    assert_true(text_is(page->objects[0].name, "x&y.csv"));
    assert_true(text_is(page->objects[0].etag, "\"fba9dede5f27731c9771645a39863328\""));
    assert_true(text_is(page->objects[0].storage_class, "STANDARD"));
    assert_int_equal(page->objects[0].bytes, 434234);
    assert_int_equal(page->objects[0].modified_ms, INT64_C(1255369830000));
    assert_int_equal(page->folder_count, 2);
    assert_true(text_is(page->folders[0].key, "a/k=v/"));
    assert_true(text_is(page->folders[0].name, "k=v"));
    assert_true(text_is(page->folders[1].name, "\xc3\xbc"));
}

static void empty_page(void **state)
{
    /* No entries at all is a page, and the last one; without <IsTruncated> too. */
    struct s3_answer answer = decode(state, "<ListBucketResult/>", "");
    assert_int_equal(answer.kind, S3_ANSWER_LISTING);
    assert_true(answer.listing.page.last);
    assert_int_equal(answer.listing.page.object_count + answer.listing.page.folder_count, 0);
}

static void encoded_keys(void **state)
{
    /* With encoding-type=url keys are decoded, '+' as a space; without it '%' and '+' are plain.
     * The order of elements does not matter, and keys that are not text or not below the prefix are
     * counted, not returned. */
    struct s3_answer answer =
        decode(state,
               "<ListBucketResult><Contents><Key>a/b+c%2Bd%25/%C3%BC</Key><Size>0</Size></Contents>"
               "<Contents><Key>a/%FF</Key></Contents><Contents><Key>a/%zz</Key></Contents>"
               "<Contents><Key>other/x</Key></Contents><Contents><Key>a/%00</Key></Contents>"
               "<CommonPrefixes><Prefix>a/noslash</Prefix></CommonPrefixes>"
               "<CommonPrefixes><Prefix>a/x%3D1/</Prefix></CommonPrefixes>"
               "<EncodingType>url</EncodingType></ListBucketResult>",
               "a/");
    const struct lake_page *page = &answer.listing.page;
    assert_int_equal(page->object_count, 1);
    assert_true(text_is(page->objects[0].key, "a/b c+d%/\xc3\xbc"));
    assert_int_equal(page->folder_count, 1);
    assert_true(text_is(page->folders[0].key, "a/x=1/"));
    assert_int_equal(page->unreadable, 5);
    answer = decode(state,
                    "<ListBucketResult><Contents><Key>a/b+c%2B</Key></Contents></ListBucketResult>",
                    "a/");
    assert_true(text_is(answer.listing.page.objects[0].key, "a/b+c%2B"));
}

static void prefix_inside_a_name(void **state)
{
    /* A prefix that ends inside of a name lists whole names, and a folder's own marker has an empty
     * one. */
    struct s3_answer answer = decode(
        state, "<ListBucketResult><Contents><Key>a/part-1</Key></Contents></ListBucketResult>",
        "a/pa");
    assert_true(text_is(answer.listing.page.objects[0].name, "part-1"));
    answer = decode(
        state, "<ListBucketResult><Contents><Key>a/</Key></Contents></ListBucketResult>", "a/");
    assert_true(text_is(answer.listing.page.objects[0].name, ""));
}

static void errors(void **state)
{
    /* Errors are told apart from listings, S3's and the wrapped form of STS. */
    struct s3_answer answer =
        decode(state,
               "<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong</Message>"
               "<Region>eu-west-1</Region><RequestId>1</RequestId></Error>",
               "");
    assert_int_equal(answer.kind, S3_ANSWER_ERROR);
    assert_true(text_is(answer.error.code, "AuthorizationHeaderMalformed"));
    assert_true(text_is(answer.error.message, "wrong"));
    assert_true(text_is(answer.error.region, "eu-west-1"));
    answer = decode(state,
                    "<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>", "");
    assert_int_equal(answer.kind, S3_ANSWER_ERROR);
    assert_true(text_is(answer.error.code, "ExpiredToken"));
    answer = decode(state, "<html><Error><Code>no</Code></Error></html>", "");
    assert_int_equal(answer.kind, S3_ANSWER_OTHER);
}

static void session(void **state)
{
    /* STS's answer to a web identity. */
    struct s3_answer answer = decode(
        state,
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        "<AssumeRoleWithWebIdentityResult><Audience>x</Audience><Credentials><SessionToken>t</"
        "SessionToken>"
        "<SecretAccessKey>s</SecretAccessKey><Expiration>2026-11-19T09:30:00Z</"
        "Expiration><AccessKeyId>ASIA</AccessKeyId>"
        "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>",
        "");
    assert_int_equal(answer.kind, S3_ANSWER_SESSION);
    assert_true(text_is(answer.session.access_key_id, "ASIA"));
    assert_true(text_is(answer.session.secret_key, "s"));
    assert_true(text_is(answer.session.session_token, "t"));
    assert_true(text_is(answer.session.expiration, "2026-11-19T09:30:00Z"));
}

static const char *const BAD[] = {
    "",
    "x",
    "<",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<ListBucketResult>\x01</ListBucketResult>",
    "<ListBucketResult>\xff</ListBucketResult>",
    "<ListBucketResult><Contents><Key>a",
    "<ListBucketResult><Contents><Size>-1</Size></Contents></ListBucketResult>",
    "<ListBucketResult><Contents><Size>1e3</Size></Contents></ListBucketResult>",
    "<ListBucketResult><Contents><Size>99999999999999999999</Size></Contents></ListBucketResult>",
    "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    "<ListBucketResult>&unknown;</ListBucketResult>",
    "<!DOCTYPE a><a/>",
    "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Error><Code>&x;</Code></Error>",
    "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c "
    "\"&b;&b;&b;&b;\">]><Error><Code>&c;</Code></Error>",
    "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></"
    "a></a></a></a></a></a></a>",
    "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a/>",
};

static void malformed(void **state)
{
    /* What is cut, nested, not XML, not a number, or declares a document type (and with it any
     * entity) is an IO error. */
    for (size_t i = 0; i < COUNT(BAD); i++) {
        struct s3_answer answer;
        struct err e = {0};
        if (s3_xml_decode(text_of(BAD[i]), TEXT(""), *state, &answer, &e) == 0)
            fail_msg("taken: %s", BAD[i]);
        assert_int_equal(e.code, ERR_IO);
    }
}

static void huge(void **state)
{
    /* A thousand entries pass and one more does not; a text over its limit is refused; both without
     * much memory. */
    struct buf xml;
    struct s3_answer answer;
    struct err e = {0};
    buf_init(&xml, 8 << 20);
    buf_put_string(&xml, "<ListBucketResult>");
    for (int i = 0; i < LIMIT_LAKE_PAGE_ENTRIES; i++)
        buf_put_string(&xml, i % 2 ? "<Contents><Key>k</Key></Contents>"
                                   : "<CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes>");
    size_t full = xml.n;
    buf_put_string(&xml, "</ListBucketResult>");
    assert_int_equal(s3_xml_decode(buf_text(&xml), TEXT(""), *state, &answer, &e), 0);
    assert_int_equal(answer.listing.page.object_count + answer.listing.page.folder_count,
                     LIMIT_LAKE_PAGE_ENTRIES);
    xml.n = full;
    buf_put_string(&xml, "<Contents/></ListBucketResult>");
    assert_int_equal(s3_xml_decode(buf_text(&xml), TEXT(""), *state, &answer, &e), -1);
    assert_non_null(strstr(e.text, "more entries"));
    buf_clear(&xml);
    err_clear(&e);
    buf_put_string(&xml, "<Error><Code>");
    for (int i = 0; i < 3 * LIMIT_OBJECT_KEY_BYTES + 1; i++)
        buf_put_char(&xml, 'x');
    buf_put_string(&xml, "</Code></Error>");
    assert_int_equal(s3_xml_decode(buf_text(&xml), TEXT(""), *state, &answer, &e), -1);
    assert_non_null(strstr(e.text, "too long"));
    buf_release(&xml);
}

static void memory_is_bounded(void **state)
{
    /* A document whose texts pass the arena's limit is refused. */
    (void)state;
    struct arena small;
    struct buf xml;
    struct s3_answer answer;
    struct err e = {0};
    arena_init(&small, 4096, NULL);
    buf_init(&xml, 8 << 20);
    buf_put_string(&xml, "<ListBucketResult>");
    for (int i = 0; i < 500; i++)
        buf_put_string(&xml, "<NextContinuationToken>0123456789012345678901234567890123456789</"
                             "NextContinuationToken>");
    buf_put_string(&xml, "</ListBucketResult>");
    assert_int_equal(s3_xml_decode(buf_text(&xml), TEXT(""), &small, &answer, &e), -1);
    assert_non_null(strstr(e.text, "too large"));
    buf_release(&xml);
    arena_release(&small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_page),
        TEST(empty_page),
        TEST(encoded_keys),
        TEST(prefix_inside_a_name),
        TEST(errors),
        TEST(session),
        TEST(malformed),
        TEST(huge),
        TEST(memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
