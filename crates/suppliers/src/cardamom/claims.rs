use super::call::Told;
use crate::words::{other_order, unreadable};
use kernel::{Currency, Money};
use ports::{Claim, Claimed, SupplyError};
use serde_json::Value;

/// What was heard of a complaint.
pub(super) struct Heard {
    pub claimed: Claimed,
    /// The number of an offer that grants all that was asked for.
    pub acceptable: Option<i64>,
}

/// What makes a complaint certain to lead nowhere.
const NEVER: [&str; 6] = [
    "order_not_delivered",
    "dispute_too_late",
    "dispute_decided_before",
    "nothing_left_to_dispute",
    "nowhere_to_refund",
    "bad_claim",
];

pub(super) fn read(told: &Told, claim: &Claim, currency: Currency) -> Result<Heard, SupplyError> {
    let told = match told {
        Told::Good(told) => told,
        Told::Refused(refused) if NEVER.contains(&refused.code.as_str()) => {
            let claimed = Claimed::Refused { reference: None, said: refused.said.clone() };
            return Ok(Heard { claimed, acceptable: None });
        }
        Told::Refused(refused) if refused.status == 404 => return Err(SupplyError::NotFound),
        Told::Refused(refused) => return Err(refused.unknown()),
    };
    let text = |name: &str| told.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("claim_no") != claim.claim_no {
        return Err(other_order());
    }
    let amount = |of: &Value, name: &str| of.get(name).and_then(Value::as_i64).filter(|minor| *minor >= 0);
    let reference = Some(claim.claim_no.clone());
    let claimed = match text("state") {
        "open" => Claimed::Open { reference },
        "settled" => {
            let paid = amount(told, "paid_back").filter(|_| text("currency") == currency.code());
            let paid = paid.ok_or_else(|| unreadable("paid_back"))?;
            Claimed::Settled { reference, paid_back: Money::new(paid, currency) }
        }
        "refused" => Claimed::Refused { reference, said: "nothing goes back".into() },
        _ => return Err(unreadable("state")),
    };
    let offer = told.get("offer").filter(|offer| offer.is_object());
    let acceptable = offer.and_then(|offer| {
        let whole = amount(offer, "amount")? >= amount(told, "wanted")?;
        // Keys are not taken in the place of money by a program.
        let money = amount(offer, "units") == Some(0);
        offer.get("offer").and_then(Value::as_i64).filter(|_| whole && money)
    });
    Ok(Heard { claimed, acceptable })
}
