/* inbox.h -- a folder of departments' files, read and understood.
 *
 * Reads every .csv, .xlsx and .xls at the top of a folder (each sheet), finds out the
 * kind of each from its headings and name, lets 名册.ini correct and complete
 * that, and gives the rosters in the order of kinds as tabled, then file, then
 * sheet.  Files with our manifest, ~$*, hidden files, subfolders are not read; what
 * else is there becomes a note.
 *
 * Ownership: yx_inbox_free() frees everything.
 * Errors: YX_INVALID with file, sheet, row, column and what to do; one bad file
 * ends the run, nothing is written.  Threads: uses the pool. */
#ifndef YX_FACTS_INBOX_H
#define YX_FACTS_INBOX_H

#include "base/err.h"
#include "codes/headings.h"
#include "facts/roster.h"

struct yx_inbox_file {
    struct yx_str name; /* base name */
    unsigned char sha256[32];
    const char *format;
};

struct yx_inbox_switch {
    struct yx_str name;
    bool value;
};

/* What 名册.ini says of the run, besides the sheets. */
struct yx_inbox_settings {
    yx_day as_of;                /* YX_NO_DAY if not said */
    yx_term term;                /* YX_NO_TERM if not said */
    struct yx_str policy;        /* path as written, relative to the folder; empty if not said */
    uint32_t county;             /* 县, six digits; 0 if not said */
    struct yx_str secret;        /* 密钥; empty: a warning, an empty key */
    struct yx_inbox_switch *set; /* switches, as written */
    uint32_t n_set;
};

struct yx_note_column {
    struct yx_str heading;
    int field;               /* enum yx_field, YX_FIELD_EXTRA + i, or YX_N_FIELDS if not used */
    enum yx_heading_why why; /* why so */
    int would_be;            /* YX_WHY_TAKEN, YX_WHY_OTHER_KIND: the field; else YX_N_FIELDS */
    struct yx_unit unit;     /* of a column of money */
};

/* Something about a sheet that people should hear of, in both languages. */
struct yx_sheet_remark {
    struct yx_str zh, en;
};

/* How a sheet, or one of the tables on it, was understood, for --plan, 汇总 and messages. */
struct yx_sheet_note {
    struct yx_str file, sheet;
    uint32_t number;   /* of the table on its sheet, from 0 */
    enum yx_kind kind; /* YX_N_KINDS: not a roster, `why` says it */
    struct yx_str why;
    bool is_unreadable;                 /* the whole file could not be read */
    uint32_t heading_row, heading_last; /* as a person counts */
    uint32_t column_from;               /* sheet column where the table begins */
    const struct yx_roster *roster;
    struct yx_note_column *column; /* every heading of the table, left to right */
    uint32_t n_columns;
    uint32_t n_skipped; /* rows that are no data, by reason: */
    uint32_t skipped[YX_N_ROW_REASONS];
    uint64_t mark;                /* yx_headings_mark() */
    struct yx_str remembered;     /* section of 名册.ini by whose word it was read; empty: none */
    struct yx_unit title_unit;    /* 单位：… of the title */
    struct yx_heading_hint *hint; /* what the cells say for and against the heading */
    uint32_t n_hints;
    struct yx_sheet_remark *remark; /* hidden rows, merged cells, sums that differ … */
    uint32_t n_remarks;
};

struct yx_inbox {
    struct yx_arena *arena;
    struct yx_inbox_settings settings;
    struct yx_roster **roster;
    uint32_t n_rosters;
    struct yx_inbox_file *file; /* sorted by name */
    uint32_t n_files;
    struct yx_sheet_note *note;
    uint32_t n_notes;
    uint32_t n_unreadable; /* files that could not be read; only with is_survey */
    struct yx_str *extra;  /* headings kept as YX_FIELD_EXTRA + i */
    uint32_t n_extra;
};

struct yx_inbox_options {
    const struct yx_str *wanted; /* further headings to keep: the policy's inputs */
    uint32_t n_wanted;
    bool is_survey;        /* a file that cannot be read becomes a note, not the end of the run */
    struct yx_str mapping; /* text of another 名册.ini whose sheets are taken over; may be empty */
    struct yx_pool *pool;  /* not NULL */
    struct yx_workers *workers; /* files are read by them; NULL: in this process */
    void (*progress)(void *ctx, struct yx_str file, size_t done, size_t total); /* may be NULL */
    /* The password of a locked `file`, UTF-8, asked for in the caller's thread with attempt 0, 1,
     * … until it is right; false: no (further) one can be had.  NULL: nobody can be asked.
     * What is put into `out` is wiped. */
    bool (*password)(void *ctx, struct yx_str file, unsigned attempt, struct yx_buf *out);
    void *ctx; /* of both */
};

int yx_inbox_settings_read(const char *dir, struct yx_arena *a, struct yx_inbox_settings *out,
                           struct yx_err *err);
/* A file in memory: how tests, and later the server, hand over what came. */
struct yx_inbox_source {
    struct yx_str name, bytes;
    bool is_map;      /* bytes are a map by yx_map_path(): read pages may be given back */
    const char *path; /* with is_map: of the file */
    bool is_other;    /* of a kind that is not read: named in the notes, without bytes */
};

/* The same from memory; a source named 名册.ini is read as such. */
int yx_inbox_read_sources(const struct yx_inbox_source *source, uint32_t n,
                          const struct yx_inbox_options *o, struct yx_inbox **out,
                          struct yx_err *err);
int yx_inbox_read(const char *dir, const struct yx_inbox_options *o, struct yx_inbox **out,
                  struct yx_err *err);
void yx_inbox_free(struct yx_inbox *i); /* NULL is allowed */
/* The newest 名单日期 of the rosters, the default as-of; YX_NO_DAY if none has one. */
yx_day yx_inbox_newest_date(const struct yx_inbox *i);
/* The text of a 名册.ini that says what was understood, with comments; a 密钥 is
 * made from the system's random numbers when there was none.  Comments that a
 * person wrote into `old`, the text there is (or empty), are kept, and so are its
 * sections of files that are not there. */
void yx_inbox_mapping(const struct yx_inbox *i, struct yx_str old, struct yx_buf *out);
/* For people: how the folder was understood (--plan). */
void yx_inbox_plan_text(const struct yx_inbox *i, enum yx_lang lang, struct yx_buf *out);

#endif
