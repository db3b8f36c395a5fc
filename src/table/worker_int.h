/* worker_int.h -- what the three kinds of process in reading share.
 *
 *   we (worker.c)  --request, descriptors-->  server (worker_server.c)
 *        |                                       | fork, watch, kill, report
 *        +------- conversation, block -------  worker (worker_child.c)
 *
 * Ownership: descriptors are named by who closes them.  Errors: the worker's
 * end is told by its exit status.  Threads: the server has none. */
#ifndef YX_TABLE_WORKER_INT_H
#define YX_TABLE_WORKER_INT_H

#include "table/reader.h"
#include "table/worker_jail.h"

/* Descriptors that go with a request. */
enum yx_worker_fd {
    YX_WORKER_FILE,   /* to be read, only */
    YX_WORKER_BLOCK,  /* memory of limits.result bytes for what was read */
    YX_WORKER_SOCKET, /* the worker's end of the conversation */
    YX_WORKER_REPORT, /* the server's end of a pipe: how the worker ended */
    YX_WORKER_FDS
};

struct yx_worker_request {
    struct yx_worker_limits limits;
    uint64_t file_bytes;
    uint32_t n_threads;
};

struct yx_worker_report {
    int32_t status;     /* as by waitpid() */
    uint32_t timed_out; /* killed because its time was over */
};

/* Exit statuses of a worker, besides 0. */
enum {
    YX_WORKER_MEMORY = 77, /* a limit of memory was reached */
    YX_WORKER_SETUP = 78,  /* failed before the file was looked at */
    YX_WORKER_GONE = 79    /* we stopped talking to it */
};

/* For tests, NULL otherwise: another reader inside the worker, a look at the block
 * before it is handed over, other limits. */
struct yx_worker_hooks {
    int (*read)(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                struct yx_workbook **out, struct yx_err *err);
    void (*spoil)(struct yx_str name, int block, uint64_t n_bytes);
    const struct yx_worker_limits *limits;
};

int yx_workers_start_with(const struct yx_worker_hooks *hooks, struct yx_workers **out,
                          struct yx_err *err);
/* The server process, until the other end of `control` is closed. */
YX_NORETURN void yx_worker_serve(int control, const struct yx_worker_hooks *hooks);
/* A worker process, from just after fork. */
YX_NORETURN void yx_worker_child(const int fd[YX_WORKER_FDS], const struct yx_worker_request *q,
                                 const struct yx_worker_hooks *hooks);

#endif
