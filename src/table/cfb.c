/* cfb.c -- the streams inside a compound file.
 *
 * DESIGN.  The sector numbers of the FAT are gathered once, from the header and
 * the chain of DIFAT sectors.  The directory and the FAT of mini sectors are
 * streams like others and read as such.  A chain is never followed further than
 * the length asked for, which is at most that of the file, so a circle in it
 * gives wrong content but always an end; for the two chains whose length is not
 * stated (directory, DIFAT) the number of sectors in the file is the bound. */
#include "table/cfb.h"

#include "base/mem.h"

enum {
    HEADER_BYTES = 512,
    ENTRY_BYTES = 128,
    HEADER_DIFAT = 109, /* FAT sectors named in the header */
    MINI_BYTES = 64,
    MINI_CUTOFF = 4096 /* streams below are in the mini stream */
};

enum entry_kind { STORAGE = 1, STREAM = 2, ROOT = 5 };

static const uint32_t none = UINT32_MAX;
static const uint32_t max_sectors = 0xFFFFFFFA; /* numbers from here on are marks */

struct yx_cfb {
    struct yx_arena *a;
    struct yx_str bytes;
    const char *name;
    unsigned shift;          /* sector size is 1 << shift */
    uint32_t n_sectors;      /* in the file, the last may be cut off */
    const uint32_t *fat;     /* sector numbers of the FAT */
    uint32_t n_fat;          /* of them */
    struct yx_str directory; /* entries of ENTRY_BYTES */
    uint32_t n_entries;
    struct yx_str mini_fat, mini; /* FAT of the mini stream; its content */
    bool has_mini;                /* both are read */
};

static uint32_t get16(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return u[0] | (uint32_t)u[1] << 8;
}

static uint32_t get32(const char *p)
{
    return get16(p) | get16(p + 2) << 16;
}

static int damaged(const struct yx_cfb *c, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 已损坏或不完整：请重新导出，或用 WPS 或 Excel 打开后另存为 .xlsx",
                           "{0} is damaged or cut off: export it again, or open it and save it as "
                           ".xlsx"),
                   c->name);
}

bool yx_cfb_is(struct yx_str bytes)
{
    return yx_str_starts(bytes, YX_S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static bool is_sector(const struct yx_cfb *c, uint32_t sector)
{
    return sector < c->n_sectors;
}

/* The bytes of a sector there are. */
static struct yx_str sector_bytes(const struct yx_cfb *c, uint32_t sector)
{
    size_t from = ((size_t)sector + 1) << c->shift, size = (size_t)1 << c->shift;
    return yx_str_sub(c->bytes, from, YX_MIN(from + size, c->bytes.n));
}

/* The sector after `sector`, or a number that is none. */
static uint32_t next_sector(const struct yx_cfb *c, uint32_t sector)
{
    unsigned per = c->shift - 2;
    uint32_t at = sector >> per;
    if (at >= c->n_fat)
        return none;
    struct yx_str fat = sector_bytes(c, c->fat[at]);
    size_t i = ((size_t)sector & (((size_t)1 << per) - 1)) * 4;
    return i + 4 <= fat.n ? get32(fat.p + i) : none;
}

/* Collect the FAT's sector numbers. */
static int read_fat(struct yx_cfb *c, struct yx_err *err)
{
    const char *header = c->bytes.p;
    size_t per = ((size_t)1 << c->shift) / 4;
    uint32_t want = get32(header + 0x2C), n = 0;
    if (want > c->n_sectors)
        return damaged(c, err);
    uint32_t *fat = YX_NEW(c->a, uint32_t, (size_t)want + 1);
    for (; n < want && n < HEADER_DIFAT; n++)
        fat[n] = get32(header + 0x4C + (size_t)n * 4);
    uint32_t sector = get32(header + 0x44);
    for (uint32_t steps = 0; n < want; steps++) {
        if (steps > c->n_sectors || !is_sector(c, sector))
            return damaged(c, err);
        struct yx_str s = sector_bytes(c, sector);
        if (s.n < per * 4)
            return damaged(c, err);
        for (size_t i = 0; i + 1 < per && n < want; i++)
            fat[n++] = get32(s.p + i * 4);
        sector = get32(s.p + (per - 1) * 4);
    }
    for (uint32_t i = 0; i < n; i++)
        if (!is_sector(c, fat[i]))
            return damaged(c, err);
    c->fat = fat;
    c->n_fat = n;
    return YX_OK;
}

/* `size` bytes of the chain that begins at `sector`. */
static int read_chain(const struct yx_cfb *c, uint32_t sector, uint64_t size, struct yx_str *out,
                      struct yx_err *err)
{
    size_t unit = (size_t)1 << c->shift;
    if (size > c->bytes.n)
        return damaged(c, err);
    *out = (struct yx_str){"", 0};
    if (size == 0)
        return YX_OK;
    uint64_t steps = (size + unit - 1) / unit;
    bool is_one = true;
    uint32_t at = sector;
    for (uint64_t i = 0; i < steps; i++) {
        if (!is_sector(c, at))
            return damaged(c, err);
        uint32_t next = i + 1 < steps ? next_sector(c, at) : at + 1;
        is_one = is_one && next == at + 1;
        at = next;
    }
    size_t from = ((size_t)sector + 1) << c->shift;
    if (is_one) {
        if (c->bytes.n - from < size)
            return damaged(c, err);
        *out = yx_str_sub(c->bytes, from, from + (size_t)size);
        return YX_OK;
    }
    char *copy = yx_arena_alloc(c->a, (size_t)size, 1);
    size_t n = 0;
    at = sector;
    for (uint64_t i = 0; i < steps; i++, at = next_sector(c, at)) {
        struct yx_str s = sector_bytes(c, at);
        size_t take = YX_MIN(unit, (size_t)size - n);
        if (s.n < take)
            return damaged(c, err);
        memcpy(copy + n, s.p, take);
        n += take;
    }
    *out = (struct yx_str){copy, n};
    return YX_OK;
}

/* Sectors of the chain that begins at `sector`, as many as there are. */
static uint64_t chain_bytes(const struct yx_cfb *c, uint32_t sector)
{
    uint32_t n = 0;
    for (; n < c->n_sectors && is_sector(c, sector); n++)
        sector = next_sector(c, sector);
    return (uint64_t)n << c->shift;
}

/* ---- the directory ---- */

static const char *entry(const struct yx_cfb *c, uint32_t i)
{
    return c->directory.p + (size_t)i * ENTRY_BYTES;
}

static uint32_t entry_first(const char *e)
{
    return get32(e + 0x74);
}

static uint64_t entry_size(const struct yx_cfb *c, const char *e)
{
    /* Files of version 3 leave anything in the upper half: [MS-CFB] 2.6.1. */
    return get32(e + 0x78) | (c->shift == 9 ? 0 : (uint64_t)get32(e + 0x7C) << 32);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool has_name(const char *e, struct yx_str name)
{
    if (get16(e + 0x40) != (name.n + 1) * 2 || name.n > 31)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (e[2 * i + 1] || lower(e[2 * i]) != lower(name.p[i]))
            return false;
    return true;
}

/* The entry `name` of kind `kind` in the storage `in`, or none.  All siblings
 * are looked at, whatever their order: not every writer sorts as it should. */
static uint32_t find_entry(const struct yx_cfb *c, uint32_t in, struct yx_str name,
                           enum entry_kind kind)
{
    struct yx_arena *a = yx_arena_new();
    bool *seen = YX_NEW(a, bool, c->n_entries);
    uint32_t *todo = YX_NEW(a, uint32_t, (size_t)c->n_entries + 1), n = 0, found = none;
    uint32_t next = get32(entry(c, in) + 0x4C);
    for (;;) {
        while (next < c->n_entries && !seen[next]) { /* down the left side */
            seen[next] = true;
            todo[n++] = next;
            next = get32(entry(c, next) + 0x44);
        }
        if (n == 0)
            break;
        const char *e = entry(c, todo[--n]);
        if (e[0x42] == (char)kind && has_name(e, name)) {
            found = todo[n];
            break;
        }
        next = get32(e + 0x48);
    }
    yx_arena_free(a);
    return found;
}

static uint32_t find_path(const struct yx_cfb *c, const char *path)
{
    uint32_t at = 0;
    const char *slash;
    for (; (slash = strchr(path, '/')) != NULL && at != none; path = slash + 1)
        at = find_entry(c, at, (struct yx_str){path, (size_t)(slash - path)}, STORAGE);
    return at == none ? none : find_entry(c, at, yx_str_of(path), STREAM);
}

bool yx_cfb_has(const struct yx_cfb *c, const char *path)
{
    return find_path(c, path) != none;
}

/* ---- streams ---- */

/* The mini stream is that of the root entry. */
static int read_mini_stream(struct yx_cfb *c, struct yx_err *err)
{
    const char *root = entry(c, 0), *header = c->bytes.p;
    int rc = read_chain(c, entry_first(root), entry_size(c, root), &c->mini, err);
    if (rc == YX_OK)
        rc = read_chain(c, get32(header + 0x3C), (uint64_t)get32(header + 0x40) << c->shift,
                        &c->mini_fat, err);
    c->has_mini = rc == YX_OK;
    return rc;
}

static int read_mini(struct yx_cfb *c, uint32_t sector, size_t size, struct yx_str *out,
                     struct yx_err *err)
{
    int rc = c->has_mini ? YX_OK : read_mini_stream(c, err);
    if (rc != YX_OK)
        return rc;
    if (size > c->mini.n)
        return damaged(c, err);
    char *copy = yx_arena_alloc(c->a, size + 1, 1);
    for (size_t n = 0; n < size; n += MINI_BYTES) {
        size_t from = (size_t)sector * MINI_BYTES, take = YX_MIN((size_t)MINI_BYTES, size - n);
        if (from > c->mini.n || c->mini.n - from < take)
            return damaged(c, err);
        memcpy(copy + n, c->mini.p + from, take);
        if (n + take < size && ((size_t)sector + 1) * 4 > c->mini_fat.n)
            return damaged(c, err);
        if (n + take < size)
            sector = get32(c->mini_fat.p + (size_t)sector * 4);
    }
    *out = (struct yx_str){copy, size};
    return YX_OK;
}

int yx_cfb_stream(struct yx_cfb *c, const char *path, struct yx_str *out, struct yx_err *err)
{
    uint32_t i = find_path(c, path);
    if (i == none)
        return YX_NOTFOUND;
    const char *e = entry(c, i);
    uint64_t size = entry_size(c, e);
    return size < MINI_CUTOFF ? read_mini(c, entry_first(e), (size_t)size, out, err)
                              : read_chain(c, entry_first(e), size, out, err);
}

int yx_cfb_open(struct yx_str bytes, const char *name, struct yx_arena *a, struct yx_cfb **out,
                struct yx_err *err)
{
    struct yx_cfb *c = YX_NEW(a, struct yx_cfb, 1);
    *c = (struct yx_cfb){.a = a, .bytes = bytes, .name = name};
    *out = NULL;
    if (!yx_cfb_is(bytes) || bytes.n < HEADER_BYTES)
        return damaged(c, err);
    c->shift = get16(bytes.p + 0x1E);
    /* The mini stream's numbers are the same in all files: [MS-CFB] 2.2. */
    if ((c->shift != 9 && c->shift != 12) || get16(bytes.p + 0x20) != 6 ||
        get32(bytes.p + 0x38) != MINI_CUTOFF)
        return damaged(c, err);
    size_t unit = (size_t)1 << c->shift;
    if (bytes.n <= unit)
        return damaged(c, err);
    uint64_t n = (bytes.n - 1) / unit; /* whole or cut off, without the header's */
    c->n_sectors = (uint32_t)YX_MIN(n, max_sectors);
    int rc = read_fat(c, err);
    if (rc == YX_OK) {
        uint32_t first = get32(bytes.p + 0x30);
        uint64_t size = chain_bytes(c, first);
        /* The last sector of a file may lack its end; that of the directory must not. */
        rc = size ? read_chain(c, first, size, &c->directory, err) : damaged(c, err);
    }
    if (rc != YX_OK)
        return rc;
    c->n_entries = (uint32_t)(c->directory.n / ENTRY_BYTES);
    if (entry(c, 0)[0x42] != ROOT)
        return damaged(c, err);
    *out = c;
    return YX_OK;
}
