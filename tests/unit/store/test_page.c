/* SPDX-License-Identifier: Apache-2.0 */
#include "store/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"

struct fixture {
    struct arena arena;
    struct buf out;
    struct page page;
};

static void begin(struct fixture *f, int64_t limit)
{
    arena_init(&f->arena, 1 << 20, NULL);
    buf_init(&f->out, (size_t)LIMIT_PAGE_BYTES * 2);
    f->page = (struct page){.limit = limit, .arena = &f->arena};
}

static void end(struct fixture *f)
{
    arena_release(&f->arena);
    buf_release(&f->out);
}

static void full_by_items(void **state)
{
    /* A page of two items takes two, and the next one begins behind the second. */
    struct fixture f;
    (void)state;
    begin(&f, 2);
    assert_true(page_has_room(&f.page));
    page_add(&f.page, TEXT("a"), &f.out);
    assert_true(page_has_room(&f.page));
    page_add(&f.page, TEXT("b"), &f.out);
    assert_null(f.page.next.p);
    assert_false(page_has_room(&f.page));
    assert_true(text_is(f.page.next, "b"));
    end(&f);
}

static void nothing_behind_the_last(void **state)
{
    /* A list that ends with a full page has no next page. */
    struct fixture f;
    (void)state;
    begin(&f, 1);
    page_add_number(&f.page, 7, &f.out);
    assert_null(f.page.next.p);
    end(&f);
}

static void full_by_bytes(void **state)
{
    /* An item that passes the size of a page is its last, also when it is the first. */
    struct fixture f;
    (void)state;
    begin(&f, 1000);
    char *p = buf_reserve(&f.out, LIMIT_PAGE_BYTES);
    assert_non_null(p);
    buf_wrote(&f.out, LIMIT_PAGE_BYTES - 1);
    page_add_number(&f.page, 1, &f.out);
    assert_true(page_has_room(&f.page));
    buf_put_char(&f.out, 'x');
    page_add_number(&f.page, -2, &f.out);
    assert_false(page_has_room(&f.page));
    assert_true(text_is(f.page.next, "-2"));
    end(&f);
}

static void full_by_an_answer_that_is_over(void **state)
{
    /* What no answer can hold ends the list at once. */
    struct fixture f;
    (void)state;
    begin(&f, 1000);
    f.out.bytes_max = 3;
    buf_put(&f.out, TEXT("1234"));
    page_add_number(&f.page, 5, &f.out);
    assert_false(page_has_room(&f.page));
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_by_items),
        cmocka_unit_test(nothing_behind_the_last),
        cmocka_unit_test(full_by_bytes),
        cmocka_unit_test(full_by_an_answer_that_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
