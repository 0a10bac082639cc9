//! The plan of the house as a table: an arrow between two crates points down, or the build fails.

use serde_json::Value;

use super::Finding;

/// Low to high. A crate may use what stands on lower rows, never its neighbours.
const LAYERS: [&[&str]; 10] = [
    &["kernel", "paper", "seals"],
    &["db", "ports"],
    &["jobs"],
    &[
        "identity",
        "merchants",
        "catalog",
        "channels",
        "costs",
        "vault",
        "ledger",
        "supply",
        "pricing",
        "risk",
        "growth",
        "insight",
        "recommend",
        "webhooks",
    ],
    &["orders", "admission", "watch", "redeem", "benefits"],
    &["privacy", "settlement", "reconcile", "receipts", "tally"],
    &["aftercare"],
    &["docking"],
    &["api", "storefront", "backup"],
    &["server"],
];

/// They speak to foreign systems and know nothing of the shop.
const ADAPTERS: [&str; 3] = ["suppliers", "payments", "backends"];
const BELOW_ADAPTERS: [&str; 4] = ["kernel", "ports", "jobs", "outbound"];
/// What adapters share to call out. It has no layer, as nobody else calls out.
const OUTBOUND: &str = "outbound";
const BELOW_OUTBOUND: [&str; 2] = ["kernel", "ports"];

/// They stand beside the house: a stand-in for strangers, the torturer (who knows the shop from outside only), and the
/// chores.
const ALONE: [&str; 3] = ["sandbox", "torture", "xtask"];
/// Only tests may use it; it may use anything but the roof.
const TESTKIT: &str = "testkit";
const SERVER: &str = "server";
/// They play the whole shop under faults, and each adapter against a hostile gateway; they may use what [`TESTKIT`] may
/// and that too, and nobody may use them.
const PLAYERS: [&str; 2] = ["simulator", "conformance"];

/// Reads `cargo metadata --no-deps`.
pub fn check(metadata: &Value) -> Result<Vec<Finding>, String> {
    let packages = metadata["packages"].as_array().ok_or("cargo metadata lists no packages")?;
    let mut found = Vec::new();
    for package in packages {
        let from = package["name"].as_str().unwrap_or_default();
        if !known(from) {
            found.push(Finding::new(&manifest(from), 1, format!("`{from}` is not in the plan of the house")));
        }
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        for to in dependencies.filter(|dependency| dependency["path"].is_string()) {
            let name = to["name"].as_str().unwrap_or_default();
            let for_tests = to["kind"].as_str() == Some("dev");
            if !allowed(from, name, for_tests) {
                found.push(Finding::new(&manifest(from), 1, refusal(from, name, for_tests)));
            }
        }
    }
    Ok(found)
}

fn manifest(name: &str) -> String {
    format!("crates/{name}/Cargo.toml")
}

fn refusal(from: &str, to: &str, for_tests: bool) -> String {
    let whose = if for_tests { "the tests of " } else { "" };
    format!("{whose}`{from}` may not depend on `{to}`: arrows point down only (see ARCHITECTURE.md)")
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&name))
}

fn known(name: &str) -> bool {
    layer(name).is_some()
        || ADAPTERS.contains(&name)
        || ALONE.contains(&name)
        || PLAYERS.contains(&name)
        || name == OUTBOUND
        || name == TESTKIT
}

fn allowed(from: &str, to: &str, for_tests: bool) -> bool {
    if PLAYERS.contains(&to) {
        return false;
    }
    if for_tests {
        return to != SERVER || from == SERVER;
    }
    if PLAYERS.contains(&from) {
        return to != SERVER && to != "xtask";
    }
    if ALONE.contains(&from) || to == TESTKIT || to == "xtask" || to == "torture" {
        return false;
    }
    if from == SERVER || from == TESTKIT {
        return to != SERVER;
    }
    if ADAPTERS.contains(&from) {
        return BELOW_ADAPTERS.contains(&to);
    }
    if from == OUTBOUND {
        return BELOW_OUTBOUND.contains(&to);
    }
    // Adapters and the sandbox have no layer: only the server, above, wires them in.
    matches!((layer(from), layer(to)), (Some(from), Some(to)) if to < from)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arrow(from: &str, to: &str, kind: Option<&str>) -> Vec<Finding> {
        let dependency = json!({ "name": to, "path": "/here", "kind": kind });
        check(&json!({ "packages": [{ "name": from, "dependencies": [dependency] }] })).unwrap()
    }

    #[test]
    fn arrows_down_pass() {
        for (from, to) in [
            ("db", "kernel"),
            ("db", "seals"),
            ("jobs", "db"),
            ("ledger", "jobs"),
            ("orders", "vault"),
            ("api", "orders"),
            ("storefront", "catalog"),
            ("payments", "ports"),
            ("payments", "outbound"),
            ("suppliers", "outbound"),
            ("suppliers", "ports"),
            ("outbound", "ports"),
            ("backup", "db"),
            ("docking", "aftercare"),
            ("api", "docking"),
            ("backends", "jobs"),
            ("server", "sandbox"),
            ("server", "payments"),
            ("testkit", "orders"),
            ("simulator", "testkit"),
            ("simulator", "orders"),
            ("conformance", "payments"),
            ("conformance", "sandbox"),
        ] {
            assert_eq!(arrow(from, to, None), [], "{from} -> {to}");
        }
    }

    #[test]
    fn arrows_up_and_sideways_fail() {
        for (from, to) in [
            ("kernel", "db"),
            ("kernel", "seals"),
            ("seals", "kernel"),
            ("db", "ports"),
            ("ports", "jobs"),
            ("ledger", "vault"),
            ("orders", "aftercare"),
            ("orders", "api"),
            ("orders", "payments"),
            ("api", "storefront"),
            ("orders", "backup"),
            ("backup", "api"),
            ("api", "sandbox"),
            ("payments", "db"),
            ("payments", "backends"),
            ("suppliers", "payments"),
            ("outbound", "payments"),
            ("outbound", "jobs"),
            ("orders", "outbound"),
            ("docking", "outbound"),
            ("aftercare", "docking"),
            ("api", "outbound"),
            ("sandbox", "kernel"),
            ("sandbox", "seals"),
            ("xtask", "kernel"),
            ("torture", "kernel"),
            ("server", "torture"),
            ("server", "testkit"),
            ("server", "xtask"),
            ("testkit", "server"),
            ("testkit", "simulator"),
            ("payments", "conformance"),
            ("server", "simulator"),
            ("simulator", "server"),
        ] {
            assert_eq!(arrow(from, to, None).len(), 1, "{from} -> {to}");
        }
    }

    #[test]
    fn tests_may_use_anything_but_the_server() {
        assert_eq!(arrow("ledger", "testkit", Some("dev")), []);
        assert_eq!(arrow("payments", "sandbox", Some("dev")), []);
        assert_eq!(arrow("api", "server", Some("dev")).len(), 1);
        assert_eq!(arrow("ledger", "vault", Some("build")).len(), 1);
    }

    #[test]
    fn a_crate_outside_the_plan_is_named() {
        let found = check(&json!({ "packages": [{ "name": "shed", "dependencies": [] }] })).unwrap();
        assert_eq!(
            found.first().unwrap().to_string(),
            "crates/shed/Cargo.toml:1: `shed` is not in the plan of the house"
        );
    }

    #[test]
    fn foreign_crates_are_nobodys_business() {
        let serde = json!({ "name": "serde", "kind": null, "source": "elsewhere" });
        let found = check(&json!({ "packages": [{ "name": "kernel", "dependencies": [serde] }] })).unwrap();
        assert_eq!(found, []);
    }
}
