/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/policy.h"
#include "tests/unit/base/cpu_time.h"

#define GLUE "arn:aws:glue:us-east-1:123456789012:"
#define USER "arn:aws:iam::123456789012:user/"

enum { POLICY_BYTES = 4096 };

static const struct policy_rules of_identity = {.kind = POLICY_OF_IDENTITY};
static const struct policy_rules of_resource = {POLICY_OF_RESOURCE, TEXT_INIT("us-east-1"),
                                                TEXT_INIT("123456789012")};

/* Bob, who asks over TLS from 203.0.113.7. */
static struct policy_facts bob(void)
{
    struct policy_facts facts = {.now_ms = INT64_C(1700000000123)};
    facts.values[POLICY_PRINCIPAL_ARN] = TEXT(USER "bob");
    facts.values[POLICY_PRINCIPAL_ACCOUNT] = TEXT("123456789012");
    facts.values[POLICY_PRINCIPAL_TYPE] = TEXT("User");
    facts.values[POLICY_USERNAME] = TEXT("bob");
    facts.values[POLICY_SOURCE_IP] = TEXT("203.0.113.7");
    facts.values[POLICY_SECURE_TRANSPORT] = TEXT("true");
    facts.values[POLICY_CURRENT_TIME] = TEXT("now");
    facts.values[POLICY_EPOCH_TIME] = TEXT("now");
    facts.values[POLICY_REQUESTED_REGION] = TEXT("us-east-1");
    facts.values[POLICY_RESOURCE_ACCOUNT] = TEXT("123456789012");
    return facts;
}

/* Reads a policy written with ' for ". */
static struct policy *read_policy(const char *text, const struct policy_rules *rules,
                                  struct err *err)
{
    char json[POLICY_BYTES];
    size_t n = strlen(text);
    assert_true(n < sizeof json);
    for (size_t i = 0; i < n; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    return policy_new((struct text){json, n}, rules, err);
}

static enum policy_answer ask(const struct policy *policy, const char *action, const char *resource)
{
    struct policy_facts facts = bob();
    struct policy_question question = {TEXT("glue"), text_of(action), text_of(resource), &facts};
    return policy_evaluate(policy, &question);
}

static enum policy_answer ask_text(const char *text, const struct policy_rules *rules,
                                   const char *action, const char *resource)
{
    struct err err = {0};
    struct policy *policy = read_policy(text, rules, &err);
    if (!policy)
        fail_msg("%s: %s", text, err.text);
    enum policy_answer answer = ask(policy, action, resource);
    policy_drop(policy);
    return answer;
}

/* An explicit deny goes before any allowance, wherever it stands; what is not named is not
 * answered. */
static void test_order(void **state)
{
    static const char allow[] = "{'Effect':'Allow','Action':'*','Resource':'*'}";
    static const char deny[] = "{'Effect':'Deny','Action':'glue:GetTable','Resource':'*'}";
    char text[POLICY_BYTES];
    (void)state;
    for (int deny_first = 0; deny_first < 2; deny_first++) {
        snprintf(text, sizeof text, "{'Statement':[%s,%s]}", deny_first ? deny : allow,
                 deny_first ? allow : deny);
        assert_int_equal(ask_text(text, &of_identity, "GetTable", GLUE "catalog"), POLICY_DENIES);
        assert_int_equal(ask_text(text, &of_identity, "GetTables", GLUE "catalog"), POLICY_ALLOWS);
    }
    assert_int_equal(ask_text("{'Statement':{'Effect':'Allow','Action':'glue:GetTable',"
                              "'Resource':'*'}}",
                              &of_identity, "GetTables", GLUE "catalog"),
                     POLICY_IS_SILENT);
}

/* Statement, Action, Resource and principals are one or several; NotAction and NotResource turn
 * their sense. */
static void test_actions_and_resources(void **state)
{
    static const struct {
        const char *elements, *action, *resource;
        bool fits;
    } rows[] = {
        {"'Action':'*','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'glue:*','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'GLUE:gettable','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'glue:Get*','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'glue:Get*s','Resource':'*'", "GetTable", "catalog", false},
        {"'Action':'glue:GetTab?e','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'glue:GetTabl?e','Resource':'*'", "GetTable", "catalog", false},
        {"'Action':'glue:Get?Table*','Resource':'*'", "GetTable", "catalog", false},
        {"'Action':'s3:*','Resource':'*'", "GetTable", "catalog", false},
        {"'Action':['s3:*','glue:*Table*'],'Resource':'*'", "GetTable", "catalog", true},
        {"'NotAction':['s3:*','glue:*Table*'],'Resource':'*'", "GetTable", "catalog", false},
        {"'NotAction':'glue:Delete*','Resource':'*'", "GetTable", "catalog", true},
        {"'Action':'*','Resource':'" GLUE "catalog'", "GetTable", "catalog", true},
        {"'Action':'*','Resource':'" GLUE "catalog'", "GetTable", "catalog/x", false},
        {"'Action':'*','Resource':'" GLUE "Catalog'", "GetTable", "catalog", false},
        {"'Action':'*','Resource':'" GLUE "*'", "GetTable", "table/a/b", true},
        {"'Action':'*','Resource':'" GLUE "table/*'", "GetTable", "table/a/b", true},
        {"'Action':'*','Resource':'" GLUE "table/a/*'", "GetTable", "table/ab/c", false},
        {"'Action':'*','Resource':'" GLUE "table/a/*'", "GetTable", "table/a/*", true},
        {"'Action':'*','Resource':'" GLUE "table/a/b'", "GetTable", "table/a/*", false},
        {"'Action':'*','Resource':'" GLUE "table/a/b*c*d'", "GetTable", "table/a/bcdcd", true},
        {"'Action':'*','Resource':'" GLUE "table/?/b'", "GetTable", "table/\xC3\xA4/b", true},
        {"'Action':'*','Resource':'arn:aws:glue:*:*:table/*'", "GetTable", "table/a/b", true},
        {"'Action':'*','Resource':'arn:aws:glue:eu-*:*:table/*'", "GetTable", "table/a/b", false},
        {"'Action':'*','Resource':'arn:aws:glue:*'", "GetTable", "table/a/b", true},
        {"'Action':'*','Resource':'arn:aws:s3:*'", "GetTable", "table/a/b", false},
        {"'Action':'*','Resource':['arn:aws:s3:::b','" GLUE "table/a/b']", "GetTable", "table/a/b",
         true},
        {"'Action':'*','NotResource':['" GLUE "table/a/*']", "GetTable", "table/a/b", false},
        {"'Action':'*','NotResource':['" GLUE "table/a/*']", "GetTable", "table/b/b", true},
        {"'Action':'*','Resource':'" GLUE "table/${aws:username}/*'", "GetTable", "table/bob/b",
         true},
        {"'Action':'*','Resource':'" GLUE "table/${AWS:UserName}/*'", "GetTable", "table/bobby/b",
         false},
        {"'Action':'*','Resource':'" GLUE "table/x${*}y/*'", "GetTable", "table/x*y/b", true},
        {"'Action':'*','Resource':'" GLUE "table/x${*}y/*'", "GetTable", "table/xay/b", false},
        {"'Action':'*','Resource':'" GLUE "table/${$}{a}/*'", "GetTable", "table/${a}/b", true},
    };
    char text[POLICY_BYTES], arn[512];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text, "{'Version':'2012-10-17','Statement':[{'Effect':'Allow',%s}]}",
                 rows[i].elements);
        snprintf(arn, sizeof arn, GLUE "%s", rows[i].resource);
        if ((ask_text(text, &of_identity, rows[i].action, arn) == POLICY_ALLOWS) != rows[i].fits)
            fail_msg("%s on %s", rows[i].elements, rows[i].resource);
    }
}

/* A colon in a name does not let one part of an ARN stand for another. */
static void test_parts_of_arns(void **state)
{
    (void)state;
    assert_int_equal(ask_text("{'Statement':[{'Effect':'Allow','Action':'*','Resource':"
                              "'arn:aws:glue:*:123456789012:database/a'}]}",
                              &of_identity, "GetTable", GLUE "table/x:123456789012:database/a"),
                     POLICY_IS_SILENT);
}

/* Policies of the older version have no variables. */
static void test_older_version(void **state)
{
    static const char text[] = "{'Version':'2008-10-17','Statement':[{'Effect':'Allow',"
                               "'Action':'*','Resource':'" GLUE "table/${aws:username}/*'}]}";
    (void)state;
    assert_int_equal(ask_text(text, &of_identity, "GetTable", GLUE "table/bob/t"),
                     POLICY_IS_SILENT);
    assert_int_equal(ask_text(text, &of_identity, "GetTable", GLUE "table/${aws:username}/t"),
                     POLICY_ALLOWS);
}

/* Who is meant: everybody, an account, or a user; and everybody else. */
static void test_principals(void **state)
{
    static const struct {
        const char *principal;
        bool fits;
    } rows[] = {
        {"'Principal':'*'", true},
        {"'Principal':{'AWS':'*'}", true},
        {"'Principal':{'AWS':'123456789012'}", true},
        {"'Principal':{'AWS':'arn:aws:iam::123456789012:root'}", true},
        {"'Principal':{'AWS':'arn:aws:iam::210987654321:root'}", false},
        {"'Principal':{'AWS':['" USER "alice','" USER "bob']}", true},
        {"'Principal':{'AWS':['" USER "alice','" USER "bo']}", false},
        {"'Principal':{'AWS':'" USER "Bob'}", false},
        {"'Principal':{'AWS':'arn:aws:iam::123456789012:role/bob'}", false},
        {"'NotPrincipal':{'AWS':'" USER "alice'}", true},
        {"'NotPrincipal':{'AWS':'" USER "bob'}", false},
        {"'NotPrincipal':{'AWS':['" USER "alice','arn:aws:iam::123456789012:root']}", true},
        {"'NotPrincipal':{'AWS':'123456789012'}", true},
        {"'NotPrincipal':'*'", false},
        {"'Principal':{'Service':'ram.amazonaws.com'}", false},
        {"'Principal':{'Service':['ram.amazonaws.com'],'AWS':'" USER "bob'}", true},
        {"'NotPrincipal':{'Service':'ram.amazonaws.com.cn'}", true},
    };
    char text[POLICY_BYTES];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(text, sizeof text,
                 "{'Statement':[{'Effect':'Deny',%s,'Action':'glue:*','Resource':'" GLUE "*'}]}",
                 rows[i].principal);
        if ((ask_text(text, &of_resource, "GetTable", GLUE "catalog") == POLICY_DENIES) !=
            rows[i].fits)
            fail_msg("%s", rows[i].principal);
    }
}

/* Each operator on each kind of key, and what a key does that is not there. */
static void test_conditions(void **state)
{
    static const struct {
        const char *condition;
        bool holds;
    } rows[] = {
        {"{}", true},
        {"'StringEquals':{'aws:username':'bob'}", true},
        {"'StringEquals':{'aws:username':'BOB'}", false},
        {"'StringEquals':{'aws:username':'b*'}", false},
        {"'StringEquals':{'aws:username':['alice','bob']}", true},
        {"'StringNotEquals':{'aws:username':['alice','bob']}", false},
        {"'StringNotEquals':{'aws:username':['alice','eve']}", true},
        {"'StringEqualsIgnoreCase':{'AWS:USERNAME':'BoB'}", true},
        {"'StringNotEqualsIgnoreCase':{'aws:username':'BOB'}", false},
        {"'StringLike':{'aws:username':'b?b'}", true},
        {"'StringNotLike':{'aws:username':'b*'}", false},
        {"'StringLike':{'aws:PrincipalArn':'*:user/${aws:username}'}", true},
        {"'StringEquals':{'aws:PrincipalType':'User','aws:RequestedRegion':'us-east-1'}", true},
        {"'StringEquals':{'aws:PrincipalType':'User','aws:RequestedRegion':'us-east-2'}", false},
        {"'StringEquals':{'aws:ResourceAccount':'${aws:PrincipalAccount}'}", true},
        {"'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::*:user/b*'}", true},
        {"'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::123456789012:role/*'}", false},
        {"'ArnNotEquals':{'aws:PrincipalArn':'" USER "bob'}", false},
        {"'ArnNotLike':{'aws:PrincipalArn':'" USER "a*'}", true},
        {"'NumericEquals':{'aws:EpochTime':1700000000}", true},
        {"'NumericNotEquals':{'aws:EpochTime':'1700000000'}", false},
        {"'NumericLessThan':{'aws:EpochTime':1700000000}", false},
        {"'NumericLessThanEquals':{'aws:EpochTime':1700000000}", true},
        {"'NumericGreaterThan':{'aws:EpochTime':'1699999999'}", true},
        {"'NumericGreaterThanEquals':{'aws:EpochTime':'1700000001'}", false},
        {"'DateEquals':{'aws:CurrentTime':'2023-11-14T22:13:20.123Z'}", true},
        {"'DateNotEquals':{'aws:CurrentTime':'2023-11-14T22:13:20.123Z'}", false},
        {"'DateLessThan':{'aws:CurrentTime':'2023-11-15'}", true},
        {"'DateLessThanEquals':{'aws:CurrentTime':'2023-11-14'}", false},
        {"'DateGreaterThan':{'aws:CurrentTime':'1700000000'}", true},
        {"'DateGreaterThanEquals':{'aws:EpochTime':'2023-11-15T00:00:00Z'}", false},
        {"'Bool':{'aws:SecureTransport':'true'}", true},
        {"'Bool':{'aws:SecureTransport':false}", false},
        {"'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}", true},
        {"'IpAddress':{'aws:SourceIp':['10.0.0.0/8','203.0.113.7']}", true},
        {"'IpAddress':{'aws:SourceIp':'2001:db8::/32'}", false},
        {"'NotIpAddress':{'aws:SourceIp':'203.0.113.0/24'}", false},
        {"'Null':{'aws:username':'false'}", true},
        {"'Null':{'aws:username':true}", false},
        {"'Null':{'aws:CurrentTime':'false'}", true},
        {"'StringEquals':{'aws:username':'bob'},'Bool':{'aws:SecureTransport':'false'}", false},
        {"'StringEqualsIfExists':{'aws:username':'eve'}", false},
        /* what follows is asked without a name and an address */
        {"'StringEquals':{'aws:username':'bob'}#", false},
        {"'StringNotEquals':{'aws:username':'bob'}#", true},
        {"'StringEqualsIfExists':{'aws:username':'bob'}#", true},
        {"'Null':{'aws:username':'true'}#", true},
        {"'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}#", false},
        {"'NotIpAddress':{'aws:SourceIp':'0.0.0.0/0'}#", true},
        {"'IpAddressIfExists':{'aws:SourceIp':'10.0.0.0/8'}#", true},
        {"'StringLike':{'aws:PrincipalArn':'*${aws:username}*'}#", false},
    };
    char text[POLICY_BYTES];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text condition = text_of(rows[i].condition);
        bool is_bare = text_ends_with(condition, TEXT("#"));
        struct err err = {0};
        struct policy_facts facts = bob();
        if (is_bare)
            facts.values[POLICY_USERNAME] = facts.values[POLICY_SOURCE_IP] = (struct text){NULL, 0};
        condition.n -= is_bare;
        if (text_is(condition, "{}"))
            condition = TEXT("");
        snprintf(text, sizeof text,
                 "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Action':'*',"
                 "'Resource':'*','Condition':{%.*s}}]}",
                 TEXT_ARG(condition));
        struct policy *policy = read_policy(text, &of_identity, &err);
        if (!policy)
            fail_msg("%s: %s", rows[i].condition, err.text);
        struct policy_question question = {TEXT("glue"), TEXT("GetTable"), TEXT(GLUE "catalog"),
                                           &facts};
        if ((policy_evaluate(policy, &question) == POLICY_ALLOWS) != rows[i].holds)
            fail_msg("%s", rows[i].condition);
        policy_drop(policy);
    }
}

/* What is no policy, or would not be evaluated, is refused, and the error names it. */
static void test_refusals(void **state)
{
#define GOOD "'Effect':'Allow','Action':'*','Resource':'*'"
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"", "line"},
        {"[]", "JSON object"},
        {"'x'", "line 1"},
        {"{}", "Statement"},
        {"{'Statement':[]}", "Statement"},
        {"{'Statement':'x'}", "statement 1"},
        {"{'Statement':[{" GOOD "},1]}", "statement 2"},
        {"{'Statement':[{" GOOD "}],'Statement':[]}", "duplicate"},
        {"{'Version':'2013','Statement':[{" GOOD "}]}", "Version"},
        {"{'Version':2012,'Statement':[{" GOOD "}]}", "Version"},
        {"{'Id':1,'Statement':[{" GOOD "}]}", "Id"},
        {"{'Extra':1,'Statement':[{" GOOD "}]}", "Extra"},
        {"{'Statement':[{" GOOD ",'Sid':1}]}", "Sid"},
        {"{'Statement':[{" GOOD ",'Sid':'a'},{" GOOD ",'Sid':'a'}]}", "Sid a"},
        {"{'Statement':[{" GOOD ",'Principal':'*'}]}", "principal"},
        {"{'Statement':[{" GOOD ",'NotAction':'*'}]}", "exclude"},
        {"{'Statement':[{" GOOD ",'NotResource':'*'}]}", "exclude"},
        {"{'Statement':[{'Action':'*','Resource':'*'}]}", "Effect"},
        {"{'Statement':[{'Effect':'Allow','Resource':'*'}]}", "Action"},
        {"{'Statement':[{'Effect':'Allow','Action':'*'}]}", "Resource"},
        {"{'Statement':[{'Effect':'Allow','Action':[],'Resource':'*'}]}", "Action is empty"},
        {"{'Statement':[{'Effect':'Allow','Action':[1],'Resource':'*'}]}", "Action"},
        {"{'Statement':[{'Effect':'Allow','Action':'GetTable','Resource':'*'}]}", "GetTable"},
        {"{'Statement':[{'Effect':'Allow','Action':'glue:','Resource':'*'}]}", "glue:"},
        {"{'Statement':[{'Effect':'Allow','Action':'g*:x','Resource':'*'}]}", "g*:x"},
        {"{'Statement':[{'Effect':'Allow','Action':'*','Resource':'table/a'}]}", "table/a"},
        {"{'Statement':[{'Effect':'Allow','Action':'*','Resource':'arn:aws:glue:x'}]}", "arn:aws"},
        {"{'Statement':[{'Effect':'Allow','Action':'*','Resource':'*a*'}]}", "*a*"},
        {"{'Statement':[{'Effect':'Allow','Action':'*','Resource':'" GLUE "'}]}", "ARN"},
        {"{'Statement':[{" GOOD ",'Condition':'x'}]}", "Condition"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':'x'}}]}", "Bool"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{}}}]}", "Bool"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{'aws:SecureTransport':[]}}}]}", "empty"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{'aws:SecureTransport':'x'}}}]}", "x"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{'aws:SecureTransport':{}}}}]}", "value"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{'aws:SecureTransport':1.5}}}]}", "value"},
        {"{'Statement':[{" GOOD ",'Condition':{'bool':{'aws:SecureTransport':true}}}]}", "bool"},
        {"{'Statement':[{" GOOD ",'Condition':{'Bool':{'aws:username':true}}}]}", "Bool"},
        {"{'Statement':[{" GOOD ",'Condition':{'IpAddress':{'aws:SourceIp':'a'}}}]}", "Condition"},
        {"{'Statement':[{" GOOD ",'Condition':{'DateEquals':{'aws:CurrentTime':'now'}}}]}", "now"},
        {"{'Statement':[{" GOOD ",'Condition':{'DateEquals':{'aws:CurrentTime':'-1'}}}]}", "-1"},
        {"{'Statement':[{" GOOD
         ",'Condition':{'DateEquals':{'aws:CurrentTime':'6148914691236517204'}}}]}",
         "6148914691236517204"},
        {"{'Statement':[{" GOOD ",'Condition':{'StringLike':{'glue:VpcIds':'x'}}}]}",
         "glue:VpcIds"},
        {"{'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'*','Resource':'" GLUE
         "x${aws:userid}'}]}",
         "aws:userid"},
        {"{'Version':'2012-10-17','Statement':[{'Effect':'Deny','Action':'*','Resource':'" GLUE
         "x${aws:username'}]}",
         "does not end"},
        {"{'Statement':[{'Effect':'Deny','Action':'*','Resource':'" GLUE "x\\u0001'}]}",
         "control character"},
    };
#undef GOOD
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err err = {0};
        struct policy *policy = read_policy(rows[i].text, &of_identity, &err);
        if (policy)
            fail_msg("%s was taken", rows[i].text);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, rows[i].words))
            fail_msg("%s: %s", rows[i].text, err.text);
    }
}

/* A policy is as long as the limit, and no longer; a deep one and one of many statements are read
 * or refused in bounded memory. */
static void test_sizes(void **state)
{
    static char text[LIMIT_POLICY_BYTES + 2];
    static const char head[] = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
                               "\"Resource\":\"*\"}}";
    struct err err = {0};
    (void)state;
    memset(text, ' ', sizeof text);
    memcpy(text, head, sizeof head - 1);
    struct policy *policy = policy_new((struct text){text, LIMIT_POLICY_BYTES}, &of_identity, &err);
    assert_non_null(policy);
    policy_drop(policy);
    assert_null(policy_new((struct text){text, LIMIT_POLICY_BYTES + 1}, &of_identity, &err));
    assert_int_equal(err.code, ERR_INVALID);
    err_clear(&err);
    memset(text, '[', sizeof text);
    assert_null(policy_new((struct text){text, LIMIT_POLICY_BYTES}, &of_identity, &err));
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "1,", 2);
    memcpy(text, "{\"Statement\":[", 14);
    memcpy(text + LIMIT_POLICY_BYTES - 3, "1]}", 3);
    err_clear(&err);
    assert_null(policy_new((struct text){text, LIMIT_POLICY_BYTES}, &of_identity, &err));
    assert_non_null(strstr(err.text, "statement 1"));
}

/* Only what truly allows everything says so. */
static void test_everything(void **state)
{
    static const struct {
        const char *statements;
        bool everything;
    } rows[] = {
        {"{'Effect':'Allow','Action':'*','Resource':'*'}", true},
        {"{'Effect':'Allow','Action':'glue:GetTable','Resource':'*'},"
         "{'Effect':'Allow','Action':['*'],'Resource':['*']}",
         true},
        {"{'Effect':'Allow','Action':'glue:*','Resource':'*'}", false},
        {"{'Effect':'Allow','Action':'*','Resource':'arn:*'}", false},
        {"{'Effect':'Allow','NotAction':'*','Resource':'*'}", false},
        {"{'Effect':'Allow','Action':'*','NotResource':'*'}", false},
        {"{'Effect':'Deny','Action':'*','Resource':'*'}", false},
        {"{'Effect':'Allow','Action':'*','Resource':'*'},"
         "{'Effect':'Deny','Action':'s3:*','Resource':'*'}",
         false},
        {"{'Effect':'Allow','Action':'*','Resource':'*',"
         "'Condition':{'Null':{'aws:username':'true'}}}",
         false},
    };
    char text[POLICY_BYTES];
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err err = {0};
        snprintf(text, sizeof text, "{'Statement':[%s]}", rows[i].statements);
        struct policy *policy = read_policy(text, &of_identity, &err);
        assert_non_null(policy);
        if (policy_allows_everything(policy) != rows[i].everything)
            fail_msg("%s", text);
        policy_drop(policy);
    }
}

/* The longest patterns of stars take a bounded time. */
static void test_slow_patterns(void **state)
{
    static char text[LIMIT_POLICY_BYTES], arn[1024];
    struct err err = {0};
    (void)state;
    int n = snprintf(text, sizeof text,
                     "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"" GLUE);
    while ((size_t)n + 8 < sizeof text)
        n += snprintf(text + n, sizeof text - (size_t)n, "*a");
    n += snprintf(text + n, sizeof text - (size_t)n, "b\"}}");
    struct policy *policy = policy_new((struct text){text, (size_t)n}, &of_identity, &err);
    assert_non_null(policy);
    memset(arn, 'a', sizeof arn - 1);
    memcpy(arn, GLUE, sizeof GLUE - 1);
    int64_t began_us = cpu_time_us();
    assert_int_equal(ask(policy, "GetTable", arn), POLICY_IS_SILENT);
    assert_true(cpu_time_us() - began_us < 500 * 1000);
    policy_drop(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),         cmocka_unit_test(test_actions_and_resources),
        cmocka_unit_test(test_parts_of_arns), cmocka_unit_test(test_older_version),
        cmocka_unit_test(test_principals),    cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_everything),    cmocka_unit_test(test_slow_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
