/* build.h -- what the grammar's actions make nodes with.
 *
 * Private to lang: grammar.y, parse.c, diagnose.c.
 *
 * Ownership: nodes live in the builder's arena.  Errors: reported.
 * Threads: one builder per thread. */
#ifndef YX_LANG_BUILD_H
#define YX_LANG_BUILD_H

#include "base/mem.h"
#include "lang/scan.h"

struct yx_builder {
    struct yx_arena *arena;
    struct yx_report *report;
    const struct yx_scan *scan;
    struct yx_document *doc;
    const struct yx_token *now; /* being given to the parser; the error token in %syntax_error */
    struct yx_node_list {
        struct yx_node *first, *last;
        uint32_t n;
    } lines;          /* of the document */
    bool said_high;   /* that an expression is too long */
    bool is_too_deep; /* reading has ended before the end */
};

typedef const struct yx_token *yx_token_ref; /* lemon wants the type as one word */

struct yx_node *yx_build(struct yx_builder *b, enum yx_node_kind kind, const struct yx_token *t);
/* A node that begins with `first` and takes its place from it. */
struct yx_node *yx_build_over(struct yx_builder *b, enum yx_node_kind kind,
                              const struct yx_node *first);
/* The node's extent grows over a token, a node, the last of a list. */
void yx_cover_token(struct yx_node *n, const struct yx_token *t);
void yx_cover(struct yx_node *n, const struct yx_node *with);
/* Append; NULL is skipped. */
void yx_append(struct yx_node_list *l, struct yx_node *n);
/* The list becomes the node's `first` or `tail`, and its extent grows. */
void yx_take_first(struct yx_node *n, struct yx_node_list l);
void yx_take_tail(struct yx_node *n, struct yx_node_list l);

struct yx_node *yx_build_leaf(struct yx_builder *b, const struct yx_token *t);
struct yx_node *yx_build_binary(struct yx_builder *b, enum yx_op op, struct yx_node *left,
                                struct yx_node *right);
/* `t` is the operator; before the operand for 非 and -, behind it for the others. */
struct yx_node *yx_build_unary(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                               struct yx_node *operand);
struct yx_node *yx_build_test(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                              struct yx_node *left, struct yx_node *right);
struct yx_node *yx_build_arg(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                             struct yx_node *left, struct yx_node *right,
                             struct yx_node_list atoms);

/* The parser met a token it cannot take; `expected` has a bit per token type
 * that it could. */
void yx_diagnose(struct yx_builder *b, const struct yx_token *t, uint64_t expected);
/* Things the grammar reads only to say that they are wrong. */
void yx_say_empty_table(struct yx_builder *b, const struct yx_token *table);
void yx_say_indented_row(struct yx_builder *b, const struct yx_token *indent);

/* Which clause may stand where: structure.c. */
/* `is_whole`: every line could be read, so that what is missing is missing indeed. */
void yx_check_structure(const struct yx_document *doc, struct yx_report *report, bool is_whole);

#endif
