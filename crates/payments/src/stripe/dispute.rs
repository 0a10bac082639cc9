//! Disputes (docs.stripe.com/api/disputes/object). Stripe tells of one by five events, whose order it does not promise;
//! what holds is the object itself, asked for by its id.

use super::amount;
use super::words::{Expandable, plain};
use kernel::Time;
use ports::{ChannelDispute, ChannelError};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Dispute {
    pub id: String,
    pub livemode: bool,
    amount: i64,
    currency: String,
    reason: String,
    status: String,
    /// Payments of ours have one.
    payment_intent: Option<Expandable<Named>>,
    #[serde(default)]
    balance_transactions: Vec<Moved>,
    evidence_details: Option<Details>,
}

#[derive(Deserialize)]
pub(super) struct Named {
    id: String,
}

/// "Zero, one, or two": withdrawn, and reinstated. In the currency of the balance, which may be another one.
#[derive(Deserialize)]
struct Moved {
    amount: i64,
}

#[derive(Deserialize)]
struct Details {
    due_by: Option<i64>,
}

pub(super) fn path(id: &str) -> Result<String, ChannelError> {
    Ok(format!("/v1/disputes/{}", plain(id)?))
}

impl Dispute {
    pub fn read(self) -> Result<ChannelDispute, ChannelError> {
        let event_id = match self.payment_intent {
            Some(Expandable::Id(id)) => id,
            Some(Expandable::Whole(intent)) => intent.id,
            None => return Err(ChannelError::NotFound),
        };
        let balance =
            self.balance_transactions.iter().fold(0_i64, |sum, moved| sum.saturating_add(moved.amount));
        let due = self.evidence_details.and_then(|details| details.due_by);
        Ok(ChannelDispute {
            won: ended(&self.status)?,
            reference: self.id,
            event_id,
            amount: amount::read(self.amount, &self.currency)?,
            reason: self.reason,
            due_at: due.map(Time::from_unix_seconds),
            taken: balance < 0,
        })
    }
}

/// A warning is an inquiry before a dispute: nothing is taken, and it ends with nothing, or as a dispute.
fn ended(status: &str) -> Result<Option<bool>, ChannelError> {
    match status {
        "needs_response" | "under_review" | "warning_needs_response" | "warning_under_review" => Ok(None),
        "won" | "warning_closed" | "prevented" => Ok(Some(true)),
        "lost" => Ok(Some(false)),
        _ => Err(ChannelError::Unknown("the dispute is in a state that is not known here".into())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn told(change: impl Fn(&mut Value)) -> Result<ChannelDispute, ChannelError> {
        // As the document's own example has it, without what nobody reads here.
        let mut object = json!({
            "id": "dp_1", "object": "dispute", "amount": 25000, "currency": "usd", "charge": "ch_1",
            "created": 1_516_145_022, "is_charge_refundable": false, "livemode": false, "metadata": {},
            "payment_intent": "pi_1", "reason": "fraudulent", "status": "needs_response",
            "balance_transactions": [{
                "id": "txn_1", "object": "balance_transaction", "amount": -25000, "currency": "usd", "fee": 1500,
                "net": -26500, "type": "adjustment",
            }],
            "evidence": {},
            "evidence_details": { "due_by": 1_517_529_599, "has_evidence": false, "past_due": false, "submission_count": 0 },
        });
        change(&mut object);
        serde_json::from_value::<Dispute>(object).unwrap().read()
    }

    #[test]
    fn what_stands_is_read_from_the_object() {
        let open = told(|_| {}).unwrap();
        assert_eq!(
            (open.event_id.as_str(), open.amount.minor, open.taken, open.won),
            ("pi_1", 25_000, true, None)
        );
        assert_eq!(open.due_at, Some(Time::from_unix_seconds(1_517_529_599)));
        let back = json!({ "amount": 25000 });
        let won = told(|object| {
            object["status"] = json!("won");
            object["balance_transactions"].as_array_mut().unwrap().push(back.clone());
        });
        assert_eq!(won.map(|told| (told.taken, told.won)), Ok((false, Some(true))));
        let lost = told(|object| object["status"] = json!("lost"));
        assert_eq!(lost.map(|told| (told.taken, told.won)), Ok((true, Some(false))));
        let inquiry = told(|object| {
            object["status"] = json!("warning_needs_response");
            object["balance_transactions"] = json!([]);
        });
        assert_eq!(inquiry.map(|told| (told.taken, told.won)), Ok((false, None)));
        let yen = told(|object| object["currency"] = json!("jpy"));
        assert_eq!(yen.map(|told| told.amount.decimal()), Ok("25000".to_owned()));
        let whole = told(|object| object["payment_intent"] = json!({ "id": "pi_2" }));
        assert_eq!(whole.map(|told| told.event_id), Ok("pi_2".to_owned()));
    }

    #[test]
    fn what_is_not_ours_or_not_known_is_not_guessed() {
        assert_eq!(told(|object| object["payment_intent"] = Value::Null), Err(ChannelError::NotFound));
        let odd = told(|object| object["status"] = json!("charge_refunded"));
        assert!(matches!(odd, Err(ChannelError::Unknown(_))));
        let negative = told(|object| object["amount"] = json!(-1));
        assert!(negative.is_err());
        assert!(path("dp_1/../refunds").is_err());
        assert_eq!(path("dp_1").unwrap(), "/v1/disputes/dp_1");
    }
}
