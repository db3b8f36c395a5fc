/* name.c -- names of people, brought to one form and compared.
 *
 * DESIGN.  Nearly every name is two or three common characters with nothing to
 * do.  One loop over three-byte sequences and a bitmap of 2.6 KB finds that out;
 * only what fails it is decoded.  The table of characters is made at build time
 * (tools/gen-hanzi), chains already followed, so folding twice changes nothing.
 * NFC by utf8proc is asked for only when a character below U+2E80 could compose. */
#include "match/name.h"

#include "base/hash.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "hanzi_fold.inc"

enum { DOT = 0xB7, LONGEST_COMPARED = 64 };

static bool is_common_fixed(uint32_t cp)
{
    return cp >= 0x4E00 && cp <= 0x9FFF &&
           !(hanzi_bit[(cp - 0x4E00) >> 3] >> ((cp - 0x4E00) & 7) & 1);
}

uint32_t yx_hanzi_fold(uint32_t cp)
{
    if (cp < hanzi_from[0] || is_common_fixed(cp))
        return cp;
    size_t low = 0, high = N_HANZI_FOLD;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hanzi_from[middle] < cp)
            low = middle + 1;
        else
            high = middle;
    }
    return low < N_HANZI_FOLD && hanzi_from[low] == cp ? hanzi_to[low] : cp;
}

/* Only common characters that stay as they are: the name is its own normal form. */
static bool is_plain(struct yx_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n % 3)
        return false;
    for (size_t i = 0; i < s.n; i += 3) {
        if ((p[i] & 0xF0) != 0xE0 || (p[i + 1] & 0xC0) != 0x80 || (p[i + 2] & 0xC0) != 0x80)
            return false;
        uint32_t cp = (p[i] & 15U) << 12 | (p[i + 1] & 63U) << 6 | (p[i + 2] & 63U);
        if (!is_common_fixed(cp))
            return false;
    }
    return true;
}

/* Blanks, controls, zero-width characters, variation selectors, quotation marks. */
static bool is_dropped(uint32_t c)
{
    return c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x34F || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2018 && c <= 0x201F) ||
           (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0100 && c <= 0xE01EF) ||
           c == '\'' || c == '"' || c == '`' || c == 0xB4;
}

/* What people type for the dot 间隔号 between the parts of a name. */
static bool is_dot(uint32_t c)
{
    static const uint16_t dots[] = {'.',    DOT,    0x0387, 0x16EB, 0x2022, 0x2024,
                                    0x2027, 0x2219, 0x22C5, 0x25CF, 0x25E6, 0x2E31,
                                    0x2E33, 0x3002, 0x30FB, 0xFF0E, 0xFF61, 0xFF65};
    for (size_t i = 0; i < YX_LEN(dots); i++)
        if (dots[i] == c)
            return true;
    return false;
}

static bool may_compose(struct yx_str s)
{
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);)
        if ((c >= 0x300 && c < 0x2000) || (c >= 0x3099 && c <= 0x309A))
            return true;
    return false;
}

static void fold_into(struct yx_str s, struct yx_buf *out)
{
    size_t at = 0;
    bool dot_waits = false, is_first = true;
    for (uint32_t c; yx_utf8_next(s, &at, &c);) {
        if (is_dropped(c))
            continue;
        if (is_dot(c)) {
            dot_waits = !is_first;
            continue;
        }
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c == '\'' || c == '"' || c == '`')
            continue;
        if (c < 0x250) /* Latin */
            c = (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
        if (dot_waits)
            yx_utf8_put(out, DOT);
        dot_waits = is_first = false;
        yx_utf8_put(out, yx_hanzi_fold(c));
    }
}

void yx_name_normalise(struct yx_str name, struct yx_buf *out)
{
    if (YX_LIKELY(is_plain(name))) {
        yx_buf_puts(out, name);
        return;
    }
    size_t from = out->n;
    fold_into(name, out);
    if (out->n == from)
        return;
    struct yx_str folded = {out->p + from, out->n - from};
    if (YX_LIKELY(!may_compose(folded)))
        return;
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)folded.p, (utf8proc_ssize_t)folded.n, &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n >= 0) {
        out->n = from;
        fold_into((struct yx_str){(const char *)composed, (size_t)n}, out);
        free(composed);
    }
}

uint64_t yx_name_hash(struct yx_str name, struct yx_buf *scratch)
{
    struct yx_str form = name;
    if (!is_plain(name)) {
        scratch->n = 0;
        yx_name_normalise(name, scratch);
        size_t n = 0;
        for (size_t i = 0; i < scratch->n; i++) {
            if (i + 1 < scratch->n && (unsigned char)scratch->p[i] == 0xC2 &&
                (unsigned char)scratch->p[i + 1] == DOT) {
                i++;
                continue;
            }
            scratch->p[n++] = scratch->p[i];
        }
        scratch->n = n;
        form = yx_buf_str(scratch);
    }
    if (form.n == 0)
        return 0;
    uint64_t h = yx_hash_str(form);
    return h ? h : 1;
}

/* ---- comparing ---- */

/* Characters of the normalised name without dots; how many, at most LONGEST_COMPARED. */
static size_t characters(struct yx_str name, uint32_t *out)
{
    struct yx_buf form = {0};
    yx_name_normalise(name, &form);
    size_t n = 0, at = 0;
    for (uint32_t c; n < LONGEST_COMPARED && yx_utf8_next(yx_buf_str(&form), &at, &c);)
        if (c != DOT)
            out[n++] = c;
    yx_buf_free(&form);
    return n;
}

static bool is_one_edit(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    size_t head = 0, tail = 0, shorter = YX_MIN(na, nb), longer = YX_MAX(na, nb);
    while (head < shorter && a[head] == b[head])
        head++;
    while (tail < shorter - head && a[na - 1 - tail] == b[nb - 1 - tail])
        tail++;
    size_t same = head + tail;
    if (same == 0)
        return longer == 2 && shorter == 2 && a[0] == b[1] && a[1] == b[0];
    if (na == nb)
        return na - same <= 1 ||
               (na - same == 2 && a[head] == b[head + 1] && a[head + 1] == b[head]);
    return longer - shorter == 1 && same == shorter;
}

enum yx_name_level yx_name_compare(struct yx_str a, struct yx_str b)
{
    uint32_t x[LONGEST_COMPARED], y[LONGEST_COMPARED];
    size_t nx = characters(a, x), ny = characters(b, y);
    if (nx == 0 || ny == 0)
        return YX_NAME_MISSING;
    if (nx == ny && memcmp(x, y, nx * sizeof *x) == 0)
        return YX_NAME_SAME;
    if (is_one_edit(x, nx, y, ny))
        return YX_NAME_ONE_EDIT;
    return x[0] == y[0] ? YX_NAME_SURNAME : YX_NAME_DIFFERENT;
}

bool yx_name_same_surname(struct yx_str a, struct yx_str b)
{
    uint32_t x[LONGEST_COMPARED], y[LONGEST_COMPARED];
    return characters(a, x) && characters(b, y) && x[0] == y[0];
}
