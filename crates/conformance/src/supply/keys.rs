use super::{Connected, TheirOrder, World};
use kernel::Secret;
use orders::{Order, OrderState, RevealBy, SupplierSaid};
use sandbox::suppliers::OrderState as There;
use std::collections::BTreeSet;

impl World {
    /// Every key that a supplier gave, and we heard of, has one buyer or lies on the shelf; none has two, and none is a
    /// sentence. What went back to the buyers is handed on.
    pub(super) async fn check_keys(&mut self) -> i64 {
        let (seed, mut back, mut seen) = (self.plan.seed, 0, BTreeSet::new());
        let bought = self.bought().await;
        for (n, (id, _)) in self.placed.clone().into_iter().enumerate() {
            let order = self.orders.find(id).await.unwrap();
            let attempts = self.orders.attempts(&order).await.unwrap();
            self.report.attempts += attempts.len();
            let keys = self.keys_of(&order).await;
            match order.state {
                OrderState::Delivered => {
                    let quantity = usize::try_from(self.plan.quantity(n)).unwrap();
                    assert_eq!(keys.len(), quantity, "seed {seed}: {id} has other keys: {attempts:?}");
                    self.report.delivered += 1;
                }
                OrderState::Failed => {
                    assert!(keys.is_empty(), "seed {seed}: {id} has keys, and its money");
                    back += order.total.minor;
                    self.report.failed += 1;
                }
                other => panic!("seed {seed}: {id} came to no end: {}: {attempts:?}", other.as_str()),
            }
            for key in keys {
                assert!(bought.contains(&key), "seed {seed}: {id} has what nobody gave");
                assert!(seen.insert(key), "seed {seed}: {id} has a key that another one has, too");
            }
        }
        let left = self.orders.stock(&[(self.merchant, self.sku)]).await.unwrap()[0];
        let left = usize::try_from(left).unwrap();
        assert_eq!(seen.len() + left, bought.len(), "seed {seed}: keys are lost");
        self.report.late += left;
        back
    }

    /// The keys of all orders that we have heard the end of, from whichever supplier.
    async fn bought(&self) -> BTreeSet<String> {
        let mut bought = BTreeSet::new();
        for supplier in &self.suppliers {
            let booked = supplier.spent(&self.db).await;
            let heard = supplier.book().into_iter().filter(|(number, _)| booked.contains_key(number));
            bought.extend(heard.flat_map(|(_, order)| order.keys));
        }
        bought
    }

    /// What the buyer sees.
    async fn keys_of(&self, order: &Order) -> Vec<String> {
        let deliveries = self.orders.deliveries(order).await.unwrap();
        let ids: Vec<_> = deliveries.iter().map(|delivery| delivery.id).collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let by = RevealBy { by: "link".into(), from: "192.0.2.1".into() };
        let shown = self.orders.reveal(order, &ids, &by).await.unwrap();
        shown.iter().map(|shown| shown.secret.expose().clone()).collect()
    }

    /// What a supplier keeps for orders that it calls done and that brought a sentence, where the keys should be; or too few
    /// of them, where nobody could be asked and a person has looked them up.
    pub(super) async fn paid_for_nothing(&self, supplier: &Connected) -> i64 {
        let booked = supplier.spent(&self.db).await;
        let is_short = |order: &TheirOrder| order.sorry.is_some() || !is_whole(order);
        let book = supplier.book().into_iter();
        let sorry = book.filter(|(_, order)| is_short(order) && order.state == There::Success);
        sorry.filter(|(number, _)| !booked.contains_key(number)).map(|(_, order)| order.cost).sum()
    }
}

/// What a person enters who has looked at the supplier's own page of an order that is done: all of its keys, or that there
/// is nothing to be had.
pub(super) fn entered(order: &TheirOrder) -> SupplierSaid {
    match is_whole(order) {
        true => SupplierSaid::Delivered(order.keys.iter().cloned().map(Secret::new).collect()),
        false => SupplierSaid::Failed,
    }
}

fn is_whole(order: &TheirOrder) -> bool {
    u64::try_from(order.keys.len()) == Ok(order.count)
}
