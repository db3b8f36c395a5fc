/* block_keys.c -- keys by which rows are put into blocks.
 *
 * DESIGN.  A key is a hash of what it takes from the value, mixed with its kind, so that keys
 * of different kinds never meet by chance of being small numbers.  */
#include "match/compare_types.h"

#include "base/hash.h"

static const struct {
    struct yx_str zh, en;
    bool takes_number;
} kinds[YX_N_KEY_KINDS] = {
#define KEY(id, zh, en, n) {{zh, sizeof(zh) - 1}, {en, sizeof(en) - 1}, n},
    YX_BLOCK_KEYS(KEY)
#undef KEY
};

bool yx_key_kind_find(struct yx_str word, enum yx_key_kind *out)
{
    for (size_t i = 0; i < YX_LEN(kinds); i++)
        if (yx_str_eq(word, kinds[i].zh) || yx_str_eq(word, kinds[i].en)) {
            *out = (enum yx_key_kind)i;
            return true;
        }
    return false;
}

struct yx_str yx_key_kind_name(enum yx_key_kind kind, bool english)
{
    return english ? kinds[kind].en : kinds[kind].zh;
}

bool yx_key_takes_number(enum yx_key_kind kind)
{
    return kinds[kind].takes_number;
}

bool yx_key_fits(enum yx_key_kind kind, enum yx_compare_type type)
{
    switch (kind) {
    case YX_KEY_WHOLE: return true;
    case YX_KEY_READING:
    case YX_KEY_NEAR:
    case YX_KEY_SURNAME: return type == YX_COMPARE_NAME;
    case YX_KEY_INITIALS: return type == YX_COMPARE_NAME || type == YX_COMPARE_WORD;
    case YX_KEY_YEAR:
    case YX_KEY_MONTH:
    case YX_KEY_MONTH_DAY: return type == YX_COMPARE_DATE;
    case YX_KEY_SOUND: return type == YX_COMPARE_WORD;
    case YX_KEY_COUNTY:
    case YX_KEY_TOWN: return type == YX_COMPARE_DIVISION || type == YX_COMPARE_ADDRESS;
    case YX_KEY_FIRST:
    case YX_KEY_HEAD:
    case YX_KEY_TAIL:
    case YX_KEY_SORTED: return type != YX_COMPARE_DATE && type != YX_COMPARE_DIVISION;
    case YX_N_KEY_KINDS: break;
    }
    return false;
}

static uint64_t finish(enum yx_key_kind kind, uint64_t what)
{
    if (what == 0)
        return 0;
    uint64_t key = yx_mix64(what + (uint64_t)(kind + 1) * 0x9E3779B97F4A7C15U);
    return key ? key : 1;
}

/* Of the characters from..to, in order. */
static uint64_t hash_part(const struct yx_value *v, size_t from, size_t to)
{
    uint64_t h = 0x51ED270B;
    for (size_t i = from; i < to; i++)
        h = yx_mix64(h ^ value_at(v, i));
    return h;
}

/* ---- words in letters ---- */

/* A code for how a word in letters sounds, made for names as they are spelt in English; our
 * own, simple one.  Letters fall into classes; a class is written once however often its
 * letters follow each other; vowels, H, W and Y count only at the beginning, all as one.
 *   B P F V 1 · C G J K Q S X Z 2 (PH is 1) · D T 3 · L 4 · M N 5 · R 6
 * At most five classes of the first word are taken, the first one keeps its class. */
static uint64_t sound_of(const struct yx_value *v)
{
    static const char class_of[26] = {0,   '1', '2', '3', 0,   '1', '2', 0,   0,
                                      '2', '2', '4', '5', '5', 0,   '1', '2', '6',
                                      '2', '3', 0,   '1', 0,   '2', 0,   '2'};
    uint64_t code = 0;
    char last = 0;
    unsigned n = 0;
    for (size_t i = 0; i < v->n && n < 5; i++) {
        uint32_t c = value_at(v, i);
        if (c == ' ')
            break;
        if (c < 'A' || c > 'Z')
            continue;
        char class = class_of[c - 'A'];
        if (c == 'P' && i + 1 < v->n && value_at(v, i + 1) == 'H')
            class = '1';
        if (class == 0) {
            if (n == 0 && code == 0)
                code = 'A';
            if (c != 'H' && c != 'W')
                last = 0;
            continue;
        }
        if (class != last) {
            code = code << 8 | (uint8_t) class;
            n++;
        }
        last = class;
    }
    return code;
}

static uint64_t first_letters(const struct yx_value *v)
{
    uint64_t h = 0;
    for (size_t i = 0; i < v->n; i++)
        if (i == 0 || value_at(v, i - 1) == ' ')
            h = yx_mix64(h ^ value_at(v, i));
    return h;
}

static uint64_t sorted_characters(const struct yx_value *v)
{
    uint64_t sum = 0; /* of mixed characters: the order does not matter */
    for (size_t i = 0; i < v->n; i++)
        sum += yx_mix64(value_at(v, i) + 1U);
    return sum;
}

uint64_t yx_block_key(enum yx_key_kind kind, unsigned n, const struct yx_value *v)
{
    if (v->hash == 0 || !yx_key_fits(kind, (enum yx_compare_type)v->type))
        return 0;
    uint32_t date = v->type == YX_COMPARE_DATE ? value_date(v) : 0;
    size_t count = n ? n : 1;
    switch (kind) {
    case YX_KEY_WHOLE: return finish(kind, v->hash);
    case YX_KEY_FIRST:
    case YX_KEY_HEAD: return v->n < count ? 0 : finish(YX_KEY_HEAD, hash_part(v, 0, count));
    case YX_KEY_TAIL: return v->n < count ? 0 : finish(kind, hash_part(v, v->n - count, v->n));
    case YX_KEY_SORTED: return v->n ? finish(kind, sorted_characters(v)) : 0;
    case YX_KEY_YEAR: return finish(kind, date / 10000);
    case YX_KEY_MONTH: return date / 100 % 100 ? finish(kind, date / 100) : 0;
    case YX_KEY_MONTH_DAY: return date % 100 ? finish(kind, date % 10000) : 0;
    case YX_KEY_SOUND: return finish(kind, sound_of(v));
    case YX_KEY_INITIALS:
        return finish(kind, v->type == YX_COMPARE_NAME && value_surname(v)
                                ? value_reading(v, READING_INITIALS)
                                : first_letters(v));
    case YX_KEY_COUNTY: return finish(kind, value_county(v));
    case YX_KEY_TOWN: return finish(kind, value_town(v));
    case YX_KEY_SURNAME: {
        size_t surname = value_surname(v);
        return surname ? finish(kind, hash_part(v, 0, surname)) : 0;
    }
    case YX_KEY_READING: return finish(kind, value_reading(v, WHOLE_READING));
    case YX_KEY_NEAR: return finish(kind, value_reading(v, NEAR_READING));
    case YX_N_KEY_KINDS: break;
    }
    return 0;
}
