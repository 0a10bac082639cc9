use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::book::{Event, Goods, Order, OrderState, Reason};
use super::calls::{self, Forgery};
use super::cardamom::{Claim, Remedy};
use super::plan::{Chaos, Plan, Reply};
use super::{Desk, Shared, Switches};
use crate::channels::{Answer, Letter, send_letter};

/// Why a lever was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    #[error("there is no order of this number")]
    UnknownOrder,
    #[error("it does not stand so that this could be done")]
    NotNow,
    #[error("nothing can be sent: it is under way, or there is no address to report to")]
    NothingToTell,
}

/// The levers of a supplier, and a look into its book. Amounts are in fen, orders are named by the shop's number.
#[derive(Clone)]
pub struct Control {
    house: Shared,
}

impl Control {
    pub(super) fn of(house: Shared) -> Self {
        Self { house }
    }

    /// For one order that is not there yet, after those of which this was said before.
    pub fn next(&self, plan: Plan) {
        self.house.desk().rules.next(plan);
    }

    /// For every order for this account from now on.
    pub fn for_account(&self, account: &str, plan: Plan) {
        self.house.desk().rules.of_account(account, plan);
    }

    /// For every order of these goods from now on.
    pub fn for_product(&self, product: u64, plan: Plan) {
        self.house.desk().rules.of_product(product, plan);
    }

    /// For every order of which nothing else is said, from now on.
    pub fn usual(&self, plan: Plan) {
        self.house.desk().rules.usual(plan);
    }

    /// Chance decides in the place of what is usual; or no longer.
    pub fn chaos(&self, chaos: Option<Chaos>) {
        self.house.desk().rules.chaos(chaos);
    }

    /// Changes how it behaves from now on.
    pub fn set(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.house.desk().switches);
    }

    pub fn switches(&self) -> Switches {
        self.house.switches()
    }

    /// Nobody is there: 503.
    pub fn away(&self, away: bool) {
        self.set(|switches| switches.away = away);
    }

    /// What becomes of the answers to questions about orders.
    pub fn queries(&self, reply: Reply) {
        self.set(|switches| switches.queries = reply);
    }

    /// All levers back but the usual plan. The book stays.
    pub fn reset(&self) {
        let mut desk = self.house.desk();
        desk.rules.reset();
        desk.switches = Switches::default();
    }

    /// Where 福禄 reports to, and 豆蔻 of its goods.
    pub fn callback_to(&self, url: Option<String>) {
        self.house.desk().callback_url = url;
    }

    /// New goods, or others under their number.
    pub fn put_goods(&self, goods: Goods) {
        let product = goods.id;
        self.house.desk().book.put_goods(goods);
        calls::announce_goods(&self.house, product);
    }

    /// What a partner of 豆蔻 has complained of about that order.
    pub fn claims(&self, order_no: &str) -> Vec<Claim> {
        self.house.desk().docking.claims(order_no)
    }

    /// 豆蔻 offers its partner to put it right so.
    pub fn offer(&self, order_no: &str, claim_no: &str, remedy: Remedy) -> Result<(), Refused> {
        match self.house.desk().docking.offer(order_no, claim_no, remedy) {
            true => Ok(()),
            false => Err(Refused::NotNow),
        }
    }

    /// A complaint to 豆蔻 is decided: put right so, or refused.
    pub fn decide(&self, order_no: &str, claim_no: &str, remedy: Option<Remedy>) -> Result<(), Refused> {
        let now = self.house.now_ms();
        let event = {
            let mut desk = self.house.desk();
            let Desk { book, docking, .. } = &mut *desk;
            docking.decide(book, (order_no, claim_no), remedy, now).ok_or(Refused::NotNow)?
        };
        calls::announce(&self.house, order_no, event.as_slice());
        Ok(())
    }

    pub fn goods(&self) -> Vec<Goods> {
        self.house.desk().book.goods().cloned().collect()
    }

    /// More is deposited, or less.
    pub fn top_up(&self, amount: i64) {
        self.house.desk().book.top_up(amount);
    }

    /// What is left of the deposit: every order that is under way or credited is off it.
    pub fn deposit(&self) -> i64 {
        self.house.desk().book.deposit()
    }

    /// What was deposited in all.
    pub fn opening(&self) -> i64 {
        self.house.desk().book.opening()
    }

    /// All orders, the oldest first.
    pub fn orders(&self) -> Vec<Order> {
        self.house.desk().book.orders().cloned().collect()
    }

    pub fn order(&self, order_no: &str) -> Option<Order> {
        self.house.desk().book.find(order_no)
    }

    /// How often this account was credited, by whatever orders; what was taken back later counts too.
    pub fn credited(&self, account: &str) -> u64 {
        self.house.desk().book.credited(account)
    }

    /// Every key that was handed over, and the numbers of the orders that got it: one each, unless a plan sells it twice.
    pub fn keys(&self) -> BTreeMap<String, Vec<String>> {
        self.house.desk().book.given().clone()
    }

    /// How often this number was asked about, heard or not.
    pub fn asked(&self, order_no: &str) -> u32 {
        self.house.desk().book.queries(order_no)
    }

    /// How often this number was ordered, heard or not.
    pub fn attempts(&self, order_no: &str) -> u32 {
        self.house.desk().book.attempts(order_no)
    }

    /// What must hold at every moment, counted anew: no order was credited twice, no key was given to two orders but by a
    /// plan that says so, and the deposit is the opening one without the cost of what is credited or under way. Otherwise,
    /// what is wrong.
    pub fn audit(&self) -> Result<(), String> {
        self.house.desk().book.audit()
    }

    /// The account gets what is under way, or the shop all of the keys.
    pub fn release(&self, order_no: &str) -> Result<(), Refused> {
        let now = self.house.now_ms();
        let event = self.house.desk().book.release(order_no, now);
        self.ended(order_no, event)
    }

    /// Everything that is under way is credited; how much that was.
    pub fn release_all(&self) -> usize {
        let under_way: Vec<String> = {
            let desk = self.house.desk();
            let open = desk.book.orders().filter(|order| order.state == OrderState::Processing);
            open.map(|order| order.order_no.clone()).collect()
        };
        under_way.iter().filter(|number| self.release(number).is_ok()).count()
    }

    /// The account does not get what is under way.
    pub fn fail(&self, order_no: &str, reason: Reason) -> Result<(), Refused> {
        let now = self.house.now_ms();
        let event = self.house.desk().book.fail(order_no, reason, now);
        self.ended(order_no, event)
    }

    /// What was credited is taken back.
    pub fn reverse(&self, order_no: &str) -> Result<(), Refused> {
        let now = self.house.now_ms();
        let event = self.house.desk().book.reverse(order_no, now);
        self.ended(order_no, event)
    }

    fn ended(&self, order_no: &str, event: Option<Event>) -> Result<(), Refused> {
        let Some(event) = event else {
            return Err(match self.house.desk().book.knows(order_no) {
                true => Refused::NotNow,
                false => Refused::UnknownOrder,
            });
        };
        calls::announce(&self.house, order_no, &[event]);
        Ok(())
    }

    /// Sends the true callback once more, so many times at once, and waits for the answers.
    pub async fn resend(&self, order_no: &str, times: usize) -> Result<Vec<Answer>, Refused> {
        let order = self.order(order_no).ok_or(Refused::UnknownOrder)?;
        let event = order.event().ok_or(Refused::NothingToTell)?;
        let mut sending = JoinSet::new();
        for _ in 0..times {
            let (house, number) = (self.house.clone(), order_no.to_owned());
            sending.spawn(async move { house.send_once(&number, event).await });
        }
        let sent: Vec<Answer> =
            sending.join_all().await.into_iter().flatten().map(|(_, answer)| answer).collect();
        if sent.len() == times { Ok(sent) } else { Err(Refused::NothingToTell) }
    }

    /// Writes a forged callback and does not send it.
    pub fn forged(&self, order_no: &str, forgery: &Forgery) -> Result<Letter, Refused> {
        let order = self.order(order_no).ok_or(Refused::UnknownOrder)?;
        let letter = self.house.letter(&order, forgery.event(&order), &forgery.bend());
        letter.ok_or(Refused::NothingToTell)
    }

    /// Sends a forged callback; what the shop answered.
    pub async fn forge(&self, order_no: &str, forgery: &Forgery) -> Result<Answer, Refused> {
        let letter = self.forged(order_no, forgery)?;
        Ok(send_letter(&self.house.client, &letter).await)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::UnknownOrder => StatusCode::NOT_FOUND,
            Self::NotNow | Self::NothingToTell => StatusCode::CONFLICT,
        };
        (status, Json(json!({ "code": self, "message": self.to_string() }))).into_response()
    }
}

/// Of which orders something is said: of the next so many, of an account, of a product, or of all others.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    next: Option<usize>,
    account: Option<String>,
    product: Option<u64>,
    #[serde(default)]
    plan: Plan,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    order_no: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failing {
    order_no: String,
    reason: Reason,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resent {
    order_no: String,
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forged {
    order_no: String,
    forgery: Forgery,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deposited {
    amount: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    url: Option<String>,
}

#[derive(Deserialize)]
struct Which {
    account: Option<String>,
}

/// The same by HTTP, for a browser's tests and for a demonstration.
pub fn routes(house: Shared) -> Router {
    Router::new()
        .route("/control/plan", post(plan))
        .route("/control/chaos", post(chaos))
        .route("/control/switches", post(switches))
        .route("/control/reset", post(reset))
        .route("/control/release", post(release))
        .route("/control/fail", post(fail))
        .route("/control/reverse", post(reverse))
        .route("/control/resend", post(resend))
        .route("/control/forge", post(forge))
        .route("/control/goods", post(put_goods).get(goods))
        .route("/control/deposit", post(top_up))
        .route("/control/callback", post(callback))
        .route("/control/keys", get(keys))
        .route("/control/orders", get(orders))
        .route("/control/state", get(state))
        .route("/control/settings", get(settings))
        .with_state(house)
}

async fn plan(State(house): State<Shared>, Json(planned): Json<Planned>) -> StatusCode {
    let control = Control::of(house);
    let Planned { next, account, product, plan } = planned;
    for _ in 0..next.unwrap_or_default() {
        control.next(plan);
    }
    if let Some(account) = &account {
        control.for_account(account, plan);
    }
    if let Some(product) = product {
        control.for_product(product, plan);
    }
    if next.is_none() && account.is_none() && product.is_none() {
        control.usual(plan);
    }
    StatusCode::NO_CONTENT
}

async fn chaos(State(house): State<Shared>, Json(chaos): Json<Option<Chaos>>) -> StatusCode {
    Control::of(house).chaos(chaos);
    StatusCode::NO_CONTENT
}

/// What is left out goes back to what is usual.
async fn switches(State(house): State<Shared>, Json(wanted): Json<Switches>) -> StatusCode {
    Control::of(house).set(|switches| *switches = wanted);
    StatusCode::NO_CONTENT
}

async fn reset(State(house): State<Shared>) -> StatusCode {
    Control::of(house).reset();
    StatusCode::NO_CONTENT
}

async fn release(State(house): State<Shared>, Json(named): Json<Named>) -> Result<StatusCode, Refused> {
    Control::of(house).release(&named.order_no)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn fail(State(house): State<Shared>, Json(failing): Json<Failing>) -> Result<StatusCode, Refused> {
    Control::of(house).fail(&failing.order_no, failing.reason)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reverse(State(house): State<Shared>, Json(named): Json<Named>) -> Result<StatusCode, Refused> {
    Control::of(house).reverse(&named.order_no)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resend(
    State(house): State<Shared>,
    Json(resent): Json<Resent>,
) -> Result<Json<Vec<Answer>>, Refused> {
    Ok(Json(Control::of(house).resend(&resent.order_no, resent.times).await?))
}

async fn forge(State(house): State<Shared>, Json(forged): Json<Forged>) -> Result<Json<Answer>, Refused> {
    Ok(Json(Control::of(house).forge(&forged.order_no, &forged.forgery).await?))
}

async fn put_goods(State(house): State<Shared>, Json(goods): Json<Goods>) -> StatusCode {
    Control::of(house).put_goods(goods);
    StatusCode::NO_CONTENT
}

async fn goods(State(house): State<Shared>) -> Json<Vec<Goods>> {
    Json(Control::of(house).goods())
}

async fn top_up(State(house): State<Shared>, Json(deposited): Json<Deposited>) -> StatusCode {
    Control::of(house).top_up(deposited.amount);
    StatusCode::NO_CONTENT
}

async fn callback(State(house): State<Shared>, Json(reported): Json<Reported>) -> StatusCode {
    Control::of(house).callback_to(reported.url);
    StatusCode::NO_CONTENT
}

async fn keys(State(house): State<Shared>) -> Json<BTreeMap<String, Vec<String>>> {
    Json(Control::of(house).keys())
}

/// All, or those for one account.
async fn orders(State(house): State<Shared>, Query(which): Query<Which>) -> Json<Vec<Order>> {
    let mut orders = Control::of(house).orders();
    orders.retain(|order| which.account.as_ref().is_none_or(|account| *account == order.account));
    Json(orders)
}

/// The deposit, how often an account was credited, and whether the book agrees with itself.
async fn state(State(house): State<Shared>, Query(which): Query<Which>) -> Json<Value> {
    let control = Control::of(house);
    let credited = which.account.map(|account| control.credited(&account));
    Json(json!({
        "opening": control.opening(), "deposit": control.deposit(), "credited": credited,
        "wrong": control.audit().err(),
    }))
}

async fn settings(State(house): State<Shared>) -> Json<BTreeMap<&'static str, String>> {
    Json(house.settings())
}
