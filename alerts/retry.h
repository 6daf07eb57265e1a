/* SPDX-License-Identifier: Apache-2.0
 * What follows from an attempt: success, another attempt and when, or none. Pure. */
#ifndef PROPOLIS_ALERTS_RETRY_H
#define PROPOLIS_ALERTS_RETRY_H

#include "base/compiler.h"
#include "base/text.h"

/* What a receiver answered. */
struct retry_answer {
    int status;              /* 0: no whole answer came */
    struct text retry_after; /* the header's value; {NULL, 0}: none */
};

enum retry_verdict {
    RETRY_DONE,    /* 2xx and nothing else is a success */
    RETRY_LATER,   /* at due_ms */
    RETRY_GIVE_UP, /* the schedule is at its end */
    RETRY_GONE     /* 410: the receiver wants no more; the webhook is to be disabled */
};

struct retry_clock {
    int64_t now_ms;
    int64_t scale_permille; /* 1000: the schedule as it is; less for demonstrations and tests */
    unsigned random;        /* any; spreads the attempts of many deliveries */
};

/* `attempt` is the one that just ended, from 1. */
enum retry_verdict retry_judge(const struct retry_answer *answer, int64_t attempt,
                               const struct retry_clock *clock, int64_t *due_ms) MUST_CHECK;

/* How many attempts there are in all. */
int64_t retry_attempts_max(void);

/* The pause behind an attempt without jitter, in ms; 0 behind the last. */
int64_t retry_pause_ms(int64_t attempt);

/* Reads Retry-After: a number of seconds, or a date ("Sun, 06 Nov 1994 08:49:37 GMT"; RFC 9110,
 * 5.6.7 and 10.2.3). The moment in ms, or 0 for anything else. */
int64_t retry_after_ms(struct text value, int64_t now_ms);

#endif
