/* worker_server.c -- the process that starts workers and watches over them.
 *
 * DESIGN.  The server is forked at the beginning of a run, before any thread
 * and any data: what is forked from it has no locks held by threads that are
 * not there, is cheap to fork, and knows nothing of other files.  It is one
 * loop around poll(): requests come in on the control socket, a signalfd says
 * that workers ended, a report pipe that lost its reader says that nobody waits
 * for that worker any more.  Time is counted in the loop's own steps, at most
 * two seconds each, so a machine that slept or a run that was stopped and
 * continued kills nobody.
 *
 * The end of the run closes the control socket, however the run ends; the
 * server then kills its workers and goes.  If the server itself is killed, the
 * system kills the workers (PR_SET_PDEATHSIG). */
#include "base/mem.h"
#include "table/worker_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONTROL = 3, SIGNALS = 4, TICK_MS = 500, MOST_STEP_MS = 2000 };

struct watched {
    pid_t pid;
    int report;
    int64_t left_ms;
    bool timed_out;
    bool is_unwanted; /* nobody waits for it any more: killed, and soon buried */
};

struct server {
    const struct yx_worker_hooks *hooks;
    struct {
        struct watched *v;
        size_t n, cap;
    } jobs;
    struct {
        struct pollfd *v;
        size_t n, cap;
    } fds;
};

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void start(struct server *s, const struct yx_worker_request *q, const int fd[YX_WORKER_FDS])
{
    pid_t server = getpid(), pid = fork();
    if (pid == 0) {
        sigset_t none;
        (void)sigemptyset(&none);
        (void)sigprocmask(SIG_SETMASK, &none, NULL);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (getppid() != server)
            _exit(YX_WORKER_GONE);
        yx_worker_child(fd, q, s->hooks);
    }
    (void)close(fd[YX_WORKER_FILE]);
    (void)close(fd[YX_WORKER_BLOCK]);
    (void)close(fd[YX_WORKER_SOCKET]);
    if (pid < 0) {
        (void)close(fd[YX_WORKER_REPORT]); /* no report: it did not start */
        return;
    }
    struct watched job = {pid, fd[YX_WORKER_REPORT], (int64_t)q->limits.wall_s * 1000, false,
                          false};
    YX_PUSH(&s->jobs, job);
}

/* One request; false when there will be no more. */
static bool serve_request(struct server *s)
{
    struct yx_worker_request q;
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int) * YX_WORKER_FDS)];
    } control;
    struct iovec io = {&q, sizeof q};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
    ssize_t n = recvmsg(CONTROL, &m, MSG_CMSG_CLOEXEC);
    if (n < 0)
        return errno == EINTR || errno == EMFILE || errno == EAGAIN;
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    if (n == 0)
        return false;
    if (n != sizeof q || !c || c->cmsg_len != CMSG_LEN(sizeof(int) * YX_WORKER_FDS)) {
        for (int *fd = c ? (int *)(void *)CMSG_DATA(c) : NULL; /* too many are open */
             fd && (char *)(fd + 1) <= (char *)c + c->cmsg_len; fd++)
            (void)close(*fd);
        return true;
    }
    int fd[YX_WORKER_FDS];
    memcpy(fd, CMSG_DATA(c), sizeof fd);
    start(s, &q, fd);
    return true;
}

static void bury(struct server *s)
{
    struct signalfd_siginfo seen;
    ssize_t n = read(SIGNALS, &seen, sizeof seen);
    (void)n;
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        size_t i = 0;
        while (i < s->jobs.n && s->jobs.v[i].pid != pid)
            i++;
        if (i == s->jobs.n)
            continue;
        struct yx_worker_report r = {status, s->jobs.v[i].timed_out};
        n = write(s->jobs.v[i].report, &r, sizeof r); /* nobody listens: nobody is told */
        (void)n;
        (void)close(s->jobs.v[i].report);
        s->jobs.v[i] = s->jobs.v[--s->jobs.n];
    }
}

static void count_time(struct server *s, int64_t passed_ms)
{
    for (size_t i = 0; i < s->jobs.n; i++) {
        struct watched *j = &s->jobs.v[i];
        j->left_ms -= YX_MIN(passed_ms, (int64_t)MOST_STEP_MS);
        if (j->left_ms < 0 && !j->timed_out) {
            j->timed_out = true;
            (void)kill(j->pid, SIGKILL);
        }
    }
}

static void wait_for_something(struct server *s)
{
    s->fds.n = 0;
    YX_PUSH(&s->fds, ((struct pollfd){CONTROL, POLLIN, 0}));
    YX_PUSH(&s->fds, ((struct pollfd){SIGNALS, POLLIN, 0}));
    for (size_t i = 0; i < s->jobs.n; i++)
        YX_PUSH(&s->fds,
                ((struct pollfd){s->jobs.v[i].is_unwanted ? -1 : s->jobs.v[i].report, 0, 0}));
    if (poll(s->fds.v, s->fds.n, s->jobs.n ? TICK_MS : -1) <= 0)
        s->fds.n = 0;
}

/* Handlers of the run make no sense here, least of all in a worker. */
static void forget_handlers(void)
{
    for (int sig = 1; sig < SIGRTMAX; sig++)
        if (!yx_jail_is_sanitized())
            (void)signal(sig, SIG_DFL);
    (void)signal(SIGCHLD, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
}

static void settle_down(int control)
{
    int null = open("/dev/null", O_RDWR);
    (void)prctl(PR_SET_NAME, "yingxue-reader", 0, 0, 0);
    (void)dup2(null, 0);
    (void)dup2(null, 1);
    if (!yx_jail_is_sanitized()) /* a sanitizer's report is wanted */
        (void)dup2(null, 2);
    int kept = fcntl(control, F_DUPFD, SIGNALS + 1);
    sigset_t child;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    (void)sigprocmask(SIG_BLOCK, &child, NULL);
    forget_handlers();
    int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (null < 0 || kept < 0 || signals < 0)
        _exit(YX_WORKER_SETUP);
    int high = fcntl(signals, F_DUPFD, SIGNALS + 1);
    if (dup2(kept, CONTROL) < 0 || dup2(high, SIGNALS) < 0)
        _exit(YX_WORKER_SETUP);
    yx_jail_close_from(SIGNALS + 1);
}

YX_NORETURN void yx_worker_serve(int control, const struct yx_worker_hooks *hooks)
{
    struct server s = {.hooks = hooks};
    settle_down(control);
    for (int64_t before = now_ms();;) {
        wait_for_something(&s);
        int64_t now = now_ms();
        count_time(&s, now - before);
        before = now;
        for (size_t i = 2; i < s.fds.n; i++)
            if (s.fds.v[i].revents & (POLLERR | POLLHUP)) {
                (void)kill(s.jobs.v[i - 2].pid, SIGKILL);
                s.jobs.v[i - 2].is_unwanted = true;
            }
        if (s.fds.n && s.fds.v[1].revents)
            bury(&s);
        if (s.fds.n && s.fds.v[0].revents && !serve_request(&s))
            break;
    }
    for (size_t i = 0; i < s.jobs.n; i++)
        (void)kill(s.jobs.v[i].pid, SIGKILL);
    _exit(0);
}
