use crate::action::Action;
use crate::model::{Deposit, Import};
use crate::setup::KEY_MARK;
use crate::world::World;
use kernel::{Currency, Money, Span};
use std::collections::BTreeSet;
use vault::{Format, NewBatch, Provenance, SkuKind};

/// Prices, offers and merchants change between two steps, for everybody to see.
pub async fn shop_changes(world: &mut World) {
    if world.dice.below(25) > 0 {
        return;
    }
    let mut tx = world.ground.db.begin().await.unwrap();
    let done = if world.dice.chance(600) {
        let index = world.dice.below(world.model.offers.len());
        let offer = &mut world.model.offers[index];
        let merchant = world.model.merchants[world.model.skus[offer.sku].merchant].id;
        let to = Money::new(world.dice.between(1, 2_000), offer.price.currency);
        let price = catalog::Price { price: to, list_price: None };
        catalog::reprice(&mut tx, merchant, offer.id, offer.price, price).await.unwrap();
        offer.price = to;
        format!("offer {index} costs {}", to.minor)
    } else {
        let index = world.dice.below(world.model.merchants.len());
        let merchant = &mut world.model.merchants[index];
        if merchant.active {
            merchants::suspend(&mut tx, merchant.id).await.unwrap();
        } else {
            merchants::resume(&mut tx, merchant.id).await.unwrap();
        }
        merchant.active = !merchant.active;
        format!("merchant {index} sells: {}", merchant.active)
    };
    tx.commit().await.unwrap();
    world.trace.line(format!("  {done}"));
    // Nobody is suspended for long, or nothing would happen.
    if let Some(index) =
        world.model.merchants.iter().position(|m| !m.active).filter(|_| world.dice.chance(700))
    {
        let mut tx = world.ground.db.begin().await.unwrap();
        merchants::resume(&mut tx, world.model.merchants[index].id).await.unwrap();
        tx.commit().await.unwrap();
        world.model.merchants[index].active = true;
    }
}

/// A deposit that was not answered is tried again before any other.
pub fn deposit(world: &mut World) -> Option<Action> {
    let open = world.model.deposits.iter().position(|d| d.tried && !d.acknowledged);
    let again = world.dice.chance(150) && !world.model.deposits.is_empty();
    let index = match open {
        Some(index) => index,
        None if again => world.dice.below(world.model.deposits.len()),
        None => {
            let user = *world.dice.pick(&world.model.users)?;
            let code = if world.dice.chance(800) { "CNY" } else { "USD" };
            let currency: Currency = code.parse().unwrap();
            let amount = Money::new(world.dice.between(1, 60_000), currency);
            let reference = format!("transfer {}", world.model.deposits.len());
            world.model.deposits.push(Deposit { user, amount, reference, tried: false, acknowledged: false });
            world.model.deposits.len() - 1
        }
    };
    let d = &world.model.deposits[index];
    Some(Action::Deposit { deposit: index, user: d.user, amount: d.amount, reference: d.reference.clone() })
}

/// New keys, or a new version of a secret that is sold to many; some files break off in binary rubbish.
pub fn import(world: &mut World) -> Action {
    let sku = world.dice.below(world.model.skus.len());
    let merchant = world.model.merchants[world.model.skus[sku].merchant].id;
    let number = world.model.imports.len();
    let many = world.model.skus[sku].many;
    let lines = if many { version(world, sku, number) } else { keys(world, sku, number) };
    let text = match world.dice.below(10) {
        0 => format!("{}\n\u{1}\u{2}rubbish\n", lines.join("\n")),
        1 => format!("\u{feff}{}\r\n\r\n", lines.join("\r\n")),
        _ => lines.join("\n"),
    };
    let expires = world
        .dice
        .chance(150)
        .then(|| world.ground.ambient.now().after(Span::minutes(world.dice.between(5, 120))));
    // Each version brings some uses, and later ones sometimes none.
    let first = !world.model.imports.iter().any(|i| i.sku == sku && i.since.is_some());
    let use_limit = (many && (first || world.dice.chance(700))).then(|| world.dice.between(1, 60));
    let set: BTreeSet<String> = lines.into_iter().collect();
    for line in &set {
        world.model.maybe.entry((merchant, line.clone())).or_default().insert(number);
    }
    world.model.imports.push(Import { sku, lines: set, batch: None, since: None, expires, leaving: false });
    let new = NewBatch {
        merchant,
        sku: world.model.skus[sku].id,
        kind: if many { SkuKind::Loop } else { SkuKind::OneTime },
        provenance: Provenance {
            supplier: "supplier".into(),
            reference: format!("delivery {number}"),
            cost: None,
            imported_by: "simulator".into(),
        },
        format: Format::Lines,
        use_limit,
        expires_at: expires,
    };
    Action::Import { import: number, new: Box::new(new), text }
}

/// Some that are known, some twice in the file.
fn keys(world: &mut World, sku: usize, number: usize) -> Vec<String> {
    let count = world.dice.between(1, 40);
    let mut lines: Vec<String> = (0..count).map(|n| format!("{KEY_MARK}-{number:04}-{n:04}")).collect();
    let known: Vec<&String> =
        world.model.imports.iter().filter(|i| i.sku == sku).flat_map(|i| &i.lines).collect();
    for _ in 0..world.dice.below(4) {
        let old = world.dice.pick(&known).map(|line| (*line).clone());
        lines.extend(old);
        let twice = world.dice.pick(&lines).cloned();
        lines.extend(twice);
    }
    lines
}

/// A new one, one that was there before, or two at once, which is not allowed.
fn version(world: &mut World, sku: usize, number: usize) -> Vec<String> {
    let known: Vec<&String> =
        world.model.imports.iter().filter(|i| i.sku == sku).flat_map(|i| &i.lines).collect();
    let old = world.dice.pick(&known).map(|line| (*line).clone());
    let new = format!("{KEY_MARK}-{number:04}-many");
    match (world.dice.below(12), old) {
        (0, Some(old)) => vec![old],
        (1, _) => vec![format!("{new}-a"), format!("{new}-b")],
        _ => vec![new],
    }
}

pub fn withdraw(world: &mut World) -> Option<Action> {
    let batches: Vec<_> = world
        .model
        .imports
        .iter()
        .enumerate()
        .filter_map(|(n, i)| Some((n, world.model.merchants[world.model.skus[i.sku].merchant].id, i.batch?)))
        .collect();
    let (import, merchant, batch) = *world.dice.pick(&batches)?;
    world.model.imports[import].leaving = true;
    Some(Action::Withdraw { merchant, batch })
}
