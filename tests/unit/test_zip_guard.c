/* test_zip_guard.c -- archives: honest ones are read, the others refused, soon and cheaply. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table/reader.h"
#include "table/zip_guard.h"
#include "zip_maker.h"

#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

enum { MOST_KIB = 64 << 10, MOST_MS = 1000 };

static struct yx_buf many(char c, size_t n)
{
    struct yx_buf b = {0};
    yx_buf_reserve(&b, n);
    memset(b.p, c, n);
    b.n = n;
    return b;
}

/* Reads the part to its end, in blocks; returns the code of open or read. */
static int read_part(struct yx_zip *z, const char *path, struct yx_buf *out, struct yx_err *err)
{
    struct yx_zip_part *p;
    int rc = yx_zip_part_open(z, path, &p, err);
    out->n = 0;
    for (size_t n = 1; rc == YX_OK && n;) {
        yx_buf_reserve(out, 1000);
        rc = yx_zip_part_read(p, out->p + out->n, 1000, &n, err);
        out->n += n;
    }
    yx_zip_part_close(p);
    return rc;
}

static void holds(struct zip_maker *m, const struct made_end *end, const char *path,
                  struct yx_str text)
{
    struct yx_zip *z;
    struct yx_err err;
    struct yx_buf got = {0};
    assert_int_equal(yx_zip_open(zip_end(m, end), "a.xlsx", &z, &err), YX_OK);
    for (int i = 0; i < 2; i++) { /* the second time from memory */
        assert_true(yx_zip_has(z, path));
        assert_int_equal(read_part(z, path, &got, &err), YX_OK);
        assert_true(yx_str_eq(yx_buf_str(&got), text));
    }
    assert_int_equal(read_part(z, "no such part", &got, &err), YX_NOTFOUND);
    yx_zip_close(z);
    yx_buf_free(&got);
    zip_free(m);
}

static void honest_archives_are_read(void **state)
{
    (void)state;
    const struct yx_str text = YX_S("一些文字 一些文字 一些文字");
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){.name = "other", .data = YX_S("x")});
    zip_add(&m, &(struct made_entry){.name = "xl/A.xml", .data = text});
    holds(&m, &(struct made_end){0}, "XL/a.xml", text);
    zip_add(&m, &(struct made_entry){.name = "a", .data = text, .is_stored = true});
    holds(&m, &(struct made_end){.comment = "PK\5\6 and more of a comment"}, "a", text);
    zip_add(&m, &(struct made_entry){.name = "a", .data = text, .has_descriptor = true});
    zip_add(&m, &(struct made_entry){.name = "b", .has_descriptor = true, .is_stored = true});
    holds(&m, &(struct made_end){.behind = "\r\n\r\n"}, "a", text);
    zip_add(&m, &(struct made_entry){.name = "a", .data = text, .is_zip64 = true});
    holds(&m, &(struct made_end){.is_zip64 = true}, "a", text);
    zip_add(&m, &(struct made_entry){.name = "xl\\worksheets\\a.xml", .data = text});
    holds(&m, &(struct made_end){0}, "xl/worksheets/a.xml", text);
    zip_add(&m, &(struct made_entry){.name = "folder/", .is_stored = true});
    zip_add(&m, &(struct made_entry){.name = "folder/a..b", .data = text});
    holds(&m, &(struct made_end){0}, "folder/a..b", text);
    zip_add(&m, &(struct made_entry){.name = "empty"});
    holds(&m, &(struct made_end){0}, "empty", YX_S(""));
}

static void large_parts_are_read_block_by_block(void **state)
{
    (void)state;
    struct yx_buf text = {0};
    while (text.n < (50U << 20))
        yx_buf_printf(&text, "<row r=\"%zu\"><c r=\"A%zu\"><v>%zu</v></c></row>", text.n,
                      text.n / 7, text.n * 31);
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){.name = "a", .data = yx_buf_str(&text)});
    holds(&m, &(struct made_end){0}, "a", yx_buf_str(&text));
    yx_buf_free(&text);
}

/* ---- refusals ---- */

/* In a process of its own: what the reader says, what it cost. */
static void refused(struct zip_maker *m, const struct made_end *end, const char *part)
{
    struct yx_str bytes = zip_end(m, end);
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    pid_t child = fork();
    if (child == 0) {
        struct yx_err err;
        struct yx_zip *z;
        struct yx_buf b = {0};
        int rc = yx_zip_open(bytes, "a.xlsx", &z, &err);
        if (rc == YX_OK)
            rc = read_part(z, "a", &b, &err);
        b.n = 0;
        if (rc == YX_INVALID)
            yx_err_render(&err, YX_ZH, &b);
        _exit(write(fd[1], b.p, b.n) != (ssize_t)b.n || rc != YX_INVALID);
    }
    (void)close(fd[1]);
    char said[2000];
    ssize_t n = 0;
    for (ssize_t got; (got = read(fd[0], said + n, sizeof said - (size_t)n)) > 0;)
        n += got;
    (void)close(fd[0]);
    struct rusage cost;
    int status = 0;
    assert_int_equal(wait4(child, &status, 0, &cost), child);
    long ms = cost.ru_utime.tv_sec * 1000 + cost.ru_utime.tv_usec / 1000 +
              cost.ru_stime.tv_sec * 1000 + cost.ru_stime.tv_usec / 1000;
    struct yx_str text = {said, (size_t)n};
    if (status != 0 || yx_str_find(text, yx_str_of(part)) < 0 ||
        yx_str_find(text, YX_S("a.xlsx")) < 0)
        fail_msg("status %d, \"%.*s\", not \"%s\"", status, (int)n, said, part);
    if (!IS_SANITIZED && (cost.ru_maxrss > MOST_KIB || ms > MOST_MS))
        fail_msg("refused \"%s\" after %ld ms and %ld KiB", part, ms, cost.ru_maxrss);
    zip_free(m);
}

static void names_that_lead_elsewhere(void **state)
{
    (void)state;
    static const char *const names[] = {"../a",     "/a",   "x/../../a", "..",
                                        "x\\..\\a", "\\a",  "C:\\a",     "C:a",
                                        "..\\a",    "x/..", "//a/b",     "a/../b/c"};
    for (size_t i = 0; i < YX_LEN(names); i++) {
        struct zip_maker m = {0};
        zip_add(&m, &(struct made_entry){.name = names[i], .data = YX_S("x")});
        refused(&m, &(struct made_end){0}, "指向文件之外");
    }
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){.name = "", .data = YX_S("x")});
    refused(&m, &(struct made_end){0}, "指向文件之外");
}

static void names_given_twice(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){.name = "xl/a", .data = YX_S("x")});
    zip_add(&m, &(struct made_entry){.name = "b", .data = YX_S("y")});
    zip_add(&m, &(struct made_entry){.name = "XL\\A", .data = YX_S("z")});
    refused(&m, &(struct made_end){0}, "两个名为");
}

static void links_and_secrets(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){
                    .name = "a", .data = YX_S("/etc/passwd"), .by = 3, .attributes = 0xA1FF0000U});
    refused(&m, &(struct made_end){0}, "符号链接");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x"), .flags = 1});
    refused(&m, &(struct made_end){0}, "加了密码");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x"), .local_flags = 1});
    refused(&m, &(struct made_end){0}, "加了密码");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x"), .method = 99, .flags = 1});
    refused(&m, &(struct made_end){0}, "加了密码");
}

static void entries_that_overlap(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    /* twice the same bytes */
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("xxxxxxxx")});
    zip_add(&m, &(struct made_entry){.name = "a", .say_offset = 1, .data = YX_S("xxxxxxxx")});
    m.directory.p[m.directory.n - 1] = 'b';
    refused(&m, &(struct made_end){0}, "已损坏"); /* the local header says otherwise */
    /* a stored entry that holds the header of the next: what a quoted bomb is made of */
    struct zip_maker inner = {0};
    struct yx_buf kernel = many('a', 1 << 20);
    zip_add(&inner, &(struct made_entry){.name = "b", .data = yx_buf_str(&kernel)});
    zip_add(&m,
            &(struct made_entry){.name = "a", .is_stored = true, .data = yx_buf_str(&inner.file)});
    zip_add(&m, &(struct made_entry){.name = "b", .data = yx_buf_str(&kernel), .say_offset = 32});
    refused(&m, &(struct made_end){0}, "互相重叠");
    zip_free(&inner);
    yx_buf_free(&kernel);
    /* a thousand entries over one kernel */
    for (int i = 0; i < 1000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "n%03d", i);
        zip_add(&m, &(struct made_entry){.name = name,
                                         .data = YX_S("x"),
                                         .say_packed = 37 * (uint64_t)(999 - i) + 3});
    }
    refused(&m, &(struct made_end){0}, "互相重叠");
}

static void too_many_entries(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    for (int i = 0; i < 100000; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "%06d", i);
        zip_add(&m, &(struct made_entry){.name = name, .is_stored = true});
    }
    refused(&m, &(struct made_end){.is_zip64 = true}, "100000 个部件");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x")});
    refused(&m, &(struct made_end){.is_zip64 = true, .n = 1000000}, "1000000 个部件");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x")});
    refused(&m, &(struct made_end){.n = 10001}, "10,000");
    for (int i = 0; i < 5000; i++) { /* more than it says */
        char name[16];
        (void)snprintf(name, sizeof name, "%06d", i);
        zip_add(&m, &(struct made_entry){.name = name, .is_stored = true});
    }
    refused(&m, &(struct made_end){.n = 10}, "已损坏");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x")});
    refused(&m, &(struct made_end){.n = 2}, "已损坏"); /* fewer */
}

static void bombs(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    struct yx_buf zeros = many('\0', 20 << 20);
    zip_add(&m, &(struct made_entry){.name = "a", .data = yx_buf_str(&zeros)});
    refused(&m, &(struct made_end){0}, "压缩比");
    for (int i = 0; i < 30; i++) { /* 30 × 100 MB, said to be */
        char name[16];
        (void)snprintf(name, sizeof name, "n%d", i);
        zip_add(&m, &(struct made_entry){.name = name, .data = YX_S("x"), .say_size = 100 << 20});
    }
    refused(&m, &(struct made_end){0}, "超过 2 GiB");
    /* what lies about its size is stopped at what it said */
    zip_add(&m, &(struct made_entry){.name = "a", .data = yx_buf_str(&zeros), .say_size = 100});
    refused(&m, &(struct made_end){0}, "已损坏");
    yx_buf_free(&zeros);
}

static void sizes_that_are_not_true(void **state)
{
    (void)state;
    static const struct made_entry lies[] = {
        {.name = "a", .data = {"xxxx", 4}, .say_size = 3},
        {.name = "a", .data = {"xxxx", 4}, .say_size = 5},
        {.name = "a", .data = {"xxxx", 4}, .say_crc = 1},
        {.name = "a", .data = {"xxxx", 4}, .say_crc = 1, .is_stored = true},
        {.name = "a", .data = {"xxxx", 4}, .say_size = 5, .is_stored = true},
        {.name = "a", .data = {"xxxx", 4}, .say_packed = 3},
        {.name = "a", .data = {"xxxx", 4}, .say_packed = 1000},
        {.name = "a", .data = {"xxxx", 4}, .say_packed = UINT64_MAX, .is_zip64 = true},
        {.name = "a", .data = {"xxxx", 4}, .say_packed = UINT64_MAX - 40, .is_zip64 = true},
        {.name = "a", .data = {"xxxx", 4}, .say_offset = UINT64_MAX, .is_zip64 = true},
        {.name = "a", .data = {"xxxx", 4}, .say_offset = 5},
        {.name = "a", .data = {"xxxx", 4}, .local_name = "b"},
        {.name = "a", .data = {"xxxx", 4}, .local_name = "ab"},
        {.name = "a", .data = {"xxxx", 4}, .packed_as_is = "\xFF\xFF", .n_packed = 2},
    };
    for (size_t i = 0; i < YX_LEN(lies); i++) {
        struct zip_maker m = {0};
        zip_add(&m, &lies[i]);
        refused(&m, &(struct made_end){0}, "已损坏");
    }
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){
                    .name = "a", .data = YX_S("xxxx"), .say_size = UINT64_MAX, .is_zip64 = true});
    refused(&m, &(struct made_end){0}, "超过 2 GiB");
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("x"), .method = 12});
    refused(&m, &(struct made_end){0}, "压缩方法");
    static const struct made_end ends[] = {
        {.offset = 1000},
        {.offset = 1},
        {.size = 1000},
        {.size = 10},
        {.disk = 1},
        {.is_zip64 = true, .offset = UINT64_MAX},
        {.is_zip64 = true, .size = UINT64_MAX},
        {.is_zip64 = true, .size = UINT64_MAX - 31, .offset = 33},
    };
    for (size_t i = 0; i < YX_LEN(ends); i++) {
        zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("xxxx")});
        refused(&m, &ends[i], "已损坏");
    }
}

static int no_plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                   struct yx_err *err)
{
    (void)ctx;
    (void)head;
    (void)plan;
    (void)err;
    return YX_OK;
}

/* Archives within archives are not opened: they are no workbooks. */
static void archives_within_archives(void **state)
{
    (void)state;
    struct zip_maker inner = {0};
    zip_add(&inner, &(struct made_entry){.name = "a", .data = YX_S("x")});
    struct yx_str bytes = zip_end(&inner, &(struct made_end){0});
    struct zip_maker m = {0};
    for (int i = 0; i < 16; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "lib %x.zip", i);
        zip_add(&m, &(struct made_entry){.name = name, .data = bytes});
    }
    struct yx_err err;
    struct yx_workbook *w;
    struct yx_read_options o = {.plan = no_plan};
    assert_int_equal(
        yx_read_tables(zip_end(&m, &(struct made_end){0}), YX_S("42.zip"), &o, &w, &err),
        YX_INVALID);
    assert_non_null(strstr(err.text.zh, "压缩包"));
    zip_free(&m);
    zip_free(&inner);
}

/* Every beginning, and every byte changed: no crash, nothing read behind the end. */
static void every_byte_may_be_wrong(void **state)
{
    (void)state;
    struct zip_maker m = {0};
    zip_add(&m, &(struct made_entry){.name = "a", .data = YX_S("some text"), .is_zip64 = true});
    zip_add(&m, &(struct made_entry){.name = "b", .data = YX_S("more"), .has_descriptor = true});
    struct yx_str good = zip_end(&m, &(struct made_end){.is_zip64 = true});
    struct yx_buf out = {0};
    for (size_t i = 0; i < 2 * good.n; i++)
        for (unsigned bit = 0; bit < (i < good.n ? 1U : 8U); bit++) {
            size_t n = i < good.n ? i : good.n;
            char *bytes = yx_malloc(n ? n : 1);
            memcpy(bytes, good.p, n);
            if (i >= good.n)
                bytes[i - good.n] ^= (char)(1 << bit);
            struct yx_zip *z;
            int rc = yx_zip_open((struct yx_str){bytes, n}, "a.xlsx", &z, NULL);
            assert_true(i >= good.n || rc == YX_INVALID);
            if (rc == YX_OK) {
                (void)read_part(z, "a", &out, NULL);
                (void)read_part(z, "b", &out, NULL);
            }
            yx_zip_close(z);
            free(bytes);
        }
    yx_buf_free(&out);
    zip_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(honest_archives_are_read),
        cmocka_unit_test(large_parts_are_read_block_by_block),
        cmocka_unit_test(names_that_lead_elsewhere),
        cmocka_unit_test(names_given_twice),
        cmocka_unit_test(links_and_secrets),
        cmocka_unit_test(entries_that_overlap),
        cmocka_unit_test(too_many_entries),
        cmocka_unit_test(bombs),
        cmocka_unit_test(sizes_that_are_not_true),
        cmocka_unit_test(archives_within_archives),
        cmocka_unit_test(every_byte_may_be_wrong),
    };
    return cmocka_run_group_tests_name("zip_guard", tests, NULL, NULL);
}
