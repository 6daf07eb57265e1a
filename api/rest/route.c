/* SPDX-License-Identifier: Apache-2.0 */
#include "api/rest/route.h"

const char *method_name(enum method method)
{
    static const char *const names[] = {
        [METHOD_GET] = "GET",     [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
        [METHOD_PUT] = "PUT",     [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
        [METHOD_OTHER] = "OTHER",
    };
    return names[method];
}

/* Cuts "/segment" off the path. */
static bool next_segment(struct text *path, struct text *segment)
{
    if (path->n == 0 || path->p[0] != '/')
        return false;
    path->p++;
    path->n--;
    *segment = (struct text){path->p, text_find(*path, '/')};
    path->p += segment->n;
    path->n -= segment->n;
    return true;
}

bool route_next_segment(struct text *path, struct text *segment, bool *is_parameter)
{
    if (!next_segment(path, segment))
        return false;
    *is_parameter = segment->n > 2 && segment->p[0] == '{';
    if (*is_parameter)
        *segment = (struct text){segment->p + 1, segment->n - 2};
    return true;
}

/* The number of literal segments in common plus one, or 0 where the path does not match the
 * template. */
static size_t match_template(struct text template, struct text path, struct route_match *match)
{
    struct text wanted, given;
    bool is_parameter;
    size_t literals = 1;
    match->count = 0;
    while (route_next_segment(&template, &wanted, &is_parameter)) {
        if (!next_segment(&path, &given) || given.n == 0)
            return 0;
        if (!is_parameter) {
            if (!text_equal(wanted, given))
                return 0;
            literals++;
            continue;
        }
        match->names[match->count] = wanted;
        match->values[match->count++] = given;
    }
    return path.n == 0 ? literals : 0;
}

bool route_find(enum method method, struct text path, struct route_match *match)
{
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    size_t best = 0;
    *match = (struct route_match){.operation = NULL};
    for (size_t i = 0; i < operation_lists_count; i++) {
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            const struct operation *operation = &operation_lists[i].operations[j];
            struct route_match tried = {.operation = operation};
            size_t literals = match_template(text_of(operation->path), path, &tried);
            if (literals == 0)
                continue;
            if (operation->method != wanted) {
                match->other_method = true;
            } else if (literals > best) {
                best = literals;
                *match = tried;
            }
        }
    }
    return best > 0;
}

void route_put_methods(struct text path, struct buf *out)
{
    struct route_match match;
    for (enum method method = METHOD_GET; method < METHOD_OTHER; method++) {
        if (!route_find(method, path, &match))
            continue;
        if (out->n > 0)
            buf_put(out, TEXT(", "));
        buf_put_string(out, method_name(method));
    }
}
