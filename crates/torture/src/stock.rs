use crate::Result;
use crate::node::Node;
use crate::place::Place;
use rustix::process::Signal;
use serde_json::Value;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Buyers with wallets, and goods on the shelf.
pub struct Market {
    pub buyers: Vec<Buyer>,
    pub goods: Vec<Goods>,
    /// Keys of another run are other keys.
    seed: u64,
    /// How many keys come at once when few are left.
    batch: i64,
}

pub struct Buyer {
    /// For the HTTP API.
    pub key: String,
    /// Minor units.
    pub deposited: i64,
}

pub struct Goods {
    pub offer: String,
    sku: String,
    left: AtomicI64,
    imports: AtomicU64,
}

/// More orders a second than are expected.
const FASTEST: u64 = 10_000;
const GOODS: usize = 6;
const DEPOSIT: &str = "90000000.00";
const DEPOSIT_MINOR: i64 = 9_000_000_000;

impl Market {
    /// Makes a demo shop and people who buy in it. The server is stopped afterwards.
    pub async fn open(
        place: &Place,
        node: &mut Node,
        (seed, batch, wallets): (u64, i64, usize),
    ) -> Result<Self> {
        let note = demo(place, node).await?;
        let mut market = Self { buyers: Vec::new(), goods: Vec::new(), seed, batch };
        for number in 0..wallets {
            market.buyers.push(buyer(place, number).await?);
        }
        let offers = note.get("offers").and_then(Value::as_array).ok_or("demo.json lists no offers")?;
        // From all over the shelf, so that they belong to several merchants.
        let step = (offers.len() / (GOODS * 2)).max(1);
        for offer in offers.iter().step_by(step) {
            let text = |name: &str| offer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let goods = Goods {
                offer: text("id"),
                sku: text("sku"),
                left: AtomicI64::new(0),
                imports: AtomicU64::new(0),
            };
            // Some hold secrets that are sold many times; these take no file of keys.
            if market.goods.len() < GOODS && market.import(place, &goods).await.is_ok() {
                market.goods.push(goods);
            }
        }
        if market.goods.len() < GOODS { Err("the demo has too few goods".into()) } else { Ok(market) }
    }

    /// One unit was asked for.
    pub fn asked(&self, goods: usize) {
        if let Some(goods) = self.goods.get(goods) {
            goods.left.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// It was not sold after all.
    pub fn not_asked(&self, goods: usize) {
        if let Some(goods) = self.goods.get(goods) {
            goods.left.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Imports more where little is left.
    pub async fn top_up(&self, place: &Place) -> Result<()> {
        for goods in &self.goods {
            if goods.left.load(Ordering::Relaxed) < self.batch / 2 {
                self.import(place, goods).await?;
            }
        }
        Ok(())
    }

    /// Imports for so many seconds of selling, so that no import comes in between: it is one long transaction after the
    /// other, and what is measured is not that.
    pub async fn for_seconds(&self, place: &Place, seconds: u64) -> Result<()> {
        let each = i64::try_from(seconds * FASTEST)? / i64::try_from(GOODS)?;
        for goods in &self.goods {
            while goods.left.load(Ordering::Relaxed) < each {
                self.import(place, goods).await?;
            }
        }
        Ok(())
    }

    async fn import(&self, place: &Place, goods: &Goods) -> Result<()> {
        let import = goods.imports.fetch_add(1, Ordering::Relaxed);
        let mut keys = String::new();
        for number in 0..self.batch {
            writeln!(keys, "T{:x}-{}-{import}-{number:06}", self.seed, goods.sku)?;
        }
        let file = place.path("keys.txt");
        std::fs::write(&file, keys)?;
        let file = file.to_string_lossy();
        place.run(&["stock", "import", "--sku", &goods.sku, "--source", "torture", &file]).await?;
        goods.left.fetch_add(self.batch, Ordering::Relaxed);
        Ok(())
    }
}

async fn demo(place: &Place, node: &mut Node) -> Result<Value> {
    node.spawn(place, &["--demo"])?;
    node.ready(place).await?;
    let started = Instant::now();
    let file = place.data().join("demo.json");
    let note = loop {
        let read = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
        if let Some(note) = read {
            break note;
        }
        if started.elapsed() > Duration::from_secs(60) {
            return Err(format!("the demo is not ready:{}", place.last_words()).into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    node.signal(Signal::TERM)?;
    node.ended(Duration::from_secs(30)).await?;
    Ok(note)
}

async fn buyer(place: &Place, number: usize) -> Result<Buyer> {
    let email = format!("buyer{number}@torture.example");
    place.run(&["user", "add", "--email", &email, "--role", "partner"]).await?;
    let key = place.run(&["user", "key", "--email", &email]).await?.trim().to_owned();
    let reference = format!("torture {number}");
    let deposit = ["wallet", "deposit", "--email", &email, "--amount", DEPOSIT, "--reference", &reference];
    place.run(&deposit).await?;
    Ok(Buyer { key, deposited: DEPOSIT_MINOR })
}
