/* inbox.c -- a folder of departments' files, read and understood.
 *
 * DESIGN.  A file is a job: hash, plan every sheet (headings, 名册.ini), read the
 * wanted columns.  Workbooks and small files are read side by side, one thread
 * each; a large CSV is read alone, by all threads.  Each job has its own arena
 * and its own error; afterwards jobs are looked at in the order of file names,
 * so that neither results nor the error reported depend on the threads. */
#include "facts/inbox.h"

#include "base/file.h"
#include "base/mem.h"
#include "codes/headings.h"
#include "facts/mapping.h"
#include "facts/sheet_remarks.h"

#include <openssl/evp.h>
#include <stdlib.h>

enum { ALONE_BYTES = 8 << 20 }; /* a CSV of this size is read by all threads */

/* A sheet as planned, before its roster is made. */
struct sheet {
    struct yx_sheet_note note;
    struct yx_roster roster; /* without rows */
    bool is_read;
};

struct job {
    const struct inbox_work *work;
    struct yx_inbox_source source;
    struct yx_arena *arena;
    struct {
        struct sheet *v;
        size_t n, cap;
    } sheets;
    struct yx_workbook *book;
    unsigned char sha256[32];
    int rc;
    struct yx_err err;
};

struct inbox_work {
    const struct yx_inbox_options *o;
    struct yx_mapping map;
    bool remembers; /* a section of it says of which headings it was said */
    struct job *job;
    size_t n_jobs;
    size_t *side; /* jobs read side by side */
    size_t n_side;
};

/* ---- one sheet ---- */

/* Lists of ours, left in the folder: their columns give them away. */
static bool is_ours(const struct yx_sheet_head *h)
{
    for (uint32_t r = 0; r < h->n_rows; r++) {
        unsigned seen = 0;
        for (uint32_t c = 0; c < h->n_columns; c++) {
            struct yx_str s = h->cell[(size_t)r * h->n_columns + c];
            seen |= yx_str_is(s, "编号") ? 1U : yx_str_is(s, "来源") ? 2U : 0U;
            seen |= yx_str_is(s, "人员号") ? 4U : yx_str_is(s, "建议") ? 8U : 0U;
        }
        if (seen == 15)
            return true;
    }
    return false;
}

static int resolve_picks(const struct job *j, const struct yx_mapping_sheet *said,
                         struct yx_heading_pick **out, uint32_t *n, struct yx_err *err)
{
    const struct yx_inbox_options *o = j->work->o;
    *out = YX_NEW(j->arena, struct yx_heading_pick, said->n_columns + 1);
    *n = 0;
    for (uint32_t i = 0; i < said->n_columns; i++) {
        const struct yx_mapping_column *c = &said->column[i];
        int field = YX_NOT_WANTED;
        if (!yx_str_is(c->name, "不用")) {
            field = (int)yx_field_find(c->name);
            for (uint32_t w = 0; w < o->n_wanted && field == YX_N_FIELDS; w++)
                if (yx_str_eq(o->wanted[w], c->name))
                    field = YX_FIELD_EXTRA + (int)w;
            if (field == YX_N_FIELDS)
                return YX_FAIL(
                    err, YX_INVALID,
                    YX_TEXT(
                        "名册.ini 的 [{0}]：没有叫“{1}”的列（可用的列见手册，不要的列写“列.不用”）",
                        "名册.ini [{0}]: there is no column “{1}” (see the manual; "
                        "write “列.不用” for a heading to leave alone)"),
                    yx_str_c(j->arena, said->section), yx_str_c(j->arena, c->name));
        }
        (*out)[(*n)++] = (struct yx_heading_pick){c->heading, field};
    }
    return YX_OK;
}

static void set_why(struct job *j, struct sheet *s, const struct yx_err *why)
{
    struct yx_buf b = {0};
    yx_err_render(why, YX_ZH, &b);
    s->note.why = yx_str_dup(j->arena, yx_buf_str(&b));
    yx_buf_free(&b);
}

static int field_or_none(int field)
{
    return field == YX_NOT_WANTED ? YX_N_FIELDS : field;
}

static void take_columns(struct job *j, struct sheet *s, const struct yx_headings *h)
{
    s->note.column = YX_NEW(j->arena, struct yx_note_column, h->n_columns + 1);
    s->note.n_columns = h->n_columns;
    for (uint32_t i = 0; i < h->n_columns; i++)
        s->note.column[i] =
            (struct yx_note_column){.heading = yx_str_dup(j->arena, h->column[i].heading),
                                    .field = field_or_none(h->column[i].field),
                                    .why = h->column[i].why,
                                    .would_be = field_or_none(h->column[i].would_be),
                                    .unit = h->column[i].unit};
    s->note.title_unit = h->title_unit;
    s->note.n_hints = h->n_hints;
    s->note.hint = YX_NEW(j->arena, struct yx_heading_hint, h->n_hints + 1);
    memcpy(s->note.hint, h->hint, h->n_hints * sizeof *h->hint);
}

/* The sheet planned last, if it is this one. */
static const struct sheet *sheet_before(const struct job *j, const struct yx_sheet_head *head)
{
    for (size_t i = j->sheets.n; i-- > 0;) {
        const struct sheet *s = &j->sheets.v[i];
        if (yx_str_eq(s->note.sheet, head->sheet) && s->is_read &&
            s->note.column_from <= head->column_from)
            return s;
    }
    return NULL;
}

/* Below: the headings of the table above once more. */
static bool is_repeat(const struct sheet *above, const struct yx_headings *h,
                      const struct yx_sheet_head *head)
{
    if (!above || above->note.column_from != head->column_from ||
        above->note.n_columns < h->n_columns)
        return false;
    for (uint32_t c = 0; c < above->note.n_columns; c++)
        if (c < h->n_columns ? !yx_str_eq(above->note.column[c].heading, h->column[c].heading)
                             : above->note.column[c].heading.n > 0)
            return false;
    return true;
}

/* Takes what was understood into the plan, the note and the roster to be. */
static void take_plan(struct job *j, struct sheet *s, const struct yx_mapping_sheet *said,
                      const struct yx_sheet_head *head, const struct yx_headings *h,
                      struct yx_sheet_plan *plan)
{
    const struct sheet *above = head->n_before ? sheet_before(j, head) : NULL;
    take_columns(j, s, h);
    s->is_read = true;
    s->note.kind = h->kind;
    s->note.mark = h->mark;
    s->note.heading_row = head->row_no[h->first];
    s->note.heading_last = head->row_no[h->last];
    plan->skip = false;
    plan->first = h->first;
    plan->last = h->last;
    for (uint32_t i = 0; i < h->n_columns && i < head->n_columns; i++) {
        plan->field[i] = h->column[i].field;
        plan->heading[i] = s->note.column[i].heading;
        plan->repeat_down[i] = h->column[i].repeats_down;
    }
    yx_day list_date = said->list_date != YX_NO_DAY ? said->list_date : h->list_date;
    if (list_date == YX_NO_DAY && above)
        list_date = above->roster.list_date;
    s->roster = (struct yx_roster){
        .file = s->note.file,
        .sheet = s->note.sheet,
        .list_date = list_date,
        .sender = said->sender,
        .received = said->received,
        .handler = said->handler,
        .is_partial = said->is_partial == 1,
        .is_by_household = said->is_by_household == 1,
        .identity = said->identity.n ? said->identity : yx_str_dup(j->arena, h->identity)};
}

/* yx_plan_fn: what this sheet is, and which of its columns are read. */
static int plan_sheet(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                      struct yx_err *err)
{
    struct job *j = ctx;
    const struct yx_inbox_options *o = j->work->o;
    struct sheet s = {.note = {.kind = YX_N_KINDS}};
    s.note.file = j->source.name;
    s.note.sheet = yx_str_dup(j->arena, head->sheet);
    s.note.number = head->n_before;
    s.note.column_from = head->column_from;
    plan->skip = true;

    struct yx_mapping_sheet said;
    yx_mapping_of(&j->work->map, s.note.file, s.note.sheet, s.note.number, j->arena, &said);
    bool is_further = head->is_below || head->column_from > 0;
    if (!said.line && j->work->remembers) {
        const struct yx_mapping_sheet *r = yx_mapping_remembers(
            &j->work->map, s.note.file, yx_headings_mark(head, j->arena), j->arena, &said);
        if (r)
            s.note.remembered = r->section;
    }
    if (said.kind == YX_N_KINDS) {
        s.note.why = YX_S("名册.ini 说不读");
    } else if (is_ours(head)) {
        s.note.why = YX_S("是应学写出的结果，不读");
    } else {
        struct yx_heading_pick *pick;
        uint32_t n_picks;
        int rc = resolve_picks(j, &said, &pick, &n_picks, err);
        if (rc)
            return rc;
        struct yx_headings_options ho = {
            .kind = said.kind == YX_MAPPING_UNSAID ? YX_N_KINDS : (enum yx_kind)said.kind,
            .heading_row = head->is_below ? 0 : said.heading_row,
            .pick = pick,
            .n_picks = n_picks,
            .wanted = o->wanted,
            .n_wanted = o->n_wanted,
            .is_whole = head->is_below};
        struct yx_headings h = {0};
        rc = yx_headings_plan(head, &ho, j->arena, &h, err);
        if (rc)
            return rc;
        plan->width = h.n_columns < head->n_columns ? h.n_columns : 0;
        if (head->is_below && h.is_roster && is_repeat(sheet_before(j, head), &h, head)) {
            plan->is_repeat = true;
            plan->first = h.first;
            plan->last = h.last;
            return YX_OK;
        }
        if (!h.is_roster) {
            if (is_further)
                return YX_OK; /* rows, or columns, of no table we know */
            plan->look_below = true;
            set_why(j, &s, &h.why);
        } else {
            take_plan(j, &s, &said, head, &h, plan);
        }
    }
    YX_PUSH(&j->sheets, s);
    return YX_OK;
}

/* ---- one file ---- */

static int digest(struct yx_str bytes, unsigned char out[32], struct yx_err *err)
{
    enum { PIECE = 1 << 20 };
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool done = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
    for (size_t at = 0; done && at < bytes.n; at += PIECE)
        done = EVP_DigestUpdate(md, bytes.p + at, YX_MIN(bytes.n - at, (size_t)PIECE)) == 1;
    done = done && EVP_DigestFinal_ex(md, out, NULL) == 1;
    EVP_MD_CTX_free(md);
    return done ? YX_OK
                : YX_FAIL(err, YX_IO, YX_TEXT("不能计算 SHA-256", "cannot compute a SHA-256"));
}

static bool is_alone(const struct job *j)
{
    return yx_str_has_suffix(j->source.name, ".csv") && j->source.bytes.n >= ALONE_BYTES;
}

static void read_file(struct job *j, struct yx_str password, struct yx_pool *pool)
{
    struct yx_read_options ro = {.plan = plan_sheet,
                                 .ctx = j,
                                 .may_be_heading = yx_headings_like,
                                 .pool = pool,
                                 .is_map = j->source.is_map,
                                 .password = j->work->o->password ? &password : NULL,
                                 .workers = j->work->o->workers,
                                 .path = j->source.path};
    j->rc = yx_read_tables(j->source.bytes, j->source.name, &ro, &j->book, &j->err);
}

/* A locked file: as often as there is another password for it.  Nothing of the
 * file has been planned yet, so it is simply read again. */
static void unlock(struct job *j)
{
    const struct yx_inbox_options *o = j->work->o;
    struct yx_buf password = {0};
    for (unsigned attempt = 0; j->rc == YX_DENIED; attempt++) {
        password.n = 0;
        if (!o->password(o->ctx, j->source.name, attempt, &password))
            break;
        read_file(j, yx_buf_str(&password), o->pool);
    }
    if (password.p)
        explicit_bzero(password.p, password.cap);
    yx_buf_free(&password);
    if (j->rc == YX_DENIED)
        j->rc = j->err.code = YX_INVALID;
}

static void hash_task(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct job *j = &((struct inbox_work *)ctx)->job[task];
    j->rc = digest(j->source.bytes, j->sha256, &j->err);
}

static void side_task(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct inbox_work *w = ctx;
    struct job *j = &w->job[w->side[task]];
    if (j->rc == YX_OK)
        read_file(j, YX_S(""), NULL);
}

static int read_all(struct inbox_work *w, struct yx_arena *a, struct yx_err *err)
{
    const struct yx_inbox_options *o = w->o;
    yx_pool_run(o->pool, w->n_jobs, hash_task, w);
    w->side = YX_NEW(a, size_t, w->n_jobs + 1);
    size_t done = 0;
    for (size_t i = 0; i < w->n_jobs; i++)
        if (!is_alone(&w->job[i]))
            w->side[w->n_side++] = i;
    if (w->n_side && o->progress)
        o->progress(o->ctx, w->job[w->side[0]].source.name, 0, w->n_jobs);
    yx_pool_run(o->pool, w->n_side, side_task, w);
    done = w->n_side;
    for (size_t i = 0; i < w->n_jobs; i++) {
        struct job *j = &w->job[i];
        if (is_alone(j)) {
            if (o->progress)
                o->progress(o->ctx, j->source.name, done++, w->n_jobs);
            if (j->rc == YX_OK)
                read_file(j, YX_S(""), o->pool);
        }
        if (j->rc == YX_DENIED)
            unlock(j);
        if (j->rc && !o->is_survey) {
            *err = j->err;
            return j->rc;
        }
    }
    if (o->progress)
        o->progress(o->ctx, YX_S(""), w->n_jobs, w->n_jobs);
    return YX_OK;
}

/* ---- the rosters ---- */

static int roster_order(const void *x, const void *y)
{
    const struct yx_roster *const *a = x, *const *b = y;
    if ((*a)->rows.kind != (*b)->rows.kind)
        return (*a)->rows.kind < (*b)->rows.kind ? -1 : 1;
    int c = yx_str_cmp((*a)->file, (*b)->file);
    c = c ? c : yx_str_cmp((*a)->sheet, (*b)->sheet);
    return c ? c
             : ((*a)->rows.table->number > (*b)->rows.table->number) -
                   ((*a)->rows.table->number < (*b)->rows.table->number);
}

static int note_order(const void *x, const void *y)
{
    const struct yx_sheet_note *a = x, *b = y;
    int c = yx_str_cmp(a->file, b->file);
    c = c ? c : yx_str_cmp(a->sheet, b->sheet);
    return c ? c : (a->number > b->number) - (a->number < b->number);
}

/* A file that could not be read, and why; what was planned of it before is void. */
static void note_unreadable(struct yx_inbox *in, const struct job *j)
{
    struct yx_buf b = {0};
    yx_err_render(&j->err, YX_ZH, &b);
    in->note[in->n_notes++] = (struct yx_sheet_note){.file = j->source.name,
                                                     .kind = YX_N_KINDS,
                                                     .is_unreadable = true,
                                                     .why = yx_str_dup(in->arena, yx_buf_str(&b))};
    in->n_unreadable++;
    yx_buf_free(&b);
}

/* A file of a kind that is not read: a picture, a PDF, a text. */
static void note_other(struct yx_inbox *in, struct yx_str name)
{
    in->note[in->n_notes++] = (struct yx_sheet_note){
        .file = yx_str_dup(in->arena, name),
        .kind = YX_N_KINDS,
        .why = YX_S("不是 .xlsx、.xls 或 .csv；如果它是名册，请另存为 .xlsx")};
}

static void gather(struct yx_inbox *in, struct inbox_work *w, uint32_t n_other)
{
    size_t n_sheets = 0;
    for (size_t i = 0; i < w->n_jobs; i++)
        n_sheets += w->job[i].sheets.n;
    in->note = YX_NEW(in->arena, struct yx_sheet_note,
                      n_sheets + w->n_jobs + w->map.n_sheets + n_other + 1);
    in->roster = YX_NEW(in->arena, struct yx_roster *, n_sheets + 1);
    in->file = YX_NEW(in->arena, struct yx_inbox_file, w->n_jobs + 1);
    for (size_t i = 0; i < w->n_jobs; i++) {
        struct job *j = &w->job[i];
        struct yx_inbox_file *f = &in->file[in->n_files++];
        f->name = j->source.name;
        f->format = j->book ? j->book->format : "";
        memcpy(f->sha256, j->sha256, sizeof f->sha256);
        if (j->rc) {
            note_unreadable(in, j);
            continue;
        }
        uint32_t t = 0;
        for (size_t k = 0; k < j->sheets.n; k++) {
            struct sheet *s = &j->sheets.v[k];
            struct yx_sheet_note *note = &in->note[in->n_notes++];
            *note = s->note;
            if (!s->is_read)
                continue;
            YX_ASSERT(j->book && t < j->book->n_tables);
            struct yx_roster *r = YX_NEW(in->arena, struct yx_roster, 1);
            *r = s->roster;
            r->rows.kind = s->note.kind;
            r->rows.table = j->book->table[t++];
            note->roster = r;
            in->roster[in->n_rosters++] = r;
        }
    }
    qsort(in->roster, in->n_rosters, sizeof(struct yx_roster *), roster_order);
}

/* A section that names no file is a typing mistake: said, not fatal (the file may come later). */
static void note_unused_sections(struct yx_inbox *in, const struct yx_mapping *map)
{
    uint32_t n = in->n_notes;
    for (uint32_t i = 0; i < map->n_sheets; i++) {
        bool is_used = false;
        for (uint32_t k = 0; k < n && !is_used; k++)
            is_used = yx_mapping_names(&map->sheet[i], in->note[k].file, in->note[k].sheet,
                                       in->note[k].number);
        if (!is_used && !map->sheet[i].mark &&
            !map->sheet[i].is_foreign) /* one with a mark is kept for the next term */
            in->note[in->n_notes++] =
                (struct yx_sheet_note){.file = YX_INI_NAME,
                                       .sheet = map->sheet[i].section,
                                       .kind = YX_N_KINDS,
                                       .why = YX_S("名册.ini 的这一节没有对应的文件或工作表")};
    }
}

static int build_rows(struct yx_inbox *in, const struct yx_inbox_options *o, struct yx_err *err)
{
    uint64_t first = 0;
    for (uint32_t i = 0; i < in->n_rosters; i++) {
        struct yx_roster *r = in->roster[i];
        const struct yx_table *t = r->rows.table;
        enum yx_kind kind = r->rows.kind;
        if (first + t->n_rows >= YX_NO_ROW)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("名册合计超过 42 亿行", "more than 4.2 billion rows in all"));
        int rc = yx_rows_build(t, kind, (uint32_t)first, o->pool, &r->rows, err);
        if (rc)
            return rc;
        first += t->n_rows;
    }
    for (uint32_t i = 0; i < in->n_notes; i++) {
        const struct yx_roster *r = in->note[i].roster;
        if (r)
            yx_sheet_remarks(in, &in->note[i]);
    }
    return YX_OK;
}

static void free_job(void *arg)
{
    struct job *j = arg;
    yx_workbook_free(j->book);
    yx_arena_free(j->arena);
    free(j->sheets.v);
}

static void free_rows(void *arg)
{
    struct yx_inbox *in = arg;
    for (uint32_t i = 0; i < in->n_rosters; i++)
        yx_rows_free(&in->roster[i]->rows);
}

static int source_order(const void *x, const void *y)
{
    const struct yx_inbox_source *a = x, *b = y;
    return yx_str_cmp(a->name, b->name);
}

/* The sheets of another 名册.ini, under what the folder's own says. */
static int take_over(struct yx_mapping *map, struct yx_str text, struct yx_arena *a,
                     struct yx_err *err)
{
    struct yx_mapping other;
    int rc = yx_mapping_read(text, a, &other, err);
    if (rc)
        return rc;
    struct yx_mapping_sheet *both =
        YX_NEW(a, struct yx_mapping_sheet, (size_t)other.n_sheets + map->n_sheets + 1);
    if (other.n_sheets)
        memcpy(both, other.sheet, other.n_sheets * sizeof *both);
    if (map->n_sheets)
        memcpy(both + other.n_sheets, map->sheet, map->n_sheets * sizeof *both);
    for (uint32_t i = 0; i < other.n_sheets; i++)
        both[i].is_foreign = true;
    map->sheet = both;
    map->n_sheets += other.n_sheets;
    return YX_OK;
}

int yx_inbox_read_sources(const struct yx_inbox_source *source, uint32_t n,
                          const struct yx_inbox_options *o, struct yx_inbox **out,
                          struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_inbox *in = YX_NEW(a, struct yx_inbox, 1);
    in->arena = a;
    struct inbox_work w = {.o = o};
    yx_mapping_init(&w.map);
    struct yx_inbox_source *sorted = YX_NEW(a, struct yx_inbox_source, n + 1);
    if (n)
        memcpy(sorted, source, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, source_order);
    w.job = YX_NEW(a, struct job, n + 1);
    struct yx_str *other = YX_NEW(a, struct yx_str, n + 1); /* files that are not read */
    uint32_t n_other = 0;
    int rc = YX_OK;
    for (uint32_t i = 0; i < n && rc == YX_OK; i++) {
        if (yx_str_eq(sorted[i].name, YX_INI_NAME)) {
            rc = yx_mapping_read(sorted[i].bytes, a, &w.map, err);
            continue;
        }
        if (sorted[i].is_other) {
            other[n_other++] = sorted[i].name;
            continue;
        }
        struct job *j = &w.job[w.n_jobs++];
        j->work = &w;
        j->arena = yx_arena_new();
        yx_arena_defer(a, free_job, j);
        j->source.name = yx_str_dup(a, sorted[i].name);
        j->source.bytes = sorted[i].bytes;
        j->source.is_map = sorted[i].is_map;
        j->source.path = sorted[i].path;
    }
    if (rc == YX_OK && o->mapping.n)
        rc = take_over(&w.map, o->mapping, a, err);
    for (uint32_t i = 0; i < w.map.n_sheets; i++)
        w.remembers = w.remembers || w.map.sheet[i].mark;
    yx_arena_defer(a, free_rows, in); /* before the jobs' tables */
    if (rc == YX_OK)
        rc = read_all(&w, a, err);
    if (rc == YX_OK) {
        in->settings = w.map.run;
        in->extra = YX_NEW(a, struct yx_str, o->n_wanted + 1);
        for (uint32_t i = 0; i < o->n_wanted; i++)
            in->extra[i] = yx_str_dup(a, o->wanted[i]);
        in->n_extra = o->n_wanted;
        gather(in, &w, n_other);
        for (uint32_t i = 0; i < n_other; i++)
            note_other(in, other[i]);
        note_unused_sections(in, &w.map);
        if (in->n_rosters == 0 && !o->is_survey)
            rc = YX_FAIL(
                err, YX_INVALID,
                YX_TEXT(
                    "文件夹里没有一份能认出的名册（看过 {0} 个文件）：每份名册要有表头，如 姓名、身份证号、学校；"
                    "用 --plan 看每个文件是怎样理解的",
                    "no roster was recognised in the folder ({0} files seen): a roster "
                    "needs a heading such as 姓名, 身份证号, 学校; --plan shows how each "
                    "file was understood"),
                yx_fmt_u64(w.n_jobs).s);
        else
            rc = build_rows(in, o, err);
        qsort(in->note, in->n_notes, sizeof *in->note, note_order);
    }
    if (rc) {
        yx_inbox_free(in);
        return rc;
    }
    *out = in;
    return YX_OK;
}

void yx_inbox_free(struct yx_inbox *in)
{
    if (in)
        yx_arena_free(in->arena);
}

yx_day yx_inbox_newest_date(const struct yx_inbox *in)
{
    yx_day newest = YX_NO_DAY;
    for (uint32_t i = 0; i < in->n_rosters; i++)
        newest = YX_MAX(newest, in->roster[i]->list_date);
    return newest;
}
