//! What a gateway of EPay's kind exports for its merchant. Each has a form of its own; this is one that names its columns as
//! the protocol names its fields.

use super::form;
use super::statements::{Day, Moved};
use super::{House, china};

pub fn write(house: &House, gateway: &str, pid: &str, day: Day) -> String {
    let rows = house.on(gateway, day, |moved| {
        let (payment, kind, amount, at, refund) = match moved {
            Moved::Paid(payment, arrival) => (payment, "payment", arrival.amount, arrival.at, ""),
            Moved::Back(payment, refund) => {
                let number = refund.out_refund_no.as_deref().unwrap_or_default();
                (payment, "refund", refund.amount, refund.at, number)
            }
        };
        format!(
            "{pid},{},{},{kind},{},0.00,{refund},{}\r\n",
            payment.id,
            payment.out_trade_no,
            form::decimal(amount),
            china::spaced(at)
        )
    });
    format!("\u{feff}pid,trade_no,out_trade_no,kind,money,fee,out_refund_no,endtime\r\n{}", rows.concat())
}
