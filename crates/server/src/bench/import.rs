//! How fast keys come in: parsed, fingerprinted, sealed, numbered, stored and put on the ledger's shelf.

use super::orders::{bar, per_second};
use super::shop::{Fallible, Shop, new_batch};
use clap::Args;
use std::io::{BufReader, Read};
use std::process::ExitCode;
use std::time::Instant;
use vault::{Format, Reader};

/// Lines of one file; a batch takes five million at most.
const FILE: u64 = 1_000_000;

#[derive(Args, Clone, Debug)]
pub struct ImportArgs {
    /// How many keys, in files of a million
    #[arg(long, default_value_t = 1_000_000)]
    pub keys: u64,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

pub async fn import(args: ImportArgs, database_url: Option<String>) -> Fallible<ExitCode> {
    let shop = Shop::empty(database_url.as_deref()).await?;
    let measured = measure(&shop, &args).await;
    shop.close().await?;
    println!("{}", measured?);
    Ok(ExitCode::SUCCESS)
}

async fn measure(shop: &Shop, args: &ImportArgs) -> Fallible<String> {
    let merchant = *shop.merchants().await?.first().ok_or("no merchant")?;
    let (sku, _) = shop.product(merchant, 1).await?;
    let bar = bar(usize::try_from(args.keys)?, "keys", args.json);
    let (started, mut accepted) = (Instant::now(), 0);
    let mut first = 0;
    while first < args.keys {
        let end = args.keys.min(first + FILE);
        let keys = Keys { next: first, end, line: Vec::new() };
        let reader = Reader::new(BufReader::with_capacity(1 << 16, keys), Format::Lines);
        let report = shop
            .orders
            .import_stock(&new_batch(merchant, sku), reader, |lines, _| bar.set_position(first + lines))
            .await?;
        accepted += report.accepted;
        first = end;
    }
    let took = started.elapsed();
    bar.finish_and_clear();
    let rate = per_second(args.keys, took);
    let engine = shop.engine().name();
    if u64::try_from(accepted)? != args.keys {
        return Err(format!("{accepted} of {} keys were accepted", args.keys).into());
    }
    Ok(if args.json {
        serde_json::json!({"engine": engine, "keys": args.keys, "keys_per_s": rate, "seconds": took.as_secs_f64()}).to_string()
    } else {
        format!("{engine} · {accepted} keys in {:.1} s: {rate} keys/s", took.as_secs_f64())
    })
}

/// Lines made while they are read, so that no file of millions is needed.
struct Keys {
    next: u64,
    end: u64,
    line: Vec<u8>,
}

impl Read for Keys {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.line.len() < out.len() && self.next < self.end {
            // Multiplied by an odd number, so that neighbours do not look alike.
            let scrambled = self.next.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.line.extend_from_slice(format!("{scrambled:016X}-{:08}\n", self.next).as_bytes());
            self.next += 1;
        }
        let count = self.line.len().min(out.len());
        for (to, from) in out.iter_mut().zip(self.line.drain(..count)) {
            *to = from;
        }
        Ok(count)
    }
}
