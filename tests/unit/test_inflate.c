/* test_inflate.c -- DEFLATE undone as zlib undoes it, and refused where zlib refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"
#include "table/inflate.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <zlib.h>

/* Both answers: false when refused. */
static bool by_zlib(struct yx_str packed, struct yx_buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n};
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    int rc = Z_OK;
    out->n = 0;
    while (rc == Z_OK && out->n < 64 << 20) {
        yx_buf_reserve(out, 65536);
        z.next_out = (Bytef *)out->p + out->n;
        z.avail_out = 65536;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += 65536 - z.avail_out;
    }
    (void)inflateEnd(&z);
    return rc == Z_STREAM_END;
}

static bool by_us(struct yx_str packed, size_t block, struct yx_buf *out)
{
    struct yx_inflate *s = yx_inflate_new(packed);
    bool good;
    size_t n = 1;
    out->n = 0;
    do {
        yx_buf_reserve(out, block);
        good = yx_inflate_read(s, out->p + out->n, block, &n);
        out->n += good ? n : 0;
    } while (good && n && out->n < 64 << 20);
    yx_inflate_free(s);
    return good && n == 0;
}

static struct yx_buf packed_as(struct yx_str text, int level, int strategy)
{
    struct yx_buf b = {0};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text.p, .avail_in = (uInt)text.n};
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, -15, 8, strategy), Z_OK);
    yx_buf_reserve(&b, deflateBound(&z, text.n) + 64);
    z.next_out = (Bytef *)b.p;
    z.avail_out = (uInt)b.cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    b.n = b.cap - z.avail_out;
    (void)deflateEnd(&z);
    return b;
}

/* Text of many kinds: rows of a sheet, one letter, noise, words far back. */
static struct yx_buf some_text(struct yx_rng *rng)
{
    struct yx_buf b = {0};
    size_t want = yx_rng_below(rng, yx_rng_below(rng, 8) ? 3000 : 400000);
    while (b.n < want) {
        uint64_t n = yx_rng_below(rng, 400);
        switch (yx_rng_below(rng, 4)) {
        case 0:
            yx_buf_printf(&b, "<c r=\"A%u\" t=\"s\"><v>%u</v></c>", (unsigned)n, (unsigned)(n * n));
            break;
        case 1:
            for (uint64_t i = 0; i < n; i++)
                yx_buf_putc(&b, 'a');
            break;
        case 2:
            for (uint64_t i = 0; i < n; i++)
                yx_buf_putc(&b, (char)yx_rng_below(rng, 256));
            break;
        default: {
            size_t from = b.n ? yx_rng_below(rng, b.n) : 0, some = YX_MIN(n, b.n - from);
            yx_buf_reserve(&b, some);
            yx_buf_put(&b, b.p ? b.p + from : "", some);
        }
        }
    }
    return b;
}

static uint64_t seed;

static int draw_seed(void **state)
{
    (void)state;
    const char *given = getenv("YX_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)seed);
    return 0;
}

static void what_zlib_packed_comes_back(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    struct yx_buf got = {0};
    for (unsigned i = 0; i < 600; i++) {
        static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE};
        struct yx_buf text = some_text(&rng);
        struct yx_buf packed =
            packed_as(yx_buf_str(&text), (int)(i % 10), strategies[yx_rng_below(&rng, 4)]);
        size_t block = yx_rng_below(&rng, 3) ? 1 + yx_rng_below(&rng, 300000) : 7;
        if (!by_us(yx_buf_str(&packed), block, &got) ||
            !yx_str_eq(yx_buf_str(&got), yx_buf_str(&text)))
            fail_msg("seed %llu, text %u", (unsigned long long)seed, i);
        yx_buf_free(&text);
        yx_buf_free(&packed);
    }
    yx_buf_free(&got);
}

static void streams_cut_off_are_refused(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    struct yx_buf got = {0}, text = {0};
    while (text.n < 500) {
        yx_buf_free(&text);
        text = some_text(&rng);
    }
    text.n = 500;
    struct yx_buf packed = packed_as(yx_buf_str(&text), 6, Z_DEFAULT_STRATEGY);
    for (size_t n = 0; n < packed.n; n++) {
        char *exact = yx_malloc(n + 1); /* reading behind it shows under the sanitizer */
        memcpy(exact, packed.p, n);
        exact = yx_realloc(exact, n ? n : 1);
        assert_false(by_us((struct yx_str){exact, n}, 4096, &got));
        free(exact);
    }
    yx_buf_free(&packed);
    yx_buf_free(&text);
    yx_buf_free(&got);
}

static void damaged_streams_are_judged_as_by_zlib(void **state)
{
    (void)state;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed + 1);
    struct yx_buf a = {0}, b = {0};
    unsigned n_good = 0;
    for (unsigned i = 0; i < 20000; i++) {
        struct yx_buf packed = {0};
        if (i % 4 == 0) { /* noise that begins like a block of its own codes */
            for (uint64_t k = yx_rng_below(&rng, 200) + 1; k > 0; k--)
                yx_buf_putc(&packed, (char)yx_rng_below(&rng, 256));
            packed.p[0] = (char)((packed.p[0] & ~7) | 5);
        } else {
            struct yx_buf text = some_text(&rng);
            text.n = YX_MIN(text.n, 600);
            packed = packed_as(yx_buf_str(&text), 6, i % 4 == 1 ? Z_FIXED : Z_DEFAULT_STRATEGY);
            yx_buf_free(&text);
            for (uint64_t k = yx_rng_below(&rng, 3) + 1; k > 0; k--)
                packed.p[yx_rng_below(&rng, YX_MIN(packed.n, 80))] ^=
                    (char)(1 << yx_rng_below(&rng, 8));
        }
        bool we = by_us(yx_buf_str(&packed), 1000, &a), they = by_zlib(yx_buf_str(&packed), &b);
        if (we != they || (we && !yx_str_eq(yx_buf_str(&a), yx_buf_str(&b))))
            fail_msg("seed %llu, stream %u: we %d, zlib %d", (unsigned long long)seed, i, we, they);
        n_good += we;
        yx_buf_free(&packed);
    }
    yx_buf_free(&a);
    yx_buf_free(&b);
    printf("# figure 20000 damaged streams, %u of them still good\n", n_good);
    assert_true(n_good > 100);
}

static void the_least_streams(void **state)
{
    (void)state;
    static const struct {
        struct yx_str packed;
        const char *text; /* NULL: refused */
    } list[] = {
        {{"\x03\x00", 2}, ""},             /* fixed codes, nothing */
        {{"\x01\x00\x00\xFF\xFF", 5}, ""}, /* stored, nothing */
        {{"\x01\x01\x00\xFE\xFF"
          "a",
          6},
         "a"},                                     /* stored */
        {{"\x00\x00\x00\xFF\xFF\x03\x00", 7}, ""}, /* two blocks */
        {{"\x4B\x04\x00"
          "xyz",
          6},
         "a"}, /* bytes behind the end are not ours */
        {{"", 0}, NULL},
        {{"\x03", 1}, NULL},
        {{"\x01\x01\x00\xFE\xFF", 5}, NULL}, /* stored bytes that are not there */
        {{"\x01\x01\x00\xFF\xFF"
          "a",
          6},
         NULL},                          /* length and complement */
        {{"\x07", 1}, NULL},             /* a kind of block that is none */
        {{"\x03\x02\x00\x00", 4}, NULL}, /* a distance before the beginning */
    };
    struct yx_buf got = {0};
    for (size_t i = 0; i < YX_LEN(list); i++) {
        bool good = by_us(list[i].packed, 100, &got);
        if (good != (list[i].text != NULL) || (good && !yx_str_is(yx_buf_str(&got), list[i].text)))
            fail_msg("stream %zu", i);
        assert_int_equal(by_zlib(list[i].packed, &got), good);
    }
    yx_buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_streams),
        cmocka_unit_test(what_zlib_packed_comes_back),
        cmocka_unit_test(streams_cut_off_are_refused),
        cmocka_unit_test(damaged_streams_are_judged_as_by_zlib),
    };
    return cmocka_run_group_tests_name("inflate", tests, draw_seed, NULL);
}
