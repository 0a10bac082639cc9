//! Style is a test: every rule here is one that people would otherwise have to remember.

/// Which crate may depend on which.
mod arrows;
/// What effects of the console give back.
mod effects;
/// A function longer than a screen.
mod functions;
/// Rust without its comments and strings, and the strings by themselves.
mod scan;
/// SQL outside of the stores.
mod sql;
/// Tests that nobody runs.
mod unheard;
/// Leftovers: marks to do, paths of one machine, trailing blanks, files too long.
mod words;

use std::fmt;
use std::path::Path;
use std::process::{Command, ExitCode};

use scan::Scan;

/// One thing to mend, and where.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    line: usize,
    what: String,
}

impl Finding {
    fn new(place: &str, line: usize, what: impl Into<String>) -> Self {
        Self { place: place.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place, self.line, self.what)
    }
}

/// Checks the whole tree and prints what is wrong.
pub fn run() -> ExitCode {
    match findings() {
        Err(fault) => {
            eprintln!("tidy: {fault}");
            ExitCode::from(2)
        }
        Ok(findings) if findings.is_empty() => {
            println!("tidy: all in order");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            findings.iter().for_each(|finding| println!("{finding}"));
            println!("tidy: {} to mend", findings.len());
            ExitCode::FAILURE
        }
    }
}

fn findings() -> Result<Vec<Finding>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let metadata = metadata(&root)?;
    let mut found = arrows::check(&metadata)?;
    let unheard = unheard::folders(&metadata);
    for path in files(&root)? {
        // A file deleted but not yet committed is still listed.
        let Ok(bytes) = std::fs::read(root.join(&path)) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        found.extend(check_file(&path, &text, &unheard));
    }
    Ok(found)
}

fn check_file(path: &str, text: &str, unheard: &[String]) -> Vec<Finding> {
    let mut found = words::check_text(path, text);
    if path.ends_with(".tsx") || path.ends_with(".ts") {
        found.extend(effects::check(path, text));
    }
    if path.ends_with(".rs") {
        let scan = Scan::of(text);
        found.extend(words::check_rust(path, &scan));
        found.extend(functions::check(path, &scan));
        found.extend(sql::check(path, &scan));
        found.extend(unheard::check(path, &scan, unheard));
    }
    found
}

fn metadata(root: &Path) -> Result<serde_json::Value, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let json = output(root, &cargo, &["metadata", "--format-version", "1", "--no-deps"])?;
    serde_json::from_str(&json).map_err(|fault| format!("cargo metadata: {fault}"))
}

/// Everything that is or will be committed, with `/` between folders.
fn files(root: &Path) -> Result<Vec<String>, String> {
    let list = output(root, "git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
    Ok(list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn output(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let out = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|fault| format!("{program}: {fault}"))?;
    if !out.status.success() {
        return Err(format!("{program}: {}", String::from_utf8_lossy(&out.stderr)));
    }
    String::from_utf8(out.stdout).map_err(|fault| format!("{program}: {fault}"))
}
