/* test_xlsx_agree.c -- our scanner and expat read the same cells.
 *
 * Both readers get the same parts: of the corpus (tests/readers/corpus, made by
 * tests/readers/make-corpus), of XML by hand, and of seeded mutations of both.
 * They must give the same rows, cells and marks, or both refuse.  Where our
 * scanner is meant to differ, the rule has a name in agree.c.
 *
 * YX_SEED=n repeats one run; YX_ROUNDS=n makes it longer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/rng.h"
#include "agree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- one comparison ---- */

static uint64_t seed;

static void show(struct yx_str xml, size_t block, const struct agree *a)
{
    print_error("the readers differ (YX_SEED=%llu)\nours %d:\n%.*s\nexpat %d:\n%.*s\nxml:\n%.*s\n",
                (unsigned long long)seed, a->ours.rc, (int)a->ours.rows.n,
                a->ours.rows.p ? a->ours.rows.p : "", a->theirs.rc, (int)a->theirs.rows.n,
                a->theirs.rows.p ? a->theirs.rows.p : "", (int)YX_MIN(xml.n, 4000), xml.p);
    print_error("blocks of %zu, in hex:", block);
    for (size_t i = 0; i < YX_MIN(xml.n, 400); i++)
        print_error(" %02x", (unsigned char)xml.p[i]);
    print_error("\n");
}

/* True when both read it. */
static bool agree(enum agree_kind kind, struct yx_str xml, size_t block,
                  const struct yx_xlsx_sheet_source *source)
{
    struct agree a = agree_on(kind, xml, block, source);
    if (!a.is_agreed) {
        show(xml, block, &a);
        fail();
    }
    agree_free(&a);
    return a.both;
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

static struct yx_xlsx_strings strings;

static int some_strings(void **state)
{
    (void)state;
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
static void every_seam(enum agree_kind kind, const struct yx_str *list, size_t n, size_t at_least)
{
    size_t n_read = 0;
    for (size_t i = 0; i < n; i++) {
        struct yx_xlsx_sheet_source source = agree_source(&strings, i % 2);
        for (size_t block = 0; block < 40; block++)
            n_read += agree(kind, list[i], block, &source);
    }
    assert_in_range(n_read / 40, at_least, n);
}

static void sheets_by_hand_agree_at_every_seam(void **state)
{
    (void)state;
    every_seam(AGREE_SHEET, hand_sheets, YX_LEN(hand_sheets), 20);
}

static void strings_by_hand_agree_at_every_seam(void **state)
{
    (void)state;
    every_seam(AGREE_STRINGS, hand_strings, YX_LEN(hand_strings), 8);
}

/* ---- the corpus ---- */

struct opened {
    struct yx_str bytes;
    struct yx_zip *zip;
    struct yx_arena *arena;
    struct yx_xlsx_book book;
    struct yx_xlsx_styles styles;
    struct yx_xlsx_strings strings;
};

static const char *corpus(void)
{
    static char path[2048];
    const char *root = getenv("YX_ROOT");
    (void)snprintf(path, sizeof path, "%s/tests/readers/corpus", root ? root : ".");
    return path;
}

static struct yx_buf part_of(struct yx_zip *z, const char *path)
{
    struct yx_buf b = {0};
    struct yx_zip_part *part;
    assert_int_equal(yx_zip_part_open(z, path, &part, NULL), YX_OK);
    for (size_t n = 1; n; b.n += n) {
        yx_buf_reserve(&b, 65536);
        assert_int_equal(yx_zip_part_read(part, b.p + b.n, 65536, &n, NULL), YX_OK);
    }
    yx_zip_part_close(part);
    return b;
}

static void open_book(const char *name, struct opened *o)
{
    char path[4096];
    *o = (struct opened){.arena = yx_arena_new()};
    (void)snprintf(path, sizeof path, "%s/%s", corpus(), name);
    assert_int_equal(yx_map_path(path, &o->bytes, NULL), YX_OK);
    assert_int_equal(yx_zip_open(o->bytes, name, &o->zip, NULL), YX_OK);
    assert_int_equal(yx_xlsx_book_read(o->zip, name, o->arena, &o->book, NULL), YX_OK);
    assert_int_equal(yx_xlsx_styles_read(o->zip, o->book.styles, name, o->arena, &o->styles, NULL),
                     YX_OK);
    assert_int_equal(yx_xlsx_strings_read(o->zip, o->book.strings, name, &o->strings, NULL), YX_OK);
}

static void close_book(struct opened *o)
{
    yx_xlsx_strings_free(&o->strings);
    yx_zip_close(o->zip);
    yx_unmap(o->bytes);
    yx_arena_free(o->arena);
}

static struct yx_xlsx_sheet_source source_of(const struct opened *o, uint32_t sheet)
{
    return (struct yx_xlsx_sheet_source){.zip = o->zip,
                                         .path = o->book.sheet[sheet].path,
                                         .place = "表",
                                         .book = &o->book,
                                         .styles = &o->styles,
                                         .strings = &o->strings};
}

static int is_workbook(const struct dirent *e)
{
    return yx_str_ends(yx_str_of(e->d_name), YX_S(".xlsx"));
}

/* Calls fn for every workbook, in order; returns how many there are. */
static int for_each_workbook(void (*fn)(const char *name))
{
    struct dirent **entry;
    int n = scandir(corpus(), &entry, is_workbook, alphasort);
    for (int i = 0; i < n; i++) {
        fn(entry[i]->d_name);
        free(entry[i]);
    }
    if (n > 0)
        free(entry);
    return n;
}

static void same_cells(const char *name)
{
    static const size_t blocks[] = {0, 1, 17, 1000};
    struct opened o;
    open_book(name, &o);
    for (size_t k = 0; k < YX_LEN(blocks); k++) {
        if (o.book.strings && yx_zip_has(o.zip, o.book.strings)) {
            struct yx_buf xml = part_of(o.zip, o.book.strings);
            assert_true(agree(AGREE_STRINGS, yx_buf_str(&xml), blocks[k], NULL));
            yx_buf_free(&xml);
        }
        for (uint32_t i = 0; i < o.book.n_sheets; i++) {
            if (!o.book.sheet[i].path)
                continue;
            struct yx_buf xml = part_of(o.zip, o.book.sheet[i].path);
            struct yx_xlsx_sheet_source source = source_of(&o, i);
            assert_true(agree(AGREE_SHEET, yx_buf_str(&xml), blocks[k], &source));
            yx_buf_free(&xml);
        }
    }
    close_book(&o);
}

static void workbooks_of_all_writers_agree(void **state)
{
    (void)state;
    int n = for_each_workbook(same_cells);
    printf("# figure %d workbooks\n", n);
    assert_true(n >= 40);
}

/* ---- the same sheet by different writers ---- */

struct texts {
    struct yx_buf printed; /* sheet, row, column, text of each cell, between ends of lines */
    uint32_t sheet;
};

static int note_texts(void *ctx, uint32_t row_no, bool is_hidden, const struct yx_sheet_cell *cell,
                      uint32_t n, struct yx_err *err)
{
    struct texts *t = ctx;
    (void)is_hidden;
    (void)err;
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_printf(&t->printed, "%u %u %u ", t->sheet, row_no, cell[i].column);
        yx_buf_puts(&t->printed, cell[i].text);
        yx_buf_putc(&t->printed, '\n');
    }
    return YX_OK;
}

static struct yx_buf texts_of(const char *name)
{
    struct opened o;
    struct texts t = {0};
    open_book(name, &o);
    yx_buf_putc(&t.printed, '\n');
    for (uint32_t i = 0; i < o.book.n_sheets; i++) {
        t.sheet = i;
        struct yx_xlsx_sheet_source source = source_of(&o, i);
        if (o.book.sheet[i].path)
            assert_int_equal(yx_xlsx_rows(&source, note_texts, &t, NULL, NULL), YX_OK);
    }
    close_book(&o);
    return t.printed;
}

/* Cells printed in `a` that `b` has not, or shows differently.  openpyxl stores no
 * results of formulas, so `b` may have more. */
static unsigned n_missing(struct yx_str a, struct yx_str b, const char *name)
{
    struct yx_str line;
    unsigned n = 0;
    for (const char *from = a.p; yx_str_split(&a, '\n', &line); from = a.p) {
        struct yx_buf whole = {0};
        yx_buf_putc(&whole, '\n');
        yx_buf_put(&whole, from, line.n);
        yx_buf_putc(&whole, '\n');
        /* openpyxl does not escape what looks like an escape; LibreOffice does. */
        if (line.n && yx_str_find(b, yx_buf_str(&whole)) < 0 && !yx_str_is(line, "0 30 1 A")) {
            print_error("%s: no cell %.*s\n", name, (int)line.n, line.p);
            n++;
        }
        yx_buf_free(&whole);
    }
    return n;
}

static unsigned n_compared, n_wrong;

static void same_texts(const char *name)
{
    struct yx_str whole = yx_str_of(name), source;
    (void)yx_str_split(&whole, '.', &source);
    if (!yx_str_starts(whole, YX_S("calc")) && !yx_str_starts(whole, YX_S("gnumeric")))
        return; /* the others wrote workbooks of their own */
    char first[300];
    (void)snprintf(first, sizeof first, "%.*s.openpyxl.xlsx", (int)source.n, source.p);
    struct yx_buf a = texts_of(first), b = texts_of(name);
    assert_true(a.n > 50);
    n_wrong += n_missing(yx_str_sub(yx_buf_str(&a), 1, a.n), yx_buf_str(&b), name);
    n_compared++;
    yx_buf_free(&a);
    yx_buf_free(&b);
}

static void the_same_sheet_shows_the_same_whoever_wrote_it(void **state)
{
    (void)state;
    n_compared = n_wrong = 0;
    (void)for_each_workbook(same_texts);
    assert_true(n_compared >= 30);
    assert_int_equal(n_wrong, 0);
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

static void mutations_agree(enum agree_kind kind, const struct yx_str *list, size_t n)
{
    struct yx_rng rng;
    yx_rng_seed(&rng, seed + kind);
    unsigned n_read = 0;
    for (unsigned i = 0; i < rounds(); i++) {
        struct yx_buf b = {0};
        yx_buf_puts(&b, list[yx_rng_below(&rng, n)]);
        for (uint64_t k = yx_rng_below(&rng, 4) + 1; k > 0; k--)
            mutate(&rng, &b);
        struct yx_xlsx_sheet_source source = agree_source(&strings, yx_rng_below(&rng, 2));
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
    mutations_agree(AGREE_SHEET, hand_sheets, YX_LEN(hand_sheets));
}

static struct {
    struct yx_str *v;
    size_t n, cap;
} small_sheets;

static void keep_small_sheets(const char *name)
{
    struct opened o;
    open_book(name, &o);
    for (uint32_t i = 0; i < o.book.n_sheets; i++) {
        if (!o.book.sheet[i].path)
            continue;
        struct yx_buf xml = part_of(o.zip, o.book.sheet[i].path);
        if (xml.n < 8000)
            YX_PUSH(&small_sheets, yx_buf_str(&xml));
        else
            yx_buf_free(&xml);
    }
    close_book(&o);
}

static void mutated_sheets_of_the_corpus_agree(void **state)
{
    (void)state;
    (void)for_each_workbook(keep_small_sheets);
    mutations_agree(AGREE_SHEET, small_sheets.v, small_sheets.n);
    for (size_t i = 0; i < small_sheets.n; i++)
        free((void *)(uintptr_t)small_sheets.v[i].p);
    free(small_sheets.v);
}

static void mutated_strings_agree(void **state)
{
    (void)state;
    mutations_agree(AGREE_STRINGS, hand_strings, YX_LEN(hand_strings));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_by_hand_agree_at_every_seam),
        cmocka_unit_test(strings_by_hand_agree_at_every_seam),
        cmocka_unit_test(workbooks_of_all_writers_agree),
        cmocka_unit_test(the_same_sheet_shows_the_same_whoever_wrote_it),
        cmocka_unit_test(mutated_sheets_agree),
        cmocka_unit_test(mutated_sheets_of_the_corpus_agree),
        cmocka_unit_test(mutated_strings_agree),
    };
    return cmocka_run_group_tests_name("xlsx_agree", tests, some_strings, no_strings);
}
