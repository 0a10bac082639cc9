use crate::shop::{Shop, code};
use async_trait::async_trait;
use kernel::{DeliveryId, MerchantId, PageAsk, Span, UserId};
use orders::{AlarmKey, Order, OrderSettings, RevealBy};
use ports::{Mail, MailError, Mailer};
use std::io::Cursor;
use std::sync::Mutex;
use vault::{Format, Reader, SkuKind};

const DAY: Span = Span::days(1);

/// Keeps what it is given.
#[derive(Default)]
struct Letters(Mutex<Vec<Mail>>);

#[async_trait]
impl Mailer for Letters {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok(())
    }
}

fn by(who: &str, from: &str) -> RevealBy {
    RevealBy { by: who.into(), from: from.into() }
}

impl Shop {
    async fn bought(&self, user: UserId, units: i64) -> (Order, Vec<DeliveryId>) {
        let mut new = self.by_wallet(user, units);
        new.contact = Some("buyer@example.com".into());
        let placed = self.orders.place(new).await.unwrap();
        (placed.order, placed.deliveries.iter().map(|d| d.id).collect())
    }

    async fn alarms(&self, merchant: MerchantId) -> Vec<orders::Alarm> {
        self.orders.alarms(merchant, &PageAsk::new(None, None)).await.unwrap().items
    }

    async fn events(&self, topic: &str) -> usize {
        let ask = PageAsk::new(None, Some(PageAsk::LIMIT_MAX));
        let events = jobs::events(&self.db, Some(self.merchant), &ask).await.unwrap();
        events.items.iter().filter(|event| event.topic == topic).count()
    }

    async fn mail(&self, alarm: &orders::Alarm) -> Vec<Mail> {
        let letters = Letters::default();
        let key = AlarmKey {
            merchant: alarm.merchant,
            id: alarm.id,
            kind: alarm.kind.clone(),
            to: String::new(),
            buyer: false,
        };
        self.orders.spread_alarm(&key, vec!["boss@example.com".into()]).await.unwrap();
        let jobs = self.db.query("select payload from jobs where kind = 'mail.alarm_to' order by id", &[]);
        for job in jobs.await.unwrap() {
            let key: AlarmKey = serde_json::from_str(&job.text(0).unwrap()).unwrap();
            self.orders.mail_alarm(&key, &letters).await.unwrap();
        }
        letters.0.into_inner().unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_who_open_a_link_at_once_one_sees_the_key() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(10_000).await;
        let (order, ids) = shop.bought(user, 2).await;
        let link = shop.orders.make_reveal_link(&order, ids[0], &user.to_string(), DAY).await.unwrap();
        let token = link.token.expose().clone();
        assert_eq!(
            (token.len(), link.url.expose().as_str()),
            (32, format!("http://shop.test/k/{token}").as_str())
        );
        let tries = (0..50).map(|number| {
            let (orders, token) = (shop.orders.clone(), token.clone());
            tokio::spawn(async move { orders.open_reveal_link(&token, &format!("192.0.2.{number}")).await })
        });
        let (mut shown, mut refused) = (Vec::new(), 0);
        for tried in tries.collect::<Vec<_>>() {
            match tried.await.unwrap() {
                Ok((_, key)) => shown.push(key.secret.expose().clone()),
                Err(error) => {
                    assert_eq!(code(Err::<(), _>(error)), "link_used");
                    refused += 1;
                }
            }
        }
        assert_eq!((shown.len(), refused), (1, 49), "{engine:?}");
        assert!(shown[0].ends_with("-PLAINTEXT"));

        let links = shop.orders.reveal_links(&order).await.unwrap();
        assert_eq!((links.len(), links[0].state, links[0].refused), (1, "used", 49));
        // Forty-nine tries are one alarm: event, mail to buyer and merchant.
        let alarms = shop.alarms(shop.merchant).await;
        assert_eq!((alarms.len(), alarms[0].kind.as_str()), (1, "link_reused"));
        assert_eq!((alarms[0].order, alarms[0].subject.clone()), (Some(order.id), ids[0].to_string()));
        assert_eq!(shop.events("alarm.link_reused").await, 1);
        let mail = shop.mail(&alarms[0]).await;
        let to: Vec<&str> = mail.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["boss@example.com", "buyer@example.com"]);
        assert!(mail.iter().all(|mail| !mail.text.contains("PLAINTEXT") && !mail.text.contains(&token)));
        // Later it is reported anew.
        shop.time.advance(Span::minutes(11));
        assert_eq!(code(shop.orders.open_reveal_link(&token, "192.0.2.9").await), "link_used");
        assert_eq!(shop.alarms(shop.merchant).await.len(), 2);
        shop.audit_is_clean().await;
    }
}

#[tokio::test]
async fn a_link_ends_is_looked_at_freely_and_belongs_to_its_delivery() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 5).await;
        let user = shop.buyer(10_000).await;
        let (order, ids) = shop.bought(user, 1).await;
        let make = |life| shop.orders.make_reveal_link(&order, ids[0], "link", life);
        assert_eq!(code(make(Span::seconds(59)).await), "bad_link_life");
        assert_eq!(code(make(Span(Span::days(30).0 + 1)).await), "bad_link_life");
        let foreign = DeliveryId { order: order.id, seq: 9 };
        assert_eq!(code(shop.orders.make_reveal_link(&order, foreign, "link", DAY).await), "order_not_found");
        let link = make(Span::seconds(60)).await.unwrap();
        for _ in 0..20 {
            let look = shop.orders.look_at_link(link.token.expose()).await.unwrap();
            assert_eq!((look.delivery, look.expires_at), (ids[0], link.expires_at));
        }
        for wrong in ["", "x", &link.token.expose()[1..], &link.token.expose().to_uppercase()] {
            assert_eq!(code(shop.orders.look_at_link(wrong).await), "no_such_link");
            assert_eq!(code(shop.orders.open_reveal_link(wrong, "192.0.2.9").await), "no_such_link");
        }
        for _ in 0..9 {
            make(DAY).await.unwrap();
        }
        assert_eq!(code(make(DAY).await), "too_many_links");
        shop.time.advance(Span::seconds(61));
        make(DAY).await.unwrap();
        assert_eq!(code(shop.orders.look_at_link(link.token.expose()).await), "link_expired");
        assert_eq!(
            code(shop.orders.open_reveal_link(link.token.expose(), "192.0.2.9").await),
            "link_expired"
        );
        assert!(shop.alarms(shop.merchant).await.is_empty(), "an old link is no alarm");
        // Only digests are stored.
        let rows = shop.db.query("select digest from reveal_links", &[]).await.unwrap();
        assert!(rows.iter().all(|row| row.bytes(0).unwrap().len() == 32));
        let (waiting, _) = shop.waiting(1).await;
        let id = DeliveryId { order: waiting.id, seq: 1 };
        assert_eq!(code(shop.orders.make_reveal_link(&waiting, id, "link", DAY).await), "order_not_found");
        shop.time.advance(Span::days(92));
        assert_eq!(shop.orders.forget_links(100).await.unwrap(), 11);
    }
}

#[tokio::test]
async fn keys_are_shown_no_faster_than_is_usual_and_the_rest_is_reported() {
    for engine in testkit::engines() {
        let settings = OrderSettings {
            reveals_actor_per_minute: 6,
            reveals_address_per_minute: 6,
            reveals_merchant_per_minute: 100,
            reveals_alarm_per_minute: 4,
            ..OrderSettings::default()
        };
        let shop = Shop::with(engine, 30, settings).await;
        let user = shop.buyer(100_000).await;
        let (order, ids) = shop.bought(user, 10).await;
        let thief = by(&user.to_string(), "192.0.2.66");
        let mut shown = 0;
        for id in &ids {
            match shop.orders.reveal(&order, &[*id], &thief).await {
                Ok(_) => shown += 1,
                Err(error) => assert_eq!(code(Err::<(), _>(error)), "reveals_too_fast"),
            }
        }
        assert_eq!(shown, 6);
        let alarms = shop.alarms(shop.merchant).await;
        assert_eq!((alarms.len(), alarms[0].kind.as_str()), (1, "reveals_fast"), "one alarm, not one a key");
        assert_eq!(alarms[0].subject, user.to_string());
        let mail = shop.mail(&alarms[0]).await;
        assert_eq!(mail.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["boss@example.com"]);
        // Another actor at another address is not held up; nor the same one a minute later.
        let guest = by("link", "198.51.100.1");
        assert_eq!(shop.orders.reveal(&order, &ids[..1], &guest).await.unwrap().len(), 1);
        shop.time.advance(Span::minutes(1));
        assert_eq!(shop.orders.reveal(&order, &ids[6..7], &thief).await.unwrap().len(), 1);
        assert_eq!(shop.orders.alarm_counts().await.unwrap(), [("reveals_fast".to_owned(), 1)]);
        shop.audit_is_clean().await;
    }
}

/// Somebody who can write to the database, but not to the ledger's sums, makes deliveries of their own.
#[tokio::test]
async fn deliveries_that_were_not_sold_are_not_shown() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let user = shop.buyer(10_000).await;
        let (order, ids) = shop.bought(user, 2).await;
        let mut tx = shop.db.begin().await.unwrap();
        for number in 3..=5 {
            let sql = "insert into deliveries (merchant, order_id, seq, line, sku, number, item, state, delivered_at) \
                       values ($1, $2, $3, 1, $4, $3, $3, 'delivered', 0)";
            let values = db::params![shop.merchant, order.id, number, shop.sku];
            tx.exec_one(sql, values).await.unwrap();
        }
        tx.commit().await.unwrap();
        let forged: Vec<DeliveryId> = (3..=5).map(|seq| DeliveryId { order: order.id, seq }).collect();
        let who = by(&user.to_string(), "192.0.2.66");
        // As long as the count allows, a forged one cannot be told from a true one; never are there more than sold.
        assert_eq!(shop.orders.reveal(&order, &ids, &who).await.unwrap().len(), 2);
        for id in &forged {
            assert_eq!(code(shop.orders.reveal(&order, &[*id], &who).await), "reveals_exceed_sales");
        }
        assert_eq!(
            shop.orders.reveal(&order, &ids, &who).await.unwrap().len(),
            2,
            "those that were sold are shown"
        );
        let alarms = shop.alarms(shop.merchant).await;
        assert!(alarms.len() == 3 && alarms.iter().all(|alarm| alarm.kind == "reveals_exceed_sales"));
        assert_eq!(shop.events("alarm.reveals_exceed_sales").await, 3);
        let findings: Vec<String> = shop.orders.audit().await.unwrap().into_iter().map(|f| f.what).collect();
        assert!(
            findings.contains(&"the ledger's units sold are not the keys delivered".to_owned()),
            "{findings:?}"
        );
    }
}

#[tokio::test]
async fn the_audit_names_a_key_that_was_shown_without_a_delivery() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 10).await;
        let user = shop.buyer(10_000).await;
        let (order, ids) = shop.bought(user, 1).await;
        shop.orders.reveal(&order, &ids, &by("link", "192.0.2.1")).await.unwrap();
        shop.audit_is_clean().await;
        let ask = |item: i64, delivery: String| vault::RevealAsk {
            merchant: shop.merchant,
            sku: shop.sku,
            item,
            delivery,
            by: "somebody".into(),
            from: "inside".into(),
        };
        let mut tx = shop.db.begin().await.unwrap();
        // Another item than the one delivered, and a delivery that never was.
        let other = DeliveryId { order: order.id, seq: 2 }.to_string();
        vault::record_reveals(&mut tx, shop.time.ambient.now(), &[ask(7, ids[0].to_string()), ask(8, other)])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let findings: Vec<String> = shop.orders.audit().await.unwrap().into_iter().map(|f| f.what).collect();
        let without =
            findings.iter().filter(|what| *what == "a key was shown that was not delivered").count();
        assert_eq!(without, 2, "{findings:?}");
        assert!(findings.contains(&"more keys were shown than sold".to_owned()), "{findings:?}");
    }
}

/// Keys like those of an issuer: four groups of four.
fn issued(shop: &Shop, count: usize) -> Vec<String> {
    let one = |_| {
        let text = kernel::encode_128(u128::from_be_bytes(shop.time.ambient.bytes())).to_uppercase();
        format!("LM-{}-{}-{}", &text[6..10], &text[10..14], &text[14..18])
    };
    (0..count).map(one).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn canaries_are_never_sold_and_sing_wherever_they_turn_up() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let keys = issued(&shop, 60);
        let new = shop.batch(shop.sku, SkuKind::OneTime, None);
        let reader = |keys: &[String]| Reader::new(Cursor::new(keys.join("\n")), Format::Lines);
        let report = shop.orders.import_with_canaries(&new, reader(&keys), 5, |_, _| {}).await.unwrap();
        assert_eq!((report.accepted, report.canaries, report.lines), (60, 5, 60));
        assert_eq!(shop.stock().await, 60, "the shelf does not count them");
        shop.audit_is_clean().await;

        // Every unit is sold, and every key is one of the file.
        let user = shop.buyer(1_000_000).await;
        let (order, ids) = shop.bought(user, 60).await;
        let shown = shop.orders.reveal(&order, &ids, &by("link", "192.0.2.1")).await.unwrap();
        let mut shown: Vec<String> = shown.iter().map(|key| key.secret.expose().clone()).collect();
        let mut file = keys.clone();
        (shown.sort(), file.sort());
        assert_eq!(shown, file);
        assert_eq!(code(shop.orders.place(shop.by_wallet(user, 1)).await), "sold_out");
        assert!(shop.alarms(shop.merchant).await.is_empty());
        shop.audit_is_clean().await;

        // A thief who can make the vault open anything at all, by a delivery of their own: the canary sings, and stays shut.
        let sql = "select number from vault_items where state = 'withdrawn' order by number";
        let canaries: Vec<i64> =
            shop.db.query(sql, &[]).await.unwrap().iter().map(|r| r.int(0).unwrap()).collect();
        assert_eq!(canaries.len(), 5);
        assert!(
            canaries.windows(2).any(|pair| pair[1] > pair[0] + 1),
            "they lie among the others: {canaries:?}"
        );
        let ask = vault::RevealAsk {
            merchant: shop.merchant,
            sku: shop.sku,
            item: canaries[0],
            delivery: ids[0].to_string(),
            by: "thief".into(),
            from: "inside".into(),
        };
        let mut tx = shop.db.begin().await.unwrap();
        let sealed = vault::record_reveals(&mut tx, shop.time.ambient.now(), &[ask]).await.unwrap();
        tx.commit().await.unwrap();
        let opened = shop.orders.vault().open_sealed(&shop.db, &sealed[0]).await;
        assert_eq!(opened.err().unwrap().code(), "canary");
        let alarms = shop.alarms(shop.merchant).await;
        assert_eq!((alarms.len(), alarms[0].kind.as_str()), (1, "canary_opened"));
        assert_eq!(alarms[0].subject, report.batch.to_string());
        assert_eq!(shop.events("alarm.canary_opened").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_offers_or_redeems_a_canary_is_reported_to_its_merchant() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let keys = issued(&shop, 400);
        let new = shop.batch(shop.sku, SkuKind::OneTime, None);
        let chunk =
            Reader::new(Cursor::new(keys.join("\n")), Format::Lines).next_chunk(1_000).unwrap().unwrap();
        // The test learns them as a thief would who reads the vault's memory: they are made here, and stored by the test.
        let made = shop.orders.vault().make_canaries(&new, &chunk, 3).unwrap();
        let mixed = made.mixed_into(&chunk);
        let mut tx = shop.db.begin().await.unwrap();
        let mut importing = shop.orders.vault().begin_import(&mut tx, &new).await.unwrap();
        shop.orders.vault().store_chunk(&mut tx, &mut importing, &mixed).await.unwrap();
        assert_eq!(shop.orders.vault().hide_canaries(&mut tx, &importing, &made).await.unwrap(), 3);
        tx.commit().await.unwrap();
        let canaries: Vec<String> = made.lines().map(|line| line.to_string()).collect();
        assert!(
            canaries.iter().all(|line| line.len() == keys[0].len() && line.starts_with("LM-")),
            "{canaries:?}"
        );

        let rival = crate::shop::merchant(&shop.db, &shop.time).await;
        let check = async |merchant, keys: &[String]| {
            shop.orders.check_canaries(merchant, keys, "key_x", "192.0.2.5").await.unwrap()
        };
        assert!(check(shop.merchant, &keys).await.is_empty());
        assert!(shop.alarms(shop.merchant).await.is_empty());
        let asked = [keys[0].clone(), canaries[1].clone(), format!(" {} ", canaries[2])];
        assert_eq!(check(shop.merchant, &asked).await, [1, 2]);
        assert!(check(rival, &asked).await.is_empty(), "others learn nothing");
        let alarms = shop.alarms(shop.merchant).await;
        assert!(
            alarms.len() == 2 && alarms.iter().all(|alarm| alarm.kind == "canary_reported"),
            "{alarms:?}"
        );
        assert!(!alarms.iter().any(|alarm| alarm.detail.contains("LM-")), "an alarm holds no key");

        // Another merchant offers the loot.
        shop.time.advance(Span::seconds(1));
        let (sku, _) =
            crate::shop::product(&shop.db, &shop.time, rival, "loot", catalog::GoodsKind::OneTime, 100).await;
        let new = vault::NewBatch { merchant: rival, sku, ..shop.batch(sku, SkuKind::OneTime, None) };
        let loot = [&keys[..10], &canaries[..]].concat().join("\n");
        let reader = Reader::new(Cursor::new(loot), Format::Lines);
        shop.orders.import_stock(&new, reader, |_, _| {}).await.unwrap();
        let alarms = shop.alarms(shop.merchant).await;
        assert_eq!((alarms.len(), alarms[0].kind.as_str()), (3, "canary_offered"));
        assert!(alarms[0].detail.contains(&rival.to_string()), "{}", alarms[0].detail);
        assert!(shop.alarms(rival).await.is_empty());
        let running: Vec<String> = (0..50).map(|n| format!("CODE-{n:04}")).collect();
        let reader = Reader::new(Cursor::new(running.join("\n")), Format::Lines);
        let refused = shop.orders.import_with_canaries(&new, reader, 1, |_, _| {}).await.unwrap_err();
        assert!(refused.to_string().contains("canaries need"), "{refused}");
    }
}
