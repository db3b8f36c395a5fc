/* schema.h -- the words of the language as numbers, and what they are.
 *
 * Made from schema.def.  Chinese keywords are the language; every one has an
 * English alias with the same number.  A word is a keyword only in the kinds
 * of document it belongs to, so a policy may have an input called 列.
 *
 * Ownership: static tables.  Errors: none.  Threads: safe. */
#ifndef YX_LANG_SCHEMA_H
#define YX_LANG_SCHEMA_H

#include "base/err.h"
#include "base/str.h"

enum yx_doc_kind {
    YX_DOC_NONE = 0,
    YX_DOC_POLICY = 1, /* 政策 */
    YX_DOC_LEDGER = 2, /* 台账 */
    YX_DOC_PLAN = 4,   /* 方案 */
    YX_DOC_MATCH = 8   /* 比对 */
};

enum yx_kw {
    YX_KW_NONE,
#define KEYWORD(id, kinds, zh, en, needs, help_zh, help_en) YX_KW_##id,
#include "lang/schema.def"
#undef KEYWORD
    YX_N_KWS
};

enum yx_op {
    YX_OP_NONE,
#define OPERATOR(id, zh, en, sign) YX_OP_##id,
#include "lang/schema.def"
#undef OPERATOR
    YX_N_OPS
};

struct yx_keyword {
    struct yx_str zh, en; /* the word and its alias */
    unsigned kinds;       /* documents it belongs to: bits of enum yx_doc_kind */
    bool needs_operand;   /* the next word is never a keyword */
    struct yx_text help;  /* one line */
};

/* What a keyword is; kw is not YX_KW_NONE. */
const struct yx_keyword *yx_keyword_of(enum yx_kw kw);
/* The keyword of this spelling in documents of `kinds` (bits), else YX_KW_NONE. O(1). */
enum yx_kw yx_keyword_find(struct yx_str word, unsigned kinds);
/* 条件 or eligible. */
struct yx_str yx_keyword_name(enum yx_kw kw, enum yx_lang lang);

/* The operator word of this spelling, else YX_OP_NONE. O(1). */
enum yx_op yx_operator_find(struct yx_str word);
/* How an operator is written: 且, and, ≥. */
struct yx_str yx_operator_name(enum yx_op op, enum yx_lang lang);

/* ---- where words and forms may stand ---- */

enum yx_operands {
#define OPERAND(id, min, max, zh, en) YX_OPERANDS_##id,
#include "lang/schema.def"
#undef OPERAND
    YX_N_OPERANDS
};

/* What a place row is about: a keyword, or a form of line. */
enum yx_what {
    YX_WHAT_NONE,
#define KEYWORD(id, kinds, zh, en, needs, help_zh, help_en) YX_WHAT_##id,
#include "lang/schema.def"
#undef KEYWORD
    YX_WHAT_F_DECLARE, /* NAME: … */
    YX_WHAT_F_DEFINE,  /* NAME = … */
    YX_WHAT_F_MOVE,    /* NAME → NAME */
    YX_WHAT_F_ENTRY,   /* NAME … */
    YX_WHAT_F_TABLE    /* 表 … */
};

/* What a clause stands on. */
enum yx_host {
    YX_HOST_LINE, /* it begins a line itself */
    YX_HOST_OWN,  /* the line of the block's keyword */
    YX_HOST_DECLARE,
    YX_HOST_DEFINE,
    YX_HOST_MOVE,
    YX_HOST_ENTRY,
    YX_HOST_TABLE,
    YX_HOST_ROW
};

enum yx_times { YX_TIMES_OPT, YX_TIMES_ONE, YX_TIMES_ANY, YX_TIMES_SOME };

struct yx_place_rule {
    unsigned kinds;   /* bits of enum yx_doc_kind */
    uint16_t block;   /* enum yx_what; F_DECLARE for the block below a declaration */
    uint16_t what;    /* enum yx_what */
    uint8_t host;     /* enum yx_host */
    uint8_t operands; /* enum yx_operands */
    uint8_t times;    /* enum yx_times */
};

/* All rules that hold in this place, which lie side by side; *n is how many.  O(log rules). */
const struct yx_place_rule *yx_places(enum yx_doc_kind kind, unsigned block, enum yx_host host,
                                      size_t *n);

struct yx_operand_rule {
    int min, max;        /* arguments; max 0: any number, -1: none */
    struct yx_text what; /* in words: 一个名字 */
};
const struct yx_operand_rule *yx_operand_rule_of(enum yx_operands o);

#endif
