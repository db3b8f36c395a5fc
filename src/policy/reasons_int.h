/* reasons_int.h -- one page of reasons while it is being written.
 *
 * Ownership: in the arena of the page.  Errors: none.  Threads: one. */
#ifndef YX_POLICY_REASONS_INT_H
#define YX_POLICY_REASONS_INT_H

#include "policy/combine.h"
#include "policy/trace_int.h"

/* The facts of the row with one of them changed. */
struct yx_variant {
    uint32_t input; /* the one that is changed */
    struct yx_fact_one fact;
    int member; /* set: the class that is added or taken, or left alone; -1 */
    bool alone; /* set: nothing but the member */
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
};

/* ---- reasons.c ---- */
/* One of two texts, by the page's language. */
void yx_say(struct yx_explaining *x, const char *zh, const char *en);
/* An amount of fen: 12.00元. */
void yx_say_yuan(struct yx_explaining *x, yx_fen fen);
/* A fact's value, 未知 and 空 included; texts are not shown. */
void yx_say_fact(struct yx_explaining *x, uint32_t input, struct yx_fact_one one);

/* ---- variants.c ---- */
/* Every single change of one of `inputs` (a bit each), and what it would give. */
void yx_make_variants(struct yx_explaining *x, uint64_t inputs);
/* What a variant gives of an item: its amount and payee, or its status. */
void yx_say_outcome(struct yx_explaining *x, uint32_t item, const struct yx_item_trace *o);
/* What the fact is in it: the value, or the class that is added or taken. */
void yx_say_variant(struct yx_explaining *x, const struct yx_variant *v);
/* The single changes that would give the item, or that there is none. */
void yx_say_changes(struct yx_explaining *x, uint32_t item);

#endif
