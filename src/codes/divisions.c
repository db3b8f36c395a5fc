/* divisions.c -- administrative divisions to the township, and their names.
 *
 * DESIGN: codes are looked up in sorted tables.  For names of counties and above
 * an index is built once (pthread_once): under its whole name, and under the
 * short forms people use: 彭水苗族土家族自治县 is 彭水县 and 彭水, 重庆市 is 重庆.
 * A cell is read from its beginning as province, prefecture, county, each of
 * which may be left out; a whole name goes before a short one. */
#include "codes/divisions.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "codes/code_text.h"
#include "codes/data_table.h"
#include "codes/division_rows.h"

#include <pthread.h>

static struct yx_str name_of(const struct yx_division_row *r)
{
    const unsigned char *p = yx_division_text + r->name;
    return (struct yx_str){(const char *)p + 1, p[0]};
}

/* Index of the first row whose code is not below `code`. */
static uint32_t lower_bound(const struct yx_division_row *row, uint32_t n, uint32_t code)
{
    uint32_t from = 0;
    while (n > 0) {
        uint32_t half = n / 2;
        if (row[from + half].code < code) {
            from += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return from;
}

static const struct yx_division_row *find(uint32_t code)
{
    bool town = code > 999999;
    const struct yx_division_row *row = town ? yx_towns : yx_counties;
    uint32_t n = town ? yx_n_towns : yx_n_counties, i = lower_bound(row, n, code);
    return i < n && row[i].code == code ? &row[i] : NULL;
}

bool yx_division_find(uint32_t code, struct yx_division *out)
{
    const struct yx_division_row *r = find(code);
    if (!r)
        return false;
    *out = (struct yx_division){code, name_of(r)};
    return true;
}

/* The row of a list of successors with that code; its third column. */
static uint32_t successor_in(const struct yx_data *list, struct yx_str code)
{
    uint64_t next = 0;
    uint32_t row = yx_data_find(list, 0, code);
    if (row < list->n_rows)
        (void)yx_str_u64(yx_data_at(list, row, 2), &next);
    return (uint32_t)next;
}

uint32_t yx_division_successor(uint32_t code)
{
    if (code > 999999 || find(code))
        return 0;
    struct yx_num text = yx_fmt_u64(code);
    uint32_t next = successor_in(&yx_data_division_successors, yx_str_of(text.s));
    return next ? next : successor_in(&yx_data_division_mergers, yx_str_of(text.s));
}

uint32_t yx_division_parent(uint32_t code)
{
    if (code > 999999)
        return code / 1000;
    if (code % 100)
        return code / 100 * 100;
    return code % 10000 ? code / 10000 * 10000 : 0;
}

/* Some prefectures have no counties and are their towns' parent themselves. */
bool yx_division_child(uint32_t code, uint32_t i, struct yx_division *out)
{
    if (code == 0 || code > 999999)
        return false;
    if (code % 100 || !find(code + 1)) {
        uint32_t at = lower_bound(yx_towns, yx_n_towns, code * 1000) + i;
        if (at < yx_n_towns && yx_towns[at].code / 1000 == code) {
            *out = (struct yx_division){yx_towns[at].code, name_of(&yx_towns[at])};
            return true;
        }
        if (code % 100)
            return false;
    }
    uint32_t step = code % 10000 ? 100 : 10000, within = code % 10000 ? 1 : 100;
    for (uint32_t at = lower_bound(yx_counties, yx_n_counties, code + 1);
         at < yx_n_counties && yx_counties[at].code < code + step; at++)
        if (yx_counties[at].code % within == 0 && i-- == 0) {
            *out = (struct yx_division){yx_counties[at].code, name_of(&yx_counties[at])};
            return true;
        }
    return false;
}

uint32_t yx_division_n_children(uint32_t code)
{
    struct yx_division d;
    uint32_t n = 0;
    if (code % 100 && code <= 999999)
        return lower_bound(yx_towns, yx_n_towns, (code + 1) * 1000) -
               lower_bound(yx_towns, yx_n_towns, code * 1000);
    while (yx_division_child(code, n, &d))
        n++;
    return n;
}

/* 市辖区, 县, 省直辖县级行政区划: levels without a name of their own. */
static bool is_filler(struct yx_str name)
{
    return yx_str_is(name, "市辖区") || yx_str_is(name, "县") ||
           yx_str_ends(name, YX_S("直辖县级行政区划"));
}

void yx_division_path(uint32_t code, struct yx_buf *out)
{
    uint32_t parent = yx_division_parent(code);
    if (parent)
        yx_division_path(parent, out);
    const struct yx_division_row *r = find(code);
    if (r && !is_filler(name_of(r)))
        yx_buf_puts(out, name_of(r));
}

/* ---- short names ---- */

static bool cut_end(struct yx_str *s, const char *end)
{
    struct yx_str e = yx_str_of(end);
    if (s->n <= e.n || !yx_str_ends(*s, e))
        return false;
    s->n -= e.n;
    return true;
}

/* Names of ethnic groups at the end, as long as something is left: 彭水苗族土家族 → 彭水. */
static struct yx_str without_groups(struct yx_str s)
{
    for (bool again = true; again;) {
        again = cut_end(&s, "各族") || cut_end(&s, "民族");
        for (uint32_t i = 0; i < yx_data_ethnic.n_rows && !again; i++) {
            struct yx_str name = yx_data_at(&yx_data_ethnic, i, 1);
            again = s.n > name.n + 3 && yx_str_ends(s, name);
            s.n -= again ? name.n : 0;
        }
    }
    return s;
}

/* The name without what says its rank. */
static struct yx_str stem_of(struct yx_str s)
{
    static const char *const ends[] = {
        "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "自治州", "自治县",
        "自治旗",     "林区",       "特区",       "街道",         "苏木",   "地区",   "省",
        "市",         "州",         "盟",         "县",           "区",     "旗",     "乡",
        "镇"};
    for (size_t i = 0; i < YX_LEN(ends); i++)
        if (s.n >= 6 + strlen(ends[i]) && cut_end(&s, ends[i]))
            break;
    return without_groups(s);
}

uint32_t yx_town_find(uint32_t county, struct yx_str name)
{
    struct yx_buf b = {0};
    yx_word_put(name, &b);
    struct yx_str want = yx_buf_str(&b);
    static const char *const offices[] = {"人民政府", "政府", "街道办事处", "办事处"};
    for (size_t i = 0; i < YX_LEN(offices); i++)
        if (cut_end(&want, offices[i])) {
            if (i == 2) /* 街道办事处 is the office of a 街道 */
                want.n += strlen("街道");
            break;
        }
    uint32_t from = lower_bound(yx_towns, yx_n_towns, county * 1000), exact = 0, similar = 0,
             n_similar = 0;
    for (uint32_t i = from; i < yx_n_towns && yx_towns[i].code / 1000 == county && want.n; i++) {
        struct yx_str own = name_of(&yx_towns[i]);
        if (yx_str_eq(own, want)) {
            exact = yx_towns[i].code;
        } else if (yx_str_eq(stem_of(own), stem_of(want))) {
            similar = yx_towns[i].code;
            n_similar++;
        }
    }
    yx_buf_free(&b);
    return exact ? exact : n_similar == 1 ? similar : 0;
}

/* ---- counties by name ---- */

enum { MAX_ALIASES = 24000 };
static const uint32_t NONE = UINT32_MAX;

struct alias {
    uint32_t code, next;
    bool is_whole; /* the name as it is */
    bool is_bare;  /* 彭水: only where the cell ends with it */
    char word[60];
    uint8_t n;
};

static struct {
    struct alias *alias;
    uint32_t n;
    struct yx_map map;
} names;

static pthread_once_t names_once = PTHREAD_ONCE_INIT;

static uint64_t key_of(struct yx_str word)
{
    uint64_t h = yx_hash_str(word);
    return h ? h : 1;
}

static void add_alias(uint32_t code, struct yx_str word, const char *end, bool is_whole)
{
    size_t n = word.n + strlen(end);
    if (n > sizeof names.alias->word)
        return;
    YX_ASSERT(names.n < MAX_ALIASES);
    struct alias *a = &names.alias[names.n];
    *a = (struct alias){.code = code, .next = NONE, .is_whole = is_whole, .n = (uint8_t)n};
    a->is_bare = !is_whole && *end == '\0' && code % 10000 != 0;
    memcpy(a->word, word.p, word.n);
    memcpy(a->word + word.n, end, n - word.n);
    bool fresh;
    uint32_t *at = yx_map_put(&names.map, key_of((struct yx_str){a->word, n}), names.n, &fresh);
    if (!fresh) {
        a->next = *at;
        *at = names.n;
    }
    names.n++;
}

static void read_names(void)
{
    names.alias = yx_calloc(MAX_ALIASES, sizeof *names.alias);
    yx_map_init(&names.map, MAX_ALIASES);
    for (uint32_t i = 0; i < yx_n_counties; i++) {
        uint32_t code = yx_counties[i].code;
        struct yx_str name = name_of(&yx_counties[i]), stem = stem_of(name);
        if (is_filler(name))
            continue;
        add_alias(code, name, "", true);
        if (yx_str_eq(stem, name))
            continue;
        if (code % 10000 == 0) {
            add_alias(code, stem, "", false);
        } else if (code % 100 == 0) {
            static const char *const ends[] = {"市", "州", "盟", "地区"};
            for (size_t k = 0; k < YX_LEN(ends); k++)
                add_alias(code, stem, ends[k], false);
        } else {
            static const char *const ends[] = {"", "县", "区", "市", "旗"};
            for (size_t k = 0; k < YX_LEN(ends); k++)
                add_alias(code, stem, ends[k], false);
        }
    }
}

enum { PROVINCE, PREFECTURE, COUNTY };

static unsigned rank_of(uint32_t code)
{
    return code % 10000 == 0 ? PROVINCE : code % 100 == 0 ? PREFECTURE : COUNTY;
}

/* What has been found in a cell: the best county so far. */
struct search {
    uint32_t near;
    uint32_t code;
    int points;
    bool is_tie;
};

/* How well a county fits: whole name, a parent named, near. */
static void propose(struct search *s, uint32_t code, bool is_whole, uint32_t within)
{
    int points = is_whole ? 8 : 0;
    if (within)
        points += 16;
    if (s->near) {
        points += code / 100 == s->near / 100 ? 3 : code / 10000 == s->near / 10000 ? 2 : 0;
        points += code == s->near;
    }
    if (points > s->points) {
        *s = (struct search){s->near, code, points, false};
    } else if (points == s->points && code != s->code) {
        s->is_tie = true;
    }
}

/* Read names from byte `at` on, inside the division `within` (0: anywhere). */
static void read_from(struct search *s, struct yx_str text, size_t at, uint32_t within)
{
    struct yx_str rest = yx_str_sub(text, at, text.n);
    if (within) { /* 市辖区 and 县 between the names say nothing */
        static const char *const fillers[] = {"市辖区", "市辖县"};
        for (size_t i = 0; i < YX_LEN(fillers); i++)
            if (yx_str_starts(rest, yx_str_of(fillers[i]))) {
                at += strlen(fillers[i]);
                rest = yx_str_sub(text, at, text.n);
            }
    }
    for (size_t n = YX_MIN(rest.n, sizeof names.alias->word); n > 0; n--) {
        if (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
            continue;
        struct yx_str word = yx_str_sub(rest, 0, n);
        const uint32_t *first = yx_map_get(&names.map, key_of(word));
        for (uint32_t i = first ? *first : NONE; i != NONE; i = names.alias[i].next) {
            const struct alias *a = &names.alias[i];
            if (!yx_str_eq((struct yx_str){a->word, a->n}, word) || (a->is_bare && n < rest.n))
                continue;
            if (within && (rank_of(within) == PROVINCE ? a->code / 10000 != within / 10000
                                                       : a->code / 100 != within / 100))
                continue;
            if (within && rank_of(a->code) <= rank_of(within))
                continue;
            if (rank_of(a->code) == COUNTY)
                propose(s, a->code, a->is_whole, within);
            else
                read_from(s, text, at + n, a->code);
        }
    }
}

/* A code of 6, 9 or 12 digits that names a county or something in it. */
static uint32_t county_of_code(struct yx_str digits)
{
    uint64_t code;
    if ((digits.n != 6 && digits.n != 9 && digits.n != 12) ||
        !yx_str_u64(yx_str_sub(digits, 0, 6), &code))
        return 0;
    if (code < 110000 || code > 999999)
        return 0;
    /* a prefecture without counties (东莞) stands for one; others name no county */
    bool is_county =
        code % 100 || lower_bound(yx_towns, yx_n_towns, (uint32_t)code * 1000) <
                          lower_bound(yx_towns, yx_n_towns, ((uint32_t)code + 1) * 1000);
    uint32_t today = is_county ? yx_division_successor((uint32_t)code) : 0;
    return today ? today : is_county ? (uint32_t)code : 0;
}

uint32_t yx_county_read(struct yx_str cell, uint32_t near)
{
    struct yx_code_text t;
    yx_code_read(cell, &t);
    if (!t.has_other && !t.is_long)
        return county_of_code((struct yx_str){t.p, t.n});
    (void)pthread_once(&names_once, read_names);
    struct yx_buf b = {0};
    yx_word_put(cell, &b);
    struct yx_str text = yx_buf_str(&b);
    struct search s = {.near = near, .points = -1};
    if (yx_str_is(text, "本县") || yx_str_is(text, "本区"))
        s.code = near;
    else
        read_from(&s, text, 0, 0);
    yx_buf_free(&b);
    return s.is_tie ? 0 : s.code;
}

/* ---- the head of an address ---- */

struct head {
    uint32_t code;
    size_t used;
    bool is_tie;
};

/* The longest run of names, each inside the one before. */
static void head_from(struct head *h, struct yx_str text, size_t at, uint32_t within)
{
    struct yx_str rest = yx_str_sub(text, at, text.n);
    for (size_t n = YX_MIN(rest.n, sizeof names.alias->word); n > 0; n--) {
        if (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
            continue;
        struct yx_str word = yx_str_sub(rest, 0, n);
        const uint32_t *first = yx_map_get(&names.map, key_of(word));
        for (uint32_t i = first ? *first : NONE; i != NONE; i = names.alias[i].next) {
            const struct alias *a = &names.alias[i];
            uint32_t step = within == 0 ? 0 : rank_of(within) == PROVINCE ? 10000 : 100;
            if (!yx_str_eq((struct yx_str){a->word, a->n}, word) || (a->is_bare && n < rest.n) ||
                (within &&
                 (a->code / step != within / step || rank_of(a->code) <= rank_of(within))))
                continue;
            if (at + n > h->used)
                *h = (struct head){a->code, at + n, false};
            else if (at + n == h->used && a->code != h->code)
                h->is_tie = true;
            if (rank_of(a->code) != COUNTY)
                head_from(h, text, at + n, a->code);
        }
    }
}

uint32_t yx_division_head(struct yx_str text, size_t *used)
{
    (void)pthread_once(&names_once, read_names);
    struct head h = {0};
    head_from(&h, text, 0, 0);
    *used = h.used;
    return h.is_tie ? 0 : h.code;
}
