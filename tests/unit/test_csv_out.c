/* test_csv_out.c -- CSV out: no text becomes a formula, nothing else changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "table/csv_out.h"
#include "table/csv_scan.h"

#include <stdlib.h>

/* The text a spreadsheet sees in the only cell of a line. */
static void seen(struct yx_str line, struct yx_buf *out)
{
    struct yx_csv_scan s;
    struct yx_csv_cell cell[2];
    struct yx_csv_record r = {.cell = cell, .cap = 2};
    yx_csv_scan_init(&s, line, ',');
    assert_true(yx_csv_next(&s, &r));
    assert_int_equal(r.n, 1);
    out->n = 0;
    if (cell[0].kind == YX_CSV_RAW)
        yx_csv_unquote(cell[0].text, out);
    else
        yx_buf_puts(out, cell[0].text);
}

static bool is_dangerous(struct yx_str s)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    for (size_t i = 0; i < 4; i++)
        if (yx_str_starts(s, yx_str_of(wide[i])))
            return true;
    return s.n && memchr("=+-@\t\r\n\0", s.p[0], 8);
}

static const char *const pieces[] = {"=",
                                     "+",
                                     "-",
                                     "@",
                                     "\t",
                                     "\r",
                                     "\n",
                                     "＝",
                                     "＋",
                                     "－",
                                     "＠",
                                     "'",
                                     "''",
                                     "\"",
                                     ",",
                                     "王",
                                     "1",
                                     "0",
                                     "|",
                                     "cmd",
                                     " ",
                                     "　",
                                     "HYPERLINK(\"http://x\")",
                                     "·",
                                     "\xEF\xBC",
                                     "X"};

static void text_never_calculates_and_comes_back(void **state)
{
    (void)state;
    enum { STRINGS = 10000 };
    struct yx_rng rng;
    const uint64_t seed = 20261123;
    yx_rng_seed(&rng, seed);
    struct yx_buf text = {0}, line = {0}, out = {0};
    uint32_t guarded = 0, same = 0;
    for (uint32_t i = 0; i < STRINGS; i++) {
        text.n = line.n = 0;
        for (uint64_t n = yx_rng_below(&rng, 6); n > 0; n--) {
            if (yx_rng_below(&rng, 30) == 0)
                yx_buf_putc(&text, '\0');
            yx_buf_putz(&text, pieces[yx_rng_below(&rng, YX_LEN(pieces))]);
        }
        yx_csv_text(&line, yx_buf_str(&text));
        yx_buf_putc(&line, '\n');
        seen(yx_buf_str(&line), &out);
        if (is_dangerous(yx_buf_str(&out)))
            fail_msg("seed %u, string %u: a formula", (unsigned)seed, i);
        if (!yx_str_eq(yx_csv_unguarded(yx_buf_str(&out)), yx_buf_str(&text)))
            fail_msg("seed %u, string %u does not come back", (unsigned)seed, i);
        bool is_changed = !yx_str_eq(yx_buf_str(&out), yx_buf_str(&text));
        guarded += is_changed;
        same += !is_changed;
    }
    assert_true(guarded > STRINGS / 4 && same > STRINGS / 4);
    yx_buf_free(&text);
    yx_buf_free(&line);
    yx_buf_free(&out);
}

/* Cells put together are the cells put one by one, also where they grow by quotes. */
static void cells_together_are_cells_one_by_one(void **state)
{
    (void)state;
    enum { ROWS = 3000, CELLS = 9 };
    struct yx_rng rng;
    const uint64_t seed = 20261124;
    yx_rng_seed(&rng, seed);
    struct yx_buf text[CELLS] = {0}, single = {0};
    uint32_t quoted = 0;
    for (uint32_t i = 0; i < ROWS; i++) {
        struct yx_buf together = {0}; /* no room at first */
        struct yx_str cell[CELLS];
        uint32_t n = (uint32_t)yx_rng_below(&rng, CELLS + 1);
        single.n = 0;
        for (uint32_t k = 0; k < n; k++) {
            text[k].n = 0;
            for (uint64_t more = yx_rng_below(&rng, 5); more > 0; more--)
                yx_buf_putz(&text[k], pieces[yx_rng_below(&rng, YX_LEN(pieces))]);
            for (uint64_t more = yx_rng_below(&rng, 25); more > 0; more--)
                yx_buf_putc(&text[k], (char)('0' + yx_rng_below(&rng, 10)));
            if (yx_rng_below(&rng, 4) == 0)
                yx_buf_putc(&text[k], ",\"\n\r"[yx_rng_below(&rng, 4)]);
            cell[k] = yx_buf_str(&text[k]);
            if (k)
                yx_buf_putc(&single, ',');
            yx_csv_text(&single, cell[k]);
        }
        yx_csv_texts(&together, cell, n);
        if (!yx_str_eq(yx_buf_str(&together), yx_buf_str(&single)))
            fail_msg("seed %u, row %u differs", (unsigned)seed, i);
        quoted += single.n && memchr(single.p, '"', single.n) != NULL;
        yx_buf_free(&together);
    }
    assert_true(quoted > ROWS / 4);
    for (uint32_t k = 0; k < CELLS; k++)
        yx_buf_free(&text[k]);
    yx_buf_free(&single);
}

static void numbers_and_ids_stay_as_they_are(void **state)
{
    (void)state;
    static const char *const texts[] = {"500299201001010019",
                                        "50029920100101001X",
                                        "0",
                                        "007",
                                        "G500299201001010019",
                                        "1234.50",
                                        "2022-秋",
                                        "'王",
                                        "",
                                        "2022-09-30",
                                        "'",
                                        "#0a1b2c",
                                        "名册.csv::2；b.xlsx:表:3"};
    struct yx_buf b = {0};
    for (size_t i = 0; i < YX_LEN(texts); i++) {
        b.n = 0;
        yx_csv_text(&b, yx_str_of(texts[i]));
        assert_true(yx_str_is(yx_buf_str(&b), texts[i]));
    }
    assert_true(yx_csv_is_figure(YX_S("-1200.00")) && yx_csv_is_figure(YX_S("0")) &&
                yx_csv_is_figure(YX_S("-7")));
    static const char *const not [] = {"",   "-",   "+1",    "-1+2", "1.2.3",
                                       ".5", "-.5", "1,000", "1e5",  "=1"};
    for (size_t i = 0; i < YX_LEN(not ); i++)
        assert_false(yx_csv_is_figure(yx_str_of(not [i])));
    yx_buf_free(&b);
}

static void an_encoding_is_named_as_people_do(void **state)
{
    (void)state;
    struct yx_csv_form f = {0};
    assert_true(yx_csv_form_encoding(&f, YX_S("GB18030")) && f.is_gb18030);
    assert_true(yx_csv_form_encoding(&f, YX_S("utf8")) && !f.is_gb18030);
    assert_true(yx_csv_form_encoding(&f, YX_S("UTF-8")) && !f.is_gb18030);
    assert_false(yx_csv_form_encoding(&f, YX_S("gb2312")));
    assert_false(yx_csv_form_encoding(&f, YX_S("")));
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(text_never_calculates_and_comes_back),
        cmocka_unit_test(cells_together_are_cells_one_by_one),
        cmocka_unit_test(numbers_and_ids_stay_as_they_are),
        cmocka_unit_test(an_encoding_is_named_as_people_do),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
