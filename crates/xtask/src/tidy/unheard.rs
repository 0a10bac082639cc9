//! A crate that says it has no tests beside its code is not built a second time for them. Then none may stand there: they
//! would never run.

use super::Finding;
use super::scan::Scan;
use serde_json::Value;

/// By `cargo metadata --no-deps`: the folders of sources whose tests nobody runs.
pub fn folders(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let silent = packages.filter(|package| {
        let mut targets = package["targets"].as_array().into_iter().flatten();
        targets.any(|target| target["test"] == false && is_program(target))
    });
    silent.filter_map(|package| Some(format!("crates/{}/src/", package["name"].as_str()?))).collect()
}

fn is_program(target: &Value) -> bool {
    target["kind"].as_array().into_iter().flatten().any(|kind| kind == "lib" || kind == "bin")
}

pub fn check(path: &str, scan: &Scan, folders: &[String]) -> Option<Finding> {
    folders.iter().find(|folder| path.starts_with(folder.as_str()))?;
    let line = scan.code.lines().position(|line| line.contains("#[test]") || line.contains("::test]"))?;
    let what = "a test that never runs: this crate's manifest says `test = false`";
    Some(Finding::new(path, line + 1, what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_test_where_none_is_run_is_found() {
        let target = |kind: &str, test: bool| json!({ "kind": [kind], "test": test });
        let package = |name: &str, targets: Value| json!({ "name": name, "targets": targets });
        let metadata = json!({ "packages": [
            package("heard", json!([target("lib", true), target("custom-build", false)])),
            package("silent", json!([target("lib", false), target("test", true)])),
        ]});
        let folders = folders(&metadata);
        assert_eq!(folders, ["crates/silent/src/"]);
        let scan = Scan::of(
            "fn one() {}\n#[cfg(test)]\nmod tests {\n    #[tokio::test]\n    async fn two() {}\n}\n",
        );
        let found = |path| check(path, &scan, &folders).map(|finding| finding.line);
        assert_eq!(found("crates/silent/src/lib.rs"), Some(4));
        assert_eq!(found("crates/heard/src/lib.rs"), None);
        assert_eq!(found("crates/silent/tests/it.rs"), None);
        assert!(
            check("crates/silent/src/lib.rs", &Scan::of("// #[test]\nfn one() {}\n"), &folders).is_none()
        );
    }
}
