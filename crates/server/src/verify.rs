use crate::fault::{Fault, Result};
use clap::Args;
use receipts::{Verified, verify};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct VerifyArgs {
    /// The receipt, as it was downloaded
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The platform's public key: its 64 digits, or a file with them or with what
    /// https://SHOP/.well-known/cardamom-receipts.json says
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
}

/// Larger than any receipt: whatever is named here is not read into memory without a bound.
const FILE_MAX: u64 = 64 * 1024 * 1024;

/// Needs no shop, no network and no settings.
pub fn run(args: &VerifyArgs) -> Result<ExitCode> {
    let key = args.key.as_deref().map(key).transpose()?;
    let found = verify(&read(&args.file)?, key.as_ref())
        .map_err(|refusal| Fault::no(format!("refused ({}): {refusal}", refusal.code())))?;
    print!("{}", told(&found, key.is_some()));
    Ok(ExitCode::SUCCESS)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let fault = |error: std::io::Error| Fault::usage(format!("{} cannot be read: {error}", path.display()));
    if std::fs::metadata(path).map_err(fault)?.len() > FILE_MAX {
        return Err(Fault::usage(format!("{} is larger than any receipt", path.display())));
    }
    std::fs::read(path).map_err(fault)
}

/// The digits themselves, or what stands in the file of that name.
fn key(given: &str) -> Result<[u8; 32]> {
    if let Some(key) = receipts::published_key(given) {
        return Ok(key);
    }
    let bytes = read(Path::new(given))?;
    let key = std::str::from_utf8(&bytes).ok().and_then(receipts::published_key);
    key.ok_or_else(|| Fault::usage(format!("{given} holds no public key of receipts")))
}

/// What was checked, a line each.
fn told(found: &Verified, compared: bool) -> String {
    let mut lines = vec![
        format!("true: the receipt of {}", found.order),
        format!("  signature     by the key {} ({})", found.key_id, found.public_key),
        format!("  tree head     of {} entries, signed by the same key at {}", found.size, found.time),
        format!("  log           what was delivered is entry {} of it", found.entry),
        format!("  batches       {} deliveries are proved to lie in theirs", found.proved),
    ];
    for unproved in &found.unproved {
        lines.push(format!("                not {}: {}", unproved.delivery, unproved.why.words()));
    }
    lines.push(match compared {
        true => "  key           the one that you gave".to_owned(),
        false => "  key           NOT compared with the one that the platform publishes: it is the file's own word. \
                  Give --key"
            .to_owned(),
    });
    lines.push(String::new());
    lines.join("\n")
}
