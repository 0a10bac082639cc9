//! What the actors know, kept outside of the database: everything they asked for and everything they were told.

use crate::account::AccountAct;
use crate::action::{Action, Outcome};
use crate::care::CareAct;
use crate::gateway::Gateway;
use crate::parts::Parts;
use crate::settle::MoneyAct;
use aftercare::Case;
use kernel::{
    BatchId, DeliveryId, DisputeId, MerchantId, Money, OfferId, OrderId, PaymentId, RefundId, SkuId, Time,
    TopUpId, UserId,
};
use orders::{Buyer, NewOrder, Order, OrderState, PayWith, TopUp, TopUpState};
use std::collections::{BTreeMap, BTreeSet};

pub struct Merchant {
    pub id: MerchantId,
    /// In hundredths of a per cent.
    pub fee: i64,
    pub active: bool,
}

pub struct Sku {
    pub merchant: usize,
    pub id: SkuId,
    /// One secret is sold to many; a new version replaces it for all of them.
    pub many: bool,
}

pub struct Offer {
    pub id: OfferId,
    pub sku: usize,
    pub price: Money,
}

/// One request, sent once or many times: it may make one order at the most.
pub struct Group {
    pub request: NewOrder,
    /// What it may cost, at the prices of each time it was sent.
    pub totals: Vec<i64>,
    pub units: i64,
    pub first_at: Time,
    pub order: Option<OrderId>,
    /// Somebody was told of the order, so it must be there.
    pub acknowledged: bool,
    /// When they were told: what is refused at the same time may have come before.
    pub told_at: Time,
    /// It was sent and not answered, so it may have made an order.
    pub unknown: bool,
}

/// An order that somebody was told of, or that was found.
pub struct Known {
    pub order: Order,
    /// The furthest state that it was seen in.
    pub state: OrderState,
}

pub struct Deposit {
    pub user: UserId,
    pub amount: Money,
    pub reference: String,
    pub tried: bool,
    pub acknowledged: bool,
}

pub struct Import {
    pub sku: usize,
    /// The lines before the file breaks off.
    pub lines: BTreeSet<String>,
    pub batch: Option<BatchId>,
    /// When it was acknowledged that all of it is in stock; none where that is not known.
    pub since: Option<Time>,
    /// It may leave the stock by itself.
    pub expires: Option<Time>,
    /// Somebody has begun to take it off the shelf.
    pub leaving: bool,
}

/// Somebody who fills a wallet, buys once, and leaves.
pub struct Passer {
    pub user: UserId,
    /// What they do next.
    pub stage: usize,
}

#[derive(Default)]
pub struct Model {
    pub merchants: Vec<Merchant>,
    pub skus: Vec<Sku>,
    pub offers: Vec<Offer>,
    pub users: Vec<UserId>,
    pub contacts: Vec<String>,
    pub groups: Vec<Group>,
    pub orders: BTreeMap<OrderId, Known>,
    pub deposits: Vec<Deposit>,
    pub imports: Vec<Import>,
    /// Keys that are surely in the vault, or were, and since when that is known.
    pub sure: BTreeMap<(MerchantId, String), Time>,
    /// Keys that were on their way, by import.
    pub maybe: BTreeMap<(MerchantId, String), BTreeSet<usize>>,
    /// Who has which key: each key one delivery, each delivery one key. Secrets that are sold to many have books of their
    /// own ([`crate::many`]).
    pub shown: BTreeMap<(MerchantId, String), DeliveryId>,
    pub keys: BTreeMap<DeliveryId, String>,
    /// Deliveries that were shown a secret which is sold to many.
    pub uses: BTreeMap<DeliveryId, usize>,
    /// How much of orders wallets may hold ready, where somebody chose that.
    pub parts: BTreeMap<OrderId, Parts>,
    /// By which arrival an order was delivered, as it was found.
    pub paid_by: BTreeMap<OrderId, (PaymentId, String)>,
    /// Batches that were taken off the shelf, and when that was acknowledged.
    pub withdrawn: BTreeMap<BatchId, Time>,
    /// Orders whose buyers were told that their word was heard.
    pub confirmed: BTreeSet<OrderId>,
    /// Refunds that somebody was told of.
    pub given_back: BTreeSet<RefundId>,
    /// Disputes, as somebody was told of them last, or as they were found.
    pub cases: BTreeMap<DisputeId, Case>,
    /// What arbiters said, and were told that it holds.
    pub rulings: BTreeMap<DisputeId, Vec<i64>>,
    pub arbiters: Vec<UserId>,
    pub top_ups: BTreeMap<TopUpId, TopUp>,
    /// Refunds of top-ups that somebody was told of.
    pub returned: BTreeSet<RefundId>,
    pub passers: Vec<Passer>,
    /// Whose accounts are gone, as they were told.
    pub left: BTreeSet<UserId>,
    /// Movements before that moment stand in a statement that was taken in.
    pub stated_until: Time,
    /// Differences that were planted in statements.
    pub planted: Vec<crate::statement::Told>,
    /// Nothing is done in this step but one request, many times: nothing can have come between.
    pub one_request: bool,
    /// Nothing is done in this step but one thing, once.
    pub alone: bool,
}

impl Model {
    pub fn merchant_of(&self, offer: OfferId) -> Option<usize> {
        let offer = self.offers.iter().find(|o| o.id == offer)?;
        Some(self.skus.get(offer.sku)?.merchant)
    }

    /// The total at the prices of now.
    pub fn total(&self, new: &NewOrder) -> i64 {
        let price = |id| self.offers.iter().find(|o| o.id == id).map_or(0, |o| o.price.minor);
        new.lines.iter().map(|l| price(l.offer) * l.quantity).sum()
    }

    /// Compares what was told with what is known, and remembers it.
    pub fn settle(&mut self, action: &Action, outcome: &Outcome, now: Time) -> Result<(), String> {
        match (action, outcome) {
            (Action::Place { group, .. }, outcome) => self.placed(*group, outcome, now),
            (_, Outcome::Placed { order, keys, .. }) => {
                self.saw(order)?;
                keys.iter().try_for_each(|(id, key)| self.saw_key(*id, key.as_deref(), now))
            }
            (Action::Reveal { .. }, Outcome::Revealed(keys)) => {
                keys.iter().try_for_each(|(id, key)| self.saw_key(*id, Some(key), now))
            }
            (Action::Cancel { order }, Outcome::Closed(state)) => {
                self.saw(&Order { state: *state, ..(**order).clone() })
            }
            (Action::Choose { order, from, .. }, outcome) => self.chose(order, *from, outcome),
            (Action::Money(MoneyAct::Confirm(order)), Outcome::Done(_)) => {
                self.confirmed.insert(*order);
                Ok(())
            }
            (_, Outcome::GivenBack(id)) => {
                self.given_back.insert(*id);
                Ok(())
            }
            (Action::Care(act), Outcome::Case(case)) => self.heard(act, case),
            (_, Outcome::TopUp(top_up)) => self.saw_top_up(top_up),
            (_, Outcome::Returned(id)) => {
                self.returned.insert(*id);
                Ok(())
            }
            (Action::Account(AccountAct::Leave(user)), Outcome::Left) => {
                self.left.insert(*user);
                Ok(())
            }
            (Action::Statement(made), Outcome::Stated(_)) => {
                self.stated_until = made.until;
                self.planted.extend(made.planted.iter().cloned());
                Ok(())
            }
            (Action::Deposit { deposit, .. }, outcome) => self.deposited(*deposit, outcome),
            (Action::Import { import, .. }, outcome) => self.imported(*import, outcome, now),
            (Action::Withdraw { batch, .. }, Outcome::Withdrawn(_)) => {
                self.withdrawn.entry(*batch).or_insert(now);
                Ok(())
            }
            (Action::Notify { forged, notice, .. }, Outcome::Answered(status)) => {
                match (forged, notice, status) {
                    (true, _, 200) => Err("a forged notify was acknowledged".into()),
                    (false, Some(notice), 401 | 404) => {
                        Err(format!("a true notify was answered with {status}: {notice:?}"))
                    }
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    fn placed(&mut self, index: usize, outcome: &Outcome, now: Time) -> Result<(), String> {
        let group = &mut self.groups[index];
        let known = group.order.filter(|_| group.acknowledged);
        match outcome {
            Outcome::Placed { order, keys, .. } => {
                if let Some(first) = known.filter(|first| *first != order.id) {
                    return Err(format!("g{index} made two orders: {first} and {}", order.id));
                }
                if !group.totals.contains(&order.total.minor) || order.units() != group.units {
                    return Err(format!("g{index}: {} costs {}", order.id, order.total.minor));
                }
                if !group.acknowledged {
                    (group.order, group.acknowledged, group.told_at) = (Some(order.id), true, now);
                }
                self.know(order);
                self.saw(order)?;
                keys.iter().try_for_each(|(id, key)| self.saw_key(*id, key.as_deref(), now))
            }
            // Whoever asks again must be told of the first time, unless nobody could listen.
            Outcome::Refused(code)
                if known.is_some() && code != "overloaded" && (self.one_request || group.told_at < now) =>
            {
                Err(format!("g{index} has an order, but was refused: {code}"))
            }
            Outcome::Refused(_) => Ok(()),
            _ => {
                group.unknown = true;
                Ok(())
            }
        }
    }

    /// Somebody heard of the order for the first time.
    pub fn know(&mut self, order: &Order) {
        let known = Known { order: order.clone(), state: order.state };
        self.orders.entry(order.id).or_insert(known);
    }

    /// An order moves forward only: what is delivered stays delivered.
    pub fn saw(&mut self, order: &Order) -> Result<(), String> {
        let Some(known) = self.orders.get_mut(&order.id) else { return Ok(()) };
        if rank(order.state) > rank(known.state) {
            known.state = order.state;
            known.order = order.clone();
        }
        Ok(())
    }

    fn saw_key(&mut self, id: DeliveryId, key: Option<&str>, now: Time) -> Result<(), String> {
        let Some(key) = key else { return Ok(()) };
        let known = self.orders.get(&id.order).ok_or(format!("{id}: of an unknown order"))?;
        let place = (known.order.merchant, key.to_owned());
        let mut skus = known.order.lines.iter().filter_map(|l| self.skus.iter().position(|s| s.id == l.sku));
        let of = |sku: &usize| self.imports.iter().any(|i| i.sku == *sku && i.lines.contains(key));
        let sku = skus.find(of).ok_or(format!("{id}: a key that nobody imported for what was bought"))?;
        if self.skus[sku].many {
            return self.saw_secret(id, sku, key, now);
        }
        if let Some(other) = self.shown.insert(place, id).filter(|other| *other != id) {
            return Err(format!("one key was delivered twice: {other} and {id}"));
        }
        match self.keys.insert(id, key.to_owned()) {
            Some(other) if other != key => Err(format!("{id}: another key than the first time")),
            _ => Ok(()),
        }
    }

    fn heard(&mut self, act: &CareAct, case: &Case) -> Result<(), String> {
        if let CareAct::Rule { id, back, .. } = act {
            self.rulings.entry(*id).or_default().push(*back);
        }
        self.saw_case(case)
    }

    /// What is closed stays as it is.
    pub fn saw_case(&mut self, case: &Case) -> Result<(), String> {
        match self.cases.get(&case.id) {
            // Of several who are told at the same time, some were told before it was closed.
            Some(known) if !known.is_open() => {
                if !case.is_open() && (known.how, known.refunded) != (case.how, case.refunded) {
                    return Err(format!(
                        "{}: was closed {:?} with {}, and is {:?} with {}",
                        case.id, known.how, known.refunded, case.how, case.refunded
                    ));
                }
                Ok(())
            }
            Some(known) if (known.order, known.amount) != (case.order, case.amount) => {
                Err(format!("{}: about another order or amount than at first", case.id))
            }
            _ => {
                self.cases.insert(case.id, case.clone());
                Ok(())
            }
        }
    }

    /// A top-up that was paid stays paid, and what it brought does not become less.
    pub fn saw_top_up(&mut self, top_up: &TopUp) -> Result<(), String> {
        let known = self.top_ups.entry(top_up.id).or_insert_with(|| top_up.clone());
        if known.state == TopUpState::Paid && top_up.credited.minor < known.credited.minor {
            return Err(format!("{}: brought {}, now {}", top_up.id, known.credited, top_up.credited));
        }
        if top_up.credited.minor >= known.credited.minor {
            known.clone_from(top_up);
        }
        Ok(())
    }

    /// Whose order it is or was, as it was asked for.
    pub fn buyer_of(&self, group: usize) -> Option<UserId> {
        match self.groups.get(group)?.request.buyer {
            Buyer::User(user) => Some(user),
            Buyer::Guest => None,
        }
    }

    fn deposited(&mut self, index: usize, outcome: &Outcome) -> Result<(), String> {
        let deposit = &mut self.deposits[index];
        deposit.tried = true;
        match outcome {
            Outcome::Deposited(true) => deposit.acknowledged = true,
            Outcome::Deposited(false) => return Err(format!("d{index}: its reference is taken")),
            _ => {}
        }
        Ok(())
    }

    fn imported(&mut self, index: usize, outcome: &Outcome, now: Time) -> Result<(), String> {
        let (accepted, batch) = match outcome {
            Outcome::Imported { accepted, batch } => (*accepted, Some(*batch)),
            Outcome::Partly { accepted } => (*accepted, None),
            _ => return Ok(()),
        };
        // What is out of date by the time that it comes is not taken.
        if accepted == 0 && self.imports[index].expires.is_some_and(|at| at <= now) {
            self.imports[index].batch = batch;
            return Ok(());
        }
        let merchant = self.merchants[self.skus[self.imports[index].sku].merchant].id;
        let lines: Vec<(MerchantId, String)> =
            self.imports[index].lines.iter().map(|l| (merchant, l.clone())).collect();
        // Of two imports at the same time, nobody knows which was first.
        let known = |line: &&(MerchantId, String)| self.sure.get(*line).is_some_and(|since| *since < now);
        let fresh: Vec<&(MerchantId, String)> = lines.iter().filter(|line| !known(line)).collect();
        let contested = |line: &&&(MerchantId, String)| {
            self.maybe.get(**line).is_some_and(|by| by.iter().any(|i| *i != index))
        };
        let most = i64::try_from(fresh.len()).unwrap_or(0);
        let least = most - i64::try_from(fresh.iter().filter(contested).count()).unwrap_or(0);
        if !(least..=most).contains(&accepted) {
            return Err(format!("i{index}: {accepted} keys accepted, {least} to {most} are new"));
        }
        self.imports[index].batch = batch;
        // Known before, it is no version of its own.
        if accepted == most && least == most && most > 0 {
            self.imports[index].since = Some(now);
        }
        for line in lines {
            self.sure.entry(line).or_insert(now);
        }
        Ok(())
    }

    /// What a channel-paid order's money may do: the reports that the gateway still has to make.
    pub fn acknowledge(gateway: &Gateway, action: &Action, outcome: &Outcome) {
        let (Action::Notify { notice: Some(notice), .. }, Outcome::Answered(200)) = (action, outcome) else {
            return;
        };
        let mut books = gateway.books();
        if let Some(at) = books.notices.iter().position(|n| n == notice) {
            books.notices.remove(at);
        }
    }

    /// Since when the batch that first brought this key is off the shelf; none while any other may have brought it.
    pub fn withdrawn_since(&self, key: &str) -> Option<Time> {
        let mut with = self.imports.iter().filter(|i| i.lines.contains(key));
        let (first, other) = (with.next()?, with.next());
        self.withdrawn.get(&first.batch.filter(|_| other.is_none())?).copied()
    }

    /// Orders that wait for money, as far as anybody knows.
    pub fn waiting(&self) -> Vec<&Known> {
        self.orders.values().filter(|k| k.state == OrderState::Pending).collect()
    }
}

pub fn rank(state: OrderState) -> u8 {
    match state {
        OrderState::Pending => 0,
        OrderState::Cancelled | OrderState::Expired => 1,
        // Never here: nobody sells what a supplier credits.
        OrderState::Fulfilling => 2,
        OrderState::Delivered | OrderState::Failed => 3,
    }
}

pub fn by_channel(pay: &str) -> bool {
    pay != PayWith::Wallet.code()
}
