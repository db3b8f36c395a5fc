/* policy_int.h -- what the files of policy/ know of a policy.
 *
 * Ownership: all in the policy's arena.  Errors: none.
 * Threads: immutable once loaded, but for switches. */
#ifndef YX_POLICY_POLICY_INT_H
#define YX_POLICY_POLICY_INT_H

#include "base/mem.h"
#include "policy/ir.h"

/* What an input is beyond what the public part says. */
struct yx_input_more {
    int list;          /* enum and set: code list */
    enum yx_rate rate; /* money */
    bool has_default;
    int64_t value;       /* 缺省 */
    uint8_t value_state; /* KNOWN or ABSENT */
    uint32_t line;
};

struct yx_switch_more {
    struct yx_str basis;
    uint32_t line;
};

struct yx_definition {
    struct yx_str name, text, basis;
    uint16_t reg;
    bool is_undecided, is_unverified;
    uint32_t line;
};

/* One award an example expects. */
struct yx_expect {
    uint32_t item;
    uint8_t status; /* enum yx_status */
    uint8_t payee;  /* enum yx_payee; UNKNOWN: not said */
    bool has_amount;
    yx_fen amount;
};

struct yx_example {
    struct yx_str name;
    uint32_t line, column;
    yx_term term;
    struct yx_fact_one *fact; /* one per input */
    uint8_t *switch_value;    /* per switch: 0 no, 1 yes, 2 as the document */
    struct yx_expect *expect;
    uint32_t n_expect;
    bool is_contradiction; /* 得 矛盾: a 约束 has to stop it */
};

struct yx_document;

/* A document of the chain. */
struct yx_policy_doc {
    const struct yx_document *doc;
    int file; /* its number in the report it was loaded with */
};

struct yx_policy {
    struct yx_arena *arena;
    struct yx_str name; /* of the file, for messages */
    struct yx_str source, id, title, basis;
    struct yx_policy_doc *doc; /* the document itself, then those it extends, upwards */
    uint32_t n_docs;
    uint32_t region;
    yx_day from, to;
    int as_of[2], cutoff[2];                            /* month × 100 + day: 春, 秋 */
    bool school_year;                                   /* 年度 学年 */
    bool remainder_first;                               /* 尾差 归 首期 */
    int terms_per_year, days_per_term, months_per_term; /* 折算; 0: not said */

    struct yx_policy_input *input;
    struct yx_input_more *input_more;
    uint32_t n_inputs;
    struct yx_policy_benefit *benefit;
    uint32_t n_benefits;
    struct yx_policy_open *open; /* amounts that are 待定 */
    uint32_t n_open;
    struct yx_policy_gap *gap;
    struct yx_policy_switch *swi;
    struct yx_switch_more *swi_more;
    uint32_t n_switches;
    struct yx_definition *definition;
    uint32_t n_definitions;
    struct yx_example *example;
    uint32_t n_examples;
    struct yx_ir ir;
};

/* A line of the compiled form is that of its document, with the number of the document (0 the
 * policy's own, 1 the one above it …) in the upper bits. */
enum { YX_LINE_BITS = 24, YX_LINE_MAX = (1 << YX_LINE_BITS) - 1 };
/* Where such a line is, in the report the policy was loaded with.  (lang/report.h) */
struct yx_place yx_policy_place(const struct yx_policy *p, uint32_t line, uint32_t column);

/* The day month × 100 + day of a year; 02-29 becomes the 28th where needed. */
yx_day yx_month_day(int year, int md);

#endif
