use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::book::{Book, Event, OrderState};
use super::super::calls;
use super::super::{Desk, Shared, json_of};
use super::trade::is_number;
use super::{Memory, Problem, bad_request, problem};

/// How a complaint is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// All that is wanted goes back.
    Money,
    /// So many keys come in the place of others.
    Keys(usize),
}

/// A partner's complaint about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    pub claim_no: String,
    pub reason: String,
    pub text: String,
    /// How many it is about.
    pub units: u64,
    pub state: ClaimState,
    pub wanted: i64,
    pub paid_back: i64,
    pub replaced: usize,
    /// What the shop offers, and which of its offers that is.
    pub offer: Option<(u32, Remedy)>,
    offers: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    Open,
    Settled,
    Refused,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Complaint {
    claim_no: String,
    reason: Option<String>,
    text: String,
    units: u64,
}

impl Claim {
    fn told(&self) -> Value {
        let state = match self.state {
            ClaimState::Open => "open",
            ClaimState::Settled => "settled",
            ClaimState::Refused => "refused",
        };
        let offer = self.offer.filter(|_| self.state == ClaimState::Open).map(|(offer, remedy)| {
            let (amount, units) = match remedy {
                Remedy::Money => (self.wanted, 0),
                Remedy::Keys(units) => (0, units),
            };
            json!({ "offer": offer, "amount": amount, "units": units })
        });
        json!({
            "claim_no": self.claim_no, "state": state, "wanted": self.wanted, "paid_back": self.paid_back,
            "currency": "CNY", "replaced": self.replaced, "offer": offer,
        })
    }
}

/// All about an order.
pub fn of(memory: &Memory, order_no: &str) -> Vec<Value> {
    let claims = memory.claims.get(order_no).map(Vec::as_slice).unwrap_or_default();
    claims.iter().map(Claim::told).collect()
}

fn find<'a>(memory: &'a mut Memory, order_no: &str, claim_no: &str) -> Option<&'a mut Claim> {
    memory.claims.get_mut(order_no)?.iter_mut().find(|claim| claim.claim_no == claim_no)
}

pub async fn complain(State(house): State<Shared>, Path(order_no): Path<String>, body: Bytes) -> Response {
    let Ok(complaint) = serde_json::from_slice::<Complaint>(&body) else {
        return bad_request().into_response();
    };
    match open(&mut house.desk(), &order_no, complaint) {
        Ok(told) => json_of(&told),
        Err(why) => why.into_response(),
    }
}

/// Said again under its number it is answered with how it stands.
fn open(desk: &mut Desk, order_no: &str, complaint: Complaint) -> Result<Value, Problem> {
    let order = desk.book.find(order_no).ok_or_else(|| problem(404, "order_not_found"))?;
    let claim_no = complaint.claim_no;
    if !is_number(&claim_no) {
        return Err(problem(422, "bad_order_no"));
    }
    let reason = complaint.reason.unwrap_or_else(|| "key_invalid".to_owned());
    if let Some(known) = find(&mut desk.docking, order_no, &claim_no) {
        let is_same =
            (&known.reason, &known.text, known.units) == (&reason, &complaint.text, complaint.units);
        return if is_same { Ok(known.told()) } else { Err(problem(409, "order_no_used")) };
    }
    if order.state != OrderState::Success {
        return Err(problem(409, "order_not_delivered"));
    }
    if !(1..=order.count).contains(&complaint.units) {
        return Err(problem(422, "bad_claim"));
    }
    let wanted = order.unit_cost.saturating_mul(i64::try_from(complaint.units).unwrap_or(i64::MAX));
    let claim = Claim {
        claim_no,
        reason,
        text: complaint.text,
        units: complaint.units,
        state: ClaimState::Open,
        wanted,
        paid_back: 0,
        replaced: 0,
        offer: None,
        offers: 0,
    };
    let told = claim.told();
    desk.docking.claims.entry(order_no.to_owned()).or_default().push(claim);
    Ok(told)
}

pub async fn ask(
    State(house): State<Shared>,
    Path((order_no, claim_no)): Path<(String, String)>,
) -> Response {
    let mut desk = house.desk();
    match find(&mut desk.docking, &order_no, &claim_no) {
        Some(claim) => json_of(&claim.told()),
        None => problem(404, "claim_not_found").into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    offer: u32,
}

/// Accepted, declined or withdrawn.
pub async fn answer(
    State(house): State<Shared>,
    Path((order_no, claim_no, answer)): Path<(String, String, String)>,
    body: Bytes,
) -> Response {
    let now = house.now_ms();
    let done = {
        let mut desk = house.desk();
        answered(&mut desk, (&order_no, &claim_no), (&answer, &body), now)
    };
    match done {
        Ok((told, event)) => {
            calls::announce(&house, &order_no, event.as_slice());
            json_of(&told)
        }
        Err(why) => why.into_response(),
    }
}

fn answered(
    desk: &mut Desk,
    (order_no, claim_no): (&str, &str),
    (answer, body): (&str, &[u8]),
    now: i64,
) -> Result<(Value, Option<Event>), Problem> {
    let claim = find(&mut desk.docking, order_no, claim_no).ok_or_else(|| problem(404, "claim_not_found"))?;
    let is_open = claim.state == ClaimState::Open;
    let mut event = None;
    match (answer, claim.offer) {
        ("accept", Some((offer, remedy))) if is_open => {
            let accepted: Accepted = serde_json::from_slice(body).map_err(|_| bad_request())?;
            if accepted.offer != offer {
                return Err(problem(409, "offer_changed"));
            }
            event = settle(&mut desk.book, claim, (order_no, remedy), now);
        }
        ("decline", Some(_)) if is_open => claim.offer = None,
        ("withdraw", _) if is_open => claim.state = ClaimState::Refused,
        ("accept" | "decline" | "withdraw", _) => return Err(problem(409, "not_now")),
        _ => return Err(problem(404, "not_found")),
    }
    Ok((claim.told(), event))
}

fn settle(book: &mut Book, claim: &mut Claim, (order_no, remedy): (&str, Remedy), now: i64) -> Option<Event> {
    claim.state = ClaimState::Settled;
    match remedy {
        Remedy::Money => {
            claim.paid_back = claim.wanted;
            book.give_back(order_no, claim.wanted, now)
        }
        Remedy::Keys(units) => {
            claim.replaced = book.replace(order_no, units);
            None
        }
    }
}

impl Memory {
    /// What the partner has complained of.
    pub fn claims(&self, order_no: &str) -> Vec<Claim> {
        self.claims.get(order_no).cloned().unwrap_or_default()
    }

    /// The shop offers it; whether there is such a complaint that is open.
    pub fn offer(&mut self, order_no: &str, claim_no: &str, remedy: Remedy) -> bool {
        let open = find(self, order_no, claim_no).filter(|claim| claim.state == ClaimState::Open);
        let Some(claim) = open else { return false };
        claim.offers += 1;
        claim.offer = Some((claim.offers, remedy));
        true
    }

    /// It is decided: put right so, or refused. None where there is no such complaint that is open.
    pub fn decide(
        &mut self,
        book: &mut Book,
        (order_no, claim_no): (&str, &str),
        remedy: Option<Remedy>,
        now: i64,
    ) -> Option<Option<Event>> {
        let claim = find(self, order_no, claim_no).filter(|claim| claim.state == ClaimState::Open)?;
        match remedy {
            Some(remedy) => Some(settle(book, claim, (order_no, remedy), now)),
            None => {
                claim.state = ClaimState::Refused;
                Some(None)
            }
        }
    }
}
