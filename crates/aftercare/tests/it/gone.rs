use crate::house::{House, buyer, code, complaint};
use crate::shop::{FakeChannel, PRICE, desk};
use aftercare::{How, Party, State};
use kernel::{OrderId, UserId};
use orders::{Buyer, FromWallet, NewOrder, Order, PayWith, WalletPart};

/// As it is when the account is deleted.
async fn goes(house: &House, user: UserId) {
    let mut tx = house.shop.db.begin().await.unwrap();
    orders::anonymise(&mut tx, user).await.unwrap();
    tx.commit().await.unwrap();
}

async fn who_holds(house: &House, order: OrderId) -> Option<String> {
    let mut tx = house.shop.db.begin().await.unwrap();
    house.money.frozen_by(&mut tx, order).await.unwrap()
}

async fn thaw(house: &House, order: &Order) -> Result<(), aftercare::CareRefusal> {
    let mut tx = house.shop.db.begin().await.unwrap();
    house.care.thaw(&mut tx, order.id).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn what_a_deleted_account_paid_from_its_wallet_cannot_be_disputed() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        goes(&house, order.buyer.unwrap()).await;
        let opened = house.care.open(Party::Link(order.id), &complaint(&order)).await;
        assert_eq!(code(opened), "nowhere_to_refund");
        // Not even where the program that the buyer is read by saw them last.
        assert_eq!(code(house.open(&order).await), "order_not_found");
        // What came through a channel can go back there, whoever paid it.
        let (order, payment) = house.shop.waiting(1).await;
        house.shop.channel.pay(payment, "e1", order.total);
        house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
        let order = house.shop.orders.find(order.id).await.unwrap();
        house.opened(&order).await;
        house.is_clean().await;
    }
}

#[tokio::test]
async fn nor_what_it_paid_in_part() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let shop = &house.shop;
        let user = shop.buyer(PRICE - 1).await;
        let new =
            NewOrder { buyer: Buyer::User(user), pay: PayWith::Channel("fake".into()), ..shop.by_guest(1) };
        let order = shop.orders.place(new).await.unwrap().order;
        let from = Some(FromWallet { user, part: WalletPart::Balance });
        let payment = shop.orders.choose_way(&order, "fake", from, &desk()).await.unwrap();
        shop.channel.pay(payment.id, "e1", payment.amount);
        shop.orders.notify("fake", &FakeChannel::notify_of(payment.id)).await;
        goes(&house, user).await;
        let opened = house.care.open(Party::Link(order.id), &complaint(&order)).await;
        assert_eq!(code(opened), "nowhere_to_refund");
    }
}

/// A case from before accounts with one could not be deleted.
#[tokio::test]
async fn a_ruling_that_finds_nobody_waits_and_is_no_fault() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let arbiter = house.arbiter("a@example.com").await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        goes(&house, order.buyer.unwrap()).await;
        // The merchant is silent: the rule would give all of it back, to nobody. Somebody has to look at it.
        house.much_later();
        house.keep().await;
        assert_eq!(house.state(case.id).await, State::Platform);
        house.rule(case.id, arbiter, PRICE).await.unwrap();
        house.much_later();
        house.keep().await;
        house.keep().await;
        let kinds = house.kinds(case.id).await;
        assert_eq!(kinds.iter().filter(|kind| *kind == "unpaid").count(), 1, "once a day: {kinds:?}");
        let waiting = house.case(case.id).await;
        assert_eq!((waiting.state, waiting.refunded), (State::Ruled, 0));
        assert_eq!(house.balances().await.0, 0, "nor has the merchant got it");
        house.is_clean().await;
        // For the merchant it ends.
        let order = house.sold(1).await;
        let case = house.contested(&order).await;
        goes(&house, order.buyer.unwrap()).await;
        house.rule(case.id, arbiter, 0).await.unwrap();
        house.much_later();
        house.keep().await;
        assert_eq!(house.case(case.id).await.how, Some(How::Ruled));
        house.is_clean().await;
    }
}

#[tokio::test]
async fn support_does_not_let_go_what_a_case_holds() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        house.without_rules().await;
        let order = house.sold(1).await;
        let case = house.opened(&order).await;
        assert_eq!(code(thaw(&house, &order).await), "held_by_dispute");
        // Frozen on top of it, and thawed: the case has it again.
        let mut tx = house.shop.db.begin().await.unwrap();
        house.money.freeze(&mut tx, order.id, "usr_support", "it is looked into").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(who_holds(&house, order.id).await.as_deref(), Some("usr_support"));
        thaw(&house, &order).await.unwrap();
        assert_eq!(who_holds(&house, order.id).await, Some(case.id.to_string()));
        house.is_clean().await;
        house.care.withdraw(case.id, buyer(&order)).await.unwrap();
        assert_eq!(who_holds(&house, order.id).await, None);
        assert_eq!(code(thaw(&house, &order).await), "order_not_frozen");
        house.is_clean().await;
    }
}
