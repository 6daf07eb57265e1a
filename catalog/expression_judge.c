/* SPDX-License-Identifier: Apache-2.0
 * Judges many rows at once. Verdicts are numbers of which AND takes the least and OR the most, so
 * that the loops over rows have no branches. */
#include <string.h>

#include "catalog/expression_inside.h"

struct judge {
    const struct expression *e;
    const struct key_column *columns;
    size_t rows;
    struct arena *scratch;
};

static void judge_leaf(const struct judge *j, const struct node *n, uint8_t *verdicts)
{
    const struct key_column *column = &j->columns[n->key];
    uint8_t *of_value = ARENA_ARRAY(j->scratch, uint8_t, column->values_count + 1);
    for (size_t i = 0; i < column->values_count; i++) {
        int has = expression_node_has(n, j->e->keys->kinds[n->key], column->values[i]);
        of_value[i] = has < 0 ? VERDICT_ERROR : has ? VERDICT_YES : VERDICT_NO;
    }
    for (size_t i = 0; i < j->rows; i++)
        verdicts[i] = of_value[column->codes[i]];
}

static void judge_node(const struct judge *j, const struct node *n, uint8_t *verdicts)
{
    if (n->kind == NODE_DOMAIN || n->kind == NODE_LIKE) {
        judge_leaf(j, n, verdicts);
        return;
    }
    uint8_t *more = ARENA_ARRAY(j->scratch, uint8_t, j->rows);
    judge_node(j, n->children[0], verdicts);
    for (size_t c = 1; c < n->count; c++) {
        judge_node(j, n->children[c], more);
        if (n->kind == NODE_AND)
            for (size_t i = 0; i < j->rows; i++)
                verdicts[i] = verdicts[i] < more[i] ? verdicts[i] : more[i];
        else
            for (size_t i = 0; i < j->rows; i++)
                verdicts[i] = verdicts[i] > more[i] ? verdicts[i] : more[i];
    }
}

void expression_judge(const struct expression *e, const struct key_column *columns, size_t rows,
                      struct arena *scratch, uint8_t *verdicts)
{
    struct judge j = {e, columns, rows, scratch};
    if (e->root)
        judge_node(&j, e->root, verdicts);
    else
        memset(verdicts, VERDICT_YES, rows);
}
