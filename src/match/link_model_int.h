/* link_model_int.h -- what the compilers of a document 比对 share.
 *
 * Private to link_model.c (columns, comparisons, blocks) and link_condition.c
 * (先 and 否决).  Ownership: as link_model.h says.  Errors: reported, and
 * has_error set.  Threads: one. */
#ifndef YX_MATCH_LINK_MODEL_INT_H
#define YX_MATCH_LINK_MODEL_INT_H

#include "lang/parse.h"
#include "match/link_model.h"

struct yx_link_compiler {
    const struct yx_document *doc;
    struct yx_report *report;
    struct yx_arena *arena;
    struct yx_link_model *m;
    bool has_error;
};

/* Report about the node; a hint may be given to the result. */
struct yx_diag *yx_link_say(struct yx_link_compiler *c, const struct yx_node *n,
                            struct yx_text text, struct yx_str arg, struct yx_str arg2);
/* The field a YX_NAME node names; reported if there is none, and YX_LINK_NO_FIELD. */
unsigned yx_link_field_at(struct yx_link_compiler *c, const struct yx_node *n);
/* A name, or a key of one: 年(出生日期).  False, reported, if it is neither. */
bool yx_link_key_at(struct yx_link_compiler *c, const struct yx_node *n, struct yx_link_key *out);
/* The level of the field's type with this name; reported if there is none, and UINT8_MAX. */
uint8_t yx_link_level_at(struct yx_link_compiler *c, const struct yx_node *n, unsigned field);

void yx_link_condition_compile(struct yx_link_compiler *c, const struct yx_node *line,
                               bool needs_key, struct yx_link_condition *out);

#endif
