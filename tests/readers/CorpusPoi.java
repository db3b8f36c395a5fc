/* CorpusPoi.java -- the binary workbooks that Apache POI writes, as many systems export.
 *
 * usage: java -cp poi.jar:… CorpusPoi.java FOLDER     (see make-corpus)
 *
 * HSSF writes .xls, plain and locked, and POI locks anew a newer workbook that xls/lock.py
 * locked.  The part of Debian's package that writes .xlsx does not run. */
import java.io.File;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Calendar;
import java.util.TimeZone;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.Decryptor;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.ss.usermodel.*;
import org.apache.poi.ss.util.CellRangeAddress;

public class CorpusPoi {
    static final String PASSWORD = "名册2022𠀀"; // as in xls/lock.py
    static final String[] HEADINGS = {"姓名", "身份证号", "出生日期", "金额", "年级", "在读", "备注"};
    static final String[] NAMES = {"张三", "李四", "王𠀀", "赵六 ", "欧阳·买买提", "陈é"};

    static Calendar day(int year, int month, int date) {
        Calendar c = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        c.clear();
        c.set(year, month - 1, date);
        return c;
    }

    static CellStyle style(Workbook w, String format) {
        CellStyle s = w.createCellStyle();
        s.setDataFormat(w.createDataFormat().getFormat(format));
        return s;
    }

    /* A roster as a school sends it: a title across, headings, children, a sum. */
    static void roster(Workbook w) {
        Sheet s = w.createSheet("学生名册");
        CellStyle date = style(w, "yyyy\"年\"m\"月\"d\"日\""), money = style(w, "#,##0.00_ ");
        s.createRow(0).createCell(0).setCellValue("彭水县2022年秋季学生名册");
        s.addMergedRegion(new CellRangeAddress(0, 0, 0, HEADINGS.length - 1));
        Row head = s.createRow(1);
        for (int i = 0; i < HEADINGS.length; i++)
            head.createCell(i).setCellValue(HEADINGS[i]);
        for (int i = 0; i < NAMES.length; i++) {
            Row r = s.createRow(i + 2);
            r.createCell(0).setCellValue(NAMES[i]);
            r.createCell(1).setCellValue("5002992015010" + (i + 1) + "123X");
            Cell birth = r.createCell(2);
            birth.setCellValue(day(2015, 1, i + 1));
            birth.setCellStyle(date);
            Cell sum = r.createCell(3);
            sum.setCellValue(1250.5 * i);
            sum.setCellStyle(money);
            r.createCell(4).setCellValue(i + 1);
            r.createCell(5).setCellValue(i % 2 == 0);
            if (i == 3)
                r.createCell(6); // there, and blank
            else
                r.createCell(6).setCellValue("第" + i + "行");
        }
        Row last = s.createRow(NAMES.length + 2);
        last.createCell(0).setCellValue("合计");
        Cell sum = last.createCell(3);
        sum.setCellFormula("SUM(D3:D8)");
        sum.setCellStyle(money);
    }

    static void values(Workbook w) {
        Sheet s = w.createSheet("值");
        CreationHelper h = w.getCreationHelper();
        Font bold = w.createFont();
        bold.setBold(true);
        RichTextString rich = h.createRichTextString("证件号码");
        rich.applyFont(0, 2, bold);
        Object[] all = {true, false, 0.0, -0.0, 0.1, 0.1 + 0.2, 1e-7, 123456789012345.0,
            1234567890123456.0, 5.00299201009010019e17, 1e300, 536870912.0, -536870913.0, "文字", "12",
            "0012", "5.00299E+17", "", " ", "　", "多行\n文字", "a_x000D_b", "<&>\"'", "]]>", "😀🇨🇳",
            "a\u200bb", rich};
        for (int i = 0; i < all.length; i++) {
            Row r = s.createRow(i);
            r.createCell(0).setCellValue(i + 1);
            Cell c = r.createCell(1);
            if (all[i] instanceof Boolean) c.setCellValue((Boolean)all[i]);
            else if (all[i] instanceof Double) c.setCellValue((Double)all[i]);
            else if (all[i] instanceof String) c.setCellValue((String)all[i]);
            else c.setCellValue((RichTextString)all[i]);
        }
        String[] formulas = {"1+1", "1/0", "NA()", "\"甲\"&\"乙\"", "TRUE()", "IF(1,\"\",0)"};
        for (int i = 0; i < formulas.length; i++)
            s.createRow(all.length + i).createCell(1).setCellFormula(formulas[i]);
        s.createRow(all.length + formulas.length).createCell(1).setCellErrorValue(FormulaError.REF.getCode());
    }

    static void formats(Workbook w) {
        Sheet s = w.createSheet("格式");
        String[] all = {"General", "0", "0.00", "0%", "0.00E+00", "m/d/yy", "d-mmm-yy", "h:mm:ss", "[h]:mm:ss", "@",
            "yyyy-mm-dd", "yyyy\"年\"m\"月\"", "[$-804]yyyy/m/d", "000000", "0.00\"元\"", "[Red]0",
            "yyyy\\.mm\\.dd", "[DBNum1][$-804]yyyy年m月d日", "0;-0;;@"};
        for (int i = 0; i < all.length; i++) {
            Row r = s.createRow(i);
            r.createCell(0).setCellValue(all[i]);
            CellStyle style = style(w, all[i]);
            double[] numbers = {44805, 44805.354167, 7};
            for (int k = 0; k < numbers.length; k++) {
                Cell c = r.createCell(k + 1);
                c.setCellValue(numbers[k]);
                c.setCellStyle(style);
            }
        }
    }

    static void sheets(Workbook w) {
        w.createSheet("空");
        Sheet odd = w.createSheet("a&b <c>");
        odd.createRow(2).createCell(1).setCellValue("第三行");
        odd.createRow(900).createCell(200).setCellValue(1);
        Sheet hidden = w.createSheet("隐藏");
        hidden.createRow(0).createCell(0).setCellValue("看不见");
        w.setSheetHidden(2, true);
        Sheet merged = w.createSheet("合并");
        for (int i = 0; i < 30; i++) {
            Row r = merged.createRow(i);
            r.createCell(0).setCellValue("第" + i % 5 + "小学");
            r.createCell(1).setCellValue(i % 3 + 1 + "年级");
            r.setZeroHeight(i == 7);
        }
        for (int i = 0; i < 28; i += 4)
            merged.addMergedRegion(new CellRangeAddress(i, i + 3, 0, 0));
    }

    interface Fill { void into(Workbook w); }

    static void save(Workbook w, String path) throws Exception {
        w.getCreationHelper().createFormulaEvaluator().evaluateAll();
        try (OutputStream out = new FileOutputStream(path)) {
            w.write(out);
        }
    }

    /* The rows of lock.py. */
    static void children(Workbook w) {
        Sheet s = w.createSheet("Sheet");
        String[] heading = {"姓名", "身份证号", "金额", "学校", "年级"};
        for (int i = 0; i <= 200; i++) {
            Row r = s.createRow(i);
            for (int k = 0; i == 0 && k < heading.length; k++)
                r.createCell(k).setCellValue(heading[k]);
            if (i == 0)
                continue;
            r.createCell(0).setCellValue("学生" + (i - 1));
            r.createCell(1).setCellValue(String.format("50029920150101%03dX", i - 1));
            r.createCell(2).setCellValue((i - 1) * 12.5);
            r.createCell(3).setCellValue("汉葭小学");
            r.createCell(4).setCellValue("三年级");
        }
    }

    /* Open what lock.py locked, and lock it anew. */
    static void relock(String from, String to) throws Exception {
        try (POIFSFileSystem old = new POIFSFileSystem(new File(from), true); POIFSFileSystem fs = new POIFSFileSystem()) {
            Decryptor d = Decryptor.getInstance(new EncryptionInfo(old));
            if (!d.verifyPassword(PASSWORD))
                throw new Exception(from + ": another password");
            Encryptor e = new EncryptionInfo(EncryptionMode.standard).getEncryptor();
            e.confirmPassword(PASSWORD);
            try (InputStream in = d.getDataStream(old); OutputStream out = e.getDataStream(fs)) {
                in.transferTo(out);
            }
            try (OutputStream out = new FileOutputStream(to)) {
                fs.writeFilesystem(out);
            }
        }
    }

    public static void main(String[] a) throws Exception {
        String[] name = {"roster", "values", "formats", "sheets"};
        Fill[] fill = {CorpusPoi::roster, CorpusPoi::values, CorpusPoi::formats, CorpusPoi::sheets};
        for (int i = 0; i < fill.length; i++) {
            Workbook w = new HSSFWorkbook();
            fill[i].into(w);
            save(w, a[0] + "/poi_" + name[i] + ".xls");
        }
        relock(a[0] + "/locked_standard_128.xlsx", a[0] + "/locked_poi_standard.xlsx");
        Biff8EncryptionKey.setCurrentUserPassword(PASSWORD);
        Workbook locked = new HSSFWorkbook();
        children(locked);
        save(locked, a[0] + "/locked_poi.xls");
    }
}
