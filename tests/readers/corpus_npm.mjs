/* corpus_npm.mjs -- the corpus's workbooks that SheetJS and ExcelJS write, as web pages export.
 *
 * usage: node corpus_npm.mjs NODE_MODULES XLSX_DIR XLS_DIR     (see make-corpus)
 *
 * NAME.xls beside NAME.xlsx in XLS_DIR hold the same. */
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";

const [modules, xlsx, xls] = process.argv.slice(2);
const require = createRequire(modules + "/");
const SheetJS = require("xlsx"), ExcelJS = require("exceljs");

const DAY = (y, m, d) => new Date(Date.UTC(y, m - 1, d));
const STAMP = new Date(Date.UTC(2022, 8, 1, 8, 30));
const HEADINGS = ["姓名", "身份证号", "出生日期", "金额", "年级", "在读", "备注"];
const CHILDREN = ["张三", "李四", "王𠀀", "赵六 ", "欧阳·买买提", "陈é"].map((name, i) =>
    [name, `5002992015010${i + 1}123X`, DAY(2015, 1, i + 1), 1250.5 * i, i + 1, i % 2 === 0, i === 3 ? null : `第${i}行`]);
const VALUES = [true, false, 0, -1, 0.1, 0.1 + 0.2, 1e-7, 123456789012345, 1234567890123456, 5.00299201009010019e17, 1e300,
    "文字", "12", "0012", "5.00299E+17", " ", "　", "多行\n文字", "<&>\"'", "]]>", "😀🇨🇳", "a\u200bb"];
const FORMATS = ["General", "0.00", "0%", "m/d/yy", "h:mm:ss", "[h]:mm:ss", "@", "yyyy-mm-dd", 'yyyy"年"m"月"', "000000", '0.00"元"', "0;-0;;@"];

/* ---- SheetJS ---- */
function sheetjs() {
    const book = SheetJS.utils.book_new();
    book.Props = { CreatedDate: STAMP };
    const roster = SheetJS.utils.aoa_to_sheet([["彭水县2022年秋季学生名册"], HEADINGS,
        ...CHILDREN.map(r => r.map(v => v instanceof Date ? (v - DAY(1899, 12, 30)) / 864e5 : v)), ["合计"]]);
    roster["!merges"] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: 6 } }];
    for (let r = 3; r < 9; r++)
        roster["C" + r].z = "yyyy-mm-dd";
    roster.D9 = { t: "n", v: 18757.5, f: "SUM(D3:D8)" };
    SheetJS.utils.book_append_sheet(book, roster, "学生名册");
    SheetJS.utils.book_append_sheet(book, SheetJS.utils.aoa_to_sheet(VALUES.map((v, i) => [i + 1, v])), "值");
    const formats = SheetJS.utils.aoa_to_sheet(FORMATS.map(f => [f, 44805, 44805.354167, 7]));
    FORMATS.forEach((f, i) => { for (const c of "BCD") formats[c + (i + 1)].z = f; });
    SheetJS.utils.book_append_sheet(book, formats, "格式");
    const odd = SheetJS.utils.aoa_to_sheet([]);
    SheetJS.utils.sheet_add_aoa(odd, [["远"]], { origin: "GS900" });
    odd.A1 = { t: "e", v: 0x2A };
    SheetJS.utils.book_append_sheet(book, odd, "a&b");
    book.Workbook = { Sheets: [{}, {}, {}, { Hidden: 1 }] };
    return book;
}
const book = sheetjs();
SheetJS.writeFile(book, `${xlsx}/all.sheetjs.xlsx`, { compression: true });
SheetJS.writeFile(book, `${xlsx}/all-shared.sheetjs.xlsx`, { compression: true, bookSST: true });
SheetJS.writeFile(book, `${xls}/sheetjs.xlsx`, { compression: true, bookSST: true });
SheetJS.writeFile(book, `${xls}/sheetjs.xls`, { bookType: "biff8" });

/* ---- ExcelJS ---- */
function fill(w) {
    const s = w.addWorksheet("学生名册", { views: [{ state: "frozen", ySplit: 2 }] });
    s.addRow(["彭水县2022年秋季学生名册"]);
    s.addRow(HEADINGS);
    for (const child of CHILDREN) {
        const r = s.addRow(child);
        r.getCell(3).numFmt = 'yyyy"年"m"月"d"日"';
        r.getCell(4).numFmt = "#,##0.00_ ";
        r.hidden = child[4] === 4;
    }
    s.addRow(["合计", null, null, { formula: "SUM(D3:D8)", result: 18757.5 }]);
    s.mergeCells("A1:G1");
    const v = w.addWorksheet("值");
    VALUES.forEach((x, i) => v.addRow([i + 1, x]));
    v.addRow([99, { richText: [{ font: { bold: true }, text: "证件" }, { text: "号码 " }] }]);
    v.addRow([99, { error: "#N/A" }]);
    v.addRow([99, { formula: '"甲"&"乙"', result: "甲乙" }]);
    v.addRow([99, { text: "教育局", hyperlink: "https://example.invalid/" }]);
    const f = w.addWorksheet("格式", { state: "hidden" });
    for (const format of FORMATS) {
        const r = f.addRow([format, 44805, 44805.354167, 7]);
        for (let c = 2; c <= 4; c++)
            r.getCell(c).numFmt = format;
    }
    return w;
}
const whole = fill(new ExcelJS.Workbook());
whole.created = whole.modified = STAMP;
await whole.xlsx.writeFile(`${xlsx}/all.exceljs.xlsx`);
for (const useSharedStrings of [false, true]) {
    const name = useSharedStrings ? "stream-shared" : "stream";
    const w = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: `${xlsx}/${name}.exceljs.xlsx`, useStyles: true, useSharedStrings });
    w.created = w.modified = STAMP;
    const s = w.addWorksheet("导出");
    s.addRow(HEADINGS).commit();
    for (const child of CHILDREN) {
        const r = s.addRow(child);
        r.getCell(3).numFmt = "yyyy/m/d";
        r.commit();
    }
    await w.commit();
}
