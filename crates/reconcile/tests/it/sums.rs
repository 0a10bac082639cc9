use crate::shop::{Fake, PRICE, Shop, cny};
use db::{Ty, row};
use kernel::{Currency, Money, OrderId, PaymentId, RefundId, Time};
use ports::{LineKind, PaymentChannel};
use std::collections::BTreeMap;
use std::sync::Arc;

const ROUNDS: usize = 16;
/// Noon of the day in China.
const NOON: Time = Time(1_795_406_400_000_000);

/// Numbers that repeat.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// What arrived and went back, and a file that tells of it more or less.
#[derive(Default)]
struct Made {
    file: String,
    theirs: BTreeMap<&'static str, i64>,
    ours: BTreeMap<&'static str, i64>,
    arrivals: Vec<(String, Money)>,
    refunds: Vec<(RefundId, String, Money)>,
}

impl Made {
    fn tell(&mut self, kind: LineKind, event: &str, ours: &str, amount: i64, currency: &'static str) {
        let at = NOON.0 + self.file.len() as i64;
        self.file += &format!("{} {event} {ours} {amount} {currency} {at}\n", kind.code());
        let sign = if kind == LineKind::Payment { 1 } else { -1 };
        *self.theirs.entry(currency).or_default() += sign * amount;
    }
}

fn make(shop: &Shop, dice: &mut Dice) -> Made {
    let mut made = Made::default();
    for n in 0..40 {
        let currency = if dice.below(5) == 0 { "USD" } else { "CNY" };
        let amount = 1 + dice.below(100_000) as i64;
        let event = format!("e{n}");
        made.arrivals.push((event.clone(), Money::new(amount, currency.parse().unwrap())));
        *made.ours.entry(currency).or_default() += amount;
        let told = match dice.below(8) {
            0 => amount + 1 + dice.below(50) as i64,
            _ => amount,
        };
        for _ in 0..[1, 1, 1, 1, 0, 2][dice.below(6) as usize] {
            let wrong = if dice.below(12) == 0 { "USD" } else { currency };
            made.tell(LineKind::Payment, &event, "-", told, wrong);
        }
        for _ in 0..dice.below(3) {
            let part = 1 + dice.below(1 + amount as u64 / 3) as i64;
            let id = RefundId::new(&shop.time.ambient);
            made.refunds.push((id, event.clone(), Money::new(part, currency.parse().unwrap())));
            *made.ours.entry(currency).or_default() -= part;
            let number = if dice.below(2) == 0 { id.to_string() } else { "-".into() };
            for _ in 0..[1, 1, 1, 0, 2][dice.below(5) as usize] {
                let told = part + if dice.below(9) == 0 { 1 } else { 0 };
                made.tell(LineKind::Refund, &event, &number, told, currency);
            }
        }
        if dice.below(6) == 0 {
            made.tell(LineKind::Payment, &format!("nobody{n}"), "-", amount, currency);
        }
    }
    made
}

/// As the orders would have left it.
async fn put(shop: &Shop, channel: &str, made: &Made) {
    use Ty::{Int, Text};
    let ambient = &shop.time.ambient;
    let orders: BTreeMap<&str, OrderId> =
        made.arrivals.iter().map(|(event, _)| (event.as_str(), OrderId::new(ambient))).collect();
    let mut tx = shop.db.begin().await.unwrap();
    let sql = "insert into payment_events (channel, event_id, merchant, payment, order_id, amount, currency, outcome, received_at) \
               values ($1, $2, $3, $4, $5, $6, $7, 'delivered', $8)";
    let rows = made.arrivals.iter().map(|(event, amount)| {
        let (payment, order) = (PaymentId::new(ambient), orders[event.as_str()]);
        row![channel, event, shop.merchant, payment, order, amount.minor, amount.currency, NOON]
    });
    tx.exec_each(sql, &[Text, Text, Text, Text, Text, Int, Text, Int], rows.collect()).await.unwrap();
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, created_at, finished_at) \
               values ($1, $2, $3, 'p', 'x', $4, $5, $6, 'succeeded', $7, $8, $8)";
    let rows = made.refunds.iter().map(|(id, event, amount)| {
        row![shop.merchant, *id, orders[event.as_str()], channel, amount.minor, amount.currency, event, NOON]
    });
    tx.exec_each(sql, &[Text, Text, Text, Text, Int, Text, Text, Int], rows.collect()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Whatever the file says: theirs is what its lines add up to, ours is what happened here on that day, and the differences
/// explain what lies between, to the cent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sums_add_up_to_the_cent() {
    for engine in testkit::engines() {
        let codes: Vec<&'static str> =
            (0..ROUNDS).map(|n| &*Box::leak(format!("fake{n}").into_boxed_str())).collect();
        let fakes = codes.iter().map(|code| Arc::new(Fake::of(code)) as Arc<dyn PaymentChannel>).collect();
        let shop = Shop::open(engine, |_| fakes).await;
        shop.next_noon();
        for (seed, code) in (0_u64..).zip(&codes) {
            let made = make(&shop, &mut Dice(seed * 7919 + 1));
            put(&shop, code, &made).await;
            let id = shop.take(code, made.file.clone()).await;
            let sums = shop.sums(id).await;
            let explained = explained(&shop, code).await;
            for currency in ["CNY", "USD"] {
                let of = |sums: &BTreeMap<&'static str, i64>| sums.get(currency).copied().unwrap_or(0);
                let code: Currency = currency.parse().unwrap();
                let sum = sums.iter().find(|sum| sum.currency == code);
                let (theirs, ours, difference) =
                    sum.map_or((0, 0, 0), |sum| (sum.theirs, sum.ours, sum.difference));
                assert_eq!((theirs, ours), (of(&made.theirs), of(&made.ours)), "seed {seed} {currency}");
                let why = explained.get(currency).copied().unwrap_or(0);
                assert_eq!(difference, why, "seed {seed} {currency}");
            }
        }
    }
}

/// What the differences of a channel add up to, by currency.
async fn explained(shop: &Shop, channel: &str) -> BTreeMap<String, i64> {
    let sql = "select movement, theirs, theirs_currency, ours, ours_currency from channel_differences where channel = $1";
    let mut all = BTreeMap::new();
    for row in shop.db.query(sql, db::params![channel]).await.unwrap() {
        let sign = if row.text(0).unwrap() == "payment" { 1 } else { -1 };
        for (amount, factor) in [(1, sign), (3, -sign)] {
            if let Some(minor) = row.get::<Option<i64>>(amount).unwrap() {
                *all.entry(row.text(amount + 1).unwrap()).or_default() += factor * minor;
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_statement_is_read_in_parts() {
    for engine in testkit::engines() {
        let (shop, _) = Shop::fake(engine).await;
        shop.next_noon();
        let mut made = Made::default();
        for n in 0..4_500 {
            made.arrivals.push((format!("e{n}"), cny(PRICE)));
            made.tell(LineKind::Payment, &format!("e{n}"), "-", PRICE, "CNY");
        }
        put(&shop, "fake", &made).await;
        let id = shop.take("fake", made.file).await;
        let sums = &shop.sums(id).await[0];
        assert_eq!((sums.theirs, sums.ours, sums.kinds[0].count), (4_500 * PRICE, 4_500 * PRICE, 4_500));
        assert_eq!(shop.told().await, vec![]);
    }
}
