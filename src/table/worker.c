/* worker.c -- reading untrusted files in processes that can do nothing else.
 *
 * DESIGN.  This is our side of the conversation.  Nothing that comes from a
 * worker is believed: a head is rebuilt from its frame and planned here, so the
 * names, fields and order of tables and columns are ours; of the worker we take
 * only the columns' content, out of a block that is looked at only after it has
 * been sealed, when nobody can write to it any more.
 *
 * While a worker reads, the calling thread sleeps in read(); how the worker
 * ended is told by the server through the report pipe, so a hung worker is
 * killed there and seen here as the end of the conversation. */
#include "table/worker.h"

#include "base/mem.h"
#include "table/cfb.h"
#include "table/sheet_plan.h"
#include "table/worker_block.h"
#include "table/worker_int.h"
#include "table/worker_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FORMAT = 40 };

struct yx_workers {
    int control;
    pid_t server;
    const struct yx_worker_hooks *hooks;
    atomic_bool is_open;
};

struct planned {
    struct yx_table **v;
    size_t n, cap;
};

/* One file being read. */
struct session {
    struct yx_workers *workers;
    const struct yx_read_options *o;
    struct yx_str name;
    char place[YX_ERR_ARG_SIZE]; /* name for messages */
    struct yx_worker_request request;
    int fd[YX_WORKER_FDS]; /* to be sent; the worker's and the server's ends */
    int socket, report;    /* our ends */
    struct yx_workbook *book;
    struct planned planned;
    struct yx_buf in, out;
    uint64_t n_block;
    bool is_done; /* the worker says so */
};

/* ---- the server ---- */

static int no_process(struct yx_err *err)
{
    return YX_FAIL(err, YX_IO,
                   YX_TEXT("不能启动读取文件的进程：{0}；可加 --no-worker 不用它",
                           "cannot start the process that reads files: {0}; "
                           "--no-worker does without"),
                   strerror(errno));
}

int yx_workers_start_with(const struct yx_worker_hooks *hooks, struct yx_workers **out,
                          struct yx_err *err)
{
    int pair[2];
    *out = NULL;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return no_process(err);
    pid_t pid = fork();
    if (pid == 0)
        yx_worker_serve(pair[1], hooks);
    (void)close(pair[1]);
    if (pid < 0) {
        (void)close(pair[0]);
        return no_process(err);
    }
    struct yx_workers *w = yx_calloc(1, sizeof *w);
    w->control = pair[0];
    w->server = pid;
    w->hooks = hooks;
    *out = w;
    return YX_OK;
}

int yx_workers_start(struct yx_workers **out, struct yx_err *err)
{
    return yx_workers_start_with(NULL, out, err);
}

void yx_workers_free(struct yx_workers *w)
{
    if (!w)
        return;
    (void)close(w->control);
    while (waitpid(w->server, NULL, 0) < 0 && errno == EINTR)
        ;
    free(w);
}

bool yx_workers_are_open(const struct yx_workers *w)
{
    return atomic_load(&w->is_open);
}

/* ---- sending the file ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* A file of the bytes, when they are none already. */
static int copy_of(struct yx_str bytes)
{
    int fd = memfd_create("yingxue-input", MFD_CLOEXEC);
    while (fd >= 0 && bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            close_fd(&fd);
        else
            bytes = yx_str_sub(bytes, (size_t)n, bytes.n);
    }
    return fd;
}

static int open_file(struct session *s, struct yx_str bytes, struct yx_err *err)
{
    if (!s->o->path) {
        s->fd[YX_WORKER_FILE] = copy_of(bytes);
        return s->fd[YX_WORKER_FILE] < 0 ? no_process(err) : YX_OK;
    }
    struct stat st;
    int fd = s->fd[YX_WORKER_FILE] = open(s->o->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        return YX_FAIL(err, YX_INVALID, YX_TEXT("打不开 {0}：{1}", "cannot open {0}: {1}"),
                       s->o->path, strerror(errno));
    if ((uint64_t)st.st_size != bytes.n)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 在读取时被改动了：请等它存好后再试",
                               "{0} was changed while it was being read: try again"),
                       s->o->path);
    if (s->o->is_map && bytes.n) /* the worker has pages of its own */
        (void)madvise((void *)(uintptr_t)bytes.p, bytes.n, MADV_DONTNEED);
    return YX_OK;
}

/* Memory for the result; its size can not be changed by the worker. */
static int make_block(uint64_t n)
{
    int fd = memfd_create("yingxue-columns", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd >= 0 &&
        (ftruncate(fd, (off_t)n) != 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0))
        close_fd(&fd);
    return fd;
}

static bool send_request(const struct session *s)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof s->fd)];
    } control = {0};
    struct iovec io = {(void *)(uintptr_t)&s->request, sizeof s->request};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.bytes,
                       .msg_controllen = sizeof control.bytes};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof s->fd);
    memcpy(CMSG_DATA(c), s->fd, sizeof s->fd);
    ssize_t n;
    while ((n = sendmsg(s->workers->control, &m, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)sizeof s->request;
}

static bool is_archive(struct yx_str bytes)
{
    return yx_str_starts(bytes, YX_S("PK")) || yx_str_starts(bytes, YX_S("\xD0\xCF\x11\xE0"));
}

static int send_file(struct session *s, struct yx_str bytes, struct yx_err *err)
{
    unsigned n_threads = s->o->pool ? yx_pool_threads(s->o->pool) : 1;
    const struct yx_worker_hooks *hooks = s->workers->hooks;
    s->request = (struct yx_worker_request){
        .limits = hooks && hooks->limits
                      ? *hooks->limits
                      : yx_worker_limits_for(bytes.n, is_archive(bytes), n_threads),
        .file_bytes = bytes.n,
        .n_threads = n_threads};
    int rc = open_file(s, bytes, err);
    if (rc != YX_OK)
        return rc;
    int pair[2], report[2];
    s->fd[YX_WORKER_BLOCK] = make_block(s->request.limits.result);
    if (s->fd[YX_WORKER_BLOCK] < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return no_process(err);
    s->socket = pair[0];
    s->fd[YX_WORKER_SOCKET] = pair[1];
    if (pipe2(report, O_CLOEXEC) != 0)
        return no_process(err);
    s->report = report[0];
    s->fd[YX_WORKER_REPORT] = report[1];
    if (!send_request(s))
        return no_process(err);
    close_fd(&s->fd[YX_WORKER_FILE]);
    close_fd(&s->fd[YX_WORKER_SOCKET]);
    close_fd(&s->fd[YX_WORKER_REPORT]);
    size_t n_password = s->o->password ? s->o->password->n : 0;
    yx_buf_reserve(&s->out, s->name.n + n_password + 256); /* growing would leave copies of it */
    yx_wire_put_text(&s->out, s->name);
    yx_wire_put_u64(&s->out, s->o->chunk);
    yx_wire_put_u64(&s->out, (uintptr_t)s->o->may_be_heading); /* the same program there */
    yx_wire_put_u64(&s->out, yx_cfb_is(bytes));
    yx_wire_put_u64(&s->out, s->o->password != NULL);
    yx_wire_put_text(&s->out, s->o->password ? *s->o->password : YX_S(""));
    (void)yx_frame_send(s->socket, YX_FRAME_JOB, yx_buf_str(&s->out)); /* or it ends soon */
    if (s->out.n)
        explicit_bzero(s->out.p, s->out.n); /* the password */
    return YX_OK;
}

/* ---- the conversation ---- */

/* yx_plan_fn: the caller's plan, written down for the worker. */
static int plan_and_note(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                         struct yx_err *err)
{
    struct session *s = ctx;
    int rc = s->o->plan(s->o->ctx, head, plan, err);
    s->out.n = 0;
    if (rc == YX_OK)
        yx_wire_put_plan(&s->out, plan, head->n_columns);
    return rc;
}

/* YX_NOTFOUND: the frame is no head. */
static int answer_head(struct session *s, struct yx_err *err)
{
    struct yx_sheet_head head;
    struct yx_sheet_layout layout = {0};
    struct yx_read_options o = {.plan = plan_and_note, .ctx = s};
    struct yx_wire w = {.rest = yx_buf_str(&s->in)};
    struct yx_arena *a = yx_arena_new();
    int rc = YX_NOTFOUND;
    if (yx_wire_head(&w, a, &head)) {
        head.file = s->name;
        rc = yx_sheet_plan(&o, &head, s->book->arena, &layout, err);
    }
    if (rc == YX_OK && layout.table)
        YX_PUSH(&s->planned, layout.table);
    yx_arena_free(a);
    if (rc == YX_OK)
        (void)yx_frame_send(s->socket, YX_FRAME_PLAN, yx_buf_str(&s->out));
    return rc;
}

static bool take_result(struct session *s, struct yx_wire *w)
{
    struct yx_str format = yx_wire_text(w);
    s->n_block = yx_wire_u64(w);
    if (w->is_bad || format.n > MOST_FORMAT || s->n_block > s->request.limits.result)
        return false;
    s->book->format = yx_str_c(s->book->arena, format);
    return true;
}

/* Until the worker has said its last word; YX_NOTFOUND when it was none. */
static int converse(struct session *s, struct yx_err *err)
{
    for (;;) {
        enum yx_frame kind = yx_frame_receive(s->socket, &s->in);
        struct yx_wire w = {.rest = yx_buf_str(&s->in)};
        struct yx_err told;
        int rc;
        switch (kind) {
        case YX_FRAME_READY:
            if (yx_wire_u64(&w) == 0)
                atomic_store(&s->workers->is_open, true);
            break;
        case YX_FRAME_HEAD:
            rc = answer_head(s, err);
            if (rc != YX_OK)
                return rc;
            break;
        case YX_FRAME_FAILED:
            if (!yx_wire_err(&w, &told))
                return YX_NOTFOUND;
            if (err)
                *err = told;
            return (int)told.code;
        case YX_FRAME_DONE:
            s->is_done = take_result(s, &w);
            return s->is_done ? YX_OK : YX_NOTFOUND;
        default: return YX_NOTFOUND;
        }
    }
}

/* ---- the end ---- */

static int refuse_hung(const struct session *s, uint32_t seconds, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("读取 {0} 用时过长（超过 {1} 秒），已停止，文件可能已损坏：请用 Excel 或 WPS 打开，"
                "另存为新文件再试",
                "reading {0} took too long (over {1} s) and was stopped; the file may be "
                "damaged: open it in Excel or WPS, save it as a new file and try again"),
        s->place, yx_fmt_u64(seconds).s);
}

static int refuse_greedy(const struct session *s, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "读取 {0} 需要的内存过多（上限 {1} MiB），已停止，文件可能已损坏：请用 Excel 或 WPS "
            "打开，另存为新文件再试，或拆成几个文件",
            "reading {0} takes too much memory (limit {1} MiB) and was stopped; the file may "
            "be damaged: open it in Excel or WPS, save it as a new file, or split it"),
        s->place, yx_fmt_u64(s->request.limits.heap >> 20).s);
}

static int refuse_intruder(const struct session *s, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT("读取 {0} 时出现不允许的系统调用，已停止：文件可能已损坏，也可能被人做了手脚；"
                "请向报送单位核实，让他们重新导出",
                "reading {0} led to a forbidden system call and was stopped: the file may be "
                "damaged or tampered with; ask the sender, and have it exported again"),
        s->place);
}

static int refuse_damaged(const struct session *s, const char *how, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("读取 {0} 时出错（文件可能已损坏）：{1}；请用 Excel 或 WPS 打开，"
                           "另存为新文件再试",
                           "reading {0} failed (the file may be damaged): {1}; open it in Excel or "
                           "WPS, save it as a new file and try again"),
                   s->place, how);
}

static int refuse_unsound(const struct session *s, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("读取 {0} 得到的结果自相矛盾（文件可能已损坏）：请用 Excel 或 WPS 打开，"
                           "另存为新文件再试",
                           "what was read from {0} contradicts itself (the file may be damaged): "
                           "open it in Excel or WPS, save it as a new file and try again"),
                   s->place);
}

/* Why a worker that did not do its work ended. */
static int explain_end(const struct session *s, const struct yx_worker_report *r,
                       struct yx_err *err)
{
    if (r->timed_out)
        return refuse_hung(s, s->request.limits.wall_s, err);
    if (WIFEXITED(r->status)) {
        int status = WEXITSTATUS(r->status);
        if (status == YX_WORKER_MEMORY)
            return refuse_greedy(s, err);
        if (status == YX_WORKER_SETUP)
            return YX_FAIL(
                err, YX_IO,
                YX_TEXT("读取 {0} 的进程不能就绪（内存或系统限制）；可加 --no-worker 不用它",
                        "the process to read {0} could not be set up (memory, or limits "
                        "of the system); --no-worker does without"),
                s->place);
        return refuse_unsound(s, err);
    }
    switch (WTERMSIG(r->status)) {
    case SIGXCPU: return refuse_hung(s, s->request.limits.cpu_s, err);
    case SIGSYS: return refuse_intruder(s, err);
    case SIGKILL: return refuse_greedy(s, err); /* the system's choice when memory ends */
    case SIGABRT: return refuse_damaged(s, "SIGABRT", err);
    case SIGSEGV: return refuse_damaged(s, "SIGSEGV", err);
    case SIGBUS: return refuse_damaged(s, "SIGBUS", err);
    default: return refuse_damaged(s, yx_fmt_i64(WTERMSIG(r->status)).s, err);
    }
}

static void unmap_block(void *p)
{
    struct yx_str *block = p;
    (void)munmap((void *)(uintptr_t)block->p, block->n);
}

/* Nobody writes to the block any more.  The kernel refuses while it still holds a page of it
 * for somebody, as for a process that is just ending: then we wait. */
static bool seal(int block)
{
    enum { TRIES = 100, PAUSE_NS = 20000000 };
    for (int i = 0; i < TRIES; i++) {
        if (fcntl(block, F_ADD_SEALS, F_SEAL_WRITE) == 0)
            return true;
        if (errno != EBUSY)
            return false;
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    }
    return false;
}

/* The worker says it is done.  From the seal on nobody can write to the block: it fails
 * as long as somebody has the block mapped to write. */
static int open_block(struct session *s, struct yx_err *err)
{
    struct yx_workbook *book = s->book;
    book->n_tables = (uint32_t)s->planned.n;
    book->table = YX_NEW(book->arena, struct yx_table *, s->planned.n + 1);
    for (size_t i = 0; i < s->planned.n; i++)
        book->table[i] = s->planned.v[i];
    if (s->n_block == 0 || !seal(s->fd[YX_WORKER_BLOCK]))
        return refuse_unsound(s, err);
    struct yx_str *block = YX_NEW(book->arena, struct yx_str, 1);
    void *p = mmap(NULL, s->n_block, PROT_READ, MAP_PRIVATE, s->fd[YX_WORKER_BLOCK], 0);
    if (p == MAP_FAILED)
        return no_process(err);
    *block = (struct yx_str){p, s->n_block};
    yx_arena_defer(book->arena, unmap_block, block);
    return yx_block_open(*block, book->table, book->n_tables, book->arena, s->o->pool)
               ? refuse_unsound(s, err)
               : YX_OK;
}

static int finish(struct session *s, int rc, struct yx_err *err)
{
    struct yx_worker_report r;
    if (s->is_done)
        return open_block(s, err);
    if (rc != YX_NOTFOUND)
        return rc; /* its error or the plan's: what becomes of the worker is the server's care */
    close_fd(&s->socket);
    ssize_t n;
    while ((n = read(s->report, &r, sizeof r)) < 0 && errno == EINTR)
        ;
    if (n == (ssize_t)sizeof r)
        return explain_end(s, &r, err);
    errno = EAGAIN;
    return no_process(err);
}

int yx_workers_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *options,
                    struct yx_workbook **out, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct session s = {.workers = options->workers,
                        .o = options,
                        .name = name,
                        .fd = {-1, -1, -1, -1},
                        .socket = -1,
                        .report = -1,
                        .book = YX_NEW(a, struct yx_workbook, 1)};
    s.book->arena = a;
    *out = NULL;
    yx_sheet_name(name, (struct yx_str){NULL, 0}, s.place);
    int rc = send_file(&s, bytes, err);
    if (rc == YX_OK)
        rc = finish(&s, converse(&s, err), err);
    for (int i = 0; i < YX_WORKER_FDS; i++)
        close_fd(&s.fd[i]);
    close_fd(&s.socket);
    close_fd(&s.report);
    free(s.planned.v);
    yx_buf_free(&s.in);
    yx_buf_free(&s.out);
    if (rc == YX_OK)
        *out = s.book;
    else
        yx_arena_free(a);
    return rc;
}
