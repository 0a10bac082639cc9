use std::sync::{Arc, Weak};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::book::{Event, Order, Placed};
use super::{House, Shared, Supplier, cardamom, dujiao, fulu, kasushou, reloadly};
use crate::channels::{Answer, Letter, form, send_letter};

/// Milliseconds before the second and every further try. 卡速售 waits 5, 10, 15, 20 and 25 minutes, 独角数卡 half a minute to
/// five, of 福禄 it is not known: nobody wants to wait so long for a test.
const PAUSES_MS: [u64; 6] = [100, 200, 400, 800, 1600, 3200];

/// What is wrong with a callback. Nothing, by default.
#[derive(Clone, Debug, Default)]
pub struct Bend {
    pub signing: Signing,
    /// The supplier's number in it is that of somebody else's order.
    pub other_id: bool,
    /// This number of the shop's stands in it instead, put there after it was signed.
    pub number: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signing {
    #[default]
    Right,
    /// With a key that is not the supplier's.
    Wrong,
    None,
}

/// A callback that a thief, or a supplier gone wrong, might send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    WrongKey,
    Unsigned,
    /// As another merchant of the supplier's would get it: an order of theirs, signed with their key.
    OtherMerchant,
    /// Signed for this order; the number of that one is put in afterwards.
    OtherOrder(String),
    /// All right, except that it is not so: a success that never was, or a failure of what was credited.
    Untrue,
}

impl Forgery {
    pub fn bend(&self) -> Bend {
        let mut bend = Bend::default();
        match self {
            Self::WrongKey => bend.signing = Signing::Wrong,
            Self::Unsigned => bend.signing = Signing::None,
            Self::OtherMerchant => {
                bend.signing = Signing::Wrong;
                bend.other_id = true;
            }
            Self::OtherOrder(number) => bend.number = Some(number.clone()),
            Self::Untrue => {}
        }
        bend
    }

    /// Of what it tells.
    pub fn event(&self, order: &Order) -> Event {
        match (self, order.event()) {
            (Self::Untrue, Some(Event::Succeeded)) => Event::Failed,
            (Self::Untrue, _) | (_, None) => Event::Succeeded,
            (_, Some(event)) => event,
        }
    }
}

/// These members, posted as a form or as JSON.
pub fn posted(url: String, members: Map<String, Value>, as_form: bool) -> Letter {
    let (kind, body) = if as_form {
        let fields = members.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
        ("application/x-www-form-urlencoded", form::write(fields))
    } else {
        ("application/json", Value::Object(members).to_string())
    };
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    Letter { method: "POST", url, headers, body: body.into_bytes() }
}

impl House {
    /// None where there is no address to report to.
    pub fn letter(&self, order: &Order, event: Event, bend: &Bend) -> Option<Letter> {
        match self.supplier {
            Supplier::Fulu => fulu::letter(self, order, event, bend),
            Supplier::Kasushou => kasushou::letter(self, order, event, bend),
            Supplier::Dujiao => dujiao::letter(self, order, event, bend),
            // It reports nothing.
            Supplier::Acg => None,
            Supplier::Reloadly => reloadly::letter(self, order, event, bend),
            // The marketplace asks; the seller never calls.
            Supplier::Reserve => None,
            Supplier::Cardamom => cardamom::letter(self, order, event, bend),
        }
    }

    /// Sends the true callback once; what the shop said, and whether it has taken it.
    pub async fn send_once(&self, order_no: &str, event: Event) -> Option<(bool, Answer)> {
        let order = self.desk().book.find(order_no)?;
        let letter = self.letter(&order, event, &Bend::default())?;
        let answer = send_letter(&self.client, &letter).await;
        let is = |word: &str| answer.body.trim().eq_ignore_ascii_case(word);
        let said = match self.supplier {
            Supplier::Fulu => is("success"),
            Supplier::Kasushou => is("ok"),
            Supplier::Dujiao => dujiao::is_taken(&answer.body),
            Supplier::Acg => false,
            // The status says it.
            Supplier::Reloadly | Supplier::Reserve | Supplier::Cardamom => true,
        };
        let heard = match self.supplier {
            Supplier::Cardamom => is_heard(&answer),
            _ => answer.status == 200,
        };
        let taken = heard && said;
        self.desk().book.note(order_no, event, taken, answer.clone());
        Some((taken, answer))
    }
}

/// Any status of 2xx.
fn is_heard(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}

/// Begins to tell the shop of goods that look otherwise now, where a supplier does so.
pub fn announce_goods(house: &Shared, product: u64) {
    let told = match house.supplier {
        Supplier::Cardamom if !house.switches().mute_callbacks => cardamom::goods_letter(house, product),
        _ => None,
    };
    let Some(letter) = told else { return };
    let client = house.client.clone();
    tokio::spawn(async move {
        for pause in std::iter::once(0).chain(PAUSES_MS) {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            if is_heard(&send_letter(&client, &letter).await) {
                return;
            }
        }
    });
}

/// Tells the shop of how a new order ended: before it is answered, where the plan says so.
pub async fn begin(house: &Shared, placed: &Placed) {
    let (number, callbacks) = (&placed.order.order_no, placed.order.plan.callbacks);
    let early = callbacks.early && !callbacks.never && !house.switches().mute_callbacks;
    if !early {
        return announce(house, number, &placed.events);
    }
    let mut left = Vec::new();
    for event in &placed.events {
        let sent = house.send_once(number, *event).await;
        if sent.is_some_and(|(taken, _)| !taken) {
            left.push(*event);
        }
    }
    announce(house, number, &left);
}

/// Begins to tell the shop of these, one after the other.
pub fn announce(house: &Shared, order_no: &str, events: &[Event]) {
    if events.is_empty() {
        return;
    }
    let (house, order_no, events) = (Arc::downgrade(house), order_no.to_owned(), events.to_vec());
    tokio::spawn(async move {
        for event in events {
            tell(&house, &order_no, event).await;
        }
    });
}

/// Until it is taken, or the supplier gives up, or is gone.
async fn tell(house: &Weak<House>, order_no: &str, event: Event) {
    let known = house.upgrade().and_then(|house| house.desk().book.callbacks(order_no));
    let Some(callbacks) = known.filter(|callbacks| !callbacks.never) else { return };
    for pause in std::iter::once(callbacks.delay_ms).chain(PAUSES_MS) {
        if pause > 0 {
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        let Some(house) = house.upgrade() else { return };
        if house.switches().mute_callbacks {
            return;
        }
        let Some((taken, _)) = house.send_once(order_no, event).await else { return };
        for _ in 0..callbacks.copies {
            house.send_once(order_no, event).await;
        }
        if taken {
            return;
        }
    }
    tracing::debug!(order_no, "gave up telling; only a question tells now");
}
