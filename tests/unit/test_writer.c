/* test_writer.c -- files of every length come out whole, or not at all. */
#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MIB = 1 << 20 };

static char dir[] = "/tmp/yx-writer-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
    (void)state;
    if (!mkdtemp(dir))
        return -1;
    (void)snprintf(path, sizeof path, "%s/list.csv", dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(dir); /* fails when a temporary file was left behind */
}

/* Byte i of every file: no period that divides a block. */
static char byte_at(size_t i)
{
    return (char)(i * 2654435761U >> 13);
}

/* Writes n bytes in parts of `part`; YX_OK or the first failure. */
static int write_file(size_t n, size_t part, struct yx_err *err)
{
    char *text = yx_malloc(part);
    struct yx_writer *w = yx_writer_open(path, err);
    assert_non_null(w);
    int rc = YX_OK;
    for (size_t at = 0; at < n && rc == YX_OK;) {
        size_t take = YX_MIN(part, n - at);
        for (size_t i = 0; i < take; i++)
            text[i] = byte_at(at + i);
        rc = yx_writer_put(w, (struct yx_str){text, take}, err);
        at += take;
    }
    free(text);
    if (rc == YX_OK)
        return yx_writer_finish(w, err);
    yx_writer_abandon(w);
    return rc;
}

static void any_length_comes_out_whole(void **state)
{
    (void)state;
    static const size_t length[] = {0,        1,        MIB - 1,      MIB,
                                    17 * MIB, 18 * MIB, 19 * MIB + 5, 23 * MIB - 4096};
    for (size_t k = 0; k < YX_LEN(length); k++) {
        struct yx_err err = {0};
        assert_int_equal(write_file(length[k], 300007, &err), YX_OK);
        struct yx_str map;
        assert_int_equal(yx_map_path(path, &map, &err), YX_OK);
        assert_int_equal(map.n, length[k]);
        size_t same = 0;
        while (same < map.n && map.p[same] == byte_at(same))
            same++;
        assert_int_equal(same, map.n);
        yx_unmap(map);
    }
}

/* The disk fills up at the n-th block, some of them written behind.  The hook reads its
 * environment once, so this comes first, and each disk is a process. */
static void a_full_disk_leaves_no_file(void **state)
{
    (void)state;
    for (int at = 1; at <= 25; at += 4) {
        struct yx_err err = {0};
        pid_t child = fork();
        if (child == 0) {
            char z[8];
            (void)snprintf(z, sizeof z, "%d", at);
            (void)setenv("YX_FAIL_WRITE", z, 1);
            _exit(write_file(24 * MIB + 1, MIB / 2, &err) == YX_IO ? 0 : 1);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        struct yx_str map;
        assert_int_equal(yx_map_path(path, &map, &err), YX_NOTFOUND);
    }
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(a_full_disk_leaves_no_file),
        cmocka_unit_test(any_length_comes_out_whole),
    };
    return cmocka_run_group_tests(list, make_dir, remove_dir);
}
