//! What the engine and the disk could do at best, measured in the same run.

use super::orders::per_second;
use super::shop::{Fallible, Shop, schema};
use super::store;
use db::{Db, DbConfig, Engine};
use std::collections::BTreeMap;
use std::io::Write;
use std::time::{Duration, Instant};

pub async fn all(shop: &Shop, database_url: Option<&str>) -> Fallible<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    let rate = bulk_insert(shop, store::ORDER, database_url).await?;
    found.insert("bulk_insert_same_rows".to_owned(), rate);
    found.insert("fdatasync".to_owned(), fdatasync(shop)?);
    if let (Engine::Postgres, Some(url)) = (shop.engine(), database_url)
        && let Some(rate) = pgbench(url)
    {
        found.insert("pgbench_N_c8_prepared".to_owned(), rate);
    }
    Ok(found)
}

/// Of what money is released and given back by.
pub async fn of_money(shop: &Shop, database_url: Option<&str>) -> Fallible<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for (name, written) in [("refunds", store::REFUND), ("releases", store::RELEASE)] {
        let rate = bulk_insert(shop, written, database_url).await?;
        found.insert(format!("bulk_insert_rows_of_{name}"), rate);
    }
    found.insert("fdatasync".to_owned(), fdatasync(shop)?);
    Ok(found)
}

/// The very rows of what was just done, copied into empty tables with nothing else to do, those of 1,000 a commit.
async fn bulk_insert(shop: &Shop, written: &[store::Writes], database_url: Option<&str>) -> Fallible<u64> {
    const MOST: i64 = 20_000;
    const EACH: usize = 1_000;
    let rows = store::sample(&shop.db, written, MOST).await?;
    let name = format!("bench_{}", kernel::encode_128(shop.ambient.uuid_v7()));
    let config = match database_url {
        Some(url) => schema(url, &name).await?,
        None => DbConfig::Sqlite { path: shop.scratch_folder().join(format!("{name}.db")) },
    };
    let empty = Db::open(&config).await?;
    empty.migrate(shop.ambient.now()).await?;
    let count = rows.count();
    let started = Instant::now();
    rows.insert(&empty, EACH).await?;
    let took = started.elapsed();
    drop(empty);
    if let Some(url) = database_url {
        store::drop_schema(url, &name).await?;
    }
    Ok(per_second(count, took))
}

/// Small appends, each made durable before the next.
fn fdatasync(shop: &Shop) -> Fallible<u64> {
    let path = shop.scratch_folder().join("fdatasync");
    let mut file = std::fs::File::create(&path)?;
    let started = Instant::now();
    let mut count = 0;
    while started.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    std::fs::remove_file(&path)?;
    Ok(per_second(count, started.elapsed()))
}

/// PostgreSQL's own measure, where its program is installed: simple updates, 8 clients, prepared.
fn pgbench(url: &str) -> Option<u64> {
    let program = program()?;
    let quiet = |args: &[&str]| std::process::Command::new(&program).args(args).arg(url).output().ok();
    quiet(&["-i", "-q", "-s", "20"])?;
    let out = quiet(&["-N", "-n", "-c", "8", "-j", "2", "-M", "prepared", "-T", "5"])?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let rate = text.lines().find_map(|line| line.strip_prefix("tps = "))?.split('.').next()?.parse().ok();
    quiet(&["-i", "-I", "d"]);
    rate
}

fn program() -> Option<std::path::PathBuf> {
    let on_path: Vec<std::path::PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|e| e.path().join("bin"));
    on_path.into_iter().chain(debian).map(|folder| folder.join("pgbench")).find(|p| p.is_file())
}
