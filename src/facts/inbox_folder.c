/* inbox_folder.c -- the files of a folder, as sources of an inbox.
 *
 * Every file at the top of the folder is either read, or no list by its name, or
 * named in 说明 as not read: a list sent as a picture or a PDF must not be
 * missed in silence. */
#include "facts/inbox.h"

#include "base/file.h"
#include "base/mem.h"
#include "facts/mapping.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_path(struct yx_err *err, const char *path)
{
    if (errno == EACCES)
        return YX_FAIL(err, YX_INVALID, YX_TEXT("没有读取 {0} 的权限", "no permission to read {0}"),
                       path);
    return YX_FAIL(err, YX_INVALID, YX_TEXT("不能读 {0}：{1}", "cannot read {0}: {1}"), path,
                   yx_fmt_errno(errno).s);
}

/* Not meant for us: hidden, a lock of Excel's, our workbook of an earlier run, a document. */
static bool is_no_list(struct yx_str name)
{
    return name.n == 0 || name.p[0] == '.' || yx_str_starts(name, YX_S("~$")) ||
           yx_str_starts(name, YX_S("应学结果-")) || yx_str_has_suffix(name, ".yx") ||
           (yx_str_has_suffix(name, ".ini") && !yx_str_eq(name, YX_INI_NAME));
}

static bool is_read(struct yx_str name)
{
    /* .et is refused later, with advice */
    static const char *const suffix[] = {".csv", ".xlsx", ".xls", ".et"};
    for (size_t i = 0; i < YX_LEN(suffix); i++)
        if (yx_str_has_suffix(name, suffix[i]))
            return true;
    return yx_str_eq(name, YX_INI_NAME);
}

static char *join(struct yx_arena *a, const char *dir, struct yx_str name)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, dir);
    yx_buf_putc(&b, '/');
    yx_buf_puts(&b, name);
    char *path = yx_str_c(a, yx_buf_str(&b));
    yx_buf_free(&b);
    return path;
}

static int map_file(const char *path, struct yx_str *out, struct yx_err *err)
{
    int rc = yx_map_path(path, out, err);
    if (rc && err)
        err->code = YX_INVALID; /* unreadable input is status 2, whatever the system says */
    return rc ? YX_INVALID : YX_OK;
}

struct sources {
    struct yx_inbox_source *v;
    size_t n, cap;
};

static int list_folder(const char *dir, struct yx_arena *a, struct sources *out, struct yx_err *err)
{
    DIR *d = opendir(dir);
    if (!d)
        return fail_path(err, dir);
    int rc = YX_OK;
    struct dirent *e;
    while (rc == YX_OK && (errno = 0, e = readdir(d))) {
        struct yx_str name = yx_str_of(e->d_name);
        struct stat st;
        if (is_no_list(name))
            continue;
        char *path = join(a, dir, name);
        if (stat(path, &st))
            rc = fail_path(err, path);
        else if (S_ISREG(st.st_mode)) {
            struct yx_inbox_source s = {.name = yx_str_dup(a, name)};
            s.is_other = !is_read(name);
            if (!s.is_other) {
                s.is_map = true;
                s.path = path;
                rc = map_file(path, &s.bytes, err);
            }
            if (rc == YX_OK)
                YX_PUSH(out, s);
        }
    }
    if (rc == YX_OK && errno)
        rc = fail_path(err, dir);
    closedir(d);
    return rc;
}

int yx_inbox_read(const char *dir, const struct yx_inbox_options *o, struct yx_inbox **out,
                  struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct sources found = {0};
    int rc = list_folder(dir, a, &found, err);
    size_t n_read = 0;
    for (size_t i = 0; i < found.n; i++)
        n_read += !found.v[i].is_other;
    if (rc == YX_OK && n_read == 0)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 里没有名册：把各部门的 .xlsx 或 .csv 文件放进来",
                             "there is no roster in {0}: put the departments' .xlsx or .csv files "
                             "there"),
                     dir);
    if (rc == YX_OK)
        rc = yx_inbox_read_sources(found.v, (uint32_t)found.n, o, out, err);
    for (size_t i = 0; i < found.n; i++)
        if (found.v[i].is_map)
            yx_unmap(found.v[i].bytes);
    free(found.v);
    yx_arena_free(a);
    return rc;
}

int yx_inbox_settings_read(const char *dir, struct yx_arena *a, struct yx_inbox_settings *out,
                           struct yx_err *err)
{
    struct yx_mapping map;
    struct yx_str bytes;
    yx_mapping_init(&map);
    *out = map.run;
    char *path = join(a, dir, YX_INI_NAME);
    if (access(path, F_OK)) {
        struct stat st;
        int why = errno;
        if (why == ENOENT && stat(dir, &st) == 0)
            return YX_OK;
        errno = why;
        return fail_path(err, dir);
    }
    int rc = map_file(path, &bytes, err);
    if (rc)
        return rc;
    rc = yx_mapping_read(bytes, a, &map, err);
    yx_unmap(bytes);
    if (rc == YX_OK)
        *out = map.run;
    return rc;
}
