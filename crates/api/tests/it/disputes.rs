//! Disputes over HTTP, from all three sides.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use identity::{Duty, Role};
use kernel::Span;
use serde_json::{Value, json};

/// A picture of eight by eight pixels.
pub fn png(mark: u8) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, data, &[0; 4]].concat()
    };
    let size = [&8_u32.to_be_bytes()[..], &8_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &size), chunk(b"IDAT", &[mark; 3]), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat()
}

/// A recording that is text, too.
pub fn ogg() -> String {
    format!("OggS{}\u{1}\u{5}abcde", "\0".repeat(22))
}

pub fn form(name: &str, content: &str) -> String {
    format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--edge--\r\n"
    )
}

async fn bought(shop: &Shop) -> String {
    let new = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": true});
    let order = shop.post(&shop.partner, "/v1/orders", new).await;
    assert_eq!(order.status, 201, "{order:?}");
    order.json()["id"].as_str().unwrap().to_owned()
}

/// An order of the partner's that money of the channel has paid.
pub async fn paid_by_channel(shop: &Shop) -> String {
    let new =
        json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake", "contact": "of@example.com"});
    let order = shop.post(&shop.partner, "/v1/orders", new).await;
    assert_eq!(order.status, 201, "{order:?}");
    let order = order.json();
    let payment = order["payment"]["id"].as_str().unwrap().parse().unwrap();
    let amount = kernel::Money::new(order["total"]["amount"].as_i64().unwrap(), kernel::Currency::CNY);
    shop.channel.paid.lock().unwrap().push((payment, amount));
    assert_eq!(shop.orders.ask_channel("fake", payment).await.unwrap().len(), 1);
    order["id"].as_str().unwrap().to_owned()
}

/// The dispute about an order that a bank has taken back, as somebody has written it down.
pub async fn taken_back(shop: &Shop, text: &str) -> String {
    let care = &shop.api.aftercare;
    let new = aftercare::NewByHand {
        order: paid_by_channel(shop).await.parse().unwrap(),
        reference: "cb 0".into(),
        amount: None,
        text: text.into(),
    };
    let heard = care.prepare_chargeback(kernel::UserId(9), &new).await.unwrap();
    let mut tx = shop.db.begin().await.unwrap();
    let case = care.book_chargeback(&mut tx, &heard).await.unwrap();
    tx.commit().await.unwrap();
    case.id.to_string()
}

async fn opened(shop: &Shop, order: &str) -> Told {
    let new = json!({"reason": "already_used", "remedy": "refund", "text": "it says that it was used"});
    shop.post(&shop.partner, &format!("/v1/orders/{order}/disputes"), new).await
}

/// Somebody of the operator's with that duty, logged in with a fresh proof.
async fn operator(shop: &Shop, name: &str, duty: Duty) -> String {
    let email = format!("{name}@example.com");
    shop.person(&email, Role::Operator, None, Some(duty)).await;
    shop.session(&email, true).await
}

async fn put(shop: &Shop, who: &str, path: &str, body: Value) -> Told {
    let request = shop.as_who(Request::put(path), who).header("content-type", "application/json");
    shop.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn upload(shop: &Shop, who: &str, path: &str, name: &str, content: &str) -> Told {
    let request =
        shop.as_who(Request::post(path), who).header("content-type", "multipart/form-data; boundary=edge");
    shop.send(request.body(Body::from(form(name, content))).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispute_from_its_opening_to_a_final_ruling() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop).await;
        let told = opened(&shop, &order).await;
        assert_eq!(told.status, 200, "{told:?}");
        let case = told.json();
        let id = case["id"].as_str().unwrap().to_owned();
        assert_eq!((&case["state"], &case["frozen"]), (&json!("merchant"), &json!(true)));
        assert_eq!(opened(&shop, &order).await.problem(), (409, "dispute_open_already".into()));
        let path = format!("/v1/disputes/{id}");
        assert_eq!(shop.get(&shop.stranger, &path).await.problem(), (404, "no_such_dispute".into()));
        let listed = shop.get(&shop.partner, "/v1/disputes?open=true").await.json();
        assert_eq!(listed["items"][0]["id"], id.as_str());

        // The merchant, with a proof of who it is.
        let merchant = format!("/v1/merchant/disputes/{id}");
        let contest = json!({"act": "contest", "text": "it was good when it was sold"});
        assert_eq!(shop.post(&shop.staff, &format!("{merchant}/acts"), contest.clone()).await.status, 403);
        let owner = shop.session("staff@example.com", true).await;
        let told = shop.post(&owner, &format!("{merchant}/acts"), contest).await;
        assert_eq!((told.status, &told.json()["state"]), (200, &json!("platform")), "{told:?}");
        assert_eq!(shop.get(&owner, "/v1/merchant/dispute-score").await.json()["disputes"], 1);

        // The platform: to read and to rule are two things.
        let (ada, bea) =
            (operator(&shop, "ada", Duty::Support).await, operator(&shop, "bea", Duty::Admin).await);
        let ria = operator(&shop, "ria", Duty::Risk).await;
        let platform = format!("/v1/platform/disputes/{id}");
        assert_eq!(shop.get(&ria, &platform).await.status, 200);
        let ruling = json!({"back": 0, "text": "the key was shown to the buyer and worked"});
        assert_eq!(shop.post(&ria, &format!("{platform}/rule"), ruling.clone()).await.problem().0, 403);
        let queue = shop.get(&ada, "/v1/platform/disputes?state=platform").await.json();
        assert_eq!((&queue["items"][0]["id"], &queue["waiting"][0]["count"]), (&json!(id), &json!(1)));
        let taken = shop.post(&ada, &format!("{platform}/take"), json!({})).await.json();
        assert_eq!(taken["taken_by"], "ada@example.com");
        let other = shop.post(&bea, &format!("{platform}/rule"), ruling.clone()).await;
        assert_eq!(other.problem(), (409, "taken_by_somebody_else".into()));
        let too_much =
            shop.post(&ada, &format!("{platform}/rule"), json!({"back": 1_001, "text": "x"})).await;
        assert_eq!(too_much.problem(), (422, "bad_ruling".into()));
        let ruled = shop.post(&ada, &format!("{platform}/rule"), ruling.clone()).await;
        assert_eq!((ruled.status, &ruled.json()["state"]), (200, &json!("ruled")), "{ruled:?}");
        let twice = shop.post(&ada, &format!("{platform}/rule"), ruling).await;
        assert_eq!(twice.problem(), (409, "wrong_dispute_state".into()));

        let appeal = json!({"act": "appeal", "text": "it did not work"});
        let told = shop.post(&shop.partner, &format!("{path}/acts"), appeal).await;
        assert_eq!((told.status, &told.json()["state"]), (200, &json!("appealed")), "{told:?}");
        let last = json!({"back": 600, "text": "a part of it"});
        let same = shop.post(&ada, &format!("{platform}/rule"), last.clone()).await;
        assert_eq!(same.problem(), (403, "same_arbiter".into()));
        let closed = shop.post(&bea, &format!("{platform}/rule"), last).await.json();
        assert_eq!((&closed["state"], &closed["refunded"]["amount"]), (&json!("closed"), &json!(600)));

        // Each side reads the same, but the names of the others.
        let (seen, told) = (shop.get(&shop.partner, &path).await, shop.get(&owner, &merchant).await);
        let (buyer, seller) = (seen.json(), told.json());
        assert_eq!(buyer["evidence"], seller["evidence"]);
        assert_eq!(buyer["evidence"].as_array().unwrap().len(), 3);
        assert_eq!((who(&buyer, "ruled"), who(&buyer, "contested")), (Value::Null, Value::Null));
        assert_eq!(
            (who(&seller, "ruled"), who(&seller, "contested")),
            (Value::Null, json!("staff@example.com"))
        );
        assert_eq!(who(&closed, "ruled"), "ada@example.com");
        assert!(buyer["decisions"].as_array().unwrap().is_empty());
        assert!(!seen.text().contains("usr_") && !seen.text().contains("192.0.2"), "{}", seen.text());
        assert!(shop.api.aftercare.audit().await.unwrap().is_empty());
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_stands_in_the_trail_and_silence_has_an_end() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = shop.session("staff@example.com", true).await;
        let (first, second) = (bought(&shop).await, bought(&shop).await);
        let id = opened(&shop, &first).await.json()["id"].as_str().unwrap().to_owned();
        opened(&shop, &second).await;
        let path = format!("/v1/merchant/disputes/{id}/acts");
        let nothing = shop.post(&owner, &path, json!({"act": "offer", "amount": 0})).await;
        assert_eq!(nothing.problem(), (422, "bad_offer".into()));
        let offered = shop.post(&owner, &path, json!({"act": "offer", "amount": 250})).await;
        assert_eq!(
            offered.json()["offer"],
            json!({"number": 1, "amount": {"amount": 250, "currency": "CNY"}, "replaces": []})
        );
        let admin = operator(&shop, "fay", Duty::Admin).await;
        let trail = shop.get(&admin, "/v1/platform/trail?what=dispute_offered").await.json();
        assert_eq!(trail["items"][0]["subject"], id.as_str());
        let acts = format!("/v1/disputes/{id}/acts");
        let wrong = shop.post(&shop.partner, &acts, json!({"act": "accept", "offer": 2})).await;
        assert_eq!(wrong.problem(), (409, "offer_changed".into()));
        for _ in 0..2 {
            let taken = shop.post(&shop.partner, &acts, json!({"act": "accept", "offer": 1})).await;
            assert_eq!((taken.status, &taken.json()["how"]), (200, &json!("agreed")), "{taken:?}");
        }
        shop.time.advance(Span::days(5));
        shop.api.aftercare.end_due(10).await.unwrap();
        let listed = shop.get(&shop.staff, "/v1/merchant/disputes?open=false").await.json();
        assert_eq!(listed["items"][0]["how"], "silent_merchant");
        assert_eq!(listed["items"].as_array().unwrap().len(), 2);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_keys_are_offered_and_ruled_instead_of_money() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let owner = shop.session("staff@example.com", true).await;
        let (first, second) = (bought(&shop).await, bought(&shop).await);
        let id = opened(&shop, &first).await.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/merchant/disputes/{id}/acts");
        let dead = format!("{}-1", first.replace("ord_", "dlv_"));
        let wrong = json!({"act": "replace", "deliveries": ["one"]});
        assert_eq!(shop.post(&owner, &path, wrong).await.problem(), (422, "invalid_field".into()));
        let strange =
            json!({"act": "replace", "deliveries": [format!("{}-1", second.replace("ord_", "dlv_"))]});
        assert_eq!(shop.post(&owner, &path, strange).await.problem(), (409, "not_replaceable".into()));
        let told = shop.post(&owner, &path, json!({"act": "replace", "deliveries": [dead]})).await;
        assert_eq!(told.json()["offer"]["replaces"], json!([dead]), "{told:?}");
        let acts = format!("/v1/disputes/{id}/acts");
        let taken = shop.post(&shop.partner, &acts, json!({"act": "accept", "offer": 1})).await.json();
        assert_eq!((&taken["how"], &taken["replaced"]), (&json!("agreed"), &json!(1)));
        assert_eq!(taken["refunded"]["amount"], 0);
        let order = shop.get(&shop.partner, &format!("/v1/orders/{first}")).await.json();
        let states: Vec<_> =
            order["deliveries"].as_array().unwrap().iter().map(|d| d["state"].clone()).collect();
        assert_eq!(states, ["replaced", "delivered"]);
        let fresh = order["deliveries"][1]["id"].as_str().unwrap();
        let shown = shop.post(&shop.partner, &format!("/v1/deliveries/{fresh}/reveal"), json!({})).await;
        assert_eq!(shown.status, 200, "{shown:?}");

        let case = opened(&shop, &second).await.json();
        let id = case["id"].as_str().unwrap().to_owned();
        let contest = json!({"act": "contest", "text": "it was good"});
        shop.post(&owner, &format!("/v1/merchant/disputes/{id}/acts"), contest).await;
        let ada = operator(&shop, "ada", Duty::Support).await;
        let rule = format!("/v1/platform/disputes/{id}/rule");
        for neither in [json!({"text": "x"}), json!({"text": "x", "back": 1, "replace": []})] {
            assert_eq!(shop.post(&ada, &rule, neither).await.problem(), (422, "invalid_field".into()));
        }
        let ruled = shop.post(&ada, &rule, json!({"replace": [], "text": "another key"})).await;
        assert_eq!(ruled.json()["ruled_replaces"].as_array().map(Vec::len), Some(1), "{ruled:?}");
        shop.time.advance(Span::days(5));
        shop.api.aftercare.end_due(10).await.unwrap();
        let closed = shop.get(&owner, &format!("/v1/merchant/disputes/{id}")).await.json();
        assert_eq!((&closed["how"], &closed["replaced"]), (&json!("ruled"), &json!(1)));
        assert!(shop.api.aftercare.audit().await.unwrap().is_empty());
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chargeback_is_written_down_by_people_with_a_proof_and_ends_by_their_word() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (order, wallet) = (paid_by_channel(&shop).await, bought(&shop).await);
        let fin = operator(&shop, "fin", Duty::Finance).await;
        let path = format!("/v1/platform/orders/{order}/chargebacks");
        let body = json!({"reference": "2026 112", "text": "the card's owner does not know it"});
        let ada = operator(&shop, "ada", Duty::Support).await;
        assert_eq!(shop.post(&ada, &path, body.clone()).await.problem(), (403, "scope_missing".into()));
        let of_wallet = format!("/v1/platform/orders/{wallet}/chargebacks");
        assert_eq!(shop.post(&fin, &of_wallet, body.clone()).await.problem(), (409, "no_arrival".into()));
        let too_much = json!({"reference": "2026 112", "text": "x", "amount": 1_001});
        assert_eq!(shop.post(&fin, &path, too_much).await.problem(), (422, "bad_chargeback".into()));
        let told = shop.post(&fin, &path, body.clone()).await;
        assert_eq!((told.status, &told.json()["state"]), (200, &json!("bank")), "{told:?}");
        let id = told.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(shop.post(&fin, &path, body).await.problem(), (409, "chargeback_known".into()));
        // Merchant and platform see it, the buyer sees the case.
        let owner = shop.session("staff@example.com", true).await;
        let seen = shop.get(&owner, &format!("/v1/merchant/disputes/{id}")).await.json();
        assert_eq!(
            (&seen["chargeback"]["state"], &seen["chargeback"]["by_hand"]),
            (&json!("taken"), &json!(true))
        );
        let mine = shop.get(&shop.partner, &format!("/v1/disputes/{id}")).await.json();
        assert_eq!((&mine["state"], &mine["chargeback"]), (&json!("bank"), &Value::Null));
        let listed = shop.get(&ada, "/v1/platform/disputes?state=bank").await.json();
        assert_eq!(listed["items"][0]["id"], id.as_str());
        let pack = format!("/v1/merchant/disputes/{id}/pack");
        assert_eq!(shop.get(&shop.staff, &pack).await.status, 403, "a key takes none");
        let taken = shop.get(&owner, &pack).await.json();
        assert_eq!(taken["evidence"]["customer_email_address"], "of@example.com");
        assert_eq!((&taken["reference"], &taken["prior_payment_intents"]), (&json!("2026 112"), &json!([])));
        let paper = shop.get(&ada, &format!("/v1/platform/disputes/{id}/pack?format=pdf")).await;
        assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"));
        assert!(shop.get(&ada, &format!("/v1/platform/disputes/{id}/pack?format=doc")).await.status == 400);
        let end = format!("/v1/platform/disputes/{id}/bank");
        let closed = shop.post(&fin, &end, json!({"won": false, "reason": "as its pages say"})).await;
        assert_eq!(closed.json()["how"], "chargeback_lost", "{closed:?}");
        let again = shop.post(&fin, &end, json!({"won": true, "reason": "x"})).await;
        assert_eq!(again.problem(), (409, "wrong_dispute_state".into()));
        let admin = operator(&shop, "fay", Duty::Admin).await;
        for what in ["chargeback_recorded", "chargeback_ended", "dispute_pack_taken"] {
            let trail = shop.get(&admin, &format!("/v1/platform/trail?what={what}")).await.json();
            assert_eq!(trail["items"][0]["subject"], id.as_str());
        }
        assert!(shop.api.aftercare.audit().await.unwrap().is_empty());
        assert!(shop.api.settlement.audit().await.unwrap().is_empty());
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_had_much_given_back_says_so_before_a_key_is_shown() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let lines: String = (0..9).map(|n| format!("STRICT-KEY-{n:04}\n")).collect();
        assert_eq!(shop.import("text/plain", &shop.sku, lines).await.status, 201);
        let unseen = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet"});
        let mut last = String::new();
        for n in 0..6 {
            let order = shop.post(&shop.partner, "/v1/orders", unseen.clone()).await.json();
            last = order["id"].as_str().unwrap().to_owned();
            if n < 2 {
                assert_eq!(opened(&shop, &last).await.json()["how"], "by_rule");
            }
        }
        let delivery = format!("{}-1", last.replace("ord_", "dlv_"));
        let (reveal, links) =
            (format!("/v1/deliveries/{delivery}/reveal"), format!("/v1/deliveries/{delivery}/links"));
        assert_eq!(shop.post(&shop.partner, &reveal, json!({})).await.problem(), (409, "word_needed".into()));
        assert_eq!(shop.post(&shop.partner, &links, json!({})).await.problem(), (409, "word_needed".into()));
        let said = shop.post(&shop.partner, &format!("{reveal}?understood=true"), json!({})).await;
        assert_eq!(said.status, 200, "{said:?}");
        assert_eq!(shop.post(&shop.partner, &reveal, json!({})).await.status, 200);
        let confirm = shop.post(&shop.partner, &format!("/v1/orders/{last}/confirm"), json!({})).await;
        assert_eq!(confirm.problem(), (409, "release_not_shortened".into()));
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_what_they_say_and_rules_are_tried_first() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let order = bought(&shop).await;
        let id = opened(&shop, &order).await.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/disputes/{id}/files");
        let forged = upload(&shop, &shop.partner, &path, "a.png", "MZ a program").await;
        assert_eq!(forged.problem(), (422, "forged_file".into()));
        let told = upload(&shop, &shop.partner, &path, "a.ogg", &ogg()).await;
        assert_eq!((told.status, &told.json()["content_type"]), (200, &json!("audio/ogg")), "{told:?}");
        let file = told.json()["id"].as_str().unwrap().to_owned();
        let mine = shop.get(&shop.partner, &format!("/v1/dispute-files/{file}")).await;
        assert_eq!((mine.status, mine.text()), (200, ogg()));
        assert_eq!(mine.header("content-disposition"), "attachment; filename*=UTF-8''a.ogg");
        let strange = shop.get(&shop.stranger, &format!("/v1/dispute-files/{file}")).await;
        assert_eq!(strange.problem(), (404, "no_such_dispute_file".into()));
        let admin = operator(&shop, "fay", Duty::Admin).await;
        assert_eq!(shop.get(&admin, &format!("/v1/platform/dispute-files/{file}")).await.status, 200);
        let trail = shop.get(&admin, "/v1/platform/trail?what=dispute_file_opened").await.json();
        assert_eq!(trail["items"][0]["subject"], file.as_str());

        let rules = shop.get(&admin, "/v1/platform/dispute-rules").await.json();
        assert_eq!((&rules["version"], rules["rules"].as_array().unwrap().len()), (&json!(0), 6));
        let rule = |when: &str| {
            json!({"code": "small", "zh": "小额", "en": "small", "on": ["opened"], "when": when,
                "act": "refund", "percent": 100, "mode": "live"})
        };
        let bad = json!({"version": 0, "rules": [rule("amount <")], "reason": "a try"});
        let told = put(&shop, &admin, "/v1/platform/dispute-rules", bad).await;
        assert_eq!(told.problem(), (422, "bad_dispute_rule".into()));
        let good = json!({"version": 0, "rules": [rule("amount < 2000")], "reason": "a try"});
        let replay = json!({"rules": [rule("amount < 2000")], "days": 30});
        let told = shop.post(&admin, "/v1/platform/dispute-rules/replay", replay).await.json();
        assert_eq!((&told["moments"], &told["changed"][0]["would"]), (&json!(1), &json!("small")));
        let put_once = put(&shop, &admin, "/v1/platform/dispute-rules", good.clone()).await;
        assert_eq!((put_once.status, &put_once.json()["version"]), (200, &json!(1)), "{put_once:?}");
        let late = put(&shop, &admin, "/v1/platform/dispute-rules", good).await;
        assert_eq!(late.problem(), (409, "dispute_rules_changed".into()));
        let order = bought(&shop).await;
        let decided = opened(&shop, &order).await.json();
        assert_eq!((&decided["how"], &decided["refunded"]["amount"]), (&json!("by_rule"), &json!(1_000)));
        shop.audit_is_clean().await;
    }
}

fn who(view: &Value, kind: &str) -> Value {
    let entries = view["entries"].as_array().unwrap();
    entries.iter().find(|entry| entry["kind"] == kind).unwrap()["who"].clone()
}
