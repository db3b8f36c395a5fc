/* test_base.c -- dates, money, text, maps, ordered work. */
#include <setjmp.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/pool.h"
#include "base/rng.h"

#include <stdlib.h>

static void days_round_trip(void **state)
{
    (void)state;
    for (yx_day d = yx_day_make(1900, 1, 1); d < yx_day_make(2100, 1, 1); d++) {
        struct yx_ymd v = yx_day_split(d);
        assert_int_equal(yx_day_make(v.year, v.month, v.day), d);
    }
    assert_int_equal(yx_day_make(1970, 1, 1), 0);
    assert_int_equal(yx_day_make(2022, 2, 29), YX_NO_DAY);
    /* months lead on past the last year that can be written, and back again */
    yx_day end = yx_day_make(9999, 12, 31), later = yx_day_add_months(end, 2);
    assert_int_equal(later - end, 31 + 29); /* 10000-02-29 */
    assert_int_equal(yx_day_add_months(later, -2), yx_day_make(9999, 12, 29));
    assert_true(yx_day_add_months(yx_day_make(1800, 1, 1), -30000) < yx_day_make(1800, 1, 1));
}

static void ages_and_terms(void **state)
{
    (void)state;
    yx_day on = yx_day_make(2022, 8, 31);
    assert_int_equal(yx_age_on(yx_day_make(2016, 8, 31), on), 6);
    assert_int_equal(yx_age_on(yx_day_make(2016, 9, 1), on), 5);
    assert_int_equal(yx_term_of(yx_day_make(2023, 1, 31)), 2022 * 2 + 1);
    assert_int_equal(yx_term_of(yx_day_make(2022, 2, 1)), 2022 * 2);
    assert_int_equal(yx_school_year(yx_day_make(2022, 8, 31)), 2021);
    yx_term t;
    assert_true(yx_term_parse(YX_S("2022-秋"), &t));
    assert_int_equal(t, 2022 * 2 + 1);
    assert_true(yx_term_parse(YX_S("2022年春季学期"), &t));
    assert_int_equal(t, 2022 * 2);
    assert_true(yx_term_parse(YX_S("2021-2022-2"), &t));
    assert_int_equal(t, 2022 * 2);
    assert_false(yx_term_parse(YX_S("2022-夏"), &t));
    assert_false(yx_term_parse(YX_S("2022"), &t));
}

static void money_reads_and_writes(void **state)
{
    (void)state;
    yx_fen f;
    assert_true(yx_money_parse(YX_S("1,250.5"), &f));
    assert_int_equal(f, 125050);
    assert_true(yx_money_parse(YX_S("１２元"), &f));
    assert_int_equal(f, 1200);
    assert_true(yx_money_parse(YX_S("-0.03"), &f));
    assert_int_equal(f, -3);
    assert_true(yx_money_parse(YX_S("10.500000"), &f));
    assert_false(yx_money_parse(YX_S("10.505"), &f));
    assert_false(yx_money_parse(YX_S("99999999999999999999"), &f));
    assert_false(yx_money_parse(YX_S("."), &f));
    assert_int_equal(yx_money_scale(149999, 1, 2), 74999);
    assert_int_equal(yx_money_scale(-1, 1, 2), -1);
    struct yx_buf b = {0};
    yx_money_put(&b, -5);
    assert_true(yx_str_is(yx_buf_str(&b), "-0.05"));
    b.n = 0;
    yx_money_put(&b, 0);
    yx_buf_putc(&b, ' ');
    yx_money_put(&b, INT64_MAX);
    yx_buf_putc(&b, ' ');
    yx_money_put(&b, INT64_MIN);
    assert_true(yx_str_is(yx_buf_str(&b), "0.00 92233720368547758.07 -92233720368547758.08"));
    yx_buf_free(&b);
}

static void money_is_one_amount_and_no_more(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        yx_fen fen;
    } good[] = {
        {"￥5", 500},
        {"¥5.5", 550},
        {"-¥1", -100},
        {"5元", 500},
        {"1,234,567.89", 123456789},
        {".5", 50},
        {"5.", 500},
        {"－５．０", -500},
        {"92233720368547758.07", INT64_MAX},
    };
    static const char *const bad[] = {
        "",
        "元",
        "-",
        "¥",
        "1.2.3",
        "1-",
        "--1",
        ".-1",
        "1..2",
        ",1",
        "1.2,3",
        "5¥",
        ".¥5",
        "5元5",
        "5元元",
        "五",
        "9223372036854775808",  /* the last digit is one too many */
        "999999999999999999",   /* fits as it stands, not as fen */
        "92233720368547758.08", /* one fen too many */
    };
    yx_fen f;
    for (size_t i = 0; i < YX_LEN(good); i++) {
        assert_true(yx_money_parse(yx_str_of(good[i].text), &f));
        assert_int_equal(f, good[i].fen);
    }
    for (size_t i = 0; i < YX_LEN(bad); i++)
        if (yx_money_parse(yx_str_of(bad[i]), &f))
            fail_msg("“%s” was read as %lld fen", bad[i], (long long)f);
}

static void text_is_trimmed_and_checked(void **state)
{
    (void)state;
    assert_true(yx_str_is(yx_str_trim(YX_S("\xEF\xBB\xBF 　王\xC2\xA0\t")), "王"));
    assert_int_equal(yx_utf8_valid(YX_S("ab\xED\xA0\x80")), 2);
    assert_int_equal(yx_utf8_valid(YX_S("应学𠮷")), 10);
    assert_int_equal(yx_utf8_count(YX_S("应学𠮷")), 3);
    assert_int_equal(yx_utf8_width(YX_S("应a")), 3);
}

/* The same found out character by character. */
static size_t valid_slowly(struct yx_str s)
{
    uint32_t cp;
    for (size_t at = 0, before = 0; yx_utf8_next(s, &at, &cp); before = at)
        if (cp == 0xFFFD && at == before + 1)
            return before;
    return s.n;
}

static void well_formed_text_is_known_from_other(void **state)
{
    (void)state;
    static const uint32_t kinds[] = {0x80, 0x800, 0x10000, 0x110000};
    static const unsigned char odd[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1,
                                        0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF};
    struct yx_rng rng;
    uint64_t seed = 20261124;
    struct yx_buf b = {0};
    size_t n_sound = 0, n_broken = 0;
    yx_rng_seed(&rng, seed);
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (unsigned i = 0; i < 40000; i++) {
        size_t want = yx_rng_below(&rng, 200);
        b.n = 0;
        while (b.n < want) {
            uint32_t cp = (uint32_t)yx_rng_below(&rng, kinds[yx_rng_below(&rng, YX_LEN(kinds))]);
            for (size_t k = 1 + yx_rng_below(&rng, 20); k; k--)
                yx_utf8_put(&b, cp);
        }
        for (size_t k = yx_rng_below(&rng, 3); k && b.n; k--)
            b.p[yx_rng_below(&rng, b.n)] = (char)odd[yx_rng_below(&rng, YX_LEN(odd))];
        struct yx_str s = yx_str_sub(yx_buf_str(&b), 0, b.n - YX_MIN(b.n, yx_rng_below(&rng, 4)));
        size_t valid = valid_slowly(s);
        assert_int_equal(yx_utf8_valid(s), valid);
        n_sound += valid == s.n;
        n_broken += valid < s.n;
    }
    assert_true(n_sound > 4000 && n_broken > 4000);
    yx_buf_free(&b);
}

static void errors_render_in_both_languages(void **state)
{
    (void)state;
    struct yx_err e;
    assert_int_equal(
        YX_FAIL(&e, YX_INVALID, YX_TEXT("缺 {1}：{0}", "{0} lacks {1}"), "a.csv", "姓名"),
        YX_INVALID);
    struct yx_buf b = {0};
    yx_err_render(&e, YX_ZH, &b);
    assert_true(yx_str_is(yx_buf_str(&b), "缺 姓名：a.csv"));
    b.n = 0;
    yx_err_render(&e, YX_EN, &b);
    assert_true(yx_str_is(yx_buf_str(&b), "a.csv lacks 姓名"));
    yx_buf_free(&b);
}

static void reasons_of_the_system_speak_the_readers_language(void **state)
{
    (void)state;
    struct yx_err e;
    struct yx_buf b = {0};
    (void)YX_FAIL(&e, YX_IO, YX_TEXT("写不了 {0}：{1}", "cannot write {0}: {1}"), "a.csv",
                  yx_fmt_errno(ENOSPC).s);
    yx_err_render(&e, YX_ZH, &b);
    assert_true(yx_str_is(yx_buf_str(&b), "写不了 a.csv：磁盘满了"));
    b.n = 0;
    yx_err_render(&e, YX_EN, &b);
    assert_true(yx_str_is(yx_buf_str(&b), "cannot write a.csv: the disk is full"));
    b.n = 0;
    (void)YX_FAIL(&e, YX_IO, YX_TEXT("{0}", "{0}"), yx_fmt_errno(EXDEV).s);
    yx_err_render(&e, YX_ZH, &b);
    assert_true(yx_str_is(yx_buf_str(&b), strerror(EXDEV))); /* rare: the system's own words */
    yx_buf_free(&b);
}

static void maps_hold_what_was_put(void **state)
{
    (void)state;
    struct yx_map m;
    yx_map_init(&m, 0);
    bool fresh;
    for (uint32_t i = 1; i <= 10000; i++) {
        *yx_map_put(&m, (uint64_t)i * 7, i, &fresh) = i;
        assert_true(fresh);
    }
    for (uint32_t i = 1; i <= 10000; i++)
        assert_int_equal(*yx_map_get(&m, (uint64_t)i * 7), i);
    assert_null(yx_map_get(&m, 3));
    yx_map_free(&m);
}

struct ordered {
    size_t slot_value[64];
    size_t seen;
    bool bad;
};

static void work(void *ctx, size_t task, unsigned slot)
{
    struct ordered *o = ctx;
    o->slot_value[slot] = task * 3;
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    struct ordered *o = ctx;
    if (task != o->seen || o->slot_value[slot] != task * 3)
        o->bad = true;
    o->seen++;
}

static void ordered_work_commits_in_order(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 8; threads++) {
        struct yx_pool *p = yx_pool_new(threads);
        struct ordered o = {0};
        yx_pool_ordered(p, 1000, work, commit, &o);
        assert_int_equal(o.seen, 1000);
        assert_false(o.bad);
        yx_pool_free(p);
    }
}

static void arenas_align_and_grow(void **state)
{
    (void)state;
    struct yx_arena *a = yx_arena_new();
    for (size_t i = 1; i < 3000; i += 7) {
        char *p = yx_arena_alloc(a, i, 16);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_int_equal(p[i - 1], 0);
        memset(p, 1, i);
    }
    assert_non_null(yx_arena_alloc(a, 3000000, 8));
    yx_arena_reset(a);
    const char *again = yx_arena_alloc(a, 2999, 16); /* what was used before is zero again */
    for (size_t i = 0; i < 2999; i++)
        assert_int_equal(again[i], 0);
    yx_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(days_round_trip),
        cmocka_unit_test(ages_and_terms),
        cmocka_unit_test(money_reads_and_writes),
        cmocka_unit_test(money_is_one_amount_and_no_more),
        cmocka_unit_test(text_is_trimmed_and_checked),
        cmocka_unit_test(well_formed_text_is_known_from_other),
        cmocka_unit_test(errors_render_in_both_languages),
        cmocka_unit_test(reasons_of_the_system_speak_the_readers_language),
        cmocka_unit_test(maps_hold_what_was_put),
        cmocka_unit_test(ordered_work_commits_in_order),
        cmocka_unit_test(arenas_align_and_grow),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
