/* citizen_id.h -- what an identity number says and what is wrong with it.
 *
 * GB 11643-1999: 6 division, 8 birth, 3 sequence (odd male), 1 check digit by
 * ISO 7064 MOD 11-2.  A valid 18-digit number packs into 64 bits: the first 17
 * digits as a number, shifted left by 4, plus the check digit (10 for X); 0 is
 * no number.  15-digit numbers of before 1999 are upgraded (19 inserted, check
 * digit added).  The division is that of the first registration, perhaps long
 * withdrawn: it never makes a number wrong.  The residence permits of Hong Kong,
 * Macao and Taiwan people (81, 82, 83) and the foreigners' card of 2023 (9) have
 * the same build and are read alike.
 *
 * Ownership: plain values.  Errors: a class, never a refusal.  Threads: safe.
 * Cost: well under 100 ns for a valid number. */
#ifndef YX_CODES_CITIZEN_ID_H
#define YX_CODES_CITIZEN_ID_H

#include "base/date.h"

/* ID_CLASS(id, 中文, English): classes of what stands in an ID cell. */
#define YX_ID_CLASSES(ID_CLASS)                                                                    \
    ID_CLASS(EMPTY, "空", "empty")                                                                 \
    ID_CLASS(VALID, "有效", "valid")                                                               \
    ID_CLASS(UPGRADED, "15位升18位", "15 digits, upgraded")                                        \
    ID_CLASS(CHECK_WRONG, "校验码错误", "check digit wrong")                                       \
    ID_CLASS(BIRTH_IMPOSSIBLE, "出生日期段不成立", "birth part impossible")                        \
    ID_CLASS(PLACEHOLDER, "占位号", "placeholder")                                                 \
    ID_CLASS(DAMAGED, "Excel损坏", "damaged by Excel")                                             \
    ID_CLASS(LENGTH, "位数不对", "wrong length")                                                   \
    ID_CLASS(STUDENT_NO, "误填学籍号", "a student number")                                         \
    ID_CLASS(DISABLED_NO, "残疾证号", "a disabled person's certificate")                           \
    ID_CLASS(OTHER_PAPER, "其他证件", "another paper")                                             \
    ID_CLASS(GARBAGE, "不是证件号", "not a number")

enum yx_id_class {
#define ID_CLASS(id, zh, en) YX_ID_##id,
    YX_ID_CLASSES(ID_CLASS)
#undef ID_CLASS
        YX_N_ID_CLASSES
};

struct yx_id {
    uint64_t
        packed; /* the number to match by, 0 if there is none (valid, upgraded, disabled: first 18) */
    uint64_t
        as_written; /* 18 digits with a wrong check digit or birth, packed for repair; else 0 */
    enum yx_id_class kind;
    yx_day birth; /* YX_NO_DAY if unknown; known with `packed`, and when Excel spared that part */
    uint8_t sex;  /* 1 male, 2 female, 0 unknown; known with `packed` only */
    uint32_t division; /* first six digits as written, 0 if unknown */
};

/* yx_id_read(cell, marks, out): classify a cell; `marks` are enum yx_cell_mark
 * bits.  Full-width digits, blanks, quotes, hyphens, a lower-case x are normalised.
 * A number that a spreadsheet kept as a number of more than 15 digits is DAMAGED,
 * whatever its last digits say: they are not the ones that were typed. */
void yx_id_read(struct yx_str cell, uint8_t marks, struct yx_id *out);
/* The check digit (0..10) that belongs to the 17 digits. */
unsigned yx_id_check(uint64_t first17);
bool yx_id_packed_valid(uint64_t packed); /* check digit and birth both right */
/* 18 characters. */
void yx_id_put(struct yx_buf *b, uint64_t packed);
/* The same 18 characters, without an end. */
void yx_id_chars(uint64_t packed, char out[18]);
yx_day yx_id_birth(uint64_t packed); /* YX_NO_DAY if impossible: no day of 1800 to 2099 */
unsigned yx_id_sex(uint64_t packed);
uint32_t yx_id_division(uint64_t packed);
/* All valid numbers one edit away from `as_written` (one digit replaced, or two
 * neighbours exchanged), ascending; at most `max`.  Returns how many. */
enum { YX_ID_REPAIRS_MAX = 64 };
size_t yx_id_repairs(uint64_t as_written, uint64_t *out, size_t max);
/* The same for a number of 17 characters, in which one was left out. */
size_t yx_id_completions(struct yx_str cell, uint64_t *out, size_t max);
/* The first 15 digits of a number whose end a spreadsheet lost; 0 if fewer are left. */
uint64_t yx_id_first15(struct yx_str cell);
struct yx_str yx_id_class_name(enum yx_id_class c, bool english);
/* `500299**********34`: first six and last two shown, whatever the text is; a text of
 * eight characters or less shows none. */
void yx_id_mask(struct yx_buf *b, struct yx_str text);

/* A disabled person's certificate 残疾人证: the identity number, category, grade,
 * and B1, B2 … once it was reissued. */
struct yx_disability {
    uint8_t
        category; /* 1 sight 2 hearing 3 speech 4 limbs 5 intellect 6 mind 7 several; 0 impossible */
    uint8_t grade;   /* 1 most severe .. 4; 0 impossible */
    uint8_t reissue; /* 0 first issue */
};
/* False unless the cell has the build of a certificate's number. */
bool yx_disability_read(struct yx_str cell, struct yx_disability *out);
/* 肢体残疾, limbs; empty for 0. */
struct yx_str yx_disability_name(uint8_t category, bool english);

#endif
