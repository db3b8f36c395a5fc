/* writer.c -- whole files out, or nothing.
 *
 * DESIGN.  A writer gathers blocks of 1 MiB.  Up to BEHIND_FROM bytes they are
 * written at once, through the page cache.  What is longer is a list of many
 * rows that nobody reads next: from there on a thread of the
 * writer's own writes full blocks while the next are filled, and past the page
 * cache (O_DIRECT).  That spares a copy and a fresh page of memory for every
 * 4 KiB, and does not push everything else out of memory.  Blocks are aligned
 * for it; the last, shorter one goes the ordinary way, and so does everything
 * on a file system that refuses.
 *
 * The counter behind YX_FAIL_WRITE is atomic because several threads write. */
#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, ALIGN = 4096, BEHIND_FROM = 2 << 20, N_BLOCKS = 8 };

/* The thread that writes full blocks, one after the other. */
struct behind {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    unsigned first, n; /* blocks to be written: n of the writer's ring from `first` */
    int failure;       /* errno of the first write that failed; 0 none */
    bool stop;
};

struct yx_writer {
    char *path, *temp;
    int fd;
    char *block[N_BLOCKS]; /* a ring; the others only once written behind */
    unsigned at;           /* which one is being filled */
    size_t n;              /* bytes in it */
    size_t written;        /* bytes of the blocks before */
    struct behind *behind; /* NULL: blocks are written at once */
};

bool yx_write_must_fail(void)
{
    static atomic_long left = -1; /* -1 not read yet, 0 never */
    long n = atomic_load(&left);
    if (n == -1) {
        const char *z = getenv("YX_FAIL_WRITE");
        long wanted = z ? strtol(z, NULL, 10) : 0;
        (void)atomic_compare_exchange_strong(&left, &n, wanted);
        n = atomic_load(&left);
    }
    if (n <= 0)
        return n < -1;
    if (atomic_fetch_sub(&left, 1) == 1) {
        atomic_store(&left, -2); /* the disk stays full */
        return true;
    }
    return false;
}

static char *new_block(void)
{
    void *p = NULL;
    if (posix_memalign(&p, ALIGN, BLOCK) != 0)
        yx_die(__FILE__, __LINE__, "out of memory (%d bytes); 内存不足", BLOCK);
    return p;
}

static void free_blocks(struct yx_writer *w)
{
    for (int i = 0; i < N_BLOCKS; i++) {
        free(w->block[i]);
        w->block[i] = NULL;
    }
}

struct yx_writer *yx_writer_open(const char *path, struct yx_err *err)
{
    struct yx_writer *w = yx_calloc(1, sizeof *w);
    size_t n = strlen(path);
    w->path = yx_malloc(n + 1);
    memcpy(w->path, path, n + 1);
    w->temp = yx_malloc(n + 16);
    yx_leftovers_remove(path);
    (void)snprintf(w->temp, n + 16, "%s.~%ld", path, (long)getpid());
    w->fd = open(w->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (w->fd < 0) {
        (void)YX_FAIL(err, YX_IO, YX_TEXT("写不了 {0}：{1}", "cannot write {0}: {1}"), path,
                      yx_fmt_errno(errno).s);
        yx_writer_abandon(w);
        return NULL;
    }
    w->block[0] = new_block();
    return w;
}

static int failed(const struct yx_writer *w, int number, struct yx_err *err)
{
    return YX_FAIL(err, YX_IO,
                   YX_TEXT("写 {0} 时失败：{1}；原有文件未动",
                           "writing {0} failed: {1}; the earlier file is untouched"),
                   w->path, strerror(number));
}

/* Past the page cache or not; a file system that cannot stays as it is. */
static void set_direct(int fd, bool is_direct)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags >= 0)
        (void)fcntl(fd, F_SETFL, is_direct ? flags | O_DIRECT : flags & ~O_DIRECT);
}

/* All n bytes at the file's end: 0, or errno. */
static int write_all(int fd, const char *p, size_t n)
{
    for (size_t done = 0; done < n;) {
        if (yx_write_must_fail())
            return ENOSPC;
        ssize_t k = write(fd, p + done, n - done);
        if (k < 0 && errno == EINVAL && fcntl(fd, F_GETFL) & O_DIRECT)
            set_direct(fd, false); /* refused, or what is left is not aligned */
        else if (k < 0 && errno != EINTR)
            return errno;
        done += k > 0 ? (size_t)k : 0;
    }
    return 0;
}

/* ---- behind ---- */

static void *behind_main(void *arg)
{
    struct yx_writer *w = arg;
    struct behind *b = w->behind;
    (void)pthread_mutex_lock(&b->lock);
    for (;;) {
        while (!b->n && !b->stop)
            (void)pthread_cond_wait(&b->change, &b->lock);
        if (!b->n)
            break;
        const char *full = w->block[b->first];
        (void)pthread_mutex_unlock(&b->lock);
        int failure = write_all(w->fd, full, BLOCK);
        (void)pthread_mutex_lock(&b->lock);
        b->failure = b->failure ? b->failure : failure;
        b->first = (b->first + 1) % N_BLOCKS;
        b->n--;
        (void)pthread_cond_signal(&b->change);
    }
    (void)pthread_mutex_unlock(&b->lock);
    return NULL;
}

static void begin_behind(struct yx_writer *w)
{
    struct behind *b = yx_calloc(1, sizeof *b);
    (void)pthread_mutex_init(&b->lock, NULL);
    (void)pthread_cond_init(&b->change, NULL);
    w->behind = b;
    if (pthread_create(&b->thread, NULL, behind_main, w) != 0) {
        free(b);
        w->behind = NULL; /* blocks go on being written at once */
        return;
    }
    set_direct(w->fd, true);
}

/* The block being filled is handed over; the next of the ring is free when this returns. */
static int hand_behind(struct yx_writer *w)
{
    struct behind *b = w->behind;
    (void)pthread_mutex_lock(&b->lock);
    b->n++;
    w->at = (b->first + b->n) % N_BLOCKS;
    (void)pthread_cond_signal(&b->change);
    while (b->n == N_BLOCKS)
        (void)pthread_cond_wait(&b->change, &b->lock);
    int failure = b->failure;
    (void)pthread_mutex_unlock(&b->lock);
    if (!w->block[w->at]) /* as many as the disk makes wait */
        w->block[w->at] = new_block();
    return failure;
}

/* All handed over is written, the thread gone: 0, or errno. */
static int end_behind(struct yx_writer *w)
{
    struct behind *b = w->behind;
    if (!b)
        return 0;
    (void)pthread_mutex_lock(&b->lock);
    b->stop = true;
    (void)pthread_cond_signal(&b->change);
    (void)pthread_mutex_unlock(&b->lock);
    (void)pthread_join(b->thread, NULL);
    int failure = b->failure;
    (void)pthread_mutex_destroy(&b->lock);
    (void)pthread_cond_destroy(&b->change);
    free(b);
    w->behind = NULL;
    set_direct(w->fd, false);
    return failure;
}

/* ---- the file ---- */

/* The block is full: it is written, or on its way. */
static int next_block(struct yx_writer *w)
{
    int failure;
    if (!w->behind && w->written >= BEHIND_FROM)
        begin_behind(w);
    if (w->behind) {
        failure = hand_behind(w);
    } else {
        failure = write_all(w->fd, w->block[w->at], w->n);
    }
    w->written += w->n;
    w->n = 0;
    return failure;
}

int yx_writer_put(struct yx_writer *w, struct yx_str bytes, struct yx_err *err)
{
    while (bytes.n) {
        size_t take = YX_MIN(bytes.n, BLOCK - w->n);
        memcpy(w->block[w->at] + w->n, bytes.p, take);
        w->n += take;
        bytes = yx_str_sub(bytes, take, bytes.n);
        int failure = w->n == BLOCK ? next_block(w) : 0;
        if (failure)
            return failed(w, failure, err);
    }
    return YX_OK;
}

int yx_writer_settle(struct yx_writer *w, struct yx_err *err)
{
    if (w->fd < 0)
        return YX_OK;
    int failure = end_behind(w);
    if (!failure)
        failure = write_all(w->fd, w->block[w->at], w->n);
    if (failure)
        return failed(w, failure, err);
    int closed = close(w->fd); /* a network file system says here that it is full */
    w->fd = -1;
    free_blocks(w);
    if (closed != 0)
        return YX_FAIL(err, YX_IO, YX_TEXT("写 {0} 时失败：{1}", "writing {0} failed: {1}"),
                       w->path, yx_fmt_errno(errno).s);
    return YX_OK;
}

int yx_writer_finish(struct yx_writer *w, struct yx_err *err)
{
    int rc = yx_writer_settle(w, err);
    if (rc == YX_OK && rename(w->temp, w->path) != 0)
        rc = YX_FAIL(err, YX_IO, YX_TEXT("写不了 {0}：{1}", "cannot write {0}: {1}"), w->path,
                     yx_fmt_errno(errno).s);
    if (rc == YX_OK) {
        free(w->temp);
        w->temp = NULL;
    }
    yx_writer_abandon(w);
    return rc;
}

void yx_writer_abandon(struct yx_writer *w)
{
    if (!w)
        return;
    (void)end_behind(w);
    if (w->fd >= 0)
        (void)close(w->fd);
    if (w->temp)
        (void)unlink(w->temp);
    free_blocks(w);
    free(w->path);
    free(w->temp);
    free(w);
}

int yx_write_file(const char *path, struct yx_str bytes, struct yx_err *err)
{
    struct yx_writer *w = yx_writer_open(path, err);
    if (!w)
        return YX_IO;
    int rc = yx_writer_put(w, bytes, err);
    if (rc != YX_OK) {
        yx_writer_abandon(w);
        return rc;
    }
    return yx_writer_finish(w, err);
}
