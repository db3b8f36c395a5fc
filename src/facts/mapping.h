/* mapping.h -- 名册.ini: what the clerk says of her files.
 *
 * A file of sections and `key = value` lines, UTF-8 or GB18030, `;` or `#` for
 * comments.  [运行] speaks of the run, every other section of a file or, as
 * [文件名:表名], of one of its sheets; [文件名:表名#2] of the second table on it:
 *
 *     [运行]
 *     as-of = 2022-05-10
 *     term = 2022-春
 *     policy = ../policies/pengshui-2022.yx
 *     县 = 500243
 *     密钥 = 0f1e…
 *     参照孤儿 = 是                  ; any other key with 是 or 否 is a switch
 *
 *     [低保名单.xlsx:城市]
 *     类别 = 身份                    ; a kind, or 不读
 *     表头行 = 3                     ; first row of the heading, as Excel counts
 *     名单日期 = 2022-03-31
 *     完整性 = 全量                  ; 全量, 部分, 增量
 *     按户 = 是
 *     身份类别 = 低保
 *     列.证件号 = 公民身份号码        ; column of ours = heading in the file
 *     列.不用 = 备注                  ; a heading to leave alone
 *     列.证件号 = C列                 ; a column that has no heading
 *     表头指纹 = 0f1e…               ; written by us: the headings this was said of
 *
 * What is not understood is an error naming the line: a typing mistake here
 * must not go unseen.
 *
 * Ownership: everything lives in the arena given.
 * Errors: YX_INVALID with the line and what is expected.  Threads: no shared state. */
#ifndef YX_FACTS_MAPPING_H
#define YX_FACTS_MAPPING_H

#include "facts/inbox.h"

#define YX_INI_NAME YX_S("名册.ini")

enum { YX_MAPPING_UNSAID = -1 };

struct yx_mapping_column {
    struct yx_str name;    /* of a field or an input of the policy; 不用: to be left alone */
    struct yx_str heading; /* as in the file */
};

struct yx_mapping_sheet {
    struct yx_str section;      /* file, or file:sheet */
    uint32_t line;              /* of the section, 1-based */
    int kind;                   /* enum yx_kind; YX_N_KINDS 不读; YX_MAPPING_UNSAID */
    uint32_t heading_row;       /* first row of the heading, as a person counts; 0 not said */
    yx_day list_date, received; /* YX_NO_DAY not said */
    struct yx_str sender, handler;
    int is_partial, is_by_household; /* 0, 1 or YX_MAPPING_UNSAID */
    struct yx_str identity;          /* 身份类别; empty not said */
    bool is_foreign;                 /* from another folder's 名册.ini */
    uint64_t mark;                   /* 表头指纹, of the file's headings; 0 not said */
    struct yx_mapping_column *column;
    uint32_t n_columns;
};

struct yx_mapping {
    struct yx_inbox_settings run;
    struct yx_mapping_sheet *sheet; /* in the order of the file */
    uint32_t n_sheets;
};

/* The map that says nothing. */
void yx_mapping_init(struct yx_mapping *out);
int yx_mapping_read(struct yx_str text, struct yx_arena *a, struct yx_mapping *out,
                    struct yx_err *err);
/* The text in UTF-8, whatever an old Notepad saved, without a byte-order mark. */
struct yx_str yx_mapping_decode(struct yx_str text, struct yx_arena *a);
/* What is said of a table, the `number`th from 0 of its sheet: what is said of its file, over it
 * that of its sheet, over it that of the table itself, in one. */
void yx_mapping_of(const struct yx_mapping *m, struct yx_str file, struct yx_str sheet,
                   uint32_t number, struct yx_arena *a, struct yx_mapping_sheet *out);
/* True if the section names this file, this sheet of it or this table. */
bool yx_mapping_names(const struct yx_mapping_sheet *s, struct yx_str file, struct yx_str sheet,
                      uint32_t number);

/* What was said of another file of the same sender (the name alike but for dates and numbers, or
 * naming the 移送单位) with the same headings (yx_headings_mark); NULL: nothing.  Its row of the
 * heading and its dates are not taken over. */
const struct yx_mapping_sheet *yx_mapping_remembers(const struct yx_mapping *m, struct yx_str file,
                                                    uint64_t mark, struct yx_arena *a,
                                                    struct yx_mapping_sheet *out);

/* ---- mapping_merge.c ---- */
/* yx_mapping_merge(made, old, out): `made`, a 名册.ini just written, with the comments a person
 * added to `old`, each before the line it stood before, and with the sections of files that are
 * not in the folder any more.  O(bytes of both). */
void yx_mapping_merge(struct yx_str made, struct yx_str old, struct yx_arena *a,
                      struct yx_buf *out);

#endif
