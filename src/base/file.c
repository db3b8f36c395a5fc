/* file.c -- whole files in, whole files out or nothing.
 *
 * DESIGN.  The writer gathers 1 MiB before it calls write().  The counter
 * behind YX_FAIL_WRITE is atomic because lists are written by several threads. */
#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WRITE_BLOCK = 1 << 20 };

struct yx_writer {
    char *path, *temp;
    int fd;
    struct yx_buf pending;
};

static int io_error(struct yx_err *err, struct yx_text text, const char *path)
{
    enum yx_code code = errno == ENOENT ? YX_NOTFOUND : YX_IO;
    return YX_FAIL(err, code, text, path, strerror(errno));
}

int yx_map_fd(int fd, const char *name, struct yx_str *out, struct yx_err *err)
{
    struct stat st;
    *out = (struct yx_str){"", 0};
    if (fstat(fd, &st) != 0)
        return io_error(err, YX_TEXT("读不了 {0}：{1}", "cannot read {0}: {1}"), name);
    if (S_ISDIR(st.st_mode))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是文件夹，不是文件", "{0} is a folder, not a file"), name);
    if (st.st_size == 0)
        return YX_OK;
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return io_error(err, YX_TEXT("读不了 {0}：{1}", "cannot read {0}: {1}"), name);
    *out = (struct yx_str){p, (size_t)st.st_size};
    return YX_OK;
}

int yx_map_path(const char *path, struct yx_str *out, struct yx_err *err)
{
    *out = (struct yx_str){"", 0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, YX_TEXT("打不开 {0}：{1}", "cannot open {0}: {1}"), path);
    int rc = yx_map_fd(fd, path, out, err);
    (void)close(fd);
    return rc;
}

void yx_unmap(struct yx_str map)
{
    if (map.n)
        (void)munmap((void *)(uintptr_t)map.p, map.n);
}

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

struct yx_writer *yx_writer_open(const char *path, struct yx_err *err)
{
    struct yx_writer *w = yx_calloc(1, sizeof *w);
    size_t n = strlen(path);
    w->path = yx_malloc(n + 1);
    memcpy(w->path, path, n + 1);
    w->temp = yx_malloc(n + 16);
    (void)snprintf(w->temp, n + 16, "%s.~%ld", path, (long)getpid());
    w->fd = open(w->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (w->fd < 0) {
        (void)YX_FAIL(err, YX_IO, YX_TEXT("写不了 {0}：{1}", "cannot write {0}: {1}"), path,
                      strerror(errno));
        yx_writer_abandon(w);
        return NULL;
    }
    return w;
}

static int flush(struct yx_writer *w, struct yx_err *err)
{
    size_t done = 0;
    while (done < w->pending.n) {
        ssize_t k = yx_write_must_fail() ? (errno = ENOSPC, -1)
                                         : write(w->fd, w->pending.p + done, w->pending.n - done);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return YX_FAIL(err, YX_IO,
                           YX_TEXT("写 {0} 时失败：{1}；原有文件未动",
                                   "writing {0} failed: {1}; the earlier file is untouched"),
                           w->path, strerror(errno));
        done += (size_t)k;
    }
    w->pending.n = 0;
    return YX_OK;
}

int yx_writer_put(struct yx_writer *w, struct yx_str bytes, struct yx_err *err)
{
    yx_buf_puts(&w->pending, bytes);
    return w->pending.n < WRITE_BLOCK ? YX_OK : flush(w, err);
}

int yx_writer_settle(struct yx_writer *w, struct yx_err *err)
{
    if (w->fd < 0)
        return YX_OK;
    int rc = flush(w, err);
    if (rc != YX_OK)
        return rc;
    int closed = close(w->fd); /* a network file system says here that it is full */
    w->fd = -1;
    yx_buf_free(&w->pending);
    if (closed != 0)
        return YX_FAIL(err, YX_IO, YX_TEXT("写 {0} 时失败：{1}", "writing {0} failed: {1}"),
                       w->path, strerror(errno));
    return YX_OK;
}

int yx_writer_finish(struct yx_writer *w, struct yx_err *err)
{
    int rc = yx_writer_settle(w, err);
    if (rc == YX_OK && rename(w->temp, w->path) != 0)
        rc = YX_FAIL(err, YX_IO, YX_TEXT("写不了 {0}：{1}", "cannot write {0}: {1}"), w->path,
                     strerror(errno));
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
    if (w->fd >= 0)
        (void)close(w->fd);
    if (w->temp)
        (void)unlink(w->temp);
    yx_buf_free(&w->pending);
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

struct yx_str yx_base_name(struct yx_str path)
{
    const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
    return slash ? yx_str_sub(path, (size_t)(slash - path.p) + 1, path.n) : path;
}
