use crate::house::{House, buyer, code};
use crate::shop::PRICE;
use kernel::UserId;
use orders::Order;

impl House {
    async fn bought(&self, by: UserId) -> Order {
        assert!(self.shop.orders.deposit(by, crate::shop::cny(PRICE), &self.fresh()).await.unwrap());
        self.shop.orders.place(self.shop.by_wallet(by, 1)).await.unwrap().order
    }

    fn fresh(&self) -> String {
        UserId::new(&self.shop.time.ambient).to_string()
    }

    /// Somebody with five orders, so many of which were given back whole.
    async fn with_refunds(&self, refunds: usize) -> UserId {
        let user = UserId::new(&self.shop.time.ambient);
        for n in 0..5 {
            let order = self.bought(user).await;
            if n < refunds {
                // Never shown: by the rule it goes back at once.
                self.open(&order).await.unwrap();
            }
        }
        user
    }
}

#[tokio::test]
async fn who_has_had_much_given_back_says_a_word_before_a_key() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let user = house.with_refunds(2).await;
        let order = house.bought(user).await;
        assert!(house.care.is_strict(&order).await.unwrap());
        let who = user.to_string();
        assert_eq!(code(house.care.may_show(&order, &who, false).await), "word_needed");
        house.care.may_show(&order, &who, true).await.unwrap();
        let said = house.shop.time.ambient.now();
        // Said once, it holds; and its time is what stands in the evidence.
        house.shop.time.advance(kernel::Span::hours(1));
        house.care.may_show(&order, &who, false).await.unwrap();
        house.care.may_show(&order, &who, true).await.unwrap();
        house.reveal(&order).await.unwrap();
        let case = house.opened(&order).await;
        let view = house.care.view(case.id, house.merchant()).await.unwrap();
        let known = format!("\"understood_before_reveal\":\"{}\"", said.rfc3339());
        assert!(view.evidence[0].content.contains(&known), "{}", view.evidence[0].content);
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        // And their word that all is well does not shorten anything.
        assert_eq!(code(house.care.confirm(&order).await), "release_not_shortened");
        house.is_clean().await;
    }
}

#[tokio::test]
async fn for_everybody_else_nothing_changes() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let user = house.with_refunds(1).await;
        // One of six is less than three of ten.
        let order = house.bought(user).await;
        assert!(!house.care.is_strict(&order).await.unwrap());
        house.care.may_show(&order, "usr_x", false).await.unwrap();
        let sql = "select count(*) from reveal_words";
        let row = house.shop.db.query_opt(sql, &[]).await.unwrap().unwrap();
        assert_eq!(row.int(0).unwrap(), 0);
        house.care.confirm(&order).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn what_was_shown_before_needs_no_word() {
    for engine in testkit::engines() {
        let house = House::new(engine, 20).await;
        let user = house.with_refunds(1).await;
        let order = house.bought(user).await;
        house.reveal(&order).await.unwrap();
        let next = house.bought(user).await;
        house.open(&next).await.unwrap();
        let third = house.bought(user).await;
        house.open(&third).await.unwrap();
        assert!(house.care.is_strict(&order).await.unwrap(), "three of eight");
        house.care.may_show(&order, &user.to_string(), false).await.unwrap();
        house.is_clean().await;
    }
}

#[tokio::test]
async fn only_the_newest_hundred_orders_count() {
    for engine in testkit::engines() {
        let house = House::new(engine, 130).await;
        let user = UserId::new(&house.shop.time.ambient);
        let mut all = Vec::new();
        for _ in 0..120 {
            all.push(house.bought(user).await);
        }
        let last = all.last().unwrap();
        // Of all of them two in five; of the newest hundred 29, and then 30.
        let sql = "insert into refunded_orders (merchant, order_id, currency, refunded, fee_back, from_escrow) \
                   values ($1, $2, 'CNY', 1, 0, 0)";
        let mut tx = house.shop.db.begin().await.unwrap();
        for order in &all[..49] {
            tx.exec(sql, db::params![order.merchant, order.id]).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert!(!house.care.is_strict(last).await.unwrap());
        let mut tx = house.shop.db.begin().await.unwrap();
        tx.exec(sql, db::params![last.merchant, all[49].id]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.care.is_strict(last).await.unwrap());
    }
}
