/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/glob.h"

#include <string.h>

#include "base/limits.h"

enum step_kind {
    STEP_CHARACTER,
    STEP_ANY,      /* '?' */
    STEP_STAR,     /* '*': stays here on any character but '/' */
    STEP_STARSTAR, /* '**': stays here on any character */
    STEP_SET,
    STEP_FORK, /* '{' and ',': goes on with the next step and with `to` */
    STEP_JUMP, /* the end of an alternative: goes on with `to` */
    STEP_END
};

struct range {
    uint32_t first, last;
};

struct glob_step {
    enum step_kind kind;
    uint32_t character;
    uint16_t to;
    bool negated;
    const struct range *ranges;
    size_t ranges_count;
};

/* Every character of a pattern makes at most two steps (',' a jump and a fork). */
enum { STEPS_MAX = 2 * LIMIT_GLOB_BYTES + 2, WORDS = (STEPS_MAX + 63) / 64 };

struct compiler {
    struct glob_step *steps;
    size_t count;
    struct text rest, pattern;
    struct arena *arena;
    struct err *err;
    size_t fork;  /* the fork that the next alternative hangs on; 0: outside braces (a fork is never
                     alone, see open_group) */
    size_t group; /* the first step of the open group */
    bool in_group;
};

/* The next code point of valid UTF-8; `rest` is not empty. */
static uint32_t next_character(struct text *rest)
{
    unsigned char lead = (unsigned char)rest->p[0];
    size_t n = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t c = n == 1 ? lead : lead & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n && i < rest->n; i++)
        c = c << 6 | ((unsigned char)rest->p[i] & 0x3F);
    n = n > rest->n ? rest->n : n;
    *rest = (struct text){rest->p + n, rest->n - n};
    return c;
}

static int fail(const struct compiler *c, const char *what)
{
    return err_set(c->err, ERR_INVALID, "Exclude pattern '%.*s': %s.",
                   TEXT_ARG(text_cut(c->pattern, 256)), what);
}

static struct glob_step *add(struct compiler *c, enum step_kind kind)
{
    struct glob_step *step = &c->steps[c->count++];
    step->kind = kind;
    return step;
}

static void add_character(struct compiler *c, uint32_t character)
{
    add(c, STEP_CHARACTER)->character = character;
}

/* What stands between the brackets; the opening one is consumed. */
static int read_set(struct compiler *c)
{
    struct glob_step *step = add(c, STEP_SET);
    /* One range per character at most; a ']' in the first place is ordinary. */
    size_t closing = c->rest.n ? text_find((struct text){c->rest.p + 1, c->rest.n - 1}, ']') : 0;
    struct range *ranges = ARENA_ARRAY(c->arena, struct range, closing + 2);
    if (c->rest.n && c->rest.p[0] == '!') {
        step->negated = true;
        (void)next_character(&c->rest);
    }
    step->ranges = ranges;
    while (c->rest.n && (c->rest.p[0] != ']' || !step->ranges_count)) {
        uint32_t first = next_character(&c->rest), last = first;
        if (first == '/')
            return fail(c, "'/' cannot stand in a set of characters");
        if (c->rest.n > 1 && c->rest.p[0] == '-' && c->rest.p[1] != ']') {
            (void)next_character(&c->rest);
            last = next_character(&c->rest);
        }
        if (last < first)
            return fail(c, "a range of characters ends before it begins");
        ranges[step->ranges_count++] = (struct range){first, last};
    }
    if (!c->rest.n)
        return fail(c, "']' is missing");
    (void)next_character(&c->rest);
    return 0;
}

static int open_group(struct compiler *c)
{
    if (c->in_group)
        return fail(c, "groups in '{}' do not nest");
    c->in_group = true;
    c->group = c->fork = c->count;
    add(c, STEP_FORK);
    return 0;
}

static void next_alternative(struct compiler *c)
{
    add(c, STEP_JUMP);
    c->steps[c->fork].to = (uint16_t)c->count;
    c->fork = c->count;
    add(c, STEP_FORK);
}

/* The last fork has no second way, and all jumps of the group lead behind it. */
static void close_group(struct compiler *c)
{
    c->steps[c->fork].to = (uint16_t)(c->fork + 1);
    for (size_t i = c->group; i < c->count; i++) {
        if (c->steps[i].kind == STEP_JUMP)
            c->steps[i].to = (uint16_t)c->count;
    }
    c->in_group = false;
}

static void read_star(struct compiler *c)
{
    bool twice = c->rest.n && c->rest.p[0] == '*';
    if (twice)
        (void)next_character(&c->rest);
    add(c, twice ? STEP_STARSTAR : STEP_STAR);
}

static int read_escaped(struct compiler *c)
{
    if (!c->rest.n)
        return fail(c, "it ends with '\\', which needs a character behind it");
    add_character(c, next_character(&c->rest));
    return 0;
}

static int read_one(struct compiler *c)
{
    uint32_t character = next_character(&c->rest);
    switch (character) {
    case '*':
        read_star(c);
        return 0;
    case '?':
        add(c, STEP_ANY);
        return 0;
    case '\\':
        return read_escaped(c);
    case '[':
        return read_set(c);
    case '{':
        return open_group(c);
    case '}':
        if (c->in_group)
            close_group(c);
        else
            add_character(c, character);
        return 0;
    case ',':
        if (c->in_group)
            next_alternative(c);
        else
            add_character(c, character);
        return 0;
    default:
        add_character(c, character);
        return 0;
    }
}

int glob_decode(struct glob *g, struct text pattern, struct arena *a, struct err *err)
{
    if (!pattern.n || pattern.n > LIMIT_GLOB_BYTES)
        return err_set(err, ERR_INVALID, "An exclude pattern has 1 to %d bytes; this one has %zu.",
                       LIMIT_GLOB_BYTES, pattern.n);
    struct compiler c = {.rest = pattern, .pattern = pattern, .arena = a, .err = err};
    c.steps = ARENA_ARRAY(a, struct glob_step, 2 * pattern.n + 1);
    while (c.rest.n) {
        if (read_one(&c))
            return -1;
    }
    if (c.in_group)
        return fail(&c, "'}' is missing");
    add(&c, STEP_END);
    *g = (struct glob){c.steps, c.count, pattern};
    return 0;
}

/* The steps that may come next. */
struct states {
    uint64_t words[WORDS];
};

static bool has(const struct states *s, size_t i)
{
    return s->words[i / 64] >> i % 64 & 1;
}

static void put(struct states *s, size_t i)
{
    s->words[i / 64] |= UINT64_C(1) << i % 64;
}

static void clear(struct states *s, size_t count)
{
    memset(s->words, 0, (count + 63) / 64 * sizeof s->words[0]);
}

/* Follows the steps that take no character. They all lead forward, so one pass suffices. */
static void follow(const struct glob *g, struct states *s)
{
    for (size_t i = 0; i < g->count; i++) {
        if (!has(s, i))
            continue;
        enum step_kind kind = g->steps[i].kind;
        if (kind == STEP_STAR || kind == STEP_STARSTAR || kind == STEP_FORK)
            put(s, i + 1);
        if (kind == STEP_FORK || kind == STEP_JUMP)
            put(s, g->steps[i].to);
    }
}

static bool in_set(const struct glob_step *step, uint32_t c)
{
    for (size_t i = 0; i < step->ranges_count; i++) {
        if (c >= step->ranges[i].first && c <= step->ranges[i].last)
            return !step->negated;
    }
    return step->negated;
}

static void take(const struct glob *g, size_t i, uint32_t c, struct states *next)
{
    const struct glob_step *step = &g->steps[i];
    switch (step->kind) {
    case STEP_CHARACTER:
        if (c == step->character)
            put(next, i + 1);
        break;
    case STEP_ANY:
        if (c != '/')
            put(next, i + 1);
        break;
    case STEP_STAR:
        if (c != '/')
            put(next, i);
        break;
    case STEP_STARSTAR:
        put(next, i);
        break;
    case STEP_SET:
        if (c != '/' && in_set(step, c))
            put(next, i + 1);
        break;
    case STEP_FORK:
    case STEP_JUMP:
    case STEP_END:
        break;
    }
}

static void run(const struct glob *g, struct text path, struct states *s)
{
    struct states next;
    clear(s, g->count);
    put(s, 0);
    follow(g, s);
    while (path.n) {
        uint32_t c = next_character(&path);
        clear(&next, g->count);
        for (size_t i = 0; i < g->count; i++) {
            if (has(s, i))
                take(g, i, c, &next);
        }
        follow(g, &next);
        memcpy(s, &next, (g->count + 63) / 64 * sizeof s->words[0]);
    }
}

bool glob_matches(const struct glob *g, struct text path)
{
    struct states s;
    run(g, path, &s);
    return has(&s, g->count - 1);
}

/* Whether the pattern may end directly behind step `i` without another character. */
static bool ends_behind(const struct glob *g, size_t i)
{
    struct states s;
    clear(&s, g->count);
    put(&s, i);
    follow(g, &s);
    return has(&s, g->count - 1);
}

bool glob_covers(const struct glob *g, struct text folder)
{
    struct states s;
    run(g, folder, &s);
    for (size_t i = 0; i < g->count; i++) {
        if (has(&s, i) && g->steps[i].kind == STEP_STARSTAR && ends_behind(g, i))
            return true;
    }
    return false;
}
