/* cfb_parts.h -- compound files made for tests.
 *
 * Ownership: what cfb_build() returns is freed by the caller (free). */
#ifndef YX_TESTS_CFB_PARTS_H
#define YX_TESTS_CFB_PARTS_H

#include "base/mem.h"
#include "base/str.h"

#include <stdlib.h>

struct cfb_part {
    const char *name; /* ASCII */
    struct yx_str bytes;
};

static inline void cfb_put32(char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (char)(v >> 8 * i);
}

static inline void cfb_put16(char *p, uint32_t v)
{
    p[0] = (char)v;
    p[1] = (char)(v >> 8);
}

/* A directory entry; the next one is its right sibling. */
static inline void cfb_entry(char *e, const char *name, int kind, uint32_t right, uint32_t child,
                             uint32_t first, size_t size)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        e[2 * i] = name[i];
    cfb_put16(e + 0x40, (uint32_t)(n + 1) * 2);
    e[0x42] = (char)kind;
    e[0x43] = 1;
    cfb_put32(e + 0x44, UINT32_MAX);
    cfb_put32(e + 0x48, right);
    cfb_put32(e + 0x4C, child);
    cfb_put32(e + 0x74, first);
    cfb_put32(e + 0x78, (uint32_t)size);
}

/* A compound file of sectors of 1 << shift bytes.  `scattered`: no two sectors
 * of a stream stand in order.  At most 31 parts. */
static inline struct yx_str cfb_build(const struct cfb_part *part, size_t n_parts, unsigned shift,
                                      bool scattered)
{
    size_t unit = (size_t)1 << shift, n_mini = 0, n_big = 0;
    for (size_t i = 0; i < n_parts; i++) {
        if (part[i].bytes.n < 4096)
            n_mini += (part[i].bytes.n + 63) / 64;
        else
            n_big += (part[i].bytes.n + unit - 1) / unit;
    }
    size_t mini_sectors = (n_mini * 64 + unit - 1) / unit,
           mini_fat = (n_mini * 4 + unit - 1) / unit, dir = ((n_parts + 1) * 128 + unit - 1) / unit;
    size_t n = dir + mini_sectors + mini_fat + n_big, n_fat = 1, n_difat = 0, per = unit / 4;
    while (n + n_fat + n_difat > n_fat * per ||
           (n_fat > 109 && n_difat * (per - 1) < n_fat - 109)) {
        if (n + n_fat + n_difat > n_fat * per)
            n_fat++;
        else
            n_difat++;
    }
    size_t total = n + n_fat + n_difat;
    char *file = yx_calloc(total + 1, unit), *header = file;
    uint32_t *fat = yx_calloc(n_fat * per, sizeof *fat);
    memset(fat, 0xFF, n_fat * per * sizeof *fat);
#define SECTOR(i) (file + ((size_t)(i) + 1) * unit)
    memcpy(header, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    cfb_put16(header + 0x18, 0x3E);
    cfb_put16(header + 0x1A, shift == 9 ? 3 : 4);
    cfb_put16(header + 0x1C, 0xFFFE);
    cfb_put16(header + 0x1E, shift);
    cfb_put16(header + 0x20, 6);
    cfb_put32(header + 0x2C, (uint32_t)n_fat);
    cfb_put32(header + 0x38, 4096);
    for (int i = 0; i < 109; i++)
        cfb_put32(header + 0x4C + i * 4, UINT32_MAX);
    /* In this order: directory, mini stream, its FAT, big streams, FAT, DIFAT. */
    uint32_t at = 0;
#define CHAIN(count)                                                                               \
    do {                                                                                           \
        for (size_t k_ = 0; k_ < (count); k_++, at++)                                              \
            fat[at] = k_ + 1 < (count) ? at + 1 : 0xFFFFFFFE;                                      \
    } while (0)
    uint32_t dir_at = at;
    CHAIN(dir);
    uint32_t mini_at = at;
    CHAIN(mini_sectors);
    uint32_t mini_fat_at = at;
    CHAIN(mini_fat);
    memset(SECTOR(mini_fat_at), 0xFF, mini_fat * unit);
    cfb_put32(header + 0x30, dir_at);
    cfb_put32(header + 0x3C, mini_fat ? mini_fat_at : 0xFFFFFFFE);
    cfb_put32(header + 0x40, (uint32_t)mini_fat);
    cfb_entry(SECTOR(dir_at), "Root Entry", 5, UINT32_MAX, n_parts ? 1 : UINT32_MAX,
              n_mini ? mini_at : 0xFFFFFFFE, n_mini * 64);
    uint32_t mini = 0;
    for (size_t i = 0; i < n_parts; i++) {
        char *e = SECTOR(dir_at) + (i + 1) * 128;
        struct yx_str b = part[i].bytes;
        uint32_t right = i + 1 < n_parts ? (uint32_t)i + 2 : UINT32_MAX;
        if (b.n < 4096) {
            cfb_entry(e, part[i].name, 2, right, UINT32_MAX, b.n ? mini : 0xFFFFFFFE, b.n);
            if (b.n)
                memcpy(SECTOR(mini_at) + (size_t)mini * 64, b.p, b.n);
            for (size_t k = 0; k < b.n; k += 64, mini++)
                cfb_put32(SECTOR(mini_fat_at) + (size_t)mini * 4,
                          k + 64 < b.n ? mini + 1 : 0xFFFFFFFE);
            continue;
        }
        uint32_t count = (uint32_t)((b.n + unit - 1) / unit);
        cfb_entry(e, part[i].name, 2, right, UINT32_MAX, scattered ? at + count - 1 : at, b.n);
        for (uint32_t k = 0; k < count; k++) {
            uint32_t to = scattered ? at + count - 1 - k : at + k;
            fat[to] = k + 1 == count ? 0xFFFFFFFE : scattered ? to - 1 : to + 1;
            memcpy(SECTOR(to), b.p + (size_t)k * unit, YX_MIN(unit, b.n - (size_t)k * unit));
        }
        at += count;
    }
    uint32_t fat_at = at, difat_at = at + (uint32_t)n_fat;
    for (size_t i = 0; i < n_fat; i++)
        fat[at++] = 0xFFFFFFFD;
    for (size_t i = 0; i < n_difat; i++)
        fat[at++] = 0xFFFFFFFC;
    for (size_t i = 0; i < n_fat * per; i++)
        cfb_put32(SECTOR(fat_at) + i * 4, fat[i]);
    cfb_put32(header + 0x44, n_difat ? difat_at : 0xFFFFFFFE);
    cfb_put32(header + 0x48, (uint32_t)n_difat);
    memset(SECTOR(difat_at), 0xFF, n_difat * unit);
    for (size_t i = 0; i < n_fat; i++) {
        size_t d = i < 109 ? 0 : (i - 109) / (per - 1);
        char *to =
            i < 109 ? header + 0x4C + i * 4 : SECTOR(difat_at + d) + (i - 109) % (per - 1) * 4;
        cfb_put32(to, fat_at + (uint32_t)i);
    }
    for (size_t d = 0; d < n_difat; d++)
        cfb_put32(SECTOR(difat_at + d) + (per - 1) * 4,
                  d + 1 < n_difat ? difat_at + (uint32_t)d + 1 : 0xFFFFFFFE);
#undef CHAIN
#undef SECTOR
    free(fat);
    return (struct yx_str){file, (total + 1) * unit};
}

#endif
