/* facts_rows.c -- any number of rows of facts for `yingxue aid`.
 *
 * usage: facts_rows N >FACTS.csv
 *
 * Students of all stages in both terms of 2022, with the identities, schools
 * and fees in about the proportions of a county; some cells empty (unknown).
 * The same N gives the same bytes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t state = 0x9E3779B97F4A7C15U;

static uint64_t draw(uint64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % n;
}

static const char *yes(uint64_t of100)
{
    uint64_t x = draw(1000);
    return x < 5 ? "" : x < of100 * 10 ? "是" : "否";
}

static const char *const identity[] = {"脱贫户",
                                       "脱贫户",
                                       "脱贫户",
                                       "脱贫不稳定户",
                                       "边缘易致贫户",
                                       "突发严重困难户",
                                       "低保",
                                       "低保",
                                       "特困",
                                       "孤儿",
                                       "事实无人抚养儿童",
                                       "残疾",
                                       "烈士子女",
                                       "认定困难",
                                       "脱贫户、低保",
                                       "脱贫户、残疾",
                                       "低保、残疾",
                                       "脱贫户、低保、残疾"};

static void put_row(uint64_t i)
{
    static const char *const stage[] = {"学前", "小学", "初中", "普高", "中职", "高校"};
    static const int share[] = {15, 34, 17, 12, 9, 13};
    uint64_t x = draw(100);
    int s = 0;
    while (s < 5 && x >= (uint64_t)share[s])
        x -= (uint64_t)share[s++];
    int grade = s == 1 ? 1 + (int)draw(6) : s == 2 ? 7 + (int)draw(3) : 1 + (int)draw(3);
    const char *who =
        draw(4) ? draw(200) ? "无" : "" : identity[draw(sizeof identity / sizeof *identity)];
    int home = s > 0 && s < 3 && draw(500) == 0;
    int boards = s > 0 && !home && draw(3) == 0;
    printf("S%08" PRIu64 ",2022-%s,%s,%d,%s,%s,%s,%s,%s,%s,", i, draw(2) ? "春" : "秋", stage[s],
           grade, who, draw(50) ? "正式" : "临时", home ? "否" : yes(98), home ? "是" : "否",
           boards ? "住校" : "走读", s == 5 || draw(40) == 0 ? "县外" : "县内");
    printf("%s,%s,%s,%s,%s,", yes(95), yes(80), yes(60), s == 4 ? yes(85) : "否",
           s == 4 ? yes(15) : "否");
    printf("%d,%d,", (int)draw(7), (int)draw(7));
    if (s == 5)
        printf("%d,%s,%s,%s,%s,%d.00,%d.00,0.00,", 2018 + (int)draw(5),
               draw(10) ? "本专科" : "研究生", yes(95), yes(96), yes(5),
               3000 + 100 * (int)draw(120), 600 + 100 * (int)draw(15));
    else
        printf(",,是,是,否,%d.00,%d.00,%d.00,",
               s == 0  ? 1200 + 100 * (int)draw(30)
               : s > 2 ? 800 + 200 * (int)draw(8)
                       : 0,
               s > 2 ? 100 * (int)draw(8) : 0, s > 2 ? 300 + 10 * (int)draw(30) : 0);
    if (s == 5 && draw(10) < 8)
        printf("2022-%02d-%02d\n", 8 + (int)draw(3), 1 + (int)draw(30));
    else
        printf("\n");
}

int main(int argc, char **argv)
{
    uint64_t n = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
    if (!n) {
        (void)fprintf(stderr, "usage: facts_rows N >FACTS.csv\n");
        return 2;
    }
    printf(
        "学生,学期,学段,年级,身份,学籍,在校,送教上门,就读方式,就读地,经批准,可供餐,营养计划,县职教中心,涉农专业,"
        "教科书已助学期数,住宿费已助学期数,入学年份,学历层次,全日制,本县生源,免学费,学费,住宿费,教科书费,申请日期\n");
    for (uint64_t i = 0; i < n; i++)
        put_row(i);
    return fflush(stdout) == 0 ? 0 : 3;
}
