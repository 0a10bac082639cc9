//! What is withheld for the tax office: of each release, and back with each refund, to the cent.

use crate::house::{CNY, House, NET, of, refund, refund_of};
use crate::mixed::disputed;
use crate::shop::{FakeChannel, PRICE, cny};
use kernel::Span;
use orders::Order;
use serde_json::{Value, json};
use settlement::{Chargeback, EscrowSettings, Kind, NewRefund, RefundOf, RefundWay, Side};

/// A tenth of [`NET`].
const TAX: i64 = 98;

fn a_tenth() -> EscrowSettings {
    EscrowSettings { tax_bps: 1_000, payout_minimum: 1, ..EscrowSettings::default() }
}

/// What can be paid out, and what was withheld.
async fn has(house: &House) -> (i64, i64) {
    let balances = house.balances().await;
    (balances.available, balances.tax)
}

/// All movements of that kind so far.
async fn sum_of(house: &House, kind: Kind) -> i64 {
    let now = house.shop.time.ambient.now();
    let period = (now.before(Span::days(30)), now.after(Span::seconds(1)));
    let summary = house.money.summary(house.merchant(), CNY, period).await.unwrap();
    summary.kinds.get(&kind).map_or(0, |(_, sum)| *sum)
}

/// Of one order: withheld, and given back.
async fn of_order(house: &House, order: &Order) -> (i64, i64) {
    let money = house.money.order_money(order.id).await.unwrap().unwrap();
    (money.tax.minor, money.tax_back.minor)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_share_of_each_release_is_withheld_and_named() {
    for engine in testkit::engines() {
        let house = House::with(engine, 10, a_tenth()).await;
        let order = house.sold(1).await;
        for _ in 0..2 {
            house.sold(1).await;
        }
        assert_eq!(has(&house).await, (0, 0), "nothing is withheld of what is held");
        house.a_day_later();
        house.walk().await;
        assert_eq!(has(&house).await, (3 * (NET - TAX), 3 * TAX));
        assert_eq!(sum_of(&house, Kind::Released).await, 3 * NET);
        assert_eq!(sum_of(&house, Kind::TaxWithheld).await, -3 * TAX);
        assert_eq!(of_order(&house, &order).await, (TAX, 0));
        let sql = "select payload from events where topic = 'escrow.released'";
        let rows = house.shop.db.query(sql, &[]).await.unwrap();
        assert_eq!(rows.len(), 1);
        let told: Value = serde_json::from_str(&rows[0].text(0).unwrap()).unwrap();
        assert_eq!((&told["amount"], &told["tax"]), (&json!(3 * NET), &json!(3 * TAX)));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parts_that_go_back_bring_their_share_of_it() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let order = house.sold(1).await;
        house.money.confirm(order.id).await.unwrap();
        house.refund(&order, RefundOf::Amount(333), RefundWay::Wallet).await.unwrap();
        // Six of them are the fee's, and 98 × 327 ÷ 980 = 32.7.
        assert_eq!(has(&house).await, (NET - TAX - 327 + 32, TAX - 32));
        assert_eq!(of_order(&house, &order).await, (TAX, 32));
        house.is_clean().await;
        for _ in 0..95 {
            house.refund(&order, RefundOf::Amount(7), RefundWay::Wallet).await.unwrap();
        }
        house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (0, 0));
        assert_eq!(of_order(&house, &order).await, (TAX, TAX));
        assert_eq!((sum_of(&house, Kind::Refunded).await, sum_of(&house, Kind::TaxBack).await), (-NET, TAX));
        assert_eq!(house.shop.balance(order.buyer.unwrap()).await, PRICE);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_back_out_of_escrow_was_never_withheld_from() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let order = house.sold(1).await;
        house.refund(&order, RefundOf::Amount(500), RefundWay::Wallet).await.unwrap();
        house.money.confirm(order.id).await.unwrap();
        assert_eq!(has(&house).await, (490 - 49, 49));
        house.refund(&order, RefundOf::Amount(250), RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (490 - 49 - 245 + 24, 49 - 24));
        house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (0, 0));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_fee_that_the_platform_keeps_nothing_was_withheld() {
    for engine in testkit::engines() {
        let settings = EscrowSettings { fee_back: false, ..a_tenth() };
        let house = House::with(engine, 5, settings).await;
        let (order, other) = (house.sold(1).await, house.sold(1).await);
        for order in [&order, &other] {
            house.money.confirm(order.id).await.unwrap();
        }
        house.refund(&order, RefundOf::Amount(NET), RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (NET - TAX, TAX));
        house.refund(&order, RefundOf::Rest, RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (NET - TAX - 20, TAX));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bond_that_pays_gets_it() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let order = house.sold(2).await;
        house.money.confirm(order.id).await.unwrap();
        let mut tx = house.begin().await;
        house.money.fill_bond(&mut tx, house.merchant(), cny(1_000), "1").await.unwrap();
        tx.commit().await.unwrap();
        let part = refund_of(&order, RefundOf::Amount(500), RefundWay::Wallet);
        house.operator_refund(&NewRefund { from_bond: true, ..part }).await.unwrap();
        assert_eq!(house.balances().await.bond, 1_000 - 490 + 49);
        assert_eq!(has(&house).await, (2 * (NET - TAX) - 1_000, 2 * TAX - 49));
        house.is_clean().await;
    }
}

/// Paid through the channel, and released.
async fn released(house: &House) -> Order {
    let (order, payment) = house.shop.waiting(1).await;
    house.shop.channel.pay(payment, &format!("e-{payment}"), cny(PRICE));
    house.shop.orders.notify("fake", &FakeChannel::notify_of(payment)).await;
    house.money.confirm(order.id).await.unwrap();
    house.shop.orders.find(order.id).await.unwrap()
}

/// A bank takes all of it.
async fn taken(house: &House, order: &Order) {
    let of = Chargeback { amount: cny(PRICE), ..disputed(house, order).await };
    let mut tx = house.begin().await;
    house.money.note_chargeback(&mut tx, &of).await.unwrap();
    assert_eq!(house.money.take_back(&mut tx, &of).await.unwrap(), PRICE);
    tx.commit().await.unwrap();
    house.is_clean().await;
}

/// And gives it again.
async fn returned(house: &House) {
    let mut tx = house.begin().await;
    let taken = house.money.chargeback_in(&mut tx, "dsp_1").await.unwrap().unwrap();
    assert_eq!(house.money.give_again(&mut tx, &taken).await.unwrap(), PRICE);
    tx.commit().await.unwrap();
    house.is_clean().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_bank_takes_brings_it_back_and_what_it_gives_again_is_withheld_from_again() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let order = released(&house).await;
        assert_eq!(has(&house).await, (NET - TAX, TAX));
        taken(&house, &order).await;
        assert_eq!(has(&house).await, (0, 0));
        assert_eq!(of_order(&house, &order).await, (TAX, TAX));
        returned(&house).await;
        assert_eq!(has(&house).await, (NET - TAX, TAX));
        assert_eq!(of_order(&house, &order).await, (TAX, 0));
        let withheld = sum_of(&house, Kind::TaxWithheld).await;
        assert_eq!((withheld, sum_of(&house, Kind::TaxBack).await), (-2 * TAX, TAX));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merchant_who_has_paid_out_owes_that_much_less() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        house.with_account().await;
        let order = released(&house).await;
        house.ask(800, "1").await.unwrap();
        assert_eq!(has(&house).await, (NET - TAX - 800, TAX));
        taken(&house, &order).await;
        assert_eq!(has(&house).await, (0, 0));
        let debt = settlement::accounts::debt(house.merchant(), CNY);
        let mut tx = house.shop.db.read().await.unwrap();
        let debt = ledger::balances(&mut tx, &[debt]).await.unwrap()[0];
        drop(tx);
        assert_eq!(debt.debits_posted - debt.credits_posted, 800);
        returned(&house).await;
        assert_eq!(has(&house).await, (NET - TAX - 800, TAX));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_rate_nothing_is_withheld() {
    for engine in testkit::engines() {
        let house = House::new(engine, 5).await;
        let order = house.sold(1).await;
        house.money.confirm(order.id).await.unwrap();
        house.refund(&order, RefundOf::Amount(500), RefundWay::Wallet).await.unwrap();
        assert_eq!(has(&house).await, (NET - 490, 0));
        let sql = "select count(*) from transfers where id like '%/tax'";
        let rows = house.shop.db.query(sql, &[]).await.unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 0);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn thousands_of_orders_sum_to_the_cent() {
    const ROUNDS: i64 = 10;
    const EACH: i64 = 200;
    for engine in testkit::engines() {
        let settings = EscrowSettings { tax_bps: 333, ..EscrowSettings::default() };
        let house = House::with(engine, 2_000, settings).await;
        let buyer = house.shop.buyer(ROUNDS * EACH * PRICE).await;
        for _ in 0..ROUNDS {
            let mut tasks = Vec::new();
            for _ in 0..EACH {
                let (orders, new) = (house.shop.orders.clone(), house.shop.by_wallet(buyer, 1));
                tasks.push(tokio::spawn(async move { drop(orders.place(new).await.unwrap()) }));
            }
            for task in tasks {
                task.await.unwrap();
            }
        }
        house.a_day_later();
        house.walk().await;
        // 980 × 3.33 % = 32.634 of each.
        assert_eq!(has(&house).await, (ROUNDS * EACH * (NET - 32), ROUNDS * EACH * 32));
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_released_before_a_change_keeps_its_share() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let (before, after) = (house.sold(1).await, house.sold(1).await);
        house.money.confirm(before.id).await.unwrap();
        let doubled = EscrowSettings { tax_bps: 2_000, ..EscrowSettings::default() };
        let later = of(&house.shop.orders, doubled);
        later.confirm(after.id).await.unwrap();
        assert_eq!(has(&house).await, (2 * NET - 3 * TAX, 3 * TAX));
        assert_eq!(
            (of_order(&house, &before).await, of_order(&house, &after).await),
            ((TAX, 0), (2 * TAX, 0))
        );
        let whole = refund_of(&before, RefundOf::Rest, RefundWay::Wallet);
        refund(&later, &house.shop.db, Side::Merchant, &whole).await.unwrap();
        assert_eq!(has(&house).await, (NET - 2 * TAX, 2 * TAX));
        house.is_clean().await;
    }
}

async fn changed(house: &House, sql: &str, values: &[db::Value]) {
    let mut tx = house.begin().await;
    tx.exec(sql, values).await.unwrap();
    tx.commit().await.unwrap();
}

/// What is withheld of one more order.
async fn withheld(house: &House, money: &settlement::Settlement) -> i64 {
    let order = house.sold(1).await;
    money.confirm(order.id).await.unwrap();
    of_order(house, &order).await.0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_withheld_from_and_a_company_is_not() {
    for engine in testkit::engines() {
        let settings = EscrowSettings {
            tax_bps: 500,
            tax_overrides: vec!["kind:person=2000".into(), "kind:company=0".into()],
            ..EscrowSettings::default()
        };
        let house = House::with(engine, 5, settings.clone()).await;
        assert_eq!(withheld(&house, &house.money).await, TAX / 2, "who never applied is neither");
        let sql = "insert into applications (id, user_id, state, kind, name_zh, name_en, about_zh, about_en, \
                   store_slug, sealed, reasons, reviewer, merchant, created_at, changed_at) \
                   values ('apl_1', 'usr_1', 'approved', 'person', '', '', '', '', '', $1, '', '', $2, 0, 0)";
        changed(&house, sql, db::params![vec![0_u8], house.merchant()]).await;
        assert_eq!(withheld(&house, &house.money).await, 2 * TAX);
        let mut exempt = settings;
        exempt.tax_overrides.push(format!("merchant:{}=0", house.merchant()));
        assert_eq!(exempt.problem(), None);
        assert_eq!(withheld(&house, &of(&house.shop.orders, exempt)).await, 0, "this one by name");
        changed(&house, "update applications set kind = 'company'", &[]).await;
        assert_eq!(withheld(&house, &house.money).await, 0);
        house.is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_finds_what_was_not_withheld() {
    for engine in testkit::engines() {
        let house = House::with(engine, 5, a_tenth()).await;
        let order = house.sold(1).await;
        house.money.confirm(order.id).await.unwrap();
        house.is_clean().await;
        changed(&house, "update releases set tax = tax + 1", &[]).await;
        let found = house.money.audit().await.unwrap();
        let found: Vec<&str> = found.iter().map(|finding| finding.what.as_str()).collect();
        assert_eq!(
            found,
            [
                "what a run withheld is not the transfer of the ledger",
                "a tax account is not what was withheld, less what was given back of it"
            ]
        );
    }
}
