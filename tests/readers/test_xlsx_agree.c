/* test_xlsx_agree.c -- our scanner and expat read the same cells.
 *
 * Both readers get the same parts: of the corpus (tests/readers/corpus, made by
 * tests/readers/make-corpus), of XML by hand, and of seeded mutations of both.
 * They must give the same rows, cells and marks, or both refuse.  Where our
 * scanner is meant to differ, the rule has a name in `rules` below.
 *
 * YX_SEED=n repeats one run; YX_ROUNDS=n makes it longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "expat_reader.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- what a reader said ---- */

struct said {
    int rc;
    struct yx_err err;
    struct yx_buf rows; /* printed, with everything that counts */
};

static int note_row(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_sheet_cell *cell,
                    uint32_t n, struct yx_err *err)
{
    struct said *s = ctx;
    (void)err;
    yx_buf_printf(&s->rows, "row %u%s\n", row_no, is_hidden ? " hidden" : "");
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_printf(&s->rows, "  %u marks %u %zu bytes [", cell[i].column, cell[i].mark,
                      cell[i].text.n);
        yx_buf_puts(&s->rows, cell[i].text);
        yx_buf_putz(&s->rows, "]\n");
    }
    return YX_OK;
}

static void note_extras(struct said *s, struct yx_sheet_extras *e)
{
    struct yx_sheet_ranges *m = &e->merged;
    if (e->is_filtered)
        yx_buf_putz(&s->rows, "filtered\n");
    for (size_t i = 0; i < m->n; i++)
        yx_buf_printf(&s->rows, "merged %u,%u:%u,%u\n", m->v[i].row[0], m->v[i].column[0],
                      m->v[i].row[1], m->v[i].column[1]);
    free(m->v);
}

static void note_strings(struct said *s, const struct yx_xlsx_strings *t)
{
    for (size_t i = 0; i < t->end.n; i++) {
        uint32_t from = i ? t->end.v[i - 1] : 0;
        yx_buf_printf(&s->rows, "%zu %u bytes [", i, t->end.v[i] - from);
        yx_buf_put(&s->rows, t->text.p + from, t->end.v[i] - from);
        yx_buf_putz(&s->rows, "]\n");
    }
}

/* Bytes in blocks of at most `block`, 0: as many as are asked for. */
struct feed {
    struct yx_str rest;
    size_t block;
};

static int feed(void *ctx, char *buf, size_t cap, size_t *n, struct yx_err *err)
{
    struct feed *f = ctx;
    (void)err;
    *n = YX_MIN(cap, f->rest.n);
    if (f->block)
        *n = YX_MIN(*n, f->block);
    if (*n)
        memcpy(buf, f->rest.p, *n);
    f->rest = yx_str_sub(f->rest, *n, f->rest.n);
    return YX_OK;
}

enum kind { SHEET, STRINGS };

static struct said ours(enum kind kind, struct yx_str xml, size_t block,
                        const struct yx_xlsx_sheet_source *source)
{
    struct said s = {0};
    struct feed f = {xml, block};
    struct yx_xml_scan *x = yx_xml_scan_new(feed, &f, "表");
    if (kind == SHEET) {
        struct yx_sheet_extras extras = {0};
        s.rc = yx_xlsx_rows_scan(x, source, note_row, &s, &extras, &s.err);
        note_extras(&s, &extras);
    } else {
        struct yx_xlsx_strings t;
        s.rc = yx_xlsx_strings_scan(x, "表", &t, &s.err);
        note_strings(&s, &t);
        yx_xlsx_strings_free(&t);
    }
    yx_xml_scan_free(x);
    return s;
}

static struct said theirs(enum kind kind, struct yx_str xml,
                          const struct yx_xlsx_sheet_source *source)
{
    struct said s = {0};
    if (kind == SHEET) {
        struct yx_sheet_extras extras = {0};
        s.rc = expat_rows(xml, source, note_row, &s, &extras, &s.err);
        note_extras(&s, &extras);
    } else {
        struct yx_xlsx_strings t;
        s.rc = expat_strings(xml, "表", &t, &s.err);
        note_strings(&s, &t);
        yx_xlsx_strings_free(&t);
    }
    return s;
}

/* ---- where they may differ ---- */

static bool contains(struct yx_str s, const char *part)
{
    return yx_str_find(s, yx_str_of(part)) >= 0;
}

static bool names_beyond_ascii(struct yx_str xml)
{
    for (size_t i = 0; i < xml.n; i++)
        if ((unsigned char)xml.p[i] >= 0x80 || xml.p[i] == 0) /* NUL: UTF-16 */
            return true;
    return false;
}

static bool other_encodings(struct yx_str xml)
{
    return contains(xml, "encoding");
}

static const struct {
    const char *name;
    bool is_tolerant; /* we read what expat refuses; else the other way round */
    bool (*may)(struct yx_str xml);
} rules[] = {
    /* expat knows which characters beyond ASCII XML 1.0 (4th edition) has in names. */
    {"any character beyond ASCII may be in a name or target", true, names_beyond_ascii},
    /* expat reads ISO-8859-1 too, which no workbook may be in. */
    {"parts are UTF-8 or UTF-16 and nothing else", false, other_encodings},
};

static bool is_allowed(bool we_read, struct yx_str xml)
{
    for (size_t i = 0; i < YX_LEN(rules); i++)
        if (rules[i].is_tolerant == we_read && rules[i].may(xml))
            return true;
    return false;
}

/* ---- one comparison ---- */

static uint64_t seed;

static void show(const char *what, struct yx_str xml, const struct said *a, const struct said *b)
{
    print_error("%s (YX_SEED=%llu)\nours %d:\n%.*s\nexpat %d:\n%.*s\nxml:\n%.*s\n", what,
                (unsigned long long)seed, a->rc, (int)a->rows.n, a->rows.p ? a->rows.p : "", b->rc,
                (int)b->rows.n, b->rows.p ? b->rows.p : "", (int)YX_MIN(xml.n, 20000), xml.p);
}

/* True when both read it. */
static bool agree(enum kind kind, struct yx_str xml, size_t block,
                  const struct yx_xlsx_sheet_source *source)
{
    struct said a = ours(kind, xml, block, source), b = theirs(kind, xml, source);
    bool both = a.rc == YX_OK && b.rc == YX_OK;
    if (both ? !yx_str_eq(yx_buf_str(&a.rows), yx_buf_str(&b.rows))
             : (a.rc == YX_OK) != (b.rc == YX_OK) && !is_allowed(a.rc == YX_OK, xml)) {
        show("the readers differ", xml, &a, &b);
        print_error("block %zu, in hex:", block);
        for (size_t i = 0; i < YX_MIN(xml.n, 2000); i++)
            print_error(" %02x", (unsigned char)xml.p[i]);
        print_error("\n");
        fail();
    }
    if (a.rc != YX_OK) {
        assert_int_equal(a.rc, YX_INVALID);
        assert_non_null(a.err.text.zh);
    }
    yx_buf_free(&a.rows);
    yx_buf_free(&b.rows);
    return both;
}

/* ---- XML by hand ---- */

static const struct yx_str hand_sheets[] = {
#define X(text) {"" text "", sizeof(text) - 1},
#include "hand_sheets.inc"
#undef X
};
static const struct yx_str hand_strings[] = {
#define X(text) {"" text "", sizeof(text) - 1},
#include "hand_strings.inc"
#undef X
};

static struct yx_cell_format some_styles[] = {{0},
                                              {.has_date = true},
                                              {.has_date = true, .has_time = true},
                                              {.has_time = true},
                                              {.zeros = 6}};
static const struct yx_xlsx_styles styles = {some_styles, YX_LEN(some_styles)};
static const struct yx_xlsx_book book, book_1904 = {.is_1904 = true};
static struct yx_xlsx_strings strings;

static struct yx_xlsx_sheet_source source_of(bool is_1904)
{
    return (struct yx_xlsx_sheet_source){.place = "表",
                                         .book = is_1904 ? &book_1904 : &book,
                                         .styles = &styles,
                                         .strings = &strings};
}

static int some_strings(void **state)
{
    (void)state;
    static const char *const list[] = {"甲", "王小明", "5.0E+17", "", "500299201009010019"};
    for (size_t i = 0; i < YX_LEN(list); i++) {
        yx_buf_putz(&strings.text, list[i]);
        YX_PUSH(&strings.end, (uint32_t)strings.text.n);
    }
    const char *given = getenv("YX_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)seed);
    return 0;
}

static int no_strings(void **state)
{
    (void)state;
    yx_xlsx_strings_free(&strings);
    return 0;
}

/* Every seam between blocks, with both readers. */
static void every_seam(enum kind kind, const struct yx_str *list, size_t n, size_t at_least)
{
    size_t n_read = 0;
    for (size_t i = 0; i < n; i++) {
        struct yx_xlsx_sheet_source source = source_of(i % 2);
        for (size_t block = 0; block < 40; block++)
            n_read += agree(kind, list[i], block, &source);
    }
    assert_in_range(n_read / 40, at_least, n);
}

static void sheets_by_hand_agree_at_every_seam(void **state)
{
    (void)state;
    every_seam(SHEET, hand_sheets, YX_LEN(hand_sheets), 20);
}

static void strings_by_hand_agree_at_every_seam(void **state)
{
    (void)state;
    every_seam(STRINGS, hand_strings, YX_LEN(hand_strings), 8);
}

/* ---- mutations ---- */

static const char *const tokens[] = {"<c>",
                                     "</c>",
                                     "<c/>",
                                     "<v>",
                                     "</v>",
                                     "<row>",
                                     "</row>",
                                     "<row/>",
                                     "<is>",
                                     "</is>",
                                     "<t>",
                                     "</t>",
                                     "<t xml:space=\"preserve\">",
                                     "<rPh>",
                                     "</rPh>",
                                     "<si>",
                                     "</si>",
                                     "<r>",
                                     "</r>",
                                     "<x:c>",
                                     "</x:c>",
                                     " r=\"B2\"",
                                     " r='C3'",
                                     " s=\"1\"",
                                     " s=\"4\"",
                                     " t=\"s\"",
                                     " t=\"str\"",
                                     " t=\"inlineStr\"",
                                     " t=\"b\"",
                                     " t=\"e\"",
                                     " t=\"d\"",
                                     " t=\"n\"",
                                     " hidden=\"1\"",
                                     "&amp;",
                                     "&lt;",
                                     "&#65;",
                                     "&#x738B;",
                                     "&#0;",
                                     "&bad;",
                                     "&",
                                     "<",
                                     ">",
                                     "\"",
                                     "'",
                                     "=",
                                     "/",
                                     "]]>",
                                     "]]",
                                     "<![CDATA[",
                                     "<!--",
                                     "-->",
                                     "--",
                                     "<?xml version=\"1.0\"?>",
                                     "<?pi x?>",
                                     "?>",
                                     "<!DOCTYPE a>",
                                     "\r",
                                     "\r\n",
                                     "\n",
                                     "\t",
                                     " ",
                                     "　",
                                     "_x0041_",
                                     "_x000D_",
                                     "王",
                                     "𠮷",
                                     "\xEF\xBF\xBE",
                                     "\xC0\x80",
                                     "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xFF",
                                     "\x01",
                                     "0",
                                     "1",
                                     "44805",
                                     "44805.75",
                                     "1E+17",
                                     "0.30000000000000004",
                                     "00",
                                     "-",
                                     ".",
                                     "e",
                                     "<mergeCell ref=\"A1:B2\"/>",
                                     "<f>A1</f>",
                                     "<c r=\"A1\" t=\"s\"><v>1</v></c>",
                                     "xml:",
                                     "\xEF\xBB\xBF"};

/* What may stand between tags and leave the whole well formed. */
static const char *const wholes[] = {"<c/>",
                                     "<c r=\"D4\" s=\"1\"><v>44805</v></c>",
                                     "<c><v>1</v></c>",
                                     "<c t=\"str\"><v>a&amp;b</v></c>",
                                     "<c t=\"inlineStr\"><is><t>x</t><rPh><t>y</t></rPh></is></c>",
                                     "<row/>",
                                     "<row r=\"8\"><c><v>8</v></c></row>",
                                     "<v>9</v>",
                                     "<t>z</t>",
                                     "<rPh><t>p</t></rPh>",
                                     "<x a='1'><c><v>2</v></c></x>",
                                     "<si><t>s</t></si>",
                                     "<!-- <c/> -->",
                                     "<?p <c/>?>",
                                     "<![CDATA[<v>]]>",
                                     "&#x4E2D;",
                                     "&gt;",
                                     "]",
                                     "\r\n",
                                     "\r",
                                     "\n  ",
                                     "text",
                                     "_x0041_",
                                     "王",
                                     "<mergeCell ref='A1:C1'/>",
                                     "<autoFilter ref='A1:C1'/>",
                                     "<c t=\"s\" r=\"E5\"><v>1</v></c>",
                                     "<c r=\"F6\" t=\"b\"><v>1</v></c>"};

static void insert(struct yx_buf *b, size_t at, const char *word)
{
    struct yx_buf made = {0};
    yx_buf_put(&made, b->p, at);
    yx_buf_putz(&made, word);
    yx_buf_put(&made, b->p + at, b->n - at);
    yx_buf_free(b);
    *b = made;
}

static void mutate(struct yx_rng *rng, struct yx_buf *b)
{
    size_t at = yx_rng_below(rng, b->n + 1), left = b->n - at;
    size_t some = yx_rng_below(rng, yx_rng_below(rng, 4) ? 8 : 60) + 1, len = YX_MIN(some, left);
    switch (yx_rng_below(rng, 12)) {
    case 0: /* lose some bytes */
        if (left > len)
            memmove(b->p + at, b->p + at + len, left - len);
        b->n -= len;
        return;
    case 1: /* change one */
        if (left)
            b->p[at] = (char)yx_rng_below(rng, 256);
        return;
    case 2: { /* say something twice, elsewhere */
        struct yx_buf copy = {0};
        size_t to = yx_rng_below(rng, b->n + 1);
        yx_buf_put(&copy, b->p, to);
        yx_buf_put(&copy, b->p + at, len);
        yx_buf_put(&copy, b->p + to, b->n - to);
        yx_buf_free(b);
        *b = copy;
        return;
    }
    case 3:
    case 4:
    case 5: insert(b, at, tokens[yx_rng_below(rng, YX_LEN(tokens))]); return;
    default: { /* behind the tag that ends next */
        const char *end = left ? memchr(b->p + at, '>', left) : NULL;
        insert(b, end ? (size_t)(end - b->p) + 1 : at, wholes[yx_rng_below(rng, YX_LEN(wholes))]);
    }
    }
}

static unsigned rounds(void)
{
    const char *given = getenv("YX_ROUNDS");
    return given ? (unsigned)strtoul(given, NULL, 10) : 20000;
}

static void mutations_agree(enum kind kind, const struct yx_str *list, size_t n)
{
    struct yx_rng rng;
    yx_rng_seed(&rng, seed + kind);
    unsigned n_read = 0;
    for (unsigned i = 0; i < rounds(); i++) {
        struct yx_buf b = {0};
        yx_buf_puts(&b, list[yx_rng_below(&rng, n)]);
        for (uint64_t k = yx_rng_below(&rng, 4) + 1; k > 0; k--)
            mutate(&rng, &b);
        struct yx_xlsx_sheet_source source = source_of(yx_rng_below(&rng, 2));
        n_read += agree(kind, yx_buf_str(&b), yx_rng_below(&rng, 3) ? 0 : yx_rng_below(&rng, 70),
                        &source);
        yx_buf_free(&b);
    }
    printf("# figure %u mutations, %u of them read by both\n", rounds(), n_read);
    assert_true(n_read > rounds() / 20);
}

static void mutated_sheets_agree(void **state)
{
    (void)state;
    mutations_agree(SHEET, hand_sheets, YX_LEN(hand_sheets));
}

static void mutated_strings_agree(void **state)
{
    (void)state;
    mutations_agree(STRINGS, hand_strings, YX_LEN(hand_strings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_by_hand_agree_at_every_seam),
        cmocka_unit_test(strings_by_hand_agree_at_every_seam),
        cmocka_unit_test(mutated_sheets_agree),
        cmocka_unit_test(mutated_strings_agree),
    };
    return cmocka_run_group_tests_name("xlsx_agree", tests, some_strings, no_strings);
}
