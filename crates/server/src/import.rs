use crate::config::Config;
use crate::fault::{Fault, Result};
use crate::house::House;
use crate::people;
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Currency, MerchantId, Money, PageAsk, SkuId, Time, clean_line};
use orders::ImportReport;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::Path;
use std::process::ExitCode;
use vault::{DuplicateKind, Format, NewBatch, Provenance, Reader, SkuKind};

#[derive(Args)]
pub struct ImportArgs {
    /// The merchant's own code of the SKU, or its id
    #[arg(long)]
    sku: String,
    /// From whom the keys come
    #[arg(long, value_name = "SUPPLIER")]
    source: String,
    /// The contract or invoice they come by
    #[arg(long, default_value = "")]
    reference: String,
    /// What one key cost, e.g. 1.20
    #[arg(long)]
    cost: Option<String>,
    #[arg(long, default_value = "CNY")]
    currency: String,
    /// lines: one key each; csv: key or card number, password, own expiry (docs/operate.md)
    #[arg(long, value_enum, default_value = "lines")]
    format: FileFormat,
    /// How many uses the secret of a loop SKU brings; a new version without it only replaces the secret
    #[arg(long)]
    use_limit: Option<i64>,
    /// Mix in so many canaries: keys that look like the others, are never sold, and raise an alarm where they turn up
    #[arg(long, default_value_t = 0, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1000))]
    canaries: u16,
    /// Whose SKU it is (id, or address of the store), where several merchants use that code
    #[arg(long)]
    merchant: Option<String>,
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileFormat {
    Lines,
    Csv,
}

pub async fn run(config: Config, data: &Path, args: &ImportArgs) -> Result<ExitCode> {
    let house = House::open_existing(&config, data).await?;
    let sku = find_sku(&house, args).await?;
    let new = new_batch(args, &sku)?;
    let (input, size) = open(&args.file)?;
    let bar = bar(size, &args.file);
    let reader = Reader::new(input, new.format);
    let imported = house.orders.import_with_canaries(&new, reader, args.canaries.into(), |lines, bytes| {
        bar.set_position(if size.is_some() { bytes } else { lines });
        bar.set_message(format!("{lines} lines"));
    });
    let imported = imported.await;
    bar.finish_and_clear();
    let report = imported.map_err(|refusal| Fault::no(format!("{}: {refusal}", args.file)))?;
    print(&report, &sku.code);
    Ok(ExitCode::SUCCESS)
}

fn print(report: &ImportReport, sku: &str) {
    for duplicate in &report.duplicates {
        println!(
            "line {}: duplicate {}",
            duplicate.line,
            match duplicate.kind {
                DuplicateKind::InFile => "of an earlier line",
                DuplicateKind::InStock => "of a key imported before",
            }
        );
    }
    let listed = i64::try_from(report.duplicates.len()).unwrap_or(i64::MAX);
    if report.duplicate_count > listed {
        println!("… and {} more duplicates", report.duplicate_count - listed);
    }
    println!(
        "{} of {} lines are in stock as {sku}, {} duplicates",
        report.accepted, report.lines, report.duplicate_count
    );
    if report.canaries > 0 {
        println!("{} canaries are hidden among them", report.canaries);
    }
    println!("batch       {}\nMerkle root {}", report.batch, report.merkle_root);
}

fn new_batch(args: &ImportArgs, sku: &catalog::Sku) -> Result<NewBatch> {
    let line =
        |name: &str, text: &str| clean_line(text, 200).map_err(|why| Fault::usage(format!("{name}: {why}")));
    let currency: Currency =
        args.currency.parse().map_err(|why| Fault::usage(format!("--currency: {why}")))?;
    let cost = args.cost.as_ref().map(|text| Money::parse_decimal(text, currency)).transpose();
    let kind = match sku.kind {
        catalog::GoodsKind::OneTime | catalog::GoodsKind::Supplied => SkuKind::OneTime,
        catalog::GoodsKind::Loop => SkuKind::Loop,
        catalog::GoodsKind::Recharge => {
            return Err(Fault::usage("this SKU is credited to accounts by a supplier: it has no stock"));
        }
    };
    if kind == SkuKind::OneTime && args.use_limit.is_some() {
        return Err(Fault::usage("--use-limit is for loop SKUs: each key of this one is sold once"));
    }
    Ok(NewBatch {
        merchant: sku.merchant,
        sku: sku.id,
        kind,
        provenance: Provenance {
            supplier: line("--source", &args.source)?,
            reference: if args.reference.is_empty() {
                String::new()
            } else {
                line("--reference", &args.reference)?
            },
            cost: cost.map_err(|why| Fault::usage(format!("--cost: {why}")))?,
            imported_by: "command line".to_owned(),
        },
        format: match args.format {
            FileFormat::Lines => Format::Lines,
            FileFormat::Csv => Format::Csv,
        },
        use_limit: args.use_limit,
        expires_at: None::<Time>,
    })
}

/// By id or code; a code alone is enough where only one merchant uses it.
async fn find_sku(house: &House, args: &ImportArgs) -> Result<catalog::Sku> {
    let candidates = match &args.merchant {
        Some(name) => vec![people::merchant(house, name).await?],
        None => all_merchants(house).await?,
    };
    let mut found = Vec::new();
    for merchant in candidates {
        found.extend(match args.sku.parse::<SkuId>() {
            Ok(id) => catalog::sku(&house.db, merchant, id).await?,
            Err(_) => catalog::sku_by_code(&house.db, merchant, &args.sku).await?,
        });
    }
    match (found.pop(), found.is_empty()) {
        (Some(sku), true) => Ok(sku),
        (Some(_), false) => {
            Err(Fault::usage(format!("several merchants use the code {}: add --merchant", args.sku)))
        }
        (None, _) => {
            Err(Fault::usage(format!("there is no SKU {}: give its code or its id (sku_…)", args.sku)))
        }
    }
}

async fn all_merchants(house: &House) -> Result<Vec<MerchantId>> {
    let mut ask = PageAsk::new(None, Some(PageAsk::LIMIT_MAX));
    let mut ids = Vec::new();
    loop {
        let page = merchants::list(&house.db, &ask).await.map_err(|error| Fault::no(error.to_string()))?;
        ids.extend(page.items.iter().map(|merchant| merchant.id));
        ask.after = page.next;
        if ask.after.is_none() {
            return Ok(ids);
        }
    }
}

type Input = Box<dyn BufRead + Send>;
const BUFFER: usize = 1 << 18;

/// With the size, where it is known.
fn open(name: &str) -> Result<(Input, Option<u64>)> {
    if name == "-" {
        return Ok((Box::new(BufReader::with_capacity(BUFFER, std::io::stdin())), None));
    }
    let cannot = |error| Fault::usage(format!("{name} cannot be read: {error}"));
    let file = File::open(name).map_err(cannot)?;
    let meta = file.metadata().map_err(cannot)?;
    if meta.is_dir() {
        return Err(Fault::usage(format!("{name} is a folder: name one file")));
    }
    let size = Some(meta.len()).filter(|_| meta.is_file());
    Ok((Box::new(BufReader::with_capacity(BUFFER, file)), size))
}

/// On a terminal only: a script's log needs no bar.
fn bar(size: Option<u64>, name: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match size {
        Some(size) => {
            (ProgressBar::new(size), "{prefix} {bar:40} {bytes} of {total_bytes}, {msg}, {eta} left")
        }
        None => (ProgressBar::new_spinner(), "{prefix} {spinner} {msg}, {elapsed}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.with_style(style).with_prefix(name.to_owned())
}
