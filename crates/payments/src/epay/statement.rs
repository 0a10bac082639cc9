//! EPay has no statement of its own: its protocols end with queries, and each gateway exports what it likes. Read here is a
//! plain CSV whose columns are found by their names, Chinese or English, in any order (docs/payments/reconciliation.md has
//! the list). What the gateway's export calls otherwise is renamed in its first line.

use crate::local_time;
use crate::sheet::{Cells, Sheet};
use kernel::{Currency, Money};
use ports::{LineError, LineKind, Statement, StatementLine, StatementRefusal};

const TRADE: &[&str] = &["trade_no", "平台订单号", "系统订单号", "易支付订单号"];
const ORDER: &[&str] = &["out_trade_no", "商户订单号"];
const KIND: &[&str] = &["kind", "业务类型", "类别"];
const AMOUNT: &[&str] = &["money", "订单金额", "金额"];
const FEE: &[&str] = &["fee", "手续费"];
const AT: &[&str] = &["endtime", "完成时间", "支付时间"];
const PID: &[&str] = &["pid", "商户ID", "商户号"];
const THEIR_REFUND: &[&str] = &["refund_no", "平台退款单号"];
const OUR_REFUND: &[&str] = &["out_refund_no", "商户退款单号"];

pub(super) fn read(file: &[u8], pid: &str) -> Result<Statement, StatementRefusal> {
    let sheet = Sheet::open(file, &[TRADE, ORDER, AMOUNT, AT])?;
    let mut statement = Statement::default();
    for row in &sheet.rows {
        let cells = sheet.cells(row);
        let whose = cells.text(PID);
        if cells.whole().is_ok() && sheet.has(PID) && whose != pid {
            return Err(StatementRefusal::because(
                format!("第 {} 行是商户 {whose} 的,不是本渠道的 {pid}。", row.line),
                format!("line {} is of merchant {whose}, and not of this channel's {pid}", row.line),
            ));
        }
        match line(cells, row.line) {
            Ok(line) => statement.lines.push(line),
            Err(error) => statement.errors.push(error),
        }
    }
    Ok(statement)
}

fn line(cells: Cells<'_>, number: i64) -> Result<StatementLine, LineError> {
    cells.whole()?;
    let kind = match cells.text(KIND).to_ascii_lowercase().as_str() {
        "" | "payment" | "pay" | "支付" | "付款" | "交易" => LineKind::Payment,
        "refund" | "退款" => LineKind::Refund,
        "chargeback" | "拒付" => LineKind::Chargeback,
        "fee" | "手续费" => LineKind::Fee,
        "payout" | "结算" | "提现" => LineKind::Payout,
        _ => LineKind::Other,
    };
    let amount = match kind {
        LineKind::Other => Money::new(cells.signed(AMOUNT, Currency::CNY)?, Currency::CNY),
        kind => cells.amount(AMOUNT, Currency::CNY, kind != LineKind::Payment)?,
    };
    let of_payment = matches!(kind, LineKind::Payment | LineKind::Refund | LineKind::Chargeback);
    let refund = kind == LineKind::Refund;
    Ok(StatementLine {
        number,
        kind,
        payment: if of_payment { cells.needed(TRADE)? } else { cells.number(TRADE)? },
        reference: if refund { cells.number(THEIR_REFUND)? } else { String::new() },
        ours: cells.number(if refund { OUR_REFUND } else { ORDER })?,
        amount,
        fee: cells.fee(FEE, Currency::CNY)?,
        at: cells.time(AT, local_time::read)?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let chinese = "\u{feff}完成时间,平台订单号,商户订单号,业务类型,金额（元）,手续费\r\n\
                       2026-11-27 23:59:59,`2016080622555342651,pay_1,支付,19.90,0.12\r\n\
                       2026-11-28 00:00:01,2016080622555342651,pay_1,退款,-19.90,\r\n\
                       2026-11-28 01:00:00,,,结算,1000.00,1.00\r\n";
        let english = "trade_no,out_trade_no,money,endtime,kind,fee,pid\n\
                       2016080622555342651,pay_1,19.90,2026-11-27 23:59:59,payment,0.12,1001\n\
                       2016080622555342651,pay_1,19.90,2026-11-28 00:00:01,refund,,1001\n\
                       ,,1000.00,2026-11-28 01:00:00,payout,1.00,1001\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(chinese.trim_start_matches('\u{feff}'));
        for file in [chinese.as_bytes(), english.as_bytes(), &gbk] {
            let statement = read(file, "1001").unwrap();
            assert_eq!(statement.errors, []);
            let told: Vec<(LineKind, i64, i64, &str)> = statement
                .lines
                .iter()
                .map(|line| (line.kind, line.amount.minor, line.fee, line.ours.as_str()))
                .collect();
            assert_eq!(
                told,
                [
                    (LineKind::Payment, 1990, 12, "pay_1"),
                    (LineKind::Refund, 1990, 0, ""),
                    (LineKind::Payout, 100_000, 100, ""),
                ]
            );
        }
        assert!(read(english.as_bytes(), "1002").unwrap_err().to_string().contains("1001"));
    }

    #[test]
    fn broken_lines_are_named() {
        let header = "trade_no,out_trade_no,money,endtime\n";
        let bad = [
            "1,pay_1,[19.90],2026-11-27 23:59:59",
            "1,pay_1,1e3,2026-11-27 23:59:59",
            "1,pay_1,0,2026-11-27 23:59:59",
            "1,pay_1,-19.90,2026-11-27 23:59:59",
            "1,pay_1,\"1,990.00\",2026-11-27 23:59:59",
            "1,pay_1,19.90,2026-11-27",
            "@1,pay_1,19.90,2026-11-27 23:59:59",
            ",pay_1,19.90,2026-11-27 23:59:59",
            "1,pay_1,19.90",
            "1,\"pay_1,19.90,2026-11-27 23:59:59",
        ];
        let statement = read(format!("{header}{}", bad.join("\n")).as_bytes(), "1001").unwrap();
        let lines: Vec<i64> = statement.errors.iter().map(|error| error.line).collect();
        assert_eq!((lines, statement.lines), ((2..12).collect(), vec![]));
        assert!(read(b"trade_no,out_trade_no,amount\n", "1001").is_err(), "a column is missing");
        assert_eq!(read(header.as_bytes(), "1001").unwrap(), Statement::default());
    }
}
