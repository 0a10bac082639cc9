//! Statements as tables: what a gateway exports, or what somebody saved from it with a spreadsheet. A row is a line of the
//! file, so that a quote that is never closed spoils its own line and no other.

use crate::decimal;
use kernel::{Currency, Money, Time};
use ports::{LineError, StatementRefusal};

/// No statement of a day is longer.
const LINES_MAX: usize = 500_000;
/// No number of a gateway's is longer.
const NUMBER_MAX: usize = 64;

/// One line of the file, as cells without what programs put around them.
pub(crate) struct Row {
    /// From 1.
    pub line: i64,
    cells: Vec<String>,
    /// A quote was opened and not closed.
    open: bool,
}

/// The columns that a header names, and the rows below it.
pub(crate) struct Sheet {
    names: Vec<String>,
    /// What stands above the header.
    pub above: Vec<Row>,
    pub rows: Vec<Row>,
}

/// One row, by the names of its columns.
#[derive(Clone, Copy)]
pub(crate) struct Cells<'a> {
    sheet: &'a Sheet,
    row: &'a Row,
}

impl Sheet {
    /// Of a file in UTF-8 or GBK. The header is the first row with all of these names, each of which may be called in
    /// several ways.
    pub fn open(file: &[u8], must: &[&[&str]]) -> Result<Self, StatementRefusal> {
        let text = decoded(file)?;
        let mut above = Vec::new();
        let mut rows = text.lines().zip(1..).map(|(line, number)| row(line, number));
        while let Some(row) = rows.next() {
            let names: Vec<String> = row.cells.iter().map(|cell| normal(cell)).collect();
            if must.iter().all(|any| any.iter().any(|name| names.contains(&normal(name)))) {
                let rows: Vec<Row> = rows.filter(|row| !row.is_blank()).take(LINES_MAX + 1).collect();
                if rows.len() > LINES_MAX {
                    return Err(StatementRefusal::because(
                        format!("文件超过 {LINES_MAX} 行,请按天下载。"),
                        format!("the file has more than {LINES_MAX} lines: download it day by day"),
                    ));
                }
                return Ok(Self { names, above, rows });
            }
            above.push(row);
        }
        let wanted: Vec<&str> = must.iter().filter_map(|any| any.first().copied()).collect();
        Err(StatementRefusal::because(
            format!("没有找到表头。需要这些列:{}。请上传渠道下载的原文件。", wanted.join("、")),
            format!(
                "no header was found, it must name {}: upload the file as the channel gave it",
                wanted.join(", ")
            ),
        ))
    }

    pub fn has(&self, any: &[&str]) -> bool {
        self.index(any).is_some()
    }

    pub fn cells<'a>(&'a self, row: &'a Row) -> Cells<'a> {
        Cells { sheet: self, row }
    }

    fn index(&self, any: &[&str]) -> Option<usize> {
        any.iter().find_map(|name| {
            let name = normal(name);
            self.names.iter().position(|known| *known == name)
        })
    }
}

impl Row {
    pub fn first(&self) -> &str {
        self.cells.first().map_or("", String::as_str)
    }

    /// As one text, for what is no table.
    pub fn whole(&self) -> String {
        self.cells.join(",")
    }

    fn is_blank(&self) -> bool {
        !self.open && self.cells.iter().all(String::is_empty)
    }
}

impl Cells<'_> {
    /// Empty where there is no such column, or nothing in it.
    pub fn text(&self, any: &[&str]) -> &str {
        let cell = self.sheet.index(any).and_then(|index| self.row.cells.get(index));
        cell.map_or("", String::as_str)
    }

    /// Whether it has a cell for each column.
    pub fn whole(&self) -> Result<(), LineError> {
        if self.row.open {
            return Err(self.wrong(&[], "引号没有闭合。", "a quote is not closed"));
        }
        // One empty cell too many is a comma at the end, which some gateways write.
        let (cells, names) = (self.row.cells.len(), self.sheet.names.len());
        if cells < names || self.row.cells.iter().skip(names).any(|cell| !cell.is_empty()) {
            let zh = format!("这一行有 {cells} 列,表头有 {names} 列。");
            let en = format!("this line has {cells} cells, the header {names}");
            return Err(self.wrong(&[], &zh, &en));
        }
        Ok(())
    }

    /// A number of somebody's: of the gateway's or of ours. Empty where it is not there.
    pub fn number(&self, any: &[&str]) -> Result<String, LineError> {
        let text = self.text(any);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-|*@.".contains(&byte);
        let begins = text.bytes().next().is_none_or(|byte| byte.is_ascii_alphanumeric());
        if text.len() <= NUMBER_MAX && begins && text.bytes().all(plain) {
            return Ok(text.to_owned());
        }
        Err(self.wrong(any, "这不是一个单号。", "this is no number of a payment or refund"))
    }

    /// The same, which must be there.
    pub fn needed(&self, any: &[&str]) -> Result<String, LineError> {
        let number = self.number(any)?;
        if number.is_empty() {
            Err(self.wrong(any, "缺少单号。", "the number is missing"))
        } else {
            Ok(number)
        }
    }

    /// Above zero; `negative`: written with a minus in front, as money that goes out is.
    pub fn amount(&self, any: &[&str], currency: Currency, negative: bool) -> Result<Money, LineError> {
        let text = self.text(any);
        let digits = if negative { text.strip_prefix('-').unwrap_or(text) } else { text };
        decimal::read_positive(digits, currency).map_err(|_| {
            self.wrong(any, "金额须为大于零的普通小数。", "an amount is a plain decimal number above zero")
        })
    }

    /// Whatever it is, to the smallest coin, with its sign.
    pub fn signed(&self, any: &[&str], currency: Currency) -> Result<i64, LineError> {
        rounded(self.text(any), currency)
            .ok_or_else(|| self.wrong(any, "金额须为普通小数。", "an amount is a plain decimal number"))
    }

    /// What was kept; nothing where nothing stands there. Some gateways write parts of the smallest coin: rounded half
    /// away from zero.
    pub fn fee(&self, any: &[&str], currency: Currency) -> Result<i64, LineError> {
        if self.text(any).is_empty() { Ok(0) } else { self.signed(any, currency) }
    }

    pub fn time(&self, any: &[&str], read: fn(&str) -> Option<Time>) -> Result<Time, LineError> {
        let text = self.text(any);
        read(text).ok_or_else(|| {
            self.wrong(
                any,
                "时间的写法应如 2026-11-28 09:30:00。",
                "a time is written like 2026-11-28 09:30:00",
            )
        })
    }

    pub fn wrong(&self, any: &[&str], zh: &str, en: &str) -> LineError {
        let name = self.sheet.index(any).and_then(|index| self.sheet.names.get(index));
        let column =
            name.cloned().unwrap_or_else(|| any.first().map(|name| normal(name)).unwrap_or_default());
        LineError { line: self.row.line, column, zh: zh.to_owned(), en: en.to_owned() }
    }
}

/// To the smallest coin, half away from zero; none for what is no plain decimal number.
fn rounded(text: &str, currency: Currency) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, behind) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(behind) || whole.len() > 13 || behind.len() > 10 {
        return None;
    }
    let places = usize::try_from(currency.digits()).ok()?;
    let (kept, rest) = behind.split_at(behind.len().min(places));
    let minor: i64 = format!("{whole}{kept:0<places$}").parse().ok()?;
    let up = rest.bytes().next().is_some_and(|byte| byte >= b'5');
    Some(sign * (minor + i64::from(up)))
}

fn decoded(file: &[u8]) -> Result<String, StatementRefusal> {
    let bare = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if let Ok(text) = std::str::from_utf8(bare) {
        return Ok(text.to_owned());
    }
    let (text, broken) = encoding_rs::GBK.decode_without_bom_handling(bare);
    if broken || text.contains('\0') {
        return Err(StatementRefusal::because(
            "文件既不是 UTF-8 也不是 GBK 编码的 CSV。压缩包请先解压,表格请另存为 CSV。",
            "this is no CSV in UTF-8 or GBK: unpack an archive first, and save a workbook as CSV",
        ));
    }
    Ok(text.into_owned())
}

fn row(line: &str, number: i64) -> Row {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.trim_end_matches('\r').chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, quoted) {
            ('"', true) if letters.peek() == Some(&'"') => cell.extend(letters.next()),
            ('"', true) => quoted = false,
            ('"', false) if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            (',', false) => cells.push(clean(&std::mem::take(&mut cell))),
            (letter, _) => cell.push(letter),
        }
    }
    cells.push(clean(&cell));
    Row { line: number, cells, open: quoted }
}

/// Without blanks, and without what keeps a spreadsheet from taking a long number for an amount: a backquote or an
/// apostrophe in front, or `="…"`.
fn clean(cell: &str) -> String {
    let cell = cell.trim();
    let cell = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell);
    cell.strip_prefix(['`', '\'']).unwrap_or(cell).trim().to_owned()
}

/// Names of columns are compared without case, blanks, units, and kinds of brackets.
fn normal(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name.to_lowercase().replace('（', "(").replace('）', ")");
    name.strip_suffix("(元)").unwrap_or(&name).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(text: &str) -> Vec<String> {
        row(text, 1).cells
    }

    #[test]
    fn cells_lose_what_programs_put_around_them() {
        assert_eq!(one("`a,\tb\t,' c ,=\"0012\",\"d,\"\"e\"\"\"\r"), ["a", "b", "c", "0012", "d,\"e\""]);
        assert_eq!(one("=1+1,@x,-5"), ["=1+1", "@x", "-5"], "nothing is reckoned");
        assert!(row("a,\"b", 1).open && !row("a,\"b\"", 1).open);
    }

    #[test]
    fn files_are_read_in_both_writings() {
        let utf8 = "\u{feff}单号,金额（元）\r\n1,2.00\r\n\r\n".as_bytes().to_vec();
        let (gbk, _, broken) = encoding_rs::GBK.encode("单号,金额（元）\n1,2.00\n");
        assert!(!broken);
        for file in [utf8, gbk.into_owned()] {
            let sheet = Sheet::open(&file, &[&["单号"], &["金额"]]).unwrap();
            assert_eq!(sheet.rows.len(), 1);
            let cells = sheet.cells(&sheet.rows[0]);
            assert_eq!((cells.text(&["金额"]), cells.needed(&["单号"]).unwrap().as_str()), ("2.00", "1"));
        }
        for file in [b"PK\x03\x04\xff\xff\x00".as_slice(), b"", b"a,b\n1,2\n"] {
            assert!(matches!(Sheet::open(file, &[&["单号"]]), Err(StatementRefusal::NotOne { .. })));
        }
    }

    #[test]
    fn a_line_says_what_is_wrong_with_it() {
        let file = "no,money,at\n1,1e3,x\n=cmd(),-1.00,2026-11-28 09:30:00\n,0,\n1,2\n1,2,3,4\n\"1,2,3\n";
        let sheet = Sheet::open(file.as_bytes(), &[&["no"]]).unwrap();
        let of = |index: usize| sheet.cells(&sheet.rows[index]);
        for index in 0..3 {
            let wrong = of(index).amount(&["money"], Currency::CNY, false).unwrap_err();
            assert_eq!((wrong.line, wrong.column.as_str()), (i64::try_from(index).unwrap() + 2, "money"));
        }
        assert!(of(1).number(&["no"]).is_err() && of(2).needed(&["no"]).is_err());
        assert!(of(0).time(&["at"], crate::local_time::read).is_err());
        assert!(of(1).time(&["at"], crate::local_time::read).is_ok());
        assert_eq!(of(1).amount(&["money"], Currency::CNY, true).unwrap().minor, 100);
        assert!(of(0).whole().is_ok());
        assert!((3..6).all(|index| of(index).whole().is_err()));
    }

    #[test]
    fn fees_are_rounded_to_the_smallest_coin() {
        let of = |text| rounded(text, Currency::CNY);
        assert_eq!(["0.05940", "-0.05940", "0.00500", "0.00499", "1"].map(of), [6, -6, 1, 0, 100].map(Some));
        for text in ["", "-", "1e3", "+1", ".5", "--1", "0x1", "99999999999999"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_fall_over(file: Vec<u8>, text in "[a-z,\"`=\\r\\n]{0,80}") {
            let _ = Sheet::open(&file, &[&["a"]]);
            if let Ok(sheet) = Sheet::open(format!("a,b\n{text}").as_bytes(), &[&["a"]]) {
                for row in &sheet.rows {
                    let cells = sheet.cells(row);
                    let _ = (cells.whole(), cells.number(&["a"]), cells.signed(&["b"], Currency::CNY));
                }
            }
        }
    }
}
