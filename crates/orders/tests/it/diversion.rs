//! Found keys: which way they went, and the cases about them.

use crate::shop::{PRICE, Shop, merchant, product};
use catalog::GoodsKind;
use kernel::{DeliveryId, MerchantId, PageAsk, Secret, SkuId, Span, UserId};
use merchants::Contract;
use orders::{
    Bought, Chain, DiversionCase, DiversionFilter, DiversionRefusal, FoundKeys, NewDiversion, NewLine,
    NewOrder, Order, Outcome, RevealBy, Shared,
};
use std::io::Cursor;
use vault::{Format, NewBatch, Reader, SkuKind};

impl Shop {
    async fn sold(&self, user: UserId, units: i64) -> (Order, Vec<DeliveryId>) {
        let placed = self.orders.place(self.by_wallet(user, units)).await.unwrap();
        (placed.order, placed.deliveries.iter().map(|unit| unit.id).collect())
    }

    async fn look(&self, of: Option<MerchantId>, text: &str) -> Result<FoundKeys, DiversionRefusal> {
        self.orders.trace_keys(of, &Secret::new(text.to_owned()), ("test", "198.51.100.7")).await
    }

    async fn trace(&self, text: &str) -> FoundKeys {
        self.look(Some(self.merchant), text).await.unwrap()
    }

    /// The only unit that is found.
    async fn one(&self, text: &str) -> Chain {
        let mut found = self.trace(text).await;
        assert_eq!((found.found.len(), found.unknown.len()), (1, 0), "{text}");
        found.found.pop().unwrap().1
    }

    async fn state(&self, text: &str) -> &'static str {
        self.one(text).await.whereabouts()
    }

    pub async fn opened(&self, new: &NewDiversion) -> Result<DiversionCase, DiversionRefusal> {
        // Ids of one millisecond are drawn in no order.
        self.time.advance(Span::seconds(1));
        let ready = self.orders.prepare_diversion(new).await?;
        let mut tx = self.db.begin().await?;
        let case = self.orders.open_diversion(&mut tx, &ready, "usr_x").await?;
        tx.commit().await?;
        Ok(case)
    }

    async fn closed(
        &self,
        case: &DiversionCase,
        outcome: Outcome,
        sentence: &str,
    ) -> Result<DiversionCase, DiversionRefusal> {
        let sentence = self.orders.prepare_sentence(case, sentence).await?;
        let mut tx = self.db.begin().await?;
        let case = self.orders.close_diversion(&mut tx, case, (outcome, &sentence), "usr_y").await?;
        tx.commit().await?;
        Ok(case)
    }

    pub fn about(&self, sku: SkuId, number: i64) -> NewDiversion {
        NewDiversion {
            merchant: self.merchant,
            sku,
            number,
            place: "a stall at the night market".into(),
            url: "https://market.example/42".into(),
            found_at: None,
            note: "two more on the table".into(),
        }
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.db.query_opt(sql, &[]).await.unwrap().unwrap().int(0).unwrap()
    }

    /// The key of a delivery, as its buyer is shown it.
    async fn shown(&self, order: &Order, id: DeliveryId, who: &str, from: &str) -> String {
        let by = RevealBy { by: who.into(), from: from.into() };
        self.orders.reveal(order, &[id], &by).await.unwrap()[0].secret.expose().clone()
    }
}

fn code<T>(result: Result<T, DiversionRefusal>) -> &'static str {
    result.err().unwrap().code()
}

fn reader(text: &str, format: Format) -> Reader<Cursor<String>> {
    Reader::new(Cursor::new(text.to_owned()), format)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sold_key_leads_to_its_partner() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let contract = Contract { contract: "HT-7".into(), signed_on: "2020-05-01".into(), document: None };
        let new = shop.batch(shop.sku, SkuKind::OneTime, None);
        let lines: String = (0..9).map(|n| format!("FIRST-{n:06}-PLAINTEXT\n")).collect();
        let lines = reader(&lines, Format::Lines);
        let report = shop.orders.import_under(&new, Some(&contract), lines, 0, |_, _| {}).await.unwrap();
        let user = shop.buyer(100 * PRICE).await;
        let (order, ids) = shop.sold(user, 3).await;
        shop.sold(user, 2).await;
        shop.sold(shop.buyer(PRICE).await, 1).await;
        let key = shop.shown(&order, ids[1], "key_x", "192.0.2.77").await;
        shop.time.advance(Span::hours(1));
        assert_eq!(shop.shown(&order, ids[1], "link", "2001:db8:1:2::9").await, key);
        shop.shown(&order, ids[0], "link", "192.0.2.77").await;
        let link = shop.orders.make_reveal_link(&order, ids[1], "key_x", Span::days(1)).await.unwrap();
        shop.orders.open_reveal_link(link.token.expose(), "203.0.113.5").await.unwrap();

        let chain = shop.one(&format!("\r\n  {key}\t\r\n")).await;
        assert_eq!((chain.whereabouts(), chain.item.sku, chain.canary), ("sold", shop.sku, false));
        assert_eq!((chain.title.en.as_str(), chain.sku_name.en.as_str()), ("Product first", "Product first"));
        assert_eq!((chain.batch.id, chain.batch.provenance.supplier.as_str()), (report.batch, "supplier"));
        assert_eq!(chain.papers.contract.unwrap().contract, "HT-7");
        assert!(chain.shared.is_none() && chain.open_case.is_none());
        let sale = chain.sale.unwrap();
        assert_eq!((sale.delivery, sale.order.id, sale.order.buyer), (ids[1], order.id, Some(user)));
        assert_eq!(sale.network.as_deref(), Some("192.0.2.0/24"));
        assert_eq!(sale.bought, Some(Bought { of_sku: 5, in_all: 5, complete: true, cases: 0 }));
        let seen: Vec<_> = sale.reveals.iter().map(|r| (r.who.as_str(), r.network.as_deref())).collect();
        let networks = [Some("192.0.2.0/24"), Some("2001:db8:1::/48"), Some("203.0.113.0/24")];
        assert_eq!(seen, [("key_x", networks[0]), ("link", networks[1]), ("reveal_link", networks[2])]);
        assert!(sale.reveals_complete);
        let links: Vec<_> = sale.links.iter().map(|link| (link.state, link.network.as_deref())).collect();
        assert_eq!(links, [("used", networks[2])]);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_sold_is_told_as_it_stands_and_what_is_not_theirs_is_unknown() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 4).await;
        let all: String = (0..4).map(|n| format!("FIRST-{n:06}-PLAINTEXT\n")).collect();
        let states = async || {
            let found = shop.trace(&all).await.found;
            let mut states: Vec<_> = found.iter().map(|(_, chain)| chain.whereabouts()).collect();
            states.sort_unstable();
            states
        };
        assert_eq!(states().await, ["in_stock"; 4]);
        let (order, _) = shop.sold(shop.buyer(PRICE).await, 1).await;
        assert_eq!(states().await, ["in_stock", "in_stock", "in_stock", "sold"]);
        let batch = shop.trace(&all).await.found[0].1.batch.id;
        shop.orders.withdraw_batch(shop.merchant, batch).await.unwrap();
        assert_eq!(states().await, ["sold", "withdrawn", "withdrawn", "withdrawn"]);
        let mut tx = shop.db.begin().await.unwrap();
        orders::recall(&mut tx, shop.merchant, order.id, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(states().await, ["held_back", "withdrawn", "withdrawn", "withdrawn"]);

        let found = shop.trace("FIRST-000001-PLAINTEXT\n\nfirst-000001-plaintext\nNO-SUCH-KEY").await;
        assert_eq!((found.lines, found.found.len(), found.unknown), (3, 1, vec![3, 4]));
        assert_eq!(found.found[0].0, 1);
        let twice = shop.trace("FIRST-000001-PLAINTEXT\nFIRST-000001-PLAINTEXT").await;
        assert_eq!(twice.found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2]);

        let rival = merchant(&shop.db, &shop.time).await;
        let theirs = shop.look(Some(rival), &all).await.unwrap();
        assert_eq!((theirs.found.len(), theirs.unknown), (0, vec![1, 2, 3, 4]));
        assert_eq!(shop.look(None, &all).await.unwrap().found.len(), 4, "the platform sees all");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn number_and_password_are_found_however_they_are_written() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let new = NewBatch { format: Format::Csv, ..shop.batch(shop.sku, SkuKind::OneTime, None) };
        let file = reader("卡号,卡密\n88001122,9988\n\"7,7\",1234\n", Format::Csv);
        shop.orders.import_stock(&new, file, |_, _| {}).await.unwrap();
        for text in ["88001122 9988", "88001122,9988", "88001122\t 9988", " \"88001122\" , 9988 \r\n"] {
            assert_eq!(shop.state(text).await, "in_stock", "{text}");
        }
        assert_eq!(shop.state("\"7,7\",1234").await, "in_stock");
        for text in ["88001122", "9988", "88001122 9988 x", "88001122-9988"] {
            assert_eq!(shop.trace(text).await.unknown, [1], "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_secret_has_no_culprit_and_a_canary_sings() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 0).await;
        let (sku, offer) = product(&shop.db, &shop.time, shop.merchant, "loop", GoodsKind::Loop, PRICE).await;
        let new = shop.batch(sku, SkuKind::Loop, Some(9));
        let secret = reader("OPEN-SESAME-1\n", Format::Lines);
        shop.orders.import_stock(&new, secret, |_, _| {}).await.unwrap();
        for units in [2, 1] {
            let user = shop.buyer(10 * PRICE).await;
            let lines = vec![NewLine { offer, quantity: units }];
            shop.orders.place(NewOrder { lines, ..shop.by_wallet(user, 1) }).await.unwrap();
        }
        let chain = shop.one("OPEN-SESAME-1").await;
        assert_eq!((chain.whereabouts(), chain.item.number), ("shared", 1));
        assert!(chain.sale.is_none());
        assert_eq!(chain.shared, Some(Shared { units: 3, orders: 2, complete: true }));
        let case = shop.opened(&shop.about(sku, 1)).await.unwrap();
        assert_eq!((case.order(), case.partner), (None, None));

        let keys: Vec<String> = (0..40)
            .map(|_| kernel::encode_128(u128::from_be_bytes(shop.time.ambient.bytes())).to_uppercase())
            .collect();
        let new = shop.batch(shop.sku, SkuKind::OneTime, None);
        let chunk = reader(&keys.join("\n"), Format::Lines).next_chunk(1_000).unwrap().unwrap();
        let vault = shop.orders.vault();
        let made = vault.make_canaries(&new, &chunk, 1).unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let mut importing = vault.begin_import(&mut tx, &new).await.unwrap();
        vault.store_chunk(&mut tx, &mut importing, &made.mixed_into(&chunk)).await.unwrap();
        assert_eq!(vault.hide_canaries(&mut tx, &importing, &made).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let canary = made.lines().next().unwrap().to_string();
        let alarms = "select count(*) from alarms where kind = 'canary_reported'";
        assert_eq!((shop.state(&keys[0]).await, shop.count(alarms).await), ("in_stock", 0));
        assert_eq!((shop.state(&canary).await, shop.count(alarms).await), ("canary", 1));
        let rival = merchant(&shop.db, &shop.time).await;
        assert_eq!(shop.look(Some(rival), &canary).await.unwrap().unknown, [1]);
        assert_eq!(shop.count(alarms).await, 2, "its merchant hears of it, whoever asks");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_keys_at_once_and_no_more() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 3).await;
        let text = |count: usize| (0..count).map(|n| format!("FIRST-{n:06}-PLAINTEXT\n")).collect::<String>();
        let found = shop.trace(&text(200)).await;
        assert_eq!((found.lines, found.found.len(), found.unknown.len()), (200, 3, 197));
        assert_eq!(code(shop.look(None, &text(201)).await), "too_many_found_keys");
        for bad in ["", " \n\r\n", "A\u{0}B", "FIRST-000001-PLAINTEXT\n\u{1b}[0m"] {
            let refused = shop.look(None, bad).await.err().unwrap();
            assert_eq!(refused.code(), "bad_found_keys");
            assert!(!refused.to_string().contains("FIRST"), "{refused}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_lives_raises_an_alarm_and_holds_no_key() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 6).await;
        let user = shop.buyer(10 * PRICE).await;
        let (order, ids) = shop.sold(user, 2).await;
        let key = shop.shown(&order, ids[0], "link", "192.0.2.1").await;
        let number = shop.one(&key).await.item.number;
        let new = shop.about(shop.sku, number);
        let case = shop.opened(&new).await.unwrap();
        assert_eq!((case.delivery, case.partner, case.is_open()), (Some(ids[0]), Some(user), true));
        assert_eq!((case.place.as_str(), case.opened_by.as_str()), (new.place.as_str(), "usr_x"));
        assert_eq!(code(shop.opened(&new).await), "diversion_open_already");
        let chain = shop.one(&key).await;
        assert_eq!(chain.open_case, Some(case.id));
        assert_eq!(chain.sale.unwrap().bought.unwrap().cases, 1);

        let alarms = shop.orders.alarms(shop.merchant, &PageAsk::new(None, None)).await.unwrap().items;
        assert_eq!((alarms.len(), alarms[0].kind.as_str()), (1, "key_diverted"));
        assert_eq!((alarms[0].subject.clone(), alarms[0].order), (case.id.to_string(), Some(order.id)));
        for sql in [
            "select count(*) from events where topic = 'diversion.opened'",
            "select count(*) from events where topic = 'alarm.key_diverted'",
            "select count(*) from jobs where kind = 'mail.alarm'",
        ] {
            assert_eq!(shop.count(sql).await, 1, "{sql}");
        }

        // The same buyer once more, and somebody else.
        let second =
            shop.opened(&shop.about(shop.sku, number_of(&shop, &order, ids[1]).await)).await.unwrap();
        let (other, units) = shop.sold(shop.buyer(PRICE).await, 1).await;
        let third =
            shop.opened(&shop.about(shop.sku, number_of(&shop, &other, units[0]).await)).await.unwrap();
        let unsold = shop.opened(&shop.about(shop.sku, 6)).await.unwrap();
        assert_eq!((unsold.order(), unsold.partner), (None, None));

        let done = shop.closed(&case, Outcome::PartnerWarned, "they will not do it again").await.unwrap();
        assert_eq!((done.outcome, done.is_open()), (Some(Outcome::PartnerWarned), false));
        assert_eq!(
            (done.sentence.as_str(), done.closed_by.as_deref()),
            ("they will not do it again", Some("usr_y"))
        );
        assert_eq!(code(shop.closed(&case, Outcome::NotOurs, "again").await), "diversion_closed");
        assert_eq!(shop.count("select count(*) from events where topic = 'diversion.closed'").await, 1);

        let partners = shop.orders.diverting_partners(Some(shop.merchant)).await.unwrap();
        let told: Vec<_> = partners.iter().map(|p| (p.partner, p.cases, p.open, p.warned)).collect();
        assert_eq!(told, [(user, 2, 1, 1), (other.buyer.unwrap(), 1, 1, 0)], "repeat offenders first");
        let list = async |filter: DiversionFilter, after: Option<String>| {
            let page = shop.orders.diversions(&filter, &PageAsk::new(after, Some(2))).await.unwrap();
            (page.items.iter().map(|case| case.id).collect::<Vec<_>>(), page.next)
        };
        let mine = DiversionFilter { merchant: Some(shop.merchant), ..DiversionFilter::default() };
        let (first, next) = list(mine.clone(), None).await;
        assert_eq!((first, next.is_some()), (vec![unsold.id, third.id], true));
        assert_eq!(list(mine.clone(), next).await, (vec![second.id, case.id], None));
        let of = DiversionFilter { partner: Some(user), open: Some(true), ..mine.clone() };
        assert_eq!(list(of, None).await, (vec![second.id], None));
        let closed = DiversionFilter { open: Some(false), ..mine };
        assert_eq!(list(closed, None).await, (vec![case.id], None));

        let rival = merchant(&shop.db, &shop.time).await;
        assert_eq!(code(shop.orders.diversion(case.id, Some(rival)).await), "no_such_diversion");
        assert_eq!(shop.orders.diversion(case.id, None).await.unwrap(), done);
        let chain = shop.orders.diversion_chain(&case).await.unwrap().unwrap();
        assert_eq!(chain.sale.unwrap().order.id, order.id);
        // A case may be opened anew, once the one before is closed.
        shop.opened(&new).await.unwrap();

        // Who leaves is nobody's partner any more.
        let mut tx = shop.db.begin().await.unwrap();
        orders::anonymise(&mut tx, user).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.orders.diversion(case.id, None).await.unwrap().partner, None);
        assert_eq!(shop.orders.diverting_partners(None).await.unwrap().len(), 1);

        let rows =
            shop.db.query("select place, url, note, sentence from diversion_cases", &[]).await.unwrap();
        assert!(rows.iter().all(|row| (0..4).all(|at| !row.text(at).unwrap().contains("PLAINTEXT"))));
        shop.audit_is_clean().await;
    }
}

/// Of a delivered unit.
async fn number_of(shop: &Shop, order: &Order, id: DeliveryId) -> i64 {
    let key = shop.shown(order, id, "link", "192.0.2.1").await;
    shop.one(&key).await.item.number
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_a_case_is_refused() {
    for engine in testkit::engines() {
        let shop = Shop::with_keys(engine, 2).await;
        let new = || shop.about(shop.sku, 1);
        let refused = async |new: NewDiversion| code(shop.opened(&new).await);
        assert_eq!(refused(shop.about(shop.sku, 99)).await, "no_such_unit");
        let rival = merchant(&shop.db, &shop.time).await;
        assert_eq!(refused(NewDiversion { merchant: rival, ..new() }).await, "no_such_unit");
        for place in ["", "two\nlines", &"x".repeat(201)] {
            let new = NewDiversion { place: place.to_owned(), ..new() };
            assert_eq!(refused(new).await, "bad_diversion_text");
        }
        assert_eq!(refused(NewDiversion { note: "x".repeat(1_001), ..new() }).await, "bad_diversion_text");
        for url in ["javascript:alert(1)", "market.example", "https://a\nb"] {
            assert_eq!(refused(NewDiversion { url: url.into(), ..new() }).await, "bad_diversion_url");
        }
        let later = Some(shop.time.ambient.now().after(Span::hours(1)));
        assert_eq!(refused(NewDiversion { found_at: later, ..new() }).await, "bad_diversion_time");
        // The key of this unit, or of another one.
        let key = "FIRST-000001-PLAINTEXT";
        for (place, url, note) in [
            (key.to_owned(), String::new(), String::new()),
            ("a stall".into(), format!("https://market.example/?code={key}"), String::new()),
            ("a stall".into(), String::new(), format!("卡密是{key}，已失效")),
        ] {
            assert_eq!(refused(NewDiversion { place, url, note, ..new() }).await, "key_in_words");
        }
        assert_eq!(shop.count("select count(*) from diversion_cases").await, 0);
        let case = shop.opened(&new()).await.unwrap();
        let sentence = format!("it was {key}");
        assert_eq!(code(shop.closed(&case, Outcome::NotOurs, &sentence).await), "key_in_words");
        assert_eq!(code(shop.closed(&case, Outcome::NotOurs, " ").await), "bad_diversion_text");
    }
}
