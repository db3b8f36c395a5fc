/* link_model.h -- a document 比对, ready to run on any two lists.
 *
 * Says which columns there are and of what type (compare.h), by what rows are
 * the same at once (先), which rows are compared at all (分块), what is compared
 * in which grades (比较 … 级), what forbids a link (否决), how sure a link and a
 * question to a person must be (关联, 复核), and whether a row may have one
 * partner only (一对一).  Without 右 a list is compared with itself.
 *
 * Conditions are kept as alternatives, each a list of tests that all must hold.
 * A test about a cell that is empty does not hold, whatever it asks, but for
 * 为空: what is unknown neither links nor forbids.
 *
 * Ownership: the model lives in the arena given and borrows nothing else.
 * Errors: YX_INVALID with a report.  Threads: immutable. */
#ifndef YX_MATCH_LINK_MODEL_H
#define YX_MATCH_LINK_MODEL_H

#include "base/err.h"
#include "match/compare.h"

struct yx_arena;
struct yx_document;
struct yx_report;

enum {
    YX_LINK_FIELDS = 32,
    YX_LINK_COMPARISONS = 16, /* levels of a pair are packed, four bits each */
    YX_LINK_KEYS = 6,         /* in one blocking rule */
    YX_LINK_BLOCKS = 16,      /* rules */
    YX_LINK_PASSES = 32,      /* 先 */
    YX_LINK_VETOES = 16,      /* 否决 */
    YX_LINK_TESTS = 8,        /* in an alternative */
    YX_LINK_TERMS = 16,       /* alternatives of a condition */
    YX_LINK_HEADINGS = 8,     /* of a column on one side */
    YX_LINK_NO_FIELD = 255
};

enum yx_link_side { YX_LEFT, YX_RIGHT };

struct yx_link_field {
    struct yx_str name;
    enum yx_compare_type type;
    bool on[2]; /* there is such a column on the side */
    uint8_t n_headings[2];
    struct yx_str heading[2][YX_LINK_HEADINGS]; /* other headings it may have */
};

/* What rows meet by: 词音(surname), 年(date_of_birth). */
struct yx_link_key {
    uint8_t field;
    uint8_t other; /* 不分先后(a, b): the second field; else YX_LINK_NO_FIELD */
    uint8_t kind;  /* enum yx_key_kind */
    uint8_t n;     /* 前N位: N */
};

struct yx_link_block {
    struct yx_link_key key[YX_LINK_KEYS];
    uint8_t n_keys;
    uint32_t most;      /* rows that one row of a block may meet; 0: any number */
    struct yx_str text; /* as written, for the report */
    uint32_t line;
};

enum yx_link_test_kind {
    YX_TEST_AT_LEAST, /* the level is this or a stronger one */
    YX_TEST_BELOW,    /* both are there, and the level is weaker */
    YX_TEST_LEVEL,    /* exactly this level */
    YX_TEST_NOT_LEVEL,
    YX_TEST_KEY,     /* keys of both are there and equal */
    YX_TEST_NOT_KEY, /* keys of both are there and differ */
    YX_TEST_EMPTY,   /* either is empty */
    YX_TEST_FILLED,  /* both are there */
    YX_TEST_VALID,   /* both are valid of their kind */
    YX_TEST_NOT_VALID
};

struct yx_link_test {
    uint8_t kind;  /* enum yx_link_test_kind */
    uint8_t field; /* what is compared */
    uint8_t level; /* of the field's type */
    struct yx_link_key key;
};

struct yx_link_term {
    struct yx_link_test test[YX_LINK_TESTS];
    uint8_t n_tests;
};

struct yx_link_condition {
    struct yx_link_term *term;
    uint32_t n_terms;
    struct yx_str text;   /* as written */
    struct yx_str reason; /* 【P1】; for a veto may be empty */
    uint32_t line;
};

struct yx_link_comparison {
    uint8_t field;
    uint8_t with;           /* 与: a second field the first may be exchanged with; else NO_FIELD */
    uint8_t part_of;        /* 属: the comparison it is a part of; else NO_FIELD */
    bool by_frequency;      /* 词频 */
    bool has_similar;       /* some grade is 近似 N% */
    struct yx_grades grade; /* without 不同; of 与 the first is 一致 and the second 对调 */
    struct yx_str text;     /* surname, or given_name 与 surname */
};

struct yx_link_model {
    struct yx_str id, title;
    struct yx_str side_name[2]; /* 左 户籍; right empty for dedupe */
    struct yx_str key_name[2];  /* 主键; empty: none */
    bool is_dedupe;             /* no 右 */
    bool left_once, right_once; /* 一对一: both; 多对一: left rows */
    uint32_t n_fields, n_passes, n_blocks, n_comparisons, n_vetoes;
    struct yx_link_field *field;
    struct yx_link_condition *pass, *veto;
    struct yx_link_block *block;
    struct yx_link_comparison *comparison;
    uint16_t link, review;    /* how sure, in 1/100 % */
    struct yx_str parameters; /* 参数: the file beside the document; empty: estimated */
};

/* The type a column of rosters has (link_columns.c); YX_N_COMPARE_TYPES if its name is not
 * known. */
enum yx_compare_type yx_link_type_known(struct yx_str name);

/* Whether a document 比对 is one of these: it compares (比较) or says how sure (关联).
 * Otherwise it holds passes only (model.h). */
bool yx_link_model_fits(const struct yx_document *doc);
/* Compile a parsed document. */
int yx_link_compile(const struct yx_document *doc, struct yx_arena *a, struct yx_report *report,
                    struct yx_link_model *out);
/* The field of this name; YX_LINK_NO_FIELD if there is none. */
unsigned yx_link_field_of(const struct yx_link_model *m, struct yx_str name);
/* Grades of a comparison, 不同 included; and the name of one: 近似 92%. */
unsigned yx_link_n_grades(const struct yx_link_comparison *c);
void yx_link_grade_name(const struct yx_link_comparison *c, unsigned grade, bool english,
                        struct yx_buf *out);
/* The comparison of this field alone; YX_LINK_NO_FIELD if there is none. */
unsigned yx_link_comparison_of(const struct yx_link_model *m, unsigned field);

#endif
