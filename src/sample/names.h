/* names.h -- invented names, by cohort, sex and people.
 *
 * Names are put together from hand-written parts (data/sample-names.csv): Han
 * names of one or two given characters by cohort, Tujia and Miao names with
 * local surnames, Uyghur and Yi names of parts joined with `·`, Tibetan and
 * Mongol names.  No list of real persons is behind them.
 *
 * Ownership: names are values.  Errors: none.  Threads: safe. */
#ifndef YX_SAMPLE_NAMES_H
#define YX_SAMPLE_NAMES_H

#include "base/rng.h"
#include "base/str.h"

enum sample_part {
    YX_PART_SURNAME,
    YX_PART_LOCAL,
    YX_PART_BOY_NEW,
    YX_PART_BOY_OLD,
    YX_PART_GIRL_NEW,
    YX_PART_GIRL_OLD,
    YX_PART_MAN,
    YX_PART_WOMAN,
    YX_PART_UYGHUR_BOY,
    YX_PART_UYGHUR_GIRL,
    YX_PART_TIBETAN,
    YX_PART_YI_CLAN,
    YX_PART_YI_GIVEN,
    YX_PART_MONGOL_BOY,
    YX_PART_MONGOL_GIRL,
    YX_PART_VILLAGE_A,
    YX_PART_VILLAGE_B,
    YX_PART_TOWN,
    YX_PART_HOMOPHONE,   /* groups of characters that read alike */
    YX_PART_LOOKALIKE,   /* … that look alike */
    YX_PART_TRADITIONAL, /* simplified and traditional form */
    YX_PART_READING,     /* a character of minority names and its pinyin */
    YX_N_PARTS
};

enum sample_people {
    YX_PEOPLE_TUJIA,
    YX_PEOPLE_MIAO,
    YX_PEOPLE_HAN,
    YX_PEOPLE_HUI,
    YX_PEOPLE_DONG,
    YX_PEOPLE_UYGHUR,
    YX_PEOPLE_TIBETAN,
    YX_PEOPLE_YI,
    YX_PEOPLE_MONGOL,
    YX_N_PEOPLES
};

struct sample_name {
    char text[62];     /* UTF-8, not ended by NUL */
    uint8_t n;         /* bytes */
    uint8_t n_surname; /* bytes of it that are the surname; 0: the people has none */
};

static inline struct yx_str yx_sample_name_str(const struct sample_name *name)
{
    return (struct yx_str){name->text, name->n};
}

/* `汉`, `土家`, …: the people as registers write it, without 族. */
struct yx_str yx_sample_people_name(enum sample_people people);
/* One of nine, with the shares of a county in the Wuling mountains. */
enum sample_people yx_sample_people_draw(struct yx_rng *r);
/* The i-th text of a kind, modulo how many there are. */
struct yx_str yx_sample_part(enum sample_part kind, size_t i);
size_t yx_sample_n_parts(enum sample_part kind);
/* A surname; empty for peoples without. */
struct yx_str yx_sample_surname(struct yx_rng *r, enum sample_people people);
/* A whole name.  `surname` is the family's (empty: none); born_year chooses the
 * cohort: before 1995 adults, then old, from 2008 new; sex 1 male, 2 female. */
void yx_sample_name(struct yx_rng *r, enum sample_people people, struct yx_str surname,
                    int born_year, int sex, struct sample_name *out);
/* Give a Han-style name the character 䶮, which old systems write with a private-use code point,
 * as its last. */
void yx_sample_name_rarely(struct sample_name *name);

#endif
