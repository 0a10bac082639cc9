//! The itemised report of what changed the balance on a day (docs.stripe.com/reports/report-types/balance), with the columns
//! that a merchant would choose.

use super::{CODE, objects};
use crate::channels::statements::{Day, Moved, cell};
use crate::channels::{House, form};

const HEADER: &str = "balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,\
                      customer_facing_amount,customer_facing_currency,payment_intent_id,payment_metadata[order_no],\
                      refund_metadata[refund_no]";

pub fn write(house: &House, day: Day) -> String {
    format!("{HEADER}\n{}", house.on(CODE, day, row).concat())
}

fn row(moved: &Moved<'_>) -> String {
    let (payment, category, id, source, amount, currency, at, refund) = match moved {
        Moved::Paid(payment, arrival) => {
            let source = format!("ch_{}", arrival.id);
            (payment, "charge", &arrival.id, source, arrival.amount, &arrival.currency, arrival.at, "")
        }
        Moved::Back(payment, refund) => {
            let number = refund.out_refund_no.as_deref().unwrap_or_default();
            (
                payment,
                "refund",
                &refund.id,
                refund.id.clone(),
                -refund.amount,
                &refund.currency,
                refund.at,
                number,
            )
        }
    };
    // 2.9 % and thirty; kept where it goes back.
    let fee = if amount > 0 { amount * 29 / 1000 + 30 } else { 0 };
    let (gross, currency) = (form::decimal(amount), currency.to_lowercase());
    format!(
        "txn_{id},{at},{at},{currency},{gross},{},{},{category},{source},{},{gross},{currency},{},{},{refund}\n",
        form::decimal(fee),
        form::decimal(amount - fee),
        cell(&payment.subject),
        objects::intent_id(payment),
        payment.out_trade_no,
        at = utc(at),
    )
}

/// `2026-11-27 23:59:59`: China's, eight hours earlier.
fn utc(ms: i64) -> String {
    crate::channels::china::spaced(ms - 8 * 3_600_000)
}
