#!/usr/bin/env bash
# sqlite.sh -- the not-enrolled list by exact comparison, as a sqlite3 user would make it.
# usage: sqlite.sh FOLDER OUT.csv
set -euo pipefail
folder=$1 out=$2
db=$(mktemp --suffix=.db)
trap 'rm -f "$db"' EXIT
import() { # TABLE FILE
    printf '.import "%s/%s.csv" %s\n' "$folder" "$2" "$1"
}
{
    echo "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
    echo ".mode csv"
    import reg 公安局户籍人口信息
    import e1 中小学学籍信息_县城学校
    import e2 中小学学籍信息_乡镇学校
    import e3 幼儿园在园幼儿学籍
    import e4 外地就读学生自行登记学籍
    import e5 秋季新生报名登记
    import e6 在校学生到校情况
    import e7 县外就读回单
    import e8 未就读人员去向说明
    import e9 初中毕业生名单
    cat <<'SQL'
CREATE TABLE seen(id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO seen SELECT 身份证件号 FROM e1 UNION ALL SELECT 身份证件号 FROM e2;
INSERT OR IGNORE INTO seen SELECT 身份证号 FROM e3 UNION ALL SELECT 身份证号 FROM e4 UNION ALL SELECT 身份证号 FROM e5
  UNION ALL SELECT 身份证号 FROM e6 UNION ALL SELECT 身份证号 FROM e7 UNION ALL SELECT 身份证号 FROM e8 UNION ALL SELECT 身份证号 FROM e9;
SQL
    printf '.headers on\n.output "%s"\n' "$out"
    echo "SELECT 姓名, 公民身份号码 FROM reg WHERE substr(公民身份号码, 7, 8) BETWEEN '20070901' AND '20160831' AND 公民身份号码 NOT IN (SELECT id FROM seen);"
} | sqlite3 "$db" >/dev/null
