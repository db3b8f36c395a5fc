/* compare.h -- how two values of a field agree, by levels.
 *
 * A match model compares fields; each field has a type, and each type has ordered
 * levels of agreement, the strongest first.  Level 0 is always 一致, the last one is
 * always 不同; when a value is missing the answer is YX_LEVEL_MISSING, which says nothing
 * for or against.  A value is prepared once (per distinct value of a column); comparing
 * two prepared values allocates nothing and looks at characters, never at bytes.
 * Equal values are told by their hashes alone.
 *
 * What each level means, strongest first (a pair that holds a level in brackets):
 *
 * 人名 NAME  after yx_name_normalise(): width, blanks, traditional forms, dots do not count
 *   一致  same characters                                     [張偉 / 张伟]
 *   异体  each character the same or a variant form of it     [李喆 / 李哲]
 *   同音  each character the same or read alike, tone aside, in any of its readings; at the
 *         head of the name in its readings as a surname       [王子涵 / 王梓晗, 单 = 善]
 *   形近  one character exchanged for one that looks alike    [王未 / 王末]
 *   近音  one character exchanged for one read nearly alike (data/near-readings.csv), the
 *         others the same or read alike                       [陈思琪 / 陈诗琪]
 *   缺字  one character missing or added, or all of them in another order; two stay
 *                                                             [王小明 / 王明, 王明小]
 *         or not written: a question mark, a square, its parts in brackets [周禹哲 / 周禹?]
 *   拼音  one of them written in letters, with or without blanks, the surname first or
 *         last                                                [王小明 / Wang Xiaoming]
 *   部分  of two names with dots, or one with: the parts of the shorter are among those of
 *         the longer, in any order, the last one perhaps cut short
 *                                                [阿依古丽·买买提 / 买买提·阿依古丽, 阿依古丽]
 *   一字  one character exchanged for any other; two stay     [王小明 / 王大明]
 *   姓氏  the same surname 单姓、复姓 (of names with dots: a part) [王小明 / 王大亮]
 * 证件号 ID  as yx_id_read() sees it; a placeholder is missing
 *   一致    the same number; 15 digits are brought to 18
 *   可修复  one of them is no valid number and becomes the other by one slip: a digit
 *           replaced, left out or doubled, or two neighbours exchanged
 *   一处    one slip between two numbers that are both valid, or both not
 *   两处    two slips
 *   同生日区划  the first 14 digits                           [two children of one day, one county]
 * 日期 DATE  in any form of codes/forms.h; eight digits count even if no such day exists
 *   一致  the same day; of two that know only the month, the same month
 *   对调  month and day exchanged                             [2011-03-09 / 2011-09-03]
 *   一位  one digit of eight differs, or two neighbours are exchanged [2011-03-09 / 2011-03-19]
 *   农历  one is the other read as a day of the lunar calendar [2011-08-15 / 2011-09-12]
 *   同年月  the same month, or one of them knows no more      [2011-03-09 / 2011-03]
 *   同年
 * 区划 DIVISION  codes of 6, 9, 12 digits or names; withdrawn codes mean their successors
 *   一致  the same place, as precisely as either says         [500243 / 彭水县]
 *   同乡镇 同县 同市 同省                                     [500243001 / 500243002: 同县]
 * 学校 SCHOOL  一致 the same ten digits, or the same name without what stands for its place;
 *   近似  the one name's characters all stand in the other's in the same order, or one
 *         character differs; never when they differ in a number [汉葭小学 / 汉葭街道小学]
 * 地址 ADDRESS  一致; 同村 the same village 村、社区 of the same town; 同乡镇
 * 文字 WORD  any script; width, case, runs of blanks do not count
 *   一致; 近似 N% Jaro–Winkler at least N %, which the document must say; 一处, 两处 so many
 *   slips (OSA: replaced, missing, added, neighbours exchanged); 开头 one begins the other
 * 号码 DIGITS  letters and digits only: 一致, 一处, 两处
 * 代码 CODE    equal or not, letters' case and blanks aside
 *
 * Ownership: characters of a value that are not kept within it live in the arena given.
 * Errors: none; malformed UTF-8 becomes U+FFFD.
 * Threads: prepared values are immutable; any number of threads may compare. */
#ifndef YX_MATCH_COMPARE_H
#define YX_MATCH_COMPARE_H

#include "base/str.h"

/* TYPE(id, 中文, English): the word a document writes after a column. */
#define YX_COMPARE_TYPES(TYPE)                                                                     \
    TYPE(NAME, "人名", "name")                                                                     \
    TYPE(ID, "证件号", "id")                                                                       \
    TYPE(DATE, "日期", "date")                                                                     \
    TYPE(DIVISION, "区划", "division")                                                             \
    TYPE(SCHOOL, "学校", "school")                                                                 \
    TYPE(ADDRESS, "地址", "address")                                                               \
    TYPE(WORD, "文字", "word")                                                                     \
    TYPE(DIGITS, "号码", "digits")                                                                 \
    TYPE(CODE, "代码", "code")

enum yx_compare_type {
#define TYPE(id, zh, en) YX_COMPARE_##id,
    YX_COMPARE_TYPES(TYPE)
#undef TYPE
        YX_N_COMPARE_TYPES
};

/* LEVEL(type, id, 中文, English), those of a type strongest first.  YX_LEVEL_NAME_SAME and
 * so on number the levels of each type from 0. */
#define YX_NAME_LEVELS(LEVEL)                                                                      \
    LEVEL(NAME, SAME, "一致", "same")                                                              \
    LEVEL(NAME, VARIANT, "异体", "variant")                                                        \
    LEVEL(NAME, HOMOPHONE, "同音", "homophone")                                                    \
    LEVEL(NAME, LOOKALIKE, "形近", "lookalike")                                                    \
    LEVEL(NAME, NEAR_SOUND, "近音", "near_sound")                                                  \
    LEVEL(NAME, MISSING_CHAR, "缺字", "missing_char")                                              \
    LEVEL(NAME, ROMANISED, "拼音", "romanised")                                                    \
    LEVEL(NAME, PARTS, "部分", "parts")                                                            \
    LEVEL(NAME, ONE_CHAR, "一字", "one_char")                                                      \
    LEVEL(NAME, SURNAME, "姓氏", "surname")                                                        \
    LEVEL(NAME, OTHER, "不同", "different")
#define YX_ID_LEVELS(LEVEL)                                                                        \
    LEVEL(ID, SAME, "一致", "same")                                                                \
    LEVEL(ID, REPAIRABLE, "可修复", "repairable")                                                  \
    LEVEL(ID, ONE_EDIT, "一处", "one_edit")                                                        \
    LEVEL(ID, TWO_EDITS, "两处", "two_edits")                                                      \
    LEVEL(ID, BIRTH_DIVISION, "同生日区划", "same_birth_division")                                 \
    LEVEL(ID, OTHER, "不同", "different")
#define YX_DATE_LEVELS(LEVEL)                                                                      \
    LEVEL(DATE, SAME, "一致", "same")                                                              \
    LEVEL(DATE, SWAPPED, "对调", "swapped")                                                        \
    LEVEL(DATE, ONE_DIGIT, "一位", "one_digit")                                                    \
    LEVEL(DATE, LUNAR, "农历", "lunar")                                                            \
    LEVEL(DATE, SAME_MONTH, "同年月", "same_month")                                                \
    LEVEL(DATE, SAME_YEAR, "同年", "same_year")                                                    \
    LEVEL(DATE, OTHER, "不同", "different")
#define YX_DIVISION_LEVELS(LEVEL)                                                                  \
    LEVEL(DIVISION, SAME, "一致", "same")                                                          \
    LEVEL(DIVISION, TOWN, "同乡镇", "same_town")                                                   \
    LEVEL(DIVISION, COUNTY, "同县", "same_county")                                                 \
    LEVEL(DIVISION, PREFECTURE, "同市", "same_prefecture")                                         \
    LEVEL(DIVISION, PROVINCE, "同省", "same_province")                                             \
    LEVEL(DIVISION, OTHER, "不同", "different")
#define YX_SCHOOL_LEVELS(LEVEL)                                                                    \
    LEVEL(SCHOOL, SAME, "一致", "same")                                                            \
    LEVEL(SCHOOL, SIMILAR, "近似", "similar")                                                      \
    LEVEL(SCHOOL, OTHER, "不同", "different")
#define YX_ADDRESS_LEVELS(LEVEL)                                                                   \
    LEVEL(ADDRESS, SAME, "一致", "same")                                                           \
    LEVEL(ADDRESS, VILLAGE, "同村", "same_village")                                                \
    LEVEL(ADDRESS, TOWN, "同乡镇", "same_town")                                                    \
    LEVEL(ADDRESS, OTHER, "不同", "different")
#define YX_WORD_LEVELS(LEVEL)                                                                      \
    LEVEL(WORD, SAME, "一致", "same")                                                              \
    LEVEL(WORD, SIMILAR, "近似", "similar") /* takes a per cent */                                 \
    LEVEL(WORD, ONE_EDIT, "一处", "one_edit")                                                      \
    LEVEL(WORD, TWO_EDITS, "两处", "two_edits")                                                    \
    LEVEL(WORD, PREFIX, "开头", "prefix")                                                          \
    LEVEL(WORD, OTHER, "不同", "different")
#define YX_DIGITS_LEVELS(LEVEL)                                                                    \
    LEVEL(DIGITS, SAME, "一致", "same")                                                            \
    LEVEL(DIGITS, ONE_EDIT, "一处", "one_edit")                                                    \
    LEVEL(DIGITS, TWO_EDITS, "两处", "two_edits")                                                  \
    LEVEL(DIGITS, OTHER, "不同", "different")
#define YX_CODE_LEVELS(LEVEL)                                                                      \
    LEVEL(CODE, SAME, "一致", "same")                                                              \
    LEVEL(CODE, OTHER, "不同", "different")

#define LEVEL(type, id, zh, en) YX_LEVEL_##type##_##id,
enum yx_name_levels { YX_NAME_LEVELS(LEVEL) YX_N_NAME_LEVELS };
enum yx_id_levels { YX_ID_LEVELS(LEVEL) YX_N_ID_LEVELS };
enum yx_date_levels { YX_DATE_LEVELS(LEVEL) YX_N_DATE_LEVELS };
enum yx_division_levels { YX_DIVISION_LEVELS(LEVEL) YX_N_DIVISION_LEVELS };
enum yx_school_levels { YX_SCHOOL_LEVELS(LEVEL) YX_N_SCHOOL_LEVELS };
enum yx_address_levels { YX_ADDRESS_LEVELS(LEVEL) YX_N_ADDRESS_LEVELS };
enum yx_word_levels { YX_WORD_LEVELS(LEVEL) YX_N_WORD_LEVELS };
enum yx_digits_levels { YX_DIGITS_LEVELS(LEVEL) YX_N_DIGITS_LEVELS };
enum yx_code_levels { YX_CODE_LEVELS(LEVEL) YX_N_CODE_LEVELS };
#undef LEVEL

enum {
    YX_LEVEL_SAME = 0,     /* of every type */
    YX_LEVEL_MISSING = 15, /* one of the values is missing; fits four bits */
    YX_LEVELS_MAX = 14,    /* no type has more */
    YX_VALUE_NEAR = 24     /* bytes of characters kept within a value */
};

/* A value made ready to be compared: 48 bytes, and what does not fit in the arena. */
struct yx_value {
    union {
        uint8_t near8[YX_VALUE_NEAR];       /* width 1 */
        uint32_t near32[YX_VALUE_NEAR / 4]; /* width 4 */
        const void *far;                    /* n * width bytes, and some beyond, when is_far */
    } text;                                 /* the normalised characters, n of them */
    uint64_t hash; /* of the whole normalised value; 0: missing.  Equal values, equal hashes */
    uint64_t code; /* by type: set of characters, packed number, date, division, … */
    uint16_t n;    /* characters kept (the first YX_VALUE_LONGEST) */
    uint8_t width; /* bytes a character: 1 (all below U+0100) or 4 */
    uint8_t type;  /* enum yx_compare_type */
    uint8_t kind;  /* by type */
    bool is_far;
    uint16_t part; /* by type */
};
enum { YX_VALUE_LONGEST = 1000 }; /* more characters are compared by the hash only */

/* ---- what a document may write ---- */

/* Type of a word, in either language; false if it is none. */
bool yx_compare_type_find(struct yx_str word, enum yx_compare_type *out);
struct yx_str yx_compare_type_name(enum yx_compare_type type, bool english);
/* Levels of a type, 一致 and 不同 among them. */
unsigned yx_compare_n_levels(enum yx_compare_type type);
/* The level of that type a word means, in either language; false if it is none. */
bool yx_compare_level_find(enum yx_compare_type type, struct yx_str word, unsigned *out);
/* 一致, same; also of YX_LEVEL_MISSING: 缺失, missing. */
struct yx_str yx_compare_level_name(enum yx_compare_type type, unsigned level, bool english);
/* Must the level be written with a per cent (近似 92%)? */
bool yx_compare_level_takes_percent(enum yx_compare_type type, unsigned level);

/* ---- preparing and comparing ---- */

/* Normalise `text` as the type says; text that says nothing becomes a missing value.  About
 * 100 ns; a few hundred for IDs, dates and places. */
void yx_value_prepare(enum yx_compare_type type, struct yx_str text, struct yx_arena *arena,
                      struct yx_value *out);

static inline bool yx_value_is_missing(const struct yx_value *v)
{
    return v->hash == 0;
}
/* Of a number: it can be somebody's, check digit included; of a date: there is such a day;
 * true of all others. */
bool yx_value_is_valid(const struct yx_value *v);
/* The normalised characters, for people to read. */
void yx_value_text(const struct yx_value *v, struct yx_buf *out);

/* yx_compare_holds(type, a, b, wanted): which of the levels in `wanted` (bit 1 << level) the
 * pair holds, of two values that are not missing and whose hashes differ.  Levels are not
 * exclusive: 王未 / 王末 is 形近 and 姓氏.  近似 of WORD is asked for with
 * yx_compare_is_similar() instead and never in the answer; nor is the last level 不同. */
uint32_t yx_compare_holds(enum yx_compare_type type, const struct yx_value *a,
                          const struct yx_value *b, uint32_t wanted);
/* Jaro–Winkler similarity in 1/100 per cent: 10000 for equal texts; prefix of at most four
 * characters at 0.1, from a similarity of 0.7 (Winkler 1990).  Rounded down. */
unsigned yx_compare_percent(const struct yx_value *a, const struct yx_value *b);
/* The same of two words: is it at least `at_least` (1/100 per cent)?  Most pairs that are not are refused by the sets
 * of their characters. */
bool yx_compare_is_similar(const struct yx_value *a, const struct yx_value *b, unsigned at_least);

/* yx_compare(type, a, b): the strongest level the pair holds, YX_LEVEL_MISSING when one is
 * missing.  Both must have been prepared as `type`.  Symmetric.  1 ns for equal values, mostly
 * under 100 ns for others.  Never 近似 of WORD, which needs its per cent. */
static inline unsigned yx_compare(enum yx_compare_type type, const struct yx_value *a,
                                  const struct yx_value *b)
{
    if (!a->hash || !b->hash)
        return YX_LEVEL_MISSING;
    if (a->hash == b->hash)
        return YX_LEVEL_SAME;
    uint32_t held = yx_compare_holds(type, a, b, UINT32_MAX);
    return held ? (unsigned)__builtin_ctz(held) : yx_compare_n_levels(type) - 1;
}

/* The levels a document lists after 级, in its order.  The last one, 不同, is not listed. */
struct yx_grades {
    enum yx_compare_type type;
    uint8_t n;                       /* grades listed */
    uint8_t level[YX_LEVELS_MAX];    /* of the type; 近似 may stand several times */
    uint16_t percent[YX_LEVELS_MAX]; /* 1/100 per cent for 近似 N%, else 0 */
};
/* The first of the grades that the pair holds; g->n when it holds none (不同),
 * YX_LEVEL_MISSING when a value is missing.  Equal values hold the first. */
unsigned yx_compare_grade_unequal(const struct yx_grades *g, const struct yx_value *a,
                                  const struct yx_value *b);
/* False: the pair surely holds none of the grades.  For grades of 近似 N% cheaper by far than
 * the grade itself; of others the same.  Of two values that differ. */
bool yx_compare_may_hold(const struct yx_grades *g, const struct yx_value *a,
                         const struct yx_value *b);
static inline unsigned yx_compare_grade(const struct yx_grades *g, const struct yx_value *a,
                                        const struct yx_value *b)
{
    if (!a->hash || !b->hash)
        return YX_LEVEL_MISSING;
    return a->hash == b->hash ? 0 : yx_compare_grade_unequal(g, a, b);
}

/* What lies between the two, to stand behind the level's name: 可修复 `第9、10位颠倒`, 同音 `子/梓`,
 * 缺字 `少“小”` (the second lacks it); nothing when they agree or the level's name says it all. */
void yx_compare_words(enum yx_compare_type type, unsigned level, const struct yx_value *a,
                      const struct yx_value *b, bool english, struct yx_buf *out);

/* ---- keys by which rows are put into blocks ---- */

/* KEY(id, 中文, English, takes a number): what a document may write after a field in 分块. */
#define YX_BLOCK_KEYS(KEY)                                                                            \
    KEY(WHOLE, "全", "whole", false)       /* the normalised value */                                 \
    KEY(READING, "读音", "reading", false) /* of each character, without tone: the usual one */       \
    KEY(NEAR, "近音", "near", false)       /* the same, near readings taken as one */                 \
    KEY(SURNAME, "姓", "surname", false) /* 单姓、复姓; of a name with dots its first part */    \
    KEY(FIRST, "首字", "first", true)    /* the first N characters, 1 unless said */                  \
    KEY(INITIALS, "音首", "initials", false) /* first letters of the readings, of the words */        \
    KEY(YEAR, "年", "year", false)                                                                    \
    KEY(MONTH, "年月", "month", false)                                                                \
    KEY(MONTH_DAY, "月日", "month_day", false)                                                        \
    KEY(HEAD, "前", "head", true)      /* 前N位: the first N characters */                          \
    KEY(TAIL, "后", "tail", true)      /* 后N位: the last N */                                      \
    KEY(SOUND, "词音", "sound", false) /* of words in letters: block_keys.c says how */               \
    KEY(SORTED, "字集", "sorted", false) /* the characters in order of code: 王明小 = 王小明 */ \
    KEY(COUNTY, "县", "county", false) /* of a division or address */                                 \
    KEY(TOWN, "乡镇", "town", false)

enum yx_key_kind {
#define KEY(id, zh, en, n) YX_KEY_##id,
    YX_BLOCK_KEYS(KEY)
#undef KEY
        YX_N_KEY_KINDS
};
/* Kind of a word, in either language; false if it is none. */
bool yx_key_kind_find(struct yx_str word, enum yx_key_kind *out);
struct yx_str yx_key_kind_name(enum yx_key_kind kind, bool english);
bool yx_key_takes_number(enum yx_key_kind kind);
/* Can values of the type have such a key at all? */
bool yx_key_fits(enum yx_key_kind kind, enum yx_compare_type type);
/* The key of a value; 0: it has none, or too few characters.  `n` for kinds that take a
 * number, else ignored. */
uint64_t yx_block_key(enum yx_key_kind kind, unsigned n, const struct yx_value *v);

#endif
