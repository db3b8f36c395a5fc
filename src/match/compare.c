/* compare.c -- how two values of a field agree: types, levels, dispatch.
 *
 * The tables of words, the way from a type to the file that knows it, and what all types
 * share: keeping characters in a value, edits between two of them and their words. */
#include "match/compare_types.h"

#include "base/hash.h"
#include "base/mem.h"

/* ---- words ---- */

struct word {
    struct yx_str zh, en;
};

static const struct word type_word[YX_N_COMPARE_TYPES] = {
#define TYPE(id, zh, en) {{zh, sizeof(zh) - 1}, {en, sizeof(en) - 1}},
    YX_COMPARE_TYPES(TYPE)
#undef TYPE
};

#define LEVEL(type, id, zh, en) {{zh, sizeof(zh) - 1}, {en, sizeof(en) - 1}},
static const struct word name_level[] = {YX_NAME_LEVELS(LEVEL)};
static const struct word id_level[] = {YX_ID_LEVELS(LEVEL)};
static const struct word date_level[] = {YX_DATE_LEVELS(LEVEL)};
static const struct word division_level[] = {YX_DIVISION_LEVELS(LEVEL)};
static const struct word school_level[] = {YX_SCHOOL_LEVELS(LEVEL)};
static const struct word address_level[] = {YX_ADDRESS_LEVELS(LEVEL)};
static const struct word word_level[] = {YX_WORD_LEVELS(LEVEL)};
static const struct word digits_level[] = {YX_DIGITS_LEVELS(LEVEL)};
static const struct word code_level[] = {YX_CODE_LEVELS(LEVEL)};
#undef LEVEL

static const struct {
    const struct word *level;
    unsigned n_levels;
    const struct compare_ops *ops;
} types[YX_N_COMPARE_TYPES] = {
    [YX_COMPARE_NAME] = {name_level, YX_LEN(name_level), &compare_name_ops},
    [YX_COMPARE_ID] = {id_level, YX_LEN(id_level), &compare_id_ops},
    [YX_COMPARE_DATE] = {date_level, YX_LEN(date_level), &compare_date_ops},
    [YX_COMPARE_DIVISION] = {division_level, YX_LEN(division_level), &compare_division_ops},
    [YX_COMPARE_SCHOOL] = {school_level, YX_LEN(school_level), &compare_school_ops},
    [YX_COMPARE_ADDRESS] = {address_level, YX_LEN(address_level), &compare_address_ops},
    [YX_COMPARE_WORD] = {word_level, YX_LEN(word_level), &compare_word_ops},
    [YX_COMPARE_DIGITS] = {digits_level, YX_LEN(digits_level), &compare_digits_ops},
    [YX_COMPARE_CODE] = {code_level, YX_LEN(code_level), &compare_code_ops},
};

static bool find_word(const struct word *list, size_t n, struct yx_str word, size_t *out)
{
    for (size_t i = 0; i < n; i++)
        if (yx_str_eq(list[i].zh, word) || yx_str_eq(list[i].en, word)) {
            *out = i;
            return true;
        }
    return false;
}

bool yx_compare_type_find(struct yx_str word, enum yx_compare_type *out)
{
    size_t i;
    if (!find_word(type_word, YX_LEN(type_word), word, &i))
        return false;
    *out = (enum yx_compare_type)i;
    return true;
}

struct yx_str yx_compare_type_name(enum yx_compare_type type, bool english)
{
    return english ? type_word[type].en : type_word[type].zh;
}

unsigned yx_compare_n_levels(enum yx_compare_type type)
{
    return types[type].n_levels;
}

bool yx_compare_level_find(enum yx_compare_type type, struct yx_str word, unsigned *out)
{
    size_t i;
    if (!find_word(types[type].level, types[type].n_levels, word, &i))
        return false;
    *out = (unsigned)i;
    return true;
}

struct yx_str yx_compare_level_name(enum yx_compare_type type, unsigned level, bool english)
{
    static const struct word missing = {{"缺失", sizeof "缺失" - 1}, {"missing", 7}};
    const struct word *w = level < types[type].n_levels ? &types[type].level[level] : &missing;
    return english ? w->en : w->zh;
}

bool yx_compare_level_takes_percent(enum yx_compare_type type, unsigned level)
{
    return type == YX_COMPARE_WORD && level == YX_LEVEL_WORD_SIMILAR;
}

/* ---- preparing ---- */

void yx_value_prepare(enum yx_compare_type type, struct yx_str text, struct yx_arena *arena,
                      struct yx_value *out)
{
    *out = (struct yx_value){.type = (uint8_t)type, .width = 1};
    text = yx_str_trim(text);
    if (text.n)
        types[type].ops->prepare(text, arena, out);
}

void value_keep(struct yx_value *v, const struct char_list *l, struct yx_arena *arena)
{
    if (l->all == 0)
        return;
    uint32_t together = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        together |= l->c[i];
        v->code |= char_bit(l->c[i]);
    }
    v->n = (uint16_t)l->n;
    v->width = together > 0xFF ? 4 : 1;
    size_t bytes = (size_t)l->n * v->width;
    void *to = &v->text;
    if (bytes > YX_VALUE_NEAR) {
        v->is_far = true;
        v->text.far = to = yx_arena_alloc(arena, bytes + YX_CHARS_BEYOND, 16);
    }
    if (v->width == 4)
        memcpy(to, l->c, bytes);
    else
        for (uint32_t i = 0; i < l->n; i++)
            ((uint8_t *)to)[i] = (uint8_t)l->c[i];
    v->hash = yx_mix64(l->hash);
    if (v->hash == 0)
        v->hash = 1;
}

void value_keep_number(struct yx_value *v, uint64_t number)
{
    v->code = number;
    v->hash = yx_mix64(number);
}

void yx_value_text(const struct yx_value *v, struct yx_buf *out)
{
    for (size_t i = 0; i < v->n; i++)
        yx_utf8_put(out, value_at(v, i));
}

bool yx_value_is_valid(const struct yx_value *v)
{
    return v->type == YX_COMPARE_ID     ? value_is_number(v)
           : v->type == YX_COMPARE_DATE ? value_is_day(v)
                                        : true;
}

/* ---- comparing ---- */

uint32_t yx_compare_holds(enum yx_compare_type type, const struct yx_value *a,
                          const struct yx_value *b, uint32_t wanted)
{
    return types[type].ops->holds(a, b, wanted);
}

unsigned yx_compare_percent(const struct yx_value *a, const struct yx_value *b)
{
    if (a->hash && a->hash == b->hash)
        return 10000;
    return yx_jaro_winkler(yx_chars_jaro(value_chars(a), value_chars(b)), a->n, b->n);
}

/* Whether the sets of characters leave room for so much likeness. */
static bool may_be_similar(const struct yx_value *a, const struct yx_value *b, unsigned at_least)
{
    struct yx_chars x = value_chars(a), y = value_chars(b);
    /* A character whose bit the other set has not can match nothing. */
    uint32_t a_alone = yx_bits_of(a->code & ~b->code), b_alone = yx_bits_of(b->code & ~a->code);
    if (a_alone >= x.n || b_alone >= y.n)
        return at_least == 0;
    uint64_t m = YX_MIN(x.n - a_alone, y.n - b_alone), na = x.n, nb = y.n;
    /* With the greatest bonus there is, 0.4 of what is missing: no need of more in most cases. */
    if (10000 * (6 * m * (na + nb) + 18 * na * nb) < (uint64_t)at_least * 30 * na * nb)
        return false;
    struct yx_jaro best = {.matches = (uint32_t)m};
    while (best.common_head < 4 && best.common_head < YX_MIN(x.n, y.n) &&
           yx_chars_at(x, best.common_head) == yx_chars_at(y, best.common_head))
        best.common_head++;
    return yx_jaro_winkler_reaches(best, x.n, y.n, at_least);
}

bool yx_compare_is_similar(const struct yx_value *a, const struct yx_value *b, unsigned at_least)
{
    if (a->hash && a->hash == b->hash)
        return true;
    return may_be_similar(a, b, at_least) && yx_compare_percent(a, b) >= at_least;
}

bool yx_compare_may_hold(const struct yx_grades *g, const struct yx_value *a,
                         const struct yx_value *b)
{
    uint32_t wanted = 0;
    unsigned least = UINT32_MAX;
    for (unsigned i = 0; i < g->n; i++) {
        if (g->percent[i])
            least = YX_MIN(least, g->percent[i]);
        else
            wanted |= level_bit(g->level[i]);
    }
    if (g->type == YX_COMPARE_WORD)
        wanted &= ~level_bit(YX_LEVEL_WORD_SAME);
    return (least != UINT32_MAX && may_be_similar(a, b, least)) ||
           (wanted && types[g->type].ops->holds(a, b, wanted));
}

unsigned yx_compare_grade_unequal(const struct yx_grades *g, const struct yx_value *a,
                                  const struct yx_value *b)
{
    uint32_t wanted = 0;
    unsigned least = UINT32_MAX, likeness = 0; /* of all per cents the least; of the two */
    for (unsigned i = 0; i < g->n; i++) {
        if (g->percent[i])
            least = YX_MIN(least, g->percent[i]);
        else
            wanted |= level_bit(g->level[i]);
    }
    if (g->type == YX_COMPARE_WORD)
        wanted &= ~level_bit(YX_LEVEL_WORD_SAME); /* equal texts have equal hashes */
    if (least != UINT32_MAX && may_be_similar(a, b, least))
        likeness = yx_compare_percent(a, b);
    uint32_t held = wanted ? types[g->type].ops->holds(a, b, wanted) : 0;
    unsigned differs = types[g->type].n_levels - 1;
    for (unsigned i = 0; i < g->n; i++) {
        if (g->percent[i] ? likeness >= g->percent[i] : (held & level_bit(g->level[i])) != 0)
            return i;
        if (g->level[i] == differs)
            return i;
    }
    return g->n;
}

_Static_assert(offsetof(struct yx_value, text) == 0 &&
                   sizeof(struct yx_value) >= YX_VALUE_NEAR + YX_CHARS_BEYOND,
               "the functions of similar.h read that far");

uint32_t value_edits(const struct yx_value *a, const struct yx_value *b, uint32_t wanted,
                     unsigned one, unsigned two)
{
    unsigned limit = wanted & level_bit(two) ? 2 : wanted & level_bit(one) ? 1 : 0;
    if (limit == 0)
        return 0;
    if (a->width == 1 && b->width == 1 && !a->is_far && !b->is_far &&
        yx_chars_far_apart(a->text.near8, a->n, b->text.near8, b->n))
        return 0;
    unsigned distance = yx_chars_distance(value_chars(a), value_chars(b), limit);
    if (distance > limit)
        return 0;
    return (distance <= 1 ? level_bit(one) | level_bit(two) : level_bit(two)) & wanted;
}

void yx_compare_words(enum yx_compare_type type, unsigned level, const struct yx_value *a,
                      const struct yx_value *b, bool english, struct yx_buf *out)
{
    if (level >= types[type].n_levels || !a->hash || !b->hash || a->hash == b->hash)
        return;
    if (types[type].ops->words)
        types[type].ops->words(level, a, b, english, out);
}
