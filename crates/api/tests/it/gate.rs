//! Who may sell what, over HTTP: applications, scans, authorisations, reviews, plans.

use crate::shop::{Shop, Told};
use axum::body::Body;
use axum::http::Request;
use catalog::{NewProduct, ProductWords};
use identity::{Duty, Role};
use kernel::{BasisPoints, Bilingual, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";

fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {words}\n%%EOF\n").into_bytes()
}

async fn upload(shop: &Shop, who: &str, path: &str, kind: &str, name: &str, content: &[u8]) -> Told {
    let edge = "----edge";
    let mut body =
        format!("--{edge}\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").into_bytes();
    let head =
        format!("--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
    let request = shop.as_who(Request::post(path), who);
    let request = request.header("content-type", format!("multipart/form-data; boundary={edge}"));
    shop.send(request.body(Body::from(body)).unwrap()).await
}

pub async fn put(shop: &Shop, who: &str, path: &str, body: Value) -> Told {
    let request = shop.as_who(Request::put(path), who).header("content-type", "application/json");
    shop.send(request.body(body.to_string().into()).unwrap()).await
}

fn form(slug: &str, licence: &str) -> Value {
    json!({
        "kind": "company", "name": {"zh": "夜市商行", "en": "Night Market"}, "licence_number": licence,
        "legal_person": "豆小蔻", "contact_name": "豆小蔻", "contact_phone": "13800000000",
        "contact_email": "owner@example.com", "bank_name": "豆蔻银行", "bank_account": "6222000011112222",
        "store_slug": slug,
    })
}

/// A buyer who has handed in an application, logged in; with its id.
async fn applicant(shop: &Shop, email: &str, slug: &str, licence: &str) -> (String, String) {
    shop.person(email, Role::Buyer, None, None).await;
    let who = shop.session(email, false).await;
    let saved = put(shop, &who, "/v1/application", form(slug, licence)).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let sent = upload(shop, &who, "/v1/application/documents", "licence", "执照.pdf", &pdf(slug)).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let handed = shop.post(&who, "/v1/application/submit", json!({})).await;
    assert_eq!(handed.status, 200, "{handed:?}");
    let id = handed.json()["id"].as_str().unwrap().to_owned();
    (who, id)
}

async fn reviewer(shop: &Shop) -> String {
    shop.person("the-reviewer@example.com", Role::Operator, None, Some(Duty::Reviewer)).await;
    shop.session("the-reviewer@example.com", true).await
}

async fn admin(shop: &Shop) -> String {
    shop.person("the-admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    shop.session("the-admin@example.com", true).await
}

/// A brand called 牌子; its id.
pub async fn brand(shop: &Shop, authorised_only: bool) -> String {
    let name = Bilingual::new("牌子", "Kept");
    let by = admission::By { who: "test", from: "192.0.2.1" };
    let mut tx = shop.db.begin().await.unwrap();
    let brand = shop.api.admission.create_brand(&mut tx, by, &name, authorised_only).await.unwrap();
    tx.commit().await.unwrap();
    brand.id.to_string()
}

/// One of the shop's merchant, handed in by its key.
pub async fn authorisation(shop: &Shop, brand: &str) -> String {
    let words = shop.fresh_key();
    let sent =
        upload(shop, &shop.staff, "/v1/merchant/documents", "authorisation", "a.pdf", &pdf(&words)).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let now = shop.time.ambient.now();
    let body = json!({
        "brand": brand, "territory": ["CN"], "channels": ["store", "api"],
        "minimum_price": {"amount": 900, "currency": "CNY"},
        "valid_from": now.rfc3339(), "valid_to": now.after(Span::days(30)).rfc3339(),
        "chain": [{"from": "牌子", "to": "商户"}], "documents": [sent.json()["id"]],
    });
    let handed = shop.post(&shop.staff, "/v1/merchant/authorisations", body).await;
    assert_eq!(handed.status, 201, "{handed:?}");
    handed.json()["id"].as_str().unwrap().to_owned()
}

/// For the sweep: something of every kind that there is here.
pub async fn things(shop: &Shop) -> BTreeMap<&'static str, String> {
    let by = admission::By { who: "test", from: "192.0.2.1" };
    let partner = shop.session("partner@example.com", false).await;
    // A draft: nobody's business but the applicant's.
    let sent = put(shop, &partner, "/v1/application", form("of-the-partner", "P-1")).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let document = upload(shop, &partner, "/v1/application/documents", "licence", "a.pdf", PDF).await.json();
    let (_, application) = applicant(shop, "applicant-one@example.com", "one-more", "A-1").await;
    let (_, taken) = applicant(shop, "applicant-two@example.com", "two-more", "A-2").await;
    shop.api.admission.take_application(by, taken.parse().unwrap()).await.unwrap();
    let brand = brand(shop, true).await;
    let (first, second) = (authorisation(shop, &brand).await, authorisation(shop, &brand).await);
    let mut tx = shop.db.begin().await.unwrap();
    let name = || Bilingual::new("新来的", "Newcomer");
    let new = merchants::NewMerchant { name: name(), about: Bilingual::default(), fee: BasisPoints(0) };
    let newcomer = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
    merchants::trust(&mut tx, newcomer, false).await.unwrap();
    let mut waiting = Vec::new();
    for slug in ["waiting-one", "waiting-two"] {
        let new = NewProduct {
            merchant: newcomer,
            slug: slug.into(),
            category: "goods".into(),
            brand: Bilingual::default(),
            brand_id: None,
            picture: String::new(),
            words: ProductWords { title: Bilingual::new("月卡", ""), ..ProductWords::default() },
        };
        waiting.push(shop.api.admission.create_product(&mut tx, &new).await.unwrap().0.to_string());
    }
    tx.commit().await.unwrap();
    BTreeMap::from([
        ("document", document["id"].as_str().unwrap().to_owned()),
        ("application", application),
        ("taken application", taken),
        ("brand", brand),
        ("authorisation", first),
        ("second authorisation", second),
        ("second merchant", newcomer.to_string()),
        ("product in review", waiting[0].clone()),
        ("second product in review", waiting[1].clone()),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_form_to_the_owner_of_a_store() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let reviewer = reviewer(&shop).await;
        let (who, id) = applicant(&shop, "owner@example.com", "night-market", "91310000MA1K3YYY0X").await;
        let mine = shop.get(&who, "/v1/application").await.json();
        assert_eq!(
            (mine["licence_number"].as_str(), mine["bank_account"].as_str()),
            (Some("••••YY0X"), Some("••••2222"))
        );
        let path = format!("/v1/platform/applications/{id}");
        let queue = shop.get(&reviewer, "/v1/platform/applications?state=submitted").await.json();
        assert_eq!(queue["items"][0]["id"], id.as_str());
        assert_eq!(
            shop.get(&reviewer, "/v1/platform/applications?state=odd").await.problem().1,
            "invalid_query"
        );
        let early = shop.post(&reviewer, &format!("{path}/approve"), json!({"fee_bps": 200})).await;
        assert_eq!(early.problem(), (409, "not_taken".into()));
        let taken = shop.post(&reviewer, &format!("{path}/take"), json!({})).await.json();
        assert_eq!(
            (taken["state"].as_str(), taken["licence_number"].as_str()),
            (Some("in_review"), Some("91310000MA1K3YYY0X"))
        );
        assert_eq!(taken["bank_account"].as_str(), Some("••••2222"));
        let reasons = json!({"reasons": [{"field": "bank_account", "text": "与户名不符"}]});
        let returned = shop.post(&reviewer, &format!("{path}/return"), reasons.clone()).await;
        assert_eq!(returned.status, 200, "{returned:?}");
        assert_eq!(
            shop.post(&reviewer, &format!("{path}/return"), reasons).await.problem(),
            (409, "already_decided".into())
        );
        let mine = shop.get(&who, "/v1/application").await.json();
        assert_eq!(
            (mine["state"].as_str(), mine["reasons"][0]["field"].as_str()),
            (Some("returned"), Some("bank_account"))
        );
        put(&shop, &who, "/v1/application", json!({"bank_account": "6222999988887777"})).await;
        assert_eq!(shop.post(&who, "/v1/application/submit", json!({})).await.status, 200);
        shop.post(&reviewer, &format!("{path}/take"), json!({})).await;
        let approved =
            shop.post(&reviewer, &format!("{path}/approve"), json!({"fee_bps": 200, "reason": "齐全"})).await;
        assert_eq!(approved.json()["state"].as_str(), Some("approved"), "{approved:?}");
        // The applicant's session is the owner's from the next request on.
        let session = shop.get(&who, "/v1/session").await.json();
        assert_eq!((session["role"].as_str(), session["duty"].as_str()), (Some("merchant"), Some("owner")));
        let store = shop.get(&who, "/v1/merchant/store").await.json();
        assert_eq!(store["slug"].as_str(), Some("night-market"));
        let timeline = shop.get(&who, "/v1/application/timeline").await.json();
        assert_eq!(timeline["items"].as_array().unwrap().len(), 6);
        assert!(!timeline.to_string().contains("usr_"), "reviewers are not named to applicants");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scans_are_looked_into_and_nobody_else_opens_them() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (who, id) = applicant(&shop, "a@example.com", "night-market", "1").await;
        let (other, _) = applicant(&shop, "b@example.com", "day-market", "2").await;
        let document =
            shop.get(&who, "/v1/application").await.json()["documents"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/documents/{document}");
        let mine = shop.get(&who, &path).await;
        assert_eq!((mine.status, mine.body.as_slice()), (200, pdf("night-market").as_slice()));
        assert!(mine.header("content-disposition").starts_with("attachment; filename*=UTF-8''%"));
        assert_eq!(mine.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(mine.header("x-content-type-options"), "nosniff");
        assert_eq!(shop.get(&other, &path).await.problem(), (404, "no_such_document".into()));
        assert_eq!(shop.get(&shop.staff, &path).await.problem(), (403, "people_only".into()));
        let rival = shop.session("staff@example.com", true).await;
        assert_eq!(shop.get(&rival, &path).await.problem(), (404, "no_such_document".into()));
        // A reviewer who has proved the second factor may, and leaves a trace; one who has not may not.
        shop.person("weak@example.com", Role::Operator, None, Some(Duty::Reviewer)).await;
        let weak = shop.session("weak@example.com", false).await;
        assert_eq!(shop.get(&weak, &path).await.problem(), (403, "second_factor_needed".into()));
        assert_eq!(shop.get(&reviewer(&shop).await, &path).await.status, 200);
        let admin = admin(&shop).await;
        let trail = shop.get(&admin, "/v1/platform/trail?what=document_opened").await.json();
        assert_eq!(trail["items"][0]["subject"].as_str(), Some(document.as_str()), "{trail}");
        assert!(shop.get(&admin, &format!("/v1/platform/applications/{id}")).await.status == 200);

        shop.person("c@example.com", Role::Buyer, None, None).await;
        let open = shop.session("c@example.com", false).await;
        put(&shop, &open, "/v1/application", json!({})).await;
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let mut polyglot = PDF.to_vec();
        polyglot.extend_from_slice(b"PK\x05\x06");
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bomb.extend_from_slice(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bomb.extend_from_slice(b"\0\0\0\0IEND\0\0\0\0");
        let huge = vec![b'%'; merchants::DOCUMENT_BYTES_MAX + 200_000];
        for (name, content, status, code) in [
            ("licence.pdf", b"MZ\x90\0".as_slice(), 422, "bad_document"),
            ("licence.pdf", b"\x7fELF".as_slice(), 422, "bad_document"),
            ("licence.png", svg.as_slice(), 422, "bad_document"),
            ("licence.pdf", polyglot.as_slice(), 422, "bad_document"),
            ("licence.png", bomb.as_slice(), 422, "image_too_large"),
            ("licence.pdf", huge.as_slice(), 413, "body_too_large"),
        ] {
            let refused = upload(&shop, &open, "/v1/application/documents", "licence", name, content).await;
            assert_eq!(refused.problem(), (status, code.to_owned()), "{name}");
        }
        let odd = upload(&shop, &open, "/v1/application/documents", "passport", "a.pdf", PDF).await;
        assert_eq!(odd.problem(), (422, "invalid_field".into()));
        let handed = shop.post(&open, "/v1/application/submit", json!({})).await;
        assert_eq!(handed.problem(), (422, "application_incomplete".into()));
        assert_eq!(handed.json()["errors"].as_array().unwrap().len(), 10);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authorised_brand_is_stocked_and_sold_under_an_authorisation_only() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let reviewer = reviewer(&shop).await;
        // The shop's goods are of 青柠; from now on that needs an authorisation.
        let body = json!({"name": {"zh": "青柠", "en": "Lime"}, "authorised_only": true});
        let brand = shop.post(&reviewer, "/v1/platform/brands", body).await;
        assert_eq!(brand.status, 201, "{brand:?}");
        let brand = brand.json()["id"].as_str().unwrap().to_owned();
        let refused = shop.import("text/plain", &shop.sku, "SECOND-1\n").await;
        assert_eq!(refused.problem(), (409, "authorisation_needed".into()));
        let on = format!("/v1/offers/{}/on", shop.offer);
        assert_eq!(
            shop.post(&shop.staff, &on, json!({})).await.problem(),
            (409, "authorisation_needed".into())
        );
        assert_eq!(
            shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.problem(),
            (409, "off_sale".into())
        );
        let id = authorisation(&shop, &brand).await;
        let path = format!("/v1/platform/authorisations/{id}");
        assert_eq!(shop.post(&reviewer, &format!("{path}/approve"), json!({})).await.status, 200);
        assert_eq!(
            shop.post(&reviewer, &format!("{path}/return"), json!({"reason": "x"})).await.problem().1,
            "already_decided"
        );
        assert_eq!(shop.post(&shop.staff, &on, json!({})).await.status, 200);
        let imported = shop.import("text/plain", &shop.sku, "SECOND-1\n").await;
        assert_eq!(imported.status, 201, "{imported:?}");
        let batch = imported.json()["batch"].as_str().unwrap().parse().unwrap();
        let mut tx = shop.db.read().await.unwrap();
        let under = merchants::batch_authorisation(&mut tx, shop.merchant, batch).await.unwrap();
        assert_eq!(under.map(|under| under.to_string()), Some(id.clone()));
        drop(tx);
        let low =
            json!({"from": {"amount": 1000, "currency": "CNY"}, "price": {"amount": 899, "currency": "CNY"}});
        let low = shop.post(&shop.staff, &format!("/v1/offers/{}/reprice", shop.offer), low).await;
        assert_eq!(low.problem(), (422, "price_below_minimum".into()));

        // An order waits for its money while the authorisation ends: what was agreed to is delivered.
        let order = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "fake"});
        let waiting = shop.post(&shop.partner, "/v1/orders", order).await;
        assert_eq!(waiting.status, 201, "{waiting:?}");
        let ended = json!({"reason": "品牌方终止合作"});
        assert_eq!(shop.post(&reviewer, &format!("{path}/revoke"), ended).await.status, 200);
        assert_eq!(shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.problem().1, "off_sale");
        let waiting: kernel::OrderId = waiting.json()["id"].as_str().unwrap().parse().unwrap();
        let order = shop.orders.find(waiting).await.unwrap();
        let payer = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap().id;
        let paid = shop.orders.pay_from_wallet(&order, payer).await.unwrap();
        assert_eq!(paid.deliveries.len(), 1);
        shop.audit_is_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn products_of_newcomers_are_looked_at_and_plans_say_how_much_there_may_be() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let (reviewer, admin) = (reviewer(&shop).await, admin(&shop).await);
        let merchant = shop.merchant;
        let trust = format!("/v1/platform/merchants/{merchant}/trust");
        assert_eq!(
            shop.post(&reviewer, &trust, json!({"trusted": false, "reason": "投诉"})).await.status,
            200
        );
        let made = shop.post(&shop.staff, "/v1/products", crate::shop::product("second")).await.json();
        assert_eq!(made["state"].as_str(), Some("in_review"));
        let id = made["id"].as_str().unwrap().to_owned();
        let listed = shop.post(&shop.staff, &format!("/v1/products/{id}/list"), json!({})).await;
        assert_eq!(listed.problem(), (409, "in_review".into()));
        let queue = shop.get(&reviewer, "/v1/platform/reviews").await.json();
        assert_eq!(queue["items"][0]["product"].as_str(), Some(id.as_str()));
        let bare = shop.post(&reviewer, &format!("/v1/platform/reviews/{id}/reject"), json!({})).await;
        assert_eq!(bare.problem(), (422, "bad_text".into()));
        let approve = format!("/v1/platform/reviews/{id}/approve");
        assert_eq!(shop.post(&reviewer, &approve, json!({})).await.status, 204);
        assert_eq!(
            shop.post(&reviewer, &approve, json!({})).await.problem(),
            (409, "already_decided".into())
        );
        assert_eq!(
            shop.get(&shop.staff, &format!("/v1/products/{id}")).await.json()["state"].as_str(),
            Some("listed")
        );
        // A forbidden word is looked at whoever writes it.
        shop.post(&reviewer, &trust, json!({"trusted": true})).await;
        let mut word = crate::shop::product("third");
        word["summary"]["en"] = "a Forbidden thing".into();
        assert_eq!(
            shop.post(&shop.staff, "/v1/products", word).await.json()["state"].as_str(),
            Some("in_review")
        );

        let plan = json!({
            "code": "tiny", "name": {"zh": "小店", "en": "Tiny"}, "fee": {"amount": 9900, "currency": "CNY"},
            "limits": {"products": 3, "orders_month": 1},
        });
        assert_eq!(put(&shop, &admin, "/v1/platform/plans", plan).await.status, 200);
        let choose = format!("/v1/platform/merchants/{merchant}/plan");
        assert_eq!(
            shop.post(&admin, &choose, json!({"plan": "none"})).await.problem(),
            (422, "no_such_plan".into())
        );
        assert_eq!(shop.post(&admin, &choose, json!({"plan": "tiny"})).await.status, 200);
        let refused = shop.post(&shop.staff, "/v1/products", crate::shop::product("fourth")).await;
        assert_eq!(refused.problem(), (403, "plan_limit".into()));
        shop.time.advance(Span::minutes(2));
        assert_eq!(shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.status, 201);
        // What is known of a plan is at most a minute old.
        shop.time.advance(Span::minutes(2));
        assert_eq!(
            shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.problem(),
            (403, "plan_limit".into())
        );
        let owner = shop.session("staff@example.com", true).await;
        let usage = shop.get(&owner, "/v1/merchant/plan").await.json();
        assert_eq!(
            (usage["usage"]["products"].as_i64(), usage["usage"]["orders_month"].as_i64()),
            (Some(3), Some(1))
        );
        assert_eq!(usage["plan"]["code"].as_str(), Some("tiny"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn merchants_are_suspended_with_a_reason_and_stores_changed_from_what_was_seen() {
    for engine in testkit::engines() {
        let shop = Shop::open(engine).await;
        let admin = admin(&shop).await;
        let path = format!("/v1/platform/merchants/{}", shop.merchant);
        let bare = shop.post(&admin, &format!("{path}/suspend"), json!({})).await;
        assert_eq!(bare.problem(), (422, "reason_needed".into()));
        let done = shop.post(&admin, &format!("{path}/suspend"), json!({"reason": "投诉"})).await.json();
        assert_eq!(
            (done["state"].as_str(), done["timeline"][0]["note"].as_str()),
            (Some("suspended"), Some("投诉"))
        );
        assert_eq!(shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.problem().1, "off_sale");
        assert_eq!(
            shop.post(&admin, &format!("{path}/resume"), json!({"reason": "已解决"})).await.status,
            200
        );
        assert_eq!(shop.post(&shop.partner, "/v1/orders", shop.order(1)).await.status, 201);
        let found = shop.get(&admin, "/v1/platform/merchants?q=Merch&state=active").await.json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            shop.get(&admin, "/v1/platform/merchants?q=%25").await.json()["items"].as_array().unwrap().len(),
            0
        );

        let words =
            json!({"version": 1, "name": {"zh": "店", "en": "Shop"}, "contact": "doukou", "colour": "plum"});
        assert_eq!(put(&shop, &shop.staff, "/v1/merchant/store", words.clone()).await.json()["version"], 2);
        assert_eq!(
            put(&shop, &shop.staff, "/v1/merchant/store", words).await.problem(),
            (409, "changed_meanwhile".into())
        );
        let odd = json!({"version": 2, "name": {"zh": "店"}, "colour": "red;background:url(x)"});
        assert_eq!(
            put(&shop, &shop.staff, "/v1/merchant/store", odd).await.problem(),
            (422, "bad_colour".into())
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_decide_at_once_the_second_is_told() {
    for engine in testkit::engines() {
        let shop = std::sync::Arc::new(Shop::open(engine).await);
        let reviewer = reviewer(&shop).await;
        let (_, id) = applicant(&shop, "a@example.com", "night-market", "1").await;
        let path = format!("/v1/platform/applications/{id}");
        assert_eq!(shop.post(&reviewer, &format!("{path}/take"), json!({})).await.status, 200);
        let tasks: Vec<_> = (0..6)
            .map(|n| {
                let (shop, who, path) = (shop.clone(), reviewer.clone(), path.clone());
                tokio::spawn(async move {
                    let reasons = json!({"reasons": [{"field": "name", "text": "x"}]});
                    match n % 2 {
                        0 => shop.post(&who, &format!("{path}/approve"), json!({"fee_bps": 1})).await,
                        _ => shop.post(&who, &format!("{path}/return"), reasons).await,
                    }
                })
            })
            .collect();
        let mut done = 0;
        for task in tasks {
            let told = task.await.unwrap();
            if told.status == 200 {
                done += 1;
            } else {
                assert_eq!(told.problem(), (409, "already_decided".into()));
            }
        }
        assert_eq!(done, 1);
    }
}
