//! The itemised report of what changed the balance on a day (docs.stripe.com/reports/report-types/balance), with the columns
//! that a merchant would choose.

use super::{CODE, objects};
use crate::channels::statements::{Day, Moved, cell};
use crate::channels::{Dispute, DisputeState, House, Payment, form};

const HEADER: &str = "balance_transaction_id,created_utc,created,currency,gross,fee,net,reporting_category,source_id,description,\
                      customer_facing_amount,customer_facing_currency,payment_intent_id,payment_metadata[order_no],\
                      refund_metadata[refund_no]";

pub fn write(house: &House, day: Day) -> String {
    let mut lines = house.on(CODE, day, of_payment);
    lines.extend(of_disputes(house, day));
    lines.sort_by_key(|line| line.at);
    format!("{HEADER}\n{}", lines.iter().map(row).collect::<String>())
}

/// What changed the balance.
struct Line {
    at: i64,
    category: &'static str,
    /// Of the change itself, and of what it came of.
    id: String,
    source: String,
    amount: i64,
    fee: i64,
    currency: String,
    payment: Payment,
    refund_no: String,
}

fn of_payment(moved: &Moved<'_>) -> Line {
    match moved {
        Moved::Paid(payment, arrival) => Line {
            at: arrival.at,
            category: "charge",
            id: arrival.id.clone(),
            source: format!("ch_{}", arrival.id),
            amount: arrival.amount,
            // 2.9 % and thirty; kept where it goes back.
            fee: arrival.amount * 29 / 1000 + 30,
            currency: arrival.currency.to_lowercase(),
            payment: (*payment).clone(),
            refund_no: String::new(),
        },
        Moved::Back(payment, refund) => Line {
            at: refund.at,
            category: "refund",
            id: refund.id.clone(),
            source: refund.id.clone(),
            amount: -refund.amount,
            fee: 0,
            currency: refund.currency.to_lowercase(),
            payment: (*payment).clone(),
            refund_no: refund.out_refund_no.clone().unwrap_or_default(),
        },
    }
}

/// Withdrawn with a fee, and given again with it.
fn of_disputes(house: &House, day: Day) -> Vec<Line> {
    let mut lines = Vec::new();
    let line = |payment: &Payment, dispute: &Dispute, at, category, way: i64| Line {
        at,
        category,
        id: format!("{}_{category}", dispute.id),
        source: dispute.id.clone(),
        amount: way * dispute.amount,
        fee: -way * objects::DISPUTE_FEE,
        currency: dispute.currency.to_lowercase(),
        payment: payment.clone(),
        refund_no: String::new(),
    };
    for payment in house.book().all().iter().filter(|payment| payment.gateway == CODE) {
        for dispute in &payment.disputes {
            lines.push(line(payment, dispute, dispute.at, "dispute", -1));
            if let (DisputeState::Won, Some(at)) = (dispute.state, dispute.ended_at) {
                lines.push(line(payment, dispute, at, "dispute_reversal", 1));
            }
        }
    }
    lines.retain(|line| (day.from..day.to).contains(&line.at));
    lines
}

fn row(line: &Line) -> String {
    let (gross, currency) = (form::decimal(line.amount), &line.currency);
    format!(
        "txn_{},{at},{at},{currency},{gross},{},{},{},{},{},{gross},{currency},{},{},{}\n",
        line.id,
        form::decimal(line.fee),
        form::decimal(line.amount - line.fee),
        line.category,
        line.source,
        cell(&line.payment.subject),
        objects::intent_id(&line.payment),
        line.payment.out_trade_no,
        line.refund_no,
        at = utc(line.at),
    )
}

/// `2026-11-27 23:59:59`: China's, eight hours earlier.
fn utc(ms: i64) -> String {
    crate::channels::china::spaced(ms - 8 * 3_600_000)
}
