//! Statements as tables that a person brings: what the supplier exports, with its columns named as in the template.

use crate::take::LINES_MAX;
use crate::{BadLine, Result, TallyRefusal};
use kernel::{Currency, Money, Span, Time};
use ports::{SupplyLine, SupplyLineKind, SupplyLineState, SupplyStatement};

/// A table to be filled in, with a line of each kind.
pub const TEMPLATE: &str = "order_no,reference,kind,amount,currency,at,state\r\n\
    our-order-number,their-number,charge,9.50,CNY,2026-11-27 09:30:00,done\r\n\
    our-order-number,their-number,refund,9.50,CNY,2026-11-27 10:00:00,done\r\n\
    ,their-number,deposit,1000.00,CNY,2026-11-27 11:00:00,done\r\n\
    ,,balance,990.50,CNY,2026-11-27 23:59:59,\r\n";

/// So many errors are told.
const ERRORS_MAX: usize = 100;
/// No number of theirs is longer.
const NUMBER_MAX: usize = 100;

/// Each column, as it may be called.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("order_no", &["order_no", "商户订单号", "我方单号", "外部订单号", "订单号"]),
    ("reference", &["reference", "供应商单号", "平台订单号", "流水号"]),
    ("kind", &["kind", "类型", "业务类型"]),
    ("amount", &["amount", "金额"]),
    ("currency", &["currency", "币种"]),
    ("at", &["at", "时间", "完成时间"]),
    ("state", &["state", "状态"]),
];
/// Those that a table cannot be without.
const NEEDED: [usize; 4] = [0, 2, 3, 5];

/// Reads a table in UTF-8 or GB18030. Times without an offset are so many minutes ahead of UTC.
pub fn read_table(file: &[u8], currency: Currency, ahead: i64) -> Result<SupplyStatement> {
    let text = decoded(file)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().and_then(std::result::Result::ok).ok_or(TallyRefusal::NotATable)?;
    let names: Vec<String> = header.iter().map(|name| clean(name).to_lowercase()).collect();
    let places = COLUMNS.map(|(_, called)| names.iter().position(|name| called.contains(&name.as_str())));
    if NEEDED.iter().any(|needed| places.get(*needed).is_none_or(Option::is_none)) {
        return Err(TallyRefusal::NotATable);
    }
    let (mut told, mut errors) = (SupplyStatement::default(), Vec::new());
    for record in records {
        let record = record.map_err(|_| TallyRefusal::NotATable)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, |at| i64::try_from(at.line()).unwrap_or(i64::MAX));
        let cell = |column: usize| {
            let place = places.get(column).copied().flatten();
            place.and_then(|place| record.get(place)).map_or("", clean)
        };
        let row = Row { line, cells: std::array::from_fn(cell), currency, ahead };
        if let Err(bad) = row.put(&mut told) {
            errors.push(bad);
        }
        if told.lines.len() > LINES_MAX {
            return Err(TallyRefusal::TooManyLines { most: LINES_MAX });
        }
    }
    if errors.is_empty() {
        return Ok(told);
    }
    errors.truncate(ERRORS_MAX);
    Err(TallyRefusal::BadLines(errors))
}

fn column_of(name: &str) -> usize {
    COLUMNS.iter().position(|(known, _)| *known == name).unwrap_or(usize::MAX)
}

struct Row<'a> {
    line: i64,
    cells: [&'a str; 7],
    currency: Currency,
    ahead: i64,
}

impl<'a> Row<'a> {
    fn cell(&self, name: &str) -> &'a str {
        self.cells.get(column_of(name)).copied().unwrap_or_default()
    }
    fn bad(&self, column: &'static str, zh: &str, en: &str) -> BadLine {
        BadLine { line: self.line, column, zh: zh.to_owned(), en: en.to_owned() }
    }

    fn put(&self, told: &mut SupplyStatement) -> std::result::Result<(), BadLine> {
        let named = self.cell("currency");
        if !named.is_empty() && !named.eq_ignore_ascii_case(self.currency.code()) {
            let (zh, en) = (
                format!("币种应为 {}，与供应商的币种一致", self.currency),
                format!("the currency is {}, as the supplier's", self.currency),
            );
            return Err(self.bad("currency", &zh, &en));
        }
        let kind = match self.cell("kind").to_lowercase().as_str() {
            "charge" | "扣款" | "消费" | "采购" => SupplyLineKind::Charge,
            "refund" | "退款" | "退回" => SupplyLineKind::Refund,
            "deposit" | "充值" | "预存" | "预存款" => SupplyLineKind::Deposit,
            "balance" | "余额" | "期末余额" => {
                told.closing = Some(Money::new(self.amount(true)?, self.currency));
                return Ok(());
            }
            _ => {
                let zh = "类型应为 charge（扣款）、refund（退款）、deposit（充值）或 balance（余额）";
                return Err(self.bad("kind", zh, "the kind is charge, refund, deposit or balance"));
            }
        };
        let state = match self.cell("state").to_lowercase().as_str() {
            "" | "done" | "success" | "成功" | "完成" | "已完成" => SupplyLineState::Done,
            "pending" | "处理中" | "待处理" => SupplyLineState::Pending,
            "failed" | "失败" => SupplyLineState::Failed,
            _ => {
                let zh = "状态应为 done（成功）、pending（处理中）或 failed（失败）";
                return Err(self.bad("state", zh, "the state is done, pending or failed"));
            }
        };
        told.lines.push(SupplyLine {
            order_no: self.number("order_no")?,
            reference: self.number("reference")?,
            kind,
            amount: Money::new(self.amount(kind == SupplyLineKind::Deposit)?, self.currency),
            at: self.time()?,
            state,
        });
        Ok(())
    }

    fn number(&self, column: &'static str) -> std::result::Result<String, BadLine> {
        let text = self.cell(column);
        if text.len() > NUMBER_MAX || text.chars().any(char::is_control) {
            return Err(self.bad(column, "单号不超过 100 个字符", "a number has at most 100 characters"));
        }
        Ok(text.to_owned())
    }

    /// A minus in front of a charge or a refund is how money that goes is written; the kind says which way it went.
    fn amount(&self, signed: bool) -> std::result::Result<i64, BadLine> {
        let bad = || {
            let zh = "金额须为普通小数且不为零，如 9.50";
            self.bad("amount", zh, "an amount is a plain decimal number other than nothing, such as 9.50")
        };
        let text = self.cell("amount");
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let minor = minor(digits, self.currency).ok_or_else(bad)?;
        let is_balance = self.cell("kind").to_lowercase();
        let may_be_nothing = matches!(is_balance.as_str(), "balance" | "余额" | "期末余额");
        if minor == 0 && !may_be_nothing {
            return Err(bad());
        }
        Ok(if negative && signed { -minor } else { minor })
    }

    fn time(&self) -> std::result::Result<Time, BadLine> {
        let text = self.cell("at").replace('/', "-");
        let short = text.len() == 16;
        let text = if short { format!("{text}:00") } else { text };
        let bare = text.len() == 19;
        let read = if bare { Time::parse_rfc3339(&format!("{text}Z")) } else { Time::parse_rfc3339(&text) };
        let local = |at: Time| if bare { at.before(Span::minutes(self.ahead)) } else { at };
        read.filter(|_| text.len() >= 19).map(local).ok_or_else(|| {
            let zh = "时间的写法应如 2026-11-27 09:30:00";
            self.bad("at", zh, "a time is written like 2026-11-27 09:30:00")
        })
    }
}

/// `12.30` and `12.3` are the same; a fraction of the smallest coin is none.
fn minor(text: &str, currency: Currency) -> Option<i64> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 13 || !plain(whole) || !plain(behind) || behind.len() > 10 {
        return None;
    }
    let places = usize::try_from(currency.digits()).ok()?;
    let (kept, rest) = behind.split_at(behind.len().min(places));
    if rest.bytes().any(|byte| byte != b'0') {
        return None;
    }
    format!("{whole}{kept:0<places$}").parse().ok()
}

fn decoded(file: &[u8]) -> Result<String> {
    let bare = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if let Ok(text) = std::str::from_utf8(bare) {
        return Ok(text.to_owned());
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bare);
    if broken || text.contains('\0') { Err(TallyRefusal::NotATable) } else { Ok(text.into_owned()) }
}

/// Without blanks, and without what keeps a spreadsheet from taking a long number for an amount.
fn clean(cell: &str) -> &str {
    let cell = cell.trim();
    let cell = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(cell);
    cell.strip_prefix(['`', '\'']).unwrap_or(cell).trim()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_table_and_so_is_it_in_chinese() {
        let told = read_table(TEMPLATE.as_bytes(), Currency::CNY, 480).unwrap();
        let amounts: Vec<i64> = told.lines.iter().map(|line| line.amount.minor).collect();
        assert_eq!((amounts, told.closing.unwrap().minor), (vec![950, 950, 100_000], 99_050));
        assert_eq!(told.lines[0].at.rfc3339(), "2026-11-27T01:30:00Z");
        let chinese =
            "\u{feff}我方单号,流水号,类型,金额,时间,状态\n`a1,='x,扣款,-9.5,2026/11/27 09:30,成功\n\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(chinese.trim_start_matches('\u{feff}'));
        for file in [chinese.as_bytes(), &gb] {
            let told = read_table(file, Currency::CNY, 480).unwrap();
            assert_eq!((told.lines[0].order_no.as_str(), told.lines[0].amount.minor), ("a1", 950));
        }
    }

    #[test]
    fn each_bad_line_says_what_is_wrong_with_it() {
        let file = "order_no,kind,amount,at,currency,state\n\
                    a,charge,1e3,2026-11-27 09:30:00,,\na,gift,1,2026-11-27 09:30:00,,\n\
                    a,charge,1.005,2026-11-27 09:30:00,,\na,charge,1,27.11.2026,,\n\
                    a,charge,1,2026-11-27 09:30:00,USD,\na,charge,1,2026-11-27 09:30:00,CNY,maybe\n\
                    a,charge,0,2026-11-27 09:30:00,CNY,\n";
        let Err(TallyRefusal::BadLines(bad)) = read_table(file.as_bytes(), Currency::CNY, 480) else {
            unreachable!("it has nothing but bad lines")
        };
        let told: Vec<(i64, &str)> = bad.iter().map(|bad| (bad.line, bad.column)).collect();
        let wrong = [
            (2, "amount"),
            (3, "kind"),
            (4, "amount"),
            (5, "at"),
            (6, "currency"),
            (7, "state"),
            (8, "amount"),
        ];
        assert_eq!(told, wrong);
        for file in [b"PK\x03\x04\xff\xff\x00".as_slice(), b"", b"a,b\n1,2\n"] {
            assert!(matches!(read_table(file, Currency::CNY, 480), Err(TallyRefusal::NotATable)));
        }
    }
}
