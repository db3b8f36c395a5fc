/* divisions.h -- administrative divisions to the township, and their names.
 *
 * Codes are numbers of 6 digits (province 500000, prefecture 500200, county
 * 500243) or 9 (township 500243001).  The table is data/divisions.csv with
 * data/divisions-overrides.csv over it, packed at build time.  It is what is in
 * force; a withdrawn code in an old number is not in it, which is no error.  What
 * became of it is said where it is beyond doubt (data/division-successors.csv,
 * division-mergers.csv).
 *
 * Ownership: static names.  Errors: false or 0.  Threads: safe. */
#ifndef YX_CODES_DIVISIONS_H
#define YX_CODES_DIVISIONS_H

#include "base/str.h"

struct yx_division {
    uint32_t code;      /* 6 or 9 digits */
    struct yx_str name; /* 彭水苗族土家族自治县 */
};

/* O(log n). */
bool yx_division_find(uint32_t code, struct yx_division *out);
/* Today's code of a county whose code was withdrawn: 142225 (忻州地区代县) → 140923.  0 if `code` is in force, or nobody can say.  Six digits; O(list). */
uint32_t yx_division_successor(uint32_t code);
/* 500243001 → 500243 → 500200 → 500000 → 0. */
uint32_t yx_division_parent(uint32_t code);
/* The i-th child (town of a county, county of a prefecture, …) in order of codes; false when
 * there are no more.  O(log n). */
bool yx_division_child(uint32_t code, uint32_t i, struct yx_division *out);
uint32_t yx_division_n_children(uint32_t code);
/* 重庆市彭水苗族土家族自治县汉葭街道: names from the province down; nothing for 市辖区 and 县.
 * An unknown code gives what of it is known, perhaps nothing. */
void yx_division_path(uint32_t code, struct yx_buf *out);

/* The town of that name in the county; 绍庆 and 绍庆街道办事处 are 绍庆街道.  0 if none or several. */
uint32_t yx_town_find(uint32_t county, struct yx_str name);
/* yx_county_read(cell, near): the county a cell names, as 6 digits: a code of 6, 9 or 12 digits
 * (a withdrawn one means its successor), or names with or without province and prefecture, whole or short (彭水县).  A name that several
 * counties bear means the one in the prefecture, else the province of `near` (0: none).
 * 0 if it names none, or several. */
uint32_t yx_county_read(struct yx_str cell, uint32_t near);
/* yx_division_head(text, used): the names of province, prefecture and county, any of them, at
 * the beginning of an address or a school's name without blanks; *used bytes are theirs.  The
 * last division named, 0 if there is none or several bear that name.  Names as for
 * yx_county_read(), short ones of provinces too: look at what was used. */
uint32_t yx_division_head(struct yx_str text, size_t *used);

#endif
