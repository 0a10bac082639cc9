use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::plan::{Callbacks, Fate, Hand, Plan, When};
use crate::ambient;
use crate::channels::Answer;

/// Goods on offer. Amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    pub id: u64,
    pub name: String,
    /// What the buyer's account has of it.
    #[serde(default)]
    pub face: i64,
    /// For one, to the shop.
    pub cost: i64,
    /// None: without end.
    #[serde(default)]
    pub stock: Option<u64>,
    #[serde(default = "yes")]
    pub on_sale: bool,
    /// A telephone's balance: may be ordered by its face value alone.
    #[serde(default)]
    pub phone: bool,
    /// What is ordered are keys, handed to the shop; else an account is credited.
    #[serde(default)]
    pub keys: bool,
}

fn yes() -> bool {
    true
}

impl Goods {
    /// On sale, without end.
    pub fn new(id: u64, name: &str, cost: i64) -> Self {
        let (name, face) = (name.to_owned(), cost);
        Self { id, name, face, cost, stock: None, on_sale: true, phone: false, keys: false }
    }

    /// The same, as keys.
    pub fn of_keys(id: u64, name: &str, cost: i64) -> Self {
        Self { keys: true, ..Self::new(id, name, cost) }
    }
}

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    Processing,
    Success,
    /// Never credited, and paid back.
    Failed,
    /// Credited, taken back, and paid back.
    Refunded,
}

/// Why an account is certainly not credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    BadAccount,
    OutOfStock,
    NoFunds,
    PriceChanged,
    /// The shop has taken it back.
    Cancelled,
    Other,
}

/// Why there is no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is one of this number: it is not done again.
    Repeated,
    NoSuchGoods,
    OffSale,
    Why(Reason),
}

/// What the shop is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Succeeded,
    Failed,
    Reversed,
}

/// What a shop asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The shop's.
    pub order_no: String,
    pub product: u64,
    pub account: String,
    pub count: u64,
    /// For one: if it costs more, there is no order.
    pub most: Option<i64>,
    /// Everything else that was filled in.
    pub given: BTreeMap<String, String>,
    pub callback_url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Order {
    /// The shop's.
    pub order_no: String,
    /// The supplier's.
    pub id: String,
    pub product: u64,
    pub name: String,
    pub phone: bool,
    pub account: String,
    pub count: u64,
    pub unit_cost: i64,
    /// All of it.
    pub cost: i64,
    /// What of that went back after it was done, while the rest stands.
    pub back: i64,
    pub state: OrderState,
    pub reason: Option<Reason>,
    /// How often the account was credited by this order: never more than once.
    pub credited: u32,
    /// What is ordered are keys.
    pub of_keys: bool,
    /// Those that were handed over, each under its own text.
    pub keys: Vec<String>,
    /// What stands in the place of keys.
    pub sorry: Option<&'static str>,
    /// How many questions about it were heard.
    pub asked: u32,
    /// Milliseconds.
    pub placed_at: i64,
    pub ended_at: Option<i64>,
    pub given: BTreeMap<String, String>,
    pub callback_url: Option<String>,
    pub plan: Plan,
    pub told: Vec<Told>,
}

impl Order {
    /// What the shop gets to read, one thing in a line; empty where there is nothing yet.
    pub fn handed_over(&self) -> String {
        let lines = self.keys.iter().map(String::as_str).chain(self.sorry);
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Of what the shop would be told last; none while it is under way.
    pub fn event(&self) -> Option<Event> {
        match self.state {
            OrderState::Processing => None,
            OrderState::Success => Some(Event::Succeeded),
            OrderState::Failed => Some(Event::Failed),
            OrderState::Refunded => Some(Event::Reversed),
        }
    }
}

/// How often the shop was told of something, and what it said.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    pub event: Event,
    pub tries: u32,
    pub taken: bool,
    pub answers: Vec<Answer>,
}

/// A new order, and what has happened to it already.
pub struct Placed {
    pub order: Order,
    pub events: Vec<Event>,
}

/// What some suppliers hand over in the place of keys.
const SORRY: &str = "抱歉，该商品暂时缺货，请联系客服处理";

/// What has moved the deposit or an account, in the order in which it did. Kept apart from the orders, so that one can be
/// proved by the other.
struct Entry {
    order_no: String,
    what: Moved,
    cost: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Moved {
    Taken,
    Credited,
    PaidBack,
}

/// Everything a supplier remembers.
pub struct Book {
    goods: BTreeMap<u64, Goods>,
    orders: HashMap<String, Order>,
    /// The shop's numbers, as they came.
    numbers: Vec<String>,
    /// The shop's numbers by the supplier's.
    ids: HashMap<String, String>,
    /// How often each number was ordered, heard or not.
    attempts: HashMap<String, u32>,
    /// How often each number was asked about, heard or not.
    queries: HashMap<String, u32>,
    /// How often each account was credited.
    accounts: HashMap<String, u64>,
    /// The orders that each key was given to, by their numbers: one, unless a plan sells it twice.
    given: BTreeMap<String, Vec<String>>,
    opening: i64,
    deposit: i64,
    journal: Vec<Entry>,
}

impl Book {
    pub fn open(goods: Vec<Goods>, deposit: i64) -> Self {
        Self {
            goods: goods.into_iter().map(|goods| (goods.id, goods)).collect(),
            orders: HashMap::new(),
            numbers: Vec::new(),
            ids: HashMap::new(),
            attempts: HashMap::new(),
            queries: HashMap::new(),
            accounts: HashMap::new(),
            given: BTreeMap::new(),
            opening: deposit,
            deposit,
            journal: Vec::new(),
        }
    }

    pub fn goods(&self) -> impl Iterator<Item = &Goods> {
        self.goods.values()
    }

    pub fn goods_of(&self, id: u64) -> Option<&Goods> {
        self.goods.get(&id)
    }

    pub fn put_goods(&mut self, goods: Goods) {
        self.goods.insert(goods.id, goods);
    }

    pub fn deposit(&self) -> i64 {
        self.deposit
    }

    pub fn opening(&self) -> i64 {
        self.opening
    }

    /// More is deposited, or less.
    pub fn top_up(&mut self, amount: i64) {
        self.opening += amount;
        self.deposit += amount;
    }

    pub fn credited(&self, account: &str) -> u64 {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    /// Every key that was handed over, and the orders that got it.
    pub fn given(&self) -> &BTreeMap<String, Vec<String>> {
        &self.given
    }

    /// By the shop's number.
    pub fn find(&self, order_no: &str) -> Option<Order> {
        self.orders.get(order_no).cloned()
    }

    pub fn knows(&self, order_no: &str) -> bool {
        self.orders.contains_key(order_no)
    }

    /// The shop's number of that order of the supplier's.
    pub fn number_of(&self, id: &str) -> Option<String> {
        self.ids.get(id).cloned()
    }

    pub fn callbacks(&self, order_no: &str) -> Option<Callbacks> {
        self.orders.get(order_no).map(|order| order.plan.callbacks)
    }

    /// The oldest first.
    pub fn orders(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.numbers.iter().filter_map(|number| self.orders.get(number))
    }

    pub fn attempts(&self, order_no: &str) -> u32 {
        self.attempts.get(order_no).copied().unwrap_or_default()
    }

    pub fn queries(&self, order_no: &str) -> u32 {
        self.queries.get(order_no).copied().unwrap_or_default()
    }

    /// Counts an order call; which one of that number it is.
    pub fn attempt(&mut self, order_no: &str) -> u32 {
        counted(&mut self.attempts, order_no)
    }

    /// Counts a question; which one about that number it is.
    pub fn query(&mut self, order_no: &str) -> u32 {
        counted(&mut self.queries, order_no)
    }

    /// Takes an order on: the deposit falls, and what the plan says of the beginning happens.
    pub fn place(&mut self, asked: Asked, plan: Plan, id: String, now: i64) -> Result<Placed, Refusal> {
        if self.orders.contains_key(&asked.order_no) {
            return Err(Refusal::Repeated);
        }
        if let Fate::Refuse(reason) = plan.fate {
            return Err(Refusal::Why(reason));
        }
        let order = self.drawn_up(asked, plan, id, now)?;
        let number = order.order_no.clone();
        self.deposit -= order.cost;
        self.move_stock(order.product, |stock| stock.saturating_sub(order.count));
        self.enter(&number, Moved::Taken, order.cost);
        self.numbers.push(number.clone());
        self.ids.insert(order.id.clone(), number.clone());
        self.orders.insert(number.clone(), order);
        let events = self.follow(&number, plan.when == When::AtOnce, now);
        let order = self.find(&number).ok_or(Refusal::Why(Reason::Other))?;
        Ok(Placed { order, events })
    }

    fn drawn_up(&self, asked: Asked, plan: Plan, id: String, now: i64) -> Result<Order, Refusal> {
        let goods = self.goods.get(&asked.product).ok_or(Refusal::NoSuchGoods)?;
        if !goods.on_sale {
            return Err(Refusal::OffSale);
        }
        if goods.stock.is_some_and(|stock| stock < asked.count) {
            return Err(Refusal::Why(Reason::OutOfStock));
        }
        let unit_cost = goods.cost.saturating_add(plan.dearer);
        if asked.most.is_some_and(|most| most < unit_cost) {
            return Err(Refusal::Why(Reason::PriceChanged));
        }
        let count = i64::try_from(asked.count).unwrap_or(i64::MAX);
        let cost = unit_cost.checked_mul(count).filter(|cost| *cost <= self.deposit);
        let cost = cost.ok_or(Refusal::Why(Reason::NoFunds))?;
        Ok(Order {
            order_no: asked.order_no,
            id,
            product: asked.product,
            name: goods.name.clone(),
            phone: goods.phone,
            account: asked.account,
            count: asked.count,
            unit_cost,
            cost,
            back: 0,
            state: OrderState::Processing,
            reason: None,
            credited: 0,
            of_keys: goods.keys,
            keys: Vec::new(),
            sorry: None,
            asked: 0,
            placed_at: now,
            ended_at: None,
            given: asked.given,
            callback_url: asked.callback_url,
            plan,
            told: Vec::new(),
        })
    }

    /// Somebody asks how it stands, and that may be what it waited for.
    pub fn ask(&mut self, order_no: &str, now: i64) -> Option<(Order, Vec<Event>)> {
        let order = self.orders.get_mut(order_no)?;
        order.asked += 1;
        let has_come = match order.plan.when {
            When::AtOnce => true,
            When::Asks(before) => order.asked > before,
            When::Ms(_) | When::Never => false,
        };
        let events = self.follow(order_no, has_come, now);
        Some((self.find(order_no)?, events))
    }

    /// The moment of the plan has come.
    pub fn come_due(&mut self, order_no: &str, now: i64) -> Vec<Event> {
        self.follow(order_no, true, now)
    }

    fn follow(&mut self, order_no: &str, has_come: bool, now: i64) -> Vec<Event> {
        let Some(fate) = self.orders.get(order_no).map(|order| order.plan.fate) else { return Vec::new() };
        let mut events = Vec::new();
        if fate == Fate::Reverse {
            events.extend(self.credit(order_no, now));
        }
        if has_come {
            events.extend(match fate {
                Fate::Credit => self.credit(order_no, now),
                Fate::Fail(reason) => self.fail(order_no, reason, now),
                Fate::Reverse => self.reverse(order_no, now),
                Fate::Refuse(_) => None,
            });
        }
        events
    }

    /// The account gets it, or the shop its keys. None where it is not under way: nothing is done twice. Nor where some of
    /// the keys are kept back: they come when it is asked for once more.
    pub fn credit(&mut self, order_no: &str, now: i64) -> Option<Event> {
        let order = self.orders.get(order_no).filter(|order| order.state == OrderState::Processing)?;
        if order.of_keys {
            return self.hand_over(order_no, now);
        }
        let order = self.moved(order_no, OrderState::Processing, OrderState::Success, now)?;
        order.credited += 1;
        let (account, cost) = (order.account.clone(), order.cost);
        *self.accounts.entry(account).or_default() += 1;
        self.enter(order_no, Moved::Credited, cost);
        Some(Event::Succeeded)
    }

    /// The same, with all keys at once.
    pub fn release(&mut self, order_no: &str, now: i64) -> Option<Event> {
        self.credit(order_no, now).or_else(|| self.credit(order_no, now))
    }

    fn hand_over(&mut self, order_no: &str, now: i64) -> Option<Event> {
        let order = self.orders.get(order_no)?;
        let (product, hand) = (order.product, order.plan.hand);
        let had = u64::try_from(order.keys.len()).unwrap_or(u64::MAX);
        let all = order.count.saturating_sub(had);
        let (number, is_done) = match hand {
            Hand::All | Hand::Sold => (all, true),
            Hand::Fewer(less) => (all.saturating_sub(less), true),
            Hand::Later(less) if had == 0 && less < all => (all - less, false),
            Hand::Later(_) => (all, true),
            Hand::Sorry => (0, true),
        };
        let old = if hand == Hand::Sold { self.sold(product, order_no) } else { Vec::new() };
        let mut keys: Vec<String> =
            old.into_iter().take(usize::try_from(number).unwrap_or_default()).collect();
        while u64::try_from(keys.len()).unwrap_or(u64::MAX) < number {
            keys.push(self.new_key());
        }
        for key in &keys {
            self.given.entry(key.clone()).or_default().push(order_no.to_owned());
        }
        let order = self.orders.get_mut(order_no)?;
        order.keys.extend(keys);
        if hand == Hand::Sorry || (hand != Hand::Sold && order.keys.is_empty()) {
            order.sorry = Some(SORRY);
        }
        if !is_done {
            return None;
        }
        let order = self.moved(order_no, OrderState::Processing, OrderState::Success, now)?;
        order.credited += 1;
        let cost = order.cost;
        self.enter(order_no, Moved::Credited, cost);
        Some(Event::Succeeded)
    }

    /// Keys of these goods that other orders were given.
    fn sold(&self, product: u64, order_no: &str) -> Vec<String> {
        let others = self.orders().filter(|order| order.product == product && order.order_no != order_no);
        others.flat_map(|order| order.keys.iter().cloned()).collect()
    }

    /// One that nobody has.
    fn new_key(&self) -> String {
        // Without randomness its number is still its own.
        let random = ambient::id("").unwrap_or_default().to_uppercase();
        format!("K{random}{:04}", self.given.len())
    }

    /// The account does not get it, and the deposit comes back. None where it is not under way.
    pub fn fail(&mut self, order_no: &str, reason: Reason, now: i64) -> Option<Event> {
        let order = self.moved(order_no, OrderState::Processing, OrderState::Failed, now)?;
        order.reason = Some(reason);
        let (product, count) = (order.product, order.count);
        self.pay_back(order_no);
        self.move_stock(product, |stock| stock.saturating_add(count));
        Some(Event::Failed)
    }

    /// The account loses it again, and the deposit comes back. None where it was not credited.
    pub fn reverse(&mut self, order_no: &str, now: i64) -> Option<Event> {
        self.moved(order_no, OrderState::Success, OrderState::Refunded, now)?;
        self.pay_back(order_no);
        Some(Event::Reversed)
    }

    fn moved(&mut self, order_no: &str, from: OrderState, to: OrderState, now: i64) -> Option<&mut Order> {
        let order = self.orders.get_mut(order_no).filter(|order| order.state == from)?;
        order.state = to;
        order.ended_at = Some(now);
        Some(order)
    }

    fn pay_back(&mut self, order_no: &str) {
        let cost = self.orders.get(order_no).map_or(0, |order| order.cost - order.back);
        self.deposit += cost;
        self.enter(order_no, Moved::PaidBack, cost);
    }

    fn move_stock(&mut self, product: u64, change: impl Fn(u64) -> u64) {
        if let Some(stock) = self.goods.get_mut(&product).and_then(|goods| goods.stock.as_mut()) {
            *stock = change(*stock);
        }
    }

    fn enter(&mut self, order_no: &str, what: Moved, cost: i64) {
        self.journal.push(Entry { order_no: order_no.to_owned(), what, cost });
    }

    /// Writes down how the shop took a callback.
    pub fn note(&mut self, order_no: &str, event: Event, taken: bool, answer: Answer) {
        let Some(order) = self.orders.get_mut(order_no) else { return };
        if !order.told.iter().any(|told| told.event == event) {
            order.told.push(Told { event, tries: 0, taken: false, answers: Vec::new() });
        }
        for told in order.told.iter_mut().filter(|told| told.event == event) {
            told.tries += 1;
            told.taken |= taken;
            told.answers.push(answer.clone());
        }
    }

    /// What must hold at every moment, counted anew: no order was credited twice, no key was given to two orders but by a
    /// plan that says so, and the deposit is what it was at first without the cost of what is credited or under way.
    pub fn audit(&self) -> Result<(), String> {
        let mut credits: HashMap<&str, u32> = HashMap::new();
        let mut deposit = self.opening;
        for entry in &self.journal {
            match entry.what {
                Moved::Taken => deposit -= entry.cost,
                Moved::PaidBack => deposit += entry.cost,
                Moved::Credited => *credits.entry(&entry.order_no).or_default() += 1,
            }
        }
        if let Some((order_no, times)) = credits.iter().find(|(_, times)| **times > 1) {
            return Err(format!("{order_no} was credited {times} times"));
        }
        let honest = |number: &&String| self.orders.get(*number).is_some_and(|o| o.plan.hand != Hand::Sold);
        let twice = self.given.iter().find(|(_, numbers)| numbers.iter().filter(honest).count() > 1);
        if let Some((key, numbers)) = twice {
            return Err(format!("{key} was given to {}", numbers.join(" and to ")));
        }
        let stands = |order: &&Order| matches!(order.state, OrderState::Processing | OrderState::Success);
        let standing: i64 = self.orders.values().filter(stands).map(|order| order.cost - order.back).sum();
        if deposit != self.deposit || self.opening - standing != self.deposit {
            let (opening, now) = (self.opening, self.deposit);
            return Err(format!(
                "the deposit is {now}: {deposit} by the journal, {opening} - {standing} by the orders"
            ));
        }
        Ok(())
    }
}

fn counted(counts: &mut HashMap<String, u32>, name: &str) -> u32 {
    let count = counts.entry(name.to_owned()).or_default();
    *count += 1;
    *count
}

/// What is put right after it was done.
mod amends;
#[cfg(test)]
mod tests;
