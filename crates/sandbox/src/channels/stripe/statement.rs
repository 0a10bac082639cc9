//! The itemised report of what changed the balance on a day (docs.stripe.com/reports/report-types/balance), with the columns
//! that a merchant would choose.

use super::{CODE, objects};
use crate::channels::statements::{Day, Moved, cell};
use crate::channels::{House, Payment, form};

const HEADER: &str = "balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,\
                      customer_facing_amount,customer_facing_currency,payment_intent_id,payment_metadata[order_no],\
                      refund_metadata[refund_no]";

pub fn write(house: &House, day: Day) -> String {
    let mut rows = house.on(CODE, day, of_payment);
    rows.extend(of_disputes(house, day));
    rows.sort_by_key(|(at, _)| *at);
    let rows: String = rows.into_iter().map(|(_, row)| row).collect();
    format!("{HEADER}\n{rows}")
}

/// What changed the balance.
struct Change<'a> {
    at: i64,
    category: &'static str,
    /// Of the change itself, and of what it came of.
    id: &'a str,
    source: &'a str,
    amount: i64,
    fee: i64,
    currency: &'a str,
    refund_no: &'a str,
}

fn of_payment(moved: &Moved<'_>) -> (i64, String) {
    match moved {
        Moved::Paid(payment, arrival) => {
            let change = Change {
                at: arrival.at,
                category: "charge",
                id: &arrival.id,
                source: &format!("ch_{}", arrival.id),
                amount: arrival.amount,
                // 2.9 % and thirty; kept where it goes back.
                fee: arrival.amount * 29 / 1000 + 30,
                currency: &arrival.currency,
                refund_no: "",
            };
            row(payment, &change)
        }
        Moved::Back(payment, refund) => {
            let change = Change {
                at: refund.at,
                category: "refund",
                id: &refund.id,
                source: &refund.id,
                amount: -refund.amount,
                fee: 0,
                currency: &refund.currency,
                refund_no: refund.out_refund_no.as_deref().unwrap_or_default(),
            };
            row(payment, &change)
        }
    }
}

fn of_disputes(house: &House, day: Day) -> Vec<(i64, String)> {
    let mut rows = Vec::new();
    for payment in house.book().all().iter().filter(|payment| payment.gateway == CODE) {
        for dispute in &payment.disputes {
            for moved in objects::moved(dispute).iter().filter(|moved| day.holds(moved.at)) {
                let change = Change {
                    at: moved.at,
                    category: moved.category,
                    id: &moved.id,
                    source: &dispute.id,
                    amount: moved.amount,
                    fee: moved.fee,
                    currency: &dispute.currency,
                    refund_no: "",
                };
                rows.push(row(payment, &change));
            }
        }
    }
    rows
}

/// The line, and when it was.
fn row(payment: &Payment, change: &Change<'_>) -> (i64, String) {
    let Change { at, category, id, source, amount, fee, currency, refund_no } = *change;
    let (gross, currency) = (form::decimal(amount), currency.to_lowercase());
    let line = format!(
        "txn_{id},{time},{time},{currency},{gross},{},{},{category},{source},{},{gross},{currency},{},{},{refund_no}\n",
        form::decimal(fee),
        form::decimal(amount - fee),
        cell(&payment.subject),
        objects::intent_id(payment),
        payment.out_trade_no,
        time = utc(at),
    );
    (at, line)
}

/// `2026-11-27 23:59:59`: China's, eight hours earlier.
fn utc(ms: i64) -> String {
    crate::channels::china::spaced(ms - 8 * 3_600_000)
}
