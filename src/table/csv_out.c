/* csv_out.c -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF. */
#include "table/csv_out.h"

#include <strings.h>

#if defined(__SSE2__) && !defined(YX_PLAIN_C)
#include <emmintrin.h>
#endif

/* Non-zero when one of the eight bytes of `w` is below '-': every byte that wants
 * quotes is (comma, quote, CR, LF), and few others that stand in cells. */
static inline uint64_t any_below_dash(uint64_t w)
{
    return (w - 0x0101010101010101U * '-') & ~w & 0x8080808080808080U;
}

static inline bool is_special(char c)
{
    return c == ',' || c == '"' || c == '\n' || c == '\r';
}

static bool has_special(struct yx_str s, size_t from)
{
    for (size_t i = from; i < s.n; i++)
        if (is_special(s.p[i]))
            return true;
    return false;
}

static bool needs_quotes(struct yx_str s)
{
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        if (any_below_dash(w))
            return has_special(s, i) || yx_str_trim(s).n != s.n;
    }
    return has_special(s, i) || yx_str_trim(s).n != s.n;
}

/* Whether a spreadsheet would begin to calculate here. */
static bool is_formula(struct yx_str s)
{
    static const char wide[] = {'\x9D', '\x8B', '\x8D', '\xA0'}; /* ＝ ＋ － ＠ after EF BC */
    if (!s.n)
        return false;
    switch (s.p[0]) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case '\0': return true;
    case '\xEF':
        for (size_t i = 0; i < YX_LEN(wide); i++)
            if (s.n >= 3 && s.p[1] == '\xBC' && s.p[2] == wide[i])
                return true;
        return false;
    default: return false;
    }
}

static bool is_named(struct yx_str s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

bool yx_csv_form_encoding(struct yx_csv_form *f, struct yx_str name)
{
    f->is_gb18030 = is_named(name, "gb18030");
    return f->is_gb18030 || is_named(name, "utf-8") || is_named(name, "utf8");
}

bool yx_csv_is_figure(struct yx_str s)
{
    size_t i = s.n && s.p[0] == '-', digits = 0, points = 0;
    for (; i < s.n; i++) {
        points += s.p[i] == '.';
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] != '.' || !digits || points > 1)
            return false;
    }
    return digits > 0;
}

/* Behind the apostrophes it begins with. */
static struct yx_str behind_marks(struct yx_str s)
{
    while (s.n && s.p[0] == '\'')
        s = yx_str_sub(s, 1, s.n);
    return s;
}

struct yx_str yx_csv_unguarded(struct yx_str cell)
{
    bool is_guarded = cell.n > 1 && cell.p[0] == '\'' && is_formula(behind_marks(cell));
    return is_guarded ? yx_str_sub(cell, 1, cell.n) : cell;
}

/* What a cell that begins, or ends, with this byte may be: a formula or guarded, or blank at its
 * end.  Up to the blank both, then up to the '-' only what begins. */
enum { ODD_FIRST = 1, ODD_LAST = 2 };
#define EIGHT(v) v, v, v, v, v, v, v, v
static const uint8_t odd[256] = {
    EIGHT(3),   EIGHT(3),  EIGHT(3),  EIGHT(3),   3,          1,          1,          1,
    1,          1,         EIGHT(1),  [0x80] = 2, [0x8B] = 2, [0x8C] = 2, [0x8D] = 2, [0xA0] = 2,
    [0xBF] = 2, ['='] = 1, ['@'] = 1, [0xC2] = 1, [0xE2] = 1, [0xE3] = 1, [0xEF] = 1};
#undef EIGHT

static inline bool may_be_formula(unsigned char first)
{
    return first <= '-' || first == '=' || first == '@' || first == 0xEF;
}

/* Most cells begin with nothing that could be a formula or an apostrophe, and have no blank
 * at their ends. */
static inline bool is_usual(struct yx_str s)
{
    unsigned looks =
        (odd[(unsigned char)s.p[0]] & ODD_FIRST) | (odd[(unsigned char)s.p[s.n - 1]] & ODD_LAST);
    return YX_LIKELY(!looks) || (!may_be_formula((unsigned char)s.p[0]) && yx_str_trim(s).n == s.n);
}

#if defined(__SSE2__) && !defined(YX_PLAIN_C)
/* Non-zero in every byte that wants quotes. */
static inline __m128i special_bytes(__m128i v)
{
    __m128i a =
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(',')), _mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
    __m128i b = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')),
                             _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
    return _mm_or_si128(a, b);
}

/* Copies n >= 16 bytes; whether one of them wants quotes. */
static inline bool copy_long(char *to, const char *p, size_t n)
{
    __m128i v, special = _mm_setzero_si128();
    for (size_t i = 0; i + 16 <= n; i += 16) {
        v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        _mm_storeu_si128((__m128i *)(void *)(to + i), v);
        special = _mm_or_si128(special, special_bytes(v));
    }
    v = _mm_loadu_si128((const __m128i *)(const void *)(p + n - 16)); /* some once more */
    _mm_storeu_si128((__m128i *)(void *)(to + n - 16), v);
    return _mm_movemask_epi8(_mm_or_si128(special, special_bytes(v))) != 0;
}
#else
static inline bool copy_long(char *to, const char *p, size_t n)
{
    memcpy(to, p, n);
    return has_special((struct yx_str){p, n}, 0);
}
#endif

/* The same of eight bytes. */
static inline bool any_special(uint64_t w)
{
    return any_below_dash(w) && has_special((struct yx_str){(const char *)&w, 8}, 0);
}

/* Copies the cell; false when one of its bytes wants quotes. */
static inline bool copy_plain(char *to, struct yx_str s)
{
    if (s.n >= 16)
        return !copy_long(to, s.p, s.n);
    if (s.n >= 8) {
        uint64_t a, b;
        memcpy(&a, s.p, 8);
        memcpy(&b, s.p + s.n - 8, 8);
        memcpy(to, &a, 8);
        memcpy(to + s.n - 8, &b, 8);
        return !any_special(a) && !any_special(b);
    }
    if (s.n >= 4) {
        uint32_t a, b;
        memcpy(&a, s.p, 4);
        memcpy(&b, s.p + s.n - 4, 4);
        memcpy(to, &a, 4);
        memcpy(to + s.n - 4, &b, 4);
        return !any_special((uint64_t)a << 32 | b);
    }
    /* one to three bytes: the first, the middle and the last are all there are */
    char a = s.p[0], b = s.p[s.n / 2], c = s.p[s.n - 1];
    to[0] = a;
    to[s.n / 2] = b;
    to[s.n - 1] = c;
    return !(is_special(a) | is_special(b) | is_special(c));
}

/* A cell that has to be looked at. */
static void put_unusual(struct yx_buf *b, struct yx_str cell)
{
    if (YX_LIKELY(!is_formula(behind_marks(cell)))) {
        yx_csv_cell(b, cell);
        return;
    }
    struct yx_buf guarded = {0};
    yx_buf_putc(&guarded, '\'');
    yx_buf_puts(&guarded, cell);
    yx_csv_cell(b, yx_buf_str(&guarded));
    yx_buf_free(&guarded);
}

void yx_csv_text(struct yx_buf *b, struct yx_str cell)
{
    if (cell.n == 0)
        return;
    if (YX_LIKELY(is_usual(cell))) {
        if (YX_UNLIKELY(b->cap - b->n < cell.n))
            yx_buf_reserve(b, cell.n);
        if (YX_LIKELY(copy_plain(b->p + b->n, cell))) {
            b->n += cell.n;
            return;
        }
    }
    put_unusual(b, cell);
}

/* Room for the cells as they are, and a comma each. */
static char *room_for(struct yx_buf *b, const struct yx_str *cell, size_t n)
{
    size_t room = n;
    for (size_t i = 0; i < n; i++)
        room += cell[i].n;
    if (YX_UNLIKELY(b->cap - b->n < room))
        yx_buf_reserve(b, room);
    return b->p + b->n;
}

void yx_csv_texts(struct yx_buf *b, const struct yx_str *cell, size_t n)
{
    if (n == 0)
        return;
    char *to = room_for(b, cell, n);
    for (size_t i = 0; i < n; i++) {
        if (i)
            *to++ = ',';
        if (cell[i].n == 0)
            continue;
        if (YX_LIKELY(is_usual(cell[i])) && YX_LIKELY(copy_plain(to, cell[i]))) {
            to += cell[i].n;
            continue;
        }
        b->n = (size_t)(to - b->p);
        put_unusual(b, cell[i]);
        to = room_for(b, cell + i + 1, n - i - 1); /* what was put may have taken it */
    }
    b->n = (size_t)(to - b->p);
}

void yx_csv_cell(struct yx_buf *b, struct yx_str cell)
{
    if (!needs_quotes(cell)) {
        yx_buf_puts(b, cell);
        return;
    }
    yx_buf_putc(b, '"');
    struct yx_str part;
    for (bool first = true; yx_str_split(&cell, '"', &part); first = false) {
        if (!first)
            yx_buf_put(b, "\"\"", 2);
        yx_buf_puts(b, part);
    }
    yx_buf_putc(b, '"');
}

void yx_csv_row(struct yx_buf *b, const struct yx_str *cell, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            yx_buf_putc(b, ',');
        yx_csv_cell(b, cell[i]);
    }
    yx_buf_putc(b, '\n');
}
