/* test_gb18030.c -- the whole of GB18030 against the C library, both ways.
 *
 * The C library's edition may be older than 2022: the places where it may
 * differ are exactly those of data/gb18030-2022.csv and are listed here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "table/gb18030.h"

#include <iconv.h>

/* two bytes, code point, code point before 2022, four bytes before 2022 */
static const uint32_t changed[18][4] = {
    {0xA6D9, 0xFE10, 0xE78D, 0x84318236}, {0xA6DA, 0xFE12, 0xE78E, 0x84318238},
    {0xA6DB, 0xFE11, 0xE78F, 0x84318237}, {0xA6DC, 0xFE13, 0xE790, 0x84318239},
    {0xA6DD, 0xFE14, 0xE791, 0x84318330}, {0xA6DE, 0xFE15, 0xE792, 0x84318331},
    {0xA6DF, 0xFE16, 0xE793, 0x84318332}, {0xA6EC, 0xFE17, 0xE794, 0x84318333},
    {0xA6ED, 0xFE18, 0xE795, 0x84318334}, {0xA6F3, 0xFE19, 0xE796, 0x84318335},
    {0xFE59, 0x9FB4, 0xE81E, 0x82359037}, {0xFE61, 0x9FB5, 0xE826, 0x82359038},
    {0xFE66, 0x9FB6, 0xE82B, 0x82359039}, {0xFE67, 0x9FB7, 0xE82C, 0x82359130},
    {0xFE6D, 0x9FB8, 0xE832, 0x82359131}, {0xFE7E, 0x9FB9, 0xE843, 0x82359132},
    {0xFE90, 0x9FBA, 0xE854, 0x82359133}, {0xFEA0, 0x9FBB, 0xE864, 0x82359134}};

/* A private code point and the character its two bytes are read as. */
static const uint32_t twice[6][2] = {{0xE816, 0x20087}, {0xE817, 0x20089}, {0xE818, 0x200CC},
                                     {0xE831, 0x215D7}, {0xE83B, 0x2298F}, {0xE855, 0x241FE}};

/* The character of all these bytes, 0 when they are not one. */
static uint32_t ours(const char *b, size_t n)
{
    struct yx_buf out = {0};
    size_t errors = yx_gb18030_put(&out, (struct yx_str){b, n}), at = 0;
    uint32_t cp = 0, more;
    bool one =
        yx_utf8_next(yx_buf_str(&out), &at, &cp) && !yx_utf8_next(yx_buf_str(&out), &at, &more);
    yx_buf_free(&out);
    return errors == 0 && one ? cp : 0;
}

static uint32_t libs(iconv_t cd, const char *b, size_t n)
{
    char in[4];
    unsigned char out[8];
    memcpy(in, b, n);
    char *from = in, *to = (char *)out;
    size_t left = n, room = sizeof out;
    (void)iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 || left || room != 4)
        return 0;
    return (uint32_t)out[0] << 24 | (uint32_t)out[1] << 16 | (uint32_t)out[2] << 8 | out[3];
}

static const uint32_t *change_of(size_t column, uint32_t value)
{
    for (size_t i = 0; i < 18; i++)
        if (changed[i][column] == value)
            return changed[i];
    return NULL;
}

static void two_bytes_are_those_of_the_library(void **state)
{
    (void)state;
    iconv_t cd = iconv_open("UTF-32BE", "GB18030");
    assert_true(cd != (iconv_t)-1);
    for (uint32_t v = 0x8100; v <= 0xFFFF; v++) {
        const char b[2] = {(char)(v >> 8), (char)(v & 0xFF)};
        if ((v & 0xFF) < 0x40)
            continue; /* the beginning of four */
        uint32_t want = libs(cd, b, 2), got = ours(b, 2);
        const uint32_t *c = change_of(0, v);
        if (c)
            assert_int_equal(got, c[1]);
        else if (got != want)
            fail_msg("%04X is %X, not %X", v, got, want);
    }
    assert_int_equal(ours("\x80", 1), 0x20AC); /* as code page 936 has it */
    iconv_close(cd);
}

static void four_bytes_are_those_of_the_library(void **state)
{
    (void)state;
    iconv_t cd = iconv_open("UTF-32BE", "GB18030");
    assert_true(cd != (iconv_t)-1);
    uint32_t checked = 0;
    for (uint32_t i = 0; i < 126U * 10 * 126 * 10; i++) {
        const char b[4] = {(char)(0x81 + i / 12600), (char)(0x30 + i / 1260 % 10),
                           (char)(0x81 + i / 10 % 126), (char)(0x30 + i % 10)};
        uint32_t v = (uint32_t)(unsigned char)b[0] << 24 | (uint32_t)(unsigned char)b[1] << 16 |
                     (uint32_t)(unsigned char)b[2] << 8 | (unsigned char)b[3];
        const uint32_t *c = change_of(3, v);
        uint32_t got = ours(b, 4), want = c ? c[1] : libs(cd, b, 4);
        if (want == 0xFFFD)
            want = 0; /* counted as damage */
        if (got != want)
            fail_msg("%08X is %X, not %X", v, got, want);
        checked += got != 0;
    }
    assert_true(checked > 1048576 + 39000);
    iconv_close(cd);
}

/* Every character has bytes and comes back from them. */
static void every_character_comes_back(void **state)
{
    (void)state;
    struct yx_buf one = {0}, gb = {0}, back = {0};
    for (uint32_t cp = 1; cp < 0x110000; cp++) {
        if (cp >= 0xD800 && cp < 0xE000)
            continue;
        one.n = gb.n = back.n = 0;
        yx_utf8_put(&one, cp);
        yx_gb18030_from_utf8(&gb, yx_buf_str(&one));
        size_t errors = yx_gb18030_put(&back, yx_buf_str(&gb));
        const uint32_t *c = change_of(2, cp);
        uint32_t want = c ? c[1] : cp, got;
        for (size_t i = 0; i < 6; i++)
            if (twice[i][0] == cp)
                want = twice[i][1];
        size_t at = 0;
        assert_true(yx_utf8_next(yx_buf_str(&back), &at, &got));
        /* Private characters that became characters come back as these. */
        if (got != want || at != back.n || errors != (cp == 0xFFFD))
            fail_msg("U+%X comes back as U+%X", cp, got);
    }
    yx_buf_free(&one);
    yx_buf_free(&gb);
    yx_buf_free(&back);
}

static void the_edition_of_2022_is_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < 18; i++)
        for (size_t which = 1; which <= 2; which++) {
            struct yx_buf one = {0}, gb = {0};
            yx_utf8_put(&one, changed[i][which]);
            yx_gb18030_from_utf8(&gb, yx_buf_str(&one));
            assert_int_equal(gb.n, 2);
            assert_int_equal((unsigned char)gb.p[0] << 8 | (unsigned char)gb.p[1], changed[i][0]);
            yx_buf_free(&one);
            yx_buf_free(&gb);
        }
}

/* Cut anywhere, broken anywhere: the same as character by character. */
static void damage_is_counted_and_stays_where_it_is(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    assert_int_equal(yx_gb18030_put(&b, YX_S("a\xFF"
                                             "b\x81")),
                     2);
    assert_true(yx_str_is(yx_buf_str(&b), "a\xEF\xBF\xBD"
                                          "b\xEF\xBF\xBD"));
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        struct yx_buf in = {0}, parts = {0};
        for (uint64_t n = yx_rng_below(&rng, 80); n > 0; n--) {
            static const unsigned char some[] = {'a',  '0',  '9',  '\n', 0x81, 0x30, 0x84, 0x39,
                                                 0xFE, 0xFF, 0x80, 0xB0, 0xA1, 0x40, 0x7F, '|'};
            yx_buf_putc(&in, (char)some[yx_rng_below(&rng, sizeof some)]);
        }
        b.n = 0;
        size_t whole = yx_gb18030_put(&b, yx_buf_str(&in)), characters;
        assert_int_equal(whole, yx_gb18030_errors(yx_buf_str(&in), &characters));
        assert_int_equal(yx_utf8_valid(yx_buf_str(&b)), b.n);
        /* A line end is never inside a character: line by line gives the same. */
        size_t sum = 0, from = 0;
        for (size_t i = 0; i < in.n; i++)
            if (in.p[i] == '\n' || i + 1 == in.n) {
                sum += yx_gb18030_put(&parts, (struct yx_str){in.p + from, i + 1 - from});
                from = i + 1;
            }
        if (sum != whole || !yx_str_eq(yx_buf_str(&b), yx_buf_str(&parts)))
            fail_msg("seed %u: other lines", (unsigned)seed);
        yx_buf_free(&in);
        yx_buf_free(&parts);
    }
    yx_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(two_bytes_are_those_of_the_library),
        cmocka_unit_test(four_bytes_are_those_of_the_library),
        cmocka_unit_test(every_character_comes_back),
        cmocka_unit_test(the_edition_of_2022_is_written),
        cmocka_unit_test(damage_is_counted_and_stays_where_it_is),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
