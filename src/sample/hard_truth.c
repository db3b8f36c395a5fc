/* hard_truth.c -- which missing children the files cannot tell from somebody else. */
#include "sample/hard_truth.h"

#include "base/mem.h"
#include "codes/citizen_id.h"
#include "sample/truth.h"

#include <stdlib.h>

enum { MAX_LETTERS = 24 };

void yx_hard_notes_free(struct sample_hard_notes *n)
{
    free(n->v);
    *n = (struct sample_hard_notes){0};
}

/* ---- noting ---- */

static uint64_t key_of(const struct sample_block *b, const struct sample_child *k)
{
    if (k->namesake)
        return (uint64_t)1 << 63 | k->namesake;
    return (uint64_t)b->number << 32 | k->house;
}

static bool is_missing(const struct sample_child *k)
{
    return !k->guest && k->age >= 6 && k->age <= 15 && yx_truth_is_missing(k);
}

/* May he be taken for one who is missing? Of namesakes only the end shows it. */
static bool is_of_interest(const struct sample_block *b, const struct sample_child *k)
{
    const struct sample_house *h = &b->houses.v[k->house];
    if (k->namesake || !k->twin)
        return k->namesake;
    for (uint32_t i = h->first; i < h->first + h->n; i++)
        if (b->children.v[i].birth == k->birth && is_missing(&b->children.v[i]))
            return true;
    return false;
}

static uint8_t keep(char *to, size_t room, struct yx_str s)
{
    size_t n = YX_MIN(s.n, room);
    memcpy(to, s.p ? s.p : "", n);
    return (uint8_t)n;
}

void yx_hard_note_missing(struct sample_hard_notes *n, const struct sample_block *b,
                          const struct sample_child *k)
{
    if ((!k->twin && !k->namesake) || !is_missing(k))
        return;
    struct sample_hard_note note = {.key = key_of(b, k),
                                    .person = k->id,
                                    .is_missing = true,
                                    .is_left_over = k->age == 15,
                                    .town = b->houses.v[k->house].town};
    note.n_name = keep(note.name, sizeof note.name, yx_sample_name_str(&k->name));
    YX_PUSH(n, note);
}

void yx_hard_note_row(struct sample_hard_notes *n, const struct sample_world *world,
                      const struct sample_block *b, const struct sample_child *k, unsigned sheet,
                      uint32_t line, const struct sample_written *w, bool has_student_no)
{
    if (!is_of_interest(b, k) || is_missing(k))
        return;
    struct sample_hard_note note = {
        .key = key_of(b, k),
        .person = k->id,
        .sheet = (uint8_t)sheet,
        .line = line,
        .dirt = (uint8_t)w->dirt,
        .town = k->school == YX_NO_SCHOOL ? YX_NO_SCHOOL : world->county->school[k->school].town};
    note.n_name = keep(note.name, sizeof note.name, yx_buf_str(&w->name));
    note.n_id = keep(note.id, sizeof note.id, yx_buf_str(&w->id));
    if (has_student_no)
        note.n_no = keep(note.no, sizeof note.no, yx_buf_str(&w->student_no));
    note.n_true = keep(note.true_name, sizeof note.true_name, yx_sample_name_str(&k->name));
    YX_PUSH(n, note);
}

/* ---- comparing ---- */

struct letters {
    uint32_t cp[MAX_LETTERS];
    size_t n;
};

/* The letters of a text without blanks; of a number only its digits and X. */
static struct letters letters(struct yx_str s, bool is_number)
{
    struct letters l = {.n = 0};
    size_t at = 0;
    uint32_t cp;
    while (l.n < MAX_LETTERS && yx_utf8_next(s, &at, &cp)) {
        bool is_digit = (cp >= '0' && cp <= '9') || cp == 'X';
        if (is_number ? is_digit : cp != ' ' && cp != 0x3000)
            l.cp[l.n++] = cp;
    }
    return l;
}

/* Replaced, missing, added letters and exchanged neighbours (Damerau, Levenshtein). */
static unsigned edits(const struct letters *a, const struct letters *b)
{
    unsigned d[MAX_LETTERS + 1][MAX_LETTERS + 1];
    for (size_t i = 0; i <= a->n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= b->n; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a->n; i++)
        for (size_t j = 1; j <= b->n; j++) {
            unsigned x = d[i - 1][j - 1] + (a->cp[i - 1] != b->cp[j - 1]);
            x = YX_MIN(x, YX_MIN(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a->cp[i - 1] == b->cp[j - 2] && a->cp[i - 2] == b->cp[j - 1])
                x = YX_MIN(x, d[i - 2][j - 2] + 1);
            d[i][j] = x;
        }
    return d[a->n][b->n];
}

/* Is the text nearer to its owner than to the other? */
static bool is_nearer(struct yx_str text, struct yx_str owner, struct yx_str other, bool is_number)
{
    struct letters t = letters(text, is_number), a = letters(owner, is_number),
                   b = letters(other, is_number);
    return t.n && edits(&t, &a) < edits(&t, &b);
}

/* Does a number written in the row speak for whose row it is? */
static bool number_tells(const struct sample_hard_note *row, const struct sample_hard_note *missing)
{
    char own[24], other[24];
    struct yx_buf a = {.p = own, .cap = sizeof own}, b = {.p = other, .cap = sizeof other};
    struct yx_str id = {row->id, row->n_id}, no = {row->no, row->n_no};
    yx_id_put(&a, row->person);
    yx_id_put(&b, missing->person);
    switch (row->dirt) {
    case YX_DIRT_NONE:
    case YX_DIRT_FORMAT: return true;
    case YX_DIRT_GUARDIAN: /* twins have one guardian */
        if (row->key >> 63)
            return true;
        break;
    case YX_DIRT_ABSENT:
    case YX_DIRT_PLACEHOLDER:
    case YX_DIRT_GENERIC:
    case YX_DIRT_SLIPPED:
    case YX_DIRT_EXPONENT: break;
    default:
        if (is_nearer(id, yx_buf_str(&a), yx_buf_str(&b), true))
            return true;
        break;
    }
    return no.n && no.p[0] == 'G' && is_nearer(no, yx_buf_str(&a), yx_buf_str(&b), true);
}

static bool tells(const struct sample_hard_note *row, const struct sample_hard_note *missing)
{
    bool is_elsewhere = row->town != YX_NO_SCHOOL && row->town != missing->town;
    if (yx_id_sex(row->person) != yx_id_sex(missing->person))
        return true;
    struct yx_str name = {row->name, row->n_name}, own = {row->true_name, row->n_true},
                  other = {missing->name, missing->n_name};
    return is_elsewhere || number_tells(row, missing) || is_nearer(name, own, other, false);
}

static int by_key(const void *a, const void *b)
{
    const struct sample_hard_note *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Another row of the same child that tells, with the same student number, makes this one his. */
static bool is_explained(const struct sample_hard_note *row, const struct sample_hard_note *missing,
                         const struct sample_hard_note *from, const struct sample_hard_note *end)
{
    for (const struct sample_hard_note *o = from; o < end; o++)
        if (!o->is_missing && o->person == row->person && row->n_no && o->n_no == row->n_no &&
            memcmp(o->no, row->no, row->n_no) == 0 && tells(o, missing))
            return true;
    return false;
}

void yx_hard_notes_compare(struct sample_hard_notes *n, yx_hard_found_fn *found, void *ctx)
{
    const struct sample_hard_note *v = n->v, *all_end = v + n->n;
    if (!n->n)
        return;
    qsort(n->v, n->n, sizeof *n->v, by_key);
    for (const struct sample_hard_note *from = v, *end; from < all_end; from = end) {
        end = from;
        while (end < all_end && end->key == from->key)
            end++;
        for (const struct sample_hard_note *m = from; m < end; m++) {
            if (!m->is_missing)
                continue;
            for (const struct sample_hard_note *r = from; r < end; r++) {
                if (r->is_missing || r->person == m->person || tells(r, m) ||
                    is_explained(r, m, from, end))
                    continue;
                found(ctx, m, r,
                      m->key >> 63 ? "同名同日生，行里没有说得清是谁的号码"
                                   : "双胞胎，行里没有说得清是谁的号码，姓名也更像他");
            }
        }
    }
}
