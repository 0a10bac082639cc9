//! Stripe's itemised report of what changed the balance (docs.stripe.com/reports/report-types/balance:
//! `balance_change_from_activity.itemized`, and `balance.itemized`, which has payouts too), as CSV from the Dashboard or the
//! API. Among its columns must be `payment_intent_id`; `refund_metadata[refund_no]` tells refunds of one payment apart.
//!
//! What the documents leave open, and how it is taken here:
//! - `customer_facing_amount` is what was charged, in the buyer's currency; `gross` the same in that of the balance. Where
//!   they are in two currencies, the fee is in the one that the buyer did not pay in: it is not counted.
//! - Days are those of UTC (`created_utc`).
//! - A category that is not named here is shown and counted, and not looked for in our books.

use super::words::REFUND_NO;
use crate::sheet::{Cells, Sheet};
use kernel::{Currency, Money, Time};
use ports::{LineError, LineKind, Statement, StatementLine, StatementRefusal};

const ID: &[&str] = &["balance_transaction_id"];
const AT: &[&str] = &["created_utc"];
const CURRENCY: &[&str] = &["currency"];
const GROSS: &[&str] = &["gross"];
const FEE: &[&str] = &["fee"];
const CATEGORY: &[&str] = &["reporting_category"];
const INTENT: &[&str] = &["payment_intent_id"];
const PAID: &[&str] = &["customer_facing_amount"];
const PAID_IN: &[&str] = &["customer_facing_currency"];
const ORDER_NO: &[&str] = &["payment_metadata[order_no]"];

pub(super) fn read(file: &[u8]) -> Result<Statement, StatementRefusal> {
    let sheet = Sheet::open(file, &[ID, AT, CURRENCY, GROSS, FEE, CATEGORY, INTENT])?;
    let mut statement = Statement::default();
    for row in &sheet.rows {
        match line(sheet.cells(row), row.line) {
            Ok(line) => statement.lines.push(line),
            Err(error) => statement.errors.push(error),
        }
    }
    Ok(statement)
}

fn kind(category: &str) -> LineKind {
    match category {
        "charge" => LineKind::Payment,
        "refund" => LineKind::Refund,
        "refund_failure" => LineKind::RefundFailed,
        "dispute" => LineKind::Chargeback,
        "dispute_reversal" => LineKind::ChargebackWon,
        "fee" | "network_cost" => LineKind::Fee,
        "payout" => LineKind::Payout,
        _ => LineKind::Other,
    }
}

fn line(cells: Cells<'_>, number: i64) -> Result<StatementLine, LineError> {
    cells.whole()?;
    let category = cells.text(CATEGORY);
    if category.is_empty() {
        return Err(cells.wrong(CATEGORY, "缺少类别。", "the category is missing"));
    }
    let mut kind = kind(category);
    let balance = currency(&cells, CURRENCY)?;
    let buyers = if cells.text(PAID).is_empty() { balance } else { currency(&cells, PAID_IN)? };
    let column = if cells.text(PAID).is_empty() { GROSS } else { PAID };
    let outward = matches!(kind, LineKind::Refund | LineKind::Chargeback | LineKind::Payout);
    let amount = match kind {
        LineKind::Other => Money::new(cells.signed(column, buyers)?, buyers),
        LineKind::Fee => {
            // A fee of its own stands as the fee of its line, or as the whole of it.
            let (gross, fee) = (cells.signed(GROSS, balance)?, cells.fee(FEE, balance)?);
            let taken = if gross == 0 { fee } else { -gross };
            if taken <= 0 {
                kind = LineKind::Other;
            }
            Money::new(if taken > 0 { taken } else { -taken }, balance)
        }
        _ => cells.amount(column, buyers, outward)?,
    };
    let of_payment = !matches!(kind, LineKind::Fee | LineKind::Payout | LineKind::Other);
    let payment = if of_payment { cells.needed(INTENT)? } else { cells.number(INTENT)? };
    let refund_no = format!("refund_metadata[{REFUND_NO}]");
    let ours = match kind {
        LineKind::Refund | LineKind::RefundFailed => cells.number(&[&refund_no])?,
        _ => cells.number(ORDER_NO)?,
    };
    let fee = if kind == LineKind::Fee || buyers != balance { 0 } else { cells.fee(FEE, balance)? };
    let at = cells.time(AT, utc)?;
    Ok(StatementLine { number, kind, payment, reference: cells.needed(ID)?, ours, amount, fee, at })
}

fn currency(cells: &Cells<'_>, column: &[&str]) -> Result<Currency, LineError> {
    cells.text(column).to_ascii_uppercase().parse().map_err(|_| {
        cells.wrong(column, "货币须为三个字母,例如 usd。", "a currency is three letters, such as usd")
    })
}

/// `2026-11-27 23:59:59`, with or without seconds.
fn utc(text: &str) -> Option<Time> {
    let text = text.replace(' ', "T");
    Time::parse_rfc3339(&format!("{text}Z")).or_else(|| Time::parse_rfc3339(&format!("{text}:00Z")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEADER: &str = "balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,\
                          customer_facing_amount,customer_facing_currency,charge_id,payment_intent_id,payment_metadata[order_no],\
                          refund_metadata[refund_no]";

    fn row(category: &str, gross: &str, fee: &str, facing: (&str, &str)) -> String {
        format!(
            "txn_1,2026-11-27 23:59:59,2026-11-28 07:59:59,usd,{gross},{fee},0.00,{category},ch_1,\"order, one\",{},{},ch_1,pi_1,pay_1,ref_1",
            facing.0, facing.1
        )
    }

    fn of(rows: &[String]) -> Statement {
        read(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
    }

    #[test]
    fn the_documents_own_form_is_read() {
        let statement = of(&[
            row("charge", "20.00", "0.88", ("20.00", "usd")),
            row("refund", "-20.00", "0.00", ("-20.00", "usd")),
            row("dispute", "-20.00", "15.00", ("", "")),
            row("dispute_reversal", "20.00", "-15.00", ("", "")),
            row("refund_failure", "20.00", "0.00", ("", "")),
            row("fee", "0.00", "1.50", ("", "")),
            row("payout", "-100.00", "0.00", ("", "")),
            row("charge", "21.60", "0.92", ("3000", "jpy")),
            row("other_adjustment", "-0.01", "0.00", ("", "")),
        ]);
        assert_eq!(statement.errors, []);
        let told: Vec<(LineKind, i64, i64)> =
            statement.lines.iter().map(|line| (line.kind, line.amount.minor, line.fee)).collect();
        assert_eq!(
            told,
            [
                (LineKind::Payment, 2000, 88),
                (LineKind::Refund, 2000, 0),
                (LineKind::Chargeback, 2000, 1500),
                (LineKind::ChargebackWon, 2000, -1500),
                (LineKind::RefundFailed, 2000, 0),
                (LineKind::Fee, 150, 0),
                (LineKind::Payout, 10000, 0),
                (LineKind::Payment, 3000, 0),
                (LineKind::Other, -1, 0),
            ]
        );
        let line = &statement.lines[0];
        assert_eq!((line.payment.as_str(), line.ours.as_str()), ("pi_1", "pay_1"));
        assert_eq!(line.at, Time::parse_rfc3339("2026-11-27T23:59:59Z").unwrap());
        assert_eq!(statement.lines[1].ours, "ref_1");
        assert_eq!(statement.lines[7].amount.currency.code(), "JPY");
    }

    #[test]
    fn broken_lines_are_named_and_other_tables_refused() {
        let good = row("charge", "20.00", "0.88", ("20.00", "usd"));
        let statement = of(&[
            row("charge", "20.00", "0.88", ("[20.00]", "usd")),
            row("charge", "20.00", "0.88", ("2e1", "usd")),
            row("charge", "0.00", "0.88", ("", "")),
            row("charge", "-20.00", "0.88", ("", "")),
            row("charge", "20.00", "0.88", ("20.00", "us$")),
            row("", "20.00", "0.88", ("20.00", "usd")),
            good.replace("pi_1", "=pi_1"),
            good.replace("pi_1", ""),
            good.replace("2026-11-27 23:59:59", "yesterday"),
            good.replace(",ch_1,pi_1", ""),
            good.replace("0.88", "-"),
        ]);
        let lines: Vec<i64> = statement.errors.iter().map(|error| error.line).collect();
        assert_eq!((lines, statement.lines), ((2..13).collect(), vec![]));
        assert!(read(HEADER.replace("payment_intent_id", "intent").as_bytes()).is_err());
        let without_seconds = of(&[good.replace("2026-11-27 23:59:59", "2026-11-27 23:59")]);
        assert_eq!(without_seconds.errors, []);
    }
}
