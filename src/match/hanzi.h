/* hanzi.h -- Chinese characters: readings, variants, shapes, surnames.
 *
 * A reading is a syllable without its tone, a number from 1; ü is written v.  A character
 * of the table of general standard characters has the readings of today's standard, another
 * one all that dictionaries know; at the head of a name, those it has as a surname besides
 * (data/surname-readings.csv).  Characters are meant as yx_hanzi_fold() leaves them: what it
 * makes one is no variant here.  All tables are made by tools/gen-readings from Unihan.
 *
 * Ownership: static.  Errors: an unknown character has no reading and resembles nothing.
 * Threads: immutable.  Cost: two loads a reading; variants and shapes a search of some
 * thousand entries, asked for the few characters that differ. */
#ifndef YX_MATCH_HANZI_H
#define YX_MATCH_HANZI_H

#include "base/str.h"

enum { YX_READINGS_MAX = 16 };

/* Readings of `c`, the usual one first; with `as_surname`, those as a surname before all
 * others.  How many, at most YX_READINGS_MAX. */
size_t yx_hanzi_readings(uint32_t c, bool as_surname, uint16_t out[YX_READINGS_MAX]);
/* The usual one, 0 if there is none. */
unsigned yx_hanzi_reading(uint32_t c, bool as_surname);
/* Have the two a reading in common? */
bool yx_hanzi_sound_same(uint32_t a, uint32_t b, bool as_surname);
/* Have they readings that are taken for each other (data/near-readings.csv): zh/z, in/ing …? */
bool yx_hanzi_sound_near(uint32_t a, uint32_t b, bool as_surname);
/* Is one a variant form 异体 of the other: 喆/哲, 堃/坤? */
bool yx_hanzi_are_variants(uint32_t a, uint32_t b);
/* Do they look alike: the same four corners and two strokes more or less at most (未/末); or
 * three of the corners, the radical, and one stroke (田/甲); or the same phonetic part and three
 * strokes (清/晴)? */
bool yx_hanzi_look_alike(uint32_t a, uint32_t b);

/* `zhang`; empty for 0. */
const char *yx_syllable(unsigned reading);
/* One number for all readings that are taken for each other, in a chain too. */
unsigned yx_syllable_class(unsigned reading);

/* Is this a surname of two characters 复姓: 欧阳? */
bool yx_is_compound_surname(uint32_t one, uint32_t two);
/* Its usual readings, where they differ from those of its characters: 尉迟 yu chi; else 0. */
void yx_compound_surname_readings(uint32_t one, uint32_t two, uint16_t out[2]);

#endif
