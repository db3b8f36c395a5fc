// duckdb.mjs -- the not-enrolled list by exact comparison, as a DuckDB user would make it.
// usage: node duckdb.mjs FOLDER OUT.csv
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, out] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:');
const con = await db.connect();
const csv = (name, column) =>
    `SELECT "${column}" AS id FROM read_csv('${folder}/${name}.csv', header = true, all_varchar = true)`;
const elsewhere = [
    csv('中小学学籍信息_县城学校', '身份证件号'),
    csv('中小学学籍信息_乡镇学校', '身份证件号'),
    csv('幼儿园在园幼儿学籍', '身份证号'),
    csv('外地就读学生自行登记学籍', '身份证号'),
    csv('秋季新生报名登记', '身份证号'),
    csv('在校学生到校情况', '身份证号'),
    csv('县外就读回单', '身份证号'),
    csv('未就读人员去向说明', '身份证号'),
    csv('初中毕业生名单', '身份证号'),
].join(' UNION ALL ');
await con.run(`COPY (
    SELECT 姓名, 公民身份号码 FROM read_csv('${folder}/公安局户籍人口信息.csv', header = true, all_varchar = true) r
    WHERE substr(公民身份号码, 7, 8) BETWEEN '20070901' AND '20160831'
      AND NOT EXISTS (SELECT 1 FROM (${elsewhere}) e WHERE e.id = r.公民身份号码)
) TO '${out}' (HEADER)`);
