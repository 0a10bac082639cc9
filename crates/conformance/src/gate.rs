//! The levers of one gateway, as the kit pulls them.

use kernel::Money;
use sandbox::channels::{
    Answer, Control, Forgery, Notifies, Pay, Payment, Refund, RefundState, Release, Switches,
};

/// One gateway among all that a worker has.
#[derive(Clone)]
pub struct Gate {
    pub kind: &'static str,
    one: Control,
    all: Control,
}

/// What the gateway's own book says of one of the shop's numbers.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub arrived: Vec<Money>,
    pub refunds: Vec<Refund>,
}

impl Entry {
    /// What went back for good.
    pub fn back(&self) -> Vec<Money> {
        let done = self.refunds.iter().filter(|refund| refund.state == RefundState::Done);
        done.map(|refund| money(refund.amount, &refund.currency)).collect()
    }
}

impl Gate {
    pub fn new(all: &Control, kind: &'static str) -> Self {
        Self { kind, one: all.only(kind).expect(kind), all: all.clone() }
    }

    pub fn set(&self, change: impl Fn(&mut Switches)) {
        self.one.set(change);
    }

    pub fn answers(&self) -> bool {
        let switches = self.one.switches(self.kind);
        !switches.down && !switches.mute_create
    }

    /// All levers back but two: notifies wait to be let go, and the clock is the shop's.
    pub fn heal(&self, skew_ms: i64) {
        self.one.set(|switches| {
            *switches = Switches { notifies: Notifies::Held, skew_ms, ..Switches::default() };
        });
    }

    /// A seed begins: nothing is remembered.
    pub fn forget(&self) {
        self.one.reset();
        self.one.forget();
    }

    pub fn knows(&self, number: &str) -> bool {
        self.one.payment(number).is_ok()
    }

    pub fn entry(&self, number: &str) -> Entry {
        let mine = |payment: &Payment| payment.out_trade_no == number;
        let mut entry = Entry::default();
        for payment in self.one.list().into_iter().filter(mine) {
            entry.arrived.extend(payment.arrivals.iter().map(|a| money(a.amount, &a.currency)));
            entry.refunds.extend(payment.refunds);
        }
        entry
    }

    /// Whether somebody could pay.
    pub async fn pay(&self, number: &str, how: &Pay) -> bool {
        let held = self.one.held();
        let Ok(ids) = self.one.pay(number, how) else { return false };
        self.until_held(held + ids.len()).await;
        true
    }

    /// A notify is made by a task of its own.
    async fn until_held(&self, count: usize) {
        for _ in 0..10_000 {
            if self.one.held() >= count {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    pub async fn release(&self, order: Release) -> Vec<Answer> {
        self.one.release(order).await
    }

    pub async fn resend(&self, number: &str, times: usize) -> Vec<Answer> {
        self.one.resend(number, times).await.unwrap_or_default()
    }

    /// None where the protocol has no such notify.
    pub async fn forge(&self, number: &str, forgery: &Forgery) -> Option<Answer> {
        self.all.forge(number, forgery).await.ok()
    }

    /// Every refund under way is done, or fails.
    pub fn settle(&self, mut done: impl FnMut() -> bool) -> usize {
        let pending = |refund: &Refund| refund.state == RefundState::Pending;
        let ids: Vec<String> = self
            .one
            .list()
            .into_iter()
            .flat_map(|payment| payment.refunds)
            .filter(pending)
            .map(|refund| refund.id)
            .collect();
        ids.iter().filter(|id| self.one.settle_refund(id, done()).is_ok()).count()
    }
}

pub fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, currency.parse().expect("a gateway's book names a currency"))
}
