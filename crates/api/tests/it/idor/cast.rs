use crate::shop::Shop;
use db::params;
use identity::{Caller, Duty, Identity, NewInvitation, NewProposal, Role, Scope, Sensitive, Team};
use kernel::{BasisPoints, Bilingual, Currency, Money, Span, UserId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A victim on each side of the counter, with something of every kind, and everybody else.
pub struct Cast {
    /// Who may, by the name that [`super::plan`] calls them.
    pub owners: BTreeMap<&'static str, String>,
    /// Who may not: name and credential. Empty: none at all.
    pub others: Vec<(&'static str, String)>,
    pub identity: Identity,
    /// Ids of the victims' things, by kind.
    pub ids: BTreeMap<&'static str, String>,
    /// What must never be in an answer to anybody else.
    pub marks: Vec<String>,
}

const MARK: &str = "of-the-victim";

impl Cast {
    pub async fn assemble(shop: &Shop) -> Self {
        let mut ids = things(shop).await;
        // The order has its receipt.
        shop.time.advance(Span::minutes(6));
        assert!(shop.api.receipts.walk().await.unwrap() > 0);
        let rival = {
            let name = || Bilingual::new("对手", "Rival");
            let new =
                merchants::NewMerchant { name: name(), about: Bilingual::default(), fee: BasisPoints(200) };
            let mut tx = shop.db.begin().await.unwrap();
            let id = merchants::create(&mut tx, &shop.time.ambient, &new).await.unwrap().id;
            tx.commit().await.unwrap();
            id
        };
        let partner = "partner@example.com";
        let revoked = shop.key("stranger@example.com", None, &Scope::ALL[..4]).await;
        let stranger = shop.identity.user_by_email("stranger@example.com").await.unwrap().unwrap();
        let keys = shop.identity.api_keys(stranger.id).await.unwrap();
        let last = keys.iter().find(|key| revoked.ends_with(&key.last4)).unwrap().id;
        shop.identity.revoke_api_key(last, stranger.id, "test", "192.0.2.1").await.unwrap();
        let others = vec![
            ("nobody", String::new()),
            ("a guesser", "sk_live_0123456789abcdefghjkmnpqrs0123456789abcdefghjkmnpqrs".to_owned()),
            ("a revoked key", revoked),
            ("the stranger", shop.stranger.clone()),
            ("the rival", shop.key("rival@example.com", Some(rival), Scope::ALL).await),
            ("the rival, logged in", shop.session("rival@example.com", true).await),
            ("the stranger, logged in", shop.session("stranger@example.com", true).await),
        ];
        ids.extend(people(shop).await);
        ids.extend(proposals(shop).await);
        ids.extend(crate::gate::things(shop).await);
        ids.extend(dead_jobs(shop).await);
        ids.insert("channel", channel(shop).await);
        ids.insert("refund", refund(shop, &ids["order"]).await);
        ids.extend(payouts(shop).await);
        ids.extend(disputes(shop).await);
        ids.extend(statement(shop).await);
        ids.extend(diversions(shop).await);
        ids.extend(supplied(shop).await);
        ids.extend(crate::price_watch::held(shop, [&ids["recharge sku"], &ids["sku"]]).await);
        ids.extend(crate::prices::things(shop).await);
        ids.insert("docking key", crate::docks::key(shop).await);
        let docking = shop.identity.user_by_email(partner).await.unwrap().unwrap();
        ids.insert("docking partner", docking.id.to_string());
        let owners = BTreeMap::from([
            ("partner", shop.partner.clone()),
            ("staff", shop.staff.clone()),
            ("partner in a session", shop.session(partner, true).await),
            ("staff in a session", shop.session("staff@example.com", true).await),
            ("admin in a session", shop.session("admin@example.com", true).await),
            // The owners themselves, with a key that may only look, or only look at the purse.
            ("partner reading", shop.key(partner, None, &[Scope::OrdersRead, Scope::CatalogRead]).await),
            ("partner's purse", shop.key(partner, None, &[Scope::WalletRead]).await),
            (
                "staff reading",
                shop.key(
                    "staff@example.com",
                    Some(shop.merchant),
                    &[Scope::OrdersRead, Scope::CatalogRead, Scope::StockRead],
                )
                .await,
            ),
        ]);
        let mut marks = vec![MARK.to_owned(), partner.to_owned(), "staff@example.com".to_owned()];
        marks.extend(["FIRST-KEY-", "gateway.test", ACCOUNT].map(str::to_owned));
        // What is on sale may be seen by everybody who may see the catalogue.
        let secret = ids.iter().filter(|(kind, _)| {
            !matches!(
                **kind,
                "offer"
                    | "product"
                    | "sku"
                    | "recharge sku"
                    | "recharge offer"
                    | "merchant"
                    | "brand"
                    | "second merchant"
            )
        });
        marks.extend(secret.map(|(_, id)| id.clone()));
        Self { owners, others, identity: shop.identity.clone(), ids, marks }
    }
}

/// Money of the victim's order that only a person can tell about.
async fn refund(shop: &Shop, order: &str) -> String {
    let ambient = &shop.time.ambient;
    let id = kernel::RefundId::new(ambient);
    let (payment, exception) = (kernel::PaymentId::new(ambient), kernel::ExceptionId::new(ambient));
    let mut tx = shop.db.begin().await.unwrap();
    let sql = "insert into payment_exceptions (merchant, id, order_id, payment, channel, event_id, kind, amount, currency, action, state, created_at) \
               values ($1, $2, $3, $4, 'sandbox', 'e', 'duplicate', 1, 'CNY', 'refunded', 'ask_by_hand', 0)";
    tx.exec(sql, params![shop.merchant, exception, order, payment]).await.unwrap();
    let sql = "insert into refunds (merchant, id, order_id, payment, exception, channel, amount, currency, state, event_id, created_at) \
               values ($1, $2, $3, $4, $5, 'sandbox', 0, 'CNY', 'ask_by_hand', 'e', $6)";
    // Young and of nothing, so that the audit misses no money of it in the ledger.
    let created_at = ambient.now().after(Span::days(1));
    tx.exec(sql, params![shop.merchant, id, order, payment, exception, created_at]).await.unwrap();
    tx.commit().await.unwrap();
    id.to_string()
}

const ACCOUNT: &str = "13987654321";

/// A supplier of the merchant, what it credits, and an order that it has taken on. Its name has the mark.
async fn supplied(shop: &Shop) -> [(&'static str, String); 6] {
    // Taken on, and not credited: a person may say how it ended.
    let goods = crate::supplies::connect(shop, MARK, crate::supplier::SLOW).await;
    let order = crate::supplies::place(shop, &goods, ACCOUNT).await;
    crate::supplies::credit(shop).await;
    let difference = supplier_difference(shop, &goods.supplier).await;
    let saved = crate::supplies::remember(shop, &order).await;
    [
        ("saved account", saved),
        ("supplier", goods.supplier),
        ("recharge sku", goods.sku),
        ("recharge offer", goods.offer),
        ("recharge order", order),
        ("supplier difference", difference),
    ]
}

/// A supplier's statement has a charge that nobody here knows of.
pub async fn supplier_difference(shop: &Shop, supplier: &str) -> String {
    let supplier = supplier.parse().unwrap();
    let file = "order_no,kind,amount,at\nnobodys,charge,1.00,2026-11-22 12:00:00\n";
    let new = tally::NewStatement {
        merchant: shop.merchant,
        supplier,
        day: "2026-11-22".into(),
        told: tally::read_table(file.as_bytes(), kernel::Currency::CNY, 480).unwrap(),
        source: tally::Source::Upload,
        name: String::new(),
        by: "system".into(),
    };
    shop.api.tally.take(new).await.unwrap();
    let ask = kernel::PageAsk { after: None, limit: 1 };
    let filter = tally::DifferenceFilter { supplier: Some(supplier), ..Default::default() };
    let found = shop.api.tally.differences(shop.merchant, &filter, &ask).await.unwrap();
    found.items[0].id.to_string()
}

/// A channel's statement, and a difference in it.
pub async fn statement(shop: &Shop) -> [(&'static str, String); 2] {
    let ambient = &shop.time.ambient;
    let (id, difference) = (kernel::StatementId::new(ambient), kernel::DifferenceId::new(ambient));
    let mut tx = shop.db.begin().await.unwrap();
    let sql = "insert into channel_statements (id, channel, digest, source, name, state, from_at, to_at, lines, bad_lines, errors, created_at, created_by) \
               values ($1, 'sandbox', 'd', 'upload', $2, 'read', 0, 1, 0, 0, '[]', 0, 'system')";
    tx.exec(sql, params![id, MARK]).await.unwrap();
    let sql = "insert into channel_differences (id, channel, kind, movement, statement, subject, reference, ours_id, happened_at, state, created_at) \
               values ($1, 'sandbox', 'missing_there', 'payment', $2, 's', $3, '', 0, 'open', 0)";
    tx.exec(sql, params![difference, id, MARK]).await.unwrap();
    tx.commit().await.unwrap();
    [("statement", id.to_string()), ("difference", difference.to_string())]
}

/// A payment channel of the platform's; its secret has the mark.
async fn channel(shop: &Shop) -> String {
    let setting = |name: &str, value: &str| (name.to_owned(), kernel::Secret::new(value.to_owned()));
    let draft = channels::Draft {
        kind: "made_up".into(),
        name: Bilingual::new("渠道", "Channel"),
        settings: [setting("url", "https://pay.example"), setting("id", MARK), setting("key", MARK)].into(),
        forget: Vec::new(),
        currencies: Vec::new(),
        min: None,
        max: None,
        fee: BasisPoints(0),
        devices: Vec::new(),
        version: 0,
    };
    let code = "channel-of-the-platform".to_owned();
    let mut tx = shop.db.begin().await.unwrap();
    shop.api.admission.channels().put(&mut tx, &code, &draft, "test").await.unwrap();
    tx.commit().await.unwrap();
    code
}

/// Money of the merchant on every part of its way out, and some of it as a bond.
async fn payouts(shop: &Shop) -> BTreeMap<&'static str, String> {
    let lines: String = (0..10).map(|n| format!("PAYOUT-KEY-{n:04}\n")).collect();
    assert_eq!(shop.import("text/plain", &shop.sku, lines).await.status, 201);
    let new = json!({"lines": [{"offer": shop.offer, "quantity": 8}], "pay": "wallet"});
    let order = shop.post(&shop.partner, "/v1/orders", new).await.json();
    let money = &shop.api.settlement;
    money.confirm(order["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    let account = settlement::NewPayoutAccount {
        kind: settlement::AccountKind::Bank,
        holder: MARK.into(),
        bank: "bank".into(),
        number: "6222021234567890".into(),
    };
    let fen = |minor| kernel::Money::new(minor, kernel::Currency::CNY);
    let mut tx = shop.db.begin().await.unwrap();
    money.put_payout_account(&mut tx, shop.merchant, "test", &account).await.unwrap();
    // It has rested since for ever.
    tx.exec("update payout_accounts set changed_at = 0", &[]).await.unwrap();
    money.fill_bond(&mut tx, shop.merchant, fen(100), "test").await.unwrap();
    tx.commit().await.unwrap();
    let mut ids = BTreeMap::new();
    let ask = async |name: &str| {
        let new = settlement::NewPayout {
            merchant: shop.merchant,
            amount: fen(1_000),
            who: "test".into(),
            key: name.into(),
        };
        let mut tx = shop.db.begin().await.unwrap();
        let id = money.request_payout(&mut tx, &new).await.unwrap().id;
        tx.commit().await.unwrap();
        id
    };
    for name in ["sent payout", "second sent payout"] {
        let id = ask(name).await;
        let mut tx = shop.db.begin().await.unwrap();
        money.approve_payout(&mut tx, id, "somebody").await.unwrap();
        tx.commit().await.unwrap();
        ids.insert(name, id.to_string());
    }
    let mut tx = shop.db.begin().await.unwrap();
    ids.insert("payout batch", money.send_payouts(&mut tx).await.unwrap().id.to_string());
    tx.commit().await.unwrap();
    for name in ["payout", "second payout", "third payout"] {
        ids.insert(name, ask(name).await.to_string());
    }
    ids
}

/// Disputes of the partner: one that waits for the merchant, with a picture, and one that waits for a ruling.
async fn disputes(shop: &Shop) -> BTreeMap<&'static str, String> {
    let lines: String = (0..6).map(|n| format!("DISPUTE-KEY-{n:04}\n")).collect();
    assert_eq!(shop.import("text/plain", &shop.sku, lines).await.status, 201);
    let mut ids = BTreeMap::new();
    let partner = shop.identity.user_by_email("partner@example.com").await.unwrap().unwrap().id;
    let care = &shop.api.aftercare;
    for name in ["dispute", "contested dispute", "disputable order"] {
        let new = json!({"lines": [{"offer": shop.offer, "quantity": 1}], "pay": "wallet", "reveal": true});
        let order = shop.post(&shop.partner, "/v1/orders", new).await.json();
        let order = order["id"].as_str().unwrap().to_owned();
        if name == "disputable order" {
            ids.insert(name, order);
            continue;
        }
        let new = aftercare::NewCase {
            order: order.parse().unwrap(),
            lines: vec![],
            reason: aftercare::Reason::KeyInvalid,
            remedy: aftercare::Remedy::Refund,
            wanted: 0,
            text: MARK.into(),
        };
        let case = care.open(aftercare::Party::Account(partner), &new).await.unwrap();
        ids.insert(name, case.id.to_string());
        let staff = aftercare::Party::Merchant(shop.merchant, "test");
        if name == "contested dispute" {
            care.contest(case.id, staff, "no").await.unwrap();
        } else {
            let file = care.add_file(case.id, staff, "a.png", &crate::disputes::png(1)).await.unwrap();
            ids.insert("dispute file", file.id.to_string());
        }
    }
    ids.insert("channel order", crate::disputes::paid_by_channel(shop).await);
    ids.insert("bank dispute", crate::disputes::taken_back(shop, MARK).await);
    ids
}

/// Cases about two of the merchant's units.
pub async fn diversions(shop: &Shop) -> BTreeMap<&'static str, String> {
    let mut ids = BTreeMap::new();
    for (name, number) in [("diversion", 1), ("second diversion", 2)] {
        let new = orders::NewDiversion {
            merchant: shop.merchant,
            sku: shop.sku.parse().unwrap(),
            number,
            place: MARK.into(),
            url: String::new(),
            found_at: None,
            note: String::new(),
        };
        let ready = shop.orders.prepare_diversion(&new).await.unwrap();
        let mut tx = shop.db.begin().await.unwrap();
        let case = shop.orders.open_diversion(&mut tx, &ready, "test").await.unwrap();
        tx.commit().await.unwrap();
        ids.insert(name, case.id.to_string());
    }
    ids
}

async fn dead_jobs(shop: &Shop) -> BTreeMap<&'static str, String> {
    let mut tx = shop.db.begin().await.unwrap();
    let mut ids = BTreeMap::new();
    for name in ["dead job", "second dead job"] {
        let id = kernel::JobId::new(&shop.time.ambient);
        let sql = "insert into jobs (id, kind, payload, state, run_at, attempts, last_error, created_at) \
                   values ($1, 'test', '{}', 'dead', 0, 9, 'it failed', 0)";
        tx.exec(sql, db::params![id]).await.unwrap();
        ids.insert(name, id.to_string());
    }
    tx.commit().await.unwrap();
    ids
}

/// People of the merchant and of the operator, asked to come and come already; and a bystander, to be blocked.
async fn people(shop: &Shop) -> BTreeMap<&'static str, String> {
    for (email, role, merchant, duty) in [
        ("admin@example.com", Role::Operator, None, Some(Duty::Admin)),
        ("reviewer@example.com", Role::Operator, None, Some(Duty::Reviewer)),
        ("helper@example.com", Role::Merchant, Some(shop.merchant), Some(Duty::Support)),
        ("bystander@example.com", Role::Buyer, None, None),
    ] {
        shop.person(email, role, merchant, duty).await;
    }
    let id = async |email: &str| shop.identity.user_by_email(email).await.unwrap().unwrap().id;
    let invite = async |who: &str, team: Team, duty: Duty| {
        let token = shop.session(who, true).await;
        let session = shop.identity.session(token.trim_start_matches("in ")).await.unwrap().unwrap();
        let email = format!("{}-asked-by-{who}", duty.code());
        let new = NewInvitation { team, email: &email, duty };
        shop.identity.invite(&new, &Caller::from(&session), "192.0.2.1").await.unwrap().id.to_string()
    };
    let invited = invite("staff@example.com", Team::Merchant(shop.merchant), Duty::Stock).await;
    let asked = invite("admin@example.com", Team::Operator, Duty::Risk).await;
    shop.key("helper@example.com", Some(shop.merchant), &[Scope::OrdersRead]).await;
    let helper = id("helper@example.com").await;
    let key = shop.identity.api_keys(helper).await.unwrap()[0].id.to_string();
    let other = shop.session("partner@example.com", false).await;
    let session =
        shop.identity.session(other.trim_start_matches("in ")).await.unwrap().unwrap().id.to_string();
    ways_in(shop, id("partner@example.com").await).await;
    BTreeMap::from([
        ("passkey", PASSKEY.to_owned()),
        ("provider", PROVIDER.to_owned()),
        ("member", helper.to_string()),
        ("operator", id("reviewer@example.com").await.to_string()),
        ("bystander", id("bystander@example.com").await.to_string()),
        ("invitation", invited),
        ("operators' invitation", asked),
        ("api key", key),
        ("session", session),
    ])
}

/// What the operator's people have proposed: two things by another admin, and one by the one who tries.
async fn proposals(shop: &Shop) -> BTreeMap<&'static str, String> {
    shop.person("second-admin@example.com", Role::Operator, None, Some(Duty::Admin)).await;
    let merchant = shop.merchant.to_string();
    let mut ids = BTreeMap::new();
    for (name, who, act, deed) in [
        ("proposal", "second-admin", Sensitive::TrustMerchant, json!({"deed": "trust", "trusted": true})),
        (
            "second proposal",
            "second-admin",
            Sensitive::ChoosePlan,
            json!({"deed": "choose_plan", "plan": ""}),
        ),
        (
            "own proposal",
            "admin",
            Sensitive::SuspendMerchant,
            json!({"deed": "measure", "measure": "suspend"}),
        ),
    ] {
        let token = shop.session(&format!("{who}@example.com"), true).await;
        let session = shop.identity.session(token.trim_start_matches("in ")).await.unwrap().unwrap();
        let mut deed = deed;
        deed["merchant"] = merchant.clone().into();
        let new = NewProposal {
            act,
            subject: &merchant,
            deed: &deed.to_string(),
            before: "true",
            after: "true",
            mark: "true",
            reason: MARK,
            lives: Span::hours(72),
        };
        let mut tx = shop.db.begin().await.unwrap();
        let by = Caller::from(&session);
        let made = shop.identity.propose(&mut tx, &new, &by, "192.0.2.1").await.unwrap();
        tx.commit().await.unwrap();
        ids.insert(name, made.id.to_string());
    }
    ids
}

const PASSKEY: &str = "psk_00000000000000000000000001";
const PROVIDER: &str = "house-of-partner";

/// A passkey and a log-in elsewhere, as they stand in the tables.
async fn ways_in(shop: &Shop, user: UserId) {
    let mut tx = shop.db.begin().await.unwrap();
    let passkey = "insert into passkeys (id, credential, user_id, name, record, version, created_at)
                   values ($1, $2, $3, 'my key', '{}', 0, 0)";
    tx.exec(passkey, params![PASSKEY, vec![1_u8], user]).await.unwrap();
    let link = "insert into login_links (provider, subject, user_id, shown, created_at) values ($1, 'me', $2, 'Me', 0)";
    tx.exec(link, params![PROVIDER, user]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A top-up whose money is in the wallet, and one that waits for it.
async fn top_ups(shop: &Shop) -> [String; 2] {
    let mut ids = Vec::new();
    for amount in [3_000, 4_000] {
        let body = json!({"amount": {"amount": amount, "currency": "CNY"}, "pay": "fake"});
        let begun = shop.post(&shop.partner, "/v1/wallet/top-ups", body).await;
        assert_eq!(begun.status, 201, "{begun:?}");
        let begun = begun.json();
        if amount == 3_000 {
            let payment = begun["payment"]["id"].as_str().unwrap().parse().unwrap();
            shop.channel.paid.lock().unwrap().push((payment, Money::new(amount, Currency::CNY)));
            assert_eq!(shop.orders.ask_channel("fake", payment).await.unwrap().len(), 1);
        }
        ids.push(begun["id"].as_str().unwrap().to_owned());
    }
    ids.try_into().unwrap()
}

/// An order that is delivered and one that waits for its money, a product that is not listed, and all that leads there.
async fn things(shop: &Shop) -> BTreeMap<&'static str, String> {
    let order = |pay: &str| {
        json!({"lines": [{"offer": shop.offer, "quantity": 2}], "pay": pay, "reveal": false,
            "contact": format!("{MARK}@example.com"), "metadata": {"note": MARK}})
    };
    let paid = shop.post(&shop.partner, "/v1/orders", order("wallet")).await;
    assert_eq!(paid.status, 201, "{paid:?}");
    let waiting = shop.post(&shop.partner, "/v1/orders", order("fake")).await;
    let id = |told: &Value, path: &str| told.pointer(path).unwrap().as_str().unwrap().to_owned();
    let hidden = shop.post(&shop.staff, "/v1/products", crate::shop::product("hidden")).await.json();
    let batches = shop.get(&shop.staff, "/v1/stock/batches").await.json();
    let (paid, waiting) = (paid.json(), waiting.json());
    let [top_up, waiting_top_up] = top_ups(shop).await;
    BTreeMap::from([
        ("top-up", top_up),
        ("waiting top-up", waiting_top_up),
        ("order", id(&paid, "/id")),
        ("waiting order", id(&waiting, "/id")),
        ("payment", id(&waiting, "/payment/id")),
        ("delivery", id(&paid, "/deliveries/0/id")),
        ("second delivery", id(&paid, "/deliveries/1/id")),
        ("product", id(&shop.get(&shop.staff, "/v1/products").await.json(), "/items/1/id")),
        ("hidden product", id(&hidden, "/id")),
        ("sku", shop.sku.clone()),
        ("offer", shop.offer.clone()),
        ("batch", id(&batches, "/items/0/id")),
        ("merchant", shop.merchant.to_string()),
    ])
}
