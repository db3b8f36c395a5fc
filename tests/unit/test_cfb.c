/* test_cfb.c -- streams out of compound files, and files that lie about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "cfb_parts.h"
#include "table/cfb.h"

static char *made(size_t n, unsigned seed)
{
    char *p = yx_malloc(n + 1);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)(i * 31 + i / 251 + seed);
    return p;
}

static void holds(struct yx_str file, const struct cfb_part *part, size_t n)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_cfb *c;
    struct yx_str s;
    assert_int_equal(yx_cfb_open(file, "a.xls", a, &c, NULL), YX_OK);
    for (size_t i = 0; i < n; i++) {
        assert_true(yx_cfb_has(c, part[i].name));
        assert_int_equal(yx_cfb_stream(c, part[i].name, &s, NULL), YX_OK);
        assert_int_equal(s.n, part[i].bytes.n);
        assert_true(yx_str_eq(s, part[i].bytes));
    }
    assert_false(yx_cfb_has(c, "Nothing"));
    assert_int_equal(yx_cfb_stream(c, "Nothing", &s, NULL), YX_NOTFOUND);
    assert_int_equal(yx_cfb_stream(c, "Book/Inner", &s, NULL), YX_NOTFOUND);
    yx_arena_free(a);
}

static void streams_of_all_sizes(void **state)
{
    (void)state;
    static const size_t size[] = {0,    1,    63,   64,    65,    511,    512,
                                  4095, 4096, 4097, 12288, 70000, 8 << 20};
    for (int round = 0; round < 4; round++) {
        unsigned shift = round & 1 ? 12 : 9;
        struct cfb_part part[YX_LEN(size)];
        static const char *const name[YX_LEN(size)] = {"a", "Book", "c", "d", "e", "f",       "g",
                                                       "h", "i",    "j", "k", "l", "Workbook"};
        for (size_t i = 0; i < YX_LEN(size); i++)
            part[i] = (struct cfb_part){name[i], {made(size[i], (unsigned)i), size[i]}};
        struct yx_str file = cfb_build(part, YX_LEN(size), shift, round & 2);
        holds(file, part, YX_LEN(size));
        /* Sectors after the last one of a stream may be missing, its own not. */
        free((void *)(uintptr_t)file.p);
        for (size_t i = 0; i < YX_LEN(size); i++)
            free((void *)(uintptr_t)part[i].bytes.p);
    }
}

static void names_without_case(void **state)
{
    (void)state;
    struct cfb_part part[] = {{"WORKBOOK", YX_S("abc")}, {"Book", YX_S("d")}};
    struct yx_str file = cfb_build(part, 2, 9, false), s;
    struct yx_arena *a = yx_arena_new();
    struct yx_cfb *c;
    assert_int_equal(yx_cfb_open(file, "a.xls", a, &c, NULL), YX_OK);
    assert_int_equal(yx_cfb_stream(c, "Workbook", &s, NULL), YX_OK);
    assert_true(yx_str_is(s, "abc"));
    assert_false(yx_cfb_has(c, "Workboo"));
    assert_false(yx_cfb_has(c, "Workbooks"));
    yx_arena_free(a);
    free((void *)(uintptr_t)file.p);
}

/* Open the file and read the stream; the message of a refusal names the file. */
static int outcome(struct yx_str file)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_cfb *c;
    struct yx_str s;
    struct yx_err err;
    int rc = yx_cfb_open(file, "名册.xls", a, &c, &err);
    if (rc == YX_OK)
        rc = yx_cfb_stream(c, "Workbook", &s, &err);
    if (rc != YX_OK && rc != YX_NOTFOUND)
        assert_string_equal(err.arg[0], "名册.xls");
    yx_arena_free(a);
    return rc;
}

static void lies_are_refused(void **state)
{
    (void)state;
    struct cfb_part part[] = {{"Workbook", {made(20000, 1), 20000}}, {"Small", YX_S("s")}};
    struct yx_str file = cfb_build(part, 2, 9, true);
    char *p = (char *)(uintptr_t)file.p;
    const struct {
        size_t at;
        uint32_t value;
        int want;
    } lie[] = {
        {0x00, 0, YX_INVALID},                      /* no such file */
        {0x1C, 0x0007FFFE, YX_INVALID},             /* size of sectors */
        {0x2C, 0x7FFFFFFF, YX_INVALID},             /* number of FAT sectors */
        {0x2C, 0, YX_INVALID},                      /* no FAT at all */
        {0x30, 0xFFFFFFFE, YX_INVALID},             /* no directory */
        {0x30, 0x00FFFFFF, YX_INVALID},             /* directory beyond the end */
        {0x38, 0, YX_INVALID},                      /* where mini streams end */
        {0x4C, 0x00FFFFFF, YX_INVALID},             /* FAT beyond the end */
        {512 + 128 + 0x74, 0x7FFFFFFF, YX_INVALID}, /* stream beyond the end */
        {512 + 128 + 0x78, 0x7FFFFFFF, YX_INVALID}, /* longer than the file */
        {512 + 128 + 0x78, 40000, YX_INVALID},      /* longer than its chain */
        {512 + 0x4C, 0, YX_NOTFOUND},               /* the root is its own child */
        {512 + 0x4C, 99, YX_NOTFOUND},              /* a child there is not */
        {512 + 128 + 0x44, 1, YX_OK},               /* a sibling in a circle */
        {512 + 128 + 0x42, 0, YX_NOTFOUND},         /* an entry not in use */
    };
    assert_int_equal(outcome(file), YX_OK);
    for (size_t i = 0; i < YX_LEN(lie); i++) {
        char kept[4];
        memcpy(kept, p + lie[i].at, 4);
        cfb_put32(p + lie[i].at, lie[i].value);
        if (outcome(file) != lie[i].want)
            fail_msg("lie %zu: %d, not %d", i, outcome(file), lie[i].want);
        memcpy(p + lie[i].at, kept, 4);
    }
    for (size_t n = 0; n < file.n; n += 97) { /* cut off anywhere */
        int rc = outcome((struct yx_str){p, n});
        assert_true(rc == YX_INVALID || rc == YX_OK);
    }
    free(p);
    free((void *)(uintptr_t)part[0].bytes.p);
}

static void any_damage_has_an_end(void **state)
{
    (void)state;
    uint64_t seed = 20221127;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    struct cfb_part part[] = {{"Workbook", {made(9000, 2), 9000}}, {"Small", YX_S("small")}};
    for (int round = 0; round < 3000; round++) {
        struct yx_str file = cfb_build(part, 2, round % 5 ? 9 : 12, round & 1);
        char *p = (char *)(uintptr_t)file.p;
        uint64_t n = 1 + yx_rng_below(&rng, 6);
        for (uint64_t i = 0; i < n; i++) {
            size_t at =
                yx_rng_below(&rng, 3) ? yx_rng_below(&rng, 1200) : yx_rng_below(&rng, file.n);
            p[at] = (char)yx_rng_below(&rng, 256);
        }
        (void)outcome(file);
        free(p);
    }
    print_message("# seed %llu\n", (unsigned long long)seed);
    free((void *)(uintptr_t)part[0].bytes.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_of_all_sizes),
        cmocka_unit_test(names_without_case),
        cmocka_unit_test(lies_are_refused),
        cmocka_unit_test(any_damage_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
