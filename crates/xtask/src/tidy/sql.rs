//! SQL stands in the stores and nowhere else, so that one knows where to look when a table changes.

use super::Finding;
use super::scan::Scan;

/// Finds strings that begin as SQL outside of `store.rs` and `store/`.
pub fn check(path: &str, scan: &Scan) -> Vec<Finding> {
    if may_hold_sql(path) {
        return Vec::new();
    }
    let sql = scan.strings.iter().filter(|(line, text)| is_sql(text) && !scan.in_tests(*line));
    sql.map(|(line, _)| Finding::new(path, *line, "SQL stands in store.rs or store/ only")).collect()
}

fn may_hold_sql(path: &str) -> bool {
    path.ends_with("/store.rs")
        || path.contains("/store/")
        || ["crates/db/", "crates/testkit/"].iter().any(|home| path.starts_with(home))
        || super::words::is_test(path)
}

/// Sentences may begin with these verbs too ("update the price"), so the second keyword has to be there as well.
fn is_sql(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let then = |word: &str| words.contains(&word);
    match (words.first().copied(), words.get(1).copied()) {
        (Some("insert"), Some("into")) | (Some("delete"), Some("from")) => true,
        (Some("select"), Some(second)) => {
            then("from") || second.starts_with(|sign: char| sign.is_ascii_digit())
        }
        (Some("update"), Some(_)) => then("set"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_is_told_from_sentences() {
        for text in [
            "select id from orders",
            "select 1",
            "\n    insert into orders (id)\n values ($1)",
            "update orders set state = $1",
            "DELETE FROM orders",
        ] {
            assert!(is_sql(text), "{text}");
        }
        for text in
            ["select a product", "update the price first", "insert a coin", "", "selected from", "delete"]
        {
            assert!(!is_sql(text), "{text}");
        }
    }

    #[test]
    fn only_stores_and_tests_may_hold_it() {
        let scan = Scan::of("// \"select 1\"\nfn f() {\n    query(\"select 1\")\n}\n");
        let place = "crates/orders/src/place.rs";
        assert_eq!(check(place, &scan), [Finding::new(place, 3, "SQL stands in store.rs or store/ only")]);
        for home in [
            "crates/orders/src/store.rs",
            "crates/orders/src/store/lines.rs",
            "crates/db/src/lib.rs",
            "crates/testkit/src/lib.rs",
            "crates/orders/tests/place.rs",
        ] {
            assert_eq!(check(home, &scan), [], "{home}");
        }
        let inside = Scan::of("#[cfg(test)]\nmod tests {\n    const S: &str = \"select 1\";\n}\n");
        assert_eq!(check(place, &inside), []);
    }
}
