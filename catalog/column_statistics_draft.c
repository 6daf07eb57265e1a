/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/column_statistics_draft.h"

#include "base/limits.h"
#include "catalog/shapes_statistics.h"
#include "catalog/types.h"

/* The member of StatisticsData that goes with each Type. */
static const struct {
    const char *type;
    size_t member;
} kinds[] = {
    {"BOOLEAN", COLUMN_STATISTICS_DATA_BOOLEAN_COLUMN_STATISTICS_DATA},
    {"DATE", COLUMN_STATISTICS_DATA_DATE_COLUMN_STATISTICS_DATA},
    {"DECIMAL", COLUMN_STATISTICS_DATA_DECIMAL_COLUMN_STATISTICS_DATA},
    {"DOUBLE", COLUMN_STATISTICS_DATA_DOUBLE_COLUMN_STATISTICS_DATA},
    {"LONG", COLUMN_STATISTICS_DATA_LONG_COLUMN_STATISTICS_DATA},
    {"STRING", COLUMN_STATISTICS_DATA_STRING_COLUMN_STATISTICS_DATA},
    {"BINARY", COLUMN_STATISTICS_DATA_BINARY_COLUMN_STATISTICS_DATA},
};

static int check_kind(struct text column, const struct value *data, struct err *err)
{
    struct text type = data[COLUMN_STATISTICS_DATA_TYPE].text;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        bool wanted = text_is(type, kinds[i].type), given = data[kinds[i].member].set;
        if (wanted != given)
            return err_set(err, ERR_INVALID,
                           "StatisticsData of column '%.*s': with the Type %.*s, %s must %sbe "
                           "given.",
                           TEXT_ARG(column), TEXT_ARG(type),
                           shape_column_statistics_data.members[kinds[i].member].name,
                           wanted ? "" : "not ");
    }
    return 0;
}

int column_statistics_draft_make(const struct value *column_statistics, struct arena *arena,
                                 struct column_statistics_draft *out, struct err *err)
{
    struct value whole = value_struct((struct value *)column_statistics);
    struct buf text;
    *out = (struct column_statistics_draft){
        .column = column_statistics[COLUMN_STATISTICS_COLUMN_NAME].text};
    if (check_kind(out->column, column_statistics[COLUMN_STATISTICS_STATISTICS_DATA].members,
                   err) != 0)
        return -1;
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    shape_encode_value(&type_column_statistics, &whole, &text);
    out->text = arena_copy(arena, buf_text(&text));
    buf_release(&text);
    return 0;
}
