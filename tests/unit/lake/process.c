/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/lake/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int process_free_port(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t n = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&address, n) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &n) < 0)
        abort();
    close(fd);
    return ntohs(address.sin_port);
}

static bool somebody_listens(int port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool ok = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return ok;
}

pid_t process_start(const char *const *arguments, int port)
{
    pid_t pid = fork();
    if (pid == 0) {
        int nothing = open("/dev/null", O_RDWR);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(nothing, 0);
        dup2(nothing, 1);
        if (!getenv("PROPOLIS_TEST_VERBOSE"))
            dup2(nothing, 2);
        execvp(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    for (int i = 0; i < 2000; i++) {
        if (somebody_listens(port))
            return pid;
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return 0;
        usleep(10000);
    }
    process_stop(pid);
    return 0;
}

void process_stop(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}
