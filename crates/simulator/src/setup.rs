//! A world at its beginning: a fresh database, two merchants with goods, users and strangers.

use crate::dice::Dice;
use crate::faults::NodeFaults;
use crate::gateway::Gateway;
use crate::model::{Merchant, Model, Offer, Passer, Sku};
use crate::node::{Ground, Node};
use crate::post::Post;
use crate::store;
use crate::world::{Base, World};
use aftercare::Rule;
use catalog::{Category, GoodsKind, NewOffer, NewProduct, NewSku, ProductWords};
use db::{Db, DbConfig, Engine};
use kernel::{Ambient, BasisPoints, Bilingual, Currency, FixedClock, Money, SeededEntropy, Time, UserId};
use orders::OrderSettings;
use ports::KeyService;
use std::path::Path;
use std::sync::Arc;
use vault::FileKeyService;

/// A part of every key, so that one that was spilt is seen; no id or code has such a sign.
pub const KEY_MARK: &str = "key#";
const NODES: usize = 3;
/// Rules of disputes, in half of the worlds: half of it goes back; none of it.
pub const HALF: &str = "half";
pub const NONE: &str = "none";
pub const START: Time = Time::from_unix_seconds(1_795_420_800);

pub async fn world(engine: Engine, seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let folder = folder();
    let config = match engine {
        Engine::Sqlite => DbConfig::Sqlite { path: folder.path().join("cardamom.db") },
        Engine::Postgres => testkit::database(engine).await.config.clone(),
    };
    let db = Db::open(&config).await.unwrap();
    db.migrate(START).await.unwrap();
    let clock = FixedClock::at(START);
    let ambient = Ambient::new(clock.clone(), SeededEntropy::new(dice.next()));
    let keys: Arc<dyn KeyService> =
        Arc::new(FileKeyService::open_or_create(&folder.path().join("root.key")).unwrap());
    let ground = Ground {
        db,
        ambient,
        keys,
        gateway: Gateway::new(clock.clone(), dice.fork()),
        post: Arc::new(Post::new(dice.fork())),
        settings: settings(&mut dice),
    };
    let mut model = Model::default();
    goods(&ground, &mut model, &mut dice).await;
    people(&ground, &mut model).await;
    model.contacts =
        (0..5).map(|n| format!("guest{n}@example.com")).chain(["+8613800000000".into()]).collect();
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(Some(Node::start(&ground, NodeFaults::new(dice.fork())).await));
    }
    if dice.chance(500)
        && let Some(node) = nodes.iter().flatten().next()
    {
        rules(&ground, node).await;
    }
    let base = Base { config, clock, _folder: folder };
    World::new(seed, dice, ground, base, nodes, model)
}

async fn people(ground: &Ground, model: &mut Model) {
    let new = |n: usize| (0..n).map(|_| UserId::new(&ground.ambient)).collect::<Vec<_>>();
    model.users = new(6);
    model.arbiters = new(3);
    model.passers = new(4).into_iter().map(|user| Passer { user, stage: 0 }).collect();
    let passers = model.passers.iter().map(|passer| passer.user);
    let buyers = model.users.iter().copied().chain(passers).map(|user| (user, "buyer"));
    for (user, role) in buyers.chain(model.arbiters.iter().map(|user| (*user, "operator"))) {
        store::add_user(&ground.db, user, role, START).await.unwrap();
    }
}

/// Those that the program comes with, and two that decide what is contested by its amount.
async fn rules(ground: &Ground, node: &Node) {
    let care = &node.hands.office.care;
    let set = care.rules().await.unwrap();
    let own = |code: &str, rest: i64, act: &str, percent: i64| Rule {
        code: code.into(),
        zh: "规则".into(),
        en: "rule".into(),
        on: vec!["contested".into()],
        when: format!("amount % 3 == {rest}"),
        act: act.into(),
        percent,
        mode: "live".into(),
    };
    let mut rules = set.rules;
    rules.extend([own(HALF, 0, "refund", 50), own(NONE, 1, "release", 100)]);
    let mut tx = ground.db.begin().await.unwrap();
    care.put_rules(&mut tx, "usr_admin", (set.version, rules, "a world of its own")).await.unwrap();
    tx.commit().await.unwrap();
}

/// In memory where the system has such a folder: nothing here has to survive the machine.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// Tight limits, so that they are met.
fn settings(dice: &mut Dice) -> OrderSettings {
    OrderSettings {
        hold_seconds: 900,
        pending_orders_per_buyer: dice.between(2, 5),
        pending_orders_per_address: 12,
        pending_units_per_guest: 12,
        pending_units_per_user: 20,
        pending_units_per_address: 60,
        desk_batch_max: usize::try_from(dice.between(1, 12)).unwrap(),
        desk_queue_max: usize::try_from(dice.between(3, 16)).unwrap(),
        desk_committers: 0,
        top_up_min: 1,
        top_up_max: 20_000,
        top_up_day_max: dice.between(20_000, 80_000),
        top_up_open_max: dice.between(1, 3),
        top_up_seconds: 900,
        ..OrderSettings::default()
    }
}

async fn goods(ground: &Ground, model: &mut Model, dice: &mut Dice) {
    let mut tx = ground.db.begin().await.unwrap();
    let text = |t: &str| Bilingual::new(t, t);
    let category = Category { code: "goods".into(), name: text("goods"), icon: String::new(), sort: 1 };
    catalog::put_category(&mut tx, &category).await.unwrap();
    let usd: Currency = "USD".parse().unwrap();
    for m in 0..2 {
        let fee = *dice.pick(&[0, 1, 200, 333]).unwrap();
        let new = merchants::NewMerchant {
            name: text(&format!("Merchant {m}")),
            about: Bilingual::default(),
            fee: BasisPoints(fee),
        };
        let merchant = merchants::create(&mut tx, &ground.ambient, &new).await.unwrap().id;
        model.merchants.push(Merchant { id: merchant, fee, active: true });
        // Two with keys that are sold once each, one with a secret that is sold to many.
        for s in 0..3 {
            let kind = if s == 2 { GoodsKind::Loop } else { GoodsKind::OneTime };
            let words =
                ProductWords { title: text("t"), summary: text("s"), guide: text("g"), terms: text("t") };
            let new = NewProduct {
                merchant,
                slug: format!("product-{m}-{s}"),
                category: "goods".into(),
                brand: text("b"),
                brand_id: None,
                picture: String::new(),
                words,
            };
            let product = catalog::create_product(&mut tx, &ground.ambient, &new).await.unwrap();
            let new = NewSku { merchant, product, code: format!("SKU-{m}-{s}"), name: text("n"), kind };
            let sku = catalog::create_sku(&mut tx, &ground.ambient, &new).await.unwrap();
            model.skus.push(Sku { merchant: m, id: sku, many: kind == GoodsKind::Loop });
            // The first goods of each merchant are also sold in another currency.
            let currencies = if s == 0 { vec![Currency::CNY, usd] } else { vec![Currency::CNY] };
            for currency in currencies {
                let price = Money::new(dice.between(1, 2_000), currency);
                let new = NewOffer::new(merchant, sku, price);
                let id = catalog::create_offer(&mut tx, &ground.ambient, &new).await.unwrap();
                model.offers.push(Offer { id, sku: model.skus.len() - 1, price });
            }
        }
    }
    tx.commit().await.unwrap();
}
