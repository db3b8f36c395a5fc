/* ethnic.c -- the 56 ethnic groups and their codes (GB/T 3304). */
#include "codes/ethnic.h"

#include "codes/code_text.h"
#include "codes/data_table.h"

enum { ETHNIC_CODE, ETHNIC_NAME, ETHNIC_LETTERS, ETHNIC_ALIASES };

static bool is_one_of(struct yx_str words, struct yx_str word)
{
    struct yx_str w;
    while (yx_str_split(&words, ' ', &w))
        if (w.n && yx_str_eq(w, word))
            return true;
    return false;
}

unsigned yx_ethnic_read(struct yx_str cell)
{
    struct yx_buf b = {0};
    yx_word_put(cell, &b);
    struct yx_str word = yx_buf_str(&b);
    uint64_t number = 0, code = 0;
    bool is_number = word.n && word.n <= 3 && yx_str_u64(word, &number);
    for (uint32_t i = 0; i < yx_data_ethnic.n_rows && word.n; i++) {
        uint64_t own = 0;
        (void)yx_str_u64(yx_data_at(&yx_data_ethnic, i, ETHNIC_CODE), &own);
        struct yx_str name = yx_data_at(&yx_data_ethnic, i, ETHNIC_NAME);
        struct yx_str brief =
            yx_str_ends(name, YX_S("族")) ? yx_str_sub(name, 0, name.n - 3) : name;
        if (is_number ? number == own
                      : yx_str_eq(word, name) || yx_str_eq(word, brief) ||
                            yx_str_eq(word, yx_data_at(&yx_data_ethnic, i, ETHNIC_LETTERS)) ||
                            is_one_of(yx_data_at(&yx_data_ethnic, i, ETHNIC_ALIASES), word)) {
            code = own;
            break;
        }
    }
    yx_buf_free(&b);
    return (unsigned)code;
}

struct yx_str yx_ethnic_name(unsigned code)
{
    for (uint32_t i = 0; i < yx_data_ethnic.n_rows; i++) {
        uint64_t own = 0;
        (void)yx_str_u64(yx_data_at(&yx_data_ethnic, i, ETHNIC_CODE), &own);
        if (own == code)
            return yx_data_at(&yx_data_ethnic, i, ETHNIC_NAME);
    }
    return (struct yx_str){NULL, 0};
}
