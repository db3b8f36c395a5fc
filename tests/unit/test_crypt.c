/* test_crypt.c -- workbooks locked with a password: opened, refused, damaged.
 *
 * tests/readers/xls/locked_* are made by lock.py, which was written apart from
 * the reader, one by LibreOffice, and two by Apache POI. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "cfb_parts.h"
#include "table/cfb.h"
#include "table/crypt.h"
#include "table/reader.h"

#include <stdio.h>
#include <time.h>

static const struct yx_str right = {"名册2022𠀀", sizeof "名册2022𠀀" - 1};

static struct yx_str map(const char *name)
{
    char path[1024];
    const char *root = getenv("YX_ROOT");
    struct yx_str bytes;
    (void)snprintf(path, sizeof path, "%s/tests/readers/xls/%s", root ? root : ".", name);
    assert_int_equal(yx_map_path(path, &bytes, NULL), YX_OK);
    return bytes;
}

static int take_all(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                    struct yx_err *err)
{
    (void)ctx;
    (void)err;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

static int read_with(struct yx_str bytes, const struct yx_str *password, struct yx_workbook **out,
                     struct yx_err *err)
{
    struct yx_read_options o = {.plan = take_all, .password = password};
    return yx_read_tables(bytes, YX_S("名册.xls"), &o, out, err);
}

static bool says(const struct yx_err *err, const char *part)
{
    struct yx_buf b = {0};
    yx_err_render(err, YX_ZH, &b);
    bool found = yx_str_find(yx_buf_str(&b), yx_str_of(part)) >= 0;
    yx_buf_free(&b);
    return found;
}

/* The roster that is in all of these files. */
static void is_roster(const struct yx_workbook *w)
{
    assert_int_equal(w->n_tables, 1);
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 200);
    assert_int_equal(t->n_columns, 5);
    assert_true(yx_str_is(yx_column_text(&t->column[0], 199), "学生199"));
    assert_true(yx_str_is(yx_column_text(&t->column[1], 17), "50029920150101017X"));
    assert_true(yx_str_is(yx_column_text(&t->column[2], 3), "37.5"));
}

static void every_way_is_opened(void **state)
{
    (void)state;
    static const char *const name[] = {"locked_agile_512_256.xlsx", "locked_agile_1_128.xlsx",
                                       "locked_agile_256_256.xlsx", "locked_agile_384_192.xlsx",
                                       "locked_standard_128.xlsx",  "locked_standard_256.xlsx",
                                       "locked_office.xlsx",        "locked_97.xls",
                                       "locked_api_40.xls",         "locked_api_128.xls",
                                       "locked_poi_standard.xlsx",  "locked_poi.xls"};
    const struct yx_str none = YX_S(""), wrong = YX_S("名册2023");
    for (size_t i = 0; i < YX_LEN(name); i++) {
        struct yx_str bytes = map(name[i]);
        struct yx_workbook *w = NULL;
        struct yx_err err;
        int rc = read_with(bytes, &right, &w, &err);
        if (rc != YX_OK)
            fail_msg("%s: %s", name[i], err.text.en);
        is_roster(w);
        assert_string_equal(w->format,
                            yx_str_ends(yx_str_of(name[i]), YX_S(".xls")) ? "xls" : "xlsx");
        yx_workbook_free(w);
        assert_int_equal(read_with(bytes, &wrong, &w, &err), YX_DENIED);
        assert_true(says(&err, "名册.xls 的密码不对"));
        assert_false(says(&err, "名册2023"));
        assert_int_equal(read_with(bytes, &none, &w, &err), YX_DENIED);
        assert_true(says(&err, "加了密码"));
        assert_int_equal(read_with(bytes, NULL, &w, &err), YX_INVALID);
        assert_int_equal(err.code, YX_INVALID);
        assert_true(says(&err, "另存为不带密码的工作簿"));
        yx_unmap(bytes);
    }
}

static void the_default_password_needs_nobody(void **state)
{
    (void)state;
    struct yx_str bytes = map("locked_default.xls");
    struct yx_workbook *w;
    assert_int_equal(read_with(bytes, NULL, &w, NULL), YX_OK);
    is_roster(w);
    yx_workbook_free(w);
    assert_int_equal(read_with(bytes, &right, &w, NULL), YX_OK);
    yx_workbook_free(w);
    yx_unmap(bytes);
}

/* The two streams of a locked workbook. */
static void streams(struct yx_str bytes, struct yx_arena *a, struct yx_str *info,
                    struct yx_str *package)
{
    struct yx_cfb *c;
    assert_int_equal(yx_cfb_open(bytes, "a.xlsx", a, &c, NULL), YX_OK);
    assert_int_equal(yx_cfb_stream(c, "EncryptionInfo", info, NULL), YX_OK);
    assert_int_equal(yx_cfb_stream(c, "EncryptedPackage", package, NULL), YX_OK);
}

static int open_package(struct yx_str info, struct yx_str package)
{
    struct yx_str out;
    struct yx_err err = {0};
    int rc = yx_crypt_package(info, package, right, "a.xlsx", &out, &err);
    if (rc != YX_OK) {
        assert_int_equal(err.code, rc);
        assert_true(says(&err, "a.xlsx"));
    }
    free((void *)(uintptr_t)out.p);
    return rc;
}

static void any_changed_byte_of_an_agile_package_is_seen(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    struct yx_str bytes = map("locked_agile_1_128.xlsx"), info, package;
    streams(bytes, a, &info, &package);
    assert_int_equal(open_package(info, package), YX_OK);
    char *copy = yx_malloc(package.n);
    for (size_t at = 0; at < package.n; at += 371) {
        memcpy(copy, package.p, package.n);
        copy[at] ^= 1;
        assert_int_equal(open_package(info, (struct yx_str){copy, package.n}), YX_INVALID);
    }
    for (size_t n = 0; n < package.n; n += 997) /* cut off */
        assert_int_equal(open_package(info, yx_str_sub(package, 0, n)), YX_INVALID);
    free(copy);
    yx_arena_free(a);
    yx_unmap(bytes);
}

/* `info` with the first `from` replaced. */
static struct yx_str changed(struct yx_str info, const char *from, const char *to, struct yx_buf *b)
{
    ptrdiff_t at = yx_str_find(info, yx_str_of(from));
    assert_true(at > 0);
    b->n = 0;
    yx_buf_put(b, info.p, (size_t)at);
    yx_buf_putz(b, to);
    yx_buf_puts(b, yx_str_sub(info, (size_t)at + strlen(from), info.n));
    return yx_buf_str(b);
}

static void what_the_description_says_is_bounded(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        int want;
    } list[] = {
        {"spinCount=\"1000\"", "spinCount=\"10000001\"", YX_INVALID},
        {"spinCount=\"1000\"", "spinCount=\"99999999999999999999\"", YX_INVALID},
        {"spinCount=\"1000\"", "spinCount=\"1001\"", YX_DENIED},
        {"spinCount=\"1000\"", "spinCount=\"-1\"", YX_INVALID},
        {"keyBits=\"128\"", "keyBits=\"1280\"", YX_INVALID},
        {"keyBits=\"128\"", "keyBits=\"256\"", YX_INVALID}, /* of the package: its key is shorter */
        {"hashAlgorithm=\"SHA1\"", "hashAlgorithm=\"WHIRLPOOL\"", YX_INVALID},
        {"hashAlgorithm=\"SHA1\"", "hashAlgorithm=\"SHA-1\"", YX_OK},
        {"cipherAlgorithm=\"AES\"", "cipherAlgorithm=\"RC2\"", YX_INVALID},
        {"ChainingModeCBC", "ChainingModeCFB", YX_INVALID},
        {"<dataIntegrity", "<other", YX_OK},
        {"<keyData", "<other", YX_INVALID},
        {"p:encryptedKey", "p:encrypted", YX_INVALID},
        {"saltValue=\"", "saltValue=\"AAAA", YX_INVALID},
        {"saltValue=\"", "saltValue=\"!", YX_INVALID},
        {"<encryption ", "<!DOCTYPE encryption [<!ENTITY a \"b\">]><encryption ", YX_INVALID},
    };
    struct yx_arena *a = yx_arena_new();
    struct yx_str bytes = map("locked_agile_1_128.xlsx"), info, package;
    struct yx_buf b = {0};
    streams(bytes, a, &info, &package);
    for (size_t i = 0; i < YX_LEN(list); i++) {
        int rc = open_package(changed(info, list[i].from, list[i].to, &b), package);
        if (rc != list[i].want)
            fail_msg("%s to %s: %d, not %d", list[i].from, list[i].to, rc, list[i].want);
    }
    yx_buf_free(&b);
    yx_arena_free(a);
    yx_unmap(bytes);
}

static void any_damage_is_an_answer(void **state)
{
    (void)state;
    static const char *const name[] = {"locked_agile_1_128.xlsx", "locked_97.xls",
                                       "locked_api_128.xls"};
    uint64_t seed = 20221125;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < YX_LEN(name); i++) {
        struct yx_str whole = map(name[i]);
        char *copy = yx_malloc(whole.n);
        for (int round = 0; round < 150; round++) {
            memcpy(copy, whole.p, whole.n);
            size_t n = round % 10 ? whole.n : yx_rng_below(&rng, whole.n + 1);
            for (uint64_t k = yx_rng_below(&rng, 8) + 1; n && k > 0; k--) {
                size_t at = yx_rng_below(&rng, yx_rng_below(&rng, 2) ? n : YX_MIN(n, 4096UL));
                copy[at] = (char)yx_rng_below(&rng, 256);
            }
            struct yx_workbook *w = NULL;
            int rc = read_with((struct yx_str){copy, n}, &right, &w, NULL);
            assert_true(rc == YX_OK || rc == YX_INVALID || rc == YX_DENIED);
            yx_workbook_free(w);
        }
        free(copy);
        yx_unmap(whole);
    }
}

static void ways_that_are_not_read(void **state)
{
    (void)state;
    /* FILEPASS of the oldest way, XOR, and of a version there is not. */
    static const char bof[] = "\x09\x08\x08\x00\x00\x06\x05\x00\x00\x00\x00\x00",
                      exclusive[] = "\x2F\x00\x06\x00\x00\x00\x34\x12\x78\x56",
                      future[] = "\x2F\x00\x06\x00\x01\x00\x09\x00\x09\x00";
    const struct {
        const char *pass;
        size_t n;
    } list[] = {{exclusive, sizeof exclusive - 1}, {future, sizeof future - 1}};
    for (size_t i = 0; i < YX_LEN(list); i++) {
        struct yx_buf b = {0};
        struct yx_workbook *w;
        struct yx_err err;
        yx_buf_put(&b, bof, sizeof bof - 1);
        yx_buf_put(&b, list[i].pass, list[i].n);
        const struct cfb_part part[] = {{"Workbook", yx_buf_str(&b)}};
        struct yx_str file = cfb_build(part, 1, 9, false);
        assert_int_equal(read_with(file, &right, &w, &err), YX_INVALID);
        assert_true(says(&err, "加密方式读不了"));
        free((void *)(uintptr_t)file.p);
        yx_buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_is_opened),
        cmocka_unit_test(the_default_password_needs_nobody),
        cmocka_unit_test(any_changed_byte_of_an_agile_package_is_seen),
        cmocka_unit_test(what_the_description_says_is_bounded),
        cmocka_unit_test(any_damage_is_an_answer),
        cmocka_unit_test(ways_that_are_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
