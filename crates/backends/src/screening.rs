use async_trait::async_trait;
use ports::{Screened, Screening, ScreeningError, ScreeningHit};
use std::path::PathBuf;

/// A list in a file, one entry a line: `name,number,remark`. Names are compared without spaces, signs and case, numbers
/// whole. The file is read anew each time, so a change of it holds at once. Lines that begin with `#` are remarks.
pub struct ListFile {
    path: Option<PathBuf>,
}

impl ListFile {
    /// None: no list, and nobody is on it.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path }
    }
}

#[async_trait]
impl Screening for ListFile {
    async fn screen(&self, who: &Screened) -> Result<Vec<ScreeningHit>, ScreeningError> {
        let Some(path) = self.path.clone() else { return Ok(Vec::new()) };
        let read = tokio::fs::read_to_string(&path).await;
        let text =
            read.map_err(|error| ScreeningError::Unavailable(format!("{}: {error}", path.display())))?;
        Ok(hits(&text, who))
    }
}

const HITS_MAX: usize = 20;

fn hits(text: &str, who: &Screened) -> Vec<ScreeningHit> {
    let names: Vec<String> =
        who.names.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
    let number = folded(&who.licence_number);
    let mut found = Vec::new();
    for (line, at) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut fields = line.splitn(3, ',');
        let mut next = || folded(fields.next().unwrap_or_default());
        let (name, listed) = (next(), next());
        let certain = !listed.is_empty() && listed == number;
        if certain || (!name.is_empty() && names.contains(&name)) {
            let shown: String = line.chars().take(120).collect();
            found.push(ScreeningHit { entry: format!("line {at}: {shown}"), certain });
        }
        if found.len() >= HITS_MAX {
            break;
        }
    }
    found
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_however_they_are_spaced_and_numbers_whole() {
        let list =
            "# name,number,remark\n夜市 商行,91310000MA1K3YYY0X,court order\nSmoke & Mirrors Ltd.,,\n,123\n";
        let ask = |name: &str, number: &str| {
            let who = Screened { names: vec![name.to_owned()], licence_number: number.to_owned() };
            hits(list, &who).into_iter().map(|hit| hit.certain).collect::<Vec<_>>()
        };
        assert_eq!(ask("夜市商行", ""), [false]);
        assert_eq!(ask("x", "9131 0000 ma1k 3yyy 0x"), [true]);
        assert_eq!(ask("smoke and mirrors", ""), [] as [bool; 0]);
        assert_eq!(ask("SMOKE & MIRRORS LTD", "123"), [false, true]);
        assert_eq!(ask("", ""), [] as [bool; 0]);
    }
}
