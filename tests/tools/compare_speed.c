/* compare_speed.c -- nanoseconds and instructions a comparison, by type.
 * usage: compare_speed [ROUNDS] */
#include "base/mem.h"
#include "base/rng.h"
#include "match/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { N = 4096 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static const char *const syllables[] = {"ma", "ri", "na", "son", "jo",
                                        "el", "th", "an", "ber", "ton"};
static const char *const surnames[] = {"王", "李", "张", "刘",   "陈",
                                       "杨", "冉", "谢", "欧阳", "单"};
static const char *const given[] = {"子", "梓", "涵", "晗", "思", "诗",
                                    "琪", "雨", "宇", "轩", "浩", "明"};

static void draw(struct yx_rng *r, enum yx_compare_type type, char *out, size_t room)
{
#define PICK(list) list[yx_rng_below(r, YX_LEN(list))]
    switch (type) {
    case YX_COMPARE_NAME:
        snprintf(out, room, "%s%s%s", PICK(surnames), PICK(given), PICK(given));
        break;
    case YX_COMPARE_ID: {
        int n = snprintf(out, room, "500299%04u%02u%02u%03u0", 2008 + (unsigned)yx_rng_below(r, 8),
                         1 + (unsigned)yx_rng_below(r, 12), 1 + (unsigned)yx_rng_below(r, 28),
                         (unsigned)yx_rng_below(r, 1000));
        (void)n;
        break;
    }
    case YX_COMPARE_DATE:
        snprintf(out, room, "%04u-%02u-%02u", 2008 + (unsigned)yx_rng_below(r, 8),
                 1 + (unsigned)yx_rng_below(r, 12), 1 + (unsigned)yx_rng_below(r, 28));
        break;
    case YX_COMPARE_DIVISION:
        snprintf(out, room, "5002%02u", 26 + (unsigned)yx_rng_below(r, 18));
        break;
    case YX_COMPARE_SCHOOL: snprintf(out, room, "%s%s小学", PICK(given), PICK(given)); break;
    case YX_COMPARE_ADDRESS:
        snprintf(out, room, "彭水县%s%s镇%s%s村%u组", PICK(given), PICK(given), PICK(given),
                 PICK(given), (unsigned)yx_rng_below(r, 9));
        break;
    case YX_COMPARE_DIGITS:
        snprintf(out, room, "%u", 1000000 + (unsigned)yx_rng_below(r, 9000000));
        break;
    default:
        snprintf(out, room, "%s%s%s", PICK(syllables), PICK(syllables), PICK(syllables));
        break;
    }
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 200;
    struct yx_arena *arena = yx_arena_new();
    struct yx_value *v = YX_NEW(arena, struct yx_value, N);
    static char text[N][64];
    for (unsigned t = 0; t < YX_N_COMPARE_TYPES; t++) {
        enum yx_compare_type type = (enum yx_compare_type)t;
        struct yx_rng r;
        yx_rng_seed(&r, 1);
        for (size_t i = 0; i < N; i++)
            draw(&r, type, text[i], sizeof text[i]);
        double begin = now();
        for (size_t i = 0; i < N; i++)
            yx_value_prepare(type, yx_str_of(text[i]), arena, &v[i]);
        double prepared = now();
        uint64_t sum = 0;
        for (unsigned k = 1; k <= rounds; k++)
            for (size_t i = 0; i < N; i++)
                sum += yx_compare(type, &v[i], &v[(i + k) % N]);
        double compared = now();
        double pairs = (double)rounds * N;
        printf("%-9s prepare %6.1f ns  compare %6.1f ns  mean level %.3f",
               yx_compare_type_name(type, true).p, (prepared - begin) / N,
               (compared - prepared) / pairs, (double)sum / pairs);
        if (type == YX_COMPARE_WORD) {
            struct yx_grades g = {.type = type,
                                  .n = 3,
                                  .level = {0, YX_LEVEL_WORD_SIMILAR, YX_LEVEL_WORD_SIMILAR},
                                  .percent = {0, 9200, 8000}};
            begin = now();
            for (unsigned k = 1; k <= rounds; k++)
                for (size_t i = 0; i < N; i++)
                    sum += yx_compare_grade(&g, &v[i], &v[(i + k) % N]);
            compared = now();
            printf("  grades 92%%, 80%% %6.1f ns", (compared - begin) / pairs);
            begin = now();
            for (unsigned k = 1; k <= rounds; k++)
                for (size_t i = 0; i < N; i++)
                    sum += yx_compare_percent(&v[i], &v[(i + k) % N]);
            compared = now();
            printf("  per cent %6.1f ns", (compared - begin) / pairs);
        }
        begin = now();
        for (unsigned k = 1; k <= rounds; k++)
            for (size_t i = 0; i < N; i++)
                sum += yx_compare(type, &v[i], &v[i]);
        compared = now();
        printf("  equal %4.1f ns%s\n", (compared - begin) / pairs, sum == 1 ? " " : "");
    }
    yx_arena_free(arena);
    return 0;
}
