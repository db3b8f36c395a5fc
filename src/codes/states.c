/* states.c -- words for the state of an enrolment, a presence, a payment. */
#include "codes/states.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

enum { WORDS_COLUMN, WORDS_WORD, WORDS_STATE };

static const struct {
    struct yx_str name, column;
} states[] = {
#define STATE(id, zh, column) {{zh, sizeof(zh) - 1}, {column, sizeof(column) - 1}},
    YX_STATES(STATE)
#undef STATE
};

static enum yx_state state_of(struct yx_str column, struct yx_str name)
{
    for (unsigned s = 0; s < YX_N_STATES; s++)
        if (states[s].name.n && yx_str_eq(states[s].name, name) &&
            yx_str_eq(states[s].column, column))
            return (enum yx_state)s;
    return YX_STATE_OTHER;
}

/* The state a word of the list means, YX_STATE_OTHER if it is not there. */
static enum yx_state find(const struct yx_data *d, struct yx_str column, struct yx_str word)
{
    for (uint32_t i = 0; i < d->n_rows; i++) {
        if (!yx_str_eq(yx_data_at(d, i, WORDS_COLUMN), column))
            continue;
        struct yx_buf own = {0};
        yx_word_put(yx_data_at(d, i, WORDS_WORD), &own);
        bool same = yx_str_eq(yx_buf_str(&own), word);
        yx_buf_free(&own);
        if (same)
            return state_of(column, yx_data_at(d, i, WORDS_STATE));
    }
    return YX_STATE_OTHER;
}

enum yx_state yx_state_read(struct yx_str column, struct yx_str cell)
{
    struct yx_buf word = {0};
    yx_word_put(cell, &word);
    enum yx_state s = YX_STATE_NONE;
    if (word.n) {
        s = find(&yx_data_roll_states, column, yx_buf_str(&word));
        if (s == YX_STATE_OTHER)
            s = find(&yx_data_states, column, yx_buf_str(&word));
    }
    yx_buf_free(&word);
    return s;
}

struct yx_str yx_state_name(enum yx_state s)
{
    return (unsigned)s < YX_N_STATES ? states[s].name : (struct yx_str){NULL, 0};
}

bool yx_state_counts(enum yx_state s)
{
    switch (s) {
    case YX_STATE_TRANSFERRED:
    case YX_STATE_WITHDRAWN:
    case YX_STATE_GRADUATED:
    case YX_STATE_DEAD:
    case YX_STATE_CANCELLED:
    case YX_STATE_NOT_ARRIVED:
    case YX_STATE_LEFT: return false;
    default: return true;
    }
}
