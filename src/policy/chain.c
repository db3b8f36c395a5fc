/* chain.c -- a policy document and those it extends, read. */
#include "policy/chain.h"

/* The 承接 of a document: the name, or NULL. */
static const struct yx_node *extends(const struct yx_document *doc)
{
    const struct yx_node *head = yx_node_line(doc->root, YX_KW_POLICY);
    const struct yx_node *line = head ? yx_node_line(head, YX_KW_EXTENDS) : NULL;
    return line ? yx_node_operand(line) : NULL;
}

static yx_day head_day(const struct yx_node *e, bool last)
{
    if (!e || e->kind != YX_LITERAL)
        return YX_NO_DAY;
    return last ? yx_lit_last_day(e->lit) : yx_lit_first_day(e->lit);
}

bool yx_policy_peek(struct yx_str text, struct yx_arena *a, struct yx_policy_card *out)
{
    struct yx_report *quiet = yx_report_new();
    struct yx_arena *work = yx_arena_new();
    struct yx_document *doc = NULL;
    (void)yx_parse(text, YX_S("?"), work, quiet, &doc);
    bool is_policy = doc->kind == YX_DOC_POLICY && doc->id.n > 0;
    *out = (struct yx_policy_card){.from = YX_NO_DAY, .to = YX_NO_DAY};
    if (is_policy) {
        const struct yx_node *head = yx_node_line(doc->root, YX_KW_POLICY);
        const struct yx_node *area = head ? yx_node_line(head, YX_KW_AREA) : NULL;
        const struct yx_node *valid = head ? yx_node_line(head, YX_KW_VALID) : NULL;
        const struct yx_node *to = valid ? yx_node_clause(valid, YX_KW_TO) : NULL;
        const struct yx_node *upper = head ? extends(doc) : NULL;
        uint64_t n = 0;
        out->id = yx_str_dup(a, doc->id);
        out->title = yx_str_dup(a, doc->title);
        if (area && yx_node_operand(area) && yx_str_u64(yx_node_operand(area)->text, &n))
            out->region = (uint32_t)n;
        out->from = valid ? head_day(yx_node_operand(valid), false) : YX_NO_DAY;
        out->to = to ? head_day(yx_node_operand(to), true) : YX_NO_DAY;
        if (upper)
            out->extends = yx_str_dup(a, upper->text);
    }
    yx_arena_free(work);
    yx_report_free(quiet);
    return is_policy;
}

/* Ask the shelf; YX_OK, YX_NOTFOUND or another code, with *err where there is more to say. */
static int find(const struct yx_policy_shelf *shelf, struct yx_str id, struct yx_arena *a,
                struct yx_policy_text *out, struct yx_err *err)
{
    struct yx_policy_card card;
    for (uint32_t i = 0; shelf && i < shelf->n_texts; i++)
        if (yx_policy_peek(shelf->text[i].text, a, &card) && yx_str_eq(card.id, id)) {
            *out = shelf->text[i];
            return YX_OK;
        }
    return shelf && shelf->find ? shelf->find(shelf->ctx, id, out, err) : YX_NOTFOUND;
}

/* pengshui → chongqing → pengshui */
static const char *chain_text(struct yx_report *r, const struct yx_document *const *doc, uint32_t n,
                              struct yx_str last)
{
    struct yx_buf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_puts(&b, doc[i]->id);
        yx_buf_putz(&b, " → ");
    }
    yx_buf_puts(&b, last);
    yx_buf_putc(&b, 0);
    const char *c = yx_report_pair(r, YX_TEXT(b.p, b.p)); /* whole: a plain argument is cut */
    yx_buf_free(&b);
    return c;
}

static void not_found(struct yx_report *report, const struct yx_node *name, int rc,
                      const struct yx_err *err)
{
    struct yx_diag *d = YX_REPORT(
        report, YX_ERROR, yx_node_place(name->doc, name),
        rc == YX_NOTFOUND
            ? YX_TEXT("找不到上级政策 {0}", "the policy {0} it extends is not to be found")
            : YX_TEXT("上级政策 {0} 不能用", "the policy {0} it extends cannot be used"),
        yx_report_c(report, name->text));
    if (!err->code)
        return;
    struct yx_buf zh = {0}, en = {0};
    yx_err_render(err, YX_ZH, &zh);
    yx_err_render(err, YX_EN, &en);
    yx_buf_putc(&zh, 0);
    yx_buf_putc(&en, 0);
    YX_HINT(report, d, YX_TEXT("{0}", "{0}"), yx_report_pair(report, YX_TEXT(zh.p, en.p)));
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

/* The document above doc[n - 1], read; NULL, and reported, when it cannot be. */
static const struct yx_document *read_upper(const struct yx_node *name,
                                            const struct yx_document *const *doc, uint32_t n,
                                            const struct yx_policy_shelf *shelf, struct yx_arena *a,
                                            struct yx_report *report)
{
    for (uint32_t i = 0; i < n; i++)
        if (yx_str_eq(doc[i]->id, name->text)) {
            YX_REPORT(report, YX_ERROR, yx_node_place(name->doc, name),
                      YX_TEXT("承接绕成了圈：{0}", "documents extend each other in a circle: {0}"),
                      chain_text(report, doc, n, name->text));
            return NULL;
        }
    if (n == YX_MAX_LAYERS) {
        YX_REPORT(report, YX_ERROR, yx_node_place(name->doc, name),
                  YX_TEXT("承接最多 {0} 层：{1}", "at most {0} documents one above the other: {1}"),
                  yx_fmt_i64(YX_MAX_LAYERS).s, chain_text(report, doc, n, name->text));
        return NULL;
    }
    struct yx_policy_text text = {{NULL, 0}, {NULL, 0}};
    struct yx_err err = {0};
    int rc = find(shelf, name->text, a, &text, &err);
    if (rc != YX_OK) {
        not_found(report, name, rc, &err);
        return NULL;
    }
    struct yx_document *upper = NULL;
    unsigned before = yx_report_count(report, YX_ERROR);
    (void)yx_parse(text.text, text.name, a, report, &upper);
    yx_report_mute(report, upper->file);
    return yx_report_count(report, YX_ERROR) == before ? upper : NULL;
}

uint32_t yx_chain_read(struct yx_str text, struct yx_str name, const struct yx_policy_shelf *shelf,
                       struct yx_arena *a, struct yx_report *report, const struct yx_document **out)
{
    struct yx_document *doc = NULL;
    unsigned before = yx_report_count(report, YX_ERROR);
    (void)yx_parse(text, name, a, report, &doc);
    if (doc->kind != YX_DOC_POLICY) {
        if (yx_report_count(report, YX_ERROR) == before)
            YX_REPORT(report, YX_ERROR, ((struct yx_place){doc->file, 1, 1, 0}),
                      YX_TEXT("这不是政策文书：第一行要是 政策 …",
                              "this is no policy: the first line has to be 政策 …"));
        return 0;
    }
    uint32_t n = 0;
    out[n++] = doc;
    for (const struct yx_node *upper; (upper = extends(out[n - 1])) != NULL; n++) {
        const struct yx_document *d = read_upper(upper, out, n, shelf, a, report);
        if (!d)
            return 0;
        out[n] = d;
    }
    return n;
}
