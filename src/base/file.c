/* file.c -- whole files in: mapped, with a message when they cannot be. */
#include "base/file.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int io_error(struct yx_err *err, struct yx_text text, const char *path)
{
    bool is_refused = errno == EACCES || errno == EPERM || errno == ENOTDIR || errno == ELOOP ||
                      errno == ENAMETOOLONG || errno == ENXIO; /* the input, not the machine */
    enum yx_code code = errno == ENOENT ? YX_NOTFOUND : is_refused ? YX_INVALID : YX_IO;
    return YX_FAIL(err, code, text, path, yx_fmt_errno(errno).s);
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
    if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode) || S_ISBLK(st.st_mode))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是管道或设备，请先存成文件",
                               "{0} is a pipe or a device; save it to a file first"),
                       name);
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
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe nobody writes to */
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

struct yx_str yx_base_name(struct yx_str path)
{
    const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
    return slash ? yx_str_sub(path, (size_t)(slash - path.p) + 1, path.n) : path;
}

/* Is the name that of a temporary file of `base`, left by a process that is gone? */
static bool is_leftover(struct yx_str name, struct yx_str base)
{
    static const struct yx_str mark = {".~", 2};
    uint64_t pid;
    if (!yx_str_starts(name, base) || !yx_str_starts(yx_str_sub(name, base.n, name.n), mark) ||
        !yx_str_u64(yx_str_sub(name, base.n + mark.n, name.n), &pid) || !pid || pid > INT32_MAX)
        return false;
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

void yx_leftovers_remove(const char *path)
{
    struct yx_str base = yx_base_name(yx_str_of(path));
    struct yx_buf b = {0};
    yx_buf_put(&b, path, (size_t)(base.p - path));
    yx_buf_putz(&b, b.n ? "" : ".");
    yx_buf_putc(&b, '\0');
    DIR *dir = opendir(b.p);
    for (const struct dirent *e; dir && (e = readdir(dir)) != NULL;)
        if (is_leftover(yx_str_of(e->d_name), base))
            (void)unlinkat(dirfd(dir), e->d_name, 0);
    if (dir)
        (void)closedir(dir);
    yx_buf_free(&b);
}
