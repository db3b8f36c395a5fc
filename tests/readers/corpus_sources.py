"""corpus_sources.py -- workbooks of the corpus that openpyxl writes, and those by hand.

usage: corpus_sources.py SOURCES_DIR CORPUS_DIR     (see make-corpus)
"""
import datetime as dt
import sys
import zipfile

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

sources, corpus = sys.argv[1:]
STAMP = dt.datetime(2022, 9, 1, 8, 30)


def new(title="名册"):
    w = Workbook()
    w.properties.creator = "corpus"
    w.properties.created = w.properties.modified = STAMP
    w.active.title = title
    return w, w.active


def save(w, name):
    w.save(f"{sources}/{name}.xlsx")


def styled(s, ref, value, fmt):
    s[ref] = value
    s[ref].number_format = fmt


# a roster as a department sends it
w, s = new()
s.append(["某县 2022 年秋季资助名册"])
s.merge_cells("A1:H1")
s.append(["序号", "姓名", "家庭成员", None, "出生日期", "金额", "备注", "代码"])
s.append([None, None, "父亲", "母亲"])
s.merge_cells("C2:D2")
for c in "ABEFGH":
    s.merge_cells(f"{c}2:{c}3")
for i, (name, father, mother) in enumerate([("王小明", "王大", "李丽"), ("李雷", "李伟", None), ("冉𠮷", None, "冉芳")]):
    s.append([i + 1, name, father, mother, dt.date(2010 + i, 9, 1), 1250.5 + i / 100, " 前后有空 ", i + 7])
    s.cell(row=4 + i, column=5).number_format = 'yyyy"年"m"月"d"日"'
    s.cell(row=4 + i, column=6).number_format = "#,##0.00_ "
    s.cell(row=4 + i, column=8).number_format = "0000"
s.row_dimensions[5].hidden = True
s.auto_filter.ref = "A3:H6"
s.append(["合计", None, None, None, None, "=SUM(F4:F6)"])
hidden = w.create_sheet("隐藏")
hidden.sheet_state = "hidden"
hidden["A1"] = "看不见"
save(w, "roster")

# every kind of value
w, s = new("值")
for i, v in enumerate([True, False, 0, -0.0, 1, -1, 0.1, 0.1 + 0.2, 1e-7, 123456789012345, 1234567890123456, 5.00299201009010019e17,
                       1e300, -2.5e-300, "文字", "12", "0012", "5.00299E+17", "TRUE", "", " ", "　", "#N/A", "=1+1", "=1/0", "=NA()",
                       "多行\n文字", "制表\t符", "a_x000D_b", "_x0041_", "<&>\"'", "]]>", "😀🇨🇳", "a\u200bb", "\ufeffx", dt.time(8, 30),
                       dt.datetime(2022, 9, 1, 8, 30), dt.date(1900, 1, 1), dt.date(1900, 3, 1), dt.timedelta(hours=30)], 1):
    s.cell(row=i, column=1, value=i)
    s.cell(row=i, column=2, value=v)
save(w, "values")

# formats that make dates of numbers, and formats that do not
w, s = new("格式")
for i, f in enumerate(["General", "0", "0.00", "#,##0", "0%", "0.00E+00", "mm-dd-yy", "d-mmm-yy", "mmm-yy", "h:mm AM/PM", "h:mm:ss",
                       "m/d/yy h:mm", "[h]:mm:ss", "mm:ss.0", "@", "yyyy-mm-dd", 'yyyy"年"m"月"', "[$-804]yyyy/m/d", "000000",
                       "0000000000", '0.00"元"', "[Red]0", "¥#,##0.00", '"d"0', "_ * #,##0_ ;_ * -#,##0_ ", "yyyy\\.mm\\.dd",
                       "[DBNum1][$-804]yyyy年m月d日", "0;-0;;@", "aaaa", "e"], 1):
    s.cell(row=i, column=1, value=f)
    styled(s, f"B{i}", 44805, f)
    styled(s, f"C{i}", 44805.354167, f)
    styled(s, f"D{i}", 7, f)
save(w, "formats")

# dates that count from 1904
w, s = new("日期")
w.epoch = CALENDAR_MAC_1904
for i in range(5):
    s.append([i, dt.date(2010 + i, 2, 28), dt.datetime(2010 + i, 12, 31, 23, 59, 59)])
save(w, "epoch1904")

# sparse and wide
w, s = new("稀疏")
s["XFD1"] = "最右"
s["A1"] = "最左"
s["C7"] = 1
s["B900"] = "远"
for c in range(1, 301):
    s.cell(row=3, column=c, value=c * 7 if c % 3 else f"列{c}")
save(w, "sparse")

# several sheets, some of them empty, names that need care
w, s = new("第一")
s.append(["a", "b"])
for title in ["空", "a&b <c>", "名'字", "很长的工作表名称一二三四五六七八九十"]:
    t = w.create_sheet(title)
    if title != "空":
        t.append([title, 1, dt.date(2022, 9, 1)])
w.create_sheet("很隐藏").sheet_state = "veryHidden"
w.worksheets[-1]["B2"] = "x"
save(w, "sheets")

# the same texts again and again, fonts, merged cells all over
w, s = new("合并")
for r in range(1, 40):
    s.append([f"第{r % 5}小学", f"{r % 3 + 1}年级", f"G500299{r:012d}"])
    s.cell(row=r, column=2).font = Font(bold=True)
for r in range(1, 37, 4):
    s.merge_cells(start_row=r, end_row=r + 3, start_column=1, end_column=1)
save(w, "merged")

# written row by row, as programs do that export
w = Workbook(write_only=True)
w.properties.created = w.properties.modified = STAMP
s = w.create_sheet("导出")
for r in range(30):
    s.append([r, f"姓名{r}", None, r / 3, dt.date(2022, 1, 1) + dt.timedelta(days=r), r % 2 == 0])
save(w, "export")

# ---- by hand ----

T = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006/relationships"


def package(name, sheet, strings=None, styles=None, ns=T, rel=R, targets=("worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml"),
            book=None, parts=("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"), method=zipfile.ZIP_DEFLATED,
            slash="/"):
    kinds = ("worksheet", "sharedStrings", "styles")
    rels = "".join(f'<Relationship Id="r{i}" Type="{rel}/{k}" Target="{t}"/>' for i, (k, t) in enumerate(zip(kinds, targets)))
    files = [
        ("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        ("_rels/.rels", f'<Relationships xmlns="{PKG}"><Relationship Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PKG}">{rels}</Relationships>'),
        ("xl/workbook.xml", book or f'<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets><sheet name="表" sheetId="1" r:id="r0"/></sheets></workbook>'),
    ]
    files += [(p, t) for p, t in zip(parts, (sheet, strings, styles)) if t is not None]
    with zipfile.ZipFile(f"{corpus}/{name}.hand.xlsx", "w") as z:
        for path, text in files:
            info = zipfile.ZipInfo(path.replace("/", slash), (2022, 9, 1, 8, 30, 0))
            info.compress_type = method
            z.writestr(info, text if isinstance(text, bytes) else text.encode())


STYLES = '<styleSheet><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>'
SST = "<sst><si><t>姓名</t></si><si><r><t>证件</t></r><r><rPr><b/></rPr><t>号</t></r><rPh sb='0' eb='1'><t>zheng</t></rPh></si><si><t xml:space='preserve'> 王 小明 </t></si></sst>"
ROWS = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>日期</t></is></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><f>"x"</f><v>500299201009010019</v></c><c r="C2" s="1"><v>44805</v></c></row><row r="3"><c r="A3" t="s"><v>2</v></c><c r="C3" s="2"><v>44805</v></c></row></sheetData>'

package("plain", f'<worksheet xmlns="{T}">{ROWS}</worksheet>', SST, STYLES)
package("stored", f'<worksheet xmlns="{T}">{ROWS}</worksheet>', SST, STYLES, method=zipfile.ZIP_STORED)
package("strict", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{STRICT}" conformance="strict">'
        + ROWS.replace('<c r="C3" s="2"><v>44805</v></c>', '<c r="C3" t="d" s="1"><v>2022-09-01</v></c><c r="D3" t="d"><v>2022-09-01T08:30:00</v></c>')
        + "</worksheet>", SST, STYLES, ns=STRICT, rel=STRICT_R)


def prefixed(xml, p="x"):
    out, i = [], 0
    while i < len(xml):
        if xml[i] == "<" and xml[i + 1].isalpha():
            out.append(f"<{p}:")
        elif xml.startswith("</", i):
            out.append(f"</{p}:")
            i += 1
        else:
            out.append(xml[i])
        i += 1
    return "".join(out)


package("prefix", prefixed(f"<worksheet>{ROWS}</worksheet>").replace(":worksheet>", f':worksheet xmlns:x="{T}">', 1), prefixed(SST, "ss"), STYLES)
package("absolute", f"<worksheet>{ROWS}</worksheet>", SST, STYLES, targets=("/xl/worksheets/sheet1.xml", "../xl/./sharedStrings.xml", "/xl/styles.xml"))
package("elsewhere", f"<worksheet>{ROWS}</worksheet>", SST, STYLES, targets=("../数据/s.xml", "../t/strings.xml", "sty.xml"),
        parts=("数据/s.xml", "t/strings.xml", "xl/sty.xml"))
package("backslash", f"<worksheet>{ROWS}</worksheet>", SST, STYLES, slash="\\")
package("noref", "<worksheet>" + __import__("re").sub(r' r="[A-Z0-9]+"', "", ROWS) + "</worksheet>", SST, STYLES)
package("nostyles", f"<worksheet>{ROWS}</worksheet>", SST)
package("disorder", '<worksheet><sheetData><row r="3"><c r="C3"><v>9</v></c><c r="A3" t="s"><v>2</v></c></row><row r="1"><c r="B1" t="s"><v>1</v></c><c r="A1" t="s"><v>0</v></c></row><row><c r="A2"><v>5</v></c></row></sheetData></worksheet>', SST, STYLES)
package("utf16", ("\ufeff" + f"<?xml version='1.0' encoding='UTF-16'?><worksheet>{ROWS}</worksheet>").encode("utf-16-le"), ("\ufeff" + SST).encode("utf-16-be"), STYLES)
package("comments", f"<!-- a --><?pi b?><worksheet><!-- c --><sheetData><row r='1'><!-- <c/> --><c r='A1' t='str'><v><![CDATA[<甲&乙>]]>丙</v></c><?x?></row><row r='2'><c r='A2' t='str'><v>a&#13;&#10;b&#x1F600;\r\nc</v></c></row></sheetData></worksheet><!-- d -->", SST, STYLES)
package("indented", "<worksheet>\n" + ROWS.replace("><", ">\r\n    <") + "\n</worksheet>\n", SST.replace("><", ">\n  <"), STYLES)
package("epoch", f"<worksheet>{ROWS}</worksheet>", SST, STYLES, book=f'<workbook xmlns:r="{R}"><workbookPr date1904="1"/><sheets><sheet name="表" sheetId="1" r:id="r0" state="hidden"/></sheets></workbook>')
