/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/page.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/encode.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/memory.h"

/* Where the model gives no page size, pages are as large as the largest that may be asked for. */
enum { PAGE_DEFAULT = 1000 };

/* The longest position is a partition's key: LIMIT_PARTITION_KEYS values of 1,024 characters. */
enum { MAC_BYTES = 16, TOKEN_BYTES_MAX = 4 << 20 };

struct page_signer {
    pthread_mutex_t lock; /* a page costs hundreds of times more than its token */
    struct crypto *crypto;
    unsigned char key[CRYPTO_HASH_BYTES];
};

struct page_signer *page_signer_new(struct text key, struct err *err)
{
    struct page_signer *signer = memory_new(sizeof *signer);
    if (crypto_open(&signer->crypto, err) != 0) {
        free(signer);
        return NULL;
    }
    pthread_mutex_init(&signer->lock, NULL);
    const struct text purpose = TEXT("paging tokens");
    crypto_hmac(signer->crypto, key, &purpose, 1, signer->key);
    return signer;
}

void page_signer_free(struct page_signer *signer)
{
    if (!signer)
        return;
    crypto_close(signer->crypto);
    pthread_mutex_destroy(&signer->lock);
    free(signer);
}

static void sign(struct call *call, struct text scope, struct text position,
                 unsigned char mac[CRYPTO_HASH_BYTES])
{
    struct page_signer *signer = call->service->page_signer;
    const size_t length = scope.n; /* without it a scope could end where a position goes on */
    const struct text parts[] = {text_of(call->operation->name),
                                 TEXT("|"),
                                 {(const char *)&length, sizeof length},
                                 scope,
                                 position};
    pthread_mutex_lock(&signer->lock);
    crypto_hmac(signer->crypto, (struct text){(char *)signer->key, sizeof signer->key}, parts,
                COUNT(parts), mac);
    pthread_mutex_unlock(&signer->lock);
}

static int read_token(struct call *call, struct text token, struct text scope,
                      struct text *position)
{
    unsigned char mac[CRYPTO_HASH_BYTES];
    struct buf raw;
    buf_init(&raw, TOKEN_BYTES_MAX);
    bool valid = decode_base64(&raw, token) && !buf_over(&raw) && raw.n >= MAC_BYTES;
    if (valid) {
        *position = arena_copy(&call->arena, (struct text){raw.p + MAC_BYTES, raw.n - MAC_BYTES});
        sign(call, scope, *position, mac);
        valid = crypto_equal(raw.p, mac, MAC_BYTES);
    }
    buf_release(&raw);
    return valid ? 0
                 : err_set(&call->err, ERR_INVALID,
                           "NextToken was not given out by this operation for these arguments.");
}

int page_begin(struct call *call, const struct value *next_token, const struct value *max_results,
               struct text scope, struct page *page)
{
    int64_t most = call->operation->page_max ? call->operation->page_max : PAGE_DEFAULT;
    *page = (struct page){.limit = value_integer_or(max_results, most), .arena = &call->arena};
    if (next_token->text.n == 0)
        return 0;
    return read_token(call, next_token->text, scope, &page->after);
}

void page_end(struct call *call, const struct page *page, struct text scope)
{
    unsigned char mac[CRYPTO_HASH_BYTES];
    struct buf raw;
    if (!page->next.p)
        return;
    sign(call, scope, page->next, mac);
    buf_init(&raw, TOKEN_BYTES_MAX);
    buf_put(&raw, (struct text){(char *)mac, MAC_BYTES});
    buf_put(&raw, page->next);
    json_put_name(&call->reply, "NextToken");
    buf_put_char(&call->reply, '"');
    encode_base64(&call->reply, buf_text(&raw));
    buf_put_char(&call->reply, '"');
    buf_release(&raw);
}
