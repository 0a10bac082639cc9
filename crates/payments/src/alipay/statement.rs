//! Alipay's statement of a day's or a month's business (opendocs.alipay.com, "查询对账单下载地址", bill type `trade`: the file
//! 业务明细; or the merchant platform, 对账中心), as CSV in GBK, or saved anew in UTF-8.
//!
//! What the documents leave open, and how it is taken here:
//! - `业务类型` names 交易 and 退款. Any other is shown and counted, and not looked for in our books.
//! - `订单金额` is what was asked for, whoever pays part of it (vouchers of Alipay's); a refund has it with a minus.
//! - `服务费` has a minus where it is taken, none where it is given back.
//! - The account is the merchant's PID with four digits behind it.

use crate::local_time;
use crate::sheet::{Cells, Row, Sheet};
use kernel::{Currency, Time};
use ports::{LineError, LineKind, Statement, StatementLine, StatementRefusal};

const TRADE: &[&str] = &["支付宝交易号"];
const ORDER: &[&str] = &["商户订单号"];
const KIND: &[&str] = &["业务类型"];
const DONE: &[&str] = &["完成时间"];
const AMOUNT: &[&str] = &["订单金额（元）", "订单金额"];
const REFUND: &[&str] = &["退款批次号/请求号", "退款批次号", "退款请求号"];
const FEE: &[&str] = &["服务费（元）", "服务费"];

pub(super) fn read(file: &[u8], seller: &str) -> Result<Statement, StatementRefusal> {
    let sheet = Sheet::open(file, &[TRADE, ORDER, KIND, DONE, AMOUNT, REFUND])?;
    let above: Vec<String> = sheet.above.iter().map(Row::whole).collect();
    if let Some(account) = above.iter().find_map(|text| between(text, "账号"))
        && !account.starts_with(seller)
    {
        return Err(StatementRefusal::because(
            format!("这是账号 {account} 的账单,不是本渠道的 {seller}。"),
            format!("this is the statement of account {account}, and not of this channel's {seller}"),
        ));
    }
    let from = above.iter().find_map(|text| between(text, "起始日期")).and_then(date);
    let to = above.iter().find_map(|text| between(text, "终止日期")).and_then(date);
    let mut statement =
        Statement { period: from.zip(to).filter(|(from, to)| from < to), ..Statement::default() };
    for row in sheet.rows.iter().filter(|row| !row.first().starts_with('#')) {
        match line(sheet.cells(row), row.line) {
            Ok(line) => statement.lines.push(line),
            Err(error) => statement.errors.push(error),
        }
    }
    Ok(statement)
}

fn line(cells: Cells<'_>, number: i64) -> Result<StatementLine, LineError> {
    cells.whole()?;
    let kind = match cells.text(KIND) {
        "交易" => LineKind::Payment,
        "退款" => LineKind::Refund,
        "" => return Err(cells.wrong(KIND, "缺少业务类型。", "the kind of business is missing")),
        _ => LineKind::Other,
    };
    let amount = match kind {
        LineKind::Other => kernel::Money::new(cells.signed(AMOUNT, Currency::CNY)?, Currency::CNY),
        kind => cells.amount(AMOUNT, Currency::CNY, kind == LineKind::Refund)?,
    };
    let ours = if kind == LineKind::Refund { REFUND } else { ORDER };
    Ok(StatementLine {
        number,
        kind,
        payment: cells.needed(TRADE)?,
        reference: if kind == LineKind::Refund { cells.number(REFUND)? } else { String::new() },
        ours: cells.number(ours)?,
        amount,
        fee: -cells.fee(FEE, Currency::CNY)?,
        at: cells.time(DONE, local_time::read)?,
    })
}

/// What stands in the brackets behind that word: `#账号：[2088…0156]`.
fn between<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.split_once(word)?.1;
    let rest = rest.trim_start_matches(['：', ':']).strip_prefix('[')?;
    rest.split_once(']').map(|(inside, _)| inside)
}

/// `2026年10月03日 00:00:00`
fn date(text: &str) -> Option<Time> {
    local_time::read(&text.replace(['年', '月'], "-").replace('日', ""))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use kernel::Money;

    const HEADER: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,\
                          订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,\
                          商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

    fn row(trade: &str, order: &str, kind: &str, amount: &str, refund: &str, fee: &str) -> String {
        format!(
            "{trade}\t,{order}\t,{kind},月卡 ×1,2026-10-03 10:55:16,2026-10-03 10:55:23,,,,\t,*三(138***@qq.com),{amount},{amount},\
             0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{refund}\t,{fee},0.00,"
        )
    }

    fn file(account: &str, rows: &[String]) -> String {
        format!(
            "#支付宝业务明细查询\n#账号：[{account}]\n#起始日期：[2026年10月03日 00:00:00]   终止日期：[2026年10月04日 00:00:00]\n\
             #-----------------------------------------业务明细列表----------------------------------------\n{HEADER}\n{}\n\
             #-----------------------------------------业务明细列表结束------------------------------------\n\
             #交易合计：1笔，商家实收共19.90元，商家优惠共0.00元\n#退款合计：1笔，商家实收退款共-19.90元\n",
            rows.join("\n")
        )
    }

    #[test]
    fn the_documents_own_form_is_read() {
        let rows = [
            row("2026100322001458860515315453", "pay_1", "交易", "19.90", "", "-0.12"),
            row("2026100322001458860515315453", "pay_1", "退款", "-19.90", "ref_1", "0.12"),
            row("2026100322001458860515315454", "x", "分账", "-1.00", "", "0.00"),
        ];
        let text = file("20880000000000010156", &rows);
        let (gbk, _, _) = encoding_rs::GBK.encode(&text);
        let crlf = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        for file in [text.as_bytes(), &gbk, crlf.as_bytes()] {
            let statement = read(file, "2088000000000001").unwrap();
            assert_eq!(statement.errors, []);
            let [paid, back, other] = statement.lines.as_slice() else { panic!("{statement:?}") };
            assert_eq!(
                *paid,
                StatementLine {
                    number: 6,
                    kind: LineKind::Payment,
                    payment: "2026100322001458860515315453".into(),
                    reference: String::new(),
                    ours: "pay_1".into(),
                    amount: Money::new(1990, Currency::CNY),
                    fee: 12,
                    at: Time::parse_rfc3339("2026-10-03T02:55:23Z").unwrap(),
                }
            );
            assert_eq!((back.kind, back.amount.minor, back.fee), (LineKind::Refund, 1990, -12));
            assert_eq!((back.ours.as_str(), back.payment == paid.payment), ("ref_1", true));
            assert_eq!((other.kind, other.amount.minor), (LineKind::Other, -100));
            let day = ("2026-10-02T16:00:00Z", "2026-10-03T16:00:00Z");
            let day = (Time::parse_rfc3339(day.0).unwrap(), Time::parse_rfc3339(day.1).unwrap());
            assert_eq!(statement.period, Some(day));
        }
    }

    #[test]
    fn what_is_not_ours_or_no_statement_is_refused_whole() {
        let text = file("20880000000000020156", &[]);
        assert!(read(text.as_bytes(), "2088000000000001").unwrap_err().to_string().contains("account"));
        assert!(read(b"a,b\n1,2\n", "2088").is_err() && read(b"PK\x03\x04\xff\x00", "2088").is_err());
        let empty = file("20880000000000010156", &[]);
        assert_eq!(read(empty.as_bytes(), "2088000000000001").unwrap().lines, []);
    }

    #[test]
    fn broken_lines_are_named() {
        let bad = [
            row("2", "pay_1", "交易", "[19.90]", "", "0.00"),
            row("2", "pay_1", "交易", "1e3", "", "0.00"),
            row("2", "pay_1", "交易", "0.00", "", "0.00"),
            row("2", "pay_1", "交易", "-19.90", "", "0.00"),
            row("2", "pay_1", "交易", "19.905", "", "0.00"),
            row("=HYPERLINK(1)", "pay_1", "交易", "19.90", "", "0.00"),
            row("", "pay_1", "交易", "19.90", "", "0.00"),
            row("2", "pay_1", "", "19.90", "", "0.00"),
            row("2", "pay_1", "交易", "19.90", "", "free"),
            "2,pay_1,交易".into(),
            row("2", "\"pay_1", "交易", "19.90", "", "0.00"),
        ];
        let statement = read(file("2088", &bad).as_bytes(), "2088").unwrap();
        let lines: Vec<i64> = statement.errors.iter().map(|error| error.line).collect();
        assert_eq!((lines, statement.lines), ((6..17).collect(), vec![]));
        assert!(statement.errors.iter().all(|error| !error.zh.is_empty() && !error.en.is_empty()));
    }
}
