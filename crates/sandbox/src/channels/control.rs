use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::book::{Arrival, Dispute, DisputeEvent, DisputeState, Payment, RefundState, Transfer};
use super::notify::{self, About, Answer, Forgery, Letter, Told, Waiting, What};
use super::statements::Day;
use super::{House, Notifies, Shared, Switches, lock};
use crate::ambient;

/// How somebody pays.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pay {
    /// Minor units; what was asked for, by default.
    pub amount: Option<i64>,
    pub currency: Option<String>,
    pub times: usize,
    /// Although it is closed or over.
    pub late: bool,
}

impl Default for Pay {
    fn default() -> Self {
        Self { amount: None, currency: None, times: 1, late: false }
    }
}

/// The order in which held notifies go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    #[default]
    AsTheyCame,
    Backwards,
    /// They are forgotten.
    Dropped,
}

/// Why a lever was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    #[error("no gateway is called that")]
    UnknownGateway,
    #[error("no gateway knows this payment, or several do: name the gateway")]
    UnknownPayment,
    #[error("it is closed or over; say that it is paid late")]
    Over,
    #[error("nothing can be sent: this gateway tells nothing of it")]
    NothingToTell,
    #[error("there is no such refund under way")]
    UnknownRefund,
    #[error("there is no such dispute that is open")]
    UnknownDispute,
    #[error("there is no such transfer under way")]
    UnknownTransfer,
    #[error("the gateway failed by itself")]
    Failed,
}

/// The levers of all gateways, or of one.
#[derive(Clone)]
pub struct Control {
    house: Shared,
    only: Option<&'static str>,
}

impl Control {
    pub(super) fn of(house: Shared) -> Self {
        Self { house, only: None }
    }

    /// The levers of this gateway only.
    pub fn only(&self, gateway: &str) -> Result<Self, Refused> {
        let kind = self.house.kind(gateway).ok_or(Refused::UnknownGateway)?;
        Ok(Self { house: self.house.clone(), only: Some(kind.code()) })
    }

    /// Changes how they behave from now on.
    pub fn set(&self, change: impl Fn(&mut Switches)) {
        let mut switches = lock(&self.house.switches);
        for code in self.house.kinds.iter().map(|kind| kind.code()) {
            if self.only.is_none_or(|only| only == code) {
                change(switches.entry(code).or_default());
            }
        }
    }

    /// How that gateway behaves just now.
    pub fn switches(&self, gateway: &str) -> Switches {
        self.house.switches(gateway)
    }

    /// All levers back, and held notifies forgotten.
    pub fn reset(&self) {
        self.set(|switches| *switches = Switches::default());
        lock(&self.house.held).retain(|waiting| self.only.is_some_and(|only| only != waiting.gateway));
    }

    /// The book is emptied: no gateway remembers anything.
    pub fn forget(&self) {
        self.house.book().forget(self.only);
    }

    pub fn down(&self, down: bool) {
        self.set(|switches| switches.down = down);
    }

    pub fn mute_create(&self, mute: bool) {
        self.set(|switches| switches.mute_create = mute);
    }

    pub fn notifies(&self, notifies: Notifies) {
        self.set(|switches| switches.notifies = notifies);
    }

    /// All payments, the oldest first.
    pub fn list(&self) -> Vec<Payment> {
        let book = self.house.book();
        book.all().iter().filter(|p| self.only.is_none_or(|only| only == p.gateway)).cloned().collect()
    }

    /// All money that was sent to somebody's account, the oldest first.
    pub fn transfers(&self) -> Vec<Transfer> {
        let book = self.house.book();
        let mine = |transfer: &&Transfer| self.only.is_none_or(|only| only == transfer.gateway);
        book.transfers().iter().filter(mine).cloned().collect()
    }

    /// What is on its way to somebody arrives, or comes back. By the shop's number.
    pub fn settle_transfer(&self, out_biz_no: &str, done: bool) -> Result<(), Refused> {
        match self.house.book().settle_transfer(self.only, out_biz_no, done) {
            true => Ok(()),
            false => Err(Refused::UnknownTransfer),
        }
    }

    pub fn payment(&self, out_trade_no: &str) -> Result<Payment, Refused> {
        let list = self.list();
        let mut known = list.into_iter().filter(|payment| payment.out_trade_no == out_trade_no);
        known.next().filter(|_| known.next().is_none()).ok_or(Refused::UnknownPayment)
    }

    /// Somebody pays; the ids of what came.
    pub fn pay(&self, out_trade_no: &str, pay: &Pay) -> Result<Vec<String>, Refused> {
        let payment = self.payment(out_trade_no)?;
        self.house.pay(payment.gateway, &payment.id, pay)
    }

    /// Sends the notify of what came last once more, so many times at once, and waits for the answers.
    pub async fn resend(&self, out_trade_no: &str, times: usize) -> Result<Vec<Answer>, Refused> {
        let payment = self.payment(out_trade_no)?;
        let arrival = payment.arrivals.last().ok_or(Refused::NothingToTell)?;
        let what = What::Paid(arrival.id.clone());
        let waiting = Waiting { gateway: payment.gateway, payment_id: payment.id.clone(), what };
        let mut sending = tokio::task::JoinSet::new();
        for _ in 0..times {
            let (house, waiting) = (self.house.clone(), waiting.clone());
            sending.spawn(async move { house.send_once(&waiting).await.1 });
        }
        Ok(sending.join_all().await.into_iter().flatten().collect())
    }

    /// What that gateway gives for download of the day in which a moment lies, by its own calendar.
    pub fn statement(&self, gateway: &str, at_ms: i64) -> Result<String, Refused> {
        let kind = self.house.kind(gateway).ok_or(Refused::UnknownGateway)?;
        let day = Day::of(at_ms, kind.ahead());
        kind.statement(&self.house, day).ok_or(Refused::NothingToTell)
    }

    /// How many notifies are held.
    pub fn held(&self) -> usize {
        let held = lock(&self.house.held);
        held.iter().filter(|waiting| self.only.is_none_or(|only| only == waiting.gateway)).count()
    }

    /// Lets held notifies go, one after the other; what the shop answered to each.
    pub async fn release(&self, order: Release) -> Vec<Answer> {
        let mut letters = {
            let mut held = lock(&self.house.held);
            let mine = |waiting: &Waiting| self.only.is_none_or(|only| only == waiting.gateway);
            let (taken, left) = std::mem::take(&mut *held).into_iter().partition::<Vec<_>, _>(mine);
            *held = left;
            taken
        };
        match order {
            Release::AsTheyCame => {}
            Release::Backwards => letters.reverse(),
            Release::Dropped => letters.clear(),
        }
        let mut answers = Vec::new();
        for waiting in letters {
            for _ in 0..=self.house.switches(waiting.gateway).doubled {
                answers.extend(self.house.send_once(&waiting).await.1);
            }
        }
        answers
    }

    /// Writes a forged notify and does not send it.
    pub fn forged(&self, out_trade_no: &str, forgery: &Forgery) -> Result<Letter, Refused> {
        let payment = self.payment(out_trade_no)?;
        let invented = Arrival {
            id: ambient::id("").map_err(|_| Refused::Failed)?,
            amount: payment.amount,
            currency: payment.currency.clone(),
            at: self.house.now_ms(payment.gateway),
            tries: 0,
            told: false,
        };
        let arrival = payment.arrivals.last().unwrap_or(&invented);
        let bend = forgery.bend();
        let shift = if let Forgery::Stale(seconds) = forgery { seconds.saturating_mul(1000) } else { 0 };
        let now_ms = self.house.now_ms(payment.gateway).saturating_sub(shift);
        let told = Told { payment: &payment, about: About::Paid(arrival), bend: &bend, now_ms };
        let kind = self.house.kind(payment.gateway).ok_or(Refused::UnknownGateway)?;
        let mut letter = kind.letter(&self.house, &told).ok_or(Refused::NothingToTell)?;
        if let Forgery::OtherChannel(other) = forgery {
            letter.url = redirected(&letter.url, &self.payment(other)?.notify_url);
        }
        Ok(letter)
    }

    /// Sends a forged notify; what the shop answered.
    pub async fn forge(&self, out_trade_no: &str, forgery: &Forgery) -> Result<Answer, Refused> {
        let letter = self.forged(out_trade_no, forgery)?;
        Ok(notify::send(&self.house.client, &letter).await)
    }

    /// What is under way arrives, or fails. By the shop's number, or the gateway's.
    pub fn settle_refund(&self, number: &str, done: bool) -> Result<(), Refused> {
        let state = if done { RefundState::Done } else { RefundState::Failed };
        let mut found = None;
        for payment in self.list() {
            let mine = |refund: &super::Refund| {
                refund.state == RefundState::Pending
                    && (refund.id == number || refund.out_refund_no.as_deref() == Some(number))
            };
            if let Some(refund) = payment.refunds.iter().find(|refund| mine(refund)) {
                found = Some((payment.gateway, payment.id.clone(), refund.id.clone()));
            }
        }
        let (gateway, payment_id, refund_id) = found.ok_or(Refused::UnknownRefund)?;
        if let Some(payment) = self.house.book().change(gateway, &payment_id) {
            for refund in payment.refunds.iter_mut().filter(|refund| refund.id == refund_id) {
                refund.state = state;
            }
        }
        notify::announce(&self.house, Waiting { gateway, payment_id, what: What::Refunded(refund_id) });
        Ok(())
    }

    /// The payer's bank takes back what came, or this much of it; the number of the dispute.
    pub fn dispute(&self, out_trade_no: &str, amount: Option<i64>) -> Result<String, Refused> {
        let payment = self.payment(out_trade_no)?;
        let prefix = self.house.kind(payment.gateway).and_then(|kind| kind.disputes());
        let (Some(prefix), Some(arrival)) = (prefix, payment.arrivals.first()) else {
            return Err(Refused::NothingToTell);
        };
        let dispute = Dispute {
            id: ambient::id(prefix).map_err(|_| Refused::Failed)?,
            amount: amount.unwrap_or(arrival.amount),
            currency: arrival.currency.clone(),
            state: DisputeState::Open,
            at: self.house.now_ms(payment.gateway),
            ended_at: None,
        };
        let id = dispute.id.clone();
        if let Some(known) = self.house.book().change(payment.gateway, &payment.id) {
            known.disputes.push(dispute);
        }
        self.tell_of_dispute(&payment, &id, &[DisputeEvent::Opened, DisputeEvent::Withdrawn]);
        Ok(id)
    }

    /// The bank has decided. By the gateway's number.
    pub fn end_dispute(&self, id: &str, won: bool) -> Result<(), Refused> {
        let open = |payment: &Payment| {
            payment.disputes.iter().any(|dispute| dispute.id == id && dispute.state == DisputeState::Open)
        };
        let payment = self.list().into_iter().find(open).ok_or(Refused::UnknownDispute)?;
        let now = self.house.now_ms(payment.gateway);
        if let Some(known) = self.house.book().change(payment.gateway, &payment.id) {
            for dispute in known.disputes.iter_mut().filter(|dispute| dispute.id == id) {
                dispute.state = if won { DisputeState::Won } else { DisputeState::Lost };
                dispute.ended_at = Some(now);
            }
        }
        let told: &[_] =
            if won { &[DisputeEvent::Closed, DisputeEvent::Reinstated] } else { &[DisputeEvent::Closed] };
        self.tell_of_dispute(&payment, id, told);
        Ok(())
    }

    fn tell_of_dispute(&self, payment: &Payment, id: &str, events: &[DisputeEvent]) {
        for event in events {
            let what = What::Disputed(id.to_owned(), *event);
            let (gateway, payment_id) = (payment.gateway, payment.id.clone());
            notify::announce(&self.house, Waiting { gateway, payment_id, what });
        }
    }
}

/// That letter, brought to another address: what stood in the query still stands there.
fn redirected(url: &str, to: &str) -> String {
    match url.split_once('?') {
        Some((_, query)) => super::form::with_query(to, query),
        None => to.to_owned(),
    }
}

impl House {
    /// Somebody pays: written down, and told.
    pub fn pay(self: &Shared, gateway: &'static str, id: &str, pay: &Pay) -> Result<Vec<String>, Refused> {
        let now = self.now_ms(gateway);
        let mut ids = Vec::new();
        {
            let mut book = self.book();
            let payment = book.change(gateway, id).ok_or(Refused::UnknownPayment)?;
            if payment.is_over(now) && !pay.late {
                return Err(Refused::Over);
            }
            for _ in 0..pay.times {
                let arrival = Arrival {
                    id: ambient::id("").map_err(|_| Refused::Failed)?,
                    amount: pay.amount.unwrap_or(payment.amount),
                    currency: pay.currency.clone().unwrap_or_else(|| payment.currency.clone()),
                    at: now,
                    tries: 0,
                    told: false,
                };
                ids.push(arrival.id.clone());
                payment.arrivals.push(arrival);
            }
        }
        for id_of in &ids {
            let what = What::Paid(id_of.clone());
            notify::announce(self, Waiting { gateway, payment_id: id.to_owned(), what });
        }
        Ok(ids)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownGateway
            | Self::UnknownPayment
            | Self::UnknownRefund
            | Self::UnknownDispute
            | Self::UnknownTransfer => StatusCode::NOT_FOUND,
            Self::Over | Self::NothingToTell => StatusCode::CONFLICT,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "code": self, "message": self.to_string() }))).into_response()
    }
}

/// Which payment, or which gateway, and what is done to it.
#[derive(Deserialize)]
struct Asked<T> {
    gateway: Option<String>,
    #[serde(default)]
    out_trade_no: String,
    #[serde(flatten)]
    what: T,
}

#[derive(Deserialize)]
struct Forged {
    forgery: Forgery,
}

#[derive(Deserialize)]
struct Settled {
    number: String,
    done: bool,
}

#[derive(Deserialize)]
struct Disputed {
    amount: Option<i64>,
}

#[derive(Deserialize)]
struct Decided {
    number: String,
    won: bool,
}

#[derive(Deserialize)]
struct Released {
    #[serde(default)]
    order: Release,
}

#[derive(Deserialize)]
struct Which {
    gateway: Option<String>,
}

/// The same by HTTP, for a browser's tests and for a demonstration.
pub fn routes(house: Shared) -> Router {
    Router::new()
        .route("/control/pay", post(pay))
        .route("/control/forge", post(forge))
        .route("/control/release", post(release))
        .route("/control/switches", post(switches))
        .route("/control/refund", post(settle))
        .route("/control/dispute", post(dispute))
        .route("/control/dispute-end", post(end_dispute))
        .route("/control/transfer", post(settle_transfer))
        .route("/control/transfers", get(transfers))
        .route("/control/list", get(list))
        .route("/control/settings", get(settings))
        .route("/control/statement", get(statement))
        .with_state(house)
}

fn narrowed(house: Shared, gateway: Option<&str>) -> Result<Control, Refused> {
    let all = Control::of(house);
    gateway.map_or(Ok(all.clone()), |gateway| all.only(gateway))
}

/// Without `flatten`: it would take unknown fields silently.
async fn pay(State(house): State<Shared>, Json(mut body): Json<Value>) -> Result<Json<Value>, Response> {
    let mut take = |name: &str| body.as_object_mut().and_then(|fields| fields.remove(name));
    let (gateway, number) = (take("gateway"), take("out_trade_no"));
    let pay: Pay = serde_json::from_value(body)
        .map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response())?;
    let control =
        narrowed(house, gateway.as_ref().and_then(Value::as_str)).map_err(Refused::into_response)?;
    let number = number.as_ref().and_then(Value::as_str).unwrap_or_default();
    let ids = control.pay(number, &pay).map_err(Refused::into_response)?;
    Ok(Json(json!({ "arrivals": ids })))
}

async fn forge(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Forged>>,
) -> Result<Json<Answer>, Refused> {
    let control = narrowed(house, asked.gateway.as_deref())?;
    Ok(Json(control.forge(&asked.out_trade_no, &asked.what.forgery).await?))
}

async fn release(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Released>>,
) -> Result<Json<Vec<Answer>>, Refused> {
    Ok(Json(narrowed(house, asked.gateway.as_deref())?.release(asked.what.order).await))
}

/// What is left out goes back to what is usual.
async fn switches(State(house): State<Shared>, Json(mut body): Json<Value>) -> Result<StatusCode, Response> {
    let gateway = body.as_object_mut().and_then(|fields| fields.remove("gateway"));
    let wanted: Switches = serde_json::from_value(body)
        .map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()).into_response())?;
    let control =
        narrowed(house, gateway.as_ref().and_then(Value::as_str)).map_err(Refused::into_response)?;
    control.set(|switches| *switches = wanted.clone());
    Ok(StatusCode::NO_CONTENT)
}

async fn settle(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Settled>>,
) -> Result<StatusCode, Refused> {
    narrowed(house, asked.gateway.as_deref())?.settle_refund(&asked.what.number, asked.what.done)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn settle_transfer(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Settled>>,
) -> Result<StatusCode, Refused> {
    narrowed(house, asked.gateway.as_deref())?.settle_transfer(&asked.what.number, asked.what.done)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn transfers(
    State(house): State<Shared>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<Transfer>>, Refused> {
    Ok(Json(narrowed(house, which.gateway.as_deref())?.transfers()))
}

async fn dispute(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Disputed>>,
) -> Result<Json<Value>, Refused> {
    let control = narrowed(house, asked.gateway.as_deref())?;
    let number = control.dispute(&asked.out_trade_no, asked.what.amount)?;
    Ok(Json(json!({ "dispute": number })))
}

async fn end_dispute(
    State(house): State<Shared>,
    Json(asked): Json<Asked<Decided>>,
) -> Result<StatusCode, Refused> {
    narrowed(house, asked.gateway.as_deref())?.end_dispute(&asked.what.number, asked.what.won)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list(
    State(house): State<Shared>,
    Query(which): Query<Which>,
) -> Result<Json<Vec<Payment>>, Refused> {
    Ok(Json(narrowed(house, which.gateway.as_deref())?.list()))
}

#[derive(Deserialize)]
struct WhichDay {
    gateway: String,
    /// Milliseconds; now, by default.
    at: Option<i64>,
}

/// The file as its merchant would download it.
async fn statement(State(house): State<Shared>, Query(which): Query<WhichDay>) -> Result<Response, Refused> {
    let at = which.at.unwrap_or_else(|| house.now_ms(&which.gateway));
    let file = Control::of(house).statement(&which.gateway, at)?;
    Ok(([("content-type", "text/csv; charset=utf-8")], file).into_response())
}

/// By gateway: what its merchant would type into a form.
async fn settings(State(house): State<Shared>) -> Json<BTreeMap<&'static str, BTreeMap<String, String>>> {
    let of =
        |kind: &std::sync::Arc<dyn super::Kind>| (kind.code(), kind.settings(&house).unwrap_or_default());
    Json(house.kinds.iter().map(of).collect())
}
