#!/usr/bin/python3
"""messy_folder.py -- a folder with one file of each kind, each damaged otherwise.

usage: /usr/bin/python3 tests/tools/messy_folder.py tests/data/messy

Writes the files that tests/cli/messy.test reads: each by another program (a
script, openpyxl, LibreOffice, gnumeric), each with what such files have in
offices.  The names are invented, the numbers of division 500299, the check
digits right unless damaged on purpose.  Needs openpyxl, LibreOffice with its
Python bridge, gnumeric (tools/packages.txt); the test itself needs none of them.
"""
import os
import shutil
import subprocess
import sys
import time

import openpyxl
from openpyxl.styles import Font


def number(birth, n):
    """The n-th identity number of that day (yyyymmdd)."""
    digits = "500299%s%03d" % (birth, n)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


NAMES = ["冉小满", "向云", "田雨", "谢春来", "彭禾", "任一帆", "庹明", "杨谷", "李青", "王小川", "张秋实", "刘冬"]
CHILDREN = [(name, number("201%d0%d1%d" % (i % 5, i % 9 + 1, i % 10), i * 7 + 1)) for i, name in enumerate(NAMES)]
PARENTS = [(name[0] + "大山", number("198%d0%d0%d" % (i % 9, i % 9 + 1, i % 9 + 1), i * 5 + 3))
           for i, name in enumerate(NAMES)]


def register(folder):
    """A system's export: GB18030, CRLF; one number made a float by Excel and saved as text."""
    lines = ["姓名,公民身份号码,性别,出生日期,户籍地址区划,监护人姓名,监护人身份证号"]
    for i, ((name, no), (parent, parent_no)) in enumerate(zip(CHILDREN, PARENTS)):
        shown = "5.00299E+17" if i == 4 else no
        birth = (no[6:14], no[6:10] + "." + str(int(no[10:12])), no[6:10] + "年" + no[10:12] + "月",
                 no[6:10] + "/" + no[10:12] + "/" + no[12:14])[i % 4]
        lines.append(",".join([name, shown, "男" if int(no[16]) % 2 else "女", birth, "500299", parent, parent_no]))
    lines.append("合计,12人,,,,,")
    with open(folder + "/户籍_20221031.csv", "wb") as f:
        f.write("\r\n".join(lines).encode("gb18030"))


def enrolment(folder):
    """openpyxl: title, two-row heading with groups, schools merged down, a heading per page, subtotals."""
    book = openpyxl.Workbook()
    s = book.active
    s.title = "学籍"
    s.append(["山河县2022年秋季中小学学籍名册"])
    s.merge_cells("A1:H1")
    s.append(["序号", "学校", "学生", None, "年级", "监护人", None, "备注"])
    s.append([None, None, "姓名", "身份证号", None, "姓名", "身份证号", None])
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2", "H2:H3"):
        s.merge_cells(cells)
    s["A1"].font = Font(bold=True)
    row = 4
    for school, some in (("青山小学", range(0, 5)), ("绿水小学", range(5, 9)), ("山河中学", range(9, 12))):
        first = row
        for i in some:
            s.append([row - 3, school if row == first else None, *CHILDREN[i], "三年级", *PARENTS[i], None])
            row += 1
        s.merge_cells("B%d:B%d" % (first, row - 1))
        s.append(["小计", None, "%d人" % len(some)])
        row += 1
        if school != "山河中学":
            s.append(["序号", "学校", "学生", None, "年级", "监护人", None, "备注"])
            s.append([None, None, "姓名", "身份证号", None, "姓名", "身份证号", None])
            row += 2
    s.append(["填表人：甲某    审核人：乙某"])
    book.save(folder + "/中小学学籍20221025.xlsx")


def payments(folder):
    """openpyxl: the unit in a title row, an amount merged over two children, a total that is wrong."""
    book = openpyxl.Workbook()
    s = book.active
    s.append(["2022年秋季学生资助发放表"])
    s.append(["填报单位：山河县教委", None, None, None, None, "单位：万元"])
    s.append(["姓名", "身份证号", "学校", "资助项目", "金额", "发放日期"])
    for i in range(6):
        s.append([*CHILDREN[i], "青山小学", "寄宿生生活补助", 0.0625 if i != 3 else None, 44866 + i])
    s.merge_cells("E6:E7")
    s.append(["合计", None, None, None, 0.375, None])
    for r in range(4, 10):
        s.cell(r, 6).number_format = "yyyy/m/d"
    s.append(["注：本表一式两份"])
    book.save(folder + "/资助发放2022秋.xlsx")


def graduates(folder):
    """openpyxl: two tables beside each other, a hidden sheet, a filter with rows it hides."""
    book = openpyxl.Workbook()
    s = book.active
    s.title = "毕业"
    head = ["姓名", "身份证号", "毕业学校", "毕业年月"]
    s.append(head + [None] + head)
    for i in range(4):
        s.append([*CHILDREN[i], "山河中学", "2022.6", None, *CHILDREN[i + 4], "山河中学", "202206"])
    s.auto_filter.ref = "A1:D5"
    s.row_dimensions[3].hidden = True
    h = book.create_sheet("补报")
    h.append(head)
    h.append([*CHILDREN[9], "山河中学", "2022年6月"])
    h.sheet_state = "hidden"
    book.save(folder + "/初中毕业20220630.xlsx")


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(",".join(str(c) for c in r) for r in rows) + "\n")


def by_gnumeric(folder, tmp):
    """gnumeric: headings over the wrong columns, and a column without any."""
    rows = [["证件号", "姓名", "残疾类别", "", "乡镇"]]
    rows += [[name, "'" + no, "肢体", parent, "青山镇"] for (name, no), (parent, _) in zip(CHILDREN[:6], PARENTS)]
    write_csv(tmp + "/残疾人名单.csv", rows)
    subprocess.run(["ssconvert", "-T", "Gnumeric_Excel:xlsx", tmp + "/残疾人名单.csv",
                    folder + "/残疾人名单20221031.xlsx"], check=True, capture_output=True)


def office(tmp):
    """A LibreOffice that listens; its desktop."""
    import uno
    pipe = "messy%d" % os.getpid()
    p = subprocess.Popen(["soffice", "-env:UserInstallation=file://" + tmp + "/profile", "--headless", "--norestore",
                          "--accept=pipe,name=%s;urp;" % pipe], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
            return p, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.5)
    raise SystemExit("LibreOffice does not answer")


def values(**k):
    from com.sun.star.beans import PropertyValue
    made = []
    for name, value in k.items():
        v = PropertyValue()
        v.Name, v.Value = name, value
        made.append(v)
    return tuple(made)


def draw(desktop, rows):
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, values(Hidden=True))
    sheet = book.Sheets.getByIndex(0)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.getCellByPosition(c, r).String = cell
            elif cell is not None:
                sheet.getCellByPosition(c, r).Value = cell
    return book, sheet


def by_office(folder, desktop):
    """LibreOffice: two lists below each other with a signature; a .xls."""
    rows = [["山河县低保人员名单"], ["制表时间：2022年10月31日"], ["一、农村低保"], ["序号", "姓名", "身份证号", "身份类别"]]
    rows += [[float(i + 1), *CHILDREN[i], "低保"] for i in range(4)]
    rows += [["二、孤儿"], ["序号", "学生姓名", "公民身份号码", "乡镇", "身份类别"]]
    rows += [[float(i - 3), *CHILDREN[i], "青山镇", "孤儿"] for i in range(4, 7)]
    rows += [["填表人：丙某", None, "审核：丁某"]]
    book, sheet = draw(desktop, rows)
    sheet.Rows.getByIndex(5).IsVisible = False
    book.storeToURL("file://" + folder + "/低保和孤儿20221031.xlsx", values(FilterName="Calc MS Excel 2007 XML"))
    book.close(True)
    rows = [["姓名", "身份证号", "学校", "到校状态"]]
    # the second number was typed as a number: its last digits are gone
    rows += [[name, float(no[:17] + "0") if i == 1 else no, "青山小学", "在校"] for i, (name, no) in
             enumerate(CHILDREN[:5])]
    book, sheet = draw(desktop, rows)
    book.storeToURL("file://" + folder + "/在校学生20221031.xls", values(FilterName="MS Excel 97"))
    book.close(True)
def broken(folder):
    """What cannot be read at all, or not without its password."""
    locked = os.path.dirname(os.path.abspath(__file__)) + "/../readers/xls/locked_agile_256_256.xlsx"
    shutil.copy(locked, folder + "/特困人员.xlsx")
    whole = open(folder + "/中小学学籍20221025.xlsx", "rb").read()
    open(folder + "/新生名单.xlsx", "wb").write(whole[:len(whole) // 2])
    open(folder + "/烈士子女.et", "wb").write(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(2040))
    text = "姓名;身份证号;就读地;学校\n%s;%s;500243;外县小学\r\n%s;%s;500101;外县中学\r" % (CHILDREN[10] + CHILDREN[11])
    open(folder + "/县外回单20221010.csv", "wb").write(b"\xFF\xFE" + text.encode("utf-16-le"))
    open(folder + "/幼儿园保教费.csv", "w", encoding="utf-8-sig").write(
        "学校,县内,保教费(元/月),学段\n青山幼儿园,是,300,学前\n绿水幼儿园,是,280,学前\n")
    open(folder + "/营养餐发放.csv", "w").write(
        "学校,项目,金额（美元）,学期\n青山小学,营养膳食补助,100,2022-秋\n合计,,100,\n")
    open(folder + "/会议通知.csv", "w").write("时间,地点\n周一,二楼\n")


def main():
    folder = os.path.abspath(sys.argv[1])
    tmp = folder + ".tmp"
    os.makedirs(folder, exist_ok=True)
    os.makedirs(tmp, exist_ok=True)
    register(folder)
    enrolment(folder)
    payments(folder)
    graduates(folder)
    by_gnumeric(folder, tmp)
    p, desktop = office(tmp)
    try:
        by_office(folder, desktop)
    finally:
        try:
            desktop.terminate()
        except Exception:
            p.terminate()
        p.wait(30)
    broken(folder)
    shutil.rmtree(tmp)


main()
