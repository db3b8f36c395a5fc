/* verdicts.c -- the words that people may decide a finding with. */
#include "codes/verdicts.h"

#include "codes/code_text.h"
#include "codes/data_table.h"
#include "codes/explanations.h"

enum { VERDICT_NAME, VERDICT_USE, VERDICT_MEANING, VERDICT_ALIASES };

static enum yx_verdict_use use_at(uint32_t row)
{
    struct yx_str use = yx_data_at(&yx_data_verdicts, row, VERDICT_USE);
    YX_ASSERT(yx_str_is(use, "待核对") || yx_str_is(use, "其他"));
    return yx_str_is(use, "待核对") ? YX_VERDICT_OF_PAIR : YX_VERDICT_OF_SETTLEMENT;
}

static bool is_called(uint32_t row, struct yx_str word)
{
    struct yx_str w = yx_data_at(&yx_data_verdicts, row, VERDICT_NAME);
    struct yx_str aliases = yx_data_at(&yx_data_verdicts, row, VERDICT_ALIASES);
    do {
        if (w.n && yx_str_eq(w, word))
            return true;
    } while (yx_str_split(&aliases, ' ', &w));
    return false;
}

enum yx_verdict_use yx_verdict_read(struct yx_str word, struct yx_str *name)
{
    const struct yx_data *d = &yx_data_verdicts;
    enum yx_verdict_use use = YX_VERDICT_UNKNOWN;
    struct yx_buf b = {0};
    yx_word_put(word, &b);
    *name = YX_S("");
    for (uint32_t i = 0; i < d->n_rows && !use; i++)
        if (is_called(i, yx_buf_str(&b))) {
            use = use_at(i);
            *name = yx_data_at(d, i, VERDICT_NAME);
        }
    yx_buf_free(&b);
    int kind = use ? -1 : yx_explanation_find(word);
    if (kind < 0)
        return use;
    *name = yx_explanation_at(kind)->name;
    return YX_VERDICT_EXPLANATION;
}

static void put_word(struct yx_buf *out, bool is_first, struct yx_str word)
{
    if (!is_first)
        yx_buf_putz(out, "、");
    yx_buf_puts(out, word);
}

void yx_verdict_words(enum yx_verdict_use use, struct yx_buf *out)
{
    bool is_first = true;
    for (int k = 0; use == YX_VERDICT_EXPLANATION && k < yx_explanation_count(); k++) {
        put_word(out, is_first, yx_explanation_at(k)->name);
        is_first = false;
    }
    for (uint32_t i = 0; i < yx_data_verdicts.n_rows; i++) {
        if (use_at(i) != use)
            continue;
        put_word(out, is_first, yx_data_at(&yx_data_verdicts, i, VERDICT_NAME));
        is_first = false;
    }
}
