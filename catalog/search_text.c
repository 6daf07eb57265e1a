/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/search_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"

/* Between two values of a field, so that no phrase reaches from one into the next; and between the
 * key and the value of a pair. Both are characters that no token of a caller can hold. */
#define BETWEEN_VALUES "\xEE\x80\x81 " /* U+E001 */
#define BETWEEN_PAIR   "\xEE\x80\x80"  /* U+E000 */

/* Values that engines and crawlers write with every commit, load or run: searching them would cost
 * each of those a write to the index, and nobody searches for them. */
static const char *const restless_parameters[] = {
    "metadata_location",
    "previous_metadata_location",
    "current-schema",
    "current-snapshot-id",
    "current-snapshot-summary",
    "current-snapshot-timestamp-ms",
    "snapshot-count",
    "transient_lastddltime",
    "last_modified_by",
    "last_modified_time",
    "numfiles",
    "numrows",
    "rawdatasize",
    "totalsize",
    "numpartitions",
    "column_stats_accurate",
    "averagerecordsize",
    "objectcount",
    "recordcount",
    "sizekey",
    "trino_query_id",
    "presto_query_id",
    "spark.sql.statistics.totalsize",
    "spark.sql.statistics.numrows",
};

static bool is_restless(struct text key)
{
    for (size_t i = 0; i < COUNT(restless_parameters); i++)
        if (text_equal_nocase(key, text_of(restless_parameters[i])))
            return true;
    return false;
}

struct range {
    uint32_t first, last;
};

/* What is no letter or digit beyond ASCII: controls, punctuation, blanks, private use. Pictures
 * count as letters, so that they can be searched for. Source: the blocks of Unicode. */
static const struct range separators[] = {
    {0x0080, 0x00A9}, {0x00AB, 0x00B1}, {0x00B4, 0x00B4}, {0x00B6, 0x00B8}, {0x00BB, 0x00BB},
    {0x00BF, 0x00BF}, {0x00D7, 0x00D7}, {0x00F7, 0x00F7}, {0x2000, 0x206F}, {0x20A0, 0x20CF},
    {0x2190, 0x245F}, {0x2500, 0x25FF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020},
    {0xD800, 0xF8FF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF0F}, {0xFF1A, 0xFF20},
    {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFF0, 0xFFFF},
};

/* Capital letters and how far their small ones stand away; step 2: every other one from the first.
 * Source: simple case folding of Unicode for these blocks. */
static const struct {
    uint32_t first, last, step;
    int32_t distance;
} capitals[] = {
    {0x00C0, 0x00D6, 1, 32}, {0x00D8, 0x00DE, 1, 32}, {0x0100, 0x012E, 2, 1},
    {0x0132, 0x0136, 2, 1},  {0x0139, 0x0147, 2, 1},  {0x014A, 0x0176, 2, 1},
    {0x0179, 0x017D, 2, 1},  {0x0386, 0x0386, 1, 38}, {0x0388, 0x038A, 1, 37},
    {0x038C, 0x038C, 1, 64}, {0x038E, 0x038F, 1, 63}, {0x0391, 0x03A1, 1, 32},
    {0x03A3, 0x03AB, 1, 32}, {0x0400, 0x040F, 1, 80}, {0x0410, 0x042F, 1, 32},
    {0x0460, 0x0480, 2, 1},  {0x048A, 0x04BE, 2, 1},  {0x04D0, 0x052E, 2, 1},
    {0x1E00, 0x1E94, 2, 1},  {0x1EA0, 0x1EFE, 2, 1},  {0xFF21, 0xFF3A, 1, 32},
};

static bool is_separator(uint32_t c)
{
    for (size_t i = 0; i < COUNT(separators); i++)
        if (c <= separators[i].last)
            return c >= separators[i].first;
    return false;
}

static uint32_t fold(uint32_t c)
{
    for (size_t i = 0; i < COUNT(capitals); i++)
        if (c <= capitals[i].last)
            return c >= capitals[i].first && (c - capitals[i].first) % capitals[i].step == 0
                       ? c + (uint32_t)capitals[i].distance
                       : c;
    return c;
}

/* Reads one character of valid UTF-8 and moves behind it. */
static uint32_t take(struct text *t)
{
    unsigned char lead = (unsigned char)t->p[0];
    size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t c = lead & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length && i < t->n; i++)
        c = c << 6 | ((unsigned char)t->p[i] & 0x3F);
    if (length > t->n)
        length = t->n;
    t->p += length;
    t->n -= length;
    return c;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    size_t n = c < 0x10000 ? 3 : 4;
    to[0] = (char)((n == 3 ? 0xE0 : 0xF0) | c >> (6 * (n - 1)));
    for (size_t i = 1; i < n; i++)
        to[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3F));
    return n;
}

/* Reads one character into `to` (room for 4 bytes) as it is searched for; 0 for a separator. */
static size_t read_letter(struct text *t, char *to)
{
    unsigned char c = (unsigned char)t->p[0];
    if (c >= 0x80) {
        uint32_t letter = take(t);
        return is_separator(letter) ? 0 : put_utf8(to, fold(letter));
    }
    t->p++;
    t->n--;
    to[0] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    return (c >= '0' && c <= '9') || (to[0] >= 'a' && to[0] <= 'z');
}

/* Reads the next token; of one that is longer than the limit, what is beyond does not count. 0 at
 * the end of the text. */
static size_t read_token(struct text *t, char token[LIMIT_SEARCH_TOKEN_BYTES + 4])
{
    size_t n = 0;
    while (t->n) {
        char letter[4];
        size_t bytes = read_letter(t, letter);
        if (!bytes && n)
            break;
        if (n + bytes > LIMIT_SEARCH_TOKEN_BYTES)
            continue;
        memcpy(token + n, letter, bytes);
        n += bytes;
    }
    return n;
}

static void put_tokens(struct buf *out, struct text t, struct text before_each)
{
    char token[LIMIT_SEARCH_TOKEN_BYTES + 4];
    for (size_t n; (n = read_token(&t, token)) > 0;) {
        if (out->n + before_each.n + n + 1 > LIMIT_SEARCH_TEXT_BYTES)
            return;
        buf_put(out, before_each);
        buf_put(out, (struct text){token, n});
        buf_put_char(out, ' ');
    }
}

static void put_value(struct buf *out, struct text t)
{
    const struct text none = {NULL, 0};
    size_t before = out->n;
    if (out->n)
        buf_put_string(out, BETWEEN_VALUES);
    size_t begin = out->n;
    put_tokens(out, t, none);
    if (out->n == begin)
        out->n = before; /* nothing to separate */
}

struct text search_tokens(struct text t, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_SEARCH_TEXT_BYTES);
    put_value(&out, t);
    struct text tokens = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return tokens;
}

/* A key as one token, whatever it holds: a pair's key must be one token with each of its value's.
 */
static struct text key_token(struct text key, struct arena *arena)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < key.n; i++) {
        unsigned char c = (unsigned char)key.p[i];
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * UINT64_C(1099511628211);
    }
    return arena_printf(arena, "%016" PRIx64 BETWEEN_PAIR, hash);
}

static struct text columns_text(const struct value *input, struct arena *arena)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    const struct value none = {0};
    const struct value *lists[] = {
        descriptor ? &descriptor[STORAGE_DESCRIPTOR_COLUMNS] : &none,
        &input[TABLE_INPUT_PARTITION_KEYS],
    };
    struct buf out;
    buf_init(&out, LIMIT_SEARCH_TEXT_BYTES + sizeof BETWEEN_VALUES);
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t j = 0; j < lists[i]->list.count && out.n < LIMIT_SEARCH_TEXT_BYTES; j++) {
            const struct value *column = lists[i]->list.items[j].members;
            put_value(&out, column[COLUMN_NAME].text);
            put_value(&out, column[COLUMN_COMMENT].text);
        }
    struct text text = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static void parameters_text(const struct value *parameters, struct arena *arena,
                            struct search_text *out)
{
    struct buf texts, pairs;
    buf_init(&texts, LIMIT_SEARCH_TEXT_BYTES + sizeof BETWEEN_VALUES);
    buf_init(&pairs, LIMIT_SEARCH_TEXT_BYTES + sizeof BETWEEN_VALUES);
    for (size_t i = 0; i < parameters->list.count && texts.n < LIMIT_SEARCH_TEXT_BYTES; i++) {
        struct text key = parameters->list.items[2 * i].text;
        struct text value = parameters->list.items[2 * i + 1].text;
        put_value(&texts, key);
        if (is_restless(key))
            continue;
        put_value(&texts, value);
        put_tokens(&pairs, value, key_token(key, arena));
    }
    out->fields[SEARCH_PARAMETERS] = arena_copy(arena, buf_text(&texts));
    out->fields[SEARCH_PAIRS] = arena_copy(arena, buf_text(&pairs));
    buf_release(&texts);
    buf_release(&pairs);
}

void search_text_make(const struct value *input, struct arena *arena, struct search_text *out)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    *out = (struct search_text){0};
    out->fields[SEARCH_DESCRIPTION] = search_tokens(input[TABLE_INPUT_DESCRIPTION].text, arena);
    out->fields[SEARCH_OWNER] = search_tokens(input[TABLE_INPUT_OWNER].text, arena);
    out->fields[SEARCH_TYPE] = search_tokens(input[TABLE_INPUT_TABLE_TYPE].text, arena);
    if (descriptor)
        out->fields[SEARCH_LOCATION] =
            search_tokens(descriptor[STORAGE_DESCRIPTOR_LOCATION].text, arena);
    out->fields[SEARCH_COLUMNS] = columns_text(input, arena);
    parameters_text(&input[TABLE_INPUT_PARAMETERS], arena, out);
}

bool search_text_equal(const struct search_text *a, const struct search_text *b)
{
    for (size_t i = 0; i < SEARCH_FIELDS; i++)
        if (!text_equal(a->fields[i], b->fields[i]))
            return false;
    return true;
}

/* Tokens end with a blank, so a phrase that begins behind one (or first) begins with a token. */
static bool holds(struct text field, struct text tokens)
{
    while (field.n >= tokens.n) {
        const char *hit = memmem(field.p, field.n, tokens.p, tokens.n);
        if (!hit)
            return false;
        if (hit == field.p || hit[-1] == ' ')
            return true;
        field.n -= (size_t)(hit + 1 - field.p);
        field.p = hit + 1;
    }
    return false;
}

static bool holds_phrase(const struct search_text *text, const struct search_phrase *phrase)
{
    if (phrase->field != SEARCH_ANY_FIELD)
        return holds(text->fields[phrase->field], phrase->tokens);
    for (size_t i = 0; i < SEARCH_PAIRS; i++)
        if (holds(text->fields[i], phrase->tokens))
            return true;
    return false;
}

bool search_text_matches(const struct search_text *text, const struct search_phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++)
        if (!holds_phrase(text, &phrases->items[i]))
            return false;
    return !phrases->match_nothing;
}

static void add_phrase(struct search_phrases *phrases, enum search_field field, struct text tokens,
                       struct arena *arena)
{
    struct search_phrase *items = ARENA_ARRAY(arena, struct search_phrase, phrases->count + 1);
    if (phrases->count)
        memcpy(items, phrases->items, phrases->count * sizeof *items);
    items[phrases->count] = (struct search_phrase){field, tokens};
    phrases->items = items;
    phrases->count++;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Takes the next word, or what stands between quotes. */
static struct text take_word(struct text *rest)
{
    struct text word = *rest;
    if (rest->p[0] == '"') {
        word = (struct text){rest->p + 1, rest->n - 1};
        word.n = text_find(word, '"');
        size_t taken = word.n + 2 < rest->n ? word.n + 2 : rest->n;
        *rest = (struct text){rest->p + taken, rest->n - taken};
        return word;
    }
    word.n = 0;
    while (word.n < rest->n && !is_blank(rest->p[word.n]) && rest->p[word.n] != '"')
        word.n++;
    size_t taken = word.n ? word.n : 1;
    *rest = (struct text){rest->p + taken, rest->n - taken};
    return word;
}

void search_phrases_add_text(struct search_phrases *phrases, struct text t, struct arena *arena)
{
    size_t before = phrases->count;
    bool is_empty = t.n == 0;
    while (t.n) {
        struct text tokens = search_tokens(take_word(&t), arena);
        if (tokens.n)
            add_phrase(phrases, SEARCH_ANY_FIELD, tokens, arena);
    }
    if (!is_empty && phrases->count == before)
        phrases->match_nothing = true;
}

static const struct {
    const char *key;
    enum search_field field;
} filter_keys[] = {
    {"Name", SEARCH_NAME},
    {"DatabaseName", SEARCH_DATABASE},
    {"Description", SEARCH_DESCRIPTION},
    {"Owner", SEARCH_OWNER},
    {"TableType", SEARCH_TYPE},
    {"Location", SEARCH_LOCATION},
    {"StorageDescriptor.Location", SEARCH_LOCATION},
    {"Columns", SEARCH_COLUMNS},
    {"ColumnName", SEARCH_COLUMNS},
};

int search_phrases_add_filter(struct search_phrases *phrases, struct text key, struct text value,
                              struct arena *arena, struct err *err)
{
    enum search_field field = SEARCH_PAIRS;
    struct buf out;
    for (size_t i = 0; i < COUNT(filter_keys); i++)
        if (text_is(key, filter_keys[i].key))
            field = filter_keys[i].field;
    if (field == SEARCH_PAIRS && is_restless(key))
        return err_set(err, ERR_INVALID,
                       "Filters: the values of the parameter '%.*s' change with every commit and "
                       "are not searched.",
                       TEXT_ARG(text_cut(key, 64)));
    buf_init(&out, LIMIT_SEARCH_TEXT_BYTES);
    put_tokens(&out, value, field == SEARCH_PAIRS ? key_token(key, arena) : (struct text){0});
    if (out.n)
        add_phrase(phrases, field, arena_copy(arena, buf_text(&out)), arena);
    else
        phrases->match_nothing = true;
    buf_release(&out);
    return 0;
}
