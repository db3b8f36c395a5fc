/* compare_name.c -- names of people, character by character.
 *
 * DESIGN.  A value keeps the characters of the normalised name without its dots; bit i of
 * `part` says that a part of a minority name 各段 begins at character i + 1.  Nearly all pairs
 * that are looked at have nothing in common, so the places that differ are counted first and
 * a level is asked only when so many of them may differ.  Tables are asked (hanzi.h) for the
 * characters that differ, readings before variants and shapes.  A character that is not
 * written, but a question mark, a square or its parts in brackets 侯(王其), is a GAP, which
 * stands for one character or none; the hash is that of the name as written. */
#include "match/compare_types.h"

#include "base/hash.h"
#include "match/hanzi.h"
#include "match/name.h"

#include <utf8proc.h>

enum {
    DOT = 0xB7,
    GAP = '?',    /* a character that is not written */
    LONGEST = 64, /* characters compared one by one */
    PARTS = 8,    /* of a name */
    PART_BITS = 16
};
enum name_kind { HAN_NAME, LETTERS_NAME, HAS_GAP = 2 }; /* HAS_GAP may be added */

static bool is_letter(uint32_t c)
{
    return c < 0x250 || (c >= 0x1E00 && c < 0x1F00);
}

/* What is put where a character cannot be typed, was lost, or shall not be read. */
static bool is_gap(uint32_t c)
{
    return c == '?' || c == '*' || c == 0xD7 || c == 0xFFFD || c == 0x25A0 || c == 0x25A1 ||
           c == 0x25CB || c == 0x3013 || c == 0x67D0 /* 某 */ || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xF0000 && c <= 0x10FFFD);
}

static uint32_t closing(uint32_t c)
{
    return c == '(' ? ')' : c == '[' ? ']' : c == 0x3014 ? 0x3015 : c == 0x3010 ? 0x3011 : 0;
}

static void prepare_name(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_buf form = {0};
    yx_name_normalise(s, &form);
    struct char_list l;
    char_list_start(&l);
    bool in_letters = true, has_gap = false, has_character = false;
    unsigned part = 0;
    uint32_t until = 0; /* the bracket that closes the one we are in */
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(yx_buf_str(&form), &at, &c);) {
        if (c == DOT) {
            if (l.n >= 1 && l.n <= PART_BITS)
                part |= 1U << (l.n - 1);
            continue;
        }
        if (until) {
            char_list_hash(&l, c);
            until = c == until ? 0 : until;
            continue;
        }
        until = closing(c);
        bool gap = until || is_gap(c);
        char_list_add(&l, c);
        if (gap && l.n == l.all)
            l.c[l.n - 1] = GAP;
        has_gap = has_gap || gap;
        has_character = has_character || !gap;
        in_letters = in_letters && (gap || is_letter(c));
    }
    yx_buf_free(&form);
    if (!has_character)
        return;
    value_keep(v, &l, arena);
    v->part = (uint16_t)part;
    v->kind = (uint8_t)((in_letters ? LETTERS_NAME : HAN_NAME) | (has_gap ? HAS_GAP : 0));
}

/* A name laid out to be compared. */
struct name {
    const uint32_t *c;
    size_t n;
    bool has_parts, in_letters, has_gap;
    uint32_t room[LONGEST];
};

static void lay_out(const struct yx_value *v, struct name *out)
{
    out->n = YX_MIN((size_t)v->n, (size_t)LONGEST);
    out->has_parts = v->part != 0;
    out->in_letters = (v->kind & LETTERS_NAME) != 0;
    out->has_gap = (v->kind & HAS_GAP) != 0;
    if (v->width == 4) {
        out->c = value_chars(v).p;
        return;
    }
    for (size_t i = 0; i < out->n; i++)
        out->room[i] = value_at(v, i);
    out->c = out->room;
}

/* Characters of the surname at the head of a name without dots. */
static size_t surname_length(const struct name *x)
{
    return x->n > 2 && yx_is_compound_surname(x->c[0], x->c[1]) ? 2 : 1;
}

/* ---- the same number of characters ---- */

static uint32_t replaced_hold(const struct name *x, const struct name *y, uint32_t wanted)
{
    size_t place[LONGEST], n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->c[i] != y->c[i])
            place[n++] = i;
    if (n == 0) /* they differ beyond what is compared */
        return 0;
    uint32_t held = 0;
    bool variant = (wanted & level_bit(YX_LEVEL_NAME_VARIANT)) != 0;
    bool same = !x->in_letters, near = !x->in_letters;
    size_t n_near = 0;
    for (size_t i = 0; i < n && (variant || same || near); i++) {
        uint32_t a = x->c[place[i]], b = y->c[place[i]];
        variant = variant && yx_hanzi_are_variants(a, b);
        if (!near || yx_hanzi_sound_same(a, b, place[i] == 0))
            continue;
        same = false;
        near = n_near++ == 0 && yx_hanzi_sound_near(a, b, place[i] == 0);
    }
    if (variant)
        held |= level_bit(YX_LEVEL_NAME_VARIANT);
    if (same)
        held |= level_bit(YX_LEVEL_NAME_HOMOPHONE);
    else if (near)
        held |= level_bit(YX_LEVEL_NAME_NEAR_SOUND);
    if (n > 1)
        return held;
    if ((wanted & level_bit(YX_LEVEL_NAME_LOOKALIKE)) && x->n > 1 &&
        yx_hanzi_look_alike(x->c[place[0]], y->c[place[0]]))
        held |= level_bit(YX_LEVEL_NAME_LOOKALIKE);
    if (x->n > 2)
        held |= level_bit(YX_LEVEL_NAME_ONE_CHAR);
    return held;
}

/* The same characters in another order. */
static bool is_reordered(const struct name *x, const struct name *y)
{
    uint64_t taken = 0;
    for (size_t i = 0; i < x->n; i++) {
        size_t j = 0;
        while (j < y->n && (y->c[j] != x->c[i] || (taken >> j & 1)))
            j++;
        if (j == y->n)
            return false;
        taken |= (uint64_t)1 << j;
    }
    return true;
}

/* The longer name with one character left out. */
static bool lacks_one(const struct name *shorter, const struct name *longer)
{
    size_t head = 0;
    while (head < shorter->n && shorter->c[head] == longer->c[head])
        head++;
    return memcmp(shorter->c + head, longer->c + head + 1,
                  (shorter->n - head) * sizeof(uint32_t)) == 0;
}

/* Do the names agree where both are written?  A gap stands for one character of the other or
 * for none; two characters must be the same. */
static bool fills_gaps(const struct name *x, size_t i, const struct name *y, size_t j,
                       unsigned stay)
{
    if (i == x->n && j == y->n)
        return stay > 1;
    bool x_gap = i < x->n && x->c[i] == GAP, y_gap = j < y->n && y->c[j] == GAP;
    if (x_gap &&
        (fills_gaps(x, i + 1, y, j, stay) || (j < y->n && fills_gaps(x, i + 1, y, j + 1, stay))))
        return true;
    if (y_gap &&
        (fills_gaps(x, i, y, j + 1, stay) || (i < x->n && fills_gaps(x, i + 1, y, j + 1, stay))))
        return true;
    return i < x->n && j < y->n && !x_gap && !y_gap && x->c[i] == y->c[j] &&
           fills_gaps(x, i + 1, y, j + 1, stay + 1);
}

static bool has_few_gaps(const struct name *x)
{
    enum { FEW = 3 };
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        n += x->c[i] == GAP;
    return n <= FEW;
}

/* ---- parts of minority names ---- */

struct parts {
    size_t n;
    struct {
        size_t from, n;
    } part[PARTS];
};

static void split_parts(const struct yx_value *v, size_t n_chars, struct parts *out)
{
    out->n = 0;
    size_t from = 0;
    for (size_t i = 1; i <= n_chars && out->n < PARTS; i++)
        if (i == n_chars || (i <= PART_BITS && (v->part >> (i - 1) & 1))) {
            out->part[out->n].from = from;
            out->part[out->n++].n = i - from;
            from = i;
        }
}

static bool begins_with(const struct name *x, size_t at, size_t n, const uint32_t *with, size_t m)
{
    return m <= n && memcmp(x->c + at, with, m * sizeof *with) == 0;
}

/* Can the rest of the text be read as parts of y that are not `taken`, the last one perhaps cut
 * short?  One of them must be whole and of two characters. */
static bool is_made_of(const struct name *text, size_t at, const struct name *y,
                       const struct parts *parts, unsigned taken, bool has_whole)
{
    if (at == text->n)
        return has_whole;
    size_t left = text->n - at;
    for (size_t i = 0; i < parts->n; i++) {
        size_t n = parts->part[i].n;
        const uint32_t *c = y->c + parts->part[i].from;
        if (taken >> i & 1)
            continue;
        if (begins_with(text, at, left, c, n) &&
            is_made_of(text, at + n, y, parts, taken | 1U << i, has_whole || n > 1))
            return true;
        if (has_whole && left < n && memcmp(text->c + at, c, left * sizeof *c) == 0)
            return true;
    }
    return false;
}

/* Every part of x is one of y's, each once; the last one may be cut short. */
static bool are_parts_of(const struct name *x, const struct parts *of_x, const struct name *y,
                         const struct parts *of_y)
{
    unsigned taken = 0;
    bool has_whole = false;
    for (size_t i = 0; i < of_x->n; i++) {
        const uint32_t *c = x->c + of_x->part[i].from;
        size_t n = of_x->part[i].n, j = 0;
        for (; j < of_y->n; j++) {
            if (taken >> j & 1)
                continue;
            size_t m = of_y->part[j].n;
            bool may_be_cut = i + 1 == of_x->n && has_whole && n < m;
            if ((n == m || may_be_cut) && memcmp(c, y->c + of_y->part[j].from, n * sizeof *c) == 0)
                break;
        }
        if (j == of_y->n)
            return false;
        has_whole = has_whole || (n > 1 && n == of_y->part[j].n);
        taken |= 1U << j;
    }
    return has_whole;
}

static bool parts_hold(const struct yx_value *a, const struct yx_value *b, const struct name *x,
                       const struct name *y)
{
    enum { LONG_NAME = 4 }; /* no Han name without a dot is longer */
    struct parts p, q;
    split_parts(a, x->n, &p);
    split_parts(b, y->n, &q);
    if (p.n == 1 && q.n == 1)
        return YX_MIN(x->n, y->n) >= LONG_NAME && x->n != y->n &&
               memcmp(x->c, y->c, YX_MIN(x->n, y->n) * sizeof *x->c) == 0;
    if (p.n == 1)
        return is_made_of(x, 0, y, &q, 0, false);
    if (q.n == 1)
        return is_made_of(y, 0, x, &p, 0, false);
    if (p.n != q.n)
        return p.n < q.n ? are_parts_of(x, &p, y, &q) : are_parts_of(y, &q, x, &p);
    return are_parts_of(x, &p, y, &q) || are_parts_of(y, &q, x, &p);
}

/* A part of two characters or more that both have. */
static bool share_part(const struct yx_value *a, const struct yx_value *b, const struct name *x,
                       const struct name *y)
{
    struct parts p, q;
    split_parts(a, x->n, &p);
    split_parts(b, y->n, &q);
    for (size_t i = 0; i < p.n; i++)
        for (size_t j = 0; j < q.n; j++)
            if (p.part[i].n > 1 && p.part[i].n == q.part[j].n &&
                memcmp(x->c + p.part[i].from, y->c + q.part[j].from, p.part[i].n * sizeof *x->c) ==
                    0)
                return true;
    return false;
}

/* ---- names in letters ---- */

static size_t letters_of(const struct name *x, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) {
        uint32_t c = x->c[i];
        if (c >= 0x80) {
            utf8proc_int32_t apart[8];
            int boundary = 0;
            utf8proc_ssize_t k = utf8proc_decompose_char((utf8proc_int32_t)c, apart, YX_LEN(apart),
                                                         UTF8PROC_DECOMPOSE, &boundary);
            if (k > 0)
                c = apart[0] == 'U' && k > 1 && apart[1] == 0x308 ? 'V' : (uint32_t)apart[0];
        }
        if (c >= 'A' && c <= 'Z')
            out[n++] = (char)(c - 'A' + 'a');
    }
    return n;
}

/* Letters at the beginning of `text` that spell the syllable; 0 if they do not.  `way` 1 and 2
 * are the other spellings of ü: u and yu. */
static size_t spells(const char *text, size_t n, const char *syllable, int way)
{
    size_t at = 0;
    for (; *syllable; syllable++) {
        if (*syllable == 'v' && way == 2) {
            if (n - at < 2 || text[at] != 'y' || text[at + 1] != 'u')
                return 0;
            at += 2;
            continue;
        }
        char wanted = *syllable == 'v' && way == 1 ? 'u' : *syllable;
        if (at == n || text[at] != wanted)
            return 0;
        at++;
    }
    return at;
}

/* Do the letters spell the characters from i on, around the end to i = `end`? */
static bool spell_from(const struct name *x, size_t i, size_t left, const char *text, size_t n)
{
    if (left == 0)
        return n == 0;
    uint16_t reading[YX_READINGS_MAX];
    size_t n_readings = yx_hanzi_readings(x->c[i], i == 0, reading);
    if (i < 2 && x->n > 2 && yx_is_compound_surname(x->c[0], x->c[1])) {
        uint16_t compound[2];
        yx_compound_surname_readings(x->c[0], x->c[1], compound);
        if (compound[i] && n_readings < YX_READINGS_MAX)
            reading[n_readings++] = compound[i];
    }
    for (size_t r = 0; r < n_readings; r++) {
        const char *syllable = yx_syllable(reading[r]);
        int ways = strchr(syllable, 'v') ? 3 : 1;
        for (int way = 0; way < ways; way++) {
            size_t used = spells(text, n, syllable, way);
            if (used && spell_from(x, (i + 1) % x->n, left - 1, text + used, n - used))
                return true;
        }
    }
    return false;
}

static bool is_romanised(const struct name *han, const struct name *letters)
{
    enum { LONGEST_SPELT = 12 };
    char text[LONGEST];
    if (han->n < 2 || han->n > LONGEST_SPELT)
        return false;
    size_t n = letters_of(letters, text);
    return n >= han->n && (spell_from(han, 0, han->n, text, n) ||
                           spell_from(han, surname_length(han), han->n, text, n));
}

/* ---- all of it ---- */

static uint32_t name_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    struct name x, y;
    lay_out(a, &x);
    lay_out(b, &y);
    if (x.in_letters != y.in_letters) {
        bool held = (wanted & level_bit(YX_LEVEL_NAME_ROMANISED)) &&
                    (x.in_letters ? is_romanised(&y, &x) : is_romanised(&x, &y));
        return held ? level_bit(YX_LEVEL_NAME_ROMANISED) : 0;
    }
    uint32_t held = 0;
    if (x.n == y.n) {
        held = replaced_hold(&x, &y, wanted);
        if (a->code == b->code && x.n > 1 && !x.has_parts && !y.has_parts && is_reordered(&x, &y))
            held |= level_bit(YX_LEVEL_NAME_MISSING_CHAR);
    } else if (x.n + 1 == y.n || y.n + 1 == x.n) {
        if (YX_MIN(x.n, y.n) > 1 && (x.n < y.n ? lacks_one(&x, &y) : lacks_one(&y, &x)))
            held |= level_bit(YX_LEVEL_NAME_MISSING_CHAR);
    }
    if ((x.has_gap || y.has_gap) && has_few_gaps(&x) && has_few_gaps(&y) &&
        fills_gaps(&x, 0, &y, 0, 0))
        held |= level_bit(YX_LEVEL_NAME_MISSING_CHAR);
    bool long_one = x.has_parts || y.has_parts || (x.n > 3 && y.n > 3 && x.n != y.n);
    if (long_one && (wanted & level_bit(YX_LEVEL_NAME_PARTS)) && parts_hold(a, b, &x, &y))
        held |= level_bit(YX_LEVEL_NAME_PARTS);
    if (x.has_parts || y.has_parts) {
        if (share_part(a, b, &x, &y))
            held |= level_bit(YX_LEVEL_NAME_SURNAME);
    } else if (!x.in_letters && x.c[0] == y.c[0] && x.c[0] != GAP) {
        size_t n = surname_length(&x);
        if (n == surname_length(&y) && (n == 1 || x.c[1] == y.c[1]))
            held |= level_bit(YX_LEVEL_NAME_SURNAME);
    }
    return held & wanted;
}

static void put_pair(struct yx_buf *out, uint32_t a, uint32_t b)
{
    yx_utf8_put(out, a);
    yx_buf_putc(out, '/');
    yx_utf8_put(out, b);
}

static void name_words(unsigned level, const struct yx_value *a, const struct yx_value *b,
                       bool english, struct yx_buf *out)
{
    enum { PAIRS_SAID = 4 };
    struct name x, y;
    lay_out(a, &x);
    lay_out(b, &y);
    if (level == YX_LEVEL_NAME_MISSING_CHAR && (x.has_gap || y.has_gap)) {
        yx_buf_putz(out, english ? "a character not written" : "有字未写出");
    } else if (level == YX_LEVEL_NAME_MISSING_CHAR && x.n == y.n) {
        yx_buf_putz(out, english ? "in another order" : "字序不同");
    } else if (level == YX_LEVEL_NAME_MISSING_CHAR) {
        const struct name *shorter = x.n < y.n ? &x : &y, *longer = x.n < y.n ? &y : &x;
        size_t i = 0;
        while (i < shorter->n && shorter->c[i] == longer->c[i])
            i++;
        yx_buf_putz(out,
                    x.n < y.n ? (english ? "one more: " : "多“") : (english ? "lacks " : "少“"));
        yx_utf8_put(out, longer->c[i]);
        if (!english)
            yx_buf_putz(out, "”");
    } else if (x.n == y.n &&
               (level == YX_LEVEL_NAME_VARIANT || level == YX_LEVEL_NAME_HOMOPHONE ||
                level == YX_LEVEL_NAME_LOOKALIKE || level == YX_LEVEL_NAME_NEAR_SOUND ||
                level == YX_LEVEL_NAME_ONE_CHAR)) {
        size_t said = 0;
        for (size_t i = 0; i < x.n && said < PAIRS_SAID; i++)
            if (x.c[i] != y.c[i]) {
                if (said++)
                    yx_buf_putc(out, ' ');
                put_pair(out, x.c[i], y.c[i]);
            }
    }
}

const struct compare_ops compare_name_ops = {prepare_name, name_holds, name_words};

/* ---- for block_keys.c ---- */

size_t value_surname(const struct yx_value *v)
{
    if ((v->kind & LETTERS_NAME) || value_at(v, 0) == GAP)
        return 0;
    if (v->part)
        return (size_t)__builtin_ctz(v->part) + 1;
    return v->n > 2 && yx_is_compound_surname(value_at(v, 0), value_at(v, 1)) ? 2 : 1;
}

static uint64_t mix_letter(uint64_t h, char c)
{
    return yx_mix64(h ^ (uint8_t)(c == 'v' ? 'u' : c));
}

/* A name in letters: the letters as they stand, which meet the reading of the same name in
 * characters when the surname comes first. */
static uint64_t letters_reading(const struct yx_value *v)
{
    struct name x;
    char text[LONGEST];
    lay_out(v, &x);
    size_t n = letters_of(&x, text);
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = mix_letter(h, text[i]);
    return h;
}

uint64_t value_reading(const struct yx_value *v, enum reading_kind kind)
{
    if (v->kind & LETTERS_NAME)
        return kind == WHOLE_READING ? letters_reading(v) : 0;
    uint16_t compound[2] = {0, 0};
    if (v->n > 2 && !v->part)
        yx_compound_surname_readings(value_at(v, 0), value_at(v, 1), compound);
    uint64_t h = 0;
    for (size_t i = 0; i < v->n; i++) {
        unsigned reading =
            i < 2 && compound[i] ? compound[i] : yx_hanzi_reading(value_at(v, i), i == 0);
        if (reading == 0)
            return 0;
        const char *text = yx_syllable(reading);
        if (kind == NEAR_READING)
            h = yx_mix64(h ^ yx_syllable_class(reading));
        else if (kind == READING_INITIALS)
            h = mix_letter(h, *text);
        else
            while (*text)
                h = mix_letter(h, *text++);
    }
    return h;
}
