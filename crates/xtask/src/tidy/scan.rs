//! A look at Rust that is just sharp enough for tidy: it tells code from comments and strings, and finds the
//! test modules.

use std::ops::RangeInclusive;

/// One source file, taken apart.
pub struct Scan {
    /// The source with comments and the insides of strings blanked; lines keep their numbers.
    pub code: String,
    /// Every string literal with the line (from 1) on which it begins.
    pub strings: Vec<(usize, String)>,
    tests: Vec<RangeInclusive<usize>>,
}

impl Scan {
    /// Takes a source apart. Code that does not compile gives nonsense, but never a panic.
    pub fn of(source: &str) -> Self {
        let mut scanner =
            Scanner { rest: source, line: 1, last: ' ', code: String::new(), strings: Vec::new() };
        while scanner.step() {}
        let tests = test_modules(&scanner.code);
        Self { code: scanner.code, strings: scanner.strings, tests }
    }

    /// Whether the line belongs to a module under `#[cfg(test)]`.
    pub fn in_tests(&self, line: usize) -> bool {
        self.tests.iter().any(|lines| lines.contains(&line))
    }
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    last: char,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Scanner<'_> {
    /// Consumes one token or one sign; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        let after_word = self.last.is_alphanumeric() || self.last == '_';
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            self.blank(end);
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if let Some((hashes, prefix)) = raw_string(self.rest).filter(|_| !after_word) {
            let close = format!("\"{}", "#".repeat(hashes));
            self.string(prefix, &close, false);
        } else if first == '"' {
            self.string(1, "\"", true);
        } else if let Some(length) = char_literal(self.rest) {
            self.blank(length);
        } else {
            self.keep(first);
        }
        true
    }

    fn keep(&mut self, sign: char) {
        self.line += usize::from(sign == '\n');
        self.last = sign;
        self.code.push(sign);
        self.rest = self.rest.get(sign.len_utf8()..).unwrap_or_default();
    }

    /// Takes so many bytes out of the code, keeping its lines.
    fn blank(&mut self, bytes: usize) {
        let (gone, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += gone.matches('\n').count();
        self.code.extend(gone.chars().map(|sign| if sign == '\n' { '\n' } else { ' ' }));
        self.last = ' ';
        self.rest = rest;
    }

    fn string(&mut self, prefix: usize, close: &str, escapes: bool) {
        let body = self.rest.get(prefix..).unwrap_or_default();
        let length = string_length(body, close, escapes);
        self.strings.push((self.line, body.get(..length).unwrap_or_default().to_owned()));
        self.blank(prefix + length + close.len());
    }
}

fn string_length(body: &str, close: &str, escapes: bool) -> usize {
    let mut signs = body.char_indices();
    while let Some((at, sign)) = signs.next() {
        if escapes && sign == '\\' {
            signs.next();
        } else if body.get(at..).is_some_and(|rest| rest.starts_with(close)) {
            return at;
        }
    }
    body.len()
}

/// The number of `#` and the length of `r##"`, `br"` and the like.
fn raw_string(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix("br").or(rest.strip_prefix("cr")).or(rest.strip_prefix('r'))?;
    let quote = after.trim_start_matches('#');
    let hashes = after.len() - quote.len();
    quote.starts_with('"').then(|| (hashes, rest.len() - quote.len() + 1))
}

/// The length of `'x'` or `'\n'`; `None` for a lifetime.
fn char_literal(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let mut signs = body.char_indices();
    if signs.next()?.1 == '\\' {
        signs.next();
        return body.find_after(signs.next()?.0, '\'').map(|at| at + 2);
    }
    let (at, sign) = signs.next()?;
    (sign == '\'').then_some(at + 2)
}

trait FindAfter {
    fn find_after(&self, start: usize, sign: char) -> Option<usize>;
}

impl FindAfter for str {
    fn find_after(&self, start: usize, sign: char) -> Option<usize> {
        self.get(start..)?.find(sign).map(|at| at + start)
    }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn test_modules(code: &str) -> Vec<RangeInclusive<usize>> {
    let mark = "#[cfg(test)]";
    let mut found = Vec::new();
    for (at, _) in code.match_indices(mark) {
        let body = code.get(at + mark.len()..).unwrap_or_default();
        if let Some(end) = item_end(body) {
            let first = 1 + lines_in(code.get(..at).unwrap_or_default());
            found.push(first..=first + lines_in(body.get(..end).unwrap_or_default()));
        }
    }
    found
}

/// How many line ends a text has.
pub fn lines_in(text: &str) -> usize {
    text.matches('\n').count()
}

/// Where an item ends: behind its block, or at a `;` before any block. Brackets of types and attributes may hold
/// both, so they only count outside of them.
pub fn item_end(code: &str) -> Option<usize> {
    let (mut round, mut curly) = (0_i32, 0_i32);
    for (at, sign) in code.char_indices() {
        match sign {
            '(' | '[' => round += 1,
            ')' | ']' => round -= 1,
            '{' if round == 0 || curly > 0 => curly += 1,
            '}' if curly > 0 => {
                curly -= 1;
                if curly == 0 {
                    return Some(at);
                }
            }
            ';' if round == 0 && curly == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(source: &str) -> Vec<(usize, String)> {
        Scan::of(source).strings
    }

    #[test]
    fn comments_and_strings_leave_the_code() {
        let scan = Scan::of("a // b\n/* c /* d */ e */ f \"g { \\\" h\" i");
        assert_eq!(scan.code.split_whitespace().collect::<Vec<_>>(), ["a", "f", "i"]);
        assert_eq!(scan.strings, [(2, "g { \\\" h".to_owned())]);
    }

    #[test]
    fn raw_strings_end_at_their_own_hashes() {
        assert_eq!(
            strings("let x = r#\"a \"b\" c\"#;\n r\"d\\\""),
            [(1, "a \"b\" c".into()), (2, "d\\".into())]
        );
        assert_eq!(strings("for\"x\""), [(1, "x".into())]);
    }

    #[test]
    fn chars_are_not_lifetimes() {
        let scan = Scan::of("fn f<'a>(x: &'a str) { x == '{' || x == '\\'' || x == '\\u{7b}' || x == '\"' }");
        assert_eq!(scan.code.matches('{').count(), 1);
        assert!(scan.strings.is_empty());
        assert!(scan.code.contains("<'a>"));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let source = "\"a\nb\"\n/*\n*/ 'x' \"c\"";
        assert_eq!(lines_in(&Scan::of(source).code), lines_in(source));
        assert_eq!(strings(source).last(), Some(&(4, "c".to_owned())));
    }

    #[test]
    fn test_modules_are_known() {
        let scan = Scan::of("fn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n");
        let lines: Vec<_> = (1..=7).filter(|line| scan.in_tests(*line)).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
    }

    #[test]
    fn nonsense_does_not_panic() {
        for source in ["\"", "'", "'\\", "r#\"", "/*", "}{", "#[cfg(test)]", "豆'蔻", "'豆'", "b'", "fn fn"]
        {
            Scan::of(source);
        }
    }
}
