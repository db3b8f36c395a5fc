/* layers.c -- documents one above the other: names that merge, benefits that are adopted.
 *
 * DESIGN.  The chain is compiled as one policy.  Sections are read from the top
 * document down; a name that is declared again has to say the same.  Benefits
 * are listed document by document, from the top: each list holds what is in
 * force in its document, whether its own or adopted, so that a county adopts
 * from its province what the province adopted from the state.  Only those of the
 * lowest document are compiled (benefits.c, adopt.c). */
#include "policy/front.h"

#include "lang/near.h"

#include <stdlib.h>

uint32_t yx_front_layer(const struct yx_front *c, const struct yx_node *n)
{
    uint32_t k = 0;
    while (k < c->n_layers && c->layer[k].doc != n->doc)
        k++;
    return k < c->n_layers ? k : 0;
}

uint32_t yx_front_line(const struct yx_front *c, const struct yx_node *n)
{
    return yx_front_layer(c, n) << YX_LINE_BITS | YX_MIN(n->line, (uint32_t)YX_LINE_MAX);
}

/* ---- names ---- */

static struct yx_str owner_of(const struct yx_node *section)
{
    const struct yx_node *of = section ? yx_node_clause(section, YX_KW_OF) : NULL;
    const struct yx_node *who = of ? yx_node_operand(of) : NULL;
    return who ? who->text : YX_S("学生");
}

/* Definitions may be several dated lines of one name, one below the other. */
static const struct yx_node *next_line(const struct yx_node *n)
{
    const struct yx_node *l = n->next;
    while (l && !(l->kind == n->kind && yx_str_eq(l->text, n->text)))
        l = l->next;
    return l;
}

static bool says_the_same(const struct yx_sym *there, const struct yx_node *node,
                          const struct yx_node *section)
{
    if (there->kind == YX_SYM_INPUT && !yx_str_eq(owner_of(there->more), owner_of(section)))
        return false;
    const struct yx_node *a = there->node, *b = node;
    for (; a && b && yx_node_agrees(a, b); a = next_line(a), b = next_line(b))
        if (there->kind != YX_SYM_DEFINITION)
            return true;
    return !a && !b;
}

bool yx_layers_has(struct yx_front *c, struct yx_str name, enum yx_sym_kind kind,
                   const struct yx_node *node, const struct yx_node *section)
{
    const struct yx_sym *there = yx_front_find(c, name);
    if (!there || there->node->doc == node->doc)
        return false;
    if (there->kind == kind && kind != YX_SYM_ITEM &&
        (kind == YX_SYM_SWITCH || says_the_same(there, node, section)))
        return true;
    struct yx_diag *d =
        YX_WRONG(c, node,
                 YX_TEXT("“{0}”与上级写的不一样：删去这里的，或写得一样",
                         "“{0}” differs from the document above: leave it out, or write the same"),
                 yx_front_c(c, name));
    yx_diag_second(d, yx_node_place(there->node->doc, there->node),
                   YX_TEXT("上级写在这里", "the document above has it here"));
    return true;
}

/* ---- what an upper document allows ---- */

struct grant_word {
    unsigned bit;
    const char *zh, *en;
};

static const struct grant_word grant_words[] = {{YX_MAY_RAISE, "可提高金额", "may_raise"},
                                                {YX_MAY_NARROW, "可收窄条件", "may_narrow"},
                                                {YX_MAY_WIDEN, "可扩大条件", "may_widen"},
                                                {YX_MUST_SET, "须定金额", "must_set"},
                                                {YX_MAY_ADD, "可增设", "may_add"}};

unsigned yx_layers_below(struct yx_front *c, const struct yx_node *block, bool is_head)
{
    unsigned out = 0;
    for (const struct yx_node *l = block; l; l = l->next)
        for (const struct yx_node *arg = l->kind == YX_LINE && l->kw == YX_KW_BELOW ? l->first
                                                                                    : NULL;
             arg; arg = arg->next) {
            unsigned bit = 0;
            for (size_t i = 0; arg->first && i < YX_LEN(grant_words); i++)
                if (yx_word(arg->first->text, grant_words[i].zh, grant_words[i].en))
                    bit = grant_words[i].bit;
            if ((!bit || (bit == YX_MAY_ADD) != is_head) &&
                !yx_report_has(c->r, yx_node_place(arg->doc, arg)))
                YX_WRONG(
                    c, arg,
                    is_head ? YX_TEXT("文首的 下级 只写 可增设", "in the head 下级 takes 可增设")
                            : YX_TEXT("项目的 下级 可写：可提高金额 可收窄条件 可扩大条件 须定金额",
                                      "下级 of a benefit takes: 可提高金额 可收窄条件 "
                                      "可扩大条件 须定金额"));
            out |= bit;
        }
    return out;
}

unsigned yx_layers_grants(struct yx_front *c, const struct yx_layer_item *item)
{
    unsigned own = yx_layers_below(c, item->line->block, false);
    if (!item->upper)
        return own;
    unsigned upper = yx_layers_grants(c, item->upper);
    /* What has to be set and was not is still to be set. */
    unsigned to_set = upper & YX_MUST_SET & (yx_adopt_line(item, YX_KW_SET) ? 0 : ~0U);
    return (own & upper) | to_set;
}

/* ---- benefits ---- */

struct listing {
    struct yx_front *c;
    struct yx_layer *layer;
    const struct yx_layer *above; /* NULL: top */
    bool may_add;
};

static struct yx_layer_item *find_item(const struct yx_layer *layer, struct yx_str id)
{
    for (size_t i = 0; i < layer->item.n; i++)
        if (yx_str_eq(layer->item.v[i]->id, id))
            return layer->item.v[i];
    return NULL;
}

static void no_upper_item(struct yx_front *c, const struct yx_node *at,
                          const struct yx_layer *above)
{
    struct yx_diag *d = YX_WRONG(
        c, at, YX_TEXT("上级 {0} 没有项目“{1}”", "the document above, {0}, has no benefit “{1}”"),
        yx_front_c(c, above->doc->id), yx_front_c(c, yx_node_source(at->doc, at)));
    struct yx_str *known = yx_malloc(yx_mul_size(above->item.n + 1, sizeof *known));
    for (size_t i = 0; i < above->item.n; i++)
        known[i] = above->item.v[i]->id;
    (void)yx_near_hint(c->r, d, at->text, known, above->item.n);
    free(known);
}

/* The upper benefit a name in 沿用 means, taken; NULL, and reported, when it cannot be. */
static struct yx_layer_item *take(struct listing *l, const struct yx_node *name,
                                  const struct yx_node *adopter)
{
    if (!l->above) {
        YX_WRONG(l->c, name ? name : adopter,
                 YX_TEXT("没有承接上级，不能沿用：在文首写 承接 上级编号",
                         "nothing can be adopted without 承接 in the head"));
        return NULL;
    }
    if (!name) {
        YX_WRONG(l->c, adopter,
                 YX_TEXT("沿用 后面要上级项目的编号", "沿用 takes an upper benefit"));
        return NULL;
    }
    struct yx_layer_item *upper = find_item(l->above, name->text);
    if (!upper) {
        no_upper_item(l->c, name, l->above);
        return NULL;
    }
    if (upper->adopter && upper->adopter->doc == adopter->doc) {
        struct yx_diag *d =
            YX_WRONG(l->c, name,
                     YX_TEXT("上级项目 {0} 已经沿用过", "the upper benefit {0} is adopted already"),
                     yx_front_c(l->c, upper->id));
        yx_diag_second(d, yx_node_place(upper->adopter->doc, upper->adopter),
                       YX_TEXT("先在这里", "first here"));
        return NULL;
    }
    upper->adopter = adopter;
    return upper;
}

static struct yx_layer_item *add(struct listing *l, struct yx_layer_item item)
{
    struct yx_layer_item *x = YX_NEW(l->c->a, struct yx_layer_item, 1);
    *x = item;
    x->index = -1;
    YX_PUSH(&l->layer->item, x);
    return x;
}

static bool is_all(const struct yx_node *name)
{
    return name && yx_word(name->text, "全部", "all");
}

/* 沿用 N1, N2 on a line of its own: under their own codes.  沿用 全部 holds a place (id
 * empty) until all other adoptions are known. */
static void adopt_line(struct listing *l, const struct yx_node *line)
{
    for (const struct yx_node *arg = line->first; arg; arg = arg->next) {
        const struct yx_node *name = arg->first;
        if (is_all(name)) {
            if (!l->above)
                (void)take(l, name, line);
            else
                (void)add(l, (struct yx_layer_item){.line = line});
            continue;
        }
        struct yx_layer_item *upper = take(l, name, name ? name : line);
        if (upper)
            YX_PUSH(&l->layer->item, upper);
    }
}

/* 沿用 N1 on the line of a benefit or in its block; NULL: its own. */
static const struct yx_node *adoption(struct yx_front *c, const struct yx_node *line)
{
    const struct yx_node *on = yx_node_clause(line, YX_KW_ADOPT),
                         *in = yx_node_line(line, YX_KW_ADOPT);
    if (on && in)
        YX_WRONG(c, in, YX_TEXT("“{0}”写了两次", "“{0}” is written twice"), "沿用");
    return on ? on : in;
}

static void own_item(struct listing *l, const struct yx_node *line, struct yx_group_line *group)
{
    const struct yx_node *id = yx_front_name(l->c, line), *by = adoption(l->c, line);
    if (!id)
        return;
    struct yx_layer_item *upper = NULL;
    if (by) {
        upper = take(l, yx_node_operand(by), line);
    } else if (l->above && !l->may_add) {
        struct yx_diag *d =
            YX_WRONG(l->c, line,
                     YX_TEXT("上级 {0} 没有让下级增设项目：沿用它的项目，或请上级写 下级 可增设",
                             "the document above, {0}, does not let a lower one add benefits"),
                     yx_front_c(l->c, l->above->doc->id));
        yx_diag_second(d, yx_node_place(l->above->doc, l->above->doc->root->block),
                       YX_TEXT("上级", "the document above"));
    }
    if (!by || upper)
        (void)add(l, (struct yx_layer_item){
                         .id = id->text, .line = line, .group = group, .upper = upper});
}

static void walk(struct listing *l, const struct yx_node *line, struct yx_group_line *group,
                 int depth)
{
    for (; line; line = line->next) {
        if (line->kind != YX_LINE)
            continue;
        if (line->kw == YX_KW_BENEFIT) {
            own_item(l, line, group);
        } else if (line->kw == YX_KW_ADOPT && !group) {
            adopt_line(l, line);
        } else if (line->kw == YX_KW_POLICY && !group) {
            for (const struct yx_node *h = line->block; h; h = h->next)
                if (h->kind == YX_LINE && h->kw == YX_KW_ADOPT)
                    adopt_line(l, h);
        } else if (line->kw == YX_KW_GROUP) {
            if (depth >= 8) {
                YX_WRONG(l->c, line, YX_TEXT("类嵌套太深", "groups are nested too deep"));
                continue;
            }
            struct yx_group_line *g = YX_NEW(l->c->a, struct yx_group_line, 1);
            *g = (struct yx_group_line){.line = line, .up = group};
            walk(l, line->block, g, depth + 1);
        }
    }
}

/* Put what 沿用 全部 leaves over into the place it holds. */
static void expand_all(struct listing *l)
{
    struct yx_layer got = *l->layer;
    memset(&l->layer->item, 0, sizeof l->layer->item);
    for (size_t i = 0; i < got.item.n; i++) {
        if (got.item.v[i]->id.n) {
            YX_PUSH(&l->layer->item, got.item.v[i]);
            continue;
        }
        for (size_t k = 0; l->above && k < l->above->item.n; k++) {
            struct yx_layer_item *upper = l->above->item.v[k];
            if (upper->adopter && upper->adopter->doc == l->layer->doc)
                continue;
            upper->adopter = got.item.v[i]->line;
            YX_PUSH(&l->layer->item, upper);
        }
    }
    free(got.item.v);
}

void yx_layers_items(struct yx_front *c)
{
    for (uint32_t k = c->n_layers; k-- > 0;) {
        struct yx_layer *layer = &c->layer[k];
        struct listing l = {
            .c = c, .layer = layer, .above = k + 1 < c->n_layers ? layer + 1 : NULL};
        const struct yx_node *head =
            l.above ? yx_node_line(l.above->doc->root, YX_KW_POLICY) : NULL;
        l.may_add = head && (yx_layers_below(c, head->block, true) & YX_MAY_ADD);
        walk(&l, layer->doc->root->block, NULL, 0);
        expand_all(&l);
    }
}

const struct yx_layer_item *yx_layers_item(struct yx_front *c, const struct yx_node *n)
{
    uint32_t k = yx_front_layer(c, n);
    if (k)
        return find_item(&c->layer[k], n->text);
    const struct yx_sym *s = yx_front_find(c, n->text);
    return s && s->kind == YX_SYM_ITEM ? c->layer[0].item.v[s->index] : NULL;
}
