/* lanes_wide.c -- the steps of a plan for processors with AVX2. */
#include "base/hash.h"
#include "base/mem.h"
#include "policy/fact_columns.h"
#include "policy/plan_int.h"

#include <stdlib.h>
#include <string.h>

#if defined __x86_64__ && defined __GNUC__ && !defined __clang__
#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
#endif

#include "policy/lanes.h"

void yx_lanes_wide(struct yx_plan_runner *r, uint64_t from, uint32_t n)
{
    run_strip(r, from, n);
}

#if defined __x86_64__ && defined __GNUC__ && !defined __clang__
#pragma GCC pop_options

bool yx_lanes_have_wide(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}
#else
bool yx_lanes_have_wide(void)
{
    return false;
}
#endif
