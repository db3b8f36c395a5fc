/* reasons_int.h -- one page of reasons while it is being written.
 *
 * Ownership: in the arena of the page.  Errors: none.  Threads: one. */
#ifndef YX_POLICY_REASONS_INT_H
#define YX_POLICY_REASONS_INT_H

#include "policy/combine.h"
#include "policy/trace_int.h"

/* What is done to the fact. */
enum yx_turn {
    YX_TURN_VALUE,   /* another value */
    YX_TURN_ABSENT,  /* 空 */
    YX_TURN_ADD,     /* set: a class more */
    YX_TURN_REMOVE,  /* set: a class less, or known not to be had */
    YX_TURN_NO_MORE, /* set: none of the classes that are unknown */
    YX_TURN_SET      /* set: another set altogether */
};

/* The facts of the row with one of them changed. */
struct yx_variant {
    uint32_t input; /* the one that is changed */
    struct yx_fact_one fact;
    enum yx_turn turn;
    int member; /* ADD, REMOVE: the class; else -1 */
};

/* One change of a fact, or several that give the same. */
struct yx_change {
    uint32_t input;
    enum yx_turn turn;
    uint32_t *variant; /* in order of value */
    uint32_t n;
    bool is_range;                     /* all from the first to the last value */
    bool is_open_below, is_open_above; /* a range: the first, the last is the end of the type */
    bool is_sampled;                   /* tried at critical values only */
    uint8_t status, payee;
    yx_fen least, most; /* of the amount */
};

struct yx_explaining {
    const struct yx_policy *p;
    const struct yx_facts *f; /* of which `row` is explained */
    uint32_t row;
    struct yx_arena *a;
    const struct yx_trace *t;
    yx_fact_source_fn source; /* where a fact comes from, or NULL; `ctx` is its own */
    void *ctx;
    enum yx_lang lang;
    struct yx_buf *out;
    struct yx_variant *variant;
    uint32_t n_variants;
    struct yx_item_trace *outcome; /* per variant and item; status only where it counts */
    bool *is_stopped;              /* per variant: a 约束 does not hold */
    uint8_t *sampled;              /* per input: not every kind of value was tried */
};

/* ---- reasons_words.c ---- */
/* One of two texts, by the page's language. */
void yx_say(struct yx_explaining *x, const char *zh, const char *en);
/* An amount of fen: 12.00元. */
void yx_say_yuan(struct yx_explaining *x, yx_fen fen);
/* A fact's value, 未知 and 空 included; texts by what the document calls them. */
void yx_say_fact(struct yx_explaining *x, uint32_t input, struct yx_fact_one one);
/* Name, value and source of each of the facts (a bit each). */
void yx_say_facts(struct yx_explaining *x, uint64_t inputs);
/* A line of the combination without its 【…】. */
struct yx_str yx_combo_text(const struct yx_combo *c);
/* What a definition that is a clause by its name stands for; empty: it is none. */
struct yx_str yx_clause_meaning(const struct yx_policy *p, const struct yx_clause *c);
/* 元/年 … */
const char *yx_rate_text(enum yx_rate rate);
/* ` 【…】`, or nothing. */
void yx_say_basis(struct yx_explaining *x, struct yx_str basis);

/* ---- reasons_readings.c ---- */
/* Switches, defaults and definitions that are undecided or unverified, of what was read. */
void yx_say_readings(struct yx_explaining *x);
/* 提示 or 空档 that hold, or may, under a title. */
void yx_say_notes(struct yx_explaining *x, const struct yx_note *note, uint32_t n, const char *zh,
                  const char *en);

/* ---- reasons.c ---- */
/* Begin a page: trace the row, try the variants if it is decided. */
void yx_explaining_begin(struct yx_explaining *x);

/* ---- variants.c ---- */
/* Every single change of one of `inputs` (a bit each), and what it would give. */
void yx_make_variants(struct yx_explaining *x, uint64_t inputs);

/* ---- changes.c ---- */
/* What a change is looked for: the item is given, or (待核) it is settled either way. */
enum yx_wanted { YX_WANT_GIVEN, YX_WANT_SETTLED };
/* The single changes of `inputs` that bring it about, equal ones gathered; their number. */
uint32_t yx_find_changes(struct yx_explaining *x, uint32_t item, enum yx_wanted wanted,
                         uint64_t inputs, struct yx_change **out);
/* `就读方式 改为 住校`. */
void yx_say_change(struct yx_explaining *x, const struct yx_change *c);
/* What a change gives of an item: its amount and payee, or its status. */
void yx_say_outcome(struct yx_explaining *x, uint32_t item, const struct yx_change *c);

/* ---- reply.c ---- */
/* What an official can write to the family about the item, a paragraph in x->lang. */
void yx_say_reply(struct yx_explaining *x, uint32_t item);

#endif
