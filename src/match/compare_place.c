/* compare_place.c -- divisions, schools, addresses: where something is.
 *
 * DESIGN.  All three may begin with names of province, prefecture and county, which are read
 * by codes/divisions.h and taken off.  Two values of which one does not say its county may
 * still be the same place, so that a pair can hold 一致 although the hashes differ; equal
 * hashes say that county, name and all agree.
 *
 * 区划  `code` is county * 10^6 + town * 1000 + village, as far as known; `kind` says how far.
 *       What is not recognised is compared as text.
 * 学校  the characters are those of the name without its place; `code` is the county, or with
 *       SCHOOL_NUMBER the ten digits; bit i of `part` says that character i is one of
 *       data/telling-characters.csv, which tell one school from another.
 * 地址  `code` is the hash of the town's name above that of the village's; `part` stands for
 *       the county.  The characters are those after the village. */
#include "match/compare_types.h"

#include "base/hash.h"
#include "codes/code_text.h"
#include "codes/data_table.h"
#include "codes/divisions.h"
#include "codes/school_code.h"
#include "match/name.h"

/* ---- text without blanks, simplified ---- */

static void clean(struct yx_str s, struct yx_buf *out)
{
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);) {
        if (c <= ' ' || c == 0xA0 || c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200F))
            continue;
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c >= 'a' && c <= 'z')
            c -= 32;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c >= 0x80)
            yx_utf8_put(out, c < 0x2E80 ? c : yx_hanzi_fold(c));
        else if (c == '-' || c == '#' || c == '/') /* 3-201 is not 32-01 */
            yx_buf_putc(out, '-');
    }
}

static void list_characters(struct yx_str s, struct char_list *l)
{
    char_list_start(l);
    size_t at = 0;
    for (uint32_t c; yx_utf8_next(s, &at, &c);)
        char_list_add(l, c);
}

static void set_hash(struct yx_value *v, uint64_t what)
{
    v->hash = yx_mix64(what);
    if (v->hash == 0)
        v->hash = 1;
}

/* Bytes up to and with the earliest of the `ends` that has something before it, of several at
 * one place the one listed first; 0: none. */
static size_t up_to(struct yx_str s, const char *const *ends, size_t n_ends)
{
    ptrdiff_t first = 0;
    size_t bytes = 0;
    for (size_t i = 0; i < n_ends; i++) {
        struct yx_str end = yx_str_of(ends[i]);
        ptrdiff_t at = yx_str_find(s, end);
        if (at > 0 && (first == 0 || at < first)) {
            first = at;
            bytes = (size_t)at + end.n;
        }
    }
    return bytes;
}

static size_t town_name_length(struct yx_str s)
{
    static const char *const ends[] = {"街道办事处", "街道", "苏木", "镇", "乡"};
    return up_to(s, ends, YX_LEN(ends));
}

/* ---- divisions ---- */

enum division_kind { NO_DIVISION, PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE };

static enum division_kind rank_of(uint64_t code)
{
    if (code % 1000)
        return VILLAGE;
    if (code / 1000 % 1000)
        return TOWN;
    uint64_t six = code / 1000000;
    return six % 100 ? COUNTY : six % 10000 ? PREFECTURE : PROVINCE;
}

/* Of a code of 6, 9 or 12 digits; 0 if it is none. */
static uint64_t division_of_digits(const struct yx_code_text *t)
{
    uint64_t code;
    struct yx_str digits = {t->p, t->n};
    if ((t->n != 6 && t->n != 9 && t->n != 12) || !yx_str_u64(digits, &code))
        return 0;
    for (size_t n = t->n; n < 12; n += 3)
        code *= 1000;
    uint32_t six = (uint32_t)(code / 1000000), today = yx_division_successor(six);
    if (six < 110000)
        return 0;
    /* a withdrawn county's towns have other numbers today */
    return today ? (uint64_t)today * 1000000 : code;
}

static uint64_t division_of_name(struct yx_str text)
{
    size_t used;
    uint32_t code = yx_division_head(text, &used);
    if (code == 0)
        return 0;
    struct yx_str rest = yx_str_sub(text, used, text.n);
    if (rest.n == 0)
        return (uint64_t)code * 1000000;
    size_t n = town_name_length(rest);
    uint32_t town = yx_town_find(code, yx_str_sub(rest, 0, n ? n : rest.n));
    return town && n == rest.n ? (uint64_t)town * 1000 : 0;
}

static void prepare_division(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_code_text t;
    yx_code_read(s, &t);
    uint64_t code = 0;
    struct yx_buf text = {0};
    clean(s, &text);
    if (text.n == 0)
        return;
    if (t.has_other || t.is_long)
        code = division_of_name(yx_buf_str(&text));
    else
        code = division_of_digits(&t);
    struct char_list l;
    list_characters(yx_buf_str(&text), &l);
    value_keep(v, &l, arena);
    yx_buf_free(&text);
    if (code == 0)
        return;
    v->code = code;
    set_hash(v, code);
    v->kind = (uint8_t)rank_of(code);
}

static uint32_t division_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    enum { DIVISIONS_OF_TOWN = 1000 };
    static const uint64_t town = DIVISIONS_OF_TOWN, county = 1000000, prefecture = 100000000,
                          province = 10000000000;
    unsigned known = YX_MIN(a->kind, b->kind);
    uint32_t held = 0;
    if (known >= PROVINCE && a->code / province == b->code / province)
        held |= level_bit(YX_LEVEL_DIVISION_PROVINCE);
    if (known >= PREFECTURE && a->code / prefecture == b->code / prefecture)
        held |= level_bit(YX_LEVEL_DIVISION_PREFECTURE);
    if (known >= COUNTY && a->code / county == b->code / county)
        held |= level_bit(YX_LEVEL_DIVISION_COUNTY);
    if (known >= TOWN && a->code / town == b->code / town)
        held |= level_bit(YX_LEVEL_DIVISION_TOWN);
    return held & wanted;
}

const struct compare_ops compare_division_ops = {prepare_division, division_holds, NULL};

/* ---- schools ---- */

enum school_kind { SCHOOL_NAME, SCHOOL_NUMBER };

/* Names of places in front, as long as four characters stay: 重庆市彭水县汉葭小学 → 汉葭小学. */
static uint32_t take_off_place(struct yx_str *name)
{
    static const char *const ranks[] = {"省", "市", "州", "盟", "县", "区", "旗"};
    size_t used;
    uint32_t code = yx_division_head(*name, &used);
    struct yx_str place = yx_str_sub(*name, 0, used);
    bool has_rank = false; /* 北京路小学 does not begin with a place */
    for (size_t i = 0; i < YX_LEN(ranks) && !has_rank; i++)
        has_rank = yx_str_ends(place, yx_str_of(ranks[i]));
    if (!has_rank || name->n - used < yx_str_of("四个汉字").n)
        return 0;
    *name = yx_str_sub(*name, used, name->n);
    return code;
}

/* Numbers, points of the compass, stages: characters that tell one school from another. */
static bool is_listed(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return true;
    if (c < 0x800 || c > 0xFFFF)
        return false;
    const char text[3] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                          (char)(0x80 | (c & 63))};
    for (uint32_t row = 0; row < yx_data_telling_characters.n_rows; row++)
        if (memcmp(yx_data_at(&yx_data_telling_characters, row, 0).p, text, sizeof text) == 0)
            return true;
    return false;
}

static bool is_telling(const struct yx_value *v, size_t i)
{
    return i < 16 && (v->part >> i & 1);
}

static void prepare_school(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_school_code number;
    if (yx_school_code_read(s, &number)) {
        value_keep_number(v, number.code);
        v->kind = SCHOOL_NUMBER;
        return;
    }
    struct yx_buf text = {0};
    clean(s, &text);
    if (text.n == 0)
        return;
    struct yx_str name = yx_buf_str(&text);
    uint32_t county = take_off_place(&name);
    if (yx_str_ends(name, YX_S("小学校")) || yx_str_ends(name, YX_S("中学校")))
        name.n -= strlen("校"); /* 中心小学校 is also called 中心小学 */
    struct char_list l;
    list_characters(name, &l);
    value_keep(v, &l, arena);
    yx_buf_free(&text);
    if (!v->hash)
        return;
    unsigned telling = 0;
    for (uint32_t i = 0; i < l.n && i < 16; i++)
        telling |= (unsigned)is_listed(l.c[i]) << i;
    v->part = (uint16_t)telling;
    v->code = county % 100 ? county : 0;
    if (v->code)
        set_hash(v, l.hash ^ yx_mix64(county));
}

/* Do both end with the same two characters: 小学, 中学, 学校, 分校? */
static bool same_sort(const struct yx_value *a, const struct yx_value *b)
{
    return value_at(a, a->n - 1U) == value_at(b, b->n - 1U) &&
           value_at(a, a->n - 2U) == value_at(b, b->n - 2U);
}

/* All characters of the shorter one stand in the longer one in the same order, and what the
 * longer one has besides tells nothing. */
static bool is_abridged(const struct yx_value *shorter, const struct yx_value *longer)
{
    size_t at = 0;
    for (size_t i = 0; i < longer->n; i++)
        if (at < shorter->n && value_at(longer, i) == value_at(shorter, at))
            at++;
        else if (is_telling(longer, i))
            return false;
    return at == shorter->n;
}

static bool differ_in_one(const struct yx_value *a, const struct yx_value *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (value_at(a, i) == value_at(b, i))
            continue;
        if (n++ || is_telling(a, i) || is_telling(b, i))
            return false;
    }
    return n == 1;
}

static uint32_t school_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    enum { SHORTEST = 4 };
    if (a->kind == SCHOOL_NUMBER || b->kind == SCHOOL_NUMBER)
        return 0;
    if (a->code && b->code && a->code != b->code)
        return 0;
    uint32_t held = 0;
    if (YX_MIN(a->n, b->n) < SHORTEST || !same_sort(a, b))
        return a->n == b->n && yx_chars_distance(value_chars(a), value_chars(b), 0) == 0
                   ? wanted & level_bit(YX_LEVEL_SCHOOL_SAME)
                   : 0;
    if (a->n == b->n) {
        struct yx_chars x = value_chars(a), y = value_chars(b);
        if (yx_chars_distance(x, y, 0) == 0)
            held |= level_bit(YX_LEVEL_SCHOOL_SAME) | level_bit(YX_LEVEL_SCHOOL_SIMILAR);
        else if (differ_in_one(a, b))
            held |= level_bit(YX_LEVEL_SCHOOL_SIMILAR);
    } else if (a->n < b->n ? is_abridged(a, b) : is_abridged(b, a)) {
        held |= level_bit(YX_LEVEL_SCHOOL_SIMILAR);
    }
    return held & wanted;
}

const struct compare_ops compare_school_ops = {prepare_school, school_holds, NULL};

/* ---- addresses ---- */

static uint32_t short_hash(struct yx_str s)
{
    return s.n ? (uint32_t)(yx_hash_str(s) >> 32) | 1U : 0;
}

static bool cut_end(struct yx_str *s, const char *end)
{
    struct yx_str e = yx_str_of(end);
    if (s->n <= e.n || !yx_str_ends(*s, e))
        return false;
    s->n -= e.n;
    return true;
}

/* 汉葭街道办事处 and 汉葭街道 are one town; 汉葭镇 that became 汉葭街道 too. */
static uint32_t town_hash(struct yx_str name)
{
    (void)(cut_end(&name, "街道办事处") || cut_end(&name, "街道") || cut_end(&name, "苏木") ||
           cut_end(&name, "镇") || cut_end(&name, "乡"));
    return short_hash(name);
}

/* The village at the beginning: 大垭村, 大垭村民委员会, 大垭社区居委会; its length in *n. */
static uint32_t village_hash(struct yx_str s, size_t *n)
{
    static const char *const ends[] = {"村民委员会", "社区居民委员会", "社区居委会",
                                       "居民委员会", "村委会",         "居委会",
                                       "社区",       "嘎查",           "村"};
    *n = up_to(s, ends, YX_LEN(ends));
    if (*n == 0)
        return 0;
    struct yx_str name = yx_str_sub(s, 0, *n);
    for (size_t i = 0; i < YX_LEN(ends); i++)
        if (cut_end(&name, ends[i]))
            break;
    return short_hash(name);
}

static void prepare_address(struct yx_str s, struct yx_arena *arena, struct yx_value *v)
{
    struct yx_buf text = {0};
    clean(s, &text);
    if (text.n == 0)
        return;
    struct yx_str all = yx_buf_str(&text), rest = all;
    size_t used;
    uint32_t county = yx_division_head(rest, &used);
    rest = yx_str_sub(rest, used, rest.n);
    size_t n = town_name_length(rest);
    uint32_t town = n ? town_hash(yx_str_sub(rest, 0, n)) : 0;
    rest = yx_str_sub(rest, n, rest.n);
    uint32_t village = village_hash(rest, &n);
    rest = yx_str_sub(rest, n, rest.n);
    struct char_list l;
    list_characters(village || town ? rest : all, &l);
    if (l.all == 0 && (village || town))
        char_list_add(&l, '-'); /* nothing below the village */
    value_keep(v, &l, arena);
    yx_buf_free(&text);
    if (!v->hash)
        return;
    uint64_t place = (uint64_t)town << 32 | village;
    v->part = county % 100 ? (uint16_t)(yx_mix64(county) | 1) : 0;
    v->code = place;
    set_hash(v, yx_mix64(place + v->part) ^ l.hash);
}

static uint32_t address_holds(const struct yx_value *a, const struct yx_value *b, uint32_t wanted)
{
    if (a->part && b->part && a->part != b->part)
        return 0;
    uint32_t town_a = (uint32_t)(a->code >> 32), town_b = (uint32_t)(b->code >> 32);
    uint32_t village_a = (uint32_t)a->code, village_b = (uint32_t)b->code;
    uint32_t held = 0;
    if (town_a && town_a == town_b)
        held |= level_bit(YX_LEVEL_ADDRESS_TOWN);
    if (village_a && village_a == village_b && (town_a == town_b || !town_a || !town_b))
        held |= level_bit(YX_LEVEL_ADDRESS_VILLAGE);
    if (a->code == b->code && a->n == b->n &&
        yx_chars_distance(value_chars(a), value_chars(b), 0) == 0)
        held |= level_bit(YX_LEVEL_ADDRESS_SAME);
    return held & wanted;
}

const struct compare_ops compare_address_ops = {prepare_address, address_holds, NULL};

/* ---- for block_keys.c ---- */

uint64_t value_county(const struct yx_value *v)
{
    if (v->type == YX_COMPARE_ADDRESS)
        return v->part;
    return v->kind >= COUNTY ? v->code / 1000000 : 0;
}

uint64_t value_town(const struct yx_value *v)
{
    if (v->type == YX_COMPARE_ADDRESS)
        return v->code >> 32;
    return v->kind >= TOWN ? v->code / 1000 : 0;
}
