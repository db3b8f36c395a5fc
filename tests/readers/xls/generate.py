#!/usr/bin/python3
"""generate.py -- the binary workbooks that the reader tests read.

usage: generate.py [FOLDER]    (default: beside this script)

Makes workbooks with LibreOffice, Gnumeric (ssconvert), xlwt and, for what no
program of today writes, by hand.  Wherever there is a NAME.xlsx beside a
NAME.xls, the same workbook was saved twice by the same program, and both must
read alike.  Those of Apache POI and SheetJS come from ../make-corpus.
Needs libreoffice-calc, gnumeric, python3-xlwt, python3-openpyxl.
"""
import datetime
import os
import shutil
import struct
import subprocess
import sys
import tempfile

import openpyxl
import xlwt
from openpyxl.styles import Font

HERE = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(__file__))
WORK = tempfile.mkdtemp()

HEADINGS = ["姓名", "身份证号", "出生日期", "金额", "年级", "在读", "备注"]


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def office(source, kind, to):
    """Save with LibreOffice as `kind`."""
    run("soffice", f"-env:UserInstallation=file://{WORK}/profile", "--headless", "--convert-to",
        kind, "--outdir", WORK + "/out", source)
    made = os.path.join(WORK, "out", os.path.splitext(os.path.basename(source))[0] + "." +
                        kind.split(":")[0])
    shutil.move(made, os.path.join(HERE, to))


def gnumeric(source, exporter, to):
    run("ssconvert", "-T", "Gnumeric_Excel:" + exporter, source, os.path.join(HERE, to))


def rows_of_children():
    yield HEADINGS
    names = ["张三", "李四", "王𠀀", "赵六 ", "欧阳·买买提", "陈é"]
    for i, name in enumerate(names):
        yield [name, f"5002992015010{i}123X", datetime.date(2015, 1, i + 1), 1250.5 * i,
               i + 1, i % 2 == 0, None if i == 3 else f"第{i}行"]


def everything():
    """What cells can hold, formats, merged ranges, hidden things."""
    book = openpyxl.Workbook()
    s = book.active
    s.title = "学生名册"
    s["A1"] = "彭水县2022年秋季学生名册"
    s.merge_cells("A1:G1")
    for r, row in enumerate(rows_of_children(), 2):
        for c, value in enumerate(row, 1):
            s.cell(r, c, value)
    s.row_dimensions[5].hidden = True
    s.merge_cells("A10:A12")
    s["A10"] = "合并"
    s["B10"] = "rich"
    s["B10"].font = Font(bold=True)
    n = book.create_sheet("数字")
    values = [0, -0.0, 1, -1, 0.1, 0.1 + 0.2, 1 / 3, 12345678.9, -1250.55, 536870911, 536870912,
              -536870912, -536870913, 1e9, 999999999999999, 1e15, 500299201501011234, 1e-9, 1e20,
              1e100, 2.5, 0.07, 1.005, 123456.789]
    n["A1"] = "值"
    for r, v in enumerate(values, 2):
        n.cell(r, 1, v)
        n.cell(r, 2, v).number_format = "0.00"
        n.cell(r, 3, v).number_format = "000000"
        n.cell(r, 4, v).number_format = "0%"
    d = book.create_sheet("日期")
    formats = ["yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "yyyy/m/d h:mm", "h:mm:ss", "[h]:mm", "mmm-yy",
               "yyyymmdd", "0", "@", 'm"月"', "[$-804]aaaa", '_(* #,##0.00_);_(* (#,##0.00)']
    for c, f in enumerate(formats, 1):
        d.cell(1, c, f)
        for r, v in enumerate([44805, 44805.75, 1, 59, 60, 61, 0.5, 2958465, 44805.999999], 2):
            d.cell(r, c, v).number_format = f
    f = book.create_sheet("公式")
    f["A1"], f["B1"] = "甲", "乙"
    for r, text in enumerate(["=1+1", '="文"&"字"', "=1=1", "=1/0", "=NA()", '=""', "=A2*1.5",
                              '=REPT("长",300)', "=SQRT(-1)", "=DATE(2022,9,1)"], 2):
        f.cell(r, 1, text)
        f.cell(r, 2, r)
    f["A11"].number_format = "yyyy-mm-dd"
    hidden = book.create_sheet("隐藏")
    hidden["A1"], hidden["A2"] = "a", "b"
    hidden.sheet_state = "hidden"
    very = book.create_sheet("深藏")
    very["A1"], very["A2"] = "c", "d"
    very.sheet_state = "veryHidden"
    book.create_sheet("空")
    path = WORK + "/everything.xlsx"
    book.save(path)
    return path


def long_texts():
    """Texts that go on in further records, with a switch between one byte and two."""
    book = openpyxl.Workbook()
    long = book.active
    long.title = "长文"
    long["A1"] = "文"
    for r, count in enumerate([1, 2000, 60, 1300, 700, 4500, 3, 41], 2):
        long.cell(r, 1, ("汉字" if r % 3 else "abc") * count + str(r))
        long.cell(r, 2, "é" * r + ("中" if r % 5 == 0 else ""))
    path = WORK + "/long.xlsx"
    book.save(path)
    return path


def by_office():
    source = everything()
    office(source, "xls:MS Excel 97", "office.xls")
    office(source, "xlsx", "office.xlsx")
    gnumeric(source, "excel_biff8", "gnumeric8.xls")
    gnumeric(source, "xlsx", "gnumeric8.xlsx")
    gnumeric(source, "excel_biff7", "gnumeric7.xls")
    source = long_texts()
    office(source, "xls:MS Excel 97", "office_long.xls")
    office(source, "xlsx", "office_long.xlsx")
    gnumeric(source, "excel_biff8", "gnumeric8_long.xls")
    gnumeric(source, "xlsx", "gnumeric8_long.xlsx")


def by_xlwt():
    book = xlwt.Workbook(encoding="utf-8")
    s = book.add_sheet("名册")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for r, row in enumerate(rows_of_children()):
        for c, v in enumerate(row):
            if isinstance(v, datetime.date):
                s.write(r, c, v, date)
            elif v is not None:
                s.write(r, c, v)
    s.write_merge(10, 12, 0, 1, "合并")
    s.write_rich_text(14, 0, [("红", xlwt.easyfont("color red")), "与黑", ("abc",
                                                                       xlwt.easyfont("bold on"))])
    s.row(3).hidden = True
    t = book.add_sheet("很多文字")
    for r in range(500):
        t.write(r, 0, f"第{r}个学生" if r % 7 else f"student {r}")
        t.write(r, 1, r)
        t.write(r, 2, r / 100)
    h = book.add_sheet("隐藏")
    h.write(0, 0, "x")
    h.visibility = 2
    book.save(HERE + "/xlwt.xls")

    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    s = book.add_sheet("一九零四")
    s.write(0, 0, "日期")
    for r, v in enumerate([0, 1, 43343, 43343.25], 1):
        s.write(r, 0, v, date)
    book.save(HERE + "/dates1904.xls")


# ---- by hand ----

def record(number, body=b""):
    return struct.pack("<HH", number, len(body)) + body


def label(row, column, text, encoding="gb18030"):
    raw = text.encode(encoding)
    return record(0x0204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)


def number(row, column, value):
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def by_hand():
    """Streams as small export routines write them: no compound file, no globals, text in GBK."""
    out = record(0x0809, struct.pack("<HHHH", 0, 0x10, 0, 0))
    for r, row in enumerate(rows_of_children()):
        for c, v in enumerate(row[:2]):
            out += label(r, c, v.replace("𠀀", "五"))
        out += label(r, 2, "金额") if r == 0 else number(r, 2, row[3])
        out += label(r, 3, "整数") if r == 0 else record(
            0x027E, struct.pack("<HHHI", r, 3, 0, r << 2 | 2))
    with open(HERE + "/raw_gbk.xls", "wb") as f:
        f.write(out + record(0x000A))
    # Column after column instead of row after row.
    out = record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
    out += record(0x0042, struct.pack("<H", 936))
    for c, heading in enumerate(["姓名", "金额"]):
        out += label(0, c, heading)
        for r in range(1, 30):
            out += label(r, 0, f"学生{r}") if c == 0 else number(r, 1, r * 100.25)
    with open(HERE + "/raw_columns.xls", "wb") as f:
        f.write(out + record(0x000A))
    # A text in a code page there is no table for.
    out = record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))
    out += record(0x0042, struct.pack("<H", 950)) + label(0, 0, "姓名", "big5") + label(1, 0, "a")
    with open(HERE + "/refused_big5.xls", "wb") as f:
        f.write(out + record(0x000A))


def main():
    by_office()
    by_xlwt()
    by_hand()
    shutil.rmtree(WORK)


main()
