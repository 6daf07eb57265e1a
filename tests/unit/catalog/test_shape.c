/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/shape.h"

/* A shape of our own with every kind in it, so that each rule is met once. */
static const struct type type_name = {"Name", KIND_TEXT, .min = 1, .max = 4,
                                      .text_class = CLASS_SINGLE_LINE};
static const struct type type_note = {"Note", KIND_TEXT, .max = 100,
                                      .text_class = CLASS_MULTI_LINE};
static const char *const color_values[] = {"RED", "GREEN", NULL};
static const struct type type_color = {"Color", KIND_TEXT, .max = NO_MAXIMUM,
                                       .values = color_values};
static const struct type type_count = {"Count", KIND_INTEGER, .min = -1, .max = 10};
static const struct type type_big = {"Big", KIND_LONG, .min = INT64_MIN, .max = INT64_MAX};
static const struct type type_ratio = {"Ratio", KIND_DOUBLE};
static const struct type type_flag = {"Flag", KIND_BOOLEAN};
static const struct type type_time = {"Time", KIND_TIMESTAMP};
static const struct type type_any = {"Any", KIND_DOCUMENT};
static const struct type type_names = {"Names", KIND_LIST, .min = 1, .max = 3,
                                       .element = &type_name};
static const struct type type_value = {"Value", KIND_TEXT, .max = 100};
static const struct type type_pairs = {"Pairs", KIND_MAP, .max = 300, .key = &type_note,
                                       .element = &type_value};

enum { INNER_NAME, INNER_ALWAYS };
static const struct member inner_members[] = {
    [INNER_NAME] = {"Name", &type_name, MEMBER_REQUIRED | MEMBER_FOLD | MEMBER_HEAD},
    [INNER_ALWAYS] = {"Always", &type_count, MEMBER_ALWAYS},
};
static const struct shape shape_inner = SHAPE("Inner", inner_members);
static const struct type type_inner = {"Inner", KIND_STRUCT, .shape = &shape_inner};
static const struct type type_inners = {"Inners", KIND_LIST, .max = 10, .element = &type_inner};

enum {
    NAME,
    NOTE,
    COLOR,
    NUMBER,
    BIG,
    RATIO,
    FLAG,
    TIME,
    ANY,
    NAMES,
    PAIRS,
    INNER,
    INNERS,
    HEAD,
    ALWAYS_LIST
};
static const struct member members[] = {
    [NAME] = {"Name", &type_name, MEMBER_FOLD},
    [NOTE] = {"Note", &type_note},
    [COLOR] = {"Color", &type_color},
    [NUMBER] = {"Count", &type_count},
    [BIG] = {"Big", &type_big},
    [RATIO] = {"Ratio", &type_ratio},
    [FLAG] = {"Flag", &type_flag},
    [TIME] = {"Time", &type_time},
    [ANY] = {"Any", &type_any},
    [NAMES] = {"Names", &type_names},
    [PAIRS] = {"Pairs", &type_pairs},
    [INNER] = {"Inner", &type_inner},
    [INNERS] = {"Inners", &type_inners},
    [HEAD] = {"Head", &type_name, MEMBER_HEAD},
    [ALWAYS_LIST] = {"List", &type_inners, MEMBER_ALWAYS},
};
static const struct shape shape_all = SHAPE("All", members);

struct bench {
    struct arena arena;
    struct buf out;
    struct err err;
    struct value *values;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.values = NULL};
    arena_init(&bench.arena, 64u << 20, NULL);
    buf_init(&bench.out, 16u << 20);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    buf_release(&b->out);
    return 0;
}

static int decode(struct bench *b, struct text input)
{
    err_clear(&b->err);
    b->values = NULL;
    return shape_decode_text(&shape_all, input, &b->arena, &b->values, &b->err);
}

/* What the input is kept as; a decoding error is a failed test. */
static struct text kept(struct bench *b, const char *input)
{
    if (decode(b, text_of(input)) != 0)
        fail_msg("%s: %s", input, b->err.text);
    buf_clear(&b->out);
    shape_encode(&shape_all, b->values, &b->out);
    return buf_text(&b->out);
}

static void expect_kept(struct bench *b, const char *input, const char *want)
{
    struct text got = kept(b, input);
    if (!text_is(got, want))
        fail_msg("%s is kept as %.*s, not %s", input, TEXT_ARG(got), want);
}

static void expect_error(struct bench *b, const char *input, enum err_code code, const char *words)
{
    if (decode(b, text_of(input)) == 0)
        fail_msg("%s was taken", input);
    if (b->err.code != code || !strstr(b->err.text, words))
        fail_msg("%s: %s: %s", input, err_name(b->err.code), b->err.text);
}

#define LIST ",\"List\":[]"

static void canonical(void **state)
{
    /* Members come out in the shape's order without blanks, names folded, nulls and unknown members
     * gone, and heads left out at the outermost level alone. */
    struct bench *b = *state;
    expect_kept(b, "", "\"List\":[]");
    expect_kept(b, " \n\t ", "\"List\":[]");
    expect_kept(b, "{}", "\"List\":[]");
    expect_kept(b, "{\"Name\":null,\"Nope\":{\"Name\":[1,null,{}]}}", "\"List\":[]");
    expect_kept(b, "{ \"Note\" : \"n\\u0041\\n\" , \"Name\" : \"AbC\", \"Head\":\"H\" }",
                "\"Name\":\"abc\",\"Note\":\"nA\\n\"" LIST);
    expect_kept(b, "{\"Inner\":{\"Name\":\"N\"}}", "\"Inner\":{\"Name\":\"n\",\"Always\":0}" LIST);
    expect_kept(b, "{\"Inners\":[{\"Always\":3,\"Name\":\"N\"},{\"Name\":\"m\"}]}",
                "\"Inners\":[{\"Name\":\"n\",\"Always\":3},{\"Name\":\"m\",\"Always\":0}]" LIST);
    expect_kept(b, "{\"Any\": { \"a\" : [ 1 , null ] } }", "\"Any\":{ \"a\" : [ 1 , null ] }" LIST);
    expect_kept(b, "{\"Any\":null}", "\"List\":[]");
}

static void numbers(void **state)
{
    /* Each kind of number keeps its whole range and refuses what lies outside. */
    struct bench *b = *state;
    expect_kept(b, "{\"Big\":9223372036854775807}", "\"Big\":9223372036854775807" LIST);
    expect_kept(b, "{\"Big\":-9223372036854775808}", "\"Big\":-9223372036854775808" LIST);
    expect_error(b, "{\"Big\":9223372036854775808}", ERR_MALFORMED, "'big'");
    expect_error(b, "{\"Big\":1.0}", ERR_MALFORMED, "'big'");
    expect_error(b, "{\"Big\":1e3}", ERR_MALFORMED, "'big'");
    expect_error(b, "{\"Count\":2147483648}", ERR_MALFORMED, "an integer of 32 bits");
    expect_error(b, "{\"Count\":-2147483649}", ERR_MALFORMED, "an integer of 32 bits");
    expect_error(b, "{\"Count\":2147483647}", ERR_VALIDATION, "'count'");
    expect_kept(b, "{\"Count\":-1}", "\"Count\":-1" LIST);
    expect_kept(b, "{\"Count\":10}", "\"Count\":10" LIST);
    expect_error(b, "{\"Count\":-2}", ERR_VALIDATION, "greater than or equal to -1");
    expect_error(b, "{\"Count\":11}", ERR_VALIDATION, "less than or equal to 10");
    expect_kept(b, "{\"Ratio\":0.1}", "\"Ratio\":0.1" LIST);
    expect_kept(b, "{\"Ratio\":1e-400}", "\"Ratio\":0" LIST);
    expect_kept(b, "{\"Ratio\":-0.30000000000000004}", "\"Ratio\":-0.30000000000000004" LIST);
    expect_error(b, "{\"Ratio\":1e999}", ERR_MALFORMED, "too large");
    expect_error(b, "{\"Ratio\":\"1\"}", ERR_MALFORMED, "'ratio' must be a number, not a string");
    expect_kept(b, "{\"Ratio\":\"NaN\"}", "\"Ratio\":\"NaN\"" LIST);
    expect_kept(b, "{\"Ratio\":\"-Infinity\"}", "\"Ratio\":\"-Infinity\"" LIST);
    expect_error(b, "{\"Ratio\":\"nan\"}", ERR_MALFORMED, "'ratio' must be a number, not a string");
}

static void times(void **state)
{
    /* Seconds with a fraction are kept to the millisecond, rounded half away from zero, and what is
     * kept reads back as the same time, to the ends of what is taken. */
    struct bench *b = *state;
    expect_kept(b, "{\"Time\":1478505735.5}", "\"Time\":1478505735.5" LIST);
    expect_kept(b, "{\"Time\":1478505735.1234}", "\"Time\":1478505735.123" LIST);
    expect_kept(b, "{\"Time\":1.0005}", "\"Time\":1.001" LIST);
    expect_kept(b, "{\"Time\":0.9996}", "\"Time\":1" LIST);
    expect_kept(b, "{\"Time\":-1.5}", "\"Time\":-1.5" LIST);
    expect_kept(b, "{\"Time\":-0.0004}", "\"Time\":0" LIST);
    expect_kept(b, "{\"Time\":1.5e9}", "\"Time\":1500000000" LIST);
    static const char *const far[] = {"253402300799.999", "-62135596800", "-62135596799.007",
                                      "253402300799.99949", "1.234567890123456789e9"};
    for (size_t i = 0; i < COUNT(far); i++) {
        char input[128], again[256];
        snprintf(input, sizeof input, "{\"Time\":%s}", far[i]);
        struct text once = kept(b, input);
        snprintf(again, sizeof again, "{%.*s}", TEXT_ARG(once));
        struct text first = arena_copy(&b->arena, once);
        expect_kept(b, again, first.p);
    }
    expect_kept(b, "{\"Time\":253402300799.999}", "\"Time\":253402300799.999" LIST);
    expect_kept(b, "{\"Time\":253402300799.99997}", "\"Time\":253402300799.999" LIST);
    expect_kept(b, "{\"Time\":2534023007999999.7e-4}", "\"Time\":253402300799.999" LIST);
}

static void times_beyond(void **state)
{
    /* Years that clients' own types cannot hold are refused, however they are written: a time in
     * milliseconds first of all. */
    struct bench *b = *state;
    static const char *const beyond[] = {"1763555415250",
                                         "253402300800",
                                         "-62135596800.001",
                                         "-62135596800.0001",
                                         "9223372036854775.807",
                                         "9223372036854775807",
                                         "-9223372036854775808",
                                         "1e300",
                                         "-1e300",
                                         "2.5e12"};
    for (size_t i = 0; i < COUNT(beyond); i++) {
        char input[128];
        snprintf(input, sizeof input, "{\"Time\":%s}", beyond[i]);
        expect_error(b, input, ERR_VALIDATION,
                     "at 'time' failed to satisfy constraint: Member must lie in the years");
        expect_error(b, input, ERR_VALIDATION, beyond[i]);
    }
}

static void texts(void **state)
{
    /* Lengths count code points; classes refuse control characters and the two noncharacters; an
     * enumeration takes its values alone. */
    struct bench *b = *state;
    expect_kept(b, "{\"Name\":\"\xF0\x9F\x90\x9D\xC3\xA4\xC3\xA4\xC3\xA4\"}",
                "\"Name\":\"\xF0\x9F\x90\x9D\xC3\xA4\xC3\xA4\xC3\xA4\"" LIST);
    expect_error(b, "{\"Name\":\"12345\"}", ERR_VALIDATION,
                 "1 validation error detected: Value '12345' at 'name' failed to satisfy "
                 "constraint: Member must have length less than or equal to 4");
    expect_error(b, "{\"Name\":\"\"}", ERR_VALIDATION, "greater than or equal to 1");
    expect_error(b, "{\"Name\":\"a\\nb\"}", ERR_VALIDATION, "regular expression pattern");
    expect_kept(b, "{\"Name\":\"a\\tb\"}", "\"Name\":\"a\\tb\"" LIST);
    expect_kept(b, "{\"Note\":\"a\\r\\n\\t\\u007f\"}", "\"Note\":\"a\\r\\n\\t\x7f\"" LIST);
    expect_error(b, "{\"Note\":\"a\\u0001\"}", ERR_VALIDATION, "regular expression pattern");
    expect_error(b, "{\"Note\":\"\\uFFFE\"}", ERR_VALIDATION, "regular expression pattern");
    expect_error(b, "{\"Note\":\"\\uFFFF\"}", ERR_VALIDATION, "regular expression pattern");
    expect_kept(b, "{\"Note\":\"\\uFFFD\"}", "\"Note\":\"\xEF\xBF\xBD\"" LIST);
    expect_kept(b, "{\"Color\":\"GREEN\"}", "\"Color\":\"GREEN\"" LIST);
    expect_error(b, "{\"Color\":\"green\"}", ERR_VALIDATION, "enum value set: [RED, GREEN]");
}

static void lists(void **state)
{
    /* Lists keep their bounds, tell the element that is wrong by its place, and refuse nulls. */
    struct bench *b = *state;
    expect_kept(b, "{\"Names\":[\"a\",\"b\",\"c\"]}", "\"Names\":[\"a\",\"b\",\"c\"]" LIST);
    expect_error(b, "{\"Names\":[]}", ERR_VALIDATION, "'[0 elements]' at 'names'");
    expect_error(b, "{\"Names\":[\"a\",\"b\",\"c\",\"d\"]}", ERR_VALIDATION,
                 "'[4 elements]' at 'names'");
    expect_error(b, "{\"Names\":[\"a\",null]}", ERR_VALIDATION,
                 "Value null at 'names.2.member' failed to satisfy constraint: Member must not be "
                 "null");
    expect_error(b, "{\"Names\":[\"a\",1]}", ERR_MALFORMED, "'names.2.member' must be a string");
    expect_error(b, "{\"Names\":\"a\"}", ERR_MALFORMED, "'names' must be an array, not a string");
    expect_error(b, "{\"Inners\":[{\"Name\":\"a\"},{\"Name\":\"bbbbb\"}]}", ERR_VALIDATION,
                 "'inners.2.member.name'");
    expect_error(b, "{\"Inners\":[{}]}", ERR_VALIDATION, "Value null at 'inners.1.member.name'");
}

static void maps(void **state)
{
    /* Maps of every size keep all pairs in the caller's order; a key given twice is refused, a null
     * value counts as absent. */
    struct bench *b = *state;
    struct buf input;
    buf_init(&input, 1 << 20);
    for (int count = 0; count <= 300; count++) {
        buf_clear(&input);
        buf_put(&input, TEXT("{\"Pairs\":{"));
        for (int i = 0; i < count; i++)
            buf_printf(&input, "%s\"key%d\":\"value%d\"", i ? "," : "", i, i);
        buf_put(&input, TEXT("}}"));
        assert_int_equal(decode(b, buf_text(&input)), 0);
        assert_int_equal(b->values[PAIRS].list.count, count);
        for (int i = 0; i < count; i++) {
            char key[24], value[24];
            snprintf(key, sizeof key, "key%d", i);
            snprintf(value, sizeof value, "value%d", i);
            assert_true(text_is(b->values[PAIRS].list.items[2 * i].text, key));
            assert_true(text_is(value_map_get(&b->values[PAIRS], text_of(key))->text, value));
        }
        assert_null(value_map_get(&b->values[PAIRS], TEXT("key")));
    }
    buf_release(&input);
    expect_error(b, "{\"Pairs\":{\"a\":\"1\",\"b\":\"2\",\"\\u0061\":\"3\"}}", ERR_MALFORMED,
                 "The key 'a' is given twice.");
    expect_kept(b, "{\"Pairs\":{\"a\":null,\"b\":\"2\"}}", "\"Pairs\":{\"b\":\"2\"}" LIST);
    expect_error(b, "{\"Pairs\":{\"a\":1}}", ERR_MALFORMED, "'pairs' must be a string");
    expect_error(b, "{\"Pairs\":{\"\\u0001\":\"x\"}}", ERR_VALIDATION, "'pairs'");
    expect_error(b, "{\"Pairs\":[]}", ERR_MALFORMED, "'pairs' must be an object, not an array");
    assert_null(value_map_get(&(struct value){.set = false}, TEXT("a")));
}

static void map_bound(void **state)
{
    /* A map with one pair more than its type allows is refused by its number of pairs. */
    struct bench *b = *state;
    struct buf input;
    buf_init(&input, 1 << 20);
    buf_put(&input, TEXT("{\"Pairs\":{"));
    for (int i = 0; i < 301; i++)
        buf_printf(&input, "%s\"%d\":\"\"", i ? "," : "", i);
    buf_put(&input, TEXT("}}"));
    assert_int_equal(decode(b, buf_text(&input)), -1);
    assert_int_equal(b->err.code, ERR_VALIDATION);
    assert_non_null(strstr(b->err.text, "[301 pairs]"));
    buf_release(&input);
}

static void malformed_goes_first(void **state)
{
    /* A broken limit is told only when all of the input is well-formed; of two broken limits the
     * first is told; a member given twice is malformed. */
    struct bench *b = *state;
    expect_error(b, "{\"Name\":\"12345\",\"Flag\":1}", ERR_MALFORMED, "'flag' must be a boolean");
    expect_error(b, "{\"Name\":\"12345\"} x", ERR_MALFORMED, "more text");
    expect_error(b, "{\"Name\":\"12345\",\"Count\":11}", ERR_VALIDATION, "'name'");
    expect_error(b, "{\"Count\":11,\"Name\":\"12345\"}", ERR_VALIDATION, "'count'");
    expect_error(b, "{\"Name\":\"a\",\"Name\":\"a\"}", ERR_MALFORMED, "'Name' is given twice");
    expect_error(b, "{\"Name\":null,\"Name\":\"a\"}", ERR_MALFORMED, "'Name' is given twice");
    expect_error(b, "[]", ERR_MALFORMED, "The text must be an object, not an array.");
    expect_error(b, "null", ERR_MALFORMED, "an object");
    expect_error(b, "{", ERR_MALFORMED, "");
    expect_kept(b, "{\"name\":\"other case\",\"Nope\":1,\"Nope\":2}", "\"List\":[]");
}

static void required_and_partial(void **state)
{
    /* A partial decoding forgives what is missing at the outermost level alone, and the check that
     * follows finds it. */
    struct bench *b = *state;
    struct value *values;
    struct err err = {.code = ERR_NONE};
    assert_int_equal(shape_decode_text(&shape_inner, TEXT("{}"), &b->arena, &values, &err), -1);
    assert_int_equal(err.code, ERR_VALIDATION);
    assert_non_null(strstr(err.text, "Value null at 'name'"));
    err_clear(&err);
    assert_int_equal(shape_decode_partial(&shape_inner, TEXT("{}"), &b->arena, &values, &err), 0);
    assert_int_equal(shape_check_required(&shape_inner, values, &err), -1);
    assert_int_equal(err.code, ERR_VALIDATION);
    values[INNER_NAME] = value_text(TEXT("n"));
    err_clear(&err);
    assert_int_equal(shape_check_required(&shape_inner, values, &err), 0);
    assert_int_equal(
        shape_decode_partial(&shape_all, TEXT("{\"Inner\":{}}"), &b->arena, &values, &err), -1);
    assert_int_equal(err.code, ERR_VALIDATION);
}

static int plain(struct bench *b, int member, struct text t, struct value *out)
{
    err_clear(&b->err);
    return shape_decode_plain(&members[member], t, &b->arena, out, &b->err);
}

static void plain_values(void **state)
{
    /* A path or query can say texts, whole numbers, booleans, seconds and elements of lists. */
    struct bench *b = *state;
    struct value v;
    assert_int_equal(plain(b, NAME, TEXT("AB"), &v), 0);
    assert_true(text_is(v.text, "ab"));
    assert_int_equal(plain(b, NAMES, TEXT("AB"), &v), 0);
    assert_true(text_is(v.text, "AB"));
    assert_int_equal(plain(b, NUMBER, TEXT("-1"), &v), 0);
    assert_int_equal(v.integer, -1);
    assert_int_equal(plain(b, BIG, TEXT("-9223372036854775808"), &v), 0);
    assert_true(v.integer == INT64_MIN);
    assert_int_equal(plain(b, FLAG, TEXT("true"), &v), 0);
    assert_true(v.boolean);
    assert_int_equal(plain(b, FLAG, TEXT("false"), &v), 0);
    assert_false(v.boolean);
    assert_int_equal(plain(b, TIME, TEXT("-12"), &v), 0);
    assert_int_equal(v.integer, -12000);
    assert_int_equal(plain(b, TIME, TEXT("1.5e3"), &v), 0);
    assert_int_equal(v.integer, 1500000);
    assert_int_equal(plain(b, TIME, TEXT("-7.2E-145"), &v), 0);
    assert_int_equal(v.integer, 0);
}

static void plain_refusals(void **state)
{
    /* Everything else is refused with the member's name: wrong forms, broken limits, bytes that are
     * no text (a NUL too, which JSON cannot bring in either), and kinds that have no plain form. */
    struct bench *b = *state;
    static const struct {
        int member;
        struct text t;
        const char *words;
    } cases[] = {
        {NAME, TEXT_INIT(""), "'name'"},
        {NAME, TEXT_INIT("12345"), "'name'"},
        {NAME, TEXT_INIT("\xff"), "'name'"},
        {NOTE, TEXT_INIT("a\0b"), "'note'"},
        {PAIRS, TEXT_INIT("a"), "'pairs'"},
        {NAMES, TEXT_INIT("12345"), "'names'"},
        {COLOR, TEXT_INIT("BLUE"), "'color'"},
        {NUMBER, TEXT_INIT("11"), "'count'"},
        {NUMBER, TEXT_INIT("1.0"), "'count'"},
        {NUMBER, TEXT_INIT(""), "'count'"},
        {BIG, TEXT_INIT("9223372036854775808"), "'big'"},
        {FLAG, TEXT_INIT("True"), "'flag'"},
        {FLAG, TEXT_INIT(""), "'flag'"},
        {TIME, TEXT_INIT("9223372036854775807"), "'time'"},
        {TIME, TEXT_INIT("-9223372036854775808"), "'time'"},
        {TIME, TEXT_INIT("-9223372036854776"), "'time'"},
        {TIME, TEXT_INIT("253402300800"), "'time'"},
        {TIME, TEXT_INIT("1763555415250"), "'time'"},
        {TIME, TEXT_INIT("now"), "'time'"},
        {TIME, TEXT_INIT("1e16"), "'time'"},
        {TIME, TEXT_INIT("-1e300"), "'time'"},
        {TIME, TEXT_INIT("1e3x"), "'time'"},
        {RATIO, TEXT_INIT("1"), "'ratio'"},
        {ANY, TEXT_INIT("1"), "'any'"},
        {INNER, TEXT_INIT("{}"), "'inner'"},
        {INNERS, TEXT_INIT("{}"), "'inners'"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct value v;
        if (plain(b, cases[i].member, cases[i].t, &v) == 0)
            fail_msg("case %zu was taken", i);
        assert_int_equal(b->err.code, ERR_VALIDATION);
        if (!strstr(b->err.text, cases[i].words))
            fail_msg("case %zu: %s", i, b->err.text);
    }
}

static void less_one(void **state)
{
    /* One member can be left out by its index, and a value of a type can be written on its own. */
    struct bench *b = *state;
    assert_int_equal(decode(b, TEXT("{\"Name\":\"a\",\"Note\":\"b\",\"Count\":1}")), 0);
    shape_encode_less(&shape_all, b->values, NOTE, &b->out);
    assert_true(text_is(buf_text(&b->out), "\"Name\":\"a\",\"Count\":1" LIST));
    buf_clear(&b->out);
    struct value items[] = {value_text(TEXT("x")), value_text(TEXT("y\""))};
    struct value list = value_list(items, 2);
    shape_encode_value(&type_names, &list, &b->out);
    assert_true(text_is(buf_text(&b->out), "[\"x\",\"y\\\"\"]"));
    buf_clear(&b->out);
    struct value inner = value_struct(NULL);
    shape_encode_value(&type_inner, &inner, &b->out);
    shape_encode_value(&type_any, &(struct value){.set = false}, &b->out);
    assert_true(text_is(buf_text(&b->out), "{}null"));
}

static void small_readings(void **state)
{
    /* Members are found by their exact name; absent values read as what the caller wants. */
    (void)state;
    struct value absent = {.set = false}, seven = value_integer(7), yes = value_boolean(true);
    assert_int_equal(shape_find(&shape_all, TEXT("Big")), BIG);
    assert_int_equal(shape_find(&shape_all, TEXT("big")), -1);
    assert_int_equal(shape_find(&shape_all, TEXT("Bi")), -1);
    assert_true(text_is(value_text_or(&absent, TEXT("x")), "x"));
    assert_int_equal(value_integer_or(&absent, 3), 3);
    assert_int_equal(value_integer_or(&seven, 3), 7);
    assert_true(yes.set && yes.boolean);
}

static void bounded_memory(void **state)
{
    /* Input whose values outgrow the arena is refused and not decoded to its end. */
    (void)state;
    struct arena small;
    struct buf input;
    struct value *values;
    struct err err = {.code = ERR_NONE};
    buf_init(&input, 1 << 20);
    buf_put(&input, TEXT("{\"Any\":0,\"Inners\":["));
    for (int i = 0; i < 10; i++)
        buf_printf(&input, "%s{\"Name\":\"a\"}", i ? "," : "");
    buf_put(&input, TEXT("]}"));
    arena_init(&small, 1024, NULL);
    assert_int_equal(shape_decode_text(&shape_all, buf_text(&input), &small, &values, &err), -1);
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_release(&small);
    buf_release(&input);
}

/* Items that have most in common. */
enum { ITEM_NAMES, ITEM_PAIRS };
static const struct member item_members[] = {
    [ITEM_NAMES] = {"Names", &type_names, MEMBER_REPEATS},
    [ITEM_PAIRS] = {"Pairs", &type_pairs, MEMBER_REPEATS},
};
static const struct shape shape_item = SHAPE("Item", item_members);
static const struct type type_item = {"Item", KIND_STRUCT, .shape = &shape_item};
static const struct type type_items = {"Items", KIND_LIST, .max = 1000, .element = &type_item};
static const struct member batch_members[] = {{"Items", &type_items}};
static const struct shape shape_batch = SHAPE("Batch", batch_members);

static int decode_batch(struct bench *b, struct text input)
{
    err_clear(&b->err);
    return shape_decode_text(&shape_batch, input, &b->arena, &b->values, &b->err);
}

static struct value *item(struct bench *b, size_t i)
{
    return b->values[0].list.items[i].members;
}

static void repeated_spans(void **state)
{
    /* Lists and maps whose bytes were seen share their value; those that differ in a byte, or begin
     * like another one, have their own. */
    struct bench *b = *state;
    assert_int_equal(
        decode_batch(b, TEXT("{\"Items\":[{\"Names\":[\"a\"],\"Pairs\":{\"a\":\"b\"}},"
                             "{\"Names\": [\"a\"],\"Pairs\":\n{\"a\":\"b\"}},"
                             "{\"Names\":[\"a\",\"b\"],\"Pairs\":{}},"
                             "{\"Names\":[\"a\" ],\"Pairs\":null},{\"Names\":[\"a\"]}]}")),
        0);
    assert_ptr_equal(item(b, 0)[ITEM_NAMES].list.items, item(b, 1)[ITEM_NAMES].list.items);
    assert_ptr_equal(item(b, 0)[ITEM_PAIRS].list.items, item(b, 1)[ITEM_PAIRS].list.items);
    assert_ptr_equal(item(b, 0)[ITEM_NAMES].list.items, item(b, 4)[ITEM_NAMES].list.items);
    assert_int_equal(item(b, 2)[ITEM_NAMES].list.count, 2);
    assert_int_equal(item(b, 2)[ITEM_PAIRS].list.count, 0);
    assert_ptr_not_equal(item(b, 0)[ITEM_NAMES].list.items, item(b, 3)[ITEM_NAMES].list.items);
    assert_int_equal(item(b, 3)[ITEM_NAMES].list.count, 1);
    assert_false(item(b, 3)[ITEM_PAIRS].set || item(b, 4)[ITEM_PAIRS].set);
    /* Behind a known value the text is read as strictly as behind any. */
    static const char *const broken[] = {
        "{\"Items\":[{\"Names\":[\"a\"]},{\"Names\":[\"a\"]]}]}",
        "{\"Items\":[{\"Names\":[\"a\"]},{\"Names\":[\"a\"] \"Pairs\":{}}]}",
        "{\"Items\":[{\"Names\":[\"a\"]},{\"Names\":[\"a\"]",
        "{\"Items\":[{\"Names\":[\"a\"]},{\"Names\":[\"a\"",
        "{\"Items\":[{\"Names\":[\"a\"]},{\"Names\":[\"a\"],\"Names\":[\"a\"]}]}",
    };
    for (size_t i = 0; i < COUNT(broken); i++) {
        assert_int_equal(decode_batch(b, text_of(broken[i])), -1);
        assert_int_equal(b->err.code, ERR_MALFORMED);
    }
    /* A broken limit is told of where it stood first. */
    assert_int_equal(
        decode_batch(b, TEXT("{\"Items\":[{},{\"Names\":[]},{\"Names\":[]},{\"Names\":[]}]}")), -1);
    assert_non_null(strstr(b->err.text, "items.2.member.names"));
}

static void many_spans(void **state)
{
    /* More different spans than are remembered are all read right, in any order. */
    struct bench *b = *state;
    struct buf input;
    buf_init(&input, 1 << 20);
    buf_put(&input, TEXT("{\"Items\":["));
    for (int i = 0; i < 600; i++)
        buf_printf(&input, "%s{\"Names\":[\"a\",\"%d\"]}", i ? "," : "", i * i % 37);
    buf_put(&input, TEXT("]}"));
    assert_int_equal(decode_batch(b, buf_text(&input)), 0);
    for (int i = 0; i < 600; i++) {
        char want[8];
        snprintf(want, sizeof want, "%d", i * i % 37);
        assert_true(text_is(item(b, (size_t)i)[ITEM_NAMES].list.items[1].text, want));
    }
    buf_release(&input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(canonical, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(times_beyond, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(maps, set_up, tear_down),
        cmocka_unit_test_setup_teardown(map_bound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(malformed_goes_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(required_and_partial, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plain_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plain_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(less_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(small_readings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounded_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(repeated_spans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_spans, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
