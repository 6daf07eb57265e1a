/* SPDX-License-Identifier: Apache-2.0
 * Operations: what can be asked of Propolis, whatever the door. An operation is one row of a const
 * table in the file of its noun (databases.c, tables.c, ...) and a short handler. `operation_start`
 * authorises, runs it where its row says, logs and counts: once, for all doors. Handlers know
 * neither the wire nor their thread. */
#ifndef PROPOLIS_API_OPERATIONS_OPERATION_H
#define PROPOLIS_API_OPERATIONS_OPERATION_H

#include "api/operations/pool.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "catalog/shape.h"
#include "store/store.h"

struct address_rule;
struct access;
struct access_set;
struct call;
struct lake_config;
struct page_signer;
struct policy;
struct projection_settings;
struct questions;
struct seal_keys;
struct service;

enum method {
    METHOD_GET,
    METHOD_HEAD,
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OTHER
};

enum where {
    INLINE,  /* a read bounded below 2 ms: on the listener's thread */
    POOL,    /* a longer read: on the pool, with a deadline */
    WRITE,   /* a transaction body on the writer */
    OUTSIDE, /* I/O elsewhere, on the pool, around short transactions of its own */
    ERRAND   /* the same for minutes: a few at once, on threads that nothing else waits for */
};

/* What the caller must have rights on: the thing that the input names, and all above it. Where the
 * input names none, as in a list, all things of the kind. api/operations/access_touch.c says by
 * which members each is named. */
enum touches {
    TOUCHES_NOTHING, /* everybody may */
    TOUCHES_CATALOG,
    TOUCHES_CATALOG_CONTENTS, /* and all that is in it */
    TOUCHES_DATABASE,
    TOUCHES_DATABASE_CONTENTS, /* and all that is in it */
    TOUCHES_TABLE,
    TOUCHES_FUNCTION,
    TOUCHES_CONNECTION,
    TOUCHES_CRAWLER,
    TOUCHES_CLASSIFIER,
    TOUCHES_WEBHOOK,
    TOUCHES_RESOURCE, /* what an ARN names */
    TOUCHES_USER,     /* a user's keys and policy: actions of iam: */
    TOUCHES_END
};

/* 0, or -1 with call->err set. INLINE and POOL handlers run in a read transaction and WRITE
 * handlers in a write transaction: call->tx is set; OUTSIDE and ERRAND handlers open their own. A
 * handler writes its answer, one JSON object, into call->reply; leaving it empty answers {}. */
typedef int handler(struct call *call);

/* How far a call on something in a database follows resource links: api/operations/links.h. */
enum links {
    LINKS_ALL,               /* of the database and of the table */
    LINKS_OF_DATABASE,       /* a table's link is meant itself, or shown by the handler */
    LINKS_OF_DATABASE_ITSELF /* what the call touches is the database */
};

struct operation {
    const char *name; /* Glue's, or one in its manner */
    enum method method;
    /* REST: {Member} binds a member of the input; other members come by query or body. */
    const char *path;
    const struct shape *input, *output;
    const char *document; /* REST: a body may be this member itself, without the name around it */
    enum where where;
    enum touches touches;
    enum links links;
    /* Optional: where this very call runs, when that hangs on its input. */
    enum where (*choose)(const struct call *call);
    /* Optional: before the queue, without a transaction. Renders texts and checks what needs no
     * store; may set call->answered. */
    handler *prepare;
    handler *run;
    int64_t page_max;     /* items of a page when the caller names no number; 0: 1,000 */
    int status;           /* REST status of success; 0: 200 */
    bool creates_missing; /* a REST PUT of what is missing creates it */
    bool has_etag;        /* what it answers over REST has an entity tag */
    const char *action;   /* that policies name, where it is not the operation's own name */
    const char *about;    /* one sentence for the OpenAPI text */
    /* Codes of err.def it may answer beside the common ones: "NOT_FOUND EXISTS". */
    const char *errors;
};

/* All rows, by noun. */
struct operation_list {
    const char *noun; /* tag in the OpenAPI text */
    const struct operation *operations;
    size_t count;
};
extern const struct operation_list operation_lists[];
extern const size_t operation_lists_count;

struct caller {
    struct text key_id;          /* access key id; empty with --auth none */
    struct text name;            /* of the key */
    struct text arn;             /* arn:aws:iam::<account>:user/<name> */
    bool is_root;                /* may do everything */
    bool is_tls;                 /* the request came encrypted */
    const struct policy *policy; /* of its identity, an owner; NULL: allows everything */
};

/* What every operation may reach; made once by the server and constant while it runs. */
struct service {
    struct store *store;
    struct text account_id, region;
    struct text version;
    const struct lake_config *lake;  /* for OUTSIDE: where files are (lake/lake.h) */
    struct pool *pool;               /* for POOL and OUTSIDE (api/operations/pool.h) */
    struct pool *errands;            /* for ERRAND */
    const atomic_bool *is_stopping;  /* ends what an ERRAND does; NULL: never */
    struct budget *budget;           /* memory of all requests together */
    struct metrics *metrics;         /* NULL: nothing is counted */
    struct page_signer *page_signer; /* api/operations/page.h */
    struct access *access;           /* resource policies (api/operations/access.h); NULL: none */
    const struct projection_settings *projection; /* NULL: the defaults */
    const struct seal_keys *seal_keys;            /* for secrets that are kept (base/seal.h) */
    bool (*webhook_address_allowed)(const struct service *service, struct text url,
                                    struct err *err);
    const struct address_rule *addresses; /* where callers may make us connect to */
    /* Keys or their policies changed in the store: read them anew. May wait. */
    int (*reload_keys)(const struct service *service, struct err *err);
    void (*wake)(
        const struct service *service); /* work rows were made: the scheduler should look now */
    const void *server;                 /* the server's own, for the two functions above */
};

struct call {
    const struct service *service;
    const struct operation *operation;
    struct value *in; /* decoded input, one value per member of operation->input */
    struct caller caller;
    struct access_set *policies; /* of resources, at the time of the check; NULL: there are none */
    struct origin origin;
    const char *request_id;
    struct text if_match, if_none_match; /* REST: entity_tag.h; {NULL,0}: not given */
    bool is_linked;                      /* the names in `in` are those of a link's target */
    bool create_missing;                 /* REST: operation->creates_missing */

    struct arena arena; /* everything decoded or read lives here until the reply is out */
    struct tx *tx;      /* while the handler runs */
    void *prepared;     /* from `prepare` for `run` */
    bool answered;      /* `prepare` has written the reply: nothing is left to run */

    struct buf reply; /* the answer's JSON */
    struct text etag; /* for REST, without quotes; in the arena */
    bool created;     /* REST: 201 instead of 200 */
    bool wake;        /* the commit made work for a worker */

    /* Set by a read that found that it must ask elsewhere: once it has ended, this is run on the
     * pool without a transaction, and then the read again from the start. */
    handler *fetch;
    struct questions *questions; /* of api/operations/existence.h */
    struct err err;

    /* Called exactly once when the call is over, from any thread: call->err.code says how. Must not
     * block. */
    void (*finish)(struct call *call);
    void *finish_context;
    int64_t started_us;

    struct write write; /* operation_start's own, like the next */
    struct job job;
};

/* An empty call for `service`; the door fills in operation, in, caller. */
void call_init(struct call *call, const struct service *service);
void call_release(struct call *call);

/* Runs the call. call->finish may have been called before this returns. */
void operation_start(struct call *call);

/* The row of a name ("GetTable"), or NULL. */
const struct operation *operation_find(struct text name);

/* Whether the row's `errors` name a code. */
bool operation_answers(const struct operation *operation, const char *code);

/* The input member, by the shape's enum. */
#define IN(call, member) (&(call)->in[member])

#endif
