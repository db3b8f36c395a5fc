/* test_codes_id.c -- identity numbers: vectors, classes, repairs, mask, properties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "codes/citizen_id.h"
#include "codes/fields.h"
#include "table/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct yx_id read_id(const char *z, uint8_t marks)
{
    struct yx_id id;
    yx_id_read(yx_str_of(z), marks, &id);
    return id;
}

static void assert_text(uint64_t packed, const char *want)
{
    struct yx_buf b = {0};
    yx_id_put(&b, packed);
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, want);
    yx_buf_free(&b);
}

static void standard_vectors(void **state)
{
    (void)state;
    /* the two examples of GB 11643-1999 */
    struct yx_id id = read_id("11010519491231002X", 0);
    assert_int_equal(id.kind, YX_ID_VALID);
    assert_int_equal(id.packed, 11010519491231002ULL << 4 | 10);
    assert_int_equal(id.birth, yx_day_make(1949, 12, 31));
    assert_int_equal(id.sex, 2);
    assert_int_equal(id.division, 110105);
    assert_text(id.packed, "11010519491231002X");
    id = read_id("440524188001010014", 0);
    assert_int_equal(id.kind, YX_ID_VALID);
    assert_int_equal(id.sex, 1);
    assert_int_equal(id.birth, yx_day_make(1880, 1, 1));
    id = read_id("110105491231002", 0);
    assert_int_equal(id.kind, YX_ID_UPGRADED);
    assert_text(id.packed, "11010519491231002X");
    assert_int_equal(yx_id_check(11010519491231002ULL), 10);
    assert_int_equal(yx_id_check(44052418800101001ULL), 4);
}

static void classes(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        uint8_t marks;
        enum yx_id_class kind;
    } t[] = {
        {"", 0, YX_ID_EMPTY},
        {" \xE3\x80\x80\xC2\xA0", 0, YX_ID_EMPTY},
        {"11010519491231002x", 0, YX_ID_VALID},
        {"  110105 19491231 002X\xE2\x80\x8B", 0, YX_ID_VALID},
        {"'11010519491231002X", 0, YX_ID_VALID},
        {"=\"11010519491231002X\"", 0, YX_ID_VALID},
        {"110105-19491231-002X", 0, YX_ID_VALID},
        {"１１０１０５１９４９１２３１００２Ｘ", 0, YX_ID_VALID},
        {"11010519491231002×", 0, YX_ID_VALID},
        {"110105194912310021", 0, YX_ID_CHECK_WRONG},
        {"11010519491331002X", 0, YX_ID_BIRTH_IMPOSSIBLE},
        {"110105491331002", 0, YX_ID_BIRTH_IMPOSSIBLE},
        {"810000201501010017", 0, YX_ID_CHECK_WRONG},
        {"111111111111111111", 0, YX_ID_PLACEHOLDER},
        {"000000000000000000", 0, YX_ID_PLACEHOLDER},
        {"000", 0, YX_ID_PLACEHOLDER},
        {"0", YX_CELL_NUMBER, YX_ID_PLACEHOLDER},
        {"123456789012345678", 0, YX_ID_PLACEHOLDER},
        {"123456", 0, YX_ID_PLACEHOLDER},
        {"123456201501010011", 0, YX_ID_PLACEHOLDER},
        {"无", 0, YX_ID_PLACEHOLDER},
        {" 暂无 ", 0, YX_ID_PLACEHOLDER},
        {"/", 0, YX_ID_PLACEHOLDER},
        {"——", 0, YX_ID_PLACEHOLDER},
        {"1.10105E+17", 0, YX_ID_DAMAGED},
        {"5.00299e17", 0, YX_ID_DAMAGED},
        {"500299201501012340", YX_CELL_NUMBER | YX_CELL_EXPONENT, YX_ID_DAMAGED},
        {"500299201501012000", 0, YX_ID_DAMAGED},
        {"500299201501012000.0", 0, YX_ID_DAMAGED},
        {"#REF!", YX_CELL_ERROR, YX_ID_DAMAGED},
        {"11010519491231002", 0, YX_ID_LENGTH},
        {"1101051949123100210", 0, YX_ID_LENGTH},
        {"500299201001012", 0, YX_ID_LENGTH}, /* 18 cut to 15, not somebody born 1920-10-01 */
        {"G11010519491231002X", 0, YX_ID_STUDENT_NO},
        {"L500299201501010123", 0, YX_ID_STUDENT_NO},
        {"J500299201501010123", 0, YX_ID_STUDENT_NO},
        {"11010519491231002X43", 0, YX_ID_DISABLED_NO},
        {"11010519491231002X43B1", 0, YX_ID_DISABLED_NO},
        {"H12345678", 0, YX_ID_OTHER_PAPER},
        {"M1234567801", 0, YX_ID_OTHER_PAPER},
        {"00000001", 0, YX_ID_OTHER_PAPER},
        {"20150101", 0, YX_ID_LENGTH}, /* a date, not a Taiwan permit */
        {"E12345678", 0, YX_ID_OTHER_PAPER},
        {"CHN110123456789", 0, YX_ID_OTHER_PAPER},
        {"张三", 0, YX_ID_GARBAGE},
        {"ABC", 0, YX_ID_GARBAGE},
        {"身份证11010519491231002X", 0, YX_ID_GARBAGE},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_id id = read_id(t[i].cell, t[i].marks);
        if (id.kind != t[i].kind)
            fail_msg("“%s” is %s, not %s", t[i].cell, yx_id_class_name(id.kind, true).p,
                     yx_id_class_name(t[i].kind, true).p);
        bool numbered =
            id.kind == YX_ID_VALID || id.kind == YX_ID_UPGRADED || id.kind == YX_ID_DISABLED_NO;
        assert_int_equal(id.packed != 0, numbered);
        assert_int_equal(id.as_written != 0,
                         (id.kind == YX_ID_CHECK_WRONG || id.kind == YX_ID_BIRTH_IMPOSSIBLE) &&
                             strlen(t[i].cell) == 18);
    }
}

static void damaged_numbers_keep_what_is_left(void **state)
{
    (void)state;
    struct yx_id id = read_id("500299201501012000", 0);
    assert_int_equal(id.birth, yx_day_make(2015, 1, 1));
    assert_int_equal(id.division, 500299);
    assert_int_equal(id.sex, 0);
    id = read_id("5.00299E+17", YX_CELL_EXPONENT);
    assert_int_equal(id.division, 500299);
    assert_int_equal(id.birth, YX_NO_DAY);
    /* a true number that ends in 000 stays one when it was text */
    uint64_t seen = 0;
    for (uint64_t k = 0; k < 28 * 9; k++) {
        uint64_t first17 = 50029920150201100 + k / 9 * 1000 + k % 9 * 100;
        if (yx_id_check(first17) != 0)
            continue;
        struct yx_buf b = {0};
        yx_id_put(&b, first17 << 4);
        yx_id_read(yx_buf_str(&b), 0, &id);
        assert_int_equal(id.kind, YX_ID_VALID);
        yx_id_read(yx_buf_str(&b), YX_CELL_NUMBER, &id);
        assert_int_equal(id.kind, YX_ID_DAMAGED);
        seen++;
        yx_buf_free(&b);
    }
    assert_true(seen > 0);
}

static void certificates(void **state)
{
    (void)state;
    struct yx_disability d;
    assert_true(yx_disability_read(YX_S("11010519491231002X43B2"), &d));
    assert_int_equal(d.category, 4);
    assert_int_equal(d.grade, 3);
    assert_int_equal(d.reissue, 2);
    assert_true(yx_disability_read(YX_S("11010519491231002X95"), &d));
    assert_int_equal(d.category, 0);
    assert_int_equal(d.grade, 0);
    assert_false(yx_disability_read(YX_S("11010519491231002X"), &d));
    struct yx_id id = read_id("11010519491231002143", 0); /* check digit wrong inside */
    assert_int_equal(id.kind, YX_ID_DISABLED_NO);
    assert_int_equal(id.packed, 0);
    assert_int_not_equal(id.as_written, 0);
}

static void mask(void **state)
{
    (void)state;
    static const char *const t[][2] = {
        {"500299201501012345", "500299**********45"},
        {"G500299201501012345", "G50029***********45"},
        {"12345678", "********"},
        {"123456789", "123456*89"},
        {"", ""},
        {"一二三四五六七八九十", "一二三四五六**九十"},
    };
    for (size_t i = 0; i < YX_LEN(t); i++) {
        struct yx_buf b = {0};
        yx_id_mask(&b, yx_str_of(t[i][0]));
        yx_buf_putc(&b, '\0');
        assert_string_equal(b.p, t[i][1]);
        yx_buf_free(&b);
    }
}

/* A valid number of the test division, birth 2000 to 2019. */
static uint64_t random_id(struct yx_rng *r)
{
    struct yx_ymd d = yx_day_split(yx_day_make(2000, 1, 1) + (yx_day)yx_rng_below(r, 7300));
    uint64_t first17 = 500299ULL * 100000000000 +
                       (uint64_t)(d.year * 10000 + d.month * 100 + d.day) * 1000 +
                       yx_rng_below(r, 999) + 1;
    return first17 << 4 | yx_id_check(first17);
}

static bool holds(const uint64_t *list, size_t n, uint64_t want)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == want)
            return true;
    return false;
}

/* Every one-digit change and every exchange of unequal neighbours is seen, and the true number
 * is among the repairs: the check digit is made for it. */
static void one_edit_is_seen_and_repaired(void **state)
{
    (void)state;
    const uint64_t seed = 20221123;
    printf("# seed %llu\n", (unsigned long long)seed);
    struct yx_rng r;
    yx_rng_seed(&r, seed);
    for (int round = 0; round < 400; round++) {
        uint64_t id = random_id(&r), repair[YX_ID_REPAIRS_MAX];
        struct yx_buf b = {0};
        yx_id_put(&b, id);
        char z[19] = {0};
        memcpy(z, b.p, 18);
        yx_buf_free(&b);
        for (int i = 0; i < 18; i++) {
            for (int d = 0; d < 10; d++) {
                char edit[19];
                memcpy(edit, z, sizeof edit);
                edit[i] = (char)('0' + d);
                if (edit[i] == z[i])
                    continue;
                struct yx_id got = read_id(edit, 0);
                assert_int_not_equal(got.kind, YX_ID_VALID);
                assert_int_equal(got.packed, 0);
                if (!got.as_written) { /* only where another reading is nearer: 000 at the end */
                    assert_int_equal(got.kind, YX_ID_DAMAGED);
                    continue;
                }
                size_t n = yx_id_repairs(got.as_written, repair, YX_LEN(repair));
                assert_true(holds(repair, n, id));
                for (size_t j = 0; j < n; j++) {
                    assert_true(yx_id_packed_valid(repair[j]));
                    assert_true(j == 0 || repair[j - 1] < repair[j]);
                }
            }
        }
        for (int i = 0; i < 16; i++) {
            if (z[i] == z[i + 1])
                continue;
            char edit[19];
            memcpy(edit, z, sizeof edit);
            edit[i] = z[i + 1];
            edit[i + 1] = z[i];
            struct yx_id got = read_id(edit, 0);
            assert_int_equal(got.packed, 0);
            if (got.as_written)
                assert_true(
                    holds(repair, yx_id_repairs(got.as_written, repair, YX_LEN(repair)), id));
            else
                assert_int_equal(got.kind, YX_ID_DAMAGED);
        }
        assert_true(yx_id_repairs(id ^ 1, repair, 3) <= 3);
    }
}

/* Dressing a number up changes nothing: width, blanks, quotes, case. */
static void dress_does_not_matter(void **state)
{
    (void)state;
    struct yx_rng r;
    yx_rng_seed(&r, 7);
    static const char *const between[] = {
        "", "", "", "", " ", "\xE3\x80\x80", "\xE2\x80\x8B", "-", "'", "\xC2\xA0"};
    for (int round = 0; round < 2000; round++) {
        uint64_t id = random_id(&r);
        struct yx_buf plain = {0}, b = {0};
        yx_id_put(&plain, id);
        for (size_t i = 0; i < 18; i++) {
            yx_buf_putz(&b, between[yx_rng_below(&r, YX_LEN(between))]);
            char c = plain.p[i];
            if (yx_rng_chance(&r, 1, 4))
                yx_utf8_put(&b, (uint32_t)c + 0xFEE0);
            else
                yx_buf_putc(&b, c == 'X' && yx_rng_chance(&r, 1, 2) ? 'x' : c);
        }
        struct yx_id got;
        yx_id_read(yx_buf_str(&b), 0, &got);
        assert_int_equal(got.packed, id);
        yx_buf_free(&plain);
        yx_buf_free(&b);
    }
}

static void reading_is_fast(void **state)
{
    (void)state;
    enum { N = 2000, ROUNDS = 200 };
    struct yx_rng r;
    yx_rng_seed(&r, 11);
    char(*z)[18] = malloc(N * sizeof *z);
    assert_non_null(z);
    for (int i = 0; i < N; i++) {
        struct yx_buf b = {0};
        yx_id_put(&b, random_id(&r));
        memcpy(z[i], b.p, 18);
        yx_buf_free(&b);
    }
    struct timespec from, to;
    uint64_t sum = 0;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (int k = 0; k < ROUNDS; k++)
        for (int i = 0; i < N; i++) {
            struct yx_id id;
            yx_id_read((struct yx_str){z[i], 18}, 0, &id);
            sum += id.packed;
        }
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    free(z);
    double ns = ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) /
                (N * ROUNDS);
    printf("# figure an identity number is read in %.0f ns (%llu)\n", ns,
           (unsigned long long)(sum % 10));
    assert_true(ns < 2000); /* a gross slip only: sanitizers and loaded machines are slow */
}

static void names_of_fields(void **state)
{
    (void)state;
    assert_int_equal(yx_field_find(YX_S("证件号")), YX_FIELD_ID);
    assert_int_equal(yx_field_find(YX_S("证件")), YX_N_FIELDS);
    assert_int_equal(yx_kind_find(YX_S("县外回单")), YX_KIND_PROOF);
    assert_int_equal(yx_kind_find(YX_S("")), YX_N_KINDS);
    for (unsigned f = 0; f < YX_N_FIELDS; f++)
        assert_int_equal(yx_field_find(yx_field_name((enum yx_field)f)), f);
    for (unsigned k = 0; k < YX_N_KINDS; k++)
        assert_int_equal(yx_kind_find(yx_kind_name((enum yx_kind)k)), k);
}

/* A number that lost one character, and one that Excel cut. */
static void short_and_cut_numbers(void **state)
{
    (void)state;
    uint64_t first17 = UINT64_C(50029920150307123), id = first17 << 4 | yx_id_check(first17);
    struct yx_buf b = {0};
    yx_id_put(&b, id);
    for (unsigned at = 0; at < 18; at++) {
        char text[24];
        uint64_t found[YX_ID_REPAIRS_MAX];
        (void)snprintf(text, sizeof text, "%.*s%.*s", (int)at, b.p, (int)(17 - at), b.p + at + 1);
        size_t n = yx_id_completions(yx_str_of(text), found, YX_LEN(found)), k = 0;
        while (k < n && found[k] != id)
            k++;
        assert_true(k < n);
        for (size_t i = 0; i < n; i++)
            assert_true(yx_id_packed_valid(found[i]));
    }
    uint64_t found[YX_ID_REPAIRS_MAX];
    assert_int_equal(yx_id_completions(YX_S("5002992015030712"), found, YX_LEN(found)), 0);
    assert_int_equal(yx_id_completions(YX_S("50029920150X07123"), found, YX_LEN(found)), 0);
    assert_true(yx_id_first15(YX_S("500299201503071000")) == UINT64_C(500299201503071));
    assert_true(yx_id_first15(YX_S("5.00299201503071E+17")) == UINT64_C(500299201503071));
    assert_true(yx_id_first15(YX_S("5.00299E+17")) == 0);
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_vectors),
        cmocka_unit_test(classes),
        cmocka_unit_test(damaged_numbers_keep_what_is_left),
        cmocka_unit_test(certificates),
        cmocka_unit_test(mask),
        cmocka_unit_test(one_edit_is_seen_and_repaired),
        cmocka_unit_test(dress_does_not_matter),
        cmocka_unit_test(reading_is_fast),
        cmocka_unit_test(names_of_fields),
        cmocka_unit_test(short_and_cut_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
