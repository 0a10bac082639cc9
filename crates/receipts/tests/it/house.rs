use crate::shop::{PRICE, Shop};
use db::Engine;
use kernel::Span;
use orders::Order;
use receipts::{ReceiptRefusal, Receipts, Verified, verify};

/// A shop with its log.
pub struct House {
    pub shop: Shop,
    pub receipts: Receipts,
}

/// The refusal's code.
pub fn code<T>(result: Result<T, ReceiptRefusal>) -> &'static str {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(ReceiptRefusal::Db(error)) => panic!("a fault instead of a refusal: {error}"),
        Err(refusal) => refusal.code(),
    }
}

impl House {
    pub async fn new(engine: Engine, keys: usize) -> Self {
        let shop = Shop::with_keys(engine, keys).await;
        let receipts = Receipts::new(shop.orders.clone());
        Self { shop, receipts }
    }

    /// A delivered order of that many units, paid from a wallet.
    pub async fn sold(&self, quantity: i64) -> Order {
        let buyer = self.shop.buyer(quantity * PRICE).await;
        self.shop.orders.place(self.shop.by_wallet(buyer, quantity)).await.unwrap().order
    }

    /// When all that was sold until now is behind the walk's lag.
    pub fn later(&self) {
        self.shop.time.advance(Span::minutes(6));
    }

    /// Walks until there is nothing left to do.
    pub async fn walk(&self) {
        while self.receipts.walk().await.unwrap() > 0 {}
    }

    /// How many entries the newest head is over.
    pub async fn size(&self) -> u64 {
        self.receipts.heads(None, 1).await.unwrap().first().map_or(0, |head| head.size)
    }

    pub async fn receipt(&self, order: &Order) -> Vec<u8> {
        let order = self.shop.orders.find(order.id).await.unwrap();
        self.receipts.receipt(&order).await.unwrap()
    }

    /// The receipt, which is true and signed with the platform's key.
    pub async fn verified(&self, order: &Order) -> Verified {
        let key = self.receipts.published().await.unwrap().public_key;
        let found = verify(&self.receipt(order).await, Some(&key.0)).unwrap();
        assert_eq!(found.order, order.id);
        found
    }

    /// What every test ends with.
    pub async fn is_clean(&self) {
        self.shop.audit_is_clean().await;
        let mut tx = self.shop.db.snapshot().await.unwrap();
        assert_eq!(receipts::audit::audit(&mut tx).await.unwrap(), []);
    }
}
