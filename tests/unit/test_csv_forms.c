/* test_csv_forms.c -- CSV in all the forms people send: encodings, marks, damage.
 *
 * Random files are read by a second reader, too, which knows nothing but
 * RFC 4180, one character after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "table/csv_out.h"

#include "csv_fixture.h"

/* ---- encodings ---- */

static void every_encoding_gives_the_same_table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct yx_str mark;
        const char *format;
    } forms[] = {
        {"UTF-8", {"", 0}, "csv/utf-8"},     {"UTF-8", {"\xEF\xBB\xBF", 3}, "csv/utf-8"},
        {"GB18030", {"", 0}, "csv/gb18030"}, {"GB18030", {"\x84\x31\x95\x33", 4}, "csv/gb18030"},
        {"UTF-16LE", {"", 0}, "csv/utf-16"}, {"UTF-16LE", {"\xFF\xFE", 2}, "csv/utf-16"},
        {"UTF-16BE", {"", 0}, "csv/utf-16"}, {"UTF-16BE", {"\xFE\xFF", 2}, "csv/utf-16"}};
    static const char delimiters[] = {',', ';', '\t', '|'};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    for (size_t d = 0; d < sizeof delimiters; d++)
        for (size_t e = 0; e < 3; e++) {
            struct yx_buf text = {0};
            const char *const rows[] = {
                "某县名册，2022 年秋季", "姓名#证件号#学校", "王𠮷㐂#500299201001010019#第一小学",
                "欧阳·娜#500299201001010027#\"第二#小\"\"学\"", "Li 镕䶮#50029920100101001X#"};
            for (size_t i = 0; i < YX_LEN(rows); i++) {
                for (const char *c = rows[i]; *c; c++)
                    yx_buf_putc(&text, *c == '#' ? delimiters[d] : *c);
                yx_buf_putz(&text, ends[e]);
            }
            struct want want = {.first = 1, .last = 1};
            struct yx_workbook *first = NULL;
            for (size_t f = 0; f < YX_LEN(forms); f++) {
                struct yx_buf in = {0}, body = to_encoding(yx_buf_str(&text), forms[f].name);
                yx_buf_puts(&in, forms[f].mark);
                yx_buf_puts(&in, yx_buf_str(&body));
                for (size_t chunk = 0; chunk < 60; chunk += 7) {
                    struct yx_workbook *w = read_with(yx_buf_str(&in), &want, NULL, chunk);
                    assert_string_equal(w->format, forms[f].format);
                    assert_int_equal(w->table[0]->n_rows, 3);
                    cell_is(w->table[0], 0, 0, "王𠮷㐂");
                    cell_is(w->table[0], 2, 0, "Li 镕䶮");
                    assert_int_equal(w->table[0]->row_no[2], 5);
                    if (first)
                        tables_equal(first->table[0], w->table[0]);
                    if (first)
                        yx_workbook_free(w);
                    else
                        first = w;
                }
                yx_buf_free(&in);
                yx_buf_free(&body);
            }
            yx_workbook_free(first);
            yx_buf_free(&text);
        }
}

static void excel_may_name_the_delimiter(void **state)
{
    (void)state;
    const char *const texts[] = {"sep=;\n甲;乙\n1,2;3,4\n", "\"sep=;\"\r\n甲;乙\r\n1,2;3,4\r\n",
                                 "SEP=^\n甲^乙\n1,2^3,4\n"};
    for (size_t i = 0; i < YX_LEN(texts); i++) {
        struct yx_workbook *w = read_all(yx_str_of(texts[i]));
        assert_int_equal(w->table[0]->n_columns, 2);
        assert_int_equal(w->table[0]->heading_row, 2);
        cell_is(w->table[0], 0, 1, "3,4");
        assert_int_equal(w->table[0]->row_no[0], 3);
        yx_workbook_free(w);
    }
    struct yx_buf wide = to_encoding(YX_S("sep=\t\r\n甲\t乙\r\n1\t2\r\n"), "UTF-16LE");
    struct yx_workbook *w = read_all(yx_buf_str(&wide));
    cell_is(w->table[0], 0, 1, "2");
    assert_int_equal(w->table[0]->row_no[0], 3);
    yx_workbook_free(w);
    yx_buf_free(&wide);
}

/* ---- damage ---- */

static void rows(const struct yx_damage *d, uint32_t n, uint32_t first, uint32_t second)
{
    assert_int_equal(d->n_rows, n);
    if (n > 0)
        assert_int_equal(d->row[0], first);
    if (n > 1)
        assert_int_equal(d->row[1], second);
}

static void damage_is_named_by_row(void **state)
{
    (void)state;
    struct yx_workbook *w = read_all(
        YX_S("姓名,学校\n王\0小明,一小\n李雷,\"二\n小\"\n张\xE4\xB8,三小\n赵六,四\xFF小\n"));
    const struct yx_table *t = w->table[0];
    assert_int_equal(t->n_rows, 4);
    cell_is(t, 0, 0, "王小明");
    cell_is(t, 2, 0, "张\xEF\xBF\xBD\xEF\xBF\xBD");
    cell_is(t, 3, 1, "四\xEF\xBF\xBD小");
    rows(&t->nuls, 1, 2, 0);
    rows(&t->malformed, 2, 5, 6);
    rows(&t->foreign, 0, 0, 0);
    yx_workbook_free(w);
}

static void lines_of_another_encoding_are_read_and_named(void **state)
{
    (void)state;
    struct yx_buf a = {0}, gb = to_gb18030(YX_S("钱七,第五小学\n孙八,第六小学\n"));
    yx_buf_putz(&a, "姓名,学校\n王小明,第一小学\n李雷,第二小学\n");
    yx_buf_puts(&a, yx_buf_str(&gb));
    yx_buf_putz(&a, "韩梅梅,第三小学\n周九,第四小学\n");
    for (size_t chunk = 0; chunk < 50; chunk += 9) {
        struct want want = {0};
        struct yx_workbook *w = read_with(yx_buf_str(&a), &want, NULL, chunk);
        assert_string_equal(w->format, "csv/utf-8");
        cell_is(w->table[0], 2, 0, "钱七");
        cell_is(w->table[0], 3, 1, "第六小学");
        cell_is(w->table[0], 4, 0, "韩梅梅");
        rows(&w->table[0]->foreign, 2, 4, 5);
        rows(&w->table[0]->malformed, 0, 0, 0);
        yx_workbook_free(w);
    }
    a.n = 0;
    struct yx_buf most = to_gb18030(YX_S("姓名,学校\n王小明,第一小学\n李雷,第二小学\n赵六,四小\n"));
    yx_buf_puts(&a, yx_buf_str(&most));
    yx_buf_putz(&a, "韩梅梅,第三小学\n");
    yx_buf_putz(&a, "x\xFF,\xD2\xBB\n");
    for (size_t chunk = 0; chunk < 50; chunk += 9) {
        struct want want = {0};
        struct yx_workbook *w = read_with(yx_buf_str(&a), &want, NULL, chunk);
        assert_string_equal(w->format, "csv/gb18030");
        cell_is(w->table[0], 3, 0, "韩梅梅");
        cell_is(w->table[0], 4, 1, "一");
        rows(&w->table[0]->foreign, 1, 5, 0);
        rows(&w->table[0]->malformed, 1, 6, 0);
        yx_workbook_free(w);
    }
    yx_buf_free(&a);
    yx_buf_free(&gb);
    yx_buf_free(&most);
}

/* ---- random files, another reader ---- */

enum { MAX_CELLS = 4096 };

struct naive {
    struct yx_buf text; /* of all cells */
    size_t end[MAX_CELLS];
    uint32_t n, row_of[MAX_CELLS], n_rows;
};

static void naive_cell(struct naive *k)
{
    k->row_of[k->n] = k->n_rows;
    k->end[k->n++] = k->text.n;
}

/* RFC 4180 and nothing else: quotes in pairs, any of the three line ends. */
static void naive_read(struct yx_str s, struct naive *k)
{
    bool in_quotes = false, was_quoted = false;
    k->text.n = k->n = k->n_rows = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (in_quotes) {
            if (c != '"') {
                yx_buf_putc(&k->text, c);
            } else if (i + 1 < s.n && s.p[i + 1] == '"') {
                yx_buf_putc(&k->text, c);
                i++;
            } else {
                in_quotes = false;
            }
        } else if (c == '"' && !was_quoted) {
            in_quotes = was_quoted = true;
        } else if (c == ',') {
            naive_cell(k);
            was_quoted = false;
        } else if (c == '\n' || c == '\r') {
            naive_cell(k);
            was_quoted = false;
            k->n_rows++;
            i += c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n';
        } else {
            yx_buf_putc(&k->text, c);
        }
    }
}

static struct yx_str naive_text(const struct naive *k, uint32_t i)
{
    size_t from = i ? k->end[i - 1] : 0;
    struct yx_str s = {k->text.p + from, k->end[i] - from};
    return yx_str_trim(yx_csv_unguarded(s));
}

static void random_file(struct yx_rng *rng, struct yx_buf *b, uint32_t columns)
{
    static const char *const pieces[] = {"王", "小明", "a",  "1", "\"\"", ",", "\n", "\r\n", ";",
                                         "\t", "|",    "𠮷", "'", "0",    "·", "　", "=",    "龴"};
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    yx_buf_putz(b, "甲,乙,丙,丁\n");
    for (uint64_t n = yx_rng_below(rng, 40); n > 0; n--) {
        for (uint32_t c = 0; c < columns; c++) {
            bool is_quoted = yx_rng_below(rng, 3) == 0;
            yx_buf_putz(b, c ? "," : "");
            yx_buf_putz(b, is_quoted ? "\"" : c ? "" : "行");
            for (uint64_t k = yx_rng_below(rng, 5); k > 0; k--) {
                const char *piece = pieces[yx_rng_below(rng, YX_LEN(pieces))];
                if (is_quoted || !strpbrk(piece, "\",\r\n"))
                    yx_buf_putz(b, piece);
            }
            yx_buf_putz(b, is_quoted ? "\"" : "");
            if (is_quoted && c == 0) { /* no row is blank */
                b->n--;
                yx_buf_putz(b, "行\"");
            }
        }
        yx_buf_putz(b, ends[yx_rng_below(rng, 3)]);
    }
}

static void another_reader_agrees(void **state)
{
    (void)state;
    enum { ROUNDS = 300, COLUMNS = 4 };
    static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
    struct naive *k = yx_calloc(1, sizeof *k);
    for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        struct yx_buf text = {0};
        random_file(&rng, &text, COLUMNS);
        naive_read(yx_buf_str(&text), k);
        struct yx_buf in = to_encoding(yx_buf_str(&text), encodings[seed % 4]);
        struct want want = {0};
        struct yx_workbook *w = read_with(yx_buf_str(&in), &want, NULL, seed % 5 ? seed % 61 : 0);
        const struct yx_table *t = w->table[0];
        if (t->n_rows + 1 != k->n_rows || t->n_ragged)
            fail_msg("seed %u: %u rows of %u", (unsigned)seed, t->n_rows, k->n_rows - 1);
        for (uint32_t i = COLUMNS; i < k->n; i++) {
            struct yx_str got = yx_column_text(&t->column[i % COLUMNS], k->row_of[i] - 1);
            struct yx_str s = naive_text(k, i);
            if (!yx_str_eq(got, s))
                fail_msg("seed %u: cell %u is \"%.*s\", not \"%.*s\"", (unsigned)seed, i,
                         (int)got.n, got.p, (int)s.n, s.p);
        }
        yx_workbook_free(w);
        yx_buf_free(&in);
        yx_buf_free(&text);
    }
    yx_buf_free(&k->text);
    free(k);
}

/* Broken in any way, in any encoding: chunks and threads do not show. */
static void seams_do_not_show_in_any_encoding(void **state)
{
    (void)state;
    static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
    static const struct yx_str marks[] = {
        {"\xEF\xBB\xBF", 3}, {"\x84\x31\x95\x33", 4}, {"\xFF\xFE", 2}, {"\xFE\xFF", 2}};
    uint32_t refused = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct yx_rng rng;
        yx_rng_seed(&rng, seed);
        struct yx_buf text = {0}, in = {0};
        random_file(&rng, &text, 4);
        struct yx_buf body = to_encoding(yx_buf_str(&text), encodings[seed % 4]);
        yx_buf_puts(&in, marks[seed % 4]);
        yx_buf_puts(&in, yx_buf_str(&body));
        for (uint64_t n = yx_rng_below(&rng, 6); n > 0 && body.n > 60; n--) {
            size_t at = 40 + yx_rng_below(&rng, in.n - 40);
            static const unsigned char bad[] = {0,    0xFF, '"',  '\n', '\r',
                                                0x81, 0xD8, 0xE4, ',',  '0'};
            in.p[at] = (char)bad[yx_rng_below(&rng, sizeof bad)];
        }
        if (yx_rng_below(&rng, 4) == 0)
            in.n--;
        struct want want = {0};
        struct yx_workbook *whole = NULL;
        struct yx_read_options o = {.plan = plan_all, .ctx = &want};
        if (yx_read_tables(yx_buf_str(&in), YX_S("名册.csv"), &o, &whole, NULL) != YX_OK) {
            refused++; /* little was there to be broken */
            yx_buf_free(&text);
            yx_buf_free(&body);
            yx_buf_free(&in);
            continue;
        }
        struct yx_pool *pool = yx_pool_new(1 + (unsigned)seed % 4);
        for (size_t chunk = 1; chunk < 70; chunk += 5 + seed % 11) {
            struct yx_workbook *cut = read_with(yx_buf_str(&in), &want, pool, chunk);
            tables_equal(whole->table[0], cut->table[0]);
            yx_workbook_free(cut);
        }
        yx_pool_free(pool);
        yx_workbook_free(whole);
        yx_buf_free(&text);
        yx_buf_free(&body);
        yx_buf_free(&in);
    }
    assert_true(refused < 20);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(every_encoding_gives_the_same_table),
        cmocka_unit_test(excel_may_name_the_delimiter),
        cmocka_unit_test(damage_is_named_by_row),
        cmocka_unit_test(lines_of_another_encoding_are_read_and_named),
        cmocka_unit_test(another_reader_agrees),
        cmocka_unit_test(seams_do_not_show_in_any_encoding),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
