//! `cargo xtask test`: what `cargo test --workspace` runs, and the browser's walks, two programs beside each other. Many
//! of them wait more than they reckon (for servers, databases, pages), and one after the other they leave processors idle.

use serde_json::Value;
use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};
use std::sync::Mutex;
use std::time::Instant;

/// How many programs run at the same time.
const LANES: usize = 2;

/// What takes longest begins first; else the last one runs by itself at the end.
const LONG: [&str; 9] =
    ["server", "torture", "api", "simulator", "conformance", "backup", "vault", "storefront", "orders"];

const BROWSER: &str = "e2e";

/// Floods want all processors: what is called so of this package runs after the others.
const ALONE: (&str, &str) = ("torture", "flooded");

/// A program with tests, or the browser.
#[derive(Clone)]
struct Program {
    package: String,
    target: String,
    executable: PathBuf,
    arguments: Vec<String>,
    alone: bool,
    folder: PathBuf,
}

pub fn run() -> ExitCode {
    let begun = Instant::now();
    let programs = match build() {
        Ok(programs) => programs,
        Err(fault) => {
            eprintln!("test: {fault}");
            return ExitCode::FAILURE;
        }
    };
    let count = programs.len();
    let (alone, mut beside): (VecDeque<_>, VecDeque<_>) =
        programs.into_iter().flat_map(apart).partition(|program| program.alone);
    beside.push_front(browser());
    let mut failed = all(beside, LANES);
    failed.extend(all(alone, 1));
    println!("\ntest: {count} programs in {} s", begun.elapsed().as_secs());
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("test: failed: {}", failed.join(", "));
    ExitCode::FAILURE
}

/// Runs them in so many lanes; the names of those that failed.
fn all(programs: VecDeque<Program>, lanes: usize) -> Vec<String> {
    let queue = Mutex::new(programs);
    let failed = Mutex::new(Vec::new());
    let next = || lock(&queue).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(|| {
                while let Some(program) = next() {
                    if !told(&program) {
                        lock(&failed).push(program.name());
                    }
                }
            });
        }
    });
    std::mem::take(&mut *lock(&failed))
}

/// Everything compiled, and where it lies.
fn build() -> Result<VecDeque<Program>, String> {
    let output = command(cargo())
        .args(["test", "--workspace", "--no-run", "--message-format=json-render-diagnostics"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|fault| format!("cargo could not be run: {fault}"))?;
    if !output.status.success() {
        return Err("it does not compile".to_owned());
    }
    let mut programs: Vec<Program> =
        String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| program(line)).collect();
    programs.sort_by_key(|program| (rank(&program.package), program.name()));
    Ok(programs.into())
}

/// One line of what cargo says, if it is about a program with tests.
fn program(line: &str) -> Option<Program> {
    let said: Value = serde_json::from_str(line).ok()?;
    if said.pointer("/profile/test")?.as_bool() != Some(true) {
        return None;
    }
    let executable = PathBuf::from(said.get("executable")?.as_str()?);
    let folder = Path::new(said.get("manifest_path")?.as_str()?).parent()?.to_owned();
    let package = folder.file_name()?.to_str()?.to_owned();
    let target = said.pointer("/target/name")?.as_str()?.to_owned();
    let arguments = std::env::args().skip(2).collect();
    Some(Program { package, target, executable, arguments, alone: false, folder })
}

/// What runs beside others of a program, and what does not.
fn apart(program: Program) -> Vec<Program> {
    let (package, name) = ALONE;
    if program.package != package {
        return vec![program];
    }
    let mut alone = Program { alone: true, ..program.clone() };
    alone.arguments.push(name.to_owned());
    let mut beside = program;
    beside.arguments.extend(["--skip".to_owned(), name.to_owned()]);
    vec![beside, alone]
}

/// `make e2e`, from the root: what takes longest of all.
fn browser() -> Program {
    Program {
        package: BROWSER.to_owned(),
        target: BROWSER.to_owned(),
        executable: PathBuf::from("make"),
        arguments: vec!["--no-print-directory".to_owned(), BROWSER.to_owned()],
        alone: false,
        folder: PathBuf::from("."),
    }
}

impl Program {
    fn name(&self) -> String {
        if self.package == self.target {
            self.package.clone()
        } else {
            format!("{} {}", self.package, self.target)
        }
    }

    /// As cargo would: in the folder of its crate, and told which it is.
    fn run(&self) -> std::io::Result<Output> {
        let mut command = command(&self.executable);
        command.args(&self.arguments).current_dir(&self.folder).stdin(Stdio::null());
        if self.package != BROWSER {
            command
                .env("CARGO", cargo())
                .env("CARGO_MANIFEST_DIR", &self.folder)
                .env("CARGO_PKG_NAME", &self.package);
        }
        command.output()
    }
}

/// Runs it, and shows what it said in one piece.
fn told(program: &Program) -> bool {
    println!("test: {} …", program.name());
    let begun = Instant::now();
    let (said, passed) = match program.run() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            (String::from_utf8_lossy(&said).into_owned(), output.status.success())
        }
        Err(fault) => (format!("{fault}\n"), false),
    };
    println!(
        "\n     Running {} ({} s)\n{}",
        program.name(),
        begun.elapsed().as_secs(),
        said.trim_matches('\n')
    );
    passed
}

/// Without what cargo told this program of itself: build scripts would take it for theirs and run anew.
fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.to_string_lossy().starts_with(own)) {
            command.env_remove(name);
        }
    }
    command
}

fn rank(package: &str) -> usize {
    LONG.iter().position(|long| *long == package).unwrap_or(LONG.len())
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// A lane that panicked has said so already.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
