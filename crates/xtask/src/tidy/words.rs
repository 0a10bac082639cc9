//! What is left lying about.

use super::Finding;
use super::scan::Scan;

const MOST_LINES: usize = 600;

/// Folders of one machine; written in two pieces, or this file would find itself.
const PRIVATE_FOLDERS: [&str; 2] = [concat!("/", "work/"), concat!("/", "tmp/")];
/// Marks of work not done.
const LEFTOVERS: [&str; 2] = [concat!("todo", "!"), concat!("dbg", "!")];

/// Tests may be as long, and as blunt, as they have to be.
pub fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// The rules for every text in the tree.
pub fn check_text(path: &str, text: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    // Snapshots and licences are kept as they came.
    let verbatim = path.ends_with(".snap") || path == "LICENSE";
    for (line, content) in (1..).zip(text.lines()) {
        if !verbatim && content.ends_with([' ', '\t']) {
            found.push(Finding::new(path, line, "trailing blanks"));
        }
        for folder in PRIVATE_FOLDERS.iter().filter(|folder| begins_path(content, folder)) {
            found.push(Finding::new(path, line, format!("`{folder}…` is a path of one machine")));
        }
    }
    found
}

/// The rules for Rust.
pub fn check_rust(path: &str, scan: &Scan) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines = scan.code.lines().count();
    if lines > MOST_LINES && path.starts_with("crates/") && path.contains("/src/") {
        found.push(Finding::new(path, 1, format!("{lines} lines, {MOST_LINES} are the most")));
    }
    for (line, content) in (1..).zip(scan.code.lines()) {
        for word in LEFTOVERS.iter().filter(|word| begins_word(content, word)) {
            found.push(Finding::new(path, line, format!("`{word}` is left over")));
        }
    }
    found
}

fn begins_path(line: &str, folder: &str) -> bool {
    begins(line, folder, |sign| sign.is_alphanumeric() || "._-~/*})$]".contains(sign))
}

fn begins_word(line: &str, word: &str) -> bool {
    begins(line, word, |sign| sign.is_alphanumeric() || sign == '_')
}

/// Whether `what` stands in the line with nothing before it that would make it a part of something longer.
fn begins(line: &str, what: &str, continues: impl Fn(char) -> bool) -> bool {
    line.match_indices(what).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(&continues)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_one_machine_are_found_at_their_beginning_only() {
        let [first, second] = PRIVATE_FOLDERS;
        for line in
            [format!("cd {first}main"), format!("\"{second}x\""), format!("see `{first}a`"), second.into()]
        {
            assert_eq!(check_text("README.md", &line).len(), 1, "{line}");
        }
        for line in
            [format!("target{second}x"), format!("$HOME{first}x"), format!("https://a.example{first}")]
        {
            assert_eq!(check_text("README.md", &line), [], "{line}");
        }
    }

    #[test]
    fn trailing_blanks_are_found() {
        assert_eq!(check_text("a.md", "a\nb \n"), [Finding::new("a.md", 2, "trailing blanks")]);
        assert_eq!(check_text("a.snap", "b \n"), []);
    }

    #[test]
    fn leftovers_are_found_in_code_only() {
        let [mark, debug] = LEFTOVERS;
        let source =
            format!("// {mark}()\nfn f() {{\n    {mark}();\n    my_{debug}(1);\n    x({debug}(1));\n}}\n");
        let lines: Vec<_> =
            check_rust("crates/a/src/a.rs", &Scan::of(&source)).iter().map(|f| f.line).collect();
        assert_eq!(lines, [3, 5]);
    }

    #[test]
    fn six_hundred_lines_pass_and_one_more_does_not() {
        let check = |lines| check_rust("crates/a/src/a.rs", &Scan::of(&"x;\n".repeat(lines))).len();
        assert_eq!((check(600), check(601)), (0, 1));
        assert_eq!(check_rust("crates/a/tests/a.rs", &Scan::of(&"x;\n".repeat(601))), []);
    }
}
