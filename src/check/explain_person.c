/* explain_person.c -- why one person of the rosters gets what, and why not.
 *
 * DESIGN.  Profiles are made for everybody to find the one: some seconds for a
 * province, nothing for a county, and no index to keep. */
#include "check/explain_person.h"

#include "check/check_int.h"
#include "check/finding_id.h"
#include "policy/trace.h"

struct explaining {
    const struct check *c;
    uint32_t person;
    const struct yx_profile *profile;
    struct yx_arena *arena;
};

enum { MOST_ROWS = 16 };

static struct yx_str source_of(void *ctx, uint32_t input)
{
    const struct explaining *e = ctx;
    uint32_t row[MOST_ROWS];
    uint32_t n = yx_factbase_sources(e->c->facts, e->person, e->profile, input, row, MOST_ROWS);
    struct yx_buf b = {0};
    yx_source_put(e->c, row, n, &b);
    struct yx_str text = yx_str_dup(e->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static void head(const struct check *c, const struct yx_shown *shown, enum yx_lang lang,
                 struct yx_buf *out)
{
    if (out->n)
        yx_buf_putc(out, '\n');
    yx_buf_puts(out, shown->name);
    if (!c->o->is_masked && shown->id.n) {
        yx_buf_putc(out, ' ');
        yx_buf_puts(out, shown->id);
    }
    if (shown->school.n) {
        yx_buf_putz(out, lang == YX_EN ? ", " : "，");
        yx_buf_puts(out, shown->school);
    }
    yx_buf_putz(out, lang == YX_EN ? ", " : "，");
    yx_buf_puts(out, c->term);
    yx_buf_putc(out, '\n');
}

static void one_row(const struct explaining *e, const struct yx_facts *f, struct yx_str name,
                    bool is_twice, enum yx_lang lang, bool as_json, struct yx_buf *out)
{
    if (!as_json) {
        yx_policy_explain(e->c->policy, f, 0, source_of, (void *)(uintptr_t)e, lang, out);
        return;
    }
    char sha256[64];
    yx_policy_sha256(e->c->policy, sha256);
    struct yx_explain how = {.student = name,
                             .policy_sha256 = {sha256, sizeof sha256},
                             .source = source_of,
                             .ctx = (void *)(uintptr_t)e,
                             .is_twice = is_twice};
    yx_buf_putz(out, out->n ? "," : "[");
    yx_policy_explain_json(e->c->policy, f, 0, &how, out);
}

static void explain(const struct check *c, uint32_t person, const struct yx_profile *profile,
                    const struct yx_shown *shown, enum yx_lang lang, bool as_json,
                    struct yx_buf *out)
{
    struct explaining e = {c, person, profile, yx_arena_new()};
    struct yx_facts *f = yx_facts_new(c->policy, e.arena);
    bool is_twice = profile->enrol_other != YX_NO_ROW;
    f->term = c->o->term;
    f->n = 1;
    if (!as_json)
        head(c, shown, lang, out);
    for (int k = 0; k < (is_twice ? 2 : 1); k++) {
        enum yx_fact_variant v = k                 ? YX_FACTS_OTHER_ROW
                                 : c->o->is_strict ? YX_FACTS_STRICT
                                                   : YX_FACTS_PLAIN;
        yx_factbase_fill(c->facts, person, profile, v, f, 0);
        if (k && !as_json)
            yx_buf_putz(out, lang == YX_EN ? "By the other enrolment\n" : "按另一处学籍\n");
        one_row(&e, f, shown->name, is_twice, lang, as_json, out);
    }
    if (is_twice && !as_json)
        yx_buf_putz(out, lang == YX_EN ? "Enrolled twice: whatever either row would give is 待核.\n"
                                       : "重复学籍：任何一处能给的项目都是待核。\n");
    if (profile->enrol == YX_NO_ROW && profile->intake == YX_NO_ROW &&
        profile->present == YX_NO_ROW && !as_json)
        yx_buf_putz(out, lang == YX_EN
                             ? "On no list of students: the lists compute no aid for this person.\n"
                             : "学籍、新生、在校名册里都没有这个人：清单不为其计算应享。\n");
    yx_arena_free(e.arena);
}

int yx_check_explain(const struct yx_check_options *o, struct yx_str who, enum yx_lang lang,
                     bool as_json, struct yx_arena *arena, struct yx_buf *out, struct yx_err *err)
{
    struct check c = {.o = o, .arena = arena, .policy = o->policy};
    struct yx_buf term = {0};
    yx_term_put(&term, o->term);
    c.term = yx_str_dup(arena, yx_buf_str(&term));
    yx_buf_free(&term);
    uint32_t found = 0;
    int rc = yx_check_prepare(&c, err);
    for (uint32_t i = 0; rc == YX_OK && i < c.people.n; i++) {
        struct yx_profile profile;
        struct yx_shown shown;
        yx_factbase_profile(c.facts, i, &profile);
        yx_factbase_shown(c.facts, i, &profile, &shown);
        if (!yx_str_eq(shown.name, who) && !yx_str_eq(shown.id, who))
            continue;
        explain(&c, i, &profile, &shown, lang, as_json, out);
        found++;
    }
    if (found && as_json)
        yx_buf_putz(out, "]\n");
    yx_check_forget(&c);
    if (rc == YX_OK && !found)
        rc = YX_FAIL(err, YX_NOTFOUND,
                     YX_TEXT("名册里没有 {0}：写证件号，或名册里的姓名",
                             "the rosters have no {0}: give an ID number or a name"),
                     yx_str_c(arena, who));
    return rc;
}
