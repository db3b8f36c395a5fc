/* policy_shelf.c -- the folders in which upper policies are looked for. */
#include "cli/policy_shelf.h"

#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#ifndef YX_POLICY_DIR
#define YX_POLICY_DIR "/usr/local/share/yingxue/policies"
#endif

struct yx_shelf {
    struct yx_arena *arena;
    struct {
        const char **v;
        size_t n, cap;
    } folder;
    struct {
        struct yx_str *v;
        size_t n, cap;
    } map; /* of files that were given out */
    struct {
        const char **v;
        size_t n, cap;
    } given; /* their paths */
    struct yx_policy_shelf shelf;
};

static void add_folder(struct yx_shelf *s, struct yx_str folder, const char *below)
{
    struct yx_buf b = {0};
    YX_KNOWN(folder.p != NULL || folder.n == 0);
    yx_buf_puts(&b, folder);
    yx_buf_putz(&b, below);
    const char *path = yx_str_c(s->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    for (size_t i = 0; i < s->folder.n; i++)
        if (strcmp(s->folder.v[i], path) == 0)
            return;
    YX_PUSH(&s->folder, path);
}

static struct yx_str folder_of(const char *path)
{
    struct yx_str s = yx_str_of(path), base = yx_base_name(s);
    return s.n == base.n ? YX_S(".") : yx_str_sub(s, 0, s.n - base.n - 1);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

size_t yx_shelf_files(const char *folder, struct yx_arena *a, const char ***out)
{
    struct {
        const char **v;
        size_t n, cap;
    } list = {0};
    DIR *dir = opendir(folder);
    for (const struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        struct yx_str name = yx_str_of(e->d_name);
        if (name.n < 4 || name.p[0] == '.' || memcmp(name.p + name.n - 3, ".yx", 3) != 0)
            continue;
        struct yx_buf b = {0};
        if (strcmp(folder, ".") != 0) {
            yx_buf_putz(&b, folder);
            yx_buf_putc(&b, '/');
        }
        yx_buf_puts(&b, name);
        const char *path = yx_str_c(a, yx_buf_str(&b));
        yx_buf_free(&b);
        YX_PUSH(&list, path);
    }
    if (dir)
        (void)closedir(dir);
    if (list.n)
        qsort(list.v, list.n, sizeof list.v[0], by_name);
    const char **v = YX_NEW(a, const char *, list.n + 1);
    if (list.n)
        memcpy(v, list.v, list.n * sizeof v[0]);
    free(list.v);
    *out = v;
    return list.n;
}

/* The document of that id in a folder: 1 found, 0 not, -1 with *err. */
static int look_into(struct yx_shelf *s, const char *folder, struct yx_str id,
                     struct yx_policy_text *out, struct yx_err *err)
{
    const char **path, *first = NULL;
    size_t n = yx_shelf_files(folder, s->arena, &path);
    for (size_t i = 0; i < n; i++) {
        struct yx_str text;
        struct yx_policy_card card;
        if (yx_map_path(path[i], &text, NULL) != YX_OK)
            continue;
        if (!yx_policy_peek(text, s->arena, &card) || !yx_str_eq(card.id, id)) {
            yx_unmap(text);
            continue;
        }
        YX_PUSH(&s->map, text);
        YX_PUSH(&s->given, path[i]);
        if (first && !yx_str_eq(out->text, text))
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("{0} 和 {1} 都叫 {2}：只留一份",
                                   "{0} and {1} both are {2}: keep one of them"),
                           first, path[i], yx_str_c(s->arena, id)),
                   -1;
        if (!first)
            *out = (struct yx_policy_text){yx_str_of(path[i]), text};
        first = first ? first : path[i];
    }
    if (first)
        add_folder(s, yx_str_of(folder), "");
    return first != NULL;
}

static int find(void *ctx, struct yx_str id, struct yx_policy_text *out, struct yx_err *err)
{
    struct yx_shelf *s = ctx;
    struct yx_buf b = {0};
    for (size_t i = 0; i < s->folder.n; i++) {
        int rc = look_into(s, s->folder.v[i], id, out, err);
        if (rc)
            yx_buf_free(&b);
        if (rc)
            return rc > 0 ? YX_OK : YX_INVALID;
        if (b.n)
            yx_buf_putz(&b, "、");
        yx_buf_putz(&b, s->folder.v[i]);
    }
    yx_buf_putc(&b, 0);
    int rc = YX_FAIL(err, YX_NOTFOUND,
                     YX_TEXT("找过这些文件夹：{0}", "these folders were looked into: {0}"), b.p);
    yx_buf_free(&b);
    return rc;
}

struct yx_shelf *yx_shelf_open(const char *path)
{
    struct yx_shelf *s = yx_calloc(1, sizeof *s);
    s->arena = yx_arena_new();
    s->shelf = (struct yx_policy_shelf){.find = find, .ctx = s};
    struct yx_str here = folder_of(path);
    add_folder(s, here, "");
    add_folder(s, here, "/national");
    add_folder(s, here, "/../national");
    const char *more = getenv("YINGXUE_POLICIES");
    struct yx_str rest = yx_str_of(more && *more ? more : YX_POLICY_DIR), one;
    while (yx_str_split(&rest, ':', &one)) {
        if (!one.n)
            continue;
        add_folder(s, one, "");
        add_folder(s, one, "/national");
    }
    return s;
}

void yx_shelf_close(struct yx_shelf *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->map.n; i++)
        yx_unmap(s->map.v[i]);
    free(s->map.v);
    free(s->given.v);
    free(s->folder.v);
    yx_arena_free(s->arena);
    free(s);
}

const struct yx_policy_shelf *yx_shelf_uppers(const struct yx_shelf *s)
{
    return &s->shelf;
}

const char *const *yx_shelf_given(const struct yx_shelf *s, size_t *n)
{
    *n = s->given.n;
    return s->given.v;
}
