/* names.c -- invented names, by cohort, sex and people. */
#include "sample/names.h"

struct sample_parts {
    const char *const *text;
    const uint32_t *sum; /* sum[i]: weights of texts 0..i */
    uint32_t n;
};

#include "sample_names.inc"

_Static_assert(YX_LEN(parts) == YX_N_PARTS,
               "data/sample-names.csv has the kinds of enum sample_part");

/* Name of the people and its share in the county, per mille. */
static const struct {
    const char *name;
    uint32_t share;
} people_table[YX_N_PEOPLES] = {
    [YX_PEOPLE_TUJIA] = {"土家", 440}, [YX_PEOPLE_MIAO] = {"苗", 280},
    [YX_PEOPLE_HAN] = {"汉", 245},     [YX_PEOPLE_HUI] = {"回", 6},
    [YX_PEOPLE_DONG] = {"侗", 9},      [YX_PEOPLE_UYGHUR] = {"维吾尔", 6},
    [YX_PEOPLE_TIBETAN] = {"藏", 5},   [YX_PEOPLE_YI] = {"彝", 5},
    [YX_PEOPLE_MONGOL] = {"蒙古", 4},
};

struct yx_str yx_sample_people_name(enum sample_people people)
{
    return yx_str_of(people_table[people].name);
}

enum sample_people yx_sample_people_draw(struct yx_rng *r)
{
    uint64_t x = yx_rng_below(r, 1000);
    uint32_t p = 0;
    while (p + 1 < YX_N_PEOPLES && x >= people_table[p].share)
        x -= people_table[p++].share;
    return (enum sample_people)p;
}

struct yx_str yx_sample_part(enum sample_part kind, size_t i)
{
    return yx_str_of(parts[kind].text[i % parts[kind].n]);
}

size_t yx_sample_n_parts(enum sample_part kind)
{
    return parts[kind].n;
}

static struct yx_str draw(struct yx_rng *r, enum sample_part kind)
{
    const struct sample_parts *p = &parts[kind];
    uint32_t x = (uint32_t)yx_rng_below(r, p->sum[p->n - 1]);
    uint32_t lo = 0, hi = p->n - 1;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (x < p->sum[mid])
            hi = mid;
        else
            lo = mid + 1;
    }
    return yx_str_of(p->text[lo]);
}

static void add(struct sample_name *out, struct yx_str s)
{
    YX_ASSERT(out->n + s.n <= sizeof out->text);
    memcpy(out->text + out->n, s.p, s.n);
    out->n = (uint8_t)(out->n + s.n);
}

struct yx_str yx_sample_surname(struct yx_rng *r, enum sample_people people)
{
    switch (people) {
    case YX_PEOPLE_TUJIA:
    case YX_PEOPLE_MIAO: return draw(r, yx_rng_chance(r, 3, 4) ? YX_PART_LOCAL : YX_PART_SURNAME);
    case YX_PEOPLE_YI: return draw(r, YX_PART_YI_CLAN);
    case YX_PEOPLE_UYGHUR:
    case YX_PEOPLE_TIBETAN:
    case YX_PEOPLE_MONGOL: return YX_S("");
    default: return draw(r, YX_PART_SURNAME);
    }
}

static void han_name(struct yx_rng *r, struct yx_str surname, int born_year, bool male,
                     struct sample_name *out)
{
    enum sample_part kind;
    if (born_year < 1995)
        kind = male ? YX_PART_MAN : YX_PART_WOMAN;
    else if (born_year < 2008)
        kind = male ? YX_PART_BOY_OLD : YX_PART_GIRL_OLD;
    else
        kind = male ? YX_PART_BOY_NEW : YX_PART_GIRL_NEW;
    add(out, surname);
    out->n_surname = out->n;
    struct yx_str first = draw(r, kind);
    add(out, first);
    if (yx_rng_chance(r, 88, 100)) {
        struct yx_str second = draw(r, kind);
        for (int i = 0; i < 4 && yx_str_eq(first, second); i++)
            second = draw(r, kind);
        add(out, second);
    }
}

void yx_sample_name(struct yx_rng *r, enum sample_people people, struct yx_str surname,
                    int born_year, int sex, struct sample_name *out)
{
    bool male = sex == 1;
    out->n = out->n_surname = 0;
    switch (people) {
    case YX_PEOPLE_UYGHUR: /* 名·父名 */
        add(out, draw(r, male ? YX_PART_UYGHUR_BOY : YX_PART_UYGHUR_GIRL));
        add(out, YX_S("·"));
        add(out, draw(r, YX_PART_UYGHUR_BOY));
        return;
    case YX_PEOPLE_TIBETAN: /* mostly four characters without a dot */
        add(out, draw(r, YX_PART_TIBETAN));
        if (yx_rng_chance(r, 1, 5))
            add(out, YX_S("·"));
        add(out, draw(r, YX_PART_TIBETAN));
        return;
    case YX_PEOPLE_YI: /* 氏族·名 */
        add(out, surname);
        add(out, YX_S("·"));
        add(out, draw(r, YX_PART_YI_GIVEN));
        return;
    case YX_PEOPLE_MONGOL:
        add(out, draw(r, male ? YX_PART_MONGOL_BOY : YX_PART_MONGOL_GIRL));
        return;
    default: han_name(r, surname, born_year, male, out);
    }
}

void yx_sample_name_rarely(struct sample_name *name)
{
    static const char rare[] = "\xE4\xB6\xAE"; /* U+4DAE */
    if (!name->n_surname || name->n < name->n_surname + 3 || memchr(name->text, 0xC2, name->n))
        return; /* no Han-style name, or one with a dot */
    memcpy(name->text + name->n - 3, rare, 3);
}
