/* test_similar.c -- distance and similarity by bits, beside the plain definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "match/similar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 300 };
struct sample {
    uint32_t c[LONGEST];
    uint8_t c8[LONGEST + 48];
    uint32_t c32[LONGEST + 32];
    uint32_t n;
};

static struct yx_chars chars(struct sample *s, bool wide)
{
    for (uint32_t i = 0; i < s->n; i++) {
        s->c8[i] = (uint8_t)s->c[i];
        s->c32[i] = s->c[i];
    }
    return (struct yx_chars){wide ? (void *)s->c32 : s->c8, s->n, wide ? 4 : 1};
}

static unsigned plain_distance(const struct sample *a, const struct sample *b)
{
    static unsigned d[LONGEST + 1][LONGEST + 1];
    for (unsigned i = 0; i <= a->n; i++)
        d[i][0] = i;
    for (unsigned j = 0; j <= b->n; j++)
        d[0][j] = j;
    for (unsigned i = 1; i <= a->n; i++)
        for (unsigned j = 1; j <= b->n; j++) {
            unsigned v = d[i - 1][j - 1] + (a->c[i - 1] != b->c[j - 1]);
            v = YX_MIN(v, d[i - 1][j] + 1);
            v = YX_MIN(v, d[i][j - 1] + 1);
            if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] && a->c[i - 2] == b->c[j - 1])
                v = YX_MIN(v, d[i - 2][j - 2] + 1);
            d[i][j] = v;
        }
    return d[a->n][b->n];
}

static bool goes_second(const struct sample *a, const struct sample *b)
{
    if (a->n != b->n)
        return a->n > b->n;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->c[i] != b->c[i])
            return a->c[i] > b->c[i];
    return false;
}

static struct yx_jaro plain_jaro(const struct sample *a, const struct sample *b)
{
    struct yx_jaro j = {0};
    if (goes_second(a, b)) {
        const struct sample *t = a;
        a = b;
        b = t;
    }
    if (a->n == 0)
        return j;
    while (j.common_head < 4 && j.common_head < a->n && a->c[j.common_head] == b->c[j.common_head])
        j.common_head++;
    long reach = (long)b->n / 2 - 1;
    reach = YX_MAX(reach, 0);
    bool taken[LONGEST] = {0}, chose[LONGEST] = {0};
    for (long i = 0; i < (long)a->n; i++)
        for (long k = YX_MAX(0, i - reach); k <= i + reach && k < (long)b->n; k++)
            if (!taken[k] && a->c[i] == b->c[k]) {
                taken[k] = chose[i] = true;
                j.matches++;
                break;
            }
    for (uint32_t i = 0, k = 0; i < a->n; i++) {
        if (!chose[i])
            continue;
        while (!taken[k])
            k++;
        j.out_of_order += a->c[i] != b->c[k++];
    }
    return j;
}

static void draw(struct yx_rng *r, struct sample *a, struct sample *b)
{
    uint32_t longest = yx_rng_chance(r, 1, 3) ? LONGEST : yx_rng_chance(r, 1, 2) ? 70 : 12;
    uint32_t letters = 2 + (uint32_t)yx_rng_below(r, 40);
    a->n = (uint32_t)yx_rng_below(r, longest);
    for (uint32_t i = 0; i < a->n; i++)
        a->c[i] = 'A' + (uint32_t)yx_rng_below(r, letters);
    if (yx_rng_chance(r, 1, 3)) { /* another text altogether */
        b->n = (uint32_t)yx_rng_below(r, longest);
        for (uint32_t i = 0; i < b->n; i++)
            b->c[i] = 'A' + (uint32_t)yx_rng_below(r, letters);
        return;
    }
    *b = *a;
    for (uint64_t slips = yx_rng_below(r, 6); slips && b->n; slips--) {
        uint32_t at = (uint32_t)yx_rng_below(r, b->n), c = 'A' + (uint32_t)yx_rng_below(r, letters);
        switch (yx_rng_below(r, 4)) {
        case 0: b->c[at] = c; break;
        case 1:
            if (at + 1 < b->n) {
                c = b->c[at];
                b->c[at] = b->c[at + 1];
                b->c[at + 1] = c;
            }
            break;
        case 2:
            memmove(b->c + at, b->c + at + 1, (b->n - at - 1) * sizeof b->c[0]);
            b->n--;
            break;
        default:
            if (b->n + 1 < LONGEST) {
                memmove(b->c + at + 1, b->c + at, (b->n - at) * sizeof b->c[0]);
                b->c[at] = c;
                b->n++;
            }
        }
    }
}

static uint64_t seed(void)
{
    const char *given = getenv("YX_SEED");
    uint64_t s = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# YX_SEED=%llu\n", (unsigned long long)s);
    return s;
}

static void bits_agree_with_the_definition(void **state)
{
    (void)state;
    struct yx_rng r;
    yx_rng_seed(&r, seed());
    static struct sample a, b;
    unsigned near = 0, words = 0, refused = 0, refusable = 0;
    for (int i = 0; i < 20000; i++) {
        draw(&r, &a, &b);
        struct yx_chars x = chars(&a, yx_rng_chance(&r, 1, 2)),
                        y = chars(&b, yx_rng_chance(&r, 1, 2));
        unsigned wanted = plain_distance(&a, &b);
        assert_int_equal(yx_chars_distance(x, y, YX_CHARS_LONGEST), wanted);
        assert_int_equal(yx_chars_distance(y, x, YX_CHARS_LONGEST), wanted);
        for (unsigned limit = 0; limit <= 4; limit++)
            assert_int_equal(yx_chars_distance(x, y, limit), YX_MIN(wanted, limit + 1));
        struct yx_jaro p = plain_jaro(&a, &b), q = yx_chars_jaro(x, y), q2 = yx_chars_jaro(y, x);
        assert_int_equal(p.matches, q.matches);
        assert_int_equal(p.out_of_order, q.out_of_order);
        assert_int_equal(p.common_head, q.common_head);
        assert_memory_equal(&q, &q2, sizeof q);
        unsigned like = yx_jaro_winkler(q, a.n, b.n);
        assert_true(like <= 10000);
        assert_true((like == 10000) == (wanted == 0));
        if (a.n <= 24 && b.n <= 24) {
            bool far = yx_chars_far_apart(a.c8, a.n, b.c8, b.n);
            assert_true(!far || wanted > 2);
            refused += far;
            refusable += wanted > 2;
        }
        near += wanted <= 2;
        words += a.n > 64 && b.n > 64;
    }
    assert_true(near > 1000 && words > 1000);
#ifdef __SSE2__
    assert_true(refused * 4 > refusable); /* else it is not worth its while */
#endif
    printf("# %u of %u distant pairs refused at sight\n", refused, refusable);
}

static struct yx_chars text(const char *s, uint8_t *room)
{
    size_t n = strlen(s);
    memcpy(room, s, n);
    return (struct yx_chars){room, (uint32_t)n, 1};
}

static void known_values(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        unsigned like, distance;
    } cases[] = {
        {"MARTHA", "MARHTA", 9611, 1},
        {"DIXON", "DICKSONX", 8133, 4},
        {"DWAYNE", "DUANE", 8400, 2},
        {"JONES", "JOHNSON", 8323, 4},
        {"ABC", "XYZ", 0, 3},
        {"A", "A", 10000, 0},
        {"", "", 10000, 0},
        {"", "A", 0, 1},
        {"CA", "ABC", 0, 3},
        {"AB", "BA", 0, 1},
    };
    for (size_t i = 0; i < YX_LEN(cases); i++) {
        uint8_t room[2][64];
        struct yx_chars a = text(cases[i].a, room[0]), b = text(cases[i].b, room[1]);
        assert_int_equal(yx_jaro_winkler(yx_chars_jaro(a, b), a.n, b.n), cases[i].like);
        assert_int_equal(yx_chars_distance(a, b, 100), cases[i].distance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_agree_with_the_definition),
        cmocka_unit_test(known_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
