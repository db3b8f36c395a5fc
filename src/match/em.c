/* em.c -- learning how often rows of one person agree, without labels.
 *
 * DESIGN.  A mixture of two classes, matches and others, in which the comparisons are
 * independent.  A step works out for each pattern how likely it is a match, under what
 * is believed so far, and then takes shares of levels among matches so weighted as the
 * new m (Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM
 * algorithm", JRSS B 39, 1977; Winkler, "Using the EM algorithm for weight computation
 * in the Fellegi-Sunter model", ASA 1988).
 *
 * Known to go wrong, and what is done about it:
 *   - The classes change places, or settle on families instead of persons.  u stays as
 *     it was measured on random pairs, and m starts from what is expected.
 *   - Pairs are not drawn at random but made by blocking rules, so shares among them are
 *     not shares among all pairs.  The population here is all pairs there are: those no
 *     rule made are counted as others.  So the prior is per pair of all pairs, u needs no
 *     correction, and m is of all matches that blocking can find.
 *   - Few matches: what is expected counts as EXPECTED pairs, so no level gets m = 0.
 *   - One list has nothing to do with the other, or nothing tells anything: then no
 *     matches are expected, or each pair is as likely as not.  That is said by a flag,
 *     and what was given stands.
 * Patterns go by in ascending order in one thread: the same sums, the same bits. */
#include "match/fellegi_sunter.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 500 };

static const double EXPECTED = 2;         /* pairs that the given m counts as */
static const double STILL = 1e-7;         /* a step that changes no share by more is the last */
static const double PRIOR_MOST = 0.5;     /* of all pairs there are */
static const double MATCHES_LEAST = 1;    /* fewer expected: there is nothing to learn from */
static const double DOUBTFUL_MOST = 0.25; /* of the matches: more is no separation */
static const double APART_LEAST = 1;      /* bits by which matches differ from others on average */

struct learning {
    struct yx_fs_model *model;
    const struct yx_fs_count *count;
    size_t n;
    double n_all;
    double bits[YX_FS_COMPARISONS][16]; /* log2(m/u) by level, 0 for missing */
    double given[YX_FS_COMPARISONS][YX_FS_LEVELS];
    double seen[YX_FS_COMPARISONS][16]; /* matches expected at each level */
    double n_matches, n_doubtful, log_likelihood;
};

static void work_out_bits(struct learning *l)
{
    memset(l->bits, 0, sizeof l->bits);
    for (unsigned c = 0; c < l->model->n; c++)
        for (unsigned k = 0; k < l->model->comparison[c].n_levels; k++) {
            double m = fmax(l->model->m[c][k], 1e-12), u = fmax(l->model->u[c][k], 1e-12);
            l->bits[c][k] = log2(m / u);
        }
}

/* How likely each pattern is a match; sums of that by level. */
static void expect(struct learning *l)
{
    unsigned n_comparisons = l->model->n;
    double prior = l->model->prior, prior_bits = log2(prior / (1 - prior));
    double none_bits = log2(1 - prior), n_made = 0;
    memset(l->seen, 0, sizeof l->seen);
    l->n_matches = l->n_doubtful = l->log_likelihood = 0;
    for (size_t i = 0; i < l->n; i++) {
        uint64_t pattern = l->count[i].pattern;
        double n = (double)l->count[i].n, bits = prior_bits;
        for (unsigned c = 0; c < n_comparisons; c++)
            bits += l->bits[c][pattern >> (4 * c) & 15];
        double odds = exp2(-fabs(bits)), likelier = 1 / (1 + odds);
        double p = bits >= 0 ? likelier : 1 - likelier;
        if (bits < 0)
            p = odds / (1 + odds); /* exact where 1 - likelier would be 0 */
        double matches = n * p;
        for (unsigned c = 0; c < n_comparisons; c++)
            l->seen[c][pattern >> (4 * c) & 15] += matches;
        l->n_matches += matches;
        l->n_doubtful += n * (1 - likelier);
        /* log2(prior * m + (1 - prior) * u), but for the constant log2(u) */
        l->log_likelihood += n * (none_bits + (bits > 0 ? bits : 0) + log2(1 + odds));
        n_made += n;
    }
    l->log_likelihood += (l->n_all - n_made) * none_bits;
}

/* New m and prior; returns the greatest change. */
static double maximise(struct learning *l)
{
    struct yx_fs_model *model = l->model;
    double moved = 0;
    for (unsigned c = 0; c < model->n; c++) {
        if (model->comparison[c].m_is_pinned)
            continue;
        unsigned levels = model->comparison[c].n_levels;
        double known = 0;
        for (unsigned k = 0; k < levels; k++)
            known += l->seen[c][k];
        for (unsigned k = 0; k < levels; k++) {
            double m = (l->seen[c][k] + EXPECTED * l->given[c][k]) / (known + EXPECTED);
            moved = fmax(moved, fabs(m - model->m[c][k]));
            model->m[c][k] = m;
        }
    }
    if (!model->prior_is_pinned) {
        double prior = fmin(fmax(l->n_matches / l->n_all, 1e-15), PRIOR_MOST);
        moved = fmax(moved, fabs(prior - model->prior) / fmax(prior, model->prior));
        model->prior = prior;
    }
    return moved;
}

/* What is wrong before anything is learnt. */
static unsigned look_at_patterns(const struct yx_fs_model *model, const struct yx_fs_count *count,
                                 size_t n)
{
    if (n == 0 || model->n == 0)
        return YX_FS_NO_PAIRS;
    bool all_missing = true;
    for (size_t i = 0; i < n && all_missing; i++)
        for (unsigned c = 0; c < model->n; c++)
            all_missing = all_missing && yx_fs_level(count[i].pattern, c) == YX_FS_MISSING;
    return (all_missing ? (unsigned)YX_FS_ALL_MISSING : 0) |
           (n == 1 ? (unsigned)YX_FS_ONE_PATTERN : 0);
}

/* By how many bits a match stands out on average. */
static double apart(const struct learning *l)
{
    double bits = 0;
    for (unsigned c = 0; c < l->model->n; c++)
        for (unsigned k = 0; k < l->model->comparison[c].n_levels; k++)
            bits += l->seen[c][k] * l->bits[c][k];
    return l->n_matches > 0 ? bits / l->n_matches : 0;
}

struct yx_fs_outcome yx_fs_learn(struct yx_fs_model *model, const struct yx_fs_count *count,
                                 size_t n, uint64_t n_pairs_all)
{
    struct yx_fs_outcome out = {.flags = look_at_patterns(model, count, n)};
    if (out.flags)
        return out;
    struct yx_fs_model given = *model;
    struct learning l = {.model = model, .count = count, .n = n, .n_all = (double)n_pairs_all};
    memcpy(l.given, model->m, sizeof l.given);
    double n_made = 0;
    for (size_t i = 0; i < n; i++)
        n_made += (double)count[i].n;
    l.n_all = fmax(l.n_all, n_made);
    model->prior = fmin(fmax(model->prior, 1e-15), model->prior_is_pinned ? 1 - 1e-15 : PRIOR_MOST);
    double moved = 1;
    while (moved > STILL && out.n_steps < STEPS_MOST) {
        work_out_bits(&l);
        expect(&l);
        moved = maximise(&l);
        out.n_steps++;
    }
    out.n_matches = l.n_matches;
    out.n_doubtful = l.n_doubtful;
    out.log_likelihood = l.log_likelihood;
    if (l.n_matches < MATCHES_LEAST || l.n_doubtful > DOUBTFUL_MOST * l.n_matches ||
        apart(&l) < APART_LEAST) {
        out.flags |= YX_FS_NOT_SEPARATED;
        *model = given;
    } else if (moved > STILL) {
        out.flags |= YX_FS_NOT_CONVERGED;
    }
    return out;
}
