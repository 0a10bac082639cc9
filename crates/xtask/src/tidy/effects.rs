//! What an effect of React's gives back undoes it, so it gives back nothing by accident: `scrollTo` gave back nothing for
//! years, and is answered with a promise by the browsers of today.

use super::Finding;

const HOOKS: [&str; 2] = ["useEffect(() => ", "useLayoutEffect(() => "];

pub fn check(path: &str, text: &str) -> Option<Finding> {
    let bare = |line: &str| {
        let after = HOOKS.iter().find_map(|hook| line.split_once(hook));
        after.is_some_and(|(_, body)| !body.starts_with('{'))
    };
    let line = text.lines().position(bare)?;
    Some(Finding::new(path, line + 1, "an effect without braces gives back whatever its body comes to"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_without_braces_is_found() {
        let found = |text: &str| check("console/src/app.tsx", text).map(|finding| finding.line);
        assert_eq!(found("a();\n  useEffect(() => scrollTo(0, 0), []);\n"), Some(2));
        assert_eq!(found("useLayoutEffect(() => b());\n"), Some(1));
        assert_eq!(
            found("useEffect(() => { scrollTo(0, 0); }, []);\nuseEffect(() => {\n  c();\n});\n"),
            None
        );
    }
}
