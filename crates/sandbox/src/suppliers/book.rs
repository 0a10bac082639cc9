use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::plan::{Callbacks, Fate, Plan, When};
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
}

fn yes() -> bool {
    true
}

impl Goods {
    /// On sale, without end.
    pub fn new(id: u64, name: &str, cost: i64) -> Self {
        Self { id, name: name.to_owned(), face: cost, cost, stock: None, on_sale: true, phone: false }
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
    pub state: OrderState,
    pub reason: Option<Reason>,
    /// How often the account was credited by this order: never more than once.
    pub credited: u32,
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
        if asked.most.is_some_and(|most| most < goods.cost) {
            return Err(Refusal::Why(Reason::PriceChanged));
        }
        let count = i64::try_from(asked.count).unwrap_or(i64::MAX);
        let cost = goods.cost.checked_mul(count).filter(|cost| *cost <= self.deposit);
        let cost = cost.ok_or(Refusal::Why(Reason::NoFunds))?;
        Ok(Order {
            order_no: asked.order_no,
            id,
            product: asked.product,
            name: goods.name.clone(),
            phone: goods.phone,
            account: asked.account,
            count: asked.count,
            unit_cost: goods.cost,
            cost,
            state: OrderState::Processing,
            reason: None,
            credited: 0,
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

    /// The account gets it. None where it is not under way: nothing is credited twice.
    pub fn credit(&mut self, order_no: &str, now: i64) -> Option<Event> {
        let order = self.moved(order_no, OrderState::Processing, OrderState::Success, now)?;
        order.credited += 1;
        let (account, cost) = (order.account.clone(), order.cost);
        *self.accounts.entry(account).or_default() += 1;
        self.enter(order_no, Moved::Credited, cost);
        Some(Event::Succeeded)
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
        let cost = self.orders.get(order_no).map_or(0, |order| order.cost);
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

    /// What must hold at every moment, counted anew: no order was credited twice, and the deposit is what it was at first
    /// without the cost of what is credited or under way.
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
        let stands = |order: &&Order| matches!(order.state, OrderState::Processing | OrderState::Success);
        let standing: i64 = self.orders.values().filter(stands).map(|order| order.cost).sum();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        let goods = Goods { stock: Some(5), ..Goods::new(1, "月卡", 1_000) };
        Book::open(vec![goods, Goods { on_sale: false, ..Goods::new(2, "年卡", 9_000) }], 3_500)
    }

    fn asked(order_no: &str, count: u64) -> Asked {
        Asked {
            order_no: order_no.to_owned(),
            product: 1,
            account: "mei".to_owned(),
            count,
            most: None,
            given: BTreeMap::new(),
            callback_url: None,
        }
    }

    fn placed(book: &mut Book, order_no: &str, plan: Plan) -> Result<OrderState, Refusal> {
        let placed = book.place(asked(order_no, 1), plan, format!("id-{order_no}"), 1)?;
        book.audit().unwrap();
        Ok(placed.order.state)
    }

    #[test]
    fn a_number_is_done_once() {
        let mut book = book();
        assert_eq!(placed(&mut book, "a", Plan::default()), Ok(OrderState::Success));
        assert_eq!(placed(&mut book, "a", Plan::default()), Err(Refusal::Repeated));
        assert_eq!(book.credit("a", 2), None);
        assert_eq!((book.credited("mei"), book.deposit()), (1, 2_500));
        assert_eq!((book.number_of("id-a").as_deref(), book.find("a").unwrap().credited), (Some("a"), 1));
    }

    #[test]
    fn the_deposit_comes_back_with_a_failure() {
        let mut book = book();
        let fails = Plan { fate: Fate::Fail(Reason::BadAccount), when: When::Asks(1), ..Plan::default() };
        assert_eq!(placed(&mut book, "a", fails), Ok(OrderState::Processing));
        assert_eq!((book.deposit(), book.goods_of(1).unwrap().stock), (2_500, Some(4)));
        assert_eq!(book.ask("a", 2).unwrap().0.state, OrderState::Processing);
        let (order, events) = book.ask("a", 3).unwrap();
        assert_eq!((order.state, order.reason), (OrderState::Failed, Some(Reason::BadAccount)));
        assert_eq!((events, book.deposit(), book.credited("mei")), (vec![Event::Failed], 3_500, 0));
        assert_eq!(book.goods_of(1).unwrap().stock, Some(5));
        assert_eq!(
            (book.credit("a", 4), book.fail("a", Reason::Other, 4), book.reverse("a", 4)),
            (None, None, None)
        );
        book.audit().unwrap();
    }

    #[test]
    fn what_is_credited_can_be_taken_back_once() {
        let mut book = book();
        let reversed = Plan { fate: Fate::Reverse, when: When::Asks(1), ..Plan::default() };
        assert_eq!(placed(&mut book, "a", reversed), Ok(OrderState::Success));
        assert_eq!(book.ask("a", 2).unwrap().0.state, OrderState::Success);
        assert_eq!(book.ask("a", 3).unwrap().0.state, OrderState::Refunded);
        assert_eq!((book.reverse("a", 4), book.deposit(), book.credited("mei")), (None, 3_500, 1));
        book.audit().unwrap();
    }

    #[test]
    fn no_order_without_goods_stock_price_or_funds() {
        let mut book = book();
        let mut no = |change: fn(&mut Asked)| {
            let mut wanted = asked("a", 1);
            change(&mut wanted);
            book.place(wanted, Plan::default(), "id".into(), 1).err()
        };
        assert_eq!(no(|asked| asked.product = 9), Some(Refusal::NoSuchGoods));
        assert_eq!(no(|asked| asked.product = 2), Some(Refusal::OffSale));
        assert_eq!(no(|asked| asked.count = 6), Some(Refusal::Why(Reason::OutOfStock)));
        assert_eq!(no(|asked| asked.most = Some(999)), Some(Refusal::Why(Reason::PriceChanged)));
        assert_eq!(no(|asked| asked.count = 4), Some(Refusal::Why(Reason::NoFunds)));
        let refused = Plan { fate: Fate::Refuse(Reason::Other), ..Plan::default() };
        assert_eq!(placed(&mut book, "a", refused), Err(Refusal::Why(Reason::Other)));
        assert_eq!((book.knows("a"), book.deposit()), (false, 3_500));
    }
}
