/* SPDX-License-Identifier: Apache-2.0
 * The input and output shapes of all operations: rules that the tables must keep, and cases that
 * are made from them. A case is a document that holds the required members and one more, at any
 * depth, whose text is the case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations/operation.h"
#include "catalog/regex.h"

enum { SHAPES_MAX = 512, DOCUMENT_BYTES = 4 << 20 };

/* Where a member stands: what is around its value in a whole document, and its path in messages. */
struct place {
    const struct shape *outermost, *shape;
    const struct member *member;
    struct text before, after, path;
};

struct bench {
    struct arena arena; /* of the places */
    const struct shape *met[SHAPES_MAX];
    size_t met_count;
    struct buf document;
    size_t cases;
};

static int set_up(void **state)
{
    static struct bench bench;
    bench = (struct bench){.cases = 0};
    arena_init(&bench.arena, 1u << 30, NULL);
    buf_init(&bench.document, DOCUMENT_BYTES);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    arena_release(&b->arena);
    buf_release(&b->document);
    return 0;
}

/* True the first time. */
static bool meet(struct bench *b, const struct shape *shape)
{
    for (size_t i = 0; i < b->met_count; i++)
        if (b->met[i] == shape)
            return false;
    assert_true(b->met_count < SHAPES_MAX);
    b->met[b->met_count++] = shape;
    return true;
}

/* --- making values --- */

static void put_letters(struct buf *out, int64_t count)
{
    buf_put_char(out, '"');
    for (int64_t i = 0; i < count; i++)
        buf_put_char(out, 'a');
    buf_put_char(out, '"');
}

/* One of them keeps each pattern of the tables. None needs an escape in JSON. */
static const char *const EXAMPLES[] = {"",
                                       "a",
                                       "a.b.c",
                                       "https://a.example/b",
                                       "arn:aws:glue:a",
                                       "arn:aws:iam::123456789012:role/a",
                                       "arn:aws:secretsmanager:a",
                                       "0a1b2c3d-4e5f-6789-abcd-ef0123456789"};

static void put_example(const struct type *type, struct buf *out)
{
    for (size_t i = 0; i < COUNT(EXAMPLES); i++) {
        struct text example = text_of(EXAMPLES[i]);
        if ((int64_t)example.n < type->min || (int64_t)example.n > type->max ||
            !regex_pattern_matches(type->pattern, example))
            continue;
        buf_printf(out, "\"%s\"", EXAMPLES[i]);
        return;
    }
    fail_msg("no example keeps the pattern of %s: %s", type->name, type->pattern);
}

static void put_valid(const struct type *type, struct buf *out);

/* The required members, without the one that the case is about. */
static void put_required(const struct shape *shape, const struct member *less, struct buf *out)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *m = &shape->members[i];
        if (m == less || !(m->flags & MEMBER_REQUIRED))
            continue;
        buf_printf(out, "\"%s\":", m->name);
        put_valid(m->type, out);
        buf_put_char(out, ',');
    }
}

static void put_struct(const struct shape *shape, struct buf *out)
{
    buf_put_char(out, '{');
    put_required(shape, NULL, out);
    if (out->p[out->n - 1] == ',')
        out->n--;
    buf_put_char(out, '}');
}

static void put_elements(const struct type *type, int64_t count, struct buf *out)
{
    buf_put_char(out, '[');
    for (int64_t i = 0; i < count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        put_valid(type->element, out);
    }
    buf_put_char(out, ']');
}

static void put_pairs(const struct type *type, int64_t count, struct buf *out)
{
    buf_put_char(out, '{');
    for (int64_t i = 0; i < count; i++) {
        buf_printf(out, "%s\"%05d\":", i ? "," : "", (int)i);
        put_valid(type->element, out);
    }
    buf_put_char(out, '}');
}

/* A value as small as the type allows. */
static void put_valid(const struct type *type, struct buf *out)
{
    switch (type->kind) {
    case KIND_TEXT:
        if (type->values)
            buf_printf(out, "\"%s\"", type->values[0]);
        else if (type->pattern)
            put_example(type, out);
        else
            put_letters(out, type->min);
        return;
    case KIND_INTEGER:
    case KIND_LONG:
        buf_put_int(out, type->min);
        return;
    case KIND_DOUBLE:
    case KIND_TIMESTAMP:
        buf_put(out, TEXT("1.5"));
        return;
    case KIND_BOOLEAN:
        buf_put(out, TEXT("true"));
        return;
    case KIND_STRUCT:
        put_struct(type->shape, out);
        return;
    case KIND_LIST:
        put_elements(type, type->min, out);
        return;
    case KIND_MAP:
        put_pairs(type, type->min, out);
        return;
    case KIND_DOCUMENT:
        buf_put(out, TEXT("{\"any\":[1]}"));
        return;
    }
}

/* --- walking over all places --- */

typedef void visitor(struct bench *b, const struct place *place);

static void visit_shape(struct bench *b, const struct place *around, const struct shape *shape,
                        visitor *visit);

static struct text joined(struct bench *b, struct text first, struct text second)
{
    return arena_printf(&b->arena, "%.*s%.*s", TEXT_ARG(first), TEXT_ARG(second));
}

/* Steps from a value to the structures inside. */
static void visit_inside(struct bench *b, const struct place *place, const struct type *type,
                         visitor *visit)
{
    struct place inside = *place;
    if (type->kind == KIND_LIST) {
        inside.before = joined(b, place->before, TEXT("["));
        inside.after = joined(b, TEXT("]"), place->after);
        inside.path = joined(b, place->path, TEXT(".1.member"));
        visit_inside(b, &inside, type->element, visit);
    } else if (type->kind == KIND_MAP) {
        inside.before = joined(b, place->before, TEXT("{\"key\":"));
        inside.after = joined(b, TEXT("}"), place->after);
        visit_inside(b, &inside, type->element, visit);
    } else if (type->kind == KIND_STRUCT && meet(b, type->shape)) {
        visit_shape(b, place, type->shape, visit);
    }
}

static struct text path_of(struct bench *b, struct text above, const char *name)
{
    char first = (char)(name[0] | 0x20); /* all names begin with a letter */
    return arena_printf(&b->arena, "%.*s%s%c%s", TEXT_ARG(above), above.n ? "." : "", first,
                        name + 1);
}

static void visit_shape(struct bench *b, const struct place *around, const struct shape *shape,
                        visitor *visit)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *m = &shape->members[i];
        struct buf head;
        buf_init(&head, DOCUMENT_BYTES);
        buf_put_char(&head, '{');
        put_required(shape, m, &head);
        buf_printf(&head, "\"%s\":", m->name);
        struct place place = {.outermost = around->outermost,
                              .shape = shape,
                              .member = m,
                              .before = joined(b, around->before, buf_text(&head)),
                              .after = joined(b, TEXT("}"), around->after),
                              .path = path_of(b, around->path, m->name)};
        buf_release(&head);
        visit(b, &place);
        visit_inside(b, &place, m->type, visit);
    }
}

static void visit_all(struct bench *b, visitor *visit)
{
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            const struct shape *input = operation_lists[i].operations[j].input;
            if (meet(b, input))
                visit_shape(b, &(struct place){.outermost = input}, input, visit);
        }
    assert_true(b->cases > 100);
}

/* --- what is said of a document --- */

static int decode(const struct shape *shape, struct text document, struct arena *arena,
                  struct value **values, struct err *err)
{
    *err = (struct err){.code = ERR_NONE};
    arena_init(arena, 512u << 20, NULL);
    return shape_decode_text(shape, document, arena, values, err);
}

static void begin_document(struct bench *b, const struct place *place)
{
    buf_clear(&b->document);
    buf_put(&b->document, place->before);
}

static struct text end_document(struct bench *b, const struct place *place)
{
    buf_put(&b->document, place->after);
    assert_false(buf_over(&b->document));
    b->cases++;
    return buf_text(&b->document);
}

static void written(const struct shape *shape, const struct value *values, struct buf *out)
{
    buf_clear(out);
    buf_put_char(out, '{');
    shape_encode(shape, values, out);
    buf_put_char(out, '}');
}

/* The document is taken, and its canonical text stands for itself. */
static void expect_taken(struct bench *b, const struct place *place)
{
    struct arena arena;
    struct err err;
    struct value *values;
    struct buf once, twice;
    struct text document = end_document(b, place);
    buf_init(&once, DOCUMENT_BYTES);
    buf_init(&twice, DOCUMENT_BYTES);
    if (decode(place->outermost, document, &arena, &values, &err) != 0)
        fail_msg("%.*s: %.300s: %s", TEXT_ARG(place->path), document.p, err.text);
    written(place->outermost, values, &once);
    arena_release(&arena);
    if (decode(place->outermost, buf_text(&once), &arena, &values, &err) != 0)
        fail_msg("%.*s, again: %.300s: %s", TEXT_ARG(place->path), once.p, err.text);
    written(place->outermost, values, &twice);
    assert_true(text_equal(buf_text(&once), buf_text(&twice)));
    arena_release(&arena);
    buf_release(&once);
    buf_release(&twice);
}

/* The document is refused with a code and words that stand around the path. */
static void expect_refused(struct bench *b, const struct place *place, enum err_code code,
                           const char *words)
{
    struct arena arena;
    struct err err;
    struct value *values;
    char wanted[512];
    struct text document = end_document(b, place);
    snprintf(wanted, sizeof wanted, "'%.*s' %s", TEXT_ARG(place->path), words);
    if (decode(place->outermost, document, &arena, &values, &err) == 0)
        fail_msg("%.*s: %.300s was taken", TEXT_ARG(place->path), document.p);
    if (err.code != code || !strstr(err.text, wanted))
        fail_msg("%.*s: %.300s: %s: %s", TEXT_ARG(place->path), document.p, err_name(err.code),
                 err.text);
    assert_true(text_is_utf8(err_text(&err)));
    arena_release(&arena);
}

#define BROKEN "failed to satisfy constraint: Member must"

/* --- the tests --- */

static void check_limits(const struct type *type)
{
    if (type->kind == KIND_TEXT || type->kind == KIND_LIST || type->kind == KIND_MAP)
        assert_true(type->min >= 0 && type->max > 0);
    if (type->kind == KIND_INTEGER)
        assert_true(type->min >= INT32_MIN && type->max <= INT32_MAX);
    assert_true(type->max >= type->min);
    assert_true((type->kind == KIND_STRUCT) == (type->shape != NULL));
    assert_true((type->kind == KIND_MAP) == (type->key != NULL));
    assert_true((type->kind == KIND_MAP || type->kind == KIND_LIST) == (type->element != NULL));
    if (type->kind == KIND_MAP)
        assert_int_equal(type->key->kind, KIND_TEXT);
    for (const char *const *v = type->values; v && *v; v++)
        assert_true(strlen(*v) <= (size_t)type->max);
}

static void check_shape(struct bench *b, const struct shape *shape);

static void check_type(struct bench *b, const struct type *type)
{
    check_limits(type);
    if (type->kind == KIND_STRUCT)
        check_shape(b, type->shape);
    if (type->element)
        check_type(b, type->element);
    if (type->key)
        check_type(b, type->key);
}

static void check_shape(struct bench *b, const struct shape *shape)
{
    if (!meet(b, shape))
        return;
    assert_true(shape->count <= SHAPE_MEMBERS_MAX && strlen(shape->name) > 0);
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *m = &shape->members[i];
        if (m->flags & MEMBER_FOLD)
            assert_int_equal(m->type->kind, KIND_TEXT);
        if (m->flags & MEMBER_ALWAYS) {
            assert_true(m->type->min <= 0 && m->type->max >= 0 && !m->type->values);
            assert_int_not_equal(m->type->kind, KIND_DOCUMENT);
        }
        assert_true(strlen(m->name) > 0);
        assert_int_equal(shape_find(shape, text_of(m->name)), (int)i); /* no name twice */
        check_type(b, m->type);
    }
}

static void tables(void **state)
{
    /* The tables keep the rules that decoding and encoding rely on: limits that can be met, folding
     * of texts alone, empty values where they are written always, no name twice. */
    struct bench *b = *state;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            check_shape(b, operation_lists[i].operations[j].input);
            check_shape(b, operation_lists[i].operations[j].output);
        }
    assert_true(b->met_count > 50);
}

static void visit_valid(struct bench *b, const struct place *place)
{
    begin_document(b, place);
    put_valid(place->member->type, &b->document);
    expect_taken(b, place);
}

static void smallest_values(void **state)
{
    /* Each member is taken with the smallest value of its type, and its canonical text is stable.
     */
    visit_all(*state, visit_valid);
}

static void visit_null(struct bench *b, const struct place *place)
{
    begin_document(b, place);
    buf_put(&b->document, TEXT("null"));
    if (place->member->flags & MEMBER_REQUIRED)
        expect_refused(b, place, ERR_VALIDATION, BROKEN " not be null");
    else
        expect_taken(b, place);
}

static void nulls(void **state)
{
    /* A null counts as absent: fine where the member is optional, named where it is required. */
    visit_all(*state, visit_null);
}

/* Removes `"Name":` from the end of what stands before the value, and the comma with it. */
static struct place without_member(struct bench *b, const struct place *place)
{
    struct place bare = *place;
    bare.before.n -= strlen(place->member->name) + 3;
    if (bare.before.p[bare.before.n - 1] == ',')
        bare.before.n--;
    bare.before = joined(b, bare.before, TEXT(""));
    return bare;
}

static void visit_missing(struct bench *b, const struct place *place)
{
    struct place bare = without_member(b, place);
    begin_document(b, &bare);
    if (place->member->flags & MEMBER_REQUIRED)
        expect_refused(b, &bare, ERR_VALIDATION, BROKEN " not be null");
    else
        expect_taken(b, &bare);
}

static void missing(void **state)
{
    /* A required member that is missing is named; one that is optional is not missed. */
    visit_all(*state, visit_missing);
}

static void visit_unknown(struct bench *b, const struct place *place)
{
    begin_document(b, place);
    put_valid(place->member->type, &b->document);
    buf_put(&b->document, TEXT(",\"UnknownMember\":{\"a\":[1,{\"b\":null}]},\"x\":1,\"x\":2"));
    if (!place->shape->is_closed) {
        expect_taken(b, place);
        return;
    }
    struct place unknown = *place;
    unknown.path = TEXT("UnknownMember");
    expect_refused(b, &unknown, ERR_VALIDATION, "is not a member of");
}

static void unknown_members(void **state)
{
    /* Members that the shape does not know are passed over beside any that it knows, or refused by
     * name where the shape is closed. */
    visit_all(*state, visit_unknown);
}

static void visit_wrong_kinds(struct bench *b, const struct place *place)
{
    static const struct {
        const char *text;
        unsigned kinds; /* that take it */
    } values[] = {
        {"{\"a\":\"b\"}", 1u << KIND_STRUCT | 1u << KIND_MAP},
        {"[]", 1u << KIND_LIST},
        {"\"a\"", 1u << KIND_TEXT},
        {"1", 1u << KIND_INTEGER | 1u << KIND_LONG | 1u << KIND_DOUBLE | 1u << KIND_TIMESTAMP},
        {"true", 1u << KIND_BOOLEAN},
    };
    for (size_t i = 0; i < COUNT(values); i++) {
        if (place->member->type->kind == KIND_DOCUMENT ||
            values[i].kinds >> place->member->type->kind & 1)
            continue;
        begin_document(b, place);
        buf_put_string(&b->document, values[i].text);
        expect_refused(b, place, ERR_MALFORMED, "must be a");
    }
}

static void wrong_kinds(void **state)
{
    /* A value of any other kind is malformed, and the message names the member. */
    visit_all(*state, visit_wrong_kinds);
}

static void visit_twice(struct bench *b, const struct place *place)
{
    struct place twice = *place;
    begin_document(b, place);
    put_valid(place->member->type, &b->document);
    buf_printf(&b->document, ",\"%s\":null", place->member->name);
    twice.path = text_of(place->member->name);
    expect_refused(b, &twice, ERR_MALFORMED, "is given twice");
}

static void duplicates(void **state)
{
    /* A member that is given twice is malformed, even where the second one is null. */
    visit_all(*state, visit_twice);
}

/* Whether so many letters, and perhaps U+0001 behind them, keep the pattern. */
static bool keeps_pattern(const struct type *type, int64_t letters, bool with_control)
{
    struct buf text;
    buf_init(&text, DOCUMENT_BYTES);
    for (int64_t i = 0; i < letters; i++)
        buf_put_char(&text, 'a');
    if (with_control)
        buf_put_char(&text, '\1');
    bool keeps = !type->pattern || regex_pattern_matches(type->pattern, buf_text(&text));
    buf_release(&text);
    return keeps;
}

static void check_control(struct bench *b, const struct place *place, const struct type *type)
{
    int64_t letters = type->min > 0 ? type->min - 1 : 0;
    begin_document(b, place);
    put_letters(&b->document, letters);
    b->document.n--;
    buf_put(&b->document, TEXT("\\u0001\""));
    if (type->text_class == CLASS_ANY && keeps_pattern(type, letters, true))
        expect_taken(b, place);
    else
        expect_refused(b, place, ERR_VALIDATION, BROKEN " satisfy regular expression pattern");
}

static void check_text_bounds(struct bench *b, const struct place *place, const struct type *type)
{
    if (type->values) {
        begin_document(b, place);
        buf_put(&b->document, TEXT("\"no such value\""));
        expect_refused(b, place, ERR_VALIDATION, BROKEN " satisfy enum value set: [");
        return;
    }
    if (type->max != NO_MAXIMUM) {
        begin_document(b, place);
        put_letters(&b->document, type->max);
        if (keeps_pattern(type, type->max, false))
            expect_taken(b, place);
        begin_document(b, place);
        put_letters(&b->document, type->max + 1);
        expect_refused(b, place, ERR_VALIDATION, BROKEN " have length less than or equal to");
    }
    if (type->min > 0) {
        begin_document(b, place);
        put_letters(&b->document, type->min - 1);
        expect_refused(b, place, ERR_VALIDATION, BROKEN " have length greater than or equal to");
    }
    check_control(b, place, type);
}

static void check_number_bounds(struct bench *b, const struct place *place, const struct type *type)
{
    begin_document(b, place);
    buf_put_int(&b->document, type->max);
    expect_taken(b, place);
    bool is_whole = type->kind == KIND_LONG ? type->max == INT64_MAX : type->max == INT32_MAX;
    begin_document(b, place);
    buf_put_int(&b->document, type->max == INT64_MAX ? 0 : type->max + 1);
    if (!is_whole)
        expect_refused(b, place, ERR_VALIDATION, BROKEN " have value less than or equal to");
    else if (type->kind == KIND_INTEGER)
        expect_refused(b, place, ERR_MALFORMED, "must be an integer of 32 bits");
    if (type->min == INT64_MIN)
        return;
    begin_document(b, place);
    buf_put_int(&b->document, type->min - 1);
    if (type->min == INT32_MIN && type->kind == KIND_INTEGER)
        expect_refused(b, place, ERR_MALFORMED, "must be an integer of 32 bits");
    else
        expect_refused(b, place, ERR_VALIDATION, BROKEN " have value greater than or equal to");
}

static void check_count_bounds(struct bench *b, const struct place *place, const struct type *type)
{
    void (*put)(const struct type *, int64_t, struct buf *) =
        type->kind == KIND_MAP ? put_pairs : put_elements;
    if (type->min > 0) {
        begin_document(b, place);
        put(type, type->min - 1, &b->document);
        expect_refused(b, place, ERR_VALIDATION, BROKEN " have length greater than or equal to");
    }
    if (type->max == NO_MAXIMUM)
        return;
    begin_document(b, place);
    put(type, type->max, &b->document);
    expect_taken(b, place);
    begin_document(b, place);
    put(type, type->max + 1, &b->document);
    expect_refused(b, place, ERR_VALIDATION, BROKEN " have length less than or equal to");
}

/* The elements of lists are checked in their own place. */
static void check_element_bounds(struct bench *b, const struct place *place,
                                 const struct type *type)
{
    struct place inside = *place;
    inside.before = joined(b, place->before, TEXT("["));
    inside.after = joined(b, TEXT("]"), place->after);
    inside.path = joined(b, place->path, TEXT(".1.member"));
    begin_document(b, &inside);
    buf_put(&b->document, TEXT("null"));
    expect_refused(b, &inside, ERR_VALIDATION, BROKEN " not be null");
    if (type->element->kind == KIND_TEXT && type->min <= 1)
        check_text_bounds(b, &inside, type->element);
}

static void visit_bounds(struct bench *b, const struct place *place)
{
    const struct type *type = place->member->type;
    if (type->kind == KIND_TEXT)
        check_text_bounds(b, place, type);
    if (type->kind == KIND_INTEGER || type->kind == KIND_LONG)
        check_number_bounds(b, place, type);
    if (type->kind == KIND_LIST || type->kind == KIND_MAP)
        check_count_bounds(b, place, type);
    if (type->kind == KIND_LIST)
        check_element_bounds(b, place, type);
}

static void bounds(void **state)
{
    /* Each limit takes its last value and refuses the next one, with a message that names the
     * member and the rule. */
    visit_all(*state, visit_bounds);
}

static void visit_without_memory(struct bench *b, const struct place *place)
{
    struct arena arena;
    struct err err = {.code = ERR_NONE};
    struct value *values;
    begin_document(b, place);
    put_valid(place->member->type, &b->document);
    struct text document = end_document(b, place);
    arena_init(&arena, 1, NULL);
    assert_int_equal(shape_decode_text(place->outermost, document, &arena, &values, &err), -1);
    assert_int_equal(err.code, ERR_TOO_LARGE);
    arena_release(&arena);
}

static void without_memory(void **state)
{
    /* An arena that is over refuses every document. */
    visit_all(*state, visit_without_memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(smallest_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nulls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unknown_members, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_kinds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(duplicates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_memory, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
