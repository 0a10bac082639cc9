use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::book::{Asked, Event, Order, Placed, Refusal};
use super::plan::{Plan, Reply, When};
use super::{Desk, House, Shared, calls};
use crate::channels::broken;

/// What was heard of a question.
struct Heard {
    reply: Reply,
    orders: Vec<Order>,
    events: Vec<(String, Vec<Event>)>,
}

impl Desk {
    /// None where the levers say that the order did not get here.
    fn take(&mut self, asked: Asked, id: String, now: i64) -> (Plan, Option<Result<Placed, Refusal>>) {
        let known = self.book.knows(&asked.order_no);
        let attempt = self.book.attempt(&asked.order_no);
        let cost = self.book.goods_of(asked.product).map_or(0, |goods| goods.cost);
        let plan = self.rules.decide(&asked, (known, cost), attempt);
        let taken = (!plan.reply.is_undone()).then(|| self.book.place(asked, plan, id, now));
        (plan, taken)
    }

    /// By the shop's numbers. What is not known is left out.
    fn ask(&mut self, numbers: &[String], now: i64) -> Heard {
        let mut reply = self.switches.queries;
        for number in numbers {
            let times = self.book.query(number);
            if reply == Reply::Given {
                reply = self.rules.query(number, times);
            }
        }
        let mut heard = Heard { reply, orders: Vec::new(), events: Vec::new() };
        if reply.is_undone() {
            return heard;
        }
        for number in numbers {
            if let Some((order, events)) = self.book.ask(number, now) {
                heard.orders.push(order);
                heard.events.push((number.clone(), events));
            }
        }
        heard
    }
}

/// An order is asked for. It is answered as the protocol writes it; the last says whether the answer is signed with another
/// key.
pub async fn order(
    house: &Shared,
    asked: Asked,
    write: impl FnOnce(&House, Result<&Order, Refusal>, bool) -> Response,
) -> Response {
    let (id, now) = (house.new_id(), house.now_ms());
    let (plan, taken) = house.desk().take(asked, id, now);
    let Some(taken) = taken else { return undone(plan.reply) };
    if let Ok(placed) = &taken {
        calls::begin(house, placed).await;
        if let When::Ms(ms) = plan.when {
            later(house, placed.order.order_no.clone(), ms);
        }
    }
    let outcome = match &taken {
        Ok(_) if plan.reply == Reply::Doubled => Err(Refusal::Repeated),
        Ok(placed) => Ok(&placed.order),
        Err(refusal) => Err(*refusal),
    };
    let answer = write(house, outcome, plan.reply == Reply::Forged || house.switches().forge_answers);
    spoken(plan.reply, answer).await
}

/// Somebody asks how orders stand, by the shop's numbers.
pub async fn ask(
    house: &Shared,
    numbers: &[String],
    write: impl FnOnce(&[Order], bool) -> Response,
) -> Response {
    let now = house.now_ms();
    let heard = house.desk().ask(numbers, now);
    if heard.reply.is_undone() {
        return undone(heard.reply);
    }
    for (number, events) in &heard.events {
        calls::announce(house, number, events);
    }
    let answer = write(&heard.orders, heard.reply == Reply::Forged || house.switches().forge_answers);
    spoken(heard.reply, answer).await
}

/// What the plan says happens after a while.
fn later(house: &Shared, order_no: String, ms: u64) {
    let house = Arc::downgrade(house);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(ms)).await;
        let Some(house) = house.upgrade() else { return };
        let now = house.now_ms();
        let events = house.desk().book.come_due(&order_no, now);
        calls::announce(&house, &order_no, &events);
    });
}

fn undone(reply: Reply) -> Response {
    match reply {
        Reply::TooMany => (StatusCode::TOO_MANY_REQUESTS, "请求过于频繁").into_response(),
        _ => broken(),
    }
}

async fn spoken(reply: Reply, answer: Response) -> Response {
    match reply {
        Reply::Broken | Reply::Unheard => broken(),
        Reply::Empty => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Reply::Late(ms) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            answer
        }
        Reply::Given | Reply::TooMany | Reply::Doubled | Reply::Forged => answer,
    }
}
