//! Puts the console's files, as `make console` left them in `console/dist`, into the program. Where there are none, the
//! program says how they are made.

use std::fmt::Write;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let dist = root.join("console/dist");
    // A folder that is not there would make cargo look again each time; an empty one does not.
    let _ = std::fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut names = Vec::new();
    if dist.join("index.html").is_file() {
        list(&dist, &dist, &mut names)?;
    }
    names.sort();
    let mut code = String::from("pub static FILES: &[File] = &[\n");
    for name in names.iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let include = |suffix: &str| {
            let path = dist.join(format!("{name}{suffix}"));
            path.is_file().then(|| format!("include_bytes!({:?})", path.display().to_string()))
        };
        let packed =
            |suffix| include(suffix).map_or_else(|| "None".to_owned(), |code| format!("Some({code})"));
        let plain = include("").unwrap_or_else(|| "&[]".to_owned());
        writeln!(
            code,
            "File {{ name: {name:?}, plain: {plain}, brotli: {}, gzip: {} }},",
            packed(".br"),
            packed(".gz")
        )?;
    }
    code.push_str("];\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("console.rs"), code)?;
    Ok(())
}

/// All files below the folder, by their path from the root with slashes.
fn list(root: &Path, folder: &Path, names: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        // What the build keeps for itself begins with a point.
        if path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            list(root, &path, names)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            let parts: Vec<String> =
                name.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            names.push(parts.join("/"));
        }
    }
    Ok(())
}
