/* problems.h -- what is planted in rows of the county besides broken numbers.
 *
 * One bit a kind; what stands in a row is written to 真值/problems.csv, so that a
 * test can ask of each whether it was found or did no harm.
 *
 * Ownership: none.  Errors: none.  Threads: immutable. */
#ifndef YX_SAMPLE_PROBLEMS_H
#define YX_SAMPLE_PROBLEMS_H

/* PROBLEM(id, 中文) */
#define YX_SAMPLE_PROBLEMS(PROBLEM)                                                                \
    PROBLEM(PRIVATE_USE, "姓名含私用区字")                                                         \
    PROBLEM(QUERY, "姓名缺字成问号")                                                               \
    PROBLEM(COMPONENTS, "姓名用部件描述")                                                          \
    PROBLEM(WRONG_NAME, "姓名写错")                                                                \
    PROBLEM(APOSTROPHE, "号码前有撇号")                                                            \
    PROBLEM(FULL_WIDTH, "全角数字")                                                                \
    PROBLEM(PASSPORT, "护照")                                                                      \
    PROBLEM(RESIDENT, "港澳台居民居住证")                                                          \
    PROBLEM(TEMPORARY, "临时编号")                                                                 \
    PROBLEM(OTHER_COUNTY, "外县学生")                                                              \
    PROBLEM(HIDDEN, "隐藏行")                                                                      \
    PROBLEM(TITLE, "表头上方有标题")                                                               \
    PROBLEM(SHORT_ROW, "行尾缺列")                                                                 \
    PROBLEM(LONG_ROW, "行尾多列")                                                                  \
    PROBLEM(SERIAL_DATE, "日期成序列数")                                                           \
    PROBLEM(MONTH_DATE, "日期只到年月")                                                            \
    PROBLEM(PACKED_DATE, "日期连写")                                                               \
    PROBLEM(BIRTH, "出生日期写错")                                                                 \
    PROBLEM(ROMANISED, "姓名写成拼音")                                                             \
    PROBLEM(TWIN_NAME, "姓名写成双胞胎的")                                                         \
    PROBLEM(TWIN, "双胞胎")                                                                        \
    PROBLEM(NAMESAKE, "同名同日生")                                                                \
    PROBLEM(MOVED, "住址已迁")                                                                     \
    PROBLEM(HEARSAY, "外县录入")

enum sample_problem {
#define PROBLEM(id, zh) YX_PROBLEM_##id,
    YX_SAMPLE_PROBLEMS(PROBLEM)
#undef PROBLEM
        YX_N_SAMPLE_PROBLEMS
};
#define YX_PROBLEM_BIT(id) (1U << YX_PROBLEM_##id)

#endif
