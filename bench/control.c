/* SPDX-License-Identifier: Apache-2.0
 * The control of the benchmarks: a bare libmicrohttpd server with the threads of the real one,
 * which reads a request and answers a constant of 2 KB. What it reaches on a machine is what the
 * network stack allows there. usage: control PORT THREADS */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_BYTES = 2048 };

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_bytes, void **state)
{
    (void)url, (void)method, (void)version, (void)upload;
    if (!*state) {
        *state = context;
        return MHD_YES;
    }
    if (*upload_bytes) {
        *upload_bytes = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(ANSWER_BYTES, context, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", "application/x-amz-json-1.1");
    enum MHD_Result result = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv)
{
    static char text[ANSWER_BYTES];
    if (argc != 3)
        return 2;
    memset(text, 'x', sizeof text);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, (unsigned short)strtoul(argv[1], NULL, 10), NULL, NULL,
        answer, text, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)strtoul(argv[2], NULL, 10),
        MHD_OPTION_CONNECTION_LIMIT, 1000u, MHD_OPTION_END);
    if (!daemon)
        return 1;
    puts("ready");
    fflush(stdout);
    pause();
    return 0;
}
