use crate::shop::{PRICE, Shop, cny};
use aftercare::{
    Aftercare, CareRefusal, Case, DisputeSettings, NewCase, Parts, Party, Reason, Remedy, Rule, State,
};
use async_trait::async_trait;
use db::Engine;
use identity::{Identity, NewUser, Role};
use kernel::{Currency, DeliveryId, DisputeId, Secret, Span, UserId};
use merchants::Sealer;
use orders::{Order, Orders};
use ports::{BlobError, BlobStore};
use settlement::{EscrowSettings, Settlement};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// A shop, what becomes of its money, and who judges.
pub struct House {
    pub shop: Shop,
    pub money: Settlement,
    pub care: Aftercare,
    pub identity: Identity,
    pub blobs: Arc<Blobs>,
}

/// What the merchant's people are called in these tests.
pub const STAFF: &str = "usr_staff";
/// Of ¥10.00, with 2 % for the platform.
pub const NET: i64 = 980;

/// Sealed files, in memory.
#[derive(Default)]
pub struct Blobs(pub Mutex<HashMap<String, Vec<u8>>>);

#[async_trait]
impl BlobStore for Blobs {
    async fn put(&self, name: &str, sealed: &[u8]) -> Result<(), BlobError> {
        self.0.lock().unwrap().insert(name.to_owned(), sealed.to_vec());
        Ok(())
    }
    async fn get(&self, name: &str) -> Result<Vec<u8>, BlobError> {
        self.0.lock().unwrap().get(name).cloned().ok_or(BlobError::NotFound)
    }
    async fn delete(&self, name: &str) -> Result<(), BlobError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

/// The refusal's code.
pub fn code<T>(result: Result<T, CareRefusal>) -> &'static str {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(CareRefusal::Db(error)) => panic!("a fault instead of a refusal: {error}"),
        Err(refusal) => refusal.code(),
    }
}

fn identity(shop: &Shop) -> Identity {
    Identity::new(identity::Parts {
        db: shop.db.db.clone(),
        ambient: shop.time.ambient.clone(),
        csrf_key: Secret::new([7; 32]),
        seal_key: Secret::new([8; 32]),
        limits: identity::Limits::default(),
        second_factor: identity::SecondFactor::default(),
        couriers: identity::Couriers::default(),
    })
}

pub fn care(orders: &Orders, identity: &Identity, blobs: &Arc<Blobs>) -> (Settlement, Aftercare) {
    let sealer = || Sealer::new(Secret::new([9; 32]));
    let money = Settlement::new(orders.clone(), sealer(), EscrowSettings::default());
    let care = Aftercare::new(Parts {
        orders: orders.clone(),
        settlement: money.clone(),
        identity: identity.clone(),
        sealer: sealer(),
        blobs: blobs.clone(),
        settings: DisputeSettings::default(),
    });
    (money, care)
}

impl House {
    pub async fn new(engine: Engine, keys: usize) -> Self {
        let shop = Shop::with_keys(engine, keys).await;
        let (identity, blobs) = (identity(&shop), Arc::<Blobs>::default());
        let (money, care) = care(&shop.orders, &identity, &blobs);
        Self { shop, money, care, identity, blobs }
    }

    /// A second node, where the engine lets there be one.
    pub async fn another(&self, engine: Engine) -> (Settlement, Aftercare) {
        match engine {
            Engine::Postgres => care(&self.shop.another_node().await, &self.identity, &self.blobs),
            Engine::Sqlite => (self.money.clone(), self.care.clone()),
        }
    }

    /// No rule decides anything by itself.
    pub async fn without_rules(&self) {
        self.put_rules(0, Vec::new()).await.unwrap();
    }

    pub async fn put_rules(&self, version: i64, rules: Vec<Rule>) -> Result<i64, CareRefusal> {
        let mut tx = self.shop.db.begin().await.unwrap();
        let set = self.care.put_rules(&mut tx, "usr_admin", (version, rules, "a test")).await?;
        tx.commit().await.unwrap();
        Ok(set.version)
    }

    /// A delivered order whose keys were shown, paid from a wallet.
    pub async fn sold(&self, quantity: i64) -> Order {
        let order = self.sold_unseen(quantity).await;
        self.reveal(&order).await.unwrap();
        order
    }

    pub async fn sold_unseen(&self, quantity: i64) -> Order {
        let buyer = self.shop.buyer(quantity * PRICE).await;
        self.shop.orders.place(self.shop.by_wallet(buyer, quantity)).await.unwrap().order
    }

    pub async fn reveal(&self, order: &Order) -> Result<usize, orders::OrderError> {
        let ids: Vec<_> =
            self.shop.orders.deliveries(order).await.unwrap().iter().map(|delivery| delivery.id).collect();
        let by = orders::RevealBy { by: order.buyer.unwrap().to_string(), from: "192.0.2.1".into() };
        Ok(self.shop.orders.reveal(order, &ids, &by).await?.len())
    }

    pub async fn open(&self, order: &Order) -> Result<Case, CareRefusal> {
        self.care.open(buyer(order), &complaint(order)).await
    }

    pub async fn opened(&self, order: &Order) -> Case {
        self.open(order).await.unwrap()
    }

    pub fn merchant(&self) -> Party<'static> {
        Party::Merchant(self.shop.merchant, STAFF)
    }

    pub async fn offer(&self, id: DisputeId, amount: i64) -> Result<Case, CareRefusal> {
        let mut tx = self.shop.db.begin().await.unwrap();
        let case = self.care.offer(&mut tx, id, self.merchant(), (amount, "a part of it")).await?;
        tx.commit().await.unwrap();
        Ok(case)
    }

    /// Other keys in the place of those numbers of the order, or of all that can be.
    pub async fn offer_keys(&self, case: &Case, numbers: &[i64]) -> Result<Case, CareRefusal> {
        let units: Vec<_> = numbers.iter().map(|seq| DeliveryId { order: case.order, seq: *seq }).collect();
        let mut tx = self.shop.db.begin().await.unwrap();
        let case =
            self.care.offer_replacement(&mut tx, case.id, self.merchant(), (&units, "another one")).await?;
        tx.commit().await.unwrap();
        Ok(case)
    }

    /// Rules that all keys of the case are replaced.
    pub async fn rule_keys(&self, id: DisputeId, arbiter: UserId) -> Result<Case, CareRefusal> {
        let ruling = self.care.prepare_replacement(id, arbiter, &[], "a key that works").await?;
        let mut tx = self.shop.db.begin().await.unwrap();
        let case = self.care.rule(&mut tx, &ruling).await?;
        tx.commit().await?;
        Ok(case)
    }

    /// Of each delivery: how it stands, and which one it replaces.
    pub async fn units(&self, order: &Order) -> Vec<(String, Option<i64>)> {
        let view = self.shop.orders.view(order.clone()).await.unwrap();
        view.deliveries.into_iter().map(|d| (d.state, d.replaces.map(|dead| dead.seq))).collect()
    }

    /// All that the buyer is shown.
    pub async fn keys(&self, order: &Order) -> Vec<String> {
        let ids: Vec<_> = self.shop.orders.deliveries(order).await.unwrap().iter().map(|d| d.id).collect();
        let by = orders::RevealBy { by: order.buyer.unwrap().to_string(), from: "192.0.2.1".into() };
        let shown = self.shop.orders.reveal(order, &ids, &by).await.unwrap();
        shown.iter().map(|key| crate::shop::secret_text(&key.secret)).collect()
    }

    /// Somebody who may rule.
    pub async fn arbiter(&self, email: &str) -> UserId {
        let password = Secret::new("correct horse battery".to_owned());
        let new = NewUser { email, password: &password, role: Role::Operator, merchant: None };
        self.identity.register(&new).await.unwrap().id
    }

    pub async fn take(&self, id: DisputeId, arbiter: UserId) -> Result<Case, CareRefusal> {
        let neutral = self.care.neutral(id, arbiter).await?;
        let mut tx = self.shop.db.begin().await.unwrap();
        let case = self.care.take(&mut tx, &neutral).await?;
        tx.commit().await.unwrap();
        Ok(case)
    }

    pub async fn rule(&self, id: DisputeId, arbiter: UserId, back: i64) -> Result<Case, CareRefusal> {
        rule(&self.care, &self.shop.db, id, arbiter, back).await
    }

    /// A case that an arbiter has to rule.
    pub async fn contested(&self, order: &Order) -> Case {
        let case = self.opened(order).await;
        self.care.contest(case.id, self.merchant(), "the key worked when it was sold").await.unwrap()
    }

    /// So long that every deadline is over.
    pub fn much_later(&self) {
        self.shop.time.advance(Span::days(5));
    }

    pub async fn keep(&self) {
        self.care.end_due(100).await.unwrap();
    }

    pub async fn state(&self, id: DisputeId) -> State {
        self.case(id).await.state
    }

    pub async fn case(&self, id: DisputeId) -> Case {
        self.care.case(id, self.merchant()).await.unwrap()
    }

    pub async fn kinds(&self, id: DisputeId) -> Vec<String> {
        let view = self.care.view(id, self.merchant()).await.unwrap();
        view.entries.into_iter().map(|entry| entry.kind).collect()
    }

    /// What the merchant can have paid out, and what escrow holds.
    pub async fn balances(&self) -> (i64, i64) {
        let all = self.money.balances(self.shop.merchant).await.unwrap();
        let cny = all.iter().find(|balance| balance.currency == Currency::CNY);
        cny.map_or((0, 0), |balance| (balance.available, balance.escrow))
    }

    pub async fn walk(&self) {
        while self.money.release_due().await.unwrap() > 0 {}
        self.money.release_held().await.unwrap();
    }

    /// What every test ends with.
    pub async fn is_clean(&self) {
        self.shop.audit_is_clean().await;
        let mut found: Vec<String> =
            self.money.audit().await.unwrap().iter().map(|finding| format!("{finding:?}")).collect();
        found.extend(self.care.audit().await.unwrap().iter().map(|finding| format!("{finding:?}")));
        // What went back through a channel is what its clearing account says.
        let mut tx = self.shop.db.snapshot().await.unwrap();
        found.extend(reconcile::audit(&mut tx).await.unwrap().iter().map(|finding| format!("{finding:?}")));
        assert_eq!(found, Vec::<String>::new());
    }

    /// Takes what the merchant has out of the balance, so that nothing is left to refund from.
    pub async fn empty_the_balance(&self) {
        let (available, _) = self.balances().await;
        let account = settlement::NewPayoutAccount {
            kind: settlement::AccountKind::Bank,
            holder: "某公司".into(),
            bank: "某银行".into(),
            number: "6222021234567890".into(),
        };
        let mut tx = self.shop.db.begin().await.unwrap();
        self.money.put_payout_account(&mut tx, self.shop.merchant, STAFF, &account).await.unwrap();
        tx.commit().await.unwrap();
        self.shop.time.advance(Span::hours(25));
        let new = settlement::NewPayout {
            merchant: self.shop.merchant,
            amount: cny(available),
            who: STAFF.into(),
            key: format!("all {available}"),
        };
        let mut tx = self.shop.db.begin().await.unwrap();
        self.money.request_payout(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
    }
}

pub async fn rule(
    care: &Aftercare,
    db: &db::Db,
    id: DisputeId,
    arbiter: UserId,
    back: i64,
) -> Result<Case, CareRefusal> {
    let ruling = care.prepare_ruling(id, arbiter, back, "as the evidence says").await?;
    let mut tx = db.begin().await.unwrap();
    let case = care.rule(&mut tx, &ruling).await?;
    tx.commit().await?;
    Ok(case)
}

pub fn buyer(order: &Order) -> Party<'static> {
    order.buyer.map_or(Party::Link(order.id), Party::Account)
}

pub fn complaint(order: &Order) -> NewCase {
    NewCase {
        order: order.id,
        lines: Vec::new(),
        reason: Reason::KeyInvalid,
        remedy: Remedy::Refund,
        wanted: 0,
        text: "the key is refused".into(),
    }
}
