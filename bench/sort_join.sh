#!/usr/bin/env bash
# sort_join.sh -- the not-enrolled list by exact comparison, with cut, sort and join.
# usage: sort_join.sh FOLDER OUT.csv
set -euo pipefail
export LC_ALL=C
cd "$1"
out=$2
column() { # FILE HEADING: the cells of that column
    local n
    n=$(head -n 1 "$1.csv" | tr ',' '\n' | grep -nx -- "$2" | cut -d: -f1)
    tail -n +2 "$1.csv" | cut -d, -f"$n"
}
seen=$(mktemp)
trap 'rm -f "$seen"' EXIT
{
    column 中小学学籍信息_县城学校 身份证件号
    column 中小学学籍信息_乡镇学校 身份证件号
    for f in 幼儿园在园幼儿学籍 外地就读学生自行登记学籍 秋季新生报名登记 在校学生到校情况 县外就读回单 未就读人员去向说明 初中毕业生名单; do
        column "$f" 身份证号
    done
} | sort -u >"$seen"
tail -n +2 公安局户籍人口信息.csv | cut -d, -f2,3 |
    awk -F, '{ d = substr($2, 7, 8); if (d >= "20070901" && d <= "20160831") print $2 "," $1 }' |
    sort | join -t, -v1 - "$seen" >"$out"
