/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/connection_target.h"

enum { SHOWN_BYTES = 2048 };

/* "host:port host:port [tls]" or the message. */
static void show(const struct value *properties, char out[SHOWN_BYTES])
{
    struct connection_targets targets;
    struct err err = {0};
    size_t n = 0;
    if (connection_targets_find(TEXT("JDBC"), properties, &targets, &err) != 0) {
        assert_int_equal(err.code, ERR_INVALID);
        snprintf(out, SHOWN_BYTES, "%s", err.text);
        return;
    }
    for (size_t i = 0; i < targets.count; i++)
        n += (size_t)snprintf(out + n, SHOWN_BYTES - n, "%s%.*s:%d", i ? " " : "",
                              TEXT_ARG(targets.items[i].host), targets.items[i].port);
    snprintf(out + n, SHOWN_BYTES - n, "%s%s", targets.is_tls ? " tls" : "",
             targets.is_verified ? "" : " unverified");
}

static const char *of_pairs(const char *const *pairs, char out[SHOWN_BYTES])
{
    struct value items[16];
    size_t count = 0;
    for (; pairs[2 * count]; count++) {
        items[2 * count] = value_text(text_of(pairs[2 * count]));
        items[2 * count + 1] = value_text(text_of(pairs[2 * count + 1]));
    }
    struct value properties = value_list(items, count);
    show(&properties, out);
    return out;
}

static void urls(void **state)
{
    /* Hosts and ports are read out of every form of URL that the drivers document. */
    (void)state;
    static const char *const rows[][2] = {
        {"jdbc:postgresql://h/d", "h:5432"},
        {"jdbc:postgresql://h:1,i:2/d?a=b", "h:1 i:2"},
        {"jdbc:postgresql://[fd00::1]:7/d", "fd00::1:7"},
        {"jdbc:mysql://u:p@h/d", "h:3306"},
        {"JDBC:MySQL://h", "h:3306"},
        {"jdbc:mariadb://h:1/d", "h:1"},
        {"jdbc:redshift://h.example:5439/d", "h.example:5439"},
        {"jdbc:sqlserver://h\\instance;databaseName=d", "h:1433"},
        {"jdbc:sqlserver://h\\instance:9;databaseName=d", "h:9"},
        {"jdbc:sqlserver:h:1;database=d", "h:1"},
        {"jdbc:oracle:thin:@h:1:sid", "h:1"},
        {"jdbc:oracle:thin:@h", "h:1521"},
        {"jdbc:oracle:thin:u/p@//h:2/service", "h:2"},
        {"jdbc:oracle:thin:@tcps://h:3/service", "h:3 tls"},
        {"jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h)(PORT=4))"
         "(ADDRESS=(PROTOCOL=tcps)(host=i)(port=5)))",
         "h:4 i:5 tls"},
        {"jdbc:snowflake://a.example/?db=x", "a.example:443 tls"},
        {"mongodb://u:p%40@h:1,i/d", "h:1 i:27017"},
        {"mongodb://h/?tls=true", "h:27017 tls"},
        {"mongodb://h/?ssl=TRUE", "h:27017 tls"},
        {"https://h", "h:443 tls"},
        {"http://h:80#x", "h:80"},
        {"rediss://h", "h:6379 tls"},
        {"h:1", "h:1"},
        {"h", "ConnectionProperties: CONNECTION_URL: The port of h is missing."},
        {"", "ConnectionProperties: CONNECTION_URL: It names no host."},
        {"jdbc:oracle:thin:h:1", "ConnectionProperties: CONNECTION_URL: It names no host."},
        {"jdbc:oracle:thin:@(DESCRIPTION=)",
         "ConnectionProperties: CONNECTION_URL: It names no host."},
        {"http://[::1",
         "ConnectionProperties: CONNECTION_URL: An address in brackets is not closed, or "
         "followed by more than a port."},
        {"http://[::1]x",
         "ConnectionProperties: CONNECTION_URL: An address in brackets is not closed, or "
         "followed by more than a port."},
        {"http://h:x/",
         "ConnectionProperties: CONNECTION_URL: The port of h is not a number from 1 "
         "to 65535."},
        {"http://-h/", "ConnectionProperties: CONNECTION_URL: '-h' is not a host."},
        {"http://a\r\nb/", "ConnectionProperties: CONNECTION_URL: 'a\r\nb' is not a host."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[SHOWN_BYTES];
        const char *const pairs[] = {"CONNECTION_URL", rows[i][0], NULL};
        assert_string_equal(of_pairs(pairs, out), rows[i][1]);
    }
}

static void properties(void **state)
{
    /* Kafka's servers, HOST with PORT, and what is said of certificates. */
    (void)state;
    static const struct {
        const char *pairs[9], *shown;
    } rows[] = {
        {{"KAFKA_BOOTSTRAP_SERVERS", "a, b:1,,c "}, "a:9092 b:1 c:9092 tls"},
        {{"KAFKA_BOOTSTRAP_SERVERS", "a", "KAFKA_SSL_ENABLED", "False"}, "a:9092"},
        {{"KAFKA_BOOTSTRAP_SERVERS", "a", "KAFKA_CUSTOM_CERT", "s3://b/c"},
         "a:9092 tls unverified"},
        {{"KAFKA_BOOTSTRAP_SERVERS", "a", "KAFKA_SKIP_CUSTOM_CERT_VALIDATION", "TRUE"},
         "a:9092 tls unverified"},
        {{"HOST", "h", "PORT", "5"}, "h:5"},
        {{"HOST", "https://h.example"}, "h.example:443 tls"},
        {{"HOST", "h", "PORT", "x"}, "The port of h is not a number from 1 to 65535."},
        {{"JDBC_CONNECTION_URL", "jdbc:oracle:thin:@tcps://h", "SKIP_CUSTOM_JDBC_CERT_VALIDATION",
          "true"},
         "h:1521 tls unverified"},
        {{"JDBC_CONNECTION_URL", "https://h", "HOST", "i", "PORT", "1"}, "h:443 tls"},
        {{NULL},
         "A connection of type JDBC without a URL, KAFKA_BOOTSTRAP_SERVERS or HOST leads "
         "nowhere that could be tested."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[SHOWN_BYTES];
        assert_string_equal(of_pairs(rows[i].pairs, out), rows[i].shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls),
        cmocka_unit_test(properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
