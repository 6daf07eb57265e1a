/* SPDX-License-Identifier: Apache-2.0
 * A diff as canonical JSON. */
#include "base/json_write.h"
#include "catalog/schema_diff.h"

static const char *const severity_names[SEVERITIES] = {
    [SEVERITY_INFO] = "INFO", [SEVERITY_WARNING] = "WARNING", [SEVERITY_BREAKING] = "BREAKING"};

const char *severity_name(enum severity severity)
{
    return severity_names[severity];
}

bool severity_of(struct text name, enum severity *out)
{
    for (size_t i = 0; i < SEVERITIES; i++) {
        if (!text_is(name, severity_names[i]))
            continue;
        *out = (enum severity)i;
        return true;
    }
    return false;
}

const char *schema_change_kind_name(enum schema_change_kind kind)
{
    static const char *const names[SCHEMA_CHANGE_KINDS] = {
        [SCHEMA_CHANGE_ADDED] = "ADDED",
        [SCHEMA_CHANGE_REMOVED] = "REMOVED",
        [SCHEMA_CHANGE_RETYPED] = "RETYPED",
        [SCHEMA_CHANGE_REORDERED] = "REORDERED",
        [SCHEMA_CHANGE_COMMENTED] = "COMMENT_CHANGED",
        [SCHEMA_CHANGE_KEY_ADDED] = "PARTITION_KEY_ADDED",
        [SCHEMA_CHANGE_KEY_REMOVED] = "PARTITION_KEY_REMOVED",
        [SCHEMA_CHANGE_KEY_RETYPED] = "PARTITION_KEY_RETYPED",
        [SCHEMA_CHANGE_KEY_REORDERED] = "PARTITION_KEY_REORDERED",
        [SCHEMA_CHANGE_FORMAT] = "FORMAT_CHANGED",
        [SCHEMA_CHANGE_SERDE] = "SERDE_CHANGED",
        [SCHEMA_CHANGE_COMPRESSION] = "COMPRESSION_CHANGED",
        [SCHEMA_CHANGE_DELIMITER] = "DELIMITER_CHANGED",
        [SCHEMA_CHANGE_HEADER] = "HEADER_CHANGED",
    };
    return names[kind];
}

static const char *type_change_name(enum hive_change change)
{
    static const char *const names[] = {[HIVE_SAME] = NULL,
                                        [HIVE_WIDENED] = "WIDENED",
                                        [HIVE_NARROWED] = "NARROWED",
                                        [HIVE_INCOMPATIBLE] = "INCOMPATIBLE"};
    return names[change];
}

static void put_text_unless_empty(struct buf *out, const char *name, struct text value)
{
    if (value.n)
        json_put_string_member(out, name, value);
}

static void put_change(struct buf *out, const struct schema_change *change)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Kind", text_of(schema_change_kind_name(change->kind)));
    put_text_unless_empty(out, "Column", change->column);
    put_text_unless_empty(out, "Property", text_of(change->property));
    put_text_unless_empty(out, "From", change->from);
    put_text_unless_empty(out, "To", change->to);
    put_text_unless_empty(out, "Change", text_of(type_change_name(change->change)));
    if (change->renamed.n) {
        bool is_new =
            change->kind == SCHEMA_CHANGE_ADDED || change->kind == SCHEMA_CHANGE_KEY_ADDED;
        json_put_string_member(out, is_new ? "RenamedFrom" : "RenamedTo", change->renamed);
    }
    json_put_string_member(out, "Severity", text_of(severity_names[change->severity]));
    json_put_string_member(out, "Consequence", text_of(change->consequence));
    buf_put_char(out, '}');
}

void schema_diff_put_members(struct buf *out, const struct schema_diff *diff, size_t changes_max)
{
    size_t count = diff->count < changes_max ? diff->count : changes_max;
    size_t omitted = diff->omitted + (diff->count - count);
    json_put_name(out, "Changes");
    buf_put_char(out, '[');
    for (size_t i = 0; i < count; i++)
        put_change(out, &diff->changes[i]);
    buf_put_char(out, ']');
    if (omitted)
        json_put_int_member(out, "ChangesOmitted", (int64_t)omitted);
    json_put_string_member(out, "Severity", text_of(severity_names[diff->severity]));
}

void schema_diff_put(struct buf *out, const struct schema_diff *diff)
{
    buf_put_char(out, '{');
    schema_diff_put_members(out, diff, SIZE_MAX);
    buf_put_char(out, '}');
}
