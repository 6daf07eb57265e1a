/* SPDX-License-Identifier: Apache-2.0
 * The limits of types, and the messages when they are broken. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "catalog/regex.h"
#include "catalog/shape_path.h"

enum { SHOWN_BYTES_MAX = 128, PATH_BYTES_MAX = 400, CONSTRAINT_BYTES_MAX = 400 };

void path_put(const struct path *path, struct buf *out)
{
    if (!path)
        return;
    path_put(path->up, out);
    if (path->up)
        buf_put_char(out, '.');
    if (!path->name) {
        buf_put_int(out, (int64_t)path->index + 1);
        buf_put(out, TEXT(".member"));
        return;
    }
    char first = path->name[0];
    buf_put_char(out, (char)(first >= 'A' && first <= 'Z' ? first + ('a' - 'A') : first));
    buf_put_string(out, path->name + 1);
}

static bool is_secret(const struct path *path)
{
    for (; path; path = path->up)
        if (path->is_secret)
            return true;
    return false;
}

int path_fail(const struct path *path, struct text shown, struct err *err, const char *constraint,
              ...)
{
    struct buf where;
    buf_init(&where, PATH_BYTES_MAX);
    path_put(path, &where);
    struct text at = buf_text(&where);
    struct text cut = text_cut(shown, SHOWN_BYTES_MAX);
    char rule[CONSTRAINT_BYTES_MAX];
    va_list args;
    va_start(args, constraint);
    vsnprintf(rule, sizeof rule, constraint, args);
    va_end(args);
    const char *quote = shown.p ? "'" : "";
    if (is_secret(path))
        err_set(err, ERR_VALIDATION,
                "1 validation error detected: Value at '%.*s' failed to satisfy constraint: %s",
                TEXT_ARG(at), rule);
    else
        err_set(err, ERR_VALIDATION,
                "1 validation error detected: Value %s%.*s%s%s at '%.*s' failed to satisfy "
                "constraint: %s",
                quote, TEXT_ARG(shown.p ? cut : TEXT("null")), cut.n < shown.n ? "..." : "", quote,
                TEXT_ARG(at), rule);
    buf_release(&where);
    return -1;
}

/* The first byte that the class refuses, or the length of the text. U+FFFE and U+FFFF are EF BF BE
 * and EF BF BF. */
static size_t first_refused(enum text_class text_class, struct text t)
{
    for (size_t i = 0; i < t.n && text_class != CLASS_ANY; i++) {
        unsigned char c = (unsigned char)t.p[i];
        bool line_end = c == '\r' || c == '\n';
        if (c < 0x20 && c != '\t' && !(line_end && text_class == CLASS_MULTI_LINE))
            return i;
        if (c == 0xEF && t.n - i >= 3 && (unsigned char)t.p[i + 1] == 0xBF &&
            (unsigned char)t.p[i + 2] >= 0xBE)
            return i;
    }
    return t.n;
}

const char *text_class_pattern(enum text_class text_class)
{
    static const char *const patterns[] = {
        [CLASS_ANY] = NULL,
        [CLASS_SINGLE_LINE] = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*",
        [CLASS_MULTI_LINE] =
            "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*",
    };
    return patterns[text_class];
}

static int fail_enum(const struct type *type, struct text t, const struct path *path,
                     struct err *err)
{
    struct buf set;
    buf_init(&set, CONSTRAINT_BYTES_MAX - 64);
    for (const char *const *v = type->values; *v; v++) {
        if (v > type->values)
            buf_put(&set, TEXT(", "));
        buf_put_string(&set, *v);
    }
    path_fail(path, t, err, "Member must satisfy enum value set: [%.*s]", TEXT_ARG(buf_text(&set)));
    buf_release(&set);
    return -1;
}

int type_check_text(const struct type *type, struct text t, const struct path *path,
                    struct err *err)
{
    /* Bytes bound code points from above, so short texts are not counted. */
    if ((int64_t)t.n > type->max && (int64_t)text_length(t) > type->max)
        return path_fail(path, t, err, "Member must have length less than or equal to %lld",
                         (long long)type->max);
    if ((int64_t)t.n < type->min || (type->min > 1 && (int64_t)text_length(t) < type->min))
        return path_fail(path, t, err, "Member must have length greater than or equal to %lld",
                         (long long)type->min);
    if (first_refused(type->text_class, t) < t.n)
        return path_fail(path, t, err, "Member must satisfy regular expression pattern: %s",
                         text_class_pattern(type->text_class));
    if (type->pattern && !regex_pattern_matches(type->pattern, t))
        return path_fail(path, t, err, "Member must satisfy regular expression pattern: %s",
                         type->pattern);
    if (!type->values)
        return 0;
    for (const char *const *v = type->values; *v; v++)
        if (text_is(t, *v))
            return 0;
    return fail_enum(type, t, path, err);
}

int type_check_integer(const struct type *type, int64_t n, const struct path *path, struct err *err)
{
    char shown[24];
    snprintf(shown, sizeof shown, "%lld", (long long)n);
    if (n > type->max)
        return path_fail(path, text_of(shown), err,
                         "Member must have value less than or equal to %lld", (long long)type->max);
    if (n < type->min)
        return path_fail(path, text_of(shown), err,
                         "Member must have value greater than or equal to %lld",
                         (long long)type->min);
    return 0;
}

int type_check_double(const struct type *type, double n, const struct path *path, struct err *err)
{
    char shown[32];
    if (type->max == 0 || n >= (double)type->min)
        return 0;
    snprintf(shown, sizeof shown, "%.17g", n);
    return path_fail(path, text_of(shown), err,
                     "Member must have value greater than or equal to %lld", (long long)type->min);
}

/* Numbers that JSON cannot write, in the words of Smithy's AWS JSON 1.1 protocol. */
static const struct {
    struct text name;
    double value;
} named_doubles[] = {
    {TEXT_INIT("NaN"), NAN},
    {TEXT_INIT("Infinity"), INFINITY},
    {TEXT_INIT("-Infinity"), -INFINITY},
};

bool type_takes_double_names(const struct type *type)
{
    return type->kind == KIND_DOUBLE && type->max == 0;
}

bool double_of_name(struct text name, double *out)
{
    for (size_t i = 0; i < COUNT(named_doubles); i++)
        if (text_equal(name, named_doubles[i].name)) {
            *out = named_doubles[i].value;
            return true;
        }
    return false;
}

struct text double_name(double n)
{
    if (isfinite(n))
        return (struct text){NULL, 0};
    return named_doubles[isnan(n) ? 0 : n > 0 ? 1 : 2].name;
}

int type_check_time(int64_t ms, struct text shown, const struct path *path, struct err *err)
{
    if (ms >= TIME_SECONDS_MIN * 1000 && ms < (TIME_SECONDS_MAX + 1) * 1000)
        return 0;
    return path_fail(path, shown, err,
                     "Member must lie in the years 1 to 9999, in seconds since 1970");
}

int type_check_count(const struct type *type, size_t count, const struct path *path,
                     struct err *err)
{
    char shown[48];
    snprintf(shown, sizeof shown, "[%zu %s]", count, type->kind == KIND_MAP ? "pairs" : "elements");
    if ((int64_t)count > type->max)
        return path_fail(path, text_of(shown), err,
                         "Member must have length less than or equal to %lld",
                         (long long)type->max);
    if ((int64_t)count < type->min)
        return path_fail(path, text_of(shown), err,
                         "Member must have length greater than or equal to %lld",
                         (long long)type->min);
    return 0;
}
