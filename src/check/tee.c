/* tee.c -- a sink that passes everything on to two others. */
#include "check/sink.h"

static int begin(void *ctx, enum yx_list list, const struct yx_list_column *column, uint32_t n,
                 struct yx_err *err)
{
    const struct yx_tee *t = ctx;
    int rc = t->a->begin(t->a->ctx, list, column, n, err);
    return rc != YX_OK ? rc : t->b->begin(t->b->ctx, list, column, n, err);
}

static void person(void *ctx, unsigned slot, const struct yx_str *cell)
{
    const struct yx_tee *t = ctx;
    if (t->a->person)
        t->a->person(t->a->ctx, slot, cell);
    if (t->b->person)
        t->b->person(t->b->ctx, slot, cell);
}

static void row(void *ctx, unsigned slot, enum yx_list list, const struct yx_str *cell, uint32_t n)
{
    const struct yx_tee *t = ctx;
    t->a->row(t->a->ctx, slot, list, cell, n);
    t->b->row(t->b->ctx, slot, list, cell, n);
}

static int commit(void *ctx, unsigned slot, struct yx_err *err)
{
    const struct yx_tee *t = ctx;
    int rc = t->a->commit(t->a->ctx, slot, err);
    return rc != YX_OK ? rc : t->b->commit(t->b->ctx, slot, err);
}

struct yx_sink yx_tee_sink(struct yx_tee *t)
{
    return (struct yx_sink){t, begin, person, row, commit};
}
