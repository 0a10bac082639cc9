use crate::shop::{Shop, cny};
use db::{Engine, Tx};
use kernel::{Currency, MerchantId, Secret, Span};
use merchants::Sealer;
use orders::Order;
use settlement::{
    AccountKind, Actor, Balances, EscrowSettings, NewPayout, NewPayoutAccount, NewRefund, Payout, RefundOf,
    RefundWay, Refunded, Settlement, SettlementRefusal, Side,
};

/// A shop, and what becomes of its money.
pub struct House {
    pub shop: Shop,
    pub money: Settlement,
}

/// Of ¥10.00, with 2 % for the platform.
pub const NET: i64 = 980;

pub fn of(orders: &orders::Orders, settings: EscrowSettings) -> Settlement {
    Settlement::new(orders.clone(), Sealer::new(Secret::new([9; 32])), settings)
}

/// The refusal's code.
pub fn code<T>(result: Result<T, SettlementRefusal>) -> &'static str {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(SettlementRefusal::Db(error)) => panic!("a fault instead of a refusal: {error}"),
        Err(refusal) => refusal.code(),
    }
}

impl House {
    pub async fn new(engine: Engine, keys: usize) -> Self {
        Self::with(engine, keys, EscrowSettings::default()).await
    }

    pub async fn with(engine: Engine, keys: usize, settings: EscrowSettings) -> Self {
        let shop = Shop::with_keys(engine, keys).await;
        let money = of(&shop.orders, settings);
        Self { shop, money }
    }

    pub fn merchant(&self) -> MerchantId {
        self.shop.merchant
    }

    /// A delivered order of that many units, paid from a wallet.
    pub async fn sold(&self, quantity: i64) -> Order {
        let buyer = self.shop.buyer(quantity * crate::shop::PRICE).await;
        self.shop.orders.place(self.shop.by_wallet(buyer, quantity)).await.unwrap().order
    }

    /// A day and more later, when all that was sold until now is due.
    pub fn a_day_later(&self) {
        self.shop.time.advance(Span::minutes(24 * 60 + 21));
    }

    /// Walks until there is nothing left to do.
    pub async fn walk(&self) {
        while self.money.release_due().await.unwrap() > 0 {}
        self.money.release_held().await.unwrap();
    }

    pub async fn balances(&self) -> Balances {
        self.money.balances(self.merchant()).await.unwrap()[0]
    }

    /// What can be paid out.
    pub async fn available(&self) -> i64 {
        self.balances().await.available
    }

    pub async fn begin(&self) -> Tx {
        self.shop.db.begin().await.unwrap()
    }

    pub async fn refund(
        &self,
        order: &Order,
        what: RefundOf,
        way: RefundWay,
    ) -> Result<Refunded, SettlementRefusal> {
        refund(&self.money, &self.shop.db, Side::Merchant, &refund_of(order, what, way)).await
    }

    pub async fn operator_refund(&self, new: &NewRefund) -> Result<Refunded, SettlementRefusal> {
        refund(&self.money, &self.shop.db, Side::Operator, new).await
    }

    /// Names an account, and lets it rest.
    pub async fn with_account(&self) {
        self.name_account("6222021234567890").await;
        self.shop.time.advance(Span::hours(24));
    }

    pub async fn name_account(&self, number: &str) {
        self.name(AccountKind::Bank, number).await;
    }

    /// Names an account at a bank, or at Alipay.
    pub async fn name(&self, kind: AccountKind, number: &str) {
        let new =
            NewPayoutAccount {
                kind, holder: "某公司".into(), bank: "某银行".into(), number: number.into()
            };
        let mut tx = self.begin().await;
        self.money.put_payout_account(&mut tx, self.merchant(), "usr_owner", &new).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn ask(&self, fen: i64, key: &str) -> Result<Payout, SettlementRefusal> {
        ask(&self.money, &self.shop.db, self.merchant(), fen, key).await
    }

    /// What every test ends with.
    pub async fn is_clean(&self) {
        self.shop.audit_is_clean().await;
        let mut found: Vec<String> =
            self.money.audit().await.unwrap().iter().map(|f| format!("{f:?}")).collect();
        // What went back through a channel is what its clearing account says.
        let mut tx = self.shop.db.snapshot().await.unwrap();
        found.extend(reconcile::audit(&mut tx).await.unwrap().iter().map(|f| format!("{f:?}")));
        assert_eq!(found, Vec::<String>::new());
    }
}

pub fn refund_of(order: &Order, what: RefundOf, way: RefundWay) -> NewRefund {
    NewRefund { order: order.id, of: None, what, way, reason: "the key is dead".into(), from_bond: false }
}

pub async fn refund(
    money: &Settlement,
    db: &db::Db,
    side: Side,
    new: &NewRefund,
) -> Result<Refunded, SettlementRefusal> {
    let mut tx = db.begin().await.unwrap();
    let done = money.refund(&mut tx, Actor { side, who: "usr_staff" }, new).await;
    match done {
        Ok(done) => {
            tx.commit().await?;
            Ok(done)
        }
        Err(refusal) => {
            tx.rollback().await.unwrap();
            Err(refusal)
        }
    }
}

pub async fn ask(
    money: &Settlement,
    db: &db::Db,
    merchant: MerchantId,
    fen: i64,
    key: &str,
) -> Result<Payout, SettlementRefusal> {
    let new = NewPayout { merchant, amount: cny(fen), who: "usr_owner".into(), key: key.into() };
    let mut tx = db.begin().await.unwrap();
    match money.request_payout(&mut tx, &new).await {
        Ok(payout) => {
            tx.commit().await?;
            Ok(payout)
        }
        Err(refusal) => {
            tx.rollback().await.unwrap();
            Err(refusal)
        }
    }
}

pub const CNY: Currency = Currency::CNY;
