//! A function is read in one look, or it is two functions.

use super::Finding;
use super::scan::{Scan, item_end, lines_in};

const MOST_LINES: usize = 70;

/// Finds functions of more than seventy lines; tests are exempt.
pub fn check(path: &str, scan: &Scan) -> Vec<Finding> {
    if super::words::is_test(path) {
        return Vec::new();
    }
    functions(&scan.code)
        .into_iter()
        .filter(|function| function.lines > MOST_LINES && !scan.in_tests(function.line))
        .map(|function| {
            let Function { name, line, lines } = function;
            Finding::new(path, line, format!("`{name}` has {lines} lines, {MOST_LINES} are the most"))
        })
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
}

fn functions(code: &str) -> Vec<Function> {
    code.match_indices("fn ").filter_map(|(at, _)| function(code, at)).collect()
}

fn function(code: &str, at: usize) -> Option<Function> {
    let (before, from) = code.split_at_checked(at)?;
    if before.chars().next_back().is_some_and(|sign| sign.is_alphanumeric() || sign == '_') {
        return None;
    }
    let rest = from.strip_prefix("fn ")?;
    let name: String = rest.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
    if name.is_empty() {
        return None;
    }
    let body = rest.get(..item_end(rest)?)?;
    Some(Function { name, line: 1 + lines_in(before), lines: 1 + lines_in(body) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(lines: usize) -> String {
        format!("fn long(x: [u8; 2]) {{\n{}}}\n", "    x;\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_is_counted_from_its_name_to_its_last_brace() {
        let code = "trait T {\n    fn a(&self);\n    fn b(&self) {\n    }\n}\npub(crate) async fn c<const N: usize>(\n    x: [u8; N],\n) -> u8\nwhere\n    u8: Copy,\n{\n    fn d() {}\n    1\n}\n";
        let seen: Vec<_> = functions(code).into_iter().map(|f| (f.name, f.line, f.lines)).collect();
        assert_eq!(seen, [("b".into(), 3, 2), ("c".into(), 6, 9), ("d".into(), 12, 1)]);
    }

    #[test]
    fn seventy_lines_pass_and_one_more_does_not() {
        assert_eq!(check("crates/a/src/a.rs", &Scan::of(&long(70))), []);
        let found = check("crates/a/src/a.rs", &Scan::of(&long(71)));
        assert_eq!(found, [Finding::new("crates/a/src/a.rs", 1, "`long` has 71 lines, 70 are the most")]);
    }

    #[test]
    fn braces_in_strings_do_not_close_a_function() {
        let source = long(71).replacen("x;", "\"}\";", 1);
        assert_eq!(check("crates/a/src/a.rs", &Scan::of(&source)).len(), 1);
    }

    #[test]
    fn tests_are_exempt() {
        let inside = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", long(90));
        assert_eq!(check("crates/a/src/a.rs", &Scan::of(&inside)), []);
        assert_eq!(check("crates/a/tests/b.rs", &Scan::of(&long(90))), []);
        assert_eq!(check("crates/a/src/place/tests.rs", &Scan::of(&long(90))), []);
    }
}
