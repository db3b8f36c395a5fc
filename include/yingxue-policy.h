/* yingxue-policy.h -- written aid policies, decided from any program.
 *
 * A policy is a document in the 应学 language (docs/language.md): who is given
 * what, why, since when.  This library loads and checks such documents, decides
 * about students whose facts stand in columns, and says why.  The program
 * `yingxue` decides through the same functions.
 *
 *     struct yx_report *said = yx_report_new();
 *     struct yx_policy *p;
 *     if (yx_policy_load_path("pengshui-2022.yx", said, &p) != YX_OK)
 *         ...                              (yx_report_render says what is wrong)
 *     struct yx_fact_column *in = ...      (one per yx_policy_inputs(), in their order)
 *     struct yx_fact_columns facts = {.n_rows = n, .term = 2022 * 2 + 1, .input = in};
 *     yx_policy_sums(p, &facts, 0, &sums, &err);
 *
 * Units: money is int64 分 (fen, 1/100 yuan) in the rate of the input (元, 元/年 …,
 * yx_policy_input_unit()); awards are fen of the one term that was asked for.
 * A day counts from 1970-01-01.  A term is year × 2, + 1 for autumn.
 * Text is UTF-8 as pointer and length, not ended by NUL.
 *
 * Ownership: what a function gives as `const` belongs to the policy, the result
 * or the report it was asked of, and lives as long.  Objects from a `_new`,
 * `_load` or `_keep` function are freed by the caller with the `_free` of their
 * kind; NULL is allowed there.  Columns stay the caller's, are only read, and
 * must not change during a call.
 * Errors: enum yx_code, 0 is success; what is wrong with a document goes to a
 * struct yx_report with places, anything else to a struct yx_err; both have
 * words in Chinese and English.  Nothing is printed.  When small allocations
 * fail the process ends with a message; memory that follows the number of rows
 * is refused as YX_IO.
 * Threads: there is no global state.  A policy is immutable once loaded, but
 * for yx_policy_set_switch(), and may be used by any number of threads at once.
 * A report, a buffer, an error belong to one thread at a time.
 * Cost: loading takes milliseconds; one student 0.1 to 0.5 µs; see
 * docs/performance.md. */
#ifndef YINGXUE_POLICY_H
#define YINGXUE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined __GNUC__
#define YX_API __attribute__((visibility("default")))
#else
#define YX_API
#endif

/* ---- text, messages ---- */

#ifndef YX_BASE_STR_H /* inside yingxue these come from base/ */
struct yx_str {
    const char *p; /* UTF-8, not ended by NUL; may be NULL when n is 0 */
    size_t n;      /* bytes */
};
/* Text that grows: begin with {0}, read p[0..n), free with yx_buf_free(). */
struct yx_buf {
    char *p;
    size_t n, cap;
};
#endif
YX_API void yx_buf_free(struct yx_buf *b);

#ifndef YX_BASE_ERR_H
enum yx_code {
    YX_OK = 0,
    YX_FOUND = 1,    /* not used by this library */
    YX_INVALID = 2,  /* the document or an argument cannot be used */
    YX_IO = 3,       /* failed on the way: disk, memory */
    YX_NOTFOUND = 4, /* the thing asked for is not there */
    YX_DENIED = 5    /* not used by this library */
};
enum yx_lang { YX_ZH, YX_EN };
struct yx_text {
    const char *zh, *en;
};
enum { YX_ERR_ARGS = 7, YX_ERR_ARG_SIZE = 256 };
/* One failure; begin with {0}.  Read the code; the rest is for yx_err_render(). */
struct yx_err {
    enum yx_code code;
    struct yx_text text;
    char arg[YX_ERR_ARGS][YX_ERR_ARG_SIZE];
    const char *file;
    int line;
};
#endif
/* Append the sentence. */
YX_API void yx_err_render(const struct yx_err *err, enum yx_lang lang, struct yx_buf *out);

/* Everything wrong with documents, sorted by place. */
struct yx_report;
#ifndef YX_LANG_REPORT_H
enum yx_severity { YX_ERROR, YX_WARNING, YX_NOTE };
#endif
YX_API struct yx_report *yx_report_new(void);
YX_API void yx_report_free(struct yx_report *r);
YX_API unsigned yx_report_count(const struct yx_report *r, enum yx_severity s);
/* Append all messages as text with places, or as a JSON array of objects with
 * severity, file, line, column, length, message, hint, instance, second. */
YX_API void yx_report_render(struct yx_report *r, enum yx_lang lang, struct yx_buf *out);
YX_API void yx_report_json(struct yx_report *r, enum yx_lang lang, struct yx_buf *out);

/* ---- days, terms, money ---- */

typedef int32_t yx_day;                                   /* days since 1970-01-01 */
typedef int32_t yx_term;                                  /* year × 2, + 1 for autumn 秋 */
typedef int64_t yx_fen;                                   /* 分 */
YX_API bool yx_day_parse(struct yx_str s, yx_day *out);   /* `2022-09-01` */
YX_API bool yx_term_parse(struct yx_str s, yx_term *out); /* `2022-春`, `2022-秋` … */
YX_API bool yx_money_parse(struct yx_str s, yx_fen *out); /* yuan: `1,250.50`, `1250元` */

/* ---- a policy ---- */

struct yx_policy;

/* yx_policy_load(text, name, report, out): load a document from memory; `text` is
 * copied, `name` stands in messages.  YX_OK, or YX_INVALID with *out NULL and
 * every error of the document in `report`; warnings go there too.
 * Cost: a document of 500 lines some 3 ms. */
YX_API int yx_policy_load(struct yx_str text, struct yx_str name, struct yx_report *report,
                          struct yx_policy **out);

/* A document in memory. */
struct yx_policy_text {
    struct yx_str name; /* of the file, for messages */
    struct yx_str text;
};

/* Where the documents a policy extends (承接) are found by their id: nothing here opens a
 * file.  The texts given are looked through first, then `find` is asked. */
struct yx_policy_shelf {
    const struct yx_policy_text *text;
    uint32_t n_texts;
    /* YX_OK with *out, which stays valid until the load is over; YX_NOTFOUND; or another
     * code with *err, which ends the load.  NULL: only the texts. */
    int (*find)(void *ctx, struct yx_str id, struct yx_policy_text *out, struct yx_err *err);
    void *ctx;
};
/* As yx_policy_load(), with a shelf of upper documents (NULL: none).  What is wrong in one of
 * them is reported with its own name and place. */
YX_API int yx_policy_load_chain(struct yx_str text, struct yx_str name,
                                const struct yx_policy_shelf *shelf, struct yx_report *report,
                                struct yx_policy **out);

/* From a file, or from a descriptor of one (it stays open); with YX_IO and YX_NOTFOUND only
 * `err` is set.  These look for no other file: a document that extends another (承接) gives
 * YX_INVALID, and the report names, at that line, the one that is missing; load it with a shelf. */
YX_API int yx_policy_load_path(const char *path, struct yx_report *report, struct yx_policy **out,
                               struct yx_err *err);
YX_API int yx_policy_load_fd(int fd, const char *name, struct yx_report *report,
                             struct yx_policy **out, struct yx_err *err);
/* From a file, with a shelf of upper documents; errors as both say. */
YX_API int yx_policy_load_path_chain(const char *path, const struct yx_policy_shelf *shelf,
                                     struct yx_report *report, struct yx_policy **out,
                                     struct yx_err *err);
YX_API void yx_policy_free(struct yx_policy *p);

/* yx_policy_check(p, report): what `yingxue lint` does with a policy that loads:
 * runs its examples, shows by enumeration that rows do not overlap, that nobody
 * who is entitled falls through, and so on.  `report` has to be the one the
 * policy was loaded with.  Cost: the kinds of students there can be; some 30 ms
 * for 19 benefits.  YX_OK, or YX_INVALID when an error is in the report. */
YX_API int yx_policy_check(const struct yx_policy *p, struct yx_report *report);

YX_API struct yx_str yx_policy_id(const struct yx_policy *p);    /* pengshui-2022 */
YX_API struct yx_str yx_policy_title(const struct yx_policy *p); /* as the document says */
YX_API uint32_t yx_policy_region(const struct yx_policy *p);     /* 地区: six digits, 0 none */
/* The bytes that were loaded: the document itself. */
YX_API struct yx_str yx_policy_source(const struct yx_policy *p);
/* A document of the chain: 0 the policy's own, then those it extends, upwards. */
struct yx_policy_layer {
    struct yx_str id, title, file, source;
};
YX_API uint32_t yx_policy_layers(const struct yx_policy *p); /* 1: it extends none */
YX_API struct yx_policy_layer yx_policy_layer(const struct yx_policy *p, uint32_t i);
/* Append the canonical form of every document of the chain (as `yingxue fmt` prints them), the
 * policy's own first: what a hash of the policy is made of. */
YX_API void yx_policy_canonical(const struct yx_policy *p, struct yx_buf *out);
/* First and last term whose 基准日 the policy covers. */
YX_API void yx_policy_terms(const struct yx_policy *p, yx_term *first, yx_term *last);
/* YX_OK if the policy is in force in the term, else YX_INVALID naming its span. */
YX_API int yx_policy_covers(const struct yx_policy *p, yx_term t, struct yx_err *err);

enum yx_input_type {
    YX_IN_BOOL,  /* 0, 1 */
    YX_IN_ENUM,  /* number of the member, from 0 */
    YX_IN_SET,   /* mask: bit of each member had */
    YX_IN_INT,   /* lo..hi */
    YX_IN_MONEY, /* fen in the input's rate, 0 to 100,000,000,000 */
    YX_IN_DATE,  /* yx_day */
    YX_IN_TEXT   /* what yx_fact_parse() makes of the text */
};

enum yx_owner { YX_OF_STUDENT, YX_OF_SCHOOL, YX_OF_FAMILY };

/* A fact the policy reads. */
struct yx_policy_input {
    struct yx_str name;
    enum yx_input_type type;
    enum yx_owner owner;         /* who is asked when it is missing */
    bool is_nullable;            /* 可空: may be known to be absent */
    const struct yx_str *member; /* enum and set: names */
    uint32_t n_members;          /* at most 64 */
    int64_t lo, hi;              /* int: allowed range */
};
YX_API const struct yx_policy_input *yx_policy_inputs(const struct yx_policy *p, uint32_t *n);
/* Number of the input, or -1. */
YX_API int yx_policy_find_input(const struct yx_policy *p, struct yx_str name);
/* Of money `元`, `元/年`, `元/学期`, `元/月`, `元/天`, `元/次`; else empty. */
YX_API struct yx_str yx_policy_input_unit(const struct yx_policy *p, uint32_t input);

enum yx_payee {
    YX_PAY_UNKNOWN,
    YX_PAY_PERSON /* 到人 */,
    YX_PAY_SCHOOL /* 到校 */,
    YX_PAY_CANTEEN /* 食堂 */,
    YX_PAY_EXEMPT /* 减免 */,
    YX_PAY_LOAN /* 贷款 */,
    YX_PAY_OUTSIDE /* 外部 */
};
YX_API struct yx_str yx_payee_name(enum yx_payee p);

struct yx_policy_benefit {
    struct yx_str id, name;     /* A2.3, 寄宿生生活补贴 */
    const struct yx_str *alias; /* 别名 */
    uint32_t n_aliases;
    struct yx_str basis;    /* 依据: its 【…】 texts joined with `；` */
    struct yx_str standard; /* 标准 as the document writes it: `1000元/年`, or the table's text */
    bool has_amount;        /* not 无金额 */
    bool has_window;        /* 窗口 */
    bool is_ceiling;        /* 额度上限 */
    uint32_t payees;        /* bit per enum yx_payee that any cell may give */
};
YX_API const struct yx_policy_benefit *yx_policy_benefits(const struct yx_policy *p, uint32_t *n);

struct yx_policy_gap { /* 空档: students whom no benefit reaches though one might expect it */
    struct yx_str id, text, basis;
};
YX_API const struct yx_policy_gap *yx_policy_gaps(const struct yx_policy *p, uint32_t *n);
/* An amount that is 待定: with it every decision about the benefit is 待核. */
struct yx_policy_open {
    struct yx_str id, name; /* of the benefit, or of the 认定 (then no name) */
    struct yx_str range;    /* as the document writes it: 待定(1000元/年, 3000元/年) */
    yx_day from, to;        /* the days on which it is open */
    struct yx_str file;     /* where 待定 is written */
    uint32_t line;
    bool is_above; /* in a document above: the policy's own is to 定 it */
};
YX_API const struct yx_policy_open *yx_policy_open(const struct yx_policy *p, uint32_t *n);

struct yx_policy_switch {
    struct yx_str name;
    bool value, is_undecided; /* 未定 */
};
YX_API const struct yx_policy_switch *yx_policy_switches(const struct yx_policy *p, uint32_t *n);
/* Before the first decision, while no other thread uses the policy.  YX_NOTFOUND (with
 * the names there are) if there is no such switch. */
YX_API int yx_policy_set_switch(struct yx_policy *p, struct yx_str name, bool value,
                                struct yx_err *err);
/* The sentence of a 约束 by its number, from 1. */
YX_API struct yx_str yx_policy_constraint_text(const struct yx_policy *p, uint16_t constraint);

/* ---- one fact ---- */

enum yx_fact_state { YX_FACT_UNKNOWN = 0, YX_FACT_KNOWN = 1, YX_FACT_ABSENT = 2 /* 空 */ };

struct yx_fact_one {
    int64_t v;      /* by type, see enum yx_input_type */
    uint64_t known; /* sets only: members known either way */
    uint8_t state;  /* enum yx_fact_state */
};

/* yx_fact_parse(p, input, text, out): read a cell of a facts file: `?` unknown;
 * empty: 空 if the input may be absent, else unknown; sets joined by 、 or blanks
 * or commas with 无 and 类别?; money in yuan.  False when the text is outside the
 * type, range or code list: *out is then unknown. */
YX_API bool yx_fact_parse(const struct yx_policy *p, uint32_t input, struct yx_str text,
                          struct yx_fact_one *out);
/* Append the fact as a facts file writes it; unknown is `?`, 空 is empty. */
YX_API void yx_fact_put(const struct yx_policy *p, uint32_t input, struct yx_fact_one fact,
                        struct yx_buf *out);

/* ---- columns of facts ---- */

/* How the values of a column lie in memory. */
enum yx_fact_form {
    YX_FORM_NONE, /* no column: every row is unknown */
    YX_FORM_BITS, /* 是否 only: bit r & 63 of 64-bit word r >> 6 */
    YX_FORM_U8,   /* uint8_t a row */
    YX_FORM_U16,  /* uint16_t */
    YX_FORM_I32,  /* int32_t; as a set's mask uint32_t */
    YX_FORM_I64   /* int64_t; as a set's mask uint64_t */
};

/* One column.  `v` means what enum yx_input_type says; where a row is not known
 * its value is not looked at.  Which rows are known is said either by bitmaps
 * (bit r & 63 of word r >> 6) or by a byte a row, or by nothing: then all are.
 * Columns need no alignment beyond that of their type. */
struct yx_fact_column {
    enum yx_fact_form form;
    const void *v;
    const uint64_t *known;  /* 1: known.  NULL: all rows are known or absent */
    const uint64_t *absent; /* 1: 空, known to be absent.  NULL: none.  Comes before `known` */
    const uint8_t *state;   /* instead of both: enum yx_fact_state a row */
    const void *members;    /* sets: mask of the members known either way, in the form of `v`;
                               NULL: all of a row that is known.  A member outside is unknown */
};

/* Facts of n_rows students in one term.  A value outside its type (a member that
 * is not, an integer outside lo..hi, money below 0) is taken as unknown and
 * counted; it can do no harm. */
struct yx_fact_columns {
    uint64_t n_rows;
    yx_term term;
    const struct yx_fact_column *input; /* one per input, in the order of yx_policy_inputs() */
};

/* ---- decisions ---- */

enum yx_status {
    YX_NOT_ENTITLED, /* 不享受 */
    YX_ENTITLED,     /* 享受 */
    YX_CEILING,      /* 额度 */
    YX_LATE,         /* 逾期 */
    YX_PENDING       /* 待核: a fact is missing */
};
YX_API struct yx_str yx_status_name(enum yx_status s); /* 享受 … */

/* Sums of one benefit in one term. */
struct yx_award_total {
    uint64_t given, pending, late; /* awards */
    int64_t fen[8];                /* by enum yx_payee: of those given */
    uint64_t count[8];
};

/* What came of a table of facts. */
struct yx_award_sums {
    struct yx_award_total *benefit; /* one per benefit: the caller's memory; NULL: not wanted */
    uint64_t *gap;                  /* one per gap: rows with it; the caller's memory or NULL */
    uint64_t awards;                /* all that are not 不享受 */
    uint64_t stopped;               /* rows that a 约束 stopped: nothing is computed for them */
    uint64_t outside;               /* values outside their type, taken as unknown */
};

/* Awards of one benefit in a piece, ascending by row; 不享受 is not among them. */
struct yx_award_list {
    uint32_t n;
    const uint16_t *row;     /* counted from the piece's first row */
    const uint8_t *code;     /* enum yx_status + 16 × enum yx_payee */
    const int32_t *amount32; /* fen of the term; of 待核 and of benefits without amount 0. */
    const int64_t *amount64; /* Exactly one of the two is there when n > 0. */
};
static inline enum yx_status yx_award_status(const struct yx_award_list *l, uint32_t i)
{
    return (enum yx_status)(l->code[i] & 15);
}
static inline enum yx_payee yx_award_payee(const struct yx_award_list *l, uint32_t i)
{
    return (enum yx_payee)(l->code[i] >> 4);
}
static inline int64_t yx_award_amount(const struct yx_award_list *l, uint32_t i)
{
    return l->amount32 ? l->amount32[i] : l->amount64[i];
}

/* Rows with a number: of the 约束 that stopped them, or 1 has the gap, 2 may have it. */
struct yx_row_list {
    uint32_t n;
    const uint16_t *row; /* counted from the piece's first row */
    const uint16_t *what;
};

enum { YX_PIECE_ROWS = 16384 };

/* All awards of up to YX_PIECE_ROWS consecutive rows. */
struct yx_award_piece {
    uint64_t first; /* row of the columns */
    uint32_t n_rows;
    const struct yx_award_list *benefit; /* one per benefit */
    const struct yx_row_list *gap;       /* one per gap */
    struct yx_row_list stopped;
};

/* yx_policy_sums(p, facts, threads, out, err): decide about all rows and add up.
 * `threads`: 0 one per core, 1 only the caller's.  The same result for any number.
 * YX_OK, YX_INVALID (the term is not covered, a column has a form its type cannot
 * have).  Memory: some 2 MB a thread. */
YX_API int yx_policy_sums(const struct yx_policy *p, const struct yx_fact_columns *facts,
                          unsigned threads, struct yx_award_sums *out, struct yx_err *err);

/* The same, and every piece is handed to `take`, in ascending order, one at a time, not
 * always by the same thread; a piece lives until `take` returns.  What `take` returns
 * other than 0 ends the run (later rows are not decided) and is returned. */
typedef int (*yx_piece_fn)(void *ctx, const struct yx_award_piece *piece);
YX_API int yx_policy_each(const struct yx_policy *p, const struct yx_fact_columns *facts,
                          unsigned threads, yx_piece_fn take, void *ctx, struct yx_award_sums *out,
                          struct yx_err *err);

/* The same, and all awards are kept: 7 bytes each (11 where amounts need more than 32 bits). */
struct yx_award_set;
YX_API int yx_policy_keep(const struct yx_policy *p, const struct yx_fact_columns *facts,
                          unsigned threads, struct yx_award_set **out, struct yx_award_sums *sums,
                          struct yx_err *err);
YX_API const struct yx_award_piece *yx_award_set_pieces(const struct yx_award_set *s, size_t *n);
YX_API void yx_award_set_free(struct yx_award_set *s);

/* yx_policy_explain_row(p, facts, row, source, ctx, lang, out): the whole explanation of
 * one row: of every benefit yes or no, amount, clause, the facts read and where they
 * come from (`source` may be NULL), what the combination did; for a no the conditions
 * that fail and the single facts that would change it.  YX_INVALID as above.
 * Cost: below 1 ms. */
typedef struct yx_str (*yx_fact_source_fn)(void *ctx, uint32_t input);
YX_API int yx_policy_explain_row(const struct yx_policy *p, const struct yx_fact_columns *facts,
                                 uint64_t row, yx_fact_source_fn source, void *ctx,
                                 enum yx_lang lang, struct yx_buf *out, struct yx_err *err);

/* What an explanation says beside the facts. */
struct yx_explain {
    struct yx_str student;       /* as the caller calls him; may be empty */
    struct yx_str policy_sha256; /* hex, of the document; may be empty */
    yx_fact_source_fn source;    /* NULL: sources are not given */
    void *ctx;                   /* of `source` */
    bool is_twice;               /* 重复学籍: another row of his tells another story */
};
/* The same explanation as one JSON object without a line end (an element of what
 * docs/explanation.schema.json describes), with the sentences of a reply in both languages.
 * The same bytes every time.  Cost: about a millisecond. */
YX_API int yx_policy_explain_row_json(const struct yx_policy *p,
                                      const struct yx_fact_columns *facts, uint64_t row,
                                      const struct yx_explain *how, struct yx_buf *out,
                                      struct yx_err *err);

#ifdef __cplusplus
}
#endif

#endif
