use super::DiversionRefusal;
use crate::Orders;
use kernel::{MerchantId, Secret};
use vault::{SOUGHT_MAX, Sought};

/// What is shorter is rather a word, a year or a price than a key.
const KEY_MIN: usize = 8;
/// Between what may be keys in the address of a page.
const JOINTS: [char; 8] = ['/', '?', '&', '=', '#', ':', ',', ';'];

impl Orders {
    /// Whoever writes of a found key easily writes the key. Refused where one of the merchant's stands in the texts: they are
    /// stored in clear.
    pub(super) async fn no_key_in(
        &self,
        merchant: MerchantId,
        texts: &[&str],
    ) -> Result<(), DiversionRefusal> {
        let candidates = candidates(texts);
        for some in candidates.chunks(SOUGHT_MAX) {
            let sought = Sought::read(&Secret::new(some.join("\n"))).map_err(DiversionRefusal::BadKeys)?;
            if !self.vault().trace(self.db(), Some(merchant), &sought).await?.items.is_empty() {
                return Err(DiversionRefusal::KeyInWords);
            }
        }
        Ok(())
    }
}

/// Lines, words, two words beside each other, and what stands between the joints of an address.
fn candidates(texts: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for line in texts.iter().flat_map(|text| text.lines()) {
        let words: Vec<&str> = line
            .split(|sign: char| sign.is_whitespace() || !sign.is_ascii())
            .map(|word| word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()))
            .filter(|word| !word.is_empty())
            .collect();
        let pairs = words.iter().zip(words.iter().skip(1)).map(|(one, next)| format!("{one} {next}"));
        found.push(line.trim().to_owned());
        found.extend(pairs);
        found.extend(words.iter().flat_map(|word| word.split(JOINTS)).map(str::to_owned));
        found.extend(words.into_iter().map(str::to_owned));
    }
    found.retain(|text| text.chars().count() >= KEY_MIN && !text.contains(char::is_control));
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::candidates;

    #[test]
    fn a_key_is_found_however_it_is_written_about() {
        for text in [
            "ABCD-1234-EF",
            "卡密是ABCD-1234-EF，已失效",
            "sold as \"ABCD-1234-EF\".\nsecond line",
            "https://shop.example/buy?code=ABCD-1234-EF&n=1",
        ] {
            assert!(candidates(&["", text]).contains(&"ABCD-1234-EF".to_owned()), "{text}");
        }
        assert!(candidates(&["card 88001122 pin 99887766"]).contains(&"pin 99887766".to_owned()));
        assert!(candidates(&["88001122 9988"]).contains(&"88001122 9988".to_owned()));
        assert_eq!(candidates(&["in 2026", ""]), Vec::<String>::new());
    }
}
