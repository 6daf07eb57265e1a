/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the answer of an S3 server; the first line is the prefix that was asked for. What is
 * accepted keeps the promises of lake.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "lake/s3_xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_key(struct text key, struct text name, struct text prefix)
{
    check(text_is_utf8(key) && text_starts_with(key, prefix) && key.n <= LIMIT_OBJECT_KEY_BYTES);
    check(text_find(key, '\0') == key.n);
    check(name.n <= key.n);
}

static void check_page(const struct s3_listing *listing, struct text prefix)
{
    const struct lake_page *page = &listing->page;
    check(page->folder_count + page->object_count + page->unreadable <= LIMIT_LAKE_PAGE_ENTRIES);
    check(page->last || listing->next_token.n > 0);
    for (size_t i = 0; i < page->object_count; i++)
        check_key(page->objects[i].key, page->objects[i].name, prefix);
    for (size_t i = 0; i < page->folder_count; i++) {
        check_key(page->folders[i].key, page->folders[i].name, prefix);
        check(text_ends_with(page->folders[i].key, TEXT("/")));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text xml = {(const char *)data, size};
    struct text prefix = text_split(&xml, '\n');
    struct s3_answer answer;
    struct arena arena;
    struct err e = {0};
    arena_init(&arena, 32 << 20, NULL);
    int result = s3_xml_decode(xml, prefix, &arena, &answer, &e);
    check((result == 0) == (e.code == ERR_NONE));
    if (result == 0 && answer.kind == S3_ANSWER_LISTING)
        check_page(&answer.listing, prefix);
    arena_release(&arena);
    return 0;
}
