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
                a->theirs.rows.p ? a->theirs.rows.p : "", (int)YX_MIN(xml.n, 20000), xml.p);
    print_error("blocks of %zu, in hex:", block);
    for (size_t i = 0; i < YX_MIN(xml.n, 2000); i++)
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
        cmocka_unit_test(mutated_sheets_agree),
        cmocka_unit_test(mutated_strings_agree),
    };
    return cmocka_run_group_tests_name("xlsx_agree", tests, some_strings, no_strings);
}
